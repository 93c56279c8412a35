import { describe, expect, it } from 'vitest';
import { parseQuery } from '../query/parse';
import { printFilter } from '../query/print';
import { asksOf, draftOf, filterOf, newCondition, newGroup, problemOf, replaced } from './draft';

function through(text: string): string {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const filter = filterOf(draftOf(parsed.filter));
  return filter === null ? '' : printFilter(filter);
}

describe('the builder of a query', () => {
  it.each([
    '',
    'web',
    'memory>8GiB power:running',
    'not (tag:prod or tag:test)',
    'free<10% or used>=1.5TiB',
    'host:(name:ely1 enabled:yes) has:snapshot no:tag',
    'host!:ely1',
    'name==Web (os:debian or not started:today)',
    'date.Due<2026-01-31 field."Cost centre"=42',
    'vm.host.uptime<1d12h',
  ])('says the same as the text: %s', (text) => {
    expect(through(text)).toBe(text);
  });

  it('leaves out what says nothing yet, and says what is wrong', () => {
    const wrong = { ...newCondition('memory'), text: 'much' };
    const draft = newGroup([newCondition('name'), { ...newCondition('tags'), text: 'prod' }, wrong]);
    expect(filterOf(draft)).toEqual({ kind: 'compare', property: 'tags', is: 'is', value: 'prod' });
    expect(problemOf(wrong)).toContain('“much” is no size');
    expect(problemOf(newCondition('memory'))).toBeNull();
    expect(filterOf(newGroup())).toBeNull();
  });

  it('replaces and removes parts at any depth', () => {
    const inner = { ...newCondition('name'), text: 'a' };
    const about = newGroup([inner]);
    const draft = newGroup([newGroup([{ ...newCondition('host'), about }], 'any')]);
    const changed = filterOf(replaced(draft, inner.id, { ...inner, text: 'b' }));
    expect(changed && printFilter(changed)).toBe('host:b');
    expect(filterOf(replaced(draft, inner.id, null))).toEqual({ kind: 'has', what: 'host', yes: true });
  });

  it('offers every comparison of a property, and whether there is any', () => {
    expect(asksOf('memory')).toEqual(['is', 'isNot', 'below', 'atMost', 'above', 'atLeast', 'has', 'no']);
    expect(asksOf('host')).toEqual(['one', 'none', 'has', 'no']);
  });
});
