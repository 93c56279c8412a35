import { afterEach, describe, expect, it, vi } from 'vitest';
import { onInventory } from '../../xapi/cache/cache';
import { evaluate, initialOf, nameFiles } from '../commands';
import type { CommandRun, Input, ListRow, RunItem, WizardStep } from '../commands';
import { CommandBench } from '../fixtures/command-bench';
import { only, row, rows } from '../objects';
import { installCommand } from './commands/install';
import { sourcesCommand } from './commands/sources';
import { synchroniseCommand } from './commands/synchronise';
import { uploadCommand } from './commands/upload';
import { noteOffer, offerIn, readOffer } from './offer';

const bench = new CommandBench([installCommand, synchroniseCommand, sourcesCommand, uploadCommand]);

const NORMAL = {
  ref: '',
  name: 'Normal',
  address: 'https://repo.example.com/xs8/normal',
  source: 'https://repo-src.example.com/xs8/normal',
  update: 'true',
};

const pool = () => only(bench.inventory(), 'pool')?.[1];
const fieldsInput = (): Input =>
  Object.fromEntries(
    (sourcesCommand.fields?.(bench.inventory(), [bench.pool()], 0) ?? []).map((field) => [field.id, initialOf(field)]),
  );

/** Configures a repository, synchronises, and asks what it offers. */
async function offer(address = NORMAL.address): Promise<void> {
  await bench.run('pool.updateSources', bench.pool(), { ...fieldsInput(), repositories: [{ ...NORMAL, address }] });
  await bench.until((inventory) => only(inventory, 'pool')?.[1].repositories.length === 1);
  await bench.until((inventory) => rows(inventory, 'Repository').size === 1);
  await bench.run('pool.synchroniseUpdates', bench.pool());
  await bench.until((inventory) => [...rows(inventory, 'Repository').values()].every(({ hash }) => hash !== ''));
  noteOffer(bench.connection.id, await readOffer(bench.connection, AbortSignal.timeout(10_000)));
}

const steps = (): readonly WizardStep[] => installCommand.steps ?? [];
const fill = (draft: Input = {}) =>
  evaluate(steps(), {
    inventory: bench.inventory(),
    target: bench.pool(),
    nowMs: bench.simulator.world.engine.nowMs,
    draft,
  });

/** To the end: servers start as soon as they can, and nobody waits between two looks at one that does. */
async function install(input: Input, onChange?: (run: CommandRun) => void): Promise<RunItem> {
  const off = onInventory(bench.connection, () => void bench.simulator.idle());
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const hurry = setInterval(() => vi.advanceTimersByTime(1000), 5);
  const item = await bench.work('pool.installUpdates', bench.pool(), input, onChange);
  off();
  clearInterval(hurry);
  return item;
}

afterEach(() => void vi.useRealTimers());

describe('where updates come from', () => {
  it('is kept in the pool, and what is taken off the list is forgotten', async () => {
    expect(bench.reason('pool.synchroniseUpdates', bench.pool())).toContain('no repository');
    await offer();
    expect(bench.reason('pool.synchroniseUpdates', bench.pool())).toBeNull();
    const [[ref = '', record] = []] = rows(bench.inventory(), 'Repository');
    expect(record).toMatchObject({ name_label: 'Normal', binary_url: NORMAL.address, update: true });
    const unchanged = fieldsInput();
    expect(sourcesCommand.script(bench.inventory(), bench.pool(), unchanged).api).toEqual([]);
    await bench.run('pool.updateSources', bench.pool(), {
      ...unchanged,
      repositories: [{ ...NORMAL, ref, address: 'https://repo.example.com/xs8/early-access' }],
      sync: 'weekly',
      day: '3',
      proxy: 'http://proxy.example.com:3128',
    });
    await bench.until((inventory) => only(inventory, 'pool')?.[1].repository_proxy_url !== '');
    expect(pool()).toMatchObject({ update_sync_enabled: true, update_sync_frequency: 'weekly', update_sync_day: 3 });
    await bench.until((inventory) => !rows(inventory, 'Repository').has(ref));
    expect(rows(bench.inventory(), 'Repository').size).toBe(1);
  });

  it('asks for a day where it is once a week, and for an account where there is a proxy', () => {
    const asked = (input: Input): readonly string[] =>
      (sourcesCommand.fields?.(bench.inventory(), [bench.pool()], 0) ?? [])
        .filter((field) => field.isAsked?.(input) ?? true)
        .map(({ id }) => id);
    expect(asked({ sync: 'never', proxy: '' })).toEqual(['repositories', 'sync', 'proxy']);
    expect(asked({ sync: 'daily', proxy: ' ' })).toEqual(['repositories', 'sync', 'proxy']);
    expect(asked({ sync: 'weekly', proxy: '' })).toEqual(['repositories', 'sync', 'day', 'proxy']);
    expect(asked({ sync: 'never', proxy: 'http://p:1' })).toEqual([
      'repositories',
      'sync',
      'proxy',
      'user',
      'password',
    ]);
  });

  it('needs names and addresses, each once, and one list of updates at most', () => {
    const [list] = sourcesCommand.fields?.(bench.inventory(), [bench.pool()], 0) ?? [];
    const problem = (...more: readonly Partial<typeof NORMAL>[]) =>
      list?.kind === 'list'
        ? list.problem?.(
            more.map((each) => ({ ...NORMAL, ...each })),
            {},
          )
        : 'no list';
    expect(problem({})).toBeNull();
    expect(problem({ name: ' ' })).toBe('A name.');
    expect(problem({ address: 'ftp://x' })).toContain('http');
    expect(problem({}, { name: 'Other' })).toContain('same name or address');
    expect(problem({}, { name: 'Other', address: 'https://o.example.com' })).toContain('at most');
    expect(problem({}, { name: 'Other', address: 'https://o.example.com', update: 'false' })).toBeNull();
  });
});

describe('installing updates', () => {
  it('says that there are none before somebody has looked', () => {
    noteOffer(bench.connection.id, null);
    expect(bench.reason('pool.installUpdates', bench.pool())).toContain('Every server has all updates');
  });

  it('begins with the coordinator, and says what each server does', async () => {
    await offer('https://repo.example.com/xs8/early-access');
    const { steps: made, input } = fill();
    expect(made.map(({ id }) => id)).toEqual(['updates', 'servers', 'checks', 'after']);
    expect(input['updates']).toEqual(['repositories']);
    const servers = input['servers'] as readonly string[];
    expect(servers).toHaveLength(rows(bench.inventory(), 'host').size);
    expect(servers[0]).toBe(pool()?.master);
    expect(made[3]?.notes.map(({ text }) => text).join('\n')).toMatch(
      /granta-1: coordinator, 5 updates, is emptied, restarts/,
    );
    const together = made[3]?.notes.find(({ list }) => list !== undefined);
    expect(together?.text).toMatch(/^These \d servers: 5 updates, are emptied, restart$/);
    expect(together?.list?.lines.length).toBeGreaterThan(1);
    expect(made[3]?.notes.length).toBeLessThan(servers.length);
    const others = fill({ servers: servers.slice(1) });
    expect(others.steps[1]?.problems.get('servers')).toContain('coordinator has to have the updates');
  });

  it('finds what stands in the way, each with what helps', async () => {
    await offer('https://repo.example.com/xs8/early-access');
    const ouse = bench.refOf('host', 'ouse-3');
    await bench.simulator.call('host.disable', ouse);
    for (const vm of row(bench.inventory(), 'host', ouse)?.resident_VMs ?? []) {
      if (row(bench.inventory(), 'VM', vm)?.is_control_domain === false) {
        await bench.simulator.call('VM.hard_shutdown', vm);
      }
    }
    await bench.until((inventory) => row(inventory, 'host', ouse)?.enabled === false);
    await bench.until((inventory) => row(inventory, 'host', ouse)?.resident_VMs.length === 1);
    const first = fill();
    const look = first.steps[2]?.fields.find(({ kind }) => kind === 'look');
    if (look?.kind !== 'look') throw new Error('nothing is checked');
    const answer = await look.look(
      (method, ...args) => bench.connection.call(method, ...args),
      ({ code }) => Promise.resolve(code),
      [],
    );
    const { steps: made } = fill({ checks: [{ ' asked': look.question }, ...answer] });
    const notes = made[2]?.notes ?? [];
    expect(notes.find(({ text }) => text === 'ouse-3 is out of service.')?.fixes).toMatchObject([
      {
        command: 'host.exitMaintenance',
        objects: [{ class: 'host', ref: ouse }],
        undo: { command: 'host.enterMaintenance' },
      },
    ]);
    expect(made[2]?.problems.get('checks')).toMatch(/stands? in the way\.(?: The other.*)?$/);
    const found = (...rows: readonly ListRow[]) => fill({ checks: [{ ' asked': look.question }, ...rows] }).steps[2];
    const [inTheWay, warning] = [{ text: 'It is down.' }, { text: 'The list is old.', warns: 'true' }];
    expect(found(inTheWay, warning)?.problems.get('checks')).toBe(
      'One thing stands in the way. The other one is a warning.',
    );
    expect(found(inTheWay, inTheWay, warning, warning)?.problems.get('checks')).toBe(
      '2 things stand in the way. The others are warnings.',
    );
    expect(found(warning)?.problems.get('checks')).toBeUndefined();
    expect(found(warning)?.notes.map(({ tone, text }) => [tone, text])).toContainEqual(['warning', 'The list is old.']);
  });

  it('goes on to the end: every server updated, restarted, and back with its guests', async () => {
    await offer('https://repo.example.com/xs8/early-access');
    const host = pool()?.master ?? '';
    const chosen = [host, bench.refOf('host', 'ouse-2')];
    const booted = (ref: string) => row(bench.inventory(), 'host', ref)?.other_config['boot_time'];
    const before = chosen.map(booted);
    for (const ref of chosen) {
      // Whoever cannot leave is shut down by hand; the checks say so.
      const refusals = await bench.simulator.call('host.get_vms_which_prevent_evacuation', ref);
      for (const vm of Object.keys(refusals)) await bench.simulator.call('VM.hard_shutdown', vm);
    }
    const item = await install({ ...fill().input, servers: chosen });
    expect(item.error).toBeNull();
    expect(item.kept?.words).toBe('2 servers are up to date.');
    await bench.until((inventory) => chosen.every((ref) => row(inventory, 'host', ref)?.enabled));
    for (const [at, ref] of chosen.entries()) {
      expect(booted(ref)).not.toBe(before[at]);
      expect(row(bench.inventory(), 'host', ref)).toMatchObject({
        latest_synced_updates_applied: 'yes',
        pending_guidances: [],
        pending_guidances_recommended: [],
      });
    }
    noteOffer(bench.connection.id, await readOffer(bench.connection, AbortSignal.timeout(10_000)));
    expect(offerIn(bench.connection.id)?.hosts.find(({ ref }) => ref === host)?.updates).toEqual([]);
  });

  it('ends where a person cancels it: the server at work is seen through, the others are as they were', async () => {
    await offer('https://repo.example.com/xs8/early-access');
    const servers = [pool()?.master ?? '', bench.refOf('host', 'ouse-2')];
    for (const ref of servers) {
      const refusals = await bench.simulator.call('host.get_vms_which_prevent_evacuation', ref);
      for (const vm of Object.keys(refusals)) await bench.simulator.call('VM.hard_shutdown', vm);
    }
    const item = await install({ ...fill().input, servers }, (run) => {
      const [present] = run.items();
      const isInstalling = present?.calls.some((line) => line.includes('host.apply_updates')) === true;
      if (isInstalling && present.ending === 'may') expect(run.stop(present.id)).toBe(true);
    });
    expect(item).toMatchObject({ state: 'cancelled', ending: 'asked' });
    expect(item.kept?.words).toMatch(/is up to date\.$/);
    expect(item.calls.filter((line) => line.includes('host.apply_updates'))).toHaveLength(1);
    await bench.until((inventory) => servers.every((ref) => row(inventory, 'host', ref)?.enabled));
    expect(servers.map((ref) => row(bench.inventory(), 'host', ref)?.latest_synced_updates_applied)).toEqual([
      'yes',
      'no',
    ]);
  });

  it('of the old kind: uploaded, looked through, applied to each server, with what it asks for', async () => {
    const document = `<?xml version="1.0"?><update uuid="12acfd0a-0246-4fa7-ba00-2d0e474b3650" name-label="XS82E001"
      version="1.0" after-apply-guidance="restartXAPI"><name-description>A fix.</name-description></update>`;
    const image = new File([document.padEnd(64 * 1024)], 'XS82E001.iso');
    const sent = await bench.work('pool.uploadUpdate', bench.pool(), { file: nameFiles([image]) });
    expect(sent.error).toBeNull();
    await bench.until((inventory) => rows(inventory, 'pool_update').size === 1);
    noteOffer(bench.connection.id, null);
    const { input, steps: made } = fill();
    expect(made[0]?.fields[0]).toMatchObject({ items: [{ label: 'XS82E001' }] });
    const chosen = ['granta-1', 'ouse-2'].map((name) => bench.refOf('host', name));
    const item = await install({ ...input, servers: chosen });
    expect(item.error).toBeNull();
    expect(item.calls.filter((line) => line.includes('host.restart_agent'))).toHaveLength(2);
    await bench.until((inventory) => [...rows(inventory, 'pool_update').values()][0]?.hosts.length === 2);
    expect(fill().steps[1]?.fields[0]).toMatchObject({ initial: expect.not.arrayContaining(chosen) as unknown });
  });
});
