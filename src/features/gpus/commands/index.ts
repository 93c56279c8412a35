import { addCommands } from '../../commands';
import { cardCommands } from './cards';
import { placementCommands } from './placement';
import { vmCommands } from './vm-gpus';

addCommands([...vmCommands, ...placementCommands, ...cardCommands]);
