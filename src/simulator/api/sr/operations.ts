import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { defineComputed } from '../project';
import { need, type World } from '../world';
import { isAttached } from './connections';
import { hasFeature } from './features';

export type SrOperation = Enums['storage_operations'];
type Refusal = readonly [code: string, ...params: string[]];

/** Operations that need a feature of the repository's type (xapi_sr_operations.ml sm_cap_table). */
const FEATURES: Partial<Record<SrOperation, string>> = {
  vdi_create: 'VDI_CREATE',
  vdi_destroy: 'VDI_DELETE',
  vdi_resize: 'VDI_RESIZE',
  vdi_introduce: 'VDI_INTRODUCE',
  vdi_mirror: 'VDI_MIRROR',
  vdi_enable_cbt: 'VDI_CONFIG_CBT',
  vdi_disable_cbt: 'VDI_CONFIG_CBT',
  vdi_data_destroy: 'VDI_CONFIG_CBT',
  vdi_list_changed_blocks: 'VDI_CONFIG_CBT',
  vdi_set_on_boot: 'VDI_RESET_ON_BOOT',
  vdi_snapshot: 'VDI_SNAPSHOT',
  update: 'SR_UPDATE',
};

const ADVERTISED: readonly SrOperation[] = [
  'scan',
  'destroy',
  'forget',
  'plug',
  'unplug',
  'update',
  'vdi_create',
  'vdi_introduce',
  'vdi_destroy',
  'vdi_resize',
  'vdi_clone',
  'vdi_snapshot',
  'vdi_mirror',
  'vdi_enable_cbt',
  'vdi_disable_cbt',
  'vdi_data_destroy',
  'vdi_list_changed_blocks',
  'vdi_set_on_boot',
  'pbd_create',
  'pbd_destroy',
];

/** The guests' tools are read-only whatever the type could do. */
const NOT_ON_TOOLS: ReadonlySet<SrOperation> = new Set(['vdi_create', 'vdi_destroy']);
const KEEP: ReadonlySet<SrOperation> = new Set(['destroy', 'forget']);

function refusal(world: World, ref: Ref<'SR'>, sr: Records['SR'], op: SrOperation): Refusal | null {
  const feature = FEATURES[op];
  const isMissing = feature !== undefined && !hasFeature(world, sr.type, feature);
  if (isMissing || (sr.is_tools_sr && NOT_ON_TOOLS.has(op))) return ['SR_OPERATION_NOT_SUPPORTED', ref];
  if (KEEP.has(op) && isAttached(world, ref)) return ['SR_HAS_PBD', ref];
  if (op === 'destroy') {
    if (sr.is_tools_sr) return ['SR_OPERATION_NOT_SUPPORTED', ref];
    if (sr.PBDs.length === 0) return ['SR_HAS_NO_PBDS', ref];
    if (sr.VDIs.some((vdi) => holdsData(world.db.get('VDI', vdi)))) return ['SR_NOT_EMPTY'];
    if (sr.other_config['indestructible'] === 'true') return ['SR_INDESTRUCTIBLE', ref];
    const cached = sr.local_cache_enabled && [...world.db.all('host')].find(([, host]) => host.local_cache_sr === ref);
    if (cached) return ['SR_IS_CACHE_SR', cached[0]];
  }
  for (const task in sr.current_operations) {
    if (op !== 'plug') return ['OTHER_OPERATION_IN_PROGRESS', 'SR', ref, sr.current_operations[task] ?? '', task];
  }
  return WITHOUT_SERVER.has(op) || isAttached(world, ref) ? null : ['SR_HAS_NO_PBDS', ref];
}

/** Operations that need no server which has the repository; xapi notices that with the others when it has begun. */
const WITHOUT_SERVER: ReadonlySet<SrOperation> = new Set([
  'destroy',
  'forget',
  'plug',
  'unplug',
  'pbd_create',
  'pbd_destroy',
]);

function holdsData(vdi: Records['VDI'] | undefined): boolean {
  return vdi !== undefined && vdi.managed && vdi.type !== 'rrd';
}

/** Refuses an operation on a repository that must not begin now. */
export function assertSrOperation(world: World, ref: Ref<'SR'>, op: SrOperation): Records['SR'] {
  const sr = need(world.db, 'SR', ref);
  const refused = refusal(world, ref, sr, op);
  if (refused !== null) throw new Fault(...refused);
  return sr;
}

defineComputed('SR', 'allowed_operations', (world, ref, sr) =>
  ADVERTISED.filter((op) => refusal(world, ref, sr, op) === null),
);
