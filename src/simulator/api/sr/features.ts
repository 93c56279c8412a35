import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { World } from '../world';
import { driverOf } from './drivers';

/**
 * Whether the plug-in of a repository's type can do something, such as `VDI_SNAPSHOT`. The pool's own SM row decides;
 * old pools list capabilities only.
 */
export function hasFeature(world: World, type: string, feature: string): boolean {
  const plugin = pluginOf(world, type);
  if (plugin === undefined) return driverOf(type)?.features[feature] !== undefined;
  return plugin.features[feature] !== undefined || plugin.capabilities.includes(feature);
}

export function pluginOf(world: World, type: string): Records['SM'] | undefined {
  for (const [, plugin] of world.db.all('SM')) if (plugin.type === type) return plugin;
  return undefined;
}

/** Whether any server has the repository attached. */
export function isAttached(world: World, sr: Records['SR']): boolean {
  return sr.PBDs.some((pbd) => world.db.get('PBD', pbd)?.currently_attached === true);
}

/** Whether a server has the repository attached. */
export function isAttachedTo(world: World, sr: Ref<'SR'>, host: Ref<'host'>): boolean {
  const row = world.db.get('SR', sr);
  return row !== undefined && row.PBDs.some((pbd) => isPlugged(world.db.get('PBD', pbd), host));
}

function isPlugged(pbd: Records['PBD'] | undefined, host: Ref<'host'>): boolean {
  return pbd !== undefined && pbd.host === host && pbd.currently_attached;
}
