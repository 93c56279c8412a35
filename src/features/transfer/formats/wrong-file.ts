/** A file that is not what it should be; its message is a sentence for people. */
export class WrongFile extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongFile';
  }
}
