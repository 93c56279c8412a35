import { useState } from 'react';
import { Ban, Eraser, RotateCw, X } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { PropertyList } from '../../ui/display/property-list';
import type { Property } from '../../ui/display/property-list';
import { Banner } from '../../ui/feedback/banner';
import { ProgressBar } from '../../ui/feedback/progress-bar';
import { useConnection } from '../../xapi/cache/connection-context';
import { useObject } from '../../xapi/cache/hooks';
import { formatPercent, formatTimeWithZone } from '../values';
import { runOfItem, TransferControls } from '../commands';
import { CodeBlock } from './code-block';
import { cancelEvent, cancelReason, cleanUp, scriptOf } from './event-actions';
import { EventProblem } from './event-problem';
import { isOpen } from './event-rows';
import type { EventRow } from './event-rows';
import { Elapsed, EventIcon } from './event-state';
import { ObjectMeta } from './object-meta';
import { texts } from './texts';
import { useRetry } from './use-retry';
import styles from './notifications.module.css';

interface EventDetailProps {
  readonly row: EventRow;
  readonly onDismiss: () => void;
}

/** Everything about one piece of work: how far it is, what went wrong, and the calls behind it. */
export function EventDetail({ row, onDismiss }: EventDetailProps) {
  const connection = useConnection();
  const [isAsking, setAsking] = useState(false);
  const retry = useRetry()(row);
  const script = scriptOf(connection, row);
  const api = row.calls.length > 0 ? row.calls : (script?.api ?? []);
  const word = texts.events.states[row.state];
  const cancel = (): void => {
    setAsking(true);
    void cancelEvent(connection, row).finally(() => setAsking(false));
  };
  return (
    <div className={styles['detailBody']}>
      <header className={styles['detailHead']}>
        <EventIcon state={row.state} sizePx={24} />
        <h2 className={styles['title']}>{row.title}</h2>
        <div className={styles['meta']}>
          <span>{word}</span>
          {row.object === null ? null : <ObjectMeta key={row.object.id.ref} object={row.object} />}
        </div>
      </header>
      {row.state === 'running' || row.state === 'cancelling' ? (
        <div className={styles['progress']}>
          <ProgressBar label={texts.events.progressOf(row.title)} value={row.progress} />
          <span className={styles['percent']}>{formatPercent(row.progress)}</span>
        </div>
      ) : null}
      <EventTransfer row={row} />
      <div className={styles['actions']}>
        {isOpen(row) ? (
          <Button icon={<Ban />} disabledReason={cancelReason(row)} pending={isAsking} onPress={cancel}>
            {texts.events.cancel}
          </Button>
        ) : (
          <>
            {retry === null ? null : (
              <Button icon={<RotateCw />} disabledReason={retry.reason} onPress={retry.run}>
                {texts.events.retry}
              </Button>
            )}
            <Button icon={<X />} onPress={onDismiss}>
              {texts.events.dismiss}
            </Button>
          </>
        )}
      </div>
      {row.kept === null ? null : <p className={styles['kept']}>{row.kept.words}</p>}
      {row.remains.length === 0 ? null : <Remains row={row} />}
      {row.error !== null && row.state === 'failed' ? <EventProblem row={row} error={row.error} /> : null}
      <EventProperties row={row} />
      {api.length === 0 ? null : <CodeBlock title={texts.events.api} text={api.join('\n')} />}
      {script === null || script.xe.length === 0 ? null : (
        <CodeBlock title={texts.events.xe} text={script.xe.join('\n')} />
      )}
    </div>
  );
}

/** The file that own work moves, if it does. */
function EventTransfer({ row }: { readonly row: EventRow }) {
  const run = row.transfer === null ? undefined : runOfItem(row.id);
  const item = run?.items().find((each) => each.id === row.id);
  return run && item ? <TransferControls run={run} item={item} hideCancel /> : null;
}

/** What a failure left behind, with the button that takes it away. */
function Remains({ row }: { readonly row: EventRow }) {
  const [isCleaning, setCleaning] = useState(false);
  const clean = (): void => {
    setCleaning(true);
    void cleanUp(row).finally(() => setCleaning(false));
  };
  return (
    <Banner
      tone="warning"
      title={texts.events.remains}
      action={
        <Button size="small" icon={<Eraser size={16} />} pending={isCleaning} onPress={clean}>
          {texts.events.cleanUp}
        </Button>
      }
    >
      {row.remains.join(', ')}
    </Banner>
  );
}

function EventProperties({ row }: { readonly row: EventRow }) {
  const task = useObject('task', row.task ?? undefined);
  const time = (id: string, name: string, timeMs: number | null): Property => ({
    id,
    name,
    value: timeMs === null ? texts.events.notYet : formatTimeWithZone(timeMs),
    copy: timeMs === null ? undefined : formatTimeWithZone(timeMs),
  });
  const identifier = (id: string, name: string, value: string): Property => ({
    id,
    name,
    value,
    copy: value,
    monospace: true,
  });
  const properties: Property[] = [
    time('started', texts.events.started, row.startedMs),
    time('finished', texts.events.finished, row.finishedMs),
    { id: 'elapsed', name: texts.events.elapsed, value: <Elapsed row={row} /> },
    { id: 'by', name: texts.events.startedBy, value: row.isOwn ? texts.events.here : texts.events.otherClient },
  ];
  if (task) properties.push(identifier('name', texts.events.name, task.name_label));
  if (row.task !== null) properties.push(identifier('task', texts.events.reference, row.task));
  return <PropertyList hideToolbar sections={[{ id: 'task', title: texts.events.task, rows: properties }]} />;
}
