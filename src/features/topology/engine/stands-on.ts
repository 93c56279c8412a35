import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import { hostIsLive, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from '../texts';
import { partsOf } from './by-host';
import { failureOf } from './failure';
import { byName, group, item, nicItem, pathItem, pbdItem } from './items';
import type { Maker } from './items';
import type { Group, Subject } from './model';
import { Placement } from './placement';
import { disksOf } from './needs';
import { waysTo } from './storage-way';

const { detail } = texts;

/** What the subject itself depends on, one level down; parts of servers lead to what depends on them. */
export function standsOn(maker: Maker, { kind, ref }: Subject): readonly Group[] {
  const { inventory } = maker;
  switch (kind) {
    case 'coordinator':
      return ofHost(maker, [...rows(inventory, 'pool').values()][0]?.master ?? '');
    case 'host':
      return ofHost(maker, ref);
    case 'vm':
      return ofVm(maker, ref);
    case 'sr': {
      const pbds = row(inventory, 'SR', ref)?.PBDs ?? [];
      return [
        ...group('connections', byName(pbds.flatMap((pbd) => pbdItem(maker, pbd, 'host')))),
        ...group('paths', byName(pbds.flatMap((pbd) => pathItem(maker, pbd)))),
      ];
    }
    case 'vdi': {
      const vdi = row(inventory, 'VDI', ref);
      const parent = vdi?.sm_config['vhd-parent'];
      const parents = [...rows(inventory, 'VDI')].filter(([, each]) => parent !== undefined && each.uuid === parent);
      return [
        ...group('storage', item(maker, 'SR', vdi?.SR ?? '')),
        ...group(
          'disks',
          parents.flatMap(([each]) => item(maker, 'VDI', each, detail.parent)),
        ),
      ];
    }
    case 'network':
      return group('ports', byName((row(inventory, 'network', ref)?.PIFs ?? []).flatMap((pif) => nicItem(maker, pif))));
    case 'pif':
      return ofNic(maker, ref);
    case 'switch':
      return [];
    case 'pbd':
    case 'path': {
      const pbd = row(inventory, 'PBD', ref);
      if (!pbd) return [];
      return [
        ...group('home', item(maker, 'host', pbd.host)),
        ...group('storage', item(maker, 'SR', pbd.SR)),
        ...group(
          'ports',
          waysTo(inventory, ref).flatMap((pif) => nicItem(maker, pif)),
        ),
        ...(kind === 'pbd' ? group('paths', pathItem(maker, ref)) : []),
      ];
    }
    case 'gpu':
      return group('home', item(maker, 'host', row(inventory, 'PGPU', ref)?.host ?? ''));
    case 'gpuGroup':
      return group(
        'gpus',
        byName((row(inventory, 'GPU_group', ref)?.PGPUs ?? []).flatMap((gpu) => item(maker, 'PGPU', gpu))),
      );
    case 'appliance':
    case 'pool':
      return [];
  }
}

function ofHost(maker: Maker, ref: Ref<'host'>): readonly Group[] {
  const { inventory } = maker;
  const ports = partsOf(inventory, 'PIF', ref).filter((each) => {
    const pif = row(inventory, 'PIF', each);
    return pif !== undefined && (pif.physical || pif.bond_master_of.length > 0);
  });
  const pbds = partsOf(inventory, 'PBD', ref);
  const master = [...rows(inventory, 'pool').values()][0]?.master ?? '';
  return [
    ...group('pool', master === ref ? [] : item(maker, 'host', master)),
    ...group('ports', byName(ports.flatMap((pif) => nicItem(maker, pif, false)))),
    ...group('connections', byName(pbds.flatMap((pbd) => pbdItem(maker, pbd, 'SR')))),
    ...group('paths', byName(pbds.flatMap((pbd) => pathItem(maker, pbd)))),
  ];
}

function ofVm(maker: Maker, ref: Ref<'VM'>): readonly Group[] {
  const { inventory } = maker;
  const vm = row(inventory, 'VM', ref);
  if (!vm) return [];
  const disks = new Map<Ref<'SR'>, { disks: number; discs: number }>();
  for (const { sr, isDisc } of disksOf(inventory, vm)) {
    const counts = disks.get(sr) ?? { disks: 0, discs: 0 };
    disks.set(sr, { disks: counts.disks + Number(!isDisc), discs: counts.discs + Number(isDisc) });
  }
  const interfaces = new Map<Ref<'network'>, string[]>();
  for (const each of vm.VIFs) {
    const vif = row(inventory, 'VIF', each);
    if (vif) interfaces.set(vif.network, [...(interfaces.get(vif.network) ?? []), vif.device]);
  }
  const home =
    isNullRef(vm.affinity) || vm.affinity === vm.resident_on ? [] : item(maker, 'host', vm.affinity, detail.home);
  return [
    ...group('home', [...item(maker, 'host', vm.resident_on, detail.runsOn), ...home]),
    ...group(
      'storage',
      byName(
        [...disks].flatMap(([sr, count]) =>
          item(maker, 'SR', sr, count.disks > 0 ? detail.disk(count.disks) : detail.disc),
        ),
      ),
    ),
    ...group(
      'networks',
      byName(
        [...interfaces].flatMap(([each, numbers]) =>
          item(maker, 'network', each, detail.interface(numbers.join(', '))),
        ),
      ),
    ),
    ...group(
      'gpus',
      vm.VGPUs.flatMap((each) => {
        const vgpu = row(inventory, 'VGPU', each);
        return vgpu ? [...item(maker, 'PGPU', vgpu.resident_on), ...item(maker, 'GPU_group', vgpu.GPU_group)] : [];
      }),
    ),
    ...couldRun(maker, ref),
  ];
}

/** Each server by itself, with the reason against it. */
function couldRun(maker: Maker, ref: Ref<'VM'>): readonly Group[] {
  const { inventory } = maker;
  const vm = row(inventory, 'VM', ref);
  if (!vm || vm.is_a_template || vm.is_a_snapshot) return [];
  const placement = new Placement(inventory, failureOf(inventory, { kind: 'vm', ref }), new Set([ref]));
  return group(
    'couldRun',
    byName(
      [...rows(inventory, 'host')].flatMap(([host, record]) => {
        if (host === vm.resident_on) return item(maker, 'host', host, texts.why.isThere, 'ok');
        const why = unfit(inventory, host) ?? placement.refusal(vm, host, record)?.why() ?? null;
        return item(maker, 'host', host, why ?? texts.why.fits, why === null ? 'ok' : 'danger');
      }),
    ),
  );
}

function unfit(inventory: Inventory, ref: Ref<'host'>): string | null {
  const host = row(inventory, 'host', ref);
  if (!host || !hostIsLive(inventory, host)) return texts.why.isSilent;
  return host.enabled ? null : texts.why.isDisabled;
}

function ofNic(maker: Maker, ref: Ref<'PIF'>): readonly Group[] {
  const { inventory } = maker;
  const pif = row(inventory, 'PIF', ref);
  if (!pif) return [];
  const below = [
    ...pif.bond_master_of.flatMap((bond) => row(inventory, 'Bond', bond)?.slaves ?? []),
    row(inventory, 'VLAN', pif.VLAN_master_of)?.tagged_PIF ?? '',
    ...pif.tunnel_access_PIF_of.flatMap((tunnel) => row(inventory, 'tunnel', tunnel)?.transport_PIF ?? []),
    ...pif.sriov_logical_PIF_of.flatMap((sriov) => row(inventory, 'network_sriov', sriov)?.physical_PIF ?? []),
  ];
  const bond = row(inventory, 'Bond', pif.bond_slave_of)?.master ?? '';
  return [
    ...group('home', item(maker, 'host', pif.host)),
    ...group('ports', byName(below.flatMap((each) => nicItem(maker, each, false)))),
    ...group('bond', nicItem(maker, bond, false)),
    ...(pif.physical ? group('switches', switchOf(maker, pif.device)) : []),
  ];
}

function switchOf(maker: Maker, device: string) {
  const ports = [...rows(maker.inventory, 'PIF')].filter(([, pif]) => pif.physical && pif.device === device);
  const [first] = ports;
  return (first ? nicItem(maker, first[0]) : []).map((each) => ({
    ...each,
    id: poolIdOf(maker),
    subject: { kind: 'switch', ref: device } as const,
    name: texts.names.switch(device),
    detail: detail.wired(ports.length),
  }));
}

function poolIdOf({ inventory, connection }: Maker) {
  const [pool] = rows(inventory, 'pool').keys();
  return pool === undefined ? null : ({ connection, class: 'pool', ref: pool } as const);
}
