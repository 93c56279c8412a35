import { FolderInput, ListPlus } from 'lucide-react';
import { rowsInput, runCalls, scriptOfCalls, textInput } from '../../commands';
import type { Input, ListRow, PlannedCall, PoolCommand, RowField, Target } from '../../commands';
import { OBJECT_CLASSES, rows } from '../../objects';
import type { Inventory } from '../../objects';
import {
  compareNatural,
  formatFieldDate,
  formatTime,
  fromLocalMoment,
  parseFieldDate,
  toLocalMoment,
} from '../../values';
import { emptiedCalls, FIELD_PREFIX, putting } from '../../organization';
import { texts } from '../texts';
import { definitions, definitionXml, isLong, typeOf, writeDefinitions } from './definitions';
import type { Definition, FieldType } from './definitions';
import { configCallsOf, CONFIGURED, configuredOf, settingCalls } from './other-config';

/** XenCenter keeps the folder of an object and its custom fields in `other_config`, and knows the fields by the pool. */
const FOLDER = 'folder';
const FIELDS = 'fields';

function knownFolders(inventory: Inventory): readonly string[] {
  const folders = new Set<string>();
  for (const cls of OBJECT_CLASSES) {
    for (const record of rows(inventory, cls).values()) {
      const folder = 'other_config' in record ? record.other_config[FOLDER] : undefined;
      if (folder !== undefined && folder !== '') folders.add(folder);
    }
  }
  return [...folders].sort(compareNatural);
}

const folderIn = (input: Input): string => textInput(input, FOLDER).trim().replace(/\/+$/, '');

function folderCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const record = configuredOf(inventory, target);
  if (!record) return [];
  const to = folderIn(input);
  return [
    ...putting(record.other_config, to, settingCalls(inventory, target, FOLDER, to)),
    ...emptiedCalls(inventory, { ...record, ref: target.ref }, to),
  ];
}

/** The calls that let the pool know of fields that nobody has defined yet. */
function definitionCalls(inventory: Inventory, filled: readonly ListRow[]): readonly PlannedCall[] {
  const known = definitions(inventory);
  const fresh = filled.filter(({ name = '' }) => !known.some((each) => each.name === name.trim()));
  if (fresh.length === 0) return [];
  return writeDefinitions(inventory, [
    ...known.map((each) => each.xml),
    ...fresh.map((each) => definitionXml((each['name'] ?? '').trim(), typeOf(known, each))),
  ]);
}

/** What a form shows of a value; of a date that is none, nothing. */
function shown(type: FieldType, text: string): string {
  if (type === 'String') return text;
  const timeMs = parseFieldDate(text);
  return timeMs === null ? '' : toLocalMoment(timeMs);
}

/** What is kept of a value; what nobody has changed stays as it was written, to the second. */
function kept(type: FieldType, value: string, before: string): string {
  if (type === 'String') return value;
  if (value === shown(type, before)) return before;
  const timeMs = fromLocalMoment(value);
  return timeMs === null ? '' : formatFieldDate(timeMs);
}

/** The fields of an object, and those that the pool knows and it has not filled in. */
function fieldRows(inventory: Inventory, target: Target): readonly ListRow[] {
  const config = configuredOf(inventory, target)?.other_config ?? {};
  const known = definitions(inventory);
  const own = Object.keys(config).flatMap((key) =>
    key.startsWith(FIELD_PREFIX) ? [key.slice(FIELD_PREFIX.length)] : [],
  );
  return [...new Set([...own, ...known.map(({ name }) => name)])]
    .sort(compareNatural)
    .map((name) => ({ name, value: shown(typeOf(known, { name }), config[FIELD_PREFIX + name] ?? '') }));
}

function fieldCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const config = configuredOf(inventory, target)?.other_config ?? {};
  const known = definitions(inventory);
  const wanted = rowsInput(input, FIELDS);
  const values = new Map(
    wanted.map((each) => {
      const name = (each['name'] ?? '').trim();
      return [
        name,
        kept(typeOf(known, each), (each['value'] ?? '').trim(), config[FIELD_PREFIX + name] ?? ''),
      ] as const;
    }),
  );
  const before = fieldRows(inventory, target).map((each) => each['name'] ?? '');
  return [
    ...definitionCalls(
      inventory,
      wanted.filter(({ name = '' }) => (values.get(name.trim()) ?? '') !== ''),
    ),
    ...[...new Set([...before, ...values.keys()])].flatMap((name) =>
      settingCalls(inventory, target, FIELD_PREFIX + name, values.get(name) ?? ''),
    ),
  ];
}

/** What is asked for one field: the type only while the pool does not know it. */
function askedOf(known: readonly Definition[], each: ListRow): readonly RowField[] {
  const isKnown = known.some(({ name }) => name === (each['name'] ?? '').trim());
  const { fieldName, fieldType, fieldValue: label, fieldTypes, momentHint } = texts.fields;
  const type = typeOf(known, each);
  const value = { kind: 'text', id: 'value', label, initial: '', optional: true } as const;
  return [
    {
      kind: 'text',
      id: 'name',
      label: fieldName,
      initial: '',
      problem: (text) => (/^[^.]*$/.test(text) ? null : texts.problems.name),
    },
    ...(isKnown
      ? []
      : [
          {
            kind: 'choice',
            id: 'type',
            label: fieldType,
            initial: 'String',
            choices: (['String', 'Date'] as const).map((key) => ({
              key,
              label: fieldTypes[key],
              detail: '',
              reason: null,
            })),
            checksServers: false,
            folds: true,
          } as const,
        ]),
    type === 'String'
      ? value
      : {
          ...value,
          moment: true,
          hint: momentHint,
          problem: (text: string) => (text === '' || fromLocalMoment(text) !== null ? null : texts.problems.moment),
        },
  ];
}

function describedAs(known: readonly Definition[], each: ListRow): string {
  const { value = '' } = each;
  const timeMs = typeOf(known, each) === 'Date' ? fromLocalMoment(value) : null;
  return timeMs === null ? value : formatTime(timeMs);
}

const exists = (inventory: Inventory, target: Target): string | null =>
  configuredOf(inventory, target) ? null : texts.reasons.gone;

/** How objects are filed: folders, and fields of one's own. */
export const filingCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'object.folder',
    label: texts.labels.folder,
    verb: texts.save,
    title: texts.titles.folder,
    icon: FolderInput,
    group: 'edit',
    kinds: CONFIGURED,
    calls: configCallsOf,
    reason: exists,
    fields: (inventory, targets) => {
      const folders = new Set(targets.map((target) => configuredOf(inventory, target)?.other_config[FOLDER] ?? ''));
      const [first = ''] = folders;
      return [
        {
          kind: 'text',
          id: FOLDER,
          label: texts.fields.folder,
          initial: folders.size === 1 ? first : '',
          hint: texts.fields.folderHint,
          optional: true,
          suggestions: knownFolders(inventory),
          problem: (text) => (text.trim() === '' || /^(?:\/[^/]+)+\/?$/.test(text.trim()) ? null : texts.problems.path),
        },
      ];
    },
    script: (inventory, target, input) => scriptOfCalls(folderCalls(inventory, target, input)),
    run: (job, target, input) => runCalls(job, folderCalls(job.inventory, target, input)),
  },
  {
    type: 'pool',
    id: 'object.customFields',
    label: texts.labels.customFields,
    verb: texts.save,
    title: texts.titles.customFields,
    icon: ListPlus,
    group: 'edit',
    kinds: CONFIGURED,
    single: true,
    calls: (inventory, target) => [
      ...configCallsOf(inventory, target),
      'pool.remove_from_gui_config',
      'pool.add_to_gui_config',
    ],
    reason: (inventory, target) => exists(inventory, target) ?? (isLong(inventory) ? texts.reasons.longFields : null),
    fields: (inventory, [target]) => [
      {
        kind: 'list',
        id: FIELDS,
        label: texts.fields.customFields,
        initial: target ? fieldRows(inventory, target) : [],
        empty: texts.fields.noFields,
        addLabel: texts.fields.addField,
        add: () => ({ name: '', type: 'String', value: '' }),
        fields: (each) => askedOf(definitions(inventory), each),
        describe: (each) => ({
          title: (each['name'] ?? '').trim() || texts.fields.newField,
          detail: describedAs(definitions(inventory), each),
        }),
        problem: (all) =>
          new Set(all.map((each) => (each['name'] ?? '').trim())).size < all.length ? texts.problems.twice : null,
      },
    ],
    script: (inventory, target, input) => scriptOfCalls(fieldCalls(inventory, target, input)),
    run: (job, target, input) => runCalls(job, fieldCalls(job.inventory, target, input)),
  },
];
