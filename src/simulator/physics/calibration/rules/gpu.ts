import { memoryClockMhz, steadyCelsius } from '../../gpu/heat';
import { frameMs, GOOGLE_EARTH, HEAVEN_OPENGL } from '../../gpu/workloads';
import { hardware, onK2 } from '../models/gpu';
import type { Rule } from '../row';

const K2 = 'Two GRID K2 engines in one VM (XenServer blog, 2014)';
const XGA = { width: 1024, height: 768 };

/** Part of a K2 engine that one session of Google Earth in use takes. */
function earthShare(): number {
  const { engineSpeed, memoryMib } = hardware('GRID K2');
  return (GOOGLE_EARTH.cpuFps * frameMs(GOOGLE_EARTH, XGA, engineSpeed, memoryMib)) / 1000;
}

export const GPU_RULES: readonly Rule[] = [
  {
    id: 'busy-signs',
    rule: 'a busy engine is warmer and its memory runs faster',
    source: K2,
    facts: ['GPU-12'],
    holds: () => {
      const { usage } = onK2(1, XGA);
      const board = hardware('GRID K2');
      return steadyCelsius(usage) > steadyCelsius(0) && memoryClockMhz(board, usage) > memoryClockMhz(board, 0);
    },
    values: () => [steadyCelsius(0), steadyCelsius(onK2(1, XGA).usage)],
  },
  {
    id: 'two-heaven-memory',
    rule: 'two Heaven sessions take less than 3 GB of the guest',
    source: K2,
    facts: ['GPU-14'],
    holds: () => 2 * HEAVEN_OPENGL.guestMib < 3 * 1024,
    values: () => [2 * HEAVEN_OPENGL.guestMib],
  },
  {
    id: 'six-heaven',
    rule: 'six Heaven sessions of 800 x 600 do not saturate two K2 engines',
    source: K2,
    facts: ['GPU-15'],
    holds: () => onK2(3, { width: 800, height: 600 }).usage < 1,
    values: () => [onK2(3, { width: 800, height: 600 }).usage],
  },
  {
    id: 'earth-share',
    rule: 'a session of Google Earth takes 3 to 5 % of a K2 engine',
    source: K2,
    facts: ['GPU-16'],
    holds: () => earthShare() >= 0.03 && earthShare() <= 0.05,
    values: () => [earthShare()],
  },
  {
    id: 'earth-sessions',
    rule: 'twenty or more sessions of Google Earth fit on a K2 engine',
    source: K2,
    facts: ['GPU-17'],
    holds: () => Math.floor(1 / earthShare()) >= 20,
    values: () => [Math.floor(1 / earthShare())],
  },
];
