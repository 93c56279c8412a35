import type { LabValues } from '../../control/labs/lab';
import type { WorkloadKind } from '../../control/workloads';

/** The key of `VM.other_config` that says what a guest of a simulated pool does. */
export const WORKLOAD_KEY = 'workload';

/** The value of the key, such as `storage-test block=4k depth=8 random`: only what is not as it begins. */
export function workText({ name, inputs }: WorkloadKind, values: LabValues): string {
  const words = inputs.flatMap(({ key, initial }) => {
    const value = values[key] ?? initial;
    if (value === initial) return [];
    return [key === 'access' ? String(value) : `${key}=${String(value)}`];
  });
  return [name, ...words].join(' ');
}
