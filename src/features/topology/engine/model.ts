import type { Tone } from '../../../ui/display/badge';
import type { GlyphSpec } from '../../../ui/glyphs/kinds';
import type { ObjectId } from '../../navigation';

/**
 * What may fail. Beside objects: the role of the coordinator, one path of a connection to storage, and a switch, which
 * the XenAPI does not know: servers of a pool are wired alike, so the NICs of one number lead to one switch.
 */
export type SubjectKind =
  | 'pool'
  | 'coordinator'
  | 'host'
  | 'vm'
  | 'sr'
  | 'vdi'
  | 'network'
  | 'pif'
  | 'switch'
  | 'pbd'
  | 'path'
  | 'gpu'
  | 'gpuGroup'
  | 'appliance';

export interface Subject {
  readonly kind: SubjectKind;
  /** A reference; of a switch the name of the NICs that lead there. */
  readonly ref: string;
}

/** Something that depends on the subject, or that the subject stands on. */
export interface Item {
  /** Where its name leads; null: nowhere. */
  readonly id: ObjectId | null;
  /** What its name asks about, where that is not the object itself. */
  readonly subject: Subject | null;
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly detail: string;
  readonly tone: Tone;
}

export interface Group {
  readonly id: string;
  readonly title: string;
  readonly items: readonly Item[];
}

/**
 * `restart`: stops, and can run on another server. `stopped`: stops, and cannot run anywhere until what failed is back.
 * `limited`: runs on without something.
 */
export type Outcome = 'restart' | 'stopped' | 'limited';

/** What becomes of one running VM. */
export interface VmFate {
  readonly id: ObjectId;
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly server: string;
  readonly outcome: Outcome;
  /** What happens to it, a sentence. */
  readonly what: string;
  /** Where it could run; empty: nowhere. */
  readonly place: string;
  /** Why nowhere else, or what is worse there; empty: nothing to say. */
  readonly why: string;
  /** Who starts it: HA or a person; empty where nothing starts. */
  readonly starter: string;
  readonly memoryBytes: number;
}

export interface Note {
  readonly tone: 'info' | 'warning' | 'danger';
  readonly text: string;
}

/** All that is known of the failure of a subject. */
export interface Consequences {
  readonly subject: Subject;
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly verdict: { readonly tone: 'info' | 'warning' | 'danger'; readonly title: string; readonly text: string };
  readonly notes: readonly Note[];
  readonly dependents: readonly Group[];
  readonly standsOn: readonly Group[];
  readonly fates: readonly VmFate[];
}
