import type { SortKey } from '../navigation';
import { comparatorFor, GridModel, kindsOf } from './grid-model';
import type { GridResult } from './grid-model';
import type { PoolOfRows } from './grid-row';
import type { PropertyIndex } from './query/property-index';

const NOTHING: GridResult = { rows: [], total: 0, kinds: [] };

interface Held {
  readonly index: PropertyIndex;
  readonly name: string;
  readonly model: GridModel;
}

/** The rows of one grid over several pools, in one order. With one pool it costs what that costs alone. */
export class GridOverPools {
  private readonly models = new Map<string, Held>();
  private inputs: readonly unknown[] = [];
  private merged = NOTHING;

  /** The model of one pool's rows; another one when the pool has another name or connection. */
  modelOf(index: PropertyIndex, pool: PoolOfRows): GridModel {
    const held = this.models.get(pool.connection);
    if (held?.index === index && held.name === pool.pool) return held.model;
    const model = new GridModel(index, pool);
    this.models.set(pool.connection, { index, name: pool.pool, model });
    return model;
  }

  /** The same result while its parts and the order are the same. */
  merge(parts: readonly GridResult[], sort: readonly SortKey[]): GridResult {
    const [first] = parts;
    if (parts.length <= 1) return first ?? NOTHING;
    const inputs = [sort, ...parts];
    if (inputs.length === this.inputs.length && inputs.every((input, at) => input === this.inputs[at])) {
      return this.merged;
    }
    this.inputs = inputs;
    const kinds = parts.flatMap((part) => part.kinds);
    const all = parts.flatMap((part) => part.rows);
    // A folder is one, in however many pools it is.
    const rows = kinds.includes('folder') ? [...new Map(all.map((row) => [row.key, row])).values()] : all;
    this.merged = {
      rows: rows.sort(comparatorFor(sort)),
      total: parts.reduce((sum, part) => sum + part.total, 0) - (all.length - rows.length),
      kinds: kindsOf(kinds, this.merged.kinds),
    };
    return this.merged;
  }
}
