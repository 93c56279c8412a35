import { addCommands } from '../../commands';
import { installCommand } from './install';
import { sourcesCommand } from './sources';
import { synchroniseCommand } from './synchronise';
import { uploadCommand } from './upload';

addCommands([installCommand, synchroniseCommand, sourcesCommand, uploadCommand]);
