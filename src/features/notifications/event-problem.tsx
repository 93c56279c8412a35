import { Copy } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { Skeleton } from '../../ui/feedback/skeleton';
import { useConnection } from '../../xapi/cache/connection-context';
import type { XapiError } from '../../xapi/client/xapi-error';
import { RemedyButtons, runOfItem } from '../commands';
import { CodeBlock } from './code-block';
import { copyText } from './copy-text';
import type { EventRow } from './event-rows';
import { texts } from './texts';
import { useErrorText } from './use-error-text';
import styles from './notifications.module.css';

/** What went wrong, why, and what to do; below it the error as the pool sent it. */
export function EventProblem({ row, error }: { readonly row: EventRow; readonly error: XapiError }) {
  const connection = useConnection();
  const explained = useErrorText(error);
  const raw = [error.code, ...error.params].join('\n');
  if (explained === null) return <Skeleton lines={4} />;
  const { sentence, cause, remedy, details } = explained;
  const copied = [sentence, `${texts.events.cause}: ${cause}`, `${texts.events.remedy}: ${remedy}`, '', details];
  return (
    <>
      <div className={styles['problem']}>
        <p className={styles['problemTitle']}>{sentence}</p>
        <dl>
          <dt>{texts.events.cause}</dt>
          <dd>{cause}</dd>
          <dt>{texts.events.remedy}</dt>
          <dd>{remedy}</dd>
        </dl>
        <div className={styles['actions']}>
          <RemedyButtons
            error={error}
            connection={connection}
            command={runOfItem(row.id)?.command}
            object={row.object?.id ?? null}
          />
          <Button size="small" icon={<Copy />} onPress={() => copyText(copied.join('\n'))}>
            {texts.events.copyError}
          </Button>
        </div>
      </div>
      <CodeBlock title={texts.events.errorDetails} text={details === '' ? raw : details} />
    </>
  );
}
