import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeQuery } from './complete';
import type { Vocabulary } from './complete';
import { normalize, RELATION_IDS } from './model';
import type { Filter } from './model';
import { comparisonsOf, signOf } from './operators';
import { parseQuery } from './parse';
import { printFilter } from './print';
import { findProperty, namedProperties } from './properties';
import type { Property } from './property';

const GIB = 2 ** 30;

function read(text: string): Filter | null {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(`${parsed.problem.message} (${parsed.problem.from}-${parsed.problem.to})`);
  return parsed.filter;
}

/** The message, and what it points at. */
function wrong(text: string): readonly [string, string, ...string[]] {
  const parsed = parseQuery(text);
  if (parsed.ok) throw new Error(`${text} is read as ${JSON.stringify(parsed.filter)}`);
  const { from, to, message, fixes } = parsed.problem;
  expect(from).toBeGreaterThanOrEqual(0);
  expect(to).toBeGreaterThanOrEqual(from);
  expect(to).toBeLessThanOrEqual(text.length);
  return [message, text.slice(from, to), ...fixes.map((fix) => text.slice(0, from) + fix.text + text.slice(to))];
}

const words = (text: string): Filter => ({ kind: 'words', text });
const compare = (property: string, is: string, value: string | number | boolean): Filter =>
  ({ kind: 'compare', property, is, value }) as Filter;

describe('the text of a query', () => {
  it('has words and phrases, all of which have to be there', () => {
    expect(read('')).toBeNull();
    expect(read('  ')).toBeNull();
    expect(read('web')).toEqual(words('web'));
    expect(read('web "my database"')).toEqual({ kind: 'all', of: [words('web'), words('my database')] });
    expect(read('"and" "say \\"hi\\""')).toEqual({ kind: 'all', of: [words('and'), words('say "hi"')] });
  });

  it('has and, or, not and parentheses, and binds as everybody expects', () => {
    expect(read('a and b or not c')).toEqual({
      kind: 'any',
      of: [
        { kind: 'all', of: [words('a'), words('b')] },
        { kind: 'none', of: [words('c')] },
      ],
    });
    expect(read('a (b OR c)')).toEqual({
      kind: 'all',
      of: [words('a'), { kind: 'any', of: [words('b'), words('c')] }],
    });
    expect(read('not (a or b)')).toEqual({ kind: 'none', of: [words('a'), words('b')] });
    expect(read('-a')).toEqual({ kind: 'none', of: [words('a')] });
    expect(read('android orbit nothing')).toEqual({
      kind: 'all',
      of: [words('android'), words('orbit'), words('nothing')],
    });
  });

  it('compares with units', () => {
    expect(read('memory>8GiB')).toEqual(compare('memory', 'above', 8 * GIB));
    expect(read('memory >= 1.5 GiB')).toEqual(compare('memory', 'atLeast', 1.5 * GIB));
    expect(read('memory<=8GB')).toEqual(compare('memory', 'atMost', 8e9));
    expect(read('cpu>80%')).toEqual(compare('cpu', 'above', 80));
    expect(read('cpu>80')).toEqual(compare('cpu', 'above', 80));
    expect(read('uptime<2d')).toEqual(compare('uptime', 'below', 2 * 86_400_000));
    expect(read('age>1d12h')).toEqual(compare('age', 'above', 36 * 3_600_000));
    expect(read('vcpus!=4')).toEqual(compare('vcpus', 'isNot', 4));
    expect(read('sr.free<10%')).toEqual({ kind: 'related', relation: 'sr', of: compare('freeShare', 'below', 10) });
    expect(read('networkio>10MiB/s')).toEqual(compare('networkIo', 'above', 10 * 2 ** 20));
  });

  it('compares days, choices, yes and no, texts, tags and custom fields', () => {
    expect(read('started>2026-01-31')).toEqual(compare('started', 'above', '2026-01-31'));
    expect(read('started:yesterday')).toEqual(compare('started', 'is', 'yesterday'));
    expect(read('power:off')).toEqual(compare('power', 'is', 'Halted'));
    expect(read('power:(running or paused)')).toEqual({
      kind: 'any',
      of: [compare('power', 'is', 'Running'), compare('power', 'is', 'Paused')],
    });
    expect(read('shared:no')).toEqual(compare('shared', 'is', false));
    expect(read('name:"web 1"')).toEqual(compare('name', 'contains', 'web 1'));
    expect(read('name=web')).toEqual(compare('name', 'is', 'web'));
    expect(read('name!:web')).toEqual(compare('name', 'lacks', 'web'));
    expect(read('name^=web')).toEqual(compare('name', 'starts', 'web'));
    expect(read('name==Web')).toEqual({ ...compare('name', 'is', 'Web'), exactCase: true });
    expect(read('tag:prod')).toEqual(compare('tags', 'is', 'prod'));
    expect(read('field.Owner:Ann')).toEqual(compare('field.Owner', 'contains', 'Ann'));
    expect(read('field."Cost centre"=42')).toEqual(compare('field.Cost centre', 'is', '42'));
    expect(read('date.Due<2026-01-01')).toEqual(compare('date.Due', 'below', '2026-01-01'));
  });

  it('follows relations, in parentheses, behind a dot, or by a name alone', () => {
    const byName: Filter = { kind: 'related', relation: 'host', of: compare('name', 'contains', 'ely1') };
    expect(read('host:ely1')).toEqual(byName);
    expect(read('server:(name:ely1)')).toEqual(byName);
    expect(read('host.name:ely1')).toEqual(byName);
    expect(read('vm:(host:(name:ely1))')).toEqual({ kind: 'related', relation: 'vm', of: byName });
    expect(read('vm.host:ely1')).toEqual({ kind: 'related', relation: 'vm', of: byName });
    expect(read('host!=ely1')).toEqual({
      kind: 'related',
      relation: 'host',
      of: compare('name', 'is', 'ely1'),
      negated: true,
    });
    expect(read('folder!:/Sales/Old')).toEqual({
      kind: 'related',
      relation: 'folder',
      of: compare('uuid', 'is', '/Sales/Old'),
      negated: true,
    });
    expect(read('has:snapshot no:tags')).toEqual({
      kind: 'all',
      of: [
        { kind: 'has', what: 'snapshot', yes: true },
        { kind: 'has', what: 'tags', yes: false },
      ],
    });
  });

  it('takes references, uuids and addresses as they are pasted', () => {
    expect(read('OpaqueRef:8152c901-64d3-eb64-9bd5-c97f825457f8')).toEqual(
      words('OpaqueRef:8152c901-64d3-eb64-9bd5-c97f825457f8'),
    );
    expect(read('8152c901-64d3-eb64-9bd5-c97f825457f8')).toEqual(words('8152c901-64d3-eb64-9bd5-c97f825457f8'));
    expect(read('00:16:3e:aa:bb:cc')).toEqual(words('00:16:3e:aa:bb:cc'));
    expect(read('fe80::1')).toEqual(words('fe80::1'));
    expect(read('10.0.0.5')).toEqual(words('10.0.0.5'));
    expect(read('10.0.*')).toEqual(compare('ip', 'is', '10.0.*'));
    expect(read('10.0.0.0/16')).toEqual(compare('ip', 'is', '10.0.0.0/16'));
    expect(read('mac:00-16-3E')).toEqual(compare('mac', 'is', '00-16-3e'));
  });
});

describe('a mistake in a query', () => {
  it.each([
    ['memery>8GiB', 'There is no field “memery”. Is “memory” meant?', 'memery', 'memory>8GiB'],
    ['web zzqq:1', 'There is no field “zzqq”.', 'zzqq', undefined],
    ['memory>8', '“8” is no size. Write it with a unit, such as 8GiB.', '8', 'memory>8GiB'],
    ['name>5', '“>” does not work with “name”. It takes', '>', 'name:5'],
    ['power:runing', '“runing” is no value of “power”. It can be: running, halted', 'runing', 'power:running'],
    ['uptime<2', '“2” is no duration', '2', 'uptime<2d'],
    ['started>2026-02-30', '“2026-02-30” is no day', '2026-02-30', 'started>today'],
    ['(web', 'This parenthesis is never closed', '(', undefined],
    ['web)', 'No parenthesis is open here', ')', 'web'],
    ['web ()', 'There is nothing between these parentheses', '()', undefined],
    ['"web', 'This quotation mark is never closed', '"web', undefined],
    ['web or', 'A condition is missing after “or”', 'or', undefined],
    ['and web', 'A condition is missing before “and”', 'and', undefined],
    ['not', 'A condition is missing after “not”', 'not', undefined],
    ['name:', 'A value is missing after “name”', ':', undefined],
    ['ip:10.0.0.300', '“10.0.0.300” is no IP address', '10.0.0.300', 'ip:10.0.*'],
    ['memory.free>1GiB', '“memory” has nothing behind a dot', 'memory', undefined],
    ['has:snapshort', 'There is no field “snapshort” that an object could have', 'snapshort', 'has:snapshot'],
    ['host>5', '“>” does not work with “host”', '>', 'host:5'],
    ['>5', 'The name of a field is missing before “>5”', '>5', '">5"'],
  ])('%s is pointed at and mended', (text, message, place, mended) => {
    const [said, pointed, fix] = wrong(text);
    expect(said).toContain(message);
    expect(pointed).toBe(place);
    expect(fix).toBe(mended);
  });

  it('is found in any text, however hostile, without another kind of error', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '(',
            ')',
            '"',
            ' ',
            'not ',
            'or',
            'and',
            'host',
            '.',
            ':',
            '>',
            '=',
            '8GiB',
            'ü',
            '\\',
            '-',
            '*',
          ),
        ),
        (parts) => {
          const text = parts.join('');
          const parsed = parseQuery(text);
          if (!parsed.ok) wrong(text);
          else if (parsed.filter) expect(read(printFilter(parsed.filter))).toEqual(parsed.filter);
        },
      ),
    );
    expect(wrong('('.repeat(5000))[0]).toContain('at most 4000 letters');
    expect(wrong('('.repeat(500))[0]).toContain('nested too deeply');
  });
});

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }).filter((each) => each.trim() !== ''),
  fc.constantFrom('or', 'web 1', 'a"b', 'x\\', '10.0.*', 'OpaqueRef:1', 'name:x', '(', '-a', '8GiB', 'ü'),
);

function operand(property: Property): fc.Arbitrary<string | number | boolean> {
  switch (property.type) {
    case 'choice':
      return fc.constantFrom(...(property.options ?? []).map(({ id }) => id));
    case 'yesNo':
      return fc.boolean();
    case 'bytes':
    case 'rate':
      return fc.oneof(
        fc.nat(2 ** 31 - 1),
        fc.integer({ min: 0, max: 2 ** 50 }),
        fc.constantFrom(8 * GIB, 1.5 * GIB, 1e9),
      );
    case 'since':
      return fc.integer({ min: 0, max: 10 ** 12 });
    case 'percent':
      return fc.oneof(fc.nat(100), fc.constantFrom(12.5, 0.1));
    case 'count':
      return fc.nat(10_000);
    case 'day':
      return fc.constantFrom('today', 'lastweek', '2026-01-31', '1999-12-31');
    case 'address':
      return fc.constantFrom('10.0.*', '10.1.2.3', 'fe80::1', 'filer.example', '10.0.0.0/8');
    case 'mac':
      return fc.constantFrom('00:16:3e', 'aa');
    default:
      return text;
  }
}

const properties = [
  ...namedProperties(),
  ...['freeShare', 'usedShare', 'field.Owner', 'field.Cost centre', 'field.a"b\\', 'date.Due'].map((id) =>
    findProperty(id)!,
  ),
];

const comparison: fc.Arbitrary<Filter> = fc.constantFrom(...properties).chain((property) =>
  fc
    .record({ is: fc.constantFrom(...comparisonsOf(property.type)), value: operand(property), exact: fc.boolean() })
    .map(({ is, value, exact }): Filter => {
      const exactCase = exact && signOf(property.type, { is, exactCase: true }) !== undefined;
      return { kind: 'compare', property: property.id, is, value, ...(exactCase ? { exactCase } : {}) };
    }),
);

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'query' },
    text.map(words),
    comparison,
    fc.record({
      kind: fc.constant('has' as const),
      what: fc.constantFrom('snapshot', 'disk', 'tags', 'os', 'field.Owner', 'field.Cost centre', 'date.Due'),
      yes: fc.boolean(),
    }),
    fc
      .record({ relation: fc.constantFrom(...RELATION_IDS), of: tie('filter'), negated: fc.boolean() })
      .map(({ relation, of, negated }): Filter => ({
        kind: 'related',
        relation,
        of,
        ...(negated ? { negated: true } : {}),
      })),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const, 'none' as const),
      of: fc.array(tie('filter'), { maxLength: 3, depthIdentifier: 'query' }),
    }),
  ),
}));

describe('a query that is printed', () => {
  it('reads as the same query', () => {
    fc.assert(
      fc.property(filter, (each) => {
        const one = normalize(each);
        if (one !== null) expect(read(printFilter(one))).toEqual(one);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads well', () => {
    for (const query of [
      'memory>8GiB power:running',
      'host:ely1 or sr.free<10%',
      'not (tag:prod or tag:test)',
      'vm.host:ely1 has:snapshot no:tag',
      'name^=web (os:debian or os:"red hat")',
      'uptime<1d12h field."Cost centre"=42',
      'started:today ip:10.0.*',
      'host!:(enabled:no)',
    ]) {
      expect(printFilter(read(query)!)).toBe(query);
    }
  });
});

describe('completion', () => {
  const vocabulary: Vocabulary = {
    fields: () => [
      { name: 'Owner', isDate: false },
      { name: 'Cost centre', isDate: false },
      { name: 'Due', isDate: true },
    ],
    values: (property) => (property === 'tags' ? ['prod', 'do not delete'] : []),
    names: (relation) => (relation === 'host' ? ['ely1', 'ely2'] : []),
  };
  /** Every text that could come of it; `|` is the caret. */
  function offers(marked: string): readonly string[] {
    const caret = marked.indexOf('|');
    const { from, suggestions } = completeQuery(marked.replace('|', ''), caret, vocabulary);
    return suggestions.map((each) => marked.slice(0, from) + each.text);
  }

  it('offers names, options, tags, objects and fields at the caret', () => {
    expect(offers('mem|')).toEqual(['memory>', 'memoryinuse>', 'memoryactual>']);
    expect(offers('web (pow|')).toEqual(['web (power:']);
    expect(offers('power:r|')).toEqual(['power:running']);
    expect(offers('power:|')).toHaveLength(4);
    expect(offers('tag:|')).toEqual(['tag:prod', 'tag:"do not delete"']);
    expect(offers('tag:"do n|')).toEqual(['tag:"do not delete"']);
    expect(offers('vm.host:ely|')).toEqual(['vm.host:ely1', 'vm.host:ely2']);
    expect(offers('host.ena|')).toEqual(['host.enabled:']);
    expect(offers('field.|')).toEqual(['field.Owner:', 'field."Cost centre":']);
    expect(offers('own|')).toEqual(['field.Owner:']);
    expect(offers('has:snap|')).toEqual(['has:snapshot', 'has:snapshots']);
    expect(offers('|')).toEqual([]);
    expect(offers('"in a phr|')).toEqual([]);
    expect(offers('zzz:a|')).toEqual([]);
  });

  it('offers only what can be read', () => {
    for (const start of ['h', 's', 'u', 'm', 'a', 'f', 'd']) {
      for (const { text, isOpen } of completeQuery(start, 1, vocabulary).suggestions) {
        expect(isOpen).toBe(true);
        const [value] = completeQuery(text, text.length, vocabulary).suggestions;
        if (value) expect(parseQuery(text + value.text).ok).toBe(true);
      }
    }
  });
});
