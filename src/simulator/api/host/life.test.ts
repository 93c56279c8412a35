import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { problemsOf } from '../../scenarios/testing/invariants';
import { nfs, refusalOf, twoServers } from '../../scenarios/testing/pool';
import { Builder } from '../../scenarios/builder';
import { Simulator } from '../../simulator';
import { hostMode } from './mode';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;
let sr: Ref<'SR'>;

const db = () => simulator.world.db;
const row = (host: Ref<'host'>) => db().row('host', host);
const isLive = (host: Ref<'host'>) => db().row('host_metrics', row(host).metrics).live;
const patch = (host: Ref<'host'>, values: Partial<Records['host']>) =>
  db().transaction(() => db().update('host', host, values));

async function guest(name: string, values: { on?: Ref<'SR'>; other_config?: Record<string, string> } = {}) {
  const builder = new Builder(simulator);
  const vm = await builder.vm({
    name,
    description: '',
    template: 'Debian Bookworm 12',
    vcpus: 2,
    memoryGib: 2,
    disks: [{ sr: values.on ?? sr, sizeGib: 8, usedShare: 0.1, name: `${name} disk` }],
    networks: [],
    ...(values.other_config === undefined ? {} : { other_config: values.other_config }),
  });
  return vm;
}

/** A running guest whose tools report. */
async function running(name: string, host: Ref<'host'>, values: Parameters<typeof guest>[1] = {}) {
  const vm = await guest(name, values);
  await simulator.call('VM.start_on', vm, host, false, false);
  simulator.advance(120_000);
  return vm;
}

const stateOf = (vm: Ref<'VM'>) => db().row('VM', vm).power_state;

beforeEach(async () => {
  ({ simulator, alder, birch } = twoServers());
  sr = await nfs(simulator, alder);
});

describe('a server that reboots', () => {
  async function reboot(host: Ref<'host'>): Promise<void> {
    await simulator.call('host.disable', host);
    await simulator.call('host.reboot', host);
    simulator.advance(20 * 60_000);
    expect(isLive(host)).toBe(true);
  }

  test('gives its control domain the memory that was set, and its ports the MTU of their networks', async () => {
    const { control_domain, PIFs } = row(birch);
    const bytes = 12 * 1024 ** 3;
    const actual = () => db().row('VM_metrics', db().row('VM', control_domain).metrics).memory_actual;
    await simulator.call('VM.set_memory', control_domain, bytes);
    expect(db().row('VM', control_domain).requires_reboot).toBe(true);
    expect(actual()).not.toBe(bytes);
    const [pif = ''] = PIFs;
    await simulator.call('network.set_MTU', db().row('PIF', pif).network, 9000);
    expect(db().row('PIF', pif).MTU).toBe(1500);
    await reboot(birch);
    expect(actual()).toBe(bytes);
    expect(db().row('VM', control_domain).requires_reboot).toBe(false);
    expect(db().row('PIF', pif)).toMatchObject({ MTU: 9000, currently_attached: true });
  });

  test('must be out of service, answers at once, is gone for minutes and comes back into service', async () => {
    expect(await refusalOf(simulator, 'host.reboot', birch)).toEqual(['HOST_NOT_DISABLED']);
    const vm = await running('web', birch);
    await simulator.call('host.disable', birch);
    const startedMs = simulator.nowMs;
    await simulator.call('host.reboot', birch);
    expect(simulator.nowMs).toBe(startedMs);
    const [task = ''] = db().refs('task');
    expect(db().row('task', task)).toMatchObject({ name_label: 'Host is rebooting', status: 'pending' });
    expect(row(birch).current_operations).toEqual({ [task]: 'shutdown' });
    simulator.advance(9000);
    expect(db().row('VM', vm).resident_on).toBe(birch);
    simulator.advance(51_000);
    // Guests that can move are moved by the server itself before its power goes.
    expect(db().row('VM', vm)).toMatchObject({ power_state: 'Running', resident_on: alder });
    simulator.advance(30_000);
    expect(isLive(birch)).toBe(false);
    expect(hostMode(simulator.world, birch)).toBe('booting');
    expect(row(birch)).toMatchObject({ current_operations: {}, enabled: false });
    expect(row(birch).PBDs.every((pbd) => !db().row('PBD', pbd).currently_attached)).toBe(true);
    expect(await refusalOf(simulator, 'host.enable', birch)).toEqual(['HOST_OFFLINE', birch]);
    expect(await refusalOf(simulator, 'host.reboot', birch)).toEqual(['HOST_OFFLINE', birch]);
    expect(await simulator.call('host.get_allowed_operations', birch)).toEqual([]);
    expect(await refusalOf(simulator, 'host.get_servertime', birch)).toEqual(['HOST_OFFLINE', birch]);
    simulator.idle();
    expect(isLive(birch)).toBe(true);
    expect(hostMode(simulator.world, birch)).toBe('up');
    expect(row(birch).enabled).toBe(true);
    const seconds = simulator.nowMs / 1000;
    expect(Number(row(birch).other_config['agent_start_time'])).toBeCloseTo(seconds, -1);
    expect(Number(row(birch).other_config['boot_time'])).toBeCloseTo(seconds - 75, -1);
    expect(row(birch).PBDs.every((pbd) => db().row('PBD', pbd).currently_attached)).toBe(true);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('follows the guidance that waited for it, and turns its screen and GPUs as was asked', async () => {
    patch(birch, {
      pending_guidances: ['reboot_host', 'restart_toolstack'],
      pending_guidances_recommended: ['reboot_host_on_xen_livepatch_failure'],
      pending_guidances_full: ['reboot_host'],
    });
    await simulator.call('host.disable', birch);
    expect(await refusalOf(simulator, 'host.enable', birch)).toEqual([
      'HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY',
      birch,
    ]);
    expect(await simulator.call('host.disable_display', birch)).toBe('disable_on_reboot');
    await simulator.call('host.reboot', birch);
    simulator.idle();
    expect(row(birch)).toMatchObject({
      enabled: true,
      display: 'disabled',
      pending_guidances: [],
      pending_guidances_recommended: [],
      pending_guidances_full: [],
    });
    expect(await simulator.call('host.enable_display', birch)).toBe('enable_on_reboot');
  });

  test('stays out of service when it was told so, until somebody enables it', async () => {
    await simulator.call('host.disable', birch, false);
    await simulator.call('host.reboot', birch);
    simulator.idle();
    expect(isLive(birch)).toBe(true);
    expect(row(birch).enabled).toBe(false);
    await simulator.call('host.restart_agent', birch);
    simulator.idle();
    expect(row(birch).enabled).toBe(false);
    await simulator.call('host.enable', birch);
    await simulator.call('host.disable', birch);
    await simulator.call('host.restart_agent', birch);
    simulator.idle();
    // A restart of the toolstack forgets what a person has disabled without that wish.
    expect(row(birch).enabled).toBe(true);
  });

  test('shuts down guests that cannot move, forcibly when they do not listen', async () => {
    const local = row(birch)
      .PBDs.map((pbd) => db().row('PBD', pbd).SR)
      .find((ref) => db().row('SR', ref).content_type === 'user' && !db().row('SR', ref).shared);
    const pinned = await running('pinned', birch, { on: local ?? '' });
    const paused = await running('paused', birch);
    await simulator.call('VM.pause', paused);
    await simulator.call('host.disable', birch);
    await simulator.call('host.reboot', birch);
    simulator.advance(60_000);
    expect([stateOf(pinned), stateOf(paused)]).toEqual(['Halted', 'Halted']);
    simulator.idle();
    expect(row(birch).enabled).toBe(true);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('starts the guests that are to start with it, when the pool wants that', async () => {
    const wanted = await guest('wanted', { other_config: { auto_poweron: 'true' } });
    const other = await guest('other');
    await simulator.call('host.disable', birch);
    await simulator.call('host.reboot', birch);
    simulator.idle();
    expect(stateOf(wanted)).toBe('Halted');
    const [pool = ''] = db().refs('pool');
    await simulator.call('pool.add_to_other_config', pool, 'auto_poweron', 'true');
    await simulator.call('host.disable', birch);
    await simulator.call('host.reboot', birch);
    simulator.idle();
    expect([stateOf(wanted), stateOf(other)]).toEqual(['Running', 'Halted']);
  });

  test('survives being saved half way', async () => {
    await simulator.call('host.disable', birch);
    await simulator.call('host.reboot', birch);
    simulator.advance(60_000);
    expect(isLive(birch)).toBe(false);
    const copy = new Simulator({ clockMode: 'instant' });
    copy.load(JSON.parse(JSON.stringify(simulator.save())) as ReturnType<Simulator['save']>);
    copy.idle();
    simulator.idle();
    expect(copy.hash()).toBe(simulator.hash());
    expect(copy.world.db.row('host', birch).enabled).toBe(true);
  });
});

describe('the coordinator that reboots', () => {
  test('takes sessions and tasks with it and refuses calls while it starts', async () => {
    const session = await simulator.call('session.login_with_password', 'root', 'password');
    await simulator.call('task.create', 'a client’s task', '');
    await simulator.call('host.disable', alder);
    await simulator.call('host.reboot', alder);
    simulator.advance(40_000);
    expect(hostMode(simulator.world, alder)).toBe('booting');
    expect(db().has('session', session)).toBe(false);
    expect(db().count('task')).toBe(0);
    simulator.idle();
    expect(hostMode(simulator.world, alder)).toBe('up');
    expect(row(alder)).toMatchObject({ enabled: true, current_operations: {} });
    expect(problemsOf(simulator.world)).toEqual([]);
  });
});

describe('a server without power', () => {
  beforeEach(async () => {
    await simulator.call('host.disable', birch);
    await simulator.call('host.shutdown', birch);
    simulator.idle();
  });

  test('is off until somebody powers it on the way it is set up for', async () => {
    expect(isLive(birch)).toBe(false);
    expect(hostMode(simulator.world, birch)).toBe('off');
    expect(await refusalOf(simulator, 'host.power_on', birch)).toEqual(['HOST_POWER_ON_MODE_DISABLED']);
    expect(await refusalOf(simulator, 'host.power_on', alder)).toEqual(['HOST_IS_LIVE', alder]);
    await simulator.call('host.set_power_on_mode', birch, 'wake-on-lan', {});
    expect(await simulator.call('host.get_allowed_operations', birch)).toEqual(['power_on']);
    const beforeMs = simulator.nowMs;
    await simulator.call('host.power_on', birch);
    expect(isLive(birch)).toBe(true);
    expect(row(birch)).toMatchObject({ enabled: true, current_operations: {} });
    expect(simulator.nowMs - beforeMs).toBeGreaterThan(100_000);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('is reached through its management card with a secret of the pool, which goes with the configuration', async () => {
    await simulator.call('host.set_power_on_mode', birch, 'DRAC', {});
    expect(await refusalOf(simulator, 'host.power_on', birch)).toEqual([
      'XENAPI_PLUGIN_FAILURE',
      'main',
      'KeyError',
      "'power_on_ip'",
    ]);
    const secret = db().transaction(() => {
      const uuid = simulator.world.engine.newUuid('secret');
      db().insert('secret', simulator.world.engine.newRef('secret'), { uuid, value: 'calvin' });
      return uuid;
    });
    const config = { power_on_ip: '10.0.0.9', power_on_user: 'root', power_on_password_secret: secret };
    await simulator.call('host.set_power_on_mode', birch, 'DRAC', config);
    await simulator.call('host.power_on', birch);
    expect(isLive(birch)).toBe(true);
    await simulator.call('host.set_power_on_mode', birch, '', {});
    expect(db().byUuid('secret', secret)).toBeUndefined();
  });

  test.each([
    ['iLO', 'ModuleNotFoundError', "No module named 'iLO'"],
    ['my_script', 'ModuleNotFoundError', "No module named 'my_script'"],
    ['IPMI', 'AttributeError', "module 'IPMI' has no attribute 'custom'"],
  ])('fails as the plug-in fails that has no %s', async (mode, exception, text) => {
    await simulator.call('host.set_power_on_mode', birch, mode, {});
    expect(await refusalOf(simulator, 'host.power_on', birch)).toEqual([
      'XENAPI_PLUGIN_FAILURE',
      'main',
      exception,
      text,
    ]);
    expect(row(birch).current_operations).toEqual({});
  });

  test('can be given up: it goes with everything that was its own', async () => {
    expect(await refusalOf(simulator, 'host.destroy', alder)).toEqual(['HOST_IS_LIVE', alder]);
    const { metrics, control_domain, PIFs, uuid } = row(birch);
    await simulator.call('host.destroy', birch);
    expect(db().has('host', birch)).toBe(false);
    expect([db().has('host_metrics', metrics), db().has('VM', control_domain)]).toEqual([false, false]);
    expect(PIFs.some((pif) => db().has('PIF', pif))).toBe(false);
    expect(await refusalOf(simulator, 'host.get_by_uuid', uuid)).toEqual(['UUID_INVALID', 'host', uuid]);
    const [, pool] = [...db().all('pool')][0] ?? [];
    expect(pool?.cpu_info['cpu_count']).toBe(row(alder).cpu_info['cpu_count']);
    expect(problemsOf(simulator.world)).toEqual([]);
  });
});

describe('a server that is lost', () => {
  test('finds itself without guests when it comes back', async () => {
    const vm = await running('web', birch);
    db().transaction(() => db().update('host_metrics', row(birch).metrics, { live: false }));
    await simulator.call('host.set_power_on_mode', birch, 'wake-on-lan', {});
    await simulator.call('host.power_on', birch);
    expect(stateOf(vm)).toBe('Halted');
    expect(row(birch).enabled).toBe(true);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('keeps its guests until it is declared dead', async () => {
    const vm = await running('web', birch);
    expect(await refusalOf(simulator, 'host.declare_dead', birch)).toEqual(['HOST_IS_LIVE', birch]);
    db().transaction(() => db().update('host_metrics', row(birch).metrics, { live: false }));
    expect(await refusalOf(simulator, 'host.destroy', birch)).toEqual(['HOST_HAS_RESIDENT_VMS', birch]);
    await simulator.call('host.declare_dead', birch);
    expect(stateOf(vm)).toBe('Halted');
    expect(row(birch).enabled).toBe(false);
    await simulator.call('VM.start', vm, false, false);
    expect(db().row('VM', vm).resident_on).toBe(alder);
    await simulator.call('host.destroy', birch);
    expect(db().count('host')).toBe(1);
  });
});

describe('the toolstack of a server', () => {
  test('restarts: the member does not answer for some seconds, its guests do not notice', async () => {
    const vm = await running('web', birch);
    patch(birch, { pending_guidances: ['restart_toolstack'] });
    await simulator.call('host.restart_agent', birch);
    simulator.advance(2000);
    expect(hostMode(simulator.world, birch)).toBe('booting');
    expect(await refusalOf(simulator, 'host.get_servertime', birch)).toEqual(['CANNOT_CONTACT_HOST', birch]);
    expect(await refusalOf(simulator, 'host.call_plugin', birch, 'echo', 'main', {})).toEqual([
      'CANNOT_CONTACT_HOST',
      birch,
    ]);
    simulator.idle();
    expect(hostMode(simulator.world, birch)).toBe('up');
    expect(row(birch)).toMatchObject({ enabled: true, pending_guidances: [] });
    expect(Number(row(birch).other_config['agent_start_time'])).toBeCloseTo(simulator.nowMs / 1000, -1);
    expect(stateOf(vm)).toBe('Running');
  });

  test('of the coordinator loses sessions and takes back what was under way', async () => {
    const manual = simulator.fork({ clockMode: 'manual' });
    const { world } = manual;
    const vm = await guest('web');
    manual.restore(simulator.snapshot());
    const start = manual.call('VM.start', vm, false, false);
    await manual.call('host.restart_agent', alder);
    const session = await manual.call('session.login_with_password', 'root', 'password');
    manual.advance(1100);
    await expect(start).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(world.db.has('session', session)).toBe(false);
    expect(world.db.count('task')).toBe(0);
    expect(world.db.row('VM', vm)).toMatchObject({ power_state: 'Halted', current_operations: {} });
    manual.idle();
    expect(problemsOf(world)).toEqual([]);
  });

  test('that is shut down stays away', async () => {
    await simulator.call('host.shutdown_agent');
    simulator.idle();
    simulator.advance(3_600_000);
    expect(hostMode(simulator.world, alder)).toBe('off');
  });
});
