import type { Ref } from '../../../xapi/datamodel/ref';
import { row, statusOf } from '../../objects';
import { formatCount } from '../../values';
import { linkTo } from '../context';
import type { GeneralContext } from '../context';
import { SectionBuilder } from '../section';
import type { Section } from '../section';
import { texts } from '../texts';
import { describe } from './common';
import { statusValue } from './status-value';

export function applianceSections(context: GeneralContext, ref: Ref<'VM_appliance'>): readonly (Section | null)[] {
  const { inventory } = context;
  const appliance = row(inventory, 'VM_appliance', ref);
  if (!appliance) return [];
  // Machines start in order, those of the same order together.
  const vms = appliance.VMs.map((vm) => ({ vm, order: row(inventory, 'VM', vm)?.order ?? 0 })).sort(
    (a, b) => a.order - b.order,
  );
  return [
    describe(new SectionBuilder('general'), appliance)
      .value('state', statusValue(statusOf(inventory, 'appliance', ref)))
      .text('vmCount', formatCount(vms.length))
      .code('uuid', appliance.uuid)
      .build(),
    new SectionBuilder('attachedVms')
      .links(
        'startOrder',
        vms.map(({ vm, order }) => linkTo(context, 'VM', vm, texts.order(formatCount(order)))),
      )
      .build(),
  ];
}
