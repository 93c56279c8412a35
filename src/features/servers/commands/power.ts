import { Power, PowerOff, RefreshCw, RotateCcw } from 'lucide-react';
import { isXapiError } from '../../../xapi/client/xapi-error';
import { asyncCall, asyncLine, vmReason, xeLine } from '../../commands';
import type { Call, Confirmation, Job, PoolCommand, Target } from '../../commands';
import { hostIsLive, row } from '../../objects';
import type { Inventory } from '../../objects';
import { hostOf, hostUuid, isCoordinator, liveReason, residents } from './hosts';
import { texts } from './texts';

const why = texts.reasons;

/** How the VMs on a server are shut down before it: cleanly where the guest can. */
function stops(inventory: Inventory, target: Target) {
  const host = hostOf(inventory, target);
  if (!host) return [];
  return residents(inventory, host)
    .filter(([, vm]) => vm.power_state === 'Running' || vm.power_state === 'Paused')
    .map(([ref, vm]) => {
      const isClean = vmReason(vm, 'clean_shutdown') === null;
      return {
        ref,
        uuid: vm.uuid,
        isClean,
        call: isClean ? ('VM.clean_shutdown' as const) : ('VM.hard_shutdown' as const),
      };
    });
}

function confirmation(consequence: string) {
  return (inventory: Inventory, targets: readonly Target[]): Confirmation => {
    const count = targets.flatMap((target) => stops(inventory, target)).length;
    const sentences = [
      count === 1 ? texts.consequences.stopsVm : texts.consequences.stopsVms(count),
      consequence,
      targets.some(({ ref }) => isCoordinator(inventory, ref)) ? texts.consequences.coordinatorDown : '',
    ];
    return { consequence: sentences.filter((sentence) => sentence !== '').join(' '), losses: [] };
  };
}

async function down(job: Job, target: Target, call: 'host.reboot' | 'host.shutdown'): Promise<void> {
  const wasEnabled = hostOf(job.inventory, target)?.enabled === true;
  // Nothing new comes while the others go.
  await job.task('host.disable', target.ref, true);
  try {
    for (const stop of stops(job.inventory, target)) await job.task(stop.call, stop.ref);
    await job.task(call, target.ref);
  } catch (error) {
    if (wasEnabled) await job.task('host.enable', target.ref).catch(() => undefined);
    throw error;
  }
}

function downCommand(name: 'reboot' | 'shutdown', icon: PoolCommand['icon']): PoolCommand {
  const call = `host.${name}` as const satisfies Call;
  return {
    type: 'pool',
    id: `host.${name}`,
    button: true,
    label: texts.labels[name],
    verb: texts.verbs[name],
    title: texts.titles[name],
    icon,
    group: 'power',
    danger: true,
    kinds: ['host'],
    calls: ['host.disable', 'VM.clean_shutdown', 'VM.hard_shutdown', call],
    reason: liveReason,
    confirm: confirmation(texts.consequences[name]),
    script: (inventory, target) => {
      const uuid = hostUuid(inventory, target.ref);
      const vms = stops(inventory, target);
      return {
        api: [
          asyncLine('host.disable', target.ref, true),
          ...vms.map((stop) => asyncLine(stop.call, stop.ref)),
          asyncLine(call, target.ref),
        ],
        xe: [
          xeLine('host-disable', { uuid }),
          ...vms.map((stop) => xeLine('vm-shutdown', { uuid: stop.uuid, ...(stop.isClean ? {} : { force: 'true' }) })),
          xeLine(`host-${name}`, { uuid }),
        ],
      };
    },
    run: (job, target) => down(job, target, call),
  };
}

/** Power of servers, and their toolstack. */
export const powerCommands: readonly PoolCommand[] = [
  downCommand('reboot', RotateCcw),
  downCommand('shutdown', PowerOff),
  {
    type: 'pool',
    id: 'host.powerOn',
    button: true,
    label: texts.labels.powerOn,
    verb: texts.verbs.powerOn,
    title: texts.titles.powerOn,
    icon: Power,
    group: 'power',
    kinds: ['host'],
    isOffered: (inventory, target) => {
      const host = hostOf(inventory, target);
      return host !== undefined && !hostIsLive(inventory, host);
    },
    reason: (inventory, target) => {
      const host = row(inventory, 'host', target.ref);
      if (!host) return why.gone;
      if (hostIsLive(inventory, host)) return why.live;
      return host.power_on_mode === '' ? why.noPowerOnMode : null;
    },
    ...asyncCall(
      'host.power_on',
      (host) => [host.ref],
      (inventory, host) => ['host-power-on', { uuid: hostUuid(inventory, host.ref) }],
    ),
  },
  {
    type: 'pool',
    id: 'host.restartToolstack',
    label: texts.labels.restartToolstack,
    verb: texts.verbs.restartToolstack,
    title: texts.titles.restartToolstack,
    question: texts.titles.restartToolstack,
    icon: RefreshCw,
    group: 'force',
    kinds: ['host'],
    reason: liveReason,
    confirm: () => ({ consequence: texts.consequences.toolstack, losses: [] }),
    calls: ['host.restart_agent'],
    script: (_inventory, target) => ({
      api: [asyncLine('host.restart_agent', target.ref)],
      // `xe` has no word for it; this is typed on the server itself.
      xe: ['xe-toolstack-restart'],
    }),
    run: async (job, target) => {
      await job.task('host.restart_agent', target.ref).catch((error: unknown) => {
        // The toolstack of a coordinator forgets the task of its own restart.
        if (!isXapiError(error, 'HANDLE_INVALID') || !isCoordinator(job.inventory, target.ref)) throw error;
      });
    },
  },
];
