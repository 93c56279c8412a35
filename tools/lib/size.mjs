/** Which built file belongs to which budget. */

/** @typedef {{ file: string, src?: string, name?: string, isEntry?: boolean, isDynamicEntry?: boolean, imports?: string[], css?: string[] }} Chunk */
/** @typedef {{ what: string, kb: number, limitKb?: number }} Row */

const FIRST_LOAD_JS_KB = 250;
const CRITICAL_KB = 300;
const LAZY_KB = 60;
const CHARTS_KB = 130;
/** xterm, behind the one module that opens terminals. */
const TERMINAL_KB = 95;

/** What blocks the first paint beside the scripts. */
const PAGE_FILES = ['index.html', 'theme.js'];

/**
 * One row a budget and a row a lazy part.
 * @param {Record<string, Chunk>} manifest Vite's manifest
 * @param {readonly string[]} assets every built file below assets/
 * @param {(file: string) => number} kilobytes gzip size of a built file
 * @returns {Row[]}
 */
export function budgetReport(manifest, assets, kilobytes) {
  const total = (/** @type {Iterable<string>} */ files) => [...files].reduce((sum, file) => sum + kilobytes(file), 0);
  const chunks = Object.entries(manifest).filter(([, { file }]) => file.endsWith('.js'));

  const firstLoad = new Set(
    chunks.filter(([, { isEntry }]) => isEntry === true).flatMap(([key]) => withImports(manifest, key)),
  );
  const scripts = filesOf(manifest, firstLoad);
  const styles = new Set([...firstLoad].flatMap((key) => manifest[key]?.css ?? []));

  const isMock = (/** @type {string} */ key) =>
    key.startsWith('mocks/') || manifest[key]?.src?.startsWith('mocks/') === true;
  const dynamic = chunks.filter(([, { isDynamicEntry }]) => isDynamicEntry === true).map(([key]) => key);
  const reachable = (/** @type {string[]} */ keys) => new Set(keys.flatMap((key) => withImports(manifest, key)));
  const consoleParts = reachable(dynamic.filter((key) => !isMock(key)));
  const exempt = new Set(
    [...reachable(dynamic.filter(isMock))].filter((key) => !consoleParts.has(key) && !firstLoad.has(key)),
  );

  const lazy = chunks.filter(([key]) => !firstLoad.has(key) && !exempt.has(key));
  const known = new Set(chunks.map(([, { file }]) => file));
  const workers = assets.filter((file) => file.endsWith('.js') && !known.has(file));
  const fonts = assets.filter((file) => file.endsWith('.woff2'));

  return [
    { what: 'first load: scripts', kb: total(scripts), limitKb: FIRST_LOAD_JS_KB },
    {
      what: 'first load: page, scripts, styles',
      kb: total([...PAGE_FILES, ...scripts, ...styles]),
      limitKb: CRITICAL_KB,
    },
    ...lazy
      .map(([key, { file }]) => ({
        what: `lazy: ${manifest[key]?.src ?? manifest[key]?.name ?? file}`,
        kb: kilobytes(file),
        limitKb: /chart/i.test(file) ? CHARTS_KB : /open-terminal/.test(file) ? TERMINAL_KB : LAZY_KB,
      }))
      .toSorted((a, b) => b.kb - a.kb),
    ...(exempt.size > 0 ? [{ what: 'the msw door', kb: total(filesOf(manifest, exempt)) }] : []),
    ...(workers.length > 0 ? [{ what: 'workers', kb: total(workers) }] : []),
    ...(fonts.length > 0 ? [{ what: 'fonts, shown when they arrive', kb: total(fonts) }] : []),
  ];
}

/** @param {Record<string, Chunk>} manifest @param {Iterable<string>} keys */
const filesOf = (manifest, keys) =>
  new Set([...keys].map((key) => manifest[key]?.file ?? '').filter((file) => file !== ''));

/** A chunk and everything it imports statically. @param {Record<string, Chunk>} manifest @param {string} key @returns {string[]} */
function withImports(manifest, key) {
  const found = new Set([key]);
  for (const each of found) for (const next of manifest[each]?.imports ?? []) found.add(next);
  return [...found];
}
