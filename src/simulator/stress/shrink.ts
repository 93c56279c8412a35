import type { Step } from './step';

/**
 * The shortest list found that still breaks, by leaving out ever smaller parts (Zeller's ddmin).
 * @param hasTime asked before each try
 */
export async function shrink(
  steps: readonly Step[],
  isBroken: (steps: readonly Step[]) => Promise<boolean>,
  hasTime: () => boolean,
): Promise<readonly Step[]> {
  let best = steps;
  for (let size = Math.ceil(best.length / 2); size >= 1 && hasTime(); size = Math.floor(size / 2)) {
    for (let at = best.length - size; at > -size && hasTime(); at -= size) {
      const start = Math.max(0, at);
      const shorter = best.toSpliced(start, at + size - start);
      if (shorter.length < best.length && (await isBroken(shorter))) best = shorter;
    }
  }
  return best;
}
