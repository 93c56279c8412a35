export { NameCell } from './cells';
export type { TabColumn } from './columns';
export { ObjectGrid } from './object-grid';
