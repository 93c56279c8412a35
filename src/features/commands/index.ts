export type { Call } from '../objects';
export type {
  Choice,
  Command,
  Confirmation,
  Field,
  Input,
  ListRow,
  LocalCommand,
  Page,
  PoolCommand,
  RowField,
  Script,
  StepContext,
  StepFix,
  StepNote,
  StepRemarks,
  Target,
  WizardStep,
} from './command';
export { CommandButton } from './command-button';
export { CommandContextMenu } from './command-context-menu';
export { CommandHost } from './command-host';
export { CommandRun } from './command-run';
export type { RunItem } from './command-run';
export { addCommands, commandsFor, findCommand, useCommandTable } from './command-table';
export type { OfferedCommand } from './command-table';
export { errorSentence, explain, explainIn } from './error-sentence';
export { TASK_CANCELLED } from './follow-task';
export { forgetWork, onOwnWork, ownWork, recallWork, runOfItem } from './runs';
export { fileNames, filesOf, nameFiles } from './chosen-files';
export { TransferControls } from './dialog/transfer-controls';
export { inTurn } from './in-turn';
export { RemedyButtons } from './remedy-buttons';
export { useRunCommand } from './use-run-command';
export type { RunCommand } from './use-run-command';
export { COMMAND_CLASSES, CommandToolbar } from './command-toolbar';
export { callsOf, disabledReason, isOffered } from './plan';
export { targetsOf } from './target';
export { pagesWork } from './pages';
export { planned, runCalls, scriptOfCalls } from './planned';
export type { PlannedCall } from './planned';
export { apiLine, asyncLine, xeLine } from './script';
export { asyncCall, foundInput, listInput, rowsInput, textInput } from './table/vm-call';
export { isNamed, NAMED, XE_NOUN } from './table/named';
export { whyNot } from './server-checks';
export { snapshotTaking } from './table/snapshots';
export { SERVER_FIELD, serverChoices } from './table/placement';
/** Brings the commands that copy, edit and delete into the table. */
export const loadLaterCommands = async (): Promise<void> => {
  await import('./table/later');
};
export { initialOf } from './dialog/initial';
export { seenInput } from './dialog/seen-input';
export { isSecret } from './secrets';
export { evaluate } from './wizard/evaluate';
export { vmBusyReason, vmReason } from './vm-reasons';
export type { FileWay, Job, Kept, OtherPool, Stretch, Transfer } from './work';
