import { useCallback } from 'react';
import { Button } from '../../ui/actions/button';
import type { ButtonVariant } from '../../ui/actions/button';
import type { ObjectId } from '../navigation';
import { useDerived } from '../objects';
import type { Inventory } from '../objects';
import { useCommandTable } from './command-table';
import { COMMAND_CLASSES } from './command-toolbar';
import { disabledReason, isOffered } from './plan';
import { targetsOf } from './target';
import { useRunCommand } from './use-run-command';

/** One command of one object as a button, where a tab offers it in its own place. Nothing where it is not offered. */
export function CommandButton(props: {
  readonly command: string;
  readonly id: ObjectId;
  readonly variant?: ButtonVariant;
  readonly size?: 'small';
}) {
  const run = useRunCommand();
  const { id } = props;
  const command = useCommandTable().find((each) => each.id === props.command);
  const select = useCallback(
    (inventory: Inventory) => {
      const targets = targetsOf(inventory, [id]);
      // A reason is a sentence; the empty text says that it can run, and undefined that it is not offered.
      if (!command || !isOffered(command, inventory, targets)) return undefined;
      return disabledReason(command, inventory, targets) ?? '';
    },
    [command, id],
  );
  const reason = useDerived(COMMAND_CLASSES, select);
  if (!command || reason === undefined) return null;
  return (
    <Button
      icon={<command.icon size={16} />}
      variant={props.variant}
      size={props.size}
      disabledReason={reason === '' ? null : reason}
      onPress={() => run(command, [id])}
    >
      {command.label}
    </Button>
  );
}
