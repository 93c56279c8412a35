import { xmlParser } from '../xml-parser';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { BLOCK_BYTES, contentOf } from '../vdi/content';
import type { World } from '../world';

type Guidance = Records['pool_update']['after_apply_guidance'];

/** What an update asks of a server. Real updates say it in packages; here it stands beside the rest of the document. */
export interface Requirements {
  /** `product_version` of the server, or empty for any. */
  readonly version: string;
  /** Names of updates that must be there, and that must not. */
  readonly prerequisites: readonly string[];
  readonly conflicts: readonly string[];
  readonly livepatch: 'complete' | 'incomplete' | 'none';
}

/** `update.xml` of an update (xapi: xapi_pool_update.ml parse_update_info). */
export interface UpdateDocument {
  readonly uuid: string;
  readonly name_label: string;
  readonly name_description: string;
  readonly version: string;
  readonly key: string;
  readonly installation_size: number;
  readonly after_apply_guidance: Guidance;
  readonly enforce_homogeneity: boolean;
  readonly requirements: Requirements;
}

const START = '<update';
const END = '</update>';
const LONGEST_DOCUMENT = 64 * 1024;

/** The document somewhere in the image of a disk; null when none is there. */
function findDocument(world: World, vdi: Ref<'VDI'>): string | null {
  const content = contentOf(world, vdi);
  const latin = new TextDecoder('latin1');
  for (const block of content.blocks) {
    const start = block * BLOCK_BYTES;
    // A little of the next block, for a document that begins at the end of this one.
    const at = latin.decode(content.read(start, BLOCK_BYTES + START.length)).search(/<update[\s>]/);
    if (at < 0) continue;
    const text = new TextDecoder().decode(content.read(start + at, LONGEST_DOCUMENT));
    const end = text.indexOf(END);
    if (end >= 0) return text.slice(0, end + END.length);
  }
  return null;
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements in the order in which they begin; null when the text is no XML. */
function elementsOf(xml: string): readonly Element[] | null {
  const elements: Element[] = [];
  const open: Element[] = [];
  let isBroken = false;
  const parser = xmlParser({
    error: () => (isBroken = true),
    opentag: ({ name, attributes }) => {
      const element = { name, attributes, text: '' };
      elements.push(element);
      open.push(element);
    },
    text: (text) => {
      const element = open.at(-1);
      if (element !== undefined) element.text += text;
    },
    closetag: () => void open.pop(),
  });
  parser.write(xml).close();
  return isBroken ? null : elements;
}

const GUIDANCES: ReadonlySet<string> = new Set(['restartHVM', 'restartPV', 'restartHost', 'restartXAPI']);

/** None at all when one of them is unknown. */
function guidanceOf(text: string): Guidance {
  const words = text === '' ? [] : text.split(',');
  return words.every((word) => GUIDANCES.has(word)) ? (words as unknown as Guidance) : [];
}

function invalid(reason: string): Fault {
  return new Fault('INVALID_UPDATE', reason);
}

function wanted(attributes: Element['attributes'], name: string): string {
  const value = attributes[name];
  if (value === undefined) throw invalid(`missing <${name}> in update.xml`);
  return value;
}

function livepatchOf(text: string | undefined): Requirements['livepatch'] {
  return text === 'complete' || text === 'incomplete' ? text : 'none';
}

/** Reads the update on a disk; INVALID_UPDATE with the first thing that is wrong with it. */
export function readUpdate(world: World, vdi: Ref<'VDI'>): UpdateDocument {
  const xml = findDocument(world, vdi);
  const elements = xml === null ? null : elementsOf(xml);
  if (elements === null) throw invalid('missing update document (update.xml) in the package.');
  const [root] = elements;
  if (root?.name !== 'update') throw invalid('missing <update> in update.xml');
  const { attributes } = root;
  const [uuid = '', name_label = '', version = ''] = ['uuid', 'name-label', 'version'].map((name) =>
    wanted(attributes, name),
  );
  const description = elements.find(({ name }) => name === 'name-description');
  if (description === undefined) throw invalid('missing <name-description> in update.xml');
  const uuids = (element: string): readonly string[] =>
    elements.filter(({ name }) => name === element).map((found) => found.attributes['uuid'] ?? '');
  const size = attributes['installation-size'] ?? '';
  return {
    uuid,
    name_label,
    name_description: description.text,
    version,
    key: (attributes['key'] ?? '').split('/').at(-1) ?? '',
    installation_size: /^\d{1,15}$/.test(size) ? Number(size) : 0,
    after_apply_guidance: guidanceOf(attributes['after-apply-guidance'] ?? ''),
    enforce_homogeneity: ['true', '1', 't', 'y', 'yes'].includes(attributes['enforce-homogeneity'] ?? ''),
    requirements: {
      version: attributes['required-version'] ?? '',
      prerequisites: uuids('prerequisite'),
      conflicts: uuids('conflict'),
      livepatch: livepatchOf(attributes['livepatch']),
    },
  };
}
