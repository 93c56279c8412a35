import type { Ref } from '../../../xapi/datamodel/ref';
import { awayShare } from '../../physics/cpu/numa';
import type { World } from '../world';
import type { Axis } from './archives';
import { room } from './borrowed';
import type { Guest } from './guest';
import { numaNodes, preferredShare } from './numa-nodes';
import { map, product, valueAt, type Series } from './series';
import type { Server } from './server';

/** A VM, and what it gets of the processors it asks for. */
export class VmOwner {
  readonly guest: Guest;
  readonly #world: World;
  readonly #axis: Axis;
  readonly #serverOf: (ref: Ref<'host'>) => Server;
  #grant: Float64Array | null | undefined;
  #usage: Float64Array | undefined;
  #numaNodes: readonly Series[] | undefined;

  constructor(world: World, axis: Axis, guest: Guest, serverOf: (ref: Ref<'host'>) => Server) {
    this.guest = guest;
    this.#world = world;
    this.#axis = axis;
    this.#serverOf = serverOf;
  }

  usage(): Float64Array {
    return (this.#usage ??= this.#granted());
  }

  /** How much of what it asks for it does not get, as a share. */
  shortage(): Float64Array {
    const grant = this.#grants();
    return map(this.guest.demand(), (asked, at) => asked * (1 - (grant?.[at] ?? 1)));
  }

  /**
   * How much it runs away from the nodes of its memory, as a part of all its time, on the server where it was in each row;
   * 0 where it prefers none.
   */
  awayFromNodes(): Series {
    const { guest } = this;
    const runs = guest.runs.map((run) => {
      const share = preferredShare(this.#world, guest, run);
      if (share === 1 || !this.#world.db.has('host', run.host)) return null;
      const server = this.#serverOf(run.host);
      return { busy: server.usage(), preferredCpus: share * server.cpus };
    });
    if (runs.every((run) => run === null)) return 0;
    return map(this.usage(), (usage, at) => {
      const run = runs[guest.runAt(at)] ?? null;
      return run === null ? 0 : usage * awayShare(run.busy[at] ?? 0, run.preferredCpus);
    });
  }

  /** What a control domain uses of its memory, MiB; null for guests. */
  dom0UsedMib(): Float64Array | null {
    const { vm } = this.guest;
    if (!vm.is_control_domain || !this.#world.db.has('host', vm.resident_on)) return null;
    return this.#serverOf(vm.resident_on).dom0Memory().usedMib;
  }

  /** Its memory on each node of its server, bytes. */
  numaNodes(): readonly Series[] {
    return (this.#numaNodes ??= numaNodes(this.#world, this.guest, this.#axis.rows));
  }

  /** How many of them have any. */
  usedNodes(): Series {
    const nodes = this.numaNodes();
    const countAt = (at: number): number => nodes.filter((bytes) => valueAt(bytes, at) > 0).length;
    if (nodes.every((bytes) => typeof bytes === 'number')) return countAt(0);
    return map(room(this.#axis.rows), (_, at) => countAt(at));
  }

  #granted(): Float64Array {
    const grant = this.#grants();
    return grant === null ? this.guest.demand() : product(this.guest.demand(), grant);
  }

  #grants(): Float64Array | null {
    if (this.#grant === undefined) this.#grant = this.#grantOf();
    return this.#grant;
  }

  /** What it gets of what it asks for, on whatever server it was; null: all of it. */
  #grantOf(): Float64Array | null {
    const { guest } = this;
    let whole: Float64Array | null = null;
    for (const host of new Set(guest.runs.map((run) => run.host))) {
      const grant = this.#world.db.has('host', host) ? this.#serverOf(host).grantOf(guest) : null;
      if (grant === null) continue;
      const share = guest.share(host);
      const all = guest.share();
      whole ??= room(this.#axis.rows).fill(1);
      for (let at = 0; at < whole.length; at++) {
        const time = valueAt(all, at);
        if (time > 0) whole[at] = (whole[at] ?? 1) - ((1 - (grant[at] ?? 1)) * valueAt(share, at)) / time;
      }
    }
    return whole;
  }
}
