import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { expect, inject, onTestFinished } from "vitest";
import { REPOSITORY } from "./places.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".png": "image/png",
};

/**
 * A plain static host until the test ends, which gives parts of files; its address, without a slash behind it.
 *
 * @param mounts folders by the path below which they are served: {"/tools/viewer/": DIST}.
 */
export async function staticHost(mounts: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer((request, response) => {
    answer(mounts, request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

function answer(
  mounts: Readonly<Record<string, string>>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://127.0.0.1").pathname);
  const mount = Object.keys(mounts).find((prefix) => path.startsWith(prefix));
  const file = join(mounts[mount ?? ""] ?? "", normalize(path.slice(mount?.length) || "index.html"));
  if (mount === undefined || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  const type = { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" };
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  const size = statSync(file).size;
  const [start, end] = [Number(from ?? 0), Math.min(Number(to ?? Infinity), size - 1)];
  if (start > end && from !== undefined) {
    response.writeHead(416).end();
    return;
  }
  const part = { "Content-Range": `bytes ${String(start)}-${String(end)}/${String(size)}` };
  response.writeHead(from === undefined ? 200 : 206, { ...type, ...(from !== undefined && part) });
  createReadStream(file, from === undefined ? {} : { start, end }).pipe(response);
}

/** `diffulizer view` until the test ends; the address that it prints. */
export async function view(...runs: string[]): Promise<string> {
  const process = spawn(inject("python"), ["-m", "diffulizer", "view", "--no-open", ...runs], {
    cwd: REPOSITORY,
  });
  onTestFinished(() => ended(process));
  const line = await firstLine(process);
  expect(line).toMatch(/^The viewer: http:\/\/127\.0\.0\.1:\d+\//);
  return line.replace("The viewer: ", "");
}

/** Run `diffulizer` with these arguments; what it prints. */
export function diffulizer(...words: string[]): string {
  return execFileSync(inject("python"), ["-m", "diffulizer", ...words], {
    cwd: REPOSITORY,
    encoding: "utf8",
  });
}

/** A ComfyUI with the pack in it, as COMFYUI_PATH names it, until the test ends; its address. */
export async function comfyui(...flags: string[]): Promise<string> {
  const program = `
import os, sys
from pathlib import Path
from diffulizer.comfyui.location import Host
from diffulizer.comfyui.server import Server
host = Host(Path(sys.executable), Path(os.environ["COMFYUI_PATH"]))
with Server(host, device="cpu", arguments=sys.argv[1:]) as server:
    print(server.url, flush=True)
    sys.stdin.read()
`;
  const process = spawn(inject("python"), ["-c", program, ...flags], { cwd: REPOSITORY });
  onTestFinished(async () => {
    process.stdin.end();
    await once(process, "exit");
  });
  return firstLine(process);
}

async function firstLine(process: ChildProcess): Promise<string> {
  let said = "";
  process.stderr?.on("data", (text: Buffer) => (said += text.toString()));
  if (!process.stdout) throw new Error("its output is not read");
  for await (const line of createInterface(process.stdout)) return line;
  throw new Error(`it ended without a word: ${said}`);
}

async function ended(process: ChildProcess): Promise<void> {
  process.kill("SIGINT");
  if (process.exitCode === null) await once(process, "exit");
}
