import { expect, test } from 'vitest';
import { testPool } from '../testing';
import { hostMode, modeRefusal, setHostMode } from './mode';

test('a server answers until something says otherwise, and a world whose servers all answer keeps no note of it', () => {
  const { sim, hosts } = testPool();
  const [first = '', second = ''] = hosts;
  const { world } = sim;
  expect(hostMode(world, first)).toBe('up');
  expect(modeRefusal(world, first)).toBeNull();
  setHostMode(world, first, 'booting');
  setHostMode(world, second, 'emergency');
  expect([hostMode(world, first), hostMode(world, second)]).toEqual(['booting', 'emergency']);
  expect(modeRefusal(world, first)?.toList()).toEqual(['HOST_STILL_BOOTING']);
  expect(modeRefusal(world, second)?.toList()).toEqual(['HOST_IN_EMERGENCY_MODE']);
  setHostMode(world, first, 'up');
  setHostMode(world, second, 'up');
  expect(world.engine.annex).toEqual({});
});
