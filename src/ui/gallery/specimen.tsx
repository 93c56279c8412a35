import type { ReactNode } from 'react';
import { classNames } from '../class-names';
import styles from './gallery.module.css';

/** One exhibit with its caption. */
export function Specimen(props: { name: string; children: ReactNode; wide?: boolean }) {
  return (
    <figure className={classNames(styles['specimen'], props.wide === true && styles['wide'])}>
      <div className={styles['stage']}>{props.children}</div>
      <figcaption className={styles['caption']}>{props.name}</figcaption>
    </figure>
  );
}

/** Exhibits side by side. */
export function Specimens({ children }: { children: ReactNode }) {
  return <div className={styles['specimens']}>{children}</div>;
}
