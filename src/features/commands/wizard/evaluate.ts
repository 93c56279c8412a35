import type { Inventory } from '../../objects';
import type { Field, Input, StepNote, Target, WizardStep } from '../command';
import { initialOf } from '../dialog/initial';
import { problemOf } from '../dialog/problem';
import { OBJECTS } from '../requests';
import type { OtherPool } from '../work';

/** A step in view of everything that was answered before it. */
export interface EvaluatedStep {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly Field[];
  readonly notes: readonly StepNote[];
  /** Why there is nothing to answer; null: there is. */
  readonly skipped: string | null;
  /** By field id; empty: it is in order. */
  readonly problems: ReadonlyMap<string, string>;
}

export interface Evaluation {
  readonly steps: readonly EvaluatedStep[];
  /** What all fields hold together. */
  readonly input: Input;
}

export interface WizardQuestion {
  readonly inventory: Inventory;
  readonly target: Target;
  /** Only the one unless given. */
  readonly targets?: readonly Target[];
  /** None unless given. */
  readonly others?: readonly OtherPool[];
  readonly nowMs: number;
  /** What a person has touched, by field id. */
  readonly draft: Input;
}

/**
 * Walks through the steps. What a person has touched stays as it is; everything else holds what it begins with in view
 * of the answers before it, so that another template brings another size of memory along.
 */
export function evaluate(steps: readonly WizardStep[], question: WizardQuestion): Evaluation {
  const { inventory, target, targets = [target], others = [], nowMs, draft } = question;
  const input: Record<string, Input[string]> = {};
  const evaluated = steps.map(({ id, title, make }): EvaluatedStep => {
    const fields: Field[] = [];
    const ask = (field: Field): Input[string] => {
      fields.push(field);
      return (input[field.id] = draft[field.id] ?? initialOf(field));
    };
    const { notes = [], skipped = null } = make({ inventory, target, targets, others, nowMs, input, ask });
    const problems = new Map<string, string>();
    for (const field of fields) {
      const problem = problemOf(field, input);
      if (problem !== null) problems.set(field.id, problem);
    }
    return { id, title, fields, notes, skipped, problems };
  });
  return { steps: evaluated, input };
}

/** Whether a person has answered anything: what the pool answers as soon as it is shown is nothing to lose. */
export function isFilledIn(draft: Input, steps: readonly EvaluatedStep[]): boolean {
  const asked = steps.flatMap(({ fields }) =>
    fields.filter((field) => field.kind === 'look' || (field.kind === 'search' && field.atOnce === true)),
  );
  return Object.keys(draft).some((id) => id !== OBJECTS && !asked.some((field) => field.id === id));
}

/** Why a step cannot be opened now: something before it is wrong. Null: it can. */
export function firstProblem(steps: readonly EvaluatedStep[], before: number): EvaluatedStep | null {
  return steps.slice(0, before).find((step) => step.problems.size > 0) ?? null;
}

/** The next step, or with -1 the one before, that has something to answer; null: there is none. */
export function neighbour(steps: readonly EvaluatedStep[], at: number, direction: 1 | -1): EvaluatedStep | null {
  for (let next = at + direction; next >= 0 && next < steps.length; next += direction) {
    const step = steps[next];
    if (step?.skipped === null) return step;
  }
  return null;
}
