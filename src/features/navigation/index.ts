export { NavigationProvider, useNavigate, useNavigation } from './context';
export type { Navigation } from './context';
export { ALL_POOLS, decodeObjectId, encodeObjectId, objectKey, sameObject, SITE } from './object-id';
export type { ObjectClass, ObjectId } from './object-id';
export { parseSearchText, searchFromState, stateFromSearch, stringifySearch } from './search-params';
export { DEFAULT_TOGGLES, DEFAULT_VIEW_STATE } from './view-state';
export type {
  EventState,
  NotificationPage,
  OpenWizard,
  Organization,
  SortKey,
  TreeToggles,
  View,
  ViewState,
} from './view-state';
export { ObjectAnchor, ViewAnchor } from './object-anchor';
