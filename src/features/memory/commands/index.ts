import { addCommands } from '../../commands';
import { memoryCommands } from './memory-commands';

addCommands(memoryCommands);
