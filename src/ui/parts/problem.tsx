import type { ReactNode } from 'react';
import { TriangleAlert } from 'lucide-react';
import styles from './problem.module.css';

/** A state in which there is nothing to show: what happened, what it means, and what can be done now. */
export function Problem(props: {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions: ReactNode;
  readonly icon?: ReactNode;
  readonly heading?: 'h1' | 'h2' | 'h3';
}) {
  const Heading = props.heading ?? 'h1';
  return (
    <section className={styles['problem']} role="alert">
      <div className={styles['icon']} aria-hidden="true">
        {props.icon ?? <TriangleAlert />}
      </div>
      <Heading className={styles['title']}>{props.title}</Heading>
      <div className={styles['body']}>{props.children}</div>
      <div className={styles['actions']}>{props.actions}</div>
    </section>
  );
}
