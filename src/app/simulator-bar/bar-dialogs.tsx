import type { WorldInfo } from '../../control/protocol';
import { Button } from '../../ui/actions/button';
import { ConfirmDialog } from '../../ui/overlays/confirm-dialog';
import { Dialog } from '../../ui/overlays/dialog';
import { usePoolState } from '../connections/pool-context';
import { setBar, useBar } from './bar-store';
import styles from './bar-dialogs.module.css';
import { CreateDialog } from './create-dialog';
import { ForkDialog } from './fork-dialog';
import { GoToDialog } from './go-to-dialog';
import { texts } from './texts';
import { CopyButton } from '../../ui/display/copy';
import type { WorldActions } from './world-actions';
import { WorkDialog } from './work-dialog';
import { worldTitle } from './world-title';

interface BarDialogsProps {
  readonly world: WorldInfo;
  readonly actions: WorldActions;
  readonly onChooseFile: () => void;
}

/** A file that was not opened: the simulator's own sentence, and that nothing else changed. */
function RefusedFile({ onChooseFile }: Pick<BarDialogsProps, 'onChooseFile'>) {
  const refusal = useBar((bar) => bar.refusal);
  const close = () => setBar({ refusal: null });
  if (refusal === null || !refusal.isFile) return null;
  return (
    <Dialog
      open
      onClose={close}
      title={refusal.title}
      role="alertdialog"
      size="small"
      footer={
        <>
          <Button
            onPress={() => {
              close();
              onChooseFile();
            }}
          >
            {texts.open.another}
          </Button>
          <Button variant="primary" autoFocus onPress={close}>
            {texts.open.dismiss}
          </Button>
        </>
      }
    >
      <p className={styles['sentence']}>{refusal.sentence}</p>
      <p className={styles['muted']}>{texts.open.untouched}</p>
    </Dialog>
  );
}

/** What opening a file kept aside or repaired. */
function OpenedFile() {
  const opened = useBar((bar) => bar.opened);
  const close = () => setBar({ opened: null });
  if (opened === null) return null;
  return (
    <Dialog
      open
      onClose={close}
      dismissable
      title={texts.open.title(opened.name)}
      footer={
        <>
          <CopyButton text={opened.notices.join('\n')} name={texts.open.notices(opened.notices.length)} />
          <Button variant="primary" autoFocus onPress={close}>
            {texts.open.close}
          </Button>
        </>
      }
    >
      <p>{texts.open.notices(opened.notices.length)}</p>
      <ul className={styles['notices']} tabIndex={0} aria-label={texts.open.notices(opened.notices.length)}>
        {opened.notices.map((notice, at) => (
          <li key={at}>{notice}</li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Everything of the simulator bar that is not always in sight. */
export function BarDialogs({ world, actions, onChooseFile }: BarDialogsProps) {
  const dialog = useBar((bar) => bar.dialog);
  const isConnected = usePoolState((state) => state.connection !== null);
  const close = () => setBar({ dialog: null });
  return (
    <>
      {dialog === 'create' ? <CreateDialog world={world} actions={actions} onClose={close} /> : null}
      {dialog === 'fork' ? <ForkDialog world={world} actions={actions} onClose={close} /> : null}
      {dialog === 'go-to' ? <GoToDialog actions={actions} onClose={close} /> : null}
      {dialog === 'work' && isConnected ? <WorkDialog onClose={close} /> : null}
      <ConfirmDialog
        open={dialog === 'reset'}
        onClose={close}
        onConfirm={() => {
          close();
          void actions.reset();
        }}
        title={texts.reset.title(worldTitle(world.name, world.source))}
        verb={texts.reset.verb}
        danger
      >
        {texts.reset.body}
      </ConfirmDialog>
      <RefusedFile onChooseFile={onChooseFile} />
      <OpenedFile />
    </>
  );
}
