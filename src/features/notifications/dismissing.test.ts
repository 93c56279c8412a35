import { describe, expect, it } from 'vitest';
import { XapiError } from '../../xapi/client/xapi-error';
import { FakeConnection } from '../fixtures/fake-connection';
import { makePool } from '../fixtures/pools';
import { destroyMessages } from './dismissing';

const connect = () => new FakeConnection(makePool({ hosts: 1, vms: 0 }));
const fail = (code: string) => () => {
  throw new XapiError(code);
};

describe('dismissing alerts', () => {
  it('is one call for many', async () => {
    const connection = connect();
    expect(await destroyMessages(connection, ['a', 'b'])).toEqual([]);
    expect(connection.called).toEqual(['message.destroy_many(a,b)']);
  });

  it('goes one by one where the server does not know that call', async () => {
    for (const code of ['MESSAGE_METHOD_UNKNOWN', 'MESSAGE_REMOVED', 'NOT_IMPLEMENTED']) {
      const connection = connect();
      connection.answers.set('message.destroy_many', fail(code));
      expect(await destroyMessages(connection, ['a', 'b', 'c'])).toEqual([]);
      expect(connection.called.slice(1)).toEqual(['message.destroy(a)', 'message.destroy(b)', 'message.destroy(c)']);
    }
  });

  it('counts what is gone already as dismissed, and dismisses the others', async () => {
    const connection = connect();
    connection.answers.set('message.destroy_many', fail('HANDLE_INVALID'));
    connection.answers.set('message.destroy', (ref) => {
      if (ref === 'b') throw new XapiError('HANDLE_INVALID');
    });
    expect(await destroyMessages(connection, ['a', 'b', 'c'])).toEqual([]);
  });

  it('tells what stayed, by reason', async () => {
    const connection = connect();
    connection.answers.set('message.destroy_many', fail('MESSAGE_METHOD_UNKNOWN'));
    connection.answers.set('message.destroy', (ref) => {
      if (ref !== 'a') throw new XapiError(ref === 'b' ? 'RBAC_PERMISSION_DENIED' : 'INTERNAL_ERROR');
    });
    const refusals = await destroyMessages(connection, ['a', 'b', 'c', 'd']);
    expect(refusals.map(({ error, count }) => [error.code, count])).toEqual([
      ['RBAC_PERMISSION_DENIED', 1],
      ['INTERNAL_ERROR', 2],
    ]);
  });

  it('asks no further when nobody may dismiss', async () => {
    const connection = connect();
    connection.answers.set('message.destroy_many', fail('RBAC_PERMISSION_DENIED'));
    expect(await destroyMessages(connection, ['a', 'b'])).toMatchObject([{ count: 2 }]);
    expect(connection.called).toHaveLength(1);
  });
});
