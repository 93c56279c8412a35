import { afterEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../testing/axe';
import { mount } from '../testing/mount';
import { Chart } from './chart';
import { frameOf } from './chart-spec';
import { BARS, LINES } from '../gallery/chart-samples';

afterEach(() => vi.restoreAllMocks());

const reading = (title: string) => page.getByRole('slider', { name: `Read ${title}` });
const drawing = (box: Element) => {
  const svg = box.querySelector('svg.recharts-surface');
  if (svg === null) throw new Error('nothing is drawn');
  return svg;
};
const strokes = (box: Element, selector: string) =>
  [...drawing(box).querySelectorAll(selector)].map((line) => line.getAttribute('stroke'));

/** Catches the files that are handed to the browser instead of saving them. */
function caughtFiles(): { readonly name: string; readonly content: Promise<Blob> }[] {
  const files: { name: string; content: Promise<Blob> }[] = [];
  const blobs = new Map<string, Blob>();
  const create = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const address = create(blob);
    if (blob instanceof Blob) blobs.set(address, blob);
    return address;
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    files.push({ name: this.download, content: Promise.resolve(blobs.get(this.href) ?? new Blob()) });
  });
  return files;
}

describe('a chart', () => {
  it('is a figure with a name, drawn in one hue a series, without motion', async () => {
    const box = mount(<Chart spec={LINES} fileName="x" />);
    await expect.element(page.getByRole('figure', { name: 'Throughput by guests' })).toBeVisible();
    await expect.element(reading(LINES.title)).toBeVisible();
    expect(strokes(box, '.recharts-line-curve')).toEqual(['var(--series-1)', 'var(--series-2)']);
    expect(box.querySelectorAll('animate, [class*="animate"]')).toHaveLength(0);
  });

  it('is read out place by place with the arrow keys', async () => {
    mount(<Chart spec={LINES} fileName="x" />);
    await expect.element(reading(LINES.title)).toHaveAttribute('aria-valuemax', '3');
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    await expect.element(reading(LINES.title)).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}');
    await expect
      .element(reading(LINES.title))
      .toHaveAttribute('aria-valuetext', 'Guests: 2; tapdisk2: 4 GB/s; tapdisk3: 6 GB/s');
    await userEvent.keyboard('{End}');
    await expect
      .element(reading(LINES.title))
      .toHaveAttribute(
        'aria-valuetext',
        'Guests: 3; tapdisk2: 4 GB/s; tapdisk3: 9 GB/s; Published B: three guests: 8 to 10 GB/s',
      );
    await expect.element(page.getByText('Guests: 3', { exact: true })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByText('Guests: 3', { exact: true })).not.toBeInTheDocument();
  });

  it('is read by a pointer, nearest place first', async () => {
    const box = mount(<Chart spec={LINES} fileName="x" />);
    await expect.element(reading(LINES.title)).toBeVisible();
    const frame = reading(LINES.title).element().getBoundingClientRect();
    await userEvent.hover(reading(LINES.title), { position: { x: frame.width * 0.52, y: 100 } });
    await expect.element(page.getByText('Guests: 2', { exact: true })).toBeVisible();
    expect(box.querySelectorAll('dl dd')).toHaveLength(2);
  });

  it('says the sum of what is stacked', async () => {
    mount(<Chart spec={{ ...BARS, kind: 'stacked', published: [] }} fileName="x" />);
    await expect
      .element(reading(BARS.title))
      .toHaveAttribute(
        'aria-valuetext',
        'Path: one link; XenServer 6.2: 1 GB/s; XenServer 6.5: 1.5 GB/s; Sum: 2.5 GB/s',
      );
  });

  it('marks what was published by letter and shape, and lists where', async () => {
    const box = mount(<Chart spec={LINES} fileName="x" />);
    const list = page.getByRole('list', { name: 'Published figures: Throughput by guests' });
    await expect.element(list.getByText('tapdisk2: 4 GB/s')).toBeVisible();
    await expect.element(list.getByText('A talk, 2015')).toBeVisible();
    await expect.element(reading(LINES.title)).toBeVisible();
    const letters = [...drawing(box).querySelectorAll('text')].map((text) => text.textContent);
    expect(letters).toEqual(expect.arrayContaining(['A', 'B']));
    // The dotted line is of its series' hue; the band of a place has two caps and a stem.
    expect(strokes(box, 'path[stroke-dasharray="1.5 4"]').length).toBe(1);
    expect(drawing(box).querySelector('path[stroke-dasharray="1.5 4"]')?.parentElement?.getAttribute('stroke')).toBe(
      'var(--series-1)',
    );
  });

  it('takes a series out of the drawing, but never the last', async () => {
    const box = mount(<Chart spec={LINES} fileName="x" />);
    await expect.element(reading(LINES.title)).toBeVisible();
    await page.getByRole('button', { name: 'tapdisk2' }).click();
    await expect.element(page.getByRole('button', { name: 'tapdisk2' })).toHaveAttribute('aria-pressed', 'false');
    // The other keeps its hue, and what was published of the hidden one is hidden with it.
    await expect.poll(() => strokes(box, '.recharts-line-curve')).toEqual(['var(--series-2)']);
    expect(drawing(box).querySelectorAll('path[stroke-dasharray="1.5 4"]')).toHaveLength(0);
    await expect.element(page.getByRole('button', { name: 'tapdisk3' })).toBeDisabled();
  });

  it('shows its figures as a table', async () => {
    mount(<Chart spec={LINES} fileName="x" />);
    await page.getByRole('button', { name: 'Show as a table' }).click();
    const table = page.getByRole('table');
    await expect.element(table.getByRole('columnheader', { name: 'tapdisk3' })).toBeVisible();
    expect(table.element().querySelectorAll('tbody tr')).toHaveLength(3);
    await expect.element(table.getByRole('row', { name: '3 4 9' })).toBeVisible();
    await page.getByRole('button', { name: 'Show as a drawing' }).click();
    await expect.element(reading(LINES.title)).toBeVisible();
  });

  it('gives series of one name one look beside another chart', async () => {
    const alone = { ...LINES, series: LINES.series.slice(1), published: [] };
    const box = mount(<Chart spec={alone} frame={frameOf([LINES, alone])} fileName="x" />);
    await expect.element(reading(LINES.title)).toBeVisible();
    expect(strokes(box, '.recharts-line-curve')).toEqual(['var(--series-2)']);
  });

  it('draws more series than there are hues with dashes', async () => {
    const series = Array.from({ length: 7 }, (_, at) => ({
      id: `s${at}`,
      name: `series ${at}`,
      points: [1, 2].map((x) => ({ x, y: x + at * 2 })),
    }));
    const box = mount(<Chart spec={{ ...LINES, series, published: [] }} fileName="x" />);
    await expect.element(reading(LINES.title)).toBeVisible();
    const dashes = [...drawing(box).querySelectorAll('.recharts-line-curve')].map((line) =>
      line.getAttribute('stroke-dasharray'),
    );
    expect(dashes).toEqual([null, null, null, null, null, '7 4', '7 4']);
  });

  it('lays bars down when their names are long', async () => {
    const names = ['a rather long name of a path', 'another name that is as long', 'and a third of the same kind'];
    const series = [{ id: 'a', name: 'a', points: names.map((x, at) => ({ x, y: at + 1 })) }];
    const box = mount(<Chart spec={{ ...BARS, series, published: [] }} fileName="x" />, { width: '420px' });
    await expect.element(reading(BARS.title)).toBeVisible();
    const bars = [...drawing(box).querySelectorAll('.recharts-bar-rectangle path')].map((bar) =>
      bar.getBoundingClientRect(),
    );
    expect(bars.map(({ width, height }) => width > height)).toEqual([true, true, true]);
  });

  it.each([LINES, BARS, { ...BARS, kind: 'stacked' as const }])(
    'is accessible, also as a table: $kind',
    async (spec) => {
      const box = mount(<Chart spec={spec} subtitle="As given" fileName="x" />);
      await expect.element(reading(`${spec.title}, As given`)).toBeVisible();
      expect(await accessibilityProblems(box)).toEqual([]);
      await page.getByRole('button', { name: 'Show as a table' }).click();
      expect(await accessibilityProblems(box)).toEqual([]);
    },
  );
});

describe('charts on one page', () => {
  it('are drawn when they come near what is in sight', async () => {
    const other = { ...LINES, title: 'Far below' };
    const box = mount(
      <div style={{ height: '400px', overflow: 'auto' }}>
        <Chart spec={LINES} fileName="x" />
        <div style={{ height: '3000px' }} />
        <Chart spec={other} fileName="y" />
      </div>,
    );
    await expect.element(reading(LINES.title)).toBeVisible();
    // Its place is kept, and all that does not need the drawing is there.
    expect(box.querySelectorAll('svg.recharts-surface')).toHaveLength(1);
    expect(page.getByRole('figure', { name: 'Far below' }).element().clientHeight).toBeGreaterThan(288);
    page.getByRole('figure', { name: 'Far below' }).element().scrollIntoView();
    await expect.element(reading('Far below')).toBeVisible();
  });
});

describe('a file of a chart', () => {
  it('is a picture at twice the size on the ground of the theme, with all its words', async () => {
    document.documentElement.dataset['theme'] = 'dark';
    const files = caughtFiles();
    mount(<Chart spec={LINES} fileName="guests" />);
    await expect.element(reading(LINES.title)).toBeVisible();
    await page.getByRole('button', { name: 'Save picture (PNG)' }).click();
    await expect.poll(() => files.length).toBe(1);
    delete document.documentElement.dataset['theme'];
    const [file] = files;
    if (file === undefined) throw new Error('no file');
    expect(file.name).toBe('guests.png');
    const picture = await createImageBitmap(await file.content);
    expect(picture.width).toBeGreaterThan(1400);
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const pen = canvas.getContext('2d');
    pen?.drawImage(picture, 0, 0);
    const { data = new Uint8ClampedArray() } = pen?.getImageData(0, 0, picture.width, picture.height) ?? {};
    const colours = new Set<string>();
    for (let at = 0; at < data.length; at += 4) colours.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
    // The ground, the hues of both series, the colour of the words.
    for (const colour of ['21,25,26', '86,180,233', '230,159,0', '228,233,234']) expect(colours).toContain(colour);
  });

  it('is a table of its figures', async () => {
    const files = caughtFiles();
    mount(<Chart spec={LINES} fileName="guests" />);
    await page.getByRole('button', { name: 'Save figures (CSV)' }).click();
    await expect.poll(() => files.length).toBe(1);
    const [file] = files;
    expect(file?.name).toBe('guests.csv');
    expect(await (await file?.content)?.text()).toContain('measured,tapdisk3,3,9,,');
  });
});
