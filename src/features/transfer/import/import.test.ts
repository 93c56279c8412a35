import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHash } from 'node:crypto';
import { readInventory } from '../../../xapi/cache/cache';
import type { Actor, Connection } from '../../../xapi/client/contract';
import { XapiError } from '../../../xapi/client/xapi-error';
import type { Simulator } from '../../../simulator/simulator';
import { CommandRun, evaluate, nameFiles, targetsOf } from '../../commands';
import type { Input, Target } from '../../commands';
import { connectTo, openSimulatedPool, until } from '../../fixtures/simulated-pool';
import { dynamicVhd, OVF, streamVmdk, tar, VHD_BLOCK } from '../testing/images';
import { importCommand } from './command';
import { inspect } from './content';

/** Megabytes go to a pool and come back. */
const LONG_MS = 30_000;

let simulator: Simulator;
let connection: Connection;
let xva: Blob;

beforeAll(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
  const [vm = ''] = await simulator.call('VM.get_by_name_label', 'test-web-1');
  xva = await fetched(`/export?ref=${vm}`);
});
afterAll(() => connection.close());

async function fetched(path: string): Promise<Blob> {
  const session = await simulator.call('session.login_with_password', 'root', 'password', '1.0', 'test');
  const response = await simulator.handle(new Request(`http://pool${path}&session_id=${session}`));
  return response.blob();
}

function pool(): Target {
  const inventory = readInventory(connection);
  const [ref = ''] = inventory.pool.keys();
  const [target] = targetsOf(inventory, [{ connection: connection.id, class: 'pool', ref }]);
  if (!target) throw new Error('no pool');
  return target;
}

/** Chooses files as the dialog does; answers what the wizard makes of them. */
async function chosen(files: readonly (readonly [name: string, content: BlobPart])[], draft: Input = {}) {
  const list = files.map(([name, content]) => new File([content], name));
  const file = nameFiles(list);
  await inspect(file, list);
  const { steps = [] } = importCommand;
  return evaluate(steps, { inventory: readInventory(connection), target: pool(), nowMs: 0, draft: { file, ...draft } });
}

function work(input: Input): CommandRun {
  const run = new CommandRun({ connection, command: importCommand, targets: [pool()], input, nowMs: () => 0 });
  // Time goes on to the end of what a task waits for.
  run.onChange(() => simulator.idle());
  return run;
}

/** The tasks that the console made for files are gone again. */
const noTaskLeft = (): Promise<void> =>
  until(connection, ({ task }) =>
    [...task.values()].every(({ name_label }) => !/^Import|import_part$/.test(name_label)),
  );

const counts = async (): Promise<readonly number[]> => [
  (await simulator.call('VM.get_all')).length,
  (await simulator.call('VDI.get_all')).length,
  (await simulator.call('VIF.get_all')).length,
];

async function disk(vdi: string): Promise<string> {
  const bytes = new Uint8Array(await (await fetched(`/export_raw_vdi?vdi=${vdi}&format=raw`)).arrayBuffer());
  return createHash('sha1').update(bytes).digest('hex');
}

describe('an export of a VM', () => {
  it('says what is in it, and becomes a VM again on the networks that were chosen', async () => {
    const [wanted = ''] = await simulator.call('network.get_by_name_label', 'DMZ');
    const { steps, input } = await chosen([['test-web-1.xva', xva]]);
    expect(steps[0]?.notes[0]?.text).toMatch(/^An export of 1 VM with \d disks?,/);
    const asked = steps.flatMap(({ fields }) => fields.map(({ id }) => id));
    const networks = asked.filter((id) => id.startsWith('network '));
    expect(networks.length).toBeGreaterThan(0);
    const run = work({ ...input, ...Object.fromEntries(networks.map((id) => [id, wanted])) });
    await run.start();
    const [item] = run.items();
    expect(item).toMatchObject({ state: 'done', kept: { words: 'test-web-1 is imported.' } });
    const vm = item?.kept?.object?.ref ?? '';
    expect(await simulator.call('VM.get_name_label', vm)).toBe('test-web-1');
    for (const vif of await simulator.call('VM.get_VIFs', vm)) {
      expect(await simulator.call('VIF.get_network', vif)).toBe(wanted);
    }
    expect(item?.calls.filter((line) => line.startsWith('PUT'))).toEqual([
      `PUT /import?sr_id=${String(input['storage'])}`,
    ]);
    await noTaskLeft();
  });

  it('that is damaged leaves nothing, and says why', async () => {
    const bytes = new Uint8Array(await xva.arrayBuffer());
    const middle = Math.floor(bytes.length / 2);
    for (let at = middle; at < middle + 5000; at += 1) bytes[at] = 0xaa;
    const before = await counts();
    const { input } = await chosen([['broken.xva', bytes]]);
    const run = work(input);
    await run.start();
    expect(run.items()[0]).toMatchObject({ state: 'failed', remains: [], kept: null });
    expect(run.items()[0]?.error?.code).toMatch(/^IMPORT_ERROR/);
    expect(await counts()).toEqual(before);
  });

  it('leaves nothing when a person cancels it half-way', async () => {
    const before = await counts();
    const { input } = await chosen([['test-web-1.xva', xva]]);
    const run = work(input);
    run.onChange(() => {
      const [item] = run.items();
      if ((item?.transfer?.bytes ?? 0) > 0) run.stop(item?.id ?? '');
    });
    await run.start();
    expect(run.items()[0]).toMatchObject({ state: 'cancelled', remains: [], kept: null });
    expect(run.items()[0]?.transfer).toBeNull();
    await noTaskLeft();
    expect(await counts()).toEqual(before);
  });
});

describe('what a pool refuses after an export has come', () => {
  /** Runs with calls that are refused. */
  async function without(refused: readonly string[], input: Input) {
    const call: Actor['call'] = (method, ...args) =>
      refused.includes(method) ? Promise.reject(new XapiError('INTERNAL_ERROR', [])) : connection.call(method, ...args);
    const actor: Actor = {
      call,
      callAsync: (method, ...args) => connection.callAsync(method, ...args),
      openTransfer: () => connection.openTransfer(),
      end: () => undefined,
    };
    const run = new CommandRun({
      connection,
      command: importCommand,
      targets: [pool()],
      input,
      nowMs: () => 0,
      actor,
    });
    run.onChange(() => simulator.idle());
    await run.start();
    return run.items()[0];
  }

  it('leaves no VM, also none whose name is not told', async () => {
    const before = await counts();
    const { input } = await chosen([['test-web-1.xva', xva]]);
    const item = await without(['VM.get_name_label', 'VM.get_VIFs'], input);
    expect(item).toMatchObject({ state: 'failed', remains: [], kept: null });
    expect(await counts()).toEqual(before);
  });
});

describe('an export at an address', () => {
  const fill = (draft: Input) =>
    evaluate(importCommand.steps ?? [], {
      inventory: readInventory(connection),
      target: pool(),
      nowMs: 0,
      draft: { from: 'address', ...draft },
    });

  it('is read by the pool itself, and no line shows what the address asks with', async () => {
    const [source = ''] = await simulator.call('VM.get_by_name_label', 'test-web-1');
    const session = await simulator.call('session.login_with_password', 'root', 'password', '1.0', 'test');
    const [server] = await simulator.call('host.get_all');
    const host = await simulator.call('host.get_address', server ?? '');
    const { input, steps } = fill({ address: ` https://${host}/export?ref=${source}&session_id=${session} ` });
    expect(steps.flatMap(({ problems }) => [...problems])).toEqual([]);
    expect(steps.find(({ id }) => id === 'networks')?.skipped).toBe('The pool finds the networks of the same names.');
    const before = await counts();
    const { api, xe } = importCommand.script(readInventory(connection), pool(), input);
    expect([api[0], xe[0]].join()).not.toContain(session);
    expect(xe[0]).toMatch(/^xe vm-import url='https:\/\/[\d.]+\/export\?…' sr-uuid=/);
    const run = work(input);
    await run.start();
    const [item] = run.items();
    expect(item).toMatchObject({ state: 'done', kept: { words: 'test-web-1 is imported.' } });
    expect(item?.calls.join()).not.toContain(session);
    expect((await counts())[0]).toBe((before[0] ?? 0) + 1);
  });

  it('is one that begins with http, and has no password in it', () => {
    const problem = (address: string) => fill({ address }).steps[0]?.problems.get('address');
    expect(problem('ftp://files.example/a.xva')).toContain('http://');
    expect(problem('https://ann:secret@files.example/a.xva')).toContain('without user and password');
    expect(problem('https://files.example/a.xva')).toBeUndefined();
    expect(fill({ address: '' }).steps[0]?.problems.size).toBe(1);
  });
});

describe('the lines of an import', () => {
  const lines = (input: Input) => importCommand.script(readInventory(connection), pool(), input);

  it('tell of the networks, the home and the start of VMs of an export', async () => {
    const inventory = readInventory(connection);
    const [host = ''] = inventory.host.keys();
    const [network = ''] = await simulator.call('network.get_by_name_label', 'DMZ');
    const { steps, input } = await chosen([['test-web-1.xva', xva]]);
    const [first = '', ...others] = steps.flatMap(({ fields }) =>
      fields.map(({ id }) => id).filter((id) => id.startsWith('network ')),
    );
    const asInFile = Object.fromEntries(others.map((id) => [id, 'none']));
    const { api, xe } = lines({ ...input, ...asInFile, [first]: network, home: host, start: true });
    expect(api.slice(-3)).toEqual([
      `Async.VIF.move(session, "<interface>", "${network}")`,
      `VM.set_affinity(session, "<new VM>", "${host}")`,
      'Async.VM.start(session, "<new VM>", false, false)',
    ]);
    expect(xe.slice(-3)).toEqual([
      `xe vif-move uuid='<interface>' network-uuid=${inventory.network.get(network)?.uuid}`,
      `xe vm-param-set uuid='<new VM>' affinity=${inventory.host.get(host)?.uuid}`,
      "xe vm-start uuid='<new VM>'",
    ]);
  });

  it('are what the command line can do with a disk', async () => {
    const vmdk = await chosen([['data.vmdk', await streamVmdk([1])]]);
    expect(lines(vmdk.input).xe).toEqual([]);
    const vhd = await chosen([['data.vhd', dynamicVhd([1])]], { name: ' data ' });
    expect(lines(vhd.input).xe).toEqual([
      expect.stringContaining('name-label=data '),
      expect.stringContaining('format=vhd'),
    ]);
  });

  it('make a disk as large as what is written on it, whatever its description says', async () => {
    const small = OVF.replace('ovf:capacity="4"', 'ovf:capacity="1"');
    const { input, steps } = await chosen(
      [
        ['shop.ovf', small],
        ['shop-disk1.vmdk', await streamVmdk(Array.from({ length: 64 }, () => 1))],
      ],
      { licence: 'accepted' },
    );
    expect(lines(input).api.find((line) => line.startsWith('Async.VDI.create'))).toContain('"virtual_size":4194304');
    const labels = steps.flatMap(({ fields }) => fields.map(({ label }) => label));
    expect(labels).toContain('Disk 1 of Shop, 4 MiB');
  });
});

describe('a package', () => {
  const grains = Array.from({ length: 64 }, (_, at) => (at % 3 === 0 ? at + 1 : null));
  const manifest = (ovf: string, vmdk: Uint8Array): string =>
    [
      ['shop.ovf', ovf],
      ['shop-disk1.vmdk', vmdk],
    ]
      .map(
        ([name, content]) =>
          `SHA256(${String(name)})= ${createHash('sha256')
            .update(content ?? '')
            .digest('hex')}\n`,
      )
      .join('');

  it(
    'becomes a VM with its disks, interfaces and drive',
    async () => {
      const vmdk = await streamVmdk(grains);
      const ova = tar([
        ['shop.ovf', OVF],
        ['shop.mf', manifest(OVF, vmdk)],
        ['shop-disk1.vmdk', vmdk],
      ]);
      const { steps, input } = await chosen([['shop.ova', ova]], { licence: 'accepted' });
      expect(steps.flatMap(({ problems }) => [...problems])).toEqual([]);
      expect(steps[1]?.notes[0]?.text).toBe(
        'Shop: 2 vCPUs, 2 GiB of memory; 2 disks of 1 GiB, 2 interfaces. It boots by UEFI.',
      );
      const run = work(input);
      await run.start();
      const [item] = run.items();
      expect(item).toMatchObject({ state: 'done', error: null, kept: { words: 'Shop is imported.' } });
      const vm = item?.kept?.object?.ref ?? '';
      const record = await simulator.call('VM.get_record', vm);
      expect(record).toMatchObject({
        VCPUs_max: 2,
        memory_static_max: 2 ** 31,
        name_description: 'Sells things',
        HVM_boot_params: { firmware: 'uefi' },
      });
      expect(record.VIFs).toHaveLength(2);
      const drives = await Promise.all(record.VBDs.map((ref) => simulator.call('VBD.get_record', ref)));
      expect(drives.map(({ type }) => type).sort()).toEqual(['CD', 'Disk', 'Disk']);
      const first = drives.find(({ userdevice, type }) => userdevice === '0' && type === 'Disk')?.VDI ?? '';
      const content = new Uint8Array(grains.length * 64 * 1024);
      grains.forEach((byte, at) => content.fill(byte ?? 0, at * 64 * 1024, (at + 1) * 64 * 1024));
      expect(await disk(first)).toBe(createHash('sha1').update(content).digest('hex'));
      await simulator.call('VM.start', vm, false, true);
      await simulator.call('VM.hard_shutdown', vm);
    },
    LONG_MS,
  );

  it('that does not match its manifest makes nothing', async () => {
    const vmdk = await streamVmdk([1, 2, 3, 4, 5]);
    const before = await counts();
    const { input } = await chosen(
      [
        ['shop.ovf', OVF],
        ['shop.mf', manifest(OVF, new Uint8Array(3))],
        ['shop-disk1.vmdk', vmdk],
      ],
      { licence: 'accepted' },
    );
    const run = work(input);
    await run.start();
    expect(run.items()[0]).toMatchObject({
      state: 'failed',
      error: { code: 'FILE_WRONG', params: ['shop-disk1.vmdk is damaged: it does not match the manifest.'] },
    });
    expect(await counts()).toEqual(before);
  });

  it('whose disk breaks off leaves nothing of the VM', async () => {
    const vmdk = await streamVmdk(grains);
    vmdk.fill(0xff, 600, 700);
    const before = await counts();
    const { input } = await chosen(
      [
        ['shop.ovf', OVF],
        ['shop-disk1.vmdk', vmdk],
      ],
      { licence: 'accepted' },
    );
    const run = work(input);
    await run.start();
    expect(run.items()[0]).toMatchObject({ state: 'failed', error: { code: 'FILE_WRONG' }, remains: [] });
    expect(await counts()).toEqual(before);
  });

  it('wants its licence accepted and all of its files chosen', async () => {
    const vmdk = await streamVmdk([1]);
    const { steps } = await chosen([
      ['shop.ovf', OVF],
      ['shop-disk1.vmdk', vmdk],
    ]);
    expect(steps.flatMap(({ problems }) => [...problems.keys()])).toEqual(['licence']);
    await expect(chosen([['shop.ovf', OVF]])).rejects.toThrow('shop-disk1.vmdk is missing');
    await expect(chosen([['shop.txt', 'nothing']])).rejects.toThrow('no export of a VM');
  });
});

describe('a disk', () => {
  it(
    'becomes a virtual disk, and can wait on its way',
    async () => {
      const blocks = Array.from({ length: 150 }, (_, at) => at % 251);
      const { steps, input } = await chosen([['data.vhd', dynamicVhd(blocks)]]);
      expect(steps[0]?.notes[0]?.text).toBe('A VHD disk of 9.4 MiB. It becomes a virtual disk, or a new VM around it.');
      const run = work(input);
      const held = new Promise<void>((resolve) => {
        const off = run.onChange(() => {
          const [item] = run.items();
          if ((item?.transfer?.bytes ?? 0) === 0) return;
          off();
          run.setHeld(item?.id ?? '', true);
          resolve();
        });
      });
      const end = run.start();
      await held;
      const [waiting] = run.items();
      expect(waiting?.transfer).toMatchObject({ isHeld: true, holdReason: null });
      run.setHeld(waiting?.id ?? '', false);
      await end;
      const [item] = run.items();
      expect(item).toMatchObject({ state: 'done', kept: { words: 'data is imported.' } });
      const content = new Uint8Array(blocks.length * VHD_BLOCK);
      blocks.forEach((byte, at) => content.fill(byte, at * VHD_BLOCK, (at + 1) * VHD_BLOCK));
      const vdi = item?.kept?.object?.ref ?? '';
      const size = Number(await simulator.call('VDI.get_virtual_size', vdi));
      const padded = new Uint8Array(size);
      padded.set(content);
      expect(await disk(vdi)).toBe(createHash('sha1').update(padded).digest('hex'));
    },
    LONG_MS,
  );

  it(
    'becomes a new VM that has it, where that is wanted',
    async () => {
      const blocks = Array.from({ length: 20 }, (_, at) => at + 1);
      const wanted = { makes: 'vm', vcpus: '4', memory: String(2 ** 31), firmware: 'uefi' };
      const { steps, input } = await chosen([['web.vhd', dynamicVhd(blocks)]], wanted);
      expect(steps.flatMap(({ problems }) => [...problems])).toEqual([]);
      const asked = steps.flatMap(({ fields }) => fields.map(({ id }) => id));
      expect(asked).toEqual(expect.arrayContaining(['machine 0', 'nic', 'drive', 'network ', 'home', 'start']));
      const notes = steps.flatMap((step) => step.notes.map(({ text }) => text));
      expect(notes.join(' ')).toContain('Choose the boot mode');
      expect(notes.join(' ')).not.toContain('manifest');
      const run = work(input);
      await run.start();
      const [item] = run.items();
      expect(item).toMatchObject({ state: 'done', error: null, kept: { words: 'web is imported.' } });
      const record = await simulator.call('VM.get_record', item?.kept?.object?.ref ?? '');
      expect(record).toMatchObject({
        VCPUs_max: 4,
        memory_static_max: 2 ** 31,
        HVM_boot_params: { order: 'cd', firmware: 'uefi' },
      });
      expect(record.VIFs).toHaveLength(1);
      const drives = await Promise.all(record.VBDs.map((ref) => simulator.call('VBD.get_record', ref)));
      const first = drives.find(({ type }) => type === 'Disk');
      expect(first).toMatchObject({ userdevice: '0', bootable: true, mode: 'RW' });
      const size = Number(await simulator.call('VDI.get_virtual_size', first?.VDI ?? ''));
      const content = new Uint8Array(size);
      blocks.forEach((byte, at) => content.fill(byte, at * VHD_BLOCK, (at + 1) * VHD_BLOCK));
      expect(await disk(first?.VDI ?? '')).toBe(createHash('sha1').update(content).digest('hex'));
    },
    LONG_MS,
  );

  it('that is cancelled is taken away', async () => {
    const before = await counts();
    // How far it is gets told at most ten times a second: on a fast machine all is sent before the second time.
    let nowMs = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 200));
    const { input } = await chosen([['data.raw', new Uint8Array(20 * 1024 * 1024).fill(1)]]);
    const run = work(input);
    run.onChange(() => {
      const [item] = run.items();
      if ((item?.transfer?.bytes ?? 0) > 0) run.stop(item?.id ?? '');
    });
    await run.start();
    clock.mockRestore();
    expect(run.items()[0]).toMatchObject({ state: 'cancelled', remains: [] });
    expect(await counts()).toEqual(before);
  });
});
