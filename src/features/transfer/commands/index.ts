import { addCommands } from '../../commands';
import { exportCommands } from './exports';
import { reportCommands } from './reports';
import { restoreCommands } from './restores';

addCommands([...exportCommands, ...reportCommands, ...restoreCommands]);
