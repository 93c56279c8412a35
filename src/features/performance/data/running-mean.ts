/**
 * For each value the mean of it and of those before it, `length` values in all, of which unknown ones do not count.
 * Where a value is unknown, so is its mean.
 */
export function runningMean(values: Float64Array, length: number): Float64Array {
  const means = new Float64Array(values.length);
  let sum = 0;
  let known = 0;
  for (const [at, value] of values.entries()) {
    if (!Number.isNaN(value)) {
      sum += value;
      known += 1;
    }
    const gone = values[at - length] ?? NaN;
    if (!Number.isNaN(gone)) {
      sum -= gone;
      known -= 1;
    }
    means[at] = Number.isNaN(value) ? NaN : sum / known;
  }
  return means;
}
