/**
 * The rooms of the house and what each may import: an allow-list. What is not listed here is refused, with the edge
 * and the rule. ARCHITECTURE.md explains the rooms; this table is what is enforced.
 */

/**
 * @typedef {object} Edge
 * @property {string} from file, relative to the root
 * @property {string} to file, `npm:<package>` or `node:<module>`
 * @property {'value' | 'type' | 'dynamic' | 'url'} kind how it is imported; `url` is `new URL('...', import.meta.url)`
 */

/**
 * @typedef {object} Room
 * @property {string} name
 * @property {RegExp} files
 * @property {readonly string[]} may names of other rooms
 * @property {readonly string[]} npm packages; `*` for any
 * @property {boolean} [node] whether Node's own modules may be used
 * @property {(edge: Edge) => boolean} [also] edges allowed beside the rooms
 */

const FEATURE = /^src\/features\/([^/]+)\//;
const SIMULATOR = ['engine', 'physics', 'api', 'http', 'guests', 'scenarios', 'stress', 'labs', 'door'];
const ALL = [
  'main',
  'app',
  'feature',
  'ui',
  'xapi',
  'datamodel',
  'control',
  ...SIMULATOR,
  'mocks',
  'e2e',
  'bench',
  'tools',
];

/** First match wins. @type {readonly Room[]} */
const ROOMS = [
  { name: 'main', files: /^src\/main\.tsx$/, may: ['app'], npm: ['react', 'react-dom'] },
  {
    name: 'app',
    files: /^src\/app\//,
    may: ['feature', 'ui', 'xapi', 'datamodel', 'control'],
    npm: ['*'],
    // The shell starts the simulator without importing it, and fetches the msw door only when the address asks for it.
    also: ({ to, kind }) =>
      (kind === 'url' && to === 'src/simulator/worker.ts') || (kind === 'dynamic' && /^mocks\/[^/]+\.ts$/.test(to)),
  },
  {
    name: 'feature',
    files: FEATURE,
    may: ['ui', 'xapi', 'datamodel'],
    npm: ['*'],
    also: ({ from, to }) =>
      FEATURE.exec(from)?.[1] === FEATURE.exec(to)?.[1] || /^src\/features\/[^/]+\/index\.tsx?$/.test(to),
  },
  { name: 'ui', files: /^src\/ui\//, may: [], npm: ['*'] },
  { name: 'datamodel', files: /^src\/xapi\/datamodel\//, may: [], npm: [] },
  { name: 'xapi', files: /^src\/xapi\//, may: ['datamodel'], npm: ['*'] },
  { name: 'control', files: /^src\/control\//, may: [], npm: [] },
  { name: 'engine', files: /^src\/simulator\/engine\//, may: ['datamodel'], npm: [] },
  { name: 'physics', files: /^src\/simulator\/physics\//, may: [], npm: [] },
  {
    name: 'api',
    files: /^src\/simulator\/api\//,
    may: ['engine', 'physics', 'datamodel'],
    npm: ['saxes'],
  },
  { name: 'http', files: /^src\/simulator\/http\//, may: ['api', 'guests', 'datamodel'], npm: ['saxes', 'modern-tar'] },
  { name: 'guests', files: /^src\/simulator\/guests\//, may: ['engine', 'physics', 'api', 'datamodel'], npm: [] },
  {
    name: 'scenarios',
    files: /^src\/simulator\/scenarios\//,
    may: ['api', 'datamodel'],
    npm: ['saxes', 'valibot'],
    // A pool database becomes rows of the engine directly; all other worlds are built through the API.
    also: ({ from, to, kind }) =>
      to.startsWith('src/simulator/engine/') &&
      (kind === 'type' || from.startsWith('src/simulator/scenarios/pool-database/')),
  },
  {
    name: 'door',
    files: /^src\/simulator\/(worker|server|simulator|site|testing)(\.[a-z-]+)*\.ts$|^src\/simulator\/doors\//,
    may: [...SIMULATOR, 'datamodel', 'control'],
    npm: ['idb', 'valibot', 'ws'],
    node: true,
  },
  { name: 'labs', files: /^src\/simulator\/labs\//, may: [...SIMULATOR, 'datamodel', 'control'], npm: [] },
  // What it plays and what it demands of a world is test support, also for its own long runs.
  { name: 'stress', files: /^src\/simulator\/stress\//, may: [...SIMULATOR, 'datamodel'], npm: [] },
  { name: 'mocks', files: /^mocks\//, may: [...SIMULATOR, 'control'], npm: ['msw'] },
  {
    name: 'wire',
    files: /^e2e\/wire\//,
    may: [...SIMULATOR, 'datamodel', 'control'],
    npm: ['*'],
    node: true,
  },
  { name: 'e2e', files: /^e2e\//, may: ['control'], npm: ['*'], node: true },
  { name: 'bench', files: /^bench\//, may: ALL, npm: ['*'], node: true },
  { name: 'tools', files: /^tools\/|^[^/]+\.config\.(ts|js)$|^package\.json$/, may: ALL, npm: ['*'], node: true },
];

const TEST = /\.test\.tsx?$/;
/** What only tests need: made-up records, a connection that is not one. */
const TEST_SUPPORT = /\/(fixtures|testing)(\/|\.ts$)/;

/** What tests of the console open worlds with. */
const IN_PROCESS = new Set([
  'src/simulator/simulator.ts',
  'src/simulator/doors/worlds.ts',
  'src/simulator/doors/testing/site.ts',
]);

/** Rooms that are test support as a whole. */
const TESTING_ROOMS = ['e2e', 'stress', 'bench'];

/** @param {string} file */
const roomOf = (file) => ROOMS.find(({ files }) => files.test(file));

/**
 * Why an edge is refused, as the name of the broken rule; undefined when it is allowed.
 * @param {Edge} edge
 * @returns {string | undefined}
 */
export function refusal(edge) {
  const { from, to } = edge;
  const room = roomOf(from);
  if (room === undefined) return 'every file belongs to a room';
  if (TEST.test(to)) return 'nothing imports a test';
  const isTest = TEST.test(from) || TEST_SUPPORT.test(from);
  if (TEST_SUPPORT.test(to) && !isTest && !TESTING_ROOMS.includes(room.name)) return 'only tests use test support';

  if (to.startsWith('node:')) {
    return room.node === true || isTest ? undefined : `${room.name} runs in the browser and knows no Node`;
  }
  if (to.startsWith('npm:')) {
    const name = to.slice('npm:'.length);
    const isAllowed = isTest || room.npm.includes('*') || room.npm.includes(name);
    return isAllowed ? undefined : `${room.name} may use ${room.npm.join(', ') || 'no package'}`;
  }

  const target = roomOf(to);
  if (target === undefined) return 'every file belongs to a room';
  const isSibling = room.name === 'feature' && target.name === 'feature';
  if (!isSibling && (target.name === room.name || room.may.includes(target.name))) return undefined;
  if (room.also?.(edge) === true) return undefined;
  if (isSibling && isTest && TEST_SUPPORT.test(to)) return undefined;
  if (isSibling) return 'a feature is entered through its index.ts';
  // Tests drive the whole: those of the simulator use all of it, those of the console its in-process door.
  if (isTest && SIMULATOR.includes(room.name) && (SIMULATOR.includes(target.name) || target.name === 'datamodel'))
    return undefined;
  if (isTest && IN_PROCESS.has(to)) return undefined;
  return `${room.name} may import ${room.may.join(', ') || 'nothing'}`;
}
