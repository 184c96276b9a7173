import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { LaunchOptions } from "playwright-core";
import type { TestProject } from "vitest/node";
import { findBrowser } from "../../browser/support/browsers.ts";
import { FAILURES, REPOSITORY, VIEWER } from "../../browser/support/places.ts";
import { developmentPython } from "../../python.ts";
import { tested } from "./frontends.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** How to launch the browser. */
    browser: LaunchOptions;
    /** The ComfyUI's address, without a slash behind it. */
    server: string;
    /** Its base folder: output, temp and user lie below. */
    base: string;
    /** Version of the page. */
    frontend: string;
    /** Whether the page draws nodes with Nodes 2.0 rather than on its canvas. */
    nodes2: boolean;
    /** Where pictures of panels are kept. */
    pictures: string;
    /** Where a failed test leaves a picture of the page, and the server its log. */
    failures: string;
  }
}

const SERVER = `
import os, sys
from pathlib import Path
from diffulizer.comfyui.location import Host
from diffulizer.comfyui.server import Server
host = Host(Path(sys.executable), Path(os.environ["COMFYUI_PATH"]))
with Server(host, device="cpu", arguments=sys.argv[1:]) as server:
    print(server.url, flush=True)
    print(server.base, flush=True)
    sys.stdin.read()
`;

/** Once for both ways of drawing: the browser, and a ComfyUI with the pack in a base folder of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!process.env["COMFYUI_PATH"])
    throw new Error("COMFYUI_PATH names no ComfyUI. Run these tests with: python3 dev.py test");
  project.provide("browser", await findBrowser());
  const folder = process.env["DIFFULIZER_FRONTEND_FOLDER"];
  const { version } = tested();
  project.provide("frontend", version);
  const name = `frontend_${version}`;
  const failures = emptied(join(FAILURES, "comfyui", name));
  project.provide("failures", failures);
  project.provide("pictures", emptied(join(VIEWER, "test-pictures", name)));
  const flags = folder ? ["--front-end-root", folder] : [];
  const server = spawn(developmentPython(), ["-c", SERVER, ...flags], { cwd: REPOSITORY });
  let said = "";
  server.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const told = async () => {
    const line = await lines.next();
    if (line.done) throw new Error(`ComfyUI did not start: ${said}`);
    return line.value;
  };
  project.provide("server", await told());
  const base = await told();
  project.provide("base", base);
  return async () => {
    copyFileSync(join(base, "comfyui.log"), join(failures, "comfyui.log"));
    server.stdin.end();
    await once(server, "exit");
  };
}

function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
