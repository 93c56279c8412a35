import { create } from 'zustand';
import type { Connection } from '../../xapi/client/contract';
import type { Input, PoolCommand, Target } from './command';

/** A command that has to ask before it runs; the dialog of `CommandHost` answers it. */
export interface CommandRequest {
  readonly id: number;
  readonly command: PoolCommand;
  readonly connection: Connection;
  readonly targets: readonly Target[];
  /** Answers to its fields that are known already; null: it asks. */
  readonly input: Input | null;
  /** What its fields begin with, where it asks. */
  readonly preset?: Input | undefined;
  /** Another account is asked for, which makes the calls. */
  readonly byOther: boolean;
}

/** Where the answers of a wizard about several objects hold them; no field is called so. */
export const OBJECTS = ' objects';

/** Answers that a wizard begins with, because they were chosen before it opened: where something was dropped. */
export interface WizardPreset {
  /** `command object`, as drafts are kept by. */
  readonly key: string;
  readonly input: Input;
}

interface RequestState {
  readonly request: CommandRequest | null;
  readonly preset: WizardPreset | null;
  readonly open: (request: Omit<CommandRequest, 'id'>) => void;
  readonly close: () => void;
}

let nextId = 1;

export const useCommandRequest = create<RequestState>((set) => ({
  request: null,
  preset: null,
  open: (request) => set({ request: { ...request, id: nextId++ } }),
  close: () => set({ request: null }),
}));
