import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { toXapiDate, type World } from '../world';

/** What a server has agreed to: an address, and when. */
interface Proposal {
  readonly address: string;
  readonly atMs: number;
}

/** Key of the annex: proposals of a new coordinator by the server that has agreed to them (xapi_ha.ml proposed_master). */
const PROPOSALS = 'pool/proposals';
const VALID_MS = 600_000;

type Proposals = Readonly<Record<Ref<'host'>, Proposal>>;

function proposals({ engine }: World): Proposals {
  return (engine.annex[PROPOSALS] ?? {}) as unknown as Proposals;
}

function write({ engine }: World, next: Proposals): void {
  const { [PROPOSALS]: _before, ...annex } = engine.annex;
  engine.annex = Object.keys(next).length === 0 ? annex : { ...annex, [PROPOSALS]: next as never };
}

/** The address that a server has agreed to follow; null when it has not, or too long ago. */
export function agreedMaster(world: World, host: Ref<'host'>): string | null {
  const proposal = proposals(world)[host];
  return proposal !== undefined && world.engine.nowMs - proposal.atMs <= VALID_MS ? proposal.address : null;
}

export function propose(world: World, host: Ref<'host'>, address: string): void {
  const agreed = agreedMaster(world, host);
  if (agreed !== null && agreed !== address) {
    const { atMs } = proposals(world)[host] ?? { atMs: 0 };
    const ago = ((world.engine.nowMs - atMs) / 1000).toFixed(6);
    const since = `at ${toXapiDate(atMs)} ('${ago}' secs ago)`;
    throw new Fault('HA_ABORT_NEW_MASTER', `Already agreed to commit host address '${agreed}' ${since}`);
  }
  write(world, { ...proposals(world), [host]: { address, atMs: world.engine.nowMs } });
}

export function forgetProposal(world: World, host: Ref<'host'>): void {
  const { [host]: _gone, ...rest } = proposals(world);
  write(world, rest);
}
