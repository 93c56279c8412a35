import { addCommands } from '../../commands';
import { vappCommands } from './vapps';
import { vappWizards } from './wizards';

addCommands([...vappWizards, ...vappCommands]);
