import { classTable } from '../../../xapi/datamodel/classes.gen';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Fault } from '../fault';
import type { Method } from '../method';
import { define } from '../registry';
import { isObject } from '../value';
import type { World } from '../world';
import { md5Hex } from './md5';
import { roleRecords } from './roles';

/** An argument as the log shows it: its name, then the name, uuid and reference of the object, or a text. */
type Argument = readonly [param: string, name: string | readonly Argument[], uuid: string, ref: string];

/** A call that is to be recorded, with what it is about as that was before the call. */
export interface AuditNote {
  readonly session: Ref<'session'>;
  readonly sid: string;
  readonly user: string;
  readonly action: string;
  readonly args: readonly Argument[];
}

interface Entry {
  readonly note: AuditNote;
  readonly atMs: number;
  readonly verdict: 'ALLOWED' | 'DENIED';
  readonly outcome: string;
}

/** Lines kept; the oldest go first. */
const LINES_KEPT = 10_000;

/** Calls that are never recorded: they read, or are too many to be of use (xapi: rbac_audit.ml has_to_audit). */
const IGNORED: ReadonlySet<string> = new Set([
  'session.local_logout',
  'session.logout',
  'event.next',
  'event.from',
  'http/get_rrd_updates',
  'http/post_remote_db_access',
  'host.tickle_heartbeat',
]);

function isRecorded(action: string): boolean {
  return !action.includes('.get') && !IGNORED.has(action);
}

/**
 * What people did with a pool, as xapi's audit log has it. Kept beside the state, like the journal: a world that is
 * saved, forked or restored begins a new one. Lines are written out only when somebody reads them.
 */
export class AuditLog {
  #entries: (Entry | string)[] = [];
  /** Calls whose task has not ended. */
  readonly #open = new Map<Ref<'task'>, AuditNote>();

  add(atMs: number, note: AuditNote, fault: Fault | null): void {
    const outcome = fault === null ? 'OK' : `ERROR:${fault.code}: [ ${fault.params.join('; ')} ]`;
    this.#push({ note, atMs, verdict: 'ALLOWED', outcome });
  }

  deny(atMs: number, note: AuditNote): void {
    this.#push({ note, atMs, verdict: 'DENIED', outcome: '' });
  }

  /** A line that comes ready from another server. */
  append(line: string): void {
    this.#push(line);
  }

  /** Records a call when its task ends. */
  follow(task: Ref<'task'>, note: AuditNote): void {
    if (this.#open.size >= LINES_KEPT) this.#open.clear();
    this.#open.set(task, note);
  }

  settle(atMs: number, task: Ref<'task'>, fault: Fault | null): void {
    const note = this.#open.get(task);
    if (note === undefined) return;
    this.#open.delete(task);
    this.add(atMs, note, fault);
  }

  /**
   * The lines from a time on, oldest first.
   * @param since as `/audit_log` takes it: `20260105T08:00:00.000`, with or without hyphens, or the beginning of it
   */
  text(since = ''): string {
    const from = since.replaceAll('-', '').replaceAll('Z', '');
    const lines = this.#entries.slice(-LINES_KEPT).map((entry) => (typeof entry === 'string' ? entry : lineOf(entry)));
    return lines
      .filter((line) => timeOf(line) >= from)
      .map((line) => `${line}\n`)
      .join('');
  }

  #push(entry: Entry | string): void {
    this.#entries.push(entry);
    if (this.#entries.length > 2 * LINES_KEPT) this.#entries = this.#entries.slice(-LINES_KEPT);
  }
}

/** audit_log.ml: the 21 characters after the bracket. */
function timeOf(line: string): string {
  const at = line.indexOf('[') + 1;
  return line.slice(at, at + 21);
}

function lineOf({ atMs, note, verdict, outcome }: Entry): string {
  const { session, sid, user, action, args } = note;
  const time = new Date(atMs).toISOString().replaceAll('-', '');
  const kind = action.startsWith('http/') ? 'HTTP' : 'API';
  const words = [`trackid=${md5Hex(session)}`, sid, user, verdict, outcome, kind, action].map(quote);
  const line = `[${time}|audit||0 |${action}|audit] (${words.join(' ')} (${args.map(expression).join(' ')}))`;
  return line.replace(/[\r\n]/g, ' ');
}

function expression([param, name, uuid, ref]: Argument): string {
  const value = typeof name === 'string' ? quote(name) : `(${name.map(expression).join(' ')})`;
  return `(${quote(param)} ${value} ${quote(uuid)} ${quote(ref)})`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** What the log will say of a call; null for calls that it leaves out and for the simulator's own. */
export function noteOf(
  world: World,
  session: Ref<'session'> | null,
  method: Method,
  args: readonly unknown[],
): AuditNote | null {
  if (session === null || !isRecorded(method.name)) return null;
  const params = method.model.params ?? [];
  const shown: Argument[] = [];
  params.forEach(([name, type], at) => {
    const value = args[at];
    // The struct of a constructor counts as its parameters.
    if (method.model.kind === 'create' && isObject(value)) shown.push(...constructorArguments(world, method, value));
    else shown.push(...argumentOf(world, method.name, name, type, value));
  });
  if (method.name === 'VBD.destroy') {
    const disk = world.db.get('VBD', String(args[0]))?.VDI;
    if (disk !== undefined) shown.push(...argumentOf(world, method.name, 'VDI', 'VDI ref', disk));
  }
  return { session, ...whoIs(world, session), action: method.name, args: shown };
}

/** The same for an HTTP handler, such as `http/get_export`, with its query. */
export function noteOfHttp(
  world: World,
  session: Ref<'session'> | null,
  action: string,
  query: Iterable<readonly [string, string]>,
): AuditNote | null {
  if (session === null || !isRecorded(action)) return null;
  return { session, ...whoIs(world, session), action, args: argumentsOf(action, Object.fromEntries(query)) };
}

function whoIs({ db }: World, session: Ref<'session'>): { readonly sid: string; readonly user: string } {
  const row = db.get('session', session);
  if (row === undefined) return { sid: 'LOCAL_SESSION', user: '' };
  return { sid: row.is_local_superuser ? 'LOCAL_SUPERUSER' : row.auth_user_sid, user: row.auth_user_name };
}

/** Notes that a user of a directory has come or gone; logins of root and of servers are not recorded. */
export function noteOfSession(world: World, session: Ref<'session'>, action: 'create' | 'destroy'): AuditNote | null {
  const row = world.db.get('session', session);
  if (row === undefined || row.pool || row.is_local_superuser) return null;
  const originator: Argument = ['originator', row.originator, '', ''];
  const args: Argument[] = action === 'create' ? [['uname', row.auth_user_name, '', ''], originator] : [originator];
  return { session, ...whoIs(world, session), action: `session.${action}`, args };
}

/** Texts that every call shows. What else is no reference may be secret (rbac_audit.ml sexpr_args_of). */
const SHOWN: ReadonlySet<string> = new Set([
  'name',
  'label',
  'description',
  'name_label',
  'name_description',
  'new_name',
]);
const SHOWN_BY_CALL: Readonly<Record<string, readonly string[]>> = {
  'host.create': ['hostname', 'address', 'external_auth_type', 'external_auth_service_name', 'edition'],
  'VM.create': [
    'is_a_template',
    'memory_target',
    'memory_static_max',
    'memory_dynamic_max',
    'memory_dynamic_min',
    'memory_static_min',
    'ha_always_run',
    'ha_restart_priority',
  ],
  'host.set_address': ['value'],
  'VM.start_on': ['start_paused', 'force'],
  'VM.start': ['start_paused', 'force'],
  'pool.create_VLAN': ['device', 'VLAN'],
  'pool.join_force': ['master_address'],
  'pool.join': ['master_address'],
  'pool.enable_external_auth': ['service_name', 'auth_type'],
  'host.enable_external_auth': ['service_name', 'auth_type'],
  'subject.create': ['subject_identifier', 'other_config'],
  'subject.create.other_config': ['subject-name'],
  'message.create': ['name', 'body'],
};

function constructorArguments(
  world: World,
  { name: action, cls }: Method,
  values: Record<string, unknown>,
): Argument[] {
  const { fields } = classTable[cls];
  return Object.entries(values).flatMap(([name, value]) =>
    argumentOf(world, action, name, fields[name]?.type ?? '', value),
  );
}

function argumentsOf(action: string, values: Readonly<Record<string, unknown>>): Argument[] {
  return Object.entries(values).flatMap(([name, value]) => argumentOf(null, action, name, '', value));
}

function argumentOf(world: World | null, action: string, name: string, type: string, value: unknown): Argument[] {
  if (name === 'session_id') return [];
  if (SHOWN.has(name) || SHOWN_BY_CALL[action]?.includes(name) === true) {
    if (isObject(value)) return [[name, argumentsOf(`${action}.${name}`, value), '', '']];
    return [[name, printed(value), '', '']];
  }
  if (typeof value !== 'string' || !value.startsWith('OpaqueRef:')) return [];
  const found = world === null || !type.endsWith(' ref') ? undefined : objectOf(world, type.slice(0, -4), value);
  return [[name, found?.name ?? '', found?.uuid ?? '', value]];
}

/** As Rpc.to_string prints what is no text. */
function printed(value: unknown): string {
  if (typeof value === 'number') return `I(${value})`;
  return typeof value === 'boolean' ? `B(${value})` : String(value);
}

function objectOf(
  world: World,
  cls: string,
  ref: string,
): { readonly name: string; readonly uuid: string } | undefined {
  if (cls === 'role') return { name: roleRecords().get(ref)?.name_label ?? '', uuid: '' };
  const row: Partial<Readonly<Record<'name_label' | 'uuid' | 'other_config', unknown>>> | undefined = world.db.get(
    cls as 'VM',
    ref,
  );
  if (row === undefined) return undefined;
  const { name_label, uuid, other_config } = row;
  const subject = cls === 'subject' && isObject(other_config) ? other_config['subject-name'] : undefined;
  return { name: String(name_label ?? subject ?? ''), uuid: String(uuid ?? '') };
}

define({
  // Names of objects in it are filled in by the coordinator; other servers of ours know them already.
  'pool.audit_log_append': ({ world }, line) => world.audit.append(line),
});
