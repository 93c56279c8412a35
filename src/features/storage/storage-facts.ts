import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { row, rows } from '../objects';
import type { Inventory } from '../objects';
import { formatBytes, formatPercent, formatUsage } from '../values';
import { isThick, freeBytes, takesDisks } from './commands/storage-choices';
import { texts } from './texts';

/** How full a repository is; null where its size is not known. */
export interface Usage {
  readonly used: number;
  readonly total: number;
  readonly share: number;
  readonly tone: 'accent' | 'warning' | 'danger';
  readonly text: string;
}

export interface Fact {
  readonly id: keyof typeof texts.facts;
  readonly text: string;
}

export interface StorageFacts {
  readonly usage: Usage | null;
  readonly facts: readonly Fact[];
}

export function usageOf(sr: Records['SR']): Usage | null {
  // The disc in a drive fills it; that is no shortage.
  if (sr.physical_size <= 0 || sr.type === 'udev') return null;
  const used = Math.max(0, sr.physical_utilisation);
  const share = used / sr.physical_size;
  const tone = share >= 0.95 ? 'danger' : share >= 0.85 ? 'warning' : 'accent';
  return { used, total: sr.physical_size, share, tone, text: formatUsage(used, sr.physical_size) };
}

/** What decides how disks on a repository behave: its room, its driver and what that can do. */
export function storageFacts(inventory: Inventory, ref: Ref<'SR'>): StorageFacts | null {
  const sr = row(inventory, 'SR', ref);
  if (!sr) return null;
  const usage = usageOf(sr);
  const driver = [...rows(inventory, 'SM').values()].find((each) => each.type === sr.type);
  const facts: Fact[] = [];
  if (usage) facts.push({ id: 'free', text: formatBytes(freeBytes(sr)) });
  if (takesDisks(sr)) {
    if (usage) facts.push({ id: 'allocated', text: allocated(sr) });
    facts.push({ id: 'provisioning', text: isThick(sr) ? texts.thick : texts.thin });
  }
  if (driver) {
    facts.push({ id: 'driver', text: texts.driver(driver.name_label, driver.version) });
    const can = abilities(driver);
    if (can !== '') facts.push({ id: 'can', text: can });
  }
  return { usage, facts };
}

function allocated(sr: Records['SR']): string {
  const bytes = Math.max(0, sr.virtual_allocation);
  return texts.allocatedOf(formatBytes(bytes), formatPercent(bytes / sr.physical_size));
}

/** What the driver can do that an administrator plans by; older drivers list it as capabilities only. */
function abilities(driver: Records['SM']): string {
  const features = new Set([...Object.keys(driver.features), ...driver.capabilities]);
  return Object.entries(texts.features)
    .filter(([feature]) => features.has(feature))
    .map(([, word]) => word)
    .join(', ');
}

export function sameFacts(a: StorageFacts | null, b: StorageFacts | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
