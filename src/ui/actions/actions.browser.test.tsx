import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../testing/axe';
import { mount } from '../testing/mount';
import { Button, IconButton } from './button';
import { ContextMenu } from './context-menu';
import type { MenuEntry } from './menu';
import { MenuButton } from './menu-button';
import { Toolbar } from './toolbar';

describe('a button with a reason against it', () => {
  it('can be reached by Tab, says that it is disabled and why, and does nothing', async () => {
    let presses = 0;
    mount(
      <Button onPress={() => presses++} disabledReason="The VM is running already.">
        Start
      </Button>,
    );
    await userEvent.tab();
    const button = page.getByRole('button', { name: 'Start' });
    await expect.element(button).toHaveFocus();
    await expect.element(button).toHaveAttribute('aria-disabled', 'true');
    await expect.element(button).toHaveAccessibleDescription('The VM is running already.');
    await userEvent.keyboard('{Enter} ');
    await button.click({ force: true });
    expect(presses).toBe(0);
  });

  it('shows the reason as a tooltip when it gets the keyboard focus', async () => {
    mount(<Button disabledReason="No server has enough memory.">Start</Button>);
    await userEvent.tab();
    await expect.element(page.getByRole('tooltip')).toHaveTextContent('No server has enough memory.');
  });

  it('works again once the reason is gone', async () => {
    let presses = 0;
    function Sample() {
      const [reason, setReason] = useState<string | null>('Not now.');
      return (
        <>
          <Button onPress={() => setReason(null)}>Allow</Button>
          <Button onPress={() => presses++} disabledReason={reason}>
            Start
          </Button>
        </>
      );
    }
    mount(<Sample />);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('button', { name: 'Start' }).click();
    expect(presses).toBe(1);
  });
});

const chosen: string[] = [];
const ENTRIES: readonly MenuEntry[] = [
  { id: 'start', label: 'Start', disabledReason: 'It is running already.', onAction: () => chosen.push('start') },
  { id: 'stop', label: 'Shut down', shortcut: 'Ctrl+E', onAction: () => chosen.push('stop') },
  { kind: 'separator', id: 'line' },
  {
    kind: 'submenu',
    id: 'migrate',
    label: 'Migrate to server',
    items: [{ id: 'beta', label: 'beta', onAction: () => chosen.push('beta') }],
  },
];

describe('a menu', () => {
  it('opens by keyboard, reads reasons, acts, and gives the focus back', async () => {
    chosen.length = 0;
    mount(<MenuButton label="VM" entries={ENTRIES} />);
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    const start = page.getByRole('menuitem', { name: 'Start' });
    await expect.element(start).toHaveFocus();
    await expect.element(start).toHaveAttribute('aria-disabled', 'true');
    await expect.element(start).toHaveAccessibleDescription('It is running already.');
    await userEvent.keyboard('{Enter}');
    await expect.element(start).toBeVisible();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(chosen).toEqual(['stop']);
    await expect.element(page.getByRole('button', { name: 'VM' })).toHaveFocus();
  });

  it('opens submenus with Right and closes everything after a choice', async () => {
    chosen.length = 0;
    mount(<MenuButton label="VM" entries={ENTRIES} />);
    await page.getByRole('button', { name: 'VM' }).click();
    await expect.element(page.getByRole('menuitem', { name: 'Start' })).toBeVisible();
    await userEvent.keyboard('m{ArrowRight}');
    await expect.element(page.getByRole('menuitem', { name: 'beta' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(chosen).toEqual(['beta']);
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  });

  it('shows submenus whole where two menus do not fit beside each other', async () => {
    await page.viewport(390, 844);
    const items = ['Restore the database of the pool from a file…', 'Rename…'].map((label) => ({
      id: label,
      label,
      onAction: () => undefined,
    }));
    const entries: readonly MenuEntry[] = [{ kind: 'submenu', id: 'pool', label: 'Everything about its pool', items }];
    mount(
      <div style={{ display: 'flex', justifyContent: 'flex-end' }}>
        <MenuButton label="VM" entries={entries} placement="bottom end" />
      </div>,
      { width: '390px' },
    );
    await page.getByRole('button', { name: 'VM' }).click();
    await page.getByRole('menuitem', { name: 'Everything about its pool' }).click();
    const item = page.getByRole('menuitem', { name: /^Restore/ });
    await expect.element(item).toBeVisible();
    const { left, right } = item.element().getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(390);
    await page.viewport(1280, 800);
  });

  it('has nothing that axe objects to while it is open', async () => {
    mount(<MenuButton label="VM" entries={ENTRIES} />);
    await page.getByRole('button', { name: 'VM' }).click();
    await expect.element(page.getByRole('menu')).toBeVisible();
    expect(await accessibilityProblems(page.getByRole('menu').element())).toEqual([]);
  });
});

describe('a context menu', () => {
  function Sample() {
    const [point, setPoint] = useState<{ x: number; y: number } | null>(null);
    return (
      <>
        <button
          type="button"
          onContextMenu={(event) => {
            event.preventDefault();
            setPoint({ x: event.clientX, y: event.clientY });
          }}
        >
          Target
        </button>
        <ContextMenu point={point} label="Actions for Target" entries={ENTRIES} onClose={() => setPoint(null)} />
      </>
    );
  }

  it('opens at the pointer and gives the focus back on Escape', async () => {
    mount(<Sample />);
    const target = page.getByRole('button', { name: 'Target' });
    (target.element() as HTMLElement).focus();
    await target.click({ button: 'right', position: { x: 10, y: 10 } });
    const menu = page.getByRole('menu', { name: 'Actions for Target' });
    await expect.element(menu).toBeVisible();
    const origin = target.element().getBoundingClientRect();
    const box = menu.element().parentElement!.getBoundingClientRect();
    expect(Math.abs(box.left - (origin.left + 10))).toBeLessThan(14);
    expect(Math.abs(box.top - (origin.top + 10))).toBeLessThan(6);
    await userEvent.keyboard('{Escape}');
    await expect.element(menu).not.toBeInTheDocument();
    await expect.element(target).toHaveFocus();
  });

  it('closes with its submenus after a choice in one, and stays when one is left', async () => {
    chosen.length = 0;
    mount(<Sample />);
    const target = page.getByRole('button', { name: 'Target' });
    (target.element() as HTMLElement).focus();
    await target.click({ button: 'right' });
    await expect.element(page.getByRole('menuitem', { name: 'Start' })).toBeVisible();
    await userEvent.keyboard('m{ArrowRight}');
    await expect.element(page.getByRole('menuitem', { name: 'beta' })).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(page.getByRole('menuitem', { name: 'Migrate to server' })).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('menuitem', { name: 'beta' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(chosen).toEqual(['beta']);
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
    await expect.element(target).toHaveFocus();
  });

  it('closes after a choice', async () => {
    chosen.length = 0;
    mount(<Sample />);
    await page.getByRole('button', { name: 'Target' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Shut down' }).click();
    expect(chosen).toEqual(['stop']);
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  });
});

describe('a toolbar', () => {
  it('moves between its buttons with Left and Right', async () => {
    mount(
      <Toolbar label="VM">
        <IconButton label="Back" icon={null} />
        <IconButton label="Forward" icon={null} disabledReason="Nothing there." />
        <IconButton label="Start" icon={null} />
      </Toolbar>,
    );
    (page.getByRole('button', { name: 'Back' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('button', { name: 'Forward' })).toHaveFocus();
    await userEvent.keyboard('{End}');
    await expect.element(page.getByRole('button', { name: 'Start' })).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('button', { name: 'Back' })).toHaveFocus();
  });
});
