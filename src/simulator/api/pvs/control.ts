import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { World } from '../world';

/** Proxies of a site that serve a guest now (xapi: pvs_proxy_control.ml get_running_proxies). */
export function runningProxies({ db }: World, site: Ref<'PVS_site'>): readonly Ref<'PVS_proxy'>[] {
  return db.row('PVS_site', site).proxies.filter((proxy) => db.row('PVS_proxy', proxy).currently_attached);
}

/** A proxy runs where its guest does, when its site has a server, and a cache there. */
function canRun({ db }: World, { VIF, site }: Records['PVS_proxy']): boolean {
  const vif = db.get('VIF', VIF);
  const { servers, cache_storage } = db.row('PVS_site', site);
  if (vif?.currently_attached !== true || servers.length === 0) return false;
  const host = db.row('VM', vif.VM).resident_on;
  return cache_storage.some((cache) => db.row('PVS_cache_storage', cache).host === host);
}

export function startProxy(world: World, ref: Ref<'PVS_proxy'>): void {
  const currently_attached = canRun(world, world.db.row('PVS_proxy', ref));
  world.db.update('PVS_proxy', ref, { currently_attached, status: currently_attached ? 'initialised' : 'stopped' });
}

export function stopProxy({ db }: World, ref: Ref<'PVS_proxy'>): void {
  db.update('PVS_proxy', ref, { currently_attached: false, status: 'stopped' });
}

/** The proxies that serve some interfaces. */
export function proxiesOf({ db }: World, vifs: readonly Ref<'VIF'>[]): readonly Ref<'PVS_proxy'>[] {
  if (db.count('PVS_proxy') === 0) return [];
  return [...db.all('PVS_proxy')].filter(([, proxy]) => vifs.includes(proxy.VIF)).map(([ref]) => ref);
}

/** A copy of an interface boots from the same site (xapi_vif_helpers.ml copy). */
export function copyProxy({ db, engine }: World, ref: Ref<'PVS_proxy'>, VIF: Ref<'VIF'>): void {
  const { site } = db.row('PVS_proxy', ref);
  db.insert('PVS_proxy', engine.newRef('PVS_proxy'), { uuid: engine.newUuid('PVS_proxy'), site, VIF });
}

export function startProxies(world: World, { VIFs }: Records['VM']): void {
  for (const proxy of proxiesOf(world, VIFs)) startProxy(world, proxy);
}

export function stopProxies(world: World, { VIFs }: Records['VM']): void {
  for (const proxy of proxiesOf(world, VIFs)) stopProxy(world, proxy);
}
