import type { Comparison } from './model';
import type { PropertyType } from './property';

/** A comparison as it is written. */
export interface Operator {
  readonly is: Comparison;
  readonly exactCase?: true;
}

/** A doubled sign minds capital and small letters. */
const TEXT: Readonly<Record<string, Operator>> = {
  ':': { is: 'contains' },
  '::': { is: 'contains', exactCase: true },
  '!:': { is: 'lacks' },
  '!::': { is: 'lacks', exactCase: true },
  '=': { is: 'is' },
  '==': { is: 'is', exactCase: true },
  '!=': { is: 'isNot' },
  '!==': { is: 'isNot', exactCase: true },
  '^=': { is: 'starts' },
  '^==': { is: 'starts', exactCase: true },
  '$=': { is: 'ends' },
  '$==': { is: 'ends', exactCase: true },
};

/** A list is asked for an item; a part of one takes a star. */
const LIST: Readonly<Record<string, Operator>> = {
  ':': { is: 'is' },
  '::': { is: 'is', exactCase: true },
  '!:': { is: 'isNot' },
  '!::': { is: 'isNot', exactCase: true },
  '=': { is: 'is' },
  '==': { is: 'is', exactCase: true },
  '!=': { is: 'isNot' },
  '!==': { is: 'isNot', exactCase: true },
  '*=': { is: 'contains' },
  '*==': { is: 'contains', exactCase: true },
  '!*=': { is: 'lacks' },
  '!*==': { is: 'lacks', exactCase: true },
  '^=': { is: 'starts' },
  '^==': { is: 'starts', exactCase: true },
  '$=': { is: 'ends' },
  '$==': { is: 'ends', exactCase: true },
};

const PLAIN: Readonly<Record<string, Operator>> = {
  ':': { is: 'is' },
  '!:': { is: 'isNot' },
  '=': { is: 'is' },
  '!=': { is: 'isNot' },
};

const ORDER: Readonly<Record<string, Operator>> = {
  '<': { is: 'below' },
  '<=': { is: 'atMost' },
  '>': { is: 'above' },
  '>=': { is: 'atLeast' },
};

const DAY = { ...PLAIN, ...ORDER };
/** Numbers are written with signs of numbers. */
const NUMBER = {
  '=': { is: 'is' },
  '!=': { is: 'isNot' },
  ':': { is: 'is' },
  '!:': { is: 'isNot' },
  ...ORDER,
} as const;

/** The signs a property of this type understands, the one that is written first. */
export function operatorsOf(type: PropertyType): Readonly<Record<string, Operator>> {
  switch (type) {
    case 'text':
      return TEXT;
    case 'list':
      return LIST;
    case 'choice':
    case 'yesNo':
    case 'address':
    case 'mac':
      return PLAIN;
    case 'day':
      return DAY;
    default:
      return NUMBER;
  }
}

/** The sign for a comparison; undefined where the type has none. */
export function signOf(type: PropertyType, { is, exactCase }: Operator): string | undefined {
  const signs = operatorsOf(type);
  return Object.keys(signs).find((sign) => signs[sign]?.is === is && signs[sign].exactCase === exactCase);
}

/** Comparisons of a type, in the order in which they are offered. */
export function comparisonsOf(type: PropertyType): readonly Comparison[] {
  return [...new Set(Object.values(operatorsOf(type)).map(({ is }) => is))];
}
