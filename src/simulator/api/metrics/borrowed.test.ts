import { describe, expect, it } from 'vitest';
import { borrowing, room, zeros } from './borrowed';

describe('memory of series', () => {
  it('is nobody else’s while it is used, also by answers inside of answers', () => {
    borrowing(() => {
      const outer = room(5).fill(1);
      const inner = borrowing(() => {
        const own = room(5).fill(2);
        expect([...outer]).toEqual([1, 1, 1, 1, 1]);
        return own[0];
      });
      expect(inner).toBe(2);
      const next = room(5).fill(3);
      expect([...outer, ...next]).toEqual([1, 1, 1, 1, 1, 3, 3, 3, 3, 3]);
    });
  });

  it('comes back from the answer before, without what was in it where zeros are asked for', () => {
    const first = borrowing(() => room(7).fill(9));
    borrowing(() => {
      const again = zeros(7);
      expect(again).toBe(first);
      expect([...again]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    });
  });

  it('comes back from an answer that failed', () => {
    const taken: Float64Array[] = [];
    expect(() =>
      borrowing(() => {
        taken.push(room(11));
        throw new Error('no');
      }),
    ).toThrow('no');
    borrowing(() => expect(room(11)).toBe(taken[0]));
  });

  it('is new for what is read outside of an answer', () => {
    const kept = zeros(5).fill(4);
    borrowing(() => room(5).fill(5));
    expect([...zeros(5)]).toEqual([0, 0, 0, 0, 0]);
    expect([...kept]).toEqual([4, 4, 4, 4, 4]);
  });

  it('is enough for more than is kept', () => {
    borrowing(() => {
      const all = Array.from({ length: 30 }, (_, at) => room(100_000).fill(at));
      expect(all.map((series) => [series[0], series[99_999]])).toEqual(all.map((_, at) => [at, at]));
    });
  });
});
