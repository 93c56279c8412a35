import type { World } from '../api/world';
import { withSession } from '../http/auth';
import { defineRoute } from '../http/handle';
import { dumpPoolDatabase } from './open-pool-database';

/** The pool's database, as `xe pool-dump-database` gets it. */
defineRoute('GET /pool/xmldbdump', (world: World, request, query) =>
  withSession(world, request, query, 'xapi', () => ({
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: dumpPoolDatabase(world),
  })),
);
