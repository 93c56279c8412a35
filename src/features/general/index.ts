export { generalSections } from './general-sections';
export { GeneralTab } from './general-tab';
export type { Section } from './section';
