import type { Ref } from '../../xapi/datamodel/ref';
import { isAttachedTo } from '../api/sr/connections';
import type { World } from '../api/world';

/** A live server that has all these repositories, when the asked one has not; null when it has, or nobody does. */
export function otherHostThatSees(world: World, srs: Iterable<Ref<'SR'>>, asked: Ref<'host'>): Ref<'host'> | null {
  const { db } = world;
  const wanted = [...srs];
  const sees = (host: Ref<'host'>): boolean => wanted.every((sr) => isAttachedTo(world, sr, host));
  if (sees(asked)) return null;
  const isLive = (host: Ref<'host'>): boolean => db.get('host_metrics', db.row('host', host).metrics)?.live === true;
  return db.refs('host').find((host) => isLive(host) && sees(host)) ?? null;
}
