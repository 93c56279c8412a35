import { useEffect, useRef, useState } from 'react';
import { Check, Pencil, X } from 'lucide-react';
import { IconButton } from '../../ui/actions/button';
import { TextField } from '../../ui/forms/text-field';
import { readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import { targetsOf, useRunCommand } from '../commands';
import type { Field, OfferedCommand } from '../commands';
import type { ObjectId } from '../navigation';
import type { Inventory } from '../objects';
import { texts } from './texts';
import styles from './general.module.css';

type TextQuestion = Extract<Field, { kind: 'text' }>;

/** The one line that a command asks for, which is then asked in the place of the value; null: it takes its window. */
function lineAsked({ command }: OfferedCommand, inventory: Inventory, id: ObjectId): TextQuestion | null {
  const targets = targetsOf(inventory, [id]);
  if (command.type === 'local' || targets.length === 0) return null;
  const [field, ...others] = command.fields?.(inventory, targets, 0) ?? [];
  const isLine = field?.kind === 'text' && !field.secret && !field.moment && field.lines === undefined;
  return isLine && others.length === 0 ? field : null;
}

/** Beside a value: changes it, in its place where it is one line, else in the window of its command. */
export function EditButton(props: {
  readonly id: ObjectId;
  readonly name: string;
  readonly editor: OfferedCommand;
  readonly onEdit: () => void;
  /** It is where the focus comes back to. */
  readonly isFocused: boolean;
}) {
  const { id, editor } = props;
  const connection = useConnection();
  const run = useRunCommand();
  return (
    <IconButton
      label={texts.edit(props.name)}
      icon={<Pencil />}
      size="small"
      disabledReason={editor.disabledReason}
      autoFocus={props.isFocused}
      onPress={() => {
        if (lineAsked(editor, readInventory(connection), id) === null) run(editor.command, [id]);
        else props.onEdit();
      }}
    />
  );
}

/**
 * A value that is being changed in its place. Enter saves, Escape leaves it as it was. What somebody else makes of it
 * meanwhile is said, so that nobody writes over it unawares.
 */
export function EditedValue(props: {
  readonly id: ObjectId;
  readonly name: string;
  readonly editor: OfferedCommand;
  readonly onClose: () => void;
}) {
  const { id, name, editor, onClose } = props;
  const connection = useConnection();
  const run = useRunCommand();
  const field = lineAsked(editor, readInventory(connection), id);
  const [began] = useState(field?.initial ?? '');
  const [text, setText] = useState(began);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const element = form.current;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onClose();
    };
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  }, [onClose]);
  if (field === null) return null;
  const input = { [field.id]: text };
  const isMissing = text.trim() === '' && field.optional !== true;
  const problem = isMissing ? texts.fillIn(name) : (field.problem?.(text, input) ?? null);
  const save = (): void => {
    if (problem !== null) return;
    if (text !== began) run(editor.command, [id], input);
    onClose();
  };
  return (
    <form
      className={styles['editor']}
      noValidate
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField
        label={name}
        hideLabel
        value={text}
        onChange={setText}
        hint={field.initial === began ? field.hint : texts.changedMeanwhile(field.initial)}
        error={text === began ? null : problem}
        suggestions={field.suggestions}
        autoFocus
        autoComplete="off"
        className={styles['line']}
      />
      <IconButton label={texts.save} icon={<Check />} size="small" type="submit" disabledReason={problem} />
      <IconButton label={texts.cancel} icon={<X />} size="small" onPress={onClose} />
    </form>
  );
}
