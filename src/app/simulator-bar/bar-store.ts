import { create } from 'zustand';

/** What the simulator refused, to be read by a person. */
export interface Refusal {
  readonly title: string;
  readonly sentence: string;
  /** The refused thing was a file, so another one can be chosen. */
  readonly isFile: boolean;
}

/** What opening a file kept aside or repaired. */
export interface Opened {
  readonly name: string;
  readonly notices: readonly string[];
}

export type BarDialog = 'create' | 'fork' | 'reset' | 'go-to' | 'work';

interface BarState {
  /** What the simulator is at work on, in words; null when it is free. */
  readonly working: string | null;
  readonly refusal: Refusal | null;
  readonly opened: Opened | null;
  readonly dialog: BarDialog | null;
}

const INITIAL: BarState = { working: null, refusal: null, opened: null, dialog: null };

export const useBar = create<BarState>(() => INITIAL);

export function setBar(patch: Partial<BarState>): void {
  useBar.setState(patch);
}

export function resetBar(): void {
  useBar.setState(INITIAL, true);
}
