import { Boxes, LogIn, LogOut, Plus } from 'lucide-react';
import type { LocalCommand } from '../../features/commands';
import type { PoolEntry } from '../../features/connections';
import type { Navigation, ObjectId } from '../../features/navigation';
import { only, rows } from '../../features/objects';
import { readInventory } from '../../xapi/cache/cache';
import { setShell } from '../shell-store';
import { siteTexts as texts } from './command-texts';
import type { ConsolePools } from './console-pools';

/** A server that stands alone, which a pool can be made of. */
export interface Alone {
  readonly name: string;
  /** Its pool of one. */
  readonly pool: ObjectId;
}

/** The connected servers that stand alone, in the order of the list. */
export function serversAlone(entries: readonly PoolEntry[]): readonly Alone[] {
  return entries.flatMap(({ id, name, state, connection }): Alone[] => {
    const inventory = readInventory(connection);
    const [ref] = only(inventory, 'pool') ?? [];
    if (state !== 'connected' || ref === undefined || rows(inventory, 'host').size !== 1) return [];
    return [{ name, pool: { connection: id, class: 'pool', ref } }];
  });
}

/** Opens the wizard that makes a pool of a server. */
export function makePool(navigate: Navigation['navigate'], { pool }: Alone): void {
  navigate({ wizard: { command: 'pool.create', object: pool, step: '' } });
}

/** Why no pool can be made; null: there is a server to make one of. */
export function newPoolReason(entries: readonly PoolEntry[]): string | null {
  return serversAlone(entries).length === 0 ? texts.noneAlone : null;
}

/** Makes a pool of the only server that stands alone, or asks of which. */
export function newPool(navigate: Navigation['navigate'], entries: readonly PoolEntry[]): void {
  const [first, ...others] = serversAlone(entries);
  if (first !== undefined && others.length === 0) makePool(navigate, first);
  else setShell({ serverDialog: { kind: 'newPool' } });
}

/** Those of the list that have an address to connect to. */
function liveEntries(pools: ConsolePools): readonly PoolEntry[] {
  return pools.list.entries().filter(({ id }) => pools.session(id)?.kind === 'live');
}

/** Why nothing can be connected; null: something can. */
export function connectAllReason(live: readonly PoolEntry[]): string | null {
  if (live.length === 0) return texts.noServers;
  return live.some(({ state }) => state === 'disconnected') ? null : texts.allConnected;
}

/** Why nothing can be disconnected; null: something can. */
export function disconnectAllReason(live: readonly PoolEntry[]): string | null {
  if (live.length === 0) return texts.noServers;
  return live.some(({ state }) => state !== 'disconnected') ? null : texts.noneConnected;
}

export function disconnectAll(pools: ConsolePools): void {
  for (const { id } of liveEntries(pools)) pools.session(id)?.logout();
}

/** What a person can do with the console as a whole, on the root of the tree. */
export function siteCommands(pools: () => ConsolePools | null): readonly LocalCommand[] {
  const entries = (): readonly PoolEntry[] => pools()?.list.entries() ?? [];
  const live = (): readonly PoolEntry[] => {
    const all = pools();
    return all === null ? [] : liveEntries(all);
  };
  const command = (
    id: keyof typeof texts.labels,
    icon: LocalCommand['icon'],
    group: LocalCommand['group'],
    reason: () => string | null,
    run: (navigate: Navigation['navigate']) => void,
  ): LocalCommand => ({
    type: 'local',
    id: `site.${id}`,
    label: texts.labels[id],
    icon,
    group,
    button: true,
    kinds: ['site'],
    single: true,
    reason,
    run: ({ navigate }) => run(navigate),
  });
  return [
    command(
      'add',
      Plus,
      'create',
      () => (pools()?.list.add === undefined ? texts.noOther : null),
      () => pools()?.list.add?.(),
    ),
    command(
      'newPool',
      Boxes,
      'create',
      () => newPoolReason(entries()),
      (navigate) => newPool(navigate, entries()),
    ),
    command(
      'connectAll',
      LogIn,
      'connection',
      () => connectAllReason(live()),
      () => setShell({ serverDialog: { kind: 'all' } }),
    ),
    command(
      'disconnectAll',
      LogOut,
      'connection',
      () => disconnectAllReason(live()),
      () => {
        const all = pools();
        if (all !== null) disconnectAll(all);
      },
    ),
  ];
}
