import { createElement, lazy } from 'react';
import type { ComponentType } from 'react';

/** Parts that did not arrive, and how each is made ready to be asked for again. */
const missing = new Set<() => void>();
const missingStyles = new Set<string>();

/**
 * A component of a chunk of its own, like React's `lazy`; but where that keeps for good that a chunk did not arrive, this
 * is asked for again after `renewMissing`.
 */
export function part<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const ask = (isAgain: boolean) =>
    lazy(async () => {
      try {
        if (isAgain) await Promise.all([...missingStyles].map(bringStyle));
        return { default: await load() };
      } catch (error) {
        missing.add(renew);
        throw error;
      }
    });
  let asked = ask(false);
  const renew = (): void => {
    asked = ask(true);
  };
  return function Part(props: Props) {
    return createElement(asked, props);
  };
}

/** Parts that did not arrive are asked for again when they are shown next. For boundaries, once a failure is shown. */
export function renewMissing(): void {
  for (const renew of missing) renew();
  missing.clear();
}

/** Notes which style sheets do not arrive, so that the parts that need them bring them when they are asked for again. */
export function noticeMissingStyles(): void {
  const notice = ({ target }: Event): void => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') missingStyles.add(target.href);
  };
  document.addEventListener('error', notice, { capture: true });
}

/** Vite asks for a style sheet once, whatever came of it: a second link brings it. */
function bringStyle(url: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = url;
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => {
      missingStyles.delete(url);
      resolve();
    });
    link.addEventListener('error', () => {
      link.remove();
      reject(new Error(`Unable to preload CSS for ${url}`));
    });
    document.head.append(link);
  });
}
