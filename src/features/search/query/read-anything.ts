import type { ReadProperty } from './property-values';
import { readAddresses, readMacs } from './read-machines';
import { otherConfigOf, readDescription, readName, readRef, readState, readTags, readUuid } from './read-objects';
import { relationOf } from './read-relations';

const PARTS: readonly ReadProperty[] = [
  readName,
  readDescription,
  readUuid,
  readRef,
  readState,
  readTags,
  readAddresses,
  readMacs,
  serverNames,
  fieldValues,
];

/** What words are looked for in: all that is written about an object, in small letters, a line each. */
export const readAnything: ReadProperty = (inventory, cls, ref) => {
  let text = '';
  for (const part of PARTS) {
    const value = part(inventory, cls, ref);
    if (typeof value === 'string') text += `${value}\n`;
    else if (Array.isArray(value)) for (const item of value) text += `${String(item)}\n`;
  }
  return text.toLowerCase();
};

function serverNames(...[inventory, cls, ref]: Parameters<ReadProperty>): readonly string[] {
  if (cls === 'host' || cls === 'network') return [];
  const hosts = relationOf('host').read(inventory, cls, ref);
  return Array.isArray(hosts) ? hosts.map((host: string) => String(readName(inventory, 'host', host) ?? '')) : [];
}

function fieldValues(...[inventory, cls, ref]: Parameters<ReadProperty>): readonly string[] {
  const config = otherConfigOf(inventory, cls, ref) ?? {};
  return Object.keys(config).flatMap((key) =>
    key.startsWith('XenCenter.CustomFields.') || key === 'folder' ? (config[key] ?? []) : [],
  );
}
