import { useCallback, useMemo, useState } from 'react';
import { Camera } from 'lucide-react';
import { Banner } from '../../ui/feedback/banner';
import { EmptyState } from '../../ui/feedback/empty-state';
import { Switch } from '../../ui/forms/checkbox';
import { SegmentedControl } from '../../ui/forms/radio-group';
import { useConnection } from '../../xapi/cache/connection-context';
import { useObject } from '../../xapi/cache/hooks';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import { useNavigation } from '../navigation';
import type { ObjectId } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { glyphFor, labelOr, row, useDerived, vmStatus } from '../objects';
import type { Inventory } from '../objects';
import { formatBytes, formatTime, parseTime } from '../values';
import './commands';
import { SnapshotDetails } from './snapshot-details';
import { isScheduled, sameSnapshotRows, snapshotRows } from './snapshot-rows';
import type { SnapshotRow } from './snapshot-rows';
import { lineageOf, NOW } from './snapshot-tree';
import { SnapshotTree } from './snapshot-tree-view';
import { texts } from './texts';
import styles from './snapshots.module.css';

const CLASSES: readonly ClassName[] = ['VM', 'VBD', 'VDI'];
const VM_ONLY: readonly ClassName[] = ['VM'];

/** Words of the URL: the list in place of the tree, and without what schedules took. */
const LIST = 'list';
const OWN = 'own';

const VIEWS = [
  { value: 'tree', label: texts.tree },
  { value: LIST, label: texts.list },
] as const;

const COLUMNS: readonly TabColumn<SnapshotRow>[] = [
  {
    id: 'name',
    header: texts.columns.name,
    width: 260,
    text: (each) => each.name,
    render: (each) => <NameCell glyph={each.glyph}>{each.name}</NameCell>,
  },
  {
    id: 'taken',
    header: texts.columns.taken,
    width: 150,
    text: (each) => formatTime(each.takenMs),
    sortValue: (each) => each.takenMs,
  },
  { id: 'kind', header: texts.columns.kind, width: 150, text: (each) => each.status.label },
  {
    id: 'size',
    header: texts.columns.size,
    width: 90,
    align: 'end',
    text: (each) => (each.sizeBytes === null ? '' : formatBytes(each.sizeBytes)),
    sortValue: (each) => each.sizeBytes,
  },
  { id: 'tags', header: texts.columns.tags, width: 120, text: (each) => each.record.tags.join(', ') },
  { id: 'description', header: texts.columns.description, width: 280, text: (each) => each.record.name_description },
];

/** The snapshots of a VM, with the commands that go back to one, make VMs and templates of it, or delete it. */
export function SnapshotsTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { state, navigate } = useNavigation();
  const { ref } = id;
  const vm = useObject('VM', ref);
  const select = useCallback((inventory: Inventory) => snapshotRows(inventory, connection.id, ref), [connection, ref]);
  const all = useDerived(CLASSES, select, sameSnapshotRows);
  const ownOnly = state.mode.includes(OWN);
  const rows = useMemo(() => (ownOnly ? all.filter((each) => !isScheduled(each)) : all), [all, ownOnly]);
  const scheduled = useMemo(() => all.filter(isScheduled).length, [all]);
  const [selected, setSelected] = useState<string | null>(NOW);
  const byRef = useMemo(() => new Map(all.map((each) => [each.id.ref, each])), [all]);
  const parents = useCallback(
    (inventory: Inventory) => {
      const parentOf = (of: string): string | undefined => row(inventory, 'VM', of)?.parent;
      return lineageOf(rows, (of) => (byRef.has(of) || of === ref ? parentOf(of) : undefined), ref);
    },
    [rows, byRef, ref],
  );
  const lineage = useDerived(VM_ONLY, parents, sameLineage);

  if (!vm) return null;
  if (all.length === 0) {
    return (
      <EmptyState
        icon={<Camera size={24} />}
        title={texts.none}
        action={<CommandButton command="vm.snapshot" id={id} />}
      >
        {texts.noneText}
      </EmptyState>
    );
  }
  const isList = state.mode.includes(LIST);
  const setMode = (word: string, on: boolean): void =>
    navigate({ mode: [...state.mode.filter((each) => each !== word), ...(on ? [word] : [])] }, { replace: true });
  const name = labelOr(vm.name_label);
  const status = vmStatus(vm);
  const snapshot = (selected === null ? undefined : byRef.get(selected)) ?? null;
  const tools = (
    <>
      <CommandButton command="vm.snapshot" id={id} />
      <SegmentedControl
        label={texts.view}
        hideLabel
        options={VIEWS}
        value={isList ? LIST : 'tree'}
        onChange={(next) => setMode(LIST, next === LIST)}
      />
      {scheduled === 0 ? null : (
        <Switch
          checked={!ownOnly}
          onChange={(on) => setMode(OWN, !on)}
          hint={ownOnly ? texts.hidden(scheduled) : undefined}
        >
          {texts.scheduled}
        </Switch>
      )}
    </>
  );
  const glyph = glyphFor('vm', status);
  return (
    <div className={styles['tab']}>
      <Schedule vmss={vm.snapshot_schedule} />
      <div className={styles['panes']}>
        {isList ? (
          <ObjectGrid
            label={texts.snapshotsOf(name)}
            rows={rows}
            columns={COLUMNS}
            csvName={texts.csv}
            tools={tools}
            onSelect={([first]) => setSelected(first?.ref ?? null)}
            empty={<div className={styles['tools']}>{tools}</div>}
          />
        ) : (
          <SnapshotTree
            label={texts.historyOf(name)}
            lineage={lineage}
            byRef={byRef}
            present={{ id, glyph, state: status.label }}
            selected={selected}
            onSelect={setSelected}
            tools={tools}
          />
        )}
        <SnapshotDetails
          snapshot={snapshot}
          vm={{ id, name, glyph }}
          after={snapshot && (byRef.get(snapshot.record.parent)?.name ?? null)}
          followers={snapshot ? (lineage.followers.get(snapshot.id.ref)?.length ?? 0) : 0}
          isNow={selected === NOW && !isList}
          offers={!isList}
        />
      </div>
    </div>
  );
}

/** The schedule that takes snapshots of the VM, and when it did last. */
function Schedule({ vmss }: { readonly vmss: string }) {
  const schedule = useObject('VMSS', vmss);
  if (!schedule) return null;
  const name = labelOr(schedule.name_label);
  const last = parseTime(schedule.last_run_time);
  return (
    <Banner
      tone={schedule.enabled ? 'info' : 'warning'}
      title={schedule.enabled ? texts.schedule(name) : texts.scheduleOff(name)}
    >
      {last === null || last <= 0 ? texts.neverRun : texts.lastRun(formatTime(last))}
    </Banner>
  );
}

type Lineage = ReturnType<typeof lineageOf>;

function sameLineage(a: Lineage, b: Lineage): boolean {
  if (a.nowAfter !== b.nowAfter || a.followers.size !== b.followers.size) return false;
  for (const [key, list] of a.followers) {
    const other = b.followers.get(key);
    if (other?.length !== list.length || list.some((each, at) => each !== other[at])) return false;
  }
  return true;
}
