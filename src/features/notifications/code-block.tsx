import { CopyButton } from '../../ui/display/copy';
import styles from './notifications.module.css';

/** More than this would slow the page down; the copy has all of it. */
const MOST_SHOWN = 20_000;

/** Text as it came, in monospace, with a button that copies it. */
export function CodeBlock({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className={styles['block']}>
      <div className={styles['blockHead']}>
        <h3 className={styles['blockTitle']}>{title}</h3>
        <CopyButton text={text} name={title} />
      </div>
      {/* Scrolls, so the keyboard must reach it. */}
      <pre className={styles['code']} tabIndex={0} aria-label={title} role="region">
        {text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}
      </pre>
    </div>
  );
}
