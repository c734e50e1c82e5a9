import { describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { toWriteError } from './write-errors.ts';

describe('toWriteError', () => {
  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EROFS', 'FOLDER_READ_ONLY'],
    ['EACCES', 'FOLDER_READ_ONLY'],
    ['EPERM', 'FOLDER_READ_ONLY'],
    ['ENOENT', 'FILE_UNWRITABLE'],
    ['EISDIR', 'FILE_UNWRITABLE'],
    ['EBUSY', 'FILE_UNWRITABLE'],
    ['EIO', 'FILE_UNWRITABLE'],
  ])('turns %s into %s with advice and the cause', (systemCode, code) => {
    const cause = Object.assign(new Error(`${systemCode}: raw text`), { code: systemCode });

    const error = toWriteError(cause, '/exports/results.csv');

    expect(error).toMatchObject({ code, cause, advice: expect.stringMatching(/./) });
    expect(error.message).not.toContain('raw text');
  });

  it('passes an AppError unchanged', () => {
    const error = new AppError(ErrorCode.Cancelled, 'Cancelled.');

    expect(toWriteError(error, '/exports/results.csv')).toBe(error);
  });
});
