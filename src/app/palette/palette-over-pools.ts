import type { PoolEntry } from '../../features/connections';
import { paletteIndexOf } from './palette-index';
import type { FoundObject, PaletteIndex } from './palette-index';

/** An object, and the pool it was found in. */
export interface FoundInPool extends FoundObject {
  readonly pool: string;
}

/** What the palette finds in all pools, each of which has an index of its own. */
export class PaletteOverPools {
  readonly #parts: readonly { readonly pool: string; readonly index: PaletteIndex }[];

  constructor(pools: readonly PoolEntry[]) {
    this.#parts = pools.map(({ id, connection }) => ({ pool: id, index: paletteIndexOf(connection) }));
  }

  /** Grows whenever an answer may have changed. */
  get version(): number {
    return this.#parts.reduce((sum, { index }) => sum + index.version, 0);
  }

  get isComplete(): boolean {
    return this.#parts.every(({ index }) => index.isComplete);
  }

  /** Keeps the indexes up to date until the answered function is called. */
  use(): () => void {
    return together(this.#parts.map(({ index }) => index.use()));
  }

  onChange(listener: () => void): () => void {
    return together(this.#parts.map(({ index }) => index.onChange(listener)));
  }

  /** The best of all pools, best first. */
  search(text: string, limit: number): readonly FoundInPool[] {
    return this.#parts
      .flatMap(({ pool, index }) => index.search(text, limit).map((found) => ({ ...found, pool })))
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  }
}

function together(offs: readonly (() => void)[]): () => void {
  return () => {
    for (const off of offs) off();
  };
}
