import { addCommands } from '../../commands';
import { motionCommand } from './command';

addCommands([motionCommand]);
