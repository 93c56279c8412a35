import { useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Splitter } from '../../ui/layout/splitter';
import { texts } from './texts';
import styles from './notifications.module.css';

/** From this width in px on, the details stand beside the list; below it, under the list. */
const BESIDE_PX = 820;
const BESIDE = { sizePx: 400, minPx: 280, maxPx: 720 } as const;
const BELOW = { sizePx: 320, minPx: 120, maxPx: 640 } as const;

/** Sizes that a person gave the details; they hold until the console is reloaded. */
const kept = { beside: BESIDE.sizePx as number, below: BELOW.sizePx as number };

interface MasterDetailProps {
  /** Given the width it has, in px. */
  readonly list: (widthPx: number) => ReactNode;
  readonly detail: ReactNode;
  /** Without anything to show, details under a list leave their place to the list. */
  readonly hasDetail: boolean;
}

/** A list and the details of what is selected in it; side by side where there is room. */
export function MasterDetail({ list, detail, hasDetail }: MasterDetailProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  const [sizes, setSizes] = useState(kept);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = (): void => setWidthPx(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const isBeside = widthPx >= BESIDE_PX;
  const limits = isBeside ? BESIDE : BELOW;
  const sizePx = isBeside ? Math.min(sizes.beside, widthPx - 360) : sizes.below;
  const resize = (next: number): void => {
    kept[isBeside ? 'beside' : 'below'] = next;
    setSizes({ ...kept });
  };
  return (
    <div ref={frame} className={styles['frame']}>
      {widthPx === 0 ? null : (
        <Splitter
          name={texts.resizeDetails}
          side={isBeside ? 'end' : 'bottom'}
          sizePx={sizePx}
          onSizeChange={resize}
          minPx={limits.minPx}
          maxPx={limits.maxPx}
          defaultPx={limits.sizePx}
          hidden={!isBeside && !hasDetail}
          pane={
            <section aria-label={texts.details} className={styles['detail']} tabIndex={-1}>
              {detail}
            </section>
          }
        >
          {list(isBeside ? widthPx - sizePx - 1 : widthPx)}
        </Splitter>
      )}
    </div>
  );
}
