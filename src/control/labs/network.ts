import type { Lab } from './lab';

export const NETWORK_LAB: Lab = {
  id: 'network',
  title: 'Network datapath',
  lookFor:
    'One stream, then more and more guests send and receive over a fast port of a server of each release. Look for what each step brings: receive offload, grant mapping, a netback thread for each interface and then for each queue, and a flow table that hundreds of connections no longer fill.',
  world: 'A server with 128 threads for each release, and guests on a network of its second port',
  inputs: [
    {
      kind: 'choices',
      key: 'release',
      label: 'Release',
      options: [
        { value: '6.2', label: 'XenServer 6.2' },
        { value: 'creedence-alpha-1', label: 'Creedence alpha 1' },
        { value: 'creedence-alpha-2', label: 'Creedence alpha 2' },
        { value: '6.5', label: 'XenServer 6.5' },
        { value: '7.0', label: 'XenServer 7.0' },
      ],
      initial: ['6.2', 'creedence-alpha-1', 'creedence-alpha-2', '6.5', '7.0'],
    },
    { kind: 'number', key: 'guests', label: 'Guests, at most', min: 1, max: 100, step: 1, initial: 64 },
    { kind: 'number', key: 'connections', label: 'Connections of a guest', min: 1, max: 1000, step: 1, initial: 100 },
    {
      kind: 'choice',
      key: 'gro',
      label: 'Generic receive offload (ethtool-gro)',
      options: [
        { value: 'release', label: 'As the release does it' },
        { value: 'on', label: 'On' },
        { value: 'off', label: 'Off' },
      ],
      initial: 'release',
    },
    {
      kind: 'choice',
      key: 'mtu',
      label: 'MTU of the network',
      options: [
        { value: '1500', label: '1500' },
        { value: '9000', label: '9000, jumbo frames' },
      ],
      initial: '1500',
    },
    {
      kind: 'choice',
      key: 'link',
      label: 'Port',
      options: [
        { value: '1', label: '1 Gbit/s' },
        { value: '10', label: '10 Gbit/s' },
        { value: '100', label: '100 Gbit/s' },
      ],
      initial: '100',
    },
  ],
};
