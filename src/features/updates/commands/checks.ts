import type { Ref } from '../../../xapi/datamodel/ref';
import { toXapiError } from '../../../xapi/client/xapi-error';
import { seenInput, vmReason } from '../../commands';
import type { ListRow, StepContext, StepFix, StepNote } from '../../commands';
import { haAsItIs } from '../../ha';
import type { ObjectClass, ObjectId } from '../../navigation';
import { hostIsLive, labelOr, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { parseTime } from '../../values';
import { texts } from '../texts';
import { offeredHash } from './gets';
import type { Gets } from './gets';

const CHECKS = 'checks';
const DAY_MS = 86_400_000;
/** A list that is older has most likely missed fixes. */
const OLD_DAYS = 30;

/** Cells of what is in the way: its words, and what helps. */
const CELL = { text: 'text', fix: 'fix', cls: 'cls', ref: 'ref', host: 'host', warns: 'warns' } as const;

interface Fix {
  readonly command: string;
  readonly label: string;
  /** What takes it back, with its answers. Null: nothing does, and it does no harm when it stays. */
  readonly undo?: (inventory: Inventory, ref: string) => NonNullable<StepFix['undo']> | null;
}
type FixId = 'disableHa' | 'powerOn' | 'exit' | 'repair' | 'reboot' | 'synchronise';

/** What helps: a command of the table. */
const FIXES: Readonly<Record<FixId, Fix>> = {
  disableHa: {
    command: 'pool.disableHa',
    label: texts.fixes.disableHa,
    undo: (inventory) => {
      const pool = only(inventory, 'pool')?.[1];
      return { command: 'pool.enableHaAgain', input: pool ? haAsItIs(inventory, pool) : {} };
    },
  },
  powerOn: { command: 'host.powerOn', label: texts.fixes.powerOn },
  exit: {
    command: 'host.exitMaintenance',
    label: texts.fixes.exit,
    // Where guests ran on it all the time, it was only closed to new ones.
    undo: (inventory, ref) => (hasGuests(inventory, ref) ? null : { command: 'host.enterMaintenance' }),
  },
  repair: { command: 'sr.repair', label: texts.fixes.repair },
  reboot: { command: 'host.reboot', label: texts.fixes.reboot },
  synchronise: { command: 'pool.synchroniseUpdates', label: texts.fixes.synchronise },
};

function hasGuests(inventory: Inventory, host: string): boolean {
  const guests = row(inventory, 'host', host)?.resident_VMs ?? [];
  return guests.some((vm) => row(inventory, 'VM', vm)?.is_control_domain === false);
}

const problem = (text: string, fix?: FixId, cls: ObjectClass = 'host', ref = ''): ListRow => ({
  [CELL.text]: text,
  ...(fix && { [CELL.fix]: fix, [CELL.cls]: cls, [CELL.ref]: ref }),
});

/** Nobody is kept from going on by it. */
const warning = (...what: Parameters<typeof problem>): ListRow => ({ ...problem(...what), [CELL.warns]: 'true' });

/** What the cache knows to be in the way. */
function known({ inventory, nowMs }: StepContext, gets: readonly Gets[], connection: string): readonly ListRow[] {
  const [poolRef = '', pool] = only(inventory, 'pool') ?? [];
  const found: ListRow[] = [];
  if (pool?.ha_enabled) found.push(problem(texts.checks.ha, 'disableHa', 'pool', poolRef));
  if (pool?.wlb_enabled && pool.wlb_url !== '') found.push(problem(texts.checks.wlb));
  for (const [ref, host] of rows(inventory, 'host')) {
    const name = labelOr(host.name_label);
    // All of them: VMs go to those that are not updated now.
    if (!hostIsLive(inventory, host)) found.push(problem(texts.checks.down(name), 'powerOn', 'host', ref));
    else if (!host.enabled) found.push(problem(texts.checks.disabled(name), 'exit', 'host', ref));
  }
  for (const { host: ref, name, offered } of gets) {
    const host = row(inventory, 'host', ref);
    if (!host || !hostIsLive(inventory, host)) continue;
    if (offered.length > 0 && host.pending_guidances.length > 0) {
      found.push(problem(texts.checks.pending(name), 'reboot', 'host', ref));
    }
    for (const pbd of host.PBDs.map((each) => row(inventory, 'PBD', each))) {
      const sr = pbd && row(inventory, 'SR', pbd.SR);
      if (!pbd || !sr || pbd.currently_attached || !sr.shared) continue;
      // It keeps only those guests from coming that have disks there, which the pool says of each.
      found.push(warning(texts.checks.storage(name, labelOr(sr.name_label)), 'repair', 'SR', pbd.SR));
    }
  }
  if (gets.some(({ offered }) => offered.length > 0)) {
    const hashes = (pool?.repositories ?? []).map((ref) => row(inventory, 'Repository', ref)?.hash);
    if (!hashes.includes(offeredHash(inventory, connection))) {
      found.push(problem(texts.checks.changed, 'synchronise', 'pool', poolRef));
    }
    const syncedMs = parseTime(pool?.last_update_sync ?? '');
    const days = syncedMs === null ? 0 : Math.floor((nowMs - syncedMs) / DAY_MS);
    if (days >= OLD_DAYS) found.push(warning(texts.checks.old(days), 'synchronise', 'pool', poolRef));
  }
  return found;
}

type LookField = Parameters<StepContext['ask']>[0] & { readonly kind: 'look' };
type Call = Parameters<LookField['look']>[0];
type Sentence = Parameters<LookField['look']>[1];

/** What only the pool can tell: whether guests can leave, and whether uploaded updates fit. */
async function asked(
  inventory: Inventory,
  gets: readonly Gets[],
  call: Call,
  sentence: Sentence,
): Promise<readonly ListRow[]> {
  const found: ListRow[] = [];
  for (const { host, name, isEmptied, uploaded } of gets) {
    const record = row(inventory, 'host', host);
    if (!record || !hostIsLive(inventory, record)) continue;
    if (isEmptied && rows(inventory, 'host').size > 1) {
      const refusals = await call('host.get_vms_which_prevent_evacuation', host);
      for (const [vm, [code = '', ...params]] of Object.entries(refusals)) {
        const vmName = labelOr(row(inventory, 'VM', vm)?.name_label ?? '');
        const text = texts.checks.vm(name, vmName, await sentence({ code, params }));
        found.push({ [CELL.text]: text, [CELL.cls]: 'VM', [CELL.ref]: vm, [CELL.host]: host });
      }
    }
    for (const update of uploaded) {
      try {
        await call('pool_update.precheck', update, host);
      } catch (thrown) {
        const updateName = labelOr(row(inventory, 'pool_update', update)?.name_label ?? '');
        found.push(problem(texts.checks.update(name, updateName, await sentence(toXapiError(thrown)))));
      }
    }
  }
  return found;
}

/** Everything that may change the answer without anybody asking. */
function questionOf(context: StepContext, gets: readonly Gets[], connection: string): string {
  const { inventory } = context;
  const guests = gets.map(({ host }) => row(inventory, 'host', host)?.resident_VMs.toSorted().join(' ') ?? '');
  return JSON.stringify([known(context, gets, connection), gets, guests]);
}

/** What helps with guests, and what takes it back; the mildest first. */
const WAYS = [
  { operation: 'pool_migrate', command: 'vm.migrate', undo: 'vm.migrate', label: texts.fixes.migrate },
  { operation: 'suspend', command: 'vm.suspend', undo: 'vm.resumeOn', label: texts.fixes.suspend },
  { operation: 'clean_shutdown', command: 'vm.shutdown', undo: 'vm.startOn', label: texts.fixes.shutDown },
] as const;

/** For so many of these guests as allow it, at once. They are on one server: that is where they go back to. */
function guestFixes(inventory: Inventory, connection: string, found: readonly ListRow[]): readonly StepFix[] {
  const server = found[0]?.[CELL.host] ?? '';
  return WAYS.flatMap(({ operation, command, undo, label }): readonly StepFix[] => {
    const objects = found
      .map((each): ObjectId => ({ connection, class: 'VM', ref: each[CELL.ref] ?? '' }))
      .filter(({ ref }) => vmReason(row(inventory, 'VM', ref), operation) === null);
    if (objects.length === 0) return [];
    return [{ label: label(objects.length), command, objects, undo: { command: undo, input: { server } } }];
  });
}

function fixesOf(inventory: Inventory, connection: string, found: ListRow): readonly StepFix[] {
  const cls = found[CELL.cls] as ObjectClass | undefined;
  const ref = found[CELL.ref];
  if (cls === undefined || ref === undefined) return [];
  const fix = found[CELL.fix] as FixId | undefined;
  if (fix === undefined) return guestFixes(inventory, connection, [found]);
  const { label, command } = FIXES[fix];
  const undo = FIXES[fix].undo?.(inventory, ref);
  return [{ label, command, objects: [{ connection, class: cls, ref }], ...(undo && { undo }) }];
}

/** Several guests of one server are helped together. */
function byServer(inventory: Inventory, connection: string, found: readonly ListRow[]): readonly StepNote[] {
  const hosts = [...new Set(found.flatMap((each) => each[CELL.host] ?? []))];
  return hosts.flatMap((host): StepNote | readonly StepNote[] => {
    const here = found.filter((each) => each[CELL.host] === host);
    if (here.length < 2) return [];
    const name = labelOr(row(inventory, 'host', host)?.name_label ?? '');
    const text = texts.checks.vms(name, here.length);
    return { tone: 'info', text, fixes: guestFixes(inventory, connection, here) };
  });
}

/** Asks the pool what stands in the way, says it with what helps, and lets nobody go on before it is out of the way. */
export function askChecks(context: StepContext, gets: readonly Gets[], connection: string): readonly StepNote[] {
  const { inventory, ask } = context;
  const question = questionOf(context, gets, connection);
  const blocking = (found: readonly ListRow[]): number => found.filter((each) => each[CELL.warns] === undefined).length;
  const value = ask({
    kind: 'look',
    id: CHECKS,
    label: texts.fields.checks,
    initial: [],
    verb: texts.fields.checkAgain,
    question,
    look: async (call, sentence) => [
      ...known(context, gets, connection),
      ...(await asked(inventory, gets, call, sentence)),
    ],
    fine: texts.fields.fine,
    problem: (found) =>
      blocking(found) === 0 ? null : texts.problems.inTheWay(blocking(found), found.length - blocking(found)),
  });
  const found = seenInput({ [CHECKS]: value }, CHECKS, question) ?? [];
  return [
    ...byServer(inventory, connection, found),
    ...found.map((each): StepNote => ({
      tone: 'warning',
      text: each[CELL.text] ?? '',
      fixes: fixesOf(inventory, connection, each),
    })),
  ];
}

/** Servers whose guests are shut down because no other server can take them. */
export const isAlone = (inventory: Inventory, host: Ref<'host'>): boolean =>
  [...rows(inventory, 'host')].every(([ref, each]) => ref === host || !each.enabled || !hostIsLive(inventory, each));
