import { isNamed, NAMED, planned, XE_NOUN, xeLine } from '../../commands';
import type { Call, PlannedCall, Target } from '../../commands';
import { CLASS_OF_KIND, row } from '../../objects';
import type { Inventory } from '../../objects';

/** What has free settings; vApps have none. */
export const CONFIGURED = NAMED.filter((kind) => kind !== 'appliance');
type ConfiguredKind = Exclude<(typeof NAMED)[number], 'appliance'>;

const isConfigured = (kind: Target['kind']): kind is ConfiguredKind => isNamed(kind) && kind !== 'appliance';

interface Configured {
  readonly uuid: string;
  readonly other_config: Readonly<Record<string, string>>;
}

export function configuredOf(inventory: Inventory, { kind, ref }: Target): Configured | undefined {
  return isConfigured(kind) ? row(inventory, CLASS_OF_KIND[kind], ref) : undefined;
}

export const configCallsOf = (_inventory: Inventory, { kind }: Target): readonly Call[] =>
  isConfigured(kind)
    ? [`${CLASS_OF_KIND[kind]}.remove_from_other_config`, `${CLASS_OF_KIND[kind]}.add_to_other_config`]
    : [];

/** The calls that give a key this value; the empty text takes it away. Nothing where it has it already. */
export function settingCalls(inventory: Inventory, target: Target, key: string, value: string): readonly PlannedCall[] {
  const record = configuredOf(inventory, target);
  const { kind, ref } = target;
  if (!record || !isConfigured(kind)) return [];
  const before = record.other_config[key];
  if ((before ?? '') === value) return [];
  const cls = CLASS_OF_KIND[kind];
  const { uuid } = record;
  const noun = XE_NOUN[kind];
  const isGone = value === '';
  const removeLine = xeLine(`${noun}-param-remove`, { uuid, 'param-name': 'other-config', 'param-key': key });
  const remove = planned(isGone ? removeLine : '', `${cls}.remove_from_other_config`, ref, key);
  const setLine = xeLine(`${noun}-param-set`, { uuid, [`other-config:${key}`]: value });
  const add = planned(setLine, `${cls}.add_to_other_config`, ref, key, value);
  return [...(before === undefined ? [] : [remove]), ...(isGone ? [] : [add])];
}
