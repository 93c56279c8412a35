import { BUSINESS, RESEARCH } from './departments';
import { DESKTOPS } from './desktops';
import { BUILD } from './engineering';
import { INFRASTRUCTURE } from './infrastructure';
import type { GuestPlan } from './plan';
import { SHOP } from './shop';

/** All VMs of the company but those of the planning system, which is a vApp. */
export const GUESTS: readonly GuestPlan[] = [
  ...INFRASTRUCTURE,
  ...SHOP,
  ...BUILD,
  ...DESKTOPS,
  ...RESEARCH,
  ...BUSINESS,
];
