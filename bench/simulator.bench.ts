import { Simulator } from '../src/simulator/simulator';
import { cpuClock, percentile, type Figure, type Run } from './harness';
import { scaleWorld, vmsIn } from './worlds';

const PAIRS = 1000;
const MEASURED_ROUNDS = 5;
/** V8 has compiled what matters by then. */
const WARM_UP_ROUNDS = 4;
const READS = 2000;
const CHANGED_VMS = 50;

/** The simulator by itself, in Node: no page, no worker, a clock that jumps to whatever a call waits for. */
export const run: Run = async () => {
  // The first world of a process, as in a worker: nothing is compiled yet.
  const cpuMs = cpuClock();
  const simulator = await scaleWorld({ clockMode: 'instant' });
  const figures: Figure[] = [
    { what: 'building Scale, 10,000 VMs on 64 servers', value: cpuMs(), unit: 'ms CPU', limit: 2000 },
    { what: 'heap of that world in Node', value: heapMb(), unit: 'MB' },
  ];
  const client = await logIn(simulator);
  figures.push(...(await pairs(simulator, client)), ...(await reads(simulator, client)), ...state(simulator));
  return figures;
};

/** Calls a method through `handle` as a web server would, and reads the answer. */
type Client = (method: string, ...params: readonly unknown[]) => Promise<unknown>;

async function logIn(simulator: Simulator): Promise<Client> {
  const call = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const response = await simulator.handle(new Request('http://pool/jsonrpc', { method: 'POST', body }));
    const reply = (await response.json()) as { result?: unknown; error?: unknown };
    if (reply.error !== undefined) throw new Error(`${method}: ${JSON.stringify(reply.error)}`);
    return reply.result;
  };
  const session = await call('session.login_with_password', ['root', 'password']);
  return (method, ...params) => call(method, [session, ...params]);
}

async function pairs(simulator: Simulator, client: Client): Promise<readonly Figure[]> {
  const vms = vmsIn(simulator, 'Halted').slice(0, PAIRS);
  const cpu: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + MEASURED_ROUNDS; round += 1) {
    const cpuMs = cpuClock();
    for (const vm of vms) {
      await client('VM.start', vm, false, false);
      await client('VM.hard_shutdown', vm);
    }
    if (round >= WARM_UP_ROUNDS) cpu.push(cpuMs());
  }
  const value = (1000 * vms.length) / percentile(cpu, 0.5);
  return [
    { what: 'VM.start + VM.hard_shutdown pairs through handle', value, unit: '/s of CPU', limit: 5000, isLeast: true },
  ];
}

async function reads(simulator: Simulator, client: Client): Promise<readonly Figure[]> {
  const vms = vmsIn(simulator, 'Running');
  const singleMs = await median(READS, (each) => client('VM.get_record', vms[each % vms.length]));
  const everythingMs = await median(5, () => client('VM.get_all_records'));
  const { db } = simulator.world;
  let token = ((await client('event.from', ['VM'], '', 0)) as { token: string }).token;
  const changesMs = await median(50, async (each) => {
    db.transaction(() => {
      for (let at = 0; at < CHANGED_VMS; at += 1) {
        const vm = vms[(each * CHANGED_VMS + at) % vms.length] ?? '';
        db.update('VM', vm, { name_description: `changed ${each}` });
      }
    });
    const batch = (await client('event.from', ['VM'], token, 0)) as { token: string; events: readonly unknown[] };
    if (batch.events.length !== CHANGED_VMS) throw new Error(`${batch.events.length} events`);
    token = batch.token;
  });
  return [
    { what: 'VM.get_record through handle', value: singleMs, unit: 'ms CPU' },
    { what: 'VM.get_all_records, 10,000 VMs, read by the client too', value: everythingMs, unit: 'ms CPU' },
    { what: `event.from, ${CHANGED_VMS} changed VMs`, value: changesMs, unit: 'ms CPU' },
  ];
}

function state(simulator: Simulator): readonly Figure[] {
  const whole = cpuClock();
  simulator.hash();
  const wholeMs = whole();
  const again = cpuClock();
  simulator.hash();
  const againMs = again();
  const saving = cpuClock();
  const text = JSON.stringify(simulator.save());
  const savedMs = saving();
  const loading = cpuClock();
  new Simulator().load(JSON.parse(text) as ReturnType<Simulator['save']>);
  const loadedMs = loading();
  return [
    { what: 'state hash of 10,000 VMs, first', value: wholeMs, unit: 'ms CPU' },
    { what: 'state hash of 10,000 VMs, again', value: againMs, unit: 'ms CPU' },
    { what: `saving 10,000 VMs as ${(text.length / 1e6).toFixed(0)} MB of JSON`, value: savedMs, unit: 'ms CPU' },
    { what: 'loading them', value: loadedMs, unit: 'ms CPU' },
  ];
}

async function median(times: number, run: (each: number) => Promise<unknown>): Promise<number> {
  const cpu: number[] = [];
  for (let each = 0; each < times; each += 1) {
    const cpuMs = cpuClock();
    await run(each);
    cpu.push(cpuMs());
  }
  return percentile(cpu, 0.5);
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}
