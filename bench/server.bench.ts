import { resolve } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { ApiConnection, HttpConnection } from './http-client';
import { percentile, type Figure, type Run } from './harness';
import { startServer, type ServerProcess } from './processes';
import { SCALE } from './worlds';

const READ_MS = 3000;
const CYCLES = 4000;
const CLIENTS = 16;
const CHANGES = 300;
/** The batch that xapi gathers changes in. */
const BATCH_MS = 50;

/**
 * The Node door, in a process of its own, over HTTP with keep-alive. Rates are those of the wall: the budgets are about
 * a machine that has nothing else to do. Beside them stand the rates by the server's CPU time, and that of a server
 * which only echoes, measured in the same run: their ratio is what to compare between machines.
 */
export const run: Run = async () => {
  const echo = await startServer([resolve('bench/echo-server.mjs')]);
  const echoes = await rate(echo, CLIENTS, (connection) => () => connection.send(ECHO_BODY));
  const echoOne = await rate(echo, 1, (connection) => () => connection.send(ECHO_BODY));
  await echo.stop();

  const server = await startServer(scaleServer('max'));
  const figures: Figure[] = [
    {
      what: 'from the start of the process to its address, 10,000 VMs',
      value: server.startMs,
      unit: 'ms',
      limit: 3000,
    },
  ];
  const client = await ApiConnection.open(server.url);
  const vms =
    await client.call<Record<string, { power_state: string; is_a_template: boolean; is_control_domain: boolean }>>(
      'VM.get_all_records',
    );
  figures.push({ what: 'resident memory of the server, idle', value: server.residentMb(), unit: 'MB', limit: 400 });
  const halted = Object.entries(vms)
    .filter(([, vm]) => vm.power_state === 'Halted' && !vm.is_a_template && !vm.is_control_domain)
    .map(([ref]) => ref);
  figures.push(...(await reads(server, halted, echoOne, echoes)));
  figures.push(...(await everything(server, client)));
  figures.push(...(await cycles(server, halted)));
  figures.push({ what: 'resident memory of the server, after the load', value: server.residentMb(), unit: 'MB' });
  client.close();
  await server.stop();

  const running = await startServer(scaleServer('1'));
  figures.push(...(await eventLatency(running)));
  await running.stop();
  return figures;
};

const ECHO_BODY = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'echo', params: ['x'.repeat(100)] });

function scaleServer(speed: string): readonly string[] {
  const size = ['--scenario', 'scale', '--hosts', String(SCALE.hosts), '--vms', String(SCALE.vms)];
  // As `npm run serve` starts it: node, then its options and the program.
  const [, ...command] = packageJson.scripts.serve.split(' ');
  return [...command, ...size, '--port', '0', '--speed', speed, '--log', 'off'];
}

interface Rate {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

async function measure(server: ServerProcess, work: () => Promise<number>): Promise<Rate> {
  const cpu = server.cpuMs();
  const begun = performance.now();
  const count = await work();
  const seconds = (performance.now() - begun) / 1000;
  return { perSecond: count / seconds, perCpuSecond: (1000 * count) / (server.cpuMs() - cpu) };
}

/** Sends as fast as the answers come, over a number of connections; the first third warms up. */
async function rate(
  server: ServerProcess,
  clients: number,
  make: (connection: HttpConnection) => () => Promise<unknown>,
): Promise<Rate> {
  const connections = await Promise.all(Array.from({ length: clients }, () => HttpConnection.open(server.url)));
  const senders = connections.map(make);
  const forMs = async (ms: number): Promise<number> => {
    const until = performance.now() + ms;
    const counts = await Promise.all(
      senders.map(async (send) => {
        let count = 0;
        for (; performance.now() < until; count += 1) await send();
        return count;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  };
  await forMs(READ_MS / 3);
  const result = await measure(server, () => forMs(READ_MS));
  for (const connection of connections) connection.close();
  return result;
}

async function reads(
  server: ServerProcess,
  vms: readonly string[],
  echoOne: Rate,
  echoes: Rate,
): Promise<readonly Figure[]> {
  const session = await logIn(server);
  const bodies = vms
    .slice(0, 1000)
    .map((vm) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'VM.get_record', params: [session, vm] }));
  let next = 0;
  const make = (connection: HttpConnection) => () => connection.send(bodies[next++ % bodies.length] ?? '');
  const one = await rate(server, 1, make);
  const many = await rate(server, CLIENTS, make);
  return [
    { what: 'VM.get_record, 1 client', value: one.perSecond, unit: '/s', limit: 5000, isLeast: true },
    { what: '  share of the echo server, 1 client', value: (100 * one.perSecond) / echoOne.perSecond, unit: '%' },
    { what: `VM.get_record, ${CLIENTS} clients`, value: many.perSecond, unit: '/s', limit: 8000, isLeast: true },
    { what: '  by CPU time of the server', value: many.perCpuSecond, unit: '/s of CPU' },
    {
      what: '  share of the echo server, by CPU time',
      value: (100 * many.perCpuSecond) / echoes.perCpuSecond,
      unit: '%',
    },
    { what: `echo server, ${CLIENTS} clients`, value: echoes.perSecond, unit: '/s' },
    { what: '  by CPU time', value: echoes.perCpuSecond, unit: '/s of CPU' },
  ];
}

async function logIn(server: ServerProcess): Promise<string> {
  const connection = await HttpConnection.open(server.url);
  const login = { jsonrpc: '2.0', id: 1, method: 'session.login_with_password', params: ['root', 'password'] };
  const { result } = JSON.parse(await connection.send(JSON.stringify(login))) as { result: string };
  connection.close();
  return result;
}

async function everything(server: ServerProcess, client: ApiConnection): Promise<readonly Figure[]> {
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let at = 0; at < 5; at += 1) {
    const cpuMs = server.cpuMs();
    const begun = performance.now();
    await client.callText('VM.get_all_records');
    wall.push(performance.now() - begun);
    cpu.push(server.cpuMs() - cpuMs);
  }
  return [
    { what: 'VM.get_all_records of 10,000 VMs, JSON', value: percentile(wall, 0.5), unit: 'ms', limit: 400 },
    { what: '  CPU time of the server', value: percentile(cpu, 0.5), unit: 'ms CPU' },
  ];
}

interface Batch {
  readonly token: string;
  readonly events: readonly { readonly ref: string; readonly snapshot?: { readonly status?: string } }[];
}

/** Starts a VM by a task, waits for its end by events, and turns the VM off again. */
async function cycles(server: ServerProcess, vms: readonly string[]): Promise<readonly Figure[]> {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => ApiConnection.open(server.url)));
  let next = 0;
  const cycle = async (client: ApiConnection): Promise<void> => {
    const vm = vms[next++ % vms.length] ?? '';
    const task = await client.call<string>('Async.VM.start', vm, false, false);
    let token = '';
    for (let status = 'pending'; status === 'pending';) {
      const batch = await client.call<Batch>('event.from', [`task/${task}`], token, 30);
      token = batch.token;
      status = batch.events.find(({ ref }) => ref === task)?.snapshot?.status ?? status;
      if (status !== 'pending' && status !== 'success') throw new Error(`VM.start ended with ${status}`);
    }
    await client.call('VM.hard_shutdown', vm);
  };
  const all = async (count: number): Promise<number> => {
    const end = next + count;
    await Promise.all(
      clients.map(async (client) => {
        while (next < end) await cycle(client);
      }),
    );
    return count;
  };
  await all(CYCLES / 2);
  const { perSecond, perCpuSecond } = await measure(server, () => all(CYCLES));
  for (const client of clients) client.close();
  return [
    { what: `power cycles, ${CLIENTS} clients`, value: perSecond, unit: '/s', limit: 2000, isLeast: true },
    { what: '  by CPU time of the server', value: perCpuSecond, unit: '/s of CPU' },
  ];
}

/** How long after a change its event arrives at a client that waits, beyond the batch. */
async function eventLatency(server: ServerProcess): Promise<readonly Figure[]> {
  const [writer, reader] = await Promise.all([ApiConnection.open(server.url), ApiConnection.open(server.url)]);
  const [vm = ''] = await writer.call<readonly string[]>('VM.get_all');
  let { token } = await reader.call<Batch>('event.from', ['vm'], '', 0);
  const late: number[] = [];
  for (let at = 0; at < CHANGES; at += 1) {
    const waiting = reader.call<Batch>('event.from', ['vm'], token, 30);
    await writer.call('VM.get_uuid', vm);
    const begun = performance.now();
    const [batch] = await Promise.all([waiting, writer.call('VM.set_name_description', vm, `change ${at}`)]);
    late.push(Math.max(0, performance.now() - begun - BATCH_MS));
    token = batch.token;
  }
  writer.close();
  reader.close();
  return [
    {
      what: 'event.from, from change to delivery beyond the batch, p95',
      value: percentile(late, 0.95),
      unit: 'ms',
      limit: 5,
    },
  ];
}
