import { keptMap } from "./prompts.js";

const HEIGHT = 72;
const STYLE =
  "box-sizing:border-box;height:100%;min-height:60px;overflow:auto;padding:6px 8px;border-radius:4px;background:#7f1d1d;" +
  "color:#fff;font:12px/1.4 sans-serif;white-space:pre-wrap;overflow-wrap:anywhere;user-select:text";

/** Why nodes of ours failed, shown until they run again. It is no part of the workflow, because it may name folders. */
export function createFailures(app, api, host, prompts) {
  const reasons = keptMap("diffulizer.failures");
  const shown = new WeakMap();
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

  function add(node) {
    const element = document.createElement("div");
    element.className = "diffulizer-failure";
    element.role = "alert";
    element.style.cssText = STYLE;
    for (const type of ["pointerdown", "wheel"]) element.addEventListener(type, (event) => event.stopPropagation());
    const name = "diffulizer_failure";
    const widget = node.addDOMWidget(name, name, element, { serialize: false, hideOnZoom: false, margin: 6, getMinHeight: () => HEIGHT });
    widget.serialize = false;
    const panel = node.widgets.findIndex((one) => one.name === "diffulizer_run" || one.name === "diffulizer_live");
    if (panel >= 0) node.widgets.splice(panel, 0, ...node.widgets.splice(node.widgets.indexOf(widget), 1));
    grow(node, HEIGHT);
    shown.set(node, widget);
    return widget;
  }

  function remove(node, widget) {
    shown.delete(node);
    widget.onRemove?.();
    node.widgets.splice(node.widgets.indexOf(widget), 1);
    grow(node, -HEIGHT);
  }

  function grow(node, by) {
    node.setSize([node.size[0], Math.max(node.size[1] + by, node.computeSize()[1])]);
    app.canvas.setDirty(true, true);
  }

  return {
    listen: () => api.addEventListener("executed", onExecuted),
    onChange: (changed) => (listener = changed),
    /** Show on a node why it failed; a node within a subgraph that is used twice has two ids. */
    show(node, ids, graph) {
      const text = ids.map((id) => reasons.get(`${graph} ${id}`)).findLast(Boolean);
      const widget = shown.get(node);
      if (text) (widget ?? add(node)).element.textContent = text;
      else if (widget) remove(node, widget);
    },
  };
}
