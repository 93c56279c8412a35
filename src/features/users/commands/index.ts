import { addCommands } from '../../commands';
import { directoryCommands } from './directory';
import { userCommands } from './users';

addCommands([...userCommands, ...directoryCommands]);
