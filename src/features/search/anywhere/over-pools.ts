import type { PoolEntry } from '../../connections';
import type { ObjectId } from '../../navigation';
import { OBJECT_CLASSES, rows } from '../../objects';
import { indexOf } from '../pool-index';
import type { Filter } from '../query/model';
import { QueryRun } from '../query/query-run';
import type { Member } from '../query/query-run';

/** Whether an object is what a query asks for. */
export type ObjectTest = (id: ObjectId) => boolean;

/** A filter over all objects of several pools, which follows them. */
export class FilterOverPools {
  private readonly parts: ReadonlyMap<string, PoolPart>;

  constructor(pools: readonly PoolEntry[], filter: Filter) {
    this.parts = new Map(pools.map((pool) => [pool.id, new PoolPart(pool, filter)]));
  }

  follow(): () => void {
    const offs = [...this.parts.values()].map((part) => part.run.follow());
    return () => {
      for (const off of offs) off();
    };
  }

  readonly test: ObjectTest = (id) => this.parts.get(id.connection)?.test(id) ?? false;

  /** All that match, pool by pool. */
  all(): readonly ObjectId[] {
    return [...this.parts].flatMap(([connection, part]) =>
      part.all().map(({ cls, ref }): ObjectId => ({ connection, class: cls as ObjectId['class'], ref })),
    );
  }
}

class PoolPart {
  readonly run: QueryRun;
  private readonly index;
  private members: readonly Member[] = [];
  private readonly known = new Set<string>();

  constructor({ connection, clock }: PoolEntry, filter: Filter) {
    this.index = indexOf(connection);
    this.run = new QueryRun(filter, { index: this.index, nowMs: () => clock.nowMs() });
  }

  test({ ref }: ObjectId): boolean {
    if (!this.known.has(ref)) this.lookAgain();
    return this.run.read(this.members).refs.has(ref);
  }

  all(): readonly Member[] {
    this.lookAgain();
    const { refs } = this.run.read(this.members);
    return this.members.filter(({ ref }) => refs.has(ref));
  }

  /** Objects that nobody has asked about yet. What is gone matches nothing. */
  private lookAgain(): void {
    this.members = OBJECT_CLASSES.flatMap((cls) =>
      [...rows(this.index.inventory, cls).keys()].map((ref): Member => ({ cls, ref })),
    );
    this.known.clear();
    for (const { ref } of this.members) this.known.add(ref);
  }
}
