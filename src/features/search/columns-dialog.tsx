import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { Button, IconButton } from '../../ui/actions/button';
import { Dialog } from '../../ui/overlays/dialog';
import { movedTo } from './column-menu';
import type { ObjectColumn } from './columns';
import { texts } from './texts';
import styles from './search-tab.module.css';

interface ColumnsDialogProps {
  readonly columns: readonly ObjectColumn[];
  readonly choose: (ids: readonly string[]) => void;
  readonly onClose: () => void;
}

/** The shown columns, one a line, to be put in order. */
export function ColumnsDialog({ columns, choose, onClose }: ColumnsDialogProps) {
  const ids = columns.map((column) => column.id);
  const last = columns.length - 1;
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.arrange.title}
      subtitle={texts.arrange.text}
      size="small"
      footer={
        <Button variant="primary" onPress={onClose}>
          {texts.arrange.done}
        </Button>
      }
    >
      <ol className={styles['columnList']}>
        {columns.map(({ id, header }, at) => (
          <li key={id} className={styles['columnItem']}>
            <span className={styles['ellipsis']}>{header}</span>
            <IconButton
              label={texts.arrange.up(header)}
              size="small"
              icon={<ArrowUp size={16} />}
              disabledReason={at < 2 ? texts.arrange.first : null}
              onPress={() => choose(movedTo(ids, at, at - 1))}
            />
            <IconButton
              label={texts.arrange.down(header)}
              size="small"
              icon={<ArrowDown size={16} />}
              disabledReason={at === 0 ? texts.arrange.first : at === last ? texts.arrange.last : null}
              onPress={() => choose(movedTo(ids, at, at + 1))}
            />
            <IconButton
              label={texts.arrange.hide(header)}
              size="small"
              icon={<X size={16} />}
              disabledReason={at === 0 ? texts.arrange.always : null}
              onPress={() => choose(ids.filter((each) => each !== id))}
            />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
