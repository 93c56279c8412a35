import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { glyphFor, labelOr, nameOf, only, row, rows, vmStatus } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, naturalKey } from '../../values';
import { texts } from '../texts';
import type { Failure } from './failure';
import type { Outcome, VmFate } from './model';
import { guestsOn, isMachine, isUp, needsIn, startBytes } from './needs';
import type { Guest } from './needs';
import { Placement } from './placement';
import type { Place } from './placement';
import { Prospects } from './prospects';

type Vm = Records['VM'];

/** What takes something from a VM: the first of these that does. It runs on without a network or a disc. */
type Cause = 'host' | 'vm' | 'image' | 'disk' | 'gpu' | 'network' | 'disc';

/** What a running VM loses, and what is behind that: a server, an image, a repository, networks. */
interface Loss {
  readonly guest: Guest;
  readonly cause: Cause;
  readonly about: readonly string[];
}

const stops = ({ cause }: Loss): boolean => cause !== 'network' && cause !== 'disc';

const RANKS = ['restart', 'best-effort'];
const OUTCOMES: readonly Outcome[] = ['stopped', 'restart', 'limited'];

const rankOf = (priority: string): number => (RANKS.indexOf(priority) + RANKS.length + 1) % (RANKS.length + 1);

type Hurt<C extends 'SR' | 'network'> = ReadonlyMap<Ref<'host'>, ReadonlySet<Ref<C>>>;

/** By server, what it no longer reaches. */
function lostOnServers<C extends 'SR' | 'network'>(pairs: Iterable<readonly [Ref<'host'>, Ref<C>]>): Hurt<C> {
  const lost = new Map<Ref<'host'>, Set<Ref<C>>>();
  for (const [host, ref] of pairs) {
    const set = lost.get(host);
    if (set) set.add(ref);
    else lost.set(host, new Set([ref]));
  }
  return lost;
}

/** Finds what each running VM loses. */
function lossesIn(inventory: Inventory, failure: Failure): readonly Loss[] {
  const storage = lostOnServers(
    [...failure.pbds].flatMap((ref) => {
      const pbd = row(inventory, 'PBD', ref);
      return pbd?.currently_attached === true ? [[pbd.host, pbd.SR] as const] : [];
    }),
  );
  const networks = lostOnServers(
    [...failure.pifs].flatMap((ref) => {
      const pif = row(inventory, 'PIF', ref);
      return pif && !failure.networks.has(pif.network) ? [[pif.host, pif.network] as const] : [];
    }),
  );
  const losses: Loss[] = [];
  const look = (guest: Guest): void => {
    const { resident_on: host } = guest.vm;
    const loss = lossOf(inventory, failure, guest, storage.get(host), networks.get(host));
    if (loss) losses.push(loss);
  };
  for (const host of failure.hosts) guestsOn(inventory, host).all.forEach(look);
  const named = namedIn(inventory, failure);
  for (const guest of named.values()) if (!failure.hosts.has(guest.vm.resident_on)) look(guest);
  for (const host of new Set([...storage.keys(), ...networks.keys()])) {
    if (failure.hosts.has(host)) continue;
    for (const guest of hurtOn(inventory, host, storage.get(host), networks.get(host))) {
      if (!named.has(guest.ref)) look(guest);
    }
  }
  return losses;
}

/** Those that a failure is about wherever they run: an image or a network is about whoever has it, as is a GPU. */
function namedIn(inventory: Inventory, failure: Failure): ReadonlyMap<Ref<'VM'>, Guest> {
  const needsOf = needsIn(inventory);
  const found = new Map<Ref<'VM'>, Guest>();
  const add = (ref: Ref<'VM'> | undefined): void => {
    const vm = ref === undefined ? undefined : row(inventory, 'VM', ref);
    if (ref !== undefined && vm && isMachine(vm) && isUp(vm)) found.set(ref, { ref, vm, needs: needsOf(vm) });
  };
  failure.vms.forEach(add);
  // From the VMs alone one learns who has a GPU.
  if (failure.gpus.size > 0 && failure.hosts.size === 0) for (const ref of rows(inventory, 'VM').keys()) add(ref);
  for (const network of failure.networks) {
    for (const vif of row(inventory, 'network', network)?.VIFs ?? []) add(row(inventory, 'VIF', vif)?.VM);
  }
  for (const vdi of failure.vdis) {
    for (const vbd of row(inventory, 'VDI', vdi)?.VBDs ?? []) add(row(inventory, 'VBD', vbd)?.VM);
  }
  return found;
}

type Srs = ReadonlySet<Ref<'SR'>> | undefined;
type Networks = ReadonlySet<Ref<'network'>> | undefined;

/** VMs of a server that may lose something with what the server does. */
function hurtOn(inventory: Inventory, host: Ref<'host'>, srs: Srs, networks: Networks): readonly Guest[] {
  const { all, bySr, byNetwork } = guestsOn(inventory, host);
  const [sr = ''] = srs ?? [];
  const [network = ''] = networks ?? [];
  const things = (srs?.size ?? 0) + (networks?.size ?? 0);
  // Of several things all VMs are asked, each once.
  return things > 1 ? all : (bySr.get(sr) ?? byNetwork.get(network) ?? []);
}

function lossOf(inventory: Inventory, failure: Failure, guest: Guest, srs: Srs, networks: Networks): Loss | null {
  const { ref, vm, needs } = guest;
  if (failure.hosts.has(vm.resident_on)) return { guest, cause: 'host', about: [vm.resident_on] };
  if (failure.vms.has(ref)) return { guest, cause: 'vm', about: [] };
  const disks = srs || failure.vdis.size > 0 ? needs.disks : [];
  const gone = disks.find(({ vdi, isDisc }) => !isDisc && failure.vdis.has(vdi));
  if (gone) return { guest, cause: 'image', about: [gone.vdi] };
  const disk = disks.find(({ sr, isDisc }) => !isDisc && srs?.has(sr));
  if (disk) return { guest, cause: 'disk', about: [disk.sr] };
  if (
    failure.gpus.size > 0 &&
    vm.VGPUs.some((each) => failure.gpus.has(row(inventory, 'VGPU', each)?.resident_on ?? ''))
  ) {
    return { guest, cause: 'gpu', about: [] };
  }
  const isHurt = networks !== undefined || failure.networks.size > 0;
  const without = isHurt ? needs.networks.filter((each) => networks?.has(each) || failure.networks.has(each)) : [];
  if (without.length > 0) return { guest, cause: 'network', about: without };
  const disc = disks.find(({ vdi, sr }) => srs?.has(sr) || failure.vdis.has(vdi));
  return disc ? { guest, cause: 'disc', about: [disc.sr] } : null;
}

/** A loss in words. */
function whatHappens(inventory: Inventory, { cause, about }: Loss): string {
  const { happens } = texts;
  const [first = ''] = about;
  switch (cause) {
    case 'host':
      return happens.stopsWith(nameOf(inventory, 'host', first) ?? '');
    case 'vm':
      return happens.stops;
    case 'image':
      return happens.image(nameOf(inventory, 'VDI', first) ?? '');
    case 'disk':
      return happens.disk(nameOf(inventory, 'SR', first) ?? '');
    case 'gpu':
      return happens.gpu;
    case 'network': {
      const names = about.map((each) => nameOf(inventory, 'network', each) ?? '').sort(compareNatural);
      return happens.network(names.join(', '));
    }
    case 'disc':
      return happens.disc(nameOf(inventory, 'SR', first) ?? '');
  }
}

/** What one VM loses, and where it could be. */
interface Verdict {
  readonly loss: Loss;
  readonly outcome: Outcome;
  readonly place: Place | null;
  readonly why: (() => string) | null;
}

/** In the order of HA, then the larger ones first, which leaves the fewest gaps. */
function inOrder(losses: readonly Loss[]): readonly Loss[] {
  return losses
    .map((loss) => {
      const { vm } = loss.guest;
      return { loss, rank: rankOf(vm.ha_restart_priority), order: vm.order, bytes: startBytes(vm), uuid: vm.uuid };
    })
    .sort((a, b) => a.rank - b.rank || a.order - b.order || b.bytes - a.bytes || (a.uuid < b.uuid ? -1 : 1))
    .map(({ loss }) => loss);
}

function placementOf(inventory: Inventory, failure: Failure, losses: readonly Loss[]): Placement {
  return new Placement(inventory, failure, new Set(losses.map(({ guest }) => guest.ref)));
}

function verdictsOf(inventory: Inventory, failure: Failure): readonly Verdict[] {
  const losses = lossesIn(inventory, failure);
  if (losses.length === 0) return [];
  const placement = placementOf(inventory, failure, losses);
  return inOrder(losses).map((loss): Verdict => {
    const name = (): string => nameOf(inventory, 'VDI', loss.about[0] ?? '') ?? '';
    const found = loss.cause === 'image' ? { why: () => texts.why.imageGone(name()) } : placement.place(loss.guest);
    const place = 'host' in found ? found : null;
    const outcome = stops(loss) ? (place ? 'restart' : 'stopped') : 'limited';
    return { loss, outcome, place, why: 'why' in found ? found.why : null };
  });
}

/** How many VMs end how. */
export function outcomesOf(inventory: Inventory, failure: Failure): Readonly<Record<Outcome, number>> {
  const losses = lossesIn(inventory, failure);
  const down = losses.filter(stops).length;
  const limited = losses.length - down;
  const all = { restart: 0, stopped: down, limited };
  // Who runs on is placed for the sake of those that stop: they share the room.
  if (down === 0) return all;
  const prospects = new Prospects(inventory, failure);
  const hopeful = losses.filter(({ cause, guest }) => cause !== 'image' && prospects.against(guest) === null);
  if (!hopeful.some(stops)) return all;
  const placement = placementOf(inventory, failure, losses);
  const placed = inOrder(hopeful).filter((loss) => 'host' in placement.place(loss.guest) && stops(loss));
  return { restart: placed.length, stopped: down - placed.length, limited };
}

/** What becomes of the VMs that run: those that stay down first. */
export function fatesOf(inventory: Inventory, connection: string, failure: Failure): readonly VmFate[] {
  const isHaOn = only(inventory, 'pool')?.[1].ha_enabled === true;
  return verdictsOf(inventory, failure)
    .map((verdict) => {
      const isHa = isHaOn && failure.hosts.has(verdict.loss.guest.vm.resident_on);
      const fate = fateOf(inventory, connection, verdict, isHa);
      return { fate, rank: OUTCOMES.indexOf(fate.outcome), key: naturalKey(fate.name) };
    })
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ fate }) => fate);
}

function fateOf(inventory: Inventory, connection: string, verdict: Verdict, isHa: boolean): VmFate {
  const { loss, outcome, place, why } = verdict;
  const { ref, vm } = loss.guest;
  const remarks: string[] = [];
  if (place && !isNullRef(vm.affinity) && place.host !== vm.affinity) {
    remarks.push(texts.why.notHome(nameOf(inventory, 'host', vm.affinity) ?? ''));
  }
  if (place?.isBesideMember) remarks.push(texts.why.beside);
  return {
    id: { connection, class: 'VM', ref },
    name: labelOr(vm.name_label),
    glyph: glyphFor('vm', vmStatus(vm)),
    server: nameOf(inventory, 'host', vm.resident_on) ?? '',
    outcome,
    what: whatHappens(inventory, loss),
    place: place ? (nameOf(inventory, 'host', place.host) ?? '') : '',
    why: why ? why() : remarks.join(' '),
    starter: stops(loss) && place ? starterOf(vm, isHa) : '',
    memoryBytes: startBytes(vm),
  };
}

function starterOf(vm: Vm, isHa: boolean): string {
  const { starters } = texts;
  if (!isHa || vm.ha_restart_priority === '') return starters.person;
  return vm.ha_restart_priority === 'restart' ? starters.ha : starters.haIfRoom;
}
