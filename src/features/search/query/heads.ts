import { DATE_FIELD, FIELD } from './field-properties';
import { fail, nearest } from './problem';
import type { RelationId } from './model';
import { findProperty, namedProperties, propertyNamed } from './properties';
import type { Property } from './property';
import { allRelations, relationNamed } from './read-relations';
import type { Relation } from './read-relations';
import { texts } from './texts';

/** What stands before a sign: relations, each with a dot behind it, then what is asked about the last of them. */
export interface Head {
  readonly path: readonly RelationId[];
  readonly asked: Asked;
  /** As it is written. */
  readonly name: string;
}

export type Asked =
  | { readonly kind: 'property'; readonly property: Property }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'has'; readonly yes: boolean };

const HAS_NAMES = ['has', 'no'] as const;

/** Reads `sr.free`, `host`, `field."Cost centre"`; `at` is where it stands in the query. */
export function readHead(text: string, at: number): Head {
  const segments = [...text.matchAll(/"((?:[^"\\]|\\.)*)"|[^.]+/g)].map((match) => ({
    name: match[1] === undefined ? match[0] : match[1].replaceAll(/\\(.)/g, '$1'),
    from: at + match.index,
    to: at + match.index + match[0].length,
  }));
  const path: RelationId[] = [];
  for (const [index, { name, from, to }] of segments.entries()) {
    const word = name.toLowerCase();
    const next = segments[index + 1];
    if (next !== undefined && (word === 'field' || word === 'date')) {
      const property = findProperty((word === 'field' ? FIELD : DATE_FIELD) + next.name);
      if (property && index + 2 === segments.length) return { path, asked: { kind: 'property', property }, name: text };
    }
    if (next === undefined) return { path, asked: askedBy(word, from, to), name: text };
    const relation = relationNamed(word);
    if (relation === undefined) {
      if (propertyNamed(word)) fail(from, to, texts.problems.unknownRelation(name));
      unknown(name, from, to);
    }
    path.push(relation.id);
  }
  return unknown(text, at, at + text.length);
}

function askedBy(word: string, from: number, to: number): Asked {
  if (word === 'has' || word === 'no') return { kind: 'has', yes: word === 'has' };
  const property = propertyNamed(word);
  if (property) return { kind: 'property', property };
  const relation = relationNamed(word);
  return relation ? { kind: 'relation', relation } : unknown(word, from, to);
}

export function allNames(): readonly string[] {
  return [
    ...namedProperties().flatMap(({ names }) => names),
    ...allRelations().flatMap(({ names }) => names),
    ...HAS_NAMES,
  ];
}

function unknown(name: string, from: number, to: number): never {
  const like = nearest(name.toLowerCase(), allNames());
  if (like === undefined) return fail(from, to, texts.problems.unknownField(name));
  return fail(from, to, texts.problems.unknownFieldLike(name, like), [
    { label: texts.fixes.replace(like), text: like },
  ]);
}
