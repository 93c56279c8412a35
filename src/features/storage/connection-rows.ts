import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Tone } from '../../ui/display/badge';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectId } from '../navigation';
import { glyphOf, labelOr, multipathOf, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural } from '../values';
import { texts } from './texts';

/** How one server is connected to a repository. */
export interface ConnectionRow {
  readonly id: ObjectId;
  readonly host: Ref<'host'>;
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly isAttached: boolean;
  readonly state: { readonly tone: Tone; readonly label: string };
  readonly paths: { readonly tone: Tone; readonly label: string };
  readonly sessions: string;
  readonly device: string;
}

const CONNECTED = { tone: 'ok', label: texts.connected } as const;
const DISCONNECTED = { tone: 'danger', label: texts.disconnected } as const;
const NOT_SET_UP = { tone: 'danger', label: texts.notSetUp } as const;

/** The servers of a repository by name; those that lack a connection to shared storage are listed too. */
export function connectionRows(inventory: Inventory, connection: string, sr: Ref<'SR'>): readonly ConnectionRow[] {
  const record = row(inventory, 'SR', sr);
  if (!record) return [];
  const pbds = new Map(
    record.PBDs.flatMap((ref) => {
      const pbd = row(inventory, 'PBD', ref);
      return pbd ? [[pbd.host, { ref, pbd }] as const] : [];
    }),
  );
  const hosts = record.shared ? [...rows(inventory, 'host').keys()] : [...pbds.keys()];
  const found: ConnectionRow[] = [];
  for (const host of hosts) {
    const server = row(inventory, 'host', host);
    const glyph = glyphOf(inventory, 'host', host);
    if (!server || !glyph) continue;
    const at = pbds.get(host);
    found.push({
      id: at ? { connection, class: 'PBD', ref: at.ref } : { connection, class: 'host', ref: host },
      host,
      name: labelOr(server.name_label),
      glyph,
      isAttached: at?.pbd.currently_attached === true,
      state: at ? (at.pbd.currently_attached ? CONNECTED : DISCONNECTED) : NOT_SET_UP,
      paths: at?.pbd.currently_attached ? pathsOf(at.pbd) : { tone: 'neutral', label: '' },
      sessions: multipathOf(at?.pbd)?.sessions ?? '',
      device: at ? deviceText(at.pbd) : '',
    });
  }
  return found.sort((a, b) => compareNatural(a.name, b.name));
}

/** The LUN with the fewest paths speaks for all. */
function pathsOf(pbd: Records['PBD']): ConnectionRow['paths'] {
  const multipath = multipathOf(pbd);
  if (multipath === null) return { tone: 'neutral', label: texts.singlePath };
  const [worst] = multipath.luns.toSorted((a, b) => a.active / a.total - b.active / b.total);
  if (!worst) return { tone: 'ok', label: texts.multipathed };
  const tone = worst.active === 0 ? 'danger' : worst.active < worst.total ? 'warning' : 'ok';
  return { tone, label: texts.pathsOf(worst.active, worst.total) };
}

/** What says where the storage is, in the order in which one would name it; secrets and the rest stay out. */
const PLACES = ['server', 'location', 'target', 'serverpath', 'targetIQN', 'SCSIid', 'device'] as const;

function deviceText(pbd: Records['PBD']): string {
  return PLACES.map((key) => pbd.device_config[key])
    .filter((value) => value !== undefined && value !== '')
    .join(' ');
}

export function sameConnections(a: readonly ConnectionRow[], b: readonly ConnectionRow[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
