import { isNullRef, NULL_REF, type ClassName, type Ref } from '../../../xapi/datamodel/ref';
import type { FieldType } from '../../engine/defaults';
import { linksOf } from '../../engine/relations';
import { columnsOf, isKept, livesElsewhere, tableClasses, type Column } from './columns';
import type { Draft, DraftRow } from './draft';
import { nameOf } from './notices';
import { clip } from './pool-database-error';

/** Rows that mean nothing once one of these references leads nowhere; xapi collects them (db_gc_util.ml). */
const NEEDED: readonly (readonly [cls: ClassName, fields: readonly string[]])[] = [
  ['VDI', ['SR']],
  ['PBD', ['host', 'SR']],
  ['PIF', ['host', 'network']],
  ['VBD', ['VM']],
  ['VIF', ['VM', 'network']],
  ['crashdump', ['VM', 'VDI']],
  ['VGPU', ['VM', 'GPU_group']],
  ['PGPU', ['host']],
  ['VTPM', ['VM']],
  ['host_cpu', ['host']],
  ['host_patch', ['host', 'pool_patch']],
  ['Cluster_host', ['host', 'PIF']],
];

/** Removes rows that hang in the air, and what hangs on them, as xapi does while it runs. */
export function collectGarbage(draft: Draft): void {
  let removed: number;
  do {
    removed = 0;
    for (const [cls, fields] of NEEDED) removed += removeWithout(draft, cls, fields);
    removed += releaseDrives(draft);
  } while (removed > 0);
}

function removeWithout(draft: Draft, cls: ClassName, fields: readonly string[]): number {
  const columns = [...columnsOf(cls).values()].filter(({ field }) => fields.includes(field));
  let removed = 0;
  for (const [ref, row] of [...draft.drafts(cls)]) {
    const missing = columns.find(
      ({ field, type }) => type.kind === 'ref' && !leadsTo(draft, type.name, row[field] as Ref),
    );
    if (missing === undefined) continue;
    const target = row[missing.field] as Ref;
    const names = isNullRef(target) ? 'none' : clip(target);
    draft.notices.add(
      `${cls} without its ${missing.field} was removed, as xapi does`,
      `${nameOf(ref, row)} names ${names}`,
    );
    draft.remove(cls, ref);
    removed += 1;
  }
  return removed;
}

/** Drives whose disk is gone: CD drives become empty, others are removed (db_gc_util.ml, gc_VBDs). */
function releaseDrives(draft: Draft): number {
  let removed = 0;
  for (const [ref, vbd] of [...draft.rows('VBD')]) {
    if (vbd.empty || draft.has('VDI', vbd.VDI)) continue;
    const example = `${clip(ref)} names ${isNullRef(vbd.VDI) ? 'none' : clip(vbd.VDI)}`;
    if (vbd.type === 'CD') {
      draft.notices.add('A CD drive whose disk is gone was made empty, as xapi does', example);
      draft.patch('VBD', ref, { VDI: NULL_REF, empty: true });
    } else {
      draft.notices.add('VBD without its VDI was removed, as xapi does', example);
      draft.remove('VBD', ref);
      removed += 1;
    }
  }
  return removed;
}

function leadsTo(draft: Draft, cls: string, ref: Ref): boolean {
  return draft.classOf(ref) === cls;
}

/**
 * Makes every reference lead to a row of its class or nowhere. Derived ends of relations are passed over: they are
 * rebuilt afterwards.
 */
export function releaseDangling(draft: Draft): void {
  for (const cls of tableClasses.filter(isKept)) {
    const derived = new Set(linksOf(cls).members.map(({ field }) => field));
    const columns = [...columnsOf(cls).values()].filter(({ type, field }) => holdsRefs(type) && !derived.has(field));
    for (const [ref, row] of draft.drafts(cls)) {
      for (const column of columns) releaseField(draft, cls, ref, row, column);
    }
  }
}

function holdsRefs(type: FieldType): boolean {
  if (type.kind === 'set') return holdsRefs(type.of);
  if (type.kind === 'map') return holdsRefs(type.key) || holdsRefs(type.value);
  return type.kind === 'ref' && !livesElsewhere(type.name as ClassName);
}

function releaseField(draft: Draft, cls: ClassName, ref: Ref, row: DraftRow, { field, name, type }: Column): void {
  const isGood = (of: FieldType, value: unknown): boolean =>
    of.kind !== 'ref' || livesElsewhere(of.name as ClassName) || leadsTo(draft, of.name, value as Ref);
  const note = (bad: unknown, then: string): void =>
    draft.notices.add(
      `${cls}.${name} names an object that is not in the file, and ${then}`,
      `${nameOf(ref, row)} names ${clip(String(bad))}`,
    );
  const value = row[field];
  if (type.kind === 'ref') {
    if (isNullRef(value as Ref) || isGood(type, value)) return;
    note(value, 'now names none');
    row[field] = NULL_REF;
  } else if (type.kind === 'set') {
    const items = value as readonly unknown[];
    const good = items.filter((item) => isGood(type.of, item));
    if (good.length === items.length) return;
    note(
      items.find((item) => !isGood(type.of, item)),
      'the set goes on without it',
    );
    row[field] = good;
  } else if (type.kind === 'map') {
    const entries = Object.entries(value as Readonly<Record<string, unknown>>);
    const good = entries.filter(([key, item]) => isGood(type.key, key) && isGood(type.value, item));
    if (good.length === entries.length) return;
    const bad = entries.find(([key, item]) => !isGood(type.key, key) || !isGood(type.value, item));
    note(bad?.join(' → '), 'the map goes on without it');
    row[field] = Object.fromEntries(good);
  }
}
