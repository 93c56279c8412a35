import { isNullRef, type ClassName, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Database, RowChange } from '../engine/database';
import type { World } from './world';

type Dependent = readonly [cls: ClassName, ref: Ref];

/** When one of these fields changes, what other rows show changes with it. */
interface Rule<C extends ClassName> {
  readonly fields: readonly (keyof Records[C])[];
  readonly of: (db: Database, row: Records[C]) => Iterable<Dependent>;
}

const all = (cls: ClassName, refs: readonly Ref[]): Dependent[] => refs.map((ref) => [cls, ref]);

function devices({ VBDs, VIFs, VUSBs }: Records['VM']): Dependent[] {
  return [...all('VBD', VBDs), ...all('VIF', VIFs), ...all('VUSB', VUSBs)];
}

function metricsOf(db: Database, hosts: readonly Ref<'host'>[]): Dependent[] {
  return hosts.flatMap((host) => all('host_metrics', [db.get('host', host)?.metrics ?? '']));
}

/** Which VM a report or metrics row belongs to: they do not say so themselves, and looking through all VMs is slow. */
class Guests {
  readonly #owners = new Map<Ref, Ref<'VM'>>();
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
    const drop = (vm: Ref<'VM'>, metrics: Ref): void => {
      if (this.#owners.get(metrics) === vm) this.#owners.delete(metrics);
    };
    db.observe('VM', {
      replace: (vm, before, after) => {
        const isSame = before?.guest_metrics === after?.guest_metrics && before?.metrics === after?.metrics;
        if (isSame) return;
        if (before !== undefined) for (const each of [before.guest_metrics, before.metrics]) drop(vm, each);
        if (after !== undefined) this.#note(vm, after);
      },
      reset: () => this.#readAll(),
    });
    this.#readAll();
  }

  ownerOf(metrics: Ref): Ref<'VM'> | undefined {
    return this.#owners.get(metrics);
  }

  #readAll(): void {
    this.#owners.clear();
    for (const [vm, row] of this.#db.all('VM')) this.#note(vm, row);
  }

  #note(vm: Ref<'VM'>, { guest_metrics, metrics }: Records['VM']): void {
    for (const each of [guest_metrics, metrics]) if (!isNullRef(each)) this.#owners.set(each, vm);
  }
}

const VM_RULES: readonly Rule<'VM'>[] = [
  {
    fields: ['power_state', 'guest_metrics', 'is_control_domain', 'domain_type', 'HVM_boot_policy'],
    of: (_, vm) => devices(vm),
  },
  // Devices of a guest that does not run come and go whatever it is busy with.
  { fields: ['current_operations'], of: (_, vm) => (vm.power_state === 'Running' ? devices(vm) : []) },
  { fields: ['power_state'], of: (_, { appliance }) => all('VM_appliance', [appliance]) },
  {
    fields: ['is_a_snapshot'],
    of: (db, { VBDs }) => VBDs.flatMap((vbd) => all('VDI', [db.get('VBD', vbd)?.VDI ?? ''])),
  },
  {
    fields: [
      'power_state',
      'resident_on',
      'scheduled_to_be_resident_on',
      'memory_dynamic_max',
      'memory_overhead',
      'memory_target',
    ],
    of: (db, vm) => metricsOf(db, [vm.resident_on, vm.scheduled_to_be_resident_on]),
  },
];

const VBD_RULES: readonly Rule<'VBD'>[] = [
  {
    fields: ['currently_attached', 'reserved', 'mode', 'current_operations', 'VDI'],
    of: (_, { VDI }) => all('VDI', [VDI]),
  },
  { fields: ['VDI', 'empty'], of: (_, { VM }) => all('VM', [VM]) },
];

const VDI_RULES: readonly Rule<'VDI'>[] = [
  { fields: ['current_operations', 'managed'], of: (_, { VBDs }) => all('VBD', VBDs) },
  {
    fields: ['on_boot', 'allow_caching', 'sm_config'],
    of: (db, { VBDs }) => VBDs.flatMap((vbd) => all('VM', [db.get('VBD', vbd)?.VM ?? ''])),
  },
  { fields: ['managed', 'type'], of: (_, { SR }) => all('SR', [SR]) },
];

const PBD_RULES: readonly Rule<'PBD'>[] = [
  {
    fields: ['currently_attached'],
    of: (db, { SR }) => [...all('SR', [SR]), ...all('VDI', db.get('SR', SR)?.VDIs ?? [])],
  },
];

const POOL_RULES: readonly Rule<'pool'>[] = [{ fields: ['ha_enabled'], of: (db) => all('VDI', db.refs('VDI')) }];

const HOST_RULES: readonly Rule<'host'>[] = [
  { fields: ['memory_overhead'], of: (_, { metrics }) => all('host_metrics', [metrics]) },
];

const NETWORK_RULES: readonly Rule<'network'>[] = [{ fields: ['PIFs'], of: (_, { VIFs }) => all('VIF', VIFs) }];

const RULES = new Map<ClassName, readonly Rule<never>[]>([
  ['VM', VM_RULES],
  ['VBD', VBD_RULES],
  ['VDI', VDI_RULES],
  ['PBD', PBD_RULES],
  ['pool', POOL_RULES],
  ['host', HOST_RULES],
  ['network', NETWORK_RULES],
] as never);

/** What guests report decides what they and their devices allow. */
function dependentsOfReport(db: Database, guests: Guests, { cls, ref, before, after }: RowChange): Dependent[] {
  if (before === undefined || after === undefined) return [];
  if (cls !== 'VM_guest_metrics' && cls !== 'VM_metrics') return [];
  const vm = guests.ownerOf(ref);
  const row = vm === undefined ? undefined : db.get('VM', vm);
  if (vm === undefined || row === undefined) return [];
  if (cls === 'VM_guest_metrics') return [['VM', vm], ...devices(row)];
  const [old, now] = [before as Records['VM_metrics'], after as Records['VM_metrics']];
  const isOther =
    old.nested_virt !== now.nested_virt ||
    old.nomigrate !== now.nomigrate ||
    old.current_domain_type !== now.current_domain_type;
  return isOther ? [['VM', vm]] : [];
}

/** Rows whose computed fields may differ after a change; those of before and of after. */
function* dependentsOf(db: Database, guests: Guests, change: RowChange): Generator<Dependent> {
  const { cls, before, after } = change;
  for (const { fields, of } of (RULES.get(cls) ?? []) as unknown as readonly Rule<ClassName>[]) {
    const isOther = fields.some((field) => before?.[field] !== after?.[field]);
    if (!isOther) continue;
    if (before !== undefined) yield* of(db, before);
    if (after !== undefined) yield* of(db, after);
  }
  yield* dependentsOfReport(db, guests, change);
}

/**
 * Reports rows as changed when a field that is computed at reading changes with another row, so that clients which
 * follow the events know what `get_record` answers (xapi: every change is followed by update_allowed_operations).
 */
export function reportDependents({ db }: World): void {
  const guests = new Guests(db);
  db.onComplete((changes) => {
    const known = new Set(changes.map(({ ref }) => ref));
    for (const change of changes) {
      for (const [cls, ref] of dependentsOf(db, guests, change)) {
        if (known.has(ref)) continue;
        known.add(ref);
        if (!isNullRef(ref) && db.has(cls, ref)) db.touch(cls, ref);
      }
    }
  });
}
