import { describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type { RunDefaults } from '../../shared/ipc/contract.ts';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import type { Api } from '../api/bridge.ts';
import { createSettingsModel, type SettingsState } from './settings-store.ts';

const DEFAULTS: RunDefaults = {
  retryPolicies: {},
  autoPause: DEFAULT_OPTIONS.autoPause,
  detectsSoftBlocks: DEFAULT_OPTIONS.detectsSoftBlocks,
  minSpeedBytesPerSec: DEFAULT_OPTIONS.minSpeedBytesPerSec,
  minSpeedWindowMs: DEFAULT_OPTIONS.minSpeedWindowMs,
  maxBodyBytes: DEFAULT_OPTIONS.maxBodyBytes,
  robots: 'off',
  proxy: null,
};

function setup({ refusal }: { refusal?: AppError } = {}) {
  const sent: RunDefaults[] = [];
  const saved: RunDefaults[] = [];
  const api = {
    call: async (_name: string, input: RunDefaults) => {
      sent.push(input);
      if (refusal !== undefined) throw refusal;
      return input;
    },
    // The generic signature of `call` cannot be met by a stand-in.
  } as unknown as Pick<Api, 'call'>;
  const model = createSettingsModel({
    api,
    runDefaults: () => DEFAULTS,
    onSaved: (defaults) => saved.push(defaults),
  });
  model.open();
  // It was just opened.
  const state = () => model.store.getState() as SettingsState;
  return { model, sent, saved, state };
}

describe('settings', () => {
  it('saves what it was opened with when nothing was changed', async () => {
    const { model, sent } = setup();

    expect(await model.save()).toBe(true);

    expect(sent).toEqual([DEFAULTS]);
    expect(model.store.getState().isOpen).toBe(false);
  });

  it('saves only the policies that differ from what their code says by itself', async () => {
    const { model, sent } = setup();

    model.setPolicies(['http.server_error'], { isRetried: false });
    model.setPolicies(['http.not_found'], { isRetried: true, retries: '1', firstDelayMs: '0.5' });
    model.setPolicies(['dns.timeout'], { retries: '5' });
    model.setPolicies(['dns.timeout'], { retries: '' });
    await model.save();

    expect(sent[0]?.retryPolicies).toEqual({
      'http.server_error': { isRetried: false, retries: null, firstDelayMs: 2000, maxDelayMs: 60_000 },
      'http.not_found': { isRetried: true, retries: 1, firstDelayMs: 500, maxDelayMs: 60_000 },
    });
  });

  it('changes a whole class at once and puts it back', async () => {
    const { model, sent } = setup();

    model.setPolicies(['timeout.headers', 'timeout.idle'], { retries: '9' });
    model.resetPolicies(['timeout.idle']);
    await model.save();

    expect(Object.keys(sent[0]?.retryPolicies ?? {})).toEqual(['timeout.headers']);
  });

  it('saves nothing while something is wrong, keeps it and shows where it is', async () => {
    const { model, sent, state } = setup();
    model.setPolicies(['http.not_found'], { isRetried: true });
    model.setText('failedPercent', '5');

    expect(await model.save()).toBe(false);

    expect(sent).toEqual([]);
    expect(state()).toMatchObject({ isOpen: true, showsProblems: true, tab: 'pauses' });
    expect(state().draft.texts.failedPercent).toBe('5');
    expect(state().draft.policies.get('http.not_found')?.isRetried).toBe(true);
  });

  it('does not mind a wrong number of a cause that is not retried', async () => {
    const { model, sent } = setup();

    model.setPolicies(['connect.refused'], { retries: 'many', isRetried: false });

    expect(await model.save()).toBe(true);
    expect(sent[0]?.retryPolicies['connect.refused']).toMatchObject({ isRetried: false, retries: null });
  });

  it('refuses a first wait that is longer than the longest', async () => {
    const { model, sent } = setup();
    model.setPolicies(['connect.refused'], { firstDelayMs: '10', maxDelayMs: '5' });

    expect(await model.save()).toBe(false);
    expect(sent).toEqual([]);
  });

  it('shows what main says about the proxy beside its field, until that is edited', async () => {
    const refusal = new AppError(ErrorCode.ValidationFailed, 'The proxy cannot be used.');
    const { model, state } = setup({ refusal });
    model.setText('proxy', 'http://proxy.example:3128');

    expect(await model.save()).toBe(false);
    expect(state()).toMatchObject({
      tab: 'network',
      proxyError: 'The proxy cannot be used.',
      isSaving: false,
    });

    model.setText('proxy', 'http://proxy.example:3129');
    expect(state().proxyError).toBe('');
  });

  it('keeps everything when saving fails for another reason', async () => {
    const refusal = new AppError(ErrorCode.DiskFull, 'The disk is full.');
    const { model, state } = setup({ refusal });
    model.setSwitch('autoPause', false);

    await model.save();

    expect(state()).toMatchObject({ isOpen: true, error: { code: 'DISK_FULL' } });
    expect(state().draft.switches.autoPause).toBe(false);
  });

  it('asks before it drops what was changed, and only then', () => {
    const { model, state } = setup();
    expect(model.askToClose()).toBe(true);

    model.setText('maxBodyBytes', '20');
    expect(model.askToClose()).toBe(false);
    expect(state().isAskingToDiscard).toBe(true);

    model.keepEditing();
    model.setText('maxBodyBytes', '10');
    expect(model.askToClose()).toBe(true);
  });
});
