import { SUBJECTS } from './calibration';
import { ELSEWHERE, FACTS, PROSE } from './facts';

export interface FactCoverage {
  readonly fact: string;
  /** Figures and rules that cover it. */
  readonly rows: readonly string[];
  readonly isProse: boolean;
  /** Behaviour, but none of physics. */
  readonly isElsewhere: boolean;
}

/** What covers each fact of the source documents. */
export function factCoverage(): readonly FactCoverage[] {
  const rows = new Map<string, string[]>(FACTS.map((fact) => [fact, []]));
  for (const { comparisons, rules } of SUBJECTS) {
    for (const { id, facts } of [...comparisons(), ...rules]) for (const fact of facts) rows.get(fact)?.push(id);
  }
  const prose = new Set(PROSE);
  const elsewhere = new Set(ELSEWHERE);
  return FACTS.map((fact) => ({
    fact,
    rows: rows.get(fact) ?? [],
    isProse: prose.has(fact),
    isElsewhere: elsewhere.has(fact),
  }));
}
