import type { Records } from '../../../xapi/datamodel/types.gen';
import { agilityIn } from '../../ha';
import { hostIsLive, multipathOf, row, rows, srVisibility, vdiVisibility } from '../../objects';
import { formatBytes, formatTime, parseTime } from '../../values';
import { section } from '../report';
import type { Cell, Section, Source } from '../report';
import { texts } from '../texts';
import { byName, isMachine, link, linesOf, orNothing } from './common';

const words = texts.health;
const DAY_MS = 86_400_000;
const OLD_DAYS = 30;
/** The storage manager takes no snapshot of a disk with 30 images behind it (sm: vhdutil.py MAX_CHAIN_SIZE). */
const LONGEST_CHAIN = 30;
const DEEP_CHAIN = 10;
/** A longer one is a loop in a damaged database. */
const LOOP = 100;

/** What does no harm yet and will: each with the objects that it is about. */
export function healthSections(source: Source): readonly Section[] {
  return [
    section('oldSnapshots', words.oldSnapshots, oldSnapshots(source)),
    section('orphans', words.orphans, orphans(source)),
    section('tools', words.tools, withoutTools(source)),
    section('macs', words.macs, duplicateMacs(source)),
    section('chains', words.chains, deepChains(source)),
    section('agility', words.agility, pinned(source)),
    section('paths', words.paths, byName([...storagePaths(source), ...bonds(source)])),
  ];
}

function oldSnapshots(source: Source): Section['rows'] {
  return linesOf(source, 'VM', (ref, vm) => {
    const takenMs = vm.is_a_snapshot ? parseTime(vm.snapshot_time) : null;
    const days = takenMs === null ? 0 : Math.floor((source.takenMs - takenMs) / DAY_MS);
    if (days < OLD_DAYS) return null;
    return [link(source, 'VM', ref), link(source, 'VM', vm.snapshot_of), formatTime(takenMs), String(days)];
  });
}

/** Disks that nothing is attached to, and images of suspended machines that no machine would wake up from. */
function orphans(source: Source): Section['rows'] {
  const { inventory } = source;
  const images = new Set<string>([...rows(inventory, 'VM').values()].map((vm) => vm.suspend_VDI));
  return linesOf(source, 'VDI', (ref, vdi) => {
    const kind = orphanKind(vdi, images.has(ref));
    const sr = row(inventory, 'SR', vdi.SR);
    if (kind === null || vdiVisibility(inventory, vdi) !== 'shown' || !sr || sr.content_type === 'iso') return null;
    if (sr.type === 'udev' || srVisibility(sr) !== 'shown') return null;
    const size = formatBytes(vdi.virtual_size);
    return [link(source, 'VDI', ref), kind, link(source, 'SR', vdi.SR), size, formatBytes(vdi.physical_utilisation)];
  });
}

function orphanKind(vdi: Records['VDI'], isImage: boolean): string | null {
  if (vdi.type === 'suspend') return isImage ? null : words.kinds.image;
  if (vdi.VBDs.length > 0 || (vdi.type !== 'user' && vdi.type !== 'system' && vdi.type !== 'ephemeral')) return null;
  return vdi.is_a_snapshot ? words.kinds.snapshot : words.kinds.disk;
}

function withoutTools(source: Source): Section['rows'] {
  const { inventory } = source;
  return linesOf(source, 'VM', (ref, vm) => {
    if (!isMachine(vm) || vm.power_state !== 'Running') return null;
    const guest = row(inventory, 'VM_guest_metrics', vm.guest_metrics);
    const isThere = guest?.PV_drivers_detected === true || Object.keys(guest?.PV_drivers_version ?? {}).length > 0;
    if (isThere) return null;
    return [link(source, 'VM', ref), link(source, 'host', vm.resident_on), orNothing(guest?.os_version['name'])];
  });
}

/** Snapshots and templates have the addresses of what they are of, and are in no network. */
function duplicateMacs(source: Source): Section['rows'] {
  const { inventory } = source;
  const byMac = new Map<string, Records['VIF'][]>();
  for (const vif of rows(inventory, 'VIF').values()) {
    const vm = row(inventory, 'VM', vif.VM);
    if (!vm || !isMachine(vm)) continue;
    const mac = vif.MAC.toLowerCase();
    byMac.set(mac, [...(byMac.get(mac) ?? []), vif]);
  }
  const lines = [...byMac].flatMap(([mac, vifs]) =>
    vifs.length < 2
      ? []
      : vifs.map(({ VM: vm, device, network }): readonly Cell[] => [
          mac,
          link(source, 'VM', vm),
          device,
          link(source, 'network', network),
          row(inventory, 'VM', vm)?.power_state ?? '',
        ]),
  );
  return byName(lines);
}

function deepChains(source: Source): Section['rows'] {
  const { inventory } = source;
  const parents = new Map<string, string>();
  for (const vdi of rows(inventory, 'VDI').values()) {
    const parent = vdi.sm_config['vhd-parent'];
    if (parent !== undefined) parents.set(vdi.uuid, parent);
  }
  return linesOf(source, 'VDI', (ref, vdi) => {
    const length = chainLength(parents, vdi.uuid);
    if (length < DEEP_CHAIN || vdi.is_a_snapshot || vdiVisibility(inventory, vdi) !== 'shown') return null;
    const left = Math.max(0, LONGEST_CHAIN - length);
    return [link(source, 'VDI', ref), ownerOf(source, vdi), link(source, 'SR', vdi.SR), String(length), String(left)];
  });
}

function chainLength(parents: ReadonlyMap<string, string>, uuid: string): number {
  let length = 0;
  for (let parent = parents.get(uuid); parent !== undefined && length < LOOP; parent = parents.get(parent)) length++;
  return length;
}

function ownerOf(source: Source, vdi: Records['VDI']): Cell {
  const [owner] = vdi.VBDs.flatMap((ref) => row(source.inventory, 'VBD', ref)?.VM ?? []);
  return link(source, 'VM', owner);
}

function pinned(source: Source): Section['rows'] {
  const reasonOf = agilityIn(source.inventory);
  return linesOf(source, 'VM', (ref, vm) => {
    const reason = isMachine(vm) ? reasonOf(vm) : null;
    return reason === null ? null : [link(source, 'VM', ref), link(source, 'host', vm.resident_on), reason];
  });
}

/** Kinds of storage that are reached over several paths (sm: the drivers that know multipathing). */
const OVER_PATHS: ReadonlySet<string> = new Set(['lvmoiscsi', 'lvmohba', 'lvmofcoe', 'gfs2', 'iscsi', 'hba']);

function storagePaths(source: Source): Section['rows'] {
  const { inventory } = source;
  return [...rows(inventory, 'PBD').values()].flatMap((pbd) => {
    const sr = row(inventory, 'SR', pbd.SR);
    const host = row(inventory, 'host', pbd.host);
    if (!sr || !host || !hostIsLive(inventory, host) || !pbd.currently_attached || !OVER_PATHS.has(sr.type)) return [];
    const paths = multipathOf(pbd);
    const what = link(source, 'SR', pbd.SR);
    const from = link(source, 'host', pbd.host);
    if (paths === null) return [[from, what, words.noMultipath]];
    return paths.luns
      .filter(({ active, total }) => active < total || total < 2)
      .map(({ active, total }) => [from, what, total < 2 ? words.onePath : words.somePaths(active, total)]);
  });
}

/** Bonds that hang on some of their NICs. */
function bonds(source: Source): Section['rows'] {
  const { inventory } = source;
  return [...rows(inventory, 'Bond').values()].flatMap((bond) => {
    const pif = row(inventory, 'PIF', bond.master);
    if (!pif || bond.links_up >= bond.slaves.length) return [];
    const state = words.someLinks(bond.links_up, bond.slaves.length);
    return [[link(source, 'host', pif.host), link(source, 'network', pif.network), state]];
  });
}
