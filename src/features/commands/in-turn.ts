/** By what is written, the end of the last piece of work. */
const turns = new Map<string, Promise<void>>();

/**
 * Does `work` when all that was begun before on the same `what` has ended, well or not. For one thing that the pool keeps
 * under several keys or as one text, where two changes at once would get in each other's way.
 */
export function inTurn(what: string, work: () => Promise<void>): Promise<void> {
  const own = (turns.get(what) ?? Promise.resolve()).then(work);
  turns.set(
    what,
    own.catch(() => undefined),
  );
  return own;
}
