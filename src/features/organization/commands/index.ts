import { addCommands } from '../../commands';
import { folderCommands } from './folders';
import { tagCommands } from './tags';

addCommands([...tagCommands, ...folderCommands]);
