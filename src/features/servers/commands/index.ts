import { addCommands } from '../../commands';
import { identityCommands } from './identity';
import { iscsiNameCommand } from './iscsi-name';
import { licenceCommands } from './licence';
import { maintenanceCommands } from './maintenance';
import { membershipCommands } from './membership';
import { poolCommands } from './pools';
import { powerCommands } from './power';
import { settingsCommands } from './settings';

addCommands([
  ...maintenanceCommands,
  ...powerCommands,
  ...settingsCommands,
  ...licenceCommands,
  ...identityCommands,
  iscsiNameCommand,
  ...membershipCommands,
  ...poolCommands,
]);
