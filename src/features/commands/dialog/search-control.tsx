import { useEffect, useRef, useState } from 'react';
import { Search } from 'lucide-react';
import { Button } from '../../../ui/actions/button';
import { Banner } from '../../../ui/feedback/banner';
import type { Connection } from '../../../xapi/client/contract';
import { toXapiError } from '../../../xapi/client/xapi-error';
import type { Choice, Field } from '../command';
import { errorSentence } from '../error-sentence';
import { foundInput } from '../table/vm-call';
import { texts } from '../texts';
import { ChoiceControl } from './choice-control';
import styles from './dialog.module.css';

export interface SearchControlProps {
  readonly field: Extract<Field, { kind: 'search' }>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
  readonly connection: Connection;
}

/** What the pool said to a question. */
interface Answer {
  readonly question: string;
  readonly found: readonly Choice[];
  readonly refusal: string | null;
}

/** A button that has the pool look, and what it found to choose from. */
export function SearchControl({ field, value, onChange, error, connection }: SearchControlProps) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [isLooking, setLooking] = useState(false);
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const { question } = field;
  const chosen = foundInput({ [field.id]: value }, field.id, question);
  const present = answer?.question === question ? answer : null;
  // What was chosen before a reload is still known, though not what stood beside it.
  const kept = { key: chosen, label: field.named?.(chosen) ?? chosen, detail: '', reason: null };
  const choices = present?.found ?? (chosen === '' ? [] : [kept]);
  const look = async (): Promise<void> => {
    setLooking(true);
    try {
      const found = await field.search((method, ...args) => connection.call(method, ...args));
      // Who has left this step, or the wizard, has not chosen anything here.
      if (!isShown.current) return;
      setAnswer({ question, found, refusal: null });
      const possible = found.filter(({ reason }) => reason === null);
      if (possible.length === 1 && possible[0]) onChange(`${question}\n${possible[0].key}`);
    } catch (thrown) {
      const explain = field.explain ?? ((error) => errorSentence(toXapiError(error), connection));
      const refusal = await explain(thrown);
      if (!isShown.current) return;
      setAnswer({ question, found: [], refusal });
      if (field.atOnce === true && field.optional === true) onChange(`${question}\n`);
    } finally {
      setLooking(false);
    }
  };
  // A step that is come back to has its answer.
  const isDue =
    field.atOnce === true && field.reason === null && present === null && !value.startsWith(`${question}\n`);
  const begin = useRef(look);
  useEffect(() => {
    begin.current = look;
  });
  useEffect(() => {
    if (isDue) void begin.current();
  }, [isDue, question]);
  return (
    <div className={styles['search']}>
      <Button
        icon={<Search size={16} />}
        onPress={() => void look()}
        disabledReason={isLooking ? texts.reasons.checking : field.reason}
      >
        {field.verb}
      </Button>
      {present?.refusal === null || present === null ? null : <Banner tone="danger" title={present.refusal} />}
      {choices.length > 0 ? (
        <ChoiceControl
          field={{ kind: 'choice', id: field.id, label: field.label, initial: '', choices, checksServers: false }}
          value={chosen}
          onChange={(key) => onChange(`${question}\n${key}`)}
          connection={connection}
          vm={null}
          error={error}
          autoFocus={false}
        />
      ) : present?.refusal === null ? (
        <p className={styles['note']}>{field.nothing}</p>
      ) : error === null ? null : (
        <p className={styles['missing']}>{error}</p>
      )}
    </div>
  );
}
