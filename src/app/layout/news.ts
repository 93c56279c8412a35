import type { NotificationCounts } from '../../features/notifications';

/** The least time between two sentences in ms: a storm of alerts must not drown a screen reader. */
export const QUIET_MS = 10_000;

type Counted = Pick<NotificationCounts, 'alerts' | 'updates' | 'failedEvents'>;
const KINDS = ['alerts', 'updates', 'failedEvents'] as const;

const WORDS: Readonly<Record<keyof Counted, (n: number) => string>> = {
  alerts: (n) => (n === 1 ? '1 new alert' : `${n} new alerts`),
  updates: (n) => (n === 1 ? '1 new update' : `${n} new updates`),
  failedEvents: (n) => (n === 1 ? '1 event failed' : `${n} events failed`),
};

/** What is more than was told last, in a sentence; null: nothing. */
function newsSince(told: Counted, counts: Counted): string | null {
  const parts = KINDS.flatMap((kind) => (counts[kind] > told[kind] ? WORDS[kind](counts[kind] - told[kind]) : []));
  return parts.length === 0 ? null : `${parts.join(', ')}.`;
}

/** Speaks of what has come since it spoke last. */
export class NewsSpeaker {
  private told: Counted | null = null;
  private present: Counted | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly speak: (sentence: string) => void) {}

  /** The first counts are what was there before: they stand on the screen and are not news. */
  note(counts: Counted): void {
    this.told ??= counts;
    this.present = counts;
    if (this.timer === undefined) this.tell();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private tell(): void {
    this.timer = undefined;
    const { told, present } = this;
    if (told === null || present === null) return;
    const news = newsSince(told, present);
    this.told = present;
    if (news === null) return;
    this.speak(news);
    this.timer = setTimeout(() => this.tell(), QUIET_MS);
  }
}
