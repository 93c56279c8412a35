import { Route, ScrollText, Zap } from 'lucide-react';
import { apiLine, asyncCall, asyncLine, textInput, xeLine } from '../../commands';
import type { Choice, Field, Input, Job, PoolCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { hostOf, hostUuid, liveReason } from './hosts';
import { texts } from './texts';

const MODE = 'mode';
const ADDRESS = 'address';
const USER = 'user';
const PASSWORD = 'password';
const DESTINATION = 'destination';

const why = texts.reasons;

/** Ways to power a server on that every pool has; others are scripts of an administrator's own. */
const MODES = ['', 'wake-on-lan', 'DRAC'] as const;
/** The key of a choice is never empty. */
const NO_MODE = 'none';
const keyOf = (mode: string): string => (mode === '' ? NO_MODE : mode);
const modeIn = (input: Input): string => {
  const key = textInput(input, MODE);
  return key === NO_MODE ? '' : key;
};
const needsController = (input: Input): boolean => modeIn(input) === 'DRAC';

function modeFields(host: ReturnType<typeof hostOf>): readonly Field[] {
  const own = host?.power_on_mode ?? '';
  const known = MODES.some((mode) => mode === own) ? MODES : [...MODES, own];
  const needed = (text: string, input: Input): string | null =>
    needsController(input) && text.trim() === '' ? texts.problems.addressNeeded : null;
  return [
    {
      kind: 'choice',
      id: MODE,
      label: texts.fields.mode,
      initial: keyOf(own),
      choices: known.map((mode): Choice => ({
        key: keyOf(mode),
        label: texts.fields.modes[mode] ?? mode,
        detail: '',
        reason: null,
      })),
      checksServers: false,
    },
    {
      kind: 'text',
      id: ADDRESS,
      label: texts.fields.address,
      initial: host?.power_on_config['power_on_ip'] ?? '',
      optional: true,
      problem: needed,
    },
    {
      kind: 'text',
      id: USER,
      label: texts.fields.user,
      initial: host?.power_on_config['power_on_user'] ?? '',
      optional: true,
    },
    { kind: 'text', id: PASSWORD, label: texts.fields.password, initial: '', optional: true, secret: true },
  ];
}

/** What `host.set_power_on_mode` is given; passwords lie in secrets of the pool, by their uuid. */
function modeConfig(input: Input, secret: string): Record<string, string> {
  if (!needsController(input)) return {};
  return {
    power_on_ip: textInput(input, ADDRESS).trim(),
    power_on_user: textInput(input, USER).trim(),
    ...(secret === '' ? {} : { power_on_password_secret: secret }),
  };
}

const hasPassword = (input: Input): boolean => needsController(input) && textInput(input, PASSWORD) !== '';

async function setMode(job: Job, { ref }: Target, input: Input): Promise<void> {
  let secret = row(job.inventory, 'host', ref)?.power_on_config['power_on_password_secret'] ?? '';
  if (hasPassword(input)) {
    const made = await job.call('secret.create', { value: textInput(input, PASSWORD), other_config: {} });
    secret = await job.call('secret.get_uuid', made);
  }
  await job.task('host.set_power_on_mode', ref, modeIn(input), modeConfig(input, secret));
}

/** The key of `host.logging` that names a syslog server. */
const SYSLOG = 'syslog_destination';

const destinationIn = (input: Input): string => textInput(input, DESTINATION).trim();

function destinationProblem(text: string): string | null {
  return text.trim() === '' || /^[\w.:-]{1,255}$/.test(text.trim()) ? null : texts.problems.destination;
}

function multipathCommand(on: boolean): PoolCommand {
  const words = on ? ('multipathOn' as const) : ('multipathOff' as const);
  const isOn = (inventory: Inventory, target: Target): boolean => hostOf(inventory, target)?.multipathing === true;
  return {
    type: 'pool',
    id: `host.${words}`,
    label: texts.labels[words],
    verb: texts.verbs[words],
    title: texts.titles[words],
    question: texts.titles[words],
    icon: Route,
    group: 'edit',
    kinds: ['host'],
    isOffered: (inventory, target) => isOn(inventory, target) !== on,
    reason: (inventory, target) => {
      if (isOn(inventory, target) === on) return why.set;
      return liveReason(inventory, target) ?? (hostOf(inventory, target)?.enabled ? why.maintenanceFirst : null);
    },
    confirm: () => ({ consequence: texts.consequences.multipath, losses: [] }),
    ...asyncCall(
      'host.set_multipathing',
      (host) => [host.ref, on],
      (inventory, host) => ['host-param-set', { uuid: hostUuid(inventory, host.ref), multipathing: String(on) }],
    ),
  };
}

/** Settings of servers. */
export const settingsCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'host.powerOnMode',
    label: texts.labels.powerOnMode,
    verb: texts.verbs.save,
    title: texts.titles.powerOnMode,
    icon: Zap,
    group: 'edit',
    kinds: ['host'],
    single: true,
    calls: ['host.set_power_on_mode', 'secret.create'],
    reason: liveReason,
    fields: (inventory, [target]) => modeFields(target && hostOf(inventory, target)),
    script: (inventory, target, input) => {
      const secret = hasPassword(input) ? texts.newSecret : '';
      const config = modeConfig(input, secret);
      return {
        api: [
          ...(hasPassword(input) ? [apiLine('secret.create', { value: '…', other_config: {} })] : []),
          asyncLine('host.set_power_on_mode', target.ref, modeIn(input), config),
        ],
        xe: [
          ...(hasPassword(input) ? [xeLine('secret-create', { value: '…' })] : []),
          xeLine('host-set-power-on-mode', {
            host: hostUuid(inventory, target.ref),
            'power-on-mode': modeIn(input),
            ...Object.fromEntries(Object.entries(config).map(([key, value]) => [`power-on-config:${key}`, value])),
          }),
        ],
      };
    },
    run: setMode,
  },
  {
    type: 'pool',
    id: 'host.logDestination',
    label: texts.labels.logDestination,
    verb: texts.verbs.save,
    title: texts.titles.logDestination,
    icon: ScrollText,
    group: 'edit',
    kinds: ['host'],
    calls: ['host.remove_from_logging', 'host.add_to_logging', 'host.syslog_reconfigure'],
    reason: liveReason,
    fields: (inventory, [target]) => [
      {
        kind: 'text',
        id: DESTINATION,
        label: texts.fields.destination,
        initial: (target && hostOf(inventory, target)?.logging[SYSLOG]) ?? '',
        hint: texts.fields.destinationHint,
        optional: true,
        problem: destinationProblem,
      },
    ],
    script: (inventory, target, input) => {
      const uuid = hostUuid(inventory, target.ref);
      const destination = destinationIn(input);
      return {
        api: [
          apiLine('host.remove_from_logging', target.ref, SYSLOG),
          ...(destination === '' ? [] : [apiLine('host.add_to_logging', target.ref, SYSLOG, destination)]),
          asyncLine('host.syslog_reconfigure', target.ref),
        ],
        xe: [
          destination === ''
            ? xeLine('host-param-remove', { uuid, 'param-name': 'logging', 'param-key': SYSLOG })
            : xeLine('host-param-set', { uuid, [`logging:${SYSLOG}`]: destination }),
          xeLine('host-syslog-reconfigure', { 'host-uuid': uuid }),
        ],
      };
    },
    run: async (job, { ref }, input) => {
      await job.call('host.remove_from_logging', ref, SYSLOG);
      if (destinationIn(input) !== '') await job.call('host.add_to_logging', ref, SYSLOG, destinationIn(input));
      await job.task('host.syslog_reconfigure', ref);
    },
  },
  multipathCommand(true),
  multipathCommand(false),
];
