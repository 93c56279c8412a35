import { useState } from 'react';
import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../testing/axe';
import { mount } from '../testing/mount';
import { PageList } from './page-list';

function Sample() {
  const [selected, setSelected] = useState('General');
  return (
    <PageList
      label="Pages"
      selected={selected}
      onSelect={setSelected}
      pages={['General', 'Custom fields'].map((title) => ({ id: title, title, detail: '', mark: null }))}
    >
      <p>About {selected}</p>
    </PageList>
  );
}

it('names the page that is shown, also by several words', async () => {
  mount(<Sample />);
  await page.getByRole('tab', { name: 'General' }).click();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(page.getByRole('tab', { name: 'Custom fields' })).toHaveFocus();
  await expect.element(page.getByRole('tabpanel', { name: 'Custom fields' })).toHaveTextContent('About Custom fields');
  expect(await accessibilityProblems(document.body)).toEqual([]);
});
