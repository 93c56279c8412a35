import { addCommands } from '../../commands';
import { maintenanceCommands } from './maintenance';
import { membershipCommands } from './membership';
import { poolCommands } from './pools';
import { powerCommands } from './power';
import { settingsCommands } from './settings';

addCommands([...maintenanceCommands, ...powerCommands, ...settingsCommands, ...membershipCommands, ...poolCommands]);
