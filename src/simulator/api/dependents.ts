import { isNullRef, NULL_REF, type ClassName, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Database, RowChange } from '../engine/database';
import { balanceMemory } from './vm/balloons';
import type { World } from './world';

/** Takes a row whose computed fields may differ now. */
type Report = (cls: ClassName, ref: Ref) => void;

/** When a row changes like this, what other rows show changes with it; they are told for what it was and what it is. */
interface Rule<C extends ClassName> {
  readonly differs: (before: Records[C], after: Records[C]) => boolean;
  readonly tell: (report: Report, row: Records[C], db: Database) => void;
}

function devices(report: Report, { VBDs, VIFs, VUSBs }: Records['VM']): void {
  for (const vbd of VBDs) report('VBD', vbd);
  for (const vif of VIFs) report('VIF', vif);
  for (const vusb of VUSBs) report('VUSB', vusb);
}

function metricsOf(report: Report, db: Database, host: Ref<'host'>): void {
  if (!isNullRef(host)) report('host_metrics', db.get('host', host)?.metrics ?? NULL_REF);
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
      fields: ['guest_metrics', 'metrics'],
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
    differs: (a, b) =>
      a.power_state !== b.power_state ||
      a.guest_metrics !== b.guest_metrics ||
      a.is_control_domain !== b.is_control_domain ||
      a.domain_type !== b.domain_type ||
      a.HVM_boot_policy !== b.HVM_boot_policy,
    tell: devices,
  },
  {
    // Devices of a guest that does not run come and go whatever it is busy with.
    differs: (a, b) => a.current_operations !== b.current_operations,
    tell: (report, vm) => {
      if (vm.power_state === 'Running') devices(report, vm);
    },
  },
  {
    // Where a guest runs decides which disks it reaches; what it has already needs no plug.
    differs: (a, b) => a.resident_on !== b.resident_on,
    tell: (report, { VBDs }, db) => {
      for (const vbd of VBDs) if (db.get('VBD', vbd)?.currently_attached === false) report('VBD', vbd);
    },
  },
  {
    differs: (a, b) => a.power_state !== b.power_state,
    tell: (report, { appliance }) => report('VM_appliance', appliance),
  },
  {
    differs: (a, b) => a.is_a_snapshot !== b.is_a_snapshot,
    tell: (report, { VBDs }, db) => {
      for (const vbd of VBDs) report('VDI', db.get('VBD', vbd)?.VDI ?? NULL_REF);
    },
  },
  {
    differs: (a, b) =>
      a.power_state !== b.power_state ||
      a.resident_on !== b.resident_on ||
      a.scheduled_to_be_resident_on !== b.scheduled_to_be_resident_on ||
      a.memory_dynamic_max !== b.memory_dynamic_max ||
      a.memory_overhead !== b.memory_overhead ||
      a.memory_target !== b.memory_target,
    tell: (report, vm, db) => {
      metricsOf(report, db, vm.resident_on);
      metricsOf(report, db, vm.scheduled_to_be_resident_on);
    },
  },
];

const VBD_RULES: readonly Rule<'VBD'>[] = [
  {
    differs: (a, b) =>
      a.currently_attached !== b.currently_attached ||
      a.reserved !== b.reserved ||
      a.mode !== b.mode ||
      a.current_operations !== b.current_operations ||
      a.VDI !== b.VDI,
    tell: (report, { VDI }) => report('VDI', VDI),
  },
  {
    differs: (a, b) => a.VDI !== b.VDI || a.empty !== b.empty,
    tell: (report, { VM }) => report('VM', VM),
  },
];

const VDI_RULES: readonly Rule<'VDI'>[] = [
  {
    differs: (a, b) => a.current_operations !== b.current_operations || a.managed !== b.managed,
    tell: (report, { VBDs }) => {
      for (const vbd of VBDs) report('VBD', vbd);
    },
  },
  {
    differs: (a, b) => a.on_boot !== b.on_boot || a.allow_caching !== b.allow_caching || a.sm_config !== b.sm_config,
    tell: (report, { VBDs }, db) => {
      for (const vbd of VBDs) report('VM', db.get('VBD', vbd)?.VM ?? NULL_REF);
    },
  },
  {
    differs: (a, b) => a.managed !== b.managed || a.type !== b.type,
    tell: (report, { SR }) => report('SR', SR),
  },
];

const PBD_RULES: readonly Rule<'PBD'>[] = [
  {
    differs: (a, b) => a.currently_attached !== b.currently_attached,
    tell: (report, { SR }, db) => {
      report('SR', SR);
      for (const vdi of db.get('SR', SR)?.VDIs ?? []) report('VDI', vdi);
    },
  },
  {
    // Drives of the guests of that server can be plugged only when it reaches their disks.
    differs: (a, b) => a.currently_attached !== b.currently_attached,
    tell: (report, { SR, host }, db) => {
      for (const vm of db.get('host', host)?.resident_VMs ?? []) {
        for (const vbd of db.get('VM', vm)?.VBDs ?? []) {
          const vdi = db.get('VBD', vbd)?.VDI ?? NULL_REF;
          if (db.get('VDI', vdi)?.SR === SR) report('VBD', vbd);
        }
      }
    },
  },
];

const POOL_RULES: readonly Rule<'pool'>[] = [
  {
    differs: (a, b) => a.ha_enabled !== b.ha_enabled,
    tell: (report, _, db) => {
      for (const vdi of db.refs('VDI')) report('VDI', vdi);
    },
  },
];

const HOST_RULES: readonly Rule<'host'>[] = [
  {
    differs: (a, b) => a.memory_overhead !== b.memory_overhead,
    tell: (report, { metrics }) => report('host_metrics', metrics),
  },
];

const NETWORK_RULES: readonly Rule<'network'>[] = [
  {
    differs: (a, b) => a.PIFs !== b.PIFs,
    tell: (report, { VIFs }) => {
      for (const vif of VIFs) report('VIF', vif);
    },
  },
];

const NO_RULES: readonly Rule<never>[] = [];
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
function tellOfReport(report: Report, db: Database, guests: Guests, { cls, ref, before, after }: RowChange): void {
  if (before === undefined || after === undefined) return;
  if (cls !== 'VM_guest_metrics' && cls !== 'VM_metrics') return;
  const vm = guests.ownerOf(ref);
  const row = vm === undefined ? undefined : db.get('VM', vm);
  if (vm === undefined || row === undefined) return;
  if (cls === 'VM_guest_metrics') {
    report('VM', vm);
    devices(report, row);
    return;
  }
  const [old, now] = [before as Records['VM_metrics'], after as Records['VM_metrics']];
  const isOther =
    old.nested_virt !== now.nested_virt ||
    old.nomigrate !== now.nomigrate ||
    old.current_domain_type !== now.current_domain_type;
  if (isOther) report('VM', vm);
}

/** Tells of rows whose computed fields may differ after a change; those of before and of after. */
function tellOf(report: Report, db: Database, guests: Guests, change: RowChange): void {
  const { cls, before, after } = change;
  for (const { differs, tell } of (RULES.get(cls) ?? NO_RULES) as readonly Rule<ClassName>[]) {
    if (before !== undefined && after !== undefined && !differs(before, after)) continue;
    if (before !== undefined) tell(report, before, db);
    if (after !== undefined) tell(report, after, db);
  }
  tellOfReport(report, db, guests, change);
}

/** Rows that have dependents, and rows that are reported: those that changed themselves need no report. */
const INVOLVED: ReadonlySet<ClassName> = new Set<ClassName>([
  ...RULES.keys(),
  'VM_guest_metrics',
  'VM_metrics',
  'VIF',
  'VUSB',
  'SR',
  'VM_appliance',
  'host_metrics',
]);

/**
 * Reports rows as changed when a field that is computed at reading changes with another row, so that clients which
 * follow the events know what `get_record` answers (xapi: every change is followed by update_allowed_operations).
 */
export function reportDependents(world: World): void {
  const { db } = world;
  const guests = new Guests(db);
  // From now on it is known which balloons move.
  balanceMemory(world);
  db.onComplete(INVOLVED, (changes) => {
    const balanced = balanceMemory(world);
    const told = new Set<Ref>();
    const report: Report = (cls, ref) => {
      if (changes.has(ref) || told.has(ref)) return;
      told.add(ref);
      if (!isNullRef(ref) && db.has(cls, ref)) db.touch(cls, ref);
    };
    for (const change of changes.values()) tellOf(report, db, guests, change);
    for (const host of balanced) metricsOf(report, db, host);
  });
}
