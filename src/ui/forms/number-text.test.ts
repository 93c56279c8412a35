import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitNumber, formatNumber, parseNumber } from './number-text';

describe('numbers as people write them', () => {
  it.each([
    ['1,024', 'en-GB', 1024],
    ['1.5', 'en-GB', 1.5],
    ['1,5', 'de-DE', 1.5],
    ['1.024', 'de-DE', 1024],
    ['1.5', 'de-DE', 1.5],
    ['1 024,25', 'fr-FR', 1024.25],
    ['-3', 'en-GB', -3],
    ['\u22123', 'en-GB', -3],
    ['.5', 'en-GB', 0.5],
    ['', 'en-GB', null],
    ['12 GiB', 'en-GB', null],
    ['1.2.3', 'en-GB', null],
    ['1,5', 'en-GB', 1.5],
    ['1,25', 'en-GB', 1.25],
    ['1,234.5', 'en-GB', 1234.5],
    ['12,34,567', 'en-IN', 1_234_567],
    ['1,2,3', 'en-GB', null],
    ['1,5.5', 'en-GB', null],
    [',5', 'en-GB', 0.5],
    ['1.234,5', 'de-DE', 1234.5],
    ['1,5', 'de-CH', 1.5],
  ])('%s in %s', (text, locale, value) => {
    expect(parseNumber(text, locale)).toBe(value);
  });

  it('reads back every whole number that it wrote, in every notation', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
        fc.constantFrom('en-GB', 'de-DE', 'fr-FR', 'de-CH', 'sv-SE', 'pl-PL'),
        (value, locale) => parseNumber(formatNumber(value, 0, locale), locale) === value,
      ),
    );
  });

  it('keeps values within their limits and decimals', () => {
    expect(fitNumber(200, { max: 128 }, 0)).toBe(128);
    expect(fitNumber(0.2, { min: 1 }, 0)).toBe(1);
    expect(fitNumber(1.26, {}, 1)).toBe(1.3);
  });
});
