import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Release } from '../../physics/releases';
import type { DatapathName } from '../../physics/storage/datapaths';
import type { World } from '../world';
import type { Axis } from './archives';
import { filesAlong, filesNow } from './chain-history';
import { TextHistory } from './text-history';

/** What an administrator chose for a disk; a word that no toolstack knows leaves the choice to the release. */
const KIND_KEY = 'backend-kind';
const POLLING_KEY = 'polling-duration';
/** The simulator's own: whether blkfront and blkback of this disk agree on persistent grants, as in xenstore. */
const PERSISTENT_KEY = 'feature-persistent';

function chosenText({ other_config }: Records['VBD']): string {
  let text = other_config[KIND_KEY] ?? 'release';
  if (other_config[PERSISTENT_KEY] === '1') text += ' persistent';
  if (other_config[POLLING_KEY] === '0') text += ' interrupts';
  return text;
}

/** What was chosen for disks. It is looked at when a disk is plugged (xenopsd: device_kind_of; xapi_xenops.ml). */
export const DATAPATHS_CHOSEN = new TextHistory<'VBD'>({
  cls: 'VBD',
  part: 'datapaths',
  fields: ['other_config', 'currently_attached'],
  textOf: chosenText,
  applies: (before, after) => after.currently_attached && !before.currently_attached,
});

/** A time in which the requests of a disk went one way; servers of each release know what that means. */
export interface Way {
  readonly way: string;
  readonly fromS: number;
  readonly toS: number;
}

/**
 * The ways of a disk's requests in the time of an axis, oldest first. The control domain uses its disks itself. Where a disk holds its blocks
 * as they are, blkback is plugged to it directly, as whoever measured it did.
 */
export function waysOf(world: World, axis: Axis, vbd: Ref<'VBD'>, isControlDomain: boolean): readonly Way[] {
  if (isControlDomain) return [{ way: 'dom0', fromS: 0, toS: Infinity }];
  const vdi = world.db.row('VBD', vbd).VDI;
  const chosen = DATAPATHS_CHOSEN.spans(world, vbd);
  const row = world.db.get('VDI', vdi);
  if (row === undefined) return chosen.map(({ text, fromS, toS }) => ({ way: text, fromS, toS }));
  if (row.sm_config['type'] === 'raw') {
    return chosen.map(({ text, fromS, toS }) => ({ way: `${text} raw`, fromS, toS }));
  }
  const chains = filesAlong(world, row, axis.lastS - axis.rows * axis.stepS, axis.lastS);
  const [only] = chains;
  // Most chains were always as long.
  if (only !== undefined && chains.length === 1) {
    return chosen.map(({ text, fromS, toS }) => ({ way: through(text, only.files), fromS, toS }));
  }
  return chosen.flatMap(({ text, fromS, toS }) =>
    chains.flatMap((chain): readonly Way[] => {
      const span = { fromS: Math.max(fromS, chain.fromS), toS: Math.min(toS, chain.toS) };
      return span.toS > span.fromS ? [{ way: through(text, chain.files), ...span }] : [];
    }),
  );
}

const FILES = ' files=';

const known = new Map<string, string>();
const MOST_KNOWN = 1000;

/** A way through files. The same text each time, as many tables are asked by it. */
function through(text: string, files: number): string {
  if (files <= 1) return text;
  const whole = text + FILES + files;
  const first = known.get(whole);
  if (first !== undefined) return first;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(whole, whole);
  return whole;
}

/** Files that a read looks through on a way. */
export function filesOn(way: string): number {
  const at = way.indexOf(FILES);
  return at < 0 ? 1 : Number(way.slice(at + FILES.length));
}

/** The way that the requests of a guest's disk take that is plugged now. */
export function wayNow(world: World, vbd: Records['VBD']): string {
  const text = chosenText(vbd);
  const vdi = world.db.get('VDI', vbd.VDI);
  if (vdi === undefined) return text;
  return vdi.sm_config['type'] === 'raw' ? `${text} raw` : through(text, filesNow(world, vdi));
}

/** The datapath that a way is on a server of a release. */
export function datapathOf(way: string, { storage }: Release): DatapathName {
  const [kind = '', ...words] = way.split(' ');
  switch (kind) {
    case 'dom0':
    case 'qdisk':
      return kind;
    case 'vbd':
      if (!words.includes('raw')) return 'tapdisk2';
      return words.includes('persistent') ? 'blkback-persistent' : 'blkback';
    default:
      return storage.datapath === 'tapdisk3-polling' && words.includes('interrupts') ? 'tapdisk3' : storage.datapath;
  }
}
