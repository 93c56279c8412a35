/** Bytes that lie somewhere and are read where they are wanted, as those of a `Blob` are. */
export interface Source {
  readonly size: number;
  slice(from: number, to: number): Source;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
}
