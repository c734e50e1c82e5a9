/** Everything that a page of the sample offers about itself; one click takes it. */
import { Check } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { ColumnSource } from '../../../shared/recipe.ts';
import type { OfferedValue } from '../../../shared/recipe-work.ts';
import { useColumns, useModel } from '../../state/use-app.ts';
import { OFFER_WORDS, shortAddress } from './column-words.ts';

/** More are found by typing. */
const SHOWN_MAX = 100;

interface Props {
  readonly itemKey: number;
  readonly source: Extract<ColumnSource, { kind: 'offer' }>;
}

export function OfferPicker({ itemKey, source }: Props) {
  const { columns } = useModel();
  const sample = useColumns((state) => state.sample);
  const offers = useColumns((state) => state.offers);
  const [search, setSearch] = useState('');

  const hasSample = (sample?.length ?? 0) > 0;

  useEffect(() => {
    if (hasSample) void columns.readOffers();
  }, [columns, hasSample]);

  const wanted = search.trim().toLowerCase();
  const distinct = useMemo(() => distinctOf(offers?.values ?? [], wanted), [offers, wanted]);
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">What the page offers</legend>
      <div className="grid grid-cols-2 gap-1">
        <select
          aria-label="Page of the sample"
          value={offers?.rowId ?? ''}
          onChange={(event) => void columns.readOffers(Number(event.currentTarget.value))}
          className="h-7 min-w-0 rounded border border-edge bg-surface px-1 text-12"
        >
          {(sample ?? []).map(({ rowId, url }) => (
            <option key={rowId} value={rowId}>
              {shortAddress(url)}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label="Search what the page offers"
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          className="selectable h-7 min-w-0 rounded border border-edge bg-surface px-2 text-12"
        />
      </div>
      <ul aria-label="Offered" className="h-44 overflow-y-auto rounded border border-line bg-sunken">
        {distinct.slice(0, SHOWN_MAX).map((one) => {
          const isChosen = one.offer === source.offer && one.name === source.name;
          return (
            <li key={`${one.offer} ${one.name}`}>
              <button
                type="button"
                aria-pressed={isChosen}
                title={one.value}
                onClick={() => columns.takeOffer(itemKey, one)}
                className="block w-full px-2 py-1 text-left outline-offset-[-2px] hover:bg-hover aria-pressed:bg-accent-soft"
              >
                <span className="flex items-center gap-1 text-12">
                  {isChosen && <Check aria-hidden className="size-3.5 shrink-0 text-accent" />}
                  <span className="min-w-0 truncate font-medium">{one.name}</span>
                  <span className="ml-auto shrink-0 text-muted">{OFFER_WORDS[one.offer]}</span>
                </span>
                <span className="block truncate text-12 text-muted">
                  <bdi>{one.value}</bdi>
                </span>
              </button>
            </li>
          );
        })}
        {offers !== null && distinct.length === 0 && (
          <li className="p-2 text-12 text-muted">
            {wanted === '' ? 'This page offers nothing about itself.' : 'Nothing like that.'}
          </li>
        )}
        {offers === null && (
          <li className="p-2 text-12 text-muted">
            {sample?.length === 0 ? 'No page is here yet.' : 'Reading the page'}
          </li>
        )}
      </ul>
      {distinct.length > SHOWN_MAX && (
        <p className="text-12 text-muted">
          The first {SHOWN_MAX} of {distinct.length}; search for the others.
        </p>
      )}
    </fieldset>
  );
}

/** A list of things has the same name for each: the first stands for all. */
function distinctOf(values: readonly OfferedValue[], wanted: string): readonly OfferedValue[] {
  const byName = new Map<string, OfferedValue>();
  for (const one of values) {
    const key = `${one.offer} ${one.name}`;
    if (byName.has(key) || !`${one.name} ${one.value}`.toLowerCase().includes(wanted)) continue;
    byName.set(key, one);
  }
  return [...byName.values()];
}
