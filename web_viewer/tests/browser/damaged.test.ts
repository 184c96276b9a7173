/**
 * Damaged runs in the built viewer, by the same seed and numbers as tools/fuzz_runs.py. Each opens, or a message says what
 * is wrong with it: no exception, no wait without end, no blank page.
 *
 * DIFFULIZER_NIGHTLY=1 opens a thousand. DIFFULIZER_SEED, DIFFULIZER_OFFSET and DIFFULIZER_COUNT choose others.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type InBrowser, openPage } from "./support/page.ts";
import { FAILURES } from "./support/places.ts";
import { everyTab, stepSlider } from "./support/viewer.ts";

const { DIFFULIZER_SEED, DIFFULIZER_OFFSET, DIFFULIZER_COUNT, DIFFULIZER_NIGHTLY, DIFFULIZER_FINDINGS } =
  process.env;
const SEED = DIFFULIZER_SEED ?? "1";
const OFFSET = Number(DIFFULIZER_OFFSET ?? 0);
const COUNT = Number(DIFFULIZER_COUNT ?? (DIFFULIZER_NIGHTLY ? 1000 : 20));
/** Numbers that lie this far apart, so that a few runs meet kinds from the whole list. */
const STRIDE = DIFFULIZER_COUNT || DIFFULIZER_NIGHTLY ? 1 : 9;

interface Damaged {
  readonly name: string;
  readonly about: string;
  readonly viewer: string;
  /** Its address, if it is a folder. */
  readonly run?: string;
  /** Its path, if it is a .zip. */
  readonly archive?: string;
}

let server: ChildProcessByStdio<Writable, Readable, Readable>;
let answers: AsyncIterator<string>;
let complaints = "";
beforeAll(() => {
  const script = `${import.meta.dirname}/support/serve_damaged.py`;
  server = spawn(inject("python"), [script, SEED], { stdio: ["pipe", "pipe", "pipe"] });
  answers = createInterface(server.stdout)[Symbol.asyncIterator]();
  server.stderr.on("data", (text: Buffer) => (complaints += text.toString()));
});
afterAll(() => {
  server.stdin.end();
});

test(
  `${COUNT} damaged runs of seed ${SEED} from ${OFFSET} open or are explained`,
  async () => {
    const findings: string[] = [];
    for (let i = 0; i < COUNT; i++) {
      const number = OFFSET + i * STRIDE;
      const damaged = await make(number);
      let found = await failure(damaged, number);
      // What takes too long must do so twice: the machine may have been busy.
      if (found.includes("Timeout")) found = await failure(damaged, number);
      if (i % 50 === 49) console.log(`${number}: ${findings.length} findings`);
      if (!found) continue;
      findings.push(`${number}, ${damaged.about}: ${found}`);
      if (DIFFULIZER_FINDINGS) appendFileSync(DIFFULIZER_FINDINGS, `${findings.at(-1) ?? ""}\n`);
    }
    expect(findings).toEqual([]);
    expect(complaints).toBe("");
  },
  COUNT * 90_000,
);

async function make(number: number): Promise<Damaged> {
  server.stdin.write(`${number}\n`);
  const line = await answers.next();
  if (line.done) throw new Error(`the server ended: ${complaints}`);
  return JSON.parse(line.value) as Damaged;
}

let given: InBrowser | null = null;

/** What goes wrong with a run in the page, which stays open until something does; an empty text if nothing does. */
async function failure(damaged: Damaged, number: number): Promise<string> {
  given ??= await openPage();
  const { page, problems } = given;
  try {
    await look(page, damaged, number);
    // A browser tells each file that is missing in its console.
    expect(problems.splice(0).filter((p) => !p.startsWith("console: Failed to load resource"))).toEqual([]);
    return "";
  } catch (error) {
    given = null;
    await page.screenshot({ path: join(FAILURES, `damaged_${SEED}_${number}.png`) }).catch(() => undefined);
    await page.context().close();
    return error instanceof Error ? error.message.slice(0, 1500) : String(error);
  }
}

/**
 * Open a run, in the workbench for even numbers, in the story for odd ones. Of two runs in four, every panel is seen, which
 * takes far longer than the rest.
 */
async function look(page: InBrowser["page"], damaged: Damaged, number: number): Promise<void> {
  const view = number % 2 ? "story" : "workbench";
  await page.goto(`${damaged.viewer}?run=${damaged.run ?? "none"}#view=${view}`);
  const refusals = page.getByRole("alert").locator("details[open]");
  const refusal = refusals.filter({ hasNotText: "none can’t be opened." }).first();
  if (damaged.archive) {
    await refusals.waitFor(); // of a run that is not there
    await page.getByLabel("Zip of a run").setInputFiles(damaged.archive);
  }
  await stepSlider(page).or(refusal).first().waitFor();
  if (await refusal.isVisible()) {
    expect(await refusal.innerText()).toMatch(/can’t be opened\..{20,}/s);
  } else {
    if (damaged.archive && view === "workbench")
      await page.getByRole("button", { name: "Workbench", exact: true }).click();
    if (number % 4 === 0) await everyTab(page);
    if (number % 4 === 1) await throughTheStory(page);
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await stepSlider(page).waitFor();
  }
  expect((await page.locator("body").innerText()).length).toBeGreaterThan(60);
}

/** Scroll from chapter to chapter, so that each shows its panels. */
async function throughTheStory(page: Page): Promise<void> {
  for (const heading of await page.locator("main").getByRole("heading", { level: 2 }).all()) {
    await heading.scrollIntoViewIfNeeded();
  }
}
