import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { Printer, RefreshCw } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { Banner } from '../../ui/feedback/banner';
import { EmptyState } from '../../ui/feedback/empty-state';
import { Skeleton } from '../../ui/feedback/skeleton';
import { showToast } from '../../ui/feedback/toast-queue';
import { csvFile, csvText } from '../../ui/files/csv';
import { fileName } from '../../ui/files/destinations';
import { saveFile } from '../../ui/files/save-file';
import { Checkbox } from '../../ui/forms/checkbox';
import { SearchField } from '../../ui/forms/search-field';
import { Select } from '../../ui/forms/select';
import { useNavigation } from '../navigation';
import { ChangeList } from './change-list';
import { ComparisonSheet } from './comparison-sheet';
import { openComparer } from './comparer-client';
import type { ComparerClient } from './comparer-client';
import styles from './comparison.module.css';
import type { Comparison } from './engine/model';
import { classLabel, countsOf, exportRows, fitting, KINDS } from './found';
import type { Kind } from './found';
import type { Source } from './sources';
import { texts } from './texts';

const ALL = 'all';
const KIND = 'kind:';
const CLASS = 'class:';

type Phase =
  | { readonly is: 'reading' }
  | { readonly is: 'failed'; readonly words: string }
  | { readonly is: 'done'; readonly comparison: Comparison; readonly client: ComparerClient; readonly all: boolean };

/** Reads and compares two states, and tells the differences. */
export function ComparisonView({ before, after }: { readonly before: Source; readonly after: Source }) {
  const { state } = useNavigation();
  const all = state.mode.includes(ALL);
  const [round, setRound] = useState(0);
  const phase = useComparison(before, after, all, round);
  const again = (
    <Button icon={<RefreshCw size={16} />} onPress={() => setRound(round + 1)}>
      {texts.takeAgain}
    </Button>
  );
  if (phase.is === 'reading') {
    return (
      <div role="status" aria-label={texts.reading}>
        <Skeleton lines={8} />
      </div>
    );
  }
  if (phase.is === 'failed') {
    return (
      <EmptyState title={texts.failed} action={again}>
        {phase.words}
      </EmptyState>
    );
  }
  const { comparison, client } = phase;
  const isLive = before.isNow || after.isNow;
  return (
    <Compared before={before} after={after} comparison={comparison} client={client} again={isLive ? again : null} />
  );
}

interface Told {
  /** Of the asking that it answers. */
  readonly round: number;
  readonly phase: Phase;
}

function useComparison(before: Source, after: Source, all: boolean, round: number): Phase {
  const [told, setTold] = useState<Told>({ round: -1, phase: { is: 'reading' } });
  // What pools tell of themselves is new objects each time; the keys say whether they mean the same.
  const [sources] = useState({ before, after });
  useEffect(() => {
    const client = openComparer();
    const stop = new AbortController();
    const tell = (phase: Phase): void => {
      if (!stop.signal.aborted) setTold({ round, phase });
    };
    Promise.all([sources.before.content(stop.signal), sources.after.content(stop.signal)])
      .then(([was, is]) => client.read(was, is, false))
      .then(
        (comparison) => tell({ is: 'done', comparison, client, all: false }),
        (thrown: unknown) => tell({ is: 'failed', words: thrown instanceof Error ? thrown.message : String(thrown) }),
      );
    return () => {
      stop.abort();
      client.close();
    };
  }, [sources, round]);
  const phase: Phase = told.round === round ? told.phase : { is: 'reading' };
  const client = phase.is === 'done' ? phase.client : null;
  const isOther = phase.is === 'done' && phase.all !== all;
  useEffect(() => {
    if (!client || !isOther) return undefined;
    let isOver = false;
    client.compare(all).then(
      (comparison) => {
        if (!isOver) setTold({ round, phase: { is: 'done', comparison, client, all } });
      },
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [client, isOther, all, round]);
  return phase;
}

interface ComparedProps {
  readonly before: Source;
  readonly after: Source;
  readonly comparison: Comparison;
  readonly client: ComparerClient;
  readonly again: ReactNode;
}

function Compared({ before, after, comparison, client, again }: ComparedProps) {
  const { state, navigate } = useNavigation();
  const word = (prefix: string): string =>
    state.mode.find((each) => each.startsWith(prefix))?.slice(prefix.length) ?? '';
  const set = (prefix: string, value: string): void =>
    navigate(
      { mode: [...state.mode.filter((each) => !each.startsWith(prefix)), ...(value === '' ? [] : [prefix + value])] },
      { replace: true },
    );
  const kind = KINDS.find((each) => each === word(KIND)) ?? 'all';
  const cls = word(CLASS);
  const words = state.gridFilter;
  const changes = useMemo(() => fitting(comparison.changes, { kind, cls, words }), [comparison, kind, cls, words]);
  const classes = useMemo(() => [...new Set(comparison.changes.map((change) => change.cls))].sort(), [comparison]);
  const counts = countsOf(comparison.changes);
  const file = texts.fileName(before.pool, after.pool);
  const saveXlsx = (): void => {
    void import('../../ui/files/xlsx')
      .then(({ workbookFile }) => workbookFile([{ name: texts.sheet, rows: exportRows(changes) }]))
      .then((book) => saveFile(fileName(file, '.xlsx'), book))
      .catch(() => showToast({ tone: 'danger', title: texts.notSaved, detail: texts.notSavedText }));
  };
  return (
    <>
      <h4 className={styles['summary']}>{texts.summary(counts.added, counts.removed, counts.changed)}</h4>
      <p className={styles['about']}>{texts.between(before.label, after.label, comparison.same)}</p>
      {comparison.same === 0 && comparison.changes.length > 0 ? (
        <Banner tone="warning" title={texts.otherPools} />
      ) : null}
      <div className={styles['tools']}>
        <SearchField
          label={texts.filter}
          value={words}
          onChange={(text) => navigate({ gridFilter: text }, { replace: true })}
          className={styles['filter'] ?? ''}
        />
        <Select
          label={texts.kind}
          value={kind}
          options={KINDS.map((each) => ({ value: each, label: texts.kinds[each] }))}
          onChange={(next: Kind) => set(KIND, next === 'all' ? '' : next)}
        />
        <Select
          label={texts.cls}
          value={cls}
          options={[
            { value: '', label: texts.everyClass },
            ...classes.map((each) => ({ value: each, label: classLabel(each) })),
          ]}
          onChange={(next) => set(CLASS, next)}
        />
        <Button onPress={() => saveFile(fileName(file, '.csv'), csvFile(csvText(exportRows(changes))))}>
          {texts.csv}
        </Button>
        <Button onPress={saveXlsx}>{texts.xlsx}</Button>
        <Button icon={<Printer size={16} />} onPress={() => print()}>
          {texts.print}
        </Button>
        {again}
      </div>
      <Checkbox
        checked={state.mode.includes(ALL)}
        onChange={(on) =>
          navigate({ mode: [...state.mode.filter((each) => each !== ALL), ...(on ? [ALL] : [])] }, { replace: true })
        }
      >
        {texts.all}
      </Checkbox>
      {comparison.changes.length === 0 ? (
        <EmptyState title={texts.same} action={null}>
          {texts.sameText(comparison.same)}
        </EmptyState>
      ) : changes.length === 0 ? (
        <EmptyState title={texts.noneFound} action={null}>
          {texts.noneFoundText}
        </EmptyState>
      ) : (
        <ChangeList changes={changes} client={client} />
      )}
      <ComparisonSheet
        title={texts.paper.title(before.label, after.label)}
        about={texts.paper.about(texts.summary(counts.added, counts.removed, counts.changed), changes.length)}
        changes={changes}
      />
    </>
  );
}
