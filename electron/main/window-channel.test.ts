import { expect, it, vi } from 'vitest';
import { WindowChannel } from './window-channel.ts';

function setup() {
  const page = { send: vi.fn(), isDestroyed: () => false };
  const channel = new WindowChannel();
  channel.attach(page);
  return { page, channel };
}

const notice = { level: 'warning', message: 'Careful.', advice: '' };

it('keeps a notice until the page listens, and gives it once', () => {
  const { page, channel } = setup();

  channel.notify('warning', 'Careful.');
  expect(page.send).not.toHaveBeenCalled();
  channel.pageListens();
  channel.pageListens();

  expect(page.send.mock.calls).toEqual([['ipc:event', 'notice', notice]]);
});

it('says when no page got an event, so that nobody waits for its acknowledgement', () => {
  const { page, channel } = setup();
  channel.pageListens();

  expect(channel.send('command', { name: 'find' })).toBe(true);
  channel.pageIsGone();
  expect(channel.send('command', { name: 'find' })).toBe(false);

  expect(page.send).toHaveBeenCalledOnce();
});

it('sends nothing to a page that is destroyed', () => {
  const channel = new WindowChannel();
  const page = { send: vi.fn(), isDestroyed: () => true };
  channel.attach(page);
  channel.pageListens();

  expect(channel.send('command', { name: 'open' })).toBe(false);
  expect(page.send).not.toHaveBeenCalled();
});

it('does not pile up notices for a window that never comes', () => {
  const { page, channel } = setup();

  for (let number = 0; number < 100; number += 1) channel.notify('info', `${number}`);
  channel.pageListens();

  expect(page.send).toHaveBeenCalledTimes(20);
});
