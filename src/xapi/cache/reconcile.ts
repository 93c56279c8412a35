import type { AnyRecord } from '../datamodel/ref';

/**
 * The record to hold after `next` has arrived for `before`: the former one when nothing has changed, as with the
 * heartbeats of a pool, otherwise `next` with every unchanged list, map and text taken from the former one. So what
 * did not change stays identical for who compares, and a world under steady change does not fill the memory.
 */
export function reconcile(before: AnyRecord, next: AnyRecord): AnyRecord {
  const held = before as unknown as Readonly<Record<string, unknown>>;
  // Fresh from the wire and nobody else's yet, so it may be written to.
  const fields = next as unknown as Record<string, unknown>;
  let changed = false;
  for (const name in fields) {
    const value = fields[name];
    const former = held[name];
    if (value === former && typeof value !== 'string') continue;
    if (sameValue(former, value)) fields[name] = former;
    else changed = true;
  }
  return changed || Object.keys(held).length !== Object.keys(fields).length ? next : before;
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && sameValue(left[name], right[name]))
  );
}
