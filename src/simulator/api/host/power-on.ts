import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { continueAs, defineOperation, startOperation, type Hold, type Later } from '../operations';
import { define } from '../registry';
import { need, type Call, type World } from '../world';
import { assertHostOperation } from './operations';
import { startServer } from './power';

interface PowerOn {
  readonly host: Ref<'host'>;
  readonly attempts: number;
}

/** How often the plug-in looks whether the server answers, and how many times (power-on.py, wlan.py). */
const LOOK_MS = 5000;
const WAKE_ATTEMPTS = 60;
const CARD_ATTEMPTS = 120;

/** An exception of a plug-in as xapi passes it on (XenAPIPlugin.py dispatch). */
function pluginFailure(exception: string, text: string): Fault {
  return new Fault('XENAPI_PLUGIN_FAILURE', 'main', exception, text);
}

const CARD_KEYS = ['power_on_ip', 'power_on_user', 'power_on_password_secret'] as const;

/** A remote management card is reached with an address, a user and a password that the pool keeps as a secret. */
function assertCard({ db }: World, config: Readonly<Record<string, string>>): void {
  const missing = CARD_KEYS.find((key) => config[key] === undefined);
  if (missing !== undefined) throw pluginFailure('KeyError', `'${missing}'`);
  const secret = config['power_on_password_secret'] ?? '';
  if (db.byUuid('secret', secret) === undefined) {
    throw pluginFailure('Failure', `['UUID_INVALID', 'secret', '${secret}']`);
  }
}

function assertManagementInterface({ db }: World, host: Records['host']): void {
  if (host.PIFs.some((pif) => db.row('PIF', pif).management)) return;
  throw pluginFailure('Exception', `Failed to find a management interface (PIF) for host uuid ${host.uuid}`);
}

/** How many looks a mode allows; its own failures are those of the plug-in power-on-host. */
function attemptsOf(world: World, host: Records['host']): number {
  switch (host.power_on_mode) {
    case 'wake-on-lan':
      assertManagementInterface(world, host);
      return WAKE_ATTEMPTS;
    case 'DRAC':
      assertCard(world, host.power_on_config);
      return CARD_ATTEMPTS;
    case 'IPMI':
      // The module that comes with the toolstack has no entry point for the plug-in.
      throw pluginFailure('AttributeError', "module 'IPMI' has no attribute 'custom'");
    case '':
      throw pluginFailure('HOST_POWER_ON_NOT_CONFIGURED', '');
    default:
      // iLO went with REQ-811; scripts of an administrator's own are not on any server here.
      throw pluginFailure('ModuleNotFoundError', `No module named '${host.power_on_mode}'`);
  }
}

/** Passwords of a configuration that is replaced (xapi_secret.ml clean_out_passwds). */
function dropSecrets({ db }: World, config: Readonly<Record<string, string>>): void {
  for (const [key, uuid] of Object.entries(config)) {
    const secret = key.endsWith('password_secret') ? db.byUuid('secret', uuid) : undefined;
    if (secret !== undefined) db.remove('secret', secret);
  }
}

/** Looks once more whether the server answers; null when it has looked often enough. */
function look({ db }: World, { host, attempts }: PowerOn): boolean | null {
  const row = need(db, 'host', host);
  if (db.get('host_metrics', row.metrics)?.live === true) return true;
  return attempts <= 1 ? false : null;
}

function wait(name: string, { host, attempts }: PowerOn): unknown {
  return continueAs<PowerOn>(name, LOOK_MS, { host, attempts: attempts - 1 });
}

defineOperation<PowerOn>('host.power_on', {
  finish: (world, args) => {
    const isUp = look(world, args);
    if (isUp === false) throw new Fault('INTERNAL_ERROR', 'Failure("The host failed to power on.")');
    return isUp === null ? wait('host.power_on', args) : undefined;
  },
});

defineOperation<PowerOn>('plugin.power-on-host', {
  result: 'string',
  finish: (world, args) => {
    const isUp = look(world, args);
    return isUp === null ? wait('plugin.power-on-host', args) : isUp ? 'True' : 'False';
  },
});

/** Gives a server power the way its mode says, and waits for it. */
function powerOn(call: Call, host: Ref<'host'>, name: string, holds: readonly Hold[]): Later {
  const attempts = attemptsOf(call.world, call.db.row('host', host));
  startServer(call.world, host);
  const args: PowerOn = { host, attempts };
  return startOperation(call, name, { durationMs: LOOK_MS, totalMs: LOOK_MS * attempts, args, holds });
}

/** The same for a client that calls the plug-in itself: no check of the toolstack stands before it. */
export function powerOnByPlugin(call: Call, host: Ref<'host'>): Later {
  return powerOn(call, host, 'plugin.power-on-host', []);
}

define({
  'host.power_on': (call, host) => {
    assertHostOperation(call.world, host, 'power_on');
    return powerOn(call, host, 'host.power_on', [['host', host, 'power_on']]);
  },
  'host.set_power_on_mode': (call, self, power_on_mode, power_on_config) => {
    const { power_on_config: before } = need(call.db, 'host', self);
    call.db.transaction(() => {
      dropSecrets(call.world, before);
      call.db.update('host', self, { power_on_mode, power_on_config });
    });
  },
});
