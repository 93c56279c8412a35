import { aggregateMbitPerS } from '../../network/netback';
import { receiveMbitPerS, transmitMbitPerS } from '../../network/streams';
import { RELEASES, type ReleaseName } from '../../releases';
import type { NETWORK_FIGURES } from '../published/network';
import type { ModelOf } from '../row';

const network = (release: ReleaseName) => RELEASES[release].network;
const aggregate = (release: ReleaseName): number => aggregateMbitPerS(network(release), RELEASES[release].dom0Vcpus);
const gainPercent = (after: number, before: number): number => (after / before - 1) * 100;

export const NETWORK_MODELS: ModelOf<typeof NETWORK_FIGURES> = {
  'rx-gro': () => gainPercent(receiveMbitPerS(network('creedence-alpha-1')), receiveMbitPerS(network('6.2'))),
  'rx-alpha2': () =>
    gainPercent(receiveMbitPerS(network('creedence-alpha-2')), receiveMbitPerS(network('creedence-alpha-1'))),
  'tx-single': () => gainPercent(transmitMbitPerS(network('creedence-alpha-2')), transmitMbitPerS(network('6.2'))),
  'net-aggregate': () => gainPercent(aggregate('creedence-alpha-2'), aggregate('6.2')),
  'net-aggregate-alpha2': () => gainPercent(aggregate('creedence-alpha-2'), aggregate('creedence-alpha-1')),
  'tx-65': () => transmitMbitPerS(network('6.5')) / 1000,
  'tx-70': () => transmitMbitPerS(network('7.0')) / 1000,
  'net-aggregate-70': () => aggregate('7.0') / aggregate('6.5'),
};
