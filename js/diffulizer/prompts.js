/**
 * Which workflow a prompt belongs to. Events of a run arrive whichever workflow is open, and ids of nodes repeat between
 * workflows: it is known when a prompt is queued, and only then.
 */
export function createPrompts(app, api) {
  /** Prompt id -> id of the workflow's graph. */
  const graphs = keptMap("diffulizer.prompts");
  /** The prompt that is being queued: its events may come before its id. */
  let queueing = Promise.resolve();
  return {
    listen() {
      const queuePrompt = api.queuePrompt.bind(api);
      api.queuePrompt = (...args) => {
        const graph = app.rootGraph?.id ?? app.graph?.id ?? null;
        const queued = queuePrompt(...args).then((result) => {
          if (result?.prompt_id) graphs.set(result.prompt_id, graph);
          return result;
        });
        queueing = queued.catch(() => undefined);
        return queued;
      };
    },
    queued: () => queueing,
    graphOf: (prompt) => graphs.get(prompt) ?? null,
  };
}

/** A map whose newest entries outlive F5, where the browser has room for them. */
export function keptMap(name, most = 64) {
  const map = new Map(JSON.parse(attempt(() => sessionStorage.getItem(name)) ?? "[]"));
  return {
    get: (key) => map.get(key),
    set(key, value) {
      map.delete(key);
      map.set(key, value);
      attempt(() => sessionStorage.setItem(name, JSON.stringify([...map].slice(-most))));
    },
  };
}

/** What is read or written, or null: a full or forbidden store must not stop a prompt from being queued. */
function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}
