import type { ChartSeries, FramedChart } from './chart-spec';
import { letterOf, lookOf } from './chart-spec';
import { axisTitle } from './figures';

/** A chart as a picture: the drawing as it is on the screen, with all the words that stand around it. */

const SCALE = 2;
const PADDING_PX = 24;
const LINE_PX = 20;
const FONT = "'Inter Variable', system-ui, sans-serif";

export interface ChartPictureProps {
  readonly drawing: SVGSVGElement;
  readonly spec: FramedChart;
  readonly shown: readonly ChartSeries[];
  readonly subtitle: string | undefined;
}

/** What presentation a drawing has from style sheets and tokens; a picture of its own knows neither. */
const PRESENTATION = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
] as const;

/** A PNG of a chart in the colours of the present theme, at twice the size. */
export function chartPicture({ drawing, spec, shown, subtitle }: ChartPictureProps): Promise<Blob> {
  return paintPicture({
    drawing,
    title: spec.title,
    subtitle,
    above: axisTitle(spec.y),
    below: axisTitle(spec.x),
    legend: spec.series
      .filter((each) => shown.includes(each))
      .map((each) => {
        const { colour, dash } = lookOf(spec, each);
        return { name: each.name, colour, dash, isLine: spec.kind === 'lines' };
      }),
    notes: spec.published.map((each) => `${letterOf(spec, each)}  ${each.label} – ${each.source}`),
  });
}

export interface PictureEntry {
  readonly name: string;
  readonly colour: string;
  readonly dash: string | undefined;
  readonly isLine: boolean;
}

export interface PictureProps {
  readonly drawing: SVGSVGElement;
  readonly title: string;
  readonly subtitle: string | undefined;
  /** The titles of the axes. */
  readonly above: string;
  readonly below: string;
  readonly legend: readonly PictureEntry[];
  readonly notes: readonly string[];
}

/** A drawing with its words around it as a PNG, in the colours of the present theme, at twice the size. */
export async function paintPicture(props: PictureProps): Promise<Blob> {
  const { drawing, title, subtitle } = props;
  const { width, height } = drawing.getBoundingClientRect();
  const picture = await pictureOf(drawing, width, height);
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('no canvas');
  const ink = inkOf(drawing);
  const wide = width + 2 * PADDING_PX;
  const legend = legendLines(pen, props.legend, width);
  const sources = props.notes.flatMap((note) => wrap(pen, note, width));
  const tall =
    PADDING_PX * 2 + LINE_PX * (3 + (subtitle === undefined ? 0 : 1) + legend.length + sources.length) + height + 20;
  canvas.width = wide * SCALE;
  canvas.height = tall * SCALE;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = ink.ground;
  pen.fillRect(0, 0, wide, tall);

  let y = PADDING_PX + 14;
  const write = (text: string, font: string, colour: string, x = PADDING_PX): void => {
    pen.font = `${font} ${FONT}`;
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  };
  write(title, '600 16px', ink.text);
  if (subtitle !== undefined) {
    y += LINE_PX;
    write(subtitle, '13px', ink.muted);
  }
  y += LINE_PX + 4;
  write(props.above, '12px', ink.muted);
  y += 8;
  pen.drawImage(picture, PADDING_PX, y, width, height);
  writeTexts(pen, drawing, PADDING_PX, y);
  y += height + 14;
  pen.textAlign = 'center';
  write(props.below, '12px', ink.muted, PADDING_PX + width / 2);
  pen.textAlign = 'left';
  y += 4;
  for (const line of legend) {
    y += LINE_PX;
    let x = PADDING_PX;
    for (const entry of line) {
      drawMark(pen, entry, ink, x, y);
      write(entry.name, '12px', ink.text, x + MARK_PX);
      x += entryPx(pen, entry);
    }
  }
  y += 6;
  for (const line of sources) {
    y += LINE_PX;
    write(line, '12px', ink.muted);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png');
  });
}

interface Ink {
  readonly ground: string;
  readonly text: string;
  readonly muted: string;
  readonly colourOf: (token: string) => string;
}

/** Tokens are resolved by an element that wears them: they depend on the theme. */
function inkOf(drawing: SVGSVGElement): Ink {
  const colourOf = (token: string): string => {
    const probe = document.createElement('span');
    probe.style.color = token;
    drawing.parentElement?.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  return {
    ground: colourOf('var(--surface)'),
    text: colourOf('var(--text)'),
    muted: colourOf('var(--text-muted)'),
    colourOf,
  };
}

/** The drawing without its texts: a picture cannot use the fonts of the page, the canvas that it is drawn on can. */
async function pictureOf(drawing: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = drawing.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, at) => {
    const original = originals[at];
    if (original === undefined) return;
    const style = getComputedStyle(original);
    for (const name of PRESENTATION) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute('class');
    element.removeAttribute('style');
  });
  for (const text of copy.querySelectorAll('text')) text.remove();
  copy.removeAttribute('style');
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const address = URL.createObjectURL(
    new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml;charset=utf-8' }),
  );
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function writeTexts(pen: CanvasRenderingContext2D, drawing: SVGSVGElement, left: number, top: number): void {
  const frame = drawing.getBoundingClientRect();
  for (const text of drawing.querySelectorAll('text')) {
    const style = getComputedStyle(text);
    const box = text.getBoundingClientRect();
    const words = [...text.childNodes].flatMap((node) => (node instanceof Text ? [node.data] : [])).join('');
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.fillStyle = style.fill;
    pen.textBaseline = 'middle';
    pen.fillText(words, left + box.left - frame.left, top + box.top - frame.top + box.height / 2);
  }
  pen.textBaseline = 'alphabetic';
}

const MARK_PX = 28;

function entryPx(pen: CanvasRenderingContext2D, { name }: PictureEntry): number {
  pen.font = `12px ${FONT}`;
  return MARK_PX + pen.measureText(name).width + 20;
}

function legendLines(
  pen: CanvasRenderingContext2D,
  legend: readonly PictureEntry[],
  width: number,
): readonly (readonly PictureEntry[])[] {
  const lines: PictureEntry[][] = [];
  let free = 0;
  for (const entry of legend) {
    const px = entryPx(pen, entry);
    if (px > free || lines.length === 0) {
      lines.push([]);
      free = width;
    }
    lines.at(-1)?.push(entry);
    free -= px;
  }
  return lines;
}

function drawMark(pen: CanvasRenderingContext2D, entry: PictureEntry, ink: Ink, x: number, y: number): void {
  const colour = ink.colourOf(entry.colour);
  if (!entry.isLine) {
    pen.fillStyle = colour;
    pen.fillRect(x + 4, y - 10, 12, 12);
    return;
  }
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.setLineDash((entry.dash ?? '').split(' ').filter(Boolean).map(Number));
  pen.beginPath();
  pen.moveTo(x, y - 4);
  pen.lineTo(x + 20, y - 4);
  pen.stroke();
  pen.setLineDash([]);
}

function wrap(pen: CanvasRenderingContext2D, text: string, width: number): readonly string[] {
  pen.font = `12px ${FONT}`;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && pen.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
