import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { PropertyList } from '../display/property-list';
import { accessibilityProblems } from '../testing/axe';
import { mount } from '../testing/mount';
import { Splitter } from './splitter';
import { TabPanel, Tabs } from './tabs';

describe('tabs', () => {
  function Sample() {
    const [tab, setTab] = useState('general');
    return (
      <>
        <Tabs
          label="web-01"
          idPrefix="sample"
          selected={tab}
          onSelect={setTab}
          tabs={[
            { id: 'general', label: 'General', href: '#general' },
            { id: 'search', label: 'Search', href: '#search' },
          ]}
        />
        <TabPanel idPrefix="sample" selected={tab}>
          Content of {tab}
        </TabPanel>
      </>
    );
  }

  it('are chosen with the arrow keys, around the end, as one tab stop', async () => {
    const box = mount(<Sample />);
    await userEvent.tab();
    await expect.element(page.getByRole('tab', { name: 'General' })).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('tab', { name: 'Search' })).toHaveFocus();
    await expect.element(page.getByRole('tabpanel', { name: 'Search' })).toHaveTextContent('Content of search');
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('tab', { name: 'General' })).toHaveAttribute('aria-selected', 'true');
    expect(await accessibilityProblems(box)).toEqual([]);
  });

  it('are links that can be copied; a plain press stays in the page', async () => {
    mount(<Sample />);
    const search = page.getByRole('tab', { name: 'Search' });
    await expect.element(search).toHaveAttribute('href', '#search');
    const before = window.location.href;
    await search.click();
    await expect.element(page.getByRole('tabpanel')).toHaveTextContent('Content of search');
    expect(window.location.href).toBe(before);
  });
});

describe('a splitter', () => {
  function Sample({ side }: { side: 'start' | 'bottom' }) {
    const [size, setSize] = useState(200);
    return (
      <Splitter
        name="navigation"
        side={side}
        pane="Pane"
        sizePx={size}
        onSizeChange={setSize}
        minPx={160}
        maxPx={320}
        defaultPx={200}
      >
        Rest
      </Splitter>
    );
  }

  it('moves with the arrow keys within its limits and says where it is', async () => {
    const box = mount(<Sample side="start" />);
    const line = page.getByRole('separator', { name: 'Resize navigation' });
    await userEvent.tab();
    await expect.element(line).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(line).toHaveAttribute('aria-valuenow', '216');
    await userEvent.keyboard('{End}{ArrowRight}');
    await expect.element(line).toHaveAttribute('aria-valuenow', '320');
    await userEvent.keyboard('{Home}{ArrowLeft}');
    await expect.element(line).toHaveAttribute('aria-valuenow', '160');
    expect(await accessibilityProblems(box)).toEqual([]);
  });

  it('grows a bottom pane upwards', async () => {
    mount(<Sample side="bottom" />);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(page.getByRole('separator')).toHaveAttribute('aria-valuenow', '216');
  });
});

describe('a property list', () => {
  const row = (id: string) => ({ id, name: `Name ${id}`, value: `value ${id}`, copy: `value ${id}` });

  it('folds single sections and all of them', async () => {
    mount(
      <PropertyList
        sections={[
          { id: 'a', title: 'General', rows: [row('1')] },
          { id: 'b', title: 'Memory', rows: [row('2')] },
        ]}
      />,
    );
    await page.getByRole('button', { name: 'General' }).click();
    await expect.element(page.getByText('value 1')).not.toBeVisible();
    await expect.element(page.getByText('value 2')).toBeVisible();
    await page.getByRole('button', { name: 'Collapse all' }).click();
    await expect.element(page.getByText('value 2')).not.toBeVisible();
    await page.getByRole('button', { name: 'Expand all' }).click();
    await expect.element(page.getByText('value 1')).toBeVisible();
  });

  it('offers a copy of every value that has one, by name', async () => {
    const box = mount(<PropertyList sections={[{ id: 'a', title: 'General', rows: [row('1')] }]} />);
    const copy = page.getByRole('button', { name: 'Copy Name 1' });
    (copy.element() as HTMLElement).focus();
    await expect.element(copy).toBeVisible();
    expect(await accessibilityProblems(box)).toEqual([]);
  });
});
