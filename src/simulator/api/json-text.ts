/** A result that is written already: what JSON makes of it, in parts. */
export class JsonText {
  constructor(readonly parts: readonly string[]) {}
}
