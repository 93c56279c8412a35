import { ChevronRight } from 'lucide-react';
import { LABS } from '../../control/labs/catalogue';
import { PatchLink } from '../layout/patch-link';
import styles from './labs.module.css';
import { texts } from './texts';

/** All labs, each with what to look for. */
export function LabList() {
  return (
    <ul className={styles['list']}>
      {LABS.map(({ id, title, lookFor, world }) => (
        <li key={id} className={styles['item']}>
          <h2 className={styles['itemTitle']}>
            <PatchLink className={styles['itemLink']} patch={{ lab: id, labInputs: '' }}>
              {title}
              <ChevronRight size={16} aria-hidden="true" />
            </PatchLink>
          </h2>
          <p>{lookFor}</p>
          <p className={styles['worldLine']}>
            <strong>{texts.world}:</strong> {world}
          </p>
        </li>
      ))}
    </ul>
  );
}
