import { ConfirmDialog } from '../../ui/overlays/confirm-dialog';
import { severityOf } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { SEVERITIES, severityWord } from './severity';
import { texts } from './texts';

interface ConfirmDismissalProps {
  /** Null: nothing is asked. */
  readonly rows: readonly AlertRow[] | null;
  readonly onClose: () => void;
  readonly onConfirm: (rows: readonly AlertRow[]) => void;
}

/** Asks before several alerts are removed, with how many of each severity. */
export function ConfirmDismissal({ rows, onClose, onConfirm }: ConfirmDismissalProps) {
  const asked = rows ?? [];
  const losses = SEVERITIES.flatMap((severity) => {
    const count = asked.filter(({ record }) => severityOf(record) === severity).length;
    return count === 0 ? [] : [texts.alerts.confirmLoss(severityWord(severity), count)];
  });
  return (
    <ConfirmDialog
      open={rows !== null}
      onClose={onClose}
      onConfirm={() => onConfirm(asked)}
      title={texts.alerts.confirmTitle(asked.length)}
      verb={texts.alerts.confirmVerb(asked.length)}
      losses={losses}
      danger
    >
      {texts.alerts.confirmText}
    </ConfirmDialog>
  );
}
