import { CLASS_OF_KIND, objectTexts } from '../objects';
import type { ObjectKind } from '../objects';
import { compareNatural } from '../values';
import type { Change, ChangeKind } from './engine/model';
import { texts } from './texts';

export const KINDS = ['all', 'added', 'removed', 'changed'] as const;
export type Kind = (typeof KINDS)[number];

interface Wanted {
  readonly kind: Kind;
  /** Empty: every class. */
  readonly cls: string;
  readonly words: string;
}

/** The changes that have all words, in names, fields and values; fields without them are left out where some have them. */
export function fitting(changes: readonly Change[], { kind, cls, words }: Wanted): readonly Change[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return changes.filter((change) => {
    if ((kind !== 'all' && change.kind !== kind) || (cls !== '' && change.cls !== cls)) return false;
    if (wanted.length === 0) return true;
    const fields = change.fields.map(({ field, before, after }) => `${field}\n${before}\n${after}`);
    const text = [change.name, change.owner.name, change.cls, change.uuid, texts[change.kind], ...fields]
      .join('\n')
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

export function countsOf(changes: readonly Change[]): Readonly<Record<ChangeKind, number>> {
  const counts = { added: 0, removed: 0, changed: 0 };
  for (const { kind } of changes) counts[kind] += 1;
  return counts;
}

/** Changes of one object and its parts. */
export interface Grouped {
  readonly key: string;
  readonly name: string;
  readonly cls: string;
  readonly changes: readonly Change[];
}

/** What people think of first; all other classes come after these. */
const FIRST = ['pool', 'host', 'VM', 'VM_appliance', 'SR', 'network', 'VDI'];

const rankOf = (cls: string): number => (FIRST.includes(cls) ? FIRST.indexOf(cls) : FIRST.length);

const KIND_OF_CLASS: ReadonlyMap<string, ObjectKind> = new Map(
  Object.entries(CLASS_OF_KIND).map(([kind, cls]) => [cls, kind as ObjectKind]),
);

/** The word for a class; as XenAPI spells it where the console has none. */
export function classLabel(cls: string): string {
  // VMs, their templates and their snapshots are one class.
  const kind = cls === 'VM' ? 'vm' : KIND_OF_CLASS.get(cls);
  return kind === undefined ? cls : objectTexts.kinds[kind];
}

/** By the object that they are about, in natural order; the object itself before its parts. */
export function grouped(changes: readonly Change[]): readonly Grouped[] {
  const groups = new Map<string, { name: string; cls: string; changes: Change[] }>();
  for (const change of changes) {
    const { owner } = change;
    const key = `${owner.cls} ${owner.uuid}`;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { name: owner.name, cls: owner.cls, changes: [] }));
    group.changes.push(change);
  }
  const isOwn = ({ uuid, owner }: Change): number => Number(uuid !== owner.uuid);
  return [...groups]
    .map(([key, { name, cls, changes: own }]) => ({
      ...{ key, name, cls },
      changes: own.sort((a, b) => isOwn(a) - isOwn(b) || compareNatural(a.name, b.name)),
    }))
    .sort((a, b) => rankOf(a.cls) - rankOf(b.cls) || compareNatural(a.cls, b.cls) || compareNatural(a.name, b.name));
}

/** A table for files: a row for each field that changed, and for each object that came or went. */
export function exportRows(changes: readonly Change[]): readonly (readonly string[])[] {
  return [
    texts.export,
    ...grouped(changes).flatMap(({ changes: own }) =>
      own.flatMap(({ kind, name, cls, owner, uuid, fields }) => {
        const lead = [texts[kind], name, cls, owner.uuid === uuid ? '' : owner.name];
        if (fields.length === 0) return [[...lead, '', '', '', uuid]];
        return fields.map(({ field, before, after }) => [...lead, field, before, after, uuid]);
      }),
    ),
  ];
}
