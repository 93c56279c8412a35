import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Simulator } from '../../simulator';
import { testPool, testVm, type TestPool } from '../testing';
import { readHostVariable, readVariables } from './config';

const MINUTE_MS = 60_000;

let pool: TestPool;
let vm: Ref<'VM'>;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant' });
  vm = await testVm(pool);
});

function config(name: string, level: number, more = ''): string {
  return `<config><variable><name value="${name}"/><alarm_trigger_level value="${level}"/>${more}</variable></config>`;
}

function alarms(sim: Simulator = pool.sim): Records['message'][] {
  return [...sim.world.db.all('message')].map(([, row]) => row).filter(({ name }) => name === 'ALARM');
}

const watch = (xml: string, ref = vm): Promise<void> => pool.sim.call('VM.add_to_other_config', ref, 'perfmon', xml);

async function start(): Promise<void> {
  await pool.sim.call('VM.start', vm, false, false);
}

describe('an alarm', () => {
  test('is raised once a value has been bad for its period, and not again while it is inhibited', async () => {
    await watch(config('cpu_usage', 0.000001, '<alarm_auto_inhibit_period value="1800"/>'));
    await start();
    pool.sim.advance(10 * MINUTE_MS);
    const { uuid } = pool.sim.world.db.row('VM', vm);
    expect(alarms()).toHaveLength(1);
    expect(alarms()[0]).toMatchObject({ cls: 'VM', obj_uuid: uuid, priority: 3 });
    expect(alarms()[0]?.body).toMatch(
      /^value: 0\.\d{6}\nconfig:\n<variable>\n\t<name value="cpu_usage"\/>\n\t<alarm_trigger_level value="0.000001"\/>\n\t<alarm_auto_inhibit_period value="1800"\/>\n<\/variable>\n$/,
    );
    pool.sim.advance(20 * MINUTE_MS);
    expect(alarms()).toHaveLength(1);
    pool.sim.advance(15 * MINUTE_MS);
    expect(alarms()).toHaveLength(2);
  });

  test('is not raised by a value that is good, nor for a VM that does not run', async () => {
    await watch(config('cpu_usage', 1));
    await start();
    pool.sim.advance(60 * MINUTE_MS);
    await pool.sim.call('VM.hard_shutdown', vm);
    await pool.sim.call('VM.remove_from_other_config', vm, 'perfmon');
    await watch(config('cpu_usage', 0));
    pool.sim.advance(60 * MINUTE_MS);
    expect(alarms()).toEqual([]);
  });

  test('of free memory is raised when it falls below its level', async () => {
    await start();
    const below = config('memory_internal_free', 1e12, '<alarm_priority value="1"/>');
    await watch(below);
    pool.sim.advance(10 * MINUTE_MS);
    expect(alarms().map(({ priority }) => priority)).toEqual([1]);
  });

  test('follows a server, and a repository with its servers', async () => {
    const { sim, hosts, sr } = pool;
    await start();
    const [host = ''] = hosts;
    await sim.call('host.add_to_other_config', host, 'perfmon', config('memory_free_kib', 1e15));
    const both =
      '<config><variable><name value="physical_utilisation"/><alarm_trigger_level value="-1"/></variable>' +
      '<variable><name value="sr_io_throughput_total_per_host"/><alarm_trigger_level value="-1"/></variable></config>';
    await sim.call('SR.add_to_other_config', sr, 'perfmon', both);
    sim.advance(10 * MINUTE_MS);
    const { uuid } = sim.world.db.row('SR', sr);
    expect(alarms().map(({ cls, body }) => [cls, /name value="(\w+)"/.exec(body)?.[1]])).toEqual([
      ['Host', 'memory_free_kib'],
      ['SR', 'physical_utilisation'],
      ['Host', `sr_io_throughput_total_${uuid.slice(0, 8)}`],
      ['Host', `sr_io_throughput_total_${uuid.slice(0, 8)}`],
    ]);
    expect(alarms().at(-1)?.body).toContain(`<configured_on class="SR" uuid="${uuid}"/>`);
  });

  test('comes at once when the plug-in is told to look', async () => {
    await start();
    pool.sim.advance(11 * MINUTE_MS);
    await watch(config('cpu_usage', 0.000001));
    pool.sim.advance(2 * MINUTE_MS);
    expect(alarms()).toEqual([]);
    await pool.sim.call('host.call_plugin', pool.hosts[0] ?? '', 'perfmon', 'refresh', {});
    pool.sim.advance(1);
    expect(alarms()).toHaveLength(1);
  });

  test('is raised in a world that was saved and goes on, as it would have been', async () => {
    await watch(config('cpu_usage', 0.000001));
    await start();
    pool.sim.advance(4 * MINUTE_MS);
    const other = new Simulator();
    other.load(pool.sim.save());
    for (const sim of [pool.sim, other]) sim.advance(30 * MINUTE_MS);
    expect(alarms(other)).toHaveLength(1);
    expect(alarms(other)).toEqual(alarms());
    expect(other.hash()).toBe(pool.sim.hash());
  });
});

test('nothing looks while nobody has configured an alarm that could be raised', async () => {
  await start();
  await watch('<config><variable><name value="fs_usage"/></variable></config>');
  pool.sim.advance(60 * MINUTE_MS);
  expect(pool.sim.world.engine.plannedAs('perfmon')).toBeUndefined();
  await pool.sim.call('VM.remove_from_other_config', vm, 'perfmon');
  await watch(config('cpu_usage', 0.9));
  expect(pool.sim.world.engine.plannedAs('perfmon')).toBeDefined();
  await pool.sim.call('VM.remove_from_other_config', vm, 'perfmon');
  pool.sim.advance(10 * MINUTE_MS);
  expect(pool.sim.world.engine.plannedAs('perfmon')).toBeUndefined();
});

describe('a configuration', () => {
  test('has the defaults of each class', () => {
    const [cpu] = readVariables('VM', config('cpu_usage', 0.5));
    expect(cpu).toMatchObject({ level: 0.5, isHigh: true, periodS: 60, inhibitS: 3600, priority: 3 });
    expect([cpu?.pattern.test('cpu12'), cpu?.pattern.test('cpu_avg')]).toEqual([true, false]);
    expect(readVariables('Host', config('memory_free_kib', 1))[0]?.isHigh).toBe(false);
    expect(readVariables('Host', config('sr_io_throughput_total_0123abcd', 1))[0]?.pattern.source).toContain(
      'io_throughput_total_0123abcd',
    );
    expect(readHostVariable('0123abcd-ffff', config('sr_io_throughput_total_per_host', 2))?.name).toBe(
      'sr_io_throughput_total_0123abcd',
    );
  });

  test.each([
    ['no XML', 'cpu > 0.5'],
    ['a broken one', '<config><variable><name value="cpu_usage"/>'],
    [
      'a level that is no number',
      '<config><variable><name value="cpu_usage"/><alarm_trigger_level value="much"/></variable></config>',
    ],
    ['no level', '<config><variable><name value="cpu_usage"/></variable></config>'],
    ['an unknown variable without a pattern', config('entropy', 1)],
    ['a pattern that does not compile', config('x', 1, '<rrd_regex value="["/>')],
    ['a pattern that could take for ever', config('x', 1, '<rrd_regex value="(.+)+x"/>')],
    ['an unknown way to consolidate', config('cpu_usage', 1, '<consolidation_fn value="median"/>')],
    ['megabytes', config('cpu_usage', 1, `<!--${'x'.repeat(2 ** 20)}-->`)],
  ])('with %s is none, and no call fails because of it', async (_, xml) => {
    expect(readVariables('VM', xml)).toEqual([]);
    await start();
    await watch(xml);
    pool.sim.advance(10 * MINUTE_MS);
    expect(alarms()).toEqual([]);
  });
});
