export type {
  Choice,
  Command,
  CommandGroup,
  Confirmation,
  Field,
  Input,
  LocalCommand,
  PoolCommand,
  Script,
  Target,
} from './command';
export { CommandContextMenu } from './command-context-menu';
export { CommandHost } from './command-host';
export type { RunItem, RunState } from './command-run';
export { commandsFor, commandTable, disabledReason, findCommand, planFor, targetsOf } from './command-table';
export type { OfferedCommand, Plan } from './command-table';
export { errorSentence, explain } from './error-sentence';
export { menuEntries } from './menu-entries';
export { forgetWork, onOwnWork, ownWork, runOfItem } from './runs';
export { shortcutText } from './shortcut-text';
export { useRunCommand } from './use-run-command';
export type { RunCommand } from './use-run-command';
export { CommandToolbar } from './command-toolbar';
