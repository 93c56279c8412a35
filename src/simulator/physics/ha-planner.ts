/**
 * Whether a pool survives the loss of servers, and where the VMs of lost servers go. Memory only: who may run where is
 * the caller's business. Rules: xapi binpack.ml.
 */

export type Sized = readonly [name: string, bytes: number];
/** Where each VM goes or is. */
export type Placement = ReadonlyMap<string, string>;

export interface FailoverQuestion {
  /** Live servers with what they have free, net of every VM that is placed on them. */
  readonly hosts: readonly Sized[];
  /** The VMs to protect. */
  readonly vms: readonly Sized[];
  readonly placement: Placement;
  /** Servers of the pool, dead ones too: it decides how hard the question is. */
  readonly totalHosts: number;
  /** How many servers may fail. */
  readonly failures: number;
}

/** Beyond so many servers, or so many orders of failure, the question is answered by the worst case alone. */
const MOST_HOSTS = 32;
const MOST_ORDERS = 3500;

const descending = (sized: readonly Sized[]): Sized[] => sized.toSorted(([, a], [, b]) => b - a);

/**
 * Biggest first, each onto the server with most room; what does not fit there is left out. A server that has become as
 * small as another is asked before it.
 */
export function pack(vms: readonly Sized[], hosts: readonly Sized[]): Placement {
  const plan = new Map<string, string>();
  const bins = descending(hosts);
  for (const [vm, bytes] of descending(vms)) {
    const [biggest] = bins;
    if (biggest === undefined || biggest[1] < bytes) continue;
    plan.set(vm, biggest[0]);
    bins.shift();
    const left = biggest[1] - bytes;
    const at = bins.findIndex(([, free]) => free <= left);
    bins.splice(at < 0 ? bins.length : at, 0, [biggest[0], left]);
  }
  return plan;
}

/** Where VMs that run nowhere would go. One that is missing in the answer fits nowhere. */
export function packFailed({ hosts, vms }: FailoverQuestion, failed: readonly string[]): Placement {
  const sizes = new Map(vms);
  return pack(
    failed.map((vm) => [vm, sizes.get(vm) ?? 0] as const),
    hosts,
  );
}

/** The question after a plan has been followed: its VMs are placed and take their memory. */
export function followed(question: FailoverQuestion, plan: Placement): FailoverQuestion {
  const sizes = new Map(question.vms);
  const taken = new Map<string, number>();
  for (const [vm, host] of plan) taken.set(host, (taken.get(host) ?? 0) + (sizes.get(vm) ?? 0));
  return {
    ...question,
    hosts: question.hosts.map(([host, free]) => [host, free - (taken.get(host) ?? 0)] as const),
    placement: new Map([...question.placement, ...plan]),
  };
}

function isNeverPossible({ hosts, vms, failures }: FailoverQuestion): boolean {
  return hosts.length < failures || (hosts.length === failures && vms.length > 0);
}

/** The question that is left when a server has failed and its VMs have gone elsewhere; null when they cannot all. */
function afterFailure(question: FailoverQuestion, dead: string): FailoverQuestion | null {
  const failed = [...question.placement].filter(([, host]) => host === dead).map(([vm]) => vm);
  const rest = {
    ...question,
    hosts: question.hosts.filter(([host]) => host !== dead),
    failures: question.failures - 1,
  };
  const plan = packFailed(rest, failed);
  return plan.size < failed.length ? null : followed(rest, plan);
}

/** Whether every failure of so many servers, in any order, can be made good. */
export function survivesEveryOrder(question: FailoverQuestion): boolean {
  if (isNeverPossible(question)) return false;
  const survives = (now: FailoverQuestion): boolean =>
    now.failures === 0 ||
    now.hosts.every(([host]) => {
      const next = afterFailure(now, host);
      return next !== null && survives(next);
    });
  return survives(question);
}

/** Whether the pool survives when all VMs are as big as the biggest, the fullest servers fail and the roomiest too. */
export function survivesWorstCase(question: FailoverQuestion): boolean {
  const { hosts, vms, placement, failures } = question;
  if (isNeverPossible(question)) return false;
  if (vms.length === 0) return true;
  const biggest = Math.max(...vms.map(([, bytes]) => bytes));
  const room = hosts.map(([, free]) => Math.trunc(free / biggest)).toSorted((a, b) => b - a);
  const guests = hosts.map(([host]) => [...placement.values()].filter((at) => at === host).length);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const moving = sum(guests.toSorted((a, b) => b - a).slice(0, failures));
  return moving <= sum(room.slice(failures));
}

/** Whether every order of failure is tried, or the worst case stands for all. */
export function isExhaustive(totalHosts: number, failures: number): boolean {
  if (totalHosts > MOST_HOSTS) return false;
  let orders = 1;
  for (let failed = 0; failed < failures; failed++) orders *= totalHosts - failed;
  return orders < MOST_ORDERS;
}

/** Whether the pool survives so many failures. */
export function survives(question: FailoverQuestion): boolean {
  const { totalHosts, failures } = question;
  if (failures < 0 || failures > totalHosts) return false;
  return isExhaustive(totalHosts, failures) ? survivesEveryOrder(question) : survivesWorstCase(question);
}

/**
 * The greatest number for which something holds, when it holds for all smaller ones; the least is never asked
 * (xapi helpers.ml bisect).
 */
export function bisect(holds: (number: number) => boolean, least: number, greatest: number): number {
  let low = least;
  let high = greatest;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return high > low && holds(high) ? high : low;
}
