import type { World } from '../world';

type Listener = (world: World) => void;

const listeners: Listener[] = [];

/** Runs something whenever others take another part of links or repositories: migrations, guests that boot or were told. */
export function onOtherTraffic(listener: Listener): void {
  listeners.push(listener);
}

export function otherTrafficChanged(world: World): void {
  for (const listener of listeners) listener(world);
}
