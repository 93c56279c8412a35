import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../testing/axe';
import { mount } from '../testing/mount';
import { Checkbox, Switch } from './checkbox';
import { CheckboxGroup } from './checkbox-group';
import { NumberField } from './number-field';
import { SegmentedControl } from './radio-group';
import { SearchField } from './search-field';
import { Select } from './select';
import { TextField } from './text-field';

const OPTIONS = [
  { value: 'compact', label: 'Compact' },
  { value: 'cosy', label: 'Cosy' },
] as const;

function Memory({ onChange }: { onChange: (value: number) => void }) {
  const [value, setValue] = useState(8);
  return (
    <NumberField
      label="Memory"
      unit="GiB"
      min={1}
      max={16}
      value={value}
      onChange={(next) => {
        setValue(next);
        onChange(next);
      }}
    />
  );
}

function Releases({ seen }: { readonly seen: (readonly string[])[] }) {
  const [value, setValue] = useState<readonly string[]>(['6.5']);
  return (
    <CheckboxGroup
      label="Releases"
      needed="At least one is needed."
      options={['6.2', '6.5', '7.0'].map((each) => ({ value: each, label: each }))}
      value={value}
      onChange={(next) => {
        seen.push(next);
        setValue(next);
      }}
    />
  );
}

describe('a group of checkboxes', () => {
  it('answers in the order of its options, and keeps the last one with the reason', async () => {
    const seen: (readonly string[])[] = [];
    const box = mount(<Releases seen={seen} />);
    await expect.element(page.getByRole('group', { name: 'Releases' })).toBeVisible();
    await expect.element(page.getByRole('checkbox', { name: '6.5' })).toBeDisabled();
    await expect.element(page.getByText('At least one is needed.')).toBeVisible();
    await page.getByRole('checkbox', { name: '6.2' }).click();
    await page.getByRole('checkbox', { name: '6.5' }).click();
    await page.getByRole('checkbox', { name: '7.0' }).click();
    expect(seen).toEqual([['6.2', '6.5'], ['6.2'], ['6.2', '7.0']]);
    expect(await accessibilityProblems(box)).toEqual([]);
  });
});

describe('a number field', () => {
  it('steps with the arrow keys and stops at its limits', async () => {
    const seen: number[] = [];
    mount(<Memory onChange={(value) => seen.push(value)} />);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowUp}{PageUp}{ArrowUp}{ArrowDown}');
    expect(seen).toEqual([9, 16, 15]);
  });

  it('takes typed numbers at once and brings others to the nearest limit when it is left', async () => {
    const seen: number[] = [];
    mount(<Memory onChange={(value) => seen.push(value)} />);
    const field = page.getByRole('spinbutton', { name: 'Memory, GiB' });
    await field.fill('12');
    await field.fill('400');
    await userEvent.tab();
    expect(seen).toEqual([12, 16]);
    await expect.element(field).toHaveValue('16');
  });

  it('goes back to the last number when what was typed is none', async () => {
    const seen: number[] = [];
    mount(<Memory onChange={(value) => seen.push(value)} />);
    const field = page.getByRole('spinbutton');
    await field.fill('lots');
    await userEvent.tab();
    await expect.element(field).toHaveValue('8');
    expect(seen).toEqual([]);
  });
});

describe('a search field', () => {
  it('is cleared by Escape and by its button', async () => {
    function Sample() {
      const [value, setValue] = useState('web');
      return <SearchField label="Filter" value={value} onChange={setValue} />;
    }
    mount(<Sample />);
    const field = page.getByRole('searchbox', { name: 'Filter' });
    (field.element() as HTMLElement).focus();
    await userEvent.keyboard('{Escape}');
    await expect.element(field).toHaveValue('');
    await field.fill('db');
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.element(field).toHaveValue('');
    await expect.element(field).toHaveFocus();
  });
});

describe('choices', () => {
  it('change by keyboard and say their state', async () => {
    function Sample() {
      const [density, setDensity] = useState<'compact' | 'cosy'>('compact');
      const [on, setOn] = useState(false);
      return (
        <>
          <SegmentedControl label="Density" options={OPTIONS} value={density} onChange={setDensity} />
          <Select label="Rows" options={OPTIONS} value={density} onChange={setDensity} />
          <Switch checked={on} onChange={setOn}>
            Hidden objects
          </Switch>
        </>
      );
    }
    mount(<Sample />);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('radio', { name: 'Cosy' })).toBeChecked();
    await expect.element(page.getByRole('combobox', { name: 'Rows' })).toHaveValue('cosy');
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await expect.element(page.getByRole('switch', { name: 'Hidden objects' })).toBeChecked();
  });

  it('show when only a part is chosen', async () => {
    mount(
      <Checkbox checked={false} mixed onChange={() => undefined}>
        All disks
      </Checkbox>,
    );
    expect((page.getByRole('checkbox').element() as HTMLInputElement).indeterminate).toBe(true);
  });
});

it('shows a secret of several lines as dots, as one of one line', async () => {
  const box = mount(
    <>
      <TextField label="Key" type="password" rows={4} value={'first\nsecond'} onChange={() => undefined} />
      <TextField label="Certificate" rows={4} value="open" onChange={() => undefined} />
    </>,
  );
  const masked = (label: string): string =>
    getComputedStyle(page.getByLabelText(label).element()).getPropertyValue('-webkit-text-security');
  await expect.element(page.getByLabelText('Key')).toHaveValue('first\nsecond');
  expect([masked('Key'), masked('Certificate')]).toEqual(['disc', 'none']);
  expect(await accessibilityProblems(box)).toEqual([]);
});

it('ties what is wrong to the field it is about', async () => {
  const box = mount(
    <TextField label="Address" value="10.0.0.300" onChange={() => undefined} error="300 is too large." />,
  );
  const field = page.getByLabelText('Address');
  await expect.element(field).toHaveAccessibleDescription('300 is too large.');
  await expect.element(field).toHaveAttribute('aria-invalid', 'true');
  expect(await accessibilityProblems(box)).toEqual([]);
});
