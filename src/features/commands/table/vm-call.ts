import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import type { Input, ListRow, PoolCommand, Target } from '../command';
import { asyncLine, xeLine } from '../script';

/** What a command that is one asynchronous call does, so that what is shown is what is done. */
export function asyncCall<M extends keyof Messages>(
  method: M,
  args: (target: Target, input: Input) => Messages[M]['args'],
  xe: (
    inventory: Inventory,
    target: Target,
    input: Input,
  ) => readonly [command: string, parameters: Readonly<Record<string, string>>],
): Pick<PoolCommand, 'calls' | 'run' | 'script'> {
  return {
    calls: [method],
    script: (inventory, target, input) => ({
      api: [asyncLine(method, ...args(target, input))],
      xe: [xeLine(...xe(inventory, target, input))],
    }),
    run: async (job, target, input) => {
      await job.task(method, ...args(target, input));
    },
  };
}

export function vmOf(inventory: Inventory, target: Target): Records['VM'] | undefined {
  return row(inventory, 'VM', target.ref);
}

/** The `uuid=` parameter of an `xe` line; what is gone keeps its reference, so that the line still says what is meant. */
export function uuidOf(inventory: Inventory, target: Target): string {
  return vmOf(inventory, target)?.uuid ?? target.ref;
}

export function textInput(input: Input, field: string): string {
  const value = input[field];
  return typeof value === 'string' ? value : '';
}

/** What was chosen of what a search has found for this question; empty: nothing. */
export function foundInput(input: Input, field: string, question: string): string {
  const text = textInput(input, field);
  return text.startsWith(`${question}\n`) ? text.slice(question.length + 1) : '';
}

export function listInput(input: Input, field: string): readonly string[] {
  const value = input[field];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

export function rowsInput(input: Input, field: string): readonly ListRow[] {
  const value = input[field];
  return Array.isArray(value) ? value.filter((each): each is ListRow => typeof each === 'object') : [];
}
