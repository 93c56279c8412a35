import { Fault } from '../fault';
import { assertIp, assertPort } from '../network/addresses';
import { define } from '../registry';
import { need } from '../world';
import { usesVswitch } from './vswitch';

/** Where a controller listens unless somebody says otherwise (xapi_sdn_controller.ml). */
const DEFAULT_PORT = 6632;

define({
  'SDN_controller.introduce': (call, protocol, address, port) => {
    const { db, engine } = call;
    if (!usesVswitch(call.world)) {
      throw new Fault('OPERATION_NOT_ALLOWED', 'host not configured for vswitch operation');
    }
    if (db.count('SDN_controller') > 0) {
      throw new Fault('OPERATION_NOT_ALLOWED', 'SDN controller has been configured. Please forget it first.');
    }
    if (protocol === 'pssl') {
      if (address !== '') throw new Fault('INVALID_VALUE', 'address', address);
      if (port !== 0) throw new Fault('INVALID_VALUE', 'port', String(port));
    } else if (address === '') throw new Fault('INVALID_VALUE', 'address', address);
    else assertIp('ipv4', 'address', address);
    if (port !== 0) assertPort('port', port);
    const ref = engine.newRef('SDN_controller');
    const values = { protocol, address, port: protocol === 'ssl' && port === 0 ? DEFAULT_PORT : port };
    db.transaction(() => db.insert('SDN_controller', ref, { uuid: engine.newUuid('SDN_controller'), ...values }));
    return ref;
  },
  'SDN_controller.forget': (call, self) => {
    need(call.db, 'SDN_controller', self);
    call.db.transaction(() => call.db.remove('SDN_controller', self));
  },
});
