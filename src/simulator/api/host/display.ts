import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Enums } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { define } from '../registry';
import { hasFeature } from '../sr/features';
import { need, type Call } from '../world';
import { guestsOf } from './evacuation-plan';
import { assertOnline } from './operations';

type Display = Enums['host_display'];

/** What a wish makes of the state of a server's screen (xapi_host.ml update_display). */
const WISHES: Readonly<Record<'enable' | 'disable', Readonly<Record<Display, Display>>>> = {
  enable: {
    enabled: 'enabled',
    disable_on_reboot: 'enabled',
    disabled: 'enable_on_reboot',
    enable_on_reboot: 'enable_on_reboot',
  },
  disable: {
    enabled: 'disable_on_reboot',
    disable_on_reboot: 'disable_on_reboot',
    disabled: 'disabled',
    enable_on_reboot: 'disabled',
  },
};

function wish({ world, db }: Call, host: Ref<'host'>, what: 'enable' | 'disable'): Display {
  const before = assertOnline(world, host).display;
  const display = WISHES[what][before];
  if (display !== before) db.transaction(() => db.update('host', host, { display }));
  return display;
}

/** Out of service, without running guests and without disks of its own in use (xapi_host.ml assert_bacon_mode). */
function assertMaintenance({ world, db }: Call, host: Ref<'host'>): void {
  if (assertOnline(world, host).enabled) throw new Fault('HOST_NOT_DISABLED');
  const running = guestsOf(world, host).find((vm) => db.row('VM', vm).power_state === 'Running');
  if (running !== undefined) throw new Fault('HOST_IN_USE', host, 'vm', running);
  for (const vm of db.row('host', host).resident_VMs) {
    const vbd = db.row('VM', vm).VBDs.find((ref) => db.row('VBD', ref).currently_attached);
    if (vbd !== undefined) throw new Fault('HOST_IN_USE', host, 'vbd', vbd);
  }
}

/** The repository that caches, or none. */
function setCache({ db }: Call, host: Ref<'host'>, sr: Ref<'SR'>): void {
  const before = db.row('host', host).local_cache_sr;
  db.transaction(() => {
    if (!isNullRef(before) && db.has('SR', before)) db.update('SR', before, { local_cache_enabled: false });
    db.update('host', host, { local_cache_sr: sr });
    if (!isNullRef(sr)) db.update('SR', sr, { local_cache_enabled: true });
  });
}

define({
  'host.enable_display': (call, host) => wish(call, host, 'enable'),
  'host.disable_display': (call, host) => {
    need(call.db, 'host', host);
    assertFeature(call.db, 'Integrated_GPU');
    return wish(call, host, 'disable');
  },
  'host.enable_local_storage_caching': (call, host, sr) => {
    const { world, db } = call;
    assertMaintenance(call, host);
    const { type, PBDs, shared } = need(db, 'SR', sr);
    const [pbd, ...others] = PBDs;
    const canCache = !shared && hasFeature(world, type, 'SR_SUPPORTS_LOCAL_CACHING');
    if (pbd === undefined || others.length > 0 || !canCache) throw new Fault('SR_OPERATION_NOT_SUPPORTED', sr);
    if (db.row('PBD', pbd).host !== host) throw new Fault('HOST_CANNOT_SEE_SR', host, sr);
    setCache(call, host, sr);
  },
  'host.disable_local_storage_caching': (call, host) => {
    assertMaintenance(call, host);
    setCache(call, host, NULL_REF);
  },
});
