import { keptMap } from "./prompts.js";

const HEIGHT = 72;
const STYLE =
  "display:none;box-sizing:border-box;height:100%;min-height:60px;overflow:auto;padding:6px 8px;border-radius:4px;background:#7f1d1d;" +
  "color:#fff;font:12px/1.4 sans-serif;white-space:pre-wrap;overflow-wrap:anywhere;user-select:text";

/** Why nodes of ours failed, shown until they run again. It is no part of the workflow, because it may name folders. */
export function createFailures(app, api, host, prompts) {
  const reasons = keptMap("diffulizer.failures");
  const elements = new WeakMap();
  let listener = () => undefined;

  async function onExecuted({ detail: { node, output, prompt_id } }) {
    if (!output?.diffulizer_error) return;
    await prompts.queued();
    const text = [...new Set(output.diffulizer_error)].join("\n");
    const graph = prompts.graphOf(prompt_id);
    reasons.set(`${graph} ${node}`, text);
    const root = app.rootGraph ?? app.graph;
    if (text) host.toast("error", (root.id === graph && root.getNodeById(node)?.title) || "Diffulizer", text, 20000);
    listener();
  }

  /** Make room for the reasons: Nodes 2.0 draws only what a node had when it was created. */
  function create(node) {
    const element = document.createElement("div");
    element.className = "diffulizer-failure";
    element.role = "alert";
    element.style.cssText = STYLE;
    for (const type of ["pointerdown", "wheel"]) element.addEventListener(type, (event) => event.stopPropagation());
    const widget = node.addDOMWidget("diffulizer_failure", "diffulizer_failure", element, { serialize: false, hideOnZoom: false, margin: 6 });
    widget.serialize = false;
    // Of a fixed height: it takes no part in what a panel leaves.
    widget.computeLayoutSize = undefined;
    widget.computeSize = () => [0, element.textContent ? HEIGHT : -4];
    elements.set(node, element);
  }

  function grow(node, by) {
    node.setSize([node.size[0], Math.max(node.size[1] + by, node.computeSize()[1])]);
    app.canvas.setDirty(true, true);
  }

  return {
    create,
    listen: () => api.addEventListener("executed", onExecuted),
    onChange: (changed) => (listener = changed),
    /** Show on a node why it failed; a node within a subgraph that is used twice has two ids. */
    show(node, ids, graph) {
      const element = elements.get(node);
      const text = ids.map((id) => reasons.get(`${graph} ${id}`)).findLast(Boolean) ?? "";
      if (!element || element.textContent === text) return;
      const was = element.textContent;
      element.textContent = text;
      element.style.display = text ? "block" : "none";
      if (!was !== !text) grow(node, text ? HEIGHT : -HEIGHT);
    },
  };
}
