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
const SCRIPT = 'script';
const SCRIPT_CONFIG = 'config';
const DESTINATION = 'destination';

const why = texts.reasons;

/** Ways to power a server on that every pool has; any other mode is the name of a script of an administrator's own. */
const MODES = ['', 'wake-on-lan', 'DRAC'] as const;
/** The key of a choice is never empty. */
const NO_MODE = 'none';
/** No server has a script of this name: it is no name of a module. */
const OWN_SCRIPT = 'own script';
const isKnown = (mode: string): boolean => MODES.some((each) => each === mode);
const keyOf = (mode: string): string => (mode === '' ? NO_MODE : isKnown(mode) ? mode : OWN_SCRIPT);
const isOwnScript = (input: Input): boolean => textInput(input, MODE) === OWN_SCRIPT;
const modeIn = (input: Input): string => {
  if (isOwnScript(input)) return textInput(input, SCRIPT).trim();
  const key = textInput(input, MODE);
  return key === NO_MODE ? '' : key;
};
const needsController = (input: Input): boolean => modeIn(input) === 'DRAC';

/** What a person writes for a script, a key and its value to a line; null: a line is none of these. */
function configIn(text: string): Record<string, string> | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^\s*([^\s=]+)\s*=(.*)$/.exec(line));
  if (pairs.includes(null)) return null;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2]?.trim() ?? '']));
}

/** The coordinator's plug-in imports the script by this name. */
function scriptProblem(text: string): string | null {
  const name = text.trim();
  return /^[A-Za-z_]\w*$/.test(name) && !isKnown(name) ? null : texts.problems.script;
}

function modeFields(host: ReturnType<typeof hostOf>): readonly Field[] {
  const own = host?.power_on_mode ?? '';
  const config = host?.power_on_config ?? {};
  const keyValues = Object.entries(config).map(([key, value]) => `${key}=${value}`);
  return [
    {
      kind: 'choice',
      id: MODE,
      label: texts.fields.mode,
      initial: keyOf(own),
      choices: [...MODES.map(keyOf), OWN_SCRIPT].map((key): Choice => ({
        key,
        label: texts.fields.modes[key] ?? key,
        detail: '',
        reason: null,
      })),
      checksServers: false,
    },
    {
      kind: 'text',
      id: ADDRESS,
      label: texts.fields.address,
      initial: config['power_on_ip'] ?? '',
      isAsked: needsController,
    },
    {
      kind: 'text',
      id: USER,
      label: texts.fields.user,
      initial: config['power_on_user'] ?? '',
      optional: true,
      isAsked: needsController,
    },
    {
      kind: 'text',
      id: PASSWORD,
      label: texts.fields.password,
      initial: '',
      optional: true,
      secret: true,
      isAsked: needsController,
    },
    {
      kind: 'text',
      id: SCRIPT,
      label: texts.fields.script,
      initial: isKnown(own) ? '' : own,
      hint: texts.fields.scriptHint,
      problem: scriptProblem,
      isAsked: isOwnScript,
    },
    {
      kind: 'text',
      id: SCRIPT_CONFIG,
      label: texts.fields.scriptConfig,
      initial: isKnown(own) ? '' : keyValues.join('\n'),
      hint: texts.fields.scriptConfigHint,
      optional: true,
      lines: 3,
      problem: (text) => (configIn(text) === null ? texts.problems.scriptConfig : null),
      isAsked: isOwnScript,
    },
  ];
}

/** What `host.set_power_on_mode` is given; passwords lie in secrets of the pool, by their uuid. */
function modeConfig(input: Input, secret: string): Record<string, string> {
  if (isOwnScript(input)) return configIn(textInput(input, SCRIPT_CONFIG)) ?? {};
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
