import { Unlink } from 'lucide-react';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { asyncLine, xeLine } from '../../commands';
import type { PoolCommand } from '../../commands';
import { labelOr, only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';

const why = texts.reasons;

/** The part of a bond on one server. */
export interface BondPart {
  readonly ref: Ref<'Bond'>;
  readonly bond: Records['Bond'];
  readonly master: Records['PIF'];
}

/** The bonds that carry a network, one on each server; the coordinator's comes last, as the pool speaks through it. */
export function bondsOf(inventory: Inventory, network: string): readonly BondPart[] {
  const coordinator = only(inventory, 'pool')?.[1].master;
  const parts = (row(inventory, 'network', network)?.PIFs ?? []).flatMap((ref): readonly BondPart[] => {
    const master = row(inventory, 'PIF', ref);
    const [bondRef = ''] = master?.bond_master_of ?? [];
    const bond = row(inventory, 'Bond', bondRef);
    return master && bond ? [{ ref: bondRef, bond, master }] : [];
  });
  return parts.sort((a, b) => Number(a.master.host === coordinator) - Number(b.master.host === coordinator));
}

/** The member that takes over what the bond had (xapi_bond.ml destroy). */
function heir(inventory: Inventory, { bond }: BondPart): Records['PIF'] | undefined {
  return row(inventory, 'PIF', bond.primary_slave) ?? row(inventory, 'PIF', bond.slaves[0] ?? '');
}

function consequence(inventory: Inventory, network: string): string {
  const parts = bondsOf(inventory, network);
  const nics = new Set(parts.flatMap((part) => heir(inventory, part)?.device ?? []));
  const taken = parts.flatMap((part) => {
    const to = row(inventory, 'network', heir(inventory, part)?.network ?? '');
    return to ? [labelOr(to.name_label)] : [];
  });
  return [
    texts.consequences.dissolve([...nics], [...new Set(taken)]),
    parts.some(({ master }) => master.management) ? texts.consequences.dissolveManagement : '',
  ]
    .join(' ')
    .trim();
}

/** Taking bonds apart again. */
export const bondCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'network.dissolveBond',
    label: texts.labels.dissolve,
    verb: texts.verbs.dissolve,
    title: texts.titles.dissolve,
    question: texts.titles.dissolve,
    icon: Unlink,
    group: 'remove',
    danger: true,
    kinds: ['network'],
    single: true,
    calls: ['Bond.destroy', 'network.destroy'],
    isOffered: (inventory, { ref }) => bondsOf(inventory, ref).length > 0,
    reason: (inventory, { ref }) => {
      const parts = bondsOf(inventory, ref);
      if (parts.length === 0) return why.noBond;
      // xapi_bond.ml: while the pool is protected, servers stay where their peers look for them.
      return parts.some(({ master }) => master.management) && only(inventory, 'pool')?.[1].ha_enabled ? why.ha : null;
    },
    confirm: (inventory, [target]) =>
      target
        ? {
            consequence: consequence(inventory, target.ref),
            losses: [
              ...bondsOf(inventory, target.ref).map(({ master }) =>
                texts.consequences.losesBond(
                  master.device,
                  labelOr(row(inventory, 'host', master.host)?.name_label ?? ''),
                ),
              ),
              texts.consequences.losesNetwork(target.name),
            ],
          }
        : null,
    script: (inventory, { ref }) => {
      const parts = bondsOf(inventory, ref);
      return {
        api: [...parts.map((part) => asyncLine('Bond.destroy', part.ref)), asyncLine('network.destroy', ref)],
        xe: [
          ...parts.map(({ bond }) => xeLine('bond-destroy', { uuid: bond.uuid })),
          xeLine('network-destroy', { uuid: row(inventory, 'network', ref)?.uuid ?? ref }),
        ],
      };
    },
    run: async (job, { ref }) => {
      for (const part of bondsOf(job.inventory, ref)) await job.task('Bond.destroy', part.ref);
      // What a server did not take over, such as interfaces of suspended VMs, keeps its network.
      const [pifs, vifs] = [await job.call('network.get_PIFs', ref), await job.call('network.get_VIFs', ref)];
      if (pifs.length === 0 && vifs.length === 0) await job.task('network.destroy', ref);
    },
  },
];
