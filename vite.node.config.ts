import { defineConfig } from 'vite';

/** The simulator for Node: one file, dist/node/server.mjs, with everything it needs inside. tools/serve.mjs runs it. */
export default defineConfig({
  define: { __XENIA_DEV__: 'false' },
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: 'dist/node',
    target: 'node20',
    copyPublicDir: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { server: 'src/simulator/server.ts' },
      output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
});
