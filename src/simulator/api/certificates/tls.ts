import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertOnline } from '../host/operations';
import { postMessage } from '../message';
import { define } from '../registry';
import { assertPoolOperation } from '../pool/operations';
import { need, thePool, type Call } from '../world';

/** Every server is asked first, under verification; the coordinator is the last to turn it on (xapi_pool.ml). */
function enable({ db, world }: Call): void {
  const pool = assertPoolOperation(world, 'tls_verification_enable');
  if (thePool(db)[1].ha_enabled) throw new Fault('HA_IS_ENABLED');
  for (const host of db.refs('host')) assertOnline(world, host);
  db.transaction(() => {
    for (const host of db.refs('host')) db.update('host', host, { tls_verification_enabled: true });
    db.update('pool', pool, { tls_verification_enabled: true });
  });
}

/** xapi_host.ml emergency_disable_tls_verification, and alert_if_tls_verification_was_emergency_disabled. */
function disableInEmergency(call: Call): void {
  const { db, world } = call;
  const host = call.host;
  const { uuid, name_label } = db.row('host', host);
  db.transaction(() => {
    db.update('host', host, { tls_verification_enabled: false });
    const name = 'TLS_VERIFICATION_EMERGENCY_DISABLED';
    const isKnown = [...db.all('message')].some(([, message]) => message.name === name);
    if (isKnown || !thePool(db)[1].tls_verification_enabled) return;
    postMessage(world, { name, cls: 'Host', obj_uuid: uuid, body: `<body><host>${name_label}</host></body>` });
  });
}

function setClientAuth({ db }: Call, self: Ref<'pool'>, isEnabled: boolean, name: string): void {
  need(db, 'pool', self);
  const values = { client_certificate_auth_enabled: isEnabled, client_certificate_auth_name: name };
  db.transaction(() => db.update('pool', self, values));
}

/** The product does not let its certificates of UEFI be replaced (xapi_globs.ml allow_custom_uefi_certs). */
function refuse(reason: string): never {
  throw new Fault('OPERATION_NOT_ALLOWED', reason);
}

define({
  'pool.enable_tls_verification': enable,
  'host.emergency_disable_tls_verification': disableInEmergency,
  'host.emergency_reenable_tls_verification': (call) => {
    const host = call.host;
    call.db.transaction(() => call.db.update('host', host, { tls_verification_enabled: true }));
  },
  'pool.enable_client_certificate_auth': (call, self, name) => setClientAuth(call, self, true, name),
  'pool.disable_client_certificate_auth': (call, self) => setClientAuth(call, self, false, ''),
  'pool.set_uefi_certificates': ({ db }, self) => {
    need(db, 'pool', self);
    refuse('Setting UEFI certificates is deprecated, please use `set_custom_uefi_certificates`');
  },
  'pool.set_custom_uefi_certificates': ({ db }, self) => {
    need(db, 'pool', self);
    refuse('Setting UEFI certificates is not possible when allow_custom_uefi_certs is false');
  },
  'host.set_uefi_certificates': ({ world }, host) => {
    assertOnline(world, host);
    refuse('To set UEFI certificates use: `Pool.set_custom_uefi_certificates`');
  },
  // Servers come with the platform's key, the exchange key and both databases.
  'pool.get_guest_secureboot_readiness': ({ db }, self) => {
    need(db, 'pool', self);
    return 'ready';
  },
});
