import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import { createUpdateReader } from './update-rows';

describe('the updates of a pool', () => {
  it('say on which servers they are applied', () => {
    const pool = makePool({ hosts: 3, vms: 0 });
    pool.set('pool_update', 'u', {
      name_label: 'XS1',
      hosts: ['host2', 'gone'],
      after_apply_guidance: ['restartHost'],
    });
    expect(createUpdateReader()(pool.inventory(), null)).toMatchObject([
      {
        name: 'XS1',
        guidance: ['restartHost'],
        appliedCount: 1,
        hosts: [
          { name: 'server 1', isApplied: false },
          { name: 'server 2', isApplied: false },
          { name: 'server 3', isApplied: true },
        ],
      },
    ]);
  });

  it('include the patches of older servers, but not those that stand for an update', () => {
    const pool = makePool({ hosts: 1, vms: 0 });
    pool.set('host_patch', 'hp', { host: 'host0', applied: true });
    pool.set('pool_patch', 'old', { name_label: 'XS62E001', size: 5, host_patches: ['hp'] });
    pool.set('pool_update', 'u', { name_label: 'XS71' });
    pool.set('pool_patch', 'twin', { name_label: 'XS71', pool_update: 'u' });
    const rows = createUpdateReader()(pool.inventory(), null);
    expect(rows.map(({ name, appliedCount }) => [name, appliedCount])).toEqual([
      ['XS62E001', 1],
      ['XS71', 0],
    ]);
  });

  it('include what repositories offer, installed where it is offered no more', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    const guidance = { mandatory: ['RebootHost'], recommended: ['RebootHost'], full: [], livepatch: [] };
    const update = { summary: 'Fixes', description: '', 'special-info': '', severity: 'None', guidance };
    const read = createUpdateReader();
    const rows = read(pool.inventory(), {
      hash: 'h',
      hosts: [
        { ref: 'host0', guidance, RPMS: [], updates: ['U1'] },
        { ref: 'host1', guidance, RPMS: [], updates: [] },
      ],
      updates: [
        {
          ...update,
          id: 'U1',
          title: 'Fix',
          type: 'security',
          issued: '20260102T00:00:00Z',
          URL: 'javascript:alert(1)',
        },
      ],
    });
    expect(rows).toMatchObject([
      {
        name: 'Fix',
        type: 'security',
        isUrgent: true,
        address: '',
        guidance: ['RebootHost'],
        issuedMs: Date.UTC(2026, 0, 2),
        hosts: [{ isApplied: false }, { isApplied: true }],
      },
    ]);
  });

  it('stay the same while servers only change in other ways', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    pool.set('pool_update', 'u', { name_label: 'a' });
    pool.set('pool_update', 'v', { name_label: 'b' });
    const read = createUpdateReader();
    const before = read(pool.inventory(), null);
    pool.set('host', 'host0', { enabled: false });
    expect(read(pool.inventory(), null)).toBe(before);
    pool.set('pool_update', 'v', { hosts: ['host0'] });
    expect(read(pool.inventory(), null).map((row, index) => row === before[index])).toEqual([true, false]);
  });
});
