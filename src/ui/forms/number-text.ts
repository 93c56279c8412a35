/** How a locale writes numbers. */
function separators(locale: string | undefined): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const of = (type: 'group' | 'decimal', otherwise: string): string =>
    parts.find((part) => part.type === type)?.value ?? otherwise;
  return { group: of('group', ','), decimal: of('decimal', '.') };
}

/** A number as people of the locale write it, with at most `decimals` decimals. */
export function formatNumber(value: number, decimals: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: decimals }).format(value);
}

/**
 * Reads a number written in the locale: its own decimal sign, or a point or comma where that cannot be its group separator;
 * group separators and blanks do not count. Null when it is no number.
 */
export function parseNumber(text: string, locale?: string): number | null {
  const { group, decimal } = separators(locale);
  let plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replaceAll('\u2212', '-');
  if (isGrouped(plain, group, decimal)) plain = plain.replaceAll(group, '');
  plain = plain.replace(decimal, '.').replace(',', '.');
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/** Whether groups are as long as they are written anywhere: three digits at the end, two or three before that. */
function isGrouped(plain: string, group: string, decimal: string): boolean {
  const [whole = ''] = plain.replace(/^-/, '').split(decimal);
  const [first = '', ...groups] = whole.split(group);
  const last = groups.pop();
  return last?.length === 3 && first !== '' && groups.every(({ length }) => length === 2 || length === 3);
}

/** The nearest value within the limits, with at most `decimals` decimals. */
export function fitNumber(
  value: number,
  limits: { min?: number | undefined; max?: number | undefined },
  decimals: number,
): number {
  const scale = 10 ** decimals;
  const rounded = Math.round(value * scale) / scale;
  return Math.min(limits.max ?? Infinity, Math.max(limits.min ?? -Infinity, rounded));
}
