import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Simulator } from '../../../simulator/simulator';
import { readInventory } from '../../../xapi/cache/cache';
import type { Connection } from '../../../xapi/client/contract';
import { XapiError } from '../../../xapi/client/xapi-error';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { CommandRun, errorSentence, evaluate, initialOf, rowsInput, targetsOf } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import { connectTo, openSimulatedPool, runOn, until } from '../../fixtures/simulated-pool';
import { only, rows } from '../../objects';
import { residents } from './hosts';
import { maintenanceCommands } from './maintenance';
import { membershipCommands } from './membership';
import { poolCommands } from './pools';
import { powerCommands } from './power';
import { settingsCommands } from './settings';

// One pool for all: opening it takes longer than what is done to it, and each test leaves it in service.
let simulator: Simulator;
let connection: Connection;

beforeAll(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});

afterAll(() => connection.close());

const inventory = () => readInventory(connection);
const host = (ref: Ref<'host'>): Records['host'] => simulator.world.db.row('host', ref);
const coordinator = (): string => only(inventory(), 'pool')?.[1].master ?? '';

function command(id: string): PoolCommand {
  const all = [...maintenanceCommands, ...powerCommands, ...settingsCommands, ...membershipCommands, ...poolCommands];
  const found = all.find((each) => each.id === id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
}

function target(cls: 'host' | 'pool', ref: string): Target {
  const [found] = targetsOf(inventory(), [{ connection: connection.id, class: cls, ref }]);
  if (!found) throw new Error(`no ${cls} ${ref}`);
  return found;
}

const run = (id: string, on: Target, input: Input = {}) => runOn(simulator, connection, command(id), on, input);
const reason = (id: string, on: Target): string | null => command(id).reason(inventory(), on);

/** What a person who changes nothing would send. */
function initial(id: string, on: Target): Input {
  return Object.fromEntries(
    (command(id).fields?.(inventory(), [on], simulator.nowMs) ?? []).map((field) => [
      field.id,
      field.kind === 'choice' || field.kind === 'check' ? field.initial : '',
    ]),
  );
}

/** The wizard of maintenance with these answers. */
const evaluated = (on: Target, draft: Input = {}) =>
  evaluate(command('host.enterMaintenance').steps ?? [], { inventory: inventory(), target: on, nowMs: 0, draft });

/** What the wizard holds once the pool has answered its question. */
async function checked(on: Target, before: Input = {}): Promise<Input> {
  const field = evaluated(on, before)
    .steps.flatMap(({ fields }) => fields)
    .find(({ kind }) => kind === 'look');
  if (field?.kind !== 'look') throw new Error('nothing is asked');
  const rows = await field.look(
    (...call) => connection.call(...call),
    (error) => errorSentence(error, connection),
    rowsInput(before, field.id).slice(1),
  );
  return { ...before, [field.id]: [{ ' asked': field.question }, ...rows] };
}

const fail = (): never => {
  throw new Error('There is none.');
};

/** A server that is no coordinator and has VMs. */
function busyMember(): Ref<'host'> {
  for (const [ref, row] of rows(inventory(), 'host')) {
    if (ref !== coordinator() && row.enabled && residents(inventory(), row).length > 3) return ref;
  }
  throw new Error('no busy member');
}

/** Such a server whose VMs can all go. */
async function freeToGo(): Promise<Ref<'host'>> {
  for (const [ref, row] of rows(inventory(), 'host')) {
    if (ref === coordinator() || residents(inventory(), row).length <= 3) continue;
    const refusals = await connection.call('host.get_vms_which_prevent_evacuation', ref);
    if (Object.keys(refusals).length === 0) return ref;
  }
  return fail();
}

describe('maintenance mode', () => {
  it('names each VM that stands in the way with its reason, and offers what each allows', async () => {
    const ref = await freeToGo();
    const on = target('host', ref);
    const away = [...rows(inventory(), 'host').keys()].filter((other) => other !== ref);
    for (const other of away) await simulator.call('host.disable', other, false);
    await until(connection, (now) => away.every((other) => now.host.get(other)?.enabled === false));
    expect(evaluated(on).steps[0]?.problems.get('check')).toMatch(/has not answered yet/);

    let input = await checked(on);
    const [first] = evaluated(on, input).steps;
    const here = residents(inventory(), host(ref));
    expect(first?.problems.get('check')).toBe(`${here.length} VMs stand in the way.`);
    const notes = (first?.notes ?? []).slice(1);
    expect(notes).toHaveLength(here.length);
    const [vm, row] = here.find(([, { allowed_operations: may }]) => may.includes('suspend')) ?? fail();
    const note = notes.find(({ text }) => text.startsWith(`${row.name_label}: `));
    expect(note?.text).toBe(`${row.name_label}: There is no other server that it could run on.`);
    // Nowhere to go: no offer to migrate.
    expect(note?.fixes?.map(({ label }) => label)).toEqual(['Suspend…', 'Shut down…']);
    expect(note?.fixes?.[0]?.undo).toEqual({ command: 'vm.resumeOn', input: { server: ref } });

    // A fix makes the question another one, and what it stopped comes back at the end of the maintenance.
    await simulator.call('VM.suspend', vm);
    await until(connection, (now) => now.VM.get(vm)?.resident_on !== ref);
    expect(evaluated(on, input).steps[0]?.problems.get('check')).toMatch(/has not answered yet/);
    for (const other of away) await simulator.call('host.enable', other);
    await until(connection, (now) => [...now.host.values()].every(({ enabled }) => enabled));
    input = await checked(on, input);
    expect(evaluated(on, input).steps[0]?.problems.get('check')).toBeUndefined();
    await run('host.enterMaintenance', on, evaluated(on, input).input);
    expect(host(ref).other_config['MAINTENANCE_MODE_EVACUATED_VMS_SUSPENDED']).toBe(row.uuid);
    await until(connection, (now) => now.host.get(ref)?.enabled === false);
    await run('host.exitMaintenance', on, initial('host.exitMaintenance', on));
    expect(simulator.world.db.row('VM', vm)).toMatchObject({ power_state: 'Running', resident_on: ref });
    await until(connection, (now) => now.host.get(ref)?.enabled === true);
  });

  it('sends the VMs away, notes which, and brings them back at its end', async () => {
    const ref = busyMember();
    const on = target('host', ref);
    const before = residents(inventory(), host(ref)).filter(([, vm]) => vm.power_state === 'Running');
    await run('host.enterMaintenance', on, evaluated(on).input);
    expect(host(ref).enabled).toBe(false);
    expect(residents(inventory(), host(ref))).toEqual([]);
    expect(host(ref).other_config['MAINTENANCE_MODE']).toBe('true');
    const noted = [
      ...(host(ref).other_config['MAINTENANCE_MODE_EVACUATED_VMS_MIGRATED'] ?? '').split(','),
      ...(host(ref).other_config['MAINTENANCE_MODE_EVACUATED_VMS_SUSPENDED'] ?? '').split(','),
      ...(host(ref).other_config['MAINTENANCE_MODE_EVACUATED_VMS_HALTED'] ?? '').split(','),
    ].filter((uuid) => uuid !== '');
    expect(noted.sort()).toEqual(before.map(([, vm]) => vm.uuid).sort());

    await until(connection, ({ VM }) => before.every(([vm]) => VM.get(vm)?.resident_on !== ref));
    await until(connection, (now) => now.host.get(ref)?.enabled === false);
    expect(reason('host.enterMaintenance', on)).toBe('It is in maintenance already.');
    await run('host.exitMaintenance', on, initial('host.exitMaintenance', on));
    expect(host(ref).enabled).toBe(true);
    expect(Object.keys(host(ref).other_config).filter((key) => key.startsWith('MAINTENANCE'))).toEqual([]);
    const back = residents(inventory(), host(ref)).map(([vm]) => vm);
    expect(back.sort()).toEqual(before.map(([vm]) => vm).sort());
  });

  it('begins nothing while something stands in the way', async () => {
    const ref = busyMember();
    const on = target('host', ref);
    const before = simulator.world.db.row('host', ref);
    const away = [...rows(inventory(), 'host').keys()].filter((other) => other !== ref);
    for (const other of away) await simulator.call('host.disable', other, false);
    await expect(run('host.enterMaintenance', on, evaluated(on).input)).rejects.toThrow('CANNOT_EVACUATE_HOST');
    expect(simulator.world.db.row('host', ref)).toBe(before);
    for (const other of away) await simulator.call('host.enable', other);
    await until(connection, (now) => [...now.host.values()].every(({ enabled }) => enabled));
  });

  it('leaves the server in service when its VMs find no room', async () => {
    const ref = busyMember();
    const on = target('host', ref);
    for (const other of rows(inventory(), 'host').keys()) {
      if (other !== ref) await simulator.call('host.disable', other, false);
    }
    await expect(run('host.enterMaintenance', on, evaluated(on).input)).rejects.toThrow('NO_HOSTS_AVAILABLE');
    expect(host(ref).enabled).toBe(true);
    expect(host(ref).other_config['MAINTENANCE_MODE']).toBeUndefined();
    for (const other of rows(inventory(), 'host').keys()) await simulator.call('host.enable', other);
    await until(connection, (now) => [...now.host.values()].every(({ enabled }) => enabled));
  });

  it('hands the pool over when it is the coordinator that goes', async () => {
    const ref = coordinator();
    const on = target('host', ref);
    const { input } = evaluated(on);
    expect(input['coordinator']).not.toBe('');
    await run('host.enterMaintenance', on, input);
    // Toolstacks restart, which ends what they are at.
    simulator.advance(120_000);
    const [, pool] = [...simulator.world.db.all('pool')][0] ?? [];
    expect(pool?.master).toBe(input['coordinator']);
    await until(connection, (now) => now.host.get(ref)?.enabled === false);
    expect(reason('host.makeCoordinator', on)).toBe('It is in maintenance. End that first.');
    await run('host.exitMaintenance', on, initial('host.exitMaintenance', on));
    await until(connection, (now) => now.host.get(ref)?.enabled === true);
    expect(reason('host.makeCoordinator', on)).toBeNull();
  });
});

describe('servers', () => {
  /** Restarts a toolstack as far as the console hears of it. */
  async function restarted(ref: Ref<'host'>, end: XapiError): Promise<string> {
    vi.spyOn(connection, 'callAsync').mockRejectedValueOnce(end);
    const options = {
      connection,
      command: command('host.restartToolstack'),
      targets: [target('host', ref)],
      input: {},
    };
    const work = new CommandRun({ ...options, nowMs: () => 0 });
    await work.start();
    return work.items()[0]?.state ?? 'nothing';
  }

  it('forget the task of the restart of a toolstack with it, where it is that of the coordinator', async () => {
    const forgotten = new XapiError('HANDLE_INVALID', ['task', 'OpaqueRef:gone']);
    expect(await restarted(coordinator(), forgotten)).toBe('done');
    expect(await restarted(busyMember(), forgotten)).toBe('failed');
    expect(await restarted(coordinator(), new XapiError('INTERNAL_ERROR', ['no']))).toBe('failed');
  });

  it('keep the password of their controller in a secret', async () => {
    const on = target('host', busyMember());
    await run('host.powerOnMode', on, { mode: 'DRAC', address: '10.0.0.9', user: 'root', password: 'hidden' });
    const { power_on_mode: mode, power_on_config: config } = host(on.ref);
    expect(mode).toBe('DRAC');
    expect(config).toMatchObject({ power_on_ip: '10.0.0.9', power_on_user: 'root' });
    expect(JSON.stringify(config)).not.toContain('hidden');
    const secrets = [...simulator.world.db.all('secret')].map(([, secret]) => secret);
    expect(secrets.find(({ uuid }) => uuid === config['power_on_password_secret'])?.value).toBe('hidden');
  });

  it('are powered on by a script of an administrator, who says what it is told', async () => {
    const on = target('host', busyMember());
    const script = { mode: 'own script', script: 'ipmi_lan', config: 'power_on_ip=10.0.0.9\nchannel = 2\n' };
    await run('host.powerOnMode', on, script);
    expect(host(on.ref)).toMatchObject({
      power_on_mode: 'ipmi_lan',
      power_on_config: { power_on_ip: '10.0.0.9', channel: '2' },
    });
    await until(connection, (now) => now.host.get(on.ref)?.power_on_mode === 'ipmi_lan');
    const shown = command('host.powerOnMode').fields?.(inventory(), [on], simulator.nowMs) ?? [];
    expect(Object.fromEntries(shown.map((field) => [field.id, initialOf(field)]))).toMatchObject({
      mode: 'own script',
      script: 'ipmi_lan',
      config: 'power_on_ip=10.0.0.9\nchannel=2',
    });
    await run('host.powerOnMode', on, { mode: 'none' });
    expect(host(on.ref)).toMatchObject({ power_on_mode: '', power_on_config: {} });
  });

  it('log where they are told to', async () => {
    const on = target('host', busyMember());
    await run('host.logDestination', on, { destination: 'logs.example' });
    expect(host(on.ref).logging['syslog_destination']).toBe('logs.example');
    await run('host.logDestination', on, { destination: '' });
    expect(host(on.ref).logging['syslog_destination']).toBeUndefined();
  });

  it('leave a pool only without VMs, and never as its coordinator', () => {
    expect(reason('host.eject', target('host', coordinator()))).toMatch(/coordinator/);
    expect(reason('host.eject', target('host', busyMember()))).toMatch(/VMs run on it/);
    expect(reason('host.makeCoordinator', target('host', coordinator()))).toBe('It is the coordinator already.');
  });

  it('shut their VMs down before they reboot, and say so', async () => {
    const ref = busyMember();
    const on = target('host', ref);
    const vms = residents(inventory(), host(ref)).map(([vm]) => vm);
    expect(command('host.reboot').confirm?.(inventory(), [on])?.consequence).toMatch(/VMs are shut down/);
    await run('host.reboot', on);
    for (const vm of vms) expect(simulator.world.db.row('VM', vm).power_state).not.toBe('Running');
  });
});

describe('pools', () => {
  it('compress migrations when they are told to', async () => {
    const [ref = ''] = only(inventory(), 'pool') ?? [];
    const on = target('pool', ref);
    await run('pool.compressionOn', on);
    expect(simulator.world.db.row('pool', ref).migration_compression).toBe(true);
  });

  it('change the password of root', async () => {
    const [ref = ''] = only(inventory(), 'pool') ?? [];
    const on = target('pool', ref);
    await run('pool.password', on, { new: 'better', repeat: 'better' });
    const logIn = (password: string) => simulator.call('session.login_with_password', 'root', password, '1.0', 'test');
    await expect(logIn('better')).resolves.toMatch(/^OpaqueRef:/);
  });
});
