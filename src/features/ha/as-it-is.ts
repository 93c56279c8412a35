import type { Records } from '../../xapi/datamodel/types.gen';
import { row } from '../objects';
import type { Inventory } from '../objects';

type Answers = Readonly<Record<string, string>>;

export const TOLERANCE = 'tolerance';
const STORAGE = 'storage';
const TIMEOUT = 'timeout';

/** The answers that `pool.enableHaAgain` takes to have high availability back as it is now. */
export function haAsItIs(inventory: Inventory, pool: Records['pool']): Answers {
  const storage = pool.ha_statefiles.flatMap((vdi) => row(inventory, 'VDI', vdi)?.SR ?? []);
  return {
    [STORAGE]: [...new Set(storage)].join(' '),
    [TIMEOUT]: pool.ha_configuration['timeout'] ?? '',
    [TOLERANCE]: String(pool.ha_host_failures_to_tolerate),
  };
}

/** Where the heartbeat was; none: the pool finds a place. */
export const storageIn = (answers: Readonly<Record<string, unknown>>): readonly string[] =>
  wordIn(answers, STORAGE)
    .split(' ')
    .filter((ref) => ref !== '');

export function configurationIn(answers: Readonly<Record<string, unknown>>): Answers {
  const timeout = wordIn(answers, TIMEOUT);
  return timeout === '' ? {} : { [TIMEOUT]: timeout };
}

function wordIn(answers: Readonly<Record<string, unknown>>, id: string): string {
  const word = answers[id];
  return typeof word === 'string' ? word : '';
}
