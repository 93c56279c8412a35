import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import { Fault } from './fault';

/** A parsed list of classes: everything, whole classes, or single objects. Keys are lowercase class names. */
export interface Subscription {
  readonly all: boolean;
  readonly classes: ReadonlySet<string>;
  readonly objects: ReadonlyMap<string, ReadonlySet<Ref>>;
}

const CLASS_NAMES = Object.keys(classTable) as ClassName[];
const LOWER = new Map<ClassName, string>(CLASS_NAMES.map((cls) => [cls, cls.toLowerCase()]));
const BY_LOWER = new Map<string, ClassName>(CLASS_NAMES.map((cls) => [cls.toLowerCase(), cls]));

/** How events spell a class. */
export function eventClass(cls: ClassName): string {
  return LOWER.get(cls) ?? cls;
}

export function classOfEvent(name: string): ClassName | undefined {
  return BY_LOWER.get(name.toLowerCase());
}

/**
 * Reads "*", "class" or "class/ref", the class in any case; one that does not exist has no events
 * (xapi_event.ml Subscription.of_string).
 */
export function parseSubscriptions(texts: readonly string[]): Subscription {
  const classes = new Set<string>();
  const objects = new Map<string, Set<Ref>>();
  let all = false;
  for (const text of texts) {
    const [cls, ref, more] = text.split('/');
    if (text === '*') all = true;
    else if (cls === undefined || cls === '' || more !== undefined) {
      throw new Fault('EVENT_SUBSCRIPTION_PARSE_FAILURE', text);
    } else if (ref === undefined) classes.add(cls.toLowerCase());
    else {
      const lower = cls.toLowerCase();
      objects.set(lower, (objects.get(lower) ?? new Set()).add(ref));
    }
  }
  return { all, classes, objects };
}

export function wants({ all, classes, objects }: Subscription, cls: ClassName, ref: Ref): boolean {
  if (!classTable[cls].events) return false;
  if (all) return true;
  const lower = eventClass(cls);
  return classes.has(lower) || objects.get(lower)?.has(ref) === true;
}

const NONE: ReadonlySet<Ref> = new Set();

/** The references of a class that a subscription may be about: all of them, or those that it names. */
export function candidates(subscription: Subscription, cls: ClassName, all: () => Iterable<Ref>): Iterable<Ref> {
  const lower = eventClass(cls);
  if (subscription.all || subscription.classes.has(lower)) return all();
  return subscription.objects.get(lower) ?? NONE;
}

/** The classes that a subscription names, in the order of `all`. */
export function namedClasses(
  { all, classes, objects }: Subscription,
  every: readonly ClassName[],
): readonly ClassName[] {
  if (all) return every;
  const named = [...classes, ...objects.keys()].flatMap((name) => BY_LOWER.get(name) ?? []);
  return named.length <= 1 ? named.filter((cls) => every.includes(cls)) : every.filter((cls) => named.includes(cls));
}

export function onlyTasks({ all, classes, objects }: Subscription): boolean {
  return !all && [...classes, ...objects.keys()].every((cls) => cls === 'task');
}
