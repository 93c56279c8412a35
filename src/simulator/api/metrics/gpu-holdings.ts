import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../world';
import type { Span } from './series';
import { TextHistory } from './text-history';

/** On which GPUs vGPUs were. */
export const PLACES = new TextHistory<'VGPU'>({
  cls: 'VGPU',
  part: 'vgpus',
  fields: ['resident_on'],
  textOf: ({ resident_on }) => (isNullRef(resident_on) ? '' : resident_on),
});

/** To which VMs devices were passed through. */
export const USERS = new TextHistory<'PCI'>({
  cls: 'PCI',
  part: 'device-users',
  fields: ['attached_VMs'],
  textOf: ({ attached_VMs }) => attached_VMs.join(' '),
});

/** A time in which a VM had a GPU, or part of one. */
export interface Holding extends Span {
  readonly pgpu: Ref<'PGPU'>;
  /** Null for a device that `VM.other_config:pci` names, of which nothing but the device knows. */
  readonly vgpu: Ref<'VGPU'> | null;
}

/** Which GPUs VMs had, and when. */
export class GpuHoldings {
  readonly #world: World;
  readonly #known = new Map<Ref<'VM'>, readonly Holding[]>();
  #devices: ReadonlyMap<Ref<'VM'>, readonly Holding[]> | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  of(vm: Ref<'VM'>): readonly Holding[] {
    let holdings = this.#known.get(vm);
    if (holdings === undefined) this.#known.set(vm, (holdings = this.#find(vm)));
    return holdings;
  }

  /** VMs that ever had a device of a GPU without a vGPU. */
  usersOf(pgpu: Ref<'PGPU'>): readonly Ref<'VM'>[] {
    return [...this.#allDevices()].filter(([, own]) => own.some((each) => each.pgpu === pgpu)).map(([vm]) => vm);
  }

  /** The GPUs that a VM has at a moment, in the order of their addresses. */
  at(vm: Ref<'VM'>, timeS: number): readonly Ref<'PGPU'>[] {
    const { db } = this.#world;
    const here = this.of(vm).filter(({ fromS, toS }) => fromS <= timeS && timeS < toS);
    const addressOf = (pgpu: Ref<'PGPU'>): string => db.get('PCI', db.row('PGPU', pgpu).PCI)?.pci_id ?? '';
    const pgpus = [...new Set(here.map(({ pgpu }) => pgpu))].filter((pgpu) => db.has('PGPU', pgpu));
    return pgpus.length < 2 ? pgpus : pgpus.sort((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1));
  }

  #find(vm: Ref<'VM'>): readonly Holding[] {
    const vgpus = this.#world.db
      .row('VM', vm)
      .VGPUs.flatMap((vgpu) =>
        PLACES.spans(this.#world, vgpu).map(({ text, fromS, toS }): Holding => ({ pgpu: text, vgpu, fromS, toS })),
      );
    // A whole GPU is a device, too.
    const others = (this.#allDevices().get(vm) ?? []).filter(
      ({ pgpu, fromS }) => !vgpus.some((own) => own.pgpu === pgpu && own.fromS <= fromS && fromS < own.toS),
    );
    return [...vgpus, ...others];
  }

  #allDevices(): ReadonlyMap<Ref<'VM'>, readonly Holding[]> {
    if (this.#devices !== null) return this.#devices;
    const found = new Map<Ref<'VM'>, Holding[]>();
    for (const [pgpu, { PCI }] of this.#world.db.all('PGPU')) {
      for (const { text, fromS, toS } of USERS.spans(this.#world, PCI)) {
        for (const vm of text.split(' ')) {
          const own = found.get(vm);
          const holding = { pgpu, vgpu: null, fromS, toS };
          if (own === undefined) found.set(vm, [holding]);
          else own.push(holding);
        }
      }
    }
    return (this.#devices = found);
  }
}
