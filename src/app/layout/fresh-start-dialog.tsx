import { ConfirmDialog } from '../../ui/overlays/confirm-dialog';
import { texts } from '../texts';

/** Asks before what the browser kept of a world is replaced. */
export function FreshStartDialog(props: { readonly onClose: () => void; readonly onConfirm: () => void }) {
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      onConfirm={props.onConfirm}
      title={texts.stopped.freshTitle}
      verb={texts.stopped.fresh}
      danger
    >
      {texts.stopped.freshHint}
    </ConfirmDialog>
  );
}
