import { addCommands } from '../../commands';
import { addingCommands } from './adding';
import { discCommands } from './discs';
import { diskCommands } from './disk-commands';
import { driveCommands } from './drive-commands';
import { newSrCommand } from '../new-sr/command';
import { repositoryCommands } from './repository-commands';
import { storageCommands } from './storage-commands';

// The commands are there wherever this chunk is: with the tabs that show them, and soon after the first sight.
addCommands([
  ...addingCommands,
  ...discCommands,
  ...driveCommands,
  ...diskCommands,
  ...storageCommands,
  ...repositoryCommands,
  newSrCommand,
]);
