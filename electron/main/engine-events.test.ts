import { expect, it, vi } from 'vitest';
import type { EngineEventMessage } from '../../shared/ipc/engine-api.ts';
import { EngineEvents } from './engine-events.ts';
import type { EngineClient } from './engine-host.ts';
import { RunTracker } from './run-tracker.ts';
import { WindowChannel } from './window-channel.ts';

function setup() {
  const page = { send: vi.fn(), isDestroyed: () => false };
  const channel = new WindowChannel();
  channel.attach(page);
  const request = vi.fn(async () => null);
  const engine = { request } as unknown as EngineClient; // only acknowledgements are sent
  const tracker = new RunTracker({ onChanged: vi.fn(), onRemember: vi.fn() });
  return { page, channel, request, events: new EngineEvents({ tracker, channel, engine: () => engine }) };
}

// Only `seq` matters here.
const progress = (seq: number) =>
  ({ event: 'run.progress', payload: { runId: 'r1', seq } }) as EngineEventMessage;

it('hands progress to the page and leaves the acknowledgement to it', () => {
  const { page, channel, request, events } = setup();
  channel.pageListens();

  events.receive(progress(1));

  expect(page.send).toHaveBeenCalledOnce();
  expect(request).not.toHaveBeenCalled();
});

it('acknowledges progress that no page could get', () => {
  const { request, events } = setup();

  events.receive(progress(3));

  expect(request).toHaveBeenCalledExactlyOnceWith('progress.ack', { seq: 3 });
});

it('acknowledges for a page that went away with batches still to acknowledge', () => {
  const { channel, request, events } = setup();
  channel.pageListens();
  events.receive(progress(1));
  events.receive(progress(2));

  channel.pageIsGone();
  events.acknowledgeForPage();

  expect(request).toHaveBeenCalledExactlyOnceWith('progress.ack', { seq: 2 });
});
