import { ARRAYS, decodeFloat16, readLatents, readNpz } from "../bytes/arrays.ts";
import { compareMaps } from "../maths/divergence.ts";
import { sharedPca } from "../maths/pca.ts";
import { settling } from "../maths/settling.ts";
import { unpack } from "../bytes/archive.ts";

/** What is done of runs. */
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
