import { judgeOf } from './evaluate';
import type { Judge, JudgeOptions } from './evaluate';
import type { Filter } from './model';
import type { SubjectClass } from './property-values';

export interface Member {
  readonly cls: SubjectClass;
  readonly ref: string;
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * One filter over the objects of one pool. Verdicts are kept by object: an event judges again only those that it, or
 * something they are related to, changed.
 */
export class QueryRun {
  private judge: Judge;
  private verdicts = new Map<string, boolean>();
  private members: readonly Member[] = [];
  private again = new Set<string>();
  private result: ReadonlySet<string> = NOBODY;
  private readonly leave: () => void;
  private isStale = true;

  constructor(filter: Filter, options: JudgeOptions) {
    this.judge = judgeOf(filter, options);
    this.leave = options.index.follow((all) => {
      if (all) {
        this.judge = judgeOf(filter, options);
        this.isStale = true;
        return;
      }
      for (const ref of this.judge.suspects() ?? []) this.again.add(ref);
    });
  }

  /** Whether the answer changes with time alone: then somebody tells `timePassed` now and then. */
  get isTimed(): boolean {
    return this.judge.isTimed;
  }

  timePassed(): void {
    if (this.judge.isTimed) this.isStale = true;
  }

  /** References of the members that match; the same set while they are the same. */
  read(members: readonly Member[]): ReadonlySet<string> {
    if (!this.isStale && members === this.members && this.again.size === 0) return this.result;
    const { judge, again } = this;
    const before = this.isStale ? new Map<string, boolean>() : this.verdicts;
    const next = new Map<string, boolean>();
    const matching: string[] = [];
    for (const { cls, ref } of members) {
      let verdict = again.size > 0 && again.has(ref) ? undefined : before.get(ref);
      // What neither matches nor fails is shown (XenCenter's rule).
      verdict ??= judge.test(cls, ref) !== false;
      next.set(ref, verdict);
      if (verdict) matching.push(ref);
    }
    this.verdicts = next;
    this.members = members;
    this.again = new Set();
    this.isStale = false;
    if (matching.length !== this.result.size || matching.some((ref) => !this.result.has(ref))) {
      this.result = new Set(matching);
    }
    return this.result;
  }

  /** Ends it: events are no longer followed. */
  end(): void {
    this.leave();
  }
}
