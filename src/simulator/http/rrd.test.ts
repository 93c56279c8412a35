import { describe, expect, it, test } from 'vitest';
import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import { Statistics } from '../api/metrics/statistics';
import { testPool, testVm, type TestPool } from '../api/testing';
import type { Simulator } from '../simulator';
import type { HttpResponse } from './plain';
import { numberText } from './rrd-number';
import { updatesJson, updatesSince } from './rrd-updates';
import { Marks, RrdWriter } from './rrd-writer';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

interface Parsed {
  readonly meta: { readonly [field: string]: string } & { readonly legend: readonly string[] };
  readonly data: readonly { readonly t: string; readonly values: readonly string[] }[];
}

interface Asked extends TestPool {
  readonly running: Ref<'VM'>;
  readonly halted: Ref<'VM'>;
  readonly nowS: number;
  readonly get: (path: string, options?: { host?: Ref<'host'>; accept?: string; method?: string }) => Promise<Answer>;
}

/** Two servers; a VM on the first, and one that has never run. The clock stands still at a whole minute. */
async function asked(): Promise<Asked> {
  const pool = testPool({ clockMode: 'instant' });
  const { sim } = pool;
  const running = await testVm(pool, { name_label: 'web' });
  const halted = await testVm(pool, { name_label: 'idle' });
  await sim.call('VM.start_on', running, pool.hosts[0] ?? NULL_REF, false, false);
  sim.advanceTo(Math.ceil(sim.nowMs / 3_600_000) * 3_600_000 + 63_000);
  const session = await sim.call('session.login_with_password', 'root', 'password');
  const get: Asked['get'] = async (path, { host, accept, method = 'GET' } = {}) => {
    const response: HttpResponse = await sim.handlePlain({
      method,
      path,
      headers: { cookie: `session_id=${session}`, ...(accept !== undefined && { accept }) },
      body: '',
      ...(host !== undefined && { host }),
    });
    const { body } = response;
    if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw new Error('Statistics come in one piece');
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    return { status: response.status, headers: response.headers, text };
  };
  return { ...pool, running, halted, nowS: Math.floor(sim.nowMs / 1000), get };
}

const json = ({ text }: Answer): Parsed => JSON.parse(text) as Parsed;
const ownersOf = ({ meta }: Parsed): readonly string[] => [
  ...new Set(meta.legend.map((entry) => entry.split(':').slice(1, 3).join(':'))),
];

describe('rrd_updates', () => {
  it('answers what XO and XO Lite ask, at each of their four scales', async () => {
    const { get, nowS, sim, hosts, running } = await asked();
    const { db } = sim.world;
    const host = db.row('host', hosts[0] ?? NULL_REF).uuid;
    for (const [step, points] of [
      [5, 120],
      [60, 120],
      [3600, 168],
      [86400, 366],
    ] as const) {
      const start = nowS - step * points + step;
      const answer = await get(`/rrd_updates?cf=AVERAGE&host=true&interval=${step}&json=true&start=${start}`);
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
        'access-control-allow-headers': 'X-Requested-With',
      });
      const { meta, data } = json(answer);
      const end = Math.floor((Math.floor(nowS / 5) * 5) / step) * step;
      expect(meta['step']).toBe(String(step));
      expect(meta['end']).toBe(String(end));
      expect(meta['start']).toBe(String(Math.floor(start / step) * step + step));
      expect(meta['rows']).toBe(String(data.length));
      expect(meta['columns']).toBe(String(meta.legend.length));
      expect(data.map(({ t }) => Number(t))).toEqual(data.map((_, at) => end - at * step));
      expect(Number(data.at(-1)?.t)).toBeGreaterThanOrEqual(start);
      expect(data.every(({ values }) => values.length === meta.legend.length)).toBe(true);
      expect(ownersOf({ meta, data })).toEqual([`host:${host}`, `vm:${db.row('VM', running).uuid}`]);
      for (const name of ['pif_eth0_rx', 'pif_eth0_tx', 'loadavg', 'cpu0', 'memory_free_kib']) {
        const value = data[0]?.values[meta.legend.indexOf(`AVERAGE:host:${host}:${name}`)];
        expect(Number(value), name).not.toBeNaN();
      }
    }
  });

  it('writes the same table as XML, as the protocol has it', async () => {
    const { get, nowS, hosts, sim } = await asked();
    const query = `/rrd_updates?start=${nowS - 60}&cf=AVERAGE&vm_uuid=none&host=true`;
    const { text, headers } = await get(query);
    expect(headers['content-type']).toBe('text/xml');
    const uuid = sim.world.db.row('host', hosts[0] ?? NULL_REF).uuid;
    const { meta, data } = json(await get(`${query}&json`));
    const shape =
      '^<\\?xml version="1.0" encoding="UTF-8"\\?>\n<xport><meta><start>(\\d+)</start><step>5</step><end>(\\d+)</end>' +
      '<rows>(\\d+)</rows><columns>(\\d+)</columns><legend>(<entry>[^<]+</entry>)+</legend></meta>' +
      '<data>(<row><t>\\d+</t>(<v>[^<]+</v>)+</row>)+</data></xport>$';
    expect(new RegExp(shape).exec(text)?.slice(1, 5)).toEqual([
      meta['start'],
      meta['end'],
      meta['rows'],
      meta['columns'],
    ]);
    expect([...text.matchAll(/<entry>([^<]+)<\/entry>/g)].map(([, entry]) => entry)).toEqual(meta.legend);
    expect(meta.legend.every((entry) => entry.startsWith(`AVERAGE:host:${uuid}:`))).toBe(true);
    const rows = text.split('<row>').slice(1);
    expect(rows.map((row) => [...row.matchAll(/<v>([^<]+)<\/v>/g)].map(([, value]) => value))).toEqual(
      data.map(({ values }) => values),
    );
  });

  it('lets the Accept header decide, where it names one of the two', async () => {
    const { get, nowS } = await asked();
    const path = `/rrd_updates?start=${nowS - 20}&host=true`;
    const type = async (accept: string | undefined, suffix = ''): Promise<string | undefined> =>
      (await get(path + suffix, accept === undefined ? {} : { accept })).headers['content-type'];
    expect(await type(undefined)).toBe('text/xml');
    expect(await type(undefined, '&json')).toBe('application/json');
    expect(await type('*/*')).toBe('application/json');
    expect(await type('text/xml', '&json=true')).toBe('text/xml');
    expect(await type('text/xml;q=0.5, application/json;q=0.7')).toBe('application/json');
    expect(await type('text/html, */*;q=0.1')).toBe('application/json');
    expect(await type('text/html', '&json=1')).toBe('application/json');
    expect(await type('text/html')).toBe('text/xml');
    expect(await type('nonsense', '&json=1')).toBe('application/json');
  });

  it('answers for the objects that are named, the server first, then VMs, then repositories', async () => {
    const { get, nowS, sim, hosts, running, halted, sr } = await asked();
    const { db } = sim.world;
    const [first = NULL_REF, second = NULL_REF] = hosts;
    const host = `host:${db.row('host', first).uuid}`;
    const vm = db.row('VM', running).uuid;
    const repository = db.row('SR', sr).uuid;
    const owners = async (query: string, at: Ref<'host'> = first): Promise<readonly string[]> =>
      ownersOf(json(await get(`/rrd_updates?start=${nowS - 20}&json=1&${query}`, { host: at })));
    expect(await owners('')).toEqual([`vm:${vm}`]);
    expect(await owners('host=1')).toEqual([`vm:${vm}`]);
    expect(await owners(`sr_uuid=${repository}&host=true&vm_uuid=${vm}`)).toEqual([
      host,
      `vm:${vm}`,
      `sr:${repository}`,
    ]);
    expect(await owners(`vm_uuid=${db.row('VM', halted).uuid}&vm_uuid=${vm}`)).toEqual([`vm:${vm}`]);
    expect(await owners('sr_uuid=all&vm_uuid=none')).toEqual([`sr:${repository}`]);
    // Another server has statistics of its own, and none of VMs that are elsewhere.
    expect(await owners('host=true', second)).toEqual([`host:${db.row('host', second).uuid}`]);
    const nothing = await get(`/rrd_updates?start=${nowS - 20}&vm_uuid=none`);
    expect([nothing.status, nothing.text.includes('No_RRA_Available')]).toEqual([500, true]);
  });

  it('asks for a start, takes a negative one from the newest reading, and chooses consolidations', async () => {
    const { get, nowS } = await asked();
    expect((await get('/rrd_updates?host=true')).status).toBe(400);
    expect((await get('/rrd_updates?host=true&start=now')).status).toBe(500);
    const recent = json(await get('/rrd_updates?host=true&start=-10&json=1'));
    const last = Math.floor(nowS / 5) * 5;
    expect(recent.data.map(({ t }) => Number(t))).toEqual([last, last - 5, last - 10]);
    const all = json(await get(`/rrd_updates?host=true&vm_uuid=none&interval=60&start=${nowS - 300}&json=1`));
    const kinds = all.meta.legend.filter((entry) => entry.endsWith(':cpu_avg')).map((entry) => entry.split(':')[0]);
    expect(kinds).toEqual(['AVERAGE', 'MIN', 'MAX']);
    const least = json(await get(`/rrd_updates?host=true&cf=MIN&start=${nowS - 300}&json=1`));
    expect([least.meta['step'], ownersOf(least).length]).toEqual(['60', 1]);
    expect((await get(`/rrd_updates?start=${nowS - 300}&cf=LAST`)).status).toBe(500);
    const future = json(await get(`/rrd_updates?host=true&start=${nowS + 100}&json=1`));
    expect([future.meta['rows'], future.data]).toEqual(['0', []]);
  });
});

describe('the whole statistics of an object', () => {
  it('has every archive of a server with extremes, oldest row first, in both forms', async () => {
    const { get, nowS } = await asked();
    for (const path of ['/host_rrd', '/host_rrds']) {
      const dump = JSON.parse((await get(`${path}?json`)).text) as {
        version: string;
        step: string;
        lastupdate: string;
        ds: Record<string, string>[];
        rra: {
          cf: string;
          pdp_per_row: string;
          params: { xff: string };
          cdp_prep: { ds: unknown[] };
          database: string[][];
        }[];
      };
      expect([dump.version, dump.step, dump.lastupdate]).toEqual(['0003', '5', String(Math.floor(nowS / 5) * 5)]);
      expect(dump.ds[0]).toMatchObject({ name: 'cpu0', type: 'DERIVE', min: '0.0', max: '1' });
      expect(
        dump.rra.map(({ cf, pdp_per_row, params, database }) => [cf, pdp_per_row, params.xff, database.length]),
      ).toEqual([
        ['AVERAGE', '1', '0.5', 120],
        ...[
          ['12', 120],
          ['720', 168],
          ['17280', 366],
        ].flatMap(([pdps, rows]) => ['AVERAGE', 'MIN', 'MAX'].map((cf) => [cf, pdps, '1', rows])),
      ]);
      for (const { database, cdp_prep } of dump.rra) {
        expect([database[0]?.length, cdp_prep.ds.length]).toEqual([dump.ds.length, dump.ds.length]);
      }
      const updates = json(await get(`/rrd_updates?host=true&vm_uuid=none&cf=AVERAGE&start=-30&json`));
      expect(dump.rra[0]?.database.at(-1)).toEqual(updates.data[0]?.values);
    }
    const { text, headers } = await get('/host_rrd');
    expect(headers['content-type']).toBe('text/xml');
    expect(text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<rrd><version>0003<\/version><step>5<\/step><lastupdate>\d+<\/lastupdate><ds><name>cpu0<\/name><type>DERIVE<\/type><minimal_heartbeat>300.0000<\/minimal_heartbeat><min>0.0<\/min><max>1<\/max><last_ds>/,
    );
    expect(
      text.match(
        /<rra><cf>AVERAGE<\/cf><pdp_per_row>12<\/pdp_per_row><params><xff>1<\/xff><\/params><cdp_prep><ds><primary_value>0.0<\/primary_value><secondary_value>0.0<\/secondary_value><value>[^<]+<\/value><unknown_datapoints>0<\/unknown_datapoints><\/ds>/g,
      ),
    ).toHaveLength(1);
    expect(text.match(/<\/database><\/rra>/g)).toHaveLength(10);
  });

  it('of a VM comes from the server that runs it, then from the coordinator, or from nowhere', async () => {
    const { get, sim, hosts, running, halted } = await asked();
    const { db } = sim.world;
    const [first = NULL_REF, second = NULL_REF] = hosts;
    const path = `/vm_rrd?uuid=${db.row('VM', running).uuid}`;
    const dump = await get(path);
    expect([dump.status, dump.text.match(/<rra>/g)?.length]).toEqual([200, 4]);
    expect((await get(`/vm_rrds?uuid=${db.row('VM', running).uuid}`)).text).toBe(dump.text);
    const elsewhere = await get(path, { host: second });
    expect([elsewhere.status, elsewhere.headers['location']]).toEqual([302, `https://10.0.0.1${path}`]);
    sim.world.surroundings.originOf = () => 'http://127.0.0.1:4190';
    expect((await get(path, { host: second })).status).toBe(200);
    sim.world.surroundings.originOf = null;
    await sim.call('VM.pool_migrate', running, second, {});
    expect((await get(path)).headers['location']).toBe(`https://10.0.0.2${path}`);
    expect((await get(path, { host: second })).status).toBe(200);
    await sim.call('VM.hard_shutdown', running);
    const archived = await get(`${path}&json`, { host: first });
    expect([archived.status, archived.text.includes('"NaN"'), archived.text.includes('"vbd_xvda_read"')]).toEqual([
      200,
      true,
      true,
    ]);
    expect((await get(path, { host: second })).status).toBe(302);
    expect((await get(`/vm_rrd?uuid=${db.row('VM', halted).uuid}`)).status).toBe(404);
    expect((await get('/vm_rrd?uuid=none')).status).toBe(404);
    expect((await get('/vm_rrd')).status).toBe(400);
  });

  it('of a repository tells what it holds; statistics cannot be put', async () => {
    const { get, sim, hosts, running, sr } = await asked();
    const { db } = sim.world;
    const { text } = await get(`/sr_rrd?uuid=${db.row('SR', sr).uuid}`);
    expect([...text.matchAll(/<name>([^<]+)<\/name>/g)].map(([, name]) => name)).toEqual(['physical_utilisation']);
    expect((await get('/sr_rrd')).status).toBe(400);
    expect((await get('/sr_rrd?uuid=none')).status).toBe(404);
    const put = async (query: string, host = hosts[0] ?? NULL_REF): Promise<number> =>
      (await get(`/rrd${query}`, { method: 'PUT', host })).status;
    const vm = db.row('VM', running).uuid;
    expect(await put('')).toBe(400);
    expect(await put('?uuid=none')).toBe(404);
    expect(await put(`?uuid=${db.row('host', hosts[0] ?? NULL_REF).uuid}`)).toBe(400);
    expect(await put(`?uuid=${vm}&archive=true`, hosts[1])).toBe(302);
    expect(await put(`?uuid=${vm}`)).toBe(500);
  });
});

test('data sources without bounds say so on the wire, as xapi writes it', async () => {
  const { sim, hosts } = await asked();
  const [host = ''] = hosts;
  const session = await sim.call('session.login_with_password', 'root', 'password');
  const post = async (path: string, body: string): Promise<string> => {
    const { body: text } = await sim.handlePlain({ method: 'POST', path, headers: {}, body });
    return typeof text === 'string' ? text : '';
  };
  const request = { jsonrpc: '2.0', id: 1, method: 'host.get_data_sources', params: [session, host] };
  expect(await post('/jsonrpc', JSON.stringify(request))).toContain('"min":-Infinity,"max":Infinity,"value":0}');
  const params = [session, host].map((param) => `<param><value>${param}</value></param>`).join('');
  const call = `<methodCall><methodName>host.get_data_sources</methodName><params>${params}</params></methodCall>`;
  expect(await post('/', call)).toContain('<name>min</name><value><double>-inf</double></value>');
});

describe('numbers of statistics', () => {
  const written = (values: readonly number[], decimals: (value: number) => number): string => {
    const sources = values.map((value) => ({ decimals: decimals(value) }));
    const writer = new RrdWriter();
    writer.rows({ sources, rows: 1, cells: Float64Array.from(values) }, false, () => '', new Marks('[', ',', ']'), '');
    return new TextDecoder().decode(writer.bytes());
  };

  it('have fifteen digits and no more, as C writes them', () => {
    const expected: readonly (readonly [number, string])[] = [
      [0, '0.0'],
      [-0, '0.0'],
      [NaN, 'NaN'],
      [Infinity, 'Infinity'],
      [-Infinity, '-Infinity'],
      [1, '1'],
      [120, '120'],
      [1000, '1000'],
      [1_000_200, '1000200'],
      [987_654_321, '987654321'],
      [2_147_483_648, '2147483648'],
      [1_099_511_627_776, '1099511627776'],
      [1_000_000_000_000_000, '1e+15'],
      [0.5, '0.5'],
      [0.05, '0.05'],
      [0.012345, '0.012345'],
      [0.0001, '0.0001'],
      [0.00001, '1e-05'],
      [0.000012345, '1.2345e-05'],
      [1 / 3, '0.333333333333333'],
      [2 / 3, '0.666666666666667'],
      [123456.789, '123456.789'],
      [29656395.97, '29656395.97'],
      [999_999_999.999_999, '999999999.999999'],
      [12345678901.25, '12345678901.25'],
      [-0.25, '-0.25'],
      [-17, '-17'],
    ];
    const values = expected.map(([value]) => value);
    expect(values.map(numberText)).toEqual(expected.map(([, text]) => text));
    const decimals = (value: number): number => numberText(value).split('.')[1]?.length ?? 0;
    expect(written(values, decimals)).toBe(`[${expected.map(([, text]) => text).join(',')}]`);
  });

  it.each([0, 1, 2, 3, 4, 5, 6])(
    'of %d decimals are written the same quick and slow, whatever they are',
    (decimals) => {
      const values = Array.from({ length: 4000 }, (_, at) => {
        const noisy = ((at * 2654435761) % 4294967296) / 4294967296;
        return Math.round(noisy * 10 ** (at % 15)) / 10 ** decimals;
      });
      expect(written(values, () => decimals)).toBe(`[${values.map(numberText).join(',')}]`);
    },
  );
});

test('what guests share is told alike by a world that was asked before and by one that was not', async () => {
  const pool = testPool({ clockMode: 'instant', memoryGib: 256 });
  const { sim, hosts, sr } = pool;
  const told = (simulator: Simulator): readonly string[] => {
    const statistics = new Statistics(simulator.world);
    const rrds = [...simulator.world.db.all('host')].map(([ref]) => statistics.host(ref));
    return [5, 60].flatMap((intervalS) =>
      rrds.map((rrd) => {
        const query = { startS: -100 * intervalS, intervalS, cf: 'AVERAGE' } as const;
        const updates = updatesSince(statistics, [rrd], query);
        return updates === null ? '' : new TextDecoder().decode(updatesJson(updates));
      }),
    );
  };
  const vms = await Promise.all([0, 1, 2, 3].map((at) => testVm(pool, { name_label: `vm ${at}` })));
  const [first = NULL_REF, second = NULL_REF, third = NULL_REF, last = NULL_REF] = vms;
  const changes: readonly (() => unknown)[] = [
    () => sim.call('VM.start_on', first, hosts[0] ?? NULL_REF, false, false),
    () => sim.call('VM.add_to_other_config', second, 'workload', 'storage-test block=1m depth=8'),
    () => sim.call('VM.start_on', second, hosts[1] ?? NULL_REF, false, false),
    () => sim.advance(600_000),
    () => sim.call('SR.add_to_other_config', sr, 'storage-device', 'sata-ssd'),
    () => sim.call('VM.start_on', third, hosts[0] ?? NULL_REF, false, false),
    () => sim.call('VM.add_to_other_config', third, 'workload', 'storage-test block=1m depth=8'),
    () => sim.advance(30_000),
    () => sim.call('VM.hard_shutdown', second),
    () => sim.call('VM.snapshot', first, 'before'),
    () => sim.call('VM.start_on', last, hosts[1] ?? NULL_REF, false, false),
    () => sim.advance(3_600_000),
    () => sim.call('VM.destroy', second),
  ];
  for (const change of changes) {
    await change();
    const before = told(sim);
    expect(told(sim)).toEqual(before);
    expect(told(sim.fork({ clockMode: 'instant' }))).toEqual(before);
  }
});
