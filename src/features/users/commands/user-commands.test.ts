import { describe, expect, it } from 'vitest';
import type { Input, Job, PoolCommand, Target } from '../../commands';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import { ROLES } from '../../objects';
import { directoryOf, usersOf } from '../user-model';
import { directoryCommands } from './directory';
import { userCommands } from './users';

function directoryPool(): FakePool {
  const pool = makePool({ hosts: 1, vms: 0 });
  pool.set('host', 'host0', { external_auth_type: 'AD', external_auth_service_name: 'lab.example.com' });
  for (const role of [...ROLES, 'vm.start']) pool.set('role', `role ${role}`, { name_label: role });
  pool.set('subject', 'alice', {
    subject_identifier: 'S-1-5-1',
    other_config: { 'subject-name': 'LAB\\alice', 'subject-gecos': 'Alice', 'subject-is-group': 'false' },
    roles: ['role vm-admin', 'role vm-operator'],
  });
  pool.set('subject', 'desk', { other_config: { 'subject-name': 'LAB\\Help Desk', 'subject-is-group': 'true' } });
  return pool;
}

function command(id: string): PoolCommand {
  const found = [...userCommands, ...directoryCommands].find((each) => each.id === id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
}

const POOL: Target = { id: { connection: 'test', class: 'pool', ref: 'pool' }, ref: 'pool', kind: 'pool', name: 'Lab' };
const ALICE: Target = {
  id: { connection: 'test', class: 'subject', ref: 'alice' },
  ref: 'alice',
  kind: 'subject',
  name: 'LAB\\alice',
};

/** Runs a command against answers, and gives the calls that it made. */
async function callsOf(pool: FakePool, id: string, target: Target, input: Input): Promise<readonly unknown[]> {
  const calls: unknown[] = [];
  const answers: Readonly<Record<string, unknown>> = {
    'auth.get_subject_identifier': 'S-1-5-9',
    'auth.get_subject_information_from_identifier': { 'subject-name': 'LAB\\bob' },
    'subject.create': 'new',
  };
  const job = {
    inventory: pool.inventory(),
    call: (method: string, ...args: readonly unknown[]) => {
      calls.push([method, ...args]);
      return Promise.resolve(answers[method]);
    },
  } as unknown as Job;
  await command(id).run(job, target, input);
  return calls;
}

describe('users of a pool', () => {
  it('are those that the directory names, with their roles', () => {
    const inventory = directoryPool().inventory();
    expect(directoryOf(inventory)).toEqual({ type: 'AD', name: 'lab.example.com' });
    expect(usersOf(inventory)).toMatchObject([
      { name: 'LAB\\alice', fullName: 'Alice', isGroup: false, roles: ['vm-admin', 'vm-operator'] },
      { name: 'LAB\\Help Desk', isGroup: true, roles: [] },
    ]);
  });

  it('are looked up in the directory and added with a role, each name once', async () => {
    const calls = await callsOf(directoryPool(), 'pool.addUsers', POOL, { names: ' bob, bob ,', role: 'vm-operator' });
    expect(calls).toEqual([
      ['auth.get_subject_identifier', 'bob'],
      ['auth.get_subject_information_from_identifier', 'S-1-5-9'],
      ['subject.create', { subject_identifier: 'S-1-5-9', other_config: { 'subject-name': 'LAB\\bob' } }],
      ['subject.add_to_roles', 'new', 'role vm-operator'],
    ]);
  });

  it('can be added only where there is a directory', () => {
    expect(command('pool.addUsers').reason(directoryPool().inventory(), POOL)).toBeNull();
    const alone = makePool({ hosts: 1, vms: 0 }).inventory();
    expect(command('pool.addUsers').reason(alone, POOL)).toMatch(/Join one first/);
    expect(command('pool.joinDirectory').isOffered?.(alone, POOL)).toBe(true);
    expect(command('pool.leaveDirectory').isOffered?.(alone, POOL)).toBe(false);
  });
});

describe('a role', () => {
  it('takes the place of all others, and comes before they go', async () => {
    expect(await callsOf(directoryPool(), 'user.role', ALICE, { role: 'pool-admin' })).toEqual([
      ['subject.add_to_roles', 'alice', 'role pool-admin'],
      ['subject.remove_from_roles', 'alice', 'role vm-admin'],
      ['subject.remove_from_roles', 'alice', 'role vm-operator'],
    ]);
    expect(await callsOf(directoryPool(), 'user.role', ALICE, { role: 'vm-admin' })).toEqual([
      ['subject.remove_from_roles', 'alice', 'role vm-operator'],
    ]);
  });
});

describe('the password for a directory', () => {
  it('goes to the pool, and is in no line that is shown', async () => {
    const input = { domain: 'lab.example.com', user: 'administrator', password: 'S3cret!' };
    const pool = makePool({ hosts: 1, vms: 0 });
    expect(await callsOf(pool, 'pool.joinDirectory', POOL, input)).toEqual([
      [
        'pool.enable_external_auth',
        'pool',
        { domain: 'lab.example.com', user: 'administrator', pass: 'S3cret!' },
        'lab.example.com',
        'AD',
      ],
    ]);
    const { api, xe } = command('pool.joinDirectory').script(pool.inventory(), POOL, input);
    expect([...api, ...xe].join('\n')).not.toContain('S3cret');
  });
});
