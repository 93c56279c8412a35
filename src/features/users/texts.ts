/** Words of the Users tab. */
export const texts = {
  usersOf: (pool: string) => `Users of ${pool}`,
  directory: (name: string) => `Users and groups of ${name} may log in with the roles below.`,
  noDirectory: 'Only root can log in. Join a directory to let other people in with roles of their own.',
  columns: { name: 'Name', fullName: 'Full name', kind: 'Kind', roles: 'Role', loggedIn: 'Logged in' },
  kinds: { user: 'User', group: 'Group', local: 'Local account' },
  root: 'root',
  noRole: 'None: cannot log in',
  yes: 'Yes',
  no: 'No',
  unknown: '–',
} as const;
