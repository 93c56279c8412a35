import type { Section, Source } from './report';
import { capacitySections } from './sections/capacity';
import { healthSections } from './sections/health';
import { inventorySections } from './sections/inventory';
import { licenceSections } from './sections/licences';
import { resourceSections } from './sections/resources';

export const KINDS = ['health', 'capacity', 'inventory', 'licences', 'resources'] as const;
/** Not of one moment but of two, with a place of its own among the reports. */
export const COMPARE = 'compare';
export type ReportKind = (typeof KINDS)[number];

/** The tables of each kind; they are the same ones for every pool. */
export const SECTIONS: Readonly<Record<ReportKind, (source: Source) => readonly Section[]>> = {
  resources: resourceSections,
  inventory: inventorySections,
  capacity: capacitySections,
  licences: licenceSections,
  health: healthSections,
};

/** Servers are asked how busy they are for this one alone. */
export const NEEDS_STATISTICS: ReportKind = 'resources';

export function kindFrom(words: readonly string[]): ReportKind {
  return KINDS.find((kind) => words.includes(kind)) ?? 'health';
}
