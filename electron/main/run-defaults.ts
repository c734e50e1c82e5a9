/**
 * The settings for every run to come, read value by value: one that is out of range must
 * not take the others with it.
 */
import type { z } from 'zod';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { runDefaultsSchema, type RunDefaults } from '../../shared/ipc/contract.ts';
import { isOutcomeCode } from '../../shared/outcome-codes.ts';
import { isProxyAddress } from './proxy-address.ts';

export interface ReadRunDefaults {
  readonly defaults: RunDefaults;
  /** Paths of what could not be used, such as `autoPause.failedRatio`. */
  readonly reset: readonly string[];
}

/** Takes from `stored` what is valid, and the rest from `fallback`. */
export function readRunDefaults(stored: unknown, fallback: RunDefaults): ReadRunDefaults {
  const reset: string[] = [];
  const fields = asRecord(stored);
  const read: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(runDefaultsSchema.shape)) {
    const fallbackValue = fallback[name as keyof RunDefaults]; // the keys of its own schema
    const value = fields[name];
    if (name === 'autoPause') read[name] = readFields(name, value, runDefaultsSchema.shape.autoPause.shape);
    else if (name === 'retryPolicies') read[name] = readPolicies(value);
    else read[name] = readValue(name, value, schema, fallbackValue);
  }
  if (typeof read['proxy'] === 'string' && !isProxyAddress(read['proxy'])) {
    reset.push('proxy');
    read['proxy'] = fallback.proxy;
  }
  // Every field was read by its own schema or is a default.
  return { defaults: read as RunDefaults, reset };

  function readValue(path: string, value: unknown, schema: z.ZodType, fallbackValue: unknown): unknown {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    // What is missing was never set.
    if (value !== undefined) reset.push(path);
    return fallbackValue;
  }

  function readFields(path: string, value: unknown, shape: Readonly<Record<string, z.ZodType>>): unknown {
    const given = asRecord(value);
    const fallbacks: Readonly<Record<string, unknown>> = { ...fallback.autoPause };
    return Object.fromEntries(
      Object.entries(shape).map(([name, schema]) => [
        name,
        readValue(`${path}.${name}`, given[name], schema, fallbacks[name]),
      ]),
    );
  }

  function readPolicies(value: unknown): unknown {
    const schema = runDefaultsSchema.shape.retryPolicies;
    const valid = Object.entries(asRecord(value)).filter(([code, policy]) => {
      const isValid = isOutcomeCode(code) && schema.safeParse({ [code]: policy }).success;
      if (!isValid) reset.push(`retryPolicies.${code}`);
      return isValid;
    });
    return Object.fromEntries(valid);
  }
}

/** What the schema cannot tell. @throws AppError `VALIDATION_FAILED` for a proxy that is none. */
export function checkRunDefaults(defaults: RunDefaults): RunDefaults {
  if (defaults.proxy !== null && !isProxyAddress(defaults.proxy)) {
    throw new AppError(ErrorCode.ValidationFailed, 'That is not the address of a proxy.', {
      advice: 'Write it as http://proxy.example:3128 or http://user:password@proxy.example:3128.',
    });
  }
  return defaults;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  // Any object may be read like this; its values are checked one by one.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
