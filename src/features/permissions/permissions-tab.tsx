import { useCallback } from 'react';
import type { ClassName } from '../../xapi/datamodel/ref';
import { COMMAND_CLASSES, useCommandTable } from '../commands';
import type { ObjectId } from '../navigation';
import { ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf, objectTexts, ROLES, useDerived } from '../objects';
import type { Inventory, RoleName } from '../objects';
import { accountOf, permissionsOn } from './permissions-model';
import type { Account, Permission } from './permissions-model';
import styles from './permissions.module.css';
import { texts } from './texts';

const CLASSES: readonly ClassName[] = [...COMMAND_CLASSES, 'subject'];

const roleText = (role: RoleName | null): string => (role === null ? texts.rootOnly : objectTexts.roles[role]);

const COLUMNS: readonly TabColumn<Permission>[] = [
  { id: 'action', header: texts.columns.action, width: 240, text: ({ action }) => action },
  {
    id: 'role',
    header: texts.columns.role,
    title: texts.roleTitle,
    width: 150,
    text: ({ role }) => roleText(role),
    sortValue: ({ role }) => (role === null ? -1 : ROLES.indexOf(role)),
  },
  {
    id: 'people',
    header: texts.columns.people,
    title: texts.peopleTitle,
    width: 360,
    text: ({ people }) => people.join(', '),
    sortValue: ({ people }) => people.length,
  },
  { id: 'you', header: texts.columns.you, width: 80, text: ({ isYours }) => (isYours ? texts.yes : texts.no) },
];

function accountText(account: Account): string {
  switch (account.kind) {
    case 'unknown':
      return texts.unknown;
    case 'root':
      return texts.asRoot;
    case 'user':
      return texts.asUser(account.name, account.roles.map(roleText).join(', ') || texts.noRole);
  }
}

const sameData = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Who may do what with an object: each of its actions, the role that it takes, and who has it. */
export function PermissionsTab({ id }: { readonly id: ObjectId }) {
  const table = useCommandTable();
  const account = useDerived(CLASSES, accountOf, sameData);
  const permissions = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => permissionsOn(inventory, id, table), [id, table]),
    sameData,
  );
  const name = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, id.class, id.ref) ?? '', [id]),
  );
  return (
    <div className={styles['tab']}>
      <p className={styles['account']}>{accountText(account)}</p>
      <ObjectGrid
        label={texts.permissionsOn(name)}
        rows={permissions}
        columns={COLUMNS}
        csvName="permissions"
        opens={() => null}
        empty={null}
      />
    </div>
  );
}
