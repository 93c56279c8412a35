export { ChangeRecorder } from './change-recorder';
export { changeLogOf } from './change-log';
export type { Change } from './change-log';
