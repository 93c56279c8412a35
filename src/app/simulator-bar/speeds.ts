/** Speeds that the bar's list offers, in virtual seconds a second. */
export const SPEEDS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1000] as const;
