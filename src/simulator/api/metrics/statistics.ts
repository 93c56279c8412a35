import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { usedAlong } from '../vdi/growth';
import { thePool, type World } from '../world';
import { archives, lastUpdateS, type Archive, type Axis } from './archives';
import { Extremes, KnownRows, partsOf, Seen } from './column';
import type { Guest } from './guest';
import { guestsAlong, type Along } from './guests-along';
import { HOST_FAMILIES } from './host-sources';
import { recordedSince, type Since } from './recorded';
import { once, shareOf, valueAt, type Series } from './series';
import { Server } from './server';
import { ALL_SOURCES, single, type Family, type Reading, type Source } from './source';
import { cached } from './storage-servers';
import { VmOwner } from './vm-owner';
import { VM_FAMILIES } from './vm-sources';

export type Subject = 'host' | 'vm' | 'sr';

/** The statistics of one object, as rrdd holds them. */
export interface Rrd {
  readonly subject: Subject;
  readonly ref: Ref;
  readonly uuid: string;
  readonly archives: readonly Archive[];
}

/** A repository along an axis. */
interface SrOwner {
  readonly sr: Records['SR'];
  readonly use: () => Series;
}

/** Repositories report what they hold; what guests do to them is told by the servers. */
const SR_FAMILIES: readonly Family<SrOwner>[] = [
  single<SrOwner>(
    [
      {
        pattern: 'physical_utilisation',
        description: 'Physical space that the disks of the SR take',
        units: 'B',
        type: 'GAUGE',
        value: ({ use }) => use(),
      },
    ],
    ({ sr }) => sr.content_type !== 'iso' && sr.type !== 'udev',
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

  readonly server = (ref: Ref<'host'>): Server =>
    cached(this.#servers, ref, () => new Server(this.#world, this.#axis, ref, this.#along));

  owner(ref: Ref<'VM'>): VmOwner {
    return new VmOwner(this.#world, this.#axis, this.guest(ref), this.server);
  }
}

/** The statistics of a world at this moment. From one question to the next only what guests share is kept. */
export class Statistics {
  readonly lastUpdateS: number;
  readonly #world: World;
  readonly #views = new Map<string, View>();
  readonly #archivesOfVms = once(() => {
    // update_use_min_max
    const [, { other_config: config }] = thePool(this.#world.db);
    return archives(config['create_min_max_in_new_VM_RRDs'] === 'true');
  });
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
    return { subject: 'vm', ref, uuid: this.#world.db.row('VM', ref).uuid, archives: this.#archivesOfVms() };
  }

  sr(ref: Ref<'SR'>): Rrd {
    return { subject: 'sr', ref, uuid: this.#world.db.row('SR', ref).uuid, archives: archives(false) };
  }

  /** The data sources that an object could record, whether or not it does: all or those wanted. */
  readings(rrd: Rrd, axis: Axis, choice = ALL_SOURCES): readonly Reading[] {
    const { db } = this.#world;
    const view = this.#view(axis);
    const readings: Reading[] = [];
    switch (rrd.subject) {
      case 'host': {
        const server = view.server(rrd.ref as Ref<'host'>);
        for (const each of HOST_FAMILIES) each.expand(server, choice, readings);
        break;
      }
      case 'vm': {
        const owner = view.owner(rrd.ref as Ref<'VM'>);
        for (const each of VM_FAMILIES) each.expand(owner, choice, readings);
        break;
      }
      case 'sr': {
        const ref = rrd.ref as Ref<'SR'>;
        const sr = db.row('SR', ref);
        const use = (): Series => usedAlong(this.#world, axis, ref, sr);
        for (const each of SR_FAMILIES) each.expand({ sr, use }, choice, readings);
        break;
      }
    }
    return readings;
  }

  /** The recorded data sources of an object, all or those wanted, in an archive. */
  columns(rrd: Rrd, archive: Archive, axis: Axis, isWanted = (_source: Source): boolean => true): readonly Reading[] {
    const since = recordedSince(this.#world, rrd.ref);
    const isRare = Object.keys(since).length > 0;
    const choice = { isWanted: (source: Source) => isRecorded(source, since) && isWanted(source), isRare };
    const averages = this.readings(rrd, axis, choice);
    const share = this.#share(rrd, axis);
    if (archive.cf === 'AVERAGE' && share === 1 && !isRare) return averages;
    const parts = archive.cf === 'AVERAGE' ? [] : this.readings(rrd, partsOf(axis), choice);
    const known = share === 1 ? null : new KnownRows(axis, share, archive.pdps);
    return averages.map((reading, at) => {
      const fine = parts[at];
      const whole = fine === undefined ? reading : new Extremes(reading, fine, archive.cf);
      const sinceS = since[reading.source.name];
      if (sinceS !== undefined)
        return new Seen(whole, new KnownRows(axis, sharesSince(axis, share, sinceS), archive.pdps));
      return known === null ? whole : new Seen(whole, known);
    });
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

function sharesSince(axis: Axis, share: Series, sinceS: number): Series {
  const recorded = shareOf(axis, [{ fromS: sinceS, toS: Infinity }]);
  return Float64Array.from({ length: axis.rows }, (_, at) => Math.min(valueAt(share, at), valueAt(recorded, at)));
}
