import type { Ref } from '../../xapi/datamodel/ref';
import type { Pipe, SocketEnd } from '../api/console';
import type { World } from '../api/world';

/** What a console does for somebody who looks at it. */
export interface Viewer extends SocketEnd {
  /** What it shows may have changed. */
  changed(): void;
}

export interface ViewerIo {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Somebody is at the keyboard: the console is not idle. */
  used(): void;
  /** Closes the connection. */
  end(): void;
  /** Virtual time. */
  nowMs(): number;
  after(delayMs: number, run: () => void): () => void;
}

export interface Watch {
  readonly vm: Ref<'VM'>;
  /** Who looks. */
  readonly user: string;
  /** After how long without a key the connection ends; 0 for never. */
  readonly idleSeconds: number;
}

const watched = new WeakMap<World, Map<Ref<'VM'>, Map<object, string>>>();

/** Who looks at the consoles of a VM. */
export function usersAt(world: World, vm: Ref<'VM'>): readonly string[] {
  return [...(watched.get(world)?.get(vm)?.values() ?? [])];
}

/** Counted whether there is a limit or not, so that one set later holds (xapi: console.ml Connection_limit). */
function enter(world: World, { vm, user }: Watch): () => void {
  const all = watched.get(world) ?? new Map<Ref<'VM'>, Map<object, string>>();
  const here = all.get(vm) ?? new Map<object, string>();
  const key = {};
  watched.set(world, all.set(vm, here.set(key, user)));
  return () => {
    here.delete(key);
    if (here.size === 0 && all.get(vm) === here) all.delete(vm);
  };
}

/**
 * Connects somebody to a console for as long as the VM stays in its domain and a key is touched now and then. The end
 * of the session and of the task changes nothing, as once the proxy runs.
 */
export function watchConsole(world: World, watch: Watch, pipe: Pipe, show: (io: ViewerIo) => Viewer): SocketEnd {
  const { db, engine, surroundings } = world;
  const { vm, idleSeconds } = watch;
  const domain = domainOf(world, vm);
  let isOpen = true;
  let stopIdling: (() => void) | null = null;
  const leave = enter(world, watch);

  const stop = (): void => {
    isOpen = false;
    stopIdling?.();
    unsubscribe();
    leave();
    viewer?.closed();
  };
  const end = (): void => {
    if (!isOpen) return;
    stop();
    pipe.close();
  };
  const isThere = (): boolean => domain !== null && domainOf(world, vm) === domain;
  const used = (): void => {
    stopIdling?.();
    if (isOpen && idleSeconds > 0) stopIdling = surroundings.timer.after(idleSeconds * 1000, end);
  };
  const look = (): void => {
    if (!isOpen) return;
    if (isThere()) viewer?.changed();
    else end();
  };
  const unsubscribe = db.onChange((changes) => {
    if (changes.some(({ ref, class: cls }) => ref === vm || cls === 'VM_guest_metrics')) look();
  });
  let viewer: Viewer | null = null;
  viewer = show({
    send: (bytes) => {
      if (isOpen) pipe.send(bytes);
    },
    used,
    end,
    nowMs: () => engine.nowMs,
    // A restored world says nothing of its changes: the clock notices.
    after: (delayMs, run) => surroundings.timer.after(delayMs, () => (isThere() ? run() : end())),
  });
  used();
  return {
    receive: (bytes) => {
      if (!isOpen) return;
      if (isThere()) viewer.receive(bytes);
      else end();
    },
    closed: () => {
      if (isOpen) stop();
    },
  };
}

/** Where a VM lives, null when it has no screen: numbers of domains are those of their server. */
function domainOf({ db }: World, vm: Ref<'VM'>): string | null {
  const row = db.get('VM', vm);
  return row !== undefined && isShown(row.power_state) ? `${row.resident_on} ${row.domid}` : null;
}

export function isShown(state: string): boolean {
  return state === 'Running' || state === 'Paused';
}
