import { isNullRef } from '../../xapi/datamodel/ref';
import type { AnyRecord } from '../../xapi/datamodel/ref';
import { formatTime, parseTime } from '../values';
import { texts } from './texts';

/** A field, or a key of one that is a map, as it was and as it is, in words. */
export interface FieldChange {
  /** As XenAPI spells it: `name_label`, `other_config: folder`. */
  readonly field: string;
  /** Empty for sets, of which `after` says what came and went. */
  readonly before: string;
  readonly after: string;
}

/** What changes all the time, by itself or together with something that is told anyway. */
const QUIET: ReadonlySet<string> = new Set([
  ...['allowed_operations', 'current_operations', 'allowed_VBD_devices', 'allowed_VIF_devices'],
  ...['metrics', 'guest_metrics', 'domid', 'last_booted_record', 'snapshot_metadata', 'bios_strings'],
  ...['memory_target', 'memory_overhead', 'scheduled_to_be_resident_on', 'consoles', 'blobs', 'crash_dumps'],
  ...['physical_utilisation', 'physical_size', 'virtual_allocation', 'boot_free_mem', 'resident_VMs'],
  ...['last_boot_CPU_flags', 'updates_requiring_reboot', 'tasks', 'VBDs', 'VIFs', 'PIFs'],
]);

const LONGEST = 120;

/** A date as XenAPI writes it. */
const TIME = /^\d{4}-?\d{2}-?\d{2}T\d{2}:?\d{2}:?\d{2}(?:Z|[+-]|$)/;

type NameOf = (ref: string) => string | undefined;

/** The differences of two states of an object, in the order of its fields. */
export function fieldChanges(was: AnyRecord, is: AnyRecord, nameOf: NameOf): readonly FieldChange[] {
  const old = was as unknown as Readonly<Record<string, unknown>>;
  const now = is as unknown as Readonly<Record<string, unknown>>;
  const changes: FieldChange[] = [];
  for (const field in now) {
    const [before, after] = [old[field], now[field]];
    if (before === after || QUIET.has(field) || isSame(before, after)) continue;
    changes.push(...differences(field, before, after, nameOf).filter((each) => each.before !== each.after));
  }
  return changes;
}

function differences(field: string, before: unknown, after: unknown, nameOf: NameOf): readonly FieldChange[] {
  const text = (value: unknown): string => valueText(value, nameOf);
  if (Array.isArray(before) && Array.isArray(after)) {
    const [gone, come] = [without(before, after), without(after, before)];
    const parts = [...come.map((item) => texts.came(text(item))), ...gone.map((item) => texts.went(text(item)))];
    return parts.length === 0 ? [] : [{ field, before: '', after: shortened(parts.join(', ')) }];
  }
  if (isMap(before) && isMap(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys]
      .filter((key) => before[key] !== after[key])
      .map((key) => ({ field: `${field}: ${key}`, before: text(before[key]), after: text(after[key]) }));
  }
  return [{ field, before: text(before), after: text(after) }];
}

/** Events bring every set and map anew, and few of them differ: this makes nothing. */
function isSame(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length && before.every((item, at) => item === after[at]);
  }
  if (!isMap(before) || !isMap(after)) return false;
  for (const key in before) if (before[key] !== after[key]) return false;
  for (const key in after) if (before[key] === undefined) return false;
  return true;
}

function without(items: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  const known = new Set(others);
  return items.filter((item) => !known.has(item));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueText(value: unknown, nameOf: NameOf): string {
  if (value === undefined || value === '') return texts.nothing;
  if (typeof value !== 'string') return shortened(JSON.stringify(value));
  if (TIME.test(value)) return formatTime(parseTime(value));
  if (!value.startsWith('OpaqueRef:')) return shortened(value);
  return isNullRef(value) ? texts.nothing : shortened(nameOf(value) ?? texts.unknown);
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
