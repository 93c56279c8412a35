import { createPreference, usePreference } from '../../../ui/theme/preference';

const preference = createPreference<'fit' | 'actual'>('xenia.console.scale', ['fit', 'actual']);

/** Whether screens are scaled to fit, or shown pixel by pixel. */
export function useScale(): readonly [fits: boolean, setFits: (fits: boolean) => void] {
  const [scale, setScale] = usePreference(preference);
  return [scale === 'fit', (fits) => setScale(fits ? 'fit' : 'actual')];
}
