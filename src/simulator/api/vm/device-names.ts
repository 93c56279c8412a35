export const LAST_VIF = 15;

const ALPHABET = 26;

/** 0 → a, 25 → z, 26 → aa, as the Linux kernel names disks. */
function letters(disk: number): string {
  const last = String.fromCharCode(97 + (disk % ALPHABET));
  return disk < ALPHABET ? last : letters(Math.floor(disk / ALPHABET) - 1) + last;
}

/** The name under which a guest sees a disk, such as `xvda`. */
export function diskName(disk: number): string {
  return `xvd${letters(disk)}`;
}

/**
 * The disk number that a device text means: a number, or a name such as `xvda`, `hda`, `sda`; -1 when it means none.
 * A partition number at the end does not count (xapi: device_number.ml of_string).
 */
export function diskNumber(device: string): number {
  if (/^\d+$/.test(device)) return Number(device);
  const match = /^(?:xvd|hd|sd)([a-z]+)\d*$/.exec(device);
  if (match === null) return -1;
  let disk = 0;
  for (const letter of match[1] ?? '') disk = disk * ALPHABET + letter.charCodeAt(0) - 96;
  return disk - 1;
}
