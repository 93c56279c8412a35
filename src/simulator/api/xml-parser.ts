import { SaxesParser, type EventName, type EventNameToHandler } from 'saxes';

export type XmlHandlers = { readonly [Name in EventName]?: EventNameToHandler<{ xmlns: false }, Name> };

/** Where saxes keeps its handlers. */
interface Slots {
  xmldeclHandler: unknown;
  textHandler: unknown;
  piHandler: unknown;
  doctypeHandler: unknown;
  commentHandler: unknown;
  openTagStartHandler: unknown;
  attributeHandler: unknown;
  openTagHandler: unknown;
  closeTagHandler: unknown;
  cdataHandler: unknown;
  errorHandler: unknown;
}

/**
 * `on` stores handlers under computed names, and from the fourth new name on V8 keeps all fields of a parser in a hash
 * table, which makes every character seven times as dear. Fields that are there already, in the same order for all
 * parsers, keep them alike and quick.
 */
function prepareSlots(slots: Slots): void {
  slots.xmldeclHandler = undefined;
  slots.textHandler = undefined;
  slots.piHandler = undefined;
  slots.doctypeHandler = undefined;
  slots.commentHandler = undefined;
  slots.openTagStartHandler = undefined;
  slots.attributeHandler = undefined;
  slots.openTagHandler = undefined;
  slots.closeTagHandler = undefined;
  slots.cdataHandler = undefined;
  slots.errorHandler = undefined;
}

/** A parser with these handlers. Write pieces to it, then close it; faults go to `error`. */
export function xmlParser(handlers: XmlHandlers): SaxesParser<{ xmlns: false }> {
  const parser = new SaxesParser({ xmlns: false });
  prepareSlots(parser as unknown as Slots);
  for (const [name, handler] of Object.entries(handlers)) parser.on(name as EventName, handler);
  return parser;
}
