/** A list of listeners. Listeners may come and go while it speaks. */
export interface Emitter<T> {
  on(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

export function createEmitter<T>(): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    on(listener) {
      // Wrapped, so that the same function given twice is two listeners.
      const own = (value: T): void => listener(value);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    emit(value) {
      for (const listener of listeners) tell(() => listener(value));
    },
  };
}

/** An emitter that keeps what is said before anybody listens, for the first listener. */
export function createPatientEmitter<T>(): Emitter<T> {
  const emitter = createEmitter<T>();
  let kept: T[] | undefined = [];
  return {
    on(listener) {
      const off = emitter.on(listener);
      const early = kept ?? [];
      kept = undefined;
      for (const value of early) tell(() => listener(value));
      return off;
    },
    emit(value) {
      if (kept) kept.push(value);
      else emitter.emit(value);
    },
  };
}

/** Calls a listener. Its mistake is reported as uncaught and does not keep the others from hearing. */
export function tell(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
