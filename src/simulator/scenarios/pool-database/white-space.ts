/**
 * XML normalises white space in attributes, so xapi writes it in two characters that survive (xapi: xml_spaces.ml).
 * Databases up to XenServer 7 protected only pairs of blanks, as `%_`, and left single ones as they are.
 */
const READ: Readonly<Record<string, string>> = { '.': ' ', _: '  ', t: '\t', n: '\n', r: '\r', '%': '%' };
const WRITE: Readonly<Record<string, string>> = { ' ': '%.', '\t': '%t', '\n': '%n', '\r': '%r', '%': '%%' };

/** The text behind a protected attribute value. A percent sign before any other character stands for itself. */
export function unprotect(text: string): string {
  return text.includes('%') ? text.replace(/%([._tnr%])/g, (_, code: string) => READ[code] ?? '') : text;
}

export function protect(text: string): string {
  return /[ \t\n\r%]/.test(text) ? text.replace(/[ \t\n\r%]/g, (character) => WRITE[character] ?? '') : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const ALL_NOT_XML = new RegExp(NOT_XML, 'gu');

/** Text as the value of an XML attribute. What XML cannot hold at all is dropped, as xapi does (ensure_utf8_xml). */
export function escapeAttribute(text: string): string {
  const clean = NOT_XML.test(text) ? text.replace(ALL_NOT_XML, '') : text;
  return /[&<>"\t\n\r]/.test(clean) ? clean.replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? '') : clean;
}
