import { addCommands } from '../../commands';
import { importCommand } from '../import/command';
import { crashDumpCommands } from './crash-dumps';
import { exportOva } from './export-ova';
import { exportCommands } from './exports';
import { reportCommands } from './reports';
import { restoreCommands } from './restores';

addCommands([importCommand, ...exportCommands, exportOva, ...reportCommands, ...restoreCommands, ...crashDumpCommands]);
