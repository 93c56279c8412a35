import { useCallback, useMemo } from 'react';
import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react';
import type { MenuEntry } from '../../../ui/actions/menu';
import { showToast } from '../../../ui/feedback/toast-queue';
import type { ClassName } from '../../../xapi/datamodel/ref';
import { useRunCommand } from '../../commands';
import type { ObjectId } from '../../navigation';
import { useDerived } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import type { Graph } from '../model/graph';
import { texts } from '../texts';
import { recordingReason, saveGraphs, savingInput, savingReason } from './command';
import type { Layout, OwnGraph } from './layout';
import { numberOf } from './own-graphs';
import type { OwnGraphs } from './use-own-graphs';

export interface GraphActions {
  /** Why graphs cannot be changed; null: they can. */
  readonly reason: string | null;
  readonly recordingReason: string | null;
  readonly entriesFor: (graph: Graph, at: number) => readonly MenuEntry[];
  readonly save: (
    number: number | null,
    graph: OwnGraph,
    colours: Layout['colours'],
    record: readonly string[],
  ) => void;
  readonly restore: () => void;
}

/** What can be done with the graphs of an object; each is one command, so events, rights and calls are as everywhere. */
export function useGraphActions(
  id: ObjectId,
  kind: ObjectKind,
  { layout, isOwn }: OwnGraphs,
  onEdit: (number: number) => void,
): GraphActions {
  const runCommand = useRunCommand();
  const reason = useDerived(RIGHT_CLASSES, savingReason);
  const recording = useDerived(
    RIGHT_CLASSES,
    useCallback((inventory: Inventory) => recordingReason(inventory, kind, id.ref), [kind, id.ref]),
  );
  return useMemo(() => {
    const run = (what: string, next: Layout, record?: readonly string[]): void =>
      runCommand(saveGraphs, [id], savingInput(what, next, record));
    /** What takes graphs away can be taken back. */
    const runUndoable = (what: string, next: Layout): void => {
      run(what, next);
      const back = isOwn ? layout : { ...layout, graphs: [] };
      showToast({
        title: what,
        key: 'graphs',
        actions: [{ label: texts.own.undo, onAction: () => run(texts.own.undo, back) }],
      });
    };
    const { graphs } = layout;
    const nameOf = (number: number): string => graphs[number]?.name || texts.own.unnamed(number + 1);
    const move = (number: number, by: number): void => {
      const next = graphs.filter((_graph, at) => at !== number);
      const moved = graphs[number];
      if (moved !== undefined) next.splice(number + by, 0, moved);
      run(texts.own.moved(nameOf(number)), { ...layout, graphs: next });
    };
    const remove = (number: number): void =>
      runUndoable(texts.own.removed(nameOf(number)), {
        ...layout,
        graphs: graphs.filter((_graph, at) => at !== number),
      });
    return {
      reason,
      recordingReason: recording,
      entriesFor(graph, at) {
        const number = isOwn ? numberOf(graph) : at;
        return [
          {
            id: 'edit',
            label: texts.own.edit,
            icon: <Pencil />,
            disabledReason: reason,
            onAction: () => onEdit(number),
          },
          {
            id: 'up',
            label: texts.own.up,
            icon: <ArrowUp />,
            disabledReason: reason ?? (number === 0 ? texts.own.isFirst : null),
            onAction: () => move(number, -1),
          },
          {
            id: 'down',
            label: texts.own.down,
            icon: <ArrowDown />,
            disabledReason: reason ?? (number === graphs.length - 1 ? texts.own.isLast : null),
            onAction: () => move(number, 1),
          },
          {
            id: 'delete',
            label: texts.own.remove,
            icon: <Trash2 />,
            danger: true,
            disabledReason: reason ?? (graphs.length === 1 ? texts.own.isOnly : null),
            onAction: () => remove(number),
          },
        ];
      },
      save(number, graph, colours, record) {
        const next = number === null ? [...graphs, graph] : graphs.map((each, at) => (at === number ? graph : each));
        const what = number === null ? texts.own.created(graph.name) : texts.own.edited(graph.name);
        run(what, { graphs: next, colours }, record);
      },
      restore: () => runUndoable(texts.own.restored, { ...layout, graphs: [] }),
    };
  }, [runCommand, id, layout, isOwn, reason, recording, onEdit]);
}

/** What the role of the session allows, and whether a VM runs. */
const RIGHT_CLASSES: readonly ClassName[] = ['session', 'role', 'VM'];
