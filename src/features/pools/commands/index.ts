import { addCommands } from '../../commands';
import { gatheringCommands } from './gathering';
import { propertiesCommand } from './properties';

addCommands([...gatheringCommands, propertiesCommand]);
