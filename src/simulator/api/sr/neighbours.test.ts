import { expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { NEWER_SERVER, serverSpec } from '../../scenarios/hardware';
import { problemsOf } from '../../scenarios/testing/invariants';
import { disk, iscsi, nfs } from '../../scenarios/testing/pool';
import { Simulator } from '../../simulator';
import { Site } from '../../site';
import { installHost } from '../host/install';
import { contentOf } from '../vdi/content';
import { DiskWriter } from '../vdi/content-writer';
import { coordinator } from '../world';

const MIB = 2 ** 20;

function neighbours(): [Simulator, Simulator] {
  const site = new Site();
  const open = (name: string, number: number): Simulator => {
    const simulator = new Simulator({ site, clockMode: 'instant' });
    const plan = { name, server: NEWER_SERVER, memoryGib: 128, localStorageGib: 400 };
    installHost(simulator.world, serverSpec(plan, number));
    return simulator;
  };
  return [open('alder', 1), open('birch', 2)];
}

const hostOf = ({ world }: Simulator): Ref<'host'> => coordinator(world.db);

async function introduce(
  there: Simulator,
  row: Records['SR'],
  device_config: Record<string, string>,
): Promise<Ref<'SR'>> {
  const sr = await there.call('SR.introduce', row.uuid, 'Ours', '', row.type, 'user', true, {});
  const record = { host: hostOf(there), SR: sr, device_config, other_config: {} } as unknown as Records['PBD'];
  await there.call('PBD.plug', await there.call('PBD.create', record));
  return sr;
}

test('a share of one pool is found and attached by another, with its disks and all that they hold', async () => {
  const [alder, birch] = neighbours();
  const share = await nfs(alder, hostOf(alder));
  const vdi = await disk(alder, share, 8 * MIB, 'data');
  const sent = new Uint8Array(1000).map((_, at) => (at * 7) % 251);
  const writer = new DiskWriter(alder.world, vdi);
  writer.write(3 * MIB, sent);
  writer.commit();
  await alder.call('VDI.snapshot', vdi);
  const row = alder.world.db.row('SR', share);
  const config = { server: '10.20.1.5', serverpath: '/export/NFS' };

  const [found] = await birch.call('SR.probe_ext', hostOf(birch), config, 'nfs', {});
  expect(found?.sr).toMatchObject({ uuid: row.uuid, name_label: 'NFS' });
  const sr = await introduce(birch, row, config);
  const { db } = birch.world;
  const names = db.row('SR', sr).VDIs.map((each) => db.row('VDI', each).name_label);
  expect(names.sort()).toEqual(['base copy', 'data', 'data']);
  const own = db.byUuid('VDI', alder.world.db.row('VDI', vdi).uuid) ?? NULL_REF;
  expect(contentOf(birch.world, own).read(3 * MIB, 1000)).toEqual(sent);
  expect(db.row('VDI', db.row('VDI', own).snapshots[0] ?? '').snapshot_of).toBe(own);
  expect(problemsOf(birch.world)).toEqual([]);
});

test('a new repository of a pool takes the place of what another one had on the LUN', async () => {
  const [alder, birch] = neighbours();
  const { uuid } = alder.world.db.row('SR', await iscsi(alder, hostOf(alder)));
  const config = { target: '10.20.1.6', targetIQN: 'iqn.2026-01.example:array', SCSIid: '36001405a1b2c3d4' };
  const probe = (): Promise<string> => birch.call('SR.probe', hostOf(birch), config, 'lvmoiscsi', {});
  expect(await probe()).toContain(uuid);
  await iscsi(birch, hostOf(birch));
  expect(await probe()).not.toContain(uuid);
});
