/** A run's files as the format's page says, read without anything of the viewer. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { PNG } from "pngjs";

export interface Entry {
  readonly path: string;
  readonly shape: readonly number[];
  readonly layer_id: string;
  readonly attention_type: string;
  readonly step: number;
  readonly condition?: string;
  readonly head?: number;
}

export interface Words {
  readonly tokens: readonly string[];
  readonly special_mask: readonly boolean[];
  readonly words: readonly { readonly text: string; readonly token_indices: readonly number[] }[];
}

export interface Metadata {
  readonly steps: number;
  readonly generator: Record<string, unknown> & { sigmas: number[]; cfg_scale: number };
  readonly prompt: Words & { readonly text: string };
  readonly conditions: readonly (Words & { readonly id: string })[];
  readonly attention_files: readonly Entry[];
  readonly attention_files_extra: readonly Entry[];
  readonly guidance_maps: readonly { readonly path: string; readonly shape: readonly number[] }[];
  readonly effects?: { readonly words: readonly { readonly text: string }[] };
  readonly effect_files?: readonly {
    readonly path: string;
    readonly step: number;
    readonly shape: readonly number[];
  }[];
  readonly not_recorded: readonly {
    readonly what: string;
    readonly where: string;
    readonly reason: string;
  }[];
}

export function readJson<T>(run: string, file: string): T {
  return JSON.parse(readFileSync(join(run, file), "utf8")) as T;
}

/** A run's files do not change once they were read here. */
const known = new Map<string, unknown>();

function once<T>(key: string, read: () => T): T {
  if (!known.has(key)) known.set(key, read());
  return known.get(key) as T;
}

export function metadataOf(run: string): Metadata {
  return once(run, () => readJson(run, "metadata.json"));
}

/** How words of a prompt are called: where one occurs again, whatever its case, by its number too. */
export function wordNames(words: readonly { readonly text: string }[]): string[] {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return words.map(({ text }, i) => {
    const before = words.slice(0, i).filter((word) => same(word.text, text)).length;
    return before > 0 ? `${text}#${String(before + 1)}` : text;
  });
}

/** A map's values by rows: [T, r, c] of a cross map, [N, N] of a self map. */
export function mapOf(run: string, layer: string, step: number, condition = "c0", head?: number): number[][] {
  const { attention_files, attention_files_extra } = metadataOf(run);
  const entry = [...attention_files, ...attention_files_extra].find(
    (e) => e.layer_id === layer && e.step === step && (e.condition ?? "c0") === condition && e.head === head,
  );
  if (!entry) throw new Error(`no map of ${layer} at step ${String(step)}`);
  const file = join(run, entry.path);
  return once(file, () => rowsOf(floats(readFileSync(file)), entry.shape[0] ?? 0));
}

/** The map of a word: the sum over its tokens. */
export function wordMap(map: readonly number[][], tokens: readonly number[]): number[] {
  const cells = map[0]?.length ?? 0;
  return Array.from({ length: cells }, (_, cell) =>
    tokens.reduce((total, token) => total + (map[token]?.[cell] ?? 0), 0),
  );
}

/** A guidance map's values. */
export function guidanceOf(run: string, step: number): number[] {
  return floats(readFileSync(join(run, metadataOf(run).guidance_maps[step]?.path ?? "")));
}

/** Effects at a step that has some, as docs/dataset.md has them: one map a word, 0 where it is not above the noise floor. */
export function effectsOf(run: string, step: number): number[][] {
  const file = metadataOf(run).effect_files?.find((entry) => entry.step === step);
  if (!file) throw new Error(`no effects at step ${String(step)}`);
  const maps = rowsOf(floats(readFileSync(join(run, file.path))), file.shape[0] ?? 0);
  const floor = Math.max(...(maps.at(-1) ?? []));
  return maps.slice(0, -1).map((map) => map.map((value) => (value > floor ? value : 0)));
}

/** Numbers of a .bin file. */
export function floatsOf(file: string): number[] {
  return floats(readFileSync(file));
}

/** An array of latents_noise_fp16.npz, by its first axis; of latent_initial all channels. */
export function arrayOf(run: string, name: string): number[][] {
  const archive = unzipSync(readFileSync(join(run, "latents_noise_fp16.npz")));
  const file = Buffer.from(archive[`${name}.npy`] ?? []);
  const start = 10 + file.readUInt16LE(8);
  const [, shape = ""] = /'shape': \(([^)]*)\)/.exec(file.subarray(10, start).toString()) ?? [];
  return rowsOf(floats(file.subarray(start)), Number(shape.split(",")[0]));
}

/** Red, green, blue and alpha of each pixel of an image of the run. */
export function imageOf(run: string, file: string): Uint8Array {
  return PNG.sync.read(readFileSync(join(run, file))).data;
}

function rowsOf(values: number[], count: number): number[][] {
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => values.slice(i * size, (i + 1) * size));
}

function floats(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 2 }, (_, i) => half(bytes.readUInt16LE(2 * i)));
}

/** As docs/dataset.md has it. */
function half(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
