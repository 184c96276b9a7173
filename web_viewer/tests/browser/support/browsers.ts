import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type LaunchOptions } from "playwright-core";

/** For a headless browser in a container, where shared memory is small. */
const ARGS = ["--disable-dev-shm-usage"];
const NONE =
  "No Chrome, Chromium or Edge was found, and none could be installed. Install one, or name its program in the " +
  "variable DIFFULIZER_BROWSER.";

/**
 * How to launch a browser: the one that DIFFULIZER_BROWSER names, or an installed Chrome, Edge or Chromium, or else
 * Debian's, installed now, where this may be done, or at last one that is downloaded.
 *
 * @throws Error with the sentence that there is none.
 */
export async function findBrowser(): Promise<LaunchOptions> {
  const named = process.env["DIFFULIZER_BROWSER"];
  if (named)
    return launchable([{ executablePath: named }], `DIFFULIZER_BROWSER is ${named}, which can't be started.`);
  const attempts = [installed, installDebians, download];
  for (const attempt of attempts) {
    const found = await launchable(attempt(), "").catch(() => null);
    if (found) return found;
  }
  throw new Error(NONE);
}

function installed(): LaunchOptions[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const programs = ["chromium", "chromium-browser"].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  return [
    { channel: "chrome" },
    { channel: "msedge" },
    ...programs.filter(existsSync).map((executablePath) => ({ executablePath })),
  ];
}

function installDebians(): LaunchOptions[] {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return [];
  console.log("No Chrome, Chromium or Edge was found; Debian's Chromium is installed.");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...words: string[]) =>
    tried(() => execFileSync("apt-get", ["-qq", ...words], { env, stdio: "ignore" }));
  apt("update");
  apt("install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core");
  return [{ executablePath: "/usr/bin/chromium" }];
}

function download(): LaunchOptions[] {
  console.log("There is still no browser; trying to download one.");
  const script = join(import.meta.dirname, "../../../node_modules/playwright-core/cli.js");
  tried(() =>
    execFileSync(process.execPath, [script, "install", "--only-shell", "chromium"], { stdio: "ignore" }),
  );
  return [{}];
}

/** The first of these ways to launch a browser that works. */
async function launchable(ways: LaunchOptions[], otherwise: string): Promise<LaunchOptions> {
  for (const way of ways) {
    const options = { ...way, args: ARGS };
    const browser = await chromium.launch(options).catch(() => null);
    if (browser) {
      await browser.close();
      return options;
    }
  }
  throw new Error(otherwise);
}

/** What fails here is seen at the launch that follows. */
function tried(action: () => unknown): void {
  try {
    action();
  } catch {
    return;
  }
}
