import type { Compare, Operand } from './model';
import { addressMatcher } from './addresses';
import { dayMatcher } from './days';
import { findProperty } from './properties';
import type { Property } from './property';
import type { PropertyValue } from './property-values';

/** @param nowMs the pool's time. */
export type Matcher = (value: PropertyValue, nowMs: number) => boolean;

const NEVER: Matcher = () => false;

/** Whether the value of a property is what is asked for; one that is absent never is. */
export function matcherOf(compare: Compare): Matcher {
  const property = findProperty(compare.property);
  if (property === undefined) return NEVER;
  const matches = matcherFor(property, compare);
  return (value, nowMs) => value !== null && matches(value, nowMs);
}

/** Whether the answer changes with time alone. */
export function isTimed(compare: Compare): boolean {
  const type = findProperty(compare.property)?.type;
  return type === 'since' || (type === 'day' && typeof compare.value === 'string' && !/^\d/.test(compare.value));
}

function matcherFor(property: Property, compare: Compare): Matcher {
  switch (property.type) {
    case 'text':
      return textMatcher(compare);
    case 'list':
      return listMatcher(compare);
    case 'choice':
      return choiceMatcher(property, compare);
    case 'yesNo':
      return compare.is === 'isNot' ? (value) => value !== compare.value : (value) => value === compare.value;
    case 'address':
      return anyOf(compare, addressMatcher(String(compare.value)));
    case 'mac': {
      const wanted = String(compare.value).toLowerCase().replaceAll('-', ':');
      return anyOf(compare, (mac) => mac.includes(wanted));
    }
    case 'day':
      return dayMatcher(compare.is, String(compare.value));
    case 'since': {
      const matches = numberMatcher(compare);
      return (value, nowMs) => typeof value === 'number' && matches(nowMs - value, nowMs);
    }
    default:
      return numberMatcher(compare);
  }
}

function textMatcher({ is, value, exactCase }: Compare): Matcher {
  const wanted = fold(value, exactCase);
  const test = textTest(is, wanted);
  return (text) => typeof text === 'string' && test(exactCase ? text : text.toLowerCase());
}

function textTest(is: Compare['is'], wanted: string): (text: string) => boolean {
  switch (is) {
    case 'is':
      return (text) => text === wanted;
    case 'isNot':
      return (text) => text !== wanted;
    case 'starts':
      return (text) => text.startsWith(wanted);
    case 'ends':
      return (text) => text.endsWith(wanted);
    case 'lacks':
      return (text) => !text.includes(wanted);
    case 'contains':
      return (text) => text.includes(wanted);
    default:
      return () => false;
  }
}

/** A list has the item, or has none like it. */
function listMatcher({ is, value, exactCase }: Compare): Matcher {
  const negative = is === 'isNot' || is === 'lacks';
  const test = textTest(is === 'isNot' ? 'is' : is === 'lacks' ? 'contains' : is, fold(value, exactCase));
  return (list) =>
    Array.isArray(list) && list.some((item: string) => test(exactCase ? item : item.toLowerCase())) !== negative;
}

function choiceMatcher(property: Property, { is, value }: Compare): Matcher {
  const option = property.options?.find((each) => each.id === value);
  const covers = new Set<PropertyValue>(option?.covers ?? [String(value)]);
  return is === 'isNot' ? (actual) => !covers.has(actual) : (actual) => covers.has(actual);
}

function anyOf({ is }: Compare, test: (item: string) => boolean): Matcher {
  const negative = is === 'isNot' || is === 'lacks';
  return (list) => Array.isArray(list) && list.some(test) !== negative;
}

function numberMatcher({ is, value }: Compare): Matcher {
  const wanted = Number(value);
  const test = numberTest(is, wanted);
  return (actual) => typeof actual === 'number' && test(actual);
}

function numberTest(is: Compare['is'], wanted: number): (actual: number) => boolean {
  switch (is) {
    case 'is':
      return (actual) => actual === wanted;
    case 'isNot':
      return (actual) => actual !== wanted;
    case 'below':
      return (actual) => actual < wanted;
    case 'atMost':
      return (actual) => actual <= wanted;
    case 'above':
      return (actual) => actual > wanted;
    case 'atLeast':
      return (actual) => actual >= wanted;
    default:
      return () => false;
  }
}

function fold(value: Operand, exactCase: true | undefined): string {
  return exactCase ? String(value) : String(value).toLowerCase();
}
