import { LATENT_PCA, METADATA, METRICS, VALIDATION, type JsonFile } from "./layout.ts";
import {
  asGrid,
  asInt,
  asList,
  asNumber,
  asObject,
  asSizes,
  asText,
  isObject,
  type JsonObject,
} from "../run/untrusted.ts";

/** An entry of a list of attention files, in as far as it can be read; null where it can't. */
export interface ListedMap {
  readonly where: string;
  /** Whether it stands in attention_files_extra. */
  readonly extra: boolean;
  readonly path: string | null;
  readonly shape: readonly number[] | null;
  readonly grid: readonly [number, number] | null;
  readonly layer: string | null;
  readonly type: string | null;
  readonly step: number | null;
  readonly condition: string;
  readonly head: number | null;
}

/** The lists of attention files in metadata.json. */
export const MAP_LISTS = ["attention_files", "attention_files_extra"] as const;
/** Lists of files of float16 values, each with its path and shape. */
export const FILE_LISTS = [
  ...MAP_LISTS,
  "guidance_maps",
  "effect_files",
  "gather_files",
  "removal_files",
] as const;
export const IMAGE_LISTS = ["images", "x0_images", "removal_images"] as const;

/** What the JSON files of a run hold, and what follows from it at once. A file that can't be read is an empty object. */
export class Content {
  readonly metadata: JsonObject;
  readonly metrics: JsonObject;
  readonly pca: JsonObject;
  readonly validation: JsonObject;
  readonly generator: JsonObject;
  readonly prompt: JsonObject;
  readonly conditions: readonly JsonObject[];
  /** Whether the run claims schema 1.1 or later. */
  readonly newer: boolean;
  /** As stated; null where it is no whole number above 0. */
  readonly steps: number | null;
  /** Noise levels, one more than there are steps; null where they are not all usable. */
  readonly sigmas: readonly number[] | null;
  readonly tokens: readonly unknown[];
  /** By id; of several with one id, the last. */
  readonly layers: ReadonlyMap<string, JsonObject>;
  readonly maps: readonly ListedMap[];

  /** @param files parsed content by file name; a file that is missing or broken is absent. */
  constructor(readonly files: ReadonlyMap<JsonFile, unknown>) {
    this.metadata = asObject(files.get(METADATA));
    this.metrics = asObject(files.get(METRICS));
    this.pca = asObject(files.get(LATENT_PCA));
    this.validation = asObject(files.get(VALIDATION));
    this.generator = asObject(this.metadata.generator);
    this.prompt = asObject(this.metadata.prompt);
    this.conditions = asList(this.metadata.conditions).map(asObject);
    const version = asText(this.metadata.schema_version);
    this.newer = version !== null && version.startsWith("1.") && !version.startsWith("1.0.");
    this.steps = asInt(this.metadata.steps, 1);
    this.sigmas = this.readSigmas();
    this.tokens = asList(this.prompt.tokens);
    this.layers = new Map(
      asList(this.metadata.layers)
        .filter(isObject)
        .flatMap((layer) => (typeof layer.id === "string" ? [[layer.id, layer] as const] : [])),
    );
    this.maps = MAP_LISTS.flatMap((list) =>
      asList(this.metadata[list]).map((entry, i) =>
        listedMap(`${METADATA}: ${list}[${i}]`, list !== "attention_files", asObject(entry)),
      ),
    );
  }

  /** [rows, columns] at which a layer works, where the run tells. */
  layerGrid(id: string | null): readonly [number, number] | null {
    return asGrid(this.layers.get(id ?? "")?.grid);
  }

  /** Tokens of a condition; empty where they are not known. */
  tokensOf(condition: string): readonly unknown[] {
    const known = this.conditions.find((candidate) => candidate.id === condition);
    if (known) return asList(known.tokens);
    return condition === "c0" ? this.tokens : [];
  }

  private readSigmas(): readonly number[] | null {
    const values = asList(this.generator.sigmas).map(asNumber);
    const whole = this.steps !== null && values.length === this.steps + 1;
    return whole && values.every((value) => value !== null) ? values : null;
  }
}

/** Whether the metadata say that the run has no such file. */
export function leftOut(metadata: JsonObject, file: JsonFile): boolean {
  const artifacts = asObject(metadata.artifacts);
  if (file === METRICS) return artifacts.metrics === null;
  return file === LATENT_PCA && artifacts.latent_pca === null;
}

function listedMap(where: string, extra: boolean, entry: JsonObject): ListedMap {
  return {
    where,
    extra,
    path: asText(entry.path),
    shape: asSizes(entry.shape),
    grid: asGrid(entry.grid),
    layer: asText(entry.layer_id),
    type: asText(entry.attention_type),
    step: asInt(entry.step),
    condition: asText(entry.condition) || "c0",
    head: asInt(entry.head),
  };
}
