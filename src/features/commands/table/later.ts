import { addCommands } from '../command-table';
import { copyingCommands } from './copying';
import { deletingCommands } from './deleting';

// Nothing of this stands in a toolbar: it comes soon after the first sight.
addCommands([...copyingCommands, ...deletingCommands]);
