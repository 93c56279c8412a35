export { describeSelection } from './describe';
export type { Heading } from './describe';
export { loadFeatureCommands } from './feature-commands';
export { ObjectWorkspace } from './object-workspace';
