import { aggregateMbitPerS, vifRates, type VifLoad } from '../../network/netback';
import { DEFAULT_TABLE, LARGE_TABLE, switchState } from '../../network/open-vswitch';
import { receiveMbitPerS, transmitMbitPerS } from '../../network/streams';
import { RELEASES, type ReleaseName } from '../../releases';
import type { Rule } from '../row';

const CREEDENCE = 'Performance of Creedence alpha 2 (XenServer blog, 2014)';

const network = (release: ReleaseName) => RELEASES[release].network;

/** Eight VIFs, the first and the fifth of which are busy: with four threads both belong to the first. */
const TWO_BUSY: readonly VifLoad[] = Array.from({ length: 8 }, (_, index) => ({
  mbitPerS: index % 4 === 0 ? 2000 : 10,
  kind: 'mixed',
  vcpus: 2,
}));
const busyMbitPerS = (release: ReleaseName): number => vifRates(network(release), TWO_BUSY, 4)[4] ?? 0;

const switched = (release: ReleaseName, vifs: number, tableSize = LARGE_TABLE) =>
  switchState(network(release), { vifs, connectionsPerVif: 300, tableSize });

export const NETWORK_RULES: readonly Rule[] = [
  {
    id: 'gro-default',
    rule: 'GRO is on for all physical interfaces in Creedence, and a stream loses without it',
    source: CREEDENCE,
    facts: ['NETWORK-02'],
    holds: () =>
      !network('6.2').hasGro &&
      network('creedence-alpha-1').hasGro &&
      receiveMbitPerS(network('6.5'), false) < receiveMbitPerS(network('6.5')),
    values: () => [receiveMbitPerS(network('6.5'), false), receiveMbitPerS(network('6.5'))],
  },
  {
    id: 'netback-pinned',
    rule: '6.2: two busy VIFs on one netback thread share it while the other threads idle',
    source: CREEDENCE,
    facts: ['NETWORK-04'],
    holds: () => busyMbitPerS('6.2') < 2000,
    values: () => [busyMbitPerS('6.2')],
  },
  {
    id: 'netback-per-vif',
    rule: 'alpha 2: a thread for each VIF on any dom0 vCPU, both get what they want',
    source: CREEDENCE,
    facts: ['NETWORK-05'],
    holds: () => busyMbitPerS('creedence-alpha-2') === 2000,
    values: () => [busyMbitPerS('creedence-alpha-2')],
  },
  {
    id: 'grant-locks',
    rule: 'Xen 4.4 handles grant-copy locks better than 4.1: a core moves more of many guests',
    source: CREEDENCE,
    facts: ['NETWORK-01'],
    holds: () => network('creedence-alpha-2').threadMbitPerS > network('6.2').threadMbitPerS,
  },
  {
    id: 'alpha1-copies',
    rule: 'alpha 1 copies what guests send into dom0, which saturates it earlier than grant mapping does',
    source: CREEDENCE,
    facts: ['NETWORK-08'],
    holds: () =>
      transmitMbitPerS(network('creedence-alpha-1')) < transmitMbitPerS(network('creedence-alpha-2')) &&
      aggregateMbitPerS(network('creedence-alpha-1'), 4) < aggregateMbitPerS(network('creedence-alpha-2'), 4),
  },
  {
    id: 'ovs-exact',
    rule: 'exact matching takes a flow for each of the hundreds of connections of a server: 30 servers fill the table',
    source: CREEDENCE,
    facts: ['NETWORK-09', 'NETWORK-10'],
    holds: () => switched('6.2', 30).flows > LARGE_TABLE,
    values: () => [switched('6.2', 30).flows],
  },
  {
    id: 'ovs-full',
    rule: 'a full table sends connections through user space and costs throughput and processor time',
    source: CREEDENCE,
    facts: ['NETWORK-11'],
    holds: () =>
      switched('6.2', 200).throughputShare < switched('6.2', 100).throughputShare &&
      switched('6.2', 100, DEFAULT_TABLE).throughputShare < switched('6.2', 100).throughputShare &&
      switched('6.2', 200).daemonCores === 1,
    values: () => [100, 200, 500].map((vifs) => switched('6.2', vifs).throughputShare),
  },
  {
    id: 'ovs-mega',
    rule: 'megaflows, from alpha 2 on, need so few entries that 500 servers lose nothing',
    source: CREEDENCE,
    facts: ['NETWORK-12', 'NETWORK-15'],
    holds: () =>
      (['creedence-alpha-2', '7.0'] as const).every((release) => switched(release, 500).throughputShare === 1) &&
      network('7.0').ovs === '2.3.2',
  },
  {
    id: '65-vcpus',
    rule: '6.5 loses aggregate throughput by more dom0 vCPUs, 7.0 gains',
    source: 'XenServer 7.0 performance, part 4',
    facts: [],
    holds: () =>
      aggregateMbitPerS(network('6.5'), 16) < aggregateMbitPerS(network('6.5'), 8) &&
      aggregateMbitPerS(network('7.0'), 16) > aggregateMbitPerS(network('7.0'), 8),
  },
];
