import type { Connection } from '../../xapi/client/contract';
import { toXapiError } from '../../xapi/client/xapi-error';
import type { Ref } from '../../xapi/datamodel/ref';
import { WORKLOAD_KEY } from './work-text';

/** Calls under way at once. */
const AT_ONCE = 8;

/**
 * Tells guests what to do, through the XenAPI as any other client would; null: as they would on their own. VMs that
 * have gone meanwhile are passed over; the first other refusal ends it.
 * @param onTold how many have been told
 */
export async function tellGuests(
  connection: Connection,
  vms: readonly Ref<'VM'>[],
  work: string | null,
  onTold: (count: number) => void,
): Promise<void> {
  let next = 0;
  let told = 0;
  const tellOn = async (): Promise<void> => {
    for (let vm = vms[next++]; vm !== undefined; vm = vms[next++]) {
      await tell(connection, vm, work);
      onTold(++told);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, vms.length) }, tellOn));
}

async function tell(connection: Connection, vm: Ref<'VM'>, work: string | null): Promise<void> {
  try {
    await connection.call('VM.remove_from_other_config', vm, WORKLOAD_KEY);
    if (work !== null) await connection.call('VM.add_to_other_config', vm, WORKLOAD_KEY, work);
  } catch (error) {
    if (toXapiError(error).code !== 'HANDLE_INVALID') throw error;
  }
}
