import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { mountFeature } from '../../fixtures/mount-feature';
import { makePool } from '../../fixtures/pools';
import { FilterField } from './filter-field';

it('goes on where somebody was typing whose field it takes over', async () => {
  mountFeature(
    <FilterField
      label="Filter"
      shortcut="/"
      text="po"
      setText={() => undefined}
      pools={[]}
      autoFocus
      onLeave={() => undefined}
      onTest={() => undefined}
    />,
    makePool({ hosts: 1, vms: 1 }),
  );
  await expect.element(page.getByRole('searchbox', { name: 'Filter' })).toHaveFocus();
  await expect.element(page.getByRole('option', { name: /^power:/ })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('option', { name: /^power:/ })).not.toBeInTheDocument();
});
