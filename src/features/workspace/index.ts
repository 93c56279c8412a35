export { describeSelection } from './describe';
export type { Heading } from './describe';
export { ObjectWorkspace } from './object-workspace';
