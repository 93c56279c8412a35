import type { Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../world';

/** A group supports and enables what any of its GPUs does (xapi_gpu_group.ml update_*_VGPU_types). */
export function updateGroupTypes({ db }: World, group: Ref<'GPU_group'>): void {
  const row = db.get('GPU_group', group);
  if (row === undefined) return;
  const pgpus = row.PGPUs.map((pgpu) => db.row('PGPU', pgpu));
  db.update('GPU_group', group, {
    supported_VGPU_types: [...new Set(pgpus.flatMap((pgpu) => pgpu.supported_VGPU_types))],
    enabled_VGPU_types: [...new Set(pgpus.flatMap((pgpu) => pgpu.enabled_VGPU_types))],
  });
}
