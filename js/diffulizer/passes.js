import { keptMap } from "./prompts.js";

/** What nodes recorded and wrote, as events tell it. The panels' module knows what to make of a pass's events. */
export function createPasses(api, host, settings, prompts) {
  /** "graph node" -> the run that the node wrote or read last. */
  const runs = keptMap("diffulizer.runs");
  let listener = () => undefined;
  let queued = false;
  let passes;
  /** Events were left aside, or the page was just loaded: the server knows more. */
  let behind = true;

  function tell() {
    // Steps may be faster than the screen: one drawing a frame.
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      listener();
    });
  }

  const load = () => (passes ??= host.panels().then(({ Passes }) => new Passes(host, prompts.graphOf, tell)));

  const hear = (what) => async ({ detail }) => {
    if (!settings.live()) {
      behind = true;
      return;
    }
    const known = await load();
    await prompts.queued();
    known[what](detail);
  };

  async function onExecuted({ detail }) {
    const written = detail.output?.diffulizer_run;
    if (!written?.length) return;
    await prompts.queued();
    const [{ name, version }] = written;
    const names = written.map((run) => run.name);
    runs.set(`${prompts.graphOf(detail.prompt_id)} ${detail.node}`, { name, version, names });
    tell();
  }

  return {
    listen() {
      api.addEventListener("diffulizer.pass", hear("pass"));
      api.addEventListener("diffulizer.step", hear("step"));
      api.addEventListener("diffulizer.exported", hear("exported"));
      api.addEventListener("executed", onExecuted);
    },
    onChange: (changed) => (listener = changed),
    /** The run that a node of a workflow wrote or read last; a node within a subgraph that is used twice has two ids. */
    runOf: (graph, ids) => ids.map((id) => runs.get(`${graph} ${id}`)).findLast(Boolean),
    /** The passes of a node of a workflow, the newest first; `remembered` is one that it showed before. */
    async of(graph, ids, remembered) {
      const known = await load();
      if (behind) {
        behind = false;
        behind = !(await known.list());
      }
      return known.of(graph, ids, remembered);
    },
  };
}
