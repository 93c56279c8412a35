import { Chart } from '../chart/chart';
import { BARS, LINES, MANY, STACKED } from './chart-samples';
import styles from './gallery.module.css';

export function ChartSection() {
  return (
    <div className={styles['charts']}>
      {[LINES, BARS, MANY, STACKED].map((spec) => (
        <Chart key={spec.id} spec={spec} fileName={spec.id} />
      ))}
    </div>
  );
}
