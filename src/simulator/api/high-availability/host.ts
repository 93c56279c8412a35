import { Fault } from '../fault';
import { define } from '../registry';
import { need } from '../world';
import { isArmed, setArmed } from './armed';

/** What the servers of a pool ask of each other while high availability begins and ends, and the way out of trouble. */
define({
  'host.preconfigure_ha': (call, host, statefiles, metadata, _generation) => {
    need(call.db, 'host', host);
    for (const vdi of [metadata, ...statefiles]) {
      const { type } = need(call.db, 'VDI', vdi);
      if (type === 'cbt_metadata') throw new Fault('VDI_INCOMPATIBLE_TYPE', vdi, type);
    }
    call.db.transaction(() => call.db.update('host', host, { ha_statefiles: statefiles }));
  },
  'host.ha_join_liveset': (call, host) => {
    need(call.db, 'host', host);
    setArmed(call.world, [host], true);
  },
  'host.ha_release_resources': (call, host) => {
    need(call.db, 'host', host);
    setArmed(call.world, [host], false);
  },
  // For this server alone, and without the pool's database: it may have no coordinator.
  'host.emergency_ha_disable': ({ world, host }, soft) => {
    if (isArmed(world, host)) {
      if (!soft) setArmed(world, [host], false);
    } else if (!soft) {
      throw new Fault('HA_NOT_ENABLED');
    }
  },
  'host.ha_xapi_healthcheck': () => true,
});
