/** What words look at: files that are whole or damaged, the map of a word, and why there is none. */
import { expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import { gatherMap, gatherRows, gatherTerms, whyNoGather } from "../../src/run/gather.ts";
import { sourcesOf } from "../../src/run/sources.ts";
import { type Term, termsOf } from "../../src/run/terms.ts";
import type { Run } from "../../src/run/types.ts";
import { fixture, fixtureRun } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

async function open(name: string): Promise<Run> {
  const { run } = await openRun(folderOnDisk(fixtureRun(name)));
  if (!run) throw new Error("it does not open");
  return run;
}

interface Golden {
  readonly layers: readonly string[];
  readonly steps: readonly number[];
  /** By word and layer, at step 2: [r · c]. */
  readonly maps: Record<string, Record<string, number[]>>;
}
const golden = fixture<{ maths: { gather: Golden } }>("golden.json").maths.gather;

const terms = (run: Run, ...words: string[]): Term[] =>
  run.conditions.flatMap(termsOf).filter((term) => words.includes(term.text));

test("maps are read, and words have the mean of their tokens, as in Python", async () => {
  const run = await open("valid-gather");
  const { gather } = run;
  expect(gather?.layers).toEqual(golden.layers);
  expect(gather?.steps.get("c0")).toEqual(golden.steps);
  expect(gather?.steps.get("c1")).toEqual(golden.steps);
  expect(run.peekGather(2, "c0")).toBeUndefined();
  const read = await run.gatherAt(2, "c0");
  expect(read).toMatchObject({ step: 2, condition: "c0", problem: null });
  if (!read) return;
  expect(run.peekGather(2, "c0")).toBe(read);
  expect(Object.keys(golden.maps)).toEqual(["red", "squarish"]);
  for (const [word, layers] of Object.entries(golden.maps)) {
    const rows = gatherRows(gather, terms(run, word));
    for (const [layer, expected] of Object.entries(layers)) {
      const map = gatherMap(read, golden.layers.indexOf(layer), rows ?? []);
      expect(map.length).toBe(expected.length);
      map.forEach((value, cell) => {
        expect(value).toBeCloseTo(expected[cell] ?? NaN, 6);
      });
    }
  }
  expect((await run.gatherAt(2, "c1"))?.shape.slice(0, 2)).toEqual([2, 1]);
  expect(await run.gatherAt(1, "c0")).toBeNull();
  run.close();
  expect(run.peekGather(2, "c0")).toBeUndefined();
});

test("a run has the choice where it was recorded", async () => {
  const [gather, effects, plain] = [
    await open("valid-gather"),
    await open("valid-effects"),
    await open("valid-plain"),
  ];
  expect(sourcesOf(gather)).toEqual(["attention", "gather"]);
  expect(sourcesOf(effects)).toEqual(["attention", "effect", "both"]);
  expect(sourcesOf(plain)).toEqual(["attention"]);
  expect(sourcesOf({ ...effects, gather: gather.gather })).toEqual(["attention", "effect", "both", "gather"]);
});

test("what was not recorded is named", async () => {
  const run = await open("valid-gather");
  const why = (words: string[], layer: string, step: number) =>
    whyNoGather(run, terms(run, ...words), layer, step);
  expect(why(["red"], "layer_1", 0)).toBe("");
  expect(why(["red", "squarish"], "layer_3", 2)).toBe("");
  expect(why([], "layer_1", 1)).toBe("");
  expect(why(["red", "circle"], "layer_1", 0)).toBe(
    "What “red + circle” looks at was not recorded. Recorded: red, squarish, blurry.",
  );
  expect(why(["red"], "layer_0", 0)).toBe("What words look at was not recorded in this layer.");
  expect(why(["red"], "layer_1", 1)).toBe("What words look at was not recorded at step 2.");
  expect(gatherTerms(run, run.conditions[1] ?? expect.fail()).map(({ text }) => text)).toEqual(["blurry"]);
});

test("files that can't hold the maps are told, and not shown", async () => {
  const run = await open("case-gather-map--tokens/run");
  expect(run.problems).toMatchObject([{ rule: "gather-map", where: "metadata.json: gather_files[0].shape" }]);
  expect(run.gather?.steps.get("c0")).toEqual([2, 3]);
  expect(run.gather?.steps.get("c1")).toEqual([0, 2, 3]);
});

test("shares below 0 are told when they are read, and shown as none", async () => {
  const run = await open("case-gather-values--negative/run");
  expect([...run.problems, ...(await run.check())]).toEqual([]);
  const read = await run.gatherAt(2, "c0");
  expect(read?.problem).toMatchObject({ rule: "gather-values", where: "gather/step_002.bin" });
  expect(read?.values.every((value) => value === 0)).toBe(true);
});
