import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Json } from '../../engine/agenda';
import { callAsTask } from '../dispatch';
import { postMessage } from '../message';
import { defineStep, endOf } from '../operations';
import { isPending } from '../tasks';
import { toXapiDate, type World } from '../world';
import { destroyWithDisks } from '../vm/destroy';

type Vmss = Records['VMSS'];

/** What has been done of a run of a schedule, one VM after the other. */
export interface Run {
  readonly vmss: Ref<'VMSS'>;
  /** When it began, which names its snapshots. */
  readonly stamp: string;
  /** VMs whose turn has not come. */
  readonly waiting: readonly Ref<'VM'>[];
  readonly current: { readonly vm: Ref<'VM'>; readonly task: Ref<'task'> } | null;
  readonly failures: readonly { readonly vm: Ref<'VM'>; readonly error: readonly string[] }[];
}

const RUNNING = 'vmss/running';

function running({ engine }: World): readonly Ref<'VMSS'>[] {
  return (engine.annex[RUNNING] ?? []) as readonly Ref<'VMSS'>[];
}

function setRunning({ engine }: World, refs: readonly Ref<'VMSS'>[]): void {
  engine.annex = { ...engine.annex, [RUNNING]: refs as Json };
}

export function isRunning(world: World, vmss: Ref<'VMSS'>): boolean {
  return running(world).includes(vmss);
}

/** Begins a run. Nothing is snapshotted before `advance`. */
export function begin(world: World, vmss: Ref<'VMSS'>): Run {
  const stamp = toXapiDate(world.engine.nowMs);
  setRunning(world, [...running(world), vmss]);
  world.db.update('VMSS', vmss, { last_run_time: stamp });
  return { vmss, stamp, waiting: world.db.row('VMSS', vmss).VMs, current: null, failures: [] };
}

/** The result of a task whose value is a reference. */
function snapshotOf({ result }: Records['task']): Ref<'VM'> {
  return /OpaqueRef:[^<]+/.exec(result)?.[0] ?? '';
}

/** Removes the oldest snapshots of a VM that schedules have taken, but for as many as are kept. */
function retain(world: World, vm: Ref<'VM'>, kept: number): void {
  const { db } = world;
  const mine: { readonly ref: Ref<'VM'>; readonly row: Records['VM'] }[] = [];
  for (const ref of db.get('VM', vm)?.snapshots ?? []) {
    const row = db.row('VM', ref);
    if (row.is_vmss_snapshot) mine.push({ ref, row });
  }
  if (mine.length <= kept) return;
  mine.sort((a, b) => (a.row.snapshot_time < b.row.snapshot_time ? -1 : 1));
  for (const { ref } of mine.slice(0, mine.length - kept)) {
    const isIdle = Object.keys(db.row('VM', ref).current_operations).length === 0;
    if (isIdle) destroyWithDisks(world, ref);
  }
}

/** Reads how the snapshot of a VM has ended and takes its task away, as the end of a waiting call does. */
function collect(world: World, run: Run, vmss: Vmss, { vm, task }: NonNullable<Run['current']>): Run {
  const { db } = world;
  const row = db.get('task', task);
  if (row === undefined) return { ...run, current: null };
  const failures = row.status === 'success' ? run.failures : [...run.failures, { vm, error: row.error_info }];
  const snapshot = snapshotOf(row);
  if (db.has('VM', snapshot)) {
    db.update('VM', snapshot, { is_vmss_snapshot: true });
    retain(world, vm, vmss.retained_snapshots);
  }
  db.remove('task', task);
  return { ...run, failures, current: null };
}

const MESSAGES = { snapshot: 'VM.snapshot', checkpoint: 'VM.checkpoint' } as const;

/** Starts the snapshot of one VM, in a task that all consoles show (xapi_vmss.ml show_task_in_xencenter). */
function take(world: World, run: Run, vmss: Vmss, vm: Ref<'VM'>): Run {
  // VSS has been removed: a schedule of an old pool that wants it fails.
  if (vmss.type === 'snapshot_with_quiesce') {
    return { ...run, failures: [...run.failures, { vm, error: ['VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED', vm] }] };
  }
  const task = callAsTask(world, MESSAGES[vmss.type], [vm, `${vmss.name_label}_${run.stamp}`]);
  world.db.update('task', task, { other_config: { ShowInXenCenter: '', applies_to: vm } });
  return { ...run, current: { vm, task } };
}

/** How the failures are listed, in the form that consoles read: `VM: name UUID: … Error: ['CODE', …],`. */
function details({ db }: World, failures: Run['failures']): string {
  const lines = failures.map(({ vm, error }) => {
    const row = db.get('VM', vm);
    const list = error.map((part) => `'${part}'`).join(', ');
    return `VM: ${row?.name_label ?? vm} UUID: ${row?.uuid ?? ''} Error: [${list}],\n`;
  });
  return lines.join('');
}

function end(world: World, { vmss: ref, failures }: Run): void {
  const rest = running(world).filter((other) => other !== ref);
  setRunning(world, rest);
  const vmss = world.db.get('VMSS', ref);
  if (vmss === undefined) return;
  if (failures.length === 0) report(world, vmss, 'VMSS_SNAPSHOT_SUCCEEDED', 'Scheduled snapshots were taken.');
  else {
    const body = `Scheduled snapshots of '${vmss.name_label}' failed.\nDetails:\n${details(world, failures)}`;
    report(world, vmss, 'VMSS_SNAPSHOT_FAILED', body);
  }
}

/** Posts an alert about a schedule. */
export function report(world: World, vmss: Vmss, name: `VMSS_SNAPSHOT_${string}`, body: string): void {
  postMessage(world, { name, cls: 'VMSS', obj_uuid: vmss.uuid, body });
}

/** Until a busy VM is free, nobody knows how long its snapshot takes. */
const LOOK_MS = 20_000;

/** Goes on with a run as far as it goes now; null when it has ended. */
export function advance(world: World, run: Run): { readonly run: Run; readonly waitMs: number } | null {
  const { db, engine } = world;
  let next = run;
  for (;;) {
    const { current, waiting } = next;
    if (current !== null && isPending(world, current.task)) {
      return { run: next, waitMs: (endOf(world, current.task) ?? engine.nowMs + LOOK_MS) - engine.nowMs };
    }
    const vmss = db.get('VMSS', next.vmss);
    const [vm] = waiting;
    if (vmss !== undefined && current !== null) next = collect(world, next, vmss, current);
    else if (vmss === undefined || vm === undefined) break;
    else {
      next = { ...next, waiting: waiting.slice(1) };
      if (db.get('VM', vm)?.snapshot_schedule === next.vmss) next = take(world, next, vmss, vm);
    }
  }
  end(world, next);
  return null;
}

const STEP = 'vmss/run';

/** Goes on with a run that nobody waits for. */
export function goOn(world: World, run: Run): void {
  const rest = advance(world, run);
  if (rest !== null) world.engine.schedule(rest.waitMs, STEP, rest.run as unknown as Json);
}

defineStep<Run>(STEP, goOn);
