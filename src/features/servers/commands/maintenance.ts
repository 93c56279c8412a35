import { CirclePlay } from 'lucide-react';
import { apiLine, asyncLine, xeLine } from '../../commands';
import type { Call, Input, Job, PoolCommand, Script, Target } from '../../commands';
import { rows } from '../../objects';
import type { Inventory } from '../../objects';
import { enterMaintenance } from './enter-maintenance';
import { hostOf, hostUuid, liveReason } from './hosts';
import type { Resident } from './hosts';
import { forgetNotes, KEYS, LIST_NAMES, LISTS } from './maintenance-notes';
import type { ListName } from './maintenance-notes';
import { texts } from './texts';

const BRING_BACK = 'bringBack';

const why = texts.reasons;

/** How VMs of each list come back to their server. */
const BACK = {
  migrated: 'VM.pool_migrate',
  suspended: 'VM.resume_on',
  halted: 'VM.start_on',
} as const satisfies Record<ListName, Call>;

/** VMs that ran on a server before its maintenance and can come back: still there, and in the state it left them in. */
function returning(inventory: Inventory, target: Target): readonly (readonly [Resident, ListName])[] {
  const facts = hostOf(inventory, target)?.other_config ?? {};
  const wanted = new Map(
    LIST_NAMES.flatMap((name) => (facts[LISTS[name]] ?? '').split(',').map((uuid) => [uuid, name] as const)),
  );
  return [...rows(inventory, 'VM')].flatMap(([ref, vm]) => {
    const name = wanted.get(vm.uuid);
    if (name === undefined) return [];
    const states = { migrated: 'Running', suspended: 'Suspended', halted: 'Halted' } as const;
    const isAway = vm.power_state === states[name] && vm.resident_on !== target.ref;
    return isAway ? [[[ref, vm], name] as const] : [];
  });
}

const comesBack = (inventory: Inventory, target: Target, input: Input) =>
  input[BRING_BACK] === true ? returning(inventory, target) : [];

async function exit(job: Job, target: Target, input: Input): Promise<void> {
  const back = comesBack(job.inventory, target, input);
  await job.task('host.enable', target.ref);
  await forgetNotes(job, target);
  // One VM that cannot come back keeps no other from it.
  const refusals: unknown[] = [];
  for (const [[ref], list] of back) await bringBack(job, ref, target.ref, list).catch((error) => refusals.push(error));
  if (refusals.length > 0) throw refusals[0];
}

function bringBack(job: Job, vm: string, host: string, list: ListName): Promise<string> {
  if (list === 'migrated') return job.task('VM.pool_migrate', vm, host, { live: 'true' });
  return job.task(BACK[list], vm, host, false, false);
}

function exitScript(inventory: Inventory, target: Target, input: Input): Script {
  const uuid = hostUuid(inventory, target.ref);
  const back = comesBack(inventory, target, input);
  return {
    api: [
      asyncLine('host.enable', target.ref),
      ...KEYS.map((key) => apiLine('host.remove_from_other_config', target.ref, key)),
      ...back.map(([[ref], list]) =>
        list === 'migrated'
          ? asyncLine('VM.pool_migrate', ref, target.ref, { live: 'true' })
          : asyncLine(BACK[list], ref, target.ref, false, false),
      ),
    ],
    xe: [
      xeLine('host-enable', { uuid }),
      ...back.map(([[, vm], list]) =>
        list === 'migrated'
          ? xeLine('vm-migrate', { uuid: vm.uuid, 'host-uuid': uuid, live: 'true' })
          : xeLine(list === 'suspended' ? 'vm-resume' : 'vm-start', { uuid: vm.uuid, on: uuid }),
      ),
    ],
  };
}

/** Taking servers out of service for work on them, and back. */
export const maintenanceCommands: readonly PoolCommand[] = [
  enterMaintenance,
  {
    type: 'pool',
    id: 'host.exitMaintenance',
    button: true,
    label: texts.labels.exitMaintenance,
    verb: texts.verbs.exitMaintenance,
    title: texts.titles.exitMaintenance,
    question: texts.titles.exitMaintenance,
    icon: CirclePlay,
    group: 'power',
    kinds: ['host'],
    single: true,
    calls: ['host.enable', 'host.remove_from_other_config', ...Object.values(BACK)],
    isOffered: (inventory, target) => hostOf(inventory, target)?.enabled === false,
    reason: (inventory, target) =>
      liveReason(inventory, target) ?? (hostOf(inventory, target)?.enabled ? why.inService : null),
    fields: (inventory, [target]) =>
      target && returning(inventory, target).length > 0
        ? [{ kind: 'check', id: BRING_BACK, label: texts.fields.bringBack, initial: true }]
        : [],
    confirm: () => ({ consequence: texts.consequences.exit, losses: [] }),
    script: exitScript,
    run: exit,
  },
];
