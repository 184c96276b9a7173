/** A pass that is watched while it is sampled, in the shape of a run: the viewer's panels need not know. */
import { readCondition } from "../dataset/conditions.ts";
import { readEffectKind, readEffectWords } from "../dataset/effects.ts";
import { placeOf } from "../dataset/layers.ts";
import { latentPixels } from "../run/latent.ts";
import { ReadError } from "../run/errors.ts";
import { layerName } from "../run/names.ts";
import type * as types from "../run/types.ts";
import { asList, asNumber, asObject, asText, type JsonObject } from "../run/untrusted.ts";
import { text } from "../text/text.ts";
import { bytesOf, LayerMaps, LiveEffects, type Maps, MEAN } from "./stepMaps.ts";

export interface PassSummary extends JsonObject {
  readonly id: string;
  readonly node: string;
  readonly prompt_id: string;
  /** "running", "complete", "interrupted" or "failed". */
  readonly state: string;
  readonly steps_planned: number;
  /** When it began, in seconds. */
  readonly begun: number;
  /** The layer that sees the words most clearly at the end; null while it is sampled. */
  readonly layer?: string | null;
  /** What the recording takes at most. */
  readonly budget_bytes?: number | null;
}

export interface StepSummary extends JsonObject {
  readonly step: number;
}

/** One step, decoded once and shared by all runs made of it. */
export class DecodedStep {
  readonly index: number;
  readonly sigma: number | null;
  readonly timestep: number | null;
  readonly noise: number | null;
  readonly entropy: number | null;
  readonly picture: string | null;
  /** Those of the layer that was clearest then. */
  readonly maps: LayerMaps | null;
  readonly effects: LiveEffects | null;
  image: ImageBitmap | undefined;
  /** Those of other layers that were looked at; a promise that was broken stays so. */
  private readonly others = new Map<string, LayerMaps>();
  private readonly asked = new Map<string, Promise<LayerMaps | null>>();

  constructor(step: StepSummary) {
    const metrics = asObject(step.metrics);
    this.index = step.step;
    this.sigma = asNumber(step.sigma);
    this.timestep = asNumber(step.timestep);
    this.noise = asNumber(metrics.predicted_noise_l2_norm);
    this.entropy = asNumber(metrics.cross_attention_entropy);
    this.picture = asText(step.picture);
    this.maps = LayerMaps.read(step);
    this.effects = LiveEffects.read(step.step, step.effects);
  }

  /** The maps of a layer, if they are here. */
  mapsOf(layer: string): LayerMaps | undefined {
    return this.maps?.layer === layer ? this.maps : this.others.get(layer);
  }

  /** Read the maps of another layer, once. */
  readMaps(layer: string, read: () => Promise<LayerMaps | null>): Promise<LayerMaps | null> {
    const asked = this.asked.get(layer) ?? read();
    this.asked.set(layer, asked);
    return asked.then((maps) => {
      if (maps) this.others.set(layer, maps);
      return maps;
    });
  }

  async openImage(): Promise<ImageBitmap> {
    if (!this.picture) throw new ReadError("missing", `step ${this.index}`, "it has no picture");
    this.image ??= await createImageBitmap(new Blob([bytesOf(this.picture)], { type: "image/jpeg" }));
    return this.image;
  }
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

const effectWords = new WeakMap<PassSummary, readonly types.EffectWord[]>();

/** The same for all runs of a pass, likewise. */
function effectWordsOf(pass: PassSummary): readonly types.EffectWord[] {
  const known = effectWords.get(pass) ?? readEffectWords(pass.effect_words);
  effectWords.set(pass, known);
  return known;
}

/** How the steps of a pass are read that did not come with events. */
export interface StepReader {
  step(step: number): Promise<DecodedStep>;
  /** The maps of a layer at a step; null at a step without maps. */
  maps(step: number, layer: string): Promise<LayerMaps | null>;
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
  readonly effectWords: readonly types.EffectWord[];
  readonly effectKind: types.Run["effectKind"];
  readonly effectSteps: readonly number[];
  readonly gather = null;
  readonly removals = null;
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
    private readonly read: StepReader,
    /** Names of the runs that the pass was exported as, one for each picture of its batch. */
    readonly stored: readonly string[] = [],
  ) {
    this.byStep = new Map(known.map((step) => [step.index, step]));
    this.steps = Math.max(1, ...known.map((step) => step.index + 1));
    this.key = `live ${pass.id}`;
    this.name = text("seed {seed}", { seed: String(pass.seed ?? "?") });
    this.complete = pass.state !== "interrupted" && pass.state !== "failed";
    const [rows = 1, columns = 1] = asList(pass.latent_size).map((size) => asNumber(size) ?? 1);
    const pixels = latentPixels(pass);
    this.generator = { ...pass, height: pixels * rows, width: pixels * columns };
    this.metadata = pass;
    const all = Array.from({ length: this.steps }, (_, step) => this.byStep.get(step));
    this.timesteps = all.map((step) => step?.timestep ?? null);
    const sigmas = all.flatMap((step) => step?.sigma ?? []);
    this.sigmas = sigmas.length === all.length ? sigmas : null;
    this.conditions = conditionsOf(pass);
    this.layers = this.layersOf(pass);
    this.effectWords = effectWordsOf(pass);
    this.effectKind = readEffectKind(pass.effect_kind);
    this.effectSteps = all.flatMap((step) => (step?.effects ? step.index : []));
    this.metrics = {
      series: new Map([
        ["predicted_noise_l2_norm", all.map((step) => step?.noise ?? null)],
        ["cross_attention_entropy", all.map((step) => step?.entropy ?? null)],
      ]),
      layers: new Map(),
      octaves: new Map(),
      words: new Map([["effect_l2_norm", all.map((step) => step?.effects?.norms ?? null)]]),
      dominance: null,
    };
    this.has = {
      images: all.map(() => false),
      // Before its first step a pass counts as one step long.
      x0Images: all.map((step) => (step ? step.picture !== null : known.length > 0)),
      without: [],
      latents: false,
      guidanceMaps: false,
    };
  }

  /** The recorded layers and their mean; the one that sees the words most clearly is first. */
  private layersOf(pass: PassSummary): readonly types.Layer[] {
    const names = asList(pass.cross_layers).map((name) => asText(name) ?? "");
    const clearest = pass.layer ?? this.newest()?.maps?.layer;
    const first = names.filter((name) => name === clearest);
    const layers = [...first, ...names.filter((name) => name !== clearest)].map((name) =>
      this.layer(name, name),
    );
    return layers.length ? [...layers, this.layer(MEAN, this.meanName(names.length))] : [];
  }

  private layer(id: string, name: string): types.Layer {
    const place = placeOf(name);
    const grid = this.newest()?.mapsOf(id)?.of.values().next().value?.grid ?? null;
    const where = { block: place?.block ?? null, blockIndex: place?.index ?? null };
    return { id, name, type: "cross", grid, diffusersName: null, heads: null, ...where };
  }

  private meanName(count: number): string {
    return text("mean of {count} recorded layers", { count });
  }

  /** The newest step with maps. */
  private newest(): DecodedStep | undefined {
    const withMaps = this.known.filter((step) => step.maps);
    return withMaps.reduce<DecodedStep | undefined>((a, b) => (a && a.index > b.index ? a : b), undefined);
  }

  /** What a map shows, for people: "Decoder 4, the clearest layer", or the mean of how many layers. */
  caption(layer: string, step: number): string {
    const shown = this.layers.find(({ id }) => id === layer);
    if (!shown) return "";
    if (layer === MEAN)
      return this.meanName(this.byStep.get(step)?.mapsOf(MEAN)?.count ?? this.layers.length - 1);
    const name = layerName(shown);
    return shown === this.layers[0] ? text("{layer}, the clearest layer", { layer: name }) : name;
  }

  mapEntry(
    layer: string,
    step: number,
    condition = "c0",
    head: number | null = null,
  ): types.MapEntry | undefined {
    const known = this.byStep.get(step);
    const maps = (known?.mapsOf(layer) ?? known?.maps)?.of.get(condition); // of another layer, until it is read
    if (head !== null || !maps || !this.layers.some(({ id }) => id === layer)) return undefined;
    const { shape, grid } = maps;
    const path = `${text("Step")} ${String(step + 1)}, ${layer}, ${condition}`;
    return { path, layer, type: "cross", step, condition, head, shape, grid };
  }

  headsOf(): readonly number[] {
    return [];
  }

  async map(entry: types.MapEntry): Promise<types.AttentionMap> {
    const { layer, path } = entry;
    const step = this.byStep.get(entry.step) ?? (await this.read.step(entry.step));
    if (!step.mapsOf(layer)) {
      const read = step.readMaps(layer, () => this.read.maps(step.index, layer));
      await read.catch((error: unknown) => {
        throw ReadError.from(error, "missing", path);
      });
    }
    const map = this.peekMap(entry);
    if (!map) throw new ReadError("missing", path, "it has no maps");
    return map;
  }

  private readonly maps = new Map<Maps, types.AttentionMap>();

  peekMap(entry: types.MapEntry): types.AttentionMap | undefined {
    const maps = this.byStep.get(entry.step)?.mapsOf(entry.layer)?.of.get(entry.condition);
    const known = maps && this.maps.get(maps);
    if (known || !maps) return known;
    const { grid, shape, values } = maps;
    const map = { entry: { ...entry, grid, shape }, values, problem: null };
    this.maps.set(maps, map);
    return map;
  }

  /** Steps that were faster than events are read when they are looked at. */
  async image(_kind: types.ImageKind, step: number): Promise<ImageBitmap> {
    return (this.byStep.get(step) ?? (await this.read.step(step))).openImage();
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

  gatherAt(): Promise<null> {
    return Promise.resolve(null);
  }

  peekGather(): undefined {
    return undefined;
  }

  removalChanges(): Promise<null> {
    return Promise.resolve(null);
  }

  effects(step: number): Promise<types.StepEffects | null> {
    return Promise.resolve(this.peekEffects(step) ?? null);
  }

  peekEffects(step: number): types.StepEffects | undefined {
    return this.byStep.get(step)?.effects?.of;
  }

  check(): Promise<readonly types.Problem[]> {
    return Promise.resolve([]);
  }

  close(): void {
    this.byStep.forEach((step) => step.image?.close());
  }
}
