import { CancelToken } from 'promise-toolbox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient, type Xapi } from 'xen-api';
import { serveAtAddresses, servePool, type ServedPool } from './served-pool';

let pool: ServedPool;
let xapi: Xapi;

const client = (url: string, transport: 'json-rpc' | 'xml-rpc' | 'auto' = 'auto'): Xapi =>
  createClient({ url, auth: { user: 'root', password: 'password' }, transport, debounce: 1, watchEvents: true });

/** Resolves when the client's copy of the pool fulfils something. */
function until(what: (xapi: Xapi) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!what(xapi)) return;
      for (const event of ['add', 'update', 'remove', 'finish']) xapi.objects.off(event, look);
      resolve();
    };
    for (const event of ['add', 'update', 'remove', 'finish']) xapi.objects.on(event, look);
    look();
  });
}

const vmNamed = (label: string) => {
  const found = Object.values(xapi.objects.all).find(
    (each) => each.$type === 'VM' && each.name_label === label && each.is_a_template === false,
  );
  if (found === undefined) throw new Error(`There is no VM ${label}`);
  return found;
};
const anyVm = (power_state: string) => {
  const found = Object.values(xapi.objects.all).find(
    (each) =>
      each.$type === 'VM' &&
      each.power_state === power_state &&
      !each.is_a_template &&
      !each.is_control_domain &&
      !each.is_a_snapshot,
  );
  if (found === undefined) throw new Error(`No VM is ${power_state}`);
  return found;
};

describe.each(['json-rpc', 'xml-rpc'] as const)('xen-api over %s', (transport) => {
  beforeEach(async () => {
    pool = await servePool();
    xapi = client(pool.url, transport);
    await xapi.connect();
    await xapi.objectsFetched;
  });
  afterEach(async () => {
    await xapi.disconnect();
    await pool.stop();
  });

  test('has every object of every class that it can watch', async () => {
    const { db } = pool.simulator.world;
    for (const cls of ['VM', 'VDI', 'VBD', 'host', 'SR', 'network', 'pool'] as const) {
      const held = Object.values(xapi.objects.all).filter(({ $type }) => $type === cls);
      expect([cls, held.length]).toEqual([cls, db.count(cls)]);
    }
  });

  test('sees what others change', async () => {
    const vm = anyVm('Halted');
    await pool.simulator.call('VM.set_name_label', vm.$ref, 'renamed <by> & "others"');
    await until(() => xapi.getObjectByRef(vm.$ref).name_label === 'renamed <by> & "others"');
  });

  test('starts and shuts down a VM by tasks, and a barrier shows the result', async () => {
    const vm = anyVm('Halted');
    await xapi.callAsync(CancelToken.none, 'VM.start', vm.$ref, false, false);
    expect((await xapi.barrier(vm.$ref)).power_state).toBe('Running');
    await xapi.callAsync(CancelToken.none, 'VM.hard_shutdown', vm.$ref);
    expect((await xapi.barrier(vm.$ref)).power_state).toBe('Halted');
  });

  test('takes and destroys a snapshot, whose reference is the result of the task', async () => {
    const vm = anyVm('Halted');
    const snapshot = await xapi.callAsync(CancelToken.none, 'VM.snapshot', vm.$ref, 'before', []);
    expect(await xapi.getField('VM', String(snapshot), 'snapshot_of')).toBe(vm.$ref);
    await xapi.callAsync(CancelToken.none, 'VM.destroy', String(snapshot));
  });

  test('is told a refusal by its code', async () => {
    const vm = anyVm('Halted');
    await expect(xapi.call('VM.pause', vm.$ref)).rejects.toMatchObject({
      code: 'VM_BAD_POWER_STATE',
      params: [vm.$ref, 'running', 'halted'],
    });
  });

  test('changes the entry of a map', async () => {
    const vm = anyVm('Halted');
    await xapi.setFieldEntry('VM', vm.$ref, 'other_config', 'a key', 'a value');
    expect((await xapi.barrier(vm.$ref)).other_config).toMatchObject({ 'a key': 'a value' });
    await xapi.setFieldEntry('VM', vm.$ref, 'other_config', 'a key', null);
    expect((await xapi.barrier(vm.$ref)).other_config).not.toHaveProperty('a key');
  });
});

describe('xen-api and long tasks', () => {
  beforeEach(async () => {
    pool = await servePool({ speed: 1 });
    xapi = client(pool.url);
    await xapi.connect();
    await xapi.objectsFetched;
  });
  afterEach(async () => {
    await xapi.disconnect();
    await pool.stop();
  });

  const tasks = () => Object.values(xapi.objects.all).filter(({ $type }) => $type === 'task');

  test('sees progress', async () => {
    const vm = anyVm('Halted');
    pool.pacer.pause();
    const copy = xapi.callAsync(CancelToken.none, 'VM.copy', vm.$ref, 'copy', '');
    await until(() => tasks().some(({ name_label }) => name_label === 'Async.VM.copy'));
    const progress = () => tasks().find(({ name_label }) => name_label === 'Async.VM.copy')?.progress ?? 1;
    expect(progress()).toBe(0);
    pool.pacer.move((simulator) => {
      while (progressOf(simulator) === 0 && simulator.next());
    });
    await until(() => Number(progress()) > 0 && Number(progress()) < 1);
    pool.pacer.move((simulator) => simulator.idle());
    await copy;
  });

  test('cancels', async () => {
    const vm = anyVm('Halted');
    pool.pacer.pause();
    const { token, cancel } = CancelToken.source();
    const copy = xapi.callAsync(token, 'VM.copy', vm.$ref, 'copy', '');
    await until(() => tasks().some(({ name_label }) => name_label === 'Async.VM.copy'));
    cancel();
    await expect(copy).rejects.toThrow(/cancel/i);
    expect((await xapi.barrier(vm.$ref)).current_operations).toEqual({});
  });
});

describe('xen-api and servers', () => {
  beforeEach(async () => {
    pool = await servePool();
  });
  afterEach(async () => {
    await xapi.disconnect();
    await pool.stop();
  });

  test('finds the coordinator from a member', async () => {
    const { db } = pool.simulator.world;
    const master = db.row('pool', db.refs('pool')[0] ?? '').master;
    const urls = await serveAtAddresses(pool);
    xapi = client(urls[1] ?? '');
    await xapi.connect();
    await xapi.objectsFetched;
    expect(xapi.pool?.master).toBe(master);
    const vm = anyVm('Halted');
    await xapi.callAsync(CancelToken.none, 'VM.start', vm.$ref, false, false);
    expect((await xapi.barrier(vm.$ref)).power_state).toBe('Running');
  });

  test('logs in again when its session has ended', async () => {
    xapi = client(pool.url);
    await xapi.connect();
    await xapi.objectsFetched;
    pool.simulator.endSessions();
    expect(await xapi.call('pool.get_all')).toHaveLength(1);
    expect(vmNamed(String(anyVm('Halted').name_label))).toBeDefined();
  });
});

function progressOf(simulator: ServedPool['simulator']): number {
  const { db } = simulator.world;
  return [...db.all('task')].find(([, { name_label }]) => name_label === 'Async.VM.copy')?.[1].progress ?? 1;
}
