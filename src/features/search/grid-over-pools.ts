import type { SortKey } from '../navigation';
import { comparatorFor, GridModel, kindsOf } from './grid-model';
import type { GridResult } from './grid-model';

const NOTHING: GridResult = { rows: [], total: 0, kinds: [] };

/** The rows of one grid over several pools, in one order. With one pool it costs what that costs alone. */
export class GridOverPools {
  private readonly models = new Map<string, GridModel>();
  private inputs: readonly unknown[] = [];
  private merged = NOTHING;

  /** The model of one pool's rows. */
  modelOf(pool: string): GridModel {
    let model = this.models.get(pool);
    if (!model) this.models.set(pool, (model = new GridModel()));
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
    this.merged = {
      rows: parts.flatMap((part) => part.rows).sort(comparatorFor(sort)),
      total: parts.reduce((sum, part) => sum + part.total, 0),
      kinds: kindsOf(kinds, this.merged.kinds),
    };
    return this.merged;
  }
}
