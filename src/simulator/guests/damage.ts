import { WHOLE_SCREEN, type Area } from './picture';

/** A client that asks for scraps makes scraps of what is left; beyond this the whole screen is to be sent. */
const MOST_AREAS = 200;

export function common(a: Area, b: Area): Area | null {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** The smallest area that holds both. */
export function around(a: Area, b: Area): Area {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/** What is left of an area without another one. */
function without(area: Area, hole: Area): readonly Area[] {
  const cut = common(area, hole);
  if (cut === null) return [area];
  const right = area.x + area.width;
  const bottom = area.y + area.height;
  return [
    { ...area, height: cut.y - area.y },
    { ...area, y: cut.y + cut.height, height: bottom - cut.y - cut.height },
    { ...cut, x: area.x, width: cut.x - area.x },
    { ...cut, x: cut.x + cut.width, width: right - cut.x - cut.width },
  ].filter(({ width, height }) => width > 0 && height > 0);
}

/** The parts of a screen that a client has not seen yet. No two of them overlap. */
export class Damage {
  #areas: readonly Area[] = [];

  add(area: Area): void {
    const areas = [...this.#areas.flatMap((each) => without(each, area)), area];
    this.#areas = areas.length > MOST_AREAS ? [WHOLE_SCREEN] : areas;
  }

  /** The damage within an area, which is none from now on. */
  take(area: Area): readonly Area[] {
    const taken = this.#areas.map((each) => common(each, area)).filter((each) => each !== null);
    if (taken.length === 0) return taken;
    const left = this.#areas.flatMap((each) => without(each, area));
    this.#areas = left.length > MOST_AREAS ? [WHOLE_SCREEN] : left;
    return taken;
  }
}
