import { Specimen, Specimens } from './specimen';
import styles from './gallery.module.css';

const GROUPS: readonly { name: string; tokens: readonly string[] }[] = [
  {
    name: 'Surfaces, from the frame inwards',
    tokens: ['canvas', 'surface', 'sunken', 'raised', 'hover', 'pressed', 'selected', 'selected-idle'],
  },
  {
    name: 'Lines and text',
    tokens: ['line-faint', 'line', 'line-strong', 'edge', 'text-subtle', 'text-muted', 'text'],
  },
  { name: 'The accent', tokens: ['accent', 'accent-strong', 'accent-fill', 'accent-soft', 'focus', 'match'] },
  {
    name: 'Status, always with a shape and a word',
    tokens: ['ok', 'ok-soft', 'warning', 'warning-soft', 'danger', 'danger-soft', 'rest', 'asleep'],
  },
  { name: 'Chart series', tokens: ['series-1', 'series-2', 'series-3', 'series-4', 'series-5'] },
];

export function ColourSection() {
  return (
    <Specimens>
      {GROUPS.map((group) => (
        <Specimen key={group.name} name={group.name}>
          <div className={styles['swatches']}>
            {group.tokens.map((token) => (
              <span key={token} className={styles['swatch']}>
                <span className={styles['chip']} style={{ background: `var(--${token})` }} />
                {token}
              </span>
            ))}
          </div>
        </Specimen>
      ))}
    </Specimens>
  );
}
