import type { ObjectId } from '../navigation';
import { homeHost, row, srHost } from '../objects';
import type { Inventory } from '../objects';

/** Where and when something was, as a notification page filters it. */
export interface PlaceFilter {
  /** The reference of a server; `pool`: on no server in particular; empty: everywhere. */
  readonly where: string;
  /** One of `PERIODS`; empty: whenever. */
  readonly when: string;
  /** Days, `2026-01-31`, where `when` is `range`; empty: open. */
  readonly from: string;
  readonly to: string;
}

export const OF_POOL = 'pool';
export const RANGE = 'range';
/** XenCenter's periods, in days. */
export const PERIODS: Readonly<Record<string, number>> = { '24h': 1, '3d': 3, '7d': 7, '30d': 30 };

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d\d-\d\d$/;
const FIELDS = ['where', 'when', 'from', 'to'] as const;

export const EVERYTHING: PlaceFilter = { where: '', when: '', from: '', to: '' };

/** Reads the words of the address; what does not fit is no filter. */
export function placeFilterFrom(words: readonly string[]): PlaceFilter {
  const said = Object.fromEntries(
    FIELDS.map((field) => [field, words.find((word) => word.startsWith(`${field}.`))?.slice(field.length + 1) ?? '']),
  ) as unknown as PlaceFilter;
  const isPeriod = said.when === RANGE || Object.hasOwn(PERIODS, said.when);
  return {
    where: said.where,
    when: isPeriod ? said.when : '',
    from: said.when === RANGE && DAY.test(said.from) ? said.from : '',
    to: said.when === RANGE && DAY.test(said.to) ? said.to : '',
  };
}

export function placeFilterWords(filter: PlaceFilter): readonly string[] {
  return FIELDS.flatMap((field) => (filter[field] === '' ? [] : `${field}.${filter[field]}`));
}

/** Whether a moment is in the time that is asked for; days are those of this computer. */
export function isWhen({ when, from, to }: PlaceFilter, timeMs: number | null, nowMs: number): boolean {
  if (when === '') return true;
  if (timeMs === null) return false;
  const days = PERIODS[when];
  if (days !== undefined) return timeMs >= nowMs - days * DAY_MS;
  const start = from === '' ? -Infinity : new Date(`${from}T00:00:00`).getTime();
  const end = to === '' ? Infinity : new Date(`${to}T23:59:59.999`).getTime();
  return timeMs >= start && timeMs <= end;
}

/** The server that an object stands on, or `OF_POOL`. */
export function placeOfObject(inventory: Inventory, id: ObjectId | undefined): string {
  const host = id === undefined ? null : hostOf(inventory, id);
  return host ?? OF_POOL;
}

function hostOf(inventory: Inventory, { class: cls, ref }: ObjectId): string | null {
  switch (cls) {
    case 'host':
      return ref;
    case 'VM': {
      const vm = row(inventory, 'VM', ref);
      return vm ? homeHost(inventory, vm) : null;
    }
    case 'VDI': {
      const vdi = row(inventory, 'VDI', ref);
      const sr = vdi && row(inventory, 'SR', vdi.SR);
      return sr ? srHost(inventory, sr) : null;
    }
    case 'SR': {
      const sr = row(inventory, 'SR', ref);
      return sr ? srHost(inventory, sr) : null;
    }
    default:
      return null;
  }
}
