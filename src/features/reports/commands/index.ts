import { addCommands } from '../../commands';
import { reportCommands } from './reports';

addCommands(reportCommands);
