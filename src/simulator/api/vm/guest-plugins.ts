import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import { EMPTY_MAP } from '../../engine/defaults';
import { callInside } from '../dispatch';
import { Fault } from '../fault';
import { define } from '../registry';
import { thePool, type Call } from '../world';
import { floatText } from './boot-check';
import { assertOperationValid } from './operation-check';

type Arguments = Readonly<Record<string, string>>;

const AGENT = 'guest-agent-operation';

/** xapi_globs.ml vm_call_plugin_interval: a guest is asked once in so many seconds. */
const INTERVAL_S = 10;
const LATEST = 'guest-plugin-calls';

/** Keeps plug-in calls to one VM apart (xapi_vm.ml record_call_plugin_latest). */
function throttle({ engine }: Call, vm: Ref<'VM'>): void {
  const all = (engine.annex[LATEST] ?? EMPTY_MAP) as Readonly<Record<string, number>>;
  const recent = Object.entries(all).filter(([, timeMs]) => engine.nowMs - timeMs < INTERVAL_S * 1000);
  const last = recent.find(([ref]) => ref === vm)?.[1];
  if (last !== undefined) {
    const waitS = INTERVAL_S - (engine.nowMs - last) / 1000;
    throw new Fault('VM_CALL_PLUGIN_RATE_LIMIT', vm, floatText(INTERVAL_S), floatText(waitS));
  }
  const latest: Json = { ...Object.fromEntries(recent), [vm]: engine.nowMs };
  engine.annex = { ...engine.annex, [LATEST]: latest };
}

function failed(status: string, stdout: string, stderr = stdout): Fault {
  return new Fault('XENAPI_PLUGIN_FAILURE', status, stdout, stderr);
}

function lacksControl(fn: string): Fault {
  const why = 'could not be executed for lack of guest agent control feature.';
  return failed('failed to execute fn', `The requested fn "${fn}" of plugin "${AGENT}" ${why}`);
}

/** The guest must say that its agent can switch RDP (xapi_vm.ml request_rdp). */
function requestRdp({ db }: Call, ref: Ref<'VM'>, fn: string): string {
  const { guest_metrics } = db.row('VM', ref);
  const feature = isNullRef(guest_metrics)
    ? undefined
    : db.get('VM_guest_metrics', guest_metrics)?.other['feature-ts2'];
  if (feature === undefined || feature === '' || feature === '0') throw lacksControl(fn);
  return '';
}

const LONGEST_SCRIPT_BYTES = 1024;

/** What a script is looked at for; no guest of the simulator offers to run one (xapi_vm.ml run_script). */
function runScript({ db, session }: Call, args: Arguments, fn: string): string {
  if (thePool(db)[1].other_config['allow_guest_agent_run_script'] !== 'true') throw new Fault('FEATURE_RESTRICTED');
  for (const name of ['username', 'password', 'script']) {
    if (!Object.hasOwn(args, name)) throw failed('missing argument', '', `Argument ${name} is required.`);
  }
  const caller = session === null ? undefined : db.get('session', session);
  if (caller !== undefined && !caller.is_local_superuser && !caller.rbac_permissions.includes('vm.checkpoint')) {
    const why = 'No permission to run script, must have VM power admin role or higher.';
    throw new Fault('RBAC_PERMISSION_DENIED', 'vm.call_plugin', why);
  }
  if (new TextEncoder().encode(args['script']).length > LONGEST_SCRIPT_BYTES) {
    throw failed('length restriction', '', `The script length must not exceed ${LONGEST_SCRIPT_BYTES} bytes`);
  }
  throw lacksControl(fn);
}

function callPlugin(call: Call, vm: Ref<'VM'>, plugin: string, fn: string, args: Arguments): string {
  assertOperationValid(call.db, vm, 'call_plugin');
  if (plugin !== AGENT) throw new Fault('XENAPI_MISSING_PLUGIN', plugin);
  throttle(call, vm);
  if (fn === 'request-rdp-on' || fn === 'request-rdp-off') return requestRdp(call, vm, fn);
  if (fn === 'run-script') return runScript(call, args, fn);
  throw failed('failed to find fn', `The requested fn "${fn}" could not be found in plugin "${AGENT}".`);
}

define({
  'VM.call_plugin': callPlugin,
  // The server that runs the VM is asked (xapi_vm.ml call_host_plugin).
  'VM.call_host_plugin': ({ db, world }, vm, plugin, fn, args) => {
    assertOperationValid(db, vm, 'call_plugin');
    const { resident_on } = db.row('VM', vm);
    return callInside(world, 'host.call_plugin', [resident_on, plugin, fn, args]) as string | Promise<string>;
  },
});
