import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openerOf } from './opener';
import type { Credentials } from './pool-session';

const ACCOUNT: Credentials = { username: 'root', password: 'right' };

/** A window that has asked its opener, and the other end of the way that it gave it. */
function ask() {
  const sent: { message: unknown; options: WindowPostMessageOptions }[] = [];
  const opener = {
    postMessage: (message: unknown, options: unknown) => {
      sent.push({ message, options: options as WindowPostMessageOptions });
    },
  };
  const told: (Credentials | null)[] = [];
  const stop = openerOf(opener, 'https://console.example')('live', (credentials) => told.push(credentials));
  const [question] = sent;
  const port = question?.options.transfer?.[0] as MessagePort;
  return { question, port, told, stop };
}

describe('a window that was opened by the console', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  it('asks that page alone, is let in, and hears when it logs out', async () => {
    const { question, port, told } = ask();
    expect(question?.message).toEqual({ admitTo: 'live' });
    expect(question?.options.targetOrigin).toBe('https://console.example');
    port.postMessage(ACCOUNT);
    await vi.waitUntil(() => told.length === 1);
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([ACCOUNT]);
    port.postMessage(null);
    await vi.waitUntil(() => told.length === 2);
    expect(told).toEqual([ACCOUNT, null]);
  });

  it('waits no longer than two seconds for it', () => {
    const { told } = ask();
    vi.advanceTimersByTime(1999);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual([null]);
  });

  it('hears nothing more once it has stopped asking', () => {
    const { told, stop } = ask();
    stop();
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([]);
  });
});
