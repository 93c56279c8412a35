export { vocabularyOf } from '../bar/vocabulary';
export { FilterField } from './filter-field';
export { FindAnywhere } from './find-anywhere';
export type { Answer } from './find-anywhere';
export type { ObjectTest } from './over-pools';
