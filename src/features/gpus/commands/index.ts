import { addCommands } from '../../commands';
import { placementCommands } from './placement';
import { vmCommands } from './vm-gpus';

addCommands([...vmCommands, ...placementCommands]);
