import { loadLaterCommands } from '../commands';
import { loadComparisonCommands } from '../comparison';
import { loadDeviceCommands } from '../devices';
import { loadGpuCommands } from '../gpus';
import { loadHaCommands } from '../ha';
import { loadMemoryCommands } from '../memory';
import { loadMigrationCommands } from '../migration';
import { loadNetworkCommands } from '../networks';
import { loadNewVmCommands } from '../new-vm';
import { loadOrganizationCommands } from '../organization';
import { loadPoolCommands } from '../pools';
import { loadPropertyCommands } from '../properties';
import { loadReportCommands } from '../reports';
import { loadScheduleCommands } from '../schedules';
import { loadServerCommands } from '../servers';
import { loadSnapshotCommands } from '../snapshots';
import { loadStorageCommands } from '../storage';
import { loadTopologyCommands } from '../topology';
import { loadTransferCommands } from '../transfer';
import { loadUpdateCommands } from '../updates';
import { loadUserCommands } from '../users';
import { loadVappCommands } from '../vapps';
import { loadVmSettingCommands } from '../vm-settings';

const LOADERS = [
  loadLaterCommands,
  loadNewVmCommands,
  loadVmSettingCommands,
  loadOrganizationCommands,
  loadPoolCommands,
  loadPropertyCommands,
  loadScheduleCommands,
  loadServerCommands,
  loadSnapshotCommands,
  loadStorageCommands,
  loadNetworkCommands,
  loadDeviceCommands,
  loadGpuCommands,
  loadHaCommands,
  loadMemoryCommands,
  loadMigrationCommands,
  loadUpdateCommands,
  loadUserCommands,
  loadVappCommands,
  loadTransferCommands,
  loadReportCommands,
  loadTopologyCommands,
  loadComparisonCommands,
];

/** Brings the commands of all features into the table; each comes with a chunk of its own. */
export async function loadFeatureCommands(): Promise<void> {
  await Promise.all(LOADERS.map((load) => load()));
}
