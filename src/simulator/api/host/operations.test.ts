import { expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { callInside } from '../dispatch';
import { testPool } from '../testing';
import { putLocal } from './local-db';
import { setHostMode } from './mode';

const MESSAGES = ['reboot', 'shutdown', 'enable', 'power_on', 'evacuate'] as const;
const CURRENT = [null, 'evacuate', 'shutdown', 'vm_migrate', 'apply_updates'] as const;

/** All ways in which the switches can stand. */
function* switches(count: number): Generator<boolean[]> {
  for (let bits = 0; bits < 2 ** count; bits++)
    yield Array.from({ length: count }, (_, at) => (bits & (1 << at)) !== 0);
}

/** Whether a call begins; what it does later is not waited for. */
function begins(world: Parameters<typeof callInside>[0], message: string, host: Ref<'host'>): boolean {
  try {
    const result = callInside(world, `host.${message}`, message === 'evacuate' ? [host, 'OpaqueRef:NULL', 0] : [host]);
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    return false;
  }
  // A busy server is waited for.
  return [...world.db.all('task')].every(([, task]) => !task.allowed_operations.includes('cancel'));
}

test('what a server allows is what begins when it is called, in every state', () => {
  const pool = testPool({ hosts: 2 });
  const [, host = ''] = pool.hosts;
  const { world } = pool.sim;
  const calm = pool.sim.snapshot();
  const seen = new Map<string, number>();
  for (const [enabled, live, answers, wakes, guidance, waits] of switches(6)) {
    for (const current of CURRENT) {
      pool.sim.restore(calm);
      const { db } = world;
      db.transaction(() => {
        db.update('host', host, {
          enabled: enabled === true,
          power_on_mode: wakes === true ? 'wake-on-lan' : '',
          pending_guidances: guidance === true ? ['reboot_host'] : [],
          current_operations: current === null ? {} : { 'OpaqueRef:other': current },
        });
        db.update('host_metrics', db.row('host', host).metrics, { live: live === true });
        for (const pif of db.row('host', host).PIFs) db.update('PIF', pif, { management: true });
      });
      setHostMode(world, host, answers === true ? 'up' : 'booting');
      if (waits === true) putLocal(world, host, 'host_disabled_until_reboot', 'true');
      const state = pool.sim.snapshot();
      const allowed = callInside(world, 'host.get_allowed_operations', [host]) as readonly string[];
      for (const message of MESSAGES) {
        pool.sim.restore(state);
        const what = { message, enabled, live, answers, wakes, guidance, waits, current };
        expect({ ...what, begins: begins(world, message, host) }).toEqual({
          ...what,
          begins: allowed.includes(message),
        });
        const key = `${message} ${allowed.includes(message)}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
  }
  expect(seen.size).toBe(2 * MESSAGES.length);
});
