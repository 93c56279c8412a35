import { expect, it } from 'vitest';

import { classTable } from '../datamodel/classes.gen';
import { messageTable } from '../datamodel/messages.gen';
import { followedClasses, sessionlessMethods } from './class-plan';

it('knows the messages without a session as the datamodel does', () => {
  const methods = Object.entries(messageTable).flatMap(([cls, messages]) =>
    Object.entries(messages).flatMap(([name, message]) => (message.sessionless ? [`${cls}.${name}`] : [])),
  );
  expect([...sessionlessMethods].filter((method) => method !== 'system.listMethods').sort()).toEqual(methods.sort());
});

it('follows classes that have events and can be listed', () => {
  expect(followedClasses.filter((cls) => !classTable[cls].events)).toEqual([]);
  expect(followedClasses.filter((cls) => !('get_all_records' in messageTable[cls]))).toEqual([]);
  expect(new Set(followedClasses).size).toBe(followedClasses.length);
});

it('follows what commands name in their questions and no tab shows', () => {
  expect(followedClasses).toContain('host_crashdump');
});
