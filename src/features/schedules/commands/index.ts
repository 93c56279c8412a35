import { addCommands } from '../../commands';
import { scheduleCommands } from './schedules';
import { scheduleWizards } from './wizards';

addCommands([...scheduleWizards, ...scheduleCommands]);
