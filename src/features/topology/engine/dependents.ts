import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import { row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes } from '../../values';
import { texts } from '../texts';
import type { Failure } from './failure';
import { byName, group, item } from './items';
import type { Maker } from './items';
import type { Group, Item, Subject } from './model';
import { disksOf, guestsAtRest } from './needs';
import { Reach } from './reach';

const { detail } = texts;

/** So many names are read; more are a number. */
const MOST_NAMES = 3;

/** What depends on the subject, VMs that run aside. */
export function dependentsOf(maker: Maker, subject: Subject, failure: Failure): readonly Group[] {
  const { inventory } = maker;
  const own = ({ id }: Item): boolean => id?.ref !== subject.ref;
  return [
    ...group('takeOver', takeOver(maker, failure)),
    ...group('servers', servers(maker, failure).filter(own)),
    ...group('storage', storage(maker, failure).filter(own)),
    ...group('networks', networks(maker, failure).filter(own)),
    ...group(
      'gpus',
      byName([...failure.gpus].flatMap((gpu) => item(maker, 'PGPU', gpu, detail.gone, 'danger'))).filter(own),
    ),
    ...group(
      'disks',
      byName([...failure.vdis].flatMap((vdi) => item(maker, 'VDI', vdi, detail.difference, 'danger'))).filter(own),
    ),
    ...group('off', off(maker, failure)),
    ...(subject.kind === 'vm' ? ofVm(maker, subject.ref) : []),
    ...(subject.kind === 'vdi' ? ofVdi(maker, subject.ref) : []),
    ...(subject.kind === 'appliance'
      ? group(
          'members',
          byName(
            (row(inventory, 'VM_appliance', subject.ref)?.VMs ?? []).flatMap((vm) =>
              item(maker, 'VM', vm, orderOf(inventory, vm)),
            ),
          ),
        )
      : []),
  ];
}

/** Members that respond can become coordinator; those that do not, cannot. */
function takeOver(maker: Maker, failure: Failure): readonly Item[] {
  const { inventory } = maker;
  const master = [...rows(inventory, 'pool').values()][0]?.master;
  if (master === undefined || !failure.hosts.has(master)) return [];
  return byName(
    [...rows(inventory, 'host')].flatMap(([ref, host]) => {
      if (failure.hosts.has(ref)) return [];
      const isLive = row(inventory, 'host_metrics', host.metrics)?.live === true;
      return item(maker, 'host', ref, isLive ? detail.candidate : detail.silent, isLive ? 'ok' : 'danger');
    }),
  );
}

function servers(maker: Maker, failure: Failure): readonly Item[] {
  return byName([
    ...[...failure.hosts].flatMap((ref) => {
      const isFenced = failure.fenced.has(ref);
      return item(maker, 'host', ref, isFenced ? detail.fenced : detail.stops, 'danger');
    }),
    ...[...failure.cutOff].flatMap((ref) => item(maker, 'host', ref, detail.cutOff, 'warning')),
  ]);
}

/** Who has something, and who loses it. */
interface Losers {
  readonly before: ReadonlySet<Ref<'host'>>;
  readonly lost: ReadonlySet<Ref<'host'>>;
}

function lossText(inventory: Inventory, { before, lost }: Losers, everywhere: string): string {
  const left = before.size - lost.size;
  if (left <= 0) return everywhere;
  const names = [...lost].map((host) => row(inventory, 'host', host)?.name_label ?? '').sort(compareNatural);
  const where =
    names.length > MOST_NAMES ? detail.lostOnMany(names.length, before.size) : detail.lostOn(names.join(', '));
  return `${where}, ${detail.leftOn(left)}`;
}

function storage(maker: Maker, failure: Failure): readonly Item[] {
  const { inventory } = maker;
  const hurt = new Map<Ref<'SR'>, Set<Ref<'host'>>>();
  for (const ref of failure.pbds) {
    const pbd = row(inventory, 'PBD', ref);
    if (!pbd?.currently_attached) continue;
    hurt.set(pbd.SR, (hurt.get(pbd.SR) ?? new Set()).add(pbd.host));
  }
  return byName(
    [...hurt].flatMap(([ref, lost]) => {
      const sr = row(inventory, 'SR', ref);
      const before = new Set(
        (sr?.PBDs ?? []).flatMap((each) => {
          const pbd = row(inventory, 'PBD', each);
          return pbd?.currently_attached === true ? [pbd.host] : [];
        }),
      );
      const isLost = lost.size >= before.size;
      const text = lossText(inventory, { before, lost }, detail.lostEverywhere(sr?.VDIs.length ?? 0));
      return item(maker, 'SR', ref, text, isLost ? 'danger' : 'warning');
    }),
  );
}

function networks(maker: Maker, failure: Failure): readonly Item[] {
  const { inventory } = maker;
  const hurt = new Map<Ref<'network'>, Set<Ref<'host'>>>([...failure.networks].map((ref) => [ref, new Set()]));
  for (const ref of failure.pifs) {
    const pif = row(inventory, 'PIF', ref);
    // The network of a bond's member carries nothing: what belongs to the bond is on the bond's.
    if (pif && isNullRef(pif.bond_slave_of)) hurt.set(pif.network, (hurt.get(pif.network) ?? new Set()).add(pif.host));
  }
  return byName(
    [...hurt].flatMap(([ref, lost]) => {
      const pifs = row(inventory, 'network', ref)?.PIFs ?? [];
      const before = new Set(pifs.flatMap((each) => row(inventory, 'PIF', each)?.host ?? []));
      const isLost = lost.size >= before.size;
      return item(
        maker,
        'network',
        ref,
        lossText(inventory, { before, lost }, detail.gone),
        isLost ? 'danger' : 'warning',
      );
    }),
  );
}

/** VMs that are off, which something that is gone keeps from starting anywhere. */
function off(maker: Maker, failure: Failure): readonly Item[] {
  const { inventory } = maker;
  const gone = goneEverywhere(inventory, failure);
  if (gone.srs.size + gone.networks.size + gone.groups.size + failure.vdis.size === 0) return [];
  const names = new Map<string, string>();
  const nameFor = (cls: 'SR' | 'network' | 'GPU_group', ref: string): string => {
    let name = names.get(ref);
    if (name === undefined) names.set(ref, (name = item(maker, cls, ref)[0]?.name ?? ''));
    return name;
  };
  const found: Item[] = [];
  for (const { ref, vm, needs } of guestsAtRest(inventory)) {
    const disk = needs.disks.find(({ vdi, sr }) => gone.srs.has(sr) || failure.vdis.has(vdi));
    const network = disk ? undefined : needs.networks.find((each) => gone.networks.has(each));
    const gpu = vm.VGPUs.find((each) => gone.groups.has(row(inventory, 'VGPU', each)?.GPU_group ?? ''));
    if (!disk && network === undefined && gpu === undefined) continue;
    const about = disk
      ? nameFor('SR', disk.sr)
      : network === undefined
        ? nameFor('GPU_group', row(inventory, 'VGPU', gpu ?? '')?.GPU_group ?? '')
        : nameFor('network', network);
    found.push(...item(maker, 'VM', ref, about, 'warning'));
  }
  return byName(found);
}

/** What no server that is left has. What nobody reached before has not failed. */
function goneEverywhere(inventory: Inventory, failure: Failure) {
  const reach = new Reach(inventory, failure);
  const srs = new Set<Ref<'SR'>>();
  for (const pbd of failure.pbds) {
    const record = row(inventory, 'PBD', pbd);
    if (record?.currently_attached && reach.isGone(reach.ofStorage(record.SR))) srs.add(record.SR);
  }
  const networks = new Set<Ref<'network'>>(failure.networks);
  for (const pif of failure.pifs) {
    const network = row(inventory, 'PIF', pif)?.network;
    const hosts = network === undefined ? null : reach.ofNetwork(network);
    if (network !== undefined && hosts && reach.isGone(hosts)) networks.add(network);
  }
  const groups = new Set<Ref<'GPU_group'>>();
  for (const gpu of failure.gpus) {
    const ref = row(inventory, 'PGPU', gpu)?.GPU_group ?? '';
    const left = row(inventory, 'GPU_group', ref)?.PGPUs.filter((each) => !failure.gpus.has(each)) ?? [];
    if (left.length === 0) groups.add(ref);
  }
  return { srs, networks, groups };
}

const orderOf = (inventory: Inventory, vm: Ref<'VM'>): string => detail.order(row(inventory, 'VM', vm)?.order ?? 0);

function ofVm(maker: Maker, ref: Ref<'VM'>): readonly Group[] {
  const { inventory } = maker;
  const vm = row(inventory, 'VM', ref);
  if (!vm) return [];
  const later = (row(inventory, 'VM_appliance', vm.appliance)?.VMs ?? []).filter(
    (each) => (row(inventory, 'VM', each)?.order ?? 0) > vm.order,
  );
  const shared = disksOf(inventory, vm)
    .filter(({ isDisc }) => !isDisc)
    .flatMap(({ vdi }) => row(inventory, 'VDI', vdi)?.VBDs ?? [])
    .flatMap((vbd) => row(inventory, 'VBD', vbd)?.VM ?? [])
    .filter((other) => other !== ref);
  return [
    ...group(
      'laterInVapp',
      byName(later.flatMap((each) => item(maker, 'VM', each, orderOf(inventory, each), 'warning'))),
    ),
    ...group('sharedWith', byName([...new Set(shared)].flatMap((each) => item(maker, 'VM', each)))),
    ...group('snapshots', byName(vm.snapshots.flatMap((each) => item(maker, 'VM', each)))),
  ];
}

function ofVdi(maker: Maker, ref: Ref<'VDI'>): readonly Group[] {
  const { inventory } = maker;
  const vdi = row(inventory, 'VDI', ref);
  const users = (vdi?.VBDs ?? []).flatMap((vbd) => row(inventory, 'VBD', vbd)?.VM ?? []);
  const snapshots = vdi?.snapshots ?? [];
  const size = (each: Ref<'VDI'>): string => formatBytes(row(inventory, 'VDI', each)?.virtual_size ?? 0);
  return [
    ...group('members', byName([...new Set(users)].flatMap((each) => item(maker, 'VM', each))), texts.groups.users),
    ...group('snapshots', byName(snapshots.flatMap((each) => item(maker, 'VDI', each, size(each))))),
  ];
}
