import type { GlyphKind, GlyphMark, GlyphSpec, GlyphState } from '../../ui/glyphs/kinds';
import { only, row } from './inventory';
import type { Inventory } from './inventory';
import type { ObjectKind } from './kinds';
import type { Status, StatusName } from './status';
import { statusOf } from './status';
import { texts } from './texts';

const SHAPES: Record<ObjectKind, GlyphKind> = {
  pool: 'pool',
  host: 'server',
  vm: 'vm',
  template: 'template-custom',
  snapshot: 'snapshot-disk',
  sr: 'storage',
  vdi: 'virtual-disk',
  network: 'network',
  pgpu: 'gpu',
  gpuGroup: 'gpu',
  appliance: 'vapp',
};

/** States that change the shape itself. */
const SHAPE_OF_STATE: Partial<Record<StatusName, GlyphKind>> = {
  shipped: 'template-default',
  withMemory: 'snapshot-memory',
  scheduled: 'snapshot-scheduled',
  scheduledWithMemory: 'snapshot-scheduled',
  snapshotOfDisk: 'disk-snapshot',
};

/** States that show as a badge; the others are what one expects. */
const BADGE_OF_STATE: Partial<Record<StatusName, GlyphState>> = {
  running: 'running',
  halted: 'halted',
  suspended: 'suspended',
  paused: 'paused',
  busy: 'working',
  hostDown: 'disconnected',
  maintenance: 'maintenance',
  disabled: 'maintenance',
  mixedVersions: 'outdated',
  detached: 'disconnected',
  broken: 'broken',
  missing: 'broken',
  linkDown: 'disconnected',
};

const plain = new Map<ObjectKind, Map<Status | null, GlyphSpec>>();
const interned = new Map<string, GlyphSpec>();

/** The glyph of an object in its state. Equal glyphs are one object, so that rows can be compared by identity. */
export function glyphFor(
  kind: ObjectKind,
  status: Status | null,
  mark: GlyphMark | null = null,
  shape?: GlyphKind,
): GlyphSpec {
  if (mark !== null || shape !== undefined) return makeGlyph(kind, status, mark, shape);
  // Placing 10,000 VMs asks for a handful of glyphs: states are one object each, so they can be keys.
  let byStatus = plain.get(kind);
  if (!byStatus) plain.set(kind, (byStatus = new Map()));
  let glyph = byStatus.get(status);
  if (!glyph) byStatus.set(status, (glyph = makeGlyph(kind, status, null)));
  return glyph;
}

function makeGlyph(kind: ObjectKind, status: Status | null, mark: GlyphMark | null, shape?: GlyphKind): GlyphSpec {
  const glyphKind = shape ?? (status && SHAPE_OF_STATE[status.state]) ?? SHAPES[kind];
  const state = status ? BADGE_OF_STATE[status.state] : undefined;
  const label = [texts.kinds[kind], status?.label, mark === 'coordinator' ? texts.coordinator : undefined]
    .filter((part) => part !== undefined)
    .join(', ');
  const key = `${glyphKind} ${state ?? ''} ${mark ?? ''} ${label}`;
  let glyph = interned.get(key);
  if (!glyph) {
    glyph = { kind: glyphKind, label, ...(state ? { state } : {}), ...(mark ? { mark } : {}) };
    interned.set(key, glyph);
  }
  return glyph;
}

/** The glyph of an object as the inventory knows it; undefined when it is not there. */
export function glyphOf(inventory: Inventory, kind: ObjectKind, ref: string): GlyphSpec | undefined {
  const status = statusOf(inventory, kind, ref);
  return status && glyphFor(kind, status, markOf(inventory, kind, ref, status), shapeOf(inventory, kind, ref));
}

export function markOf(inventory: Inventory, kind: ObjectKind, ref: string, status: Status): GlyphMark | null {
  if (status.state === 'defaultStorage') return 'default';
  return kind === 'host' && only(inventory, 'pool')?.[1].master === ref ? 'coordinator' : null;
}

/** A library of installation media looks like one. */
export function shapeOf(inventory: Inventory, kind: ObjectKind, ref: string): GlyphKind | undefined {
  return kind === 'sr' && row(inventory, 'SR', ref)?.content_type === 'iso' ? 'storage-iso' : undefined;
}
