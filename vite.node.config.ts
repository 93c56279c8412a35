import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/** Programs for Node: one file each in dist/node, with everything they need inside. */
const ENTRIES = { server: 'src/simulator/server.ts' };
const present = Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(file)));

export default defineConfig({
  define: { __XENIA_DEV__: 'false' },
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    outDir: 'dist/node',
    target: 'node20',
    copyPublicDir: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: present,
      external: [...builtinModules, /^node:/],
      output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
});
