import { NULL_REF, type AnyRecord, type Ref } from '../datamodel/ref';
import { parseRecord } from './answers';
import type { Session } from './session';
import { isXapiError } from './xapi-error';

/** Stands for the references of sessions, which never leave the client: whoever knows one is let in. */
const ownSessionRef: Ref<'session'> = 'OpaqueRef:own';

/**
 * Who the client is to the pool and what its roles allow, as an entry of the class `session`; undefined where the pool
 * does not tell: it then refuses itself what the role does not allow.
 */
export async function readOwnSession(session: Session): Promise<readonly [Ref, AnyRecord] | undefined> {
  const method = 'session.get_record';
  try {
    const record = parseRecord(method, await session.call(method, [await session.id()]));
    return [ownSessionRef, { ...record, parent: NULL_REF }];
  } catch (error) {
    if (isXapiError(error)) return undefined;
    throw error;
  }
}
