import { texts } from '../texts';
import { attribute, inOneForm } from './attributes';
import { WrongState } from './model';
import type { State } from './model';
import { StateMaker } from './state-maker';

/** No pool has more, and a hostile file is refused before it fills the memory. */
const MOST_ROWS = 4_000_000;
const LONGEST = 1024 ** 3;
/** Within so much a tag has ended. */
const LONGEST_TAG = 16 * 1024 ** 2;

/** A tag with its attributes. Whatever else XML may hold, no pool database does. */
const TAG = /<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>/y;
const ASIDE = /\s+|<\?[^>]*\?>|<!--[\s\S]*?-->/y;

/**
 * Reads a dump of a pool database (xapi: db_xml.ml) piece by piece. Rows stay as they are written: a parser that makes
 * names and values of all of them takes ten times as long, and hardly any is looked at.
 */
export class DumpReader {
  readonly #maker = new StateMaker(true);
  /** What has come and is not read. */
  #rest = '';
  #cls = '';
  #rows = 0;
  #length = 0;
  #isOpen = false;
  #isOver = false;

  write(text: string): void {
    if ((this.#length += text.length) > LONGEST) throw new WrongState(texts.wrong.large);
    this.#rest = this.#length === text.length ? text.replace(/^\ufeff/, '') : this.#rest + text;
    let at = 0;
    for (;;) {
      ASIDE.lastIndex = at;
      if (ASIDE.test(this.#rest)) {
        at = ASIDE.lastIndex;
        continue;
      }
      TAG.lastIndex = at;
      const [, closes, name = '', attributes = ''] = TAG.exec(this.#rest) ?? [];
      if (closes === undefined) break;
      at = TAG.lastIndex;
      this.#tag(name, attributes, closes === '/');
    }
    this.#rest = this.#rest.slice(at);
    if (this.#rest.startsWith('<!') && !this.#rest.startsWith('<!-') && this.#rest.length > 2) {
      throw new WrongState(texts.wrong.doctype);
    }
    if (this.#rest.length > LONGEST_TAG || (this.#rest !== '' && !this.#rest.startsWith('<'))) {
      throw new WrongState(texts.wrong.xml(this.#rest.slice(0, 40)));
    }
  }

  end(): State {
    if (this.#rest !== '' || !this.#isOver) throw new WrongState(texts.wrong.cut);
    return this.#maker.state();
  }

  #tag(name: string, attributes: string, closes: boolean): void {
    if (!this.#isOpen && name !== 'database') throw new WrongState(texts.wrong.notDatabase(name.slice(0, 40)));
    this.#isOpen = true;
    if (closes) {
      if (name === 'database') this.#isOver = true;
      return;
    }
    if (name === 'table') this.#cls = attribute(inOneForm(attributes), 'name') ?? '';
    if (name !== 'row') return;
    if ((this.#rows += 1) > MOST_ROWS) throw new WrongState(texts.wrong.large);
    const row = inOneForm(attributes);
    const ref = attribute(row, 'ref') ?? attribute(row, '_ref');
    if (ref !== undefined && this.#cls !== '') this.#maker.add(this.#cls, ref, row);
  }
}
