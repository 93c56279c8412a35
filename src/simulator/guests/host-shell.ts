import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { World } from '../api/world';
import { duration, memoryBytes, startMs } from './guest-screen';
import { NO_ACCOUNTS } from './keyboard';
import type { Shell } from './text-console';

const KIB_BYTES = 1024;
const MIB_BYTES = 1024 ** 2;
const STATE_LETTERS: Readonly<Record<string, string>> = { Running: 'R', Paused: 'P' };

const HELP = `This is the console of a simulated server. It knows these commands:
  hostname, date, uptime, whoami, free, list_domains, xl list
  xe host-list [--minimal], xe vm-list [--minimal], exit`;

interface Place {
  readonly world: World;
  readonly host: Ref<'host'>;
  /** The control domain. */
  readonly vm: Ref<'VM'>;
}

type Command = (place: Place) => string;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>(
  Object.entries({
    help: () => HELP,
    hostname: ({ world, host }) => hostName(world, host),
    whoami: () => 'root',
    date: ({ world }) => dateText(world.engine.nowMs),
    uptime: ({ world, vm }) => {
      const { nowMs } = world.engine;
      const start = startMs(world, world.db.row('VM', vm));
      const clock = new Date(nowMs).toISOString().slice(11, 19);
      return start === null ? ` ${clock}` : ` ${clock} up ${duration(nowMs - start)}`;
    },
    free: ({ world, vm }) => {
      const kib = Math.floor(memoryBytes(world, world.db.row('VM', vm)) / KIB_BYTES);
      return `              total\nMem:${String(kib).padStart(15)}`;
    },
    list_domains: (place) =>
      table(
        ['id ', ' uuid', ' state'],
        domains(place).map(({ domid, uuid, power_state }) => [
          `${domid} `,
          ` ${uuid} `,
          ` ${STATE_LETTERS[power_state] ?? ''}`,
        ]),
        '|',
      ),
    'xl list': (place) =>
      table(
        ['Name', 'ID', 'Mem', 'VCPUs', 'State'],
        domains(place).map((vm) => [
          vm.is_control_domain ? 'Domain-0' : vm.name_label,
          String(vm.domid),
          String(Math.round(memoryBytes(place.world, vm) / MIB_BYTES)),
          String(vm.VCPUs_at_startup),
          vm.power_state === 'Paused' ? '--p---' : 'r-----',
        ]),
        '  ',
      ),
    'xe host-list': ({ world }) => list(hostsOf(world).map((row) => hostEntry(row))),
    'xe host-list --minimal': ({ world }) => uuids(hostsOf(world)),
    'xe vm-list': ({ world }) => list(vmsOf(world).map((row) => vmEntry(row))),
    'xe vm-list --minimal': ({ world }) => uuids(vmsOf(world)),
  } satisfies Readonly<Record<string, Command>>),
);

/** The shell of a server's control domain: a few commands that tell what the pool knows, as its root. */
export function hostShell(world: World, vm: Ref<'VM'>): Shell {
  const host = world.db.row('VM', vm).resident_on;
  const { product_brand = 'Server', product_version = '' } = world.db.row('host', host).software_version;
  return {
    banner: `${product_brand} ${product_version}`.trim() + `\n${hostName(world, host)}: type help for what there is.`,
    prompt: () => `[root@${hostName(world, host)} ~]# `,
    run: (line) => {
      const words = line.split(/\s+/);
      const command = words.join(' ');
      if (command === 'exit' || command === 'logout') return null;
      if (command === '') return '';
      return `${COMMANDS.get(command)?.({ world, host, vm }) ?? `-bash: ${words[0] ?? ''}: command not found`}\n`;
    },
  };
}

/** The text console of a guest, which lets nobody in. */
export function guestShell(world: World, vm: Ref<'VM'>): Shell {
  const name = (): string => world.db.get('VM', vm)?.name_label ?? '';
  return {
    banner: name(),
    prompt: () => `${name()} login: `,
    run: (line) => (line === '' ? '' : `${NO_ACCOUNTS}\n`),
  };
}

function hostName({ db }: World, host: Ref<'host'>): string {
  const row = db.get('host', host);
  return row === undefined || row.hostname === '' ? (row?.name_label ?? '') : row.hostname;
}

function dateText(nowMs: number): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(nowMs).toUTCString().split(/,? /);
  return `${day} ${month} ${String(Number(date)).padStart(2)} ${time} UTC ${year}`;
}

function domains({ world, host }: Place): readonly Records['VM'][] {
  const rows = world.db.row('host', host).resident_VMs.map((ref) => world.db.row('VM', ref));
  return rows.sort((a, b) => a.domid - b.domid);
}

function hostsOf({ db }: World): readonly Records['host'][] {
  return db.refs('host').map((ref) => db.row('host', ref));
}

/** As `xe vm-list` does, without templates and snapshots (xe: cli_operations.ml vm_list). */
function vmsOf({ db }: World): readonly Records['VM'][] {
  return db
    .refs('VM')
    .map((ref) => db.row('VM', ref))
    .filter(({ is_a_template, is_a_snapshot }) => !is_a_template && !is_a_snapshot);
}

function uuids(rows: readonly { readonly uuid: string }[]): string {
  return rows.map(({ uuid }) => uuid).join(',');
}

type Entry = readonly (readonly [label: string, value: string])[];

function hostEntry({ uuid, name_label, name_description }: Records['host']): Entry {
  return [
    ['uuid ( RO)           ', uuid],
    ['          name-label ( RW)', name_label],
    ['    name-description ( RW)', name_description],
  ];
}

function vmEntry({ uuid, name_label, power_state }: Records['VM']): Entry {
  return [
    ['uuid ( RO)           ', uuid],
    ['     name-label ( RW)', name_label],
    ['    power-state ( RO)', power_state.toLowerCase()],
  ];
}

function list(entries: readonly Entry[]): string {
  return entries.map((entry) => `${entry.map(([label, value]) => `${label}: ${value}`).join('\n')}\n\n`).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[], gap: string): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join(gap)
        .trimEnd(),
    )
    .join('\n');
}
