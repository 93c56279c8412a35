import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import { labelOr, pgpuName, pgpuStatus, row } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes, formatCount } from '../../values';
import { linkTo } from '../context';
import type { GeneralContext } from '../context';
import { SectionBuilder } from '../section';
import type { Section } from '../section';
import { texts } from '../texts';
import { customFieldSection, describe } from './common';
import { statusValue } from './status-value';

export function pgpuSections(context: GeneralContext, ref: Ref<'PGPU'>): readonly (Section | null)[] {
  const { inventory } = context;
  const pgpu = row(inventory, 'PGPU', ref);
  if (!pgpu) return [];
  const pci = isNullRef(pgpu.PCI) ? undefined : row(inventory, 'PCI', pgpu.PCI);
  return [
    new SectionBuilder('general')
      .text('name', pgpuName(inventory, pgpu))
      .value('state', statusValue(pgpuStatus(pgpu)))
      .text('vendor', pci?.vendor_name)
      .links('server', [linkTo(context, 'host', pgpu.host)])
      .links('gpuGroup', [linkTo(context, 'GPU_group', pgpu.GPU_group)])
      .code('pciId', pci?.pci_id)
      .text('controlDomainAccess', texts.displayAccess[pgpu.dom0_access] ?? null)
      .yesNo('primaryDisplay', pgpu.is_system_display_device)
      .code('uuid', pgpu.uuid)
      .build(),
    customFieldSection(pgpu),
    new SectionBuilder('vgpuTypes')
      .lines('enabledTypes', typeLines(inventory, pgpu.enabled_VGPU_types))
      .lines(
        'disabledTypes',
        typeLines(
          inventory,
          pgpu.supported_VGPU_types.filter((type) => !pgpu.enabled_VGPU_types.includes(type)),
        ),
      )
      .build(),
    new SectionBuilder('attachedVms')
      .links(
        'virtualMachines',
        pgpu.resident_VGPUs.map((vgpuRef) => {
          const vgpu = row(inventory, 'VGPU', vgpuRef);
          return linkTo(context, 'VM', vgpu?.VM, vgpu && row(inventory, 'VGPU_type', vgpu.type)?.model_name);
        }),
      )
      .build(),
  ];
}

export function gpuGroupSections(context: GeneralContext, ref: Ref<'GPU_group'>): readonly (Section | null)[] {
  const { inventory } = context;
  const group = row(inventory, 'GPU_group', ref);
  if (!group) return [];
  return [
    describe(new SectionBuilder('general'), group)
      .text('placement', texts.placements[group.allocation_algorithm])
      .links(
        'gpus',
        group.PGPUs.map((pgpu) =>
          linkTo(context, 'PGPU', pgpu, linkTo(context, 'host', row(inventory, 'PGPU', pgpu)?.host)?.label),
        ),
      )
      .code('uuid', group.uuid)
      .build(),
    customFieldSection(group),
    new SectionBuilder('vgpuTypes').lines('enabledTypes', typeLines(inventory, group.enabled_VGPU_types)).build(),
    new SectionBuilder('attachedVms')
      .links(
        'virtualMachines',
        group.VGPUs.map((vgpu) => linkTo(context, 'VM', row(inventory, 'VGPU', vgpu)?.VM)),
      )
      .build(),
  ];
}

function typeLines(inventory: Inventory, types: readonly Ref<'VGPU_type'>[]): readonly string[] {
  return types
    .map((ref) => row(inventory, 'VGPU_type', ref))
    .filter((type) => type !== undefined)
    .map((type) =>
      texts.vgpuType(
        labelOr(type.model_name),
        type.framebuffer_size > 0 ? formatBytes(type.framebuffer_size) : '',
        formatCount(type.max_heads),
      ),
    )
    .sort(compareNatural);
}
