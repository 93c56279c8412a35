import { expect, test } from 'vitest';
import { idleConnection } from './idle-connection';

test('a pool that nobody is connected to has one and the same status, whoever asks how often', () => {
  const connection = idleConnection('pool');
  expect(connection.status()).toEqual({ kind: 'closed' });
  expect(connection.status()).toBe(connection.status());
});
