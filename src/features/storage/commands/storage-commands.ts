import { HardDrive, PlugZap, RefreshCw, Star, Unplug, Wrench } from 'lucide-react';
import { apiLine, asyncCall, asyncLine, xeLine } from '../../commands';
import type { Input, PoolCommand } from '../../commands';
import { hostIsLive, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { newDiskArgs, newDiskFields } from './new-disk';
import { srUuid, usesOf } from './drives';
import { sizeProblem, takesDisks } from './storage-choices';
import { texts } from './texts';

const attachedHosts = (inventory: Inventory, ref: string): ReadonlySet<string> =>
  new Set(
    (row(inventory, 'SR', ref)?.PBDs ?? []).flatMap((pbd) => {
      const record = row(inventory, 'PBD', pbd);
      return record?.currently_attached ? [record.host] : [];
    }),
  );

/** Connections that servers which respond could have and do not. */
const disconnected = (inventory: Inventory, ref: string): readonly string[] =>
  (row(inventory, 'SR', ref)?.PBDs ?? []).filter((pbd) => {
    const record = row(inventory, 'PBD', pbd);
    const host = record && row(inventory, 'host', record.host);
    return record?.currently_attached === false && host !== undefined && hostIsLive(inventory, host);
  });

interface NewPbd {
  readonly host: string;
  readonly SR: string;
  readonly device_config: Readonly<Record<string, string>>;
  readonly other_config: Readonly<Record<string, string>>;
}

/** What servers that respond lack of shared storage altogether: a connection like that of the others. */
function unconnected(inventory: Inventory, ref: string): readonly NewPbd[] {
  const sr = row(inventory, 'SR', ref);
  const pbds = (sr?.PBDs ?? []).flatMap((pbd) => row(inventory, 'PBD', pbd) ?? []);
  const like = pbds.find((pbd) => pbd.currently_attached) ?? pbds[0];
  if (!sr?.shared || !like) return [];
  return [...rows(inventory, 'host')].flatMap(([host, record]) =>
    hostIsLive(inventory, record) && pbds.every((pbd) => pbd.host !== host)
      ? [{ host, SR: ref, device_config: like.device_config, other_config: {} }]
      : [],
  );
}

const isBroken = (inventory: Inventory, ref: string): boolean =>
  disconnected(inventory, ref).length > 0 || unconnected(inventory, ref).length > 0;

const isSecret = (key: string): boolean => /password|secret/i.test(key);

/** Passwords are in no line. */
const shownPbd = (pbd: NewPbd): NewPbd => ({
  ...pbd,
  device_config: Object.fromEntries(
    Object.entries(pbd.device_config).map(([key, value]) => [key, isSecret(key) ? '***' : value]),
  ),
});

const pbdUuid = (inventory: Inventory, ref: string): string => row(inventory, 'PBD', ref)?.uuid ?? ref;

/** The disks of running VMs that a server would lose with a connection. */
function disksInUse(inventory: Inventory, ref: string): number {
  const pbd = row(inventory, 'PBD', ref);
  const disks = (pbd && row(inventory, 'SR', pbd.SR)?.VDIs) ?? [];
  return disks.filter((disk) => {
    const vdi = row(inventory, 'VDI', disk);
    return vdi && usesOf(inventory, vdi).some(({ vbd, vm }) => vbd.currently_attached && vm.resident_on === pbd?.host);
  }).length;
}

/** Commands on storage repositories. */
export const storageCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'sr.rescan',
    button: true,
    label: texts.labels.rescan,
    verb: texts.verbs.rescan,
    title: texts.titles.rescan,
    icon: RefreshCw,
    group: 'device',
    kinds: ['sr'],
    reason: (inventory, target) => {
      const sr = row(inventory, 'SR', target.ref);
      if (!sr) return texts.reasons.gone;
      if (sr.allowed_operations.includes('scan')) return null;
      if (attachedHosts(inventory, target.ref).size === 0) return texts.reasons.nothingToScan;
      return sr.allowed_operations.length === 0 ? null : texts.reasons.notAllowedNow;
    },
    ...asyncCall(
      'SR.scan',
      (sr) => [sr.ref],
      (inventory, sr) => ['sr-scan', { uuid: srUuid(inventory, sr.ref) }],
    ),
  },
  {
    type: 'pool',
    id: 'sr.repair',
    button: true,
    label: texts.labels.repair,
    verb: texts.verbs.repair,
    title: texts.titles.repair,
    icon: Wrench,
    group: 'device',
    kinds: ['sr'],
    calls: (inventory, target) =>
      unconnected(inventory, target.ref).length > 0 ? ['PBD.create', 'PBD.plug'] : ['PBD.plug'],
    isOffered: (inventory, target) => isBroken(inventory, target.ref),
    reason: (inventory, target) => {
      if (!row(inventory, 'SR', target.ref)) return texts.reasons.gone;
      return isBroken(inventory, target.ref) ? null : texts.reasons.allConnected;
    },
    script: (inventory, target) => {
      const pbds = disconnected(inventory, target.ref);
      const missing = unconnected(inventory, target.ref);
      return {
        api: [
          ...missing.flatMap((pbd) => [asyncLine('PBD.create', shownPbd(pbd)), asyncLine('PBD.plug', texts.newPbd)]),
          ...pbds.map((pbd) => asyncLine('PBD.plug', pbd)),
        ],
        xe: [
          ...missing.flatMap((pbd) => [
            xeLine('pbd-create', {
              'host-uuid': row(inventory, 'host', pbd.host)?.uuid ?? pbd.host,
              'sr-uuid': srUuid(inventory, pbd.SR),
              ...Object.fromEntries(
                Object.entries(shownPbd(pbd).device_config).map(([key, value]) => [`device-config:${key}`, value]),
              ),
            }),
            xeLine('pbd-plug', { uuid: texts.newPbd }),
          ]),
          ...pbds.map((pbd) => xeLine('pbd-plug', { uuid: pbdUuid(inventory, pbd) })),
        ],
      };
    },
    run: async (job, target) => {
      const pbds = disconnected(job.inventory, target.ref);
      for (const pbd of unconnected(job.inventory, target.ref)) {
        for (const [key, value] of Object.entries(pbd.device_config)) if (isSecret(key)) job.hide(value);
        const made = await job.task('PBD.create', pbd);
        await job.task('PBD.plug', made);
      }
      for (const pbd of pbds) await job.task('PBD.plug', pbd);
    },
  },
  {
    type: 'pool',
    id: 'sr.setDefault',
    label: texts.labels.setDefault,
    verb: texts.verbs.setDefault,
    title: texts.titles.setDefault,
    icon: Star,
    group: 'device',
    kinds: ['sr'],
    calls: ['pool.set_default_SR'],
    single: true,
    reason: (inventory, target) => {
      const sr = row(inventory, 'SR', target.ref);
      const pool = only(inventory, 'pool')?.[1];
      if (!sr || !pool) return texts.reasons.gone;
      if (pool.default_SR === target.ref) return texts.reasons.isDefault;
      if (!takesDisks(sr)) return texts.reasons.notForDisks;
      return sr.shared || rows(inventory, 'host').size === 1 ? null : texts.reasons.notEverywhere;
    },
    script: (inventory, target) => {
      const [pool, record] = only(inventory, 'pool') ?? ['', undefined];
      return {
        api: [apiLine('pool.set_default_SR', pool, target.ref)],
        xe: [xeLine('pool-param-set', { uuid: record?.uuid ?? pool, 'default-SR': srUuid(inventory, target.ref) })],
      };
    },
    run: async (job, target) => {
      const pool = only(job.inventory, 'pool')?.[0];
      if (pool !== undefined) await job.call('pool.set_default_SR', pool, target.ref);
    },
  },
  {
    type: 'pool',
    id: 'sr.newDisk',
    label: texts.labels.newDisk,
    verb: texts.verbs.newDisk,
    title: texts.titles.newDisk,
    icon: HardDrive,
    group: 'device',
    kinds: ['sr'],
    single: true,
    reason: (inventory, target) => {
      const sr = row(inventory, 'SR', target.ref);
      if (!sr) return texts.reasons.gone;
      if (!takesDisks(sr)) return texts.reasons.notForDisks;
      if (attachedHosts(inventory, target.ref).size === 0) return texts.reasons.storageDetached;
      return sr.allowed_operations.length === 0 || sr.allowed_operations.includes('vdi_create')
        ? null
        : texts.reasons.takesNoDisks;
    },
    fields: (inventory, targets) =>
      newDiskFields(texts.fields.freeDisk, (bytes) => sizeProblem(inventory, bytes, targets[0]?.ref ?? '')),
    ...asyncCall(
      'VDI.create',
      (sr, input: Input) => [newDiskArgs(sr.ref, texts.fields.freeDisk, input)],
      (inventory, sr, input) => {
        const { name_label, virtual_size } = newDiskArgs(sr.ref, texts.fields.freeDisk, input);
        return [
          'vdi-create',
          {
            'sr-uuid': srUuid(inventory, sr.ref),
            'name-label': name_label,
            type: 'user',
            'virtual-size': String(virtual_size),
          },
        ];
      },
    ),
  },
  {
    type: 'pool',
    id: 'pbd.plug',
    button: true,
    label: texts.labels.connect,
    verb: texts.verbs.connect,
    title: texts.titles.connect,
    icon: PlugZap,
    group: 'device',
    kinds: ['pbd'],
    reason: (inventory, target) => {
      const pbd = row(inventory, 'PBD', target.ref);
      if (!pbd) return texts.reasons.gone;
      if (pbd.currently_attached) return texts.reasons.connectedAlready;
      const host = row(inventory, 'host', pbd.host);
      return host && !hostIsLive(inventory, host) ? texts.reasons.serverDown : null;
    },
    ...asyncCall(
      'PBD.plug',
      (pbd) => [pbd.ref],
      (inventory, pbd) => ['pbd-plug', { uuid: pbdUuid(inventory, pbd.ref) }],
    ),
  },
  {
    type: 'pool',
    id: 'pbd.unplug',
    button: true,
    label: texts.labels.disconnect,
    verb: texts.verbs.disconnect,
    title: texts.titles.disconnect,
    icon: Unplug,
    group: 'device',
    kinds: ['pbd'],
    reason: (inventory, target) => {
      const pbd = row(inventory, 'PBD', target.ref);
      if (!pbd) return texts.reasons.gone;
      if (!pbd.currently_attached) return texts.reasons.notConnected;
      const inUse = disksInUse(inventory, target.ref);
      return inUse > 0 ? texts.reasons.disksInUse(inUse) : null;
    },
    confirm: () => ({ consequence: texts.consequences.disconnect, losses: [] }),
    ...asyncCall(
      'PBD.unplug',
      (pbd) => [pbd.ref],
      (inventory, pbd) => ['pbd-unplug', { uuid: pbdUuid(inventory, pbd.ref) }],
    ),
  },
];
