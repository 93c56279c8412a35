import { useMemo } from 'react';
import { readInventory } from '../../../xapi/cache/cache';
import type { PoolEntry } from '../../connections';
import { rows } from '../../objects';
import type { Inventory } from '../../objects';
import { foldersIn } from '../../organization';
import { compareNatural } from '../../values';
import type { Vocabulary } from '../query/complete';
import { customFields } from '../query/custom-fields';
import type { RelationId } from '../query/model';
import type { SubjectClass } from '../query/property-values';
import { readName, readTags } from '../query/read-objects';
import { readSystem } from '../query/read-machines';
import { relationOf } from '../query/read-relations';

const TAGGED: readonly SubjectClass[] = ['pool', 'host', 'VM', 'SR', 'VDI', 'network'];
/** More names than this help nobody who has not begun to type; the field shows a dozen. */
const MOST = 20_000;

/** What objects of these pools have, looked up when somebody begins to type it. */
export function useVocabulary(pools: readonly PoolEntry[]): Vocabulary {
  return useMemo(() => vocabularyOf(pools), [pools]);
}

export function vocabularyOf(pools: readonly PoolEntry[]): Vocabulary {
  const known = new Map<string, Known>();
  const look = <T>(key: string, read: (inventories: readonly Inventory[]) => readonly T[]): readonly T[] => {
    const inventories = pools.map(({ connection }) => readInventory(connection));
    const before = known.get(key);
    if (before && inventories.every((inventory, at) => inventory === before.inventories[at])) {
      return before.found as readonly T[];
    }
    const found = read(inventories);
    known.set(key, { inventories, found });
    return found;
  };
  return {
    fields: () => look('fields', customFields),
    values: (property) => look(property, (inventories) => valuesOf(inventories, property)),
    names: (relation) => look(`>${relation}`, (inventories) => namesOf(inventories, relation)),
  };
}

/** Letters follow each other faster than the pool changes. */
interface Known {
  readonly inventories: readonly Inventory[];
  readonly found: readonly unknown[];
}

function valuesOf(inventories: readonly Inventory[], property: string): readonly string[] {
  switch (property) {
    case 'tags':
      return collect(inventories, (inventory) =>
        TAGGED.flatMap((cls) =>
          [...refsOf(inventory, cls)].flatMap((ref) => (readTags(inventory, cls, ref) ?? []) as readonly string[]),
        ),
      );
    case 'os':
      return collect(inventories, (inventory) =>
        [...refsOf(inventory, 'VM')].flatMap((ref) => {
          const system = readSystem(inventory, 'VM', ref);
          return typeof system === 'string' ? [system] : [];
        }),
      );
    case 'path':
      return collect(inventories, (inventory) => [...foldersIn(inventory)]);
    case 'storageType':
      return collect(inventories, (inventory) => [...rows(inventory, 'SR').values()].map(({ type }) => type));
    case 'version':
      return collect(inventories, (inventory) =>
        [...rows(inventory, 'host').values()].flatMap(
          ({ software_version: version }) => version['product_version'] ?? [],
        ),
      );
    default:
      return [];
  }
}

function namesOf(inventories: readonly Inventory[], relation: RelationId): readonly string[] {
  const { to } = relationOf(relation);
  if (to === 'folder') {
    return collect(inventories, (inventory) =>
      [...foldersIn(inventory)].map((path) => path.slice(path.lastIndexOf('/') + 1)),
    );
  }
  return collect(inventories, (inventory) =>
    [...refsOf(inventory, to)].flatMap((ref) => {
      const vm = to === 'VM' ? rows(inventory, 'VM').get(ref) : undefined;
      if (vm && (vm.is_control_domain || vm.is_a_template !== (relation === 'snapshot'))) return [];
      const name = readName(inventory, to, ref);
      return typeof name === 'string' ? [name] : [];
    }),
  );
}

function refsOf(inventory: Inventory, cls: SubjectClass): Iterable<string> {
  return cls === 'folder' ? [] : rows(inventory, cls).keys();
}

function collect(
  inventories: readonly Inventory[],
  read: (inventory: Inventory) => readonly string[],
): readonly string[] {
  return [...new Set(inventories.flatMap(read))].slice(0, MOST).sort(compareNatural);
}
