import { expect, test } from "vitest";
import { Cache } from "../../src/dataset/cache.ts";
import { Loader } from "../../src/dataset/loader.ts";

test("a cache stays within its bytes; what was used longest ago goes first", () => {
  const cache = new Cache<string>(10);
  for (const key of ["a", "b", "c"]) cache.set(key, key, 3);
  cache.get("a");
  cache.set("d", "d", 4);
  expect(cache.keys()).toEqual(["c", "a", "d"]);
  expect(cache.bytes).toBe(10);
  cache.set("huge", "x", 11);
  expect(cache.get("huge")).toBeUndefined();
  cache.set("a", "a", 1);
  expect(cache.bytes).toBe(8);
});

test("the same request is read once, and then kept", async () => {
  const loader = new Loader<number>(100, () => 8);
  let reads = 0;
  const read = async () => ++reads;
  expect(loader.peek("a")).toBeUndefined();
  const both = await Promise.all([loader.load("a", read), loader.load("a", read)]);
  expect([...both, await loader.load("a", read), loader.peek("a")]).toEqual([1, 1, 1, 1]);
});

test("a failure is not kept", async () => {
  const loader = new Loader<number>(100, () => 8);
  await expect(loader.load("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(loader.load("a", () => Promise.resolve(2))).resolves.toBe(2);
});

test("what is forgotten while it is under way is not kept", async () => {
  const loader = new Loader<number>(100, () => 8);
  const loading = loader.load("run-1 a", () => Promise.resolve(1));
  loader.forget("run-1 ");
  expect(await loading).toBe(1);
  expect(loader.peek("run-1 a")).toBeUndefined();
});

test("eight reads at once, and of those that wait the newest is next", async () => {
  const loader = new Loader<number>(1000, () => 1);
  const started: number[] = [];
  const finish: (() => void)[] = [];
  const loads = Array.from({ length: 12 }, (_, i) =>
    loader.load(String(i), async () => {
      started.push(i);
      await new Promise<void>((resolve) => finish.push(resolve));
      return i;
    }),
  );
  await Promise.resolve();
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  while (started.length < 12) {
    finish.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(started.slice(8)).toEqual([11, 10, 9, 8]);
  finish.forEach((end) => end());
  await Promise.all(loads);
});
