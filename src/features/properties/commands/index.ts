import { addCommands } from '../../commands';
import { alertsCommand } from './alerts';
import { filingCommands } from './filing';
import { manyVmCommands } from './many-vms';

addCommands([...filingCommands, alertsCommand, ...manyVmCommands]);
