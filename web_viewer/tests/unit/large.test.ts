/** A run of 14 000 maps opens at once: it is indexed and checked in one pass. */
import { expect, test } from "vitest";
import { ReadError } from "../../src/run/errors.ts";
import { openRun } from "../../src/dataset/open.ts";
import type { RunSource } from "../../src/run/types.ts";
import { fixtureRun } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

const [STEPS, LAYERS] = [100, 140];
/** Of the processor: other programs may be running. */
const MOST_MS = 2000;

type Json = Record<string, unknown>;

async function readJson(name: string): Promise<Json> {
  const bytes = await folderOnDisk(fixtureRun("valid-plain")).read(name);
  return JSON.parse(new TextDecoder().decode(bytes)) as Json;
}

/** One entry per step, each a copy of the first. */
const perStep = <T>(make: (step: number) => T) => Array.from({ length: STEPS }, (_, step) => make(step));

async function largeRun(): Promise<RunSource> {
  const [metadata, metrics, pca] = await Promise.all(
    ["metadata.json", "metrics.json", "latent_pca.json"].map(readJson),
  );
  const cross = (layer: number) => layer % 2 === 1;
  const layers = Array.from({ length: LAYERS }, (_, layer) => ({
    id: `layer_${layer}`,
    processor_key: `input_blocks.4.1.transformer_blocks.${layer}.attn${cross(layer) ? 2 : 1}`,
    attention_type: cross(layer) ? "cross" : "self",
    diffusers_name: `down_blocks.1.attentions.0.transformer_blocks.${layer}.attn${cross(layer) ? 2 : 1}`,
    block: ["input", 4],
    block_index: layer,
    heads: 10,
    grid: [64, 64],
  }));
  const files = perStep((step) =>
    layers.map(({ id, attention_type: type }) => ({
      path: `attention/${type}/${id}_step_${String(step).padStart(3, "0")}.bin`,
      shape: type === "cross" ? [77, 32, 32] : [1024, 1024],
      dtype: "float16",
      layer_id: id,
      attention_type: type,
      step,
      grid: [32, 32],
    })),
  ).flat();
  const byLayer = Object.fromEntries(layers.map(({ id }) => [id, 1.25]));
  const changed = Object.entries(metrics ?? {}).map(([key, value]): [string, unknown] => {
    if (!Array.isArray(value)) return [key, value];
    const first = value[0] as Json | null;
    if (first === null || typeof first !== "object" || Array.isArray(first))
      return [key, perStep(() => first)];
    return [
      key,
      perStep((step) => ({ ...first, step, ...("by_layer" in first ? { by_layer: byLayer } : {}) })),
    ];
  });
  const content: Json = {
    "metadata.json": {
      ...metadata,
      steps: STEPS,
      timesteps: perStep((step) => 999 - step),
      images: perStep((step) => `images/step_${step}.png`),
      x0_images: perStep((step) => `images/x0_${step}.png`),
      generator: {
        ...(metadata?.generator as Json),
        sigmas: [...perStep((step) => 100 - step), 0],
        model_evaluations: perStep(() => 1),
      },
      layers,
      attention_files: files,
      guidance_maps: [],
    },
    "metrics.json": Object.fromEntries(changed),
    "latent_pca.json": { ...pca, points: perStep(() => [0, 0]), x0_points: perStep(() => [0, 0]) },
    "validation.json": {
      metadata_has_required_keys: true,
      pca_points_match_steps: true,
      metrics_steps_match: true,
      attention_assets: { checked_files: files.length, passed: true, errors: [] },
    },
  };
  const texts = new Map(
    Object.entries(content).map(([name, value]) => [
      name,
      new TextEncoder().encode(JSON.stringify(value, null, 2)),
    ]),
  );
  return {
    name: "large",
    read: (path) => {
      const bytes = texts.get(path);
      return bytes
        ? Promise.resolve(bytes.buffer)
        : Promise.reject(new ReadError("missing", path, "it is not there"));
    },
    list: () => Promise.resolve(null),
  };
}

test("14 000 maps", async () => {
  const source = await largeRun();
  expect((await source.read("metadata.json")).byteLength).toBeGreaterThan(3.9e6);
  const start = process.cpuUsage();
  const { run, problems } = await openRun(source);
  const { user, system } = process.cpuUsage(start);
  const took = (user + system) / 1000;
  expect(problems).toEqual([]);
  expect(run?.mapEntry("layer_139", 99)?.path).toBe("attention/cross/layer_139_step_099.bin");
  expect(run?.metrics.layers.get("cross_attention_entropy")?.size).toBe(LAYERS);
  expect(took).toBeLessThan(MOST_MS);
  console.info(`A run of ${STEPS * LAYERS} maps took ${Math.round(took)} ms of the processor to open.`);
});
