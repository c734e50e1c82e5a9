/** Where a column takes its value from: the kind of source, and what that kind needs. */
import { PRODUCT_FIELDS } from '../../../shared/recipe.ts';
import type { DraftColumn } from '../../state/recipe-draft.ts';
import { useModel } from '../../state/use-app.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { FieldNotes, TextField } from '../../ui/text-field.tsx';
import { FIELD_WORDS, SOURCE_KINDS } from './column-words.ts';
import { OfferPicker } from './offer-picker.tsx';

interface Props {
  readonly item: DraftColumn;
  readonly problem: string;
}

export function SourceFields({ item, problem }: Props) {
  const { columns } = useModel();
  const { key, column } = item;
  return (
    <>
      <SelectField
        label="Where it stands"
        value={column.source.kind}
        options={SOURCE_KINDS}
        onChange={(kind) => columns.setKind(key, kind)}
      />
      <Fields item={item} problem={problem} />
    </>
  );
}

function Fields({ item, problem }: Props) {
  const { columns } = useModel();
  const { key, column } = item;
  const { source } = column;
  switch (source.kind) {
    case 'css':
      return (
        <div className="grid grid-cols-[minmax(0,1fr)_104px] gap-3">
          <TextField
            label="Selector"
            placeholder=".price"
            value={source.selector}
            problem={problem}
            onChange={(selector) => columns.set(key, { source: { ...source, selector } })}
          />
          <TextField
            label="Attribute"
            placeholder="its text"
            maxLength={200}
            value={source.attribute ?? ''}
            onChange={(text) =>
              columns.set(key, { source: { ...source, attribute: text === '' ? null : text } })
            }
          />
        </div>
      );
    case 'xpath':
      return (
        <TextField
          label="Expression"
          placeholder="//h1"
          value={source.expression}
          problem={problem}
          onChange={(expression) => columns.set(key, { source: { ...source, expression } })}
        />
      );
    case 'regex':
      return <RegexFields item={item} problem={problem} source={source} />;
    case 'json':
      return (
        <TextField
          label="Path"
          placeholder="$.product.price"
          value={source.path}
          problem={problem}
          onChange={(path) => columns.set(key, { source: { ...source, path } })}
        />
      );
    case 'product':
      return (
        <SelectField
          label="Field"
          value={source.field}
          options={PRODUCT_FIELDS.map((field) => [field, FIELD_WORDS[field]] as const)}
          onChange={(field) => columns.set(key, { source: { ...source, field } })}
        />
      );
    case 'offer':
      return (
        <div>
          <OfferPicker itemKey={key} source={source} />
          <FieldNotes id={`offer-${key}`} hint="" problem={problem} />
        </div>
      );
  }
}

type RegexSource = Extract<DraftColumn['column']['source'], { kind: 'regex' }>;

function RegexFields({ item: { key }, problem, source }: Props & { readonly source: RegexSource }) {
  const { columns } = useModel();
  return (
    <>
      <TextField
        label="Pattern"
        placeholder="SKU: (\w+)"
        value={source.pattern}
        problem={problem}
        onChange={(pattern) => columns.set(key, { source: { ...source, pattern } })}
      />
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-3">
        <TextField
          label="Group"
          hint="0 is the whole match"
          inputMode="numeric"
          value={String(source.group)}
          onChange={(text) => {
            const group = Number(text.replaceAll(/\D/g, '').slice(-2));
            columns.set(key, { source: { ...source, group } });
          }}
        />
        <label className="mb-7 flex items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={source.flags.includes('i')}
            onChange={(event) => {
              const flags = source.flags.replace('i', '') + (event.currentTarget.checked ? 'i' : '');
              columns.set(key, { source: { ...source, flags } });
            }}
          />
          Ignore case
        </label>
      </div>
    </>
  );
}
