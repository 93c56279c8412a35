import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Input, Target } from '../../commands';
import { CommandBench } from '../../fixtures/command-bench';
import { makePool } from '../../fixtures/pools';
import { row } from '../../objects';
import { matches } from '../formats/manifest';
import { readContent } from '../import/read-content';
import { stubPlaces } from '../testing/places';
import type { SavedFile } from '../testing/places';
import { exportPackage } from './export-package';
import { packageOf } from './package';

const MIB = 2 ** 20;
const DISK_BYTES = 6 * MIB;

const bench = new CommandBench([exportPackage]);
afterEach(() => {
  vi.unstubAllGlobals();
});

/** What is written on the disk: some of it zeros, and nothing that lies on the borders of grains. */
const content = new Uint8Array(DISK_BYTES).map((_, at) =>
  at > MIB && at < 3 * MIB ? 0 : (at * 31 + (at >> 9)) & 0xff,
);

const NO_QOS = { unpluggable: true, other_config: {}, qos_algorithm_type: '', qos_algorithm_params: {} };

/** A disk of 6 MiB that nothing is written on. */
async function addDisk(vm: string, userdevice: string): Promise<string> {
  const { simulator } = bench;
  const [sr = ''] = await simulator.call('SR.get_by_name_label', 'Fast NFS');
  const vdi = await simulator.call('VDI.create', {
    name_label: 'root',
    name_description: '',
    SR: sr,
    virtual_size: DISK_BYTES,
    type: 'user',
    sharable: false,
    read_only: false,
    other_config: {},
    xenstore_data: {},
    sm_config: {},
    tags: [],
  });
  const drive = { VM: vm, VDI: vdi, userdevice, bootable: true, mode: 'RW', type: 'Disk', empty: false } as const;
  await simulator.call('VBD.create', { ...NO_QOS, ...drive });
  return vdi;
}

/** A VM that is shut down, with a disk that holds the content and an empty CD drive. */
async function machine(name = 'Shop <1>'): Promise<Target> {
  const { simulator } = bench;
  const [template = ''] = await simulator.call('VM.get_by_name_label', 'Other install media');
  const vm = await simulator.call('VM.clone', template, name);
  await simulator.call('VM.set_is_a_template', vm, false);
  await simulator.call('VM.set_name_description', vm, 'Sells "things"');
  const vdi = await addDisk(vm, '0');
  const drive = {
    ...NO_QOS,
    VM: vm,
    VDI: 'OpaqueRef:NULL',
    userdevice: '3',
    bootable: false,
    mode: 'RO',
    type: 'CD',
  } as const;
  await simulator.call('VBD.create', { ...drive, empty: true });
  const [network = ''] = await simulator.call('network.get_by_name_label', 'DMZ');
  const nic = { VM: vm, network, device: '0', MAC: '02:00:00:00:00:aa', MTU: 1500, other_config: {} } as const;
  await simulator.call('VIF.create', { ...nic, qos_algorithm_type: '', qos_algorithm_params: {} });
  const session = await simulator.call('session.login_with_password', 'root', 'password', '1.0', 'test');
  const request = { method: 'PUT', body: content, headers: { 'content-length': String(DISK_BYTES) } };
  const path = `/import_raw_vdi?vdi=${vdi}&format=raw&session_id=${session}`;
  expect((await simulator.handle(new Request(`http://pool${path}`, request))).status).toBe(200);
  await bench.until((inventory) => (row(inventory, 'VM', vm)?.VIFs.length ?? 0) === 1);
  await bench.until((inventory) => row(inventory, 'VDI', vdi) !== undefined);
  return bench.target('VM', vm);
}

async function exported(about: Target, format: 'vmdk' | 'vhd') {
  const files = stubPlaces();
  const input = await exportPackage.prepare?.([about], { name: 'Shop', format, manifest: true });
  if (!input) throw new Error('nobody chose a place');
  const item = await bench.work('vm.exportPackage', about, input);
  return { item, file: files[0] };
}

async function exportedLoose(about: Target, more: Input = {}) {
  const files = stubPlaces();
  const asked = { name: 'Shop', packing: 'ovf', format: 'vmdk', manifest: true, ...more };
  const input = await exportPackage.prepare?.([about], asked);
  if (!input) throw new Error('nobody chose a place');
  return { item: await bench.work('vm.exportPackage', about, input), files };
}

const contentOf = ({ name, parts }: SavedFile): File =>
  new File(parts as Uint8Array<ArrayBuffer>[], name.replace(/^.*\//, ''));
const fileOf = (saved: SavedFile | undefined): File =>
  new File((saved?.parts ?? []) as Uint8Array<ArrayBuffer>[], 'Shop.ova');
const digest = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');

describe('a VM in a package for other virtualisation', () => {
  it.each(['vmdk', 'vhd'] as const)('is what the wizard that imports reads again, with %s disks', async (format) => {
    const { item, file } = await exported(await machine(), format);
    expect(item).toMatchObject({ state: 'done', error: null });
    expect(item.kept?.words).toMatch(/^Shop\.ova is saved \(/);
    expect(file?.state).toBe('closed');
    const read = await readContent([fileOf(file)]);
    if (read.kind !== 'ovf') throw new Error(`It is ${read.kind}.`);
    expect(read.ovf.machines).toMatchObject([
      {
        name: 'Shop <1>',
        description: 'Sells "things"',
        hasCdDrive: true,
        isUefi: false,
        disks: [{ file: `Shop-disk1.${format}`, capacityBytes: DISK_BYTES }],
        nics: [{ network: 'DMZ', mac: '02:00:00:00:00:aa' }],
      },
    ]);
    expect(read.package.manifest.map(({ name }) => name)).toEqual(['Shop.ovf', `Shop-disk1.${format}`]);
    for (const each of read.package.manifest) {
      const part = read.package.files.get(each.name) ?? new Blob();
      expect(await matches(part, each, () => Promise.resolve())).toBe(true);
    }
    const image = read.package.images.get(`Shop-disk1.${format}`);
    const disk = new Uint8Array(image?.virtualBytes ?? 0);
    for await (const { offset, bytes } of image?.extents() ?? []) disk.set(bytes, offset);
    expect(digest(disk.subarray(0, DISK_BYTES))).toBe(digest(content));
    await bench.until(({ task }) => [...task.values()].every(({ name_label }) => !name_label.includes(' as OV')));
  });

  it.each([true, false])('is a folder of files that belong together, with a manifest: %s', async (manifest) => {
    const { item, files } = await exportedLoose(await machine(), { manifest });
    expect(item).toMatchObject({ state: 'done', error: null });
    expect(item.kept?.words).toMatch(/^Shop is saved \(/);
    expect(files.map(({ name }) => name)).toEqual([
      'Shop/Shop.ovf',
      'Shop/Shop-disk1.vmdk',
      ...(manifest ? ['Shop/Shop.mf'] : []),
    ]);
    expect(files.every(({ state }) => state === 'closed')).toBe(true);
    const read = await readContent(files.map(contentOf));
    if (read.kind !== 'ovf') throw new Error(`It is ${read.kind}.`);
    expect(read.ovf.machines).toMatchObject([{ name: 'Shop <1>', disks: [{ file: 'Shop-disk1.vmdk' }] }]);
    expect(read.package.manifest).toHaveLength(manifest ? 2 : 0);
    for (const each of read.package.manifest) {
      const part = read.package.files.get(each.name) ?? new Blob();
      expect(await matches(part, each, () => Promise.resolve())).toBe(true);
    }
    const disk = new Uint8Array(DISK_BYTES);
    for await (const { offset, bytes } of read.package.images.get('Shop-disk1.vmdk')?.extents() ?? [])
      disk.set(bytes.subarray(0, DISK_BYTES - offset), offset);
    expect(digest(disk)).toBe(digest(content));
  });

  it('is saved file by file, once all are whole, where no page makes folders', async () => {
    const saved: string[] = [];
    vi.doMock('../../../ui/files/save-file', () => ({ saveFile: (name: string) => saved.push(name) }));
    const about = await machine();
    const asked = { name: 'Shop.ova', packing: 'ovf', format: 'vhd', manifest: true };
    const input = (await exportPackage.prepare?.([about], asked)) ?? {};
    const fields = exportPackage.fields?.(bench.inventory(), [about], 0) ?? [];
    const packing = fields.find(({ id }) => id === 'packing');
    expect(packing?.kind === 'choice' && packing.choices[1]?.detail).toContain('may ask you to allow that');
    expect(await bench.work('vm.exportPackage', about, input)).toMatchObject({ state: 'done', error: null });
    expect(saved).toEqual(['Shop.ovf', 'Shop-disk1.vhd', 'Shop.mf']);
    vi.doUnmock('../../../ui/files/save-file');
  });

  it('takes as long as what was written on its disk, not as the disk is large', async () => {
    const about = await machine('Large');
    const [vbd = ''] = await bench.simulator.call('VM.get_VBDs', about.ref);
    const vdi = await bench.simulator.call('VBD.get_VDI', vbd);
    await bench.simulator.call('VDI.resize', vdi, 100 * 1024 * MIB);
    await bench.until((inventory) => row(inventory, 'VDI', vdi)?.virtual_size === 100 * 1024 * MIB);
    const { item, file } = await exported(about, 'vmdk');
    expect(item).toMatchObject({ state: 'done', error: null });
    expect(fileOf(file).size).toBeLessThan(2 * DISK_BYTES);
    const read = await readContent([fileOf(file)]);
    const image = read.kind === 'ovf' ? read.package.images.get('Shop-disk1.vmdk') : undefined;
    expect(image?.virtualBytes).toBe(100 * 1024 * MIB);
    const disk = new Uint8Array(DISK_BYTES);
    for await (const { offset, bytes } of image?.extents() ?? []) disk.set(bytes, offset);
    expect(digest(disk)).toBe(digest(content));
  });

  it('is as far as its disks, by what they hold', async () => {
    const about = await machine();
    const second = await addDisk(about.ref, '1');
    await bench.until((inventory) => row(inventory, 'VDI', second) !== undefined);
    stubPlaces();
    const input = (await exportPackage.prepare?.([about], { name: 'Shop', format: 'vmdk', manifest: true })) ?? {};
    const { disks } = packageOf(bench.inventory(), about, 'Shop', 'vmdk');
    const [first = 0, other = 0] = disks.map(({ wireBytes }) => wireBytes);
    const told: number[] = [];
    await bench.work('vm.exportPackage', about, input, (run) => {
      const [item] = run.items();
      if (item) told.push(item.progress);
    });
    expect(told.toSorted((a, b) => a - b)).toEqual(told);
    expect(told).toContain(first / (first + other));
    expect(told.at(-1)).toBe(1);
  });

  it('knows a disk by all the images that it is made of, and by its size where nothing else is told', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    const size = 10 * MIB;
    const disk = (ref: string, usedBytes: number, parent: string) => {
      pool.set('VDI', ref, {
        uuid: ref,
        virtual_size: size,
        physical_utilisation: usedBytes,
        sm_config: parent === '' ? {} : { 'vhd-parent': parent },
      });
    };
    disk('base', 3 * MIB, '');
    disk('thin', MIB, 'base');
    disk('thick', 11 * MIB, '');
    disk('silent', 0, '');
    disk('circle', MIB, 'circle');
    const refs = ['thin', 'thick', 'silent', 'circle'];
    refs.forEach((ref, at) => pool.set('VBD', ref, { VDI: ref, type: 'Disk', userdevice: String(at) }));
    pool.set('VM', 'vm0', { VBDs: refs });
    const about = { kind: 'vm', ref: 'vm0' } as Target;
    const { disks } = packageOf(pool.inventory(), about, 'x', 'vhd');
    expect(disks.map(({ wireBytes }) => wireBytes)).toEqual([4 * MIB, size, size, size]);
    pool.set('VDI', 'thin', { virtual_size: 2 ** 42 });
    expect(packageOf(pool.inventory(), about, 'x', 'vmdk').disks[0]?.wireBytes).toBe(2 ** 42);
  });

  it('comes raw where its VHD cannot be read on its way', async () => {
    const about = await machine();
    const { simulator } = bench;
    const asked: string[] = [];
    const handle = simulator.handlePlain.bind(simulator);
    vi.spyOn(simulator, 'handlePlain').mockImplementation((request) => {
      const format = new URLSearchParams(request.path).get('format');
      if (format !== null) asked.push(format);
      return format === 'vhd' ? { status: 200, headers: {}, body: new Uint8Array(4096) } : handle(request);
    });
    const { item, file } = await exported(about, 'vmdk');
    vi.restoreAllMocks();
    expect(asked).toEqual(['vhd', 'raw']);
    expect(item).toMatchObject({ state: 'done', error: null });
    const read = await readContent([fileOf(file)]);
    const image = read.kind === 'ovf' ? read.package.images.get('Shop-disk1.vmdk') : undefined;
    const disk = new Uint8Array(DISK_BYTES);
    for await (const { offset, bytes } of image?.extents() ?? []) disk.set(bytes, offset);
    expect(digest(disk)).toBe(digest(content));
  });

  it('leaves no folder where one of its disks does not come', async () => {
    const about = await machine();
    const [vbd = ''] = await bench.simulator.call('VM.get_VBDs', about.ref);
    const vdi = await bench.simulator.call('VBD.get_VDI', vbd);
    const files = stubPlaces();
    const asked = { name: 'Shop', packing: 'ovf', format: 'vmdk', manifest: true };
    const input = (await exportPackage.prepare?.([about], asked)) ?? {};
    await bench.simulator.call('VBD.destroy', vbd);
    await bench.simulator.call('VDI.destroy', vdi);
    expect(await bench.work('vm.exportPackage', about, input)).toMatchObject({ state: 'failed', kept: null });
    expect(files).toEqual([]);
  });

  it('leaves nothing where its disk does not come', async () => {
    const about = await machine();
    const files = stubPlaces();
    const input = (await exportPackage.prepare?.([about], { name: 'Shop', format: 'vmdk', manifest: true })) ?? {};
    const [vbd = ''] = await bench.simulator.call('VM.get_VBDs', about.ref);
    const vdi = await bench.simulator.call('VBD.get_VDI', vbd);
    await bench.simulator.call('VBD.destroy', vbd);
    await bench.simulator.call('VDI.destroy', vdi);
    const item = await bench.work('vm.exportPackage', about, input);
    expect(item).toMatchObject({ state: 'failed', kept: null });
    expect(files[0]?.state).toBe('aborted');
  });

  it('has to be shut down, unless it is a snapshot', async () => {
    const about = await machine();
    expect(bench.reason('vm.exportPackage', about)).toBeNull();
    const running = bench.named('VM', 'wiki-1');
    expect(bench.reason('vm.exportPackage', running)).toBe('Shut it down first, or export a snapshot of it.');
    const snapshot = await bench.simulator.call('VM.snapshot', running.ref, 'now');
    await bench.until(({ VM }) => VM.has(snapshot));
    expect(bench.reason('vm.exportPackage', bench.target('VM', snapshot))).toBeNull();
  });

  it('shows the requests that it makes, one for each disk', async () => {
    const about = await machine();
    const { api, xe } = exportPackage.script(bench.inventory(), about, { format: 'vmdk' });
    expect([api.length, xe]).toEqual([3, []]);
    expect(api[1]).toMatch(/^GET \/export_raw_vdi\?vdi=OpaqueRef:\S+&format=vhd$/);
  });
});
