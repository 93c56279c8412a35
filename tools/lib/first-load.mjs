/** What the first load of a build consists of, so that it can be one file. */
import { build, mergeConfig } from 'vite';

/**
 * Builds once without writing anything, and names the modules that the page loads before it can show anything.
 * Bundlers put what the page shares with its lazy parts into files of their own, a file for every set of parts. Which
 * modules those are shows only when unused imports are gone: from the imports alone, a module that takes one thing from
 * the face of a feature seems to take all of it.
 * @param {import('vite').UserConfig} config
 * @returns {Promise<ReadonlySet<string>>}
 */
export async function firstLoad(config) {
  /** @type {Set<string>} */
  const modules = new Set();
  /** @type {import('vite').Plugin} */
  const reader = {
    name: 'xenia:first-load',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' && file.isEntry ? [file.fileName] : [],
      );
      const seen = new Set(files);
      for (const name of seen) {
        const file = bundle[name];
        if (file?.type !== 'chunk') continue;
        for (const id of Object.keys(file.modules)) modules.add(id);
        for (const next of file.imports) seen.add(next);
      }
    },
  };
  const reading = { plugins: [reader], build: { write: false, minify: false, cssMinify: false } };
  await build({ ...mergeConfig(config, reading), configFile: false, logLevel: 'error' });
  return modules;
}
