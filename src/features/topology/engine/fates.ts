import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { glyphFor, labelOr, nameOf, only, row, rows, vmStatus } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';
import type { Failure } from './failure';
import type { Outcome, VmFate } from './model';
import { Placement, startBytes } from './placement';
import { disksOf, isMachine, networksOf } from './reach';

type Vm = Records['VM'];

/** What a running VM loses: texts, and whether it stops. */
interface Loss {
  readonly ref: Ref<'VM'>;
  readonly vm: Vm;
  readonly what: string;
  readonly stops: boolean;
  /** Its disk is gone for good: no server helps. */
  readonly gone: string | null;
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
  for (const [ref, vm] of rows(inventory, 'VM')) {
    if (!isMachine(vm) || (vm.power_state !== 'Running' && vm.power_state !== 'Paused')) continue;
    const loss = lossOf(inventory, failure, ref, vm, storage.get(vm.resident_on), networks.get(vm.resident_on));
    if (loss) losses.push(loss);
  }
  return losses;
}

function lossOf(
  inventory: Inventory,
  failure: Failure,
  ref: Ref<'VM'>,
  vm: Vm,
  storage: ReadonlySet<Ref<'SR'>> | undefined,
  networks: ReadonlySet<Ref<'network'>> | undefined,
): Loss | null {
  const { happens } = texts;
  const needs = storage || failure.vdis.size > 0 ? disksOf(inventory, vm) : [];
  const image = needs.find(({ vdi, isDisc }) => !isDisc && failure.vdis.has(vdi));
  const gone = image ? (nameOf(inventory, 'VDI', image.vdi) ?? '') : null;
  const stopped = (what: string): Loss => ({ ref, vm, what, stops: true, gone });
  if (failure.hosts.has(vm.resident_on)) {
    return stopped(happens.stopsWith(nameOf(inventory, 'host', vm.resident_on) ?? ''));
  }
  if (failure.vms.has(ref)) return stopped(happens.stops);
  if (gone !== null) return stopped(happens.image(gone));
  const lost = needs.filter(({ sr }) => storage?.has(sr));
  const disk = lost.find(({ isDisc }) => !isDisc);
  if (disk) return stopped(happens.disk(nameOf(inventory, 'SR', disk.sr) ?? ''));
  if (
    failure.gpus.size > 0 &&
    vm.VGPUs.some((each) => failure.gpus.has(row(inventory, 'VGPU', each)?.resident_on ?? ''))
  ) {
    return stopped(happens.gpu);
  }
  const disc = needs.find(({ vdi, sr }) => storage?.has(sr) || failure.vdis.has(vdi));
  const without = networksOf(inventory, vm).filter((each) => networks?.has(each) || failure.networks.has(each));
  if (without.length > 0) {
    const names = without.map((each) => nameOf(inventory, 'network', each) ?? '').sort(compareNatural);
    return { ref, vm, what: happens.network(names.join(', ')), stops: false, gone };
  }
  return disc ? { ref, vm, what: happens.disc(nameOf(inventory, 'SR', disc.sr) ?? ''), stops: false, gone } : null;
}

/** What becomes of the VMs that run: those that stay down first. */
export function fatesOf(inventory: Inventory, connection: string, failure: Failure): readonly VmFate[] {
  const losses = lossesIn(inventory, failure);
  if (losses.length === 0) return [];
  const placement = new Placement(inventory, failure, new Set(losses.map(({ ref }) => ref)));
  const isHaOn = only(inventory, 'pool')?.[1].ha_enabled === true;
  // In the order of HA, then the larger ones first, which leaves the fewest gaps.
  const inOrder = losses.toSorted(
    (a, b) =>
      rankOf(a.vm.ha_restart_priority) - rankOf(b.vm.ha_restart_priority) ||
      a.vm.order - b.vm.order ||
      startBytes(b.vm) - startBytes(a.vm) ||
      (a.vm.uuid < b.vm.uuid ? -1 : 1),
  );
  return inOrder
    .map((loss) => fateOf(inventory, connection, loss, placement, isHaOn && failure.hosts.has(loss.vm.resident_on)))
    .sort((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) || compareNatural(a.name, b.name));
}

function fateOf(
  inventory: Inventory,
  connection: string,
  { ref, vm, what, stops, gone }: Loss,
  placement: Placement,
  isHa: boolean,
): VmFate {
  const found = gone === null ? placement.place(vm) : { why: texts.why.imageGone(gone) };
  const place = 'host' in found ? found : null;
  const remarks: string[] = [];
  if (place && !isNullRef(vm.affinity) && place.host !== vm.affinity) {
    remarks.push(texts.why.notHome(nameOf(inventory, 'host', vm.affinity) ?? ''));
  }
  if (place?.isBesideMember) remarks.push(texts.why.beside);
  const status = vmStatus(vm);
  return {
    id: { connection, class: 'VM', ref },
    name: labelOr(vm.name_label),
    glyph: glyphFor('vm', status),
    server: nameOf(inventory, 'host', vm.resident_on) ?? '',
    outcome: stops ? (place ? 'restart' : 'stopped') : 'limited',
    what,
    place: place ? (nameOf(inventory, 'host', place.host) ?? '') : '',
    why: 'why' in found ? found.why : remarks.join(' '),
    starter: stops && place ? starterOf(vm, isHa) : '',
    memoryBytes: startBytes(vm),
  };
}

function starterOf(vm: Vm, isHa: boolean): string {
  const { starters } = texts;
  if (!isHa || vm.ha_restart_priority === '') return starters.person;
  return vm.ha_restart_priority === 'restart' ? starters.ha : starters.haIfRoom;
}
