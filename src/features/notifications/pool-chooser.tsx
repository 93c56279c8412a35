import { Select } from '../../ui/forms/select';
import { standInId } from '../connections';
import { useNavigate } from '../navigation';
import type { PoolCounts } from './counts';
import { texts } from './texts';
import styles from './notifications.module.css';

/** Which pool the page is about, and how much waits in the others. */
export function PoolChooser({ pools, present }: { readonly pools: readonly PoolCounts[]; readonly present: string }) {
  const navigate = useNavigate();
  return (
    <div className={styles['pools']}>
      <Select
        label={texts.pool}
        value={present}
        options={pools.map(({ pool, counts }) => ({ value: pool.id, label: texts.poolWith(pool.name, counts.total) }))}
        onChange={(id) => navigate({ selection: [standInId(id)], tab: null })}
      />
    </div>
  );
}
