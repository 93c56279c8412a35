export { OfPool, PoolListProvider, usePoolList, usePools } from './context';
export { openOwnWindow } from './own-window';
export type { AdmissionRequest } from './own-window';
export type { PoolEntry, PoolEntryState, PoolList } from './pool-list';
export { isReachable } from './pool-list';
export { standInId } from './stand-in';
export { isTwinId, SIMULATED_TWIN, TWIN_PREFIX, twinNote } from './twin';
