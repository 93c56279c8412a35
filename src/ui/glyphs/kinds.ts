/** What an object glyph can show. */
export type GlyphKind =
  | 'root'
  | 'group'
  | 'pool'
  | 'server'
  | 'vm'
  | 'template-default'
  | 'template-custom'
  | 'snapshot-disk'
  | 'snapshot-memory'
  | 'snapshot-scheduled'
  | 'storage'
  | 'storage-iso'
  | 'virtual-disk'
  | 'disk-snapshot'
  | 'network'
  | 'nic'
  | 'bond'
  | 'gpu'
  | 'vgpu'
  | 'folder'
  | 'tag'
  | 'custom-field'
  | 'vapp'
  | 'alert-critical'
  | 'alert-error'
  | 'alert-warning'
  | 'alert-recovered'
  | 'alert-info'
  | 'event'
  | 'user';

/**
 * The state of the object. The four power states and `working` stand inside the frame of a VM; the others (and all of
 * them on other objects) sit in the lower right corner. Each has its own shape, colour only repeats it.
 */
export type GlyphState =
  | 'running'
  | 'halted'
  | 'suspended'
  | 'paused'
  | 'working'
  | 'disconnected'
  | 'maintenance'
  | 'broken'
  | 'unlicensed'
  | 'outdated';

/** A standing distinction of the object, in the upper right corner. */
export type GlyphMark = 'coordinator' | 'default';

/** A glyph as plain data, for tree rows and grid cells. */
export interface GlyphSpec {
  kind: GlyphKind;
  state?: GlyphState | undefined;
  mark?: GlyphMark | undefined;
  /** Spoken for the picture: "Running VM". Without it the glyph is silent. */
  label?: string | undefined;
}

export const GLYPH_KINDS: readonly GlyphKind[] = [
  'root',
  'group',
  'pool',
  'server',
  'vm',
  'template-default',
  'template-custom',
  'snapshot-disk',
  'snapshot-memory',
  'snapshot-scheduled',
  'storage',
  'storage-iso',
  'virtual-disk',
  'disk-snapshot',
  'network',
  'nic',
  'bond',
  'gpu',
  'vgpu',
  'folder',
  'tag',
  'custom-field',
  'vapp',
  'alert-critical',
  'alert-error',
  'alert-warning',
  'alert-recovered',
  'alert-info',
  'event',
  'user',
];

export const GLYPH_STATES: readonly GlyphState[] = [
  'running',
  'halted',
  'suspended',
  'paused',
  'working',
  'disconnected',
  'maintenance',
  'broken',
  'unlicensed',
  'outdated',
];

export const GLYPH_MARKS: readonly GlyphMark[] = ['coordinator', 'default'];
