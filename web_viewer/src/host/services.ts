/** What the panels need of the program that they stand in. */
import { text } from "../text/text.ts";
import type { PassSummary, StepSummary } from "./liveRun.ts";

export interface Host {
  /** Ask one of the pack's addresses, such as "/diffulizer/runs". */
  fetch(path: string, options?: RequestInit): Promise<Response>;
  /** The address of a path, for links and images. */
  address(path: string): string;
  /** Whether its page is dark. */
  dark(): boolean;
  toast(severity: "success" | "info" | "warn" | "error", summary: string, detail?: string): void;
  /** Load a workflow into the graph. */
  openWorkflow(workflow: unknown, name: string): void;
}

/** A run as the host lists it. */
export interface ListedRun {
  readonly name: string;
  /** On the machine of the host. */
  readonly path: string;
  /** Null is what a run does not state, of a damaged one nearly all. */
  readonly prompt: string | null;
  readonly negative: string | null;
  readonly model_id: string | null;
  readonly seed: number | null;
  readonly created_at: string | null;
  readonly steps: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly size_bytes: number;
  readonly complete: boolean;
  readonly thumbnail: string | null;
  readonly workflow: boolean;
  readonly damaged: string | null;
}

export interface Trash {
  readonly items: readonly string[];
  readonly count: number;
  readonly size_bytes: number;
}

/** A part of the list of runs, newest first. */
export interface RunPage {
  readonly runs: readonly ListedRun[];
  /** How many the whole list has, or how many of it were found. */
  readonly count: number;
  /** How many the host has not read yet: it does so in the background, and finds none of them before. */
  readonly unread: number;
  readonly trash: Trash;
}

export interface PageQuery {
  readonly start: number;
  readonly count: number;
  readonly search: string;
  /** Whether it is a part of the list as it was last time; else the host looks through its folder anew. */
  readonly again: boolean;
}

async function json<T>(host: Host, path: string, options?: RequestInit): Promise<T> {
  const response = await host.fetch(path, options);
  if (!response.ok)
    throw new Error((await response.text()) || `${path}: the server answers ${response.status}`);
  return (await response.json()) as T;
}

export function listRuns(host: Host, { start, count, search, again }: PageQuery): Promise<RunPage> {
  const query = new URLSearchParams({ start: String(start), count: String(count), search });
  if (again) query.set("again", "1");
  return json(host, `/diffulizer/runs?${query.toString()}`);
}

/** A run, and the undamaged one that was made before it; undefined where there is none. */
export async function findRun(
  host: Host,
  name: string,
): Promise<{ readonly run: ListedRun | undefined; readonly previous: ListedRun | undefined }> {
  const query = new URLSearchParams({ run: name });
  const path = `/diffulizer/runs?${query.toString()}`;
  const [run, previous] = (await json<{ runs: readonly ListedRun[] }>(host, path)).runs;
  return { run, previous };
}

/** A pass that the server keeps, with the steps that it has of it and the names of the runs that it was exported as. */
export interface ListedPass extends PassSummary {
  readonly steps: readonly number[];
  readonly runs: readonly string[];
}

export const listPasses = async (host: Host) =>
  (await json<{ passes: readonly ListedPass[] }>(host, "/diffulizer/live")).passes;

export const readStep = (host: Host, pass: string, step: number) =>
  json<StepSummary>(host, `/diffulizer/live/${pass}/${step}`);

/** The maps of a step, of a layer by its name or of "mean", as far as the server still has them. */
export const readStepMaps = (host: Host, pass: string, step: number, layer: string) =>
  json<StepSummary>(host, `/diffulizer/live/${pass}/${step}?layer=${encodeURIComponent(layer)}`);

export const exportPass = (host: Host, pass: string) =>
  post<{ name: string }>(host, `/diffulizer/live/${pass}/export`, {});

export const deleteRun = (host: Host, name: string) =>
  post<{ readonly trash: Trash }>(host, "/diffulizer/delete", { name });

/** Delete for good what the person saw in the trash, and nothing that went there since. */
export const emptyTrash = (host: Host, items: readonly string[]) =>
  post<unknown>(host, "/diffulizer/trash/empty", { items });

/** The server changes something only for its own page, to which alone it gives the token. */
async function post<T>(host: Host, path: string, body: unknown): Promise<T> {
  const { token } = await json<{ token: string }>(host, "/diffulizer/token");
  const headers = { "Content-Type": "application/json", "Diffulizer-Token": token };
  return json<T>(host, path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** A run's folder, as an address that ends in a slash. */
export function runAddress(host: Host, name: string): string {
  return host.address(`/diffulizer/run/${name.split("/").map(encodeURIComponent).join("/")}/`);
}

/** Load the workflow that a run carries into the graph. */
export async function loadWorkflow(host: Host, name: string): Promise<void> {
  const response = await fetch(`${runAddress(host, name)}metadata.json`);
  const metadata = (await response.json()) as { generator?: { workflow?: unknown } };
  const workflow = metadata.generator?.workflow;
  if (workflow == null) host.toast("warn", text("This run carries no workflow."));
  else host.openWorkflow(workflow, name);
}

/** The viewer on a run in the page's theme, beside another one and at a chapter of the story where that is wanted. */
export function viewerAddress(
  host: Host,
  name: string,
  { compare, chapter }: { readonly compare?: string; readonly chapter?: string } = {},
): string {
  const run = (n: string) => encodeURIComponent(new URL(runAddress(host, n), document.baseURI).pathname);
  const beside = compare === undefined ? "" : `&compare=${run(compare)}`;
  const at = chapter === undefined ? "" : `&chapter=${chapter}`;
  return host.address(
    `/diffulizer/viewer/?run=${run(name)}${beside}${at}&theme=${host.dark() ? "dark" : "light"}`,
  );
}

export function zipAddress(host: Host, name: string, workflow: boolean): string {
  const path = name.split("/").map(encodeURIComponent).join("/");
  return host.address(`/diffulizer/zip/${path}${workflow ? "" : "?workflow=0"}`);
}
