import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import { ofHost } from '../api/metrics/testing/readings';
import { testPool, testVm, type TestPool } from '../api/testing';
import { flows } from '../api/transfer/flow-history';
import { collect, type HttpResponse } from './plain';

const ALLOCATED_BYTES = 5.4e9;

let pool: TestPool;
let session: string;
let vm: Ref<'VM'>;
let vdi: Ref<'VDI'>;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant', hosts: 1 });
  session = await pool.sim.call('session.login_with_password', 'root', 'password');
  vm = await testVm(pool);
  const { db } = pool.sim.world;
  vdi = db.row('VBD', db.row('VM', vm).VBDs[0] ?? '').VDI;
  db.transaction(() => db.update('VDI', vdi, { physical_utilisation: ALLOCATED_BYTES }));
});

async function request(method: string, path: string, body: Uint8Array<ArrayBuffer> | '' = ''): Promise<HttpResponse> {
  return pool.sim.handlePlain({ method, path: `${path}&session_id=${session}`, headers: {}, body });
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const { nowMs } = pool.sim;
  await run();
  return (pool.sim.nowMs - nowMs) / 1000;
}

const bytesOf = async ({ body }: HttpResponse): Promise<Uint8Array<ArrayBuffer>> =>
  (await collect(body)) as Uint8Array<ArrayBuffer>;
const download = async (path: string): Promise<Uint8Array<ArrayBuffer>> => bytesOf(await request('GET', path));

function release(version: string): void {
  const [host = ''] = pool.hosts;
  const { db } = pool.sim.world;
  const { software_version } = db.row('host', host);
  db.transaction(() =>
    db.update('host', host, { software_version: { ...software_version, product_version: version } }),
  );
}

describe('an export in virtual time', () => {
  test('takes as long as what the disks hold at the speed of the release', async () => {
    const export_ = (): Promise<unknown> => download(`/export?uuid=${pool.sim.world.db.row('VM', vm).uuid}`);
    expect(await seconds(export_)).toBe(60);
    release('7.0.0');
    expect(await seconds(export_)).toBe(120);
  });

  test('takes longer when it is compressed, and a third of the time for a disk', async () => {
    expect(await seconds(() => download(`/export?ref=${vm}&use_compression=gzip`))).toBeCloseTo(245.5, 1);
    release('7.0.0');
    // NFS over 1 Gbit/s carries 117 MB/s, less than three times 45.
    expect(await seconds(() => download(`/export_raw_vdi?vdi=${vdi}&format=vhd`))).toBeCloseTo(46.2, 1);
  });

  test('tells its task how far it is, and can be cancelled on its way', async () => {
    const { db, engine, surroundings } = pool.sim.world;
    surroundings.clockMode = 'manual';
    const task = await pool.sim.call('task.create', 'export', '');
    const reading = bytesOf(await request('GET', `/export?ref=${vm}&task_id=${task}`)).catch((error: Error) => error);
    const planned = (): number => engine.plannedAs(`transfer/${task}/0`)?.dueMs ?? 0;
    for (let share = 0; share < 0.5; share = db.row('task', task).progress) {
      await expect.poll(planned).toBeGreaterThan(pool.sim.nowMs);
      pool.sim.advanceTo(planned());
      await expect.poll(() => db.row('task', task).progress).toBeGreaterThan(share);
    }
    await expect.poll(planned).toBeGreaterThan(pool.sim.nowMs);
    expect(pool.sim.nowMs - Date.parse('2026-01-05T08:00:00Z')).toBeCloseTo(30_000, -3);
    // No time passes: the connection ends with the task, not when the next part of the disk would have gone.
    await pool.sim.call('task.cancel', task);
    expect(await reading).toBeInstanceOf(Error);
    expect(db.row('task', task).status).toBe('cancelled');
    expect(planned()).toBe(0);
  });

  test('goes its own way beside another one of the same task', async () => {
    const { db, surroundings } = pool.sim.world;
    surroundings.clockMode = 'manual';
    const task = await pool.sim.call('task.create', 'exports', '');
    const from = `/export_raw_vdi?vdi=${vdi}&format=vhd&task_id=${task}`;
    const reading = [from, from].map(async (path) => download(path).catch((error: unknown) => error));
    await expect.poll(() => pool.sim.world.engine.agenda().filter(({ awaited }) => awaited)).toHaveLength(2);
    const files: unknown[] = [];
    for (const each of reading) void each.then((file) => files.push(file));
    const later = (): number => {
      pool.sim.advance(10_000);
      return files.length;
    };
    await expect.poll(later).toBe(2);
    for (const file of files) expect(file).toBeInstanceOf(Uint8Array);
    expect(db.row('task', task).status).toBe('success');
  });

  test('is cut when its world goes back to before it began, or goes', async () => {
    const { surroundings } = pool.sim.world;
    surroundings.clockMode = 'manual';
    const before = pool.sim.snapshot();
    for (const end of [() => pool.sim.restore(before), () => pool.sim.endSessions()]) {
      const reading = bytesOf(await request('GET', `/export?ref=${vm}`)).catch((error: unknown) => error);
      await expect.poll(() => pool.sim.world.engine.busy).toBe(true);
      end();
      expect(await reading).toBeInstanceOf(Error);
    }
  });

  test('that was cut leaves the world alone that it is cut by', async () => {
    const { db, engine, surroundings } = pool.sim.world;
    surroundings.clockMode = 'manual';
    const task = await pool.sim.call('task.create', 'export', '');
    const before = pool.sim.snapshot();
    const path = `/export?ref=${vm}&task_id=${task}`;
    const reading = bytesOf(await request('GET', path)).catch((error: unknown) => error);
    await expect.poll(() => engine.busy).toBe(true);
    pool.sim.restore(before);
    const hash = pool.sim.hash();
    expect(await reading).toBeInstanceOf(Error);
    expect([pool.sim.hash(), db.row('task', task).status]).toEqual([hash, 'pending']);
  });

  test('that was on its way when its world was kept is over in the world that goes on from there', async () => {
    const { db, engine, surroundings } = pool.sim.world;
    surroundings.clockMode = 'manual';
    const domain = engine.newRef('VM');
    db.transaction(() => {
      db.insert('VM', domain, { uuid: engine.newUuid('VM'), is_control_domain: true });
      db.update('host', pool.hosts[0] ?? '', { control_domain: domain });
    });
    const task = await pool.sim.call('task.create', 'export', '');
    const reading = bytesOf(await request('GET', `/export?ref=${vm}&task_id=${task}`)).catch((error: unknown) => error);
    await expect.poll(() => engine.busy).toBe(true);
    pool.sim.advance(1000);
    const { world } = pool.sim.fork();
    expect(world.engine.hash()).toBe(pool.sim.fork().hash());
    expect([world.db.row('VM', vm).current_operations, world.db.row('VM', domain).VBDs]).toEqual([{}, []]);
    expect([world.db.row('task', task).status, world.engine.busy]).toEqual(['failure', false]);
    expect(flows(world)).toEqual([]);
    // The world that it was kept of goes on.
    expect([db.row('task', task).status, db.row('VM', domain).VBDs.length]).toEqual(['pending', 1]);
    pool.sim.endSessions();
    await reading;
  });

  test('to this pool leaves nothing in the world that goes on from there', async () => {
    const { db, engine, surroundings } = pool.sim.world;
    const xva = await download(`/export?ref=${vm}`);
    const counts = (world = pool.sim.world) => (['VM', 'VDI', 'VBD'] as const).map((cls) => world.db.count(cls));
    const before = counts();
    surroundings.clockMode = 'manual';
    const importing = collect((await request('PUT', `/import?sr_id=${pool.sr}`, xva)).body).catch(
      (error: unknown) => error,
    );
    await expect.poll(() => engine.busy).toBe(true);
    expect(db.count('VM')).toBe((before[0] ?? 0) + 1);
    expect(counts(pool.sim.fork().world)).toEqual(before);
    pool.sim.endSessions();
    await importing;
  });

  test('shows in what its server reads of the repository and sends', async () => {
    const uuid = pool.sim.world.db.row('SR', pool.sr).uuid.slice(0, 8);
    const [host] = pool.hosts;
    await download(`/export?ref=${vm}`);
    const during = ofHost(pool, host, `read_${uuid}`);
    pool.sim.advance(60_000);
    const after = ofHost(pool, host, `read_${uuid}`);
    expect(during[2]).toBeCloseTo(90e6, 0);
    expect(after[2]).toBe(0);
    // What was stays as it was.
    expect(after[14]).toBe(during[2]);
    expect(ofHost(pool, host, `io_throughput_read_${uuid}`)[14]).toBeCloseTo(90e6 / 1024 ** 2, 3);
    expect(ofHost(pool, host, `iops_read_${uuid}`)[14]).toBeCloseTo(90e6 / 65_536, 1);
    expect(ofHost(pool, host, `inflight_${uuid}`)[14]).toBe(1);
  });
});

describe('an import in virtual time', () => {
  test('of an export takes as long as it took', async () => {
    const file = await download(`/export?ref=${vm}`);
    expect(await seconds(async () => bytesOf(await request('PUT', `/import?sr_id=${pool.sr}`, file)))).toBe(60);
    const uuid = pool.sim.world.db.row('SR', pool.sr).uuid.slice(0, 8);
    expect(ofHost(pool, pool.hosts[0], `write_${uuid}`)[2]).toBeCloseTo(90e6, 0);
  });

  test('of a disk takes as long as its bytes', async () => {
    const file = new Uint8Array(9_000_000);
    const { sim } = pool;
    const at = `/import_raw_vdi?vdi=${vdi}&format=raw`;
    expect(await seconds(async () => bytesOf(await request('PUT', at, file)))).toBeCloseTo(9 / 117, 1);
    expect(sim.world.db.row('VDI', vdi).VBDs).toHaveLength(1);
  });
});
