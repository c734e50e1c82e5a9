import { describe, expect, it } from 'vitest';
import type { RetrySelection } from '../../shared/rows.ts';
import type { RetryOptions } from './run-actions.ts';
import { chosenCount, createRetryModel, describeFilter } from './retry-store.ts';

const FAILURES = { 'timeout.headers': 311, 'http.not_found': 96, 'connect.refused': 4 } as const;
const FAILED = 411;

function setup({ accepts = true }: { accepts?: boolean } = {}) {
  const sent: { selection: RetrySelection; options: RetryOptions }[] = [];
  const model = createRetryModel({
    failures: () => FAILURES,
    selected: () => ({ selection: { kind: 'rows', rowIds: [1, 2] }, count: 2 }),
    shown: () => null,
    retry: async (selection, options) => {
      sent.push({ selection, options });
      return accepts;
    },
  });
  const count = () => chosenCount(model.store.getState(), FAILURES, FAILED);
  return { model, sent, count };
}

describe('retry dialog', () => {
  it('ticks only causes that are worth it, and counts what is ticked', () => {
    const { model, count } = setup();

    model.open({ kind: 'all' }, FAILED, 'Retry 411 failed');
    expect(count()).toBe(411);

    model.choose('codes');
    expect(model.store.getState().codes).toEqual(['timeout.headers', 'connect.refused']);
    expect(count()).toBe(315);

    model.tick('http.not_found', true);
    expect(count()).toBe(411);
  });

  it('opens with the cause that was pressed, worth it or not', async () => {
    const { model, sent } = setup();

    model.open({ kind: 'codes', codes: ['http.not_found'] }, 96, 'Retry these');
    await model.submit();

    expect(sent).toEqual([{ selection: { kind: 'codes', codes: ['http.not_found'] }, options: {} }]);
    expect(model.store.getState().isOpen).toBe(false);
  });

  it('offers what is selected in place of what it was opened with', async () => {
    const { model, sent, count } = setup();

    model.open({ kind: 'all' }, FAILED, 'Retry 411 failed');
    model.choose('rows');
    expect(count()).toBe(2);
    await model.submit();

    expect(sent[0]?.selection).toEqual({ kind: 'rows', rowIds: [1, 2] });
  });

  it('sends nothing while a field is wrong, names it and keeps what was typed', async () => {
    const { model, sent } = setup();
    model.open({ kind: 'all' }, FAILED, '');
    model.setText('timeoutTotalMs', '30');
    model.setText('headers', 'nonsense');

    expect(await model.submit()).toBe('headers');

    expect(sent).toEqual([]);
    expect(model.store.getState()).toMatchObject({ isOpen: true, showsProblems: true });
    expect(model.store.getState().texts.timeoutTotalMs).toBe('30');
  });

  it('does not send "no cause at all", which would be refused', async () => {
    const { model, sent } = setup();
    model.open({ kind: 'codes', codes: ['connect.refused'] }, 4, '');
    model.tick('connect.refused', false);

    expect(await model.submit()).toBe('codes');

    expect(sent).toEqual([]);
  });

  it('stays open with everything in it when the retry is refused', async () => {
    const { model } = setup({ accepts: false });
    model.open({ kind: 'all' }, FAILED, '');
    model.setText('concurrency', '20');

    await model.submit();

    expect(model.store.getState()).toMatchObject({ isOpen: true, isSending: false });
    expect(model.store.getState().texts.concurrency).toBe('20');
  });

  it('does not carry settings over to the next retry', async () => {
    const { model, sent } = setup();
    model.open({ kind: 'all' }, FAILED, '');
    model.setText('concurrency', '20');
    await model.submit();

    model.open({ kind: 'all' }, FAILED, '');
    await model.submit();

    expect(sent.map(({ options }) => options)).toEqual([{ concurrency: 20 }, {}]);
  });
});

describe('describeFilter', () => {
  it('speaks of one row as one', () => {
    const filter = { outcome: 'failed', code: null, search: 'socks' } as const;

    expect(describeFilter(filter, 1)).toBe('failed row with “socks”');
    expect(describeFilter(filter, 2)).toBe('failed rows with “socks”');
    expect(describeFilter(filter)).toBe('failed rows with “socks”');
  });
});
