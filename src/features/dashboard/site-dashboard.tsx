import { OfPool, usePools } from '../connections';
import styles from './dashboard.module.css';
import { PoolDashboard } from './pool-dashboard';
import { texts } from './texts';

/** How every pool of the console is, one after the other. */
export function SiteDashboard() {
  const pools = usePools();
  return (
    <div className={styles['site']}>
      {pools.map(({ id, name, state }) => (
        <section key={id} aria-label={name}>
          <h2 className={styles['pool']}>{name}</h2>
          {state === 'disconnected' ? (
            <p className={styles['facts']}>{texts.notConnected}</p>
          ) : (
            <OfPool id={id}>
              <PoolDashboard />
            </OfPool>
          )}
        </section>
      ))}
    </div>
  );
}
