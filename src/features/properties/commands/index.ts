import { addCommands } from '../../commands';
import { alertsCommand } from './alerts';
import { defineFieldsCommand } from './define-fields';
import { filingCommands } from './filing';
import { manyVmCommands } from './many-vms';
import { propertiesCommand } from './properties';

addCommands([propertiesCommand, ...filingCommands, defineFieldsCommand, alertsCommand, ...manyVmCommands]);
