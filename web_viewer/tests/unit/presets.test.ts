/** The committed presets, against what Python reads from them. */
import { describe, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import type { AttentionMap, LatentArray, Run } from "../../src/run/types.ts";
import { sharedPca } from "../../src/maths/pca.ts";
import { guidanceStep, reverseStep } from "../../src/maths/reverse.ts";
import { rankAt, termMeans } from "../../src/maths/words.ts";
import { CARTOON, PHOTO } from "../presets.ts";
import { fixture } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

interface Sums {
  readonly shape: number[];
  readonly sum: number;
  readonly last: number;
}

interface Pca {
  readonly points: [number, number][];
  readonly explained_variance_ratio: [number, number];
  readonly x0_points: [number, number][];
}

interface Steps {
  readonly reverse: number[];
  readonly guidance: number[];
}

interface Golden {
  readonly words: [string, number[]][];
  readonly sum: number;
  readonly values: number[];
  readonly self: number[];
  readonly head: number;
  readonly negative: number;
  readonly ranked: Record<string, [string, number][]>;
  readonly wordsBySteps: number[][];
  readonly arrays: Record<string, Sums>;
  readonly guidance: [number, number];
  readonly metrics: Record<string, (number | null)[]>;
  readonly pca: Pca;
}

const golden = fixture<
  Record<"photo" | "cartoon", Golden> & { maths: { sharedPca: Pca; steps: Record<string, Steps> } }
>("golden.json");
const [LAYER, STEP] = ["layer_3", 7];
const FOLDERS = { photo: PHOTO, cartoon: CARTOON };

async function open(name: keyof typeof FOLDERS): Promise<Run> {
  const { run, problems } = await openRun(folderOnDisk(FOLDERS[name]));
  expect(problems).toEqual([]);
  if (!run) throw new Error(`${name} does not open`);
  return run;
}

async function mapOf(run: Run, ...place: Parameters<Run["mapEntry"]>): Promise<AttentionMap> {
  const entry = run.mapEntry(...place);
  if (!entry) throw new Error(`no map at ${place.join(", ")}`);
  return run.map(entry);
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
const close = (values: ArrayLike<number>, wanted: readonly number[]) => {
  expect(values.length).toBe(wanted.length);
  wanted.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
};

describe.each(["photo", "cartoon"] as const)("%s", (name) => {
  const wanted = golden[name];

  test("its files keep all rules", async () => {
    expect(await (await open(name)).check()).toEqual([]);
  });

  test("conditions, words and layers", async () => {
    const run = await open(name);
    expect(run.conditions.map(({ id, polarity }) => [id, polarity])).toEqual([
      ["c0", "positive"],
      ["c1", "negative"],
    ]);
    expect(run.conditions[0]?.words.map(({ text, tokens }) => [text, tokens])).toEqual(wanted.words);
    expect(run.layers[1]).toMatchObject({
      id: "layer_1",
      type: "cross",
      block: ["input", 8],
      heads: 4,
      grid: [8, 8],
    });
    expect(run.headsOf("layer_5")).toEqual([0, 1]);
  });

  test("values of maps, of single heads and of other conditions", async () => {
    const run = await open(name);
    const { values, entry, problem } = await mapOf(run, LAYER, STEP);
    const cells = entry.grid[0] * entry.grid[1];
    expect(problem).toBeNull();
    expect(sum(values)).toBeCloseTo(wanted.sum, 4);
    close(
      wanted.values.map((_, token) => values[token * cells + 3 * entry.grid[1] + 5] ?? NaN),
      wanted.values,
    );
    const own = (await mapOf(run, "layer_0", STEP)).values;
    close(own.subarray(9 * wanted.self.length, 10 * wanted.self.length), wanted.self);
    const head = await mapOf(run, "layer_5", STEP, "c0", 1);
    const size = head.entry.grid[0] * head.entry.grid[1];
    expect(sum(head.values.subarray(2 * size, 3 * size))).toBeCloseTo(wanted.head, 4);
    const negative = (await mapOf(run, "layer_5", STEP, "c1")).values;
    expect(sum(negative.subarray(2 * size, 3 * size))).toBeCloseTo(wanted.negative, 4);
  });

  test.each(Object.keys(wanted.ranked))("the ranked words of cell %s", async (cell) => {
    const run = await open(name);
    const words = run.conditions[0]?.words ?? [];
    const [row = 0, column = 0] = cell.split(",").map(Number);
    const map = await mapOf(run, LAYER, STEP);
    const ranked = rankAt(
      map,
      words.map(({ tokens }) => tokens),
      [row * map.entry.grid[1] + column],
    );
    expect(ranked.map(({ index }) => words[index]?.text)).toEqual(wanted.ranked[cell]?.map(([word]) => word));
    close(
      ranked.map(({ share }) => share),
      wanted.ranked[cell]?.map(([, share]) => share) ?? [],
    );
  });

  test("when each word acts", async () => {
    const run = await open(name);
    const words = (run.conditions[0]?.words ?? []).map((word) => word.tokens);
    const steps = Array.from({ length: run.steps }, (_, step) => mapOf(run, LAYER, step));
    const means = (await Promise.all(steps)).map((map) => termMeans(map, words));
    expect(words.length).toBe(wanted.wordsBySteps.length);
    words.forEach((_, i) =>
      close(
        means.map((mean) => mean[i] ?? NaN),
        wanted.wordsBySteps[i] ?? [],
      ),
    );
  });

  test("the two formulas at a step", async () => {
    const run = await open(name);
    const latents = await run.latents();
    const { reverse, guidance } = golden.maths.steps[name] ?? { reverse: [], guidance: [] };
    const step = latents && reverseStep(latents, run.sigmas, STEP);
    const sides = latents && guidanceStep(latents, run.generator.cfg_scale as number, STEP);
    if (!step || !sides) throw new Error("the arrays are missing");
    const relative = (found: (number | null)[], expected: number[]) =>
      found.forEach((value, i) => expect((value ?? NaN) / (expected[i] ?? NaN)).toBeCloseTo(1, 4));
    relative([step.before, step.after, step.noise, step.clean, step.beyondEuler], reverse);
    const { text, uncond, difference, cosine, guided, beyondPlain } = sides;
    relative([text, uncond, difference, cosine, guided, beyondPlain], guidance);
  });

  test("arrays, guidance maps and metrics", async () => {
    const run = await open(name);
    const latents = await run.latents();
    const arrays = { latents: latents?.latents, predicted_noise: latents?.predictedNoise, x0: latents?.x0 };
    expectSums({ ...arrays, latent_initial: latents?.initial }, wanted.arrays);
    const guidance = await run.guidanceMap(STEP);
    expect(guidance?.grid).toEqual([32, 32]);
    expect(sum(guidance?.values ?? [])).toBeCloseTo(wanted.guidance[0], 2);
    expect(guidance?.values[4 * 32 + 6]).toBeCloseTo(wanted.guidance[1], 6);
    expect(run.metrics.series.get("latent_l2_norm")).toEqual(wanted.metrics.latent_l2_norm);
    expect(run.metrics.series.get("attention_kl_divergence")).toEqual(wanted.metrics.kl);
  });

  test("principal components", async () => {
    const latents = await (await open(name)).latents();
    if (!latents?.latents) throw new Error("no latents");
    const { points, others, explained } = sharedPca([latents.latents], [latents.x0]);
    expectPoints(points[0], wanted.pca.points);
    expectPoints(others[0], wanted.pca.x0_points);
    close(explained, wanted.pca.explained_variance_ratio);
  });
});

test("both runs in one basis", async () => {
  const latents = await Promise.all(
    (["photo", "cartoon"] as const).map(async (name) => (await (await open(name)).latents())?.latents),
  );
  const { points, explained } = sharedPca(
    latents.filter((array): array is LatentArray => array != null),
    [],
  );
  expectPoints(points.flat(), golden.maths.sharedPca.points);
  close(explained, golden.maths.sharedPca.explained_variance_ratio);
});

function expectSums(
  arrays: Record<string, LatentArray | null | undefined>,
  wanted: Record<string, Sums>,
): void {
  for (const [name, { shape, sum: total, last }] of Object.entries(wanted)) {
    const array = arrays[name];
    expect(array?.shape).toEqual(shape);
    expect(sum(array?.data ?? [])).toBeCloseTo(total, 6);
    expect(array?.data.at(-1)).toBe(last);
  }
}

function expectPoints(
  points: readonly (readonly [number, number] | null)[] | null | undefined,
  wanted: [number, number][],
): void {
  expect(points?.length).toBe(wanted.length);
  wanted.forEach(([x, y], i) => {
    expect(points?.[i]?.[0]).toBeCloseTo(x, 7);
    expect(points?.[i]?.[1]).toBeCloseTo(y, 7);
  });
}
