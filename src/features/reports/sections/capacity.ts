import type { Records } from '../../../xapi/datamodel/types.gen';
import { hostIsLive, row, rows, srVisibility } from '../../objects';
import { formatBytes, formatPercent } from '../../values';
import { section } from '../report';
import type { Section, Source } from '../report';
import { texts } from '../texts';
import { isMachine, link, linesOf, NOTHING, sum } from './common';

const words = texts.capacity;

/** What is used of what there is, what more fits, and whether the pool can do without its fullest server. */
export function capacitySections(source: Source): readonly Section[] {
  return [
    section('pool', words.pool, whole(source)),
    section('servers', words.servers, servers(source)),
    section('storage', words.storage, storage(source)),
  ];
}

interface Room {
  readonly total: number;
  readonly free: number;
  readonly cores: number;
  readonly vcpus: number;
  /** Memory of the machines on it, without the control domain. */
  readonly guests: number;
}

function roomOf({ inventory }: Source, host: Records['host']): Room | null {
  const metrics = row(inventory, 'host_metrics', host.metrics);
  if (!metrics?.live || metrics.memory_total <= 0) return null;
  const vms = host.resident_VMs.flatMap((ref) => row(inventory, 'VM', ref) ?? []).filter((vm) => !vm.is_control_domain);
  return {
    total: metrics.memory_total,
    free: metrics.memory_free,
    cores: Number(host.cpu_info['cpu_count'] ?? 0),
    vcpus: sum(vms, (vm) => vm.VCPUs_at_startup),
    guests: sum(vms, (vm) => vm.memory_dynamic_max),
  };
}

const ratio = (part: number, whole: number): string => (whole > 0 ? (part / whole).toFixed(2) : NOTHING);
const share = (part: number, whole: number): string => (whole > 0 ? formatPercent(part / whole) : NOTHING);

function whole(source: Source): Section['rows'] {
  const { inventory } = source;
  const hosts = [...rows(inventory, 'host').values()].filter((host) => hostIsLive(inventory, host));
  const rooms = hosts.flatMap((host) => roomOf(source, host) ?? []);
  const shown = [...rows(inventory, 'SR').values()].filter(holdsDisks);
  const total = sum(rooms, (room) => room.total);
  const free = sum(rooms, (room) => room.free);
  const space = sum(shown, (sr) => sr.physical_size);
  const used = sum(shown, (sr) => Math.max(0, sr.physical_utilisation));
  const cores = sum(rooms, (room) => room.cores);
  const vcpus = sum(rooms, (room) => room.vcpus);
  const machines = [...rows(inventory, 'VM').values()].filter(isMachine);
  const running = machines.filter((vm) => vm.power_state === 'Running').length;
  return [
    [words.lines.servers, words.live(rooms.length, rows(inventory, 'host').size)],
    [words.lines.vms, words.running(running, machines.length)],
    [words.lines.memory, words.used(formatBytes(total - free), formatBytes(total), share(total - free, total))],
    [words.lines.largest, rooms.length === 0 ? NOTHING : formatBytes(Math.max(...rooms.map((room) => room.free)))],
    [words.lines.spare, spareWords(rooms)],
    [words.lines.processors, words.vcpus(vcpus, cores, ratio(vcpus, cores))],
    [words.lines.storage, words.used(formatBytes(used), formatBytes(space), share(used, space))],
  ];
}

/** Whether what runs on the server with most of it finds memory on the others together. */
function spareWords(rooms: readonly Room[]): string {
  if (rooms.length < 2) return words.alone;
  const [worst] = [...rooms].sort((a, b) => spare(rooms, a) - spare(rooms, b));
  const left = worst ? spare(rooms, worst) : 0;
  return left >= 0 ? words.fits(formatBytes(left)) : words.lacks(formatBytes(-left));
}

const spare = (rooms: readonly Room[], failed: Room): number =>
  sum(rooms, (room) => (room === failed ? 0 : room.free)) - failed.guests;

function servers(source: Source): Section['rows'] {
  return linesOf(source, 'host', (ref, host) => {
    const room = roomOf(source, host);
    if (!room) return [link(source, 'host', ref), words.silent, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING];
    return [
      link(source, 'host', ref),
      formatBytes(room.total),
      formatBytes(room.total - room.free),
      formatBytes(room.free),
      share(room.total - room.free, room.total),
      String(room.cores),
      String(room.vcpus),
      ratio(room.vcpus, room.cores),
    ];
  });
}

/** Storage that takes disks. */
function holdsDisks(sr: Records['SR']): boolean {
  return sr.content_type !== 'iso' && sr.type !== 'udev' && sr.physical_size > 0 && srVisibility(sr) === 'shown';
}

function storage(source: Source): Section['rows'] {
  return linesOf(source, 'SR', (ref, sr) => {
    if (!holdsDisks(sr)) return null;
    const used = Math.max(0, sr.physical_utilisation);
    return [
      link(source, 'SR', ref),
      sr.type,
      formatBytes(sr.physical_size),
      formatBytes(used),
      formatBytes(Math.max(0, sr.physical_size - used)),
      share(used, sr.physical_size),
      formatBytes(sr.virtual_allocation),
      share(sr.virtual_allocation, sr.physical_size),
    ];
  });
}
