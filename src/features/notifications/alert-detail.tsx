import { Copy } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { PropertyList } from '../../ui/display/property-list';
import { formatTime } from '../values';
import { bodyLines } from './alert-body';
import { severityOf } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { alertSentence } from './alert-sentences';
import { alertText, rawProperties } from './alert-text';
import { CodeBlock } from './code-block';
import { copyText } from './copy-text';
import { Moment } from './moment';
import { ObjectMeta } from './object-meta';
import { SeverityGlyph, severityWord } from './severity';
import { texts } from './texts';
import { useAlertActions } from './use-alert-actions';
import styles from './notifications.module.css';

/** Earlier alerts of the same kind that are listed; a file has them all. */
const MOST_REPEATS = 50;

/** Everything that is known about one alert. Its texts come from anywhere and are shown as text. */
export function AlertDetail({ row }: { readonly row: AlertRow }) {
  const { record, title, object, timeMs, own, repeats } = row;
  const actions = useAlertActions()(row);
  const sentence = alertSentence(record.name);
  const properties = rawProperties(row);
  return (
    <div className={styles['detailBody']}>
      <header className={styles['detailHead']}>
        <SeverityGlyph severity={severityOf(record)} sizePx={24} />
        <h2 className={styles['title']}>{title}</h2>
        <div className={styles['meta']}>
          <span>{severityWord(severityOf(record))}</span>
          <Moment timeMs={timeMs} />
          {object === null ? <span>{texts.objectGone}</span> : <ObjectMeta key={object.id.ref} object={object} />}
        </div>
      </header>
      {own === null && sentence !== null ? <p>{sentence}</p> : null}
      <div className={styles['actions']}>
        {actions.map(({ label, disabledReason, run }) => (
          <Button key={label} disabledReason={disabledReason} onPress={run}>
            {label}
          </Button>
        ))}
        <Button icon={<Copy />} onPress={() => copyText(alertText(row))}>
          {texts.copy}
        </Button>
      </div>
      <Body record={record} />
      {repeats.length === 0 ? null : <Repeats repeats={repeats} />}
      {own === null ? (
        <PropertyList hideToolbar sections={[{ id: 'raw', title: texts.alerts.raw, rows: properties }]} />
      ) : (
        <p className={styles['hint']}>{texts.alerts.foundHere}</p>
      )}
    </div>
  );
}

function Body({ record }: { readonly record: AlertRow['record'] }) {
  const { body } = record;
  const said = bodyLines(record).join('\n');
  if (body.trim() === '') return <p className={styles['hint']}>{texts.alerts.noBody}</p>;
  if (isProse(body)) return <p className={styles['message']}>{said === '' ? body : said}</p>;
  return (
    <>
      {said === '' ? null : <p className={styles['message']}>{said}</p>}
      <CodeBlock title={texts.alerts.message} text={body} />
    </>
  );
}

/** When the same was told before, and what differed. */
function Repeats({ repeats }: { readonly repeats: readonly AlertRow[] }) {
  const shown = repeats.slice(0, MOST_REPEATS);
  return (
    <div className={styles['block']}>
      <h3 className={styles['blockTitle']}>{texts.alerts.repeats(repeats.length)}</h3>
      <ul className={styles['rowsList']}>
        {shown.map(({ ref, timeMs, title }) => (
          <li key={ref} className={styles['withIcon']}>
            <span data-numeric="">{formatTime(timeMs)}</span>
            <span className={styles['ellipsis']}>{title}</span>
          </li>
        ))}
      </ul>
      {repeats.length > shown.length ? (
        <p className={styles['hint']}>{texts.alerts.moreRepeats(repeats.length - shown.length)}</p>
      ) : null}
    </div>
  );
}

/** A sentence or two, not the XML or the `name: value` lines that other messages carry. */
function isProse(body: string): boolean {
  return body.length < 2000 && !/[<\n]/.test(body.trim());
}
