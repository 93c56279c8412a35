import { describe, expect, it } from 'vitest';
import { evaluate } from '../../commands';
import type { Input, Target } from '../../commands';
import { CommandBench } from '../../fixtures/command-bench';
import { only, row, rows } from '../../objects';
import { bondCommands } from './bond-commands';
import { networkSettings } from './network-settings';

const bench = new CommandBench([networkSettings, ...bondCommands]);

const coordinator = (): string => only(bench.inventory(), 'pool')?.[1].master ?? '';

/** The network of the first of the coordinator's interfaces that is such a one. */
function networkWhere(isIt: (pif: string) => boolean): Target {
  for (const [ref, pif] of rows(bench.inventory(), 'PIF')) {
    if (pif.host === coordinator() && isIt(ref)) return bench.target('network', pif.network);
  }
  throw new Error('There is no such network.');
}

const bonded = (): Target =>
  networkWhere((ref) => {
    const pif = row(bench.inventory(), 'PIF', ref);
    return pif !== undefined && pif.bond_master_of.length > 0 && !pif.management;
  });

const filled = (target: Target, draft: Input = {}) =>
  evaluate(networkSettings.steps ?? [], { inventory: bench.inventory(), target, nowMs: 0, draft });
const fieldsOf = (target: Target, draft?: Input) => filled(target, draft).steps[0]?.fields.map(({ id }) => id);
const save = (target: Target, draft: Input) => bench.run('network.settings', target, filled(target, draft).input);
const db = () => bench.simulator.world.db;

/** A network of nobody with a VLAN on a NIC or bond of the coordinator. */
async function vlan(tag: number): Promise<{ target: Target; below: string }> {
  const { simulator } = bench;
  const below = [...rows(bench.inventory(), 'PIF')].find(
    ([, pif]) => pif.host === coordinator() && pif.physical && pif.management,
  )?.[0];
  if (below === undefined) throw new Error('The coordinator has no NIC.');
  const network = await simulator.call('network.create', { name_label: 'Spare', MTU: 1500, other_config: {} });
  await simulator.call('pool.create_VLAN_from_PIF', below, network, tag);
  await bench.until(({ network: all }) => (all.get(network)?.PIFs.length ?? 0) > 0);
  await bench.until(({ network: all, VLAN }) => {
    const pifs = all.get(network)?.PIFs ?? [];
    return [...VLAN.values()].filter(({ untagged_PIF }) => pifs.includes(untagged_PIF)).length === pifs.length;
  });
  return { target: bench.target('network', network), below };
}

describe('the settings of a network', () => {
  it('take another MTU, at once where nothing uses it, and tell new VMs of it', async () => {
    const { target } = await vlan(3999);
    expect(filled(target, { mtu: '9000' }).steps[0]?.notes.map(({ text }) => text)).toEqual([
      expect.stringContaining('takes the new MTU at once'),
    ]);
    await save(target, { mtu: '9000', automatic: true });
    const network = db().row('network', target.ref);
    expect(network.MTU).toBe(9000);
    expect(network.other_config['automatic']).toBe('true');
    expect(network.PIFs.map((pif) => db().row('PIF', pif).MTU)).toEqual(network.PIFs.map(() => 9000));
  });

  it('put it on another VLAN by making its interfaces anew', async () => {
    const { target, below } = await vlan(3999);
    const before = db().row('network', target.ref).PIFs.length;
    await save(target, { vlan: '4001' });
    const pifs = db()
      .row('network', target.ref)
      .PIFs.map((pif) => db().row('PIF', pif));
    expect(pifs.map(({ VLAN }) => VLAN)).toEqual(Array.from({ length: before }, () => 4001));
    // One that is taken is said beside the field; its own is not.
    const taken = db()
      .row('PIF', below)
      .VLAN_slave_of.map((ref) => db().row('VLAN', ref).tag)
      .find((tag) => tag !== 4001);
    await bench.until(({ VLAN }) => [...VLAN.values()].some(({ tag }) => tag === 4001));
    if (taken !== undefined) expect(filled(target, { vlan: String(taken) }).steps[0]?.problems.size).toBe(1);
    expect(filled(target, { vlan: '4001' }).steps[0]?.problems.size).toBe(0);
  });

  it('put it back on its VLAN when the pool refuses the other one', async () => {
    const { target, below } = await vlan(3999);
    const other = await bench.simulator.call('network.create', { name_label: 'Other', other_config: {} });
    const { input } = filled(target, { vlan: '4001' });
    // Somebody takes it in the meantime.
    await bench.simulator.call('pool.create_VLAN_from_PIF', below, other, 4001);
    const item = await bench.work('network.settings', target, input);
    expect(item.state).toBe('failed');
    expect(item.remains).toEqual([]);
    const tags = db()
      .row('network', target.ref)
      .PIFs.map((pif) => db().row('PIF', pif).VLAN);
    expect(new Set(tags)).toEqual(new Set([3999]));
  });

  it('leave NIC and VLAN alone where VMs use it, and say so', () => {
    const { inventory } = bench;
    const used = [...rows(inventory(), 'network')].find(
      ([, network]) =>
        network.PIFs.some((pif) => (row(inventory(), 'PIF', pif)?.VLAN ?? -1) >= 0) &&
        network.VIFs.some((vif) => row(inventory(), 'VIF', vif)?.currently_attached),
    )?.[0];
    const target = bench.target('network', used ?? '');
    expect(fieldsOf(target)).toEqual(['mtu', 'automatic']);
    expect(filled(target).steps[0]?.notes[0]?.text).toMatch(/^NIC and VLAN cannot change now\. Active in /);
  });

  it('change the mode of a bond on every server, and how LACP spreads', async () => {
    const target = bonded();
    expect(fieldsOf(target, { mode: 'lacp' })).toContain('hashing');
    expect(fieldsOf(target, { mode: 'active-backup' })).not.toContain('hashing');
    await save(target, { mode: 'lacp', hashing: 'src_mac' });
    const bonds = db()
      .row('network', target.ref)
      .PIFs.flatMap((pif) => db().row('PIF', pif).bond_master_of)
      .map((bond) => db().row('Bond', bond));
    expect(bonds.length).toBeGreaterThan(0);
    expect(
      bonds.every(({ mode, properties }) => mode === 'lacp' && properties['hashing_algorithm'] === 'src_mac'),
    ).toBe(true);
  });
});

describe('a bond', () => {
  it('is dissolved on every server, and one of its NICs takes over', async () => {
    const target = bonded();
    const bonds = [...rows(bench.inventory(), 'Bond')].filter(
      ([, { master }]) => row(bench.inventory(), 'PIF', master)?.network === target.ref,
    );
    const confirmation = bench.command('network.dissolveBond').confirm?.(bench.inventory(), [target]);
    expect(confirmation?.consequence).toMatch(/^Addresses and VLANs move to eth\d/);
    expect(confirmation?.losses).toHaveLength(bonds.length + 1);
    await bench.run('network.dissolveBond', target);
    for (const [ref, { slaves }] of bonds) {
      expect(db().has('Bond', ref)).toBe(false);
      for (const slave of slaves) expect(db().row('PIF', slave).bond_slave_of).toBe('OpaqueRef:NULL');
    }
  });
});
