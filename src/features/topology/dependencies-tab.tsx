import { useCallback } from 'react';
import { Badge } from '../../ui/display/badge';
import { Banner } from '../../ui/feedback/banner';
import { useNavigation, ViewAnchor } from '../navigation';
import type { ObjectId } from '../navigation';
import { nameOf } from '../objects';
import type { Inventory } from '../objects';
import { consequencesOf } from './engine/consequences';
import type { Consequences } from './engine/model';
import { placeOf, subjectFrom } from './engine/subject';
import { FateGrid } from './fate-grid';
import { GroupList } from './group-list';
import { Overview } from './overview';
import { Picture } from './picture';
import styles from './topology.module.css';
import { texts } from './texts';
import { useSettled } from './use-settled';

type Answer = Consequences | 'pool' | null;

/**
 * What depends on an object, and what would fail with it: the list first, then a picture of the same. Words of the
 * address ask about a part of the object: a NIC, a connection, a path, the switch behind NICs.
 */
export function DependenciesTab({ id }: { readonly id: ObjectId }) {
  const { state } = useNavigation();
  const words = state.mode.join(',');
  const work = useCallback(
    (inventory: Inventory, connection: string): Answer => {
      const subject = subjectFrom(inventory, id, words.split(','));
      if (subject === null) return null;
      return subject.kind === 'pool' ? 'pool' : consequencesOf(inventory, connection, subject);
    },
    [id, words],
  );
  const answer = useSettled(work);
  if (answer === 'pool') return <Overview id={id} />;
  if (answer === null) return null;
  return <Answered id={id} answer={answer} />;
}

function Back({ id }: { readonly id: ObjectId }) {
  const name = useSettled(useCallback((inventory: Inventory) => nameOf(inventory, id.class, id.ref) ?? '', [id]));
  return <ViewAnchor to={placeOf(id, null)}>{texts.back(name)}</ViewAnchor>;
}

function Answered({ id, answer }: { readonly id: ObjectId; readonly answer: Consequences }) {
  const { verdict, notes, dependents, standsOn, fates, subject } = answer;
  return (
    <div className={styles['tab']}>
      {subject.ref === id.ref ? null : (
        <p className={styles['back']}>
          <Back id={id} />
        </p>
      )}
      <Banner
        tone={verdict.tone === 'danger' ? 'warning' : verdict.tone}
        title={verdict.title}
        className={styles['verdict']}
      >
        {verdict.text}
      </Banner>
      {notes.length === 0 ? null : (
        <ul className={styles['notes']}>
          {notes.map(({ tone, text }) => (
            <li key={text}>
              <Badge tone={tone === 'info' ? 'neutral' : tone}>{text}</Badge>
            </li>
          ))}
        </ul>
      )}
      {fates.length === 0 ? null : (
        <div className={styles['fates']}>
          <FateGrid name={answer.name} fates={fates} />
        </div>
      )}
      <GroupList title={texts.dependsOnIt} groups={dependents} none={fates.length > 0 ? '' : texts.nothingDepends} />
      <GroupList title={texts.standsOn} groups={standsOn} none="" />
      <Picture answer={answer} />
    </div>
  );
}
