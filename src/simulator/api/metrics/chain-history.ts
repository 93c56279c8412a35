import type { Records } from '../../../xapi/datamodel/types.gen';
import { chainOf } from '../vdi/chain';
import { fileNumbers, type FileNumbers } from '../vdi/file-notes';
import type { World } from '../world';

/** A time in which a disk read through as many files, seconds since 1970; of long ago a mean. */
export interface FileSpan {
  readonly files: number;
  readonly fromS: number;
  readonly toS: number;
}

/** How many files a disk reads through now. */
export function filesNow(world: World, vdi: Records['VDI']): number {
  return 1 + chainOf(world, vdi).length;
}

/** How many files a disk read through in a time, oldest first; the first goes back to the beginning, the last goes on. */
export function filesAlong(world: World, vdi: Records['VDI'], fromS: number, toS: number): readonly FileSpan[] {
  let files = 1;
  const changes: (readonly [timeS: number, more: number])[] = [];
  const change = (timeS: number, more: number): void => {
    if (timeS <= fromS) files += more;
    else if (timeS < toS) changes.push([timeS, more]);
  };
  addTaken(fileNumbers(world, vdi.uuid), change);
  for (const { uuid } of chainOf(world, vdi)) {
    const numbers = fileNumbers(world, uuid);
    change(numbers?.[0] ?? 0, 1);
    addTaken(numbers, change);
  }
  if (changes.length === 0) return [{ files: rounded(files), fromS: 0, toS: Infinity }];
  return spansOf(files, changes);
}

function addTaken(numbers: FileNumbers | undefined, change: (timeS: number, more: number) => void): void {
  if (numbers === undefined) return;
  for (let at = 1; at < numbers.length; at += 3) {
    const files = numbers[at + 2] ?? 0;
    change(numbers[at] ?? 0, files);
    change(numbers[at + 1] ?? 0, -files);
  }
}

/** Means differ a little from whole numbers, and sums of them in their last digits. */
const PARTS = 4;

function rounded(files: number): number {
  return Math.round(PARTS * files) / PARTS;
}

function spansOf(atFirst: number, changes: readonly (readonly [timeS: number, more: number])[]): readonly FileSpan[] {
  const spans: { files: number; fromS: number; toS: number }[] = [];
  let exact = atFirst;
  let open = { files: rounded(exact), fromS: 0, toS: Infinity };
  spans.push(open);
  for (const [timeS, more] of changes.toSorted(([a], [b]) => a - b)) {
    exact += more;
    const files = rounded(exact);
    if (files === open.files) continue;
    if (open.fromS === timeS) {
      open.files = files;
      continue;
    }
    open.toS = timeS;
    spans.push((open = { files, fromS: timeS, toS: Infinity }));
  }
  return spans;
}
