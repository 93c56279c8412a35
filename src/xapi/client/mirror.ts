import type { AnyRecord, ClassName, EventBatch, Ref } from '../datamodel/ref';
import type { Outbox } from './outbox';

/** Which objects the page has been given, so that lost events show: the page itself holds the records. */
export interface Mirror {
  /** A full load. `again`: because the count was wrong. */
  replace(cls: ClassName, records: readonly (readonly [Ref, AnyRecord])[], again: boolean): void;
  holds(cls: ClassName): boolean;
  /** Events of the class may come although it is not held as a whole. */
  expect(cls: ClassName): void;
  /** Hands a batch of events on. `isWatched` tells single objects of classes that are not held. */
  apply(batch: EventBatch, isWatched: (cls: ClassName, ref: Ref) => boolean): void;
  /**
   * Classes whose number of rows at the server is not ours: events were lost (xapi: Db_cache_types remembers 512
   * deletions a table). A difference that a fresh load did not mend is accepted: rows that this session may not see.
   */
  disagreeing(counts: EventBatch['valid_ref_counts']): readonly ClassName[];
}

export function createMirror(outbox: Outbox): Mirror {
  const held = new Map<ClassName, Set<Ref>>();
  /** Events spell classes in lower case. */
  const classOfEvent = new Map<string, ClassName>();
  const accepted = new Map<ClassName, number>();
  const loadedAgain = new Set<ClassName>();

  return {
    replace(cls, records, again) {
      classOfEvent.set(cls.toLowerCase(), cls);
      held.set(cls, new Set(records.map(([ref]) => ref)));
      if (again) loadedAgain.add(cls);
      outbox.replace(cls, records);
    },
    holds: (cls) => held.has(cls),
    expect(cls) {
      classOfEvent.set(cls.toLowerCase(), cls);
    },
    apply(batch, isWatched) {
      for (const event of batch.events) {
        const cls = classOfEvent.get(event.class.toLowerCase());
        if (cls === undefined) continue;
        const refs = held.get(cls);
        if (!refs && !isWatched(cls, event.ref)) continue;
        if (event.operation === 'del') {
          refs?.delete(event.ref);
          outbox.remove(cls, event.ref);
        } else if (event.snapshot) {
          refs?.add(event.ref);
          outbox.upsert(cls, event.ref, event.snapshot);
        }
      }
    },
    disagreeing(counts) {
      const wrong: ClassName[] = [];
      for (const [cls, refs] of held) {
        const count = counts[cls.toLowerCase()];
        if (count === undefined) continue;
        const difference = count - refs.size;
        const fresh = loadedAgain.delete(cls);
        if (difference === 0) accepted.delete(cls);
        else if (fresh) accepted.set(cls, difference);
        else if (accepted.get(cls) !== difference) wrong.push(cls);
      }
      return wrong;
    },
  };
}
