import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Database } from '../engine/database';

/** A server that could take guests, and what it has for them. */
export interface Server {
  readonly host: Ref<'host'>;
  readonly availableBytes: number;
  /** A server out of service takes its control domains only. */
  readonly enabled: boolean;
}

type Host = Records['host'];

/** Whether a server is leaving service, so that nothing should come to it. */
export function isEvacuating(host: Host): boolean {
  for (const task in host.current_operations) if (host.current_operations[task] === 'evacuate') return true;
  return false;
}

/** Live servers that nobody evacuates: looked for again only when one of them has changed in that. */
class Servers {
  readonly #db: Database;
  #found: readonly Server[] | null = null;

  constructor(db: Database) {
    this.#db = db;
    const forget = (): void => {
      this.#found = null;
    };
    db.observe('host', {
      replace: (_, before, after) => {
        if (before === undefined || after === undefined || !isSameHost(before, after)) forget();
      },
      reset: forget,
    });
    db.observe('host_metrics', {
      replace: (_, before, after) => {
        if (before?.live !== after?.live || before?.memory_total !== after?.memory_total) forget();
      },
      reset: forget,
    });
  }

  all(): readonly Server[] {
    return (this.#found ??= this.#find());
  }

  #find(): readonly Server[] {
    const found: Server[] = [];
    for (const [host, row] of this.#db.all('host')) {
      const metrics = this.#db.get('host_metrics', row.metrics);
      if (metrics?.live !== true || isEvacuating(row)) continue;
      found.push({ host, availableBytes: metrics.memory_total - row.memory_overhead, enabled: row.enabled });
    }
    return found;
  }
}

function isSameHost(a: Host, b: Host): boolean {
  return (
    a.metrics === b.metrics &&
    a.enabled === b.enabled &&
    a.memory_overhead === b.memory_overhead &&
    (a.current_operations === b.current_operations || isEvacuating(a) === isEvacuating(b))
  );
}

const known = new WeakMap<Database, Servers>();

/** The live servers of a pool that nobody evacuates, oldest first. */
export function liveServers(db: Database): readonly Server[] {
  let servers = known.get(db);
  if (servers === undefined) known.set(db, (servers = new Servers(db)));
  return servers.all();
}
