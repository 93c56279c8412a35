export interface SparklineShape {
  /** SVG path data; empty without two neighbouring samples. */
  line: string;
  /** Where the last sample lies, or null when it is missing. */
  end: { x: number; y: number } | null;
}

/**
 * Lays samples out over a width and height in px, with room for the end dot. Values that are missing, NaN or infinite
 * (RRD files have them all) break the line; values beyond the range are cut to it.
 */
export function sparklinePath(
  values: readonly (number | null)[],
  min: number,
  max: number | undefined,
  widthPx: number,
  heightPx: number,
): SparklineShape {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const top = max ?? Math.max(...finite, min + 1);
  const range = Math.max(top - min, Number.EPSILON);
  const step = values.length > 1 ? (widthPx - 4) / (values.length - 1) : 0;
  const round = (value: number): number => Math.round(value * 10) / 10;
  const place = (value: number, index: number): { x: number; y: number } => ({
    x: round(2 + index * step),
    y: round(heightPx - 2 - Math.max(0, Math.min(1, (value - min) / range)) * (heightPx - 4)),
  });

  let line = '';
  let pen = false;
  let end: SparklineShape['end'] = null;
  for (const [index, value] of values.entries()) {
    end = null;
    if (value === null || !Number.isFinite(value)) {
      pen = false;
      continue;
    }
    end = place(value, index);
    line += `${pen ? 'L' : 'M'}${end.x} ${end.y}`;
    pen = true;
  }
  return { line, end };
}
