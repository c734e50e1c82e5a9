/**
 * Copies by selecting and `copy`, as a user would: the window is denied every permission,
 * and the asynchronous clipboard is one of them.
 *
 * @returns False when the browser refused.
 */
export function copyText(text: string): boolean {
  const before = document.activeElement;
  const box = document.createElement('textarea');
  box.value = text;
  box.setAttribute('aria-hidden', 'true');
  box.style.position = 'fixed';
  box.style.opacity = '0';
  document.body.append(box);
  box.select();
  const hasCopied = document.execCommand('copy');
  box.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return hasCopied;
}
