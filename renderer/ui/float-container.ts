/**
 * Where tooltips and menus are put: within the part of the page they belong to. A modal
 * dialog covers everything that is not inside of it, so within one they have to be its children.
 */
import { createContext, useContext } from 'react';

export const FloatContainerContext = createContext<HTMLElement | null>(null);

export function useFloatContainer(): HTMLElement | null {
  return useContext(FloatContainerContext);
}
