import { ListChecks } from 'lucide-react';
import { rowsInput, runCalls, scriptOfCalls, targetsOf } from '../../commands';
import type { Input, ListRow, PlannedCall, PoolCommand, Target } from '../../commands';
import { OBJECT_CLASSES, only, rows } from '../../objects';
import type { Call, Inventory } from '../../objects';
import { FIELD_PREFIX } from '../../organization';
import { texts } from '../texts';
import { definitions, definitionXml, isLong, writeDefinitions } from './definitions';
import type { FieldType } from './definitions';
import { configuredOf, settingCalls } from './other-config';

const FIELDS = 'fields';
/** What a field was called when the form opened; empty: it is new. */
const WAS = 'was';

const nameOf = (each: ListRow): string => (each['name'] ?? '').trim();
const typeIn = ({ type = '' }: ListRow): FieldType => (type === 'Date' ? 'Date' : 'String');

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

function callsFor(inventory: Inventory, pool: Target, input: Input): readonly PlannedCall[] {
  const wanted = rowsInput(input, FIELDS);
  const known = definitions(inventory);
  const xml = wanted.map((each) => {
    const before = known.find(({ name }) => name === each[WAS]);
    const isSame = before?.name === nameOf(each) && before.type === typeIn(each);
    return isSame ? before.xml : definitionXml(nameOf(each), typeIn(each));
  });
  return [...valueCalls(inventory, pool, wanted), ...writeDefinitions(inventory, xml)];
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
  fields: (inventory, [pool]) => [
    {
      kind: 'list',
      id: FIELDS,
      label: texts.fields.fieldsOfPool,
      initial: definitions(inventory).map(({ name, type }) => ({ [WAS]: name, name, type })),
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
        ].join(', '),
      }),
      problem: (all) => (new Set(all.map(nameOf)).size < all.length ? texts.problems.twice : null),
    },
  ],
  script: (inventory, target, input) => scriptOfCalls(callsFor(inventory, target, input)),
  run: (job, target, input) => runCalls(job, callsFor(job.inventory, target, input)),
};
