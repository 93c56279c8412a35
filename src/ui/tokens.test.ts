import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Rgb = readonly [number, number, number];
type Theme = 'light' | 'dark';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
// Up to the first other rule: the table for everybody. What media queries change afterwards only adds contrast.
const table = css.slice(0, css.indexOf("[data-theme='light']"));

function parse(hex: string): Rgb {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(hex);
  if (digits === null) throw new Error(`not a colour: ${hex}`);
  return [Number.parseInt(digits[1]!, 16), Number.parseInt(digits[2]!, 16), Number.parseInt(digits[3]!, 16)];
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

const tokens = new Map<string, Record<Theme, string>>();
for (const [, name, light, dark] of table.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\);/g)) {
  tokens.set(name!, { light: light!, dark: dark! });
}

function ratio(foreground: string, background: string, theme: Theme): number {
  const pick = (name: string): Rgb => parse(tokens.get(name)?.[theme] ?? `no token ${name}`);
  return contrast(pick(foreground), pick(background));
}

/** Numbers that components hand to their style sheet, and what one widget's sheet sets for another's. */
const SET_BY_WIDGETS = new Set(['level', 'columns', 'grid-width', 'glyph-line', 'glyph-ground', 'tree-ground']);

const GROUNDS = ['canvas', 'surface', 'sunken', 'raised', 'hover', 'selected', 'selected-idle'];

/** Text and what it stands on. */
const WORDS: readonly (readonly [string, readonly string[]])[] = [
  ['text', [...GROUNDS, 'pressed', 'accent-soft', 'warning-soft', 'danger-soft', 'ok-soft', 'match']],
  ['text-muted', [...GROUNDS, 'pressed', 'accent-soft', 'warning-soft', 'danger-soft']],
  ['text-subtle', ['canvas', 'surface', 'sunken', 'raised', 'hover']],
  ['accent', ['canvas', 'surface', 'sunken', 'raised', 'hover', 'selected', 'selected-idle', 'accent-soft']],
  ['accent-strong', ['selected']],
  ['ok-text', ['surface', 'ok-soft']],
  ['warning-text', ['surface', 'warning-soft']],
  ['danger-text', ['canvas', 'surface', 'raised', 'danger-soft']],
  ['asleep-text', ['surface']],
  ['text-on-fill', ['accent-fill', 'accent-fill-strong', 'danger-fill', 'danger-fill-strong']],
];

/** Shapes that carry meaning and what they stand on. */
const SHAPES: readonly (readonly [string, readonly string[]])[] = [
  ['ok', GROUNDS],
  ['warning', [...GROUNDS, 'warning-soft']],
  ['danger', [...GROUNDS, 'danger-soft']],
  ['rest', GROUNDS],
  ['asleep', GROUNDS],
  ['accent', [...GROUNDS, 'pressed']],
  ['accent-fill', ['surface', 'raised', 'sunken']],
  ['focus', GROUNDS],
  ['edge', ['surface', 'canvas', 'raised']],
  ['series-1', ['surface']],
  ['series-2', ['surface']],
  ['series-3', ['surface']],
  ['series-4', ['surface']],
  ['series-5', ['surface']],
];

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(WORDS)('%s reads at 4.5:1 or better on everything it stands on', (name, grounds) => {
    for (const ground of grounds)
      expect(ratio(name, ground, theme), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SHAPES)('%s shows at 3:1 or better on everything it stands on', (name, grounds) => {
    for (const ground of grounds) expect(ratio(name, ground, theme), `${name} on ${ground}`).toBeGreaterThanOrEqual(3);
  });

  it('tells a selected row from one under the pointer and from the ground', () => {
    expect(tokens.get('selected')?.[theme]).not.toBe(tokens.get('hover')?.[theme]);
    expect(tokens.get('selected')?.[theme]).not.toBe(tokens.get('selected-idle')?.[theme]);
  });
});

describe('the style sheets of the widgets', () => {
  it('use only tokens that exist', () => {
    const root = new URL('.', import.meta.url);
    const sheets = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));
    const own = new Set([...css.matchAll(/--([\w-]+):/g)].map((match) => match[1]!));
    const unknown: string[] = [];
    for (const sheet of sheets) {
      const text = readFileSync(new URL(sheet, root), 'utf8');
      const local = new Set([...text.matchAll(/--([\w-]+):/g)].map((match) => match[1]!));
      for (const [, name] of text.matchAll(/var\(--([\w-]+)/g)) {
        if (!own.has(name!) && !local.has(name!) && !SET_BY_WIDGETS.has(name!)) unknown.push(`${sheet}: --${name}`);
      }
    }
    expect(unknown).toEqual([]);
  });
});
