import type { OtherPool } from '../commands';
import { row, rows } from '../objects';
import type { Inventory } from '../objects';

/** Classes whose objects carry tags, can be in folders and have custom fields: snapshots and disks do too. */
export const FILED = ['pool', 'host', 'VM', 'SR', 'VDI', 'network'] as const;
export type FiledClass = (typeof FILED)[number];

/** An object that carries tags and can be in a folder. */
export interface FiledObject {
  readonly cls: FiledClass;
  readonly ref: string;
  readonly uuid: string;
  readonly tags: readonly string[];
  readonly other_config: Readonly<Record<string, string>>;
}

/** One pool of those that something is done in; null: the one that the command runs in. */
export interface Side {
  readonly pool: string | null;
  readonly name: string;
  readonly inventory: Inventory;
}

export function* filedObjects(inventory: Inventory): Generator<FiledObject> {
  for (const cls of FILED) {
    for (const [ref, { uuid, tags, other_config }] of rows(inventory, cls))
      yield { cls, ref, uuid, tags, other_config };
  }
}

/** All pools of the console, that of the command first. */
export function sidesOf(inventory: Inventory, others: readonly OtherPool[] = []): readonly Side[] {
  return [
    { pool: null, name: '', inventory },
    ...others.map((other) => ({ pool: other.id, name: other.name, inventory: other.inventory })),
  ];
}

/** The noun of `xe` commands for an object. */
export function nounOf(inventory: Inventory, { cls, ref }: Pick<FiledObject, 'cls' | 'ref'>): string {
  if (cls !== 'VM') return cls.toLowerCase();
  const vm = row(inventory, 'VM', ref);
  return vm?.is_a_snapshot === true ? 'snapshot' : vm?.is_a_template === true ? 'template' : 'vm';
}
