import { Ban, Pause, Play } from 'lucide-react';
import { Button } from '../../../ui/actions/button';
import { formatBytes } from '../../values';
import type { CommandRun, RunItem } from '../command-run';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

export interface TransferControlsProps {
  readonly run: CommandRun;
  readonly item: RunItem;
  /** The work can be cancelled beside it. */
  readonly hideCancel?: boolean;
}

/** How much of a file has moved, with what a person can do about it. Nothing where no file is on its way. */
export function TransferControls({ run, item, hideCancel = false }: TransferControlsProps) {
  const { transfer } = item;
  if (transfer === null) return null;
  const { bytes, totalBytes, holdReason, isHeld } = transfer;
  return (
    <div className={styles['transfer']}>
      <span>
        {dialogTexts.moved(formatBytes(bytes), totalBytes === null ? null : formatBytes(totalBytes))}
        {isHeld ? ` · ${dialogTexts.held}` : ''}
      </span>
      <Button
        size="small"
        icon={isHeld ? <Play size={16} /> : <Pause size={16} />}
        disabledReason={isHeld ? null : holdReason}
        onPress={() => run.setHeld(item.id, !isHeld)}
      >
        {isHeld ? dialogTexts.goOn : dialogTexts.hold}
      </Button>
      {hideCancel ? null : (
        <Button size="small" icon={<Ban size={16} />} onPress={() => void run.stop(item.id)}>
          {dialogTexts.cancelWork}
        </Button>
      )}
      <p className={styles['note']}>{dialogTexts.keepOpen}</p>
    </div>
  );
}
