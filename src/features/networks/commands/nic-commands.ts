import { Network, RefreshCw } from 'lucide-react';
import type { Enums } from '../../../xapi/datamodel/types.gen';
import { asyncCall, textInput } from '../../commands';
import type { Choice, Input, PoolCommand } from '../../commands';
import { hostIsLive, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';

const SETUP = 'setup';
const IP = 'ip';
const NETMASK = 'netmask';
const GATEWAY = 'gateway';
const DNS = 'dns';

const why = texts.reasons;

type Setup = Enums['ip_configuration_mode'];

const SETUPS: readonly Choice[] = [
  { key: 'DHCP', label: texts.fields.dhcp, detail: '', reason: null },
  { key: 'Static', label: texts.fields.static, detail: '', reason: null },
  { key: 'None', label: texts.fields.noAddress, detail: '', reason: null },
];

function setupOf(input: Input): Setup {
  const setup = textInput(input, SETUP);
  return setup === 'Static' || setup === 'None' ? setup : 'DHCP';
}

const isStatic = (input: Input): boolean => setupOf(input) === 'Static';

export function isIp(text: string): boolean {
  const parts = text.trim().split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** Its 32 bits, as zeros and ones. */
const bitsOf = (ip: string): string =>
  ip
    .trim()
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');

/** Ones, then zeros. */
export function isNetmask(text: string): boolean {
  return isIp(text) && /^1+0*$/.test(bitsOf(text));
}

/** Nobody else can have it, or many have it together (RFC 1122, 3.2.1.3; RFC 1112). */
function isOfNobody(ip: string): boolean {
  const first = Number(ip.trim().split('.')[0]);
  return first === 0 || first === 127 || first >= 224;
}

/** The network of an address and its place in there, as bits; null: there is none yet. */
function placeOf(ip: string, netmask: string): { readonly network: string; readonly place: string } | null {
  if (!isIp(ip) || !isNetmask(netmask)) return null;
  const length = bitsOf(netmask).replaceAll('0', '').length;
  return { network: bitsOf(ip).slice(0, length), place: bitsOf(ip).slice(length) };
}

function ipProblem(inventory: Inventory, self: string, text: string, input: Input): string | null {
  if (!isStatic(input)) return null;
  if (text.trim() === '') return texts.problems.ipNeeded;
  if (!isIp(text)) return texts.problems.ip;
  if (isOfNobody(text)) return texts.problems.ipOfNobody;
  const place = placeOf(text, textInput(input, NETMASK))?.place ?? '';
  // In a network of two both are servers (RFC 3021).
  if (place.length > 1 && /^(0+|1+)$/.test(place)) return texts.problems.ipOfNetwork;
  for (const [ref, pif] of rows(inventory, 'PIF')) {
    if (ref !== self && pif.IP === text.trim())
      return texts.problems.ipTaken([pif.device, row(inventory, 'host', pif.host)?.name_label].join(' '));
  }
  return null;
}

function netmaskProblem(text: string, input: Input): string | null {
  if (!isStatic(input)) return null;
  if (text.trim() === '') return texts.problems.netmaskNeeded;
  return isNetmask(text) ? null : texts.problems.netmask;
}

function gatewayProblem(text: string, input: Input): string | null {
  if (!isStatic(input) || text.trim() === '') return null;
  if (!isIp(text)) return texts.problems.ip;
  const ip = textInput(input, IP);
  if (text.trim() === ip.trim()) return texts.problems.gatewayItself;
  const [own, there] = [ip, text].map((each) => placeOf(each, textInput(input, NETMASK)));
  return own && there && own.network !== there.network ? texts.problems.gatewayElsewhere : null;
}

const addressesProblem = (text: string, input: Input): string | null =>
  !isStatic(input) || text.trim() === '' || text.split(',').every(isIp) ? null : texts.problems.ip;

/** What `PIF.reconfigure_ip` is given; only a given setup has addresses. */
function addressArgs(input: Input): readonly [string, string, string, string] {
  if (!isStatic(input)) return ['', '', '', ''];
  const dns = textInput(input, DNS).replaceAll(/\s+/g, '');
  return [textInput(input, IP).trim(), textInput(input, NETMASK).trim(), textInput(input, GATEWAY).trim(), dns];
}

/** Commands on the NICs of servers. */
export const nicCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'host.rescanNics',
    label: texts.labels.rescan,
    verb: texts.verbs.rescan,
    title: texts.titles.rescan,
    icon: RefreshCw,
    group: 'device',
    kinds: ['host'],
    reason: (inventory, target) => {
      const host = row(inventory, 'host', target.ref);
      if (!host) return why.gone;
      return hostIsLive(inventory, host) ? null : why.serverDown;
    },
    ...asyncCall(
      'PIF.scan',
      (host) => [host.ref],
      (inventory, host) => ['pif-scan', { 'host-uuid': row(inventory, 'host', host.ref)?.uuid ?? host.ref }],
    ),
  },
  {
    type: 'pool',
    id: 'pif.configureIp',
    button: true,
    label: texts.labels.configureIp,
    verb: texts.verbs.configureIp,
    title: texts.titles.configureIp,
    icon: Network,
    group: 'device',
    kinds: ['pif'],
    single: true,
    reason: (inventory, target) => {
      const pif = row(inventory, 'PIF', target.ref);
      const host = pif && row(inventory, 'host', pif.host);
      if (!pif || !host) return why.gone;
      if (!hostIsLive(inventory, host)) return why.serverDown;
      if (row(inventory, 'Bond', pif.bond_slave_of)) return why.bondMember;
      return only(inventory, 'pool')?.[1].ha_enabled ? why.ha : null;
    },
    confirm: (inventory, targets) => ({
      consequence: targets.some((target) => row(inventory, 'PIF', target.ref)?.management)
        ? texts.consequences.configureManagement
        : texts.consequences.configure,
      losses: [],
    }),
    fields: (inventory, targets) => {
      const ref = targets[0]?.ref ?? '';
      const pif = row(inventory, 'PIF', ref);
      if (!pif) return [];
      // Without an address no server could be managed.
      const choices = pif.management ? SETUPS.filter((setup) => setup.key !== 'None') : SETUPS;
      return [
        {
          kind: 'choice',
          id: SETUP,
          label: texts.fields.setup,
          initial: pif.ip_configuration_mode,
          choices,
          checksServers: false,
        },
        {
          kind: 'text',
          optional: true,
          id: IP,
          label: texts.fields.ip,
          initial: pif.IP,
          hint: texts.fields.ipHint,
          problem: (value, input) => ipProblem(inventory, ref, value, input),
        },
        {
          kind: 'text',
          optional: true,
          id: NETMASK,
          label: texts.fields.netmask,
          initial: pif.netmask,
          problem: netmaskProblem,
        },
        {
          kind: 'text',
          optional: true,
          id: GATEWAY,
          label: texts.fields.gateway,
          initial: pif.gateway,
          problem: gatewayProblem,
        },
        {
          kind: 'text',
          optional: true,
          id: DNS,
          label: texts.fields.dns,
          initial: pif.DNS,
          hint: texts.fields.dnsHint,
          problem: addressesProblem,
        },
      ];
    },
    ...asyncCall(
      'PIF.reconfigure_ip',
      (pif, input) => [pif.ref, setupOf(input), ...addressArgs(input)],
      (inventory, pif, input) => {
        const [ip, netmask, gateway, dns] = addressArgs(input);
        const given = { IP: ip, netmask, gateway, DNS: dns };
        return [
          'pif-reconfigure-ip',
          {
            uuid: row(inventory, 'PIF', pif.ref)?.uuid ?? pif.ref,
            mode: setupOf(input).toLowerCase(),
            ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')),
          },
        ];
      },
    ),
  },
];
