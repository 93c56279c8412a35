import { useCallback, useEffect, useState } from 'react';
import { SearchField } from '../../ui/forms/search-field';
import { usePools } from '../connections';
import { isMoreThanWords, loadAnywhere } from '../search';
import type { FilterField, ObjectTest } from '../search';
import { texts } from './texts';
import styles from './tree-view.module.css';

interface TreeFilterFieldProps {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly onLeave: () => void;
  readonly onTest: (test: ObjectTest | null) => void;
}

const SHORTCUT = '/';

/** The filter of a tree. It knows the language of queries as soon as somebody comes to it, and words before that. */
export function TreeFilterField({ text, setText, onLeave, onTest }: TreeFilterFieldProps) {
  const pools = usePools();
  const [field, setField] = useState<{ readonly Field: typeof FilterField; readonly hadFocus: boolean } | null>(null);
  const load = useCallback((): void => {
    loadAnywhere().then(
      ({ FilterField: Field }) => {
        // Its own input takes the place of this one, and the focus with it.
        const hadFocus = document.activeElement?.parentElement?.classList.contains(styles['filter'] ?? '') === true;
        setField((before) => before ?? { Field, hadFocus });
      },
      () => undefined,
    );
  }, []);
  const asks = isMoreThanWords(text);
  useEffect(() => {
    if (asks) load();
  }, [asks, load]);
  const shared = { label: texts.filter, shortcut: SHORTCUT, className: styles['filter'] };
  if (field) {
    const { Field, hadFocus } = field;
    return <Field {...shared} {...{ text, setText, pools, onLeave, onTest }} autoFocus={hadFocus} />;
  }
  return (
    <SearchField
      {...shared}
      value={text}
      onChange={setText}
      onFocus={load}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        onLeave();
      }}
    />
  );
}

/** A function as a state; React would take it for a way to make one. */
export function useTest(): readonly [ObjectTest | null, (test: ObjectTest | null) => void] {
  const [held, setHeld] = useState<{ readonly test: ObjectTest | null }>({ test: null });
  return [held.test, useCallback((test) => setHeld((before) => (before.test === test ? before : { test })), [])];
}
