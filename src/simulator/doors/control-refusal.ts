import { PoolDatabaseError } from '../scenarios/pool-database/pool-database-error';

/** A refusal of the control channel. The message is for people: what is wrong, where, and what to do. */
export class ControlRefusal extends Error {}

/** What a person is told of a failure; mistakes of ours do not show their insides. */
export function toSentence(error: unknown): string {
  if (error instanceof ControlRefusal || error instanceof PoolDatabaseError) return error.message;
  return 'The simulator could not do this because of a mistake of its own. The running world is untouched.';
}
