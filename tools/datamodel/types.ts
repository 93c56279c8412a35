/** The parsed form of a type text of the datamodel description, such as `(string -> enum vm_operations) map`. */
export type TypeTree =
  | { readonly kind: 'string' | 'int' | 'float' | 'bool' | 'datetime' | 'void' }
  | { readonly kind: 'enum' | 'ref' | 'record'; readonly name: string }
  | { readonly kind: 'set' | 'option'; readonly of: TypeTree }
  | { readonly kind: 'map'; readonly key: TypeTree; readonly value: TypeTree }
  | { readonly kind: 'event batch' };

const PRIMITIVES = ['string', 'int', 'float', 'bool', 'datetime'] as const;

/** Parses a type text; throws with the text when it is of no known form. */
export function parseType(text: string | undefined): TypeTree {
  if (text === undefined || text === '') return { kind: 'void' };
  const primitive = PRIMITIVES.find((name) => name === text);
  if (primitive !== undefined) return { kind: primitive };
  if (text.startsWith('event batch')) return { kind: 'event batch' };
  if (text.endsWith(' option')) return { kind: 'option', of: parseType(text.slice(0, -7)) };
  if (text.endsWith(' set')) return { kind: 'set', of: parseType(text.slice(0, -4)) };
  if (text.startsWith('(') && text.endsWith(') map')) {
    const inside = text.slice(1, -5);
    const arrow = inside.indexOf(' -> ');
    return { kind: 'map', key: parseType(inside.slice(0, arrow)), value: parseType(inside.slice(arrow + 4)) };
  }
  const named = /^(?:enum (\w+)|(\w+) ref|(<?\w+>?) record)$/.exec(text);
  if (named?.[1] !== undefined) return { kind: 'enum', name: named[1] };
  if (named?.[2] !== undefined) return { kind: 'ref', name: named[2] };
  if (named?.[3] !== undefined) return { kind: 'record', name: named[3] };
  throw new Error(`Unknown type in the datamodel description: ${text}`);
}

/** The TypeScript type of a field or message; `classes` are the names that have a record type. */
export function toTypeScript(tree: TypeTree, classes: ReadonlySet<string>): string {
  switch (tree.kind) {
    case 'string':
    case 'datetime':
      return 'string';
    case 'int':
    case 'float':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'void':
      return 'void';
    case 'enum':
      return `Enums['${tree.name}']`;
    case 'ref':
      return classes.has(tree.name) ? `Ref<'${tree.name}'>` : 'Ref';
    case 'record':
      return classes.has(tree.name) ? `Records['${tree.name}']` : 'AnyRecord';
    case 'set':
      return `readonly ${wrapped(toTypeScript(tree.of, classes))}[]`;
    case 'option':
      return `${toTypeScript(tree.of, classes)} | undefined`;
    case 'map':
      return `Readonly<Record<string, ${toTypeScript(tree.value, classes)}>>`;
    case 'event batch':
      return 'EventBatch';
  }
}

function wrapped(text: string): string {
  return text.startsWith('readonly ') || text.includes('|') ? `(${text})` : text;
}
