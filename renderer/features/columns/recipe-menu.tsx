/** Recipes that were saved or kept here. */
import { ChevronDown } from 'lucide-react';
import { useColumns, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { MenuItem, MenuPanel, MenuRoot, MenuSeparator, MenuTrigger } from '../../ui/menu.tsx';

/** A menu is no place to look through hundreds. */
const SHOWN_MAX = 20;

export function RecipeMenu() {
  const { columns } = useModel();
  const saved = useColumns((state) => state.saved);
  const matching = useColumns((state) => state.matching);
  const isShown = useColumns(({ draft }) => draft.name);
  if (saved.length === 0) return null;
  const fitting = new Set(matching.map(({ id }) => id));
  const ordered = [
    ...saved.filter(({ id }) => fitting.has(id)),
    ...saved.filter(({ id }) => !fitting.has(id)),
  ];
  const current = saved.find(({ recipe }) => recipe.name === isShown);
  return (
    <MenuRoot>
      <MenuTrigger asChild>
        <Button isSmall icon={<ChevronDown aria-hidden className="size-4" />}>
          Saved recipes
        </Button>
      </MenuTrigger>
      <MenuPanel>
        {ordered.slice(0, SHOWN_MAX).map(({ id, recipe }) => (
          <MenuItem key={id} onSelect={() => columns.load(recipe)}>
            <span className="max-w-64 truncate">{recipe.name}</span>
            {fitting.has(id) && <span className="ml-2 text-12 text-muted">for these hosts</span>}
          </MenuItem>
        ))}
        {current !== undefined && (
          <>
            <MenuSeparator />
            <MenuItem onSelect={() => void columns.forget(current.id)}>
              Do not keep {current.recipe.name}
            </MenuItem>
          </>
        )}
      </MenuPanel>
    </MenuRoot>
  );
}
