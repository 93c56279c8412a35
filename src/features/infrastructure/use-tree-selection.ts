import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { RefObject } from 'react';
import type { TreeHandle } from '../../ui/tree/tree';
import { objectKey, useNavigation } from '../navigation';
import type { ObjectId } from '../navigation';
import { useExpansion } from './expansion';
import { ROOT_KEY } from './root';
import type { NodeRow } from './sorted-tree';
import type { TreeModel } from './tree-model';
import type { TreeFilter } from './use-tree-filter';

/** Walking through the tree with the arrow keys is one step of the history, not one for each row. */
const SAME_STEP_MS = 1000;

export interface TreeSelection {
  readonly selectedKeys: ReadonlySet<string>;
  readonly select: (keys: ReadonlySet<string>) => void;
  readonly idsOf: (keys: ReadonlySet<string>) => readonly ObjectId[];
}

export interface TreeSelectionOptions {
  readonly name: string;
  readonly model: TreeModel;
  readonly tree: RefObject<TreeHandle | null>;
  readonly filter: TreeFilter;
  readonly rows: readonly NodeRow[];
}

const ROOT_SELECTED: ReadonlySet<string> = new Set([ROOT_KEY]);

/** Binds the selected rows to the selection in the URL, and brings into view what was selected elsewhere. */
export function useTreeSelection({ name, model, tree, filter, rows }: TreeSelectionOptions): TreeSelection {
  const { state, navigate } = useNavigation();
  const { selection } = state;
  const own = useRef<readonly ObjectId[] | null>(null);
  const lastMs = useRef(0);
  const revealing = useRef<ObjectId | null>(null);
  const setExpanded = useExpansion((expansion) => expansion.setExpanded);

  const selectedKeys = useMemo(() => {
    // Objects that arrive, or come into another group, get places while they are selected.
    void rows;
    return selection.length === 0 ? ROOT_SELECTED : new Set(selection.flatMap((id) => model.keysOf(id)));
  }, [selection, model, rows]);

  const idsOf = useCallback(
    (keys: ReadonlySet<string>): readonly ObjectId[] => {
      // By object: one that stands in several places counts once.
      const ids = new Map<string, ObjectId>();
      for (const key of keys) {
        const id = model.tree.get(key)?.node.id;
        if (id) ids.set(objectKey(id), id);
      }
      return [...ids.values()];
    },
    [model],
  );

  const select = useCallback(
    (keys: ReadonlySet<string>) => {
      const ids = idsOf(withoutLeft(keys, selectedKeys, model));
      const nowMs = performance.now();
      const replace = nowMs - lastMs.current < SAME_STEP_MS;
      lastMs.current = nowMs;
      own.current = ids;
      navigate({ selection: ids, tab: null, gridFilter: '', look: '' }, { replace });
    },
    [idsOf, navigate, selectedKeys, model],
  );

  // What was chosen elsewhere (a link, the palette, a grid, Back) is opened up to and scrolled to, once it is there.
  useEffect(() => {
    const [first] = selection;
    if (!first || isSameSelection(selection, own.current)) return;
    own.current = selection;
    revealing.current = first;
  }, [selection]);

  useEffect(() => {
    const key = revealing.current && model.keysOf(revealing.current)[0];
    if (!key || !model.tree.get(key)) return;
    if (rows.some((row) => row.key === key)) {
      revealing.current = null;
      tree.current?.scrollToKey(key);
      return;
    }
    // A filter would hide it: going to an object clears the filter (XenCenter's habit). What is open below the filter
    // is known once the rows are there without it.
    if (filter.words.length > 0) {
      filter.setText('');
      return;
    }
    const closed = model.tree
      .ancestorsOf(key)
      .filter((ancestor) => !rows.some((row) => row.key === ancestor && row.expanded));
    if (closed.length > 0) setExpanded(name, closed, true);
    else revealing.current = null;
  }, [rows, selection, model, tree, filter, setExpanded, name]);

  return { selectedKeys, select, idsOf };
}

/** An object taken out of the selection in one of its places is out in all of them. */
function withoutLeft(keys: ReadonlySet<string>, before: ReadonlySet<string>, model: TreeModel): ReadonlySet<string> {
  if (keys.size >= before.size || [...keys].some((key) => !before.has(key))) return keys;
  const left = new Set([...before].filter((key) => !keys.has(key)).flatMap((key) => placesOf(model, key)));
  const rest = [...keys].filter((key) => !left.has(key));
  // A plain click on one place of the only selected object leaves that place alone: it stays selected.
  return rest.length === 0 ? keys : new Set(rest);
}

function placesOf(model: TreeModel, key: string): readonly string[] {
  const id = model.tree.get(key)?.node.id;
  return id ? model.keysOf(id) : [];
}

function isSameSelection(a: readonly ObjectId[], b: readonly ObjectId[] | null): boolean {
  if (a === b) return true;
  return b !== null && a.length === b.length && a.every((id, i) => id.ref === b[i]?.ref && id.class === b[i]?.class);
}
