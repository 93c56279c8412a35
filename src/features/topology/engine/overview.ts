import type { GlyphSpec } from '../../../ui/glyphs/kinds';
import type { ObjectId } from '../../navigation';
import { networkVisibility, rows, srVisibility } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { failureOf } from './failure';
import { outcomesOf } from './fates';
import type { Subject } from './model';
import { namedSubject } from './subject';

/** One thing that may fail, and how many VMs that is about. */
export interface Risk {
  /** Of the row: a switch is no object, and commands are not about it. */
  readonly id: ObjectId;
  /** Where it is told of. */
  readonly at: ObjectId;
  readonly subject: Subject;
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly stop: number;
  readonly stopped: number;
  readonly limited: number;
}

/** How many VMs one failure is about. */
export function riskOf(inventory: Inventory, connection: string, at: At[0], subject: Subject): Risk {
  const counts = outcomesOf(inventory, failureOf(inventory, subject));
  const { name, glyph } = namedSubject(inventory, subject);
  return {
    id:
      subject.kind === 'switch' ? { connection, class: 'group', ref: `switch ${subject.ref}` } : { ...at, connection },
    at: { ...at, connection },
    subject,
    name,
    glyph,
    stop: counts.stopped + counts.restart,
    stopped: counts.stopped,
    limited: counts.limited,
  };
}

/** What keeps most VMs down comes first. */
export function worstFirst(risks: readonly Risk[]): readonly Risk[] {
  return risks.toSorted(
    (a, b) => b.stopped - a.stopped || b.stop - a.stop || b.limited - a.limited || compareNatural(a.name, b.name),
  );
}

type At = readonly [Omit<ObjectId, 'connection'>, Subject];

/** Everything of a pool that may fail by itself, and where it stands. */
export function subjectsOf(inventory: Inventory): readonly At[] {
  const [pool = ''] = rows(inventory, 'pool').keys();
  const devices = new Set([...rows(inventory, 'PIF').values()].flatMap((pif) => (pif.physical ? [pif.device] : [])));
  return [
    ...[...rows(inventory, 'host').keys()].map((ref): At => [
      { class: 'host', ref },
      { kind: 'host', ref },
    ]),
    ...[...rows(inventory, 'SR')]
      // Storage of one server fails with that server; what stands alone is asked for itself.
      .filter(([, sr]) => sr.shared && srVisibility(sr) === 'shown')
      .map(([ref]): At => [
        { class: 'SR', ref },
        { kind: 'sr', ref },
      ]),
    ...[...rows(inventory, 'network')]
      .filter(([, network]) => networkVisibility(inventory, network) === 'shown')
      .map(([ref]): At => [
        { class: 'network', ref },
        { kind: 'network', ref },
      ]),
    ...[...devices].map((ref): At => [
      { class: 'pool', ref: pool },
      { kind: 'switch', ref },
    ]),
    ...[...rows(inventory, 'GPU_group').keys()].map((ref): At => [
      { class: 'GPU_group', ref },
      { kind: 'gpuGroup', ref },
    ]),
  ];
}
