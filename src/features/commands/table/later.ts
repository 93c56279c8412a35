import { addCommands } from '../command-table';
import { copyingCommands } from './copying';
import { deletingCommands } from './deleting';
import { editingCommands } from './editing';
import { sharingCommands } from './sharing';

// Nothing of this stands in a toolbar: it comes soon after the first sight.
addCommands([...copyingCommands, ...editingCommands, ...deletingCommands, ...sharingCommands]);
