import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from '../../../ui/actions/button';
import { Badge } from '../../../ui/display/badge';
import type { Tone } from '../../../ui/display/badge';
import { ProgressBar } from '../../../ui/feedback/progress-bar';
import { Grid } from '../../../ui/grid/grid';
import type { GridColumn } from '../../../ui/grid/columns';
import { Dialog } from '../../../ui/overlays/dialog';
import type { Connection } from '../../../xapi/client/contract';
import type { XapiError } from '../../../xapi/client/xapi-error';
import { formatPercent } from '../../values';
import type { CommandRun, RunItem, RunState } from '../command-run';
import { errorSentence } from '../error-sentence';
import { SkippedList } from './plan-view';
import { titleOfMany } from './title';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

const TONES: Record<RunState, Tone> = {
  waiting: 'neutral',
  running: 'info',
  done: 'ok',
  failed: 'danger',
  cancelled: 'warning',
};
const NOTHING: ReadonlySet<string> = new Set();

/** A run over several objects, live: state of each, the rest to cancel, the failed to try again. */
export function RunView({ run, onClose }: { readonly run: CommandRun; readonly onClose: () => void }) {
  const subscribe = useCallback((listener: () => void) => run.onChange(listener), [run]);
  const items = useSyncExternalStore(subscribe, () => run.items());
  const [columns] = useState(() => columnsFor(run.connection));
  const [selected, setSelected] = useState(NOTHING);
  const count = (state: RunState) => items.filter((item) => item.state === state).length;
  const failed = count('failed');
  const finished = items.length - count('waiting') - count('running');
  const isOver = finished === items.length;
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      title={titleOfMany(run.command, run.plan.runs)}
      subtitle={
        isOver
          ? dialogTexts.summary(count('done'), failed, count('cancelled'))
          : dialogTexts.progress(finished, items.length)
      }
      footer={
        <>
          {isOver ? null : (
            <Button
              onPress={() => run.cancelRest()}
              disabledReason={count('waiting') === 0 ? dialogTexts.nothingWaits : null}
            >
              {dialogTexts.cancelRest}
            </Button>
          )}
          {isOver && failed > 0 && run.canRetry ? (
            <Button onPress={() => void run.retryFailed()}>{dialogTexts.retryFailed(failed)}</Button>
          ) : null}
          <Button variant="primary" onPress={onClose} autoFocus>
            {dialogTexts.close}
          </Button>
        </>
      }
    >
      <div className={styles['run']}>
        <ProgressBar
          label={dialogTexts.results}
          value={items.length === 0 ? 1 : finished / items.length}
          text={dialogTexts.progress(finished, items.length)}
          tone={failed > 0 ? 'danger' : isOver ? 'ok' : 'accent'}
        />
        <div className={styles['results']}>
          <Grid
            label={dialogTexts.results}
            rows={items}
            rowKey={itemKey}
            columns={columns}
            selectedKeys={selected}
            onSelectionChange={setSelected}
          />
        </div>
        {run.plan.skipped.length === 0 ? null : (
          <div className={styles['plan']}>
            <SkippedList skipped={run.plan.skipped} />
          </div>
        )}
        {isOver ? null : <p className={styles['note']}>{dialogTexts.runsInBackground}</p>}
      </div>
    </Dialog>
  );
}

const itemKey = (item: RunItem): string => item.id;

function columnsFor(connection: Connection): readonly GridColumn<RunItem>[] {
  return [
    { id: 'object', header: dialogTexts.object, width: 220, render: (item) => item.target.name },
    {
      id: 'state',
      header: dialogTexts.state,
      width: 120,
      render: (item) => <Badge tone={TONES[item.state]}>{stateText(item)}</Badge>,
    },
    {
      id: 'detail',
      header: dialogTexts.detail,
      width: 420,
      render: (item) => (item.error === null ? '' : <ErrorSentence error={item.error} connection={connection} />),
    },
  ];
}

function stateText(item: RunItem): string {
  return item.state === 'running' && item.progress > 0
    ? `${dialogTexts.running}, ${formatPercent(item.progress)}`
    : dialogTexts[item.state];
}

function ErrorSentence({ error, connection }: { readonly error: XapiError; readonly connection: Connection }) {
  const [sentence, setSentence] = useState(error.code);
  useEffect(() => {
    let isOver = false;
    void errorSentence(error, connection).then((text) => {
      if (!isOver) setSentence(text);
    });
    return () => {
      isOver = true;
    };
  }, [error, connection]);
  return <span title={sentence}>{sentence}</span>;
}
