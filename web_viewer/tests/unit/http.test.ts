/** Runs over HTTP: relative addresses, sub-folders, and nothing outside of the run's folder. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import { httpSource } from "../../src/dataset/sources/http.ts";
import { fixtureRun } from "./fixtures.ts";
import { filesOf } from "./files.ts";

const FOLDER = "/sub folder/a#b/";
const files = new Map<string, Uint8Array>(Object.entries(filesOf(fixtureRun("valid-plain"), FOLDER)));
let server: Server;
let origin = "";
let asked: string[] = [];

beforeAll(async () => {
  server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const body = files.get(decodeURIComponent(url));
    const page = url.startsWith("/app/");
    response.writeHead(
      body || page ? 200 : url.startsWith("/down/") ? 503 : 404,
      page ? { "content-type": "text/html" } : {},
    );
    response.end(page ? "<!doctype html>" : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => (asked = []));

test.each(["sub%20folder/a%23b", "sub%20folder/a%23b/", "../sub%20folder/a%23b/metadata.json"])(
  "a run at %s",
  async (address) => {
    const source = httpSource(address, `${origin}/viewer.html?run=x`);
    const { run, problems } = await openRun(source);
    expect(source.name).toBe("a#b");
    expect(problems).toEqual([]);
    expect(asked.length).toBe(4); // nothing but the JSON files is read before it is asked for
    const entry = run?.mapEntry("layer_1", 2);
    expect((await (entry && run?.map(entry)))?.values.length).toBe(77 * 16);
    expect(await run?.check()).toEqual([]);
  },
);

test("a missing file is told, whether the server says 404 or answers with its page", async () => {
  for (const [folder, kind] of [
    ["none", "missing"],
    ["app", "missing"],
    ["down", "unreachable"],
  ]) {
    await expect(httpSource(folder ?? "", `${origin}/`).read("metadata.json")).rejects.toMatchObject({
      kind,
    });
  }
  const { run, problems } = await openRun(httpSource("none/", `${origin}/`));
  expect(run).toBeNull();
  expect(problems.map(({ rule, where }) => [rule, where])).toContainEqual(["json-missing", "metadata.json"]);
});

test("a server that is not there is told", async () => {
  await expect(httpSource("http://127.0.0.1:1/run/", origin).read("metadata.json")).rejects.toMatchObject({
    kind: "unreachable",
  });
});

test.each([
  "../../secret.bin",
  "/secret.bin",
  "//127.0.0.1/secret.bin",
  "http://127.0.0.1/secret.bin",
  "..\\..\\secret.bin",
  "%2e%2e/%2e%2e/secret.bin",
  "?/../../secret.bin",
  "#/../../secret.bin",
  "images/../../../secret.bin",
])("a run that lists %s makes nobody ask outside of its folder", async (path) => {
  const metadata = JSON.parse(Buffer.from(files.get(`${FOLDER}metadata.json`) ?? []).toString()) as Record<
    string,
    unknown
  >;
  const lists = ["attention_files", "guidance_maps"] as const;
  for (const key of lists) for (const entry of metadata[key] as { path: string }[]) entry.path = path;
  metadata.images = (metadata.images as string[]).map(() => path);
  metadata.artifacts = { metrics: path, latent_pca: path, latents_noise: path };
  files.set("/evil/metadata.json", Buffer.from(JSON.stringify(metadata)));
  const { run } = await openRun(httpSource("evil/", `${origin}/`));
  const entry = run?.mapEntry("layer_1", 2);
  await Promise.allSettled([
    run?.image("latent", 0),
    entry && run?.map(entry),
    run?.guidanceMap(0),
    run?.latents(),
    run?.check(),
  ]);
  expect(asked.filter((url) => !new URL(url, origin).pathname.startsWith("/evil/"))).toEqual([]);
  expect(asked.filter((url) => url.includes("?") || url.includes("#"))).toEqual([]);
});
