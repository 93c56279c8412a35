import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { testPool, testVm, type TestPool } from '../api/testing';
import { DiskWriter } from '../api/vdi/content-writer';
import { contentOf, digestOf } from '../api/vdi/content';
import { collect, ConnectionCut, type HttpRequest, type HttpResponse } from './plain';

let pool: TestPool;
let session: string;
let vm: Ref<'VM'>;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant' });
  session = await pool.sim.call('session.login_with_password', 'root', 'password');
  vm = await testVm(pool, { name_label: 'ünïcode <&> "quoted"', other_config: { note: 'a\nb', mac_seed: 'seed' } });
  const { world } = pool.sim;
  const writer = new DiskWriter(world, diskOf(vm));
  writer.write(3_000_000, new TextEncoder().encode('what the guest wrote'));
  writer.commit();
});

const db = () => pool.sim.world.db;
const diskOf = (ref: Ref<'VM'>): Ref<'VDI'> => db().row('VBD', db().row('VM', ref).VBDs[0] ?? '').VDI;

async function request(method: string, path: string, more: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  const joint = path.includes('?') ? '&' : '?';
  return pool.sim.handlePlain({ method, path: `${path}${joint}session_id=${session}`, headers: {}, body: '', ...more });
}
async function download(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { status, body } = await request('GET', path);
  expect(status).toBe(200);
  const bytes = await collect(body);
  return typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
}
/** Uploads, and answers what the task ended with. */
async function upload(
  path: string,
  body: HttpRequest['body'],
  more: Partial<HttpRequest> = {},
): Promise<Records['task']> {
  const task = await pool.sim.call('task.create', 'import', '');
  const joint = path.includes('?') ? '&' : '?';
  const { body: reading } = await request('PUT', `${path}${joint}task_id=${task}`, { body, ...more });
  await collect(reading).catch(() => undefined);
  return db().row('task', task);
}
const vmIn = (task: Records['task']): Ref<'VM'> => /OpaqueRef:[0-9a-f-]+/.exec(task.result)?.[0] ?? '';
/** The files of an uncompressed archive. */
function filesIn(tar: Uint8Array): { name: string; bytes: Uint8Array }[] {
  const text = new TextDecoder('latin1');
  const files: { name: string; bytes: Uint8Array }[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const name = text.decode(tar.subarray(at, at + 100)).replace(/\0.*$/, '');
    const size = parseInt(text.decode(tar.subarray(at + 124, at + 136)), 8);
    files.push({ name, bytes: tar.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
const counts = () => (['VM', 'VDI', 'VBD', 'VIF', 'network', 'VM_metrics'] as const).map((cls) => db().count(cls));

describe('an export', () => {
  test('is a tar of a description and of the chunks that hold something, each with its checksum', async () => {
    const files = filesIn(await download(`/export?ref=${vm}`));
    const names = files.map(({ name }) => name);
    const disk = names[1]?.slice(0, -'/00000000'.length) ?? '';
    expect(disk).toMatch(/^Ref:\d+$/);
    const chunks = ['00000000', '00000002', '00008191'];
    expect(names).toEqual(['ova.xml', ...chunks.flatMap((chunk) => [`${disk}/${chunk}`, `${disk}/${chunk}.xxhash`])]);
    expect(files[1]?.bytes).toHaveLength(1024 * 1024);
    expect(new TextDecoder().decode(files[2]?.bytes)).toMatch(/^[0-9A-F]{16}$/);
    const description = new TextDecoder().decode(files[0]?.bytes);
    expect(description).toContain('<name>export_vsn</name><value>2</value>');
    expect(description).toContain('ünïcode &lt;&amp;&gt; &quot;quoted&quot;');
    // References lead to objects of the export, or nowhere.
    expect(description).not.toContain('OpaqueRef:0');
    expect(new Set(description.match(/OpaqueRef:[^<]*/g))).toEqual(new Set(['OpaqueRef:NULL']));
  });

  test('holds the VM and its disks while it runs, and ends its task', async () => {
    const disk = diskOf(vm);
    const { engine } = pool.sim.world;
    db().transaction(() => {
      const domain = engine.newRef('VM');
      db().insert('VM', domain, { uuid: engine.newUuid('VM'), is_control_domain: true, power_state: 'Running' });
      db().update('host', pool.hosts[0] ?? '', { control_domain: domain });
    });
    const task = await pool.sim.call('task.create', 'export', '');
    const { headers, body } = await request('GET', `/export?ref=${vm}&task_id=${task}`);
    expect(headers['task-id']).toBe(task);
    expect(db().row('VM', vm).current_operations).toEqual({ [task]: 'export' });
    await expect(pool.sim.call('VDI.destroy', disk)).rejects.toMatchObject({ code: 'VDI_IN_USE' });
    await collect(body);
    expect(db().row('VDI', disk).VBDs).toHaveLength(1);
    expect(db().row('VM', vm).current_operations).toEqual({});
    expect(db().row('task', task)).toMatchObject({ status: 'success', progress: 1 });
  });

  test('that the client leaves ends with a failure and lets the VM go', async () => {
    const task = await pool.sim.call('task.create', 'export', '');
    const { body } = await request('GET', `/export?ref=${vm}&task_id=${task}`);
    await (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().return?.();
    expect(db().row('task', task).status).toBe('failure');
    expect(db().row('VM', vm).current_operations).toEqual({});
  });

  test('can be cancelled, and then ends and lets the VM go', async () => {
    const task = await pool.sim.call('task.create', 'export', '');
    const { body } = await request('GET', `/export?ref=${vm}&task_id=${task}`);
    const chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await chunks.next();
    expect(db().row('task', task).allowed_operations).toEqual(['cancel']);
    await pool.sim.call('task.cancel', task);
    await expect(chunks.next()).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(db().row('task', task)).toMatchObject({ status: 'cancelled', error_info: ['TASK_CANCELLED', task] });
    expect(db().row('VM', vm).current_operations).toEqual({});
  });

  test('of a VM that runs is refused, by its state', async () => {
    await pool.sim.call('VM.start', vm, false, false);
    const task = await pool.sim.call('task.create', 'export', '');
    expect((await request('GET', `/export?ref=${vm}&task_id=${task}`)).status).toBe(500);
    expect(db().row('task', task).error_info).toEqual(['VM_BAD_POWER_STATE', vm, 'halted, suspended', 'running']);
  });

  test('is sent to a server that sees the disks', async () => {
    const [first = '', second = ''] = pool.hosts;
    const pbd = db().row('host', first).PBDs[0] ?? '';
    db().transaction(() => db().update('PBD', pbd, { currently_attached: false }));
    const { status, headers } = await request('GET', `/export?ref=${vm}`);
    expect([status, headers['location']]).toEqual([302, `https://10.0.0.2/export?ref=${vm}&session_id=${session}`]);
    expect((await request('GET', `/export?ref=${vm}`, { host: second })).status).toBe(200);
  });
});

describe('an import of an export', () => {
  test('can be cancelled, and leaves nothing behind', async () => {
    const bytes = await download(`/export?ref=${vm}`);
    const before = counts();
    const task = await pool.sim.call('task.create', 'import', '');
    async function* parts(): AsyncIterable<Uint8Array> {
      yield bytes.subarray(0, bytes.length / 2);
      expect(db().row('task', task).allowed_operations).toEqual(['cancel']);
      await pool.sim.call('task.cancel', task);
      yield bytes.subarray(bytes.length / 2);
    }
    const headers = { 'content-length': String(bytes.length) };
    const { body } = await request('PUT', `/import?sr_id=${pool.sr}&task_id=${task}`, { upload: parts(), headers });
    await expect(collect(body)).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(db().row('task', task)).toMatchObject({ status: 'cancelled', error_info: ['TASK_CANCELLED', task] });
    expect(counts()).toEqual(before);
  });

  test('has its VM there from the beginning, held by the task, for clients to find', async () => {
    const bytes = await download(`/export?ref=${vm}`);
    const task = await pool.sim.call('task.create', 'import', '');
    const found = () => [...db().all('VM')].filter(([, { other_config }]) => other_config['import_task'] === task);
    const seen: unknown[] = [];
    async function* parts(): AsyncIterable<Uint8Array> {
      const step = 100_000;
      for (let at = 0; at < bytes.length; at += step) {
        if (at + step >= bytes.length) {
          seen.push(db().row('task', task).other_config);
          for (const [held, { current_operations, VIFs }] of found()) {
            const refusal = pool.sim.call('VM.start', held, false, false).catch((error: unknown) => error);
            seen.push(current_operations, VIFs.length, await refusal);
          }
        }
        yield bytes.subarray(at, at + step);
      }
    }
    const headers = { 'content-length': String(bytes.length) };
    const { body } = await request('PUT', `/import?task_id=${task}`, { upload: parts(), headers });
    await collect(body);
    expect(seen).toEqual([
      { object_creation: 'complete' },
      { [task]: 'import' },
      db().row('VM', vm).VIFs.length,
      expect.objectContaining({ code: 'OTHER_OPERATION_IN_PROGRESS' }),
    ]);
    const imported = db().row('task', task);
    expect(imported).toMatchObject({ status: 'success', error_info: [] });
    expect(found().map(([ref, { current_operations }]) => [ref, current_operations])).toEqual([[vmIn(imported), {}]]);
  });

  test('that stalls can be cancelled, and leaves nothing behind although the client sends nothing more', async () => {
    const bytes = await download(`/export?ref=${vm}`);
    const before = counts();
    const task = await pool.sim.call('task.create', 'import', '');
    let isStalled = false;
    async function* parts(): AsyncIterable<Uint8Array> {
      yield bytes.subarray(0, bytes.length / 2);
      isStalled = true;
      await new Promise(() => undefined);
    }
    const headers = { 'content-length': String(bytes.length) };
    const { body } = await request('PUT', `/import?sr_id=${pool.sr}&task_id=${task}`, { upload: parts(), headers });
    const importing = collect(body).catch((error: unknown) => error);
    await expect.poll(() => isStalled).toBe(true);
    await pool.sim.call('task.cancel', task);
    expect(await importing).toMatchObject({ code: 'TASK_CANCELLED' });
    await expect.poll(counts).toEqual(before);
  });

  test('of a VM with a vGPU connects it to the same kind again', async () => {
    const { engine } = pool.sim.world;
    db().transaction(() => {
      const GPU_group = engine.newRef('GPU_group');
      const type = engine.newRef('VGPU_type');
      db().insert('GPU_group', GPU_group, { uuid: engine.newUuid('GPU_group'), GPU_types: ['10de/13f2'] });
      db().insert('VGPU_type', type, { uuid: engine.newUuid('VGPU_type'), identifier: '0004:passthrough' });
      db().insert('VGPU', engine.newRef('VGPU'), { uuid: engine.newUuid('VGPU'), VM: vm, GPU_group, type });
    });
    const copy = vmIn(await upload(`/import?sr_id=${pool.sr}`, await download(`/export?ref=${vm}`)));
    const vgpusOf = (ref: Ref<'VM'>) =>
      db()
        .row('VM', ref)
        .VGPUs.map((vgpu) => db().row('VGPU', vgpu));
    expect(vgpusOf(copy).map(({ GPU_group, type }) => [GPU_group, type])).toEqual(
      vgpusOf(vm).map(({ GPU_group, type }) => [GPU_group, type]),
    );
  });

  test.each(['false', 'true', 'zstd', 'of some other kind'])(
    'with compression %s gives an equal VM',
    async (compression) => {
      const xva = await download(`/export?ref=${vm}&use_compression=${compression}`);
      const task = await upload(`/import?sr_id=${pool.sr}`, xva);
      expect(task).toMatchObject({ status: 'success', error_info: [] });
      expect(task.result).toMatch(
        /^<value><array><data><value>OpaqueRef:[0-9a-f-]+<\/value><\/data><\/array><\/value>$/,
      );
      const copy = vmIn(task);
      const same = (ref: Ref<'VM'>) => {
        const { uuid: _u, VBDs, VIFs, metrics: _m, other_config, generation_id: _g, ...row } = db().row('VM', ref);
        const { mac_seed: _s, import_task: _t, ...config } = other_config;
        const vbds = VBDs.map((vbd) => {
          const { uuid: _uuid, VM: _vm, VDI: _vdi, metrics: _metrics, ...rest } = db().row('VBD', vbd);
          return rest;
        });
        const vifs = VIFs.map((vif) => {
          const { uuid: _uuid, VM: _vm, MAC: _mac, metrics: _metrics, ...rest } = db().row('VIF', vif);
          return rest;
        });
        return { ...row, config, vbds, vifs };
      };
      expect(same(copy)).toEqual(same(vm));
      expect(db().row('VM', copy).other_config['mac_seed']).not.toBe('seed');
      expect(digestOf(contentOf(pool.sim.world, diskOf(copy)))).toBe(digestOf(contentOf(pool.sim.world, diskOf(vm))));
      await pool.sim.call('VM.start', copy, false, false);
    },
  );

  test('that arrives in small pieces and is followed by nothing until the client cuts the connection succeeds', async () => {
    const xva = await download(`/export?ref=${vm}`);
    async function* pieces(): AsyncIterable<Uint8Array> {
      for (let at = 0; at < xva.length; at += 100_003) yield xva.subarray(at, at + 100_003);
      throw new ConnectionCut();
    }
    const task = await upload('/import', '', { upload: pieces(), headers: { 'content-length': '1125899906842624' } });
    expect(task.status).toBe('success');
  });

  test('restores a VM that is gone with its uuid and its addresses', async () => {
    const { uuid, VIFs } = db().row('VM', vm);
    const { MAC } = db().row('VIF', VIFs[0] ?? '');
    const xva = await download(`/export?ref=${vm}`);
    expect((await upload('/import?restore=true', xva)).error_info).toEqual([
      'VM_TO_IMPORT_IS_NOT_NEWER_VERSION',
      vm,
      '0',
      '0',
    ]);
    await pool.sim.call('VM.destroy', vm);
    const restored = vmIn(await upload('/import?restore=true', xva));
    expect(db().row('VM', restored).uuid).toBe(uuid);
    expect(db().row('VIF', db().row('VM', restored).VIFs[0] ?? '').MAC).toBe(MAC);
  });

  test('brings the TPM of a VM with what it keeps, unless another VM has it', async () => {
    const { sim } = pool;
    const vtpm = await sim.call('VTPM.create', vm, false);
    await sim.call('VTPM.set_contents', vtpm, 'a2V5cw==');
    const { uuid } = db().row('VTPM', vtpm);
    const xva = await download(`/export?ref=${vm}`);
    const tpmOf = (ref: Ref<'VM'>): Ref<'VTPM'> => db().row('VM', ref).VTPMs[0] ?? '';
    const copy = vmIn(await upload('/import', xva));
    expect(await sim.call('VTPM.get_contents', tpmOf(copy))).toBe('a2V5cw==');
    expect(db().row('VTPM', tpmOf(copy)).uuid).not.toBe(uuid);
    await sim.call('VM.destroy', vm);
    await sim.call('VM.destroy', copy);
    const restored = vmIn(await upload('/import?restore=true', xva));
    expect(db().row('VTPM', tpmOf(restored))).toMatchObject({ uuid, is_unique: false, VM: restored });
    expect(await sim.call('VTPM.get_contents', tpmOf(restored))).toBe('a2V5cw==');
    await sim.call('VM.destroy', restored);
    const other = await testVm(pool);
    const theirs = await sim.call('VTPM.create', other, false);
    db().transaction(() => db().update('VTPM', theirs, { uuid }));
    expect((await upload('/import?restore=true', xva)).error_info).toEqual([
      'IMPORT_ERROR_GENERIC',
      `A VTPM with UUID ${uuid} already exists`,
    ]);
  });

  test.each([
    ['cut off', (xva: Uint8Array) => xva.subarray(0, xva.length / 2), ['IMPORT_ERROR_PREMATURE_EOF']],
    ['cut off in its description', (xva: Uint8Array) => xva.subarray(0, 5000), ['IMPORT_ERROR_PREMATURE_EOF']],
    ['empty', () => new Uint8Array(), ['IMPORT_ERROR_PREMATURE_EOF']],
    [
      'no archive',
      () => new TextEncoder().encode('x'.repeat(4096)),
      ['IMPORT_ERROR', 'The file is not a readable export.'],
    ],
    [
      'changed on its way',
      (xva: Uint8Array) => {
        const broken = xva.slice();
        // In the first chunk of the disk, behind the description and two headers.
        const at = xva.length - 2_000_000;
        broken[at] = (broken[at] ?? 0) ^ 1;
        return broken;
      },
      ['IMPORT_ERROR_SOME_CHECKSUMS_FAILED'],
    ],
  ])('that is %s leaves nothing behind', async (_, damage, error) => {
    const xva = await download(`/export?ref=${vm}`);
    const before = counts();
    const { physical_utilisation, virtual_allocation } = db().row('SR', pool.sr);
    const task = await upload('/import', damage(xva) as Uint8Array<ArrayBuffer>);
    expect(task).toMatchObject({ status: 'failure', error_info: error });
    expect(counts()).toEqual(before);
    expect(db().row('SR', pool.sr)).toMatchObject({ physical_utilisation, virtual_allocation });
  });

  test('the probe of an empty PUT is answered with 200 and makes nothing', async () => {
    const before = counts();
    const { status, body } = await request('PUT', `/import?sr_id=${pool.sr}`);
    expect(status).toBe(200);
    await collect(body).catch(() => undefined);
    expect(counts()).toEqual(before);
  });

  test('into a repository that is not there is refused at once', async () => {
    const task = await pool.sim.call('task.create', 'import', '');
    const { status } = await request('PUT', `/import?sr_id=OpaqueRef:none&task_id=${task}`);
    expect(status).toBe(500);
    expect(db().row('task', task).error_info).toEqual(['HANDLE_INVALID', 'SR', 'OpaqueRef:none']);
  });
});

describe('VM.import', () => {
  test('gets the export from a server of the pool', async () => {
    const url = `https://10.0.0.1/export?ref=${vm}&session_id=${session}`;
    const [copy] = await pool.sim.call('VM.import', url, pool.sr, false, false);
    expect(db().row('VM', copy ?? '').name_label).toBe(db().row('VM', vm).name_label);
  });

  test.each([
    ['ftp://10.0.0.1/vm.xva', ['INVALID_VALUE', 'url', 'ftp://10.0.0.1/vm.xva']],
    ['https://nobody.example/vm.xva', ['IMPORT_ERROR', 'There is no server nobody.example within reach.']],
    ['https://10.0.0.1/export', ['IMPORT_ERROR', '10.0.0.1 answered with status 401.']],
  ])('%s is refused', async (url, error) => {
    const refused = pool.sim.call('VM.import', url, pool.sr, false, false);
    await expect(refused).rejects.toMatchObject({ code: error[0], params: error.slice(1) });
  });
});

test('a template of the product is the one that is here', async () => {
  const template = await testVm(pool, { name_label: 'Debian', is_a_template: true });
  db().transaction(() => db().update('VM', template, { is_default_template: true }));
  const before = db().refs('VM');
  expect(vmIn(await upload('/import', await download(`/export?ref=${template}`)))).toBe(template);
  expect(db().refs('VM')).toEqual(before);
});

describe('records alone', () => {
  test('hold the snapshots unless they are not wanted, and none of a snapshot', async () => {
    const snapshot = await pool.sim.call('VM.snapshot', vm, 'before', []);
    const text = async (path: string): Promise<string> =>
      new TextDecoder().decode(filesIn(await download(path)).find(({ name }) => name === 'ova.xml')?.bytes);
    const { uuid } = db().row('VM', snapshot);
    expect(await text(`/export_metadata?ref=${vm}`)).toContain(uuid);
    expect(await text(`/export_metadata?ref=${vm}&export_snapshots=false`)).not.toContain(uuid);
    const task = await pool.sim.call('task.create', 'export', '');
    await request('GET', `/export_metadata?ref=${snapshot}&task_id=${task}`);
    expect(db().row('task', task).error_info).toEqual([
      'OPERATION_NOT_ALLOWED',
      'Exporting metadata of a snapshot is not allowed',
    ]);
  });

  test('of a VM with snapshots tell the client of the VM alone', async () => {
    await pool.sim.call('VM.snapshot', vm, 'before', []);
    const before = db().refs('VM');
    const task = await upload('/import_metadata', await download(`/export_metadata?ref=${vm}`));
    expect(task.result.match(/OpaqueRef:[0-9a-f-]+/g)).toEqual([vmIn(task)]);
    expect(db().row('VM', vmIn(task)).snapshots).toHaveLength(1);
    expect(db().refs('VM')).toHaveLength(before.length + 2);
  });

  test('leave devices out that are not wanted, and have what disks hang on when it is', async () => {
    await pool.sim.call('VDI.snapshot', diskOf(vm), {});
    const parent = db().row('VDI', diskOf(vm)).sm_config['vhd-parent'] ?? 'none';
    const classes = async (query: string): Promise<string> => {
      const files = filesIn(await download(`/export_metadata?ref=${vm}&${query}`));
      const text = new TextDecoder().decode(files[0]?.bytes);
      const found = [...text.matchAll(/<name>class<\/name><value>(\w+)/g)].map(([, cls]) => cls);
      return `${[...new Set(found)].join(' ')}${text.includes(`<name>uuid</name><value>${parent}`) ? ' with parents' : ''}`;
    };
    expect(await classes('')).toBe('VM VBD VIF network VDI SR');
    expect(await classes('excluded_device_types=vif')).toBe('VM VBD VDI SR');
    expect(await classes('excluded_device_types=VBD,VIF')).toBe('VM');
    expect(await classes('include_vhd_parents=true')).toBe('VM VBD VIF network VDI SR with parents');
    const xva = await download(`/export_metadata?ref=${vm}&include_vhd_parents=true`);
    expect((await upload('/import_metadata?dry_run=true', xva)).status).toBe('success');
    const { status } = await request('GET', `/export_metadata?ref=${vm}&excluded_device_types=fan`);
    expect(status).toBe(500);
  });

  test('find the disks that are here, or say that they are not', async () => {
    const xva = await download(`/export_metadata?ref=${vm}`);
    expect(filesIn(xva).map(({ name }) => name)).toEqual(['ova.xml']);
    const disk = diskOf(vm);
    const copy = vmIn(await upload('/import_metadata', xva));
    expect(diskOf(copy)).toBe(disk);
    const before = counts();
    const dry = await upload('/import_metadata?dry_run=true', xva);
    expect(dry).toMatchObject({ status: 'success', result: '<value><array><data></data></array></value>' });
    expect(counts()).toEqual(before);
    const { location } = db().row('VDI', disk);
    db().transaction(() => db().update('VDI', disk, { location: 'elsewhere' }));
    expect((await upload('/import_metadata', xva)).error_info).toEqual(['VDI_LOCATION_MISSING', pool.sr, location]);
  });
});
