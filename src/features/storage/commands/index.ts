import { addCommands } from '../../commands';
import { addingCommands } from './adding';
import { discCommands } from './discs';
import { diskCommands } from './disk-commands';
import { driveCommands } from './drive-commands';
import { driveSettings } from './drive-settings';
import { newSrCommand } from '../new-sr/command';
import { repositoryCommands } from './repository-commands';
import { storageCommands } from './storage-commands';
import { trackingCommands } from './tracking';

// The commands are there wherever this chunk is: with the tabs that show them, and soon after the first sight.
addCommands([
  ...addingCommands,
  ...discCommands,
  ...driveCommands,
  ...diskCommands,
  ...driveSettings,
  ...trackingCommands,
  ...storageCommands,
  ...repositoryCommands,
  newSrCommand,
]);
