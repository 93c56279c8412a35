import { Waypoints } from 'lucide-react';
import type { LocalCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { placeOf } from '../engine/subject';
import { texts } from '../texts';

/** NICs and connections to storage have no place of their own: they are parts of their servers. */
function serverOf(inventory: Inventory, { kind, ref }: Target): string | null {
  if (kind === 'pif') return row(inventory, 'PIF', ref)?.host ?? null;
  if (kind === 'pbd') return row(inventory, 'PBD', ref)?.host ?? null;
  return null;
}

const isPart = (target: Target): boolean => target.kind === 'pif' || target.kind === 'pbd';

export const topologyCommands: readonly LocalCommand[] = [
  {
    type: 'local',
    id: 'object.dependencies',
    label: texts.label,
    icon: Waypoints,
    group: 'file',
    kinds: ['pool', 'host', 'vm', 'sr', 'vdi', 'network', 'pgpu', 'gpuGroup', 'appliance', 'pif', 'pbd'],
    single: true,
    reason: (inventory, target) => (isPart(target) && serverOf(inventory, target) === null ? texts.gone : null),
    run: ({ navigate }, inventory, [target]) => {
      if (!target) return;
      const server = serverOf(inventory, target);
      if (server === null) navigate({ view: 'infrastructure', ...placeOf(target.id, null) });
      else {
        const subject = { kind: target.kind === 'pif' ? 'pif' : 'pbd', ref: target.ref } as const;
        const host = { connection: target.id.connection, class: 'host', ref: server } as const;
        navigate({ view: 'infrastructure', ...placeOf(host, subject) });
      }
    },
  },
];
