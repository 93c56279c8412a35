/** Prints, for each class, how many of the published messages the simulator serves. Usage: npm run coverage:api */
import { messageTable } from '../src/xapi/datamodel/messages.gen';
import type { MessageModel } from '../src/xapi/datamodel/model';
import '../src/simulator/api/all';
import '../src/simulator/http/all';
import { isImplemented } from '../src/simulator/api/method';

interface Count {
  readonly name: string;
  served: number;
  published: number;
  custom: number;
  customServed: number;
}

const rows: Count[] = [];
const missing: string[] = [];
for (const [cls, messages] of Object.entries(messageTable)) {
  const count: Count = { name: cls, served: 0, published: 0, custom: 0, customServed: 0 };
  for (const [message, model] of Object.entries(messages) as [string, MessageModel][]) {
    if (model.hidden === true) continue;
    const isServed = isImplemented(`${cls}.${message}`);
    count.published += 1;
    if (isServed) count.served += 1;
    else if ((model.tier ?? 9) <= 2) missing.push(`${cls}.${message}`);
    if (model.kind !== 'custom') continue;
    count.custom += 1;
    if (isServed) count.customServed += 1;
  }
  rows.push(count);
}

const sum = (pick: (count: Count) => number): number => rows.reduce((total, row) => total + pick(row), 0);
const total: Count = {
  name: 'all',
  served: sum((row) => row.served),
  published: sum((row) => row.published),
  custom: sum((row) => row.custom),
  customServed: sum((row) => row.customServed),
};
const line = (name: string, ...numbers: readonly (number | string)[]): string =>
  [name.padEnd(22), ...numbers.map((number) => String(number).padStart(10))].join('');
console.log(line('class', 'served', 'published', 'custom', 'of'));
for (const row of [...rows, total])
  console.log(line(row.name, row.served, row.published, row.customServed, row.custom));
console.log('\nEverything else answers NOT_IMPLEMENTED [method]. Not served yet of tiers 1 and 2:');
console.log(missing.join(' '));
