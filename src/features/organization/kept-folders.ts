import type { Ref } from '../../xapi/datamodel/ref';
import { inTurn, planned, runCalls, xeLine } from '../commands';
import type { PlannedCall } from '../commands';
import { mayCall, only } from '../objects';
import type { Inventory } from '../objects';
import { filedObjects } from './filed';
import type { FiledObject } from './filed';
import { emptyFolders, folderNames, folderPath, isAtOrBelow, parentPath } from './folder-path';

/** The keys by which XenCenter knows where an object is, and which folders a pool keeps although they are empty. */
export const FOLDER = 'folder';
const EMPTY = 'EMPTY_FOLDERS';

type Config = FiledObject['other_config'];
type Paths = readonly string[];

/** Where this console has just put an object, by what the cache still has of it: the event brings another row. */
const put = new WeakMap<Config, string>();

export const folderOf = ({ other_config: config }: { readonly other_config: Config }): string =>
  put.get(config) ?? folderPath(folderNames(config[FOLDER]));

/** Calls that put an object elsewhere: those after them, of the same piece of work, find it there. */
export function putting(config: Config, path: string, calls: readonly PlannedCall[]): readonly PlannedCall[] {
  return calls.map((call) => ({
    ...call,
    run: async (job) => {
      put.set(config, path);
      try {
        return await call.run(job);
      } catch (refused) {
        put.delete(config);
        throw refused;
      }
    },
  }));
}

/** What this console has just had a pool keep, in the same way. */
const written = new WeakMap<Config, string>();

const textIn = (config: Config): string | undefined => written.get(config) ?? config[EMPTY];

const pathsIn = (text = ''): Paths => emptyFolders({ [EMPTY]: text }).map(folderPath);

export function keptBy(inventory: Inventory): Paths {
  const config = only(inventory, 'pool')?.[1].other_config;
  return config === undefined ? [] : pathsIn(textIn(config));
}

/** The paths of all folders of a pool, those around others too. */
export function foldersIn(inventory: Inventory): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (path: string): void => {
    for (let at = path; at !== '' && !all.has(at); at = parentPath(at)) all.add(at);
  };
  for (const object of filedObjects(inventory)) add(folderOf(object));
  for (const path of keptBy(inventory)) add(path);
  return all;
}

/**
 * The calls by which a pool keeps other empty folders. All of them are one text: who changes it waits for those who do,
 * and begins with what the pool has then.
 */
export function keepCalls(inventory: Inventory, change: (kept: Paths) => Paths): readonly PlannedCall[] {
  const [ref, pool] = only(inventory, 'pool') ?? [];
  if (ref === undefined || !pool) return [];
  const { uuid, other_config: cached } = pool;
  const write: PlannedCall['run'] = (job) =>
    inTurn(`${EMPTY} of ${uuid}`, async () => {
      const { [EMPTY]: now } = await job.call('pool.get_other_config', ref);
      await runCalls(job, writeCalls(ref, uuid, now, change));
      written.set(cached, changed(now, change));
    });
  return writeCalls(ref, uuid, textIn(cached), change).map((call, at) => ({
    ...call,
    run: at === 0 ? write : () => Promise.resolve(),
  }));
}

const changed = (text: string | undefined, change: (kept: Paths) => Paths): string =>
  [...new Set(change(pathsIn(text)))].join(';');

function writeCalls(
  ref: Ref<'pool'>,
  uuid: string,
  before: string | undefined,
  change: (kept: Paths) => Paths,
): readonly PlannedCall[] {
  const value = changed(before, change);
  if (value === (before ?? '')) return [];
  const isGone = value === '';
  const removeLine = xeLine('pool-param-remove', { uuid, 'param-name': 'other-config', 'param-key': EMPTY });
  const setLine = xeLine('pool-param-set', { uuid, [`other-config:${EMPTY}`]: value });
  return [
    ...(before === undefined ? [] : [planned(isGone ? removeLine : '', 'pool.remove_from_other_config', ref, EMPTY)]),
    ...(isGone ? [] : [planned(setLine, 'pool.add_to_other_config', ref, EMPTY, value)]),
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
  if (keptBy(inventory).some((each) => isAtOrBelow(each, path))) return [];
  for (const other of filedObjects(inventory)) {
    if (other.ref !== object.ref && isAtOrBelow(folderOf(other), path)) return [];
  }
  return keepCalls(inventory, (kept) => [...kept, path]);
}
