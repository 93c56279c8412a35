import type { Ref } from '../../../xapi/datamodel/ref';
import { DEFAULT_WEIGHT } from '../../physics/cpu/credit';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import { addScaled, map, shareOf, type Series } from './series';
import { TextHistory } from './text-history';

/**
 * What the scheduler was told of the domains of VMs. `VM.VCPUs_params` tells it when a domain is built, and
 * `VM.add_to_VCPUs_params_live` is not implemented (xapi_vm.ml; xenopsd, domain.ml build_pre).
 */
export const CREDITS = new TextHistory<'VM'>({
  cls: 'VM',
  part: 'credits',
  fields: ['VCPUs_params', 'domid', 'resident_on'],
  textOf: ({ VCPUs_params: { weight, cap } }) => (weight === undefined && cap === undefined ? '' : `${weight} ${cap}`),
  applies: (before, after) =>
    before.domid !== after.domid || before.resident_on !== after.resident_on || after.power_state === 'Halted',
});

/** Weight and cap of a VM along an axis; the cap as a part of all its virtual CPUs. */
export interface Credit {
  readonly weight: Series;
  readonly most: Series;
}

const USUAL: Credit = { weight: DEFAULT_WEIGHT, most: 1 };
const HEAVIEST = 65_535;

function numberOf(text: string | undefined, usual: number, least: number, most: number): number {
  return text !== undefined && /^\d+$/.test(text) ? Math.min(most, Math.max(least, Number(text))) : usual;
}

function creditOf(text: string, vcpus: number): { readonly weight: number; readonly most: number } {
  const [weight, cap] = text.split(' ');
  const percent = numberOf(cap, 0, 0, Infinity);
  return {
    weight: numberOf(weight, DEFAULT_WEIGHT, 1, HEAVIEST),
    most: percent === 0 ? 1 : Math.min(1, percent / (100 * vcpus)),
  };
}

export function creditAlong(world: World, axis: Axis, ref: Ref<'VM'>, vcpus: number): Credit {
  const spans = CREDITS.spans(world, ref);
  const [first] = spans;
  if (first === undefined) return USUAL;
  if (spans.length === 1 && first.fromS === 0 && first.toS === Infinity) return creditOf(first.text, vcpus);
  const [less, more] = [zeros(axis.rows), zeros(axis.rows)];
  for (const span of spans) {
    const { weight, most } = creditOf(span.text, vcpus);
    const share = shareOf(axis, [span]);
    addScaled(more, share, weight - DEFAULT_WEIGHT);
    addScaled(less, share, 1 - most);
  }
  return { weight: map(more, (value) => DEFAULT_WEIGHT + value), most: map(less, (value) => 1 - value) };
}
