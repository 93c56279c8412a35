import { useState } from 'react';
import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../../ui/testing/axe';
import { mountTab } from '../../fixtures/mount-tab';
import { makePool } from '../../fixtures/pools';
import { useConnection } from '../../../xapi/cache/connection-context';
import type { Choice, Field, Input } from '../command';
import { FieldControl } from './field-control';

const choices = Array.from({ length: 1000 }, (_, at): Choice => ({
  key: `key${at}`,
  label: `net-${String(at).padStart(4, '0')}`,
  detail: '',
  reason: null,
}));

let answer: Input[string];

function Form({ field, initial }: { readonly field: Field; readonly initial: Input[string] }) {
  const [value, setValue] = useState(initial);
  const change = (next: Input[string]): void => {
    answer = next;
    setValue(next);
  };
  return (
    <FieldControl
      field={field}
      value={value}
      onChange={change}
      connection={useConnection()}
      vm={null}
      error={null}
      autoFocus
    />
  );
}

const mount = (field: Field, initial: Input[string]) =>
  mountTab(<Form field={field} initial={initial} />, makePool({ hosts: 1, vms: 1 }));

it('shows the one that is chosen of a thousand, wherever it is in the list', async () => {
  mount({ kind: 'choice', id: 'n', label: 'Network', initial: '', choices, checksServers: false }, 'key777');
  const chosen = page.getByRole('radio', { name: 'net-0777' });
  await expect.element(chosen).toBeChecked();
  await expect.element(chosen).toHaveFocus();
  await expect.element(page.getByText('and 800 more')).toBeVisible();
  // Lines stay where they are while one of them is chosen.
  await page.getByRole('radio', { name: 'net-0003' }).click();
  await expect.element(chosen).not.toBeChecked();
  await page.getByRole('searchbox', { name: 'Filter' }).fill('0999');
  await expect.element(page.getByRole('radio')).toHaveLength(1);
  await userEvent.keyboard('{ArrowDown}');
  expect(answer).toBe('key999');
  await page.getByRole('searchbox', { name: 'Filter' }).fill('');
  await expect.element(page.getByRole('radio', { name: 'net-0999' })).toBeChecked();
});

it('reaches every one of a thousand that can be ticked, and those that a filter leaves together', async () => {
  const items = choices.map((choice, at) => (at === 905 ? { ...choice, reason: 'It is in use.' } : choice));
  mount({ kind: 'checklist', id: 'n', label: 'Networks', items, initial: [], empty: '' }, ['key5', 'key800', 'key905']);
  await expect.element(page.getByText(/^3 of 1\D?000 chosen$/)).toBeVisible();
  await expect.element(page.getByRole('checkbox', { name: 'net-0800' })).toBeChecked();
  await page.getByRole('searchbox', { name: 'Filter' }).fill('net-09');
  await expect.element(page.getByRole('checkbox')).toHaveLength(100);
  await userEvent.keyboard('{ArrowDown} ');
  await expect.element(page.getByRole('checkbox', { name: 'net-0900' })).toBeChecked();
  expect(await accessibilityProblems(document.body)).toEqual([]);
  await page.getByRole('button', { name: 'Choose all that match' }).click();
  expect(answer).toHaveLength(102);
  await page.getByRole('button', { name: 'Choose none that match' }).click();
  // What cannot be changed stays as it is.
  expect(answer).toEqual(['key5', 'key800', 'key905']);
  await page.getByRole('searchbox', { name: 'Filter' }).fill('nothing of the kind');
  await expect.element(page.getByText('Nothing matches the filter.')).toBeVisible();
});

it('takes an amount with its unit, as amounts are shown', async () => {
  mount({ kind: 'size', id: 'n', label: 'Memory', initialBytes: 2 ** 30, problem: () => null }, String(2 ** 30));
  const field = page.getByRole('textbox', { name: 'Memory' });
  await expect.element(field).toHaveValue('1');
  await field.fill('1.5 TiB');
  await expect.element(field).toHaveValue('1.5');
  await expect.element(page.getByRole('combobox', { name: 'Unit of: Memory' })).toHaveValue('TiB');
  expect(answer).toBe(String(1.5 * 2 ** 40));
  await field.fill('512mib');
  expect(answer).toBe(String(2 ** 29));
  await field.fill('some GiB');
  expect(answer).toBe('NaN');
});
