import { perform } from "../worker/perform.ts";
import { checkFiles } from "./check/files.ts";
import { readConditions } from "./conditions.ts";
import type { Content } from "./content.ts";
import {
  type ChangesFile,
  effectFiles,
  readChanges,
  readEffectKind,
  readEffects,
  readEffectWords,
} from "./effects.ts";
import { type GatherFile, gatherFiles, placeOf, readGather, readStepGather } from "./gather.ts";
import { ReadError } from "../run/errors.ts";
import { openImage } from "./images.ts";
import { readLayers } from "./layers.ts";
import { LATENTS_NOISE, LIMITS } from "./layout.ts";
import { Loader } from "./loader.ts";
import { MapIndex, mapKey } from "./maps.ts";
import { perStep, readMetrics, readPca } from "./metrics.ts";
import { safePath } from "./paths.ts";
import { changesFile, readRemovals } from "./removals.ts";
import type * as types from "../run/types.ts";
import { asGrid, asInt, asList, asNumber, asObject, asText, type JsonObject } from "../run/untrusted.ts";
import { atMost, readFloat16, readMap } from "./values.ts";

/** Decoded maps and images of all open runs together, in bytes. */
export const MAPS_HELD = 64 << 20;
export const IMAGES_HELD = 64 << 20;
const GUIDANCE_HELD = 8 << 20;
const EFFECTS_HELD = 32 << 20;
const GATHER_HELD = 32 << 20;

const maps = new Loader<types.AttentionMap>(MAPS_HELD, (map) => map.values.byteLength);
const images = new Loader<ImageBitmap>(
  IMAGES_HELD,
  (image) => image.width * image.height * 4,
  // Its pixels lie outside of what the garbage collector counts. Whoever was given it has drawn it by then.
  (image) => setTimeout(() => image.close(), 2000),
);
const guidance = new Loader<types.GuidanceMap>(GUIDANCE_HELD, (map) => map.values.byteLength);
const changedBytes = ({ words, grid }: Pick<types.WordChanges, "words" | "grid">) =>
  4 * words.length * grid[0] * grid[1];
const effects = new Loader<types.StepEffects>(EFFECTS_HELD, changedBytes);
const changes = new Loader<types.WordChanges>(EFFECTS_HELD, changedBytes);
const gathers = new Loader<types.StepGather>(GATHER_HELD, ({ values }) => values.byteLength);
let opened = 0;

/** A run of either schema, over a source of its files. */
export class OpenRun implements types.Run {
  readonly key: string;
  readonly name: string;
  readonly schemaVersion: string;
  readonly steps: number;
  readonly timesteps: types.Series;
  readonly sigmas: readonly number[] | null;
  readonly conditions: readonly types.Condition[];
  readonly layers: readonly types.Layer[];
  readonly metrics: types.Metrics;
  readonly effectWords: readonly types.EffectWord[];
  readonly effectKind: types.Run["effectKind"];
  readonly effectSteps: readonly number[];
  readonly gather: types.Gather | null;
  readonly removals: types.Removals | null;
  readonly pca: types.LatentPca | null;
  readonly complete: boolean;
  readonly notRecorded: readonly types.NotRecorded[];
  readonly generator: JsonObject;
  readonly metadata: JsonObject;
  readonly has: types.Run["has"];
  private readonly index: MapIndex;
  private readonly imagePaths: Readonly<Record<types.ImageKind, readonly (string | null)[]>>;
  private readonly guidancePaths: ReadonlyMap<number, { path: string; grid: readonly [number, number] }>;
  private readonly effectFiles: ReadonlyMap<number, ChangesFile>;
  private readonly gatherFiles: ReadonlyMap<string, GatherFile>;
  private readonly changesFile: ChangesFile | null;
  private readonly archive: string | null;
  private allLatents: Promise<types.Latents> | null = null;

  constructor(
    private readonly source: types.RunSource,
    private readonly content: Content,
    readonly problems: readonly types.Problem[],
  ) {
    const { metadata } = content;
    this.key = `run-${opened++}`;
    this.name = source.name;
    this.schemaVersion = asText(metadata.schema_version) ?? "";
    this.steps = shownSteps(content);
    this.timesteps = perStep(metadata.timesteps, this.steps).map(asNumber);
    this.sigmas = content.sigmas?.length === this.steps + 1 ? content.sigmas : null;
    this.conditions = readConditions(content);
    this.layers = readLayers(content);
    this.metrics = readMetrics(content, this.steps);
    this.effectWords = readEffectWords(asObject(metadata.effects).words);
    this.effectKind = readEffectKind(asObject(metadata.effects).kind);
    this.effectFiles = effectFiles(content, this.effectWords.length);
    this.effectSteps = [...this.effectFiles.keys()].filter((step) => step < this.steps);
    this.gatherFiles = gatherFiles(content, this.steps);
    this.gather = readGather(content, this.gatherFiles);
    this.removals = readRemovals(content, this.metrics, this.steps);
    this.changesFile = changesFile(content);
    this.pca = readPca(content, this.steps);
    this.complete = metadata.complete !== false;
    this.notRecorded = asList(metadata.not_recorded).map(asObject).map(note);
    this.generator = content.generator;
    this.metadata = metadata;
    this.index = new MapIndex(content);
    this.imagePaths = {
      latent: perStep(metadata.images, this.steps).map(usablePath),
      x0: perStep(metadata.x0_images, this.steps).map(usablePath),
      without: perStep(metadata.removal_images, this.removals?.words.length ?? 0).map(usablePath),
    };
    this.guidancePaths = guidanceEntries(content);
    this.archive = archivePath(metadata);
    this.has = {
      images: this.imagePaths.latent.map((path) => path !== null),
      x0Images: this.imagePaths.x0.map((path) => path !== null),
      without: this.imagePaths.without.map((path) => path !== null),
      latents: this.archive !== null,
      guidanceMaps: this.guidancePaths.size > 0,
    };
  }

  mapEntry(
    layer: string,
    step: number,
    condition = "c0",
    head: number | null = null,
  ): types.MapEntry | undefined {
    return this.index.find(layer, step, condition, head);
  }

  headsOf(layer: string): readonly number[] {
    return this.index.headsOf(layer);
  }

  map(entry: types.MapEntry): Promise<types.AttentionMap> {
    return maps.load(this.place(mapKey(entry)), () => readMap(this.source, entry));
  }

  peekMap(entry: types.MapEntry): types.AttentionMap | undefined {
    return maps.peek(this.place(mapKey(entry)));
  }

  async image(kind: types.ImageKind, number: number): Promise<ImageBitmap> {
    const path = this.imagePaths[kind][number];
    const called = kind === "without" ? `image without word ${number}` : `${kind} image of step ${number}`;
    if (!path) throw new ReadError("missing", called, "the run lists none");
    return images.load(this.place(path), async () =>
      openImage(await this.source.read(path, atMost(LIMITS.unpacked_bytes, path)), path),
    );
  }

  peekImage(kind: types.ImageKind, number: number): ImageBitmap | undefined {
    const path = this.imagePaths[kind][number];
    return path ? images.peek(this.place(path)) : undefined;
  }

  async latents(): Promise<types.Latents | null> {
    const path = this.archive;
    if (path === null) return null;
    this.allLatents ??= this.readLatents(path);
    return this.allLatents;
  }

  /** Once; but a failure is not kept, so that asking again tries again. */
  private async readLatents(path: string): Promise<types.Latents> {
    try {
      const bytes = await this.source.read(path, atMost(LIMITS.unpacked_bytes, path));
      return await perform("readLatents", new Uint8Array(bytes), path);
    } catch (error) {
      this.allLatents = null;
      throw error;
    }
  }

  async guidanceMap(step: number): Promise<types.GuidanceMap | null> {
    const listed = this.guidancePaths.get(step);
    if (!listed) return null;
    const { path, grid } = listed;
    return guidance.load(this.place(path), async () => ({
      step,
      grid,
      values: await readFloat16(this.source, path, grid),
    }));
  }

  async effects(step: number): Promise<types.StepEffects | null> {
    const file = this.effectFiles.get(step);
    return file ? effects.load(this.place(file.path), () => readEffects(this.source, step, file)) : null;
  }

  peekEffects(step: number): types.StepEffects | undefined {
    const file = this.effectFiles.get(step);
    return file && effects.peek(this.place(file.path));
  }

  async gatherAt(step: number, condition: string): Promise<types.StepGather | null> {
    const file = this.gatherFiles.get(placeOf(step, condition));
    return file ? gathers.load(this.place(file.path), () => readStepGather(this.source, file)) : null;
  }

  peekGather(step: number, condition: string): types.StepGather | undefined {
    const file = this.gatherFiles.get(placeOf(step, condition));
    return file && gathers.peek(this.place(file.path));
  }

  async removalChanges(): Promise<types.WordChanges | null> {
    const file = this.changesFile;
    return file
      ? changes.load(this.place(file.path), () => readChanges(this.source, file, "removal-values"))
      : null;
  }

  check(onProgress?: (done: number, total: number) => void): Promise<readonly types.Problem[]> {
    return checkFiles(this.content, this.source, onProgress);
  }

  close(): void {
    for (const loader of [maps, images, guidance, effects, gathers, changes]) loader.forget(this.place(""));
    this.allLatents = null;
  }

  /** A key in the caches, which all runs share. */
  private place(name: string): string {
    return `${this.key} ${name}`;
  }
}

/** Steps that can be shown: as stated, but no more than the longest list has, or a typing error would fill the memory. */
function shownSteps({ metadata, steps }: Content): number {
  const listed = Math.max(
    ...["images", "timesteps", "x0_images"].map((key) => asList(metadata[key]).length),
    1,
  );
  return Math.min(steps ?? listed, listed);
}

function note(entry: JsonObject): types.NotRecorded {
  const text = (key: string) => asText(entry[key]) ?? "";
  return { what: text("what"), where: text("where"), reason: text("reason") };
}

function usablePath(path: unknown): string | null {
  return safePath(path) ? path : null;
}

function archivePath(metadata: JsonObject): string | null {
  const artifacts = asObject(metadata.artifacts);
  return "latents_noise" in artifacts ? usablePath(artifacts.latents_noise) : LATENTS_NOISE;
}

function guidanceEntries(content: Content): Map<number, { path: string; grid: readonly [number, number] }> {
  const found = new Map<number, { path: string; grid: readonly [number, number] }>();
  for (const entry of asList(content.metadata.guidance_maps).map(asObject)) {
    const [path, grid, step] = [usablePath(entry.path), asGrid(entry.shape), asInt(entry.step)];
    if (path !== null && grid && step !== null && !found.has(step)) found.set(step, { path, grid });
  }
  return found;
}
