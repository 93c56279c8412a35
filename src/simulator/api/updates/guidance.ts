import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import type { World } from '../world';
import type { Guidance } from './catalogue';
import { markRebooted } from './installed';

type Pending = Enums['update_guidances'];
type Field = 'pending_guidances' | 'pending_guidances_recommended' | 'pending_guidances_full';

/** Where a server and its VMs note what is still to be done, by kind, in the order in which kinds are reduced. */
const FIELDS = [
  ['mandatory', 'pending_guidances'],
  ['recommended', 'pending_guidances_recommended'],
  ['full', 'pending_guidances_full'],
] as const satisfies readonly (readonly [string, Field])[];

export type PendingKind = (typeof FIELDS)[number][0];
export type Reduced = Readonly<Record<PendingKind, readonly Guidance[]>>;

/** In the order in which the toolstack lists them. */
const ORDER: readonly Guidance[] = [
  'RebootHost',
  'RestartToolstack',
  'EvacuateHost',
  'RestartDeviceModel',
  'RestartVM',
];

const PENDING_NAMES: Readonly<Record<Guidance, Pending | null>> = {
  RebootHost: 'reboot_host',
  RestartToolstack: 'restart_toolstack',
  EvacuateHost: null,
  RestartDeviceModel: 'restart_device_model',
  RestartVM: 'restart_vm',
};

/** What a guidance makes needless (xapi: repository_helpers.ml GuidanceSet.precedences). */
const COVERS: readonly (readonly [Guidance, readonly Guidance[]])[] = [
  ['RebootHost', ['RestartToolstack', 'EvacuateHost', 'RestartDeviceModel']],
  ['EvacuateHost', ['RestartDeviceModel']],
  ['RestartVM', ['RestartDeviceModel']],
];

function resort(set: ReadonlySet<Guidance>): ReadonlySet<Guidance> {
  const kept = new Set(set);
  for (const [higher, lower] of COVERS) if (kept.has(higher)) for (const covered of lower) kept.delete(covered);
  return kept;
}

/** Takes from each kind what a kind before it asks for already (reduce_cascaded_list). */
export function reduceGuidance(wanted: Readonly<Record<PendingKind, Iterable<Guidance>>>): Reduced {
  const reduced: Record<PendingKind, readonly Guidance[]> = { mandatory: [], recommended: [], full: [] };
  let before: ReadonlySet<Guidance> = new Set();
  for (const [kind] of FIELDS) {
    const own = resort(new Set(wanted[kind]));
    const together = new Set([...before, ...own]);
    const left = resort(together);
    reduced[kind] = ORDER.filter((guidance) => left.has(guidance) && !before.has(guidance));
    before = together;
  }
  return reduced;
}

function added(set: readonly Pending[], more: readonly (Pending | null)[]): readonly Pending[] {
  const fresh = more.filter((guidance) => guidance !== null && !set.includes(guidance));
  return fresh.length === 0 ? set : [...set, ...(fresh as readonly Pending[])];
}

/** Notes on a server and the guests that it runs what an update asks for (set_pending_guidances). */
export function notePending({ db }: World, ref: Ref<'host'>, coming: Reduced): void {
  const host = db.row('host', ref);
  const patch: Partial<Records['host']> = {};
  for (const [kind, field] of FIELDS) {
    const forHost = coming[kind].filter((guidance) => guidance === 'RebootHost' || guidance === 'RestartToolstack');
    Object.assign(patch, {
      [field]: added(
        host[field],
        forHost.map((guidance) => PENDING_NAMES[guidance]),
      ),
    });
    if (!coming[kind].includes('RestartDeviceModel')) continue;
    for (const vm of host.resident_VMs) {
      const guest = db.row('VM', vm);
      if (guest.is_control_domain || guest.domain_type !== 'hvm') continue;
      db.update('VM', vm, { [field]: added(guest[field], ['restart_device_model']) });
    }
  }
  db.update('host', ref, patch);
}

/** Notes on every guest that is not halted that it has to restart (maybe_set_restart_for_all_vms). */
export function noteRestartOfGuests({ db }: World, kinds: ReadonlySet<PendingKind>): void {
  const fields = FIELDS.filter(([kind]) => kinds.has(kind)).map(([, field]) => field);
  if (fields.length === 0) return;
  for (const [vm, guest] of [...db.all('VM')]) {
    if (guest.power_state === 'Halted' || guest.is_control_domain || guest.is_a_template) continue;
    db.update('VM', vm, Object.fromEntries(fields.map((field) => [field, added(guest[field], ['restart_vm'])])));
  }
}

const DONE_BY: Readonly<Record<'restart_toolstack' | 'reboot', ReadonlySet<Pending>>> = {
  restart_toolstack: new Set<Pending>(['restart_toolstack']),
  reboot: new Set<Pending>([
    'restart_toolstack',
    'reboot_host',
    'reboot_host_on_livepatch_failure',
    'reboot_host_on_kernel_livepatch_failure',
    'reboot_host_on_xen_livepatch_failure',
  ]),
};

/** Takes from a server what its toolstack's restart or its reboot has done (xapi.ml, when the toolstack starts). */
export function clearGuidance(world: World, ref: Ref<'host'>, how: 'restart_toolstack' | 'reboot'): void {
  const { db } = world;
  const host = db.get('host', ref);
  if (host === undefined) return;
  const left = (set: readonly Pending[]): readonly Pending[] => set.filter((guidance) => !DONE_BY[how].has(guidance));
  db.transaction(() => {
    db.update('host', ref, {
      ...Object.fromEntries(FIELDS.map(([, field]) => [field, left(host[field])])),
      ...(how === 'reboot' && { updates_requiring_reboot: [] }),
    });
  });
  if (how === 'reboot') markRebooted(world, ref);
}
