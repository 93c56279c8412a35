import { useState } from 'react';
import { Button } from '../../ui/actions/button';
import { Badge, CountBadge } from '../../ui/display/badge';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import { ViewAnchor } from '../navigation';
import type { Group, Item } from './engine/model';
import { placeOf } from './engine/subject';
import styles from './topology.module.css';
import { texts } from './texts';

/** So many of a group are seen at once. */
const AT_ONCE = 12;

interface GroupListProps {
  readonly title: string;
  readonly groups: readonly Group[];
  /** Said where there are none; empty: the heading goes too. */
  readonly none: string;
}

/** Groups of things, each with a link to what depends on it in turn. */
export function GroupList({ title, groups, none }: GroupListProps) {
  if (groups.length === 0 && none === '') return null;
  return (
    <section aria-label={title} className={styles['lists']}>
      <h3 className={styles['title']}>{title}</h3>
      {groups.length === 0 ? <p className={styles['none']}>{none}</p> : null}
      <div className={styles['groups']}>
        {groups.map((group) => (
          <OneGroup key={group.id} group={group} />
        ))}
      </div>
    </section>
  );
}

function OneGroup({ group: { title, items } }: { readonly group: Group }) {
  const [most, setMost] = useState(AT_ONCE);
  const left = items.length - most;
  return (
    <section aria-label={title} className={styles['group']}>
      <h4 className={styles['groupTitle']}>
        {title} <CountBadge count={items.length} />
      </h4>
      <ul className={styles['items']}>
        {items.slice(0, most).map((item) => (
          <Line key={`${item.id?.ref ?? ''} ${item.subject?.kind ?? ''} ${item.subject?.ref ?? ''}`} item={item} />
        ))}
      </ul>
      {left > 0 ? (
        <Button size="small" onPress={() => setMost(most * 10)}>
          {texts.showMore(Math.min(left, most * 9))}
        </Button>
      ) : null}
    </section>
  );
}

function Line({ item: { id, subject, name, glyph, detail, tone } }: { readonly item: Item }) {
  return (
    <li className={styles['item']}>
      <ObjectGlyph {...glyph} />
      <span className={styles['itemWords']}>
        {id === null ? name : <ViewAnchor to={placeOf(id, subject)}>{name}</ViewAnchor>}
        {detail === '' ? null : tone === 'neutral' ? (
          <span className={styles['detail']}>{detail}</span>
        ) : (
          <Badge tone={tone}>{detail}</Badge>
        )}
      </span>
    </li>
  );
}
