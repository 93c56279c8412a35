import { FileDown } from 'lucide-react';
import { useEffectEvent, useLayoutEffect, useState } from 'react';
import styles from './drop-overlay.module.css';
import { texts } from './texts';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** A question is open that takes files itself: what is dropped beside it is not meant for the simulator. */
const isAskedFor = (): boolean => document.querySelector('[data-takes-files]') !== null;

/**
 * Makes the whole page a place to drop a pool database or a world. Without it the browser would leave the console and
 * show the file. The overlay takes no part in the drag itself, so that it cannot make it flicker.
 */
export function DropOverlay({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const [over, setOver] = useState(false);
  const take = useEffectEvent(onFiles);
  // As soon as the bar stands: a file dropped before would take the console's place.
  useLayoutEffect(() => {
    // Elements below are entered and left one by one; the drag is over when as many were left as entered.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event) || isAskedFor()) return;
      depth += 1;
      setOver(true);
    };
    const move = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer && !isAskedFor()) event.dataTransfer.dropEffect = 'copy';
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (!isAskedFor()) take([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', move);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', move);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className={styles['overlay']} role="status">
      <div className={styles['card']}>
        <FileDown size={28} aria-hidden="true" />
        <strong className={styles['title']}>{texts.open.drop}</strong>
        <span className={styles['hint']}>{texts.open.dropHint}</span>
      </div>
    </div>
  );
}
