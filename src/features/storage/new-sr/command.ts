import { Database } from 'lucide-react';
import { apiLine, asyncLine, textInput, xeLine } from '../../commands';
import type { Input, Job, PoolCommand, Script, Target } from '../../commands';
import { only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import type { DeviceConfig } from './probe';
import { steps } from './steps';
import { texts } from './texts';
import { configOf, existingIn, FIELD, hostOf, typeIn, TYPES } from './types';

/** What `SR.create` and `SR.introduce` are told beside the place. */
function kindOf(input: Input) {
  const type = typeIn(input) ?? 'nfs';
  const { driver, isShared } = TYPES[type];
  return { driver, isShared, content: driver === 'iso' ? 'iso' : 'user' } as const;
}

const nameIn = (input: Input): string => textInput(input, FIELD.name).trim();
const descriptionIn = (input: Input): string => textInput(input, FIELD.description).trim();

function createArgs(inventory: Inventory, input: Input, config: DeviceConfig) {
  const { driver, isShared, content } = kindOf(input);
  return [hostOf(inventory, input), config, 0, nameIn(input), descriptionIn(input), driver, content, isShared] as const;
}

function introduceArgs(input: Input) {
  const { driver, isShared, content } = kindOf(input);
  return [existingIn(input), nameIn(input), descriptionIn(input), driver, content, isShared, {}] as const;
}

const pbdOf = (host: string, sr: string, config: DeviceConfig) =>
  ({ host, SR: sr, device_config: config, other_config: {} }) as const;

async function create(job: Job, target: Target, input: Input): Promise<void> {
  const { inventory } = job;
  const config = configOf(input);
  const isThere = existingIn(input) !== '';
  const sr = isThere
    ? await attach(job, input, config)
    : await job.task('SR.create', ...createArgs(inventory, input, config));
  const name = nameIn(input);
  job.keep({
    words: isThere ? texts.attached(name) : texts.kept(name),
    object: { connection: target.id.connection, class: 'SR', ref: sr },
  });
  const pool = only(inventory, 'pool')?.[0];
  if (input[FIELD.isDefault] === true && pool !== undefined) await job.call('pool.set_default_SR', pool, sr);
}

/** A repository that lies there already becomes one of the pool, on every server; else nothing of it stays. */
async function attach(job: Job, input: Input, config: DeviceConfig): Promise<string> {
  const sr = await job.task('SR.introduce', ...introduceArgs(input));
  const pbds: string[] = [];
  job.made({
    label: texts.halfMade(nameIn(input)),
    undo: async (again) => {
      for (const pbd of pbds) await again.task('PBD.unplug', pbd);
      await again.task('SR.forget', sr);
    },
  });
  for (const host of rows(job.inventory, 'host').keys()) {
    const pbd = await job.task('PBD.create', pbdOf(host, sr, config));
    pbds.push(pbd);
    await job.task('PBD.plug', pbd);
  }
  return sr;
}

/** Passwords are in no line. */
function shown(config: DeviceConfig): DeviceConfig {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, key.endsWith('password') ? texts.hidden : value]),
  );
}

const configParams = (config: DeviceConfig): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [`device-config:${key}`, value]));

function scriptOf(inventory: Inventory, input: Input): Script {
  const config = shown(configOf(input));
  const { driver, isShared, content } = kindOf(input);
  const common = {
    'name-label': nameIn(input),
    'name-description': descriptionIn(input),
    type: driver,
    'content-type': content,
    shared: String(isShared),
  };
  const pool = only(inventory, 'pool');
  const isDefault = input[FIELD.isDefault] === true && pool !== undefined;
  const last = {
    api: isDefault ? [apiLine('pool.set_default_SR', pool[0], texts.newSr)] : [],
    xe: isDefault ? [xeLine('pool-param-set', { uuid: pool[1].uuid, 'default-SR': texts.newSr })] : [],
  };
  if (existingIn(input) === '') {
    const host = hostOf(inventory, input);
    return {
      api: [asyncLine('SR.create', ...createArgs(inventory, input, config)), ...last.api],
      xe: [
        xeLine('sr-create', {
          'host-uuid': row(inventory, 'host', host)?.uuid ?? host,
          ...common,
          ...configParams(config),
        }),
        ...last.xe,
      ],
    };
  }
  const hosts = [...rows(inventory, 'host')];
  return {
    api: [
      asyncLine('SR.introduce', ...introduceArgs(input)),
      ...hosts.flatMap(([host]) => [
        asyncLine('PBD.create', pbdOf(host, texts.newSr, config)),
        asyncLine('PBD.plug', texts.newPbd),
      ]),
      ...last.api,
    ],
    xe: [
      xeLine('sr-introduce', { uuid: existingIn(input), ...common }),
      ...hosts.flatMap(([, host]) => [
        xeLine('pbd-create', { 'host-uuid': host.uuid, 'sr-uuid': existingIn(input), ...configParams(config) }),
        xeLine('pbd-plug', { uuid: texts.newPbd }),
      ]),
      ...last.xe,
    ],
  };
}

/** The wizard that makes a storage repository, or attaches one that lies there already. */
export const newSrCommand: PoolCommand = {
  type: 'pool',
  id: 'pool.newSr',
  button: true,
  label: texts.label,
  verb: texts.verb,
  title: (name, input) => (nameIn(input) === '' ? texts.titleIn(name) : texts.title(nameIn(input))),
  icon: Database,
  group: 'create',
  kinds: ['pool', 'host'],
  calls: ['SR.create'],
  single: true,
  reason: (inventory, target) =>
    row(inventory, target.kind === 'pool' ? 'pool' : 'host', target.ref) ? null : texts.reasons.gone,
  steps,
  script: (inventory, _target, input) => scriptOf(inventory, input),
  run: create,
};
