import { describe, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import type { AttentionMap, Layer, MapEntry, Run } from "../../src/run/types.ts";
import { informationOfTokens } from "../../src/maths/information.ts";
import { compareLayers, firstLayer, firstTerms } from "../../src/state/firstLook.ts";
import { CARTOON, PHOTO } from "../presets.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

const EVEN = [0.25, 0.25, 0.75, 0.75];
const HALF = [0.6, 0.4, 0.4, 0.6];
const APART = [1, 0, 0, 1];

async function preset(folder: string): Promise<Run> {
  const { run } = await openRun(folderOnDisk(folder));
  if (!run) throw new Error(`the preset ${name} can't be opened`);
  return run;
}

/** A map of two tokens in two cells. */
function mapOf(values: readonly number[], entry?: MapEntry): AttentionMap {
  const grid = { grid: [1, 2] } as unknown as MapEntry;
  return { entry: entry ?? grid, values: Float32Array.from(values), problem: null };
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe("what tokens tell about cells", () => {
  test("is 0 where all cells attend alike, and where there is no attention", () => {
    for (const value of informationOfTokens(mapOf(EVEN))) expect(value).toBeCloseTo(0, 9);
    expect([...informationOfTokens(mapOf([0, 0, 0, 0]))]).toEqual([0, 0]);
  });

  test("is the ln of the cells where each has its own token, whatever the map sums to", () => {
    for (const scale of [1, 1 / 8]) {
      const parts = informationOfTokens(mapOf(APART.map((value) => scale * value)));
      expect(sum(parts)).toBeCloseTo(Math.log(2), 9);
      expect(parts[0]).toBeCloseTo(parts[1] ?? NaN, 9);
    }
  });

  test("sums to ln(cells) less the spatial entropies, weighted by attention", async () => {
    const run = await preset(PHOTO);
    const entry = run.mapEntry("layer_5", 3);
    if (!entry) throw new Error("the preset has no such map");
    const { values } = await run.map(entry);
    const cells = entry.grid[0] * entry.grid[1];
    const weighted = Array.from({ length: values.length / cells }, (_, token) => {
      const map = values.slice(token * cells, (token + 1) * cells);
      const mass = sum(map);
      return (mass / sum(values)) * sum(map.map((v) => (v > 0 ? -(v / mass) * Math.log(v / mass) : 0)));
    });
    const expected = Math.log(cells) - sum(weighted);
    expect(expected).toBeGreaterThan(0.1);
    expect(sum(informationOfTokens(await run.map(entry)))).toBeCloseTo(expected, 3);
  });
});

/** The maps of each layer by step; a layer is named "input", "middle" or "output" and a number. */
type Maps = Readonly<Record<string, readonly (readonly number[] | "unreadable" | null)[]>>;

function runOf(maps: Maps, steps: number): { run: Run; read: string[] } {
  const read: string[] = [];
  const layers = Object.keys(maps).map((id) => ({
    id,
    type: "cross",
    block: [id.replace(/\d/g, ""), 0],
  })) as unknown as Layer[];
  const mapEntry = (layer: string, step: number) =>
    maps[layer]?.[step] ? ({ layer, step, grid: [1, 2] } as unknown as MapEntry) : undefined;
  const map = (entry: MapEntry) => {
    read.push(`${entry.layer} ${String(entry.step)}`);
    const values = maps[entry.layer]?.[entry.step];
    return typeof values === "object" && values
      ? Promise.resolve(mapOf(values, entry))
      : Promise.reject(new Error("unreadable"));
  };
  return { run: { layers, steps, mapEntry, map } as unknown as Run, read };
}

describe("the first layer", () => {
  test("is the one whose first and last maps tell most, and no others are read", async () => {
    const { run, read } = runOf(
      {
        input1: [HALF, APART, APART, APART, HALF],
        input2: [null, APART, EVEN, HALF, null],
        output1: [EVEN, EVEN, EVEN, EVEN, EVEN],
      },
      5,
    );
    await compareLayers(run);
    expect(firstLayer(run)).toBe("input2");
    expect(read.sort()).toEqual(["input1 0", "input1 4", "input2 1", "input2 3", "output1 0", "output1 4"]);
  });

  test("is the decoder's first where maps were not compared, tell nothing or can't be read", async () => {
    const layers: Maps = { input1: [APART], middle1: [APART], output1: [APART], output2: [APART] };
    expect(firstLayer(runOf(layers, 1).run)).toBe("output1");
    for (const what of [EVEN, "unreadable"] as const) {
      const { run } = runOf({ input1: [what], output1: [what], output2: [what] }, 1);
      await compareLayers(run);
      expect(firstLayer(run)).toBe("output1");
    }
  });

  test("is the last one with maps where the decoder has none, and none in a run without layers", async () => {
    const { run } = runOf({ input1: [EVEN], middle1: [EVEN], output1: [null] }, 1);
    await compareLayers(run);
    expect(firstLayer(run)).toBe("middle1");
    const { run: empty } = runOf({}, 1);
    await compareLayers(empty);
    expect(firstLayer(empty)).toBeNull();
  });

  test("is looked for among some of many layers, evenly spread", async () => {
    const { run, read } = runOf(
      Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`input${String(i)}`, [HALF]])),
      1,
    );
    await compareLayers(run);
    const places = read.map((name) => Number(/\d+/.exec(name)?.[0]));
    expect(places.length).toBe(24);
    const gaps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([2, 3]));
  });
});

describe("of the bundled runs", () => {
  test.each([PHOTO, CARTOON])(
    "%s begins at the decoder's layer and at a word with a place",
    async (folder) => {
      const run = await preset(folder);
      await compareLayers(run);
      expect(firstLayer(run)).toBe("layer_5");
      const [term] = firstTerms(run);
      expect(["red", "circle", "blue", "square"]).toContain(
        run.conditions[0]?.words[term?.index ?? -1]?.text,
      );
    },
  );

  test("one whose maps were not compared begins at the word with most attention", async () => {
    const run = await preset(PHOTO);
    const scores = run.metrics.dominance ?? [];
    const words = run.conditions[0]?.words.filter(({ text }) => text.length > 2) ?? [];
    const shares = words.map(({ tokens }) => sum(tokens.map((token) => scores[token] ?? 0)));
    const best = words[shares.indexOf(Math.max(...shares))];
    expect(run.conditions[0]?.words[firstTerms(run)[0]?.index ?? -1]).toBe(best);
  });
});
