import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { dispatch } from '../dispatch';
import { testPool } from '../testing';
import { poolSecret } from '../sessions';
import { DIRECTORY } from './directory';
import type { RoleName } from './roles';
import { refusal, roleNamed, sessionOf } from './testing';

let sim: Simulator;
let hosts: readonly Ref<'host'>[];
let root: Ref<'session'>;
let pool: Ref<'pool'>;

const CONFIG = { domain: 'lab.example', user: 'administrator', pass: 'password' };

beforeEach(() => {
  ({ sim, hosts } = testPool());
  root = String(dispatch(sim.world, 'session.login_with_password', ['root', 'password']));
  pool = sim.world.db.first('pool') ?? NULL_REF;
});

const call = (name: string, ...params: readonly unknown[]) => dispatch(sim.world, name, [root, ...params]);
const refused = (name: string, ...params: readonly unknown[]) => refusal(sim, name, [root, ...params]);
const logIn = (user: string, password = 'password') =>
  dispatch(sim.world, 'session.login_with_password', [user, password, '1.0', 'test']);

/** A login that is refused: the answer waits five seconds. */
async function loginRefusal(user: string, password = 'password'): Promise<readonly string[]> {
  const refusing = refusal(sim, 'session.login_with_password', [user, password]);
  sim.advance(4999);
  const early = await Promise.race([refusing, Promise.resolve('waits')]);
  sim.advance(1);
  expect(early).toBe('waits');
  return refusing;
}

function join(): void {
  call('pool.enable_external_auth', pool, CONFIG, 'lab.example', 'AD');
}

function addSubject(name: string, ...roles: readonly RoleName[]): Ref<'subject'> {
  const subject = String(call('subject.create', { subject_identifier: call('auth.get_subject_identifier', name) }));
  for (const role of roles) call('subject.add_to_roles', subject, roleNamed(role));
  return subject;
}

describe('joining a domain', () => {
  test('sets it for every server and keeps no password', () => {
    join();
    for (const host of hosts) {
      expect(sim.world.db.row('host', host)).toMatchObject({
        external_auth_type: 'AD',
        external_auth_service_name: 'lab.example',
        external_auth_configuration: { domain: 'lab.example', user: 'administrator' },
      });
    }
  });

  test.each([
    ['without a user', { pass: 'p' }, 'lab.example', ''],
    ['with another domain in its configuration', CONFIG, 'other.example', ''],
    ['for a domain that cannot be found', { user: 'a', pass: 'b' }, 'nowhere.invalid', '_DOMAIN_LOOKUP_FAILED'],
    ['with a wrong password', { ...CONFIG, pass: 'x' }, 'lab.example', '_WRONG_CREDENTIALS'],
    ['with somebody who may not', { ...CONFIG, user: 'bob' }, 'lab.example', '_PERMISSION_DENIED'],
  ])('is refused %s', async (_, config, service, tag) => {
    const [code, host] = await refused('pool.enable_external_auth', pool, config, service, 'AD');
    expect([code, host]).toEqual([`POOL_AUTH_ENABLE_FAILED${tag}`, hosts[0]]);
    const [hostCode] = await refused('host.enable_external_auth', hosts[1], config, service, 'AD');
    expect(hostCode).toBe(`AUTH_ENABLE_FAILED${tag}`);
    expect(sim.world.db.row('host', hosts[0] ?? '').external_auth_type).toBe('');
  });

  test('is refused twice, and for other kinds of directories', async () => {
    expect(await refused('pool.enable_external_auth', pool, CONFIG, 'lab.example', 'LDAP')).toEqual([
      'AUTH_UNKNOWN_TYPE',
      'LDAP',
    ]);
    call('host.enable_external_auth', hosts[1], CONFIG, 'lab.example', 'AD');
    expect(await refused('pool.enable_external_auth', pool, CONFIG, 'lab.example', 'AD')).toEqual([
      'POOL_AUTH_ALREADY_ENABLED',
      hosts[1],
    ]);
    expect(await refused('host.enable_external_auth', hosts[1], CONFIG, 'lab.example', 'AD')).toEqual([
      'AUTH_ALREADY_ENABLED',
      'AD',
      'lab.example',
    ]);
    call('pool.detect_nonhomogeneous_external_auth', pool);
    const [[, alert] = []] = [...sim.world.db.all('message')];
    expect(alert?.name).toBe('EXTAUTH_IN_POOL_IS_NON_HOMOGENEOUS');
    expect(alert?.body).toContain('master_external_auth_type=,');
  });

  test('is undone with or without an account that may; a wrong one is reported, and the servers have left', async () => {
    join();
    call('pool.disable_external_auth', pool);
    expect(sim.world.db.row('host', hosts[0] ?? '').external_auth_configuration).toEqual({});
    join();
    const answer = await refused('pool.disable_external_auth', pool, { user: 'administrator', pass: 'x' });
    expect(answer.slice(0, 2)).toEqual(['POOL_AUTH_DISABLE_FAILED_WRONG_CREDENTIALS', hosts[0]]);
    expect(sim.world.db.row('host', hosts[0] ?? '').external_auth_type).toBe('');
  });
});

describe('the directory', () => {
  test('is asked only when the pool is in a domain', async () => {
    expect(await refused('auth.get_subject_identifier', 'alice')).toEqual(['AUTH_IS_DISABLED']);
    expect(await refused('subject.create', { subject_identifier: 'S-1' })).toEqual(['AUTH_IS_DISABLED']);
  });

  test('knows users and groups by every way of writing them', async () => {
    join();
    const sid = call('auth.get_subject_identifier', 'alice');
    expect(sid).toMatch(/^S-1-5-21-\d+-\d+-\d+-1104$/);
    for (const name of ['LAB\\Alice', 'lab.example\\alice', 'alice@lab.example', 'ALICE']) {
      expect(call('auth.get_subject_identifier', name)).toBe(sid);
    }
    expect(call('auth.get_subject_information_from_identifier', sid)).toMatchObject({
      'subject-name': 'LAB\\alice',
      'subject-upn': 'alice@lab.example',
      'subject-sid': sid,
      'subject-displayname': 'Alice Archer',
      'subject-is-group': 'false',
      'subject-account-disabled': 'false',
    });
    const team = call('auth.get_subject_identifier', 'LAB\\Virtualization Team');
    expect(call('auth.get_group_membership', sid)).toContain(team);
    expect(call('auth.get_group_membership', team)).toEqual([]);
    expect(await refused('auth.get_subject_identifier', 'OTHER\\alice')).toEqual(['SUBJECT_CANNOT_BE_RESOLVED']);
    expect(await refused('auth.get_group_membership', 'S-1-2-3')).toEqual(['SUBJECT_CANNOT_BE_RESOLVED']);
  });
});

test('A world may bring a directory of its own', () => {
  const { engine } = sim.world;
  const groups = [
    { name: 'Domain Admins', rid: 512, groups: ['Outer'] },
    { name: 'Outer', rid: 9001, groups: ['Domain Admins'] },
  ];
  const users = [{ name: 'zoe', rid: 9000, displayName: 'Zoe', groups: ['Domain Admins'], password: 'own' }];
  engine.annex = { ...engine.annex, [DIRECTORY]: { users, groups } };
  call('pool.enable_external_auth', pool, { user: 'ZOE', pass: 'own' }, 'Own.Example', 'AD');
  const sid = call('auth.get_subject_identifier', 'zoe@own.example');
  // Groups that hold each other do not go round for ever.
  expect(call('auth.get_group_membership', sid)).toHaveLength(2);
});

describe('subjects', () => {
  test('begin without roles, carry what the directory says, and exist once', async () => {
    join();
    const subject = addSubject('bob');
    const { roles, subject_identifier, other_config } = sim.world.db.row('subject', subject);
    expect(roles).toEqual([]);
    expect(other_config['subject-name']).toBe('LAB\\bob');
    expect(await refused('subject.create', { subject_identifier })).toEqual(['SUBJECT_ALREADY_EXISTS']);
    const admin = roleNamed('vm-admin');
    call('subject.add_to_roles', subject, admin);
    expect(call('subject.get_permissions_name_label', subject)).toContain('vm.create');
    expect(await refused('subject.add_to_roles', subject, admin)).toEqual(['ROLE_ALREADY_EXISTS']);
    expect(await refused('subject.add_to_roles', subject, 'OpaqueRef:none')).toEqual(['ROLE_NOT_FOUND']);
    expect(await refused('subject.remove_from_roles', subject, roleNamed('read-only'))).toEqual(['ROLE_NOT_FOUND']);
    call('subject.remove_from_roles', subject, admin);
    expect(call('subject.get_permissions_name_label', subject)).toEqual([]);
    call('subject.destroy', subject);
    expect(await refused('subject.get_roles', subject)).toEqual(['HANDLE_INVALID', 'subject', subject]);
  });
});

describe('logging in', () => {
  test('as a directory user gives the roles of the user and of his groups', async () => {
    join();
    const group = addSubject('Virtualization Team', 'vm-operator');
    const session = String(await logIn('LAB\\alice'));
    const row = sim.world.db.row('session', session);
    expect(row).toMatchObject({
      is_local_superuser: false,
      subject: group,
      auth_user_name: 'LAB\\alice',
      auth_user_sid: call('auth.get_subject_identifier', 'alice'),
      originator: 'test',
    });
    expect(dispatch(sim.world, 'session.get_rbac_permissions', [session, session])).toContain('vm.start');
    expect(row.rbac_permissions[0]).toBe('vm-operator');
    expect((await refusal(sim, 'VM.start', [session, NULL_REF, false, false]))[0]).toBe('HANDLE_INVALID');
    expect((await refusal(sim, 'VM.create', [session, {}]))[1]).toBe('vm.create');
  });

  test('is refused by what the directory, the list of subjects and their roles say, after five seconds', async () => {
    join();
    expect(await loginRefusal('alice', 'wrong')).toEqual([
      'SESSION_AUTHENTICATION_FAILED',
      'alice',
      'Authentication failure',
    ]);
    expect((await loginRefusal('nobody@lab.example'))[0]).toBe('SESSION_AUTHENTICATION_FAILED');
    expect((await loginRefusal('root', 'wrong'))[0]).toBe('SESSION_AUTHENTICATION_FAILED');
    const [code, user, text] = await loginRefusal('alice@lab.example');
    expect([code, user]).toEqual(['SESSION_AUTHORIZATION_FAILED', 'alice@lab.example']);
    expect(text).toContain('has no access rights in this pool');
    addSubject('Help Desk');
    expect((await loginRefusal('dave'))[2]).toContain('suspended in external directory');
    expect((await loginRefusal('erin'))[0]).toBe('SESSION_AUTHORIZATION_FAILED');
    expect((await loginRefusal('bob')).slice(0, 2)).toEqual(['RBAC_PERMISSION_DENIED', 'session.login_with_password']);
  });

  test('ends for directory users when they lose their place, at the latest after half an hour', async () => {
    join();
    const subject = addSubject('bob', 'read-only');
    const session = String(await logIn('bob'));
    call('subject.destroy', subject);
    expect(dispatch(sim.world, 'VM.get_all', [session])).toEqual([]);
    sim.advance(31 * 60_000);
    expect(await refusal(sim, 'VM.get_all', [session])).toEqual(['SESSION_INVALID', session]);
    addSubject('bob', 'read-only');
    const again = String(await logIn('bob'));
    call('pool.disable_external_auth', pool);
    expect(await refusal(sim, 'VM.get_all', [again])).toEqual(['SESSION_INVALID', again]);
    expect((await loginRefusal('bob'))[0]).toBe('SESSION_AUTHENTICATION_FAILED');
  });

  test('of users can be listed and ended, but never that of root', async () => {
    join();
    const group = addSubject('Help Desk', 'pool-operator');
    const bob = String(await logIn('bob'));
    const sid = String(call('auth.get_subject_identifier', 'bob'));
    const groupSid = sim.world.db.row('subject', group).subject_identifier;
    expect(call('session.get_all_subject_identifiers')).toEqual([sid, groupSid]);
    dispatch(sim.world, 'session.logout_subject_identifier', [bob, sid]);
    expect(sim.world.db.has('session', bob)).toBe(true);
    call('session.logout_subject_identifier', groupSid);
    expect(await refusal(sim, 'VM.get_all', [bob])).toEqual(['SESSION_INVALID', bob]);
    expect(call('session.get_all_subject_identifiers')).toEqual([]);
  });

  test('as root uses the new password once it is changed, also in a world that goes on from here', async () => {
    expect(await refused('session.change_password', 'password', '')).toEqual([
      'CHANGE_PASSWORD_REJECTED',
      'Authentication token manipulation error',
    ]);
    call('session.change_password', 'password', 'new');
    expect((await loginRefusal('root'))[0]).toBe('SESSION_AUTHENTICATION_FAILED');
    const fork = sim.fork();
    expect(dispatch(fork.world, 'session.login_with_password', ['root', 'new'])).toMatch(/^OpaqueRef:/);
  });

  test('as a server of the pool needs the secret, and allows internal messages', async () => {
    const [, member] = hosts;
    expect(await refusal(sim, 'session.slave_login', [member, 'x'])).toEqual([
      'SESSION_AUTHENTICATION_FAILED',
      member,
      'Pool credentials invalid',
    ]);
    const secret = poolSecret(sim.world);
    const session = String(dispatch(sim.world, 'session.slave_login', [member, secret]));
    expect(sim.world.db.row('session', session)).toMatchObject({ pool: true, this_host: member });
    const via = { host: member ?? NULL_REF };
    expect(dispatch(sim.world, 'VM.get_all', [session], via)).toEqual([]);
    const answer = await refusal(sim, 'host.tickle_heartbeat', [session, member, {}]);
    expect(answer.join()).not.toContain('Internal API');
  });
});

describe('sessions', () => {
  test('end after a day without a call, and the longest idle of too many goes first', async () => {
    for (let i = 0; i < 500; i++) dispatch(sim.world, 'session.login_with_password', ['root', 'password', '1', 'xo']);
    const mine = (): number =>
      [...sim.world.db.all('session')].filter(([, { originator }]) => originator === 'xo').length;
    expect(mine()).toBe(500);
    await logIn('root');
    sim.advance(1000);
    dispatch(sim.world, 'session.login_with_password', ['root', 'password', '1', 'xo']);
    expect(mine()).toBe(500);
    sim.advance(24 * 3_600_000 + 1000);
    expect(await refused('VM.get_all')).toEqual(['SESSION_INVALID', root]);
    await logIn('root');
    expect(sim.world.db.count('session')).toBe(1);
  });

  test('that end because nobody used them wake the polls that still wait', async () => {
    const { token } = call('event.from', ['vm'], '', 0) as { token: string };
    const poll = call('event.from', ['vm'], token, 1e6);
    sim.advance(24 * 3_600_000 + 2000);
    await expect(poll).rejects.toThrow('SESSION_INVALID');
  });

  test('of readers may not do more than read', async () => {
    const reader = sessionOf(sim, 'read-only');
    expect(dispatch(sim.world, 'host.get_all', [reader])).toEqual(hosts);
    expect((await refusal(sim, 'host.disable', [reader, hosts[0]]))[0]).toBe('RBAC_PERMISSION_DENIED');
  });
});
