import type { ClassName } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { nameOf, row, rows, vmKind, vmVisibility } from '../../objects';
import type { Inventory, ObjectRowClass } from '../../objects';
import { compareNatural, formatDuration, parseTime, valueTexts } from '../../values';
import type { Cell, Source } from '../report';
import { textOf } from '../report';
import { texts } from '../texts';

export const NOTHING = valueTexts.none;

export const orNothing = (text: string | undefined): string => (text === undefined || text === '' ? NOTHING : text);
export const yesNo = (is: boolean): string => (is ? texts.yes : texts.no);

/** The name of an object, which leads to it; a dash where there is none. */
export function link({ inventory, connection }: Source, cls: ObjectRowClass, ref: string | null | undefined): Cell {
  const text = ref == null ? undefined : nameOf(inventory, cls, ref);
  return ref == null || text === undefined ? NOTHING : { text, id: { connection, class: cls, ref } };
}

/** By what stands first, as people sort. */
export function byName(lines: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  return [...lines].sort(([a], [b]) => compareNatural(textOf(a ?? ''), textOf(b ?? '')));
}

/** A line for each object of a class, by name. */
export function linesOf<C extends ClassName>(
  { inventory }: Source,
  cls: C,
  line: (ref: string, record: Records[C]) => readonly Cell[] | null,
): readonly (readonly Cell[])[] {
  return byName(
    [...rows(inventory, cls)].flatMap(([ref, record]) => [line(ref, record)].filter((each) => each !== null)),
  );
}

/** Machines of people: no templates, snapshots, control domains, and none that a wizard is still making. */
export const isMachine = (vm: Records['VM']): boolean => vmKind(vm) === 'vm' && vmVisibility(vm) !== 'never';

/** The disks in the drives of a VM, with the drives. */
export function disksOf(
  inventory: Inventory,
  vm: Records['VM'],
): readonly (readonly [vbd: Records['VBD'], vdi: Records['VDI']])[] {
  return vm.VBDs.flatMap((ref) => {
    const vbd = row(inventory, 'VBD', ref);
    const vdi = vbd && vbd.type === 'Disk' ? row(inventory, 'VDI', vbd.VDI) : undefined;
    return vbd && vdi ? [[vbd, vdi] as const] : [];
  });
}

/** For how long a VM runs. */
export function uptimeOf({ inventory, takenMs }: Source, vm: Records['VM']): string {
  const startMs = parseTime(row(inventory, 'VM_metrics', vm.metrics)?.start_time ?? '');
  return vm.power_state !== 'Running' || startMs === null ? NOTHING : formatDuration(takenMs - startMs);
}

export function sum<T>(items: Iterable<T>, of: (item: T) => number): number {
  let all = 0;
  for (const item of items) all += of(item);
  return all;
}
