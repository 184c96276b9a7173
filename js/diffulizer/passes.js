/**
 * Passes that were watched, by the node and the workflow that they belong to. Events of a run arrive whichever workflow is
 * open, and ids of nodes repeat between workflows: the prompt's id tells which one it was.
 */
const KEPT = 8;
const PROMPTS = "diffulizer.prompts";
const KEPT_PROMPTS = 64;

export function createPasses(app, api, host) {
  /** Prompt id -> id of the workflow's graph. A page that is loaded again still gets the events of its prompts. */
  const graphOf = new Map(JSON.parse(sessionStorage.getItem(PROMPTS) ?? "[]"));
  /** "graph node" -> the run that the node wrote or read last. */
  const runs = new Map();
  /** The prompt that is being queued: its events may come before its id. */
  let queueing = Promise.resolve();
  /** Pass id -> {pass, graph, steps: decoded by index, changed}. */
  const known = new Map();
  let listener = () => undefined;
  let queued = false;

  function tell() {
    // Steps may be faster than the screen: one drawing a frame.
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      listener();
    });
  }

  function entry(id) {
    if (!known.has(id)) {
      known.set(id, { pass: null, graph: null, steps: new Map() });
      for (const old of [...known.keys()].slice(0, -KEPT)) known.delete(old);
    }
    return known.get(id);
  }

  async function onPass({ detail }) {
    await queueing;
    const found = entry(detail.id);
    found.pass = detail;
    found.graph ??= graphOf.get(detail.prompt_id) ?? null;
    tell();
    // Steps that were too fast for events are with the server.
    if (detail.state !== "running") quietly(fill(detail.id));
  }

  async function onStep({ detail }) {
    const { DecodedStep } = await host.panels();
    const found = entry(detail.id);
    found.steps.set(detail.step, new DecodedStep(detail));
    tell();
  }

  /** A step that can't be had is a gap in the panel, and nothing worse. */
  const quietly = (work) => work.catch((error) => console.warn(`Diffulizer: ${error.message}`));

  /** Read the steps of a pass that this page has not seen: after a reload, or those left out while sampling. */
  async function fill(id) {
    const { DecodedStep, listPasses, readStep } = await host.panels();
    const listed = (await listPasses(host)).find((pass) => pass.id === id);
    if (!listed) return;
    const found = entry(id);
    found.pass = listed;
    for (const step of listed.steps) {
      if (!found.steps.has(step)) found.steps.set(step, new DecodedStep(await readStep(host, id, step)));
    }
    tell();
  }

  async function onExecuted({ detail }) {
    const run = detail.output?.diffulizer_run?.[0];
    if (!run) return;
    await queueing;
    runs.set(`${graphOf.get(detail.prompt_id) ?? null} ${detail.node}`, { name: run.name, path: run.path });
    tell();
  }

  /** The workflow that a prompt belongs to is known when it is queued, and only then. */
  function rememberGraphs() {
    const queuePrompt = api.queuePrompt.bind(api);
    api.queuePrompt = (...args) => {
      const graph = app.rootGraph?.id ?? app.graph?.id ?? null;
      const queued = queuePrompt(...args).then((result) => {
        if (result?.prompt_id) graphOf.set(result.prompt_id, graph);
        sessionStorage.setItem(PROMPTS, JSON.stringify([...graphOf].slice(-KEPT_PROMPTS)));
        return result;
      });
      queueing = queued.catch(() => undefined);
      return queued;
    };
  }

  return {
    listen() {
      rememberGraphs();
      api.addEventListener("diffulizer.pass", onPass);
      api.addEventListener("executed", onExecuted);
      api.addEventListener("diffulizer.step", (event) => void quietly(onStep(event)));
    },
    onChange: (changed) => (listener = changed),
    /** The run that a node of a workflow wrote or read last, since the page was loaded. */
    runOf: (graph, node) => runs.get(`${graph} ${node}`),
    /** Passes of a node of a workflow, newest last. */
    of(graph, node) {
      return [...known.values()].filter((e) => e.pass && e.graph === graph && String(e.pass.node) === String(node));
    },
    get: (id) => known.get(id),
    /** A pass that a node remembers from before the page was loaded. */
    async recall(id, graph) {
      if (!known.has(id)) {
        await quietly(fill(id));
        if (known.has(id)) known.get(id).graph = graph;
      }
    },
  };
}
