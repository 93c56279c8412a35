import { expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { disk, nfs, refusalOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';
import { DiskWriter } from '../vdi/content-writer';

const UUID = '12acfd0a-0246-4fa7-ba00-2d0e474b3650';
const PATCH_UUID = '12acfd0a-0000-0000-ba00-2d0e474b3650';

function xml(attributes: string, children = '<name-description>What it does &amp; why</name-description>'): string {
  return `<?xml version="1.0"?>\n<update ${attributes}>${children}</update>\n`;
}

const GOOD = `uuid="${UUID}" name-label="XS84E001" version="1.0" key="keys/vendor" installation-size="1048576"`;

/** A disk with a document in the middle of an image, across the border of two blocks. */
async function upload(simulator: Simulator, sr: Ref<'SR'>, text: string): Promise<Ref<'VDI'>> {
  const vdi = await disk(simulator, sr, 4 * 1024 ** 2);
  const writer = new DiskWriter(simulator.world, vdi);
  writer.write(64 * 1024 - 25, new TextEncoder().encode(text));
  simulator.world.db.transaction(() => writer.commit());
  return vdi;
}

test('an update is read from its disk, or refused with the first thing that is wrong', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const sr = await nfs(simulator, alder);
  const refused = async (text: string): Promise<readonly string[]> =>
    refusalOf(simulator, 'pool_update.introduce', await upload(simulator, sr, text));
  const missing = ['INVALID_UPDATE', 'missing update document (update.xml) in the package.'];
  expect(await refused('no document')).toEqual(missing);
  expect(await refused('<update uuid=broken></update>')).toEqual(missing);
  expect(await refused(xml('name-label="a"'))).toEqual(['INVALID_UPDATE', 'missing <uuid> in update.xml']);
  expect(await refused(xml('uuid="u"'))).toEqual(['INVALID_UPDATE', 'missing <name-label> in update.xml']);
  expect(await refused(xml('uuid="u" name-label="a"'))).toEqual(['INVALID_UPDATE', 'missing <version> in update.xml']);
  expect(await refused(xml('uuid="u" name-label="a" version="1"', ''))).toEqual([
    'INVALID_UPDATE',
    'missing <name-description> in update.xml',
  ]);
  expect(await refusalOf(simulator, 'pool_update.introduce', 'OpaqueRef:x')).toEqual([
    'HANDLE_INVALID',
    'VDI',
    'OpaqueRef:x',
  ]);

  const vdi = await upload(simulator, sr, xml(`${GOOD} after-apply-guidance="restartHost,restartXAPI"`));
  const update = await simulator.call('pool_update.introduce', vdi);
  expect(await simulator.call('pool_update.get_record', update)).toMatchObject({
    uuid: UUID,
    name_label: 'XS84E001',
    name_description: 'What it does & why',
    version: '1.0',
    key: 'vendor',
    installation_size: 1048576,
    after_apply_guidance: ['restartHost', 'restartXAPI'],
    vdi,
    hosts: [],
    enforce_homogeneity: false,
  });
  const patch = await simulator.call('pool_patch.get_by_uuid', PATCH_UUID);
  expect(await simulator.call('pool_patch.get_record', patch)).toMatchObject({ pool_update: update, size: 1048576 });
  expect(await simulator.call('pool_update.introduce', vdi)).toBe(update);
  expect(await refused(xml(GOOD))).toEqual(['UPDATE_ALREADY_EXISTS', UUID]);
  expect(await simulator.call('pool_update.attach', update)).toContain(`/update/${UUID}/vdi`);
  await simulator.call('pool_update.detach', update);

  await simulator.call('pool_update.pool_clean', update);
  expect(db.has('VDI', vdi)).toBe(false);
  expect(await simulator.call('pool_update.get_vdi', update)).toBe('OpaqueRef:NULL');
  expect(await refusalOf(simulator, 'pool_update.apply', update, alder)).toEqual(['CANNOT_FIND_UPDATE']);
  await simulator.call('pool_update.introduce', await upload(simulator, sr, xml(GOOD)));
  expect(db.count('pool_update')).toBe(1);
  await simulator.call('pool_update.destroy', update);
  expect(db.count('pool_patch')).toBe(0);
});

test('an update is applied to one server, then to the rest, and is known on both sides', async () => {
  const { simulator, alder, birch } = twoServers();
  const { db } = simulator.world;
  const sr = await nfs(simulator, alder);
  const update = await simulator.call(
    'pool_update.introduce',
    await upload(simulator, sr, xml(`${GOOD} after-apply-guidance="restartHost" livepatch="incomplete"`)),
  );
  expect(await simulator.call('pool_update.precheck', update, alder)).toBe('ok_livepatch_incomplete');
  await simulator.call('pool_update.apply', update, alder);
  expect(await refusalOf(simulator, 'pool_update.apply', update, alder)).toEqual(['UPDATE_ALREADY_APPLIED', update]);
  expect(db.row('host', alder)).toMatchObject({ updates: [update], updates_requiring_reboot: [update] });
  expect(db.row('pool_update', update).hosts).toEqual([alder]);
  const [[hostPatch = '', row] = []] = [...db.all('host_patch')];
  expect(row).toMatchObject({ host: alder, applied: true });
  expect(await refusalOf(simulator, 'host_patch.apply', hostPatch)).toEqual(['MESSAGE_DEPRECATED']);
  expect(await refusalOf(simulator, 'pool_update.destroy', update)).toEqual(['UPDATE_IS_APPLIED']);
  const patch = await simulator.call('pool_patch.get_by_uuid', PATCH_UUID);
  expect(await refusalOf(simulator, 'pool_patch.destroy', patch)).toEqual(['PATCH_IS_APPLIED']);

  await simulator.call('pool_update.pool_apply', update);
  expect(db.row('pool_update', update).hosts).toEqual([alder, birch]);
  expect(await refusalOf(simulator, 'pool_update.pool_apply', update)).toEqual([
    'UPDATE_ALREADY_APPLIED_IN_POOL',
    update,
  ]);
  expect(await refusalOf(simulator, 'pool_patch.pool_apply', patch)).toEqual(['UPDATE_ALREADY_APPLIED', update]);
  for (const ref of db.refs('host_patch')) await simulator.call('host_patch.destroy', ref);
  await simulator.call('pool_update.resync_host', birch);
  expect(db.count('host_patch')).toBe(1);
});

test('servers that refuse an update are named, and the others keep it', async () => {
  const { simulator, alder, birch } = twoServers();
  const { db } = simulator.world;
  const sr = await nfs(simulator, alder);
  const other = 'aaaaaaaa-0246-4fa7-ba00-2d0e474b3650';
  const introduce = async (attributes: string, children = ''): Promise<Ref<'pool_update'>> => {
    const text = xml(attributes, `<name-description>d</name-description>${children}`);
    return simulator.call('pool_update.introduce', await upload(simulator, sr, text));
  };
  const named = (uuid: string, name: string, more = ''): string =>
    `uuid="${uuid}" name-label="${name}" version="1" ${more}`;
  const needy = await introduce(named(UUID, 'needy'), `<prerequisite uuid="${other}"/>`);
  expect(await refusalOf(simulator, 'pool_update.precheck', needy, alder)).toEqual([
    'UPDATE_PRECHECK_FAILED_PREREQUISITE_MISSING',
    'needy',
    other,
  ]);
  const first = await introduce(named(other, 'first'));
  await simulator.call('pool_update.apply', first, birch);
  expect(await refusalOf(simulator, 'pool_update.pool_apply', needy)).toEqual(['UPDATE_POOL_APPLY_FAILED', alder]);
  expect(db.row('pool_update', needy).hosts).toEqual([birch]);

  const rival = await introduce(named(UUID.replace('1', 'b'), 'rival'), `<conflict uuid="${other}"/>`);
  expect(await refusalOf(simulator, 'pool_update.precheck', rival, birch)).toEqual([
    'UPDATE_PRECHECK_FAILED_CONFLICT_PRESENT',
    'rival',
    'first',
  ]);
  const old = await introduce(named(UUID.replace('1', 'c'), 'old', 'required-version="7.6.0"'));
  expect(await refusalOf(simulator, 'pool_update.precheck', old, birch)).toEqual([
    'UPDATE_PRECHECK_FAILED_WRONG_SERVER_VERSION',
    'old',
    '8.4.0',
    '7.6.0',
  ]);
  const large = await introduce(named(UUID.replace('1', 'd'), 'large', 'installation-size="9999999999999"'));
  expect((await refusalOf(simulator, 'pool_update.precheck', large, birch)).slice(0, 2)).toEqual([
    'UPDATE_PRECHECK_FAILED_OUT_OF_SPACE',
    'large',
  ]);
  db.transaction(() => db.update('host_metrics', db.row('host', birch).metrics, { live: false }));
  expect(await refusalOf(simulator, 'pool_update.apply', large, birch)).toEqual(['HOST_OFFLINE', birch]);
});
