import type { Json } from '../engine/agenda';
import type { World } from './world';

/** A part of the world's state that has no rows: a map. An absent part is empty. */
export function annexPart<T>({ engine }: World, key: string): Readonly<Record<string, T>> {
  return (engine.annex[key] ?? {}) as unknown as Readonly<Record<string, T>>;
}

/** Replaces a part; an empty one goes, so that worlds that came back to where they were are equal. */
export function setAnnexPart<T>({ engine }: World, key: string, part: Readonly<Record<string, T>>): void {
  const { [key]: _before, ...annex } = engine.annex;
  engine.annex = Object.keys(part).length === 0 ? annex : { ...annex, [key]: part as unknown as Json };
}
