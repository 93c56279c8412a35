/** Controllers that speak RDAC (Dell MD, IBM DS, LSI) say what they do in vital product data page 0xc9, byte 6. */

export type RdacMode = 'RDAC' | 'AVT' | 'IOSHIP';

/** IOSHIP is ALUA: either controller serves a LUN; with AVT a LUN moves to whoever is asked (kernel, scsi_dh_rdac.c). */
export function rdacMode(controllerByte: number): RdacMode {
  if (((controllerByte >> 5) & 1) === 1) return 'IOSHIP';
  return ((controllerByte >> 7) & 1) === 1 ? 'AVT' : 'RDAC';
}

/** What the kernel logs of each path. */
export function rdacLogLine(lun: number, mode: RdacMode, isOwned: boolean): string {
  return `rdac: LUN ${lun} (${mode}) (${isOwned ? 'owned' : 'unowned'})`;
}

/**
 * Whether an array that can do ALUA is overlooked: who asks the inquiry's TPGS field only gets 0 from an MD36xx, although
 * its controllers work in IOSHIP mode. Others, NetApp for one, answer 1.
 */
export function isAluaOverlooked(array: { readonly tpgs: number; readonly controllerByte: number }): boolean {
  return array.tpgs === 0 && rdacMode(array.controllerByte) === 'IOSHIP';
}
