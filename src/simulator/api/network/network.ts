import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { EMPTY_MAP } from '../../engine/defaults';
import { Fault } from '../fault';
import { constructorValues } from '../generic';
import { define } from '../registry';
import { removeVif } from '../vif';
import { need, type Call, type World } from '../world';

/** Bridges of the system itself; clients may not take such names (xapi_network.ml bridge_blacklist). */
const RESERVED_BRIDGES = ['xen', 'xapi', 'vif', 'tap', 'eth'];
const LONGEST_BRIDGE_NAME = 15;

function bridges({ db }: World): ReadonlySet<string> {
  return new Set([...db.all('network')].map(([, network]) => network.bridge));
}

function freeBridge(world: World): string {
  const taken = bridges(world);
  for (let number = 0; ; number++) if (!taken.has(`xapi${number}`)) return `xapi${number}`;
}

function assertBridge(world: World, bridge: string): void {
  if (bridge.length > LONGEST_BRIDGE_NAME || RESERVED_BRIDGES.some((prefix) => bridge.startsWith(prefix))) {
    throw new Fault('INVALID_VALUE', 'bridge', bridge);
  }
  if (bridges(world).has(bridge)) throw new Fault('BRIDGE_NAME_EXISTS', bridge);
}

/** A VIF that guests use on a network, if any; on one server only when it is named. */
export function vifInUse(world: World, network: Ref<'network'>, host?: Ref<'host'>): Ref<'VIF'> | undefined {
  const { db } = world;
  return db.get('network', network)?.VIFs.find((ref) => {
    const vif = db.row('VIF', ref);
    if (!vif.currently_attached && !vif.reserved) return false;
    return host === undefined || db.get('VM', vif.VM)?.resident_on === host;
  });
}

const CONFLICTS: Readonly<Record<Enums['network_purpose'], Enums['network_purpose']>> = {
  nbd: 'insecure_nbd',
  insecure_nbd: 'nbd',
};

function assertPurpose({ db }: Call, purpose: Enums['network_purpose']): void {
  const conflict = CONFLICTS[purpose];
  for (const [, network] of db.all('network')) {
    if (network.purpose.includes(conflict)) throw new Fault('NETWORK_INCOMPATIBLE_PURPOSES', purpose, conflict);
  }
}

define({
  'network.create': (call, args) => {
    const { world, db, engine } = call;
    const values = constructorValues('network', args) as Partial<Records['network']>;
    const bridge = values.bridge ?? '';
    if (bridge !== '') assertBridge(world, bridge);
    const network = engine.newRef('network');
    db.transaction(() =>
      db.insert('network', network, {
        uuid: engine.newUuid('network'),
        name_label: values.name_label ?? '',
        name_description: values.name_description ?? '',
        MTU: values.MTU === undefined || values.MTU <= 0 ? 1500 : values.MTU,
        other_config: values.other_config ?? EMPTY_MAP,
        bridge: bridge === '' ? freeBridge(world) : bridge,
        managed: values.managed ?? true,
        tags: values.tags ?? [],
      }),
    );
    return network;
  },
  'network.pool_introduce': (call, name_label, name_description, MTU, other_config, bridge, managed, purpose) => {
    const { db, engine } = call;
    const network = engine.newRef('network');
    const values = { name_label, name_description, MTU, other_config, bridge, managed, purpose };
    db.transaction(() => db.insert('network', network, { uuid: engine.newUuid('network'), ...values }));
    return network;
  },
  'network.destroy': (call, self) => {
    const { db } = call;
    const network = need(db, 'network', self);
    const used = network.VIFs.filter((vif) => db.row('VIF', vif).currently_attached || db.row('VIF', vif).reserved);
    if (used.length > 0) throw new Fault('NETWORK_CONTAINS_VIF', ...used);
    if (network.PIFs.length > 0) throw new Fault('NETWORK_CONTAINS_PIF', ...network.PIFs);
    if (network.other_config['is_host_internal_management_network'] === 'true') {
      throw new Fault('CANNOT_DESTROY_SYSTEM_NETWORK', self);
    }
    db.transaction(() => {
      for (const vif of network.VIFs) removeVif(call.world, vif);
      db.remove('network', self);
    });
  },
  'network.set_default_locking_mode': (call, network, default_locking_mode) => {
    need(call.db, 'network', network);
    const used = vifInUse(call.world, network);
    if (used !== undefined) throw new Fault('VIF_IN_USE', network, used);
    call.db.transaction(() => call.db.update('network', network, { default_locking_mode }));
  },
  'network.add_purpose': (call, self, value) => {
    const { purpose } = need(call.db, 'network', self);
    if (purpose.includes(value)) return;
    assertPurpose(call, value);
    call.db.transaction(() => call.db.update('network', self, { purpose: [...purpose, value] }));
  },
  'network.remove_purpose': (call, self, value) => {
    const { purpose } = need(call.db, 'network', self);
    const rest = purpose.filter((each) => each !== value);
    call.db.transaction(() => call.db.update('network', self, { purpose: rest }));
  },
});
