import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../testing/axe';
import { mount } from '../testing/mount';
import { PaneBoundary } from './pane-boundary';

/** A pane that fails as long as `broken` says how. */
function Pane({ broken }: { readonly broken: { error: Error | null } }) {
  if (broken.error !== null) throw broken.error;
  return <p>Here it is.</p>;
}

function Console({ broken }: { readonly broken: { error: Error | null } }) {
  const [tab, setTab] = useState('one');
  return (
    <>
      <button type="button" onClick={() => setTab('two')}>
        Another tab
      </button>
      <PaneBoundary resetKey={tab}>
        <Pane broken={broken} />
      </PaneBoundary>
    </>
  );
}

const button = (name: string) => page.getByRole('button', { name });

describe('a pane that fails', () => {
  it('offers to reload the page where a part of the console did not arrive', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const broken = { error: new TypeError('Failed to fetch dynamically imported module: /assets/tab-1a2b.js') };
    const box = mount(<Console broken={broken} />);
    await expect.element(page.getByText('A part of the console did not arrive')).toBeVisible();
    await expect.element(button('Reload')).toBeVisible();
    await expect.element(button('Try again')).toBeVisible();
    expect(await accessibilityProblems(box)).toEqual([]);
  });

  it('tries again when it is told to, or when something else is shown there', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const broken: { error: Error | null } = { error: new Error('no such thing') };
    mount(<Console broken={broken} />);
    await expect.element(button('Try again')).toBeVisible();
    await expect.element(button('Reload')).not.toBeInTheDocument();
    await button('Try again').click();
    await expect.element(button('Try again')).toBeVisible();
    broken.error = null;
    await button('Another tab').click();
    await expect.element(page.getByText('Here it is.')).toBeVisible();
  });
});
