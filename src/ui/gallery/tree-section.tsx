import { useMemo, useRef, useState } from 'react';
import { FolderSearch } from 'lucide-react';
import { Button } from '../actions/button';
import { ContextMenu } from '../actions/context-menu';
import { EmptyState } from '../feedback/empty-state';
import { SearchField } from '../forms/search-field';
import { Tree } from '../tree/tree';
import type { RowMenuRequest, TreeHandle } from '../tree/tree';
import { largeTree, SAMPLE_POOL, sampleRows } from './samples';
import { sampleMenu } from './sample-menu';
import { Specimen, Specimens } from './specimen';
import styles from './gallery.module.css';

function SmallTree() {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set(['pool', 'kestrel', 'merlin']));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['build-agent-2']));
  const [filter, setFilter] = useState('');
  const [menu, setMenu] = useState<RowMenuRequest | null>(null);
  const rows = useMemo(() => sampleRows(SAMPLE_POOL, expanded, filter), [expanded, filter]);
  return (
    <div className={styles['stack']}>
      <SearchField
        label="Filter the sample tree"
        placeholder="Filter"
        value={filter}
        onChange={setFilter}
        shortcut="/"
      />
      <div className={styles['treeBox']}>
        <Tree
          label="Sample pool"
          rows={rows}
          selectedKeys={selected}
          onSelectionChange={setSelected}
          onExpand={(keys, open) => {
            const next = new Set(expanded);
            for (const key of keys) {
              if (open) next.add(key);
              else next.delete(key);
            }
            setExpanded(next);
          }}
          onContextMenu={setMenu}
        />
      </div>
      <ContextMenu
        point={menu?.point ?? null}
        label={`Actions for ${menu?.key ?? ''}`}
        entries={sampleMenu}
        onClose={() => setMenu(null)}
      />
    </div>
  );
}

function LargeTree() {
  const [rows, setRows] = useState(() => largeTree(10_000));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const tree = useRef<TreeHandle>(null);
  const change = (): void => {
    const at = 7;
    setRows((all) =>
      all.map((row, index) =>
        index === at
          ? {
              ...row,
              glyph: { kind: 'vm', state: row.glyph?.state === 'running' ? 'halted' : 'running', label: 'VM' },
              flash: (row.flash ?? 0) + 1,
            }
          : row,
      ),
    );
  };
  return (
    <div className={styles['stack']}>
      <div className={styles['row']}>
        <Button size="small" onPress={() => tree.current?.scrollToKey('vm-7321')}>
          Reveal vm-7321
        </Button>
        <Button size="small" onPress={change}>
          Change vm-6
        </Button>
      </div>
      <div className={styles['treeBox']}>
        <Tree
          ref={tree}
          label="10,000 VMs"
          rows={rows}
          selectedKeys={selected}
          onSelectionChange={setSelected}
          onExpand={() => undefined}
        />
      </div>
    </div>
  );
}

export function TreeSection() {
  return (
    <Specimens>
      <Specimen name="States, marks, multi-select, filter, context menu">
        <SmallTree />
      </Specimen>
      <Specimen name="10,065 rows, only those in view in the page">
        <LargeTree />
      </Specimen>
      <Specimen name="Nothing left by the filter">
        <div className={styles['treeBox']}>
          <Tree
            label="Filtered out"
            rows={[]}
            selectedKeys={new Set()}
            onSelectionChange={() => undefined}
            onExpand={() => undefined}
            empty={
              <EmptyState
                icon={<FolderSearch />}
                title="Nothing matches “nginx”"
                action={<Button size="small">Clear the filter</Button>}
              >
                The filter looks at names, descriptions and IP addresses.
              </EmptyState>
            }
          />
        </div>
      </Specimen>
    </Specimens>
  );
}
