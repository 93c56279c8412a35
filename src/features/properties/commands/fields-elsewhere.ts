import type { ListRow, OtherPool } from '../../commands';
import { definitions } from './definitions';
import type { Definition, FieldType } from './definitions';

/** What a field was called when the form opened; empty: it is new. */
export const WAS = 'was';

export const nameOf = (each: ListRow): string => (each['name'] ?? '').trim();
export const typeIn = ({ type = '' }: ListRow): FieldType => (type === 'Date' ? 'Date' : 'String');

export const rowOf = ({ name, type }: Definition): ListRow => ({ [WAS]: name, name, type });

/**
 * The fields of another pool once what was changed here is changed there as well. What is new here is made where nothing
 * goes by its name; everything else changes where it is. Nothing takes the name of a field that is only there.
 */
export function wantedElsewhere(
  there: readonly Definition[],
  here: readonly Definition[],
  wanted: readonly ListRow[],
): readonly ListRow[] {
  const fields = there.flatMap((own): readonly ListRow[] => {
    const before = here.find(({ name }) => name === own.name);
    if (before === undefined) return [rowOf(own)];
    const next = wanted.find((each) => each[WAS] === own.name);
    if (next === undefined) return [];
    const type = own.type === before.type ? typeIn(next) : own.type;
    return [{ [WAS]: own.name, name: nameOf(next), type }];
  });
  const kept = keepingNames(fields);
  const isFree = (each: ListRow): boolean => !kept.some((own) => nameOf(own) === nameOf(each));
  const fresh = wanted.filter((each) => !each[WAS] && isFree(each));
  return [...kept, ...fresh.map((each) => ({ [WAS]: '', name: nameOf(each), type: typeIn(each) }))];
}

/** A field whose new name another one keeps has to keep its own, which may be what a third one was to be called. */
function keepingNames(fields: readonly ListRow[]): readonly ListRow[] {
  const held = new Set(fields.filter((each) => each[WAS] === nameOf(each)).map(nameOf));
  const isBarred = (each: ListRow): boolean => each[WAS] !== nameOf(each) && held.has(nameOf(each));
  if (!fields.some(isBarred)) return fields;
  return keepingNames(fields.map((each) => (isBarred(each) ? { ...each, name: each[WAS] ?? '' } : each)));
}

export interface Kept {
  /** Names of the pools. */
  readonly pools: readonly string[];
  /** As what they have it; null: they have both names. */
  readonly type: FieldType | null;
}

/** Where a field stays otherwise than it is to be here, whatever is changed in all pools. */
export function keptElsewhere(
  others: readonly OtherPool[],
  here: readonly Definition[],
  each: ListRow,
): readonly Kept[] {
  const name = nameOf(each);
  const was = each[WAS] ?? '';
  const before = here.find((own) => own.name === was)?.type;
  const isHere = here.some((own) => own.name === name);
  const found = new Map<FieldType | null, string[]>();
  for (const other of others) {
    const fields = definitions(other.inventory);
    const own = fields.find((field) => field.name === name);
    if (own === undefined) continue;
    const hasBoth = was !== '' && !isHere && fields.some((field) => field.name === was);
    const isOther = own.type !== typeIn(each) && !(was === name && own.type === before);
    if (!hasBoth && !isOther) continue;
    const type = hasBoth ? null : own.type;
    found.set(type, [...(found.get(type) ?? []), other.name]);
  }
  return [...found].map(([type, pools]) => ({ pools, type }));
}
