import type { Viewer, ViewerIo } from './viewers';

/** What answers the lines that are typed. */
export interface Shell {
  /** Said before the first prompt. */
  readonly banner: string;
  prompt(): string;
  /** The answer to a line, null to log out. */
  run(line: string): string | null;
}

const LONGEST_LINE = 4096;
const ESCAPE_SEQUENCE = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O[@-~]|[^[O])/;
const UNFINISHED_SEQUENCE = /^\x1b(?:\[[0-?]*[ -/]*|O)?$/;
const CLEAR_SCREEN = '\x1b[H\x1b[2J';

/** A terminal of the kind vt100: echoes what is typed and hands whole lines to a shell. */
export class TextConsole implements Viewer {
  readonly #io: ViewerIo;
  readonly #shell: Shell;
  readonly #decoder = new TextDecoder();
  #line: readonly string[] = [];
  #unread = '';
  #afterReturn = false;

  constructor(io: ViewerIo, shell: Shell) {
    this.#io = io;
    this.#shell = shell;
    this.#say(`${plain(shell.banner)}\n${this.#prompt()}`);
  }

  receive(bytes: Uint8Array): void {
    this.#io.used();
    let text = this.#unread + this.#decoder.decode(bytes, { stream: true });
    while (text !== '') {
      if (text.startsWith('\x1b')) {
        if (UNFINISHED_SEQUENCE.test(text) && text.length < LONGEST_LINE) break;
        // Keys of the cursor and the like: there is nothing to move in.
        text = text.slice(ESCAPE_SEQUENCE.exec(text)?.[0].length ?? 1);
        continue;
      }
      const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
      text = text.slice(character.length);
      if (!this.#take(character)) return this.#io.end();
    }
    this.#unread = text;
  }

  changed(): void {
    // The prompt says what there is to say.
  }

  closed(): void {
    // It holds nothing.
  }

  /** False to log out. */
  #take(character: string): boolean {
    const isSecondOfTwo = this.#afterReturn && character === '\n';
    this.#afterReturn = character === '\r';
    if (isSecondOfTwo) return true;
    switch (character) {
      case '\r':
      case '\n':
        return this.#enter();
      case '\b':
      case '\x7f':
        if (this.#line.length > 0) this.#say('\b \b');
        this.#line = this.#line.slice(0, -1);
        return true;
      case '\x03':
        this.#line = [];
        this.#say(`^C\n${this.#prompt()}`);
        return true;
      case '\x04':
        if (this.#line.length > 0) return true;
        this.#say('logout\n');
        return false;
      case '\x0c':
        this.#say(`${CLEAR_SCREEN}${this.#prompt()}${this.#line.join('')}`);
        return true;
      case '\x15':
        this.#say('\b \b'.repeat(this.#line.length));
        this.#line = [];
        return true;
      default:
        if (character < ' ' || this.#line.length === LONGEST_LINE) return true;
        this.#line = [...this.#line, character];
        this.#say(character);
        return true;
    }
  }

  #enter(): boolean {
    const answer = this.#shell.run(this.#line.join('').trim());
    this.#line = [];
    this.#say(`\n${answer === null ? 'logout\n' : plain(answer) + this.#prompt()}`);
    return answer !== null;
  }

  #prompt(): string {
    return plain(this.#shell.prompt());
  }

  #say(text: string): void {
    this.#io.send(new TextEncoder().encode(text.replaceAll('\n', '\r\n')));
  }
}

/** Names of the pool must not steer the terminal. */
function plain(text: string): string {
  return text.replace(/[\0-\x09\x0b-\x1f\x7f-\x9f]/g, '?');
}
