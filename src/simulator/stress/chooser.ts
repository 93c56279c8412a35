import { messageTable } from '../../xapi/datamodel/messages.gen';
import type { MessageKind, MessageModel } from '../../xapi/datamodel/model';
import type { ClassName } from '../../xapi/datamodel/ref';
import { parseFieldType } from '../engine/defaults';
import { isImplemented } from '../api/method';
import type { Arguments } from './arguments';
import { RECIPES } from './recipes';
import type { Step, Value } from './step';

/** Take a server or a session away for good, or wait for ever: now and then, so that most of a run has a world. */
const DRASTIC =
  /^session\.|^event\.next$|^pool\.(eject|emergency_|join|recover_slaves|disable_ha|initial_auth)|^host\.(destroy|shutdown|reboot|power_off|local_|management_|emergency_|propose|commit|abort|backup_rrds|signal|shutdown_agent|ha_|update_master|tickle|dmesg_clear|call_extension)|^SR\.(forget|destroy)$/;

/** By these a storage driver tells the toolstack what it measured; anything else makes the accounts wrong. */
const OF_DRIVERS =
  /^SR\.set_(physical|virtual)|^VDI\.(set_(managed|missing|virtual_size|physical_utilisation)|db_|pool_introduce|introduce)/;

const BY_KIND: Partial<Record<MessageKind, number>> = {
  custom: 1,
  create: 1,
  destroy: 0.7,
  setter: 0.25,
  add: 0.25,
  remove: 0.25,
  getter: 0.04,
  get_record: 0.3,
  get_by_uuid: 0.15,
  get_by_label: 0.15,
  get_all: 0.1,
  get_all_records: 0.05,
  get_all_where: 0.05,
  get_all_records_where: 0.05,
};
const BY_TIER = [1, 1, 1, 0.5, 0.5];
const NOT_SERVED = 0.01;
const SELDOM = 0.02;

interface Message {
  readonly name: string;
  readonly cls: ClassName;
  readonly message: string;
  readonly model: MessageModel;
}

const MESSAGES: readonly (readonly [number, Message])[] = Object.entries(messageTable).flatMap(([cls, messages]) =>
  Object.entries(messages).flatMap(([message, model]) => {
    const name = `${cls}.${message}`;
    if (OF_DRIVERS.test(name)) return [];
    const weight = (BY_KIND[model.kind] ?? 1) * (BY_TIER[model.tier ?? 2] ?? 0.5);
    const rarely = (isImplemented(name) ? 1 : NOT_SERVED) * (DRASTIC.test(name) ? SELDOM : 1);
    return [[weight * rarely, { name, cls: cls as ClassName, message, model }] as const];
  }),
);
const total = (items: readonly (readonly [number, unknown])[]): number =>
  items.reduce((sum, [weight]) => sum + weight, 0);
const ALL_MESSAGES = total(MESSAGES);
const ALL_RECIPES = total(RECIPES);

/** The next thing that happens. */
export function nextStep(from: Arguments, id: number): Step {
  const { draw } = from;
  const roll = draw.below(1000);
  if (roll < 600 && !from.isAnswering()) return { id, kind: 'advance', ms: 60_000 };
  if (roll < 200) return { id, kind: 'advance', ms: Math.round(10 ** (1 + 3.5 * (draw.below(1000) / 1000))) };
  if (roll < 203) return { id, kind: 'advance', ms: 3_600_000 * (1 + draw.below(30)) };
  if (roll < 206) return { id, kind: 'rest' };
  if (roll < 700) {
    const call = draw.weighted(RECIPES, ALL_RECIPES)(from);
    if (call === null) return { id, kind: 'advance', ms: 1000 };
    const [method, ...args] = call;
    return { id, kind: 'call', method: perhapsAsync(from, method), args };
  }
  const { name, cls, message, model } = draw.weighted(MESSAGES, ALL_MESSAGES);
  return { id, kind: 'call', method: perhapsAsync(from, name, model), args: argumentsFor(from, cls, message, model) };
}

function perhapsAsync({ draw }: Arguments, name: string, model?: MessageModel): string {
  const [cls, message] = name.split('.') as [ClassName, string];
  const isLong = (model ?? messageTable[cls][message])?.async === true;
  return draw.chance(isLong ? 0.5 : 0.005) ? `Async.${name}` : name;
}

function argumentsFor(from: Arguments, cls: ClassName, message: string, { kind, params = [] }: MessageModel): Value[] {
  const { draw } = from;
  const args = params.map(([name, type]): Value => {
    if (kind.endsWith('_where'))
      return draw.pick(['true', 'field "name_label" = "web-1"', 'field "uuid" = ""', 'nonsense(']);
    return from.value(parseFieldType(type), name === 'value' ? message : name, cls);
  });
  if (draw.chance(0.01)) args.pop();
  return args;
}
