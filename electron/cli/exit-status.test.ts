import { expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { exitStatusOfError, exitStatusOfRun } from './exit-status.ts';
import { totalsOf } from './testing/fake-engine.ts';
import { UsageError } from './usage-error.ts';

it.each([
  ['every row is ok', {}, 0],
  ['rows were skipped', { ok: 8, skipped: 2 }, 0],
  ['lines were rejected and merged', { lines: 12, rejected: 1, merged: 1 }, 0],
  ['a row failed', { ok: 9, failed: 1 }, 3],
  ['rows are left although nobody stopped the run', { ok: 9, pending: 1 }, 1],
  ['rows are left and others failed', { ok: 8, failed: 1, pending: 1 }, 1],
])('tells when %s', (_, changes, status) => {
  expect(exitStatusOfRun(totalsOf(changes))).toBe(status);
});

it.each([
  ['wrong use', new UsageError('?'), 2],
  ['an expected failure', new AppError(ErrorCode.ListEmpty, 'Empty.'), 1],
  ['an invalid value deeper down', new AppError(ErrorCode.ValidationFailed, '?'), 1],
  ['a fault of ours', new TypeError('x is not a function'), 1],
])('tells %s apart', (_, error, status) => {
  expect(exitStatusOfError(error)).toBe(status);
});
