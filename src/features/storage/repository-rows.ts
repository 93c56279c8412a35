import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Tone } from '../../ui/display/badge';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectId } from '../navigation';
import { glyphOf, objectTexts, row, rows, srHost, srStatus, srVisibility, statusBadgeTone } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural, sameRows } from '../values';
import { storageName } from './commands/storage-choices';
import { usageOf } from './storage-facts';
import type { Usage } from './storage-facts';
import { texts } from './texts';

/** One repository of a pool or a server. */
export interface RepositoryRow {
  readonly id: ObjectId;
  readonly sr: Records['SR'];
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly state: { readonly tone: Tone; readonly label: string };
  readonly type: string;
  readonly usage: Usage | null;
  readonly connected: number;
  /** Servers that should be connected. */
  readonly servers: number;
}

const CONNECTED = { tone: 'ok', label: texts.connected } as const;
const DISCONNECTED = { tone: 'danger', label: texts.disconnected } as const;

/**
 * The repositories of the pool, or those that a server has or should have. For a server the state is that of its own
 * connection; for the pool that of all of them.
 */
export function repositoryRows(
  inventory: Inventory,
  connection: string,
  host: Ref<'host'> | null,
): readonly RepositoryRow[] {
  const found: RepositoryRow[] = [];
  const allServers = rows(inventory, 'host').size;
  for (const [ref, sr] of rows(inventory, 'SR')) {
    if (srVisibility(sr) !== 'shown') continue;
    const pbds = sr.PBDs.map((pbd) => row(inventory, 'PBD', pbd)).filter((pbd) => pbd !== undefined);
    const own = pbds.find((pbd) => pbd.host === host);
    if (host !== null && !own) continue;
    const glyph = glyphOf(inventory, 'sr', ref);
    if (!glyph) continue;
    const status = srStatus(inventory, ref, sr);
    found.push({
      id: { connection, class: 'SR', ref },
      sr,
      name: host === null ? storageName(inventory, ref) : sr.name_label,
      glyph,
      state: own
        ? own.currently_attached
          ? CONNECTED
          : DISCONNECTED
        : { tone: statusBadgeTone(status), label: status.label },
      type: objectTexts.srTypes[sr.type] ?? sr.type,
      usage: usageOf(sr),
      connected: pbds.filter((pbd) => pbd.currently_attached).length,
      servers: sr.shared ? Math.max(pbds.length, allServers) : pbds.length,
    });
  }
  const isLocal = (each: RepositoryRow): boolean => srHost(inventory, each.sr) !== null;
  // Shared storage is what a pool is planned by.
  return found.sort((a, b) => Number(isLocal(a)) - Number(isLocal(b)) || compareNatural(a.name, b.name));
}

export const sameRepositories = sameRows((each: RepositoryRow) => [
  each.sr,
  each.name,
  each.glyph,
  each.state.label,
  each.connected,
  each.servers,
]);
