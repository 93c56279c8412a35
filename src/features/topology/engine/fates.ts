import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { glyphFor, labelOr, nameOf, only, row, rows, vmStatus } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, naturalKey } from '../../values';
import { texts } from '../texts';
import type { Failure } from './failure';
import type { Outcome, VmFate } from './model';
import { disksOf, isMachine, isUp, loadsOf, networksOf, startBytes } from './needs';
import { Placement } from './placement';
import type { Place } from './placement';

type Vm = Records['VM'];

/** What a running VM loses: texts, and whether it stops. */
interface Loss {
  readonly ref: Ref<'VM'>;
  readonly vm: Vm;
  /** In words, for those that are told. */
  readonly what: () => string;
  readonly stops: boolean;
  /** Its disk is gone for good: no server helps. */
  readonly gone: Ref<'VDI'> | null;
}

const RANKS = ['restart', 'best-effort'];
const OUTCOMES: readonly Outcome[] = ['stopped', 'restart', 'limited'];

const rankOf = (priority: string): number => (RANKS.indexOf(priority) + RANKS.length + 1) % (RANKS.length + 1);

/** By server, what it no longer reaches. */
function lostOnServers<C extends 'SR' | 'network'>(
  pairs: Iterable<readonly [Ref<'host'>, Ref<C>]>,
): ReadonlyMap<Ref<'host'>, ReadonlySet<Ref<C>>> {
  const lost = new Map<Ref<'host'>, Set<Ref<C>>>();
  for (const [host, ref] of pairs) {
    const set = lost.get(host) ?? new Set();
    lost.set(host, set.add(ref));
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
      return pif ? [[pif.host, pif.network] as const] : [];
    }),
  );
  const losses: Loss[] = [];
  const seen = new Set<string>();
  const look = (ref: string, vm: Vm | undefined): void => {
    if (!vm || seen.has(ref)) return;
    seen.add(ref);
    if (!isMachine(vm) || !isUp(vm)) return;
    const lost = { storage: storage.get(vm.resident_on), networks: networks.get(vm.resident_on) };
    const loss = lossOf(inventory, failure, ref, vm, lost);
    if (loss) losses.push(loss);
  };
  // A GPU is found from the VMs alone.
  if (failure.gpus.size > 0 && failure.hosts.size === 0) {
    for (const [ref, vm] of rows(inventory, 'VM')) look(ref, vm);
    return losses;
  }
  for (const ref of failure.vms) look(ref, row(inventory, 'VM', ref));
  // What fails on servers is about the VMs there; an image or an internal network is about whoever has it.
  for (const network of failure.networks) {
    for (const vif of row(inventory, 'network', network)?.VIFs ?? []) {
      const ref = row(inventory, 'VIF', vif)?.VM ?? '';
      look(ref, row(inventory, 'VM', ref));
    }
  }
  for (const vdi of failure.vdis) {
    for (const vbd of row(inventory, 'VDI', vdi)?.VBDs ?? []) {
      const ref = row(inventory, 'VBD', vbd)?.VM ?? '';
      look(ref, row(inventory, 'VM', ref));
    }
  }
  const loads = loadsOf(inventory);
  for (const host of new Set([...failure.hosts, ...storage.keys(), ...networks.keys()])) {
    for (const [ref, vm] of loads.get(host)?.vms ?? []) if (vm.resident_on === host) look(ref, vm);
  }
  return losses;
}

interface Lost {
  readonly storage: ReadonlySet<Ref<'SR'>> | undefined;
  readonly networks: ReadonlySet<Ref<'network'>> | undefined;
}

function lossOf(inventory: Inventory, failure: Failure, ref: string, vm: Vm, { storage, networks }: Lost): Loss | null {
  const { happens } = texts;
  const needs = storage || failure.vdis.size > 0 ? disksOf(inventory, vm) : [];
  const gone = needs.find(({ vdi, isDisc }) => !isDisc && failure.vdis.has(vdi))?.vdi ?? null;
  const stopped = (what: () => string): Loss => ({ ref, vm, what, stops: true, gone });
  if (failure.hosts.has(vm.resident_on)) {
    return stopped(() => happens.stopsWith(nameOf(inventory, 'host', vm.resident_on) ?? ''));
  }
  if (failure.vms.has(ref)) return stopped(() => happens.stops);
  if (gone !== null) return stopped(() => happens.image(nameOf(inventory, 'VDI', gone) ?? ''));
  const disk = needs.find(({ sr, isDisc }) => !isDisc && storage?.has(sr));
  if (disk) return stopped(() => happens.disk(nameOf(inventory, 'SR', disk.sr) ?? ''));
  if (
    failure.gpus.size > 0 &&
    vm.VGPUs.some((each) => failure.gpus.has(row(inventory, 'VGPU', each)?.resident_on ?? ''))
  ) {
    return stopped(() => happens.gpu);
  }
  const isHurt = networks !== undefined || failure.networks.size > 0;
  const without = isHurt
    ? networksOf(inventory, vm).filter((each) => networks?.has(each) || failure.networks.has(each))
    : [];
  if (without.length > 0) {
    const names = (): string[] => without.map((each) => nameOf(inventory, 'network', each) ?? '').sort(compareNatural);
    return { ref, vm, what: () => happens.network(names().join(', ')), stops: false, gone };
  }
  const disc = needs.find(({ vdi, sr }) => storage?.has(sr) || failure.vdis.has(vdi));
  if (!disc) return null;
  return { ref, vm, what: () => happens.disc(nameOf(inventory, 'SR', disc.sr) ?? ''), stops: false, gone };
}

/** What one VM loses, and where it could be. */
interface Verdict {
  readonly loss: Loss;
  readonly outcome: Outcome;
  readonly place: Place | null;
  readonly why: (() => string) | null;
}

function verdictsOf(inventory: Inventory, failure: Failure): readonly Verdict[] {
  const losses = lossesIn(inventory, failure);
  if (losses.length === 0) return [];
  const placement = new Placement(inventory, failure, new Set(losses.map(({ ref }) => ref)));
  // In the order of HA, then the larger ones first, which leaves the fewest gaps.
  const inOrder = losses.toSorted(
    (a, b) =>
      rankOf(a.vm.ha_restart_priority) - rankOf(b.vm.ha_restart_priority) ||
      a.vm.order - b.vm.order ||
      startBytes(b.vm) - startBytes(a.vm) ||
      (a.vm.uuid < b.vm.uuid ? -1 : 1),
  );
  return inOrder.map((loss): Verdict => {
    const { gone, stops, vm } = loss;
    const name = (): string => nameOf(inventory, 'VDI', gone ?? '') ?? '';
    const found = gone === null ? placement.place(vm) : { why: () => texts.why.imageGone(name()) };
    const place = 'host' in found ? found : null;
    const outcome = stops ? (place ? 'restart' : 'stopped') : 'limited';
    return { loss, outcome, place, why: 'why' in found ? found.why : null };
  });
}

/** How many VMs end how. */
export function outcomesOf(inventory: Inventory, failure: Failure): Readonly<Record<Outcome, number>> {
  const counts = { restart: 0, stopped: 0, limited: 0 };
  for (const { outcome } of verdictsOf(inventory, failure)) counts[outcome] += 1;
  return counts;
}

/** What becomes of the VMs that run: those that stay down first. */
export function fatesOf(inventory: Inventory, connection: string, failure: Failure): readonly VmFate[] {
  const isHaOn = only(inventory, 'pool')?.[1].ha_enabled === true;
  return verdictsOf(inventory, failure)
    .map((verdict) => {
      const isHa = isHaOn && failure.hosts.has(verdict.loss.vm.resident_on);
      const fate = fateOf(inventory, connection, verdict, isHa);
      return { fate, rank: OUTCOMES.indexOf(fate.outcome), key: naturalKey(fate.name) };
    })
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ fate }) => fate);
}

function fateOf(inventory: Inventory, connection: string, verdict: Verdict, isHa: boolean): VmFate {
  const { loss, outcome, place, why } = verdict;
  const { ref, vm } = loss;
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
    what: loss.what(),
    place: place ? (nameOf(inventory, 'host', place.host) ?? '') : '',
    why: why ? why() : remarks.join(' '),
    starter: loss.stops && place ? starterOf(vm, isHa) : '',
    memoryBytes: startBytes(vm),
  };
}

function starterOf(vm: Vm, isHa: boolean): string {
  const { starters } = texts;
  if (!isHa || vm.ha_restart_priority === '') return starters.person;
  return vm.ha_restart_priority === 'restart' ? starters.ha : starters.haIfRoom;
}
