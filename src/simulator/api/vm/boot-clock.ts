import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { BOOT_NEEDS, bootDemand, bootSpeed, speedOnServer } from '../../physics/boot-storm';
import { guestBootMs, type GuestKind } from '../../physics/lifecycle';
import { wayNow } from '../metrics/disk-datapaths';
import { otherTrafficChanged } from '../transfer/other-traffic';
import { cacheOf } from '../sr/read-cache';
import type { World } from '../world';
import { groupOf, placesOf, serverOf } from './boot-places';
import { speedBeside } from './boot-rivals';
import {
  bootedFrom,
  bootsFrom,
  idleClockMs,
  noteClock,
  noteDone,
  noteWarm,
  setBoots,
  type Boots,
  type PendingBoot,
} from './boots';

/** The step of the agenda that `takeBooted` is for. */
export const NEXT_BOOT = 'SR.next boot';
/** Others do now more and now less: what they leave is looked at again and again. */
const LOOK_MS = 5000;
/** When the last has left, what the repository gives is remembered for a while: who stops guests starts others. */
const KEPT_MS = 60_000;
/** The clock is read no oftener for statistics. */
const COURSE_STEP_MS = 1000;

/** The disk that a guest boots from. */
export function bootDisk({ db }: World, vm: Records['VM']): Ref<'VBD'> | undefined {
  let first: Ref<'VBD'> | undefined;
  for (const ref of vm.VBDs) {
    const vbd = db.row('VBD', ref);
    if (vbd.type !== 'Disk' || isNullRef(vbd.VDI)) continue;
    if (vbd.bootable) return ref;
    first ??= ref;
  }
  return first;
}

/**
 * A guest begins to boot from a disk. It is done when it has read what it needs, as fast as others let it.
 * @param goesOn it does so from a new domain, where the old one was
 */
export function beginBoot(world: World, ref: Ref<'VM'>, vbd: Ref<'VBD'>, kind: GuestKind, goesOn = false): void {
  const { db, engine } = world;
  const vm = db.row('VM', ref);
  const row = db.row('VBD', vbd);
  const vdi = db.row('VDI', row.VDI);
  const sr = vdi.SR;
  const known = bootsFrom(world, sr);
  const isKnown = known !== undefined && (known.pending.length > 0 || engine.nowMs - known.atMs < KEPT_MS);
  const boots = isKnown ? known : freshBoots(world, sr);
  const clockMs = clockAt(boots, engine.nowMs);
  const { cache, hitShare } = cacheOf(world, vdi, vm.resident_on, BOOT_NEEDS[kind].readBytes);
  const way = wayNow(world, row);
  const name = `${vm.resident_on} ${kind} ${way} ${cache}`;
  let { hosts, servers, groups } = boots;
  let group = groups.findIndex((each) => each.name === name);
  if (group < 0) {
    let server = hosts.indexOf(vm.resident_on);
    if (server < 0) {
      server = hosts.length;
      hosts = [...hosts, vm.resident_on];
      servers = [...servers, serverOf(world, vm.resident_on)];
    }
    const fresh = groupOf(world, sr, vm.resident_on, server, kind, way, cache, name);
    // One of which nobody boots any more makes room.
    group = groups.findIndex(({ guests }) => guests === 0);
    groups = group < 0 ? [...groups, fresh] : groups.with(group, fresh);
    if (group < 0) group = groups.length - 1;
  }
  const own = groups[group];
  if (own !== undefined) groups = groups.with(group, { ...own, hitShare, guests: own.guests + 1 });
  const old = goesOn ? boots.pending.find((pending) => pending.vm === ref) : undefined;
  const boot: PendingBoot = {
    vm: ref,
    kind,
    fromS: Math.floor(engine.nowMs / 1000),
    cache,
    hitShare,
    domid: vm.domid,
    endsMs: old?.endsMs ?? clockMs + guestBootMs(kind),
    group,
  };
  goOn(world, sr, {
    ...boots,
    clockMs,
    atMs: engine.nowMs,
    hosts,
    servers,
    groups,
    pending: withBoot(boots.pending, boot),
  });
  otherTrafficChanged(world);
}

/** Most that begin later are done later. */
function withBoot(pending: readonly PendingBoot[], boot: PendingBoot): readonly PendingBoot[] {
  const last = pending.at(-1);
  if (last === undefined || last.endsMs <= boot.endsMs) return [...pending, boot];
  return pending.toSpliced(pending.findLastIndex(({ endsMs }) => endsMs <= boot.endsMs) + 1, 0, boot);
}

function clockAt({ clockMs, atMs, speed }: Boots, nowMs: number): number {
  return clockMs + (nowMs - atMs) * speed;
}

/**
 * Keeps who boots, and plans when the next is done.
 * @param isKept what the repository gives is remembered when nobody boots any more
 */
function goOn(world: World, sr: Ref<'SR'>, boots: Boots, isKept = false): void {
  const storms = stormsBeside(world, sr);
  const crowded = crowdedHosts(boots, storms);
  plan(world, sr, boots, storms, crowded, isKept);
  for (const [other, storm] of storms) {
    // Guests of one repository slow down those of another in a crowd only, and this one is in every new crowd.
    if (storm.isCrowded || crowded.some((host) => hasGuestsOn(storm, host))) planAgain(world, other, storm);
  }
}

function planAgain(world: World, sr: Ref<'SR'>, boots: Boots): void {
  const storms = stormsBeside(world, sr);
  plan(world, sr, atNow(world, boots), storms, crowdedHosts(boots, storms));
}

function plan(
  world: World,
  sr: Ref<'SR'>,
  boots: Boots,
  storms: readonly Storm[],
  crowded: readonly Ref<'host'>[],
  isKept = false,
): void {
  const { engine } = world;
  const [next] = boots.pending;
  const planned = engine.plannedAs(NEXT_BOOT + sr);
  if (next === undefined) {
    if (boots.speed !== 1) noteClock(world, sr, boots.clockMs, 0);
    setBoots(world, sr, isKept ? { ...boots, speed: 1, isCrowded: false } : null);
    if (planned !== undefined) engine.cancel(planned.sequence);
    return;
  }
  const alone = besideStorms(boots, storms, crowded);
  const beside = speedBeside(world, sr, boots, alone);
  const speed = beside ?? alone;
  if (speed !== boots.speed) noteClock(world, sr, boots.clockMs, boots.speed === 1 ? 0 : COURSE_STEP_MS);
  setBoots(world, sr, { ...boots, speed, isCrowded: crowded.length > 0 });
  const leftMs = Math.max(0, next.endsMs - boots.clockMs);
  const doneMs = leftMs === 0 ? 0 : Math.ceil(leftMs / speed - 1e-6);
  const delayMs = beside === null ? doneMs : Math.min(doneMs, LOOK_MS);
  if (planned?.dueMs === engine.nowMs + delayMs) return;
  if (planned !== undefined) engine.cancel(planned.sequence);
  engine.schedule(delayMs, NEXT_BOOT, { sr }, true, NEXT_BOOT + sr);
}

/** Guests that boot from another repository. */
type Storm = readonly [Ref<'SR'>, Boots];

function stormsBeside(world: World, sr: Ref<'SR'>): readonly Storm[] {
  const storms: Storm[] = [];
  for (const other of bootedFrom(world)) {
    const storm = other === sr ? undefined : bootsFrom(world, other);
    if (storm !== undefined && storm.pending.length > 0) storms.push([other, storm]);
  }
  return storms;
}

function hasGuestsOn({ hosts, groups }: Boots, host: Ref<'host'>): boolean {
  return groups.some(({ server, guests }) => guests > 0 && hosts[server] === host);
}

/** Servers of guests that boot from one repository on which those that boot from all want more than there is. */
function crowdedHosts(boots: Boots, storms: readonly Storm[]): readonly Ref<'host'>[] {
  if (storms.length === 0) return [];
  const wanted = new Map<Ref<'host'>, { dom0Cores: number; cores: number }>();
  for (const { server, guests } of boots.groups) {
    const host = boots.hosts[server];
    if (guests > 0 && host !== undefined) wanted.set(host, { dom0Cores: 0, cores: 0 });
  }
  const all = [boots, ...storms.map(([, storm]) => storm)];
  for (const { hosts, groups } of all) {
    for (const { server, guests, dom0Cores, cores } of groups) {
      const host = hosts[server];
      const sum = guests === 0 || host === undefined ? undefined : wanted.get(host);
      if (sum === undefined) continue;
      sum.dom0Cores += guests * dom0Cores;
      sum.cores += guests * cores;
    }
  }
  return boots.hosts.filter((host, at) => {
    const server = boots.servers[at];
    const sum = wanted.get(host);
    return server !== undefined && sum !== undefined && (sum.dom0Cores > server.dom0Cores || sum.cores > server.cores);
  });
}

/**
 * How fast guests boot, as far as that is not because of what others were told to do.
 * @param crowded servers on which they and the guests of the others want more than there is
 */
function besideStorms(boots: Boots, storms: readonly Storm[], crowded: readonly Ref<'host'>[]): number {
  const { hosts, servers, groups } = boots;
  const alone = bootSpeed(boots, groups);
  if (crowded.length === 0) return alone;
  const own = bootDemand(hosts.length, groups).servers;
  const others = storms.map(([, storm]) => {
    const speed = bootSpeed(storm, storm.groups);
    return { storm, demands: bootDemand(storm.hosts.length, storm.groups).servers, speed };
  });
  return crowded.reduce((slowest, host) => {
    const at = hosts.indexOf(host);
    const [server, demand] = [servers[at], own[at]];
    if (server === undefined || demand === undefined) return slowest;
    const beside = others.flatMap(({ storm, demands, speed }) => {
      const theirs = demands[storm.hosts.indexOf(host)];
      return theirs === undefined ? [] : [{ ...theirs, speed }];
    });
    return Math.min(slowest, speedOnServer(server, [{ ...demand, speed: alone }, ...beside]));
  }, alone);
}

/** Field by field, which is several times as fast as a spread: every start of a VM comes here. */
function freshBoots(world: World, sr: Ref<'SR'>): Boots {
  const { readBytesPerUs, writeBytesPerUs, timePerByte } = placesOf(world, sr);
  return {
    readBytesPerUs,
    writeBytesPerUs,
    timePerByte,
    clockMs: idleClockMs(world, sr),
    atMs: world.engine.nowMs,
    speed: 1,
    isCrowded: false,
    hosts: [],
    servers: [],
    groups: [],
    pending: [],
  };
}

/** Looks again how fast the clock of a repository runs, because others do something else now. */
export function lookAgain(world: World, sr: Ref<'SR'>): void {
  const boots = bootsFrom(world, sr);
  if (boots !== undefined) planAgain(world, sr, boots);
}

function atNow({ engine }: World, boots: Boots): Boots {
  return { ...boots, clockMs: clockAt(boots, engine.nowMs), atMs: engine.nowMs };
}

/** A guest that is stopped, saved or gone while it boots gives back at once what it had of the repository. */
export function leaveBoot(world: World, sr: Ref<'SR'>, vm: Ref<'VM'>, domid: number): void {
  const boots = bootsFrom(world, sr);
  const at = boots?.pending.findIndex((boot) => boot.vm === vm && boot.domid === domid) ?? -1;
  const boot = boots?.pending[at];
  if (boots === undefined || boot === undefined) return;
  const { nowMs } = world.engine;
  const { kind, fromS, endsMs, cache, hitShare } = boot;
  const group = boots.groups[boot.group];
  const groups =
    group === undefined ? boots.groups : boots.groups.with(boot.group, { ...group, guests: group.guests - 1 });
  noteDone(world, { sr, vm, kind, fromS, endsMs, cache, hitShare, toS: Math.ceil(nowMs / 1000) });
  const pending = boots.pending.toSpliced(at, 1);
  goOn(world, sr, { ...boots, clockMs: clockAt(boots, nowMs), atMs: nowMs, groups, pending }, true);
  otherTrafficChanged(world);
}

/** Takes the guests that have booted from a repository by now, and plans the next. */
export function takeBooted(world: World, sr: Ref<'SR'>): readonly PendingBoot[] {
  const before = bootsFrom(world, sr);
  if (before === undefined) return [];
  const { nowMs } = world.engine;
  const clockMs = clockAt(before, nowMs);
  const { pending } = before;
  const toS = Math.ceil(nowMs / 1000);
  let { groups } = before;
  let count = 0;
  for (const { vm, domid, kind, fromS, endsMs, group, cache, hitShare } of pending) {
    if (endsMs > clockMs + 1e-3) break;
    count++;
    const known = groups[group];
    if (known === undefined) continue;
    if (cache !== '' && !known.isWarm) noteWarm(world, cache, toS);
    groups = groups.with(group, { ...known, guests: known.guests - 1, isWarm: true });
    // Of a guest that was stopped meanwhile nobody asks any more.
    if (world.db.get('VM', vm)?.domid === domid) noteDone(world, { sr, vm, kind, fromS, endsMs, cache, hitShare, toS });
  }
  goOn(world, sr, { ...before, clockMs, atMs: nowMs, groups, pending: pending.slice(count) });
  if (count > 0) otherTrafficChanged(world);
  return pending.slice(0, count);
}
