import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import { accountIn, licenceOf } from './account-facts';

const NOW_MS = Date.UTC(2026, 0, 15);
const pool = { connection: 'c', class: 'pool', ref: 'pool' } as const;
const host = (ref: string) => ({ connection: 'c', class: 'host', ref }) as const;

describe('the header of an object', () => {
  it('names the account and its roles, root by what it may', () => {
    const made = makePool({ hosts: 1, vms: 1 });
    expect(accountIn(made.inventory())).toBe('');
    made.set('session', 's', { is_local_superuser: true, auth_user_name: 'root' });
    expect(accountIn(made.inventory())).toBe('root (all rights)');
    made.set('role', 'r', { name_label: 'vm-admin' });
    made.set('subject', 'alice', { roles: ['r'] });
    made.set('session', 's', { is_local_superuser: false, auth_user_name: 'alice', subject: 'alice' });
    expect(accountIn(made.inventory())).toMatch(/^alice \(VM admin/i);
  });

  it('tells the licence of a server, and the worst one of a pool', () => {
    const made = makePool({ hosts: 2, vms: 1 });
    made.set('host', 'host0', { edition: 'premium', license_params: { expiry: '20300101T00:00:00Z' } });
    made.set('host', 'host1', { edition: 'premium', license_params: { expiry: '20260120T00:00:00Z' } });
    const inventory = made.inventory();
    expect(licenceOf(inventory, host('host0'), NOW_MS)).toEqual({ label: 'Licence: premium', tone: 'neutral' });
    expect(licenceOf(inventory, pool, NOW_MS)).toEqual({ label: 'Licence ends in 5 days', tone: 'warning' });
    made.set('host', 'host0', { license_params: { expiry: '20260101T00:00:00Z' } });
    expect(licenceOf(made.inventory(), pool, NOW_MS)).toEqual({ label: 'Licence expired', tone: 'danger' });
    made.set('host', 'host0', { edition: 'free', license_params: {} });
    expect(licenceOf(made.inventory(), host('host0'), NOW_MS)?.label).toBe('Unlicensed');
    expect(licenceOf(made.inventory(), { connection: 'c', class: 'VM', ref: 'vm0' }, NOW_MS)).toBeNull();
  });
});
