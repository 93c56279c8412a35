import type { ViewState } from '../../features/navigation';

const FIELDS = Object.keys({
  view: 0,
  page: 0,
  organization: 0,
  selection: 0,
  tab: 0,
  alone: 0,
  filter: 0,
  show: 0,
  sort: 0,
  columns: 0,
  gridFilter: 0,
  look: 0,
  alertSeverities: 0,
  alertText: 0,
  alertType: 0,
  eventStates: 0,
  eventText: 0,
  lab: 0,
  labInputs: 0,
  wizard: 0,
  mode: 0,
} satisfies Record<keyof ViewState, 0>) as (keyof ViewState)[];

/**
 * The new state with every part that did not change taken from the one before, so that a letter in the filter does not
 * make the selection look new to the tree. Answers `before` itself when nothing changed.
 */
export function shareState(before: ViewState, next: ViewState): ViewState {
  const kept: Partial<Record<keyof ViewState, unknown>> = {};
  let same = true;
  for (const field of FIELDS) {
    if (before[field] === next[field]) continue;
    if (isEqual(before[field], next[field])) kept[field] = before[field];
    else same = false;
  }
  return same ? before : { ...next, ...(kept as Partial<ViewState>) };
}

/** Equality of the plain, shallowly nested data that view states consist of. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => isEqual(item, b[at]));
  }
  const entries = Object.entries(a);
  const other: Record<string, unknown> = { ...b };
  return entries.length === Object.keys(other).length && entries.every(([key, value]) => isEqual(value, other[key]));
}
