import { formatTime, parseFieldDate } from '../../values';
import type { Row, Value } from '../section';
import { SectionBuilder } from '../section';

interface Described {
  readonly uuid: string;
  readonly name_label: string;
  readonly name_description: string;
}

interface Organised {
  readonly tags?: readonly string[];
  readonly other_config?: Readonly<Record<string, string>>;
}

/** XenCenter keeps the folder of an object and its custom fields in `other_config`. */
const FOLDER_KEY = 'folder';
export const FIELD_PREFIX = 'XenCenter.CustomFields.';

/**
 * Name, description, tags and folder: the rows every General tab begins with. They are there when they are empty too: it
 * is here that they are filled in.
 */
export function describe(section: SectionBuilder, record: Described & Organised): SectionBuilder {
  section
    .value('name', { kind: 'text', text: record.name_label })
    .value('description', { kind: 'text', text: record.name_description });
  if (record.tags) section.value('tags', { kind: 'tags', tags: record.tags });
  const { other_config: config } = record;
  return config ? section.value('folder', { kind: 'text', text: config[FOLDER_KEY] ?? '' }) : section;
}

function customFields(record: Organised): readonly Row[] {
  return Object.entries(record.other_config ?? {})
    .filter(([key, text]) => key.startsWith(FIELD_PREFIX) && text !== '')
    .map(([key, text]): Row => {
      const timeMs = parseFieldDate(text);
      const value: Value = { kind: 'text', text: timeMs === null ? text : formatTime(timeMs) };
      return { id: key, name: key.slice(FIELD_PREFIX.length), value };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function customFieldSection(record: Organised) {
  const section = new SectionBuilder('customFields');
  for (const row of customFields(record)) section.named(row.id, row.name, row.value);
  return section.build();
}
