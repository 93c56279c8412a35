import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import { vmRecord } from '../api/testing';
import { twoServers } from '../scenarios/testing/pool';
import type { Simulator } from '../simulator';
import { openTestConsole, type TestSocket } from './testing';

let sim: Simulator;
let alder: Ref<'host'>;
let vt100: string;

beforeEach(async () => {
  ({ simulator: sim, alder } = twoServers());
  await sim.call('VM.create', vmRecord({ name_label: 'evil\x1b]0;x\x07' }));
  const domain = sim.world.db.row('host', alder).control_domain;
  const { consoles } = sim.world.db.row('VM', domain);
  vt100 = consoles.find((ref) => sim.world.db.row('console', ref).protocol === 'vt100') ?? '';
});

const PROMPT = '[root@alder ~]# ';

async function shell(): Promise<TestSocket> {
  const socket = await openTestConsole(sim, `ref=${vt100}`);
  const greeting = socket.text();
  expect(greeting).toContain('alder: type help');
  expect(greeting.endsWith(`\r\n${PROMPT}`)).toBe(true);
  return socket;
}

/** What a line is answered with, without its echo and the next prompt. */
async function answer(line: string): Promise<string> {
  const socket = await shell();
  const text = socket.send(`${line}\r`).text();
  expect(text.startsWith(`${line}\r\n`)).toBe(true);
  expect(text.endsWith(PROMPT)).toBe(true);
  return text.slice(line.length + 2, -PROMPT.length).replaceAll('\r\n', '\n');
}

describe('the console of a server', () => {
  test('answers with what the pool knows', async () => {
    const { db } = sim.world;
    const hosts = db.refs('host').map((ref) => db.row('host', ref).uuid);
    const domain = db.row('VM', db.row('host', alder).control_domain);
    expect(await answer('hostname')).toBe('alder\n');
    expect(await answer('date')).toBe('Mon Jan  5 08:00:00 UTC 2026\n');
    expect(await answer('xe  host-list --minimal')).toBe(`${hosts.join(',')}\n`);
    expect(await answer('xe host-list')).toContain('          name-label ( RW): birch\n');
    expect(await answer('free')).toContain(String(domain.memory_target / 1024));
    expect(await answer('list_domains')).toMatch(new RegExp(`^id \\| uuid +\\| state\n0  \\| ${domain.uuid} \\| R\n$`));
    expect(await answer('xl list')).toMatch(/^Name {6}ID {2}Mem {2,}VCPUs {2}State\nDomain-0 {2}0 .* r-----\n$/);
    sim.advance(3_661_000);
    expect(await answer('uptime')).toBe(' 09:01:01 up 01:01:01\n');
  });

  test('knows no other commands', async () => {
    expect(await answer('rm -rf /')).toBe('-bash: rm: command not found\n');
    expect(await answer('constructor')).toBe('-bash: constructor: command not found\n');
    expect(await answer('')).toBe('');
  });

  test('shows names that cannot steer the terminal', async () => {
    const text = await answer('xe vm-list');
    expect(text).toContain('name-label ( RW): evil?]0;x?');
    expect(text).toContain('power-state ( RO): halted');
  });
});

describe('the line', () => {
  test('is edited with backspace, Ctrl-U and Ctrl-C', async () => {
    const socket = await shell();
    expect(socket.send('daxe\x7f\b\x7fate').text()).toBe('daxe\b \b\b \b\b \bate');
    expect(socket.send('\x15whoami\r\n').text()).toBe('\b \b'.repeat(4) + `whoami\r\nroot\r\n${PROMPT}`);
    expect(socket.send('reboot\x03').text()).toBe(`reboot^C\r\n${PROMPT}`);
    expect(socket.send('\x7f\r').text()).toBe(`\r\n${PROMPT}`);
  });

  test('takes UTF-8 and escape sequences in any pieces', async () => {
    const socket = await shell();
    for (const byte of new TextEncoder().encode('é😀\x1b[A\x1bOP\x1b[1;5C!')) socket.send(byte);
    expect(socket.text()).toBe('é😀!');
    expect(socket.send('\x7f\x7f\r').text()).toContain('-bash: é: command not found');
  });

  test.each(['\x04', 'exit\r', 'logout\n'])('%j logs out', async (keys) => {
    const socket = await shell();
    expect(socket.send(keys).text()).toMatch(/logout\r\n$/);
    expect(socket.isClosed).toBe(true);
  });

  test('has an end', async () => {
    const socket = await shell();
    socket.send('x'.repeat(5000)).send(`\x1b[${'1'.repeat(5000)}`);
    socket.text();
    expect(socket.send('\x15exit\r').isClosed).toBe(true);
  });
});

test('the text console of a guest lets nobody in', async () => {
  const { db, engine } = sim.world;
  const vm = await sim.call('VM.create', vmRecord());
  await sim.call('VM.start', vm, false, true);
  const console = engine.newRef('console');
  db.transaction(() => db.insert('console', console, { uuid: engine.newUuid('console'), VM: vm, protocol: 'vt100' }));
  const host = db.row('VM', vm).resident_on;
  const socket = await openTestConsole(sim, `ref=${console}`, { host });
  expect(socket.text()).toBe('web-1\r\nweb-1 login: ');
  expect(socket.send('root\r').text()).toContain('Login incorrect');
});
