import type { GlyphSpec } from '../../../ui/glyphs/kinds';
import type { ObjectId, ViewState } from '../../navigation';
import { glyphFor, glyphOf, kindOf, multipathOf, nameOf, row, rows } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import { texts } from '../texts';
import { isPort } from './failure';
import { nicGlyph } from './items';
import type { Subject, SubjectKind } from './model';

const TAB = 'dependencies';

const REF_PREFIX = 'OpaqueRef:';

const SUBJECT_OF_KIND: Readonly<Partial<Record<ObjectKind, SubjectKind>>> = {
  pool: 'pool',
  host: 'host',
  vm: 'vm',
  template: 'vm',
  snapshot: 'vm',
  sr: 'sr',
  vdi: 'vdi',
  network: 'network',
  pgpu: 'gpu',
  gpuGroup: 'gpuGroup',
  appliance: 'appliance',
};

/** Parts of an object that the address names beside it: `pif:<uuid>`. */
const PARTS: readonly SubjectKind[] = ['coordinator', 'pif', 'switch', 'pbd', 'path'];

/** The word of the address for a part; an object needs none. */
function wordsOf({ kind, ref }: Subject): readonly string[] {
  if (!PARTS.includes(kind)) return [];
  if (kind === 'coordinator') return [kind];
  return [`${kind}:${ref.startsWith(REF_PREFIX) ? ref.slice(REF_PREFIX.length) : ref}`];
}

/**
 * What an address asks about: a part of the selected object, else the object. Words stay in the address when another
 * object is selected, so a part that is not the object's own means nothing.
 */
export function subjectFrom(inventory: Inventory, id: ObjectId, words: readonly string[]): Subject | null {
  for (const word of words) {
    const [kind, rest = ''] = [word.split(':')[0], word.slice(word.indexOf(':') + 1)];
    const part = PARTS.find((each) => each === kind);
    if (part === undefined) continue;
    const known = [rest, REF_PREFIX + rest].find((ref) => isPartOf(inventory, id, { kind: part, ref }));
    if (known !== undefined) return { kind: part, ref: known };
  }
  const kind = kindOf(inventory, id.class, id.ref);
  const own = kind && SUBJECT_OF_KIND[kind];
  return own ? { kind: own, ref: id.ref } : null;
}

function isPartOf(inventory: Inventory, { class: cls, ref: owner }: ObjectId, { kind, ref }: Subject): boolean {
  switch (kind) {
    case 'pif':
      return row(inventory, 'PIF', ref)?.host === owner;
    case 'pbd':
      return row(inventory, 'PBD', ref)?.host === owner;
    case 'path': {
      const pbd = row(inventory, 'PBD', ref);
      return pbd?.host === owner && (multipathOf(pbd)?.luns.length ?? 0) > 0;
    }
    case 'switch':
      return cls === 'pool' && [...rows(inventory, 'PIF').values()].some((pif) => isPort(pif, ref));
    default:
      return cls === 'pool';
  }
}

/** The place of what depends on something. */
export function placeOf(id: ObjectId, subject: Subject | null): Partial<ViewState> {
  return { selection: [id], tab: TAB, mode: subject ? wordsOf(subject) : [], gridFilter: '', look: '' };
}

interface Named {
  readonly name: string;
  readonly glyph: GlyphSpec;
}

const NOTHING: GlyphSpec = glyphFor('network', null, null, 'nic');

export function namedSubject(inventory: Inventory, { kind, ref }: Subject): Named {
  const object = (cls: Parameters<typeof nameOf>[1], of: ObjectKind, at = ref): Named => ({
    name: nameOf(inventory, cls, at) ?? '',
    glyph: glyphOf(inventory, of, at) ?? NOTHING,
  });
  switch (kind) {
    case 'pool':
      return object('pool', 'pool');
    case 'coordinator':
      return object('host', 'host', [...rows(inventory, 'pool').values()][0]?.master ?? '');
    case 'host':
      return object('host', 'host');
    case 'vm':
      return object('VM', kindOf(inventory, 'VM', ref) ?? 'vm');
    case 'sr':
      return object('SR', 'sr');
    case 'vdi':
      return object('VDI', 'vdi');
    case 'network':
      return object('network', 'network');
    case 'gpu':
      return object('PGPU', 'pgpu');
    case 'gpuGroup':
      return object('GPU_group', 'gpuGroup');
    case 'appliance':
      return object('VM_appliance', 'appliance');
    case 'switch':
      return { name: texts.names.switch(ref), glyph: NOTHING };
    case 'pif': {
      const pif = row(inventory, 'PIF', ref);
      const server = nameOf(inventory, 'host', pif?.host ?? '') ?? '';
      return {
        name: texts.names.nic(pif?.device ?? '', server),
        glyph: nicGlyph((pif?.bond_master_of.length ?? 0) > 0),
      };
    }
    case 'pbd':
    case 'path': {
      const pbd = row(inventory, 'PBD', ref);
      const server = nameOf(inventory, 'host', pbd?.host ?? '') ?? '';
      const storage = nameOf(inventory, 'SR', pbd?.SR ?? '') ?? '';
      const words = kind === 'pbd' ? texts.names.connection(server, storage) : texts.names.path(storage, server);
      return { name: words, glyph: glyphOf(inventory, 'sr', pbd?.SR ?? '') ?? NOTHING };
    }
  }
}
