import { Copy } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { PropertyList } from '../../ui/display/property-list';
import { alarmOf, alarmRule } from './alarm';
import { severityOf } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { alertText, rawProperties } from './alert-text';
import { CodeBlock } from './code-block';
import { copyText } from './copy-text';
import { Moment } from './moment';
import { ObjectMeta } from './object-meta';
import { SeverityGlyph, severityWord } from './severity';
import { texts } from './texts';
import styles from './notifications.module.css';

/** Everything the pool said about one alert. Its texts come from anywhere and are shown as text. */
export function AlertDetail({ row }: { readonly row: AlertRow }) {
  const { record, title, object, timeMs } = row;
  const alarm = record.name === 'ALARM' ? alarmOf(record.body) : null;
  const rule = alarm && alarmRule(alarm);
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
      {rule === null ? null : <p>{rule}</p>}
      <div className={styles['actions']}>
        <Button icon={<Copy />} onPress={() => copyText(alertText(row))}>
          {texts.copy}
        </Button>
      </div>
      {record.body.trim() === '' ? (
        <p className={styles['hint']}>{texts.alerts.noBody}</p>
      ) : isProse(record.body) ? (
        <p className={styles['message']}>{record.body}</p>
      ) : (
        <CodeBlock title={texts.alerts.message} text={record.body} />
      )}
      <PropertyList hideToolbar sections={[{ id: 'raw', title: texts.alerts.raw, rows: properties }]} />
    </div>
  );
}

/** A sentence or two, not the XML or the `name: value` lines that other messages carry. */
function isProse(body: string): boolean {
  return body.length < 2000 && !/[<\n]/.test(body.trim());
}
