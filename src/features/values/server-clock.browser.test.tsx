import { useState } from 'react';
import { flushSync } from 'react-dom';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { mount } from '../../ui/testing/mount';
import { ServerClockProvider, useServerNow } from './server-clock';
import type { ServerClock } from './server-clock';

const MINUTE_MS = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

let present = 50 * MINUTE_MS;
const first: ServerClock = { nowMs: () => present };
const second: ServerClock = { nowMs: () => 7 };

function Now() {
  return <output>{useServerNow(MINUTE_MS)}</output>;
}

function Console() {
  const [clock, setClock] = useState(first);
  return (
    <ServerClockProvider clock={clock}>
      <button onClick={() => setClock(second)}>Another pool</button>
      <Now />
    </ServerClockProvider>
  );
}

it('is the time of the pool in front, also right after that told its time or became another one', () => {
  const page = mount(<Console />);
  const shown = (): number => Number(page.querySelector('output')?.textContent);
  const pass = (ms: number): void => flushSync(() => void vi.advanceTimersByTime(ms));
  expect(shown()).toBe(50 * MINUTE_MS);
  present += 1000;
  pass(1000);
  expect(shown(), 'less than a minute later').toBe(50 * MINUTE_MS);
  present = 2 * MINUTE_MS;
  pass(1000);
  expect(shown(), 'when the pool has told its time').toBe(2 * MINUTE_MS);
  present += MINUTE_MS;
  pass(1000);
  expect(shown(), 'a minute later').toBe(3 * MINUTE_MS);
  flushSync(() => page.querySelector('button')?.click());
  expect(shown(), 'of another pool').toBe(7);
});
