import { useState } from 'react';
import { Button } from '../../../ui/actions/button';
import { Checkbox } from '../../../ui/forms/checkbox';
import { TextField } from '../../../ui/forms/text-field';
import type { Field } from '../command';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

const MAX_SUGGESTIONS = 12;

export interface TagsControlProps {
  readonly field: Extract<Field, { kind: 'tags' }>;
  /** `+tag` and `-tag`. */
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}

/** Tags of one or several objects: ticked on all, mixed on some; a mixed one that is not touched stays as it is. */
export function TagsControl({ field, value, onChange }: TagsControlProps) {
  const [text, setText] = useState('');
  const changes = new Map(value.map((word) => [word.slice(1), word.startsWith('+')]));
  const shown = [
    ...field.onAll,
    ...field.onSome,
    ...[...changes.keys()].filter((tag) => !field.onAll.includes(tag) && !field.onSome.includes(tag)),
  ];
  const set = (tag: string, on: boolean): void => {
    const next = new Map(changes).set(tag, on);
    if (on === field.onAll.includes(tag) && !field.onSome.includes(tag)) next.delete(tag);
    onChange([...next].map(([word, isOn]) => (isOn ? '+' : '-') + word));
  };
  const add = (): void => {
    const tag = text.trim();
    if (tag === '') return;
    set(tag, true);
    setText('');
  };
  const typed = text.trim().toLowerCase();
  const suggestions = field.known
    .filter((tag) => !shown.includes(tag) && tag.toLowerCase().includes(typed))
    .slice(0, MAX_SUGGESTIONS);
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['legend']}>{field.label}</legend>
      <div className={styles['checkList']}>
        {shown.map((tag) => (
          <Checkbox
            key={tag}
            checked={changes.get(tag) ?? field.onAll.includes(tag)}
            mixed={!changes.has(tag) && field.onSome.includes(tag)}
            hint={!changes.has(tag) && field.onSome.includes(tag) ? dialogTexts.onSome : undefined}
            onChange={(on) => set(tag, on)}
          >
            {tag}
          </Checkbox>
        ))}
      </div>
      <div className={styles['addTag']}>
        <TextField label={dialogTexts.addTag} value={text} onChange={setText} autoComplete="off" />
        <Button onPress={add} disabledReason={text.trim() === '' ? dialogTexts.fillIn(dialogTexts.addTag) : null}>
          {dialogTexts.add}
        </Button>
      </div>
      {suggestions.length === 0 ? null : (
        <div className={styles['suggestions']} role="group" aria-label={dialogTexts.knownTags}>
          {suggestions.map((tag) => (
            <Button key={tag} size="small" variant="quiet" onPress={() => set(tag, true)}>
              {tag}
            </Button>
          ))}
        </div>
      )}
    </fieldset>
  );
}
