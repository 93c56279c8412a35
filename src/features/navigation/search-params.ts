import * as v from 'valibot';
import { decodeObjectId, encodeObjectId } from './object-id';
import { decodeSelection, encodeSelection } from './selection-codec';
import {
  DEFAULT_TOGGLES,
  DEFAULT_VIEW_STATE,
  EVENT_STATES,
  NOTIFICATION_PAGES,
  ORGANIZATIONS,
  VIEWS,
} from './view-state';
import type { OpenWizard, SortKey, TreeToggles, ViewState } from './view-state';

/** The view state as flat search parameters. Defaults are absent, so that a fresh console has a bare URL. */
export interface SearchParams {
  readonly view?: string;
  readonly page?: string;
  readonly by?: string;
  readonly sel?: string;
  readonly tab?: string;
  /** `yes`, or absent. */
  readonly alone?: string;
  readonly q?: string;
  readonly show?: string;
  readonly sort?: string;
  readonly cols?: string;
  readonly find?: string;
  readonly look?: string;
  readonly severity?: string;
  readonly alert?: string;
  readonly type?: string;
  readonly state?: string;
  readonly event?: string;
  /** Present without a value: the list of labs. */
  readonly lab?: string;
  readonly inputs?: string;
  /** The command of the wizard that is open, what it is about, and the step that is shown. */
  readonly do?: string;
  readonly on?: string;
  readonly step?: string;
  readonly as?: string;
}

const MAX_TEXT = 500;
const YES = 'yes';
const WORD = /^[A-Za-z0-9_.:-]{1,200}$/;

const upTo = (most: number) =>
  v.fallback(v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String), v.maxLength(most)), '');
const text = upTo(MAX_TEXT);
/** A query can be long. */
const longText = upTo(4000);
const selection = v.fallback(v.pipe(v.string(), v.maxLength(200 * 120)), '');
const oneOf = <const T extends readonly string[]>(values: T, otherwise: T[number]) =>
  v.fallback(v.picklist(values), otherwise);
const words = v.pipe(
  longText,
  v.transform((value) => value.split(',').filter((word) => WORD.test(word))),
);

/** Search parameters come from outside: what does not fit becomes the default, nothing throws. */
const schema = v.fallback(
  v.object({
    view: oneOf(VIEWS, DEFAULT_VIEW_STATE.view),
    page: oneOf(NOTIFICATION_PAGES, DEFAULT_VIEW_STATE.page),
    by: oneOf(ORGANIZATIONS, DEFAULT_VIEW_STATE.organization),
    sel: v.optional(selection, ''),
    tab: v.optional(text, ''),
    alone: v.optional(text, ''),
    q: v.optional(text, ''),
    show: v.optional(text, ''),
    sort: v.optional(words, ''),
    cols: v.optional(words, ''),
    find: v.optional(longText, ''),
    look: v.optional(longText, ''),
    severity: v.optional(words, ''),
    alert: v.optional(text, ''),
    type: v.optional(text, ''),
    state: v.optional(words, ''),
    event: v.optional(text, ''),
    lab: v.optional(v.nullable(text), null),
    inputs: v.optional(text, ''),
    do: v.optional(text, ''),
    on: v.optional(text, ''),
    step: v.optional(text, ''),
    as: v.optional(words, ''),
  }),
  {
    view: DEFAULT_VIEW_STATE.view,
    page: DEFAULT_VIEW_STATE.page,
    by: DEFAULT_VIEW_STATE.organization,
    sel: '',
    tab: '',
    alone: '',
    q: '',
    show: '',
    sort: [],
    cols: [],
    find: '',
    look: '',
    severity: [],
    alert: '',
    type: '',
    state: [],
    event: '',
    lab: null,
    inputs: '',
    do: '',
    on: '',
    step: '',
    as: [],
  },
);

/** Reads search parameters of any origin. `defaultConnection` owns the ids that name no connection. */
export function stateFromSearch(raw: unknown, defaultConnection: string): ViewState {
  const read = v.parse(schema, raw);
  return {
    view: read.view,
    page: read.page,
    organization: read.by,
    selection: decodeSelection(read.sel, defaultConnection),
    tab: WORD.test(read.tab) ? read.tab : null,
    alone: read.alone === YES,
    filter: read.q,
    show: decodeToggles(read.show),
    sort: read.sort.length > 0 ? read.sort.map(decodeSortKey) : null,
    columns: read.cols.length > 0 ? read.cols : null,
    gridFilter: read.find,
    look: read.look,
    alertSeverities: read.severity.map(Number).filter((severity) => severity >= 0 && severity <= 5),
    alertText: read.alert,
    alertType: WORD.test(read.type) ? read.type : '',
    eventStates: EVENT_STATES.filter((state) => read.state.includes(state)),
    eventText: read.event,
    lab: read.lab,
    labInputs: read.lab === null ? '' : read.inputs,
    wizard: wizardFrom(read, defaultConnection),
    mode: read.as,
  };
}

/** The inverse of `stateFromSearch`; parameters at their default are left out. */
export function searchFromState(state: ViewState, defaultConnection: string): SearchParams {
  const params: Record<keyof SearchParams, string> = {
    view: state.view === DEFAULT_VIEW_STATE.view ? '' : state.view,
    page: state.page === DEFAULT_VIEW_STATE.page ? '' : state.page,
    by: state.organization === DEFAULT_VIEW_STATE.organization ? '' : state.organization,
    sel: encodeSelection(state.selection, defaultConnection),
    tab: state.tab ?? '',
    alone: state.alone ? YES : '',
    q: state.filter,
    show: encodeToggles(state.show),
    sort: (state.sort ?? []).map((key) => (key.descending ? '-' : '') + key.column).join(','),
    cols: (state.columns ?? []).join(','),
    find: state.gridFilter,
    look: state.look,
    severity: state.alertSeverities.join(','),
    alert: state.alertText,
    type: state.alertType,
    state: state.eventStates.join(','),
    event: state.eventText,
    lab: state.lab ?? '',
    inputs: state.lab === null ? '' : state.labInputs,
    do: state.wizard?.command ?? '',
    on: state.wizard === null ? '' : encodeObjectId(state.wizard.object, defaultConnection),
    step: state.wizard?.step ?? '',
    as: state.mode.join(','),
  };
  const isSaid = ([name, value]: readonly [string, string]) => value !== '' || (name === 'lab' && state.lab !== null);
  return Object.fromEntries(Object.entries(params).filter(isSaid));
}

function wizardFrom(
  read: { readonly do: string; readonly on: string; readonly step: string },
  defaultConnection: string,
): OpenWizard | null {
  const object = decodeObjectId(read.on, defaultConnection);
  if (object === null || !WORD.test(read.do)) return null;
  return { command: read.do, object, step: WORD.test(read.step) ? read.step : '' };
}

/** Parses the text after `?` into strings; unlike JSON-guessing parsers it never turns a name into a number. */
export function parseSearchText(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** Writes search parameters as a person would read them: `:`, `,` and `~` stay as they are. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      params.set(name, String(value));
  }
  const written = params
    .toString()
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%7E', '~')
    .replaceAll('%2F', '/');
  return written === '' ? '' : `?${written}`;
}

function decodeSortKey(word: string): SortKey {
  return word.startsWith('-') ? { column: word.slice(1), descending: true } : { column: word, descending: false };
}

const TOGGLE_WORDS: readonly (readonly [keyof TreeToggles, string])[] = [
  ['localStorage', 'local'],
  ['customTemplates', 'custom'],
  ['defaultTemplates', 'default'],
  ['hidden', 'hidden'],
];

function encodeToggles(show: TreeToggles): string {
  if (TOGGLE_WORDS.every(([key]) => show[key] === DEFAULT_TOGGLES[key])) return '';
  const shown = TOGGLE_WORDS.filter(([key]) => show[key]).map(([, word]) => word);
  return shown.length === 0 ? 'none' : shown.join(',');
}

function decodeToggles(value: string): TreeToggles {
  if (value === '') return DEFAULT_TOGGLES;
  const shown = value.split(',');
  return {
    localStorage: shown.includes('local'),
    customTemplates: shown.includes('custom'),
    defaultTemplates: shown.includes('default'),
    hidden: shown.includes('hidden'),
  };
}
