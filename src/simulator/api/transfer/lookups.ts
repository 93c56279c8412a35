import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import type { World } from '../world';

/** The network of this pool that an imported one means: by name, else by bridge, else a new one (xapi: import.ml Net). */
export function existingNetwork({ db, engine }: World, wanted: Records['network']): Ref<'network'> {
  for (const [ref, { name_label }] of db.all('network')) if (name_label === wanted.name_label) return ref;
  for (const [ref, { bridge }] of db.all('network')) if (wanted.bridge !== '' && bridge === wanted.bridge) return ref;
  const ref = engine.newRef('network');
  const uuid = engine.newUuid('network');
  const { name_label, name_description, MTU, other_config, tags } = wanted;
  db.insert('network', ref, {
    uuid,
    name_label,
    name_description,
    MTU,
    other_config,
    tags,
    bridge: `xapi${uuid.slice(0, 8)}`,
    managed: true,
  });
  return ref;
}

/** The disc of this pool with the same location; null: the drive is emptied (xapi: import.ml VDI). */
export function existingIso({ db }: World, { location }: Records['VDI']): Ref<'VDI'> {
  for (const [ref, vdi] of db.all('VDI')) {
    const sr = db.get('SR', vdi.SR);
    if (vdi.location === location && sr?.content_type === 'iso' && sr.type !== 'udev') return ref;
  }
  return NULL_REF;
}

/** The disk that records alone refer to: by repository and location. */
export function existingDisk(
  { db }: World,
  { location }: Records['VDI'],
  sr: Records['SR'] | undefined,
  isForced: boolean,
): Ref<'VDI'> {
  const here = sr === undefined ? undefined : db.byUuid('SR', sr.uuid);
  if (here !== undefined) {
    const found = db.row('SR', here).VDIs.find((vdi) => db.row('VDI', vdi).location === location);
    if (found !== undefined) return found;
  }
  if (isForced) return NULL_REF;
  if (here !== undefined) throw new Fault('VDI_LOCATION_MISSING', here, location);
  throw new Fault('VDI_CONTENT_ID_MISSING');
}

/** The group with the same cards, or a new one without any (xapi: import.ml GPUGroup). */
export function existingGpuGroup({ db, engine }: World, wanted: Records['GPU_group']): Ref<'GPU_group'> {
  const types = [...wanted.GPU_types].sort().join();
  for (const [ref, { GPU_types }] of db.all('GPU_group')) if ([...GPU_types].sort().join() === types) return ref;
  const ref = engine.newRef('GPU_group');
  const { name_label, name_description, GPU_types, other_config } = wanted;
  db.insert('GPU_group', ref, {
    uuid: engine.newUuid('GPU_group'),
    name_label,
    name_description,
    GPU_types,
    other_config,
    allocation_algorithm: 'depth_first',
  });
  return ref;
}
