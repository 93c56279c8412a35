import type { Ref } from '../../xapi/datamodel/ref';
import type { Enums } from '../../xapi/datamodel/types.gen';
import { labelOr, nameOf, only, row } from '../objects';
import type { Inventory, ObjectRowClass } from '../objects';

/** Classes of objects that messages are about. */
export const SUBJECT_CLASSES = ['VM', 'host', 'SR', 'pool', 'VDI', 'VMSS', 'Certificate', 'PVS_proxy'] as const;
type SubjectClass = (typeof SUBJECT_CLASSES)[number];

/** Snapshot policies of old releases (VMPP) are in no pool any more. */
const CLASS_OF: Readonly<Record<Exclude<Enums['cls'], 'VMPP'>, SubjectClass>> = {
  VM: 'VM',
  Host: 'host',
  SR: 'SR',
  Pool: 'pool',
  VDI: 'VDI',
  VMSS: 'VMSS',
  Certificate: 'Certificate',
  PVS_proxy: 'PVS_proxy',
};

/** The object that a message names by its uuid. */
export interface Subject {
  readonly cls: SubjectClass;
  readonly ref: string;
}

export function subjectClass(cls: string): SubjectClass | undefined {
  return Object.hasOwn(CLASS_OF, cls) ? CLASS_OF[cls as keyof typeof CLASS_OF] : undefined;
}

/** A subject as the console shows it: an object with a place of its own, and the name of what the message is about. */
export interface Shown {
  readonly class: ObjectRowClass;
  readonly ref: string;
  readonly name: string;
}

/** A schedule is at its pool, a certificate at its server or pool, a PVS proxy at its VM. Undefined: it is gone. */
export function shownOf(inventory: Inventory, { cls, ref }: Subject): Shown | undefined {
  switch (cls) {
    case 'VMSS': {
      const schedule = row(inventory, cls, ref);
      return schedule && atPool(inventory, labelOr(schedule.name_label));
    }
    case 'Certificate': {
      const certificate = row(inventory, cls, ref);
      if (certificate === undefined) return undefined;
      return named(inventory, 'host', certificate.host) ?? atPool(inventory, certificate.name);
    }
    case 'PVS_proxy': {
      const vif = row(inventory, 'VIF', row(inventory, cls, ref)?.VIF ?? '');
      return vif && named(inventory, 'VM', vif.VM);
    }
    default:
      return named(inventory, cls, ref);
  }
}

function named(inventory: Inventory, cls: ObjectRowClass, ref: string): Shown | undefined {
  const name = nameOf(inventory, cls, ref);
  return name === undefined ? undefined : { class: cls, ref, name };
}

function atPool(inventory: Inventory, name: string): Shown | undefined {
  const ref: Ref<'pool'> | undefined = only(inventory, 'pool')?.[0];
  const pool = ref === undefined ? undefined : named(inventory, 'pool', ref);
  return pool && { ...pool, name: name === '' ? pool.name : name };
}
