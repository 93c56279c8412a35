import type { AnyRecord, ClassName, Ref } from '../datamodel/ref';
import { parseRecords } from './answers';
import type { Session } from './session';
import { isXapiError } from './xapi-error';

type RecordEntries = readonly (readonly [Ref, AnyRecord])[];

export interface ClassLoader {
  /** Starts over with these classes, in this order. */
  enqueueAll(classes: readonly ClassName[]): void;
  enqueue(classes: readonly ClassName[]): void;
  /** Loads classes again whose number of objects is wrong. */
  enqueueAgain(classes: readonly ClassName[]): void;
  isPending(): boolean;
  /** Loads all that is pending. False: somebody asked to start over meanwhile. */
  load(): Promise<boolean>;
  /** How far a load of everything is. */
  progress(): { readonly loaded: number; readonly total: number } | undefined;
  /** Classes loaded whole, which events are wanted of. */
  followed(): readonly ClassName[];
  /** Stops following the class of a subscription that the server refused; false when there is none such. */
  drop(subscription: string): boolean;
}

/** Without these there is no pool to show. */
const essential: ReadonlySet<ClassName> = new Set<ClassName>(['pool', 'host', 'VM']);

/** An old server, a small server or a small role: the class is shown as empty. */
const aboutTheClass: ReadonlySet<string> = new Set([
  'MESSAGE_METHOD_UNKNOWN',
  'MESSAGE_REMOVED',
  'MESSAGE_DEPRECATED',
  'NOT_IMPLEMENTED',
  'RBAC_PERMISSION_DENIED',
  'PERMISSION_DENIED',
  'INTERNAL_ERROR',
]);

export function createClassLoader(
  session: Session,
  onLoaded: (cls: ClassName, records: RecordEntries, again: boolean) => void,
): ClassLoader {
  let pending: ClassName[] = [];
  let round = 0;
  let total: number | undefined;
  const again = new Set<ClassName>();
  const followed = new Set<ClassName>();

  async function fetchClass(cls: ClassName): Promise<RecordEntries | undefined> {
    const method = `${cls}.get_all_records`;
    try {
      return parseRecords(method, await session.call(method, []));
    } catch (error) {
      if (isXapiError(error) && aboutTheClass.has(error.code) && !essential.has(cls)) return undefined;
      throw error;
    }
  }

  function enqueue(classes: readonly ClassName[]): void {
    for (const cls of classes) if (!pending.includes(cls)) pending.push(cls);
  }

  return {
    enqueueAll(classes) {
      round += 1;
      pending = [];
      followed.clear();
      again.clear();
      enqueue(classes);
      total = pending.length;
    },
    enqueue,
    enqueueAgain(classes) {
      enqueue(classes);
      for (const cls of classes) again.add(cls);
    },
    isPending: () => pending.length > 0,
    async load() {
      const mine = round;
      let ahead: { readonly cls: ClassName; readonly records: Promise<RecordEntries | undefined> } | undefined;
      for (let cls = pending[0]; cls !== undefined; cls = pending[0]) {
        const answer = ahead?.cls === cls ? ahead.records : fetchClass(cls);
        // The server works on the next class while this one is unpacked.
        const next = pending[1];
        ahead = next === undefined ? undefined : { cls: next, records: fetchClass(next) };
        ahead?.records.catch(() => undefined);
        const records = await answer;
        if (mine !== round) return false;
        pending.shift();
        if (records) followed.add(cls);
        onLoaded(cls, records ?? [], again.delete(cls));
      }
      total = undefined;
      return true;
    },
    progress: () => (total === undefined ? undefined : { loaded: total - pending.length, total }),
    followed: () => [...followed],
    drop(subscription) {
      const name = subscription.toLowerCase();
      const cls = [...followed].find((one) => name === one.toLowerCase() || name.startsWith(`${one.toLowerCase()}/`));
      return cls !== undefined && followed.delete(cls);
    },
  };
}
