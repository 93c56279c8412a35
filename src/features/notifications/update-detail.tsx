import { useConnection } from '../../xapi/cache/connection-context';
import { PropertyList } from '../../ui/display/property-list';
import type { Property } from '../../ui/display/property-list';
import { ObjectAnchor } from '../navigation';
import { formatBytes, formatTimeWithZone } from '../values';
import { texts } from './texts';
import { AppliedIcon, kindWords } from './update-columns';
import type { UpdateRow } from './update-rows';
import styles from './notifications.module.css';

/** One update: what it is, what it asks for afterwards, and where it is applied. */
export function UpdateDetail({ row }: { readonly row: UpdateRow }) {
  const connection = useConnection();
  const guidance = row.guidance.map((each) => texts.updates.guidance[each] ?? each);
  const properties: readonly Property[] = [
    { id: 'version', name: texts.columns.version, value: row.version, copy: row.version },
    { id: 'kind', name: texts.columns.kind, value: row.type === '' ? '' : kindWords(row) },
    { id: 'issued', name: texts.columns.issued, value: row.issuedMs === null ? '' : formatTimeWithZone(row.issuedMs) },
    { id: 'size', name: texts.columns.size, value: row.sizeBytes > 0 ? formatBytes(row.sizeBytes) : '' },
    {
      id: 'after',
      name: texts.columns.after,
      value: guidance.length === 0 ? texts.updates.nothingAfter : guidance.join(', '),
    },
    { id: 'address', name: texts.updates.address, value: row.address, copy: row.address },
    {
      id: 'uuid',
      name: row.type === '' ? texts.alerts.fields.uuid : texts.updates.identifier,
      value: row.uuid,
      copy: row.uuid,
      monospace: true,
    },
  ].filter(({ value }) => value !== '');
  return (
    <div className={styles['detailBody']}>
      <header>
        <h2 className={styles['title']}>{row.name}</h2>
        {row.description === '' ? null : <p className={styles['message']}>{row.description}</p>}
      </header>
      <PropertyList hideToolbar sections={[{ id: 'update', title: texts.columns.update, rows: properties }]} />
      <div className={styles['block']}>
        <h3 className={styles['blockTitle']}>{texts.updates.servers}</h3>
        <ul className={styles['rowsList']}>
          {row.hosts.map((host) => (
            <li key={host.ref} className={styles['withIcon']}>
              <AppliedIcon isApplied={host.isApplied} />
              <ObjectAnchor id={{ connection: connection.id, class: 'host', ref: host.ref }}>{host.name}</ObjectAnchor>
              <span className={styles['subtle']}>
                {host.isApplied ? texts.updates.applied : texts.updates.notApplied}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
