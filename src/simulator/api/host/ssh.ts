import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { defineStep } from '../operations';
import { define } from '../registry';
import { toXapiDate, type Call, type World } from '../world';
import { assertOnline } from './operations';

const NEVER = toXapiDate(0);
/** Two days (xapi_host.ml set_ssh_enabled_timeout). */
const LONGEST_TIMEOUT_S = 172_800;

const CLOSE = 'host.close-ssh';

function keyOf(host: Ref<'host'>): string {
  return `${CLOSE}/${host}`;
}

function forget({ engine }: World, host: Ref<'host'>): void {
  const entry = engine.plannedAs(keyOf(host));
  if (entry !== undefined) engine.cancel(entry.sequence);
}

/** Plans the end of an open SSH service, or takes the plan back; the values that say so. */
function planEnd(world: World, host: Ref<'host'>, timeoutS: number): Partial<Records['host']> {
  const { engine } = world;
  forget(world, host);
  if (timeoutS === 0) return { ssh_expiry: NEVER };
  engine.schedule(timeoutS * 1000, CLOSE, { host }, false, keyOf(host));
  return { ssh_expiry: toXapiDate(engine.nowMs + timeoutS * 1000) };
}

defineStep<{ host: Ref<'host'> }>(CLOSE, ({ db }, { host }) => {
  if (db.has('host', host)) db.update('host', host, { ssh_enabled: false });
});

function write({ db }: Call, self: Ref<'host'>, values: Partial<Records['host']>): void {
  db.transaction(() => db.update('host', self, values));
}

define({
  // Opening or closing it by hand ends the automatic mode (xapi_host.ml).
  'host.enable_ssh': (call, self) => {
    const { ssh_enabled_timeout } = assertOnline(call.world, self);
    write(call, self, { ssh_enabled: true, ssh_auto_mode: false, ...planEnd(call.world, self, ssh_enabled_timeout) });
  },
  'host.disable_ssh': (call, self) => {
    assertOnline(call.world, self);
    forget(call.world, self);
    write(call, self, { ssh_enabled: false, ssh_auto_mode: false, ssh_expiry: toXapiDate(call.engine.nowMs) });
  },
  'host.set_ssh_enabled_timeout': (call, self, ssh_enabled_timeout) => {
    const { ssh_enabled } = assertOnline(call.world, self);
    if (ssh_enabled_timeout < 0 || ssh_enabled_timeout > LONGEST_TIMEOUT_S) {
      throw new Fault('INVALID_VALUE', 'ssh_enabled_timeout', String(ssh_enabled_timeout));
    }
    write(call, self, {
      ssh_enabled_timeout,
      ...(ssh_enabled ? planEnd(call.world, self, ssh_enabled_timeout) : undefined),
    });
  },
  'host.set_ssh_auto_mode': (call, self, ssh_auto_mode) => {
    assertOnline(call.world, self);
    write(call, self, { ssh_auto_mode });
  },
});
