import { useEffect, useMemo } from 'react';
import type { PoolEntry } from '../../connections';
import { QueryField } from '../bar/query-field';
import { useVocabulary } from '../bar/vocabulary';
import { isLive, useLive } from '../live/use-live';
import { isMoreThanWords } from '..';
import type { Filter } from '../query/model';
import { parseQuery } from '../query/parse';
import type { Problem } from '../query/problem';
import { useIndexChanges } from '../use-index-changes';
import { useNeeded } from '../use-grid-rows';
import { neededBy, propertiesOf } from '../use-query';
import { FilterOverPools } from './over-pools';
import type { ObjectTest } from './over-pools';

export interface FilterFieldProps {
  readonly label: string;
  readonly shortcut: string;
  readonly className?: string | undefined;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly pools: readonly PoolEntry[];
  readonly autoFocus: boolean;
  readonly onLeave: () => void;
  /** Tells what the text asks of objects, anew whenever answers may have changed; null: it is words. */
  readonly onTest: (test: ObjectTest | null) => void;
}

const ALWAYS = (): boolean => true;

/** A filter that takes words, and the language of queries: with completion, and the place of a mistake. */
export function FilterField(props: FilterFieldProps) {
  const { label, shortcut, className, text, setText, pools, autoFocus, onLeave, onTest } = props;
  const { filter, problem } = useAsked(text);
  const asked = propertiesOf(filter);
  useNeeded(neededBy(asked), pools);
  useLive(pools, isLive(asked));
  const found = useMemo(() => (filter === null ? null : new FilterOverPools(pools, filter)), [pools, filter]);
  useEffect(() => found?.follow(), [found]);
  const changes = useIndexChanges(pools, found === null ? null : ALWAYS);
  useEffect(() => {
    void changes;
    onTest(found === null ? null : (id) => found.test(id));
  }, [found, changes, onTest]);
  useEffect(() => () => onTest(null), [onTest]);
  return (
    <QueryField
      value={text}
      onChange={setText}
      problem={problem}
      vocabulary={useVocabulary(pools)}
      className={className}
      place={{ label, shortcut, autoFocus, onLeave }}
    />
  );
}

/**
 * What a text asks for; null: nothing but words. While the end of it is being written, what stands before that; what is
 * wrong elsewhere is taken for words.
 */
function useAsked(text: string): { readonly filter: Filter | null; readonly problem: Problem | null } {
  return useMemo(() => {
    if (!isMoreThanWords(text)) return { filter: null, problem: null };
    const parsed = parseQuery(text);
    if (parsed.ok) return { filter: parsed.filter, problem: null };
    const { problem } = parsed;
    const isAtEnd = problem.to >= text.trimEnd().length;
    const before = text.slice(0, text.lastIndexOf(' ', problem.from) + 1);
    const rest = isAtEnd && isMoreThanWords(before) ? parseQuery(before) : null;
    return { filter: rest?.ok === true ? rest.filter : null, problem };
  }, [text]);
}
