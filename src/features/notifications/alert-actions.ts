import type { ObjectId } from '../navigation';
import { only, rows } from '../objects';
import type { Inventory } from '../objects';
import { alarmIn } from './alarm';
import type { AlertRow } from './alert-rows';
import { placeOf, UPDATES_PAGE } from './own/look';
import type { AlertAction } from './own/own-alert';
import { texts } from './texts';

const words = texts.actions;

type Maker = (object: ObjectId | null, pool: ObjectId | null) => readonly AlertAction[];

const command =
  (id: string, label: string): Maker =>
  (object) =>
    object === null ? [] : [{ label, command: id, objects: [object] }];
const tab =
  (id: string, label: string): Maker =>
  (object) =>
    object === null ? [] : [{ label, to: placeOf(object, id) }];
const ofPool =
  (id: string, label: string): Maker =>
  (_object, pool) =>
    pool === null ? [] : [{ label, to: placeOf(pool, id) }];
const onPool =
  (id: string, label: string): Maker =>
  (_object, pool) =>
    pool === null ? [] : [{ label, command: id, objects: [pool] }];
const updates: Maker = () => [{ label: words.updates, to: UPDATES_PAGE }];

/** By the beginning of a message's name; the first that fits. What XenCenter links to, and what mends it. */
const ACTIONS: readonly (readonly [RegExp, readonly Maker[]])[] = [
  [/^ALARM$/, [tab('performance', words.performance), command('object.alerts', words.thresholds)]],
  [/^HA_POOL_/, [ofPool('ha', words.ha), onPool('pool.haTolerance', words.tolerance)]],
  [/^HA_/, [ofPool('ha', words.ha)]],
  [/^(PBD_PLUG_FAILED|POST_ATTACH_SCAN)/, [tab('storage', words.storage), command('sr.repair', words.repair)]],
  [/^MULTIPATH_/, [tab('storage', words.storage)]],
  [/^(SM_GC_NO_SPACE|LEAF_COALESCE)/, [tab('storage', words.storage), command('sr.reclaim', words.reclaim)]],
  [/^(LICENSE|GRACE_LICENSE|UPDATES_FEATURE)/, [command('host.licence', words.licence)]],
  [/^HOST_SERVER_CERTIFICATE/, [command('host.installCertificate', words.certificate), tab('general', words.see)]],
  [/CERTIFICATE|^TLS_/, [tab('general', words.see)]],
  [/^(PERIODIC_UPDATE_SYNC|XAPI_STARTUP_BLOCKED)/, [updates]],
  [/^VM(SS|PP)_/, [ofPool('schedules', words.schedules)]],
  [/^FAILED_LOGIN/, [ofPool('users', words.users), onPool('pool.auditLog', words.auditLog)]],
  [/^EXTAUTH_/, [ofPool('users', words.users)]],
  [/^(BOND_|IP_CONFIGURED)/, [tab('nics', words.nics)]],
  [/^CLUSTER_/, [ofPool('general', words.pool)]],
  [/^VM_CRASHED$/, [tab('console', words.console)]],
  [/^VDI_CBT|^METADATA_LUN/, [tab('storage', words.storage)]],
];

/** What leads to the place of an alert, or mends it; the most useful first. */
export function actionsFor(inventory: Inventory, alert: AlertRow, connection: string): readonly AlertAction[] {
  if (alert.own !== null) return alert.own.actions;
  const object = thresholdOf(inventory, alert, connection) ?? alert.object?.id ?? null;
  const ref = only(inventory, 'pool')?.[0];
  const pool = ref === undefined ? null : { connection, class: 'pool' as const, ref };
  const makers = ACTIONS.find(([pattern]) => pattern.test(alert.record.name))?.[1] ?? [tab('general', words.see)];
  return makers.flatMap((make) => make(object, pool));
}

/** The storage that has the threshold of an alarm about what a server does with it. */
function thresholdOf(inventory: Inventory, { record }: AlertRow, connection: string): ObjectId | null {
  const storage = alarmIn(record)?.storage;
  if (storage == null) return null;
  const [ref] = [...rows(inventory, 'SR')].find(([, { uuid }]) => uuid === storage) ?? [];
  return ref === undefined ? null : { connection, class: 'SR', ref };
}
