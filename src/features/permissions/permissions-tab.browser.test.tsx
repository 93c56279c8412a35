import { beforeAll, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { loadLaterCommands } from '../commands';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { PermissionsTab } from './index';

beforeAll(loadLaterCommands);

const row = (name: RegExp) => page.getByRole('row', { name });
const ofVm = <PermissionsTab id={{ connection: 'test', class: 'VM', ref: 'vm0' }} />;

/** Two roles, and somebody with each of them. */
function poolWithUsers(): FakePool {
  const pool = makePool({ hosts: 1, vms: 1 });
  pool.set('role', 'may start', { name_label: 'vm.start' });
  pool.set('role', 'may destroy', { name_label: 'vm.destroy' });
  pool.set('role', 'may destroy disks', { name_label: 'vdi.destroy' });
  pool.set('role', 'operator', { name_label: 'vm-operator', subroles: ['may start'] });
  pool.set('role', 'admin', {
    name_label: 'vm-admin',
    subroles: ['may start', 'may destroy', 'may destroy disks'],
  });
  pool.set('subject', 'anna', { other_config: { 'subject-name': 'anna' }, roles: ['admin'] });
  pool.set('subject', 'otto', { other_config: { 'subject-name': 'otto' }, roles: ['operator'] });
  return pool;
}

describe('Permissions tab', () => {
  it('says for each action which role it takes, and who has that', async () => {
    const pool = poolWithUsers();
    pool.set('session', 'own', {
      auth_user_name: 'otto',
      subject: 'otto',
      rbac_permissions: ['vm.start', 'vm-operator'],
    });
    mountTab(ofVm, pool);
    await expect.element(page.getByText('You are logged in as otto. Your role: VM operator.')).toBeVisible();
    await expect.element(row(/^Start VM operator root, anna, otto Yes$/)).toBeVisible();
    await expect.element(row(/^Delete VM admin root, anna No$/)).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('knows that root may do everything, and that some pools do not tell', async () => {
    const pool = poolWithUsers();
    const { connection } = mountTab(ofVm, pool);
    await expect.element(page.getByText(/^The pool does not tell/)).toBeVisible();
    pool.set('session', 'own', { is_local_superuser: true });
    connection.push();
    await expect.element(page.getByText('You are logged in as root, who may do everything.')).toBeVisible();
    await expect.element(row(/^Delete VM admin root, anna Yes$/)).toBeVisible();
  });
});
