import type { ObjectKind } from '../objects';
import type { GeneralContext } from './context';
import type { Section } from './section';
import { applianceSections } from './sections/appliance';
import { gpuGroupSections, pgpuSections } from './sections/gpu';
import { hostSections } from './sections/host';
import { networkSections } from './sections/network';
import { poolSections } from './sections/pool';
import { srSections, vdiSections } from './sections/storage';
import { vmSections } from './sections/vm';

const BUILDERS: Record<ObjectKind, (context: GeneralContext, ref: string) => readonly (Section | null)[]> = {
  pool: poolSections,
  host: hostSections,
  vm: vmSections,
  template: vmSections,
  snapshot: vmSections,
  sr: srSections,
  vdi: vdiSections,
  network: networkSections,
  pgpu: pgpuSections,
  gpuGroup: gpuGroupSections,
  appliance: applianceSections,
};

/** What the General tab of an object shows: sections without empty rows, as plain data. */
export function generalSections(context: GeneralContext, kind: ObjectKind, ref: string): readonly Section[] {
  return BUILDERS[kind](context, ref).filter((section) => section !== null);
}
