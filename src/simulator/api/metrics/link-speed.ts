import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { transportOf } from '../multipath/paths';
import type { World } from '../world';

const USUAL_LINK_MBIT = 10_000;
/** Host bus adapters of 8 Gbit/s carry 800 MB/s, as much as this of Ethernet. */
const ADAPTER_MBIT = 6_800;

type Speeds = WeakMap<readonly Ref<'PBD'>[], number>;
const speedsOf = new WeakMap<Database, { speeds: Speeds }>();

/** What was found for lists of connections; forgotten when any of the rows changes that it was found in. */
function remembered(db: Database): Speeds {
  let known = speedsOf.get(db);
  if (known === undefined) {
    const fresh = { speeds: new WeakMap() as Speeds };
    const forget = (): void => {
      fresh.speeds = new WeakMap();
    };
    for (const cls of ['PBD', 'PIF', 'PIF_metrics'] as const) db.observe(cls, { replace: forget, reset: forget });
    speedsOf.set(db, (known = fresh));
  }
  return known.speeds;
}

/** Each link to an array. Over Ethernet the slowest management link of the servers: traffic goes there unless told otherwise. */
export function linkMbit({ db }: World, sr: Records['SR']): number {
  if (transportOf(sr) === 'fc') return ADAPTER_MBIT;
  const speeds = remembered(db);
  let speed = speeds.get(sr.PBDs);
  if (speed === undefined) speeds.set(sr.PBDs, (speed = slowestMbit(db, sr.PBDs)));
  return speed;
}

function slowestMbit(db: Database, pbds: readonly Ref<'PBD'>[]): number {
  const speeds = pbds.flatMap((pbd) => {
    const host = db.get('host', db.row('PBD', pbd).host);
    const pif = host?.PIFs.find((ref) => db.row('PIF', ref).management);
    return pif === undefined ? [] : (db.get('PIF_metrics', db.row('PIF', pif).metrics)?.speed ?? 0);
  });
  const known = speeds.filter((speed) => speed > 0);
  return known.length === 0 ? USUAL_LINK_MBIT : Math.min(...known);
}
