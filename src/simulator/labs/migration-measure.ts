import type { Ref } from '../../xapi/datamodel/ref';
import type { LabWorld } from './bench';
import { guestsNamed, tell } from './telling';

/** What the watched guest sends all the time. */
const STREAM = 'network-stream rate=20m';
const STEP_S = 5;
const REST_MS = 15_000;
/** The finest archive holds ten minutes; what takes longer is read by the minute. */
const LONGEST_S = 560;
const MINUTE_MS = 60_000;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One live migration, as a client and the statistics saw it. */
export interface Move {
  readonly dirtyMb: number;
  readonly totalS: number;
  readonly downtimeS: number;
  /** Over the management network of the server that it left. */
  readonly sentBytes: number;
  /** MB/s over the management network, and of the guest's stream, from the call on. */
  readonly sent: readonly Point[];
  readonly stream: readonly Point[];
}

/** The watched guest goes to the other server while it changes its memory so fast. */
export async function moveGuest(world: LabWorld, dirtyMb: number, workingSetMib: number): Promise<Move> {
  const [vm = ''] = await guestsNamed(world, 'stream');
  await tell(world, vm, `${STREAM} dirty=${dirtyMb * 1e6} working-set=${workingSetMib}m`);
  world.advance(REST_MS - (world.nowMs % (STEP_S * 1000)));
  const { uuid, resident_on: from } = await world.call('VM.get_record', vm);
  const to = await otherHost(world, from);
  const beganMs = world.nowMs;
  // A guest that booted from the network has no tools that would say that it can be moved.
  await world.call('VM.pool_migrate', vm, to, { force: 'true' });
  const totalS = (world.nowMs - beganMs) / 1000;
  world.advance(totalS < LONGEST_S ? 2 * REST_MS : MINUTE_MS + REST_MS);
  const seconds = Math.ceil((world.nowMs - beganMs) / 1000);
  const beginS = beganMs / 1000;
  const sent = await series(world, from, 'none', 'pif_eth0_tx', seconds, beginS);
  // The guest stands still at the end.
  const stream = await series(world, to, uuid, 'vif_0_tx', Math.min(seconds, LONGEST_S), beginS);
  const rowS = (sent[1]?.x ?? 0) - (sent[0]?.x ?? 0);
  const steady = Math.max(...stream.map(({ y }) => y));
  return {
    dirtyMb,
    totalS,
    // What is missing of a stream that is always the same: the guest sent nothing.
    downtimeS: stream.reduce((sum, { y }) => sum + STEP_S * (1 - y / steady), 0),
    sentBytes: sent.reduce((sum, { y }) => sum + rowS * y * 1e6, 0),
    sent,
    stream,
  };
}

/** A data source of a server or of its guest since a moment, in MB/s. */
async function series(
  world: LabWorld,
  server: Ref<'host'>,
  vms: string,
  name: string,
  seconds: number,
  beginS: number,
): Promise<readonly Point[]> {
  const [first] = await world.readings(seconds, (source) => source === name, vms, server);
  return (first?.rows ?? []).flatMap(({ timeS, value }) =>
    timeS > beginS ? [{ x: timeS - beginS, y: value / 1e6 }] : [],
  );
}

async function otherHost(world: LabWorld, host: Ref<'host'>): Promise<Ref<'host'>> {
  const hosts = await world.call('host.get_all');
  return hosts.find((each) => each !== host) ?? host;
}

/** Seconds that a guest and its disk take to the other server and its storage, while it writes so much. */
export async function moveWithDisk(world: LabWorld, writeMb: number): Promise<number> {
  const [vm = ''] = await guestsNamed(world, 'writer');
  await tell(world, vm, writeMb === 0 ? 'idle' : `storage-test block=64k depth=8 write=100 rate=${writeMb * 1e6}`);
  world.advance(REST_MS);
  const { VBDs, resident_on } = await world.call('VM.get_record', vm);
  const to = await otherHost(world, resident_on);
  const sr = await world.call('host.get_suspend_image_sr', to);
  const disks = await Promise.all(VBDs.map((vbd) => world.call('VBD.get_VDI', vbd)));
  const network = await managementOf(world, to);
  const token = await world.call('host.migrate_receive', to, network, {});
  const beganMs = world.nowMs;
  await world.call(
    'VM.migrate_send',
    vm,
    token,
    true,
    Object.fromEntries(disks.map((vdi) => [vdi, sr])),
    {},
    {},
    {},
    {},
  );
  return (world.nowMs - beganMs) / 1000;
}

async function managementOf(world: LabWorld, host: Ref<'host'>): Promise<Ref<'network'>> {
  const pifs = Object.values(await world.call('PIF.get_all_records'));
  return pifs.find((pif) => pif.host === host && pif.management)?.network ?? '';
}
