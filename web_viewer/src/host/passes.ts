/**
 * The passes that this page knows. Events tell of each step while it is sampled; what they left out, and what was before the
 * page was loaded, is with the server.
 */
import { DecodedStep, type PassSummary, LiveRun, type StepSummary } from "./liveRun.ts";
import { type Host, type ListedPass, listPasses, readStep, readStepMaps } from "./services.ts";
import { LayerMaps } from "./stepMaps.ts";

/** As many as the server keeps. */
const KEPT = 8;
const NONE: readonly string[] = [];
/** Of a node: what is shown, and what it is compared with. */
const SHOWN = 2;

interface Known {
  /** Null until the server told of it. */
  pass: PassSummary | null;
  /** The workflow that the pass belongs to. */
  graph: string | null;
  readonly steps: Map<number, DecodedStep>;
  /** Steps that are read from the server, or could not be. */
  readonly asked: Map<number, Promise<DecodedStep>>;
  /** Steps that the server had when it was asked. */
  listed: readonly number[];
  run: LiveRun | null;
}

export class Passes {
  private readonly known = new Map<string, Known>();
  /** Names of the runs that passes were exported as, by the passes' ids. */
  private readonly exports = new Map<string, readonly string[]>();
  private listing: Promise<boolean> | null = null;
  /** Something ended since the server was asked last. */
  private outdated = false;

  /**
   * @param graphOf the workflow that a prompt belongs to, or null: ids of nodes repeat between workflows.
   * @param changed is called when there is something else to show.
   */
  constructor(
    private readonly host: Host,
    private readonly graphOf: (prompt: string) => string | null,
    private readonly changed: () => void,
  ) {}

  /** A pass began or ended. */
  pass(told: PassSummary): void {
    this.entry(told.id).pass = told;
    if (told.state === "running") this.changed();
    else void this.list();
  }

  /** A step was sampled. Of a pass that began before this page was loaded, it is the first that the page hears. */
  step(told: StepSummary & { readonly id: string }): void {
    const entry = this.entry(told.id);
    entry.steps.set(told.step, new DecodedStep(told));
    if (entry.pass) this.changed();
    else void this.list();
  }

  /** A pass was exported, one run for each picture of its batch; perhaps before this page heard of it. */
  exported({ pass, runs }: { readonly pass: string | null; readonly runs: readonly string[] }): void {
    if (pass === null) return;
    this.exports.set(pass, runs);
    this.changed();
  }

  /** Ask the server for its passes and their steps; whether it answered. */
  list(): Promise<boolean> {
    this.outdated = true;
    this.listing ??= this.readLists().finally(() => (this.listing = null));
    return this.listing;
  }

  private async readLists(): Promise<boolean> {
    try {
      while (this.outdated) {
        this.outdated = false;
        for (const listed of await listPasses(this.host)) this.take(listed);
      }
    } catch (error) {
      warn(error);
      return false;
    }
    this.changed();
    return true;
  }

  /** What the server said may be older than an event that came meanwhile: a pass never goes back from its end. */
  private take({ steps, runs, ...pass }: ListedPass): void {
    if (runs.length > 0) this.exports.set(pass.id, runs);
    const entry = this.entry(pass.id);
    if (!entry.pass || entry.pass.state === "running") entry.pass = pass;
    entry.listed = steps;
  }

  /**
   * The runs of a node, the newest first.
   *
   * @param nodes its ids: one within a subgraph that is used twice has two.
   * @param remembered a pass that the node showed before the page was loaded, perhaps in another session.
   */
  of(graph: string, nodes: readonly string[], remembered?: string): readonly LiveRun[] {
    const isOf = (entry: Known) => entry.pass !== null && nodes.includes(entry.pass.node);
    const claimed = remembered === undefined ? undefined : this.known.get(remembered);
    if (claimed && isOf(claimed)) claimed.graph ??= graph;
    return this.newestFirst()
      .filter((entry) => isOf(entry) && this.graphFor(entry) === graph)
      .slice(0, SHOWN)
      .map((entry) => this.runOf(entry));
  }

  private newestFirst(): Known[] {
    const begun = ({ pass }: Known) => pass?.begun ?? Infinity;
    return [...this.known.values()].sort((a, b) => begun(b) - begun(a));
  }

  private graphFor(entry: Known): string | null {
    return (entry.graph ??= entry.pass && this.graphOf(entry.pass.prompt_id));
  }

  private entry(id: string): Known {
    let entry = this.known.get(id);
    if (!entry) {
      entry = { pass: null, graph: null, steps: new Map(), asked: new Map(), listed: [], run: null };
      this.known.set(id, entry);
      for (const old of this.newestFirst().slice(KEPT)) if (old.pass) this.known.delete(old.pass.id);
    }
    return entry;
  }

  /** The same steps make the same run: panels draw again only what changed. */
  private runOf(entry: Known): LiveRun {
    const pass = entry.pass as PassSummary;
    for (const step of entry.listed)
      if (!entry.steps.has(step) && !entry.asked.has(step)) void this.read(entry, step).catch(warn);
    const stored = this.exports.get(pass.id) ?? NONE;
    const { run } = entry;
    if (run?.pass.state !== pass.state || run.known.length !== entry.steps.size || run.stored !== stored) {
      const read = {
        step: (step: number) => this.read(entry, step),
        maps: async (step: number, layer: string) =>
          LayerMaps.read(await readStepMaps(this.host, pass.id, step, layer)),
      };
      entry.run = new LiveRun(pass, [...entry.steps.values()], read, stored);
    }
    return entry.run as LiveRun;
  }

  /** A step that this page has not seen; read once. */
  private read(entry: Known, step: number): Promise<DecodedStep> {
    const asked = entry.asked.get(step);
    if (asked) return asked;
    const reading = readStep(this.host, entry.pass?.id ?? "", step).then((found) => {
      const decoded = new DecodedStep(found);
      entry.steps.set(step, decoded);
      this.changed();
      return decoded;
    });
    entry.asked.set(step, reading);
    return reading;
  }
}

/** A step that can't be had is a gap in the panel, and nothing worse. */
function warn(error: unknown): void {
  console.warn(`Diffulizer: ${error instanceof Error ? error.message : String(error)}`);
}
