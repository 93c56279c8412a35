import { addCommands } from '../../commands';
import { enableCommand } from './enable';
import { haCommands } from './ha';

addCommands([enableCommand, ...haCommands]);
