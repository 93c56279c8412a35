import { useCallback, useEffect, useState } from 'react';
import { CircleAlert, ListFilter, TextCursorInput } from 'lucide-react';
import type { PoolEntry } from '../../features/connections';
import { useNavigation } from '../../features/navigation';
import type { ObjectId } from '../../features/navigation';
import { loadAnywhere } from '../../features/search';
import type { Answer, FindAnywhere } from '../../features/search';
import { focusWorkspace } from '../layout/focus-workspace';
import { texts } from './language-texts';
import type { PaletteItem, PaletteSection } from './palette-item';

const MOST_OBJECTS = 30;
const MOST_COMPLETIONS = 6;

/** What the palette finds by a text of the language of queries; null: the text is words, or the language is not here yet. */
export type ReadLanguage = (text: string) => LanguageAnswer | null;

export interface LanguageAnswer {
  /** Objects, and the way to the list of all of them; none while the text has a mistake. */
  readonly found: PaletteSection | null;
  /** The mistake, and what could be written instead or next. */
  readonly help: PaletteSection | null;
}

export function useLanguage(
  pools: readonly PoolEntry[],
  objectItem: (id: ObjectId, label: string) => PaletteItem,
): ReadLanguage {
  const { navigate, href } = useNavigation();
  const [finder, setFinder] = useState<FindAnywhere | null>(null);
  useEffect(() => {
    let made: FindAnywhere | undefined;
    let isOver = false;
    loadAnywhere().then(
      ({ FindAnywhere: Finder, vocabularyOf }) => {
        if (isOver) return;
        made = new Finder(pools, vocabularyOf(pools));
        setFinder(made);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
      made?.close();
    };
  }, [pools]);
  return useCallback(
    (text) => {
      const answer = finder?.read(text, MOST_OBJECTS);
      if (!answer) return null;
      const patch = {
        view: 'objects' as const,
        selection: [],
        tab: 'search',
        gridFilter: text.trim(),
        look: '',
      };
      const all: PaletteItem = {
        key: 'query all',
        label: texts.showAll(answer.total),
        detail: texts.inSearch,
        icon: <ListFilter size={16} />,
        shortcut: null,
        disabledReason: null,
        href: href(patch),
        run: () => {
          navigate(patch);
          focusWorkspace();
        },
      };
      const objects = answer.objects.map(({ id, label }) => objectItem(id, label));
      return {
        found: objects.length === 0 ? null : { title: texts.asked, items: [...objects, all] },
        help: helpOf(text, answer),
      };
    },
    [finder, objectItem, href, navigate],
  );
}

function helpOf(text: string, { problem, completions }: Answer): PaletteSection | null {
  const items = completions.slice(0, MOST_COMPLETIONS).map(({ whole, label, note }): PaletteItem => ({
    ...BLANK,
    key: `write ${label}`,
    label,
    detail: note,
    icon: <TextCursorInput size={16} />,
    writes: whole,
  }));
  if (problem === null) return items.length === 0 ? null : { title: texts.goOn, items };
  const place = text.slice(problem.from, problem.to).trim();
  const fixes = problem.fixes.map(({ label, text: fix }): PaletteItem => ({
    ...BLANK,
    key: `fix ${label}`,
    label,
    icon: <TextCursorInput size={16} />,
    writes: text.slice(0, problem.from) + fix + text.slice(problem.to),
  }));
  const mistake: PaletteItem = {
    ...BLANK,
    key: 'mistake',
    label: place === '' ? texts.atEnd : place,
    icon: <CircleAlert size={16} />,
    disabledReason: problem.message,
  };
  return { title: texts.mistake, items: [mistake, ...fixes, ...items] };
}

const BLANK = { detail: '', shortcut: null, disabledReason: null, href: null, run: () => undefined } as const;
