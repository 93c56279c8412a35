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
  private isStale = true;
  private generation: number;
  private isFollowing = false;

  constructor(
    private readonly filter: Filter,
    private readonly options: JudgeOptions,
  ) {
    this.judge = judgeOf(filter, options);
    this.generation = options.index.generation;
  }

  /** Whether the answer changes with time alone: then somebody tells `timePassed` now and then. */
  get isTimed(): boolean {
    return this.judge.isTimed;
  }

  timePassed(): void {
    if (this.judge.isTimed) this.isStale = true;
  }

  /** Follows events until the answer is called. Who does not is right too, but judges all objects after each event. */
  follow(): () => void {
    this.catchUp();
    this.isFollowing = true;
    const leave = this.options.index.follow((all) => {
      this.generation = this.options.index.generation;
      if (all) this.startAnew();
      else for (const ref of this.judge.suspects() ?? []) this.again.add(ref);
    });
    return () => {
      this.isFollowing = false;
      leave();
    };
  }

  /** References of the members that match; the same set while they are the same. */
  read(members: readonly Member[]): ReadonlySet<string> {
    if (!this.isFollowing) this.catchUp();
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

  private catchUp(): void {
    const { generation } = this.options.index;
    if (generation === this.generation) return;
    this.generation = generation;
    this.startAnew();
  }

  private startAnew(): void {
    this.judge = judgeOf(this.filter, this.options);
    this.isStale = true;
  }
}
