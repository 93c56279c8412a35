import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Json } from '../../engine/agenda';
import { EPOCH } from '../../engine/defaults';
import { Fault } from '../fault';
import { constructorValues } from '../generic';
import { assertFeature } from '../licence/features';
import { continueAs, defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { need, type Call } from '../world';
import { advance, begin, isRunning, report, type Run } from './run';
import { checkKeys, fitKeys, type Schedule } from './schedule';
import { planSchedules } from './timer';

type Vmss = Records['VMSS'];

const FEWEST_KEPT = 1;
const MOST_KEPT = 10;

function assertKept(value: number): void {
  if (value >= FEWEST_KEPT && value <= MOST_KEPT) return;
  throw new Fault('INVALID_VALUE', 'retained_snapshots', String(value));
}

/** The row of a schedule, for a pool that may have any. */
function licensed({ db, world }: Call, ref: Ref<'VMSS'>): Vmss {
  const row = need(db, 'VMSS', ref);
  assertFeature(world.db, 'VMSS');
  return row;
}

function store({ db, world }: Call, ref: Ref<'VMSS'>, values: Partial<Vmss>): void {
  db.transaction(() => {
    db.update('VMSS', ref, values);
    planSchedules(world);
  });
}

/** Checks in xapi's order (xapi_vmss.ml create). */
function create({ db, engine, world }: Call, args: unknown): Ref<'VMSS'> {
  assertFeature(world.db, 'VMSS');
  const values: Partial<Vmss> = constructorValues('VMSS', args);
  if (values.type === 'snapshot_with_quiesce') assertFeature(world.db, 'VSS');
  const { frequency = 'hourly', schedule = {} } = values;
  const fitted = fitKeys(checkKeys(schedule, frequency), frequency);
  assertKept(values.retained_snapshots ?? MOST_KEPT);
  const ref = engine.newRef('VMSS');
  db.transaction(() => {
    db.insert('VMSS', ref, { ...values, uuid: engine.newUuid('VMSS'), schedule: fitted, last_run_time: EPOCH });
    planSchedules(world);
  });
  return ref;
}

/** A schedule that VMs use stays; its alerts go with it. */
function destroy(call: Call, ref: Ref<'VMSS'>): void {
  const { db, world } = call;
  const { VMs, uuid } = licensed(call, ref);
  if (VMs.length > 0) throw new Fault('VMSS_HAS_VM');
  db.transaction(() => {
    for (const [message, { obj_uuid }] of [...db.all('message')]) if (obj_uuid === uuid) db.remove('message', message);
    db.remove('VMSS', ref);
    planSchedules(world);
  });
}

/** The schedule before a key was last removed: tools replace a value in two calls, and the second may be refused. */
const BACKUP = 'vmss/backup';

function removeKey(call: Call, ref: Ref<'VMSS'>, key: string): void {
  const { schedule } = licensed(call, ref);
  call.engine.annex = { ...call.engine.annex, [BACKUP]: schedule };
  store(call, ref, { schedule: Object.fromEntries(Object.entries(schedule).filter(([name]) => name !== key)) });
}

function addKey(call: Call, ref: Ref<'VMSS'>, key: string, value: string): void {
  const { schedule } = licensed(call, ref);
  const backup = (call.engine.annex[BACKUP] ?? {}) as Readonly<Record<string, Json>>;
  const before = backup[key];
  const isThere = Object.hasOwn(schedule, key);
  let checked: Schedule;
  try {
    checked = checkKeys({ ...schedule, [key]: value });
  } catch (error) {
    if (!isThere && typeof before === 'string') store(call, ref, { schedule: { ...schedule, [key]: before } });
    throw error;
  }
  if (isThere) throw new Fault('MAP_DUPLICATE_KEY', 'VMSS', 'schedule', ref, key);
  store(call, ref, { schedule: { ...schedule, [key]: checked[key] ?? value } });
}

function setType(call: Call, ref: Ref<'VMSS'>, type: Vmss['type']): void {
  const { VMs } = licensed(call, ref);
  if (type === 'snapshot_with_quiesce') {
    assertFeature(call.db, 'VSS');
    const [vm] = VMs;
    if (vm !== undefined) throw new Fault('VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED', vm);
  }
  store(call, ref, { type });
}

defineOperation<Run>('VMSS.snapshot_now', {
  result: 'string',
  finish: (world, run) => {
    const rest = advance(world, run);
    return rest === null ? '' : continueAs('VMSS.snapshot_now', rest.waitMs, rest.run);
  },
});

/** Runs a schedule now, enabled or not, and answers when its snapshots are there. */
function snapshotNow(call: Call, ref: Ref<'VMSS'>): Later {
  const { db, world } = call;
  const vmss = licensed(call, ref);
  if (isRunning(world, ref)) {
    const why = `A run of '${vmss.name_label}' has not ended yet.`;
    db.transaction(() => report(world, vmss, 'VMSS_SNAPSHOT_LOCK_FAILED', why));
    throw new Fault('XENAPI_PLUGIN_FAILURE', 'snapshot_now', '', why);
  }
  return db.transaction((): Later => {
    const args = begin(world, ref);
    return startOperation<Run>(call, 'VMSS.snapshot_now', { durationMs: 0, args, holds: [] });
  });
}

define({
  'VMSS.create': create,
  'VMSS.destroy': destroy,
  'VMSS.snapshot_now': snapshotNow,
  'VMSS.set_enabled': (call, ref, enabled) => {
    need(call.db, 'VMSS', ref);
    store(call, ref, { enabled });
  },
  'VMSS.set_retained_snapshots': (call, ref, value) => {
    licensed(call, ref);
    assertKept(value);
    store(call, ref, { retained_snapshots: value });
  },
  'VMSS.set_frequency': (call, ref, frequency) => {
    const { schedule } = licensed(call, ref);
    store(call, ref, { frequency, schedule: fitKeys(schedule, frequency) });
  },
  // New values come over those that are there; nothing is taken away.
  'VMSS.set_schedule': (call, ref, value) => {
    const { schedule } = licensed(call, ref);
    store(call, ref, { schedule: checkKeys({ ...schedule, ...value }) });
  },
  'VMSS.add_to_schedule': addKey,
  'VMSS.remove_from_schedule': removeKey,
  'VMSS.set_type': setType,
  'VMSS.set_last_run_time': (call, ref, last_run_time) => {
    licensed(call, ref);
    call.db.transaction(() => call.db.update('VMSS', ref, { last_run_time }));
  },
});
