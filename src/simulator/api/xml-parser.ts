import { SaxesParser, type EventName, type EventNameToHandler } from 'saxes';

export type XmlHandlers = { readonly [Name in EventName]?: EventNameToHandler<{ xmlns: false }, Name> };

/** A parser with these handlers. Write pieces to it, then close it; faults go to `error`. */
export function xmlParser(handlers: XmlHandlers): SaxesParser<{ xmlns: false }> {
  const parser = new SaxesParser({ xmlns: false });
  for (const [name, handler] of Object.entries(handlers)) parser.on(name as EventName, handler);
  // `on` stores under computed names, and from the fourth on V8 keeps the parser's fields in a hash table, which makes
  // every character seven times as dear. An object that serves as prototype gets plain fields back.
  Object.create(parser);
  return parser;
}
