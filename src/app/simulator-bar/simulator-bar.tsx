import { FlaskConical } from 'lucide-react';
import { useId, useMemo, useRef } from 'react';
import { usePoolState } from '../connections/pool-context';
import type { SimulatorHandle } from '../connections/simulator-handle';
import { classNames } from '../../ui/class-names';
import { Banner } from '../../ui/feedback/banner';
import { Spinner } from '../../ui/feedback/spinner';
import { OverlayBoundary } from '../../ui/parts/overlay-boundary';
import { part } from '../../ui/parts/part';
import { setBar, useBar } from './bar-store';
import { ClockControls } from './clock-controls';
import { DropOverlay } from './drop-overlay';
import { KeptBadge } from './kept-badge';
import { LabsButton } from './labs-button';
import styles from './simulator-bar.module.css';
import { StateHash } from './state-hash';
import { texts } from './texts';
import { worldActions } from './world-actions';
import { WorldMenu } from './world-menu';

const BarDialogs = part(async () => (await import('./bar-dialogs')).BarDialogs);

/** The controls of a simulated pool: its world, its clock, its state. Live pools have none. */
export function SimulatorBar({ simulator, narrow }: { readonly simulator: SimulatorHandle; readonly narrow: boolean }) {
  const world = usePoolState((state) => state.world);
  const stopped = usePoolState((state) => state.phase.kind === 'stopped');
  const { working, refusal, dialog, opened } = useBar();
  const hasDialog = dialog !== null || opened !== null || refusal?.isFile === true;
  const actions = useMemo(() => worldActions(simulator), [simulator]);
  const hintId = useId();
  const filePicker = useRef<HTMLInputElement>(null);
  const chooseFile = () => filePicker.current?.click();
  if (stopped) {
    return (
      <section className={classNames(styles['bar'], styles['row'], styles['stopped'])} aria-label={texts.bar}>
        {texts.stopped}
      </section>
    );
  }
  // Its place is kept while the world is opening, so that nothing jumps when it is there.
  if (world === null) return <div className={classNames(styles['bar'], styles['row'])} />;
  return (
    <section className={styles['bar']} aria-label={texts.bar} aria-describedby={hintId}>
      <p id={hintId} hidden>
        {texts.barHint}
      </p>
      {refusal === null || refusal.isFile ? null : (
        <Banner
          tone="warning"
          title={refusal.title}
          className={styles['refusal']}
          onDismiss={() => setBar({ refusal: null })}
        >
          {refusal.sentence}
        </Banner>
      )}
      <div className={styles['row']}>
        {narrow ? null : (
          <span className={styles['mark']} aria-hidden="true">
            <FlaskConical size={16} />
          </span>
        )}
        <WorldMenu world={world} actions={actions} onChooseFile={chooseFile} />
        <span className={styles['line']} />
        <ClockControls state={world.clock} actions={actions} narrow={narrow} />
        <span className={styles['line']} />
        <LabsButton narrow={narrow} />
        <span className={styles['end']}>
          {working === null ? null : (
            <span className={styles['working']} role="status">
              <Spinner label={working} />
              <span className={styles['wide']}>{working}</span>
            </span>
          )}
          <StateHash world={world} actions={actions} />
          <KeptBadge world={world} />
        </span>
      </div>
      <input
        ref={filePicker}
        type="file"
        hidden
        aria-label={texts.menu.open}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file can be chosen again after it was mended.
          event.target.value = '';
          void actions.open(files);
        }}
      />
      <DropOverlay onFiles={(files) => void actions.open(files)} />
      {hasDialog ? (
        <OverlayBoundary
          asked={dialog}
          onFail={() => setBar({ dialog: null, opened: null })}
          onAgain={() => setBar({ dialog, opened })}
        >
          <BarDialogs world={world} actions={actions} onChooseFile={chooseFile} />
        </OverlayBoundary>
      ) : null}
    </section>
  );
}
