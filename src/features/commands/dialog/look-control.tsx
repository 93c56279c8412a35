import { useEffect, useRef, useState } from 'react';
import { RefreshCw } from 'lucide-react';
import { Button } from '../../../ui/actions/button';
import { Banner } from '../../../ui/feedback/banner';
import type { Connection } from '../../../xapi/client/contract';
import { toXapiError } from '../../../xapi/client/xapi-error';
import type { Field, Input, ListRow } from '../command';
import { errorSentence } from '../error-sentence';
import { texts } from '../texts';
import { ASKED, seenInput } from './seen-input';
import styles from './dialog.module.css';

export interface LookControlProps {
  readonly field: Extract<Field, { kind: 'look' }>;
  readonly value: readonly ListRow[];
  readonly onChange: (value: Input[string]) => void;
  readonly error: string | null;
  readonly connection: Connection;
}

/** What the pool says to a question that nobody has to press a button for, and a button that asks again. */
export function LookControl({ field, value, onChange, error, connection }: LookControlProps) {
  const [refusal, setRefusal] = useState<string | null>(null);
  const [again, setAgain] = useState(0);
  const [isLooking, setLooking] = useState(false);
  const latest = useRef({ field, value, onChange });
  useEffect(() => {
    latest.current = { field, value, onChange };
  });
  const { question } = field;
  useEffect(() => {
    let isOver = false;
    const look = async (): Promise<void> => {
      setLooking(true);
      const sentence = (error: Parameters<typeof errorSentence>[0]) => errorSentence(error, connection);
      const asked = latest.current;
      try {
        const rows = await asked.field.look((...call) => connection.call(...call), sentence, asked.value.slice(1));
        if (isOver) return;
        setRefusal(null);
        latest.current.onChange([{ [ASKED]: question }, ...rows]);
      } catch (thrown) {
        const words = await sentence(toXapiError(thrown));
        if (!isOver) setRefusal(words);
      }
      if (!isOver) setLooking(false);
    };
    void look();
    return () => {
      isOver = true;
    };
  }, [connection, question, again]);
  const rows = seenInput({ [field.id]: value }, field.id, question);
  const problem = rows === null ? null : field.problem(rows);
  const words = isLooking || rows === null ? texts.reasons.checking : (problem ?? field.fine);
  return (
    <div className={styles['search']}>
      <p className={styles['consequence']} role="status">
        {refusal === null ? words : null}
      </p>
      {refusal === null ? null : <Banner tone="danger" title={refusal} />}
      {error === null || error === words || refusal !== null ? null : <p className={styles['missing']}>{error}</p>}
      <div>
        <Button
          size="small"
          icon={<RefreshCw size={16} />}
          onPress={() => setAgain((count) => count + 1)}
          disabledReason={isLooking ? texts.reasons.checking : null}
        >
          {field.verb}
        </Button>
      </div>
    </div>
  );
}
