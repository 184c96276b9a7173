/** Bytes of which parts are read when they are asked for. A Blob is one. */
export interface Sliced {
  readonly size: number;
  /** Bytes from `start` to before `end`, both within the whole. */
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}
