import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName, EventBatch } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { Simulator } from '../simulator';
import { failureOf } from '../testing';
import { dumpPoolDatabase, openPoolDatabase } from './open-pool-database';
import { dumpRows, shownAs } from './testing/dump-rows';
import { nameOf, openTwin, realPools, twoServers, type Twin } from './testing/twin';

type Shown = Readonly<Record<string, unknown>>;

const classNames = Object.keys(classTable) as ClassName[];
/** Filled in by the server at every moment. */
const MOMENTARY = /_operations$/;

/** Every record that the pool shows, by reference; classes without events are read one by one. */
async function everything({ client, ok }: Twin, refs: readonly (readonly [ClassName, string])[]) {
  const { events } = await ok<EventBatch>('event.from', ['*'], '', 0);
  const shown = new Map(events.map(({ ref, snapshot }) => [ref as string, snapshot as unknown as Shown]));
  for (const [cls, ref] of refs) {
    if (classTable[cls].events) continue;
    const { result } = await client.call(`${cls}.get_record`, ref);
    if (result !== undefined) shown.set(ref, result as Shown);
  }
  return shown;
}

/** Values that the pool shows other than its file, as `VM.domid 3 -> -1`. */
async function differences(twin: Twin, xml: string): Promise<string[]> {
  const rows = dumpRows(xml).map((row) => ({
    ...row,
    cls: classNames.find((name) => name.toLowerCase() === row.table.toLowerCase()),
  }));
  const known = rows.flatMap(({ cls, ref }) => (cls === undefined ? [] : [[cls, ref] as const]));
  const shown = await everything(twin, known);
  const refs = new Set(rows.map(({ ref }) => ref));
  return rows.flatMap(({ cls, table, ref, columns }) => {
    const record = shown.get(ref);
    if (cls === undefined || record === undefined) return [`${table} ${ref} is not there`];
    return Object.entries(classTable[cls].fields).flatMap(([field, { type, column, internal }]) => {
      const text = columns.get(column ?? field);
      if (text === undefined || internal === true || MOMENTARY.test(field)) return [];
      const wanted = shownAs(type, text);
      const isSame = JSON.stringify(record[field]) === JSON.stringify(wanted);
      // A reference to what the file does not have leads nowhere, and the notices name it.
      const isRepaired = record[field] === 'OpaqueRef:NULL' && !refs.has(text) && said(twin, `${cls}.${field}`);
      return isSame || isRepaired ? [] : [`${cls}.${field} ${text} -> ${JSON.stringify(record[field])}`];
    });
  });
}

function said({ notices }: Twin, what: string): boolean {
  return notices.some((notice) => notice.includes(what));
}

async function reopened({ simulator, client }: Twin): Promise<Simulator> {
  const query = new URLSearchParams({ session_id: client.session });
  const response = await simulator.handle(new Request(`http://pool/pool/xmldbdump?${query.toString()}`));
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/xml']);
  const twin = new Simulator();
  await openPoolDatabase(twin, new Uint8Array(await response.arrayBuffer()));
  return twin;
}

async function guests({ ok }: Twin): Promise<[string, Records['VM']][]> {
  const records = await ok<Record<string, Records['VM']>>('VM.get_all_records');
  return Object.entries(records).filter(([, vm]) => !vm.is_a_template && !vm.is_control_domain);
}

/** Starts what does not run, moves it if it may, and stops it; answers how often each succeeded. */
async function liveThrough(twin: Twin): Promise<Record<string, number>> {
  const { client, ok } = twin;
  const done: Record<string, number> = { ran: 0, migrated: 0, stopped: 0 };
  const count = (what: string): number => (done[what] = (done[what] ?? 0) + 1);
  const hosts = await ok<string[]>('host.get_all');
  for (const [vm, { power_state }] of await guests(twin)) {
    if (power_state === 'Halted') await ok('VM.start', vm, false, false);
    if (power_state === 'Suspended') await ok('VM.resume', vm, false, false);
    if ((await ok('VM.get_power_state', vm)) === 'Running') count('ran');
    const here = await ok<string>('VM.get_resident_on', vm);
    const there = hosts.find((host) => host !== here);
    if (there !== undefined) {
      const { error } = await client.call('VM.pool_migrate', vm, there, { live: 'true' });
      if (error === undefined && (await ok('VM.get_resident_on', vm)) === there) count('migrated');
    }
    await ok('VM.hard_shutdown', vm);
    if ((await ok('VM.get_power_state', vm)) === 'Halted') count('stopped');
  }
  return done;
}

describe('The twin of a pool database', () => {
  test('shows every value of every row as the file has it', async () => {
    const twin = await openTwin(twoServers);
    expect(await differences(twin, readFileSync(twoServers, 'utf8'))).toEqual([]);
    expect(twin.notices).toHaveLength(1);
    expect(await twin.ok('VM.get_name_label', 'OpaqueRef:web')).toBe("Web  server 'www' 100%");
    const metrics = await twin.ok<Records['host_metrics']>('host_metrics.get_record', 'OpaqueRef:metrics-north');
    expect(metrics.memory_free).toBe(7_000_000_000);
  });

  test('goes on from there: memory, domains and disks follow what happens', async () => {
    const { ok } = await openTwin(twoServers);
    const memory = async (): Promise<number> =>
      (await ok<Records['host_metrics']>('host_metrics.get_record', 'OpaqueRef:metrics-north')).memory_free;
    const { memory_dynamic_max, memory_overhead } = await ok<Records['VM']>('VM.get_record', 'OpaqueRef:web');
    await ok('VM.hard_shutdown', 'OpaqueRef:web');
    expect(await memory()).toBe(7_000_000_000 + memory_dynamic_max + memory_overhead);
    await ok('VM.resume_on', 'OpaqueRef:mail', 'OpaqueRef:north', false, false);
    await ok('VM.start_on', 'OpaqueRef:web', 'OpaqueRef:north', false, false);
    expect(await memory()).toBeLessThan(7_000_000_000);
  });

  test('does not give the number of a domain twice', async () => {
    const { ok } = await openTwin(twoServers);
    await ok('VM.resume_on', 'OpaqueRef:mail', 'OpaqueRef:north', false, false);
    expect(await ok('VM.get_domid', 'OpaqueRef:mail')).toBe(5);
  });

  test('makes VMs of its templates, and keeps those of the product', async () => {
    const { ok, client } = await openTwin(twoServers);
    const vm = await ok<string>('VM.clone', 'OpaqueRef:debian', 'new');
    const { disks = '' } = await ok<Record<string, string>>('VM.get_other_config', vm);
    const { uuid } = await ok<Records['SR']>('SR.get_record', 'OpaqueRef:nfs');
    await ok('VM.remove_from_other_config', vm, 'disks');
    await ok('VM.add_to_other_config', vm, 'disks', disks.replace('sr=""', `sr="${uuid}"`));
    await ok('VM.provision', vm);
    await ok('VM.start', vm, false, false);
    const [vbd = ''] = await ok<string[]>('VM.get_VBDs', vm);
    const disk = await ok<Records['VDI']>('VDI.get_record', await ok('VBD.get_VDI', vbd));
    expect(disk).toMatchObject({ virtual_size: 2 ** 33, SR: 'OpaqueRef:nfs' });
    expect(failureOf(await client.call('VM.destroy', 'OpaqueRef:debian'))).toEqual([
      'VM_CANNOT_DELETE_DEFAULT_TEMPLATE',
    ]);
  });

  test('lives: its VMs start, move where their disks are, and stop', async () => {
    const twin = await openTwin(twoServers);
    expect(await liveThrough(twin)).toEqual({ ran: 3, migrated: 2, stopped: 3 });
    await twin.ok('VM.revert', 'OpaqueRef:snap');
    expect(await twin.ok('VM.get_power_state', 'OpaqueRef:web')).toBe('Halted');
  });

  test('has the same hash when it is written and opened again, edited too', async () => {
    const twin = await openTwin(twoServers);
    const { simulator, ok } = twin;
    expect((await reopened(twin)).hash()).toBe(simulator.hash());
    const nasty = 'a <b> "c" \'d\' %.%%_%t \\ \n\t\r é😀 ]]>  ';
    await ok('VM.set_name_label', 'OpaqueRef:db', nasty);
    await ok('VM.add_tags', 'OpaqueRef:db', nasty);
    await ok('VM.set_other_config', 'OpaqueRef:db', { [nasty]: nasty, '': '' });
    await ok('VM.destroy', 'OpaqueRef:snap');
    const again = await reopened(twin);
    expect(again.hash()).toBe(simulator.hash());
    expect(again.world.db.get('VM', 'OpaqueRef:db')).toMatchObject({ name_label: nasty, tags: [nasty] });
  });

  test('has the same hash when it has lived in between, but for its alerts and statistics', async () => {
    const twin = await openTwin(twoServers);
    await twin.ok('VM.clean_shutdown', 'OpaqueRef:web');
    await twin.ok('VM.snapshot', 'OpaqueRef:db', 'before');
    // Alerts and statistics, with the past runs of VMs and chains of disks that they tell of, are no part of a pool's
    // database.
    await twin.ok('message.destroy_all', {});
    const { notes } = twin.simulator.world.engine;
    for (const part of ['runs', 'files', 'repository use'])
      for (const name of [...notes.all(part).keys()]) notes.delete(part, name);
    expect((await reopened(twin)).hash()).toBe(twin.simulator.hash());
  });

  test('shows rows of a file that says nothing of generations', async () => {
    const xml = readFileSync(twoServers, 'utf8').replace(/\s*<pair key="generation_count" value="\d+"\/>/, '');
    const { ok } = await openTwin(xml);
    const { events, valid_ref_counts } = await ok<EventBatch>('event.from', ['vm'], '', 0);
    expect(events).toHaveLength(valid_ref_counts['vm'] ?? 0);
  });

  test('stays as it is when another file is refused', async () => {
    const { simulator } = await openTwin(twoServers);
    const before = simulator.hash();
    const half = dumpPoolDatabase(simulator.world).slice(0, 9000);
    await expect(openPoolDatabase(simulator, new TextEncoder().encode(half))).rejects.toThrow(/cut off/);
    expect(simulator.hash()).toBe(before);
  });
});

test('The dump is handed out to those who log in', async () => {
  const { simulator, client } = await openTwin(twoServers);
  const get = (headers: Record<string, string>, query = ''): Promise<Response> =>
    simulator.handle(new Request(`http://pool/pool/xmldbdump${query}`, { headers }));
  const refused = await get({});
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="xapi"']);
  expect((await get({ authorization: `Basic ${btoa('root:wrong')}` })).status).toBe(401);
  expect((await get({ authorization: `Basic ${btoa('root:password')}` })).status).toBe(200);
  const session = encodeURIComponent(client.session);
  expect((await get({}, `?session_id=${session}`)).status).toBe(200);
  expect((await get({ cookie: `session_id=${session}` }, '?session_id=none')).status).toBe(200);
  expect((await get({ cookie: 'session_id=none' }, `?session_id=${session}`)).status).toBe(401);
});

describe.skipIf(realPools.length === 0)('The twins of real pools (XenServer 5.5 to 6.1)', () => {
  describe.each(realPools.map((file) => [nameOf(file), file] as const))('%s', (_, file) => {
    test('shows every value of every row as the file has it', async () => {
      expect(await differences(await openTwin(file), readFileSync(file, 'utf8'))).toEqual([]);
    });

    test('counts every class exactly', async () => {
      const { ok, client, simulator } = await openTwin(file);
      const { events, valid_ref_counts } = await ok<EventBatch>('event.from', ['*'], '', 0);
      for (const cls of classNames.filter((name) => classTable[name].db)) {
        const lower = cls.toLowerCase();
        const reported = events.filter((event) => event.class === lower).length;
        const counted = [valid_ref_counts[lower], classTable[cls].events ? reported : simulator.world.db.count(cls)];
        const { result } = await client.call(`${cls}.get_all`);
        if (Array.isArray(result)) counted.push(result.length);
        expect(new Set(counted).size, cls).toBe(1);
      }
    });

    test('lives: its VMs start, move where they can, and stop', async () => {
      const twin = await openTwin(file);
      const all = (await guests(twin)).length;
      const { ran, migrated, stopped } = await liveThrough(twin);
      expect([ran, stopped]).toEqual([all, all]);
      if (/boston-two|tampa-two/.test(nameOf(file))) expect(migrated).toBeGreaterThan(0);
    });

    test('has the same hash when it is written and opened again', async () => {
      const twin = await openTwin(file);
      expect((await reopened(twin)).hash()).toBe(twin.simulator.hash());
    });
  });
});
