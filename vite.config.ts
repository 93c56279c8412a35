import react from '@vitejs/plugin-react';
import { defineConfig, mergeConfig, type Plugin, type UserConfig } from 'vite';
import { cspMeta, SECURITY_HEADERS } from './tools/lib/csp.mjs';
import { firstLoad } from './tools/lib/first-load.mjs';

const CHARSET = '<meta charset="utf-8" />';

/** The policy of tools/lib/csp.mjs, in the page itself and as a file that static hosts understand. Builds only. */
function contentSecurityPolicy(): Plugin {
  const headers = Object.entries(SECURITY_HEADERS).map(([name, value]) => `  ${name}: ${value}`);
  return {
    name: 'xenia:content-security-policy',
    apply: 'build',
    transformIndexHtml: (html) =>
      html.replace(CHARSET, `${CHARSET}\n    <meta http-equiv="Content-Security-Policy" content="${cspMeta}" />`),
    generateBundle() {
      const source = [
        '/*',
        ...headers,
        '',
        '/assets/*',
        '  Cache-Control: public, max-age=31536000, immutable',
        '',
      ].join('\n');
      this.emitFile({ type: 'asset', fileName: '_headers', source });
    },
  };
}

/** Tells a console in the web directory of a server that the server itself is its pool; see docs/live-pools.md. */
function servedByPool(): Plugin {
  return {
    name: 'xenia:served-by-pool',
    apply: 'build',
    transformIndexHtml: (html) => html.replace(CHARSET, `${CHARSET}\n    <meta name="xenia-pool" content="/" />`),
  };
}

const OUTPUTS: Readonly<Record<string, string>> = { test: 'dist/test', pool: 'dist/pool' };

const consoleConfig = (mode: string): UserConfig => ({
  base: mode === 'pool' ? '/xenia/' : '/',
  plugins: [react(), ...(mode === 'pool' ? [servedByPool()] : []), contentSecurityPolicy()],
  define: { __XENIA_DEV__: JSON.stringify(mode !== 'production' && mode !== 'pool') },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', port: 4190 },
  build: {
    outDir: OUTPUTS[mode] ?? 'dist/console',
    target: 'es2022',
    // The first browsers with light-dark(): an older target would rewrite the tokens of src/ui.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    manifest: true,
    // Inlined files would be data: addresses, which the policy forbids for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake: {
        // The public face of a feature does nothing of its own. Who takes one thing from it does not get the rest along:
        // otherwise everything that any lazy part takes from a face that the shell knows would be in the first load.
        moduleSideEffects: [{ test: /\/src\/features\/[^/]+\/index\.ts$/, sideEffects: false }],
      },
    },
    // tools/size.mjs has the budgets.
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
  },
});

// `--mode pool` builds the same console for https://SERVER/xenia/ into dist/pool.
// `--mode test` builds the same console with /dev/gallery into dist/test; the production console does not contain it.
export default defineConfig(async ({ command, mode }) => {
  const config = consoleConfig(mode);
  if (command === 'serve') return config;
  // Seventy files otherwise: more to ask for, and a tenth more to load, as each is compressed by itself.
  const first = await firstLoad(consoleConfig(mode));
  // An entry with nothing of its own would be missing in the manifest.
  const test = (id: string): boolean => first.has(id) && !id.endsWith('/src/main.tsx');
  const group = { name: 'first', test, includeDependenciesRecursively: false };
  return mergeConfig(config, { build: { rolldownOptions: { output: { codeSplitting: { groups: [group] } } } } });
});
