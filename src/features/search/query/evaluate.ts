import { isTimed, matcherOf } from './compare';
import type { Compare, Filter, Group, Has, Related, Words } from './model';
import type { PropertyIndex } from './property-index';
import type { PropertyValue, SubjectClass } from './property-values';
import { findRelation, relationOf } from './read-relations';

/** Null: a group of nothing, which neither matches nor fails (XenCenter's rule). */
export type Verdict = boolean | null;

/** A part of a filter over one pool. */
export interface Judge {
  test(cls: SubjectClass, ref: string): Verdict;
  /** Objects whose verdict may be another since the last changes of the index; undefined: none. */
  suspects(): ReadonlySet<string> | undefined;
  /** Whether time alone changes verdicts. */
  readonly isTimed: boolean;
}

export interface JudgeOptions {
  readonly index: PropertyIndex;
  /** The pool's time. */
  readonly nowMs: () => number;
}

export function judgeOf(filter: Filter, options: JudgeOptions): Judge {
  switch (filter.kind) {
    case 'all':
    case 'any':
    case 'none':
      return groupJudge(filter, options);
    case 'words':
      return wordsJudge(filter, options);
    case 'compare':
      return compareJudge(filter, options);
    case 'has':
      return hasJudge(filter, options);
    case 'related':
      return new RelatedJudge(filter, options);
  }
}

function groupJudge({ kind, of }: Group, options: JudgeOptions): Judge {
  const judges = of.map((each) => judgeOf(each, options));
  // What decides a group: a failure of all, a match of any or none.
  const decider = kind !== 'all';
  const decided = kind === 'any';
  return {
    test: (cls, ref) => {
      let verdict: Verdict = null;
      for (const judge of judges) {
        const one = judge.test(cls, ref);
        if (one === decider) return decided;
        if (one !== null) verdict = !decided;
      }
      return verdict;
    },
    suspects: () => union(judges.map((judge) => judge.suspects())),
    isTimed: judges.some((judge) => judge.isTimed),
  };
}

function union(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  let all: Set<string> | undefined;
  for (const set of sets) {
    if (set === undefined || set.size === 0) continue;
    if (all === undefined) all = new Set(set);
    else for (const ref of set) all.add(ref);
  }
  return all;
}

function wordsJudge({ text }: Words, { index }: JudgeOptions): Judge {
  const wanted = text.toLowerCase();
  const values = index.property('anything');
  return {
    test: (cls, ref) => String(values.get(cls, ref)).includes(wanted),
    suspects: () => values.changed,
    isTimed: false,
  };
}

function compareJudge(filter: Compare, { index, nowMs }: JudgeOptions): Judge {
  const matches = matcherOf(filter);
  const values = index.property(filter.property);
  return {
    test: (cls, ref) => matches(values.get(cls, ref), nowMs()),
    suspects: () => values.changed,
    isTimed: isTimed(filter),
  };
}

function hasJudge({ what, yes }: Has, { index }: JudgeOptions): Judge {
  const relation = findRelation(what);
  const values = relation === undefined ? index.property(what) : index.relation(relation.id);
  // Who cannot have several of something has not "none" of it either; one at most can be absent of anybody.
  const ofNobody = yes ? false : relation?.isSingle === true;
  return {
    test: (cls, ref) => {
      const value = values.get(cls, ref);
      return value === null ? ofNobody : isPresent(value) === yes;
    },
    suspects: () => values.changed,
    isTimed: false,
  };
}

function isPresent(value: PropertyValue): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== '' && value !== false;
}

/** A question about relatives: each of them is judged once, and their verdicts lead back to who asked. */
class RelatedJudge implements Judge {
  private readonly relation;
  private readonly values;
  private readonly inner: Judge;
  private readonly verdicts = new Map<string, Verdict>();
  private readonly askers = new Map<string, Set<string>>();

  constructor(
    private readonly filter: Related,
    { index, nowMs }: JudgeOptions,
  ) {
    this.relation = relationOf(filter.relation);
    this.values = index.relation(filter.relation);
    this.inner = judgeOf(filter.of, { index, nowMs });
  }

  get isTimed(): boolean {
    return this.inner.isTimed;
  }

  test(cls: SubjectClass, ref: string): Verdict {
    const value = this.values.get(cls, ref);
    if (value === null) return false;
    let verdict: Verdict = typeof value === 'string' ? this.judge(value, ref) : this.anyOf(value, ref);
    if (this.filter.negated && verdict !== null) verdict = !verdict;
    return verdict;
  }

  suspects(): ReadonlySet<string> | undefined {
    const again = new Set<string>();
    for (const target of this.inner.suspects() ?? []) {
      const before = this.verdicts.get(target);
      if (before === undefined) continue;
      this.verdicts.delete(target);
      if (this.inner.test(this.relation.to, target) === before) this.verdicts.set(target, before);
      else for (const asker of this.askers.get(target) ?? []) again.add(asker);
    }
    return union([again, this.values.changed]);
  }

  private anyOf(targets: PropertyValue, ref: string): Verdict {
    if (!Array.isArray(targets)) return false;
    let verdict: Verdict = null;
    let isKnown = false;
    for (const target of targets as readonly string[]) {
      const one = this.judge(target, ref);
      if (one === true) return true;
      if (one === false) isKnown = true;
    }
    if (isKnown || targets.length === 0) verdict = false;
    return verdict;
  }

  private judge(target: string, asker: string): Verdict {
    let askers = this.askers.get(target);
    if (!askers) this.askers.set(target, (askers = new Set()));
    askers.add(asker);
    let verdict = this.inner.isTimed ? undefined : this.verdicts.get(target);
    if (verdict === undefined) {
      verdict = this.inner.test(this.relation.to, target);
      this.verdicts.set(target, verdict);
    }
    return verdict;
  }
}
