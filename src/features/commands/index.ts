export type { Script } from './command';
export { CommandContextMenu } from './command-context-menu';
export { CommandHost } from './command-host';
export type { RunItem } from './command-run';
export { commandsFor, commandTable, findCommand, targetsOf } from './command-table';
export { errorSentence, explain } from './error-sentence';
export { forgetWork, onOwnWork, ownWork, runOfItem } from './runs';
export { useRunCommand } from './use-run-command';
export { CommandToolbar } from './command-toolbar';
