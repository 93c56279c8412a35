import { useMemo, useSyncExternalStore } from 'react';
import { readInventory } from '../../xapi/cache/cache';
import type { PoolEntry } from '../connections';
import type { TreeToggles } from '../navigation';
import type { ObjectTest } from '../search';
import { highlighterFor, matcherFor } from './filter';
import type { NodeRow } from './sorted-tree';
import type { TreeModel } from './tree-model';
import type { TreeNode } from './tree-node';

export interface TreeRowOptions {
  readonly show: TreeToggles;
  readonly isExpanded: (node: TreeNode) => boolean;
  /** Words of the filter; none: everything is shown. */
  readonly words: readonly string[];
  /** What else the filter asks for, in place of words. */
  readonly test: ObjectTest | null;
}

/** The rows of a tree as they are now; the same array while nothing in it changed. */
export function useTreeRows(
  model: TreeModel,
  pools: readonly PoolEntry[],
  options: TreeRowOptions,
): readonly NodeRow[] {
  const { show, isExpanded, words, test } = options;
  const version = useSyncExternalStore(model.subscribe, model.version);
  const highlight = useMemo(() => (words.length > 0 ? highlighterFor(words) : undefined), [words]);
  return useMemo(() => {
    // The tree changes in place; its version says when.
    void version;
    if (test) {
      const matches = ({ id }: TreeNode): boolean => id !== null && test(id);
      return model.tree.flatten({ show, isExpanded, matches, highlight: NOTHING_MARKED });
    }
    if (highlight === undefined) return model.tree.flatten({ show, isExpanded });
    return model.tree.flatten({ show, isExpanded, matches: matcherOver(pools, words), highlight });
  }, [model, pools, version, show, isExpanded, words, test, highlight]);
}

const NOTHING_MARKED = (): undefined => undefined;

/** Looks at each node in the pool that it is of; groups over all pools match by what they are called. */
function matcherOver(pools: readonly PoolEntry[], words: readonly string[]): (node: TreeNode) => boolean {
  const matchers = new Map(pools.map(({ id, connection }) => [id, matcherFor(readInventory(connection), words)]));
  const elsewhere = matcherFor({}, words);
  return (node) => (matchers.get(node.id?.connection ?? '') ?? elsewhere)(node);
}
