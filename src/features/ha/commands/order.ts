import { planned, rowsInput, xeLine } from '../../commands';
import type { Input, ListRow, PlannedCall, StepContext, StepRemarks } from '../../commands';
import { labelOr, row } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';

/** Cells of a VM: when it starts among the others, and how long the next ones wait for it. */
const CELL = { vm: 'vm', name: 'name', order: 'order', delay: 'delay' } as const;

const WHOLE = /^\d{1,9}$/;
const problem = (text: string): string | null => (WHOLE.test(text.trim()) ? null : texts.reasons.whole);

/** Asks in which order VMs come back, and how long each has before the next ones: what is taken off the list stays as it is. */
export function askOrder({ inventory, ask }: StepContext, id: string, vms: readonly string[]): StepRemarks {
  if (vms.length === 0) return { skipped: texts.reasons.nothingRestarts };
  const initial = vms
    .flatMap((ref): ListRow | readonly ListRow[] => {
      const vm = row(inventory, 'VM', ref);
      if (!vm) return [];
      return {
        [CELL.vm]: ref,
        [CELL.name]: labelOr(vm.name_label),
        [CELL.order]: String(vm.order),
        [CELL.delay]: String(vm.start_delay),
      };
    })
    .sort(
      (a, b) => Number(a[CELL.order]) - Number(b[CELL.order]) || compareNatural(a[CELL.name] ?? '', b[CELL.name] ?? ''),
    );
  ask({
    kind: 'list',
    id,
    label: texts.fields.order,
    initial,
    empty: texts.fields.noOrder,
    addLabel: texts.fields.addOrder,
    add: () => null,
    fields: (each) => [
      { kind: 'text', id: CELL.order, label: texts.columns.order, initial: each[CELL.order] ?? '', problem },
      { kind: 'text', id: CELL.delay, label: texts.fields.delay, initial: each[CELL.delay] ?? '', problem },
    ],
    describe: (each) => ({
      title: each[CELL.name] ?? '',
      detail: texts.fields.orderLine(each[CELL.order] ?? '', each[CELL.delay] ?? ''),
    }),
  });
  return { notes: [{ tone: 'info', text: texts.notes.order }] };
}

/** Only what differs. */
export function orderCalls(inventory: Inventory, input: Input, id: string): readonly PlannedCall[] {
  return rowsInput(input, id).flatMap((each) => {
    const ref = each[CELL.vm] ?? '';
    const vm = row(inventory, 'VM', ref);
    if (!vm) return [];
    const { uuid } = vm;
    const [order, delay] = [Number(each[CELL.order]), Number(each[CELL.delay])];
    return [
      ...(order === vm.order
        ? []
        : [planned(xeLine('vm-param-set', { uuid, order: String(order) }), 'VM.set_order', ref, order)]),
      ...(delay === vm.start_delay
        ? []
        : [planned(xeLine('vm-param-set', { uuid, 'start-delay': String(delay) }), 'VM.set_start_delay', ref, delay)]),
    ];
  });
}
