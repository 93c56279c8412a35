import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { repositoryBytesPerSecond } from '../../physics/lifecycle';
import { COLLECT_DELAY_S, coalesceSeconds, liveCoalesce } from '../../physics/storage/coalesce';
import { diskWrites } from '../metrics/disk-writes';
import { defineStep } from '../operations';
import { provisioningOf } from '../sr/drivers';
import { shelvedDisks } from '../sr/shelf';
import { account } from '../sr/space';
import type { World } from '../world';
import { forgetFiles, noteMerged } from './file-notes';
import { forgetWrites, hiddenBytes, settleWrites } from './growth';
import { emptyVhdBytes, fullVhdBytes } from './vhd';

const COLLECT = 'vdi/collect';

/** Ancestors of a disk, nearest first. */
export function chainOf(world: World, vdi: Records['VDI']): readonly Records['VDI'][] {
  const chain: Records['VDI'][] = [];
  const seen = new Set<string>();
  let uuid = vdi.sm_config['vhd-parent'];
  while (uuid !== undefined && uuid !== '' && !seen.has(uuid)) {
    seen.add(uuid);
    const ref = world.db.byUuid('VDI', uuid);
    const parent = ref === undefined ? undefined : world.db.get('VDI', ref);
    if (parent === undefined) break;
    chain.push(parent);
    uuid = parent.sm_config['vhd-parent'];
  }
  return chain;
}

/**
 * Whether nobody has written a disk since it was branched off its chain: snapshots, disks of templates, thin disks
 * that hold nothing but their tables.
 */
export function isUnwritten(
  world: World,
  vdi: Records['VDI'],
  chain: readonly Records['VDI'][],
  provisioning: 'thin' | 'thick' | 'none',
): boolean {
  const { db } = world;
  if (chain.length === 0) return false;
  if (vdi.is_a_snapshot) return true;
  if (provisioning === 'thin') return vdi.physical_utilisation <= emptyVhdBytes(vdi.virtual_size);
  return vdi.VBDs.some((vbd) => {
    const vm = db.get('VBD', vbd)?.VM;
    return vm !== undefined && db.get('VM', vm)?.is_a_template === true;
  });
}

/** Plans the next collection of a repository, once. */
export function planCollection(world: World, sr: Ref<'SR'>): void {
  const { engine } = world;
  const key = `${COLLECT}/${sr}`;
  if (engine.annex[key] !== undefined) return;
  engine.annex = { ...engine.annex, [key]: true };
  engine.schedule(1000 * COLLECT_DELAY_S, COLLECT, { sr });
}

interface Collection {
  readonly sr: Ref<'SR'>;
  /** The ancestor whose heir is being copied now, and whether that will come to nothing. */
  readonly merging?: string;
  readonly isGivenUp?: boolean;
  /** Ancestors, each with its heir that is written faster than it is copied: they stay until the next collection. */
  readonly left?: readonly string[];
}

/**
 * Removes ancestors without descendants and merges those with one into it, one after the other: all that the heir holds
 * is read and written. Source: sm cleanup.py.
 */
defineStep<Collection>(COLLECT, (world, { sr, merging, isGivenUp = false, left: before = [] }) => {
  const { engine, db } = world;
  const type = db.get('SR', sr)?.type;
  settleWrites(world, sr);
  const merges = type === undefined ? [] : collect(world, sr);
  const copied = isGivenUp ? undefined : merges.find(({ ancestor }) => ancestor.uuid === merging);
  if (type !== undefined && copied !== undefined) merge(world, copied, type);
  const vain = isGivenUp ? merges.find(({ ancestor }) => ancestor.uuid === merging) : undefined;
  const left = vain === undefined ? before : [...before, pairOf(vain)];
  const waiting = copied === undefined ? merges : collect(world, sr);
  const next = waiting.find((each) => !left.includes(pairOf(each)));
  if (type !== undefined && next !== undefined) {
    const { seconds, isGivenUp: isVain } = copyOf(world, next, type);
    const args = { sr, merging: next.ancestor.uuid, isGivenUp: isVain, left: [...left] };
    engine.schedule(Math.ceil(1000 * seconds), COLLECT, args);
    return;
  }
  const { [`${COLLECT}/${sr}`]: _planned, ...annex } = engine.annex;
  engine.annex = annex;
});

function pairOf({ ancestor, heir }: Merge): string {
  return `${ancestor.uuid} ${heir}`;
}

/** How long it takes to copy an heir into its ancestor, and whether its guest writes too much for that. */
function copyOf(
  world: World,
  { ancestor, heir }: Merge,
  type: string,
): { readonly seconds: number; readonly isGivenUp: boolean } {
  const { db } = world;
  const row = db.row('VDI', heir);
  const bytesPerSecond = repositoryBytesPerSecond(type);
  // A volume has room for more than it holds.
  const held =
    provisioningOf(type) === 'thick'
      ? Math.min(row.physical_utilisation, ancestor.physical_utilisation)
      : row.physical_utilisation;
  const bytes = Math.max(0, held - emptyVhdBytes(row.virtual_size));
  const vm = row.managed
    ? row.VBDs.map((vbd) => db.row('VBD', vbd)).find((vbd) => vbd.currently_attached)?.VM
    : undefined;
  if (vm === undefined || db.get('VM', vm)?.power_state !== 'Running') {
    return { seconds: coalesceSeconds(bytes, bytesPerSecond), isGivenUp: false };
  }
  const copyBytesPerSecond = bytesPerSecond / 2;
  const writeBytesPerSecond = diskWrites(world, vm).get(heir) ?? 0;
  const { outcome, roundsBytes } = liveCoalesce({ bytes, writeBytesPerSecond, copyBytesPerSecond });
  // A leaf grows no larger than its disk.
  const copied = roundsBytes.reduce((sum, round) => sum + Math.min(round, row.virtual_size), bytes);
  return { seconds: copied / copyBytesPerSecond, isGivenUp: outcome !== 'coalesced' };
}

/** An ancestor with one descendant. */
interface Merge {
  readonly ref: Ref<'VDI'>;
  readonly ancestor: Records['VDI'];
  readonly heir: Ref<'VDI'>;
}

/** Removes what nobody needs; answers what can be merged. */
function collect(world: World, sr: Ref<'SR'>): readonly Merge[] {
  for (;;) {
    const { useless, merges } = look(world, sr);
    if (useless.length === 0) return merges;
    for (const [ref, ancestor] of useless) {
      forgetFiles(world, ancestor.uuid);
      forgetWrites(world, ancestor.uuid);
      world.db.remove('VDI', ref);
      account(world, sr, 0, -ancestor.physical_utilisation);
    }
  }
}

function look(
  world: World,
  sr: Ref<'SR'>,
): { readonly useless: readonly [Ref<'VDI'>, Records['VDI']][]; readonly merges: readonly Merge[] } {
  const { db } = world;
  /** The heir of an ancestor; null: it has several. */
  const heirs = new Map<string, Ref<'VDI'> | null>();
  const ancestors: [Ref<'VDI'>, Records['VDI']][] = [];
  for (const ref of db.get('SR', sr)?.VDIs ?? []) {
    const vdi = db.row('VDI', ref);
    const parent = vdi.sm_config['vhd-parent'];
    if (parent !== undefined) heirs.set(parent, heirs.has(parent) ? null : ref);
    if (!vdi.managed) ancestors.push([ref, vdi]);
  }
  // A disk that was forgotten hangs on its chain all the same: a scan brings it back.
  const needed = new Set(shelvedDisks(world, sr).map(({ sm_config }) => sm_config['vhd-parent']));
  const useless: [Ref<'VDI'>, Records['VDI']][] = [];
  const merges: Merge[] = [];
  for (const [ref, ancestor] of ancestors) {
    const heir = heirs.get(ancestor.uuid);
    if (heir === null || needed.has(ancestor.uuid)) continue;
    if (heir === undefined) useless.push([ref, ancestor]);
    else merges.push({ ref, ancestor, heir });
  }
  return { useless, merges };
}

/** The heir takes over what the ancestor holds; a thick heir has room for it already. */
function merge(world: World, { ref, ancestor, heir }: Merge, type: string): void {
  const { db } = world;
  settleWrites(world, ancestor.SR);
  const row = db.row('VDI', heir);
  const { 'vhd-parent': _gone, ...rest } = row.sm_config;
  const parent = ancestor.sm_config['vhd-parent'];
  const hidden = hiddenBytes(world, ancestor.uuid, row.uuid);
  const free = Math.max(0, fullVhdBytes(row.virtual_size) - row.physical_utilisation);
  const isFull = provisioningOf(type) === 'thick' && !row.is_a_snapshot;
  // Of two files one keeps its header and table.
  const brought = ancestor.physical_utilisation - emptyVhdBytes(ancestor.virtual_size) - hidden;
  const added = isFull ? 0 : Math.min(free, Math.max(0, brought));
  db.update('VDI', heir, {
    sm_config: parent === undefined ? rest : { ...rest, 'vhd-parent': parent },
    physical_utilisation: row.physical_utilisation + added,
  });
  noteMerged(world, ancestor.uuid, row.uuid);
  db.remove('VDI', ref);
  account(world, row.SR, 0, added - ancestor.physical_utilisation);
}
