import { Suspense } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ToastRegion } from '../../ui/feedback/toast';
import { accessibilityProblems } from '../../ui/testing/axe';
import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import type { Simulator } from '../../simulator/simulator';
import { CommandHost } from '../commands';
import { mountOn } from '../fixtures/mount-feature';
import { PoolListProvider } from '../connections';
import type { PoolList } from '../connections';
import { connectTo, openSimulatedPool } from '../fixtures/simulated-pool';
import type { ObjectClass, ViewState } from '../navigation';
import { nameOf, rows } from '../objects';
import type { ObjectKind, ObjectRowClass } from '../objects';
import { ServerClockProvider } from '../values';
import { PerformanceOfSeveral } from './performance-of-several';
import { PerformanceTab } from './performance-tab';

let simulator: Simulator;
let connection: Connection;

beforeEach(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});
afterEach(() => connection.close());

function open(
  cls: ObjectClass & ObjectRowClass,
  kind: ObjectKind,
  name: string | RegExp,
  start: Partial<ViewState> = {},
) {
  const inventory = readInventory(connection);
  const isNamed = (each: string): boolean => nameOf(inventory, cls, each)?.match(name)?.index === 0;
  const ref = [...rows(inventory, cls).keys()].find(isNamed) ?? '';
  const id = { connection: connection.id, class: cls, ref };
  return mountOn(
    connection,
    <ServerClockProvider clock={{ nowMs: () => simulator.nowMs }}>
      <div style={{ height: '100%', overflow: 'auto' }}>
        <Suspense>
          <h1>Object</h1>
          <PerformanceTab id={id} kind={kind} />
        </Suspense>
        <CommandHost />
        <ToastRegion />
      </div>
    </ServerClockProvider>,
    start,
  );
}

const graph = (name: string) => page.getByRole('figure', { name, exact: true });
const reading = (name: string) => page.getByRole('slider', { name: `Read ${name}` });

describe('the performance of an object', () => {
  it('is told by graphs with the newest values, what they are averages of, and the zone of their times', async () => {
    open('VM', 'vm', 'erp-db');
    await expect.element(graph('CPU')).toHaveTextContent(/Average\s*\d+(\.\d+)? %/);
    await expect.element(graph('Memory')).toHaveTextContent(/Allocated memory\s*32 GiB/);
    await expect.element(graph('CPU')).toHaveTextContent('every 5 s');
    await expect.element(page.getByText(/^2026-01-05 \d\d:\d\d:\d\d – 2026-01-05 \d\d:\d\d:\d\d$/)).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Times in UTC' })).toBeVisible();
    for (const name of ['Network', 'Disk throughput', 'Disk latency', 'Disk requests'])
      await expect.element(graph(name)).toBeInTheDocument();
    await expect.element(reading('CPU')).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it.each([
    ['host', 'host', 'ouse-1', 'Memory', /Used memory\s*\d+ GiB/],
    ['SR', 'sr', 'Fast NFS', 'Throughput', /Read\s*[\d.]+ [KM]iB\/s/],
    ['network', 'network', 'Servers', 'Network', /Received\s*[\d.]+ [KM]iB\/s/],
    ['pool', 'pool', 'Cambridge', 'CPU of servers', /granta-1\s*[\d.]+ %/],
    ['GPU_group', 'gpuGroup', /.*A16/, 'GPU utilisation', /\s*[\d.]+ %/],
  ] as const)('is there for objects of the class %s', async (cls, kind, name, title, values) => {
    open(cls, kind, name);
    await expect.element(graph(title)).toHaveTextContent(values);
  });

  it('is told by the clock of its servers, which the address keeps', async () => {
    const [master = ''] = [...rows(readInventory(connection), 'pool').values()].map((pool) => pool.master);
    await simulator.call('host.set_timezone', master, 'Asia/Tokyo');
    const journey = open('VM', 'vm', 'erp-db');
    await page.getByRole('button', { name: 'Times in UTC' }).click();
    await page.getByRole('menuitem', { name: 'Times of the servers' }).click();
    await expect.element(page.getByRole('button', { name: 'Times in UTC+09:00' })).toBeVisible();
    await expect.element(page.getByText(/^2026-01-05 1[67]:\d\d:\d\d – 2026-01-05 17:\d\d:\d\d$/)).toBeVisible();
    await expect.element(graph('CPU')).toHaveTextContent(/1[67]:\d\d/);
    expect(journey.state.mode).toEqual(['zone:servers']);
    await page.getByRole('button', { name: 'Tables' }).click();
    await expect.element(page.getByRole('columnheader', { name: /UTC\+09:00/ }).first()).toBeVisible();
    await page.getByRole('button', { name: 'Times in UTC+09:00' }).click();
    await page.getByRole('menuitem', { name: /^UTC/ }).click();
    expect(journey.state.mode).toEqual(['tables', 'zone:utc']);
  });

  it('is read by the arrow keys in all graphs at once', async () => {
    open('VM', 'vm', 'erp-db');
    // Charts are drawn one after the other.
    for (const name of ['CPU', 'Memory', 'Network']) await expect.element(reading(name)).toBeVisible();
    (reading('CPU').element() as HTMLElement).focus();
    await userEvent.keyboard('{End}{ArrowLeft}{ArrowLeft}');
    const told = () => reading('CPU').element().getAttribute('aria-valuetext');
    await expect.poll(told).toMatch(/^01-05 \d\d:\d\d:\d\d; Average: [\d.]+ %/);
    const at = (name: string) => reading(name).element().getAttribute('aria-valuenow');
    await expect.poll(() => at('Memory')).toBe(at('CPU'));
    await expect.poll(() => at('Network')).toBe(at('CPU'));
  });

  it('shows any time by buttons, keys and drags, and keeps it in the address', async () => {
    const journey = open('VM', 'vm', 'erp-db');
    await page.getByRole('radio', { name: '1 week' }).click();
    expect(journey.state.mode).toEqual(['last:604800']);
    await expect.element(graph('CPU')).toHaveTextContent('averages of 1 h');
    await page.getByRole('button', { name: 'Earlier' }).click();
    await expect.poll(() => journey.state.mode.join()).toMatch(/^from:\d+,to:\d+$/);
    await page.getByRole('button', { name: 'Back to now' }).click();
    expect(journey.state.mode).toEqual(['last:604800']);
    (page.getByRole('slider', { name: 'Beginning of the time shown' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(() => journey.state.mode.join()).toMatch(/^last:(?!604800$)\d+$/);
  });

  it('is told by tables of the same figures', async () => {
    open('VM', 'vm', 'erp-db', { mode: ['tables'] });
    const table = graph('Memory').getByRole('table');
    await expect.element(table.getByRole('columnheader', { name: 'Time, UTC' })).toBeVisible();
    await expect.poll(() => table.getByRole('row').elements().length).toBeGreaterThan(100);
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('says that nothing was measured of a machine that has never run, and offers to start it', async () => {
    const [ref] = [...rows(readInventory(connection), 'VM')].find(([, vm]) => vm.power_state === 'Running') ?? [''];
    const template = await simulator.call('VM.clone', await halted(ref), 'never ran');
    await simulator.call('VM.set_name_description', String(template), '');
    await expect.poll(() => rows(readInventory(connection), 'VM').has(String(template))).toBe(true);
    open('VM', 'vm', 'never ran');
    await expect.element(page.getByText('Nothing is measured here')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Start' })).toBeVisible();
  });

  it('is not said to have never run where its server does not tell', async () => {
    const handle = simulator.handlePlain.bind(simulator);
    vi.spyOn(simulator, 'handlePlain').mockImplementation((request) =>
      request.path.includes('rrd') ? { status: 500, headers: {}, body: new Uint8Array() } : handle(request),
    );
    open('VM', 'vm', 'erp-db');
    await expect.element(page.getByText('No server tells its measurements')).toBeVisible();
    await expect.element(page.getByText('or this browser does not reach them')).toBeVisible();
    expect(page.getByRole('button', { name: 'Start' }).query()).toBeNull();
    expect(page.getByText('has never run').query()).toBeNull();
    vi.restoreAllMocks();
  });
});

describe('a comparison', () => {
  const choose = async (entry: string) => {
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('menuitem', { name: entry }).click();
  };

  it('is made with the time before, drawn beside the present', async () => {
    const journey = open('VM', 'vm', 'erp-db');
    await choose('With the time before');
    expect(journey.state.mode).toEqual(['before']);
    await expect.element(graph('Memory')).toHaveTextContent(/Allocated memory, before\s*32 GiB/);
    await expect.element(graph('Memory')).toHaveTextContent('the time before: averages of 1 min');
  });

  it('is made with other machines, a line each, and ended', async () => {
    const journey = open('VM', 'vm', 'erp-db');
    await choose('With other machines…');
    const dialog = page.getByRole('dialog', { name: 'Compare erp-db with' });
    await dialog.getByRole('searchbox').fill('erp-app');
    await dialog.getByRole('checkbox', { name: 'erp-app-1' }).click();
    await dialog.getByRole('checkbox', { name: 'erp-app-2' }).click();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByRole('button', { name: 'Compare' }).click();
    await expect.element(graph('CPU')).toHaveTextContent(/erp-db\s*[\d.]+ %erp-app-1\s*[\d.]+ %erp-app-2\s*[\d.]+ %/);
    await expect.element(graph('Disk latency')).toHaveTextContent(/erp-app-1\s*[\d.]+ [µm]s/);
    expect(journey.state.mode).toHaveLength(2);
    await page.getByRole('button', { name: 'End the comparison' }).click();
    await expect.element(graph('CPU')).toHaveTextContent(/Average/);
  });

  it('is made of all machines that are selected, and of no more than can be told apart', async () => {
    const named = new Map(
      [...rows(readInventory(connection), 'VM')].flatMap(([ref, vm]) =>
        vm.power_state === 'Running' && !vm.is_control_domain ? [[vm.name_label, ref] as const] : [],
      ),
    );
    const ids = (refs: readonly string[]) =>
      refs.map((ref) => ({ connection: connection.id, class: 'VM', ref }) as const);
    const three = ['erp-db', 'erp-app-1', 'erp-app-2'].map((name) => named.get(name) ?? '');
    const journey = mountOn(
      connection,
      <ServerClockProvider clock={{ nowMs: () => simulator.nowMs }}>
        <Suspense>
          <h1>Objects</h1>
          <PerformanceOfSeveral />
        </Suspense>
      </ServerClockProvider>,
      { selection: ids(three) },
    );
    await expect.element(graph('CPU')).toHaveTextContent(/erp-db\s*[\d.]+ %erp-app-1\s*[\d.]+ %erp-app-2\s*[\d.]+ %/);
    expect(page.getByRole('button', { name: 'Compare' }).query()).toBeNull();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    journey.go({ selection: ids([...named.values()].slice(0, 11)) });
    await expect.element(page.getByText('The first 8 of 11 are drawn')).toBeVisible();
    await expect
      .poll(
        () =>
          graph('CPU')
            .element()
            .textContent?.match(/[\d.]+ %/g)?.length,
      )
      .toBeGreaterThan(7);
  });

  it('is made of the busiest machines of a pool, each graph by what it shows', async () => {
    open('pool', 'pool', 'Cambridge', { mode: ['top:5'] });
    const cpu = page.getByRole('figure', { name: 'CPU: 5 busiest machines' });
    await expect.element(cpu).toHaveTextContent(/%/);
    const shares = () =>
      [...(cpu.element().textContent ?? '').matchAll(/([\d.]+) %/g)].map(([, share]) => Number(share)).slice(-5);
    await expect.poll(shares).toHaveLength(5);
    await expect.element(page.getByRole('figure', { name: 'Disk requests: 5 busiest machines' })).toBeInTheDocument();
  });
});

describe('a datapath', () => {
  it('shows what each stage does, names none that is not at its limit, and leads to graphs', async () => {
    const journey = open('host', 'host', 'ouse-1');
    await page.getByRole('radio', { name: 'Datapath' }).click();
    const storage = page.getByRole('region', { name: 'Storage datapath' });
    await expect.element(storage.getByRole('button', { name: /^Device/ })).toHaveTextContent(/Latency\s*[\d.]+ [µm]s/);
    await expect.element(storage.getByRole('note')).toHaveTextContent('No bottleneck.');
    await expect.element(page.getByRole('region', { name: 'Network datapath' })).toHaveTextContent(/Received\s*[\d.]+/);
    await storage.getByRole('button', { name: /^Device/ }).click();
    expect(journey.state.mode).toEqual(['datapath', 'stage:storage.device']);
    await expect.element(graph('Latency')).toHaveTextContent(/Latency\s*[\d.]+ [µm]s/);
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('names the stage that is at its limit', async () => {
    const inventory = readInventory(connection);
    const busy = [...rows(inventory, 'VM')].filter(
      ([, vm]) =>
        vm.power_state === 'Running' && !vm.is_control_domain && nameOf(inventory, 'host', vm.resident_on) === 'ouse-1',
    );
    for (const [vm, { other_config: config }] of busy) {
      if ('workload' in config) await simulator.call('VM.remove_from_other_config', vm, 'workload');
      await simulator.call('VM.add_to_other_config', vm, 'workload', 'storage-test');
    }
    simulator.advance(5 * 60_000);
    open('host', 'host', 'ouse-1', { mode: ['datapath'] });
    const storage = page.getByRole('region', { name: 'Storage datapath' });
    await expect.element(storage.getByRole('note')).toHaveTextContent(/^Bottleneck\. The (?:device|ring|backend)/);
  });
});

describe('graphs of one’s own', () => {
  const dialog = page.getByRole('dialog');
  const titles = () => [...document.querySelectorAll('figcaption')].map((each) => each.firstElementChild?.textContent);
  const act = async (graphName: string, action: string) => {
    await page.getByRole('button', { name: `Actions for the graph ${graphName}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };

  it('are made of any data sources, in any order and colour, and stand beside the others', async () => {
    const journey = open('VM', 'vm', 'erp-db');
    await page.getByRole('button', { name: 'New graph…' }).click();
    await expect.element(dialog).toHaveTextContent('New graph of erp-db');
    expect(journey.state.mode).toEqual(['graph:new']);
    const save = dialog.getByRole('button', { name: 'Save graph' });
    await expect.element(save).toHaveAccessibleDescription('Fill in: Name.');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Waiting');
    await expect.element(save).toHaveAccessibleDescription('Choose at least one data source.');
    await dialog.getByRole('searchbox', { name: 'Search data sources' }).fill('latency: erp-db data');
    await dialog.getByRole('checkbox', { name: /^Read latency/ }).click();
    await dialog.getByRole('checkbox', { name: /^Write latency/ }).click();
    await dialog.getByRole('button', { name: /^Move Write latency.* up$/ }).click();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await save.click();
    await expect.element(graph('Waiting')).toHaveTextContent(/Write latency.*Read latency/);
    await expect
      .poll(titles)
      .toEqual(['CPU', 'Memory', 'Network', 'Disk throughput', 'Disk latency', 'Disk requests', 'Waiting']);
  });

  it('are moved, deleted with a way back, and taken away for those that it begins with', async () => {
    open('VM', 'vm', 'erp-db');
    await expect.element(reading('CPU')).toBeVisible();
    const others = ['Network', 'Disk throughput', 'Disk latency', 'Disk requests'];
    await act('CPU', 'Move down');
    await expect.poll(titles).toEqual(['Memory', 'CPU', ...others]);
    await act('Memory', 'Delete graph');
    await expect.poll(titles).toEqual(['CPU', ...others]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(titles).toEqual(['Memory', 'CPU', ...others]);
    await page.getByRole('button', { name: 'Default graphs' }).click();
    await expect.poll(titles).toEqual(['CPU', 'Memory', ...others]);
    await expect.element(page.getByRole('button', { name: 'Default graphs' })).not.toBeInTheDocument();
  });
});

/** A VM that does not run. */
async function halted(running: string): Promise<string> {
  const off = [...rows(readInventory(connection), 'VM')].find(
    ([, vm]) => vm.power_state === 'Halted' && !vm.is_a_template && !vm.is_a_snapshot,
  );
  if (off !== undefined) return off[0];
  await simulator.call('VM.hard_shutdown', running);
  return running;
}

describe('servers that this browser does not reach', () => {
  it('are named, each with the address that a person can open to see why', async () => {
    const inventory = readInventory(connection);
    const isMaster = (ref: string): boolean =>
      [...rows(inventory, 'pool').values()].some(({ master }) => master === ref);
    const [, silent] = [...rows(inventory, 'host')].find(([ref]) => !isMaster(ref)) ?? [];
    if (!silent) throw new Error('The pool has one server only.');
    const clock = { nowMs: () => simulator.nowMs };
    const { id } = connection;
    // As of a live pool: what is asked of this one server comes to nothing.
    vi.spyOn(connection, 'openTransfer').mockImplementation(() => {
      const { port1, port2 } = new MessageChannel();
      port2.onmessage = () => port2.postMessage({ type: 'failed', code: 'TRANSFER_CUT', params: ['Failed to fetch'] });
      return port1;
    });
    const entries = [
      {
        id,
        name: 'Cambridge',
        hint: '',
        address: 'pool.example:8443',
        state: 'connected',
        connection,
        clock,
      },
    ] as const;
    const list: PoolList = { entries: () => entries, subscribe: () => () => undefined };
    const [ref = ''] = [...rows(inventory, 'host')].find(([, host]) => host === silent) ?? [];
    mountOn(
      connection,
      <PoolListProvider list={list}>
        <ServerClockProvider clock={clock}>
          <Suspense>
            <h1>Object</h1>
            <PerformanceTab id={{ connection: id, class: 'host', ref }} kind="host" />
          </Suspense>
        </ServerClockProvider>
      </PoolListProvider>,
    );
    const banner = page.getByRole('status').filter({ hasText: 'No answer from:' });
    await expect.element(banner).toHaveTextContent(silent.name_label);
    await expect.element(banner.getByRole('link')).toHaveAttribute('href', `https://${silent.address}:8443`);
    await expect.element(banner).toHaveTextContent('accept it there');
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });
});
