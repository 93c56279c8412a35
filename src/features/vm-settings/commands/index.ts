import { addCommands } from '../../commands';
import { bootCommands } from './boot';
import { kindCommands } from './kinds';
import { processorCommands } from './processors';
import { startCommands } from './start-options';
import { descriptionCommands } from './description';
import { tpmCommands } from './tpm';

addCommands([
  ...kindCommands,
  ...descriptionCommands,
  ...processorCommands,
  ...bootCommands,
  ...startCommands,
  ...tpmCommands,
]);
