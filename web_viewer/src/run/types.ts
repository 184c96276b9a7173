/**
 * What a reader of runs gives out: one shape for schema 1.0.0 and 1.1.0, whatever the run lacks being null or empty.
 *
 * Axes: T tokens, r x c cells of a map (rows first), N = r·c cells in row-major order, C latent channels,
 * h x w latent grid. Steps count from 0. Logarithms are natural (nats).
 */

import type { SpecialKind } from "./terms.ts";

export type AttentionType = "cross" | "self";

/** Where the bytes of a run come from. Paths are relative, with forward slashes, checked before they get here. */
export interface RunSource {
  /** What a person calls it: the folder's, archive's or address's last part. */
  readonly name: string;
  /**
   * All bytes of one file, each time anew. Rejects with a ReadError that names the path.
   *
   * @param check is told the size before the file is read, as far as the source knows it then, and throws to refuse it.
   */
  read(path: string, check?: (bytes: number) => void): Promise<ArrayBuffer>;
  /** All files' paths and sizes, or null where the source can't list them (HTTP). */
  list(): Promise<readonly FileEntry[] | null>;
}

export interface FileEntry {
  readonly path: string;
  readonly bytes: number;
}

/** What keeps a run, or something in it, from being shown. `rule` is the id that `diffulizer validate` has for it. */
export interface Problem {
  readonly rule: string;
  /** The file, and for JSON the key path: "metadata.json: layers[2].id". */
  readonly where: string;
  /** The value, what was expected, and what to do where that is not plain. */
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** Byte-pair pieces joined back into what a person typed. */
export interface Word {
  readonly text: string;
  readonly tokens: readonly number[];
}

/** A word of the prompt that has no tokens of its own, and its place among all words, from 0. */
export interface UnrecordedWord {
  readonly text: string;
  readonly place: number;
}

export interface Condition {
  /** "c0", "c1", …; c0 is the first positive one. */
  readonly id: string;
  /** "positive", "negative", or the guider's own name. */
  readonly polarity: string;
  readonly text: string;
  /** As the tokenizer writes them, `</w>` included; empty where the run has none. */
  readonly tokens: readonly string[];
  readonly words: readonly Word[];
  /** The words that were not recorded, in the order of the text; their tokens share one row of the kind "other". */
  readonly unrecorded: readonly UnrecordedWord[];
  /** True for tokens of no word; one per token. */
  readonly special: readonly boolean[];
  /** What each special token is, null for tokens of words; null where the run leaves it to their order. */
  readonly kinds: readonly (SpecialKind | null)[] | null;
  /** Emphasis, one per token, or null. */
  readonly weights: readonly number[] | null;
  /** "conditioning", "graph" or "position"; null in runs of 1.0.0. */
  readonly labelledBy: string | null;
  readonly labelReason: string;
  /** [rows, columns, top, left] in latent cells, or null for the whole image. */
  readonly area: readonly number[] | null;
  readonly masked: boolean;
  readonly strength: number | null;
  /** Fractions of the schedule between which it acts. */
  readonly start: number | null;
  readonly end: number | null;
}

export interface Layer {
  /** "layer_0", … in the order of execution. */
  readonly id: string;
  /** The module's name in the model's state dict. */
  readonly name: string;
  readonly diffusersName: string | null;
  readonly type: AttentionType;
  /** ["input", 4], by diffusers' names ["down", 1]; null where the name does not tell. */
  readonly block: readonly [string, number] | null;
  readonly blockIndex: number | null;
  readonly heads: number | null;
  /** [rows, columns] at which the layer works. */
  readonly grid: readonly [number, number] | null;
}

export interface MapEntry {
  readonly path: string;
  readonly layer: string;
  readonly type: AttentionType;
  readonly step: number;
  readonly condition: string;
  /** Null: the mean over heads. */
  readonly head: number | null;
  /** [T, r, c] of a cross map, [N, N] of a self map. */
  readonly shape: readonly number[];
  /** [r, c]. */
  readonly grid: readonly [number, number];
}

/** A decoded map: float32 values in C order, all finite. */
export interface AttentionMap {
  readonly entry: MapEntry;
  readonly values: Float32Array;
  /** Values that are not finite, which stand as 0, or lie outside 0 to 1. */
  readonly problem: Problem | null;
}

/** [C, h, w] arrays of one run, decoded from float16. `data` holds all steps in C order. */
export interface LatentArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Latents {
  /** [steps, C, h, w] each, null where the archive lacks it. */
  readonly latents: LatentArray | null;
  readonly predictedNoise: LatentArray | null;
  readonly predictedNoiseText: LatentArray | null;
  readonly predictedNoiseUncond: LatentArray | null;
  readonly x0: LatentArray | null;
  /** [C, h, w]. */
  readonly initial: LatentArray | null;
}

export interface GuidanceMap {
  readonly step: number;
  readonly grid: readonly [number, number];
  readonly values: Float32Array;
}

/** A word whose effect was measured: what the model's guess changes without it. */
export interface EffectWord {
  readonly text: string;
  /** The tokens that were removed, by the id of each positive conditioning that holds the word. */
  readonly tokens: ReadonlyMap<string, readonly number[]>;
}

/** What changes without each word, by place. */
interface ByWord {
  /** [h, w]. */
  readonly grid: readonly [number, number];
  /**
   * [h, w] of each word, in their order: mean over channels of the absolute change, and 0 where that is not above the noise
   * floor, the largest change where nothing was removed.
   */
  readonly words: readonly Float32Array[];
  /** Values that are not finite or below 0, which stand as 0. */
  readonly problem: Problem | null;
}

/** Effects of words at one step: the changes of x̂₀. */
export interface StepEffects extends ByWord {
  readonly step: number;
}

/** Of which tokens and layers it was recorded which places of the picture they look at. */
export interface Gather {
  /** By the id of a conditioning, in the order of the maps. */
  readonly tokens: ReadonlyMap<string, readonly number[]>;
  /** Ids of layers, in the order of the maps. */
  readonly layers: readonly string[];
  /** The steps that have maps, by the id of a conditioning, in rising order. */
  readonly steps: ReadonlyMap<string, readonly number[]>;
}

/** Which places tokens look at in each layer at one step. */
export interface StepGather {
  readonly step: number;
  readonly condition: string;
  /** [layers, tokens, r, c]. */
  readonly shape: readonly [number, number, number, number];
  /** In C order: the share of a token's attention that goes to each cell; the sum over cells is at most 1. */
  readonly values: Float32Array;
  /** Values that are no shares, which stand as 0. */
  readonly problem: Problem | null;
}

/** The changes of the final latent. */
export interface WordChanges extends ByWord {
  /** The noise floor. */
  readonly floor: number;
}

/** Words without each of which the prompt was sampled again from the same noise, to the end. */
export interface Removals {
  /** "attention": the word's tokens got none; "text": it was left out before the text was encoded. */
  readonly kind: "attention" | "text";
  readonly words: readonly EffectWord[];
  /** Of kind "text": the prompts without each word, empty where one is missing. */
  readonly prompts: readonly string[];
  /** Of kind "attention": names of the layers that the words were removed from. */
  readonly layers: readonly string[];
  /** Of kind "attention": the highest and the lowest noise level at which they were; null without a bound. */
  readonly sigmaStart: number | null;
  readonly sigmaEnd: number | null;
  /** By word, then that of the null: the cosine of x̂₀ with and without the word at each step. */
  readonly closeness: readonly Series[];
  /** Whether the file of changes is listed. */
  readonly changes: boolean;
}

/** One number a step; null where it was not measured. */
export type Series = readonly (number | null)[];

/** Numbers of each layer by its id. */
export type ByLayer = ReadonlyMap<string, Series>;

/** metrics.json by key, as channels.json describes it; a channel that the run lacks is absent. */
export interface Metrics {
  /** Channels of one number a step; of one with a value per layer, its mean. */
  readonly series: ReadonlyMap<string, Series>;
  /** Of channels with a value per layer, the numbers of each. */
  readonly layers: ReadonlyMap<string, ByLayer>;
  /** Channels with one number per octave, `[step][octave]`, lowest frequency first. */
  readonly octaves: ReadonlyMap<string, readonly (Series | null)[]>;
  /** Channels with one number per word whose effect was measured, `[step][word]`; norms have the noise floor's after them. */
  readonly words: ReadonlyMap<string, readonly (Series | null)[]>;
  /** token_dominance.scores: one per token. */
  readonly dominance: Series | null;
}

export interface LatentPca {
  readonly points: readonly ([number, number] | null)[];
  readonly x0Points: readonly ([number, number] | null)[] | null;
  readonly explained: readonly [number | null, number | null];
}

export interface NotRecorded {
  readonly what: string;
  readonly where: string;
  readonly reason: string;
}

/** A run that is open. Everything of the JSON files is here; images, maps and arrays are read when asked for. */
export interface Run {
  /** Unique among the runs that are open. */
  readonly key: string;
  readonly name: string;
  readonly schemaVersion: string;
  readonly steps: number;
  /** One per step, null where it is missing. */
  readonly timesteps: Series;
  /**
   * Noise level at which each step was evaluated, then the last one stepped to: steps + 1, without the last in a pass that
   * is still sampled; null in runs of 1.0.0.
   */
  readonly sigmas: readonly number[] | null;
  readonly conditions: readonly Condition[];
  readonly layers: readonly Layer[];
  readonly metrics: Metrics;
  /** Empty where no effects were measured. */
  readonly effectWords: readonly EffectWord[];
  /** What words were removed from: the cross-attention of all layers, or the text before it was encoded. */
  readonly effectKind: "attention" | "text";
  /** The steps that have effects, in rising order. */
  readonly effectSteps: readonly number[];
  /** Null where it was not recorded what words look at. */
  readonly gather: Gather | null;
  /** Null where the prompt was not sampled without its words. */
  readonly removals: Removals | null;
  readonly pca: LatentPca | null;
  readonly complete: boolean;
  readonly notRecorded: readonly NotRecorded[];
  /** metadata.json's generator and whole content as they are, for provenance. */
  readonly generator: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What is wrong with the run as far as its JSON files tell. */
  readonly problems: readonly Problem[];
  readonly has: {
    /** One per step: whether an image is listed. */
    readonly images: readonly boolean[];
    readonly x0Images: readonly boolean[];
    /** One per removed word. */
    readonly without: readonly boolean[];
    readonly latents: boolean;
    readonly guidanceMaps: boolean;
  };
  /** Listed map, or undefined. `condition` is c0 and `head` null (the mean) unless given. */
  mapEntry(layer: string, step: number, condition?: string, head?: number | null): MapEntry | undefined;
  /** Heads whose maps are listed for a layer. */
  headsOf(layer: string): readonly number[];
  /**
   * Rejects with a ReadError that names the file. The same request twice is read once (a cache with a bound). A few
   * reads are under way at once, and of those that wait the newest is next: ask for neighbours before what is shown.
   */
  map(entry: MapEntry): Promise<AttentionMap>;
  /** The map if the cache holds it, without waiting. */
  peekMap(entry: MapEntry): AttentionMap | undefined;
  /** Of a step, or without a word by its number in `removals`. */
  image(kind: ImageKind, number: number): Promise<ImageBitmap>;
  peekImage(kind: ImageKind, number: number): ImageBitmap | undefined;
  latents(): Promise<Latents | null>;
  guidanceMap(step: number): Promise<GuidanceMap | null>;
  /** Effects at one of `effectSteps`; null at another step. */
  effects(step: number): Promise<StepEffects | null>;
  /** The effects if the cache holds them, without waiting. */
  peekEffects(step: number): StepEffects | undefined;
  /** What tokens of a conditioning look at; null at a step that has no such maps. */
  gatherAt(step: number, condition: string): Promise<StepGather | null>;
  /** The same if the cache holds it, without waiting. */
  peekGather(step: number, condition: string): StepGather | undefined;
  /** What changes in the final latent without each word; null where that is not listed. */
  removalChanges(): Promise<WordChanges | null>;
  /** Look at every file: which are missing, of a wrong size, or do not open. `diffulizer validate` checks all rules. */
  check(onProgress?: (done: number, total: number) => void): Promise<readonly Problem[]>;
  /** Free what is held. */
  close(): void;
}

/** The noisy picture after a step, the guess at one, or the final picture without a word. */
export type ImageKind = "latent" | "x0" | "without";

/** A place in the image as fractions of its width and height, from the upper left corner; with `to`, a box to that corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly to?: { readonly x: number; readonly y: number };
}
