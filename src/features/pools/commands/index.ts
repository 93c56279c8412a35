import { addCommands } from '../../commands';
import { gatheringCommands } from './gathering';
import { propertiesCommand } from './properties';
import { standAlone } from './standing-alone';

addCommands([...gatheringCommands, propertiesCommand, standAlone]);
