import { planned, xeLine } from '../commands';
import type { PlannedCall } from '../commands';
import { mayCall, only } from '../objects';
import type { Inventory } from '../objects';
import { filedObjects } from './filed';
import type { FiledObject } from './filed';
import { emptyFolders, folderNames, folderPath, isAtOrBelow } from './folder-path';

/** The keys by which XenCenter knows where an object is, and which folders a pool keeps although they are empty. */
export const FOLDER = 'folder';
const EMPTY = 'EMPTY_FOLDERS';

export const folderOf = ({ other_config }: Pick<FiledObject, 'other_config'>): string =>
  folderPath(folderNames(other_config[FOLDER]));

export function keptBy(inventory: Inventory): readonly string[] {
  const config = only(inventory, 'pool')?.[1].other_config;
  return config === undefined ? [] : emptyFolders(config).map(folderPath);
}

/** The calls by which a pool keeps exactly these folders that are empty. */
export function keepCalls(inventory: Inventory, paths: readonly string[]): readonly PlannedCall[] {
  const [ref, pool] = only(inventory, 'pool') ?? [];
  if (ref === undefined || !pool) return [];
  const before = pool.other_config[EMPTY];
  const value = [...new Set(paths)].join(';');
  if (value === (before ?? '')) return [];
  const line = xeLine('pool-param-set', { uuid: pool.uuid, [`other-config:${EMPTY}`]: value });
  return [
    ...(before === undefined ? [] : [planned('', 'pool.remove_from_other_config', ref, EMPTY)]),
    ...(value === '' ? [] : [planned(line, 'pool.add_to_other_config', ref, EMPTY, value)]),
  ];
}

/** The calls that keep a folder which its last object leaves: it does not go because it was emptied. */
export function emptiedCalls(
  inventory: Inventory,
  object: Pick<FiledObject, 'ref' | 'other_config'>,
  to: string,
): readonly PlannedCall[] {
  const path = folderOf(object);
  if (path === '' || isAtOrBelow(to, path) || !mayCall(inventory, 'pool.add_to_other_config')) return [];
  const kept = keptBy(inventory);
  if (kept.some((each) => isAtOrBelow(each, path))) return [];
  for (const other of filedObjects(inventory)) {
    if (other.ref !== object.ref && isAtOrBelow(folderOf(other), path)) return [];
  }
  return keepCalls(inventory, [...kept, path]);
}
