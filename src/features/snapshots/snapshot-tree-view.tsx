import { useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { Tree } from '../../ui/tree/tree';
import { CommandContextMenu } from '../commands';
import { useNavigation } from '../navigation';
import type { ObjectId } from '../navigation';
import type { SnapshotRow } from './snapshot-rows';
import { BASE, NOW, treeRows } from './snapshot-tree';
import type { Lineage } from './snapshot-tree';
import styles from './snapshots.module.css';

export interface SnapshotTreeProps {
  readonly label: string;
  readonly lineage: Lineage;
  readonly byRef: ReadonlyMap<string, SnapshotRow>;
  readonly present: { readonly id: ObjectId; readonly glyph: GlyphSpec; readonly state: string };
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly tools: ReactNode;
}

const NOTHING: ReadonlySet<string> = new Set();

/** How the snapshots follow from each other, down to the present state. */
export function SnapshotTree(props: SnapshotTreeProps) {
  const { label, lineage, byRef, present, selected, onSelect } = props;
  const { navigate } = useNavigation();
  const [collapsed, setCollapsed] = useState(NOTHING);
  const [menu, setMenu] = useState<{
    readonly ids: readonly ObjectId[];
    readonly point: { readonly x: number; readonly y: number };
  } | null>(null);
  const { glyph, state } = present;
  const rows = useMemo(
    () => treeRows(lineage, byRef, { glyph, state }, collapsed),
    [lineage, byRef, glyph, state, collapsed],
  );
  const selectedKeys = useMemo(() => (selected === null ? NOTHING : new Set([selected])), [selected]);
  const idOf = (key: string): ObjectId | null => (key === NOW ? present.id : (byRef.get(key)?.id ?? null));
  const expand = useCallback(
    (keys: readonly string[], isOpen: boolean) =>
      setCollapsed((before) => {
        const next = new Set(before);
        for (const key of keys) {
          if (isOpen) next.delete(key);
          else next.add(key);
        }
        return next;
      }),
    [],
  );
  return (
    <section className={styles['history']} aria-label={label}>
      <div className={styles['tools']}>{props.tools}</div>
      <Tree
        label={label}
        rows={rows}
        selectedKeys={selectedKeys}
        // One at a time: its details stand beside it. The list is for several.
        onSelectionChange={(_, key) => onSelect(key)}
        onExpand={expand}
        onActivate={(key) => {
          const snapshot = byRef.get(key);
          if (snapshot) navigate({ selection: [snapshot.id], tab: null });
        }}
        onContextMenu={({ key, point }) => {
          const id = idOf(key);
          if (key !== BASE && id) setMenu({ ids: [id], point });
        }}
        className={styles['tree']}
      />
      <CommandContextMenu about={menu} onClose={() => setMenu(null)} />
    </section>
  );
}
