import { FolderInput, ListPlus } from 'lucide-react';
import { planned, rowsInput, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Input, ListRow, PlannedCall, PoolCommand, Target } from '../../commands';
import { only, OBJECT_CLASSES, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, xmlText } from '../../values';
import { texts } from '../texts';
import { configCallsOf, CONFIGURED, configuredOf, settingCalls } from './other-config';

/** XenCenter keeps the folder of an object and its custom fields in `other_config`, and knows the fields by the pool. */
const FOLDER = 'folder';
const PREFIX = 'XenCenter.CustomFields.';
const DEFINITIONS = 'XenCenter.CustomFields';
const FIELDS = 'fields';
const LONGEST = 64 * 1024;

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

const folderCalls = (inventory: Inventory, target: Target, input: Input) =>
  settingCalls(inventory, target, FOLDER, folderIn(input));

function definitionsOf(inventory: Inventory): string {
  return only(inventory, 'pool')?.[1].gui_config[DEFINITIONS] ?? '';
}

/** Whether there is more than is read here: then nothing may be written in its place. */
const isLong = (inventory: Inventory): boolean => definitionsOf(inventory).length > LONGEST;

/** The names of the fields that the pool knows. */
function definedNames(inventory: Inventory): readonly string[] {
  if (isLong(inventory)) return [];
  return [...definitionsOf(inventory).matchAll(/<CustomFieldDefinition\b[^>]*?\bname\s*=\s*"([^"]*)"/g)].map(
    ([, name = '']) => xmlText(name),
  );
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The calls that let the pool know of fields that nobody has defined yet. */
function definitionCalls(inventory: Inventory, names: readonly string[]): readonly PlannedCall[] {
  const [ref, pool] = only(inventory, 'pool') ?? [];
  const known = new Set(definedNames(inventory));
  const fresh = names.filter((name) => !known.has(name));
  if (ref === undefined || !pool || fresh.length === 0) return [];
  const before = /<CustomFieldDefinition\b[\s\S]*?\/>/g;
  const kept = definitionsOf(inventory).match(before) ?? [];
  const added = fresh.map((name) => `<CustomFieldDefinition name="${escaped(name)}" type="String" defaultValue="" />`);
  const xml = `<CustomFieldDefinitions>${[...kept, ...added].join('')}</CustomFieldDefinitions>`;
  const line = xeLine('pool-param-set', { uuid: pool.uuid, [`gui-config:${DEFINITIONS}`]: xml });
  return [
    ...(DEFINITIONS in pool.gui_config ? [planned('', 'pool.remove_from_gui_config', ref, DEFINITIONS)] : []),
    planned(line, 'pool.add_to_gui_config', ref, DEFINITIONS, xml),
  ];
}

/** The fields of an object, and those that the pool knows and it has not filled in. */
function fieldRows(inventory: Inventory, target: Target): readonly ListRow[] {
  const config = configuredOf(inventory, target)?.other_config ?? {};
  const own = Object.keys(config).flatMap((key) => (key.startsWith(PREFIX) ? [key.slice(PREFIX.length)] : []));
  return [...new Set([...own, ...definedNames(inventory)])]
    .sort(compareNatural)
    .map((name) => ({ name, value: config[PREFIX + name] ?? '' }));
}

function fieldCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const wanted = rowsInput(input, FIELDS);
  const values = new Map(wanted.map((each) => [(each['name'] ?? '').trim(), (each['value'] ?? '').trim()]));
  const before = fieldRows(inventory, target).map((each) => each['name'] ?? '');
  const filled = [...values].flatMap(([name, value]) => (value === '' ? [] : [name]));
  return [
    ...definitionCalls(inventory, filled),
    ...[...new Set([...before, ...values.keys()])].flatMap((name) =>
      settingCalls(inventory, target, PREFIX + name, values.get(name) ?? ''),
    ),
  ];
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
        add: () => ({ name: '', value: '' }),
        fields: () => [
          {
            kind: 'text',
            id: 'name',
            label: texts.fields.fieldName,
            initial: '',
            problem: (text) => (/^[^.]*$/.test(text) ? null : texts.problems.name),
          },
          { kind: 'text', id: 'value', label: texts.fields.fieldValue, initial: '', optional: true },
        ],
        describe: ({ name = '', value = '' }) => ({ title: name, detail: value }),
        problem: (all) =>
          new Set(all.map((each) => (each['name'] ?? '').trim())).size < all.length ? texts.problems.twice : null,
      },
    ],
    script: (inventory, target, input) => scriptOfCalls(fieldCalls(inventory, target, input)),
    run: (job, target, input) => runCalls(job, fieldCalls(job.inventory, target, input)),
  },
];
