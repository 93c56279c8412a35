import { describe, expect, it } from 'vitest';
import { archiveBefore, archiveOf, overviewSpan, viewOfWindow, windowOf } from './time-shown';
import { viewFromWords, wordsOfView } from './view-words';

const NOW_S = 1_800_000_000;

describe('the view of the Performance tab in the address', () => {
  it('is read as it was written, beside the words of other tabs', () => {
    const words = ['own', 'last:7200', 'tables', 'before', 'with:OpaqueRef:1', 'with:OpaqueRef:2', 'top:5', 'datapath'];
    expect(wordsOfView(viewFromWords(words), words)).toEqual(words);
    const times = ['from:1799990000', 'to:1799995000', 'zone:servers', 'stage:ring'];
    expect(wordsOfView(viewFromWords(times), times)).toEqual(times);
    expect(wordsOfView(viewFromWords([]), [])).toEqual([]);
  });

  it('is the newest ten minutes where the address says no time that can be shown', () => {
    for (const words of [['from:9'], ['from:9', 'to:3'], ['from:x', 'to:y'], ['from:0', 'to:99999999999'], ['last:x']])
      expect(viewFromWords(words).lastS).toBe(600);
    expect(viewFromWords(['last:1']).lastS).toBe(30);
    expect(viewFromWords(['top:99']).top).toBe(0);
  });
});

describe('the time that is shown', () => {
  const live = { ...viewFromWords([]), lastS: 7200 };

  it('follows the newest reading, from the finest archive that knows all of it', () => {
    expect(windowOf(live, NOW_S)).toEqual({ fromS: NOW_S - 7200, toS: NOW_S });
    expect(archiveOf(live, NOW_S).stepS).toBe(60);
    expect(archiveBefore(live, NOW_S).stepS).toBe(3600);
    expect(overviewSpan(live, NOW_S)).toBe(86_400);
    const old = { ...live, lastS: null, fromS: NOW_S - 10_000, toS: NOW_S - 9000 };
    expect(archiveOf(old, NOW_S).stepS).toBe(3600);
    expect(overviewSpan(old, NOW_S)).toBe(86_400);
  });

  it('goes on with the present when its end is dragged there, and never beyond', () => {
    expect(viewOfWindow({ fromS: NOW_S - 900, toS: NOW_S + 50 }, NOW_S, 5)).toMatchObject({ lastS: 950 });
    expect(viewOfWindow({ fromS: NOW_S - 900, toS: NOW_S - 300 }, NOW_S, 5)).toMatchObject({
      lastS: null,
      fromS: NOW_S - 900,
      toS: NOW_S - 300,
    });
    expect(viewOfWindow({ fromS: NOW_S - 10, toS: NOW_S - 9 }, NOW_S, 5)).toMatchObject({ toS: NOW_S - 9 });
    const all = viewOfWindow({ fromS: 0, toS: NOW_S }, NOW_S, 5);
    expect(all.lastS).toBe(366 * 86_400);
  });
});
