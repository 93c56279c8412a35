import { STORAGE_MODELS } from './models/storage';
import { STORAGE_FIGURES } from './published/storage';
import { compare, type Comparison, type Rule } from './row';
import { STORAGE_RULES } from './rules/storage';

export interface Subject {
  readonly name: string;
  readonly comparisons: () => readonly Comparison[];
  readonly rules: readonly Rule[];
}

/** Everything that is held against publications, by subject. */
export const SUBJECTS: readonly Subject[] = [
  { name: 'storage', comparisons: () => compare(STORAGE_FIGURES, STORAGE_MODELS), rules: STORAGE_RULES },
];
