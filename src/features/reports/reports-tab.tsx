import { Suspense } from 'react';
import { FileText, Printer, RefreshCw } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { Skeleton } from '../../ui/feedback/skeleton';
import { showToast } from '../../ui/feedback/toast-queue';
import { csvFile, csvText } from '../../ui/files/csv';
import { fileName } from '../../ui/files/destinations';
import { saveFile } from '../../ui/files/save-file';
import { TabPanel, Tabs } from '../../ui/layout/tabs';
import { ComparePlace } from '../comparison';
import { useNavigation, ViewAnchor } from '../navigation';
import { formatTimeWithZone } from '../values';
import { COMPARE, KINDS, kindFrom } from './kinds';
import type { ReportKind } from './kinds';
import { ReportSheet } from './report-sheet';
import { wholeTable } from './report-files';
import { ReportTable } from './report-table';
import styles from './reports.module.css';
import { texts } from './texts';
import { useReport } from './use-report';
import type { Taken } from './use-report';

/** Tables about one pool, or about all of them: on the page, in files, on paper. */
export function ReportsTab({ ofAll = false }: { readonly ofAll?: boolean }) {
  const { state, navigate, href } = useNavigation();
  const kind = state.mode.includes(COMPARE) ? COMPARE : kindFrom(state.mode);
  return (
    <div className={styles['reports']}>
      <Tabs
        label={texts.choose}
        idPrefix="report"
        className={styles['kinds'] ?? ''}
        selected={kind}
        tabs={([...KINDS, COMPARE] as const).map((id) => ({
          id,
          label: id === COMPARE ? texts.compare : texts.kinds[id],
          href: href({ mode: [id], gridFilter: '' }),
        }))}
        onSelect={(next) => navigate({ mode: [next], gridFilter: '' }, { replace: true })}
      />
      <TabPanel idPrefix="report" selected={kind} className={styles['panel'] ?? ''}>
        {kind === COMPARE ? (
          <>
            <h3 className={styles['name']}>{texts.compare}</h3>
            <Suspense fallback={<Skeleton lines={8} />}>
              <ComparePlace />
            </Suspense>
          </>
        ) : (
          <Report key={kind} kind={kind} ofAll={ofAll} />
        )}
      </TabPanel>
    </div>
  );
}

interface ReportProps {
  readonly kind: ReportKind;
  readonly ofAll: boolean;
}

function Report({ kind, ofAll }: ReportProps) {
  const { data, error, isFetching, refetch, asked, missed } = useReport(kind, ofAll);
  const names = missed.map(({ name }) => name).join(', ');
  if (asked.length === 0) {
    return (
      <EmptyState
        icon={<FileText size={24} />}
        title={texts.noPool}
        action={<ViewAnchor to={{ selection: [], tab: null, mode: [] }}>{texts.allPoolsLink}</ViewAnchor>}
      >
        {texts.noPoolText}
      </EmptyState>
    );
  }
  if (error) {
    return (
      <EmptyState
        icon={<FileText size={24} />}
        title={texts.failed}
        action={<Button onPress={() => void refetch()}>{texts.takeAgain}</Button>}
      >
        {texts.failedText}
      </EmptyState>
    );
  }
  return (
    <>
      <h3 className={styles['name']}>{texts.kinds[kind]}</h3>
      <p className={styles['about']}>{texts.about[kind]}</p>
      {names === '' ? null : <p className={styles['about']}>{texts.notConnected(names)}</p>}
      {data ? (
        <TakenReport kind={kind} ofAll={ofAll} taken={data} isFetching={isFetching} onRefresh={() => void refetch()} />
      ) : (
        <div role="status" aria-label={texts.loading}>
          <Skeleton lines={8} />
        </div>
      )}
    </>
  );
}

interface TakenReportProps extends ReportProps {
  readonly taken: Taken;
  readonly isFetching: boolean;
  readonly onRefresh: () => void;
}

function TakenReport({ kind, ofAll, taken, isFetching, onRefresh }: TakenReportProps) {
  const { sources, sections } = taken;
  const pool = ofAll ? texts.allPools : (sources[0]?.name ?? '');
  const file = texts.fileName(texts.kinds[kind], pool);
  const told = sources.filter((source) => source.told !== null);
  const servers = told.reduce((all, each) => all + each.servers, 0);
  const answered = told.reduce((all, each) => all + (each.told ?? 0), 0);
  const moment = texts.taken(formatTimeWithZone(sources[0]?.takenMs ?? null));
  const saveXlsx = (): void => {
    void import('./save-xlsx')
      .then((module) => module.saveXlsx(fileName(file, '.xlsx'), sources, sections))
      .catch(() => showToast({ tone: 'danger', title: texts.notSaved, detail: texts.notSavedText }));
  };
  return (
    <>
      <p className={styles['about']}>
        {moment}. {told.length === 0 ? '' : texts.told(answered, servers)}
      </p>
      <p className={styles['about']}>
        {texts.contentsOf(sections.map(({ title, rows }) => texts.part(title, rows.length)).join(', '))}
      </p>
      <div className={styles['tools']} role="group" aria-label={texts.wholeReport}>
        <Button
          onPress={() => saveFile(fileName(file, '.csv'), csvFile(csvText(wholeTable(sources, sections))))}
          variant="primary"
        >
          {texts.csv}
        </Button>
        <Button onPress={saveXlsx}>{texts.xlsx}</Button>
        <Button icon={<Printer size={16} />} onPress={() => print()}>
          {texts.print}
        </Button>
        <Button icon={<RefreshCw size={16} />} onPress={onRefresh} pending={isFetching}>
          {texts.takeAgain}
        </Button>
      </div>
      {sections.map((section) => (
        <ReportTable key={section.id} section={section} file={`${file}-${section.title}`} />
      ))}
      <ReportSheet title={texts.tab(texts.kinds[kind], pool)} taken={moment} sections={sections} />
    </>
  );
}
