import type { Input, Job, PlannedCall, PoolCommand, Script, Target } from '../../commands';
import { scriptOfCalls } from '../../commands';
import { sidesOf } from '../filed';
import type { Inventory } from '../../objects';
import type { Side } from '../filed';
import { texts } from '../texts';

/**
 * What is to be done in one pool, in view of the one that the command is about: for each object what follows each other;
 * objects do not wait for one another.
 */
export type PlanOf = (
  side: Side,
  target: Target,
  input: Input,
  front: Inventory,
) => readonly (readonly PlannedCall[])[];

/** So many objects are at work at the same time. */
const AT_ONCE = 8;

/** A command that does the same in all pools that the console is connected to. */
export function inAllPools(planOf: PlanOf): Pick<PoolCommand, 'script' | 'run'> {
  return {
    script(inventory, target, input, others) {
      const parts = sidesOf(inventory, others).map((side) => ({
        side,
        script: scriptOfCalls(planOf(side, target, input, inventory).flat()),
      }));
      const busy = parts.filter(({ script }) => script.api.length > 0);
      const lines = (of: keyof Script): readonly string[] =>
        busy.flatMap(({ side, script }) => [...(side.pool === null ? [] : [texts.inPool(side.name)]), ...script[of]]);
      return { api: lines('api'), xe: lines('xe') };
    },
    async run(job, target, input) {
      let failure: { readonly thrown: unknown } | undefined;
      const { inventory: front } = job;
      // All is planned before anything is done: what is done in one pool says nothing of the next.
      const plans = sidesOf(front, job.others).map((side) => ({ side, plan: planOf(side, target, input, front) }));
      for (const { side, plan } of plans) {
        if (plan.length === 0) continue;
        try {
          await workThrough(side.pool === null ? job : job.at(side.pool), plan);
        } catch (thrown) {
          // One pool that refuses keeps no other from it.
          failure ??= { thrown };
        }
      }
      if (failure) throw failure.thrown;
    },
  };
}

async function workThrough(job: Pick<Job, 'call'>, plan: readonly (readonly PlannedCall[])[]): Promise<void> {
  const waiting = plan.values();
  const worker = async (): Promise<void> => {
    for (const calls of waiting) for (const { run } of calls) await run(job);
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, plan.length) }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
