import { useMemo, useState } from 'react';
import { Button } from '../../ui/actions/button';
import { Badge } from '../../ui/display/badge';
import type { Tone } from '../../ui/display/badge';
import type { ComparerClient } from './comparer-client';
import styles from './comparison.module.css';
import type { Change, ChangeKind, FieldChange } from './engine/model';
import { classLabel, grouped } from './found';
import type { Grouped } from './found';
import { texts } from './texts';

/** So many objects are put on the page at a time; files have all. */
const AT_ONCE = 50;

const TONES: Readonly<Record<ChangeKind, Tone>> = { added: 'ok', removed: 'danger', changed: 'warning' };

interface ChangeListProps {
  readonly changes: readonly Change[];
  readonly client: ComparerClient;
}

/** Changes by object, with the fields of each. */
export function ChangeList({ changes, client }: ChangeListProps) {
  const groups = useMemo(() => grouped(changes), [changes]);
  const [most, setMost] = useState(AT_ONCE);
  const left = groups.length - most;
  return (
    <section aria-label={texts.list} className={styles['list']}>
      <p className={styles['about']}>{texts.shown(changes.length, groups.length)}</p>
      {groups.slice(0, most).map((group) => (
        <Group key={group.key} group={group} client={client} />
      ))}
      {left > 0 ? (
        <Button size="small" onPress={() => setMost(most * 10)}>
          {texts.more(Math.min(left, most * 9))}
        </Button>
      ) : null}
    </section>
  );
}

function Group({ group, client }: { readonly group: Grouped; readonly client: ComparerClient }) {
  const { name, cls, changes } = group;
  return (
    <div role="group" aria-label={texts.object(name, classLabel(cls))} className={styles['group']}>
      <h5 className={styles['groupName']}>
        {name} <span className={styles['about']}>{classLabel(cls)}</span>
      </h5>
      {changes.map((change) => (
        <OneChange key={`${change.cls} ${change.uuid}`} change={change} client={client} />
      ))}
    </div>
  );
}

function OneChange({ change, client }: { readonly change: Change; readonly client: ComparerClient }) {
  const { kind, cls, uuid, name, owner, fields } = change;
  const [asked, setAsked] = useState<readonly FieldChange[] | null>(null);
  const isPart = uuid !== owner.uuid;
  const ask = (): void => {
    if (kind === 'changed') return;
    client.fields(cls, uuid, kind).then(setAsked, () => setAsked([]));
  };
  return (
    <div className={styles['change']}>
      <p className={styles['changeHead']}>
        <Badge tone={TONES[kind]}>{texts[kind]}</Badge>
        {isPart ? <span>{name}</span> : null}
        {isPart ? <span className={styles['about']}>{classLabel(cls)}</span> : null}
        {kind === 'changed' || asked !== null ? null : (
          <Button size="small" variant="quiet" onPress={ask}>
            {texts.showFields}
          </Button>
        )}
      </p>
      {fields.length > 0 ? <Fields name={name} fields={fields} /> : null}
      {asked === null ? null : asked.length === 0 ? (
        <p className={styles['about']}>{texts.noFields}</p>
      ) : (
        <Fields name={name} fields={asked} />
      )}
    </div>
  );
}

function Fields({ name, fields }: { readonly name: string; readonly fields: readonly FieldChange[] }) {
  return (
    <div className={styles['scroll']} role="group" aria-label={texts.fields(name)} tabIndex={0}>
      <table className={styles['fields']}>
        <thead>
          <tr>
            <th scope="col">{texts.columns.field}</th>
            <th scope="col">{texts.columns.before}</th>
            <th scope="col">{texts.columns.after}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, before, after }) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>{before}</td>
              <td>{after}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
