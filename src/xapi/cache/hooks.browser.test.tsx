import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, describe, expect, it } from 'vitest';

import type { OpenPool } from '../client/testing/open-fake-pool';
import { openFakePool } from '../client/testing/open-fake-pool';
import { lingerMs } from '../client/watch-list';
import type { ClassName } from '../datamodel/ref';
import { ConnectionProvider, useConnectionStatus } from './connection-context';
import { useLoaded, useObject, useObjects, useSelect } from './hooks';
import type { Inventory } from './inventory';

const roots: Root[] = [];

afterEach(() => {
  for (const root of roots.splice(0)) flushSync(() => root.unmount());
});

function show(bench: OpenPool, children: ReactNode): Root {
  const root = createRoot(document.createElement('div'));
  roots.push(root);
  flushSync(() =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <ConnectionProvider connection={bench.connection}>{children}</ConnectionProvider>
      </QueryClientProvider>,
    ),
  );
  return root;
}

/** A component that writes down what a hook gives at each render. */
function recorder<T>(useValue: () => T): { readonly seen: T[]; readonly Component: () => ReactNode } {
  const seen: T[] = [];
  function Component(): ReactNode {
    seen.push(useValue());
    return null;
  }
  return { seen, Component };
}

const followed: readonly ClassName[] = ['VM'];
const namesOfVms = (inventory: Inventory): readonly string[] => [...inventory.VM.values()].map((vm) => vm.name_label);
const sameItems = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();

describe('the hooks of the cache', () => {
  it('show a class and say when it is loaded', async () => {
    const bench = openFakePool();
    const { seen, Component } = recorder(() => ({ loaded: useLoaded(followed), size: useObjects('VM').size }));
    show(bench, <Component />);
    expect(seen).toEqual([{ loaded: false, size: 0 }]);
    await bench.timers.advance(1000);
    expect(seen.at(-1)).toEqual({ loaded: true, size: 1 });
  });

  it('render again only for the object that is shown', async () => {
    const bench = openFakePool((pool) => pool.put('VM', 'v2', { name_label: 'other' }));
    await bench.timers.advance(1000);
    const { seen, Component } = recorder(() => useObject('VM', 'v1')?.name_label);
    show(bench, <Component />);
    bench.pool.put('VM', 'v2', { name_label: 'changed' });
    await bench.timers.advance(500);
    bench.pool.put('VM', 'v1', { name_label: 'two' });
    await bench.timers.advance(500);
    // A change that changes nothing, as the heartbeat of a pool.
    bench.pool.put('VM', 'v1', { name_label: 'two' });
    await bench.timers.advance(500);
    bench.pool.remove('VM', 'v1');
    await bench.timers.advance(500);
    expect(seen).toEqual(['one', 'two', undefined]);
  });

  it('follow single objects of other classes while somebody shows them', async () => {
    const bench = openFakePool((pool) => pool.put('VM_metrics', 'm1', { install_time: 'then' }));
    await bench.timers.advance(1000);
    const { seen, Component } = recorder(() => useObject('VM_metrics', 'm1')?.install_time);
    const root = show(bench, <Component />);
    await bench.timers.advance(500);
    expect(seen).toEqual([undefined, 'then']);
    flushSync(() => root.render(null));
    await bench.timers.advance(lingerMs + 1000);
    bench.pool.put('host', 'h1');
    await bench.timers.advance(1000);
    expect(bench.pool.waitingPolls()[0]?.classes).not.toContain('VM_metrics/m1');
  });

  it('load other classes as a whole when they are asked for', async () => {
    const bench = openFakePool((pool) => pool.put('console', 'c1'));
    await bench.timers.advance(1000);
    const { seen, Component } = recorder(() => useObjects('console').size);
    show(bench, <Component />);
    await bench.timers.advance(500);
    expect(seen.at(-1)).toBe(1);
  });

  it('compute a selection once a batch, and render only when it differs', async () => {
    const bench = openFakePool();
    await bench.timers.advance(1000);
    let computed = 0;
    const selector = (inventory: Inventory): readonly string[] => {
      computed += 1;
      return namesOfVms(inventory);
    };
    const { seen, Component } = recorder(() => useSelect(followed, selector, sameItems));
    show(bench, <Component />);
    expect(computed).toBe(1);
    bench.pool.put('host', 'h1', { name_label: 'not asked for' });
    await bench.timers.advance(500);
    expect(computed).toBe(1);
    bench.pool.put('VM', 'v1', { name_label: 'one', name_description: 'not selected' });
    await bench.timers.advance(500);
    expect(computed).toBe(2);
    bench.pool.put('VM', 'v1', { name_label: 'two' });
    await bench.timers.advance(500);
    expect(seen).toEqual([['one'], ['two']]);
  });

  it('tell the state of the connection', async () => {
    const bench = openFakePool();
    const { seen, Component } = recorder(() => useConnectionStatus().kind);
    show(bench, <Component />);
    await bench.timers.advance(1000);
    bench.pool.breakLine();
    await bench.timers.settle();
    expect(new Set(seen)).toEqual(new Set(['connecting', 'loading', 'connected', 'lost']));
  });
});
