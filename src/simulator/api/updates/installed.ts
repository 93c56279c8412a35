import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import type { World } from '../world';

/** What a server has, by the names of updates. */
interface Installed {
  /** Whose packages are on its disk. */
  readonly packages: readonly string[];
  /** Whose changes of the hypervisor or kernel run, patched in or booted. */
  readonly running: readonly string[];
}

/** Key of the annex; absent until a server installs something. */
const KEY = 'updates/installed';
const NONE: Installed = { packages: [], running: [] };

export function installedOn({ engine }: World, host: Ref<'host'>): Installed {
  const all = engine.annex[KEY] as unknown as Readonly<Record<string, Installed>> | undefined;
  return all?.[host] ?? NONE;
}

export function markInstalled(world: World, host: Ref<'host'>, more: Installed): void {
  const { engine } = world;
  const before = installedOn(world, host);
  const now: Installed = {
    packages: [...new Set([...before.packages, ...more.packages])],
    running: [...new Set([...before.running, ...more.running])],
  };
  const all = engine.annex[KEY] as Readonly<Record<string, Json>> | undefined;
  engine.annex = { ...engine.annex, [KEY]: { ...all, [host]: now as unknown as Json } };
}

/** After a reboot a server runs what is on its disk. */
export function markRebooted(world: World, host: Ref<'host'>): void {
  const { packages, running } = installedOn(world, host);
  if (packages.every((update) => running.includes(update))) return;
  markInstalled(world, host, { packages: [], running: packages });
}

/** What a server had installed goes with it. */
export function forgetInstalled({ engine }: World, host: Ref<'host'>): void {
  const { [host]: gone, ...rest } = (engine.annex[KEY] ?? {}) as Readonly<Record<string, Json>>;
  if (gone !== undefined) engine.annex = { ...engine.annex, [KEY]: rest };
}
