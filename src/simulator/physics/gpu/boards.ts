/** A graphics board as the load models see it; profiles and PCI identities are in the catalogue of `api/gpu`. */
export interface BoardHardware {
  readonly chip: string;
  readonly gpus: number;
  /** Frame buffer of each GPU. */
  readonly memoryMib: number;
  /** Speed of one GPU, K1 being 1. */
  readonly engineSpeed: number;
  /** Of the whole board at full load. */
  readonly watts: number;
  /** Memory clock with nothing to do and with a context that renders, MHz. */
  readonly memoryClockMhz: readonly [idle: number, busy: number];
}

const board = (
  chip: string,
  gpus: number,
  memoryGib: number,
  engineSpeed: number,
  watts: number,
  busyMhz: number,
): BoardHardware => ({ chip, gpus, memoryMib: memoryGib * 1024, engineSpeed, watts, memoryClockMhz: [324, busyMhz] });

/**
 * Only the K1 is measured. The K2 is seven times as fast as fits six benchmark sessions that do not saturate two of its
 * engines; the others are rough ratios of shader throughput. Wattage and clocks are of data sheets, as remembered.
 */
export const BOARD_HARDWARE: Readonly<Record<string, BoardHardware>> = {
  'GRID K1': board('GK107', 4, 4, 1, 130, 891),
  'GRID K2': board('GK104', 2, 4, 7, 225, 2500),
  'Tesla M10': board('GM107', 4, 8, 2.2, 225, 2600),
  'Tesla M60': board('GM204', 2, 8, 11, 300, 2505),
  'Tesla M6': board('GM204', 1, 8, 9, 100, 2505),
  'Tesla P40': board('GP102', 1, 24, 30, 250, 3615),
  'Tesla P4': board('GP104', 1, 8, 15, 75, 3003),
  'Tesla P6': board('GP104', 1, 16, 16, 90, 3003),
  'Tesla P100-PCIE-12GB': board('GP100', 1, 12, 26, 250, 715),
  'Tesla P100-PCIE-16GB': board('GP100', 1, 16, 26, 250, 715),
  'Tesla P100-SXM2-16GB': board('GP100', 1, 16, 28, 300, 715),
  'Tesla V100-PCIE-16GB': board('GV100', 1, 16, 34, 250, 877),
  'Tesla V100-SXM2-16GB': board('GV100', 1, 16, 36, 300, 877),
  'Tesla V100-FHHL-16GB': board('GV100', 1, 16, 28, 150, 810),
  'Tesla V100-PCIE-32GB': board('GV100', 1, 32, 34, 250, 877),
  'Tesla V100-SXM2-32GB': board('GV100', 1, 32, 36, 300, 877),
  'Tesla T4': board('TU104', 1, 16, 20, 70, 5001),
  'Quadro RTX 6000': board('TU102', 1, 24, 40, 295, 7000),
  'Quadro RTX 8000': board('TU102', 1, 48, 40, 295, 7000),
  'NVIDIA A10': board('GA102', 1, 24, 50, 150, 6251),
  'NVIDIA A16': board('GA107', 4, 16, 12, 250, 6251),
  'NVIDIA A2': board('GA107', 1, 16, 12, 60, 6251),
  'NVIDIA A40': board('GA102', 1, 48, 60, 300, 7251),
  'NVIDIA L4': board('AD104', 1, 24, 45, 72, 6251),
  'NVIDIA L40': board('AD102', 1, 48, 110, 300, 9001),
  'AMD FirePro S7150': board('Tonga', 1, 8, 9, 150, 1250),
  'AMD FirePro S7150 x2': board('Tonga', 2, 8, 9, 265, 1250),
  'Intel Iris Pro P6300': board('GT3e', 1, 1, 0.9, 65, 1600),
};
