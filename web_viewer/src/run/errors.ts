/** Why a file of a run can't be had. */
export type ReadErrorKind =
  /** There is no such file. */
  | "missing"
  /** Its path is none that a run may name. */
  | "unsafe"
  /** Its path leads out of the run's folder. */
  | "escapes"
  /** The server or the file system does not answer. */
  | "unreachable"
  /** Its content is not what it must be. */
  | "damaged"
  /** It is larger than this reader takes. */
  | "too-large"
  /** This browser can't open it. */
  | "unsupported";

/** A file of a run can't be read. The message names the file, what is wrong, and what to do where that is not plain. */
export class ReadError extends Error {
  override readonly name = "ReadError";

  /**
   * @param path of the file within the run, or the run's own name where all of it is meant.
   * @param reason what is wrong, without the path and without a full stop.
   */
  constructor(
    readonly kind: ReadErrorKind,
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path}: ${reason}.`);
  }

  /** `error` itself where it is a ReadError, else one of `kind` that carries its text. */
  static from(error: unknown, kind: ReadErrorKind, path: string): ReadError {
    if (error instanceof ReadError) return error;
    return new ReadError(kind, path, error instanceof Error ? error.message : String(error));
  }
}
