import { expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import type { Simulator } from '../../simulator';
import { disk, GIB, iscsi, nfs, twoServers } from '../../scenarios/testing/pool';

type VdiOperation = Enums['vdi_operations'];
type SrOperation = Enums['storage_operations'];

/** What a call is refused with; null when it begins. */
async function refusal(call: Promise<unknown>): Promise<string | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (error instanceof Fault) return error.toList().join(' ');
    throw error;
  }
}

const STATES: readonly (readonly [string, Partial<Records['VDI']>])[] = [
  ['plain', {}],
  ['a snapshot', { is_a_snapshot: true }],
  ['a tracked snapshot', { is_a_snapshot: true, cbt_enabled: true }],
  ['sharable', { sharable: true }],
  ['reset on boot', { on_boot: 'reset' }],
  ['tracked', { cbt_enabled: true }],
  ['an ancestor', { managed: false }],
  ['changed blocks', { type: 'cbt_metadata', is_a_snapshot: true, cbt_enabled: true }],
  ['statistics', { type: 'rrd' }],
  ['a state file', { type: 'ha_statefile' }],
  ['a memory image', { type: 'suspend' }],
];

const USES = ['nobody', 'a reader', 'a writer', 'no server', 'HA'] as const;

test('what a disk allows is what its messages do', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const thin = await nfs(simulator, alder);
  const thick = await iscsi(simulator, alder);
  const images = [...db.all('SR')].find(([, sr]) => sr.is_tools_sr)?.[1].VDIs ?? [];
  const drives = [...db.all('VDI')].filter(([, vdi]) => vdi.location.startsWith('/dev/')).map(([ref]) => ref);
  const disks = [await disk(simulator, thin, GIB), await disk(simulator, thick, GIB), ...images, ...drives.slice(0, 1)];
  const calls: Partial<Record<VdiOperation, (world: Simulator, ref: Ref<'VDI'>) => Promise<unknown>>> = {
    snapshot: (world, ref) => world.call('VDI.snapshot', ref),
    clone: (world, ref) => world.call('VDI.clone', ref),
    copy: (world, ref) => world.call('VDI.copy', ref, thick),
    resize: (world, ref) => world.call('VDI.resize', ref, 2 * GIB),
    resize_online: (world, ref) => world.call('VDI.resize_online', ref, 2 * GIB),
    update: (world, ref) => world.call('VDI.update', ref),
    generate_config: (world, ref) => world.call('VDI.generate_config', alder, ref),
    set_on_boot: (world, ref) => world.call('VDI.set_on_boot', ref, 'persist'),
    enable_cbt: (world, ref) => world.call('VDI.enable_cbt', ref),
    disable_cbt: (world, ref) => world.call('VDI.disable_cbt', ref),
    forget: (world, ref) => world.call('VDI.forget', ref),
    destroy: (world, ref) => world.call('VDI.destroy', ref),
  };
  const wrong: string[] = [];
  for (const [at, ref] of disks.entries()) {
    for (const [state, values] of STATES) {
      for (const use of USES) {
        if (at > 1 && state !== 'plain') continue;
        const world = simulator.fork({ clockMode: 'instant' });
        arrange(world, ref, values, use);
        const allowed = await world.call('VDI.get_allowed_operations', ref);
        for (const [op, call] of Object.entries(calls)) {
          const isAllowed = allowed.includes(op as VdiOperation);
          // What is refused changes nothing, so that only the others need a world to themselves.
          const refused = await refusal(call(isAllowed ? world.fork({ clockMode: 'instant' }) : world, ref));
          if ((refused === null) === isAllowed) continue;
          wrong.push(`${op} of ${ref}, ${state}, used by ${use}: ${refused ?? 'begins'}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
}, 60_000);

function arrange(world: Simulator, ref: Ref<'VDI'>, values: Partial<Records['VDI']>, use: (typeof USES)[number]): void {
  const { db } = world.world;
  db.transaction(() => {
    db.update('VDI', ref, values);
    if (use === 'HA') db.update('pool', db.refs('pool')[0] ?? '', { ha_enabled: true });
    if (use === 'no server') {
      for (const pbd of db.row('SR', db.row('VDI', ref).SR).PBDs) db.update('PBD', pbd, { currently_attached: false });
    }
    if (use === 'nobody' || use === 'HA' || use === 'no server') return;
    db.insert('VM', 'OpaqueRef:guest', { uuid: 'guest', power_state: 'Running' });
    db.insert('VBD', 'OpaqueRef:drive', {
      uuid: 'drive',
      VM: 'OpaqueRef:guest',
      VDI: ref,
      type: 'Disk',
      mode: use === 'a reader' ? 'RO' : 'RW',
      currently_attached: true,
    });
  });
}

test('what a repository allows is what its messages do', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const thin = await nfs(simulator, alder);
  await iscsi(simulator, alder);
  const calls: Partial<Record<SrOperation, (world: Simulator, ref: Ref<'SR'>) => Promise<unknown>>> = {
    scan: (world, ref) => world.call('SR.scan', ref),
    update: (world, ref) => world.call('SR.update', ref),
    destroy: (world, ref) => world.call('SR.destroy', ref),
    forget: (world, ref) => world.call('SR.forget', ref),
    vdi_create: (world, ref) => disk(world, ref, GIB),
  };
  const wrong: string[] = [];
  for (const [ref, sr] of db.all('SR')) {
    for (const state of ['plain', 'detached', 'without PBDs', 'full', 'indestructible', 'a cache'] as const) {
      const world = simulator.fork({ clockMode: 'instant' });
      const rows = world.world.db;
      if (state === 'full' && ref === thin) await disk(world, ref, GIB);
      rows.transaction(() => {
        const isIndestructible = state === 'indestructible';
        if (isIndestructible) rows.update('SR', ref, { other_config: { indestructible: 'true' } });
        if (state === 'a cache') rows.update('SR', ref, { local_cache_enabled: true });
        if (state === 'a cache') rows.update('host', alder, { local_cache_sr: ref });
        for (const pbd of sr.PBDs) {
          if (state === 'without PBDs') rows.remove('PBD', pbd);
          else if (state !== 'plain') rows.update('PBD', pbd, { currently_attached: false });
        }
      });
      const allowed = await world.call('SR.get_allowed_operations', ref);
      for (const [op, call] of Object.entries(calls)) {
        const isAllowed = allowed.includes(op as SrOperation);
        const refused = await refusal(call(isAllowed ? world.fork({ clockMode: 'instant' }) : world, ref));
        if ((refused === null) === isAllowed) continue;
        wrong.push(`${op} of ${sr.name_label} (${sr.type}), ${state}: ${refused ?? 'begins'}`);
      }
    }
  }
  expect(wrong).toEqual([]);
}, 60_000);
