import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// Oxlint does the breadth (.oxlintrc.json); this file adds what it cannot: the strict TypeScript set, the rules of
// hooks, and the bans that keep the house's promises.

/** Hostile names come from pools: text reaches the page only through React and textContent. */
const UNSAFE_MARKUP = [
  {
    selector: 'AssignmentExpression > MemberExpression.left[property.name=/^(innerHTML|outerHTML|srcdoc)$/]',
    message: 'Text from a pool may be hostile: set textContent, or let React render it.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(insertAdjacentHTML|setHTMLUnsafe|createContextualFragment)$/]',
    message: 'Text from a pool may be hostile: build elements instead of parsing markup.',
  },
  {
    selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
    message: 'Text from a pool may be hostile: let React render it.',
  },
];

const WALL = 'Same seed and same calls must give the same state: ';
/** Below src/simulator time, chance and identity come from the engine; only the doors meet the real world. */
const DETERMINISM = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"]',
    message: `${WALL}take the time from the engine's clock.`,
  },
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: `${WALL}take the time from the engine's clock.`,
  },
  {
    selector: 'MemberExpression[object.name="performance"][property.name="now"]',
    message: `${WALL}take the time from the engine's clock.`,
  },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: `${WALL}draw from a named stream of the engine.`,
  },
  {
    selector: 'MemberExpression[object.name="crypto"][property.name=/^(randomUUID|getRandomValues)$/]',
    message: `${WALL}the engine makes references and uuids.`,
  },
  {
    selector:
      'CallExpression[callee.name=/^(setTimeout|setInterval)$/],' +
      'CallExpression[callee.object.name=/^(globalThis|self|window)$/][callee.property.name=/^(setTimeout|setInterval)$/]',
    message: `${WALL}plan an entry on the engine's agenda.`,
  },
];

const PAGE_GLOBALS = ['window', 'document', 'navigator', 'localStorage', 'sessionStorage', 'indexedDB', 'location'].map(
  (name) => ({ name, message: 'The simulator knows no page: it runs in a worker, in tests and in Node alike.' }),
);

const TESTS = ['**/*.test.ts', '**/*.test.tsx', 'e2e/**'];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'coverage/',
      '.cache/',
      'test-results/',
      'playwright-report/',
      'public/mockServiceWorker.js',
      '**/*.gen.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strict],
    rules: {
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      // Contracts name the result of a call that answers nothing: `result: void`.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // An interface with `type` members reads the same; the house has no rule.
      '@typescript-eslint/unified-signatures': 'off',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', ...UNSAFE_MARKUP],
    },
  },
  {
    files: ['src/app/**/*.{ts,tsx}', 'src/features/**/*.{ts,tsx}', 'src/ui/**/*.{ts,tsx}', 'src/xapi/**/*.{ts,tsx}'],
    ignores: ['**/*.test.tsx'],
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      // These speak to the React Compiler, which this build does not use. Virtual lists, the DOM elements that hooks
      // hand out and refs passed on as properties would trip them everywhere.
      'react-hooks/immutability': 'off',
      'react-hooks/incompatible-library': 'off',
      'react-hooks/refs': 'off',
    },
  },
  {
    files: ['src/simulator/**/*.ts'],
    ignores: ['src/simulator/worker.ts', 'src/simulator/server.ts', 'src/simulator/doors/**'],
    rules: {
      'no-restricted-syntax': ['error', ...UNSAFE_MARKUP, ...DETERMINISM],
      'no-restricted-globals': ['error', ...PAGE_GLOBALS],
    },
  },
  {
    files: TESTS,
    rules: {
      // A test that meets undefined where it named a value fails with a good stack already.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
