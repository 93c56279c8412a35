import { defineHandler } from './handlers';
import { parameter } from './parameters';

/** xapi: audit_log.ml. */
defineHandler('get_audit_log', ({ world, request, query }) => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: world.audit.text(parameter(request, query, 'since') ?? ''),
}));
