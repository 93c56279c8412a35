import { judgeOf } from './evaluate';
import type { Judge, JudgeOptions } from './evaluate';
import type { Filter } from './model';
import type { SubjectClass } from './property-values';

export interface Member {
  readonly cls: SubjectClass;
  readonly ref: string;
}

/** Who matches, and how that came of what was before. */
export interface Matches {
  readonly refs: ReadonlySet<string>;
  /** What this differs from in `changed` alone; null: in anything. */
  readonly from: Matches | null;
  readonly changed: readonly string[];
}

interface Judged {
  readonly cls: SubjectClass;
  readonly isMatch: boolean;
}

const NOBODY: Matches = { refs: new Set(), from: null, changed: [] };
const NO_VERDICTS: ReadonlyMap<string, Judged> = new Map();

/**
 * One filter over the objects of one pool. Verdicts are kept by object: an event judges again only those that it, or
 * something they are related to, changed.
 */
export class QueryRun {
  private judge: Judge;
  private verdicts: Map<string, Judged> = new Map();
  private members: readonly Member[] = [];
  private again = new Set<string>();
  private result = NOBODY;
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

  /** The members that match; the same object while they are the same. */
  read(members: readonly Member[]): Matches {
    if (!this.isFollowing) this.catchUp();
    if (this.isStale || members !== this.members) this.judgeAll(members);
    else if (this.again.size > 0) this.judgeAgain();
    return this.result;
  }

  private judgeAll(members: readonly Member[]): void {
    const { judge, again } = this;
    const before = this.isStale ? NO_VERDICTS : this.verdicts;
    const next = new Map<string, Judged>();
    const matching: string[] = [];
    for (const { cls, ref } of members) {
      const known = again.has(ref) ? undefined : before.get(ref);
      // What neither matches nor fails is shown (XenCenter's rule).
      const judged = known ?? { cls, isMatch: judge.test(cls, ref) !== false };
      next.set(ref, judged);
      if (judged.isMatch) matching.push(ref);
    }
    this.verdicts = next;
    this.members = members;
    this.again = new Set();
    this.isStale = false;
    const { refs } = this.result;
    if (matching.length !== refs.size || matching.some((ref) => !refs.has(ref))) {
      this.result = { refs: new Set(matching), from: null, changed: [] };
    }
  }

  private judgeAgain(): void {
    const changed: string[] = [];
    for (const ref of this.again) {
      const judged = this.verdicts.get(ref);
      if (judged === undefined) continue;
      const isMatch = this.judge.test(judged.cls, ref) !== false;
      if (isMatch === judged.isMatch) continue;
      this.verdicts.set(ref, { cls: judged.cls, isMatch });
      changed.push(ref);
    }
    this.again = new Set();
    if (changed.length === 0) return;
    const refs = new Set(this.result.refs);
    for (const ref of changed) if (!refs.delete(ref)) refs.add(ref);
    this.result = { refs, from: this.result, changed };
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
