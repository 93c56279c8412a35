/**
 * The facts that were taken from the source documents, by their ids (`STORAGE-01` and so on), and what becomes of each:
 * figures and rules of the calibration name the facts that they cover; the lists here name those that other tests hold
 * and those that are prose, with nothing in them that a model could say.
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
  // An emulator of a vGPU, addresses of somebody's boards, a key, an error of a tool, what a console shows, a guest.
  GPU: [1, 5, 6, 7, 9, 22],
};

export const PROSE: readonly string[] = Object.entries(PROSE_NUMBERS).flatMap(([area, numbers]) =>
  numbers.map((number) => idOf(area, number)),
);
