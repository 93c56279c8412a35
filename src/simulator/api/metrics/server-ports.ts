import type { Records } from '../../../xapi/datamodel/types.gen';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import type { Nic } from './guest-nic';
import { trunkAt, trunksOf, type Trunk } from './network-links';
import type { NicRates } from './host-network-loads';
import { addScaled, scaled, type Series } from './series';

/** What goes through a physical interface or a bond; bytes a second. */
export interface Port extends NicRates {
  readonly device: string;
}

/**
 * Physical ports and bonds of a server. VLANs use the port below them.
 * @param nics the interfaces of everything that ran there, with the share of each row in which it did
 * @param told what guests that were told do, by link
 * @param ownOf what the server itself does on a port
 */
export function portsOf(
  world: World,
  axis: Axis,
  host: Records['host'],
  nics: readonly { readonly nic: Nic; readonly share: Series }[],
  told: ReadonlyMap<string, NicRates> | null,
  ownOf: (device: string) => NicRates | null,
): readonly Port[] {
  const { trunks, deviceOf } = trunksOf(world, host);
  const ports = new Map(
    trunks.map(({ device }): [string, Port] => {
      const own = ownOf(device) ?? { received: zeros(axis.rows), sent: zeros(axis.rows) };
      return [device, { device, ...own }];
    }),
  );
  for (const { nic, share } of nics) {
    const port = ports.get(deviceOf.get(nic.network) ?? '');
    if (port === undefined) continue;
    addScaled(port.received, nic.received(), share);
    addScaled(port.sent, nic.sent(), share);
  }
  for (const trunk of trunks) {
    const up = trunkAt(world, trunk, axis.lastS).links.map(({ device }) => device);
    spreadBond(trunk, ports, told, trunk.mode === 'active-backup' ? up.slice(0, 1) : up);
  }
  return [...ports.values()];
}

/** What told guests do goes where the bond puts it; the rest over its active link or over all evenly. */
function spreadBond(
  trunk: Trunk,
  ports: ReadonlyMap<string, Port>,
  told: ReadonlyMap<string, NicRates> | null,
  used: readonly string[],
): void {
  const whole = ports.get(trunk.device);
  const members = trunk.links.flatMap(({ device }) => (device === trunk.device ? [] : (ports.get(device) ?? [])));
  if (whole === undefined || members.length === 0) return;
  for (const direction of ['received', 'sent'] as const) {
    const rest = scaled(whole[direction], 1);
    for (const { device } of members) addScaled(rest, told?.get(device)?.[direction] ?? 0, -1);
    for (const member of members) {
      addScaled(member[direction], told?.get(member.device)?.[direction] ?? 0, 1);
      if (used.includes(member.device)) addScaled(member[direction], rest, 1 / used.length);
    }
  }
}
