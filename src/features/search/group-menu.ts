import type { MenuEntry } from '../../ui/actions/menu';
import { ALL_FIELDS } from './group-levels';
import type { CustomField } from './query/custom-fields';
import { findProperty } from './query/properties';
import { findRelation } from './query/read-relations';
import { texts as queryTexts } from './query/texts';
import type { RelationId } from './query/model';
import { texts } from './texts';

/** What XenCenter groups by, in its order. */
export const GROUP_KEYS = [
  'pool',
  'host',
  'type',
  'power',
  'os',
  'tools',
  'network',
  'sr',
  'disk',
  'vm',
  'vapp',
  'tags',
  'folders',
  ALL_FIELDS,
  'ha',
  'readCaching',
  'vendorDevice',
] as const;

function groupLabel(id: string): string {
  if (id === 'folders') return queryTexts.relations.folder;
  return findRelation(id) ? queryTexts.relations[id as RelationId] : (findProperty(id)?.label ?? id);
}

export interface GroupMenu {
  readonly grouping: readonly string[];
  readonly fields: readonly CustomField[];
  readonly choose: (grouping: readonly string[]) => void;
  /** Null: there are no groups. */
  readonly closeAll: (() => void) | null;
  readonly openAll: () => void;
}

/** Each choice adds a level inside of those before it, or takes its level away. */
export function groupMenu({ grouping, fields, choose, closeAll, openAll }: GroupMenu): readonly MenuEntry[] {
  const ids = [...GROUP_KEYS, ...fields.map(({ name, isDate }) => `${isDate ? 'date' : 'field'}.${name}`)];
  return [
    { id: 'none', label: texts.groupNone, checked: grouping.length === 0, onAction: () => choose([]) },
    { kind: 'separator', id: 'line' },
    ...ids.map((id): MenuEntry => {
      const at = grouping.indexOf(id);
      const label = at >= 0 && grouping.length > 1 ? texts.groupLevel(groupLabel(id), at + 1) : groupLabel(id);
      return {
        id,
        label,
        checked: at >= 0,
        onAction: () => choose(at >= 0 ? grouping.filter((each) => each !== id) : [...grouping, id]),
      };
    }),
    ...(closeAll === null
      ? []
      : ([
          { kind: 'separator', id: 'line2' },
          { id: 'openAll', label: texts.openGroups, onAction: openAll },
          { id: 'closeAll', label: texts.closeGroups, onAction: closeAll },
        ] as const)),
  ];
}
