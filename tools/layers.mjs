// Checks every import against the rooms of tools/lib/layers.mjs and prints each refused edge with its rule.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { root } from './lib/command.mjs';
import { refusal } from './lib/layers.mjs';

const FOLDERS = ['src', 'mocks', 'e2e', 'bench', 'tools'];
const CODE = /\.(ts|tsx|mjs|js)$/;

const files = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && CODE.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) =>
      posix.join(
        ...join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .split(/[\\/]/),
      ),
    ),
);
const known = new Set(files);

let edges = 0;
let refused = 0;
for (const from of files) {
  for (const { specifier, kind, line } of importsOf(from)) {
    // A folder's address reads files by name at run time; tests do that, also with files that may be beside the checkout.
    const address = posix.join(posix.dirname(from), specifier);
    if (kind === 'url' && (isFolder(address) || address.startsWith('../'))) continue;
    edges += 1;
    const to = resolveSpecifier(from, specifier);
    const rule = to === undefined ? 'the target does not exist' : refusal({ from, to, kind });
    if (rule === undefined) continue;
    refused += 1;
    console.log(`${from}:${line} -> ${to ?? specifier} (${rule})`);
  }
}
console.log(`${files.length} files, ${edges} imports, ${refused} refused`);
process.exitCode = refused === 0 ? 0 : 1;

/** @param {string} file @returns {{ specifier: string, kind: import('./lib/layers.mjs').Edge['kind'], line: number }[]} */
function importsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  /** @type {ReturnType<typeof importsOf>} */
  const found = [];
  /** @param {ts.Node | undefined} node @param {import('./lib/layers.mjs').Edge['kind']} kind */
  const add = (node, kind) => {
    if (node === undefined || !ts.isStringLiteralLike(node)) return;
    found.push({ specifier: node.text, kind, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
  };
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type' : 'value');
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, 'type');
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], 'dynamic');
    } else if (ts.isNewExpression(node) && node.expression.getText(source) === 'URL') {
      const [path, base] = node.arguments ?? [];
      if (base?.getText(source) === 'import.meta.url') add(path, 'url');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** @param {string} from @param {string} specifier @returns {string | undefined} */
function resolveSpecifier(from, specifier) {
  const bare = specifier.replace(/[?#].*$/, '');
  if (!bare.startsWith('.')) {
    const name = bare.replace(/^node:/, '');
    if (bare.startsWith('node:') || builtinModules.includes(name)) return `node:${name}`;
    const [first = '', second = ''] = bare.split('/');
    return `npm:${first.startsWith('@') ? `${first}/${second}` : first}`;
  }
  const path = posix.join(posix.dirname(from), bare);
  const candidates = [path, `${path}.ts`, `${path}.tsx`, `${path}.d.ts`, `${path}/index.ts`, `${path}/index.tsx`];
  return candidates.find((each) => known.has(each)) ?? (isFile(join(root, path)) ? path : undefined);
}

/** @param {string} path */
function isFolder(path) {
  return existsSync(join(root, path)) && statSync(join(root, path)).isDirectory();
}

/** Style sheets, images and data are targets too. @param {string} path */
function isFile(path) {
  return existsSync(path) && statSync(path).isFile();
}
