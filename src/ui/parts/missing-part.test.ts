import { expect, it } from 'vitest';
import { isMissingPart } from './missing-part';

it.each([
  [new TypeError('Failed to fetch dynamically imported module: http://x/assets/networks-tab-CAr1ZBgn.js'), true],
  [new TypeError('error loading dynamically imported module: http://x/assets/tab.js'), true],
  [new TypeError('Importing a module script failed.'), true],
  [new Error('Unable to preload CSS for /assets/tab.css'), true],
  [new TypeError('Failed to fetch'), false],
  ['nothing', false],
])('tells a part that did not arrive from a failure: %s', (error, isMissing) => {
  expect(isMissingPart(error)).toBe(isMissing);
});
