import { useCallback, useEffect, useRef, useState } from 'react';
import type { Lab, LabProgress, LabValues } from '../../control/labs/lab';
import { announce } from '../../ui/feedback/live-region';
import { usePool } from '../connections/pool-context';
import { startLab } from './lab-run';
import type { LabFailure } from './lab-run';
import { keepRun } from './runs';
import { texts } from './texts';

export type LabWork =
  | { readonly kind: 'rest' }
  | { readonly kind: 'running'; readonly progress: LabProgress | null }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: LabFailure };

const REST: LabWork = { kind: 'rest' };

/** Spoken at these parts of the way; every step would drown all else. */
const SPOKEN_PARTS = 4;

/** One run at a time of a lab; it ends with the page that shows it. */
export function useLabRun(lab: Lab) {
  const { spawnWorker } = usePool();
  const [work, setWork] = useState<LabWork>(REST);
  const end = useRef<(() => void) | null>(null);

  useEffect(
    () => () => {
      end.current?.();
      end.current = null;
    },
    [],
  );

  const run = useCallback(
    (values: LabValues) => {
      end.current?.();
      setWork({ kind: 'running', progress: null });
      announce(texts.run.started(lab.title));
      let spoken = 0;
      end.current = startLab(
        spawnWorker,
        { lab: lab.id, values },
        {
          onProgress: (progress) => {
            setWork({ kind: 'running', progress });
            const part = Math.floor(progress.done * SPOKEN_PARTS);
            if (part > spoken) announce(texts.run.spoken(progress.done, progress.step));
            spoken = part;
          },
          onResult: (result) => {
            end.current = null;
            keepRun(lab, values, result);
            setWork(REST);
            announce(texts.run.finished(lab.title));
          },
          onFailure: (failure) => {
            end.current = null;
            setWork({ kind: 'failed', failure });
          },
        },
      );
    },
    [lab, spawnWorker],
  );

  const stop = useCallback(() => {
    end.current?.();
    end.current = null;
    setWork({ kind: 'stopped' });
    announce(texts.run.stopped);
  }, []);

  return { work, run, stop };
}
