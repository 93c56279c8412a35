import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { afterEach } from 'vitest';
import '../styles.css';

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Renders into a box of the given size in the page of a component test; it is gone after the test. */
export function mount(content: ReactNode, size: { width?: string; height?: string } = {}): HTMLElement {
  const box = document.createElement('div');
  box.style.width = size.width ?? '800px';
  box.style.height = size.height ?? '600px';
  document.body.append(box);
  const root = createRoot(box);
  cleanups.push(() => {
    flushSync(() => root.unmount());
    box.remove();
  });
  flushSync(() => root.render(content));
  return box;
}
