import { beforeEach, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { dispatch } from '../dispatch';
import { testPool, testVm } from '../testing';
import { md5Hex } from './md5';
import { refusal, sessionOf } from './testing';

let sim: Simulator;
let vm: Ref<'VM'>;
let root: Ref<'session'>;

beforeEach(async () => {
  const pool = testPool();
  ({ sim } = pool);
  vm = await testVm(pool, { name_label: "it's web-1" });
  root = String(dispatch(sim.world, 'session.login_with_password', ['root', 'password']));
});

const call = (name: string, ...params: readonly unknown[]) => dispatch(sim.world, name, [root, ...params]);
const lines = (since?: string) => sim.world.audit.text(since).split('\n').slice(0, -1);

test('Calls that change something are recorded when they have ended, with who, what and how it went', async () => {
  call('VM.get_all');
  call('event.from', ['*'], '', 0);
  const starting = call('Async.VM.start', vm, false, true);
  expect(lines()).toEqual([]);
  while (sim.world.db.row('task', String(starting)).status === 'pending') sim.advance(1);
  const { uuid } = sim.world.db.row('VM', vm);
  const time = new Date(sim.nowMs).toISOString().replaceAll('-', '');
  expect(lines()).toEqual([
    `[${time}|audit||0 |VM.start|audit] ('trackid=${md5Hex(root)}' 'LOCAL_SUPERUSER' 'root' 'ALLOWED' 'OK' 'API' 'VM.start' ` +
      `(('vm' 'it\\'s web-1' '${uuid}' '${vm}') ('start_paused' 'B(false)' '' '') ('force' 'B(true)' '' '')))`,
  ]);
  expect((await refusal(sim, 'VM.destroy', [root, vm]))[0]).toBe('VM_BAD_POWER_STATE');
  expect(lines()[1]).toContain(
    `'ALLOWED' 'ERROR:VM_BAD_POWER_STATE: [ ${vm}; halted, suspended; running ]' 'API' 'VM.destroy'`,
  );
});

test('Refusals by role are recorded too, with the user of the directory', async () => {
  const reader = sessionOf(sim, 'read-only', 'S-1-5-21-7');
  await refusal(sim, 'VM.set_name_label', [reader, vm, 'line\nbreak']);
  const [line] = lines();
  expect(line).toContain(`'S-1-5-21-7' 'XENIA\\\\read-only' 'DENIED' '' 'API' 'VM.set_name_label'`);
  expect(line).not.toContain('break');
  await refusal(sim, 'VM.get_name_label', [reader, vm]);
  await refusal(sim, 'session.logout', [reader]);
  expect(lines().slice(1).join()).toContain("'session.destroy' (('originator' '' '' ''))");
});

test('What was destroyed keeps its name, and secrets are left out', async () => {
  call('VM.destroy', vm);
  expect(lines()[0]).toContain("it\\'s web-1");
  call('secret.create', { value: 'hush', other_config: {} });
  call('session.change_password', 'password', 'quiet');
  const text = sim.world.audit.text();
  expect(text).toContain("'session.change_password' ()");
  expect(text).not.toMatch(/hush|quiet/);
  expect(JSON.stringify(sim.calls())).not.toMatch(/hush|quiet/);
});

test('Lines can be asked for since a date, in the ways that clients write one', () => {
  call('VM.set_name_label', vm, 'a');
  sim.advance(60_000);
  call('VM.set_name_label', vm, 'b');
  expect(lines('2026-01-05T08:01:00.000Z')).toHaveLength(1);
  expect(lines('20260105T08:00')).toHaveLength(2);
  expect(lines('2026-01-05')).toHaveLength(2);
  expect(lines('20270101T00:00:00.000')).toEqual([]);
  sim.world.audit.append('[20280101T00:00:00.000Z|audit||1 |x|audit] ()');
  expect(lines('20270101T00:00:00.000')).toHaveLength(1);
});
