/** A pass that is watched while it is sampled, in the shape of a run: the viewer's panels need not know. */
import { readCondition } from "../dataset/conditions.ts";
import { LATENT_PIXELS } from "../dataset/layout.ts";
import { ReadError } from "../run/errors.ts";
import type * as types from "../run/types.ts";
import { asGrid, asList, asNumber, asObject, asText, type JsonObject } from "../dataset/untrusted.ts";
import { text } from "../text/text.ts";

/** The mean over all recorded cross-attention layers, which is all that travels while sampling. */
const LAYER = "live";

export interface PassSummary extends JsonObject {
  readonly id: string;
  readonly node: string;
  readonly prompt_id: string;
  /** "running", "complete", "interrupted" or "failed". */
  readonly state: string;
  readonly steps_planned: number;
  /** When it began, in seconds. */
  readonly begun: number;
}

export interface StepSummary extends JsonObject {
  readonly step: number;
}

/** The maps of all tokens as they travel; unpacked when a word is first looked at. */
class Maps {
  private shares: Float32Array | undefined;

  constructor(
    readonly grid: readonly [number, number],
    /** [T], what 255 stands for. */
    private readonly peaks: readonly number[],
    /** [T, r, c] in base64. */
    private readonly levels: string,
  ) {}

  get shape(): readonly number[] {
    return [this.peaks.length, ...this.grid];
  }

  /** [T, r, c] shares. */
  get values(): Float32Array {
    return (this.shares ??= this.unpacked());
  }

  private unpacked(): Float32Array {
    const levels = bytesOf(this.levels);
    const cells = this.grid[0] * this.grid[1];
    const shares = new Float32Array(this.peaks.length * cells);
    for (const [token, peak] of this.peaks.entries())
      for (let i = token * cells; i < (token + 1) * cells; i++) shares[i] = ((levels[i] ?? 0) / 255) * peak;
    return shares;
  }
}

/** One step, decoded once and shared by all runs made of it. */
export class DecodedStep {
  readonly index: number;
  readonly sigma: number | null;
  readonly timestep: number | null;
  readonly noise: number | null;
  readonly entropy: number | null;
  readonly picture: string | null;
  readonly maps: Maps | null;
  image: ImageBitmap | undefined;

  constructor(step: StepSummary) {
    const metrics = asObject(step.metrics);
    this.index = step.step;
    this.sigma = asNumber(step.sigma);
    this.timestep = asNumber(step.timestep);
    this.noise = asNumber(metrics.predicted_noise_l2_norm);
    this.entropy = asNumber(metrics.cross_attention_entropy);
    this.picture = asText(step.picture);
    this.maps = readMaps(asObject(step.maps));
  }

  async openImage(): Promise<ImageBitmap> {
    if (!this.picture) throw new ReadError("missing", `step ${this.index}`, "it has no picture");
    this.image ??= await createImageBitmap(new Blob([bytesOf(this.picture)], { type: "image/jpeg" }));
    return this.image;
  }
}

function readMaps(maps: JsonObject): Maps | null {
  const grid = asGrid(maps.grid);
  const levels = asText(maps.values);
  const peaks = asList(maps.peaks).map((peak) => asNumber(peak) ?? 0);
  return grid && levels !== null ? new Maps(grid, peaks, levels) : null;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

const conditions = new WeakMap<PassSummary, readonly types.Condition[]>();

/** The same for all runs of a pass, so that its words are drawn once. */
function conditionsOf(pass: PassSummary): readonly types.Condition[] {
  const known = conditions.get(pass);
  if (known) return known;
  const read = asList(pass.conditions).map((entry, i) => readCondition(asObject(entry), `c${i}`, "positive"));
  conditions.set(pass, read);
  return read;
}

/** A pass with the steps that are known of it so far. Another step makes another run. */
export class LiveRun implements types.Run {
  readonly key: string;
  readonly name: string;
  readonly schemaVersion = "";
  readonly steps: number;
  readonly timesteps: types.Series;
  /** Null while a step is missing: steps are then compared by their number. */
  readonly sigmas: readonly number[] | null;
  readonly conditions: readonly types.Condition[];
  readonly layers: readonly types.Layer[];
  readonly metrics: types.Metrics;
  readonly pca = null;
  readonly complete: boolean;
  readonly notRecorded = [];
  readonly generator: JsonObject;
  readonly metadata: JsonObject;
  readonly problems = [];
  readonly has: types.Run["has"];
  private readonly byStep: ReadonlyMap<number, DecodedStep>;

  constructor(
    readonly pass: PassSummary,
    readonly known: readonly DecodedStep[],
    private readonly read: (step: number) => Promise<DecodedStep>,
  ) {
    this.byStep = new Map(known.map((step) => [step.index, step]));
    this.steps = Math.max(1, ...known.map((step) => step.index + 1));
    this.key = `live ${pass.id}`;
    this.name = text("seed {seed}", { seed: String(pass.seed ?? "?") });
    this.complete = pass.state !== "interrupted" && pass.state !== "failed";
    const [rows = 1, columns = 1] = asList(pass.latent_size).map((size) => asNumber(size) ?? 1);
    this.generator = { ...pass, height: LATENT_PIXELS * rows, width: LATENT_PIXELS * columns };
    this.metadata = pass;
    const all = Array.from({ length: this.steps }, (_, step) => this.byStep.get(step));
    this.timesteps = all.map((step) => step?.timestep ?? null);
    const sigmas = all.flatMap((step) => step?.sigma ?? []);
    this.sigmas = sigmas.length === all.length ? sigmas : null;
    this.conditions = conditionsOf(pass);
    const layers = asList(pass.cross_layers).length;
    const grid = known.find((step) => step.maps)?.maps?.grid ?? null;
    const layer = {
      id: LAYER,
      name: text("mean of {count} recorded layers", { count: layers }),
      type: "cross" as const,
      grid,
    };
    this.layers = [{ ...layer, diffusersName: null, block: null, blockIndex: null, heads: null }];
    this.metrics = {
      series: new Map([
        ["predicted_noise_l2_norm", all.map((step) => step?.noise ?? null)],
        ["cross_attention_entropy", all.map((step) => step?.entropy ?? null)],
      ]),
      layers: new Map(),
      octaves: new Map(),
      dominance: null,
    };
    this.has = {
      images: all.map(() => false),
      // Before its first step a pass counts as one step long.
      x0Images: all.map((step) => (step ? step.picture !== null : known.length > 0)),
      latents: false,
      guidanceMaps: false,
    };
  }

  mapEntry(
    layer: string,
    step: number,
    condition = "c0",
    head: number | null = null,
  ): types.MapEntry | undefined {
    const maps = this.byStep.get(step)?.maps;
    if (layer !== LAYER || condition !== "c0" || head !== null || !maps) return undefined;
    const { shape, grid } = maps;
    return { path: `step ${step}`, layer, type: "cross", step, condition, head, shape, grid };
  }

  headsOf(): readonly number[] {
    return [];
  }

  map(entry: types.MapEntry): Promise<types.AttentionMap> {
    const map = this.peekMap(entry);
    return map
      ? Promise.resolve(map)
      : Promise.reject(new ReadError("missing", entry.path, "it has no maps"));
  }

  private readonly maps = new Map<number, types.AttentionMap>();

  peekMap(entry: types.MapEntry): types.AttentionMap | undefined {
    const known = this.maps.get(entry.step);
    const maps = this.byStep.get(entry.step)?.maps;
    if (known || !maps) return known;
    const map = { entry, values: maps.values, problem: null };
    this.maps.set(entry.step, map);
    return map;
  }

  /** Steps that were faster than events are read when they are looked at. */
  async image(_kind: types.ImageKind, step: number): Promise<ImageBitmap> {
    return (this.byStep.get(step) ?? (await this.read(step))).openImage();
  }

  peekImage(_kind: types.ImageKind, step: number): ImageBitmap | undefined {
    return this.byStep.get(step)?.image;
  }

  latents(): Promise<null> {
    return Promise.resolve(null);
  }

  guidanceMap(): Promise<null> {
    return Promise.resolve(null);
  }

  check(): Promise<readonly types.Problem[]> {
    return Promise.resolve([]);
  }

  close(): void {
    this.byStep.forEach((step) => step.image?.close());
  }
}
