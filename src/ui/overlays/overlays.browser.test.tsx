import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { Button } from '../actions/button';
import { Select } from '../forms/select';
import { accessibilityProblems } from '../testing/axe';
import { mount } from '../testing/mount';
import { ConfirmDialog } from './confirm-dialog';
import { Dialog } from './dialog';
import { Palette } from './palette';
import type { PaletteGroup } from './palette-rows';

describe('a dialog', () => {
  function Sample() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <Button onPress={() => setOpen(true)}>Rename…</Button>
        <Dialog
          open={open}
          onClose={() => setOpen(false)}
          title="Rename"
          footer={<Button onPress={() => setOpen(false)}>Cancel</Button>}
        >
          <input aria-label="Name" />
        </Dialog>
      </>
    );
  }

  it('keeps the focus inside, closes with Escape and gives the focus back to what opened it', async () => {
    mount(<Sample />);
    await page.getByRole('button', { name: 'Rename…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rename' });
    await expect.element(dialog).toBeVisible();
    for (let step = 0; step < 5; step++) {
      await userEvent.tab();
      expect(dialog.element().contains(document.activeElement)).toBe(true);
    }
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog).not.toBeInTheDocument();
    await expect.element(page.getByRole('button', { name: 'Rename…' })).toHaveFocus();
  });

  it('has nothing that axe objects to', async () => {
    mount(<Sample />);
    await page.getByRole('button', { name: 'Rename…' }).click();
    await expect.element(page.getByRole('dialog')).toBeVisible();
    expect(await accessibilityProblems(page.getByRole('dialog').element())).toEqual([]);
  });

  it('adds no style element to the page', async () => {
    const before = document.querySelectorAll('style').length;
    mount(<Sample />);
    await page.getByRole('button', { name: 'Rename…' }).click();
    await expect.element(page.getByRole('dialog')).toBeVisible();
    expect(document.querySelectorAll('style').length).toBe(before);
  });
});

describe('a list in a form', () => {
  it('lets Enter go on from it while it is closed, and Escape close it alone', async () => {
    const told: string[] = [];
    function Form() {
      const [value, setValue] = useState('a');
      return (
        <Dialog
          open
          onClose={() => told.push('closed')}
          onSubmit={() => told.push(`submitted ${value}`)}
          title="Choose"
          footer={<Button type="submit">Next</Button>}
        >
          <Select
            label="Letter"
            options={[
              { value: 'a', label: 'A' },
              { value: 'b', label: 'B' },
            ]}
            value={value}
            onChange={setValue}
          />
        </Dialog>
      );
    }
    mount(<Form />);
    const select = page.getByRole('combobox', { name: 'Letter' });
    select.element().focus();
    await userEvent.keyboard('{Enter}');
    expect(told).toEqual(['submitted a']);
    await userEvent.keyboard(' {ArrowDown}{Escape}');
    await expect.element(select).toHaveFocus();
    expect(told).toEqual(['submitted a']);
    await userEvent.keyboard(' {ArrowDown}{Enter}');
    await expect.element(select).toHaveValue('b');
    await userEvent.keyboard('{Enter}');
    expect(told).toEqual(['submitted a', 'submitted b']);
    await userEvent.keyboard('{Escape}');
    expect(told.at(-1)).toBe('closed');
  });
});

describe('a confirmation that asks for the name', () => {
  it('does nothing until the name is typed, and then names its verb', async () => {
    let confirmed = 0;
    mount(
      <ConfirmDialog
        open
        onClose={() => undefined}
        onConfirm={() => confirmed++}
        title="Delete erp-db?"
        verb="Delete VM"
        danger
        typed={{ text: 'erp-db', label: 'Type erp-db to confirm', hint: 'Type the name first.' }}
      >
        This cannot be undone.
      </ConfirmDialog>,
    );
    const field = page.getByLabelText('Type erp-db to confirm');
    await expect.element(field).toHaveFocus();
    await userEvent.keyboard('erp{Enter}');
    expect(confirmed).toBe(0);
    await expect
      .element(page.getByRole('button', { name: 'Delete VM' }))
      .toHaveAccessibleDescription('Type the name first.');
    await userEvent.keyboard('-db{Enter}');
    expect(confirmed).toBe(1);
  });
});

describe('a palette', () => {
  const chosen: string[] = [];
  const groups: readonly PaletteGroup[] = [
    {
      id: 'commands',
      label: 'Commands',
      items: [
        { id: 'start', label: 'Start', disabledReason: 'It is running already.' },
        { id: 'stop', label: 'Shut down' },
      ],
    },
    {
      id: 'objects',
      label: 'Objects',
      items: Array.from({ length: 200 }, (_, at) => ({ id: `vm-${at}`, label: `vm-${at}` })),
    },
  ];

  function Sample() {
    const [query, setQuery] = useState('');
    return (
      <Palette
        open
        onClose={() => undefined}
        label="Commands"
        placeholder="Search"
        query={query}
        onQueryChange={setQuery}
        groups={groups.map((group) => ({ ...group, items: group.items.filter((item) => item.label.includes(query)) }))}
        onChoose={(id) => chosen.push(id)}
        empty="Nothing found"
      />
    );
  }

  it('shows at most 50 rows and says how many more there are', async () => {
    mount(<Sample />);
    await expect.element(page.getByText('152 more: type to narrow down')).toBeVisible();
    expect(page.getByRole('option').elements()).toHaveLength(50);
  });

  it('keeps the focus in the field while arrows move through the list; a row with a reason is not chosen', async () => {
    chosen.length = 0;
    mount(<Sample />);
    const field = page.getByRole('combobox');
    await expect.element(field).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(chosen).toEqual([]);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(chosen).toEqual(['stop']);
    await expect.element(field).toHaveFocus();
  });

  it('starts at the best hit again after every letter', async () => {
    mount(<Sample />);
    await expect.element(page.getByRole('combobox')).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}vm-1');
    const active = page.getByRole('combobox').element().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(active)?.textContent).toBe('vm-1');
  });

  it('has nothing that axe objects to', async () => {
    mount(<Sample />);
    await expect.element(page.getByRole('combobox')).toHaveFocus();
    expect(await accessibilityProblems(page.getByRole('dialog').element())).toEqual([]);
  });
});
