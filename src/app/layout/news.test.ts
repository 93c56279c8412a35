import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { faviconWith } from './favicon';
import { NewsSpeaker, QUIET_MS } from './news';

const counts = (alerts: number, failedEvents = 0) => ({ alerts, updates: 0, failedEvents });

describe('what is spoken of alerts and events', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const listen = () => {
    const spoken: string[] = [];
    return { spoken, speaker: new NewsSpeaker((sentence) => spoken.push(sentence)) };
  };

  it('is what has come since the console was opened, not what was there', () => {
    const { spoken, speaker } = listen();
    speaker.note(counts(5));
    expect(spoken).toEqual([]);
    speaker.note(counts(6));
    expect(spoken).toEqual(['1 new alert.']);
  });

  it('comes at most once in ten seconds, and then tells of all that came meanwhile', () => {
    const { spoken, speaker } = listen();
    for (const each of [0, 1, 2, 3, 4]) speaker.note(counts(each, each));
    expect(spoken).toEqual(['1 new alert, 1 event failed.']);
    vi.advanceTimersByTime(QUIET_MS - 1);
    expect(spoken).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(spoken[1]).toBe('3 new alerts, 3 events failed.');
    vi.advanceTimersByTime(10 * QUIET_MS);
    expect(spoken).toHaveLength(2);
  });

  it('is nothing when alerts go', () => {
    const { spoken, speaker } = listen();
    speaker.note(counts(5));
    speaker.note(counts(2));
    expect(spoken).toEqual([]);
    speaker.note(counts(3));
    expect(spoken).toEqual(['1 new alert.']);
  });
});

describe('the icon of the page', () => {
  it('carries the count, and the plain one where there is none', () => {
    expect(faviconWith(0)).toBeNull();
    expect(decodeURIComponent(faviconWith(7) ?? '')).toContain('>7</text>');
    expect(decodeURIComponent(faviconWith(1234) ?? '')).toContain('>99+</text>');
  });
});
