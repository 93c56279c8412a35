/** Keysyms of X11 that mean more than a letter. */
const BACKSPACE = 0xff08;
const RETURN = 0xff0d;
const KEYPAD_ENTER = 0xff8d;
const DELETE = 0xffff;
const KEYPAD_DELETE = 0xff9f;
const CONTROLS = [0xffe3, 0xffe4];
const ALTS = [0xffe7, 0xffe8, 0xffe9, 0xffea];
const KEYPAD_FIRST = 0xffaa;
const KEYPAD_LAST = 0xffb9;
const UNICODE = 0x01000000;

const LONGEST_LINE = 32;
const MOST_LINES = 12;

export const NO_ACCOUNTS = 'Login incorrect: a simulated guest has no accounts.';
const ATTENTION = 'Ctrl-Alt-Del arrived. VM.clean_reboot restarts this machine.';

/** A line that asks for a name and a password, and takes neither. */
export class Keyboard {
  readonly #down = new Set<number>();
  #name = '';
  #asksPassword = false;
  #said: readonly string[] = [];

  key(keysym: number, isDown: boolean): void {
    if (!isDown) {
      this.#down.delete(keysym);
      return;
    }
    if ([...CONTROLS, ...ALTS].includes(keysym)) this.#down.add(keysym);
    const holds = (keys: readonly number[]): boolean => keys.some((key) => this.#down.has(key));
    if (holds(CONTROLS)) {
      if (holds(ALTS) && (keysym === DELETE || keysym === KEYPAD_DELETE)) this.#say(ATTENTION);
      else if (letter(keysym) === 'c' || letter(keysym) === 'u') this.#reset();
    } else if (keysym === RETURN || keysym === KEYPAD_ENTER) this.#enter();
    else if (keysym === BACKSPACE || keysym === DELETE)
      this.#name = this.#asksPassword ? this.#name : this.#name.slice(0, -1);
    else if (!this.#asksPassword && this.#name.length < LONGEST_LINE) this.#name += letter(keysym);
  }

  /** What was said before, and the line that is being typed. */
  lines(prompt: string): readonly string[] {
    const line = `${prompt}${this.#name}`;
    return [...this.#said, ...(this.#asksPassword ? [line, 'Password: _'] : [`${line}_`])];
  }

  #enter(): void {
    if (this.#asksPassword) this.#say(NO_ACCOUNTS);
    else if (this.#name !== '') this.#asksPassword = true;
  }

  #say(text: string): void {
    this.#said = [...this.#said, text].slice(-MOST_LINES);
    this.#reset();
  }

  #reset(): void {
    this.#name = '';
    this.#asksPassword = false;
  }
}

/** The letter of a key; nothing for keys that write none. */
function letter(keysym: number): string {
  if (keysym >= 0x20 && keysym <= 0xff) return String.fromCharCode(keysym);
  if (keysym >= KEYPAD_FIRST && keysym <= KEYPAD_LAST) return String.fromCharCode(keysym - 0xff80);
  if (keysym > UNICODE && keysym <= UNICODE + 0x10ffff) return String.fromCodePoint(keysym - UNICODE);
  return '';
}
