import { describe, expect, it } from 'vitest';
import { FakeConnection } from '../fixtures/fake-connection';
import { makePool } from '../fixtures/pools';
import { listOf } from './pool-list';
import { admit } from './own-window';

const HERE = 'https://console.example';

/** A page that has opened one window for the pool `test`, which is connected. */
function openPage() {
  const connection = new FakeConnection(makePool({ hosts: 1, vms: 1 }));
  const list = listOf(connection, { nowMs: () => 0 });
  const opened = {} as Window;
  const { port1, port2 } = new MessageChannel();
  const admitted: MessagePort[] = [];
  connection.admit = (port) => void admitted.push(port);
  const request = { source: opened, origin: HERE, data: { admitTo: 'test' }, ports: [port2] };
  const ask = (event: Partial<typeof request> | { source: null } | { data: unknown }): readonly MessagePort[] => {
    admit({ ...request, ...event }, HERE, (source) => (source === opened ? { pool: 'test', list } : undefined));
    port1.close();
    return admitted;
  };
  return { ask, port: port2 };
}

describe('a window that asks to be let in', () => {
  it('is, when this page has opened it for that pool', () => {
    const { ask, port } = openPage();
    expect(ask({})).toEqual([port]);
  });

  it.each([
    ['that somebody else opened', { source: {} as Window }],
    ['that is gone', { source: null }],
    ['that shows another site by now', { origin: 'https://other.example' }],
    ['that asks for another pool', { data: { admitTo: 'other' } }],
    ['that brings no way to answer', { ports: [] }],
    ['that says something else', { data: 'admitTo' }],
    ['that says nothing', { data: null }],
  ])('gets no answer %s', (_, event) => {
    expect(openPage().ask(event)).toEqual([]);
  });
});
