import type { ReactNode } from 'react';
import { ConsoleTab } from '../console';
import { PoolDashboard, SiteDashboard } from '../dashboard';
import { PciTab, UsbTab } from '../devices';
import { GeneralTab } from '../general';
import { loadFeatureCommands } from './feature-commands';
import { GpuTab, hasGpuTab, VmGpuTab } from '../gpus';
import { HaTab } from '../ha';
import { HostMemoryTab, PoolMemoryTab, VmMemoryTab } from '../memory';
import type { ObjectId } from '../navigation';
import { InterfacesTab, NetworksTab, NicsTab } from '../networks';
import { HistoryTab } from '../notifications';
import { kindOf, poolOfAlone } from '../objects';
import type { Inventory, ObjectKind } from '../objects';
import { PerformanceOfSeveral, PerformanceTab } from '../performance';
import { PermissionsTab } from '../permissions';
import { ReportsTab } from '../reports';
import { SchedulesTab } from '../schedules';
import { SearchTab } from '../search';
import { RepositoriesTab, SrStorageTab, VmStorageTab } from '../storage';
import { UsersTab } from '../users';
import { SnapshotsTab } from '../snapshots';
import { DependenciesTab, MapTab } from '../topology';
import { VappsTab } from '../vapps';
import type { texts } from './texts';

export type TabId = keyof typeof texts.tabs;

export interface Tab {
  readonly id: TabId;
  readonly render: (id: ObjectId, kind: ObjectKind) => ReactNode;
  /** Whether this object has anything for it; always unless given. */
  readonly isFor?: (inventory: Inventory, kind: ObjectKind, ref: string) => boolean;
  /** It is about what the object stands under. */
  readonly isOfPool?: true;
}

const general: Tab = { id: 'general', render: (id, kind) => <GeneralTab key={id.ref} id={id} kind={kind} /> };
const console: Tab = { id: 'console', render: (id, kind) => <ConsoleTab key={id.ref} id={id} kind={kind} /> };
const search: Tab = { id: 'search', render: () => <SearchTab /> };
const vmStorage: Tab = { id: 'storage', render: (id) => <VmStorageTab key={id.ref} id={id} /> };
const srStorage: Tab = { id: 'storage', render: (id) => <SrStorageTab key={id.ref} id={id} /> };
const repositories: Tab = { id: 'storage', render: (id) => <RepositoriesTab key={id.ref} id={id} /> };
const interfaces: Tab = { id: 'networking', render: (id) => <InterfacesTab key={id.ref} id={id} /> };
const networks: Tab = { id: 'networking', render: (id) => <NetworksTab key={id.ref} id={id} /> };
const nics: Tab = { id: 'nics', render: (id) => <NicsTab key={id.ref} id={id} /> };
const hostMemory: Tab = { id: 'memory', render: (id) => <HostMemoryTab key={id.ref} id={id} /> };
const poolMemory: Tab = { id: 'memory', render: (id) => <PoolMemoryTab key={id.ref} id={id} /> };
const vmMemory: Tab = { id: 'memory', render: (id) => <VmMemoryTab key={id.ref} id={id} /> };
const ha: Tab = { id: 'ha', render: (id) => <HaTab key={id.ref} id={id} /> };
const schedules: Tab = { id: 'schedules', render: (id) => <SchedulesTab key={id.ref} id={id} /> };
const vapps: Tab = { id: 'vapps', render: (id) => <VappsTab key={id.ref} id={id} /> };
const users: Tab = { id: 'users', render: (id) => <UsersTab key={id.ref} id={id} /> };
const performance: Tab = {
  id: 'performance',
  render: (id, kind) => <PerformanceTab key={id.ref} id={id} kind={kind} />,
};
const snapshots: Tab = { id: 'snapshots', render: (id) => <SnapshotsTab key={id.ref} id={id} /> };

const usb: Tab = { id: 'usb', render: (id) => <UsbTab key={id.ref} id={id} /> };
const pci: Tab = { id: 'pci', render: (id) => <PciTab key={id.ref} id={id} /> };

const history: Tab = { id: 'history', render: (id) => <HistoryTab key={id.ref} id={id} /> };
const poolDashboard: Tab = { id: 'dashboard', render: (id) => <PoolDashboard key={id.ref} /> };
const siteDashboard: Tab = { id: 'dashboard', render: () => <SiteDashboard /> };
const reports: Tab = { id: 'reports', render: (id) => <ReportsTab key={id.ref} ofAll={id.ref === ''} /> };
const dependencies: Tab = { id: 'dependencies', render: (id) => <DependenciesTab key={id.ref} id={id} /> };
const map: Tab = { id: 'map', render: (id) => <MapTab key={id.ref} /> };
const permissions: Tab = { id: 'permissions', render: (id) => <PermissionsTab key={id.ref} id={id} /> };

const gpu: Tab = {
  id: 'gpu',
  isFor: hasGpuTab,
  render: (id, kind) => <GpuTab key={id.ref} id={id} kind={kind} />,
};
const vmGpu: Tab = { id: 'gpu', isFor: hasGpuTab, render: (id) => <VmGpuTab key={id.ref} id={id} /> };

/** A tab of the pool, on the server that stands for one without a row of its own. */
const ofPool = (tab: Tab): Tab => ({
  ...tab,
  isFor: (inventory, _kind, ref) => poolOfAlone(inventory, { connection: '', class: 'host', ref }) !== null,
  isOfPool: true,
});

// Menus offer these commands wherever an object stands, so they do not wait for a tab. Without a network the tab that
// needs them fetches them again.
loadFeatureCommands().catch(() => undefined);

/** What each type has between what all have, in order. A new tab of a type is one entry here. */
const TABS: Record<ObjectKind, readonly Tab[]> = {
  pool: [
    poolDashboard,
    performance,
    poolMemory,
    repositories,
    networks,
    gpu,
    ha,
    schedules,
    vapps,
    users,
    reports,
    map,
  ],
  host: [
    hostMemory,
    repositories,
    networks,
    nics,
    gpu,
    usb,
    pci,
    console,
    performance,
    ofPool(schedules),
    ofPool(vapps),
    ofPool(users),
    ofPool(reports),
  ],
  vm: [vmMemory, vmStorage, interfaces, vmGpu, console, performance, snapshots],
  template: [vmMemory, vmStorage, interfaces, vmGpu],
  snapshot: [interfaces],
  sr: [srStorage, performance],
  vdi: [],
  network: [performance],
  pgpu: [gpu, performance],
  gpuGroup: [gpu, performance],
  appliance: [],
};

/** Templates and snapshots carry nothing. */
const DEPENDED_ON: ReadonlySet<ObjectKind> = new Set([
  'pool',
  'host',
  'vm',
  'sr',
  'vdi',
  'network',
  'pgpu',
  'gpuGroup',
  'appliance',
]);

/** The tabs of an object. */
export function tabsOf(inventory: Inventory, kind: ObjectKind, ref: string): readonly Tab[] {
  const own = TABS[kind].filter((tab) => tab.isFor?.(inventory, kind, ref) ?? true);
  const about = DEPENDED_ON.has(kind) ? [dependencies] : [];
  return [general, ...own, ...about, search, history, permissions];
}

/** The whole console. */
export const siteTabs: readonly Tab[] = [search, siteDashboard, reports];

/** Groups and several objects have the grid alone; those that can be compared, their graphs as well. */
const gridOnly: readonly Tab[] = [search];
const gridAndGraphs: readonly Tab[] = [search, { id: 'performance', render: () => <PerformanceOfSeveral /> }];

export function tabsOfSeveral(inventory: Inventory, selection: readonly ObjectId[]): readonly Tab[] {
  const [first, ...others] = selection;
  const kind = first && kindOf(inventory, first.class, first.ref);
  if (kind !== 'vm' && kind !== 'host' && kind !== 'sr') return gridOnly;
  const isAlike = others.every(
    ({ connection, class: cls, ref }) =>
      connection === first?.connection && kindOf(inventory, cls as ObjectId['class'], ref) === kind,
  );
  return isAlike && others.length > 0 ? gridAndGraphs : gridOnly;
}
