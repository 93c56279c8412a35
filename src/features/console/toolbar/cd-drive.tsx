import { useCallback } from 'react';
import { Select } from '../../../ui/forms/select';
import { useConnection } from '../../../xapi/cache/connection-context';
import type { Ref } from '../../../xapi/datamodel/ref';
import { useCommandTable, useRunCommand } from '../../commands';
import { useDerived } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from '../texts';
import { DRIVE_CLASSES, driveOf, sameDrive } from './drive';
import styles from '../console.module.css';

const EMPTY = '';

/** What is in the CD drive, to be changed without leaving the console. Nothing for a machine without a drive. */
export function CdDrive({ vm }: { readonly vm: Ref<'VM'> }) {
  const connection = useConnection();
  const run = useRunCommand();
  const table = useCommandTable();
  const drive = useDerived(
    DRIVE_CLASSES,
    useCallback((inventory: Inventory) => driveOf(inventory, vm), [vm]),
    sameDrive,
  );
  if (drive === null) return null;
  const insert = table.find(({ id }) => id === 'vbd.insert');
  const eject = table.find(({ id }) => id === 'vbd.eject');
  const choose = (disc: string): void => {
    const id = { connection: connection.id, class: 'VBD', ref: drive.vbd } as const;
    if (disc === EMPTY) {
      if (eject !== undefined) run(eject, [id]);
    } else if (insert !== undefined) run(insert, [id], { disc });
  };
  return (
    <Select
      label={texts.drive}
      hideLabel
      className={styles['drive'] ?? ''}
      disabled={drive.isBusy || insert === undefined || eject === undefined}
      value={drive.disc ?? EMPTY}
      options={[
        { value: EMPTY, label: texts.emptyDrive },
        ...drive.discs.map(({ ref, label }) => ({ value: ref, label })),
      ]}
      onChange={choose}
    />
  );
}
