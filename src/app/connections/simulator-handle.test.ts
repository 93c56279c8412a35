import { beforeAll, describe, expect, it } from 'vitest';
import { provideErrorEvent } from '../testing/error-event';
import { FakeSimulator, fakeWorld } from '../testing/fake-simulator';
import { Heartbeat } from './heartbeat';
import { SimulatorHandle, SimulatorRefusal } from './simulator-handle';
import type { SimulatorStop } from './simulator-handle';

beforeAll(provideErrorEvent);

function setUp() {
  const fake = new FakeSimulator();
  const handle = new SimulatorHandle(fake);
  const stops: SimulatorStop[] = [];
  handle.onStop((stop) => stops.push(stop));
  return { fake, handle, stops };
}

describe('the control channel', () => {
  it('starts a world and answers requests by their ids', async () => {
    const { fake, handle } = setUp();
    expect(await handle.start({ scenario: 'cambridge', persist: true })).toEqual(fakeWorld);
    expect(fake.boots).toEqual([{ scenario: 'cambridge', persist: true }]);
    const [paused, hash] = await Promise.all([handle.control('clock.pause'), handle.control('hash')]);
    expect(paused.paused).toBe(true);
    expect(hash).toMatch(/^6c1f/);
  });

  it('passes on the sentence of a refusal', async () => {
    const { fake, handle } = setUp();
    fake.refusals.set('world.open', 'pool.xml ends in the middle of the table VM.');
    const opening = handle.control('world.open', 'pool.xml', new Blob([]));
    await expect(opening).rejects.toThrow(new SimulatorRefusal('pool.xml ends in the middle of the table VM.'));
    fake.refusals.set('start', 'No scenario is called x.');
    await expect(handle.start({ scenario: 'x', persist: true })).rejects.toThrow('No scenario is called x.');
  });

  it('tells what the simulator pushes', () => {
    const { fake, handle } = setUp();
    const names: string[] = [];
    const stop = handle.onInfo((info) => names.push(info.name));
    fake.push({ name: 'Twin' });
    stop();
    fake.push({ name: 'Later' });
    expect(names).toEqual(['Twin']);
  });

  it('rejects what waits when the worker crashes, and tells once', async () => {
    const { fake, handle, stops } = setUp();
    fake.silent = true;
    const waiting = handle.control('hash');
    fake.crash('Uncaught RangeError: out of order');
    fake.crash('again');
    await expect(waiting).rejects.toThrow('The simulator stopped after an error.');
    await expect(handle.control('hash')).rejects.toThrow(SimulatorRefusal);
    expect(stops).toEqual([
      {
        message: 'The simulator stopped after an error.',
        details: 'Uncaught RangeError: out of order\nworker.js:7:3',
      },
    ]);
  });

  it('says that a worker script did not load', () => {
    const { fake, stops } = setUp();
    fake.crash('');
    expect(stops[0]?.message).toBe('The simulator could not be loaded.');
  });

  it('is quiet about an end that the page asked for', () => {
    const { fake, handle, stops } = setUp();
    handle.terminate();
    expect([fake.ended, stops]).toEqual([true, []]);
  });
});

describe('the heartbeat', () => {
  function beat(answer: () => Promise<unknown>) {
    const silences: boolean[] = [];
    const heartbeat = new Heartbeat(answer, (silent) => silences.push(silent));
    const tick = (times: number, visible = true) => {
      for (let i = 0; i < times; i += 1) heartbeat.tick(visible);
    };
    return { silences, tick };
  }

  it('notices silence and the end of it', async () => {
    const waiting: (() => void)[] = [];
    const { silences, tick } = beat(() => new Promise<void>((resolve) => waiting.push(resolve)));
    tick(9);
    expect(silences).toEqual([]);
    tick(1);
    expect(silences).toEqual([true]);
    waiting[0]?.();
    await Promise.resolve();
    expect(silences).toEqual([true, false]);
  });

  it('counts a refusal as an answer', async () => {
    let asked = 0;
    const { silences, tick } = beat(() => Promise.reject(new Error(`busy ${(asked += 1)}`)));
    for (let round = 0; round < 20; round += 1) {
      tick(2);
      await Promise.resolve();
    }
    expect([asked, silences]).toEqual([20, []]);
  });

  it('does not ask while the page is hidden and forgets the time it was', () => {
    const { silences, tick } = beat(() => new Promise(() => undefined));
    tick(7);
    tick(100, false);
    tick(7);
    expect(silences).toEqual([]);
    tick(1);
    expect(silences).toEqual([true]);
  });
});
