import { beforeEach, describe, expect, it } from 'vitest';
import { XapiError } from '../../../xapi/client/xapi-error';
import { evaluate, targetsOf } from '../../commands';
import type { Choice, Input, Job } from '../../commands';
import { noFiles } from '../../fixtures/no-files';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import { newSrCommand } from './command';
import { entriesOf, findLuns, findRepositories, findTargets } from './probe';
import type { Call } from './probe';

let pool: FakePool;

beforeEach(() => {
  pool = makePool({ hosts: 2, vms: 0 });
});

function target(cls: 'pool' | 'host' = 'pool', ref = 'pool') {
  const [found] = targetsOf(pool.inventory(), [{ connection: 'test', class: cls, ref }]);
  if (!found) throw new Error('no target');
  return found;
}

const fill = (draft: Input, about = target()) =>
  evaluate(newSrCommand.steps ?? [], { inventory: pool.inventory(), target: about, nowMs: 0, draft });
const problemsOf = (draft: Input): Readonly<Record<string, string>> =>
  Object.fromEntries(fill(draft).steps.flatMap(({ problems }) => [...problems]));

async function run(draft: Input, fails = '') {
  const called: string[] = [];
  const kept: string[] = [];
  const undo: ((job: Job) => Promise<void>)[] = [];
  const answer = (method: string, args: readonly unknown[]): string => {
    called.push(`${method}(${args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(', ')})`);
    if (method === fails) throw new XapiError('SR_BACKEND_FAILURE_47');
    return `new-${method.split('.', 1)[0] ?? ''}`;
  };
  const job: Job = {
    inventory: pool.inventory(),
    // Nothing that is asked here reads its answer.
    call: (method, ...args) => Promise.resolve().then(() => answer(method, args) as never),
    task: (method, ...args) => Promise.resolve().then(() => answer(method, args)),
    made: (thing) => undo.push(thing.undo),
    at: () => job,
    hide: () => undefined,
    keep: ({ words }) => kept.push(words),
    files: noFiles,
  };
  await newSrCommand.run(job, target(), fill(draft).input).catch(async () => {
    for (const each of undo) await each(job);
  });
  return { called, kept };
}

const ISCSI = {
  type: 'iscsi',
  name: 'Array',
  target: '10.0.0.9',
  chapUser: 'u',
  chapPassword: 'sesame',
  iqn: '10.0.0.9 3260\niqn.x',
  lun: '10.0.0.9 3260 iqn.x\n3600a',
};
const PLACE = '{"target":"10.0.0.9","port":"3260","targetIQN":"iqn.x","SCSIid":"3600a","chapuser":"u"}';
const CONFIG = PLACE.replace('}', ',"chappassword":"sesame"}');

describe('what the storage manager lists', () => {
  const place = { host: 'host0', driver: 'lvmoiscsi', config: {} };
  const refusing =
    (code: string, xml: string): Call =>
    () =>
      Promise.reject(new XapiError(code, ['', 'missing', xml]));

  it('is read out of the errors that carry it', async () => {
    const targets =
      '<iscsi-target-iqns><TGT><Index>0</Index><IPAddress>a</IPAddress><TargetIQN>iqn.&amp;</TargetIQN></TGT></iscsi-target-iqns>';
    expect(await findTargets(refusing('SR_BACKEND_FAILURE_96', targets), place)).toMatchObject([
      { key: 'iqn.&', detail: 'a' },
    ]);
    const luns =
      '<iscsi-target><LUN><vendor>ACME</vendor><LUNid>7</LUNid><size>1073741824</size><SCSIid>3600a</SCSIid></LUN></iscsi-target>';
    expect(await findLuns(refusing('SR_BACKEND_FAILURE_107', luns), place)).toMatchObject([
      { key: '3600a', label: 'ACME 3600a', detail: '1 GiB, LUN 7' },
    ]);
    await expect(findTargets(refusing('SR_BACKEND_FAILURE_141', ''), place)).rejects.toThrow('SR_BACKEND_FAILURE_141');
    expect(entriesOf('no xml at all <SR>', 'SR')).toEqual([]);
  });

  it('tells a repository of this pool from one that can be attached', async () => {
    pool.set('SR', 'shared', { uuid: 'here' });
    const call = (() =>
      Promise.resolve('<SRlist><SR><UUID>here</UUID></SR><SR><UUID>there</UUID></SR></SRlist>')) as Call;
    const found: readonly Choice[] = await findRepositories(call, place, pool.inventory());
    expect(found.map(({ key, reason }) => [key, reason])).toEqual([
      ['new', null],
      ['here', 'It belongs to this pool already.'],
      ['there', null],
    ]);
  });
});

describe('a new repository', () => {
  it('asks what its type needs, and takes no answer to another question', () => {
    expect(Object.keys(problemsOf({ type: 'nfs' }))).toEqual(['server', 'path', 'existing']);
    expect(Object.keys(problemsOf({ type: 'smb', share: 'nonsense' }))).toEqual(['share', 'existing']);
    expect(problemsOf(ISCSI)).toEqual({ existing: 'Choose: Repositories there.' });
    expect(problemsOf({ ...ISCSI, existing: `${PLACE}\nnew` })).toEqual({});
    expect(Object.keys(problemsOf({ ...ISCSI, target: '10.0.0.8' }))).toEqual(['iqn', 'lun', 'existing']);
    expect(problemsOf({ ...ISCSI, existing: `${PLACE}\nnew`, chapUser: '' })['chapUser']).toContain('secret');
    expect(fill({ type: 'ext' }, target('host', 'host1')).input['host']).toBe('host1');
    expect(problemsOf({ type: 'isoNfs', server: '10.0.0.9:/iso', path: '/iso' })).toEqual({
      server: 'Without the path: that has a field of its own.',
    });
    expect(problemsOf({ type: 'ext', device: 'sdb' })).toEqual({ device: 'A device is a path such as /dev/sdb.' });
  });

  it('takes what can be an address, and no other text, for one', () => {
    const isRefused = (type: string, field: string, text: string): boolean =>
      field in problemsOf({ type, [field]: text });
    const addresses = ['nas', 'nas-1.example.', ' 10.0.0.7 ', 'fe80::1', '[fe80::1%eth0]', 'speicher-süd.example'];
    const others = [
      'nas export',
      'nas:',
      '10.0.0.999',
      '10.0.0',
      '65536',
      '-1',
      '10.0.0.7:3260',
      String.raw`\\nas\iso`,
      '',
    ];
    for (const [type, field] of [
      ['nfs', 'server'],
      ['iscsi', 'target'],
    ] as const) {
      expect(addresses.filter((text) => isRefused(type, field, text))).toEqual([]);
      expect(others.filter((text) => !isRefused(type, field, text))).toEqual([]);
    }
    expect(isRefused('iscsi', 'target', '10.0.0.7, 10.0.1.7')).toBe(false);
    expect(isRefused('iscsi', 'target', '10.0.0.7,')).toBe(true);
  });

  it('is not offered where the pool has no driver', () => {
    pool.set('SM', 'sm', { type: 'nfs' });
    expect(problemsOf({ type: 'smb', share: '//a/b' })['type']).toBe('The pool has no driver for it.');
  });

  it('is made by the coordinator, and becomes the default when asked to', async () => {
    const draft = { ...ISCSI, existing: `${PLACE}\nnew`, isDefault: true };
    const { called, kept } = await run(draft);
    expect(called).toEqual([
      `SR.create(host0, ${CONFIG}, 0, Array, , lvmoiscsi, user, true)`,
      'pool.set_default_SR(pool, new-SR)',
    ]);
    expect(kept).toEqual(['Array is made.']);
    const { steps } = fill(draft);
    expect(steps.flatMap(({ notes }) => notes.map(({ text }) => text))).toEqual([
      'A new repository deletes everything on the LUN.',
    ]);
  });

  it.each([
    [
      { type: 'nfs', server: 'nas', path: '/vms' },
      'host0, {"server":"nas","serverpath":"/vms","nfsversion":"3"}, 0, NFS, , nfs, user, true',
    ],
    [
      { type: 'smb', share: '//files/vms', user: 'u', password: 'p' },
      String.raw`host0, {"server":"\\\\files\\vms","username":"u","password":"p"}, 0, SMB, , smb, user, true`,
    ],
    [
      { type: 'lvm', host: 'host1', device: '/dev/sdb' },
      'host1, {"device":"/dev/sdb"}, 0, Local volumes (LVM), , lvm, user, false',
    ],
    [
      { type: 'isoSmb', share: String.raw`\\files\iso`, user: 'u', password: 'p' },
      'host0, {"location":"//files/iso","type":"cifs","username":"u","cifspassword":"p"}, 0, ISO library on SMB, , iso, iso, true',
    ],
  ])('of each type is told as its driver wants it: %o', async (draft, args) => {
    expect((await run(draft)).called).toEqual([`SR.create(${args})`]);
  });

  it('shows no password', () => {
    const { input } = fill({ ...ISCSI, existing: `${PLACE}\nnew` });
    const script = newSrCommand.script(pool.inventory(), target(), input);
    expect(JSON.stringify(script)).not.toContain('sesame');
    expect(script.xe[0]).toContain("device-config:chappassword='…'");
  });
});

describe('a repository that is there already', () => {
  const draft = { ...ISCSI, existing: `${PLACE}\nthere` };

  it('is attached on every server', async () => {
    const { called, kept } = await run(draft);
    expect(called).toEqual([
      'SR.introduce(there, Array, , lvmoiscsi, user, true, {})',
      `PBD.create({"host":"host0","SR":"new-SR","device_config":${CONFIG},"other_config":{}})`,
      'PBD.plug(new-PBD)',
      `PBD.create({"host":"host1","SR":"new-SR","device_config":${CONFIG},"other_config":{}})`,
      'PBD.plug(new-PBD)',
    ]);
    expect(kept).toEqual(['Array is attached.']);
  });

  it('is forgotten again when a server does not reach it', async () => {
    const { called } = await run(draft, 'PBD.plug');
    expect(called.slice(-2)).toEqual(['PBD.unplug(new-PBD)', 'SR.forget(new-SR)']);
  });
});
