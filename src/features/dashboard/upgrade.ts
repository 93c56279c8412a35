import { hostIsLive, rows } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural } from '../values';
import { texts } from './texts';

/** Which version the servers run, how far an upgrade is, and what waits for a restart: one sentence after the other. */
export function upgradeText(inventory: Inventory): string {
  const hosts = [...rows(inventory, 'host').values()];
  const versions = new Map<string, number>();
  for (const { software_version: software } of hosts) {
    const version = software['product_version'] ?? '';
    if (version !== '') versions.set(version, (versions.get(version) ?? 0) + 1);
  }
  const [newest, ...older] = [...versions.keys()].sort((a, b) => compareNatural(b, a));
  if (newest === undefined) return '';
  const waiting = hosts.filter(
    (host) =>
      hostIsLive(inventory, host) && (host.pending_guidances.length > 0 || host.updates_requiring_reboot.length > 0),
  ).length;
  return [
    older.length === 0
      ? texts.upgrade.same(newest)
      : texts.upgrade.mixed(versions.get(newest) ?? 0, hosts.length, newest, older.join(', ')),
    ...(waiting === 0 ? [] : [texts.upgrade.waiting(waiting)]),
  ].join(' ');
}
