import { addCommands } from '../../commands';
import { bootCommands } from './boot';
import { kindCommands } from './kinds';
import { processorCommands } from './processors';
import { startCommands } from './start-options';
import { descriptionCommands } from './description';

addCommands([...kindCommands, ...descriptionCommands, ...processorCommands, ...bootCommands, ...startCommands]);
