import { ARRAYS, decodeFloat16, readLatents, readNpz } from "../bytes/arrays.ts";
import { compareMaps } from "../maths/divergence.ts";
import { sharedPca } from "../maths/pca.ts";
import { settling } from "../maths/settling.ts";
import { unpack } from "../bytes/archive.ts";

/** What the worker does: functions of plain values, so that they run anywhere. */
export const tasks = {
  decodeFloat16,
  readLatents,
  unpack,
  sharedPca,
  compareMaps,
  settling,
  /** Names, types and shapes of the arrays of an archive; all of it is read, so that damage shows. */
  arrayHeaders: (archive: Uint8Array, path: string) =>
    readNpz(archive, path, Object.values(ARRAYS)).map(({ name, type, shape }) => ({ name, type, shape })),
};

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;

export interface Request {
  readonly id: number;
  readonly name: TaskName;
  readonly values: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly error: { readonly kind: string; readonly path: string; readonly reason: string };
    };
