import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { fromXapiDate, type World } from '../api/world';
import { Keyboard } from './keyboard';
import { COLUMNS, ROWS, type Colour, type Line } from './picture';
import type { Screen } from './rfb';

const GIB_BYTES = 1024 ** 3;
const EMPTY: Line = { spans: [], paper: 'black' };
const LABEL_COLUMNS = 11;

const STATE_COLOURS: Readonly<Record<string, Colour>> = { Running: 'green', Paused: 'amber' };

/** A time span as `3 days, 04:05:06`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const text = clock.map((part) => String(part).padStart(2, '0')).join(':');
  return days === 0 ? text : `${days} ${days === 1 ? 'day' : 'days'}, ${text}`;
}

export function memoryBytes({ db }: World, vm: Records['VM']): number {
  return db.get('VM_metrics', vm.metrics)?.memory_actual ?? 0;
}

/** When a domain began, ms since 1970; null when nobody knows. */
export function startMs({ db }: World, vm: Records['VM']): number | null {
  const start = fromXapiDate(db.get('VM_metrics', vm.metrics)?.start_time ?? '');
  return start === 0 ? null : start;
}

/** The screen of a VM, the same for all who look: what the pool knows of it, and a line that takes keys. */
class GuestScreen implements Screen {
  readonly #world: World;
  readonly #vm: Ref<'VM'>;
  readonly #keyboard = new Keyboard();
  readonly #watchers = new Set<() => void>();

  constructor(world: World, vm: Ref<'VM'>) {
    this.#world = world;
    this.#vm = vm;
  }

  get name(): string {
    return this.#world.db.row('VM', this.#vm).name_label;
  }

  key(keysym: number, isDown: boolean): void {
    if (this.#world.db.get('VM', this.#vm)?.power_state !== 'Running') return;
    this.#keyboard.key(keysym, isDown);
    for (const watcher of this.#watchers) watcher();
  }

  watch(changed: () => void): () => void {
    const all = screens.get(this.#world) ?? new Map<Ref<'VM'>, GuestScreen>();
    screens.set(this.#world, all.set(this.#vm, this));
    this.#watchers.add(changed);
    return () => {
      this.#watchers.delete(changed);
      if (this.#watchers.size === 0 && all.get(this.#vm) === this) all.delete(this.#vm);
    };
  }

  lines(nowMs: number): readonly Line[] {
    const { db } = this.#world;
    const vm = db.get('VM', this.#vm);
    if (vm === undefined) return [];
    const head: readonly Line[] = [
      { spans: [[` ${vm.name_label}`, 'white']], paper: 'blue' },
      EMPTY,
      field('State', vm.power_state, STATE_COLOURS[vm.power_state]),
      field('Uptime', this.#uptime(vm, nowMs)),
      field('System', system(this.#world, vm)),
      field('Server', db.get('host', vm.resident_on)?.name_label ?? ''),
      field('Memory', `${Math.round((memoryBytes(this.#world, vm) / GIB_BYTES) * 10) / 10} GiB`),
      field('vCPUs', String(vm.VCPUs_at_startup)),
      field('UUID', vm.uuid),
      EMPTY,
    ];
    const prompt = this.#keyboard.lines(`${vm.name_label.slice(0, COLUMNS / 3)} login: `);
    return [...head, ...prompt.slice(-(ROWS - head.length)).map(typed)];
  }

  #uptime(vm: Records['VM'], nowMs: number): string {
    if (vm.power_state === 'Paused') return 'stands still';
    const start = startMs(this.#world, vm);
    return start === null ? 'unknown' : duration(nowMs - start);
  }
}

function field(label: string, value: string, colour: Colour = 'white'): Line {
  return {
    spans: [
      [` ${label.padEnd(LABEL_COLUMNS)}`, 'grey'],
      [value, colour],
    ],
    paper: 'black',
  };
}

function typed(text: string): Line {
  return { spans: [[` ${text}`, 'white']], paper: 'black' };
}

function system({ db }: World, vm: Records['VM']): string {
  if (vm.is_control_domain)
    return db.get('host', vm.resident_on)?.software_version['product_brand'] ?? 'Control domain';
  const name = isNullRef(vm.guest_metrics) ? '' : db.get('VM_guest_metrics', vm.guest_metrics)?.os_version['name'];
  // Tools of Windows add where it is installed, behind a bar.
  return name === undefined || name === '' ? 'the guest does not report' : name.replace(/\|.*/, '');
}

const screens = new WeakMap<World, Map<Ref<'VM'>, GuestScreen>>();

/** The screen of a VM, the same for all who look at it. What was typed goes with the last of them. */
export function screenOf(world: World, vm: Ref<'VM'>): Screen {
  return screens.get(world)?.get(vm) ?? new GuestScreen(world, vm);
}
