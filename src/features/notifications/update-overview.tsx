import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { ObjectAnchor } from '../navigation';
import { labelOr, rows, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural, formatTime, parseTime } from '../values';
import { texts } from './texts';
import { AppliedIcon } from './update-columns';
import type { UpdateRow } from './update-rows';
import styles from './notifications.module.css';

const CLASSES: readonly ClassName[] = ['host', 'VM'];
const words = texts.updates;

interface ServerState {
  readonly ref: string;
  readonly name: string;
  readonly updatedMs: number | null;
  /** What is still to be done on it. */
  readonly pending: readonly string[];
}

interface States {
  readonly servers: readonly ServerState[];
  /** Machines that have to restart for an update. */
  readonly vms: number;
}

function statesIn(inventory: Inventory): States {
  const servers = [...rows(inventory, 'host')].map(([ref, host]): ServerState => ({
    ref,
    name: labelOr(host.name_label),
    updatedMs: parseTime(host.last_software_update),
    pending: [
      ...new Set([
        ...host.pending_guidances,
        ...host.pending_guidances_recommended,
        ...host.pending_guidances_full,
        ...(host.updates_requiring_reboot.length > 0 ? ['reboot_host'] : []),
      ]),
    ],
  }));
  let vms = 0;
  for (const vm of rows(inventory, 'VM').values()) {
    if (vm.is_control_domain || vm.is_a_template) continue;
    const pending = [vm.pending_guidances, vm.pending_guidances_recommended, vm.pending_guidances_full];
    if (pending.some(({ length }) => length > 0)) vms += 1;
  }
  return { servers: servers.sort((a, b) => compareNatural(a.name, b.name)), vms };
}

const isSame = (a: States, b: States): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The same by server: what each lacks, when it was updated, and what is still to be done. */
export function UpdateOverview({ rows: updates }: { readonly rows: readonly UpdateRow[] }) {
  const connection = useConnection();
  const { servers, vms } = useDerived(CLASSES, statesIn, isSame);
  const pending = servers.filter((server) => server.pending.length > 0);
  const link = (server: ServerState) => (
    <ObjectAnchor id={{ connection: connection.id, class: 'host', ref: server.ref }}>{server.name}</ObjectAnchor>
  );
  const lackedBy = (ref: string): number =>
    updates.filter(({ hosts }) => hosts.some((host) => host.ref === ref && !host.isApplied)).length;
  return (
    <div className={styles['detailBody']}>
      {updates.length === 0 ? null : <p className={styles['hint']}>{texts.selectOne}</p>}
      {pending.length === 0 && vms === 0 ? null : (
        <div className={styles['block']}>
          <h2 className={styles['blockTitle']}>{words.pending}</h2>
          <ul className={styles['rowsList']}>
            {pending.map((server) => (
              <li key={server.ref}>
                {link(server)}{' '}
                {words.pendingHost(server.pending.map((each) => words.guidances[each] ?? each).join(', '))}
              </li>
            ))}
            {vms === 0 ? null : <li>{words.pendingVms(vms)}</li>}
          </ul>
        </div>
      )}
      <div className={styles['block']}>
        <h2 className={styles['blockTitle']}>{words.servers}</h2>
        <ul className={styles['rowsList']}>
          {servers.map((server) => {
            const lacking = lackedBy(server.ref);
            return (
              <li key={server.ref} className={styles['serverState']}>
                <AppliedIcon isApplied={lacking === 0} />
                {link(server)}
                <span className={styles['subtle']}>
                  {lacking === 0 ? words.upToDate : words.lacks(lacking)}{' '}
                  {server.updatedMs === null ? '' : words.lastUpdated(formatTime(server.updatedMs))}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
