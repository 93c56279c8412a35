import { readInventory } from '../../../xapi/cache/cache';
import type { Connection } from '../../../xapi/client/contract';
import { decodeObjectId, encodeObjectId, sameObject } from '../../navigation';
import type { ObjectId } from '../../navigation';
import type { Input, ListRow, PoolCommand, StepFix, Target } from '../command';
import type { CommandRun } from '../command-run';
import { findCommand } from '../command-table';
import { planFor } from '../plan';
import { startRun } from '../runs';
import { rowsInput } from '../table/vm-call';
import { targetsOf } from '../target';
import type { EvaluatedStep } from './evaluate';

/** Where a draft keeps what was mended on the way; no field is called so. */
export const FIXES = ' fixes';

/** One object of what was mended. */
interface Mended {
  readonly command: string;
  readonly object: ObjectId;
  readonly undo: StepFix['undo'];
}

/** Answers of the command that takes it back, among the cells of a row. */
const ANSWER = 'answer ';

/** What takes one fix back. */
export interface Undo {
  readonly command: PoolCommand;
  readonly connection: Connection;
  readonly targets: readonly Target[];
  readonly input: Input;
}

export interface Aftermath {
  /** The last thing first, as things may stand on those before them. */
  readonly undos: readonly Undo[];
  /** What stays as it is, for people. */
  readonly stays: readonly string[];
}

function rowOf({ command, object, undo }: Mended): ListRow {
  const answers = Object.entries(undo?.input ?? {}).map(([id, text]) => [`${ANSWER}${id}`, text] as const);
  const id = encodeObjectId(object, '');
  return { command, object: id, undo: undo?.command ?? '', ...Object.fromEntries(answers) };
}

function mendedIn(draft: Input): readonly Mended[] {
  return rowsInput(draft, FIXES).flatMap((cells) => {
    const { command = '', undo = '' } = cells;
    const object = decodeObjectId(cells['object'] ?? '', '');
    const answers = Object.entries(cells).flatMap(([id, text]) =>
      id.startsWith(ANSWER) ? [[id.slice(ANSWER.length), text] as const] : [],
    );
    const input = answers.length > 0 ? { input: Object.fromEntries(answers) } : {};
    return object === null ? [] : [{ command, object, undo: undo === '' ? undefined : { command: undo, ...input } }];
  });
}

const isSame = (a: Pick<Mended, 'command' | 'object'>, b: Pick<Mended, 'command' | 'object'>): boolean =>
  a.command === b.command && sameObject(a.object, b.object);

/** What a draft knows of fixes once another one was chosen. */
export function withFix(draft: Input, { command, objects, undo }: StepFix): Input[string] {
  const before = mendedIn(draft);
  const fresh = objects
    .map((object): Mended => ({ command, object, undo }))
    .filter((each) => !before.some((other) => isSame(other, each)));
  return [...before, ...fresh].map(rowOf);
}

/**
 * What a wizard that is left without its work has to take back. A fix that was chosen and not carried out is still
 * offered by the steps: nothing is taken back of that.
 */
export function aftermathOf(
  draft: Input,
  steps: readonly EvaluatedStep[],
  connectionOf: (id: string) => Connection | undefined,
): Aftermath {
  const offered = steps.flatMap(({ notes }) => notes.flatMap(({ fixes }) => fixes ?? []));
  const isOffered = (mended: Mended): boolean =>
    offered.some(({ command, objects }) => objects.some((object) => isSame(mended, { command, object })));
  const undos: Undo[] = [];
  const stays: string[] = [];
  for (const mended of mendedIn(draft).toReversed()) {
    const connection = connectionOf(mended.object.connection);
    if (connection === undefined || isOffered(mended)) continue;
    const inventory = readInventory(connection);
    const { input = {}, command: id = '' } = mended.undo ?? {};
    const command = findCommand(id);
    const targets = targetsOf(inventory, [mended.object]);
    const runs = command?.type === 'pool' ? planFor(command, inventory, targets).runs : [];
    const last = undos.at(-1);
    if (command?.type === 'pool' && runs.length > 0) {
      // Objects of one fix go together.
      if (last?.command === command && last.connection === connection && mended.undo?.input === undefined)
        undos[undos.length - 1] = { ...last, targets: [...runs, ...last.targets] };
      else undos.push({ command, connection, targets: runs, input });
    } else if (mended.undo === undefined) stays.push(...lineOf(mended, targets));
  }
  return { undos, stays };
}

function lineOf({ command: id, object }: Mended, targets: readonly Target[]): readonly string[] {
  const command = findCommand(id);
  return command?.type === 'pool' ? [command.title(targets[0]?.name ?? object.ref, {})] : [];
}

/** Takes everything back, one after the other. `began` hears of each piece of work. */
export async function takeBack(
  undos: readonly Undo[],
  nowMs: () => number,
  began: (run: CommandRun) => void,
): Promise<void> {
  for (const { command, connection, targets, input } of undos) {
    const run = startRun({ connection, command, targets, input, nowMs });
    began(run);
    await endOf(run);
  }
}

function endOf(run: CommandRun): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!run.isFinished) return;
      off();
      resolve();
    };
    const off = run.onChange(look);
    look();
  });
}
