export { homeHost, homeIsByStorage, srHost } from './home';
export { only, row, rows } from './inventory';
export type { Inventory } from './inventory';
export { CLASS_OF_KIND, isDefaultTemplate, kindOf, OBJECT_CLASSES, vmKind } from './kinds';
export type { ObjectKind, ObjectRowClass } from './kinds';
export { liveServers } from './live-servers';
export { hostIsLive } from './liveness';
export { multipathOf } from './multipath';
export { labelOr, nameOf, nameOfRef, pgpuName, poolName, subjectName, systemName } from './names';
export { hasPoolNode, poolOfAlone } from './pool-node';
export {
  hostStatus,
  networkStatus,
  pgpuStatus,
  poolStatus,
  srStatus,
  statusBadgeTone,
  statusOf,
  vdiStatus,
  vmStatus,
} from './status';
export type { Status } from './status';
export { texts as objectTexts } from './texts';
export { isKnownDisk, networkVisibility, srVisibility, vdiVisibility, vmVisibility } from './visibility';
export type { Visibility } from './visibility';
export { deniedReason, mayCall, ownRoles, ownSession, ROLES, weakestRoleFor } from './rights';
export type { Call, RoleName } from './rights';
export { changedIn, EVERYTHING } from './changes';
export type { Changes } from './changes';
export { glyphFor, glyphOf, markOf, shapeOf } from './glyphs';
export { useDerived } from './use-derived';
