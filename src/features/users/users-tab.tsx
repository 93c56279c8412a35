import { useCallback, useMemo } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf, objectTexts, useDerived } from '../objects';
import type { Inventory } from '../objects';
import './commands';
import { directoryOf, usersOf } from './user-model';
import type { User } from './user-model';
import styles from './users.module.css';
import { texts } from './texts';
import { useLoggedIn } from './use-logged-in';

const CLASSES: readonly ClassName[] = ['pool', 'host', 'subject', 'role'];

interface UserRow {
  readonly id: ObjectId;
  /** Null: root, whom every server knows by itself. */
  readonly user: User | null;
  readonly isLoggedIn: boolean | undefined;
}

const rolesText = ({ roles }: User): string =>
  roles.length === 0 ? texts.noRole : roles.map((role) => objectTexts.roles[role]).join(', ');

const COLUMNS: readonly TabColumn<UserRow>[] = [
  { id: 'name', header: texts.columns.name, width: 240, text: ({ user }) => user?.name ?? texts.root },
  { id: 'fullName', header: texts.columns.fullName, width: 200, text: ({ user }) => user?.fullName ?? '' },
  {
    id: 'kind',
    header: texts.columns.kind,
    width: 130,
    text: ({ user }) => (user === null ? texts.kinds.local : user.isGroup ? texts.kinds.group : texts.kinds.user),
  },
  {
    id: 'roles',
    header: texts.columns.roles,
    width: 200,
    text: ({ user }) => (user === null ? objectTexts.roles['pool-admin'] : rolesText(user)),
  },
  {
    id: 'loggedIn',
    header: texts.columns.loggedIn,
    width: 100,
    text: ({ isLoggedIn }) => (isLoggedIn === undefined ? texts.unknown : isLoggedIn ? texts.yes : texts.no),
  },
];

/** Who may log in to a pool, with which role, and who has. */
export function UsersTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const directory = useDerived(CLASSES, directoryOf, (a, b) => a?.type === b?.type && a?.name === b?.name);
  const users = useDerived(CLASSES, usersOf, (a, b) => JSON.stringify(a) === JSON.stringify(b));
  const name = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'pool', id.ref) ?? '', [id.ref]),
  );
  const loggedIn = useLoggedIn();
  const rows = useMemo(
    () => [
      {
        id: { connection: connection.id, class: 'subject', ref: texts.root },
        user: null,
        isLoggedIn: undefined,
      } as const,
      ...users.map((user): UserRow => ({
        id: { connection: connection.id, class: 'subject', ref: user.ref },
        user,
        isLoggedIn: loggedIn?.has(user.subject),
      })),
    ],
    [connection, users, loggedIn],
  );
  return (
    <div className={styles['tab']}>
      <p className={styles['directory']}>{directory === null ? texts.noDirectory : texts.directory(directory.name)}</p>
      <ObjectGrid
        label={texts.usersOf(name)}
        rows={rows}
        columns={COLUMNS}
        csvName="users"
        opens={() => null}
        tools={
          <>
            <CommandButton command="pool.addUsers" id={id} />
            <CommandButton command="pool.joinDirectory" id={id} />
            <CommandButton command="pool.leaveDirectory" id={id} />
          </>
        }
        empty={null}
      />
    </div>
  );
}
