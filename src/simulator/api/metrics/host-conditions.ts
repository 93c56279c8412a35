import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { ON_DEMAND_BELOW_USAGE, type HostConditions } from '../../physics/storage/backend';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import type { Guest } from './guest';
import { guestsOf } from './history';
import { nodeCount } from './numa-nodes';
import { valueAt } from './series';
import { TextHistory } from './text-history';

type Host = Records['host'];

/**
 * What Xen is booted with, as in the boot loader's menu: `/boot/xen-4.13-d.gz cpufreq=xen:ondemand dom0_nodes=0`. It
 * holds from the next boot of the server.
 * - an image of a debug build, which ends with `-d.gz` or says `debug`
 * - `cpufreq=` with `ondemand` or `performance` (Xen, command line options); the default is performance
 * - `dom0_nodes=` the NUMA nodes of the control domain; guests have memory on all of them
 */
const BOOT_KEY = 'xen-cmdline';
/** What `xenpm set-scaling-governor` sets at once: `ondemand` or `performance`. */
const GOVERNOR_KEY = 'cpufreq-governor';

const ON_DEMAND = 'ondemand';

function bootText(host: Host): string {
  const { other_config } = host;
  const words = (other_config[BOOT_KEY] ?? '').trim().split(/\s+/);
  const facts: string[] = [];
  if (words.some((word) => /^\S*xen\S*(-d|debug\S*)\.gz$/i.test(word))) facts.push('debug');
  if (words.some((word) => /^cpufreq=(\S*[:,])?ondemand\b/.test(word))) facts.push(ON_DEMAND);
  const pinned = words.find((word) => word.startsWith('dom0_nodes='));
  const nodes = nodeCount(host);
  const named = new Set(pinned?.slice('dom0_nodes='.length).split(',').map(Number));
  const own = [...named].filter((node) => Number.isInteger(node) && node >= 0 && node < nodes).length;
  if (own > 0 && own < nodes) facts.push(`remote=${(nodes - own) / nodes}`);
  return facts.join(' ');
}

/** How servers were booted. */
export const BOOTED = new TextHistory<'host'>({
  cls: 'host',
  part: 'xen boot lines',
  fields: ['other_config'],
  textOf: bootText,
  applies: (before, after) => before.other_config['boot_time'] !== after.other_config['boot_time'],
});

/** Which governor they were told. */
export const GOVERNORS = new TextHistory<'host'>({
  cls: 'host',
  part: 'governors',
  fields: ['other_config'],
  textOf: ({ other_config }) => {
    const told = other_config[GOVERNOR_KEY] ?? '';
    return told === ON_DEMAND || told === 'performance' ? told : '';
  },
});

function conditionText(booted: string, governor: string): string {
  const facts = booted.split(' ').filter((fact) => fact !== '' && fact !== ON_DEMAND);
  const isOnDemand = governor === '' ? booted.includes(ON_DEMAND) : governor === ON_DEMAND;
  return [...facts, ...(isOnDemand ? [ON_DEMAND] : [])].join(' ');
}

/** How a server is now, whatever its processors do. */
export function conditionNow(world: World, host: Ref<'host'>): string {
  const booted = BOOTED.spans(world, host).at(-1);
  return booted?.toS === Infinity ? conditionText(booted.text, 'performance') : '';
}

const SLEEPS = 'sleeps';

/** What a condition means for the backends of disks. */
export function meaningOf(condition: string): HostConditions {
  if (condition === '') return {};
  const facts = condition.split(' ');
  const remote = facts.find((fact) => fact.startsWith('remote='));
  return {
    ...(facts.includes('debug') && { isDebugHypervisor: true }),
    ...(remote !== undefined && { remoteShare: Number(remote.slice('remote='.length)) }),
    ...(facts.includes(SLEEPS) && { governor: 'on-demand', cpuUsage: 0 }),
  };
}

/** How servers were along an axis: what they were booted with, what they were told, and whether their processors slept. */
export class Conditions {
  readonly #world: World;
  readonly #axis: Axis;
  readonly #guestOf: (ref: Ref<'VM'>) => Guest;
  readonly #known = new Map<Ref<'host'>, readonly string[] | string>();

  constructor(world: World, axis: Axis, guestOf: (ref: Ref<'VM'>) => Guest) {
    this.#world = world;
    this.#axis = axis;
    this.#guestOf = guestOf;
  }

  /** The condition of a server at the end of a row; empty: as the constants were measured. */
  at(host: Ref<'host'>, row: number): string {
    const condition = this.of(host);
    return typeof condition === 'string' ? condition : (condition[row] ?? '');
  }

  /** All of them; a text where all are the same. */
  of(host: Ref<'host'>): readonly string[] | string {
    let condition = this.#known.get(host);
    if (condition === undefined) this.#known.set(host, (condition = this.#conditionOf(host)));
    return condition;
  }

  #conditionOf(host: Ref<'host'>): readonly string[] | string {
    const booted = BOOTED.spans(this.#world, host);
    const told = GOVERNORS.spans(this.#world, host);
    if (booted.length === 0 && told.length === 0) return '';
    const { lastS, stepS, rows } = this.#axis;
    const textAt = (spans: typeof told, timeS: number): string =>
      spans.find(({ fromS, toS }) => fromS < timeS && timeS <= toS)?.text ?? '';
    let usage: Float64Array | undefined;
    const all = Array.from({ length: rows }, (_, at) => {
      const endS = lastS - at * stepS;
      const text = conditionText(textAt(booted, endS), textAt(told, endS));
      if (!text.includes(ON_DEMAND)) return text;
      usage ??= this.#usage(host);
      const isAsleep = (usage[at] ?? 0) < ON_DEMAND_BELOW_USAGE;
      return text.replace(ON_DEMAND, isAsleep ? SLEEPS : '').trim();
    });
    const [first = ''] = all;
    return all.every((each) => each === first) ? first : all;
  }

  /** Part of a server's processors that guests ask for; what they make the control domain do is not counted. */
  #usage(host: Ref<'host'>): Float64Array {
    const usage = zeros(this.#axis.rows);
    const row = this.#world.db.get('host', host);
    const cpus = Math.max(1, Number(row?.cpu_info['cpu_count']) || 1);
    if (row === undefined) return usage;
    for (const ref of guestsOf(this.#world, host)) {
      const guest = this.#guestOf(ref);
      if (guest.vm.is_control_domain || guest.runs.length === 0) continue;
      const share = guest.share(host);
      const demand = guest.demand();
      for (let at = 0; at < usage.length; at++) {
        usage[at] = (usage[at] ?? 0) + ((demand[at] ?? 0) * valueAt(share, at) * guest.vcpus) / cpus;
      }
    }
    return usage;
  }
}
