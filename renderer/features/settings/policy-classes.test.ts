import { describe, expect, it } from 'vitest';
import { POLICY_CODES } from '../../../shared/retry-policies.ts';
import { POLICY_CLASSES } from './policy-classes.ts';

describe('classes of retry policies', () => {
  it('show every cause that has a policy, once', () => {
    const shown = POLICY_CLASSES.flatMap(({ codes }) => codes);

    expect(shown.toSorted()).toEqual([...POLICY_CODES].toSorted());
  });
});
