import { formatCount } from '../values';

const count = (n: number, one: string, many: string): string => `${formatCount(n)} ${n === 1 ? one : many}`;

/** Words of the dashboard. */
export const texts = {
  health: 'Health',
  fine: 'All servers respond, all storage is connected, and nothing runs full.',
  capacity: 'Capacity',
  work: 'Going on now',
  noWork: 'No tasks are running.',
  alerts: 'Latest alerts',
  noAlerts: 'No alerts wait.',
  allEvents: 'All events',
  allAlerts: 'All alerts',
  facts: (servers: number, running: number, vms: number) =>
    `${count(servers, 'server', 'servers')}, ${formatCount(running)} of ${count(vms, 'VM', 'VMs')} running`,
  measures: { memory: 'Memory', processors: 'Processors', storage: 'Storage', gpus: 'GPUs' },
  notConnected: 'Not connected.',
  processors: (vcpus: number, cpus: number) =>
    `${count(vcpus, 'vCPU', 'vCPUs')} on ${count(cpus, 'processor', 'processors')}`,
  gpus: (taken: number, gpus: number, vgpus: number) =>
    `${formatCount(taken)} of ${count(gpus, 'GPU', 'GPUs')}, for ${count(vgpus, 'vGPU', 'vGPUs')}`,
  week: 'Past week',
  trends: { cpu: 'CPU', memory: 'Memory', gpu: 'GPU engines', storage: 'Storage' },
  upgrade: {
    same: (version: string) => `Version ${version} on all servers.`,
    mixed: (done: number, all: number, version: string, others: string) =>
      `An upgrade is under way: ${formatCount(done)} of ${count(all, 'server', 'servers')} on version ${version}, the others on ${others}.`,
    waiting: (servers: number) =>
      `${count(servers, 'server waits', 'servers wait')} for a restart to finish an update.`,
  },
  noStatistics: 'The servers tell no statistics to this browser.',
  someServers: (told: number, servers: number) =>
    `Of ${formatCount(told)} of ${count(servers, 'server', 'servers')}: the others do not answer this browser.`,
  course: (what: string, now: string) => `${what} over the past week, now ${now}`,
  now: (now: string, outlook: string) => `${now}, ${outlook}`,
  steady: 'steady',
  falls: (perWeek: string) => `falls by ${perWeek} a week`,
  grows: (perWeek: string) => `grows by ${perWeek} a week`,
  full: (perWeek: string, when: string) => `grows by ${perWeek} a week: 100 % ${when}`,
  soon: 'at any moment',
  inDays: (days: number) => `in about ${count(days, 'day', 'days')}`,
  inWeeks: (weeks: number) => `in about ${count(weeks, 'week', 'weeks')}`,
  inMonths: (months: number) => `in about ${count(months, 'month', 'months')}`,
  groups: { vms: 'VMs by memory', servers: 'Servers by memory', storage: 'Storage by space' },
  nothing: 'None.',
  usedOf: (used: string, share: string) => `${used} (${share})`,
  findings: {
    down: 'does not respond.',
    maintenance: 'is in maintenance and takes no VMs.',
    disconnected: (servers: number) => `is not connected on ${count(servers, 'server', 'servers')}.`,
    full: (share: string) => `is ${share} full.`,
    memory: (share: string) => `has ${share} of its memory in use.`,
    guidance: 'waits for a reboot or a restart of its toolstack to finish an update.',
    mixed: 'runs different versions on its servers.',
    haUncertain: 'cannot restart all protected VMs if as many servers fail as it should stand.',
    certificate: (days: number) =>
      days < 0
        ? 'has a certificate that has expired.'
        : `has a certificate that expires in ${count(days, 'day', 'days')}.`,
  },
} as const;
