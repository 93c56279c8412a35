/** Words of the Permissions tab. */
export const texts = {
  permissionsOn: (name: string) => `Who may do what with ${name}`,
  asRoot: 'You are logged in as root, who may do everything.',
  asUser: (name: string, roles: string) => `You are logged in as ${name}. Your role: ${roles}.`,
  noRole: 'none that this pool knows',
  unknown: 'The pool does not tell what your account may do. It refuses what your role does not allow.',
  columns: { action: 'Action', role: 'Takes at least', people: 'Who may', you: 'You' },
  roleTitle: 'The weakest role that may do it; the roles above it may, too',
  peopleTitle: 'root, and the users and groups of the directory whose role allows it',
  rootOnly: 'root',
  yes: 'Yes',
  no: 'No',
} as const;
