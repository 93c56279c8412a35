import type { LabProgress, LabRequest, LabResult } from '../../control/labs/lab';
import type { SimulatorWorker } from '../connections/simulator-handle';
import { texts } from './texts';

/** Why a run did not come to its end: a sentence, and what a person can do. */
export interface LabFailure {
  readonly message: string;
  readonly remedy: string;
}

export interface LabListener {
  readonly onProgress: (progress: LabProgress) => void;
  readonly onResult: (result: LabResult) => void;
  readonly onFailure: (failure: LabFailure) => void;
}

/**
 * Runs an experiment in a simulator of its own. Answers how to end it before it has ended; nobody is told of anything
 * after that.
 */
export function startLab(spawn: () => SimulatorWorker, request: LabRequest, listener: LabListener): () => void {
  let worker: SimulatorWorker;
  try {
    worker = spawn();
  } catch (error) {
    listener.onFailure({ message: texts.failure.noWorker(String(error)), remedy: texts.failure.reload });
    return () => undefined;
  }
  const end = (): void => {
    worker.onmessage = null;
    worker.onmessageerror = null;
    worker.onerror = null;
    worker.terminate();
  };
  const fail = (failure: LabFailure): void => {
    end();
    listener.onFailure(failure);
  };
  worker.onmessage = ({ data }) => {
    if (data.type === 'lab-progress') listener.onProgress(data.progress);
    else if (data.type === 'lab-failed') fail({ message: data.message, remedy: texts.failure.otherInputs });
    else if (data.type === 'lab-result') {
      end();
      listener.onResult(data.result);
    }
  };
  worker.onmessageerror = () => fail({ message: texts.failure.unreadable, remedy: texts.failure.reload });
  worker.onerror = (event) => {
    event.preventDefault();
    const { message } = event;
    // A script that did not load gives an event without any text.
    const isLoaded = typeof message === 'string' && message !== '';
    fail(
      isLoaded
        ? { message: texts.failure.crashed(message), remedy: texts.failure.again }
        : { message: texts.failure.notLoaded, remedy: texts.failure.reload },
    );
  };
  worker.postMessage({ type: 'lab', request });
  return end;
}
