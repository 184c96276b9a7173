import { describe, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

const preset = (name: string) =>
  folderOnDisk(new URL(`../../public/datasets/presets/${name}`, import.meta.url).pathname);

describe.each(["photo", "cartoon"])("the preset %s", (name) => {
  test("opens without a problem", async () => {
    const { run, problems } = await openRun(preset(name));
    expect(problems).toEqual([]);
    expect(run?.steps).toBe(20);
    const entry = run?.mapEntry("layer_3", 3);
    const map = entry && (await run?.map(entry));
    expect(map?.values.length).toBe(77 * 64);
    expect(await run?.latents()).toMatchObject({ latents: { shape: [20, 4, 32, 32] } });
    expect((await run?.guidanceMap(0))?.grid).toEqual([32, 32]);
  });
});
