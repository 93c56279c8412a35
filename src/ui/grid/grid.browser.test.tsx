import { useMemo, useState } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../testing/axe';
import { mount } from '../testing/mount';
import type { GridColumn, GridSort } from './columns';
import { Grid } from './grid';
import type { GridMenuRequest } from './grid';

interface Row {
  id: string;
  name: string;
  cpu: number;
}

const COLUMNS: readonly GridColumn<Row>[] = [
  { id: 'name', header: 'Name', width: 160, minWidth: 100, sortable: true, render: (row) => row.name },
  { id: 'cpu', header: 'CPU', width: 120, align: 'end', sortable: true, render: (row) => `${row.cpu} %` },
  { id: 'note', header: 'Note', width: 200, render: (row) => <a href={`#${row.id}`}>{row.id}</a> },
];

const rowKey = (row: Row): string => row.id;

function makeRows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `r${index}`,
    name: `vm-${index}`,
    cpu: (index * 37) % 100,
  }));
}

interface Seen {
  activated: string[];
  menus: GridMenuRequest[];
  headerMenus: number;
}

function Sample({ count = 20, seen, rows: given }: { count?: number; seen?: Seen; rows?: readonly Row[] }) {
  const [sort, setSort] = useState<GridSort>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => {
    const sorted = [...(given ?? makeRows(count))];
    if (sort?.column === 'cpu') sorted.sort((a, b) => (sort.direction === 'ascending' ? a.cpu - b.cpu : b.cpu - a.cpu));
    return sorted;
  }, [count, given, sort]);
  return (
    <Grid
      label="Sample"
      rows={rows}
      rowKey={rowKey}
      columns={COLUMNS}
      sort={sort}
      onSortChange={setSort}
      selectedKeys={selected}
      onSelectionChange={setSelected}
      onActivate={(key) => seen?.activated.push(key)}
      onContextMenu={(request) => seen?.menus.push(request)}
      onHeaderMenu={() => {
        if (seen !== undefined) seen.headerMenus++;
      }}
      empty="No rows"
    />
  );
}

const NONE: ReadonlySet<string> = new Set();

/** Its columns are in the order that a person gives them. */
function Ordered({ sort }: { sort?: readonly GridSort[] }) {
  const [columns, setColumns] = useState(COLUMNS);
  const [rows] = useState(() => makeRows(3));
  return (
    <Grid
      label="Ordered"
      rows={rows}
      rowKey={rowKey}
      columns={columns}
      sort={sort}
      selectedKeys={NONE}
      onSelectionChange={() => undefined}
      onMoveColumn={(from, to) => {
        const [moved] = columns.slice(from);
        if (moved) setColumns(columns.toSpliced(from, 1).toSpliced(to, 0, moved));
      }}
    />
  );
}

const grid = () => page.getByRole('grid').element() as HTMLElement;
const activeCell = () => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');
const selected = () => [...grid().querySelectorAll('[aria-selected=true]')].map((row) => row.getAttribute('data-key'));
const header = (name: string) => page.getByRole('columnheader', { name }).element() as HTMLElement;

function emptySeen(): Seen {
  return { activated: [], menus: [], headerMenus: 0 };
}

describe('the keyboard of a grid', () => {
  it('moves between cells with the arrows and selects the row it reaches', async () => {
    mount(<Sample />);
    grid().focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}');
    expect(activeCell()?.textContent).toBe('37 %');
    expect(selected()).toEqual(['r1']);
    await userEvent.keyboard('{Home}');
    expect(activeCell()?.textContent).toBe('vm-1');
    await userEvent.keyboard('{Control>}{End}{/Control}');
    expect(activeCell()?.textContent).toBe('vm-19');
  });

  it('reaches the header above the first row, and sorts there with Enter', async () => {
    mount(<Sample />);
    grid().focus();
    await userEvent.keyboard('{ArrowRight}{Enter}');
    expect(header('CPU').getAttribute('aria-sort')).toBe('ascending');
    expect(header('Name').getAttribute('aria-sort')).toBe('none');
    await userEvent.keyboard('{Enter}');
    expect(header('CPU').getAttribute('aria-sort')).toBe('descending');
    expect(header('Note').hasAttribute('aria-sort')).toBe(false);
  });

  it('resizes a column with Shift and the arrows, never below its smallest width', async () => {
    mount(<Sample />);
    grid().focus();
    await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
    expect(header('Name').offsetWidth).toBe(176);
    await userEvent.keyboard('{Shift>}{ArrowLeft}{ArrowLeft}{ArrowLeft}{ArrowLeft}{ArrowLeft}{ArrowLeft}{/Shift}');
    expect(header('Name').offsetWidth).toBe(100);
  });

  it('selects with Space, ranges with Shift, all with Ctrl+A', async () => {
    mount(<Sample count={5} />);
    grid().focus();
    await userEvent.keyboard('{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(selected()).toEqual(['r0', 'r1', 'r2']);
    await userEvent.keyboard(' ');
    expect(selected()).toEqual(['r0', 'r1']);
    await userEvent.keyboard('{Control>}a{/Control}');
    expect(selected()).toHaveLength(5);
  });

  it('activates with Enter and asks for menus of rows and of the header', async () => {
    const seen = emptySeen();
    mount(<Sample seen={seen} />);
    grid().focus();
    await userEvent.keyboard('{Shift>}{F10}{/Shift}{ArrowDown}{Enter}{Shift>}{F10}{/Shift}');
    expect(seen.headerMenus).toBe(1);
    expect(seen.activated).toEqual(['r0']);
    expect(seen.menus.map((menu) => menu.key)).toEqual(['r0']);
  });
});

describe('the pointer on a grid', () => {
  it('sorts by a press on the header', async () => {
    mount(<Sample />);
    await page.getByRole('button', { name: 'CPU' }).click();
    expect(header('CPU').getAttribute('aria-sort')).toBe('ascending');
  });

  it('resizes by dragging the edge of a header, and goes back with a double click', async () => {
    mount(<Sample />);
    const edge = header('Name').querySelector(':scope > [aria-hidden=true]') as HTMLElement;
    // Capture needs a pointer that exists; these events are made by hand.
    edge.setPointerCapture = () => undefined;
    const at = (type: string, clientX: number) =>
      edge.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX, button: 0, pointerId: 1 }));
    at('pointerdown', 160);
    at('pointermove', 210);
    at('pointerup', 210);
    await expect.poll(() => header('Name').offsetWidth).toBe(210);
    edge.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    await expect.poll(() => header('Name').offsetWidth).toBe(160);
  });

  it('puts columns in another order by dragging headers and by keyboard, all but the first', async () => {
    mount(<Ordered />);
    const order = () => [...grid().querySelectorAll('[role=columnheader]')].map((each) => each.textContent);
    const drag = (name: string, toX: number) => {
      const cell = header(name);
      cell.setPointerCapture = () => undefined;
      const left = grid().getBoundingClientRect().left;
      const at = (type: string, clientX: number, buttons = 1) =>
        cell.dispatchEvent(
          new PointerEvent(type, { bubbles: true, clientX, button: 0, buttons, pointerId: 1, pointerType: 'mouse' }),
        );
      at('pointerdown', cell.getBoundingClientRect().left + 10);
      at('pointermove', left + toX);
      return () => at('pointerup', left + toX, 0);
    };
    const drop = drag('CPU', 479);
    await expect.poll(() => header('CPU').className).toContain('moving');
    drop();
    await expect.poll(order).toEqual(['Name', 'Note', 'CPU']);
    // Nothing stands before what rows are called by.
    drag('CPU', 5)();
    await expect.poll(order).toEqual(['Name', 'CPU', 'Note']);
    grid().focus();
    await userEvent.keyboard('{ArrowRight}{Control>}{Shift>}{ArrowRight}{/Shift}{/Control}');
    await expect.poll(order).toEqual(['Name', 'Note', 'CPU']);
    expect(activeCell()?.textContent).toBe('CPU');
    await userEvent.keyboard('{Control>}{Shift>}{ArrowLeft}{ArrowLeft}{/Shift}{/Control}');
    await expect.poll(order).toEqual(['Name', 'CPU', 'Note']);
    expect(header('CPU').getAttribute('aria-sort')).toBe('none');
  });

  it('tells which of several columns decides first', () => {
    const two = ['cpu', 'name'].map((column) => ({ column, direction: 'descending' as const }));
    mount(<Ordered sort={two} />);
    expect(['Name', 'CPU'].map((name) => header(name).textContent)).toEqual(['Name2', 'CPU1']);
    expect(['Name', 'CPU'].map((name) => header(name).getAttribute('aria-sort'))).toEqual(['none', 'descending']);
  });

  it('leaves links in cells to themselves', async () => {
    mount(<Sample />);
    await page.getByRole('link', { name: 'r2' }).click();
    expect(selected()).toEqual([]);
  });
});

describe('a grid of 10,000 rows', () => {
  it('names the full number of rows and the true index of each, with few of them in the page', async () => {
    const box = mount(<Sample count={10_000} />);
    expect(grid().getAttribute('aria-rowcount')).toBe('10001');
    expect(box.querySelectorAll('[role=row]').length).toBeLessThan(60);
    grid().focus();
    await userEvent.keyboard('{Control>}{End}{/Control}');
    await expect.element(page.getByText('vm-9999')).toBeInTheDocument();
    expect(activeCell()?.closest('[role=row]')?.getAttribute('aria-rowindex')).toBe('10001');
  });

  it('renders one changed row without touching the others', async () => {
    const all = makeRows(10_000);
    function Live() {
      const [rows, setRows] = useState<readonly Row[]>(all);
      const change = () => setRows(rows.map((row) => (row.id === 'r3' ? { ...row, name: 'renamed' } : row)));
      return (
        <>
          <button type="button" onClick={change}>
            Change
          </button>
          <Sample rows={rows} />
        </>
      );
    }
    const box = mount(<Live />);
    const touched: globalThis.Node[] = [];
    const observer = new MutationObserver((records) => touched.push(...records.map((record) => record.target)));
    observer.observe(box, { subtree: true, childList: true, attributes: true, characterData: true });
    await page.getByRole('button', { name: 'Change' }).click();
    await expect.element(page.getByText('renamed')).toBeInTheDocument();
    observer.disconnect();
    expect(touched).toHaveLength(1);
  });
});

it('keeps the first column in view when it scrolls sideways on a narrow window', async () => {
  mount(<Sample />, { width: '300px', height: '400px' });
  grid().scrollLeft = 120;
  await expect.poll(() => grid().scrollLeft).toBe(120);
  const cell = page.getByRole('rowheader', { name: 'vm-0' }).element();
  expect(cell.getBoundingClientRect().left).toBeCloseTo(grid().getBoundingClientRect().left, 0);
});

it('shows what the caller offers when there are no rows', async () => {
  mount(<Sample count={0} />);
  await expect.element(page.getByText('No rows')).toBeVisible();
});

it('has nothing that axe objects to', async () => {
  const box = mount(<Sample />);
  expect(await accessibilityProblems(box)).toEqual([]);
});
