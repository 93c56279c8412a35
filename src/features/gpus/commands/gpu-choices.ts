import type { Ref } from '../../../xapi/datamodel/ref';
import type { Choice } from '../../commands';
import { labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes } from '../../values';
import { typeName } from '../gpu-model';
import { roomFor } from '../gpu-room';
import { texts } from './texts';

/** The types of vGPU that the groups of the pool offer, with the room for each. A key is `<group> <type>`: neither holds a space. */
export function gpuChoices(inventory: Inventory, fits: (type: Ref<'VGPU_type'>) => boolean): readonly Choice[] {
  return [...rows(inventory, 'GPU_group')]
    .flatMap(([group, record]) =>
      record.enabled_VGPU_types.map((type): Choice => {
        const room = record.PGPUs.reduce((sum, gpu) => sum + roomFor(inventory, gpu, type), 0);
        const memoryBytes = row(inventory, 'VGPU_type', type)?.framebuffer_size ?? 0;
        const memory = memoryBytes > 0 ? [formatBytes(memoryBytes)] : [];
        return {
          key: `${group} ${type}`,
          label: texts.typeOn(typeName(inventory, type), labelOr(record.name_label)),
          // A full GPU is no reason: the room is needed when the VM starts, and may be there by then.
          detail: [...memory, room > 0 ? texts.roomFor(room) : texts.reasons.full].join(', '),
          reason: fits(type) ? null : texts.reasons.oneOnly,
        };
      }),
    )
    .sort((a, b) => compareNatural(a.label, b.label));
}
