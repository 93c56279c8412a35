import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { iscsi, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';

const MINUTE_MS = 60_000;
const KEY = 'mpath-36001405a1b2c3d4';

let sim: Simulator;
let alder: Ref<'host'>;
let pbd: Ref<'PBD'>;

beforeEach(async () => {
  ({ simulator: sim, alder } = twoServers());
  await sim.call('host.set_multipathing', alder, true);
  const sr = await iscsi(sim, alder);
  const { db } = sim.world;
  pbd = db.row('SR', sr).PBDs.find((ref) => db.row('PBD', ref).host === alder) ?? NULL_REF;
  sim.advance(5 * MINUTE_MS);
});

const config = (): Readonly<Record<string, string>> => sim.world.db.row('PBD', pbd).other_config;
const alerts = (): readonly string[] =>
  [...sim.world.db.all('message')].flatMap(([, { name, body }]) => (name === 'MULTIPATH_PERIODIC_ALERT' ? [body] : []));

async function fail(paths: string): Promise<void> {
  await sim.call('PBD.remove_from_other_config', pbd, 'failed-paths');
  if (paths !== '') await sim.call('PBD.add_to_other_config', pbd, 'failed-paths', paths);
}

describe('a server with multipathing', () => {
  test('counts the paths to its LUNs, one without it does not', () => {
    expect(config()).toMatchObject({ multipathed: 'true', [KEY]: '[4, 4]' });
    const { db } = sim.world;
    const other = db.refs('PBD').find((ref) => db.row('PBD', ref).SR === db.row('PBD', pbd).SR && ref !== pbd);
    expect(other === undefined ? {} : db.row('PBD', other).other_config).not.toHaveProperty(KEY);
    expect(alerts()).toEqual([]);
  });

  test('notices a pulled cable within seconds and raises one alert, and another when it is back', async () => {
    await fail('nic1');
    sim.advance(5_000);
    expect(config()[KEY]).toBe('[4, 4]');
    sim.advance(10_000);
    expect(config()[KEY]).toBe('[2, 4]');
    sim.advance(5 * MINUTE_MS);
    const { uuid, name_label } = sim.world.db.row('host', alder);
    const line =
      `host=${uuid}; host-name="${name_label}"; pbd=${sim.world.db.row('PBD', pbd).uuid}; ` +
      'scsi_id=36001405a1b2c3d4; current=2; max=4';
    expect(alerts()).toHaveLength(1);
    const [first = ''] = alerts();
    expect(first.replaceAll(/\[\d{8}T[\d:]{8}Z\] /g, '')).toBe(
      `Unhealthy paths:\n${line}\nEvents received during the last 120 seconds:\n${line}\n`,
    );
    await fail('');
    sim.advance(5 * MINUTE_MS);
    expect(config()[KEY]).toBe('[4, 4]');
    expect(alerts()).toHaveLength(2);
    expect(alerts()[1]).toContain('current=4; max=4');
    expect(alerts()[1]).not.toContain('Unhealthy');
  });

  test('tells of two failures within two minutes at once', async () => {
    await fail('nic1');
    sim.advance(20_000);
    await fail('nic1,controller0');
    sim.advance(5 * MINUTE_MS);
    expect(config()[KEY]).toBe('[1, 4]');
    expect(
      alerts()
        .join('')
        .match(/current=/g),
    ).toHaveLength(3);
  });

  test('forgets the count when the repository is unplugged', async () => {
    await sim.call('PBD.unplug', pbd);
    sim.advance(MINUTE_MS);
    expect(config()).not.toHaveProperty(KEY);
    expect(config()).not.toHaveProperty('multipathed');
  });
});
