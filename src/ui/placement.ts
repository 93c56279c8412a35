/** Where a floating part opens, relative to what opened it. */
export type Placement =
  'top' | 'top start' | 'top end' | 'bottom' | 'bottom start' | 'bottom end' | 'start' | 'end' | 'end top';
