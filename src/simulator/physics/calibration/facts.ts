/**
 * The facts that were taken from the source documents, by their ids (`STORAGE-01` and so on), and what becomes of each:
 * figures and rules of the calibration name the facts that they cover; the lists here name those that are behaviour of
 * other rooms, and those that are prose, with nothing in them that a program could do.
 */
const AREAS: Readonly<Record<string, number>> = {
  STORAGE: 66,
  UPGRADE: 33,
  ALUA: 23,
  GPU: 22,
  PARTITION: 21,
  RELEASE: 20,
  BACKUP: 18,
  NETWORK: 15,
  HA: 14,
  'HA-LIZARD': 12,
  'DOM0-MEM': 10,
  TEST: 10,
  INSTALL: 10,
  BOOT: 9,
  PATCH: 8,
  XENCENTER: 7,
  PCI: 7,
  DENSITY: 5,
  API: 4,
  'DRIVER-DISK': 4,
  QUALITY: 4,
  POOL: 3,
  SCHED: 3,
  LIFECYCLE: 3,
  ARCHITECTURE: 2,
  XSM: 2,
  VIRT: 2,
  MULTIPATH: 1,
  SECURITY: 1,
  MIGRATION: 1,
};

const idOf = (area: string, number: number): string => `${area}-${String(number).padStart(2, '0')}`;

export const FACTS: readonly string[] = Object.entries(AREAS).flatMap(([area, count]) =>
  Array.from({ length: count }, (_, index) => idOf(area, index + 1)),
);

/** Circumstances, history, opinions and instructions to people. */
const PROSE_NUMBERS: Readonly<Record<string, readonly number[]>> = {
  // BIOS profile, C-states, build, length of a run; random I/O on somebody's host, a plan; how traces were taken; rsync.
  STORAGE: [7, 8, 17, 18, 42, 43, 57, 58, 66],
  // Control groups; grant references, and a console daemon that polls.
  'DOM0-MEM': [10],
  DENSITY: [5],
  // Which releases support it, a version; MPP-RDAC is gone.
  ALUA: [2, 3],
  MULTIPATH: [1],
  // An emulator of a vGPU, addresses of somebody's boards, what a console shows, a guest.
  GPU: [1, 5, 9, 22],
  // A list of contents, a shell, advice, a procedure for people, firmware of others, what to look at afterwards.
  UPGRADE: [1, 10, 18, 24, 25, 29, 31, 32, 33],
  // Full logs, a misprint, large disks before 7.0.
  PARTITION: [2, 7, 19, 20],
  // Dates, licences, guests, growth, trunks and rebases.
  RELEASE: [1, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 18, 20],
  BACKUP: [13, 14],
  HA: [13, 14],
  'HA-LIZARD': [10, 12],
  TEST: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  INSTALL: [1, 2, 3, 4, 5, 6, 8, 10],
  BOOT: [8, 9],
  XENCENTER: [1],
  API: [1, 2, 3],
  'DRIVER-DISK': [1],
  QUALITY: [1, 2, 3, 4],
  SCHED: [3],
  LIFECYCLE: [1, 2, 3],
  ARCHITECTURE: [1, 2],
  XSM: [1, 2],
  VIRT: [1, 2],
  SECURITY: [1],
};

/** Behaviour that is no physics: of the XenAPI server, of its control domains, and of the console. */
const ELSEWHERE_NUMBERS: Readonly<Record<string, readonly number[]>> = {
  // Checks before a rolling upgrade, its order, a mixed pool, recovery.
  UPGRADE: [2, 3, 4, 5, 6, 19, 20, 21, 22, 23, 26, 27, 28, 30],
  // Sequences, files, retention, names and errors of the backup tool.
  BACKUP: [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 17],
  // Restart priorities, order, planning, what a pool needs.
  HA: [1, 2, 3, 4, 5, 6, 7, 9, 12],
  'HA-LIZARD': [1, 2, 3, 4, 5, 6, 7, 8, 9, 11],
  // The MTU of a network, a management network without VLAN.
  INSTALL: [7, 9],
  // The boot prompt of a server.
  BOOT: [1, 2, 3, 4, 5, 6],
  PATCH: [1, 2, 3, 4, 5, 6, 7, 8],
  XENCENTER: [2, 3, 4, 5, 6, 7],
  PCI: [1, 2, 3, 4, 5, 6, 7],
  // The key that gives a VM two engines, and that the server cannot see them then.
  GPU: [6, 7],
  API: [4],
  'DRIVER-DISK': [2, 3, 4],
  POOL: [1, 2, 3],
  MIGRATION: [1],
};

const idsOf = (numbers: Readonly<Record<string, readonly number[]>>): readonly string[] =>
  Object.entries(numbers).flatMap(([area, all]) => all.map((number) => idOf(area, number)));

export const PROSE: readonly string[] = idsOf(PROSE_NUMBERS);
export const ELSEWHERE: readonly string[] = idsOf(ELSEWHERE_NUMBERS);
