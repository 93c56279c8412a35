import type { Json } from '../../engine/agenda';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../world';
import { definePlugin, pluginFault, pluginState, setPluginState, type PluginArgs } from './plugin';

/** OpenFlow rules of XCP-ng's SDN controller (xcp-ng-xapi-plugins sdncontroller.py). */

const PARSER = '1';
const PARAMS = '2';
const OVS = '3';

const PROTOCOLS = ['tcp', 'udp', 'icmp', 'ip', 'arp'];
const WITH_PORTS = ['tcp', 'udp'];
const MAC = /^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/;
const IP_RANGE = /^((25[0-5]|2[0-4]\d|[01]?\d?\d)\.){3}(25[0-5]|2[0-4]\d|[01]?\d?\d)(\/\d{1,2})?$/;

interface Rule {
  readonly bridge: string;
  readonly mac: string;
  readonly directions: readonly ('to' | 'from')[];
  readonly protocol: string;
  readonly ipRange: string;
  readonly port: string;
}

function wanted(args: PluginArgs, key: string, fn: string): string {
  const value = args[key];
  if (value === undefined) throw pluginFault(PARSER, `${fn}: Failed to get parameters: ${key} parameter is missing`);
  return value;
}

function valid(value: string, test: boolean, what: string, fn: string): string {
  if (test) return value;
  throw pluginFault(PARSER, `${fn}: Failed to get parameters: '${value}' is not ${what}`);
}

function bridgeOf({ db }: World, args: PluginArgs, fn: string): string {
  const bridge = wanted(args, 'bridge', fn);
  valid(bridge, /^\w+\d+/.test(bridge), 'a valid bridge name', fn);
  for (const [, network] of db.all('network')) if (network.bridge === bridge) return bridge;
  const command = `['ovs-vsctl', 'br-to-parent', '${bridge}']`;
  throw pluginFault(OVS, `Error running ovs-vsctl command: ${command}: ovs-vsctl: no bridge named ${bridge}`);
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) <= 65_535;
}

function ruleOf(world: World, args: PluginArgs, fn: string): Rule {
  const bridge = bridgeOf(world, args, fn);
  const mac = args['mac'] ?? '';
  if (mac !== '') valid(mac, MAC.test(mac), 'a valid MAC', fn);
  const direction = wanted(args, 'direction', fn);
  const parts = direction.toLowerCase().split('/');
  const directions = (['to', 'from'] as const).filter((one) => parts.includes(one));
  valid(direction, directions.length > 0, 'a valid direction', fn);
  const protocol = wanted(args, 'protocol', fn).toLowerCase();
  valid(protocol, PROTOCOLS.includes(protocol), 'a supported protocol', fn);
  const ipRange = wanted(args, 'ipRange', fn);
  valid(ipRange, IP_RANGE.test(ipRange), 'a valid IP range', fn);
  const port = args['port'] ?? '';
  if (port !== '') valid(port, isNumber(port), 'a valid port', fn);
  if (port === '' && WITH_PORTS.includes(protocol)) {
    throw pluginFault(PARAMS, `${fn}: No port provided, tcp and udp requires one`);
  }
  return { bridge, mac, directions, protocol, ipRange, port };
}

/** One flow for each direction, as `ovs-ofctl` takes it; what it matches comes before `actions`. */
function flowsOf(rule: Rule): readonly string[] {
  return rule.directions.map((direction) => {
    const isTo = direction === 'to';
    const parts = [
      rule.protocol,
      ...(rule.mac === '' ? [] : [`${isTo ? 'dl_src' : 'dl_dst'}=${rule.mac}`]),
      `${isTo ? 'nw_dst' : 'nw_src'}=${rule.ipRange}`,
      ...(rule.port === '' ? [] : [`${isTo ? 'tp_dst' : 'tp_src'}=${rule.port}`]),
    ];
    return parts.join(',');
  });
}

type Flows = Readonly<Record<string, Readonly<Record<string, string>>>>;

const NAME = 'sdncontroller.py';

function flows(world: World, host: Ref<'host'>): Flows {
  return (pluginState(world, NAME, host) ?? {}) as Flows;
}

function setFlows(world: World, host: Ref<'host'>, bridge: string, of: Readonly<Record<string, string>>): void {
  setPluginState(world, NAME, host, { ...flows(world, host), [bridge]: of } as Json);
}

definePlugin(NAME, {
  'add-rule': ({ world }, host, args) => {
    const rule = ruleOf(world, args, 'add_rule');
    const allow = wanted(args, 'allow', 'add_rule').toLowerCase();
    valid(allow, allow === 'true' || allow === 'false', 'true or false', 'add_rule');
    const action = allow === 'true' ? 'NORMAL' : 'drop';
    const added = Object.fromEntries(flowsOf(rule).map((match) => [match, action]));
    setFlows(world, host, rule.bridge, { ...flows(world, host)[rule.bridge], ...added });
    return 'true';
  },
  'del-rule': ({ world }, host, args) => {
    const rule = ruleOf(world, args, 'del_rule');
    const gone = flowsOf(rule);
    const rest = Object.entries(flows(world, host)[rule.bridge] ?? {}).filter(([match]) => !gone.includes(match));
    setFlows(world, host, rule.bridge, Object.fromEntries(rest));
    return 'true';
  },
  'dump-flows': ({ world }, host, args) => {
    const bridge = bridgeOf(world, args, 'dump_flows');
    const lines = Object.entries(flows(world, host)[bridge] ?? {}).map(
      ([match, action]) => ` ${match} actions=${action}`,
    );
    const stdout = ['OFPST_FLOW reply (OF1.1) (xid=0x2):', ...lines, ''].join('\n');
    const command = ['ovs-ofctl', '-O', 'OpenFlow11', 'dump-flows', bridge];
    return JSON.stringify({ returncode: 0, command, stdout, stderr: '' });
  },
});
