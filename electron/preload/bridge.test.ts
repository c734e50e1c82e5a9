import { describe, expect, it, vi } from 'vitest';
import { createBridge } from './bridge.ts';

function setup() {
  let listener: ((name: unknown, payload: unknown) => void) | null = null;
  const invoke = vi.fn(async () => ({ ok: true, value: null }));
  const bridge = createBridge<{ path: string }>({
    invoke,
    listen: (given) => (listener = given),
    pathOf: (file) => file.path,
  });
  return { bridge, invoke, emit: (name: unknown, payload: unknown) => listener?.(name, payload) };
}

describe('createBridge', () => {
  it('passes a request on by its name', async () => {
    const { bridge, invoke } = setup();

    expect(await bridge.request('run.pause', {})).toEqual({ ok: true, value: null });
    expect(invoke).toHaveBeenCalledExactlyOnceWith('run.pause', {});
  });

  it('refuses a page that names dropped paths itself', async () => {
    const { bridge, invoke } = setup();

    const result = await bridge.request('list.openDropped', { importId: 'a', paths: ['/etc/passwd'] });

    expect(result).toMatchObject({ ok: false, error: { code: 'UNKNOWN_ROUTE' } });
    expect(invoke).not.toHaveBeenCalled();
  });

  it('refuses a name that is no text, however it reads', async () => {
    const { bridge, invoke } = setup();
    const name = { toString: () => 'list.openDropped' };

    await bridge.request(name as never, {} as never);

    expect(invoke).not.toHaveBeenCalled();
  });

  it('gives events to those who asked for them, until they end it', () => {
    const { bridge, emit } = setup();
    const onNotice = vi.fn();
    const onCommand = vi.fn();
    const stop = bridge.onEvent('notice', onNotice);
    bridge.onEvent('command', onCommand);

    emit('notice', { message: 'first' });
    stop();
    emit('notice', { message: 'second' });

    expect(onNotice.mock.calls).toEqual([[{ message: 'first' }]]);
    expect(onCommand).not.toHaveBeenCalled();
  });

  it('knows only the events of the contract', () => {
    const { bridge } = setup();

    expect(() => bridge.onEvent('constructor' as never, vi.fn())).toThrow(TypeError);
  });

  it('takes the paths of dropped files itself and leaves out what is not on disk', async () => {
    const { bridge, invoke } = setup();

    await bridge.openDropped('a', [{ path: '/lists/a.txt' }, { path: '' }]);

    expect(invoke).toHaveBeenCalledExactlyOnceWith('list.openDropped', {
      importId: 'a',
      paths: ['/lists/a.txt'],
    });
  });

  it('answers null when nothing that was dropped is on disk', async () => {
    const { bridge, invoke } = setup();

    expect(await bridge.openDropped('a', [{ path: '' }])).toBeNull();
    expect(invoke).not.toHaveBeenCalled();
  });
});
