import { addCommands } from '../../commands';
import { importCommand } from '../import/command';
import { crashDumpCommands } from './crash-dumps';
import { exportPackage } from './export-package';
import { exportCommands } from './exports';
import { reportCommands } from './reports';
import { restoreCommands } from './restores';

addCommands([
  importCommand,
  ...exportCommands,
  exportPackage,
  ...reportCommands,
  ...restoreCommands,
  ...crashDumpCommands,
]);
