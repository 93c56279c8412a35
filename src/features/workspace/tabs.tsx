import type { ReactNode } from 'react';
import { GeneralTab } from '../general';
import type { ObjectId } from '../navigation';
import type { ObjectKind } from '../objects';
import { SearchTab } from '../search';
import { loadStorageCommands, RepositoriesTab, SrStorageTab, VmStorageTab } from '../storage';
import { SnapshotsTab } from './snapshots-tab';
import type { texts } from './texts';

export type TabId = keyof typeof texts.tabs;

interface Tab {
  readonly id: TabId;
  readonly render: (id: ObjectId, kind: ObjectKind) => ReactNode;
}

const general: Tab = { id: 'general', render: (id, kind) => <GeneralTab key={id.ref} id={id} kind={kind} /> };
const search: Tab = { id: 'search', render: () => <SearchTab /> };
const vmStorage: Tab = { id: 'storage', render: (id) => <VmStorageTab key={id.ref} id={id} /> };
const srStorage: Tab = { id: 'storage', render: (id) => <SrStorageTab key={id.ref} id={id} /> };
const repositories: Tab = { id: 'storage', render: (id) => <RepositoriesTab key={id.ref} id={id} /> };
const snapshots: Tab = { id: 'snapshots', render: (id) => <SnapshotsTab key={id.ref} id={id} /> };

const USUAL: readonly Tab[] = [general, search];

// Menus offer these commands wherever an object stands, so they do not wait for a tab. Without a network the tab that
// needs them fetches them again.
loadStorageCommands().catch(() => undefined);

/** The tabs of each type, in their order. A new tab of a type is one entry here. */
const TABS: Record<ObjectKind, readonly Tab[]> = {
  pool: [general, repositories, search],
  host: [general, repositories, search],
  vm: [general, vmStorage, snapshots, search],
  template: [general, vmStorage, search],
  snapshot: USUAL,
  sr: [general, srStorage, search],
  vdi: USUAL,
  network: USUAL,
  pgpu: USUAL,
  gpuGroup: USUAL,
  appliance: USUAL,
};

export function tabsOf(kind: ObjectKind): readonly Tab[] {
  return TABS[kind];
}

/** Groups, several objects and the whole console have the grid alone. */
export const gridOnly: readonly Tab[] = [search];
