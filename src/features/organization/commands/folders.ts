import { FolderInput, FolderPlus, PencilLine, Trash2 } from 'lucide-react';
import { planned, xeLine } from '../../commands';
import type { Choice, OtherPool, PlannedCall, PoolCommand, Target } from '../../commands';
import type { Call, Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { isAtOrBelow, parentPath } from '../folder-path';
import { FILED, filedObjects, nounOf, sidesOf } from '../filed';
import type { FiledObject, Side } from '../filed';
import { texts } from '../texts';
import { FOLDER, folderOf, foldersIn, keepCalls, keptBy, putting } from '../kept-folders';
import { NAME, PLACE, renamedTo, TOP } from './renamed';
import { inAllPools } from './work';

/** Where the objects of a pool are filed, and the folders that it keeps although they are empty. */
function pathsOf({ inventory }: Side): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const object of filedObjects(inventory)) paths.add(folderOf(object));
  for (const names of keptBy(inventory)) paths.add(names);
  paths.delete('');
  return paths;
}

/** All folders of all pools, those around others too. */
function allFolders(inventory: Inventory, others: readonly OtherPool[] | undefined): ReadonlySet<string> {
  return new Set(sidesOf(inventory, others).flatMap((side) => [...foldersIn(side.inventory)]));
}

/** Takes what is at or below a folder to another path; null: out of all folders. */
function moving(side: Side, from: string, to: string | null): readonly (readonly PlannedCall[])[] {
  if (from === to) return [];
  const moved = (path: string): string => (to === null ? '' : to + path.slice(from.length));
  const plan: (readonly PlannedCall[])[] = [];
  let isConcerned = false;
  const after = new Set<string>();
  for (const object of filedObjects(side.inventory)) {
    const path = folderOf(object);
    const isMoved = path !== '' && isAtOrBelow(path, from);
    after.add(isMoved ? moved(path) : path);
    if (!isMoved) continue;
    isConcerned = true;
    plan.push(filing(side, object, moved(path)));
  }
  isConcerned ||= keptBy(side.inventory).some((path) => isAtOrBelow(path, from));
  if (!isConcerned) return [];
  const around = parentPath(from);
  const keeping = keepCalls(side.inventory, (kept) => {
    const next = kept.map((path) => (isAtOrBelow(path, from) ? moved(path) : path)).filter((path) => path !== '');
    // What it was in does not go with the last thing in it.
    const isLeft = around !== '' && ![...after, ...next].some((path) => isAtOrBelow(path, around));
    return isLeft ? [...next, around] : next;
  });
  return keeping.length === 0 ? plan : [...plan, keeping];
}

function filing({ inventory }: Side, object: FiledObject, path: string): readonly PlannedCall[] {
  const { cls, ref, uuid, other_config: config } = object;
  const noun = nounOf(inventory, object);
  const isGone = path === '';
  const removeLine = xeLine(`${noun}-param-remove`, { uuid, 'param-name': 'other-config', 'param-key': FOLDER });
  const remove = planned(isGone ? removeLine : '', `${cls}.remove_from_other_config`, ref, FOLDER);
  const setLine = xeLine(`${noun}-param-set`, { uuid, [`other-config:${FOLDER}`]: path });
  return putting(config, path, [
    ...(FOLDER in config ? [remove] : []),
    ...(isGone ? [] : [planned(setLine, `${cls}.add_to_other_config`, ref, FOLDER, path)]),
  ]);
}

/** Where a new folder is kept: with the one around it, else in the pool of the command. */
function creating(side: Side, around: string, path: string): readonly (readonly PlannedCall[])[] {
  const isHere = around === '' ? side.pool === null : [...pathsOf(side)].some((each) => isAtOrBelow(each, around));
  if (!isHere) return [];
  const calls = keepCalls(side.inventory, (kept) => [...kept, path]);
  return calls.length === 0 ? [] : [calls];
}

const POOL_CALLS: readonly Call[] = ['pool.add_to_other_config', 'pool.remove_from_other_config'];

/** What it takes in the pool of the command; others refuse for themselves. */
function callsFor(inventory: Inventory, { ref }: Target): readonly Call[] {
  const classes = new Set<string>();
  for (const object of filedObjects(inventory)) {
    const path = folderOf(object);
    if (path !== '' && isAtOrBelow(path, ref)) classes.add(object.cls);
  }
  const calls = FILED.filter((cls) => classes.has(cls)).flatMap((cls): readonly Call[] => [
    `${cls}.add_to_other_config`,
    `${cls}.remove_from_other_config`,
  ]);
  return keptBy(inventory).some((path) => isAtOrBelow(path, ref)) ? [...new Set([...calls, ...POOL_CALLS])] : calls;
}

/** A slash would be two folders, and a semicolon parts those that a pool keeps. */
function nameProblem(name: string, around: string, all: ReadonlySet<string>): string | null {
  if (/[/;]/.test(name)) return texts.problems.folderName;
  return all.has(`${around}/${name.trim()}`) ? texts.problems.folderThere : null;
}

/** Objects in folders and below them, over all pools. */
function countIn(inventory: Inventory, path: string, others: readonly OtherPool[] | undefined): number {
  let count = 0;
  for (const side of sidesOf(inventory, others)) {
    for (const object of filedObjects(side.inventory)) {
      const own = folderOf(object);
      if (own !== '' && isAtOrBelow(own, path)) count++;
    }
  }
  return count;
}

const common = {
  type: 'pool',
  kinds: ['folder'],
  group: 'edit',
  // What one leaves behind tells what becomes of the next.
  oneByOne: true,
  calls: callsFor,
  reason: () => null,
} as const;
/** The top level is no folder that one can do something to. */
const isFolder = (_inventory: Inventory, { ref }: Target): boolean => ref !== '';

/** What is done to a folder is done to its objects in all pools. */
export const folderCommands: readonly PoolCommand[] = [
  {
    ...common,
    id: 'folder.new',
    label: texts.labels.newFolder,
    verb: texts.verbs.create,
    title: texts.titles.newFolder,
    icon: FolderPlus,
    group: 'create',
    button: true,
    single: true,
    calls: POOL_CALLS,
    fields: (inventory, [target], _nowMs, others) => {
      const all = allFolders(inventory, others);
      return [
        {
          kind: 'text',
          id: NAME,
          label: texts.fields.name,
          initial: '',
          problem: (text) => nameProblem(text, target?.ref ?? '', all),
        },
      ];
    },
    ...inAllPools((side, target, input) => creating(side, target.ref, renamedTo('folder.new', target.ref, input))),
  },
  {
    ...common,
    id: 'folder.rename',
    label: texts.labels.rename,
    verb: texts.verbs.rename,
    title: texts.titles.renameFolder,
    icon: PencilLine,
    button: true,
    shortcut: 'F2',
    single: true,
    isOffered: isFolder,
    fields: (inventory, [target], _nowMs, others) => {
      const all = allFolders(inventory, others);
      return [
        {
          kind: 'text',
          id: NAME,
          label: texts.fields.name,
          initial: target?.name ?? '',
          hint: texts.everywhere(countIn(inventory, target?.ref ?? '', others)),
          problem: (text) =>
            text.trim() === target?.name ? null : nameProblem(text, parentPath(target?.ref ?? ''), all),
        },
      ];
    },
    ...inAllPools((side, { ref }, input) => moving(side, ref, renamedTo('folder.rename', ref, input))),
  },
  {
    ...common,
    id: 'folder.move',
    label: texts.labels.moveFolder,
    verb: texts.verbs.move,
    title: texts.titles.moveFolder,
    icon: FolderInput,
    isOffered: isFolder,
    fields: (inventory, targets, _nowMs, others) => {
      const all = allFolders(inventory, others);
      const places: readonly Choice[] = [
        { key: TOP, label: texts.fields.top, detail: '', reason: whyNotInto('', targets, all), isNone: true },
        ...[...all].sort(compareNatural).map((path): Choice => {
          const label = path.slice(1).replaceAll('/', ' / ');
          return { key: path, label, detail: '', reason: whyNotInto(path, targets, all) };
        }),
      ];
      const initial = places.find(({ reason }) => reason === null)?.key ?? TOP;
      return [{ kind: 'choice', id: PLACE, label: texts.fields.place, initial, choices: places, checksServers: false }];
    },
    ...inAllPools((side, { ref }, input) => moving(side, ref, renamedTo('folder.move', ref, input))),
  },
  {
    ...common,
    id: 'folder.delete',
    label: texts.labels.delete,
    verb: texts.verbs.delete,
    title: texts.titles.deleteFolder,
    question: texts.titles.deleteFolder,
    icon: Trash2,
    group: 'remove',
    danger: true,
    isOffered: isFolder,
    confirm: (inventory, targets, others) => {
      const all = [...allFolders(inventory, others)];
      return {
        consequence: texts.consequences.deleteFolder,
        losses: targets.map(({ ref }) =>
          texts.losesFolder(
            ref,
            countIn(inventory, ref, others),
            all.filter((path) => path !== ref && isAtOrBelow(path, ref)).length,
          ),
        ),
      };
    },
    ...inAllPools((side, target) => moving(side, target.ref, null)),
  },
];

/** Why folders cannot go into another one; null: they can. */
export function whyNotInto(
  place: string,
  moved: readonly Pick<Target, 'ref' | 'name'>[],
  all: ReadonlySet<string>,
): string | null {
  for (const { ref, name } of moved) {
    if (place !== '' && isAtOrBelow(place, ref)) return texts.problems.intoItself;
    if (parentPath(ref) === place) return texts.problems.isThere;
    if (all.has(`${place}/${name}`)) return texts.problems.folderThere;
  }
  return null;
}

/** The answers of `folder.move` for a place; the empty path is the top level. */
export const movePreset = (place: string): Readonly<Record<string, string>> => ({
  [PLACE]: place === '' ? TOP : place,
});
