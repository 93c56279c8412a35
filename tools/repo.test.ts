import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { generateDatamodel } from './datamodel/generate';
import { REACT_ARIA_STYLES } from './lib/csp.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Files under version control, or undefined in an unpacked archive. Deleted files that are not committed yet are left out. */
function trackedFiles(): readonly string[] | undefined {
  try {
    const list = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    return list.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  } catch {
    return undefined;
  }
}

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const files = trackedFiles();
const texts = (files ?? []).filter((file) => /\.(ts|tsx|mjs|js|json|css|html|md|yml|yaml|svg)$|^\.ci\//.test(file));
const code = texts.filter(
  (file) => /\.(ts|tsx|mjs|js|css)$/.test(file) && !/\.gen\.ts$|^public\/mockServiceWorker/.test(file),
);
const tests = code.filter((file) => /\.test\.tsx?$|^e2e\//.test(file));

/** `file:line` of every line that matches. */
function places(among: readonly string[], pattern: RegExp): string[] {
  return among
    .filter((file) => file !== 'tools/repo.test.ts')
    .flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
}

describe.skipIf(files === undefined)('the files under version control', () => {
  it('name no path of a single machine', () => {
    expect(places(texts, /(?<![\w.:/-])\/(work|home|root|Users)\/\w/)).toEqual([]);
  });

  it('leave nothing to do later', () => {
    expect(places(code, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  it('stay short enough to read in one sitting', () => {
    const long = code
      .map((file) => ({ file, lines: read(file).split('\n').length }))
      .filter(({ lines }) => lines > 500);
    expect(long).toEqual([]);
  });

  it('are named in kebab-case', () => {
    const names = code.filter((file) => file.startsWith('src/') || file.startsWith('tools/'));
    expect(names.filter((file) => !/^[a-z0-9/.-]+$/.test(file))).toEqual([]);
  });
});

describe('the documents', () => {
  it.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s names only files that exist', (document) => {
    const named = [...read(document).matchAll(/`((?:src|mocks|tools|public|e2e|bench)\/[\w./-]+)`|\]\(([\w./-]+)\)/g)];
    const paths = named.map(([, quoted, linked]) => quoted ?? linked ?? '');
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe.skipIf(files === undefined)('the tests', () => {
  it('never wait for a time to pass', () => {
    expect(places(tests, /waitForTimeout|\bsleep\(|\bdelay\(|=>\s*setTimeout\(/)).toEqual([]);
  });

  it('never leave others out', () => {
    expect(places(tests, /\b(it|test|describe|suite)(\.\w+)*\.only\b/)).toEqual([]);
  });
});

describe('the generated datamodel', () => {
  const model = join(root, '../shared/reference/xenapi-model.json');

  it.skipIf(!existsSync(model))('is what the generator makes of the reference model', () => {
    for (const [name, text] of Object.entries(generateDatamodel(readFileSync(model, 'utf8')))) {
      expect(read(join('src/xapi/datamodel', name)) === text, `${name}: run npm run generate`).toBe(true);
    }
  });
});

describe('the dependencies', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

  it('have exact versions', () => {
    const ranges = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies });
    expect(ranges.filter(([, version]) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('come from the registry that the installing person has set, checked by their hashes', () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    // Programs for other systems may have been out of reach when the lockfile was written.
    const unchecked = packages.filter(
      ([, { integrity, optional }]) => optional !== true && !integrity?.startsWith('sha512-'),
    );
    expect(unchecked.map(([path]) => path)).toEqual([]);
  });

  it('are locked for every system, which npm ci insists on', () => {
    const names = new Set(
      packages.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
    );
    const wanted = packages.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies));
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it('put exactly the inline styles into the page that the content security policy allows', () => {
    const sources = ['interactions/usePress', 'overlays/usePreventScroll'].map((name) =>
      read(`node_modules/react-aria/dist/private/${name}.mjs`),
    );
    const written = sources.flatMap((source) => [...source.matchAll(/style\.textContent = `([^`]*)`\.trim\(\)/g)]);
    const texts = written.map(([, text = '']) =>
      text.replace(/\$\{\$\w+\$var\$PRESSABLE_ATTRIBUTE\}/, 'data-react-aria-pressable'),
    );
    expect(texts.map((text) => text.trim())).toEqual(REACT_ARIA_STYLES);
  });
});
