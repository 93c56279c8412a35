import { useEffect, useId, useRef, useState } from 'react';
import type { DragEvent } from 'react';
import { FileUp } from 'lucide-react';
import { Button } from '../../../ui/actions/button';
import { Field as FieldFrame, noteProps } from '../../../ui/forms/field';
import { Spinner } from '../../../ui/feedback/spinner';
import { formatBytes } from '../../values';
import { fileNames, filesOf, nameFiles } from '../chosen-files';
import type { Field } from '../command';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

export interface FileControlProps {
  readonly field: Extract<Field, { kind: 'file' }>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
  readonly autoFocus: boolean;
}

/** A button that has the browser ask for files, and a place to drop them on. */
export function FileControl({ field, value, onChange, error, autoFocus }: FileControlProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isReading, setReading] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const turn = useRef(0);
  useEffect(
    () => () => {
      turn.current = -1;
    },
    [],
  );
  const take = async (files: readonly File[]): Promise<void> => {
    if (files.length === 0) return;
    const mine = ++turn.current;
    const name = nameFiles(field.multiple ? files : files.slice(0, 1));
    setReading(true);
    setRefusal(null);
    let words: string | null = null;
    await field.inspect(name, filesOf(name)).catch((thrown: unknown) => {
      words = thrown instanceof Error ? thrown.message : String(thrown);
    });
    // Who has chosen another file meanwhile, or left, does not want this one.
    if (turn.current !== mine) return;
    setReading(false);
    setRefusal(words);
    onChange(words === null ? name : '');
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    void take([...event.dataTransfer.files]);
  };
  const known = filesOf(value);
  const note = { hint: field.hint, error: refusal ?? error };
  return (
    <FieldFrame id={id} group label={field.label} {...note}>
      <div
        className={styles['files']}
        role="group"
        data-takes-files
        aria-labelledby={`${id}-label`}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
      >
        <Button
          icon={<FileUp size={16} />}
          pending={isReading}
          autoFocus={autoFocus}
          onPress={() => input.current?.click()}
          aria-describedby={noteProps(id, note)['aria-describedby']}
        >
          {field.multiple ? dialogTexts.chooseFiles : dialogTexts.chooseFile}
        </Button>
        <input
          ref={input}
          id={id}
          type="file"
          hidden
          aria-label={field.label}
          accept={field.accept}
          multiple={field.multiple === true}
          onChange={({ currentTarget }) => {
            void take([...(currentTarget.files ?? [])]);
            // The same file may be chosen again.
            currentTarget.value = '';
          }}
        />
        {isReading ? (
          <Spinner label={dialogTexts.readingFile} />
        ) : value === '' ? (
          <span className={styles['note']}>{dialogTexts.orDrop}</span>
        ) : (
          <ul className={styles['fileList']}>
            {known.length === 0
              ? fileNames(value).map((name) => <li key={name}>{name}</li>)
              : known.map((file) => (
                  <li key={file.name}>
                    {file.name} <span className={styles['note']}>{formatBytes(file.size)}</span>
                  </li>
                ))}
          </ul>
        )}
      </div>
    </FieldFrame>
  );
}
