import type { Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../world';

/** Key of the annex: servers whose heartbeat daemon runs. Each knows it by itself, without the pool's database. */
const ARMED = 'ha/armed';

function armedHosts({ engine }: World): readonly Ref<'host'>[] {
  return (engine.annex[ARMED] ?? []) as readonly Ref<'host'>[];
}

export function isArmed(world: World, host: Ref<'host'>): boolean {
  return armedHosts(world).includes(host);
}

export function setArmed(world: World, hosts: readonly Ref<'host'>[], armed: boolean): void {
  const { engine } = world;
  const others = armedHosts(world).filter((host) => !hosts.includes(host));
  const next = armed ? [...others, ...hosts] : others;
  const { [ARMED]: _before, ...annex } = engine.annex;
  engine.annex = next.length === 0 ? annex : { ...annex, [ARMED]: next };
}
