import { Specimen, Specimens } from './specimen';
import styles from './gallery.module.css';

const SIZES: readonly { token: string; sample: string; weight: string }[] = [
  { token: 'text-display', sample: 'Cambridge', weight: 'weight-strong' },
  { token: 'text-title', sample: 'Delete web-01?', weight: 'weight-strong' },
  { token: 'text-lead', sample: 'No servers match this filter', weight: 'weight-medium' },
  { token: 'text-body', sample: '6 servers, 84 VMs, 1,024 GiB', weight: 'weight-regular' },
  { token: 'text-small', sample: 'Updated 12:04:31, 0.3 ms', weight: 'weight-regular' },
];

export function TypeSection() {
  return (
    <Specimens>
      <Specimen name="Inter, with numerals of one width where they stand under each other">
        {SIZES.map((size) => (
          <div key={size.token} className={styles['measure']}>
            <code>{size.token}</code>
            <span style={{ fontSize: `var(--${size.token})`, fontWeight: `var(--${size.weight})`, lineHeight: '32px' }}>
              {size.sample}
            </span>
          </div>
        ))}
      </Specimen>
      <Specimen name="JetBrains Mono for what a person would paste">
        <p>
          <code>OpaqueRef:7c9e6679-7425-40de-944b-e07fc1f90ae7</code>
        </p>
        <p>
          <code>00:16:3e:5e:6c:00 iqn.2019-06.example:store-2</code>
        </p>
        <p>
          <code>xe vm-start uuid=0O1lI</code>
        </p>
      </Specimen>
      <Specimen name="The 4 px grid: 24 px compact rows, 32 px cosy rows">
        <div className={styles['row']} style={{ alignItems: 'flex-end' }}>
          {[4, 8, 12, 16, 20, 24, 32, 48].map((px) => (
            <span key={px} style={{ textAlign: 'center' }}>
              <span
                style={{ display: 'block', width: px, height: px, background: 'var(--accent)', margin: '0 auto' }}
              />
              {px}
            </span>
          ))}
        </div>
      </Specimen>
    </Specimens>
  );
}
