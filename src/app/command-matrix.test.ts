import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsOf, commandsFor, evaluate, initialOf, targetsOf } from '../features/commands';
import type { Field, Input, OfferedCommand, Target, WizardStep } from '../features/commands';
import { connectTo, openSimulatedPool, until } from '../features/fixtures/simulated-pool';
import { loadFeatureCommands } from '../features/workspace';
import { mayCall, ownRoles, ROLES } from '../features/objects';
import type { Inventory, RoleName } from '../features/objects';
import { readInventory } from '../xapi/cache/cache';
import type { Connection } from '../xapi/client/contract';
import type { ClassName } from '../xapi/datamodel/ref';
import { httpTable } from '../xapi/datamodel/http.gen';
import { messageTable } from '../xapi/datamodel/messages.gen';
import type { Simulator } from '../simulator/simulator';

/** Tens of thousands of questions. */
const LONG_MS = 60_000;
const DOMAIN = 'lab.example';
const CLASSES = [
  ...['pool', 'host', 'VM', 'SR', 'VDI', 'network', 'PGPU', 'GPU_group', 'VM_appliance'],
  ...['VBD', 'VIF', 'PBD', 'PIF', 'subject', 'VMSS', 'PUSB', 'PCI'],
] as readonly ClassName[];

let simulator: Simulator;
const open: Connection[] = [];

async function connected(username: string): Promise<Connection> {
  const connection = await connectTo(simulator, username);
  open.push(connection);
  // Tabs follow these classes while they are shown.
  for (const cls of ['PUSB', 'USB_group', 'VUSB'] as const) connection.watch(cls);
  await until(connection, ({ PUSB, USB_group: groups }) => PUSB.size > 0 && groups.size > 0);
  return connection;
}

/** Somebody of the directory with a role in the pool. */
async function addUser(name: string, role: RoleName): Promise<void> {
  const subject_identifier = await simulator.call('auth.get_subject_identifier', name);
  const subject = await simulator.call('subject.create', { subject_identifier, other_config: {} });
  const [ref] = await simulator.call('role.get_by_name_label', role);
  await simulator.call('subject.add_to_roles', subject, ref ?? '');
}

beforeAll(async () => {
  simulator = await openSimulatedPool();
  await loadFeatureCommands();
  const [pool = ''] = await simulator.call('pool.get_all');
  const config = { domain: DOMAIN, user: 'administrator', pass: 'password' };
  await simulator.call('pool.enable_external_auth', pool, config, DOMAIN, 'AD');
  const schedule = { name_label: 'Nightly', type: 'snapshot', retained_snapshots: 3, frequency: 'daily' } as const;
  await simulator.call('VMSS.create', { ...schedule, schedule: { hour: '1', min: '30' } });
  const users = ['administrator', 'alice', 'bob', 'carol'] as const;
  const roles: readonly RoleName[] = ['pool-operator', 'vm-admin', 'vm-operator', 'read-only'];
  for (const [at, role] of roles.entries()) await addUser(users[at] ?? '', role);
});

afterAll(() => {
  for (const connection of open) connection.close();
});

/** Every object of the pool that has commands, as a selection of its own. */
function objects(connection: Connection): readonly Target[] {
  const inventory = readInventory(connection);
  return CLASSES.flatMap((cls) =>
    [...inventory[cls].keys()].flatMap((ref) => targetsOf(inventory, [{ connection: connection.id, class: cls, ref }])),
  );
}

const offersFor = (connection: Connection, target: Target): readonly OfferedCommand[] =>
  commandsFor(readInventory(connection), [target]);

/** Opens a command as its dialog does, and answers the calls that it says it would make. */
function opened(connection: Connection, { command }: OfferedCommand, target: Target): readonly string[] {
  if (command.type === 'local') return [];
  const inventory = readInventory(connection);
  const { fields, input } = command.steps ? throughSteps(inventory, target, command.steps) : asked();
  for (const field of fields) {
    expect(field.label).not.toBe('');
  }
  const question = command.confirm?.(inventory, [target]) ?? null;
  if (question !== null) expect(question.consequence).not.toBe('');
  const { api } = command.script(inventory, target, input);
  return api.map((line) => {
    const [, form, call] = /^(Async\.)?([\w.]+)\(/.exec(line) ?? [];
    if (form !== undefined) expect(hasTaskForm(call), `${line} in ${command.id}`).toBe(true);
    return call ?? handlerOf(line);
  });

  function asked(): { readonly fields: readonly Field[]; readonly input: Input } {
    const all = (command.type === 'pool' && command.fields?.(inventory, [target], simulator.nowMs)) || [];
    const entries = all.map((field) => [field.id, field.kind === 'tags' ? ['+matrix'] : initialOf(field)] as const);
    return { fields: all, input: Object.fromEntries(entries) };
  }
}

/** The right that a request for a file takes, by its line: `GET /export?ref=…`. */
function handlerOf(line: string): string {
  const [method, path] = line.split(/[ ?]/);
  const found = Object.entries(httpTable).find(([, handler]) => handler.method === method && handler.path === path);
  return found === undefined ? line : `http/${found[0]}`;
}

function hasTaskForm(call = ''): boolean {
  const [cls = '', message = ''] = call.split('.');
  const models: Readonly<Record<string, Readonly<Record<string, { readonly async?: boolean }>>>> = messageTable;
  return models[cls]?.[message]?.async === true;
}

/** Goes through a wizard with the first of everything that has to be chosen. */
function throughSteps(inventory: Inventory, target: Target, steps: readonly WizardStep[]) {
  let draft: Input = {};
  for (;;) {
    const { steps: evaluated, input } = evaluate(steps, { inventory, target, nowMs: simulator.nowMs, draft });
    const fields = evaluated.flatMap((step) => step.fields);
    const open = fields.find((field) => field.kind === 'choice' && input[field.id] === '');
    const choice = open?.kind === 'choice' && open.choices.find(({ reason }) => reason === null);
    if (open === undefined || !choice) return { fields, input };
    draft = { ...draft, [open.id]: choice.key };
  }
}

describe('as pool admin', () => {
  test(
    'every command on every object is enabled and opens, or says why not',
    async () => {
      const connection = await connected('root');
      let enabled = 0;
      const kinds = new Set<string>();
      for (const target of objects(connection)) {
        for (const offer of offersFor(connection, target)) {
          const where = `${offer.command.id} on the ${target.kind} ${target.name}`;
          if (offer.disabledReason !== null) {
            expect(offer.disabledReason, where).toMatch(/ .*[.?…]$/);
            continue;
          }
          enabled += 1;
          kinds.add(target.kind);
          const calls = opened(connection, offer, target);
          if (offer.command.type === 'local') continue;
          const named = callsOf(offer.command, readInventory(connection), target);
          for (const call of calls) expect([...named, ...OPTIONAL], where).toContain(call);
        }
      }
      expect(enabled).toBeGreaterThan(1000);
      expect([...kinds].sort()).toEqual([...EVERY_KIND].sort());
    },
    LONG_MS,
  );
});

/** What some commands do beside what they are about, when a person ticks it. */
const OPTIONAL: readonly string[] = [
  'VM.start',
  'VM.set_affinity',
  'VM.add_to_other_config',
  'VM.remove_from_other_config',
];

/** What changes nothing of a pool, and everybody may do. */
const LOOKING: readonly string[] = ['pool.auditLog'];

const EVERY_KIND: readonly string[] = [
  ...['pool', 'host', 'vm', 'template', 'snapshot', 'sr', 'vdi', 'network', 'pgpu', 'gpuGroup', 'appliance'],
  ...['vbd', 'vif', 'pbd', 'pif', 'subject', 'schedule', 'pusb', 'pci'],
];

describe('with another role', () => {
  test(
    'who may only look is told so by every command that changes something',
    async () => {
      const connection = await connected('carol');
      expect(ownRoles(readInventory(connection))).toEqual(['read-only']);
      let denied = 0;
      for (const target of objects(connection)) {
        for (const { command, disabledReason } of offersFor(connection, target)) {
          const where = `${command.id} on the ${target.kind} ${target.name}`;
          if (command.type === 'local' || LOOKING.includes(command.id)) expect(disabledReason, where).toBeNull();
          else {
            expect(disabledReason, where).toMatch(
              /^Your role \(Read only\) does not allow this\. (?:It takes: .* or above|Only root may)\.(?: The menu offers it with another account\.)?$/,
            );
            denied += 1;
          }
        }
      }
      expect(denied).toBeGreaterThan(1000);
    },
    LONG_MS,
  );

  test.each([
    ['administrator', 'pool-operator'],
    ['alice', 'vm-admin'],
    ['bob', 'vm-operator'],
  ] as const)('%s may call what the role %s has, and nothing else', async (name, role) => {
    const connection = await connected(name);
    const inventory = readInventory(connection);
    expect(ownRoles(inventory)).toEqual([role]);
    const strength = (of: string | undefined): number => ROLES.findIndex((each) => each === of);
    for (const [cls, messages] of Object.entries(messageTable)) {
      for (const [message, model] of Object.entries(messages)) {
        const least = strength(model.role);
        const isAllowed = least >= 0 && strength(role) <= least;
        expect(mayCall(inventory, `${cls}.${message}` as never), `${cls}.${message}`).toBe(isAllowed);
      }
    }
  });
});
