import { flushSync } from 'react-dom';
import { useState } from 'react';
import { expect, it } from 'vitest';
import type { TreeDragging } from '../../ui/tree/tree';
import { mount } from '../../ui/testing/mount';
import { SortedTree } from './sorted-tree';
import type { TreeModel } from './tree-model';
import { useDragging } from './use-dragging';
import type { LoadDragging } from './use-dragging';
import type { DraggingTree } from './vm-dragging';

const modelOf = (): TreeModel => ({
  tree: new SortedTree(),
  subscribe: () => () => undefined,
  version: () => 0,
  keysOf: () => [],
});
const tree: DraggingTree = {
  model: modelOf(),
  pools: { subscribe: () => () => undefined, entries: () => [] },
  idsOf: () => [],
  run: () => undefined,
};

it('knows what is dragged when the tree changes under the drag', async () => {
  const drops: string[] = [];
  let made = 0;
  const load: LoadDragging = () => {
    made++;
    let dragged = 'nothing';
    return Promise.resolve<TreeDragging>({
      start: (keys) => {
        dragged = [...keys].join();
        return { type: 'text', text: dragged };
      },
      accepts: () => dragged !== 'nothing',
      refusal: () => (dragged === 'nothing' ? 'There is nothing' : null),
      drop: (key) => drops.push(`${dragged} on ${key}`),
    });
  };
  let present: TreeDragging | undefined;
  let change: (model: TreeModel) => void = () => undefined;
  function Sample() {
    const [model, setModel] = useState(tree.model);
    change = setModel;
    present = useDragging({ ...tree, model }, load);
    return null;
  }
  const now = () => present;
  mount(<Sample />);
  await expect.poll(now).toBeDefined();
  const before = now();
  before?.start(new Set(['vm 1']));
  flushSync(() => change(modelOf()));
  await expect.poll(() => now() !== before && made).toBe(2);
  expect([now()?.accepts('server 2', ['text']), now()?.refusal?.('server 2')]).toEqual([true, null]);
  now()?.drop('server 2', new DataTransfer());
  // The next drag is one of the tree as it is.
  now()?.start(new Set(['vm 2']));
  now()?.drop('server 1', new DataTransfer());
  expect(drops).toEqual(['vm 1 on server 2', 'vm 2 on server 1']);
});
