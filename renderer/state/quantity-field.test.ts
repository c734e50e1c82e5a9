import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import { describeQuantity, parseQuantity, QUANTITIES, quantityText } from './quantity-field.ts';

const valid = (value: number) => ({ isValid: true, value });

describe('quantity field', () => {
  it('reads what a person types in the unit of the field', () => {
    expect(parseQuantity(QUANTITIES.timeoutTotalMs, ' 2,5 ')).toEqual(valid(2500));
    expect(parseQuantity(QUANTITIES.timeoutTotalMs, '0.3')).toEqual(valid(300));
    expect(parseQuantity(QUANTITIES.maxBodyBytes, '10')).toEqual(valid(10 * 1024 * 1024));
    expect(parseQuantity(QUANTITIES.failedPercent, '80')).toEqual(valid(0.8));
  });

  it('takes nothing for a number that is none', () => {
    for (const text of ['', ' ', '1e3', '0x10', '12 s', '-1', 'Infinity', '1.2.3'])
      expect(parseQuantity(QUANTITIES.concurrency, text).isValid, text).toBe(false);
  });

  it('says the range in the unit of the field', () => {
    expect(parseQuantity(QUANTITIES.timeoutTotalMs, '0.05')).toEqual({
      isValid: false,
      problem: 'Must be from 0.1 s to 600 s',
    });
    expect(parseQuantity(QUANTITIES.concurrency, '0')).toMatchObject({
      problem: 'Must be from 1 to 2,000',
    });
  });

  it('refuses a part of a request but not a part of a second', () => {
    expect(parseQuantity(QUANTITIES.retries, '1.5').isValid).toBe(false);
    expect(parseQuantity(QUANTITIES.retryDelayMs, '1.5')).toEqual(valid(1500));
  });

  it('writes every default as a text that reads as the same value', () => {
    for (const name of ['timeoutTotalMs', 'concurrency', 'maxBodyBytes', 'minSpeedBytesPerSec'] as const) {
      const text = quantityText(QUANTITIES[name], DEFAULT_OPTIONS[name]);
      expect(parseQuantity(QUANTITIES[name], text), name).toEqual(valid(DEFAULT_OPTIONS[name]));
    }
    expect(quantityText(QUANTITIES.failedPercent, 0.8)).toBe('80');
  });

  it('says a value with its unit', () => {
    expect(describeQuantity('timeoutTotalMs', 30_000)).toBe('30 s');
    expect(describeQuantity('concurrency', 20)).toBe('20');
    expect(describeQuantity('ratePerSecPerHost', 0.5)).toBe('0.5/s');
  });
});
