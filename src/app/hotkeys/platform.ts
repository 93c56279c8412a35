import { isMac } from './shortcut';

/** Whether Command takes the place of Control. */
export const onMac = isMac(navigator.platform);
