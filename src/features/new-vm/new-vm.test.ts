import { beforeEach, describe, expect, it } from 'vitest';
import { evaluate, findCommand, targetsOf } from '../commands';
import type { Input, Job, PoolCommand } from '../commands';
import { noFiles } from '../fixtures/no-files';
import { addGpus } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { poolWithTemplates } from './testing/templates';
import './commands';

const GIB = 2 ** 30;
const NEW = 'OpaqueRef:new';
let pool: FakePool;

beforeEach(() => {
  pool = poolWithTemplates();
});

function command(id: string): PoolCommand {
  const found = findCommand(id);
  if (found?.type !== 'pool') throw new Error(`${id} is no command of a pool`);
  return found;
}

const targetOf = (ref: string, cls: 'pool' | 'host' | 'VM') => {
  const [target] = targetsOf(pool.inventory(), [{ connection: 'test', class: cls, ref }]);
  if (!target) throw new Error(`no ${ref}`);
  return target;
};

function fill(draft: Input, id = 'pool.newVm', ref = 'pool', cls: 'pool' | 'host' | 'VM' = 'pool') {
  const { steps = [] } = command(id);
  return evaluate(steps, { inventory: pool.inventory(), target: targetOf(ref, cls), nowMs: 0, draft });
}

const problemsOf = (draft: Input): Readonly<Record<string, string>> =>
  Object.fromEntries(fill(draft).steps.flatMap(({ problems }) => [...problems]));

/** Runs the wizard; `answers` speaks for the pool, which takes everything unless it says otherwise. */
async function run(input: Input, answers: Record<string, (...args: readonly unknown[]) => unknown> = {}) {
  const made: string[] = [];
  const kept: string[] = [];
  const called: string[] = [];
  const answer = (method: string, args: readonly unknown[]): unknown => {
    called.push(
      `${method}(${args.map((arg) => (typeof arg === 'object' ? JSON.stringify(arg) : String(arg))).join(', ')})`,
    );
    return answers[method]?.(...args);
  };
  const job: Job = {
    inventory: pool.inventory(),
    // The shapes are those of the messages that this test answers.
    call: (method, ...args) => Promise.resolve().then(() => answer(method, args) as never),
    task: (method, ...args) => Promise.resolve().then(() => String(answer(method, args) ?? '')),
    made: ({ label }) => made.push(label),
    at: () => job,
    hide: () => undefined,
    keep: ({ words }) => kept.push(words),
    files: noFiles,
  };
  await command('pool.newVm').run(job, targetOf('pool', 'pool'), input);
  return { called, made, kept };
}

const ANSWERS = {
  'VM.clone': () => NEW,
  'VM.copy': () => NEW,
  'VM.get_VIFs': () => [],
  'VM.get_VBDs': () => ['new-vbd'],
  'VBD.get_record': () => ({ userdevice: '0', type: 'Disk', VDI: 'new-vdi', empty: false }),
};

describe('the answers a new VM begins with', () => {
  it('come from its template, and change with it until a person touches them', () => {
    const debian = fill({ template: 'debian' }).input;
    expect(debian).toMatchObject({ name: 'Debian 12', source: 'disc', firmware: 'uefi', vcpus: '1', home: 'none' });
    expect(debian['disks debian']).toEqual([
      {
        device: '0',
        name: 'Debian 12 disk 1',
        size: String(10 * GIB),
        storage: 'shared',
        bootable: 'true',
        type: 'system',
      },
    ]);
    expect(debian['nics debian']).toEqual([{ device: '0', network: 'lan', mac: '' }]);
    const web = fill({ template: 'web', vcpus: '4' }).input;
    expect(web).toMatchObject({ name: 'Web node', source: 'none', copy: 'fast', vcpus: '4' });
    expect(web['disks web']).toMatchObject([{ vdi: 'gold', size: String(20 * GIB) }]);
    expect(web['nics web']).toEqual([{ device: '0', network: 'dmz', mac: '' }]);
  });

  it('says what to do where there is no disc to install from', () => {
    const notes = (draft: Input) =>
      fill({ template: 'debian', ...draft }).steps.flatMap((step) => step.notes.map(({ text }) => text));
    expect(notes({}).join()).not.toContain('no disc');
    pool.remove('VDI', 'iso');
    expect(notes({}).join()).toContain('The pool has no disc to install from.');
    expect(notes({ source: 'network' }).join()).not.toContain('no disc');
  });

  it('take the server or template that the command was called on', () => {
    expect(fill({ template: 'debian' }, 'pool.newVm', 'host1', 'host').input).toMatchObject({ home: 'host1' });
    expect(fill({}, 'vm.create', 'web', 'VM').input).toMatchObject({ template: 'web', name: 'Web node' });
  });

  it('give it a name that no VM has', () => {
    pool.set('VM', 'vm0', { name_label: 'Debian 12' });
    expect(fill({ template: 'debian' }).input).toMatchObject({ name: 'Debian 12 (1)' });
    expect(fill({ template: 'debian', name: 'Debian 12' }).steps[1]?.notes[0]?.text).toContain('already');
  });

  it('say of a network that is gone that there is none', () => {
    const draft = { template: 'debian', 'nics debian': [{ device: '0', network: 'gone', mac: '' }] };
    expect(problemsOf(draft)).toMatchObject({ 'nics debian': 'Something is wrong with: 0: no network.' });
  });

  it('give no two interfaces one MAC address', () => {
    const nics = ['02:16:3e:01:02:03', '02163E010203'].map((mac, at) => ({ device: String(at), network: 'lan', mac }));
    expect(problemsOf({ template: 'debian', 'nics debian': nics })).toHaveProperty('nics debian');
    const two = nics.map((nic) => ({ ...nic, mac: '' }));
    expect(problemsOf({ template: 'debian', 'nics debian': two })).not.toHaveProperty('nics debian');
  });

  it('leave out what the pool or the template does not have', () => {
    const skipped = (draft: Input) =>
      fill(draft)
        .steps.filter((step) => step.skipped !== null)
        .map(({ id }) => id);
    expect(skipped({ template: 'debian' })).toEqual(['gpu', 'cloud']);
    addGpus(pool);
    pool.set('VM', 'web', { name_label: 'CoreOS' });
    expect(skipped({ template: 'web' })).toEqual([]);
    pool.set('VM', 'web', { VGPUs: ['vgpu0'] });
    expect(skipped({ template: 'web' })).toEqual(['gpu']);
  });
});

describe('what is wrong with an answer', () => {
  it('is said where it was given', () => {
    expect(problemsOf({})).toMatchObject({ template: 'Choose: Template.', name: 'Fill in: Name.' });
    const wrong = {
      template: 'debian',
      vcpus: '9',
      memory: String(GIB / 2),
      disc: 'iso',
      firmware: 'bios',
      folder: 'Web',
    };
    expect(problemsOf(wrong)).toEqual({
      vcpus: 'vCPUs: from 1 to 8.',
      memory: 'The system in it needs 1 GiB.',
      firmware: 'The template does not offer it.',
      folder: 'A folder begins with a slash, as in /Web.',
    });
    expect(problemsOf({ template: 'debian', disc: 'iso', memory: String(32 * GIB) })).toEqual({
      memory: 'The template allows at most 16 GiB.',
    });
  });

  it('is a range of memory that is too wide', () => {
    const range = { template: 'debian', disc: 'iso', memoryKind: 'range', memory: String(16 * GIB) };
    expect(problemsOf({ ...range, memoryLeast: String(2 * GIB) })['memoryLeast']).toContain('4 GiB');
    expect(problemsOf({ ...range, memoryLeast: String(4 * GIB) })).toEqual({});
    pool.set('pool', 'pool', { restrictions: { restrict_dmc: 'true' } });
    expect(fill(range).input).not.toHaveProperty('memoryLeast');
  });

  it('is more disk than a repository that gives space at once has left', () => {
    pool.set('SR', 'shared', { type: 'lvmoiscsi', physical_utilisation: 80 * GIB });
    const disk = (size: number) => ({ name: 'd', size: String(size * GIB), storage: 'shared', device: '0' });
    const disks = [disk(15), disk(15)];
    expect(problemsOf({ template: 'debian', disc: 'iso', 'disks debian': disks })['disks debian']).toContain('30 GiB');
    pool.set('SR', 'shared', { type: 'nfs' });
    const thin = fill({ template: 'debian', disc: 'iso', 'disks debian': disks }).steps.find(
      ({ id }) => id === 'disks',
    );
    expect([thin?.problems.size, thin?.notes[0]?.text]).toEqual([0, expect.stringContaining('outgrow NFS store')]);
  });

  it('is an address of an interface that cannot be one', () => {
    const nics = [{ device: '0', network: 'lan', mac: 'no' }];
    expect(problemsOf({ template: 'debian', disc: 'iso', 'nics debian': nics })['nics debian']).toContain('0: LAN');
  });
});

describe('with a role that may do less', () => {
  it('leaves out what it may not, and takes that from the template', async () => {
    const may = ['VM.clone', 'VM.provision', 'VM.start', 'VIF.create', 'VBD.create'];
    pool.set('session', 'own', { rbac_permissions: may.map((name) => name.toLowerCase()) });
    addGpus(pool);
    pool.set('VM', 'debian', { affinity: 'host1', name_label: 'CoreOS', memory_dynamic_max: 4 * GIB });
    const { steps, input } = fill({ template: 'debian', disc: 'iso' });
    expect(steps.filter(({ skipped }) => skipped !== null).map(({ id }) => id)).toEqual(['home', 'gpu', 'cloud']);
    expect(steps.find(({ id }) => id === 'compute')?.notes[0]?.text).toMatch(
      /^It has the memory of its template\. Your account may not/,
    );
    const { called } = await run(input, ANSWERS);
    expect(called.filter((line) => /affinity|memory|VGPU|plugin/.test(line))).toEqual([]);
  });
});

describe('making it', () => {
  it('sets only what differs from a shipped template, and has the pool make its disks', async () => {
    const { input } = fill({
      template: 'debian',
      name: 'web-07',
      folder: '/Web/',
      tags: ['+prod'],
      disc: 'iso',
      firmware: 'secure',
      home: 'host1',
      vcpus: '4',
      topology: '2',
      memory: String(4 * GIB),
    });
    const { called, made, kept } = await run(input, ANSWERS);
    expect(called).toEqual([
      'VM.clone(debian, web-07)',
      `VM.set_tags(${NEW}, ["prod"])`,
      `VM.add_to_other_config(${NEW}, folder, /Web)`,
      `VM.remove_from_other_config(${NEW}, disks)`,
      `VM.add_to_other_config(${NEW}, disks, <provision><disk device="0" size="${10 * GIB}" sr="sr-1" bootable="true" type="system"/></provision>)`,
      `VM.set_affinity(${NEW}, host1)`,
      `VM.set_VCPUs_max(${NEW}, 4)`,
      `VM.set_VCPUs_at_startup(${NEW}, 4)`,
      `VM.set_memory_limits(${NEW}, ${GIB}, ${4 * GIB}, ${4 * GIB}, ${4 * GIB})`,
      `VM.set_platform(${NEW}, {"device-model":"qemu-upstream-uefi","secureboot":"true","cores-per-socket":"2"})`,
      `VM.get_VIFs(${NEW})`,
      expect.stringMatching(/^VIF\.create\(.*"network":"lan".*"MTU":9000/),
      `VM.provision(${NEW})`,
      `VM.get_VBDs(${NEW})`,
      'VBD.get_record(new-vbd)',
      'VDI.set_name_label(new-vdi, web-07 disk 1)',
      'VDI.set_name_description(new-vdi, Made with the VM)',
      expect.stringMatching(/^VBD\.create\(.*"VDI":"iso","userdevice":"3","bootable":true,"mode":"RO","type":"CD"/),
      `VM.start(${NEW}, false, false)`,
    ]);
    expect([made, kept]).toEqual([['The VM web-07'], ['web-07 is made.']]);
  });

  it('copies a template of its own to other storage, with a disc in the drive it brings', async () => {
    const nics = [{ device: '0', network: 'lan', mac: '02:00:00:00:00:01' }];
    const { input } = fill({
      template: 'web',
      copy: 'full',
      copyTo: 'shared',
      source: 'disc',
      disc: 'iso',
      description: 'Made by hand',
      'nics web': nics,
      start: false,
    });
    const { called } = await run(input, {
      ...ANSWERS,
      'VM.get_VIFs': () => ['copied-vif'],
      'VBD.get_record': () => ({ userdevice: '3', type: 'CD', VDI: 'OpaqueRef:NULL', empty: true }),
    });
    expect(called).toEqual([
      'VM.copy(web, Web node, shared)',
      `VM.set_HVM_boot_params(${NEW}, {"order":"dcn","firmware":"uefi"})`,
      `VM.get_VIFs(${NEW})`,
      'VIF.destroy(copied-vif)',
      expect.stringMatching(/^VIF\.create\(.*"MAC":"02:00:00:00:00:01"/),
      `VM.provision(${NEW})`,
      `VM.get_VBDs(${NEW})`,
      'VBD.get_record(new-vbd)',
      'VBD.insert(new-vbd, iso)',
    ]);
  });

  it('writes the calls that it makes, and lines for xe', async () => {
    const { input } = fill({ template: 'debian', name: "o'web", disc: 'iso', vcpus: '2' });
    const script = command('pool.newVm').script(pool.inventory(), targetOf('pool', 'pool'), input);
    const { called } = await run(input, ANSWERS);
    const methods = (lines: readonly string[]) => lines.map((line) => line.replace(/^Async\./, '').split('(', 1)[0]);
    const reading = new Set(['VM.get_VIFs', 'VM.get_VBDs', 'VBD.get_record', 'VDI.set_name_description']);
    expect(methods(script.api)).toEqual(methods(called).filter((method) => !reading.has(method ?? '')));
    expect(script.xe[0]).toBe(`xe vm-install template-uuid='uuid of debian' new-name-label='o'\\''web' sr-uuid=sr-1`);
    expect(script.xe.at(-1)).toBe(`xe vm-start uuid='<new VM>'`);
  });

  it('gives it a GPU, a virtual TPM and a cloud-config where they were asked for', async () => {
    addGpus(pool);
    pool.set('VM', 'debian', { reference_label: 'coreos' });
    const { input } = fill({
      template: 'debian',
      disc: 'iso',
      gpu: 'm60 half',
      vtpm: true,
      cloud: '#cloud-config',
      start: false,
    });
    const { called } = await run(input, { ...ANSWERS, 'VM.get_uuid': () => 'uuid of the new VM' });
    expect(called.slice(-4)).toEqual([
      `VGPU.create(${NEW}, m60, 0, {}, half)`,
      `VTPM.create(${NEW}, false)`,
      `VM.get_uuid(${NEW})`,
      `host.call_plugin(host0, xscontainer, create_config_drive, {"vmuuid":"uuid of the new VM","sruuid":"sr-1","configuration":"#cloud-config"})`,
    ]);
  });
});
