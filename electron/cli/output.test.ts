import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Output } from './output.ts';

class FakeStream extends EventEmitter {
  text = '';
  write(text: string, done?: () => void): boolean {
    this.text += text;
    done?.();
    return true;
  }
}

describe('Output', () => {
  it('drops what is written after the reader went away, and calls it no failure', async () => {
    const stream = new FakeStream();
    const output = new Output(stream);

    stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    output.write('late');
    await output.flush();

    expect(stream.text).toBe('');
    expect(output.failure).toBeNull();
  });

  it('remembers that text was lost to a full disk', () => {
    const stream = new FakeStream();
    const output = new Output(stream);
    const failure = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });

    stream.emit('error', failure);

    expect(output.failure).toBe(failure);
  });
});
