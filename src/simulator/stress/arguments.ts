import { classTable } from '../../xapi/datamodel/classes.gen';
import { isNullRef, NULL_REF, type ClassName, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { modeRefusal } from '../api/host/mode';
import { coordinator, type World } from '../api/world';
import type { Database } from '../engine/database';
import { parseFieldType, type FieldType } from '../engine/defaults';
import type { Draw } from './draw';
import type { Names } from './names';
import type { Named, Value } from './step';

const GIB = 2 ** 30;
const CLASSES = Object.keys(classTable) as ClassName[];

const TEXTS = [
  '',
  'web-1',
  'Default',
  'eth0',
  'xenapi',
  'true',
  'false',
  '0',
  '1',
  '3',
  ' padded ',
  'Ünïcödé 名前 🙂',
  '<b>&amp;"\'</b>',
  "a'b\\c\n\td",
  'OpaqueRef:NULL',
  '__proto__',
  'constructor',
  '10.20.1.5',
  '192.168.0.0/24',
  'user',
  'iso',
  'nfs',
  'autodetect',
  'restart',
  'best-effort',
  'x'.repeat(3000),
];
const INTS = [
  0,
  1,
  -1,
  2,
  3,
  7,
  16,
  64,
  100,
  1500,
  4095,
  4096,
  65536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 62),
];
const SIZES = [0, 1, 4096, 2 ** 20, 128 * 2 ** 20, GIB / 2, GIB, 2 * GIB, 4 * GIB, 8 * GIB, 64 * GIB, 2 ** 41, 2 ** 50];
const FLOATS = [0, 1, 0.5, -1, 1e9, 1e-9, 30, 1.5];
const DATES = [
  '20260105T08:00:00Z',
  '19700101T00:00:00Z',
  '20260105T09:10:11Z',
  '20991231T23:59:59Z',
  '2026-01-05T08:00:00Z',
];
const KEYS = [
  'folder',
  'key',
  'auto_poweron',
  'vga',
  'timeoffset',
  'multipathing',
  'XenCenter.x',
  '',
  '__proto__',
  'a/b',
];

/** Draws arguments that a client could send: mostly sensible, sometimes not. */
export class Arguments {
  private readonly db: Database;

  constructor(
    private readonly world: World,
    private readonly names: Names,
    readonly draw: Draw,
  ) {
    this.db = world.db;
  }

  /** Whether the pool's coordinator is up. */
  isAnswering(): boolean {
    return modeRefusal(this.world, coordinator(this.db)) === null;
  }

  /** One of the rows of a class, by name; undefined when there is none. */
  any<C extends ClassName>(cls: C, where?: (row: Records[C], ref: Ref<C>) => boolean): Named | undefined {
    const refs = this.db.refs(cls);
    const fitting = where === undefined ? refs : refs.filter((ref) => where(this.db.row(cls, ref), ref));
    return fitting.length === 0 ? undefined : this.names.nameOf(this.draw.pick(fitting));
  }

  /** The row behind a name that `any` has given. */
  row<C extends ClassName>(cls: C, named: Named): Records[C] {
    return this.db.row(cls, this.names.find(named));
  }

  /** The disks of a VM, by name. */
  disksOf(vm: Named): Value[] {
    const drives = this.row('VM', vm).VBDs.map((vbd) => this.db.row('VBD', vbd));
    return drives.filter(({ type, empty }) => type === 'Disk' && !empty).map(({ VDI }) => this.named(VDI));
  }

  /** A reference that a row holds, by name; the null reference when it holds none. */
  named(ref: Ref): Value {
    return isNullRef(ref) ? NULL_REF : (this.names.nameOf(ref) ?? ref);
  }

  /** One of the rows of a class that a call would plausibly be about, mostly. */
  ref(cls: ClassName): Value {
    const { draw } = this;
    const roll = draw.below(100);
    if (roll < 3) return NULL_REF;
    if (roll < 5) return this.any(draw.pick(CLASSES)) ?? NULL_REF;
    if (roll < 6) return draw.pick(['OpaqueRef:no-such-thing', '', 'nonsense']);
    if (roll < 8 && this.names.gone.length > 0) return this.named(draw.pick(this.names.gone));
    if (cls === 'VM' && draw.chance(0.8)) return this.guest() ?? NULL_REF;
    return this.any(cls) ?? NULL_REF;
  }

  /** A VM that is no template and no control domain. */
  guest(where: (vm: Records['VM']) => boolean = () => true): Named | undefined {
    return this.any('VM', (vm) => !vm.is_a_template && !vm.is_control_domain && where(vm));
  }

  size(): number {
    return this.draw.pick(SIZES);
  }

  text(): string {
    return this.draw.pick(TEXTS);
  }

  /** A value of a type, for a parameter or field of a name of a class. */
  value(type: FieldType, name: string, cls: ClassName): Value {
    const { draw } = this;
    switch (type.kind) {
      case 'string':
        return this.string(name, cls);
      case 'int': {
        // A delay of years keeps its operation under way that long.
        if (/delay/.test(name)) return draw.below(60);
        const number =
          /size|memory|min|max|target|value/.test(name) && draw.chance(0.6) ? this.size() : draw.pick(INTS);
        return draw.chance(0.1) ? String(number) : number;
      }
      case 'float':
        return draw.pick(FLOATS);
      case 'bool':
        return draw.chance(0.5);
      case 'datetime':
        return draw.chance(0.03) ? 'yesterday' : draw.pick(DATES);
      case 'enum':
        return draw.chance(0.03) ? 'no_such_value' : draw.pick(type.values);
      case 'ref':
        return Object.hasOwn(classTable, type.name) ? this.ref(type.name as ClassName) : NULL_REF;
      case 'set':
        return Array.from({ length: draw.below(4) }, () => this.value(type.of, name, cls));
      case 'map':
        return {
          $map: Array.from({ length: draw.below(4) }, () => [
            type.key.kind === 'string' ? draw.pick(KEYS) : this.value(type.key, name, cls),
            this.value(type.value, name, cls),
          ]),
        };
      case 'option':
        return draw.chance(0.3) ? null : this.value(type.of, name, cls);
      case 'record':
        return Object.hasOwn(classTable, type.name) ? this.record(type.name as ClassName) : { $map: [] };
      case 'void':
        return '';
    }
  }

  /** What a constructor takes: a record that exists with some fields changed and sometimes one left out. */
  record(cls: ClassName, changes: Readonly<Record<string, Value>> = {}): Value {
    const { draw } = this;
    const model = this.any(cls);
    const row = model === undefined ? {} : (this.row(cls, model) as unknown as Readonly<Record<string, unknown>>);
    const fields = Object.entries(classTable[cls].fields).filter(([, field]) => field.access !== 'RO');
    const given = fields.flatMap(([name, field]): [string, Value][] => {
      const type = parseFieldType(field.type);
      const change = changes[name];
      if (change !== undefined) return [[name, change]];
      if (draw.chance(0.01)) return [];
      if (row[name] === undefined || draw.chance(0.06)) return [[name, this.value(type, name, cls)]];
      return [[name, this.known(type, row[name])]];
    });
    return { $map: given };
  }

  /** What a row holds, with references by name. */
  private known(type: FieldType, value: unknown): Value {
    if (type.kind === 'ref') return this.named(value as Ref);
    if (type.kind === 'set') return (value as readonly unknown[]).map((item) => this.known(type.of, item));
    if (type.kind === 'option') return value === undefined ? null : this.known(type.of, value);
    if (type.kind !== 'map') return value as Value;
    return {
      $map: Object.entries(value as object).map(([key, item]) => [
        this.known(type.key, key),
        this.known(type.value, item),
      ]),
    };
  }

  private string(name: string, cls: ClassName): Value {
    const { draw } = this;
    if (/uuid/.test(name) && draw.chance(0.8)) {
      const row = this.any(cls);
      if (row !== undefined) return { ...row, as: 'uuid' };
    }
    if (name === 'label' && draw.chance(0.7)) {
      const row = this.any(cls);
      const fields = row === undefined ? {} : this.row(cls, row);
      if ('name_label' in fields) return String(fields.name_label);
    }
    if (/device/.test(name) && draw.chance(0.8))
      return draw.pick(['0', '1', '2', '3', '7', 'autodetect', 'xvda', 'hdd']);
    if (name === 'key' && draw.chance(0.8)) return draw.pick(KEYS);
    if (name === 'MAC') return draw.pick(['', '00:16:3e:01:02:03', '02:aa:bb:cc:dd:ee', 'nonsense']);
    return this.text();
  }
}
