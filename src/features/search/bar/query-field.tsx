import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { CircleAlert, Search, X } from 'lucide-react';
import { Button, IconButton } from '../../../ui/actions/button';
import { classNames } from '../../../ui/class-names';
import { Kbd } from '../../../ui/display/kbd';
import { completeQuery } from '../query/complete';
import type { Suggestion, Vocabulary } from '../query/complete';
import type { Problem } from '../query/problem';
import { texts } from '../texts';
import styles from './query-field.module.css';

interface QueryFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: Problem | null;
  readonly vocabulary: Vocabulary;
  readonly className?: string | undefined;
  /** A filter of its own place, which one types words into: it offers fields from the second letter on. */
  readonly place?: {
    readonly label: string;
    /** Shown while it is empty. */
    readonly shortcut: string;
    /** It takes the place of a field that had the focus. */
    readonly autoFocus: boolean;
    /** ArrowDown, where nothing is offered. */
    readonly onLeave: () => void;
  };
}

const NOTHING: readonly Suggestion[] = [];

/** The text of a query: offers what could be written at the caret, and marks the place of a mistake. */
export function QueryField({ value, onChange, problem, vocabulary, className, place }: QueryFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  /** Where the caret is while somebody types; null: nothing is offered. */
  const [caret, setCaret] = useState(place?.autoFocus === true && value !== '' ? value.length : null);
  const [active, setActive] = useState(-1);
  const { from, suggestions } =
    caret === null || (place && value.trim().length < 2)
      ? { from: 0, suggestions: NOTHING }
      : completeQuery(value, Math.min(caret, value.length), vocabulary);
  const isOpen = suggestions.length > 0;
  const shown = isOpen ? null : problem;
  const chosen = suggestions[active];

  const takesOver = place?.autoFocus === true;
  useEffect(() => {
    const { current } = input;
    // Who was typing goes on where they were.
    if (takesOver && current) current.setSelectionRange(current.value.length, current.value.length);
  }, [takesOver]);

  const close = (): void => {
    setCaret(null);
    setActive(-1);
  };
  const write = (text: string, at: number): void => {
    onChange(text);
    setActive(-1);
    // The field takes the text with the next rendering; the caret follows it.
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(at, at);
    });
  };
  const accept = ({ text, isOpen: goesOn }: Suggestion): void => {
    const end = caret ?? value.length;
    const written = goesOn ? text : `${text} `;
    const rest = value.slice(end);
    const next = value.slice(0, from) + written + (goesOn ? rest : rest.trimStart());
    write(next, from + written.length);
    if (goesOn) setCaret(from + written.length);
    else close();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === ' ' && event.ctrlKey) setCaret(input.current?.selectionStart ?? null);
    else if (step !== 0 && isOpen) setActive((at) => (at + step + suggestions.length + 1) % (suggestions.length + 1));
    else if (step === 1 && !isOpen && place) place.onLeave();
    else if (step === 1 && !isOpen) setCaret(input.current?.selectionStart ?? null);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) accept(chosen);
    else if (event.key === 'Enter' && isOpen) close();
    else if (event.key === 'Escape' && isOpen) close();
    else if (event.key === 'Escape' && value !== '') onChange('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={classNames(styles['field'], place && styles['narrow'], className)}>
      <Search size={14} className={styles['icon']} aria-hidden="true" />
      <div ref={mirror} className={styles['mirror']} aria-hidden="true">
        {shown ? <Marked text={value} problem={shown} /> : null}
      </div>
      <input
        ref={input}
        type="search"
        // A searchbox cannot say that its list is open; the list is there only while it is.
        {...(place ? {} : { role: 'combobox', 'aria-expanded': isOpen })}
        className={styles['input']}
        aria-label={place?.label ?? texts.filter}
        placeholder={place?.label ?? texts.filter}
        aria-autocomplete="list"
        autoFocus={place?.autoFocus}
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen ? `${id}-${active}` : undefined}
        aria-invalid={shown ? true : undefined}
        aria-describedby={shown ? `${id}-problem` : undefined}
        value={value}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => {
          onChange(event.target.value);
          setCaret(event.target.selectionStart);
          setActive(-1);
        }}
        onScroll={(event) => {
          if (mirror.current) mirror.current.scrollLeft = event.currentTarget.scrollLeft;
        }}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {value === '' ? (
        place && (
          <span className={styles['clear']}>
            <Kbd keys={place.shortcut} />
          </span>
        )
      ) : (
        <span className={styles['clear']}>
          <IconButton
            label={texts.clear}
            tooltip={null}
            size="small"
            icon={<X />}
            onPress={() => {
              close();
              write('', 0);
            }}
          />
        </span>
      )}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={texts.suggestions}
        hidden={!isOpen}
        tabIndex={-1}
        className={styles['list']}
        // The field keeps the focus; the same keys for assistive technology that moves it into the list.
        onPointerDown={(event) => event.preventDefault()}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => setActive(optionAt(event.target) ?? active)}
        onClick={(event) => {
          const suggestion = suggestions[optionAt(event.target) ?? -1];
          if (suggestion) accept(suggestion);
        }}
      >
        {suggestions.map((suggestion, at) => (
          <div
            key={suggestion.label}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            data-option={at}
            className={classNames(styles['option'], at === active && styles['active'])}
          >
            <code className={styles['code']}>{suggestion.label}</code>
            <span className={styles['note']}>{suggestion.note}</span>
          </div>
        ))}
      </div>
      {shown ? (
        <div className={styles['problem']} id={`${id}-problem`}>
          <CircleAlert size={14} aria-hidden="true" />
          <span className={styles['message']}>{shown.message}</span>
          {shown.fixes.map(({ label, text }) => (
            <Button
              key={label}
              size="small"
              onPress={() => write(value.slice(0, shown.from) + text + value.slice(shown.to), shown.from + text.length)}
            >
              {label}
            </Button>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function optionAt(target: EventTarget): number | undefined {
  const option =
    target instanceof Element ? target.closest<HTMLElement>('[data-option]')?.dataset['option'] : undefined;
  return option === undefined ? undefined : Number(option);
}

/** The text of the field once more, unseen but for the line under its mistake. */
function Marked({ text, problem: { from, to } }: { readonly text: string; readonly problem: Problem }) {
  const end = Math.max(to, from + 1);
  return (
    <>
      {text.slice(0, from)}
      <mark className={styles['mark']}>{text.slice(from, end) || ' '}</mark>
      {text.slice(end)}
    </>
  );
}
