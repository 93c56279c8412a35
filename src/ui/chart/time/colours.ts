/** The grounds that charts stand on in both themes: `--surface` of tokens.css. */
const LIGHT_GROUND = 0xffffff;
const DARK_GROUND = 0x15191a;
/** Of graphics (WCAG 1.4.11). */
const LEAST_CONTRAST = 3;
const STEPS = 24;

type Rgb = readonly [number, number, number];

const rgbOf = (colour: number): Rgb => [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const hex = (rgb: Rgb): string => `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

/** The colour itself, or as much nearer to black or white as it takes to be seen on a ground. */
function seenOn(colour: Rgb, ground: Rgb, towards: number): string {
  for (let step = 0; step <= STEPS; step += 1) {
    const share = step / STEPS;
    const mixed = colour.map((value) => value + (towards - value) * share) as unknown as Rgb;
    if (contrast(mixed, ground) >= LEAST_CONTRAST) return hex(mixed);
  }
  return hex([towards, towards, towards]);
}

const HEX = /^#[0-9a-f]{6}$/i;

/**
 * A colour that a person chose, as it can be seen in either theme: others chose it for theirs.
 * @param colour as `#0066ff`; anything else becomes a plain grey
 */
export function seenColour(colour: string): string {
  const rgb = rgbOf(HEX.test(colour) ? Number.parseInt(colour.slice(1), 16) : 0x808080);
  return `light-dark(${seenOn(rgb, rgbOf(LIGHT_GROUND), 0)}, ${seenOn(rgb, rgbOf(DARK_GROUND), 255)})`;
}
