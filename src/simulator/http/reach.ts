import type { Ref } from '../../xapi/datamodel/ref';
import { isAttachedTo } from '../api/sr/connections';
import { redirect, type HandlerResponse, type HttpCall } from './handlers';

/** Sends the client to a live server that has all these repositories; null when the asked one has, or nobody does. */
export function redirectToReach(call: HttpCall, srs: Iterable<Ref<'SR'>>): HandlerResponse | null {
  const { world, host: asked } = call;
  const { db } = world;
  const wanted = [...srs];
  const sees = (host: Ref<'host'>): boolean => wanted.every((sr) => isAttachedTo(world, sr, host));
  if (sees(asked)) return null;
  const isLive = (host: Ref<'host'>): boolean => db.get('host_metrics', db.row('host', host).metrics)?.live === true;
  const other = db.refs('host').find((host) => isLive(host) && sees(host));
  return other === undefined ? null : redirect(call, other);
}
