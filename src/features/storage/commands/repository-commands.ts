import { Eraser, EyeOff, Trash2, Unplug } from 'lucide-react';
import { XapiError } from '../../../xapi/client/xapi-error';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { apiLine, asyncLine, xeLine } from '../../commands';
import type { Call, Job, PoolCommand, Script, Target } from '../../commands';
import { hostIsLive, labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { srUuid, usesOf } from './drives';
import { takesDisks } from './storage-choices';
import { texts } from './texts';

const srOf = (inventory: Inventory, target: Target): Records['SR'] | undefined => row(inventory, 'SR', target.ref);

/** The connections of servers to a repository that hold it attached. */
const attachments = (inventory: Inventory, target: Target) =>
  (srOf(inventory, target)?.PBDs ?? []).flatMap((ref) => {
    const pbd = row(inventory, 'PBD', ref);
    return pbd?.currently_attached ? [{ ref, pbd }] : [];
  });

/** Names of the running VMs that have disks or discs of a repository. */
function usersOf(inventory: Inventory, sr: Records['SR']): readonly string[] {
  const names = sr.VDIs.flatMap((ref) => {
    const vdi = row(inventory, 'VDI', ref);
    return vdi ? usesOf(inventory, vdi).flatMap(({ vbd, vm }) => (vbd.currently_attached ? [vm.name_label] : [])) : [];
  });
  return [...new Set(names.map(labelOr))];
}

const NAMES_SHOWN = 3;

/** Why a repository cannot be taken from all of its servers; null: it can. */
function leaveReason(inventory: Inventory, target: Target): string | null {
  const sr = srOf(inventory, target);
  if (!sr) return texts.reasons.gone;
  if (sr.is_tools_sr) return texts.reasons.isTools;
  const users = usersOf(inventory, sr);
  if (users.length === 0) return null;
  const shown = users.slice(0, NAMES_SHOWN).join(', ');
  return texts.reasons.vmsUseIt(users.length > NAMES_SHOWN ? `${shown}…` : shown);
}

function unplugLines(inventory: Inventory, target: Target): Script {
  const all = attachments(inventory, target);
  return {
    api: all.map(({ ref }) => asyncLine('PBD.unplug', ref)),
    xe: all.map(({ pbd }) => xeLine('pbd-unplug', { uuid: pbd.uuid })),
  };
}

async function unplugAll(job: Job, target: Target): Promise<void> {
  for (const { ref } of attachments(job.inventory, target)) await job.task('PBD.unplug', ref);
}

/** Detaches a repository and then takes it away. */
function removal(call: 'SR.forget' | 'SR.destroy', xe: string): Pick<PoolCommand, 'calls' | 'script' | 'run'> {
  return {
    calls: ['PBD.unplug', call] satisfies readonly Call[],
    script: (inventory, target) => {
      const first = unplugLines(inventory, target);
      return {
        api: [...first.api, asyncLine(call, target.ref)],
        xe: [...first.xe, xeLine(xe, { uuid: srUuid(inventory, target.ref) })],
      };
    },
    run: async (job, target) => {
      await unplugAll(job, target);
      await job.task(call, target.ref);
    },
  };
}

/** The server that is asked to give freed space back: the first that has the repository. */
function trimmer(inventory: Inventory, target: Target): string | undefined {
  return attachments(inventory, target).find(({ pbd }) => {
    const host = row(inventory, 'host', pbd.host);
    return host !== undefined && hostIsLive(inventory, host);
  })?.pbd.host;
}

/** Whether the driver of a repository knows how to trim (SM.features, or capabilities in old pools). */
function canTrim(inventory: Inventory, sr: Records['SR']): boolean {
  for (const sm of rows(inventory, 'SM').values()) {
    if (sm.type === sr.type) return 'SR_TRIM' in sm.features || sm.capabilities.includes('SR_TRIM');
  }
  return false;
}

const PLUGIN = 'trim';
const FUNCTION = 'do_trim';

/** Taking repositories from servers and from the pool, and giving back what they no longer need. */
export const repositoryCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'sr.detach',
    label: texts.labels.detachStorage,
    verb: texts.verbs.detachStorage,
    title: texts.titles.detachStorage,
    icon: Unplug,
    group: 'device',
    kinds: ['sr'],
    calls: ['PBD.unplug'],
    reason: (inventory, target) =>
      leaveReason(inventory, target) ??
      (attachments(inventory, target).length === 0 ? texts.reasons.storageDetached : null),
    confirm: () => ({ consequence: texts.consequences.detachStorage, losses: [] }),
    script: unplugLines,
    run: unplugAll,
  },
  {
    type: 'pool',
    id: 'sr.reclaim',
    label: texts.labels.reclaim,
    verb: texts.verbs.reclaim,
    title: texts.titles.reclaim,
    question: texts.titles.reclaim,
    icon: Eraser,
    group: 'device',
    kinds: ['sr'],
    calls: ['host.call_plugin'],
    isOffered: (inventory, target) => {
      const sr = srOf(inventory, target);
      return sr !== undefined && takesDisks(sr);
    },
    reason: (inventory, target) => {
      const sr = srOf(inventory, target);
      if (!sr) return texts.reasons.gone;
      if (!canTrim(inventory, sr)) return texts.reasons.noTrim;
      return trimmer(inventory, target) === undefined ? texts.reasons.storageDetached : null;
    },
    confirm: () => ({ consequence: texts.consequences.reclaim, losses: [] }),
    script: (inventory, target) => {
      const host = trimmer(inventory, target) ?? '';
      const args = { sr_uuid: srUuid(inventory, target.ref) };
      return {
        api: [apiLine('host.call_plugin', host, PLUGIN, FUNCTION, args)],
        xe: [
          xeLine('host-call-plugin', {
            'host-uuid': row(inventory, 'host', host)?.uuid ?? host,
            plugin: PLUGIN,
            fn: FUNCTION,
            'args:sr_uuid': args.sr_uuid,
          }),
        ],
      };
    },
    run: async (job, target) => {
      const host = trimmer(job.inventory, target) ?? '';
      const args = { sr_uuid: srUuid(job.inventory, target.ref) };
      const answer = await job.call('host.call_plugin', host, PLUGIN, FUNCTION, args);
      // The plug-in says in its answer what went wrong (sm: trim_util.py).
      const [code, message] = ['errcode', 'errmsg'].map(
        (key) => new RegExp(`<key>${key}</key>\\s*<value>([^<]*)</value>`).exec(answer)?.[1],
      );
      if (code !== undefined) throw new XapiError('XENAPI_PLUGIN_FAILURE', [FUNCTION, code, message ?? '']);
    },
  },
  {
    type: 'pool',
    id: 'sr.forget',
    label: texts.labels.forget,
    verb: texts.verbs.forget,
    title: texts.titles.forget,
    icon: EyeOff,
    group: 'remove',
    danger: true,
    kinds: ['sr'],
    reason: leaveReason,
    confirm: () => ({ consequence: texts.consequences.forget, losses: [] }),
    ...removal('SR.forget', 'sr-forget'),
  },
  {
    type: 'pool',
    id: 'sr.destroy',
    label: texts.labels.destroy,
    verb: texts.verbs.destroy,
    title: texts.titles.destroy,
    icon: Trash2,
    group: 'remove',
    danger: true,
    kinds: ['sr'],
    reason: (inventory, target) => {
      const sr = srOf(inventory, target);
      if (sr && sr.type === 'udev') return texts.reasons.isDeviceStorage;
      if (sr && !sr.is_tools_sr && !takesDisks(sr)) return texts.reasons.isLibrary;
      return leaveReason(inventory, target);
    },
    confirm: (inventory, targets) => ({
      consequence: texts.consequences.destroy,
      losses: targets.flatMap((target) => {
        const count = srOf(inventory, target)?.VDIs.length ?? 0;
        return [
          texts.consequences.losesStorage(target.name),
          ...(count > 0 ? [texts.consequences.losesDisks(count)] : []),
        ];
      }),
    }),
    ...removal('SR.destroy', 'sr-destroy'),
  },
];
