export { GeneralTab } from './general-tab';
