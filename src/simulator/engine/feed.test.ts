import { expect, test } from 'vitest';
import { Feed } from './feed';

test('tells what came after a generation, as far back as it is long, and beyond that that it does not know', () => {
  const feed = new Feed(4);
  expect(feed.since(0)).toBeNull();
  for (let generation = 1; generation <= 23; generation += 1) {
    feed.add([{ generation, class: 'VM', ref: `vm${generation}` }]);
    for (let since = 0; since <= generation; since += 1) {
      const told = feed.since(since);
      const isKnown = generation - since <= 4;
      if (told === null) expect(isKnown, `${generation} since ${since}`).toBe(false);
      else
        expect(told.map(({ ref }) => ref)).toEqual(
          Array.from({ length: generation - since }, (_, at) => `vm${since + at + 1}`),
        );
    }
  }
  feed.clear();
  expect(feed.since(22)).toBeNull();
  feed.add([{ generation: 30, class: 'VM', ref: 'later' }]);
  expect(feed.since(29)).toEqual([{ generation: 30, class: 'VM', ref: 'later' }]);
  expect(feed.since(28)).toBeNull();
});
