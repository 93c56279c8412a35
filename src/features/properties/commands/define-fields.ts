import { ListChecks } from 'lucide-react';
import { rowsInput, targetsOf, textInput } from '../../commands';
import type { Field, ListRow, OtherPool, PlannedCall, PoolCommand, Target } from '../../commands';
import { OBJECT_CLASSES, only, poolName, rows } from '../../objects';
import type { Call, Inventory } from '../../objects';
import { FIELD_PREFIX, inAllPools } from '../../organization';
import { texts } from '../texts';
import { definitions, definitionXml, isLong, writeDefinitions } from './definitions';
import type { Definition } from './definitions';
import { keptElsewhere, nameOf, rowOf, typeIn, wantedElsewhere, WAS } from './fields-elsewhere';
import { configuredOf, settingCalls } from './other-config';

const FIELDS = 'fields';
const WHERE = 'where';
const ALL_POOLS = 'all';

/** The objects of a pool that have a value in one of these fields. */
function holders(inventory: Inventory, pool: Target, fields: readonly string[]): readonly Target[] {
  const found = OBJECT_CLASSES.flatMap((cls) =>
    [...rows(inventory, cls)].flatMap(([ref, record]) =>
      'other_config' in record && fields.some((field) => FIELD_PREFIX + field in record.other_config)
        ? [{ ...pool.id, class: cls, ref }]
        : [],
    ),
  );
  return targetsOf(inventory, found);
}

/** What objects have goes with a field: under its new name, or away. Fields may take each other's names. */
function valueCalls(inventory: Inventory, pool: Target, wanted: readonly ListRow[]): readonly PlannedCall[] {
  const moved = definitions(inventory).flatMap(({ name }) => {
    const next = wanted.find((each) => each[WAS] === name);
    const to = next && nameOf(next);
    return to === name ? [] : [{ name, to }];
  });
  const before = moved.map(({ name }) => name);
  return holders(inventory, pool, before).flatMap((object) => {
    const config = configuredOf(inventory, object)?.other_config ?? {};
    const values = new Map(moved.map(({ name }) => [name, '']));
    for (const { name, to } of moved) {
      const value = config[FIELD_PREFIX + name];
      if (to !== undefined && value !== undefined) values.set(to, value);
    }
    // What stays is written before anything goes.
    return [...values]
      .sort(([, a], [, b]) => Number(a === '') - Number(b === ''))
      .flatMap(([name, value]) => settingCalls(inventory, object, FIELD_PREFIX + name, value));
  });
}

/** The calls that lead to these fields; none where they are there, however they are written. */
function callsFor(inventory: Inventory, pool: Target, wanted: readonly ListRow[]): readonly PlannedCall[] {
  const known = definitions(inventory);
  const isThere = ({ name, type }: Definition, at: number): boolean => {
    const each = wanted[at] ?? {};
    return each[WAS] === name && nameOf(each) === name && typeIn(each) === type;
  };
  if (wanted.length === known.length && known.every(isThere)) return [];
  const xml = wanted.map((each) => {
    const before = known.find(({ name }) => name === each[WAS]);
    const isSame = before?.name === nameOf(each) && before.type === typeIn(each);
    return isSame ? before.xml : definitionXml(nameOf(each), typeIn(each));
  });
  return [...valueCalls(inventory, pool, wanted), ...writeDefinitions(inventory, xml)];
}

/** Asked only where there is a choice. */
function whereFields(inventory: Inventory, others: readonly OtherPool[]): readonly Field[] {
  if (others.length === 0) return [];
  const [, pool] = only(inventory, 'pool') ?? [];
  const full = others.find((other) => isLong(other.inventory));
  const { where, inOne, inAll, inAllDetail } = texts.fields;
  return [
    {
      kind: 'choice',
      id: WHERE,
      label: where,
      initial: 'one',
      choices: [
        { key: 'one', label: inOne(pool ? poolName(inventory, pool) : ''), detail: '', reason: null },
        {
          key: ALL_POOLS,
          label: inAll(others.length + 1),
          detail: inAllDetail,
          reason: full ? texts.reasons.ofVm(full.name, texts.reasons.longFields) : null,
        },
      ],
      checksServers: false,
    },
  ];
}

/** The custom fields of a pool: made, renamed, of another type, taken away. */
export const defineFieldsCommand: PoolCommand = {
  type: 'pool',
  id: 'pool.fields',
  label: texts.labels.defineFields,
  verb: texts.save,
  title: texts.titles.defineFields,
  icon: ListChecks,
  group: 'edit',
  kinds: ['pool'],
  single: true,
  calls: ['pool.remove_from_gui_config', 'pool.add_to_gui_config'] satisfies readonly Call[],
  reason: (inventory) => {
    if (only(inventory, 'pool') === undefined) return texts.reasons.gone;
    return isLong(inventory) ? texts.reasons.longFields : null;
  },
  fields: (inventory, [pool], _nowMs, others = []) => [
    {
      kind: 'list',
      id: FIELDS,
      label: texts.fields.fieldsOfPool,
      initial: definitions(inventory).map(rowOf),
      empty: texts.fields.noFields,
      addLabel: texts.fields.addField,
      add: () => ({ [WAS]: '', name: '', type: 'String' }),
      fields: () => [
        {
          kind: 'text',
          id: 'name',
          label: texts.fields.fieldName,
          initial: '',
          problem: (text) => (/^[^.]*$/.test(text) ? null : texts.problems.name),
        },
        {
          kind: 'choice',
          id: 'type',
          label: texts.fields.fieldType,
          initial: 'String',
          choices: (['String', 'Date'] as const).map((key) => ({
            key,
            label: texts.fields.fieldTypes[key],
            detail: '',
            reason: null,
          })),
          checksServers: false,
          folds: true,
        },
      ],
      describe: (each) => ({
        title: nameOf(each) || texts.fields.newField,
        detail: [
          texts.fields.fieldTypes[typeIn(each)],
          ...(pool && each[WAS] ? [texts.fields.usedBy(holders(inventory, pool, [each[WAS]]).length)] : []),
          ...keptElsewhere(others, definitions(inventory), each).map(texts.fields.keptIn),
        ].join(', '),
      }),
      problem: (all) => (new Set(all.map(nameOf)).size < all.length ? texts.problems.twice : null),
    },
    ...whereFields(inventory, others),
  ],
  ...inAllPools(({ pool, inventory }, target, input, front) => {
    const wanted = rowsInput(input, FIELDS);
    if (pool === null) return [callsFor(inventory, target, wanted)];
    if (textInput(input, WHERE) !== ALL_POOLS || isLong(inventory)) return [];
    const [ref = ''] = only(inventory, 'pool') ?? [];
    return targetsOf(inventory, [{ connection: pool, class: 'pool', ref }]).map((there) =>
      callsFor(inventory, there, wantedElsewhere(definitions(inventory), definitions(front), wanted)),
    );
  }),
};
