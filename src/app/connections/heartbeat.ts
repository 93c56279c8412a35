/** Ticks (one a second) between questions, and ticks without an answer after which the other side counts as silent. */
const QUESTION_EVERY_TICKS = 2;
const SILENT_AFTER_TICKS = 8;

/**
 * Notices that a simulator no longer answers, although nothing told the page that it died. It counts ticks instead of
 * reading a clock: a laptop that wakes up has not waited, and a hidden page, whose timers are throttled, does not ask.
 */
export class Heartbeat {
  #waitedTicks = 0;
  #restedTicks = 0;
  #asking = false;
  #silent = false;

  constructor(
    private readonly ask: () => Promise<unknown>,
    /** Told when silence begins and when an answer ends it. */
    private readonly onSilence: (silent: boolean) => void,
  ) {}

  /** To be called once a second. */
  tick(visible: boolean): void {
    if (!visible) {
      this.#waitedTicks = 0;
      return;
    }
    if (this.#asking) {
      this.#waitedTicks += 1;
      if (this.#waitedTicks >= SILENT_AFTER_TICKS) this.#setSilent(true);
      return;
    }
    this.#restedTicks += 1;
    if (this.#restedTicks < QUESTION_EVERY_TICKS) return;
    this.#asking = true;
    this.#waitedTicks = 0;
    const answered = () => {
      this.#asking = false;
      this.#restedTicks = 0;
      this.#setSilent(false);
    };
    // A refusal is an answer too: whoever refuses is alive.
    void this.ask().then(answered, answered);
  }

  #setSilent(silent: boolean): void {
    if (silent === this.#silent) return;
    this.#silent = silent;
    this.onSilence(silent);
  }
}
