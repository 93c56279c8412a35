import { Badge, Tag } from '../../ui/display/badge';
import { Meter } from '../../ui/display/meter';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import { ObjectAnchor } from '../navigation';
import { formatDuration, formatTimeWithZone, useServerNow } from '../values';
import type { Value } from './section';
import { texts } from './texts';
import styles from './general.module.css';

/** One value of a General tab. */
export function ValueView({ value }: { readonly value: Value }) {
  switch (value.kind) {
    case 'text':
      return value.text.trim() === '' ? <Nothing /> : value.text;
    case 'lines':
      return (
        <ul className={styles['lines']}>
          {value.lines.map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ul>
      );
    case 'links':
      return (
        <ul className={styles['lines']}>
          {value.links.map((link) => (
            <li key={`${link.id.class} ${link.id.ref}`} className={styles['link']}>
              {link.glyph ? <ObjectGlyph {...link.glyph} /> : null}
              <ObjectAnchor id={link.id}>{link.label}</ObjectAnchor>
              {link.detail === undefined ? null : <span className={styles['detail']}>{link.detail}</span>}
            </li>
          ))}
        </ul>
      );
    case 'tags':
      return value.tags.length === 0 ? (
        <Nothing />
      ) : (
        <span className={styles['tags']}>
          {value.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </span>
      );
    case 'status':
      return <Badge tone={value.tone}>{value.text}</Badge>;
    case 'meter':
      return (
        <span className={styles['meter']}>
          <Meter label={value.text} max={value.max} segments={value.parts} text={value.text} showText />
        </span>
      );
    case 'since':
      return <Since timeMs={value.timeMs} />;
  }
}

function Nothing() {
  return <span className={styles['detail']}>{texts.nothing}</span>;
}

/** A moment and how long ago it was, counted on while it is on the screen. */
function Since({ timeMs }: { readonly timeMs: number }) {
  const nowMs = useServerNow();
  return (
    <>
      {formatTimeWithZone(timeMs)}
      {nowMs >= timeMs ? <span className={styles['ago']}>{texts.ago(formatDuration(nowMs - timeMs))}</span> : null}
    </>
  );
}
