/** An element with its text or its children. */
export type XmlElement = readonly [name: string, content: string | readonly XmlElement[]];

/** A small document as the storage manager prints it (Python's xml.dom.minidom toprettyxml). */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" ?>\n${element(root, '')}`;
}

function element([name, content]: XmlElement, indent: string): string {
  if (typeof content === 'string') return `${indent}<${name}>${escaped(content)}</${name}>\n`;
  if (content.length === 0) return `${indent}<${name}/>\n`;
  const children = content.map((child) => element(child, `${indent}\t`)).join('');
  return `${indent}<${name}>\n${children}${indent}</${name}>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
