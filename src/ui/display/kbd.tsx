import styles from './kbd.module.css';

/** A key or a chord, e.g. `<Kbd keys="Ctrl+K" />`; each key gets its own cap, a space separates a sequence. */
export function Kbd({ keys }: { keys: string }) {
  const caps = keys.split(/\+(?!$)|\s+/).filter((cap) => cap !== '');
  return (
    <kbd className={styles['chord']}>
      {caps.map((cap, index) => (
        <kbd key={index} className={styles['cap']}>
          {cap}
        </kbd>
      ))}
    </kbd>
  );
}
