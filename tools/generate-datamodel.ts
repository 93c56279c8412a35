/**
 * Writes src/xapi/datamodel/*.gen.ts from a description of the XenAPI datamodel.
 * Usage: npm run generate -- [path of xenapi-model.json]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateDatamodel } from './datamodel/generate';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const source = resolve(process.argv[2] ?? join(root, '../shared/reference/xenapi-model.json'));
const target = join(root, 'src/xapi/datamodel');

for (const [name, text] of Object.entries(generateDatamodel(readFileSync(source, 'utf8')))) {
  writeFileSync(join(target, name), text);
  console.log(`${name}: ${text.length} characters`);
}
