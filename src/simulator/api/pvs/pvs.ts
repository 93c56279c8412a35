import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { constructorValues } from '../generic';
import { assertFeature } from '../licence/features';
import { assertIp, assertPort } from '../network/addresses';
import { define } from '../registry';
import { assertVswitch } from '../sdn/vswitch';
import { createDisk, destroyDisk } from '../vdi/disks';
import { need, type Call } from '../world';
import { runningProxies, startProxy } from './control';

function assertPossible({ db, world }: Call): void {
  assertFeature(db, 'PVS_proxy');
  assertVswitch(world);
}

function assertNoProxyRuns(call: Call, site: Ref<'PVS_site'>): void {
  const running = runningProxies(call.world, site);
  if (running.length > 0) throw new Fault('PVS_SITE_CONTAINS_RUNNING_PROXIES', ...running);
}

function forgetSite(call: Call, self: Ref<'PVS_site'>): void {
  const { db } = call;
  const { servers, cache_storage, proxies } = need(db, 'PVS_site', self);
  assertNoProxyRuns(call, self);
  if (servers.length > 0) throw new Fault('PVS_SITE_CONTAINS_SERVERS', ...servers);
  db.transaction(() => {
    for (const cache of cache_storage) removeCache(call, cache);
    for (const proxy of proxies) db.remove('PVS_proxy', proxy);
    db.remove('PVS_site', self);
  });
}

/** The checks in the order of xapi_pvs_server.ml introduce. */
function introduceServer(
  call: Call,
  given: readonly string[],
  first_port: number,
  last_port: number,
  site: Ref<'PVS_site'>,
): Ref<'PVS_server'> {
  const { db, engine } = call;
  assertPossible(call);
  for (const address of given) assertIp('ipv4', 'addresses', address);
  const taken = new Set([...db.all('PVS_server')].flatMap(([, server]) => server.addresses));
  const inUse = given.filter((address) => taken.has(address));
  if (inUse.length > 0) throw new Fault('PVS_SERVER_ADDRESS_IN_USE', ...inUse);
  assertPort('first_port', first_port);
  assertPort('last_port', last_port);
  if (last_port < first_port) {
    throw new Fault('VALUE_NOT_SUPPORTED', 'last_port', String(last_port), 'last_port smaller than first_port');
  }
  if (!db.has('PVS_site', site)) throw new Fault('INVALID_VALUE', 'site', site);
  const server = engine.newRef('PVS_server');
  const values = { addresses: [...new Set(given)], first_port, last_port, site };
  db.transaction(() => db.insert('PVS_server', server, { uuid: engine.newUuid('PVS_server'), ...values }));
  return server;
}

/** The checks in the order of xapi_pvs_proxy.ml create; the first interface of a VM is the one that boots. */
function createProxy(call: Call, site: Ref<'PVS_site'>, VIF: Ref<'VIF'>): Ref<'PVS_proxy'> {
  const { db, engine, world } = call;
  assertPossible(call);
  const present = [...db.all('PVS_proxy')].filter(([, proxy]) => proxy.VIF === VIF).map(([ref]) => ref);
  if (present.length > 0) throw new Fault('PVS_PROXY_ALREADY_PRESENT', ...present);
  if (!db.has('PVS_site', site)) throw new Fault('INVALID_VALUE', 'site', site);
  const vif = db.get('VIF', VIF);
  if (vif === undefined) throw new Fault('INVALID_VALUE', 'VIF', VIF);
  const devices = db.row('VM', vif.VM).VIFs.map((each) => Number(db.row('VIF', each).device));
  if (Number(vif.device) > Math.min(...devices)) throw new Fault('PVS_VIF_MUST_BE_FIRST_DEVICE');
  const proxy = engine.newRef('PVS_proxy');
  db.transaction(() => {
    db.insert('PVS_proxy', proxy, { uuid: engine.newUuid('PVS_proxy'), site, VIF });
    startProxy(world, proxy);
  });
  return proxy;
}

/** One cache of a site on each server, on a disk of its own (xapi_pvs_cache_storage.ml). */
function createCache(call: Call, args: unknown): Ref<'PVS_cache_storage'> {
  const { db, engine, world } = call;
  const values = constructorValues('PVS_cache_storage', args) as Partial<Records['PVS_cache_storage']>;
  const { site = NULL_REF, host = NULL_REF, SR = NULL_REF, size = DEFAULT_CACHE_BYTES } = values;
  const { cache_storage } = need(db, 'PVS_site', site);
  need(db, 'host', host);
  if (cache_storage.some((cache) => db.row('PVS_cache_storage', cache).host === host)) {
    throw new Fault('PVS_CACHE_STORAGE_ALREADY_PRESENT', site, host);
  }
  const name = 'PVS cache VDI';
  const cache = engine.newRef('PVS_cache_storage');
  db.transaction(() => {
    const VDI = createDisk(world, { sr: SR, name, description: name, sizeBytes: size, type: 'pvs_cache' });
    const row = { uuid: engine.newUuid('PVS_cache_storage'), site, host, SR, size, VDI };
    db.insert('PVS_cache_storage', cache, row);
  });
  return cache;
}

const DEFAULT_CACHE_BYTES = 20 * 1024 ** 3;

function removeCache({ db, world }: Call, self: Ref<'PVS_cache_storage'>): void {
  const { VDI } = need(db, 'PVS_cache_storage', self);
  db.remove('PVS_cache_storage', self);
  if (db.has('VDI', VDI)) destroyDisk(world, VDI);
}

define({
  'PVS_site.introduce': (call, name_label, name_description, PVS_uuid) => {
    const { db, engine } = call;
    assertPossible(call);
    const site = engine.newRef('PVS_site');
    const values = { name_label, name_description, PVS_uuid };
    db.transaction(() => db.insert('PVS_site', site, { uuid: engine.newUuid('PVS_site'), ...values }));
    return site;
  },
  'PVS_site.forget': forgetSite,
  'PVS_site.set_PVS_uuid': (call, self, PVS_uuid) => {
    need(call.db, 'PVS_site', self);
    assertNoProxyRuns(call, self);
    call.db.transaction(() => call.db.update('PVS_site', self, { PVS_uuid }));
  },
  'PVS_server.introduce': introduceServer,
  'PVS_server.forget': (call, self) => {
    need(call.db, 'PVS_server', self);
    call.db.transaction(() => call.db.remove('PVS_server', self));
  },
  'PVS_proxy.create': createProxy,
  'PVS_proxy.destroy': (call, self) => {
    need(call.db, 'PVS_proxy', self);
    call.db.transaction(() => call.db.remove('PVS_proxy', self));
  },
  'PVS_cache_storage.create': (call, args) => createCache(call, args),
  'PVS_cache_storage.destroy': (call, self) => {
    const { db, world } = call;
    const { site, host } = need(db, 'PVS_cache_storage', self);
    const isUsed = runningProxies(world, site).some((proxy) => {
      const vm = db.get('VIF', db.row('PVS_proxy', proxy).VIF)?.VM ?? '';
      return db.get('VM', vm)?.resident_on === host;
    });
    if (isUsed) throw new Fault('PVS_CACHE_STORAGE_IS_IN_USE', self);
    db.transaction(() => removeCache(call, self));
  },
});
