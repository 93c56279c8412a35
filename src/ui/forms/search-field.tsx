import { useId, useRef } from 'react';
import type { KeyboardEvent, Ref } from 'react';
import { Search, X } from 'lucide-react';
import { IconButton } from '../actions/button';
import { classNames } from '../class-names';
import { Kbd } from '../display/kbd';
import { uiTexts } from '../texts';
import styles from './field.module.css';

export interface SearchFieldProps {
  /** The accessible name and, unless `placeholder` says otherwise, the grey text in the empty field. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string | undefined;
  /** The key that focuses the field, shown while it is empty. */
  shortcut?: string | undefined;
  clearLabel?: string | undefined;
  autoFocus?: boolean | undefined;
  className?: string | undefined;
  inputRef?: Ref<HTMLInputElement> | undefined;
  onFocus?: (() => void) | undefined;
  /** For keys that move on into the results, e.g. ArrowDown. */
  onKeyDown?: ((event: KeyboardEvent<HTMLInputElement>) => void) | undefined;
}

/** A filter box: Escape clears it; the clear button appears with the first letter. */
export function SearchField(props: SearchFieldProps) {
  const id = useId();
  const own = useRef<HTMLInputElement>(null);
  return (
    <div className={classNames(styles['search'], props.className)}>
      <Search size={14} className={styles['searchIcon']} aria-hidden="true" />
      <input
        ref={(element) => {
          own.current = element;
          if (typeof props.inputRef === 'function') props.inputRef(element);
          else if (props.inputRef) props.inputRef.current = element;
        }}
        id={id}
        type="search"
        className={styles['control']}
        aria-label={props.label}
        placeholder={props.placeholder ?? props.label}
        value={props.value}
        autoFocus={props.autoFocus}
        autoComplete="off"
        spellCheck={false}
        onFocus={props.onFocus}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && props.value !== '') {
            event.preventDefault();
            event.stopPropagation();
            props.onChange('');
          }
          props.onKeyDown?.(event);
        }}
      />
      <span className={styles['searchEnd']}>
        {props.value !== '' ? (
          <IconButton
            label={props.clearLabel ?? uiTexts.clear}
            tooltip={null}
            size="small"
            icon={<X />}
            onPress={() => {
              props.onChange('');
              own.current?.focus();
            }}
          />
        ) : props.shortcut === undefined ? null : (
          <Kbd keys={props.shortcut} />
        )}
      </span>
    </div>
  );
}
