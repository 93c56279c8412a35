import { describe, expect, it } from 'vitest';
import type { ChartSpec } from './chart-spec';
import { layOut, slotOf } from './layout';
import { domainOf } from './scales';
import { BARS, LINES } from '../gallery/chart-samples';
import { fitText, textWidth } from './tick-text';

const at = (spec: ChartSpec, widthPx: number) => layOut(spec, domainOf([spec]), widthPx);

function named(names: readonly string[], kind: ChartSpec['kind']): ChartSpec {
  const series = [{ id: 'a', name: 'a', points: names.map((x, index) => ({ x, y: index })) }];
  return { ...BARS, kind, series, published: [] };
}

describe('the layout of a chart', () => {
  it.each([260, 390, 800, 1600])('keeps everything within %i px', (widthPx) => {
    for (const spec of [LINES, BARS, named(['a very long name indeed', 'x'], 'bars')]) {
      const { plot, heightPx } = at(spec, widthPx);
      expect(plot.left + plot.width).toBeLessThanOrEqual(widthPx);
      expect(plot.top + plot.height).toBeLessThan(heightPx);
      expect(plot.width).toBeGreaterThan(80);
    }
  });

  it('has no tick that runs into another', () => {
    for (const widthPx of [260, 390, 800]) {
      const layout = at({ ...LINES, x: { ...LINES.x, unit: 'x', scale: 'linear' } }, widthPx);
      let endPx = -Infinity;
      for (const { at: place, text } of layout.x.ticks) {
        const middle = layout.along(place);
        expect(middle - textWidth(text) / 2).toBeGreaterThan(endPx);
        endPx = middle + textWidth(text) / 2;
      }
    }
  });

  it('has two ticks at least on an axis of time', () => {
    const points = [36, 50, 70, 85].map((x) => ({ x, y: 1 }));
    const x = { label: 'Time', unit: '', scale: 'seconds' } as const;
    for (const widthPx of [320, 420, 800]) {
      const { ticks } = at({ ...LINES, x, series: [{ id: 'a', name: 'a', points }], published: [] }, widthPx).x;
      expect(ticks.length).toBeGreaterThan(1);
    }
  });

  it('lays bars down where their names would not fit side by side', () => {
    const names = ['control domain itself', 'persistent grants', 'tapdisk2'];
    expect(at(named(names, 'bars'), 300).isLying).toBe(true);
    expect(at(named(names, 'bars'), 900).isLying).toBe(false);
    expect(at(named(names, 'lines'), 300).isLying).toBe(false);
  });

  it('divides a category among its bars, without overlap', () => {
    const layout = at(BARS, 800);
    const slots = [0, 1].map((bar) => slotOf(layout, 0, bar, 2));
    expect(slots[0]?.[1]).toBeLessThan(slots[1]?.[0] ?? 0);
    const [first, last] = [slots[0]?.[0] ?? 0, slots[1]?.[1] ?? 0];
    expect((first + last) / 2).toBeCloseTo(layout.along(0), 0);
  });
});

describe('a text on an axis', () => {
  it('takes a second line before it is cut', () => {
    expect(fitText('1920 × 1080', 200)).toEqual(['1920 × 1080']);
    expect(fitText('1920 × 1080', 50)).toEqual(['1920 ×', '1080']);
    const [first = '', second = ''] = fitText('incomprehensibilities of names', 60);
    expect([first.endsWith('…'), second.endsWith('…')]).toEqual([true, false]);
  });
});
