import { texts } from '../texts';
import { cellOf } from './cells';
import { WrongState } from './model';
import type { Row, State } from './model';
import { unprotect } from './s-expression';

/** Puts a state together, row by row. */
export class StateMaker {
  readonly #tables = new Map<string, Map<string, Row>>();
  readonly #uuids = new Map<string, string>();
  readonly #classes = new Map<string, string>();

  constructor(readonly isText: boolean) {}

  add(cls: string, ref: string, row: Row): void {
    let table = this.#tables.get(cls);
    if (!table) this.#tables.set(cls, (table = new Map()));
    table.set(ref, row);
    const uuid = cellOf(row, 'uuid');
    this.#uuids.set(ref, typeof uuid === 'string' && uuid !== '' ? uuid : ref);
    this.#classes.set(ref, cls);
  }

  /** Throws WrongState when there is no pool in it. */
  state(): State {
    const [pool] = this.#tables.get('pool')?.values() ?? [];
    if (pool === undefined) throw new WrongState(texts.wrong.noPool);
    const host = this.#tables.get('host')?.get(String(cellOf(pool, 'master')));
    // A pool without a name goes by its coordinator. Pools and servers name the column of their names differently.
    const found = [pool, host].flatMap((row) =>
      row === undefined ? [] : [cellOf(row, 'name_label'), cellOf(row, 'name__label')],
    );
    const name = found.find((each): each is string => typeof each === 'string' && each !== '') ?? '';
    return {
      name: this.isText ? unprotect(name) : name,
      tables: this.#tables,
      isText: this.isText,
      uuids: this.#uuids,
      classes: this.#classes,
    };
  }
}
