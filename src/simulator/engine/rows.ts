import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Entry } from './table';

/** The rows of a class while they are read. A generator would cost several times as much a row. */
export class Rows<C extends ClassName> implements IterableIterator<[Ref<C>, Records[C]]> {
  readonly #entries: Iterator<[Ref, Entry]>;

  constructor(entries: Iterator<[Ref, Entry]>) {
    this.#entries = entries;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<[Ref<C>, Records[C]]> {
    const { done, value } = this.#entries.next();
    if (done === true) return { done: true, value: undefined };
    return { done: false, value: [value[0] as Ref<C>, value[1].row as Records[C]] };
  }
}
