import { DENSITY_MODELS } from './models/density';
import { GPU_MODELS } from './models/gpu';
import { LIFECYCLE_MODELS } from './models/lifecycle';
import { MULTIPATH_MODELS } from './models/multipath';
import { NETWORK_MODELS } from './models/network';
import { STORAGE_MODELS } from './models/storage';
import { DENSITY_FIGURES } from './published/density';
import { GPU_FIGURES } from './published/gpu';
import { LIFECYCLE_FIGURES } from './published/lifecycle';
import { MULTIPATH_FIGURES } from './published/multipath';
import { NETWORK_FIGURES } from './published/network';
import { STORAGE_FIGURES } from './published/storage';
import { compare, type Comparison, type Rule } from './row';
import { DENSITY_RULES } from './rules/density';
import { GPU_RULES } from './rules/gpu';
import { HA_RULES } from './rules/ha';
import { LIFECYCLE_RULES } from './rules/lifecycle';
import { MULTIPATH_RULES } from './rules/multipath';
import { NETWORK_RULES } from './rules/network';
import { STORAGE_RULES } from './rules/storage';

export interface Subject {
  readonly name: string;
  readonly comparisons: () => readonly Comparison[];
  readonly rules: readonly Rule[];
}

/** Everything that is held against publications, by subject. */
export const SUBJECTS: readonly Subject[] = [
  { name: 'storage', comparisons: () => compare(STORAGE_FIGURES, STORAGE_MODELS), rules: STORAGE_RULES },
  { name: 'network', comparisons: () => compare(NETWORK_FIGURES, NETWORK_MODELS), rules: NETWORK_RULES },
  { name: 'density', comparisons: () => compare(DENSITY_FIGURES, DENSITY_MODELS), rules: DENSITY_RULES },
  { name: 'multipath', comparisons: () => compare(MULTIPATH_FIGURES, MULTIPATH_MODELS), rules: MULTIPATH_RULES },
  { name: 'gpu', comparisons: () => compare(GPU_FIGURES, GPU_MODELS), rules: GPU_RULES },
  {
    name: 'lifecycle',
    comparisons: () => compare(LIFECYCLE_FIGURES, LIFECYCLE_MODELS),
    rules: [...LIFECYCLE_RULES, ...HA_RULES],
  },
];
