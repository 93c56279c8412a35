import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
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

const pluginsByType = new WeakMap<Database, Map<string, Records['SM'] | undefined>>();

/** The plug-in of a type. Remembered until any plug-in changes: every check of an operation asks for it. */
function pluginOf({ db }: World, type: string): Records['SM'] | undefined {
  let plugins = pluginsByType.get(db);
  if (plugins === undefined) {
    const fresh = new Map<string, Records['SM'] | undefined>();
    db.observe('SM', { replace: () => fresh.clear(), reset: () => fresh.clear() });
    pluginsByType.set(db, fresh);
    plugins = fresh;
  }
  if (!plugins.has(type)) plugins.set(type, [...db.all('SM')].find(([, plugin]) => plugin.type === type)?.[1]);
  return plugins.get(type);
}
