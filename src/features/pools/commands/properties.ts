import { Settings2 } from 'lucide-react';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { apiLine, textInput, xeLine } from '../../commands';
import type { Choice, Field, Input, PoolCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { storageChoices } from '../../storage';
import { mailChanges, mailFields } from './mail';
import { texts } from './texts';

const NONE = 'none';

type Pool = Records['pool'];

const words = texts.fields;

/** Storage that is chosen for a purpose. */
const STORAGE = [
  { key: 'suspend_image_SR', call: 'pool.set_suspend_image_SR', xe: 'suspend-image-SR', label: words.suspendSr },
  { key: 'crash_dump_SR', call: 'pool.set_crash_dump_SR', xe: 'crash-dump-SR', label: words.crashSr },
] as const;

/** What is on or off. */
const SWITCHES = [
  {
    key: 'migration_compression',
    call: 'pool.set_migration_compression',
    xe: 'migration-compression',
    label: words.compression,
    hint: '',
  },
  {
    key: 'igmp_snooping_enabled',
    call: 'pool.set_igmp_snooping_enabled',
    xe: 'igmp-snooping-enabled',
    label: words.snooping,
    hint: words.snoopingHint,
  },
  {
    key: 'ha_allow_overcommit',
    call: 'pool.set_ha_allow_overcommit',
    xe: 'ha-allow-overcommit',
    label: words.overcommit,
    hint: '',
  },
] as const;

const poolOf = (inventory: Inventory, { ref }: Target): Pool | undefined => row(inventory, 'pool', ref);

function chosenSr(inventory: Inventory, pool: Pool, key: (typeof STORAGE)[number]['key']): string {
  return row(inventory, 'SR', pool[key]) ? pool[key] : NONE;
}

function fieldsOf(inventory: Inventory, pool: Pool): readonly Field[] {
  const none: Choice = { key: NONE, label: words.none, detail: '', reason: null };
  const choices = [none, ...storageChoices(inventory, { host: NULL_REF })];
  return [
    ...STORAGE.map(({ key, label }): Field => {
      const initial = chosenSr(inventory, pool, key);
      return { kind: 'choice', id: key, label, initial, choices, checksServers: false, folds: true };
    }),
    ...SWITCHES.map(({ key, label, hint }): Field => ({ kind: 'check', id: key, label, initial: pool[key], hint })),
    ...mailFields(pool),
  ];
}

/** What differs from what the pool has. */
function changesIn(inventory: Inventory, target: Target, input: Input) {
  const pool = poolOf(inventory, target);
  if (!pool) return { places: [], switches: [], mail: [] };
  const places = STORAGE.flatMap((setting) => {
    const chosen = textInput(input, setting.key) || chosenSr(inventory, pool, setting.key);
    if (chosen === chosenSr(inventory, pool, setting.key)) return [];
    return [{ ...setting, sr: chosen === NONE ? NULL_REF : chosen }];
  });
  const switches = SWITCHES.flatMap((setting) => {
    const on = input[setting.key];
    return typeof on !== 'boolean' || on === pool[setting.key] ? [] : [{ ...setting, on }];
  });
  return { places, switches, mail: mailChanges(pool, input) };
}

/** What is set for a pool as a whole. */
export const propertiesCommand: PoolCommand = {
  type: 'pool',
  id: 'pool.properties',
  ...texts.properties,
  icon: Settings2,
  group: 'edit',
  kinds: ['pool'],
  single: true,
  calls: [
    ...[...STORAGE, ...SWITCHES].map(({ call }) => call),
    'pool.add_to_other_config',
    'pool.remove_from_other_config',
  ],
  reason: (inventory, target) => (poolOf(inventory, target) ? null : texts.reasons.gone),
  fields: (inventory, [target]) => {
    const pool = target && poolOf(inventory, target);
    return pool ? fieldsOf(inventory, pool) : [];
  },
  script: (inventory, target, input) => {
    const { places, switches, mail } = changesIn(inventory, target, input);
    const uuid = poolOf(inventory, target)?.uuid ?? target.ref;
    return {
      api: [
        ...places.map(({ call, sr }) => apiLine(call, target.ref, sr)),
        ...switches.map(({ call, on }) => apiLine(call, target.ref, on)),
        ...mail.flatMap(([key, text]) => [
          apiLine('pool.remove_from_other_config', target.ref, key),
          ...(text === '' ? [] : [apiLine('pool.add_to_other_config', target.ref, key, text)]),
        ]),
      ],
      xe: [
        ...places.map(({ xe, sr }) => xeLine('pool-param-set', { uuid, [xe]: row(inventory, 'SR', sr)?.uuid ?? '' })),
        ...switches.map(({ xe, on }) => xeLine('pool-param-set', { uuid, [xe]: String(on) })),
        ...mail.map(([key, text]) =>
          text === ''
            ? xeLine('pool-param-remove', { uuid, 'param-name': 'other-config', 'param-key': key })
            : xeLine('pool-param-set', { uuid, [`other-config:${key}`]: text }),
        ),
      ],
    };
  },
  run: async (job, target, input) => {
    const { places, switches, mail } = changesIn(job.inventory, target, input);
    for (const { call, sr } of places) await job.call(call, target.ref, sr);
    for (const { call, on } of switches) await job.call(call, target.ref, on);
    // A key is never added twice; others of the map may be written by others at the same time.
    for (const [key, text] of mail) {
      await job.call('pool.remove_from_other_config', target.ref, key);
      if (text !== '') await job.call('pool.add_to_other_config', target.ref, key, text);
    }
  },
};
