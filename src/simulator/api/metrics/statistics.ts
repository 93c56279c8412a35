import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { thePool, type World } from '../world';
import { archives, lastUpdateS, type Archive, type Axis } from './archives';
import { zeros } from './borrowed';
import { Column, partsOf } from './column';
import type { Guest } from './guest';
import { guestsAlong, type Along } from './guests-along';
import { HOST_FAMILIES } from './host-sources';
import { numaNodes } from './numa-nodes';
import { recordedSince, type Since } from './recorded';
import { map, once, product, shareOf, valueAt, type Series } from './series';
import { Server } from './server';
import { single, type Family, type Reading, type Source } from './source';
import { VM_FAMILIES, type VmOwner } from './vm-sources';

export type Subject = 'host' | 'vm' | 'sr';

/** The statistics of one object, as rrdd holds them. */
export interface Rrd {
  readonly subject: Subject;
  readonly ref: Ref;
  readonly uuid: string;
  readonly archives: readonly Archive[];
}

/** Repositories report what they hold; what guests do to them is told by the servers. */
const SR_FAMILIES: readonly Family<Records['SR']>[] = [
  single<Records['SR']>(
    [
      {
        pattern: 'physical_utilisation',
        description: 'Physical space that the disks of the SR take',
        units: 'B',
        type: 'GAUGE',
        value: (sr) => Math.max(0, sr.physical_utilisation),
      },
    ],
    (sr) => sr.content_type !== 'iso' && sr.type !== 'udev',
  ),
];

/** Everything along one axis, worked out once however many objects ask for it. */
class View {
  readonly #world: World;
  readonly #axis: Axis;
  readonly #along: Along;
  readonly #servers = new Map<Ref<'host'>, Server>();

  constructor(world: World, axis: Axis) {
    this.#world = world;
    this.#axis = axis;
    this.#along = guestsAlong(world, axis);
  }

  guest(ref: Ref<'VM'>): Guest {
    return this.#along.guestOf(ref);
  }

  server(ref: Ref<'host'>): Server {
    let server = this.#servers.get(ref);
    if (server === undefined) {
      server = new Server(this.#world, this.#axis, ref, this.#along);
      this.#servers.set(ref, server);
    }
    return server;
  }

  owner(ref: Ref<'VM'>): VmOwner {
    const guest = this.guest(ref);
    const grant = once(() => this.#grantOf(guest));
    const usage = once(() => {
      const granted = grant();
      return granted === null ? guest.demand() : product(guest.demand(), granted);
    });
    const shortage = once(() => map(guest.demand(), (asked, at) => asked * (1 - (grant()?.[at] ?? 1))));
    const host = guest.vm.is_control_domain ? guest.vm.resident_on : NULL_REF;
    const server = this.#world.db.has('host', host) ? this.server(host) : null;
    const dom0UsedMib = server === null ? null : () => server.dom0Memory().usedMib;
    return { guest, usage, shortage, dom0UsedMib, numaNodes: once(() => numaNodes(this.#world, guest)) };
  }

  /** What a guest gets of what it asks for, on whatever server it was; null: all of it. */
  #grantOf(guest: Guest): Float64Array | null {
    const hosts = [...new Set(guest.runs.map(({ host }) => host))].filter((host) => this.#world.db.has('host', host));
    const grants = hosts.map((host) => this.server(host).grantOf(guest));
    if (grants.every((grant) => grant === null)) return null;
    const whole = zeros(this.#axis.rows).fill(1);
    hosts.forEach((host, index) => {
      const grant = grants[index];
      if (grant === null || grant === undefined) return;
      const share = guest.share(host);
      const all = guest.share();
      grant.forEach((part, at) => {
        const time = valueAt(all, at);
        if (time > 0) whole[at] = (whole[at] ?? 1) - ((1 - part) * valueAt(share, at)) / time;
      });
    });
    return whole;
  }
}

/** The statistics of a world at this moment. Nothing is kept from one question to the next. */
export class Statistics {
  readonly lastUpdateS: number;
  readonly #world: World;
  readonly #views = new Map<string, View>();
  /** Whoever asks for one object after the other asks along one axis. */
  #last: { readonly axis: Axis; readonly view: View } | undefined;

  constructor(world: World) {
    this.#world = world;
    this.lastUpdateS = lastUpdateS(world.engine.nowMs);
  }

  host(ref: Ref<'host'>): Rrd {
    return { subject: 'host', ref, uuid: this.#world.db.row('host', ref).uuid, archives: archives(true) };
  }

  vm(ref: Ref<'VM'>): Rrd {
    const { db } = this.#world;
    // update_use_min_max
    const withExtremes = thePool(db)[1].other_config['create_min_max_in_new_VM_RRDs'] === 'true';
    return { subject: 'vm', ref, uuid: db.row('VM', ref).uuid, archives: archives(withExtremes) };
  }

  sr(ref: Ref<'SR'>): Rrd {
    return { subject: 'sr', ref, uuid: this.#world.db.row('SR', ref).uuid, archives: archives(false) };
  }

  /** All data sources that an object could record, whether or not it does. */
  readings(rrd: Rrd, axis: Axis): readonly Reading[] {
    const { db } = this.#world;
    const view = this.#view(axis);
    const readings: Reading[] = [];
    switch (rrd.subject) {
      case 'host': {
        const server = view.server(rrd.ref as Ref<'host'>);
        for (const each of HOST_FAMILIES) each.expand(server, readings);
        break;
      }
      case 'vm': {
        const owner = view.owner(rrd.ref as Ref<'VM'>);
        for (const each of VM_FAMILIES) each.expand(owner, readings);
        break;
      }
      case 'sr': {
        const sr = db.row('SR', rrd.ref as Ref<'SR'>);
        for (const each of SR_FAMILIES) each.expand(sr, readings);
        break;
      }
    }
    return readings;
  }

  /** The recorded data sources of an object, all or those wanted, in an archive. */
  columns(rrd: Rrd, archive: Archive, axis: Axis, isWanted = (_source: Source): boolean => true): readonly Column[] {
    const since = recordedSince(this.#world, rrd.ref);
    const share = this.#share(rrd, axis);
    const parts = archive.cf === 'AVERAGE' ? null : this.readings(rrd, partsOf(axis));
    const place = { archive, axis };
    const columns: Column[] = [];
    this.readings(rrd, axis).forEach((reading, at) => {
      const { source } = reading;
      if (!isRecorded(source, since) || !isWanted(source)) return;
      columns.push(new Column(place, reading, parts?.[at], sharesOf(axis, share, since[source.name])));
    });
    return columns;
  }

  #view(axis: Axis): View {
    if (axis === this.#last?.axis) return this.#last.view;
    const key = `${axis.lastS}/${axis.stepS}/${axis.rows}`;
    let view = this.#views.get(key);
    if (view === undefined) this.#views.set(key, (view = new View(this.#world, axis)));
    this.#last = { axis, view };
    return view;
  }

  #share(rrd: Rrd, axis: Axis): Series {
    if (rrd.subject === 'sr') return 1;
    const view = this.#view(axis);
    return rrd.subject === 'host'
      ? view.server(rrd.ref as Ref<'host'>).share()
      : view.guest(rrd.ref as Ref<'VM'>).share();
  }
}

export function isRecorded(source: Source, since: Since): boolean {
  return source.standard || since[source.name] !== undefined;
}

function sharesOf(axis: Axis, share: Series, sinceS: number | undefined): Series {
  if (sinceS === undefined) return share;
  const recorded = shareOf(axis, [{ fromS: sinceS, toS: Infinity }]);
  return Float64Array.from({ length: axis.rows }, (_, at) => Math.min(valueAt(share, at), valueAt(recorded, at)));
}
