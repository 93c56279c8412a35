import type { ObjectId } from './object-id';

export const VIEWS = ['infrastructure', 'objects', 'organization', 'searches', 'notifications'] as const;
export type View = (typeof VIEWS)[number];

export const NOTIFICATION_PAGES = ['alerts', 'updates', 'events'] as const;
export type NotificationPage = (typeof NOTIFICATION_PAGES)[number];

export const ORGANIZATIONS = ['tags', 'folders', 'fields', 'vapps'] as const;
export type Organization = (typeof ORGANIZATIONS)[number];

export const EVENT_STATES = ['running', 'failed', 'cancelled', 'done'] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** What the trees show beside the ordinary objects (the View menu of the tree). */
export interface TreeToggles {
  readonly localStorage: boolean;
  readonly customTemplates: boolean;
  readonly defaultTemplates: boolean;
  readonly hidden: boolean;
}

export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}

/** A wizard that is open: its command, what it is about, and the step that is shown. */
export interface OpenWizard {
  readonly command: string;
  readonly object: ObjectId;
  /** Empty: the first. */
  readonly step: string;
}

/** Everything about a view that can be linked, reloaded and opened twice. All of it lives in the URL. */
export interface ViewState {
  readonly view: View;
  /** Which page of Notifications is open. */
  readonly page: NotificationPage;
  /** Which of the Organization Views is open. */
  readonly organization: Organization;
  /** Empty: nothing is selected, the workspace shows the whole console. */
  readonly selection: readonly ObjectId[];
  /** A tab of the selected object; null: the one used last for this type, else its first. */
  readonly tab: string | null;
  /** Shows that tab and nothing around it: a window of its own for a console. */
  readonly alone: boolean;
  /** Quick filter of the tree. */
  readonly filter: string;
  readonly show: TreeToggles;
  /** Sort keys of the grid, most important first; null: the grid's own order. */
  readonly sort: readonly SortKey[] | null;
  /** Columns of the grid in order; null: those the type starts with. */
  readonly columns: readonly string[] | null;
  readonly gridFilter: string;
  /** What a list looks for and how it groups, as the list itself writes and reads it. */
  readonly look: string;
  /** Alerts page: severities 1 to 5 (empty: all), a text, a message name. */
  readonly alertSeverities: readonly number[];
  readonly alertText: string;
  readonly alertType: string;
  /** Events page: states shown (empty: all), a text. */
  readonly eventStates: readonly EventState[];
  readonly eventText: string;
  /** The lab that is open in place of what is selected; empty: the list of labs; null: none. */
  readonly lab: string | null;
  /** The lab's inputs that are not as they were given, as the lab itself writes and reads them. */
  readonly labInputs: string;
  readonly wizard: OpenWizard | null;
  /** How a tab shows what it can show in more than one way, in words of its own. */
  readonly mode: readonly string[];
}

export const DEFAULT_TOGGLES: TreeToggles = {
  localStorage: true,
  customTemplates: true,
  defaultTemplates: false,
  hidden: false,
};

export const DEFAULT_VIEW_STATE: ViewState = {
  view: 'infrastructure',
  page: 'alerts',
  organization: 'tags',
  selection: [],
  tab: null,
  alone: false,
  filter: '',
  show: DEFAULT_TOGGLES,
  sort: null,
  columns: null,
  gridFilter: '',
  look: '',
  alertSeverities: [],
  alertText: '',
  alertType: '',
  eventStates: [],
  eventText: '',
  lab: null,
  labInputs: '',
  wizard: null,
  mode: [],
};
