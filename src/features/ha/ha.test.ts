import { describe, expect, it } from 'vitest';
import { evaluate } from '../commands';
import type { Field, Input } from '../commands';
import { CommandBench } from '../fixtures/command-bench';
import { only, row, rows } from '../objects';
import { haAsItIs } from './as-it-is';
import { enableCommand } from './commands/enable';
import { haCommands } from './commands/ha';
import { haState, vmRows } from './ha-rows';

const bench = new CommandBench([enableCommand, ...haCommands]);
const { inventory, pool, run, until } = bench;
const vmRef = (name: string): string => bench.refOf('VM', name);
const fill = (draft: Input) =>
  evaluate(enableCommand.steps ?? [], { inventory: inventory(), target: pool(), nowMs: 0, draft });

async function enable(): Promise<void> {
  const { input } = fill({ restart: [vmRef('wiki-1')], bestEffort: [vmRef('git-1')], tolerance: '1' });
  await run(enableCommand.id, pool(), input);
  await until((now) => haState(now, 'x').isOn);
}

describe('high availability', () => {
  it('is turned on with its heartbeat and the priorities of VMs, and told', async () => {
    expect(haState(inventory(), 'x')).toMatchObject({ isOn: false, facts: [{ text: 'Off' }], heartbeats: [] });
    await enable();
    await until((now) => haState(now, 'x').heartbeats.every(({ network }) => network === 'Sees 6 of 6'));
    const { facts, heartbeats } = haState(inventory(), 'x');
    expect(facts.map(({ text }) => text).slice(0, 2)).toEqual(['On', 'one server']);
    expect(heartbeats[0]).toMatchObject({ name: 'granta-1', storage: 'Sees 1 of 1' });
    expect(
      vmRows(inventory(), 'x')
        .slice(0, 2)
        .map(({ name, priority }) => [name, priority]),
    ).toEqual([
      ['wiki-1', 'restart'],
      ['git-1', 'best-effort'],
    ]);
    expect(enableCommand.reason(inventory(), pool())).toBe('It is on already.');
  });

  it('brings VMs back in an order, each with time before the next ones', async () => {
    const chosen = { restart: [vmRef('wiki-1')], bestEffort: [vmRef('git-1')] };
    const { steps, input } = fill(chosen);
    expect(steps.map(({ id }) => id)).toEqual(['storage', 'vms', 'order', 'tolerance', 'summary']);
    const rows = input['order'] as readonly Record<string, string>[];
    expect(rows.map(({ name }) => name).toSorted()).toEqual(['git-1', 'wiki-1']);
    const order = rows.map((each) => (each['name'] === 'git-1' ? { ...each, order: '2', delay: '45' } : each));
    await run(enableCommand.id, pool(), { ...fill({ ...chosen, order }).input, tolerance: '1' });
    await until((now) => row(now, 'VM', vmRef('git-1'))?.start_delay === 45);
    expect(row(inventory(), 'VM', vmRef('git-1'))).toMatchObject({ order: 2, ha_restart_priority: 'best-effort' });
    const wrong = rows.map((each) => ({ ...each, delay: 'soon' }));
    expect(fill({ ...chosen, order: wrong }).steps[2]?.problems.get('order')).toContain('git-1');
    expect(fill({ restart: [], bestEffort: [] }).steps[2]?.skipped).toBe('No VM is restarted.');
  });

  it('works out what the pool can stand, and refuses more', async () => {
    const draft = { restart: [vmRef('wiki-1')] };
    const fields = fill(draft).steps.flatMap((step) => step.fields);
    const most = fields.find(({ id }) => id === 'most') as Extract<Field, { kind: 'search' }>;
    const [answer] = await most.search((method, ...args) => bench.connection.call(method, ...args));
    expect(Number(answer?.key)).toBeGreaterThan(0);
    const told = { ...draft, most: `${most.question}\n0`, tolerance: '2' };
    expect(fill(told).steps.flatMap(({ problems }) => [...problems])).toEqual([
      ['tolerance', 'The pool has room for failures of 0 servers only.'],
    ]);
  });

  it('is changed while it is on, and turned off', async () => {
    await enable();
    await run('pool.haTolerance', pool(), { tolerance: '0' });
    await until((now) => only(now, 'pool')?.[1].ha_host_failures_to_tolerate === 0);
    await run('pool.disableHa', pool());
    await until((now) => !haState(now, 'x').isOn);
  });

  it('is turned on again as it was: where its heartbeat is, and how many failures it stands', async () => {
    await enable();
    const [, before] = only(inventory(), 'pool') ?? [];
    if (!before) throw new Error('no pool');
    const answers = haAsItIs(inventory(), before);
    expect(answers).toMatchObject({ tolerance: '1', timeout: '' });
    await run('pool.disableHa', pool(), {});
    await until((now) => !haState(now, 'x').isOn);
    await run('pool.enableHaAgain', pool(), answers);
    await until((now) => haState(now, 'x').isOn);
    expect(only(inventory(), 'pool')?.[1]).toMatchObject({
      ha_statefiles: before.ha_statefiles,
      ha_host_failures_to_tolerate: before.ha_host_failures_to_tolerate,
    });
  });

  it('may be raised above what the pool plans for today, as far as the pool can stand it', async () => {
    await enable();
    await until((now) => only(now, 'pool')?.[1].ha_plan_exists_for === 1);
    const [most, tolerance] = (haCommands[1]?.fields?.(inventory(), [pool()], 0) ?? []) as [
      Extract<Field, { kind: 'search' }>,
      Extract<Field, { kind: 'number' }>,
    ];
    expect(tolerance.problem?.(2, {})).toBeNull();
    const [answer] = await most.search((method, ...args) => bench.connection.call(method, ...args));
    const can = Number(answer?.key);
    expect(can).toBeGreaterThan(1);
    const known = { most: `${most.question}\n${can}` };
    expect(tolerance.problem?.(can, known)).toBeNull();
    expect(tolerance.problem?.(can + 1, known)).toContain('only');
    await run('pool.haTolerance', pool(), { tolerance: '2' });
    await until((now) => only(now, 'pool')?.[1].ha_plan_exists_for === 2);
  });

  it('says which VMs run on every server and why others do not, as the pool does', async () => {
    const mine = new Map(vmRows(inventory(), 'x').map(({ id, pinned }) => [id.ref, pinned]));
    expect([...mine.values()].some((pinned) => pinned === null)).toBe(true);
    expect([...mine.values()].some((pinned) => pinned !== null)).toBe(true);
    for (const [ref, pinned] of mine) {
      const refusal = await bench.simulator.call('VM.assert_agile', ref).then(
        () => null,
        (error: unknown) => (error as { readonly code: string }).code,
      );
      expect([ref, refusal === null]).toEqual([ref, pinned === null]);
    }
  });

  it('keeps room only for VMs that run on every server, and says why not for others', () => {
    const vm = vmRef('wiki-1');
    const before = fill({}).steps.flatMap(({ fields }) => fields);
    const itemIn = (fields: readonly Field[]) => {
      const list = fields.find(({ id }) => id === 'restart') as Extract<Field, { kind: 'checklist' }>;
      return list.items.find(({ key }) => key === vm);
    };
    expect(itemIn(before)?.reason).toBeNull();
    const disks = (row(inventory(), 'VM', vm)?.VBDs ?? []).map((vbd) => row(inventory(), 'VBD', vbd)?.VDI ?? '');
    const own = disks.map((vdi) => row(inventory(), 'VDI', vdi)?.SR).find((each) => each !== undefined) ?? '';
    // One server loses the storage of its disk.
    const pbd = (row(inventory(), 'SR', own)?.PBDs ?? []).find(
      (ref) => row(inventory(), 'host', row(inventory(), 'PBD', ref)?.host ?? '')?.enabled,
    );
    const pbds = new Map([...rows(inventory(), 'PBD')].map(([ref, each]) => [ref, { ...each }]));
    const lost = pbds.get(pbd ?? '');
    if (pbd === undefined || !lost) throw new Error('no PBD');
    pbds.set(pbd, { ...lost, currently_attached: false });
    const without = { ...inventory(), PBD: pbds };
    const { steps } = evaluate(enableCommand.steps ?? [], { inventory: without, target: pool(), nowMs: 0, draft: {} });
    expect(itemIn(steps.flatMap(({ fields }) => fields))?.reason).toMatch(/, which is not attached on every server\.$/);
  });

  it('is refused without a licence, and without storage for the heartbeat', () => {
    const pools = [...rows(inventory(), 'pool')].map(
      ([ref, each]) => [ref, { ...each, restrictions: { enable_xha: 'false' } }] as const,
    );
    expect(enableCommand.reason({ ...inventory(), pool: new Map(pools) }, pool())).toContain('licence');
    expect(fill({ storage: [] }).steps[0]?.problems.get('storage')).toBe('Choose the storage for the heartbeat.');
  });
});
