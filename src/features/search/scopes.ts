import { ALL_TYPES } from './query/model';
import type { ScopeType } from './query/model';
import { texts } from './texts';

export type ScopeId = keyof typeof texts.scopes;

/** What XenCenter's "search for" offers, and what this console has beside it; null: what is below the selection. */
const SCOPES: Readonly<Record<Exclude<ScopeId, 'own'>, readonly ScopeType[] | null>> = {
  here: null,
  vms: ['vm'],
  servers: ['server', 'disconnectedServer'],
  serversVms: ['server', 'disconnectedServer', 'vm'],
  serversVmsStorage: ['server', 'disconnectedServer', 'vm', 'template', 'sharedStorage', 'localStorage'],
  serversVmsNetworks: ['server', 'disconnectedServer', 'vm', 'template', 'sharedStorage', 'localStorage', 'network'],
  storage: ['sharedStorage', 'localStorage'],
  disks: ['disk'],
  networks: ['network'],
  snapshots: ['snapshot'],
  templates: ['template', 'shippedTemplate'],
  pools: ['pool'],
  vapps: ['vapp'],
  folders: ['folder'],
  gpus: ['gpu', 'gpuGroup'],
  everything: [...ALL_TYPES, 'vapp'],
  everythingFolders: [...ALL_TYPES, 'vapp', 'folder'],
};

/** The choice that has exactly these types; `own` for any other set of them. */
export function scopeIdOf(types: readonly ScopeType[] | null): ScopeId {
  const key = types === null ? '' : [...types].sort().join();
  for (const [id, each] of Object.entries(SCOPES)) {
    if ((each === null ? '' : [...each].sort().join()) === key) return id as ScopeId;
  }
  return 'own';
}

export function scopeOf(id: ScopeId): readonly ScopeType[] | null {
  return id === 'own' ? null : SCOPES[id];
}

export function scopeOptions(now: ScopeId): readonly { readonly value: ScopeId; readonly label: string }[] {
  const ids = [...(Object.keys(SCOPES) as ScopeId[]), ...(now === 'own' ? (['own'] as const) : [])];
  return ids.map((value) => ({ value, label: texts.scopes[value] }));
}
