import { addCommands } from '../../commands';
import { comparisonCommands } from './comparison';

addCommands(comparisonCommands);
