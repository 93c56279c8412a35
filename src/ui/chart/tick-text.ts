/** Texts of axes: how wide they are, and how they are made to fit. */

export const TICK_LINE_PX = 14;

let canvas: CanvasRenderingContext2D | null | undefined;

/** In px, in the type of an axis. */
export function textWidth(text: string): number {
  canvas ??= document.createElement('canvas').getContext('2d');
  if (canvas == null) return text.length * 7;
  canvas.font = "12px 'Inter Variable', system-ui, sans-serif";
  return canvas.measureText(text).width;
}

/** A text in one line or two; what is left after that is cut. */
export function fitText(text: string, mostPx: number): readonly string[] {
  if (textWidth(text) <= mostPx) return [text];
  const words = text.split(' ');
  let first = words[0] ?? '';
  let taken = 1;
  for (let next = words[taken]; next !== undefined; next = words[++taken]) {
    if (textWidth(`${first} ${next}`) > mostPx) break;
    first = `${first} ${next}`;
  }
  const rest = words.slice(taken).join(' ');
  return rest === '' ? [cut(first, mostPx)] : [cut(first, mostPx), cut(rest, mostPx)];
}

function cut(text: string, mostPx: number): string {
  if (textWidth(text) <= mostPx) return text;
  let length = text.length - 1;
  while (length > 1 && textWidth(`${text.slice(0, length)}…`) > mostPx) length -= 1;
  return `${text.slice(0, length).trimEnd()}…`;
}
