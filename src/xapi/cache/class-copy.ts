import type { ClassDelta } from '../client/contract';
import type { AnyRecord, Ref } from '../datamodel/ref';
import { reconcile } from './reconcile';

type RecordMap = ReadonlyMap<Ref, AnyRecord>;

/** What a delta did to the copy of a class. */
export interface ClassChange {
  readonly records: RecordMap;
  /** Objects that are new, different or gone. */
  readonly touched: ReadonlySet<Ref>;
  /** The delta completed a full load. */
  readonly loaded: boolean;
}

/** Turns the deltas of one class into one immutable map after another. */
export interface ClassCopy {
  /** Undefined while more of a full load is to come: the records of before stay until it is complete. */
  apply(current: RecordMap, delta: ClassDelta): ClassChange | undefined;
}

export function createClassCopy(): ClassCopy {
  let staged: Map<Ref, AnyRecord> | undefined;

  function stage(current: RecordMap, delta: ClassDelta, records: Map<Ref, AnyRecord>): void {
    for (const [ref, record] of delta.upserts) {
      const before = current.get(ref);
      records.set(ref, before ? reconcile(before, record) : record);
    }
    for (const ref of delta.removals) records.delete(ref);
  }

  return {
    apply(current, delta) {
      if (delta.reset) staged = new Map();
      if (staged) {
        stage(current, delta, staged);
        if (delta.more) return undefined;
        const records = staged;
        staged = undefined;
        return replaced(current, records);
      }
      return patched(current, delta);
    },
  };
}

function replaced(before: RecordMap, records: RecordMap): ClassChange {
  const touched = new Set<Ref>();
  for (const [ref, record] of records) if (before.get(ref) !== record) touched.add(ref);
  for (const ref of before.keys()) if (!records.has(ref)) touched.add(ref);
  return { records: touched.size === 0 ? before : records, touched, loaded: true };
}

function patched(before: RecordMap, delta: ClassDelta): ClassChange {
  const records = new Map(before);
  const touched = new Set<Ref>();
  for (const [ref, arrived] of delta.upserts) {
    const held = before.get(ref);
    const record = held ? reconcile(held, arrived) : arrived;
    if (record === held) continue;
    records.set(ref, record);
    touched.add(ref);
  }
  for (const ref of delta.removals) if (records.delete(ref)) touched.add(ref);
  return { records: touched.size === 0 ? before : records, touched, loaded: false };
}
