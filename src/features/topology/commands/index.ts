import { addCommands } from '../../commands';
import { topologyCommands } from './topology';

addCommands(topologyCommands);
