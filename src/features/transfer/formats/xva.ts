import { bytesOf, latin } from './bytes';
import { texts } from './texts';
import { WrongFile } from './wrong-file';
import { child, childrenOf, readXml, textOf } from './xml-tree';
import type { XmlNode } from './xml-tree';

/** What an export of VMs says of itself. */
export interface Xva {
  readonly machines: readonly { readonly name: string; readonly vcpus: number; readonly memoryBytes: number }[];
  /** Names of the networks that its interfaces are on. */
  readonly networks: readonly string[];
  readonly diskBytes: number;
  readonly disks: number;
}

const BLOCK_BYTES = 512;
const DESCRIPTION = 'ova.xml';
const LONGEST_DESCRIPTION = 16 * 1024 * 1024;
const MOST_NAME = 255;

/**
 * Reads the description at the beginning of an export, plain or packed with gzip. Null: it is longer than is worth reading
 * here. WrongFile: it is none.
 */
export async function readXva(file: Blob, isPacked: boolean): Promise<Xva | null> {
  const start = isPacked ? await unpacked(file, BLOCK_BYTES) : await bytesOf(file, 0, BLOCK_BYTES);
  const name = latin(start.subarray(0, 100)).replace(/\0[^]*$/, '');
  if (latin(start.subarray(257, 262)) !== 'ustar' || name !== DESCRIPTION) throw new WrongFile(texts.noOvf);
  const length = parseInt(latin(start.subarray(124, 136)).replace(/[\0 ]+$/, ''), 8);
  if (!Number.isSafeInteger(length)) throw new WrongFile(texts.notTar);
  if (length > LONGEST_DESCRIPTION) return null;
  const whole = isPacked
    ? (await unpacked(file, BLOCK_BYTES + length)).subarray(BLOCK_BYTES)
    : await bytesOf(file, BLOCK_BYTES, length);
  return describe(valueOf(readXml(new TextDecoder().decode(whole))));
}

/** The first bytes of what a file unpacks to. */
async function unpacked(file: Blob, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  let at = 0;
  try {
    while (at < length) {
      const { done, value } = await reader.read();
      if (done) throw new WrongFile(texts.cutOff);
      bytes.set(value.subarray(0, length - at), at);
      at += value.length;
    }
    return bytes;
  } catch (error) {
    throw error instanceof WrongFile ? error : new WrongFile(texts.notTar);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

type Value = string | readonly Value[] | { readonly [name: string]: Value };

/** A value of XML-RPC. */
function valueOf(node: XmlNode): Value {
  const [type] = node.children;
  if (type === undefined) return node.text;
  if (type.name === 'struct') {
    return Object.fromEntries(
      childrenOf(type, 'member').map((member) => {
        const value = child(member, 'value');
        return [textOf(member, 'name'), value === undefined ? '' : valueOf(value)];
      }),
    );
  }
  if (type.name === 'array') return childrenOf(child(type, 'data'), 'value').map(valueOf);
  return type.text;
}

function field(value: Value | undefined, name: string): Value {
  return typeof value === 'object' && !Array.isArray(value) && Object.hasOwn(value, name)
    ? ((value as Readonly<Record<string, Value>>)[name] ?? '')
    : '';
}

const textIn = (value: Value, name: string): string => {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
};

function describe(description: Value): Xva {
  const list = field(description, 'objects');
  if (!Array.isArray(list)) throw new WrongFile(texts.noOvf);
  const objects = new Map<string, Value>();
  const ofClass = (name: string): readonly Value[] =>
    (list as readonly Value[]).filter((each) => textIn(each, 'class') === name).map((each) => field(each, 'snapshot'));
  for (const each of list as readonly Value[]) objects.set(textIn(each, 'id'), field(each, 'snapshot'));
  const machines = ofClass('VM').filter((vm) => textIn(vm, 'is_a_snapshot') !== '1');
  const networks = new Set(
    ofClass('VIF').map((vif) => textIn(objects.get(textIn(vif, 'network')) ?? '', 'name_label').slice(0, MOST_NAME)),
  );
  const disks = new Set(ofClass('VBD').flatMap((vbd) => (textIn(vbd, 'type') === 'Disk' ? [textIn(vbd, 'VDI')] : [])));
  const sizes = [...disks].map((ref) => Number(textIn(objects.get(ref) ?? '', 'virtual_size')) || 0);
  return {
    machines: machines.map((vm) => ({
      name: textIn(vm, 'name_label').slice(0, MOST_NAME),
      vcpus: Number(textIn(vm, 'VCPUs_max')) || 1,
      memoryBytes: Number(textIn(vm, 'memory_static_max')) || 0,
    })),
    networks: [...networks].filter((name) => name !== ''),
    diskBytes: sizes.reduce((sum, size) => sum + size, 0),
    disks: disks.size,
  };
}
