import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { nameOf, networkStatus, row } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatCount } from '../../values';
import { linkTo } from '../context';
import type { GeneralContext } from '../context';
import { SectionBuilder } from '../section';
import type { Section } from '../section';
import { texts } from '../texts';
import { customFieldSection, describe } from './common';
import { statusValue } from './status-value';

/** Machines beyond this are counted; the Search tab lists them all. */
const MAX_LINKS = 50;

export function networkSections(context: GeneralContext, ref: Ref<'network'>): readonly (Section | null)[] {
  const { inventory } = context;
  const network = row(inventory, 'network', ref);
  if (!network) return [];
  const pifs = network.PIFs.map((pif) => row(inventory, 'PIF', pif)).filter((pif) => pif !== undefined);
  const vms = [...new Set(network.VIFs.map((vif) => row(inventory, 'VIF', vif)?.VM).filter((vm) => vm !== undefined))];
  return [
    describe(new SectionBuilder('general'), network)
      .value('state', statusValue(networkStatus(inventory, network)))
      .text('vlan', vlanOf(pifs))
      .text('mtu', String(network.MTU))
      .text('bondMode', bondMode(inventory, pifs))
      .code('bridge', network.bridge)
      .yesNo(
        'automatic',
        network.other_config['automatic'] === undefined ? undefined : network.other_config['automatic'] === 'true',
      )
      .text('purpose', network.purpose.join(', '))
      .text('locking', network.default_locking_mode === 'disabled' ? texts.lockingDisabled : null)
      .code('uuid', network.uuid)
      .build(),
    customFieldSection(network),
    interfaceSection(inventory, pifs),
    new SectionBuilder('attachedVms')
      .text('vmCount', formatCount(vms.length))
      .links(
        'virtualMachines',
        vms.slice(0, MAX_LINKS).map((vm) => linkTo(context, 'VM', vm)),
      )
      .build(),
  ];
}

function vlanOf(pifs: readonly Records['PIF'][]): string | null {
  const tags = [...new Set(pifs.map((pif) => pif.VLAN).filter((tag) => tag >= 0))];
  return tags.length > 0 ? tags.join(', ') : null;
}

function bondMode(inventory: Inventory, pifs: readonly Records['PIF'][]): string | null {
  for (const pif of pifs) {
    for (const ref of pif.bond_master_of) {
      const bond = row(inventory, 'Bond', ref);
      if (bond) return texts.bond(bond.mode, formatCount(bond.links_up), formatCount(bond.slaves.length));
    }
  }
  return null;
}

function interfaceSection(inventory: Inventory, pifs: readonly Records['PIF'][]): Section | null {
  const section = new SectionBuilder('interfaces');
  const named = pifs.map((pif) => ({ pif, host: nameOf(inventory, 'host', pif.host) ?? '' }));
  named.sort((a, b) => compareNatural(a.host, b.host));
  for (const { pif, host } of named) {
    const metrics = isNullRef(pif.metrics) ? undefined : row(inventory, 'PIF_metrics', pif.metrics);
    const link =
      metrics === undefined
        ? []
        : [metrics.carrier ? texts.linkUp(metrics.speed > 0 ? formatCount(metrics.speed) : '') : texts.linkDown];
    const attached = pif.currently_attached ? [] : [texts.unplugged];
    const parts = [pif.device, ...link, ...attached, pif.IP, pif.MAC].filter((part) => part !== '');
    section.named(`PIF ${pif.uuid}`, host, { kind: 'text', text: parts.join(', ') });
  }
  return section.build();
}
