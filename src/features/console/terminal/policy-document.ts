/**
 * xterm writes its colours into style elements and style attributes, which the content security policy forbids, as it
 * should. It takes a document of ours to make elements with: there, style elements are style sheets that scripts
 * construct, and attributes are set by the object model. Both are allowed, because no markup can bring them in.
 */
export class PolicyDocument {
  readonly #sheets = new Set<CSSStyleSheet>();
  readonly #create = (name: string): HTMLElement => {
    const element = Document.prototype.createElement.call(document, name === 'style' ? 'template' : name);
    if (name === 'style') this.#writeIntoSheet(element);
    else if (name === 'span') setStyleByModel(element);
    return element;
  };

  /** The document as xterm is to see it. */
  readonly document: Document = new Proxy(document, {
    get: (target, key) => {
      if (key === 'createElement') return this.#create;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });

  /** Runs what makes elements by the window's own document, as xterm does for the colours of its scrollbar. */
  during(run: () => void): void {
    Object.defineProperty(document, 'createElement', { value: this.#create, configurable: true });
    try {
      run();
    } finally {
      Reflect.deleteProperty(document, 'createElement');
    }
  }

  dispose(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !this.#sheets.has(sheet));
    this.#sheets.clear();
  }

  #writeIntoSheet(element: HTMLElement): void {
    const sheet = new CSSStyleSheet();
    this.#sheets.add(sheet);
    document.adoptedStyleSheets.push(sheet);
    Object.defineProperty(element, 'textContent', {
      set: (text: string) => {
        sheet.replaceSync(text);
      },
    });
  }
}

function setStyleByModel(element: HTMLElement): void {
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else Element.prototype.setAttribute.call(element, name, value);
  };
}
