/** What to write in place of the marked part. */
export interface Fix {
  readonly label: string;
  readonly text: string;
}

/** What is wrong with a query, and where: the letters from `from` up to `to`. */
export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly fixes: readonly Fix[];
}

/** Ends the reading of a query. */
export class QueryError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

export function fail(from: number, to: number, message: string, fixes: readonly Fix[] = []): never {
  throw new QueryError({ from, to, message, fixes });
}

/** The one of `names` that is nearest to a mistyped one; undefined when none is near. */
export function nearest(typed: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = typed.length <= 3 ? 2 : 3;
  for (const name of names) {
    const distance = name.startsWith(typed) && typed.length >= 2 ? 1 : editDistance(typed, name, least);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

/** Letters to add, take away or change; `most` or more is told as `most`. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) >= most) return most;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return Math.min(most, row[b.length] ?? most);
}
