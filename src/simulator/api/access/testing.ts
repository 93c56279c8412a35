import type { Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { dispatch, type Via } from '../dispatch';
import { Fault } from '../fault';
import { toXapiDate } from '../world';
import { sessionPermissions } from './rbac';
import { roleRecords, type RoleName } from './roles';

export function roleNamed(name: RoleName): Ref<'role'> {
  for (const [ref, { name_label }] of roleRecords()) if (name_label === name) return ref;
  throw new Error(`There is no role ${name}`);
}

/** A session as a user of an external directory has it, with one role. */
export function sessionOf(sim: Simulator, role: RoleName, sid = `S-1-5-21-${role}`): Ref<'session'> {
  const { db, engine } = sim.world;
  const session = engine.newRef('session');
  db.transaction(() => {
    db.insert('session', session, {
      uuid: engine.newUuid('session'),
      last_active: toXapiDate(sim.nowMs),
      validation_time: toXapiDate(sim.nowMs),
      auth_user_sid: sid,
      auth_user_name: `XENIA\\${role}`,
      rbac_permissions: sessionPermissions([roleNamed(role)]),
    });
  });
  return session;
}

/** How a call with these parameters is refused, as `[code, p1, …]`; empty when it is not. */
export async function refusal(
  sim: Simulator,
  name: string,
  params: readonly unknown[],
  via?: Via,
): Promise<readonly string[]> {
  try {
    await dispatch(sim.world, name, params, via);
    return [];
  } catch (error) {
    return error instanceof Fault ? error.toList() : [String(error)];
  }
}
