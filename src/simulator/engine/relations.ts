import { classTable, relations } from '../../xapi/datamodel/classes.gen';
import type { ClassName } from '../../xapi/datamodel/ref';

/** A reference field of one class and the field of the other class that must always agree with it. */
export interface Link {
  readonly field: string;
  readonly otherClass: ClassName;
  readonly otherField: string;
}

export interface ClassLinks {
  /** Single references whose other end is a derived set, such as VBD.VM and VM.VBDs. */
  readonly owners: readonly Link[];
  /** Derived sets, such as VM.VBDs; only the engine writes them. */
  readonly members: readonly Link[];
  /** Sets on both sides, such as host.updates and pool_update.hosts. */
  readonly peers: readonly Link[];
  /** Fields of a row whose other ends are written with it: owners and peers. */
  readonly fields: ReadonlySet<string>;
}

interface OpenLinks {
  readonly owners: Link[];
  readonly members: Link[];
  readonly peers: Link[];
  readonly fields: Set<string>;
}

const links = new Map<ClassName, OpenLinks>();

function of(cls: ClassName): OpenLinks {
  let entry = links.get(cls);
  if (entry === undefined) {
    entry = { owners: [], members: [], peers: [], fields: new Set() };
    links.set(cls, entry);
  }
  return entry;
}

for (const [cls, field, otherClass, otherField, cardinality] of relations) {
  if (cardinality === '1:n') {
    of(cls).owners.push({ field, otherClass, otherField });
    of(otherClass).members.push({ field: otherField, otherClass: cls, otherField: field });
  } else if (cardinality === 'n:n' && cls !== otherClass) {
    of(cls).peers.push({ field, otherClass, otherField });
    of(otherClass).peers.push({ field: otherField, otherClass: cls, otherField: field });
  }
}

for (const { owners, peers, fields } of links.values())
  for (const { field } of [...owners, ...peers]) fields.add(field);

const NO_LINKS: ClassLinks = { owners: [], members: [], peers: [], fields: new Set() };

/** The two-ended relations that a class takes part in. */
export function linksOf(cls: ClassName): ClassLinks {
  return links.get(cls) ?? NO_LINKS;
}

/** A field of other rows that names a row of a class without that row knowing. */
export interface OneWay {
  readonly cls: ClassName;
  readonly field: string;
  readonly kind: 'ref' | 'set' | 'map';
}

const oneWay = new Map<ClassName, OneWay[]>();

const NAMED = /(\w+) ref/g;
const isTwoWay = (cls: ClassName, field: string): boolean => {
  const { owners, members, peers } = linksOf(cls);
  return [...owners, ...members, ...peers].some((link) => link.field === field);
};

for (const cls of Object.keys(classTable) as ClassName[]) {
  for (const [field, { type }] of Object.entries(classTable[cls].fields)) {
    // Metrics belong to one object alone, which goes with them.
    if (isTwoWay(cls, field) || field.endsWith('metrics')) continue;
    const kind = type.endsWith(' map') ? 'map' : type.endsWith(' set') ? 'set' : 'ref';
    for (const [, target] of type.matchAll(NAMED)) {
      if (target === undefined || !Object.hasOwn(classTable, target)) continue;
      const found = oneWay.get(target as ClassName) ?? [];
      oneWay.set(target as ClassName, [...found, { cls, field, kind }]);
    }
  }
}

/** The fields that may name a row of a class and have no other end. */
export function oneWayTo(cls: ClassName): readonly OneWay[] {
  return oneWay.get(cls) ?? [];
}
