import { formatBytes, formatCount } from '../values';
import type { TypeRow } from './gpu-model';
import styles from './gpus.module.css';
import { texts } from './texts';

/** What GPUs of a kind can carry: each type of vGPU, whether it is allowed, and for how many more there is room. */
export function TypeTable({ label, types }: { readonly label: string; readonly types: readonly TypeRow[] }) {
  if (types.length === 0) return null;
  return (
    <div className={styles['scroll']} role="region" aria-label={label} tabIndex={0}>
      <table className={styles['types']}>
        <caption className={styles['caption']}>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.columns.type}</th>
            <th scope="col">{texts.columns.allowed}</th>
            <th scope="col" className={styles['end']}>
              {texts.columns.frameBuffer}
            </th>
            <th scope="col" className={styles['end']}>
              {texts.columns.displays}
            </th>
            <th scope="col">{texts.columns.resolution}</th>
            <th scope="col" className={styles['end']}>
              {texts.columns.most}
            </th>
            <th scope="col" className={styles['end']}>
              {texts.columns.inUse}
            </th>
            <th scope="col" className={styles['end']}>
              {texts.columns.room}
            </th>
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr key={type.ref} className={type.isAllowed ? undefined : styles['off']}>
              <th scope="row">{type.name}</th>
              <td>{type.isAllowed ? texts.yes : texts.no}</td>
              <td className={styles['end']}>{type.memoryBytes > 0 ? formatBytes(type.memoryBytes) : texts.unknown}</td>
              <td className={styles['end']}>{type.heads > 0 ? formatCount(type.heads) : texts.unknown}</td>
              <td>{type.resolution === '' ? texts.unknown : type.resolution}</td>
              <td className={styles['end']}>{formatCount(type.most)}</td>
              <td className={styles['end']}>{formatCount(type.inUse)}</td>
              <td className={styles['end']}>{formatCount(type.room)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
