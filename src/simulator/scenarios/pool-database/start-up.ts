import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Draft } from './draft';
import { nameOf } from './notices';
import { clip, PoolDatabaseError, TAKE_A_NEW_DUMP } from './pool-database-error';

/** A database without a pool or without servers is refused; of several pools only the first can be run. */
export function requirePool(draft: Draft): void {
  const [first, ...others] = [...draft.rows('pool')];
  if (first === undefined) {
    throw new PoolDatabaseError(
      'The file has no pool: the table "pool" has no row.',
      `Such a file comes from a server that never started completely. ${TAKE_A_NEW_DUMP}`,
    );
  }
  if (draft.table('host').size === 0) {
    throw new PoolDatabaseError('The file has no servers: the table "host" has no row.', TAKE_A_NEW_DUMP);
  }
  for (const [ref, pool] of others) {
    draft.notices.add('A second pool was left out', nameOf(ref, { ...pool }));
    draft.remove('pool', ref);
  }
}

/** A pool has a coordinator, and it is alive (xapi: dbsync_master.ml, set_master_pool_reference, set_master_live). */
export function settleCoordinator(draft: Draft): void {
  const [ref, pool] = first(draft.rows('pool'));
  let master = pool.master;
  if (!draft.has('host', master)) {
    const [host, row] = first(draft.rows('host'));
    const names = isNullRef(master) ? 'none' : clip(master);
    draft.notices.add(
      'The pool names no server of the file as its coordinator; the first one was taken',
      `${nameOf(host, { ...row })} instead of ${names}`,
    );
    draft.patch('pool', ref, { master: host });
    master = host;
  }
  const host = draft.get('host', master);
  const metrics = host === undefined ? undefined : draft.get('host_metrics', host.metrics);
  if (host === undefined || metrics === undefined || metrics.live) return;
  draft.patch('host_metrics', host.metrics, { live: true });
  draft.notices.add('The coordinator was down; it is up, as when xapi starts', nameOf(master, { ...host }));
}

function first<T>(rows: IterableIterator<T>): T {
  for (const row of rows) return row;
  throw new PoolDatabaseError('The file lacks a table that every pool has.', TAKE_A_NEW_DUMP);
}

/**
 * What xapi does to VMs when it starts (dbsync_master.ml; xapi_vm_lifecycle.ml, force_state_reset): VMs that ran on a
 * server that is gone are halted, and what is not running is nowhere. xapi also clears `domid` and the attachment of
 * devices; a twin shows those as its dump says, and its next start and stop put them right.
 */
export function settlePowerStates(draft: Draft): void {
  const { notices } = draft;
  for (const [ref, vm] of draft.rows('VM')) {
    const name = nameOf(ref, { ...vm });
    if ((vm.power_state === 'Running' || vm.power_state === 'Paused') && !draft.has('host', vm.resident_on)) {
      notices.add(`A ${vm.power_state.toLowerCase()} VM is on no server of the file, and was halted`, name);
      draft.patch('VM', ref, { power_state: 'Halted' });
    }
    if (vm.power_state !== 'Halted' && vm.power_state !== 'Suspended') continue;
    if (!isNullRef(vm.resident_on)) notices.add('A VM that does not run was on a server, and was taken off it', name);
    if (vm.resident_on !== NULL_REF || vm.scheduled_to_be_resident_on !== NULL_REF) {
      draft.patch('VM', ref, { resident_on: NULL_REF, scheduled_to_be_resident_on: NULL_REF });
    }
  }
  releaseGpusAndPcis(draft);
}

function releaseGpusAndPcis(draft: Draft): void {
  const isHalted = (vm: Ref<'VM'>): boolean => draft.get('VM', vm)?.power_state === 'Halted';
  for (const [ref, vgpu] of draft.rows('VGPU')) {
    if (isHalted(vgpu.VM)) draft.patch('VGPU', ref, { resident_on: NULL_REF, scheduled_to_be_resident_on: NULL_REF });
  }
  for (const [, pci] of draft.drafts('PCI')) {
    const attached = pci['attached_VMs'] as readonly Ref<'VM'>[];
    if (attached.some(isHalted)) pci['attached_VMs'] = attached.filter((vm) => !isHalted(vm));
  }
  for (const [ref, vm] of draft.rows('VM')) {
    if (vm.power_state === 'Halted' && vm.attached_PCIs.length > 0) draft.patch('VM', ref, { attached_PCIs: [] });
  }
}

/** Two objects with one uuid are kept as they are; only the first can be found by it. */
export function noteSharedUuids(draft: Draft, cls: keyof Records): void {
  const owners = new Map<string, Ref>();
  for (const [ref, row] of draft.drafts(cls)) {
    const uuid = row['uuid'];
    if (typeof uuid !== 'string') continue;
    const earlier = owners.get(uuid);
    if (earlier === undefined) owners.set(uuid, ref);
    else
      draft.notices.add(
        `Two rows of ${cls} have the same uuid; both were kept`,
        `${clip(uuid)} of ${clip(earlier)} and ${clip(ref)}`,
      );
  }
}
