import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RELEASES, type ReleaseName } from '../releases';
import { bondRates, type BondMode } from './bonds';
import { payloadShare } from './framing';
import { prepareNetwork, type HostPort, type NicFlow } from './host-network';
import { aggregateMbitPerS, vifRates, type VifLoad } from './netback';
import { DEFAULT_TABLE, LARGE_TABLE, switchState } from './open-vswitch';
import { limited, rateLimitMbitPerS } from './qos';

const releases = fc.constantFrom(...(Object.keys(RELEASES) as ReleaseName[])).map((name) => RELEASES[name].network);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('netback', () => {
  const loads = fc.array(
    fc.record<VifLoad>({
      mbitPerS: fc.integer({ min: 0, max: 20_000 }),
      kind: fc.constantFrom('stream', 'mixed'),
      vcpus: fc.integer({ min: 1, max: 8 }),
    }),
    { maxLength: 40 },
  );

  test('gives no VIF more than it wants and all together no more than the control domain can do', () => {
    fc.assert(
      fc.property(releases, loads, fc.integer({ min: 1, max: 16 }), (network, vifs, dom0Vcpus) => {
        const rates = vifRates(network, vifs, dom0Vcpus);
        rates.forEach((rate, index) => expect(rate).toBeLessThanOrEqual((vifs[index]?.mbitPerS ?? 0) + 1e-6));
        const mixed = rates.filter((_, index) => vifs[index]?.kind === 'mixed');
        expect(sum(mixed)).toBeLessThanOrEqual(aggregateMbitPerS(network, dom0Vcpus) * (1 + 1e-9));
      }),
    );
  });

  test('of 7.0 lets a guest with several vCPUs use several queues', () => {
    const load: VifLoad = { mbitPerS: 20_000, kind: 'mixed', vcpus: 4 };
    expect(vifRates(RELEASES['7.0'].network, [load], 16)[0]).toBe(20_000);
    expect(vifRates(RELEASES['6.5'].network, [load], 8)[0]).toBe(7500);
  });
});

describe('the flow table of the switch', () => {
  test.each([
    [50, 1, 1],
    [100, 0.773, 0.533],
    [200, 0.387, 0.267],
    [500, 0.155, 0.107],
  ])('with exact matches and %i servers leaves %d of the throughput, %d with the small table', (vifs, large, small) => {
    const at = (tableSize: number): number =>
      switchState(RELEASES['6.2'].network, { vifs, connectionsPerVif: 300, tableSize }).throughputShare;
    expect(at(LARGE_TABLE)).toBeCloseTo(large, 3);
    expect(at(DEFAULT_TABLE)).toBeCloseTo(small, 3);
  });
});

describe('the network of a host', () => {
  const flow: NicFlow = {
    direction: 'received',
    vif: 0,
    kind: 'stream',
    streams: 1,
    vcpus: 2,
    peakMbitPerS: 100_000,
    port: 0,
  };
  const port: HostPort = { mode: 'active-backup', linkMbitPerS: [100_000], mtuBytes: 1500, hasGro: true };
  const rate = (release: ReleaseName, flows: readonly NicFlow[], ports = [port], hasSwitch = true): number => {
    const prepared = prepareNetwork(RELEASES[release].network, 4, ports, flows, hasSwitch);
    prepared.demands.fill(100_000);
    prepared.share();
    return sum([...prepared.rates]);
  };

  test('hands a stream over packet by packet where nothing puts packets together, and jumbo frames help', () => {
    const slow = rate('6.5', [flow], [{ ...port, hasGro: false }]);
    expect(rate('6.5', [flow]) / slow).toBeGreaterThan(5);
    expect(rate('6.5', [flow], [{ ...port, hasGro: false, mtuBytes: 9000 }]) / slow).toBeGreaterThan(2.5);
    expect(rate('6.2', [{ ...flow, port: null }])).toBeCloseTo(rate('6.2', [flow]), 6);
  });

  test('loses throughput to a full flow table, and none to megaflows or to a bridge', () => {
    const servers = Array.from({ length: 100 }, (_, vif): NicFlow => ({ ...flow, vif, kind: 'mixed', streams: 300 }));
    const few = servers.map((each) => ({ ...each, streams: 10 }));
    expect(rate('6.2', servers) / rate('6.2', few)).toBeCloseTo(0.533, 3);
    expect(rate('6.5', servers)).toBeCloseTo(rate('6.5', few), 6);
    expect(rate('6.2', servers, [port], false)).toBeCloseTo(rate('6.2', few), 6);
    expect(prepareNetwork(RELEASES['6.2'].network, 4, [port], servers).switchCores).toBe(1);
    expect(prepareNetwork(RELEASES['6.5'].network, 4, [port], servers).switchCores).toBe(0);
  });
});

describe('a bond', () => {
  const links = [1000, 1000];
  const rates = (mode: BondMode, ...loads: readonly [mbitPerS: number, streams: number][]): readonly number[] =>
    bondRates(
      mode,
      links,
      loads.map(([mbitPerS, streams]) => ({ mbitPerS, streams })),
    );

  test('with one active link carries what that link carries', () => {
    expect(rates('active-backup', [800, 4], [800, 4])).toEqual([500, 500]);
  });

  test('that balances by source gives each VIF a link, and one VIF no more than that', () => {
    expect(rates('balance-slb', [800, 4], [800, 4])).toEqual([800, 800]);
    expect(rates('balance-slb', [1600, 4])).toEqual([1000]);
  });

  test('by LACP spreads the streams of one VIF, and one stream not', () => {
    expect(rates('lacp', [1600, 2])).toEqual([1600]);
    expect(rates('lacp', [1600, 1])).toEqual([1000]);
  });

  test('never carries more than its links', () => {
    const modes = fc.constantFrom<BondMode>('active-backup', 'balance-slb', 'lacp');
    const loads = fc.array(
      fc.record({ mbitPerS: fc.integer({ min: 0, max: 3000 }), streams: fc.integer({ min: 1, max: 9 }) }),
    );
    const speeds = fc.array(fc.constantFrom(0, 100, 1000, 10_000), { maxLength: 4 });
    fc.assert(
      fc.property(modes, speeds, loads, (mode, capacities, wanted) => {
        const got = bondRates(mode, capacities, wanted);
        expect(sum(got)).toBeLessThanOrEqual(sum(capacities) + 1e-6);
        got.forEach((rate, index) => expect(rate).toBeLessThanOrEqual((wanted[index]?.mbitPerS ?? 0) + 1e-6));
      }),
    );
  });
});

describe('a wire', () => {
  test('carries five percent more data in jumbo frames', () => {
    expect(payloadShare(1500)).toBeCloseTo(0.9415, 4);
    expect(payloadShare(9000)).toBeCloseTo(0.99, 4);
  });

  test('gives a limited VIF its kilobytes and an unlimited one everything', () => {
    expect(rateLimitMbitPerS(1000)).toBeCloseTo(8.192, 6);
    expect(limited(100, 1000)).toBeCloseTo(8.192, 6);
    expect(limited(100, undefined)).toBe(100);
  });
});
