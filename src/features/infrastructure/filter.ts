import type { TreeRow } from '../../ui/tree/rows';
import { row } from '../objects';
import type { Inventory } from '../objects';
import type { TreeNode } from './tree-node';

/** Words of the quick filter; an object matches when one of them is in its name, description or IP addresses. */
export function filterWords(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== ''),
    ),
  ];
}

/** Whether a word could be part of an IP address: then the addresses of the guests are worth loading. */
export function mayBeAddress(words: readonly string[]): boolean {
  return words.some((word) => /^[\d.*]{2,}$/.test(word) || /^[\da-f]*:[\da-f:]*$/.test(word));
}

interface Described {
  readonly name_label?: string;
  readonly name_description?: string;
}

/** Records never change in place, so their lower-case text can be kept with them. */
const lowerCased = new WeakMap<object, string>();

function searchText(record: Described): string {
  let text = lowerCased.get(record);
  if (text === undefined) {
    text = `${record.name_label ?? ''}\n${record.name_description ?? ''}`.toLowerCase();
    lowerCased.set(record, text);
  }
  return text;
}

function recordOf(inventory: Inventory, node: TreeNode): Described | undefined {
  switch (node.id?.class) {
    case 'VM':
    case 'host':
    case 'pool':
    case 'SR':
    case 'VDI':
    case 'network':
    case 'VM_appliance':
    case 'GPU_group':
      return row(inventory, node.id.class, node.id.ref);
    default:
      return undefined;
  }
}

/** Answers whether a node matches one of the words. Groups never match by themselves. */
export function matcherFor(inventory: Inventory, words: readonly string[]): (node: TreeNode) => boolean {
  const addressWords = words.filter((word) => mayBeAddress([word]));
  return (node) => {
    if (node.id === null || node.kind === 'group') return false;
    const record = recordOf(inventory, node);
    const text = record ? searchText(record) : node.label.toLowerCase();
    if (words.some((word) => text.includes(word))) return true;
    return addressWords.length > 0 && matchesAddress(inventory, node, addressWords);
  };
}

function matchesAddress(inventory: Inventory, node: TreeNode, words: readonly string[]): boolean {
  if (node.id?.class === 'host') {
    const address = row(inventory, 'host', node.id.ref)?.address ?? '';
    return words.some((word) => address.includes(word));
  }
  if (node.id?.class !== 'VM') return false;
  const vm = row(inventory, 'VM', node.id.ref);
  const networks = vm && row(inventory, 'VM_guest_metrics', vm.guest_metrics)?.networks;
  return (
    networks !== undefined && Object.values(networks).some((address) => words.some((word) => address.includes(word)))
  );
}

/** The parts of a label that a filter found, for the row to mark. */
export function highlighterFor(words: readonly string[]): (label: string) => TreeRow['matches'] {
  return (label) => {
    const text = label.toLowerCase();
    // Lower case can be longer than the label in a few scripts; then there is nothing exact to mark.
    if (text.length !== label.length) return undefined;
    const ranges: [number, number][] = [];
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
        ranges.push([at, at + word.length]);
    }
    return ranges.length === 0 ? undefined : merged(ranges);
  };
}

function merged(ranges: [number, number][]): readonly (readonly [number, number])[] {
  ranges.sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else result.push(range);
  }
  return result;
}
