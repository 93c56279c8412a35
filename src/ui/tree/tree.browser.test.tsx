import { useMemo, useRef, useState } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../testing/axe';
import { mount } from '../testing/mount';
import { largeTree } from '../gallery/samples';
import type { TreeRow } from './rows';
import { Tree } from './tree';
import type { RowMenuRequest, TreeHandle } from './tree';

interface Node {
  name: string;
  children?: Node[];
}

const POOL: Node[] = [
  {
    name: 'pool',
    children: [
      { name: 'alpha', children: [{ name: 'web-1' }, { name: 'web-2' }, { name: 'db' }] },
      { name: 'beta', children: [{ name: 'cache' }] },
      { name: 'storage' },
    ],
  },
];

function flatten(nodes: readonly Node[], expanded: ReadonlySet<string>, level = 1): TreeRow[] {
  return nodes.flatMap((node, index) => {
    const row: TreeRow = {
      key: node.name,
      level,
      label: node.name,
      expandable: node.children !== undefined,
      expanded: expanded.has(node.name),
      posInSet: index + 1,
      setSize: nodes.length,
      glyph: { kind: 'vm', state: 'running' },
    };
    return row.expanded ? [row, ...flatten(node.children ?? [], expanded, level + 1)] : [row];
  });
}

interface Seen {
  activated: string[];
  renamed: string[];
  menus: RowMenuRequest[];
}

const POOL_OPEN = ['pool'];

function Sample({ seen, open = POOL_OPEN }: { seen?: Seen; open?: readonly string[] }) {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set(open));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => flatten(POOL, expanded), [expanded]);
  return (
    <Tree
      label="Sample"
      rows={rows}
      selectedKeys={selected}
      onSelectionChange={setSelected}
      onExpand={(keys, isOpen) => {
        const next = new Set(expanded);
        for (const key of keys) {
          if (isOpen) next.add(key);
          else next.delete(key);
        }
        setExpanded(next);
      }}
      onActivate={(key) => seen?.activated.push(key)}
      onRename={(key) => seen?.renamed.push(key)}
      onContextMenu={(request) => seen?.menus.push(request)}
    />
  );
}

const tree = () => page.getByRole('tree').element() as HTMLElement;
const labels = () => [...tree().querySelectorAll('[role=treeitem]')].map((row) => row.textContent);
const selected = () => [...tree().querySelectorAll('[aria-selected=true]')].map((row) => row.textContent);
const active = () => document.getElementById(tree().getAttribute('aria-activedescendant') ?? '')?.textContent;

async function press(keys: string): Promise<void> {
  await userEvent.keyboard(keys);
}

function emptySeen(): Seen {
  return { activated: [], renamed: [], menus: [] };
}

describe('the keyboard of a tree', () => {
  it('moves and selects with the arrows, and jumps with Home and End', async () => {
    mount(<Sample />);
    tree().focus();
    await press('{ArrowDown}{ArrowDown}');
    expect(active()).toBe('beta');
    expect(selected()).toEqual(['beta']);
    await press('{End}');
    expect(selected()).toEqual(['storage']);
    await press('{Home}');
    expect(selected()).toEqual(['pool']);
    await press('{ArrowUp}');
    expect(active()).toBe('pool');
  });

  it('opens with Right and steps in, closes with Left and steps out', async () => {
    mount(<Sample />);
    tree().focus();
    await press('{ArrowDown}{ArrowRight}');
    expect(labels()).toEqual(['pool', 'alpha', 'web-1', 'web-2', 'db', 'beta', 'storage']);
    await press('{ArrowRight}');
    expect(active()).toBe('web-1');
    await press('{ArrowLeft}');
    expect(active()).toBe('alpha');
    await press('{ArrowLeft}');
    expect(labels()).toEqual(['pool', 'alpha', 'beta', 'storage']);
    await press('{ArrowLeft}');
    expect(active()).toBe('pool');
  });

  it('opens all siblings with the asterisk', async () => {
    mount(<Sample />);
    tree().focus();
    await press('{ArrowDown}*');
    expect(labels()).toEqual(['pool', 'alpha', 'web-1', 'web-2', 'db', 'beta', 'cache', 'storage']);
  });

  it('selects ranges with Shift from where the movement began', async () => {
    mount(<Sample open={['pool', 'alpha']} />);
    tree().focus();
    await press('{ArrowDown}{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(selected()).toEqual(['web-1', 'web-2', 'db']);
    await press('{Shift>}{ArrowUp}{/Shift}');
    expect(selected()).toEqual(['web-1', 'web-2']);
  });

  it('moves without selecting while Ctrl is held, and Ctrl with Space adds', async () => {
    mount(<Sample open={['pool', 'alpha']} />);
    tree().focus();
    await press('{ArrowDown}{Control>}{ArrowDown}{ArrowDown}{/Control}');
    expect(active()).toBe('web-2');
    expect(selected()).toEqual(['alpha']);
    await press('{Control>} {/Control}');
    expect(selected()).toEqual(['alpha', 'web-2']);
  });

  it('finds rows by their first letters, and steps through them with the same letter', async () => {
    mount(<Sample open={['pool', 'alpha']} />);
    tree().focus();
    await press('web-2');
    expect(active()).toBe('web-2');
  });

  it('activates with Enter, renames with F2, asks for a menu with Shift+F10', async () => {
    const seen = emptySeen();
    mount(<Sample seen={seen} />);
    tree().focus();
    await press('{ArrowDown}{Enter}{F2}{Shift>}{F10}{/Shift}');
    expect(seen.activated).toEqual(['alpha']);
    expect(seen.renamed).toEqual(['alpha']);
    expect(seen.menus).toHaveLength(1);
    const [menu] = seen.menus;
    const row = document.getElementById(tree().getAttribute('aria-activedescendant') ?? '')!.getBoundingClientRect();
    expect(menu?.key).toBe('alpha');
    expect(menu?.point.y).toBe(row.bottom);
  });
});

describe('the pointer on a tree', () => {
  it('selects, adds with Ctrl, and selects ranges with Shift', async () => {
    mount(<Sample open={['pool', 'alpha']} />);
    await page.getByRole('treeitem', { name: 'web-1' }).click();
    await page.getByRole('treeitem', { name: 'beta' }).click({ modifiers: ['Control'] });
    expect(selected()).toEqual(['web-1', 'beta']);
    await page.getByRole('treeitem', { name: 'alpha' }).click();
    await page.getByRole('treeitem', { name: 'db' }).click({ modifiers: ['Shift'] });
    expect(selected()).toEqual(['alpha', 'web-1', 'web-2', 'db']);
  });

  it('opens with the arrow without selecting', async () => {
    mount(<Sample />);
    const row = page.getByRole('treeitem', { name: 'alpha' }).element();
    await userEvent.click(row.querySelector('[data-twist]')!);
    expect(labels()).toContain('web-1');
    expect(selected()).toEqual([]);
  });

  it('activates with a double click', async () => {
    const seen = emptySeen();
    mount(<Sample seen={seen} />);
    await page.getByRole('treeitem', { name: 'storage' }).dblClick();
    expect(seen.activated).toEqual(['storage']);
  });

  it('asks for a menu about the selection when the row belongs to it, else about the row alone', async () => {
    const seen = emptySeen();
    mount(<Sample seen={seen} open={['pool', 'alpha']} />);
    await page.getByRole('treeitem', { name: 'web-1' }).click();
    await page.getByRole('treeitem', { name: 'web-2' }).click({ modifiers: ['Shift'] });
    await page.getByRole('treeitem', { name: 'web-1' }).click({ button: 'right' });
    await page.getByRole('treeitem', { name: 'db' }).click({ button: 'right' });
    expect(seen.menus.map((menu) => [...menu.keys])).toEqual([['web-1', 'web-2'], ['db']]);
    expect(selected()).toEqual(['db']);
  });
});

describe('a tree of 10,000 VMs, all open', () => {
  function Large({ handle }: { handle: (tree: TreeHandle) => void }) {
    const [rows] = useState(() => largeTree(10_000));
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
    const ref = useRef<TreeHandle>(null);
    return (
      <Tree
        ref={(tree) => {
          ref.current = tree;
          if (tree !== null) handle(tree);
        }}
        label="Large"
        rows={rows}
        selectedKeys={chosen}
        onSelectionChange={setChosen}
        onExpand={() => undefined}
      />
    );
  }

  it('keeps fewer than 1,500 elements in the page', () => {
    const box = mount(<Large handle={() => undefined} />, { height: '1080px' });
    expect(box.querySelectorAll('*').length).toBeLessThan(1500);
    expect(box.querySelectorAll('[role=treeitem]').length).toBeGreaterThan(40);
  });

  it('reveals a row by its key and keeps it mounted as the active one while it is scrolled away', async () => {
    let handle: TreeHandle | undefined;
    mount(<Large handle={(tree) => (handle = tree)} />);
    handle?.scrollToKey('vm-7321');
    await expect.element(page.getByRole('treeitem', { name: 'vm-7321' })).toBeInTheDocument();
    expect(active()).toContain('vm-7321');
    tree().scrollTop = 0;
    await expect.element(page.getByRole('treeitem', { name: 'Scale' })).toBeInTheDocument();
    expect(active()).toContain('vm-7321');
  });

  it('says the place of each row among its siblings, though most are not in the page', () => {
    mount(<Large handle={() => undefined} />);
    const row = page.getByRole('treeitem', { name: /server-1/ }).element();
    expect(row.getAttribute('aria-level')).toBe('2');
    expect(row.getAttribute('aria-posinset')).toBe('1');
    expect(row.getAttribute('aria-setsize')).toBe('64');
  });

  it('renders one changed row without rendering the others', async () => {
    const all = largeTree(10_000);
    function Live() {
      const [rows, setRows] = useState<readonly TreeRow[]>(all);
      const change = () => setRows(rows.map((row) => (row.key === 'vm-3' ? { ...row, label: 'renamed' } : row)));
      return (
        <>
          <button type="button" onClick={change}>
            Change
          </button>
          <Tree
            label="Live"
            rows={rows}
            selectedKeys={new Set()}
            onSelectionChange={() => undefined}
            onExpand={() => undefined}
          />
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

describe('dragging rows onto rows', () => {
  it('carries the selection, marks rows that would take it, and drops only there', async () => {
    const drops: string[] = [];
    const rows = flatten(POOL, new Set(['pool', 'alpha']));
    mount(
      <Tree
        label="Sample"
        rows={rows}
        selectedKeys={new Set(['web-1', 'web-2'])}
        onSelectionChange={() => undefined}
        onExpand={() => undefined}
        dragging={{
          start: (keys) => ({ type: 'application/x-sample', text: [...keys].join(' ') }),
          accepts: (key) => key === 'beta',
          refusal: (key) => (key === 'storage' ? 'It is full.' : null),
          drop: (key, data) => drops.push(`${data.getData('application/x-sample')} on ${key ?? 'nothing'}`),
        }}
      />,
    );
    const row = (name: string) => page.getByRole('treeitem', { name }).element();
    const dataTransfer = new DataTransfer();
    const send = (type: string, name: string) =>
      row(name).dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    const press = (name: string) => row(name).dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
    // What came to lie where another row was pressed is not meant.
    press('beta');
    expect(send('dragstart', 'web-1')).toBe(false);
    press('web-1');
    expect(send('dragstart', 'web-1')).toBe(true);
    expect(send('dragover', 'storage')).toBe(true);
    await expect.element(page.getByRole('status')).toHaveTextContent('It is full.');
    expect(send('dragover', 'beta')).toBe(false);
    await expect.element(page.getByRole('status')).not.toBeInTheDocument();
    send('drop', 'storage');
    send('drop', 'beta');
    expect(drops).toEqual(['web-1 web-2 on beta']);
  });

  it('offers the space below the rows to who takes things there', async () => {
    const drops: (string | null)[] = [];
    mount(
      <Tree
        label="Sample"
        rows={flatten(POOL, new Set(['pool']))}
        selectedKeys={new Set(['alpha'])}
        onSelectionChange={() => undefined}
        onExpand={() => undefined}
        dragging={{
          start: (keys) => ({ type: 'application/x-sample', text: [...keys].join(' ') }),
          accepts: (key) => key === null,
          drop: (key) => drops.push(key),
        }}
      />,
    );
    const tree = page.getByRole('tree').element();
    const dataTransfer = new DataTransfer();
    const send = (type: string) =>
      tree.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    expect(send('dragover')).toBe(false);
    await expect.poll(() => getComputedStyle(tree).outlineStyle).toBe('solid');
    send('drop');
    expect(drops).toEqual([null]);
    await expect.poll(() => getComputedStyle(tree).outlineStyle).toBe('none');
  });
});

it('has nothing that axe objects to', async () => {
  const box = mount(<Sample open={['pool', 'alpha']} />);
  expect(await accessibilityProblems(box)).toEqual([]);
});

it('cuts long names at their end, whichever way they are read', () => {
  const label = 'שרת ויקי של צוות הפיתוח';
  const row = { key: 'vm', level: 1, label, expandable: false, expanded: false, posInSet: 1, setSize: 1 };
  mount(
    <Tree
      label="Names"
      rows={[row]}
      selectedKeys={new Set()}
      onSelectionChange={() => undefined}
      onExpand={() => undefined}
    />,
  );
  const name = page.getByText(label).element();
  expect(getComputedStyle(name).direction).toBe('rtl');
});
