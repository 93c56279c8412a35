import styles from './skeleton.module.css';

/** A grey stand-in of the size of what is coming, so that nothing jumps when it arrives. Silent for screen readers. */
export function Skeleton({ width = '100%', lines = 1 }: { width?: number | string; lines?: number }) {
  return (
    <span className={styles['skeleton']} aria-hidden="true">
      {Array.from({ length: lines }, (_, index) => (
        <span
          key={index}
          className={styles['line']}
          style={{ width: index === lines - 1 && lines > 1 ? '60%' : width }}
        />
      ))}
    </span>
  );
}
