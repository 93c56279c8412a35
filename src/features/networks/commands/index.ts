import { addCommands } from '../../commands';
import { newNetworkCommand } from '../new-network/command';
import { bondCommands } from './bond-commands';
import { interfaceCommands } from './interface-commands';
import { networkCommands } from './network-commands';
import { networkSettings } from './network-settings';
import { nicCommands } from './nic-commands';

// The commands are there wherever this chunk is: with the tabs that show them, and soon after the first sight.
addCommands([
  ...interfaceCommands,
  ...networkCommands,
  networkSettings,
  ...bondCommands,
  ...nicCommands,
  newNetworkCommand,
]);
