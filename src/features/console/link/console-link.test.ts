import { describe, expect, it } from 'vitest';
import type { ChannelListener } from '../../../xapi/client/contract';
import { createVirtualTimers } from '../../../xapi/client/testing/virtual-timers';
import { XapiError } from '../../../xapi/client/xapi-error';
import { ConsoleLink } from './console-link';

function setUp() {
  const timers = createVirtualTimers();
  const opened: { readonly listener: ChannelListener; isClosed: boolean; readonly sent: number[] }[] = [];
  const link = new ConsoleLink((listener) => {
    const channel = { listener, isClosed: false, sent: [] as number[] };
    opened.push(channel);
    return {
      send: (bytes) => channel.sent.push(...bytes),
      close: () => {
        channel.isClosed = true;
      },
    };
  }, timers);
  const last = () => {
    const channel = opened.at(-1);
    if (channel === undefined) throw new Error('nothing was opened');
    return channel;
  };
  link.start();
  return { link, timers, opened, last };
}

const lost = new XapiError('SOCKET_FAILED', ['https://10.0.0.7']);

describe('a link to a console', () => {
  it('carries bytes once it is open, and keeps what comes before somebody looks', () => {
    const { link, last } = setUp();
    expect(link.state().kind).toBe('connecting');
    last().listener.opened();
    last().listener.received(Uint8Array.of(1));
    const state = link.state();
    if (state.kind !== 'open') throw new Error(state.kind);
    const seen: unknown[] = [];
    state.wire.show({ received: (bytes) => seen.push([...bytes]), ended: () => seen.push('end') });
    last().listener.received(Uint8Array.of(2));
    state.wire.send(Uint8Array.of(3));
    last().listener.closed(null);
    state.wire.send(Uint8Array.of(4));
    expect(seen).toEqual([[1], [2], 'end']);
    expect(last().sent).toEqual([3]);
  });

  it('opens again at once, then after growing waits', async () => {
    const { link, timers, opened, last } = setUp();
    last().listener.opened();
    last().listener.closed(null);
    expect(link.state()).toEqual({ kind: 'lost', error: null });
    await timers.advance(100);
    expect(opened).toHaveLength(2);
    for (const waitMs of [1000, 2000, 5000, 10_000, 30_000, 30_000]) {
      last().listener.closed(lost);
      expect(link.state()).toEqual({ kind: 'lost', error: lost });
      const before = opened.length;
      await timers.advance(waitMs - 1);
      expect(opened).toHaveLength(before);
      await timers.advance(1);
      expect(opened).toHaveLength(before + 1);
    }
  });

  it('begins with short waits again after it worked for a while, and not before', async () => {
    const { timers, opened, last } = setUp();
    last().listener.closed(lost);
    await timers.advance(100);
    last().listener.opened();
    last().listener.closed(null);
    await timers.advance(100);
    expect(opened).toHaveLength(2);
    await timers.advance(900);
    last().listener.opened();
    await timers.advance(6000);
    last().listener.closed(null);
    await timers.advance(100);
    expect(opened).toHaveLength(4);
  });

  it('does not wait when the console has changed', () => {
    const { link, opened, last } = setUp();
    link.again();
    expect(opened).toHaveLength(1);
    last().listener.closed(lost);
    link.again();
    expect([opened.length, link.state().kind]).toEqual([2, 'connecting']);
  });

  it('does not knock again where it is not allowed, until a person asks', async () => {
    for (const [code, ...params] of [
      ['SOCKET_REFUSED', '403', 'Forbidden'],
      ['CONSOLES_NOT_CARRIED'],
      ['RBAC_PERMISSION_DENIED', 'console.get_record'],
    ] as const) {
      const { link, timers, opened, last } = setUp();
      last().listener.closed(new XapiError(code, params));
      await timers.advance(100_000);
      expect([link.state().kind, opened.length]).toEqual(['refused', 1]);
      link.again();
      expect(opened).toHaveLength(2);
    }
  });

  it('hangs up when it is not wanted any more, and can be started again', async () => {
    const { link, timers, opened, last } = setUp();
    last().listener.opened();
    link.stop();
    expect(last().isClosed).toBe(true);
    link.start();
    last().listener.closed(null);
    link.stop();
    await timers.advance(100_000);
    expect(opened).toHaveLength(2);
  });

  it('does not listen to one it has left', () => {
    const { link, opened, last } = setUp();
    link.stop();
    link.start();
    opened[0]?.listener.opened();
    opened[0]?.listener.closed(null);
    expect(link.state().kind).toBe('connecting');
    last().listener.opened();
    expect(link.state().kind).toBe('open');
  });
});
