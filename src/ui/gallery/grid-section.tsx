import { useMemo, useState } from 'react';
import { Button } from '../actions/button';
import { ContextMenu } from '../actions/context-menu';
import { Badge } from '../display/badge';
import type { Tone } from '../display/badge';
import { Meter } from '../display/meter';
import { Sparkline } from '../display/sparkline';
import { EmptyState } from '../feedback/empty-state';
import { ObjectGlyph } from '../glyphs/object-glyph';
import { Grid } from '../grid/grid';
import type { GridColumn, GridSort } from '../grid/columns';
import { sampleMenu } from './sample-menu';
import { sampleVms } from './samples';
import type { SampleVm } from './samples';
import { Specimen, Specimens } from './specimen';
import styles from './gallery.module.css';

const TONES: Record<SampleVm['state'], Tone> = { running: 'ok', halted: 'neutral', suspended: 'asleep' };
const WORDS: Record<SampleVm['state'], string> = { running: 'Running', halted: 'Halted', suspended: 'Suspended' };

const COLUMNS: readonly GridColumn<SampleVm>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 180,
    sortable: true,
    render: (vm) => (
      <>
        <ObjectGlyph kind="vm" state={vm.state} />
        {vm.name}
      </>
    ),
  },
  { id: 'state', header: 'State', width: 110, render: (vm) => <Badge tone={TONES[vm.state]}>{WORDS[vm.state]}</Badge> },
  { id: 'server', header: 'Server', width: 100, sortable: true, render: (vm) => vm.server },
  {
    id: 'cpu',
    header: 'CPU',
    width: 140,
    align: 'end',
    sortable: true,
    render: (vm) =>
      vm.state === 'running' ? (
        <>
          <Sparkline values={vm.history} max={100} label={`CPU of ${vm.name}, now ${vm.cpuPercent} %`} />
          {vm.cpuPercent} %
        </>
      ) : (
        '–'
      ),
  },
  {
    id: 'memory',
    header: 'Memory',
    width: 200,
    render: (vm) => (
      <Meter
        label={`Memory of ${vm.name}`}
        value={vm.usedGib}
        max={vm.memoryGib}
        tone={vm.usedGib / vm.memoryGib > 0.85 ? 'warning' : 'accent'}
        text={`${vm.usedGib} of ${vm.memoryGib} GiB`}
        showText
      />
    ),
  },
  { id: 'address', header: 'IP address', width: 130, render: (vm) => vm.address },
];

const rowKey = (vm: SampleVm): string => vm.id;

function SampleGrid() {
  const [sort, setSort] = useState<GridSort>({ column: 'name', direction: 'ascending' });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['vm-3', 'vm-4']));
  const [point, setPoint] = useState<{ x: number; y: number } | null>(null);
  const rows = useMemo(() => {
    const value = (vm: SampleVm): string | number =>
      sort.column === 'cpu' ? vm.cpuPercent : sort.column === 'server' ? vm.server : vm.name;
    const order = (a: SampleVm, b: SampleVm): number => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0);
    const sorted = sampleVms(10_000).sort(order);
    return sort.direction === 'ascending' ? sorted : sorted.reverse();
  }, [sort]);
  return (
    <div className={styles['gridBox']}>
      <Grid
        label="Sample VMs"
        rows={rows}
        rowKey={rowKey}
        columns={COLUMNS}
        sort={sort}
        onSortChange={setSort}
        selectedKeys={selected}
        onSelectionChange={setSelected}
        onContextMenu={(request) => setPoint(request.point)}
        onHeaderMenu={setPoint}
      />
      <ContextMenu point={point} label="Actions" entries={sampleMenu} onClose={() => setPoint(null)} />
    </div>
  );
}

export function GridSection() {
  return (
    <Specimens>
      <Specimen name="10,000 rows: sort, resize, multi-select, first column stays in view" wide>
        <SampleGrid />
      </Specimen>
      <Specimen name="Empty" wide>
        <div className={styles['gridBox']} style={{ height: 180 }}>
          <Grid
            label="Nothing here"
            rows={[]}
            rowKey={rowKey}
            columns={COLUMNS}
            selectedKeys={new Set()}
            onSelectionChange={() => undefined}
            empty={
              <EmptyState
                compact
                title="This server runs no VMs"
                action={<Button size="small">Show halted VMs</Button>}
              >
                Eleven VMs call it home.
              </EmptyState>
            }
          />
        </div>
      </Specimen>
    </Specimens>
  );
}
