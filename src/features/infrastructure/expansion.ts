import { create } from 'zustand';

/** What a person opened or closed, by tree; everything else is as the tree begins. */
interface ExpansionState {
  readonly trees: Readonly<Record<string, ReadonlyMap<string, boolean>>>;
  readonly setExpanded: (tree: string, keys: readonly string[], expanded: boolean) => void;
}

const STORAGE_KEY = 'xenia.expansion';
/** More than this is not worth remembering over a reload; the oldest go first. */
const MAX_KEPT = 2000;
const NOTHING: ReadonlyMap<string, boolean> = new Map();

export const useExpansion = create<ExpansionState>((set, get) => ({
  trees: load(),
  setExpanded: (tree, keys, expanded) => {
    const before = get().trees[tree] ?? NOTHING;
    if (keys.every((key) => before.get(key) === expanded)) return;
    const next = new Map(before);
    for (const key of keys) {
      next.delete(key);
      next.set(key, expanded);
    }
    for (const oldest of next.keys()) {
      if (next.size <= MAX_KEPT) break;
      next.delete(oldest);
    }
    const trees = { ...get().trees, [tree]: next };
    set({ trees });
    store(trees);
  },
}));

export function expansionOf(state: ExpansionState, tree: string): ReadonlyMap<string, boolean> {
  return state.trees[tree] ?? NOTHING;
}

function load(): Record<string, ReadonlyMap<string, boolean>> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).map(([tree, pairs]) => [tree, new Map(validPairs(pairs))]));
  } catch {
    return {};
  }
}

function validPairs(pairs: unknown): (readonly [string, boolean])[] {
  if (!Array.isArray(pairs)) return [];
  return pairs
    .filter(
      (pair): pair is [string, boolean] =>
        Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'boolean',
    )
    .slice(-MAX_KEPT);
}

/** A blocked or full storage only costs that a reload shows the tree as it begins. */
function store(trees: ExpansionState['trees']): void {
  try {
    sessionStorage.setItem(
      STORAGE_KEY,
      JSON.stringify(Object.fromEntries(Object.entries(trees).map(([tree, map]) => [tree, [...map]]))),
    );
  } catch {
    return;
  }
}
