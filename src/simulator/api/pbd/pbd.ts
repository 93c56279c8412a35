import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { constructorValues } from '../generic';
import { assertUnpluggable } from '../high-availability/connections';
import { defineOperation, startOperation } from '../operations';
import { define } from '../registry';
import { assertLive } from '../sr/live';
import { assertSrOperation } from '../sr/operations';
import { removeSecrets, withOwnSecrets } from '../sr/secrets';
import { need } from '../world';
import { activeDisks, insertPbd, plug, unplug } from './plug';

/** Time to mount or log in, and to leave: assumptions. */
const PLUG_MS = 2000;
const UNPLUG_MS = 1000;

interface PbdArgs {
  readonly pbd: Ref<'PBD'>;
}

defineOperation<PbdArgs>('PBD.plug', { finish: (world, { pbd }) => plug(world, pbd) });
defineOperation<PbdArgs>('PBD.unplug', { finish: (world, { pbd }) => unplug(world, pbd) });

/** The storage manager marks its own master with this key; nobody else may (xapi_pbd.ml assert_no_srmaster_key). */
function assertNotReserved(config: Readonly<Record<string, string>>): void {
  const value = config['SRmaster'];
  if (value !== undefined)
    throw new Fault('VALUE_NOT_SUPPORTED', 'SRmaster', value, 'This key is for internal use only');
}

define({
  'PBD.create': (call, args) => {
    const { world, db } = call;
    const values = constructorValues('PBD', args) as Partial<Records['PBD']>;
    const { host = NULL_REF, SR = NULL_REF, device_config = {}, other_config = {} } = values;
    need(db, 'host', host);
    assertSrOperation(world, SR, 'pbd_create');
    assertNotReserved(device_config);
    return db.transaction(() =>
      insertPbd(world, { host, SR, other_config, device_config: withOwnSecrets(world, device_config) }),
    );
  },
  'PBD.destroy': (call, self) => {
    const { world, db } = call;
    const pbd = need(db, 'PBD', self);
    if (pbd.currently_attached) throw new Fault('OPERATION_NOT_ALLOWED', 'PBD is currently attached');
    assertSrOperation(world, pbd.SR, 'pbd_destroy');
    db.transaction(() => {
      removeSecrets(world, pbd.device_config);
      db.remove('PBD', self);
    });
  },
  'PBD.plug': (call, self) => {
    const pbd = need(call.db, 'PBD', self);
    assertLive(call.db, pbd.host);
    assertSrOperation(call.world, pbd.SR, 'plug');
    if (pbd.currently_attached) return undefined;
    return startOperation(call, 'PBD.plug', {
      durationMs: PLUG_MS,
      args: { pbd: self },
      holds: [['SR', pbd.SR, 'plug']],
    });
  },
  'PBD.unplug': (call, self) => {
    const pbd = need(call.db, 'PBD', self);
    assertLive(call.db, pbd.host);
    assertSrOperation(call.world, pbd.SR, 'unplug');
    if (!pbd.currently_attached) return undefined;
    assertUnpluggable(call.world, pbd);
    const used = activeDisks(call.world, pbd);
    if (used.length > 0) throw new Fault('VDI_IN_USE', ...used);
    const isCache = need(call.db, 'host', pbd.host).local_cache_sr === pbd.SR;
    if (isCache) throw new Fault('SR_IS_CACHE_SR', pbd.host);
    return startOperation(call, 'PBD.unplug', {
      durationMs: UNPLUG_MS,
      args: { pbd: self },
      holds: [['SR', pbd.SR, 'unplug']],
    });
  },
  'PBD.set_device_config': (call, self, device_config) => {
    need(call.db, 'PBD', self);
    assertNotReserved(device_config);
    call.db.transaction(() => call.db.update('PBD', self, { device_config }));
  },
});
