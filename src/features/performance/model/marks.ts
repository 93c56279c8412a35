import type { TimeMark } from '../../../ui/chart/time/time-spec';
import { isNullRef } from '../../../xapi/datamodel/ref';
import type { AlertRow } from '../../notifications';
import { CLASS_OF_KIND, nameOf, row } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import { parseTime } from '../../values';
import { texts } from '../texts';

const SNAPSHOTS: ReadonlySet<string> = new Set(['VM_SNAPSHOTTED', 'VM_CHECKPOINTED', 'VM_SNAPSHOT_REVERTED']);
const LIFE = /^VM_(?:CLONED|PAUSED|REBOOTED|RESUMED|SHUTDOWN|STARTED|SUSPENDED|UNPAUSED)$/;
/** Told by the snapshot itself, with its name. */
const TOLD_BY_SNAPSHOTS: ReadonlySet<string> = new Set(['VM_SNAPSHOTTED', 'VM_CHECKPOINTED']);

/** What happened to an object, or to what runs on it, oldest first. */
export function marksOf(
  inventory: Inventory,
  alerts: readonly AlertRow[],
  kind: ObjectKind,
  ref: string,
): readonly TimeMark[] {
  const marks: TimeMark[] = [];
  const snapshots = kind === 'vm' ? snapshotMarks(inventory, ref) : [];
  for (const { ref: message, record, title, object, timeMs } of alerts) {
    if (object === null || timeMs === null) continue;
    const isOwn = object.id.ref === ref;
    if (!isOwn && !isPart(inventory, kind, ref, object.id)) continue;
    if (isOwn && snapshots.length > 0 && TOLD_BY_SNAPSHOTS.has(record.name)) continue;
    marks.push({
      id: message,
      timeS: timeMs / 1000,
      kind: kindOfMessage(record.name),
      label: isOwn ? title : texts.events.of(object.name, title),
    });
  }
  return [...marks, ...snapshots].toSorted((a, b) => a.timeS - b.timeS);
}

/** The same of several objects, each with its name. */
export function marksOfSeveral(
  inventory: Inventory,
  alerts: readonly AlertRow[],
  kind: ObjectKind,
  refs: readonly string[],
): readonly TimeMark[] {
  const marks = refs.flatMap((ref) => {
    const name = nameOf(inventory, CLASS_OF_KIND[kind], ref) ?? '';
    return marksOf(inventory, alerts, kind, ref).map((mark) => ({ ...mark, label: texts.events.of(name, mark.label) }));
  });
  return marks.toSorted((a, b) => a.timeS - b.timeS);
}

function kindOfMessage(name: string): TimeMark['kind'] {
  if (name === 'VM_MIGRATED') return 'move';
  if (SNAPSHOTS.has(name)) return 'snapshot';
  return LIFE.test(name) ? 'life' : 'alarm';
}

/** What happens to the machines of a server is seen in the server; a pool is all of its servers. */
function isPart(inventory: Inventory, kind: ObjectKind, ref: string, id: { class: string; ref: string }): boolean {
  if (kind === 'pool') return id.class === 'host' || id.class === 'VM';
  if (kind !== 'host' || id.class !== 'VM') return false;
  const vm = row(inventory, 'VM', id.ref);
  return vm !== undefined && !isNullRef(vm.resident_on) && vm.resident_on === ref;
}

function snapshotMarks(inventory: Inventory, vm: string): readonly TimeMark[] {
  return (row(inventory, 'VM', vm)?.snapshots ?? []).flatMap((each): TimeMark[] => {
    const timeMs = parseTime(row(inventory, 'VM', each)?.snapshot_time ?? '');
    if (timeMs === null) return [];
    const label = texts.events.snapshot(nameOf(inventory, 'VM', each) ?? '');
    return [{ id: each, timeS: timeMs / 1000, kind: 'snapshot', label }];
  });
}
