import type { MapNode } from './map-tab';

const STEPS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Across the way counts more than along it: the row or column is kept where it can be. */
const ASIDE = 3;

/** The part of the map that a key leads to from where one is; null: to none. */
export function nextNode(nodes: readonly MapNode[], from: string | null, key: string): string | null {
  if (key === 'Home') return nodes[0]?.ref ?? null;
  if (key === 'End') return nodes.at(-1)?.ref ?? null;
  const step = STEPS[key];
  const here = nodes.find(({ ref }) => ref === from)?.place;
  if (!step || !here) return null;
  let best: { readonly ref: string; readonly cost: number } | null = null;
  for (const { ref, place } of nodes) {
    const [dx, dy] = [
      place.x + place.width / 2 - here.x - here.width / 2,
      place.y + place.height / 2 - here.y - here.height / 2,
    ];
    const along = dx * step[0] + dy * step[1];
    // Boxes of one column lie exactly above each other.
    const aside = Math.abs(step[0] === 0 ? dx : dy);
    if (along <= 1 || (step[0] === 0 && aside > here.width / 2)) continue;
    const cost = along + aside * ASIDE;
    if (best === null || cost < best.cost) best = { ref, cost };
  }
  return best?.ref ?? null;
}
