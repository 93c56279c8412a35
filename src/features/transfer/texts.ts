import { formatBytes } from '../values';

/** Words of what moves files. */
export const texts = {
  labels: {
    export: 'Export…',
    exportDisk: 'Export to a file…',
    backup: 'Back up…',
    statusReport: 'Status report…',
    auditLog: 'Audit log…',
    dumpDatabase: 'Save the pool database…',
    picture: 'Save picture of the screen…',
    restore: 'Restore from a backup…',
    restoreDatabase: 'Restore the pool database…',
  },
  verbs: { export: 'Export', save: 'Save', backup: 'Back up', restore: 'Restore' },
  titles: {
    export: (name: string) => `Export ${name}`,
    backup: (name: string) => `Back up ${name}`,
    statusReport: (name: string) => `Status report of ${name}`,
    auditLog: (name: string) => `Audit log of ${name}`,
    dumpDatabase: (name: string) => `Save the database of ${name}`,
    restore: (name: string) => `Restore ${name} from a backup`,
    restoreDatabase: (name: string) => `Restore the database of ${name}`,
    picture: (name: string) => `Save what the screen of ${name} shows`,
  },
  fields: {
    file: 'File name',
    compression: 'Compression',
    format: 'Format',
    entries: 'What goes in',
    noEntries: 'Choose at least one.',
    since: 'From',
    chosen: 'File',
    dryRun: 'Only see whether it could be restored',
  },
  hints: {
    asItGoes: 'The browser asks where it goes. It is written as it arrives, whatever its size.',
    held: (limit: string) =>
      `This browser saves with its downloads, and holds the file until it is whole: at most ${limit}. Chrome and Edge write as it arrives.`,
    dryRun: 'Nothing changes. Without it, the pool looks first, and goes on if nothing stands in the way.',
    many: 'Each goes to a file with its name, one after the other.',
  },
  consequences: {
    restore:
      'What the server keeps on its own disk becomes what it was when the backup was made. Restart the server after that.',
    restoreDatabase:
      'The pool forgets what changed since the database was saved: VMs, disks and settings that came later. Its toolstack restarts, and everybody is logged out.',
  },
  wrong: {
    backup: 'This is no backup of a server: those are tar archives.',
    database: 'This is no pool database: those are XML files.',
  },
  compressions: {
    none: ['None', 'The fastest, and the largest file'],
    gzip: ['gzip', 'Any server can read it'],
    zstd: ['zstd', 'Faster than gzip; XenServer 8 and XCP-ng 8 or newer read it'],
  },
  formats: {
    vhd: ['VHD', 'Only what was written to the disk'],
    raw: ['Raw', 'Every byte of the disk, free space too'],
  },
  since: {
    day: ['The last day', ''],
    week: ['The last week', ''],
    all: ['The beginning', ''],
  },
  private: {
    yes: 'Holds private data',
    maybe: 'May hold private data',
    if_customized: 'Private data if it was changed',
  },
  reasons: {
    gone: 'It is gone.',
    noZstd: 'The licence of the pool does not include it.',
    tooLargeForVhd: 'The disk is larger than 2040 GiB, the most that VHD can hold.',
    inUse: 'A running VM uses it. Shut the VM down, or export a snapshot.',
    detached: 'Its storage is attached to no server.',
    down: 'The server does not respond.',
    notRunning: 'It is not running.',
  },
  saved: (name: string, bytes: number) => `${name} is saved (${formatBytes(bytes)}).`,
  restored: (name: string) => `${name} is restored. Restart it now.`,
  databaseFits: 'The database could be restored. Nothing was changed.',
  databaseRestored: 'The database is restored. The pool restarts its toolstack.',
  savedTitle: (name: string) => `Saved: ${name}`,
  onePiece: 'The server takes this file in one piece and would break off. Cancel it, and import it again later.',
  partLabel: 'Part of an import',
  task: '<task>',
} as const;
