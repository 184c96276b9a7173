/**
 * Panels on nodes. A node remembers in its properties which pass or run it showed, so that F5 and undo find it again;
 * everything else is kept outside of nodes, which the page makes anew at any time.
 */
import { takeAway } from "./edits.js";

const LIVE_NODES = new Set(["Diffulizer_KSampler", "Diffulizer_RecordAttention", "Diffulizer_WordEffects"]);
const RUN_NODES = new Set(["Diffulizer_ExportRun", "Diffulizer_LoadRun"]);
const isOurs = (node) => node.comfyClass?.startsWith("Diffulizer_");
const MARGIN = 6;
/** Of a node that is added fresh, in pixels. */
const WIDTH = 340;
const PASS = "diffulizer_pass";
const RUN = "diffulizer_run";

export function createNodePanels(app, host, settings, passes, failures) {
  /** Element -> what is mounted in it. Nodes that are gone take their element along. */
  const mounted = new WeakMap();

  passes.onChange(() => refresh());
  failures.onChange(() => refresh());

  function addPanel(node, name) {
    const element = document.createElement("div");
    element.className = "diffulizer-panel widget-expands"; // gets the height that Nodes 2.0 has left
    element.style.cssText = "position:relative;height:100%;min-width:0;overflow:hidden";
    const getMinHeight = () => node.diffulizer?.fit?.least ?? 0;
    const none = () => undefined;
    const options = { serialize: false, hideOnZoom: false, margin: MARGIN, getMinHeight, getValue: none, setValue: none };
    node.addDOMWidget(name, name, element, options).serialize = false;
    node.diffulizer = { element, takeAway: (words) => takeAway(node, words) };
    node.setSize([Math.max(WIDTH, node.size[0]), node.size[1]]);
  }

  function remember(node, key, value) {
    if (JSON.stringify(node.properties?.[key]) === JSON.stringify(value)) return;
    (node.properties ??= {})[key] = value;
    const tracker = app.extensionManager?.workflow?.activeWorkflow?.changeTracker;
    (tracker?.captureCanvasState ?? tracker?.checkState)?.call(tracker);
  }

  /** The panel on a node, or nothing if the node was removed meanwhile. */
  async function panelOf(node, make) {
    const { element } = node.diffulizer;
    const module = await host.panels();
    if (!node.diffulizer.present) return undefined;
    if (!mounted.has(element)) {
      const made = module[make](element);
      mounted.set(element, made);
      node.diffulizer.fit = new module.NodeFit(node, element, app.canvas, made.heightFor);
    }
    const panel = mounted.get(element);
    panel.theme(host.dark());
    panel.appearance(settings.appearance());
    return panel;
  }

  async function drawLive(node, ids, graph) {
    const [run = null] = await passes.of(graph, ids, node.properties?.[PASS]);
    if (run) remember(node, PASS, run.pass.id);
    const panel = await panelOf(node, "mountLive");
    panel?.render({ host, run, playOnce: settings.playOnce(), takeAway: node.diffulizer.takeAway });
  }

  async function drawRun(node, ids, graph) {
    const fresh = passes.runOf(graph, ids);
    if (fresh) remember(node, RUN, fresh); // without its path: workflows are passed on
    const panel = await panelOf(node, "mountRun");
    panel?.render({ host, run: node.properties?.[RUN] ?? null });
  }

  /** Our nodes with their ids as events name them: "4:1" is node 1 within the subgraph node 4, which may be used twice. */
  function allNodes(graph, prefix = "", found = new Map()) {
    for (const node of graph?.nodes ?? []) {
      const id = `${prefix}${node.id}`;
      if (isOurs(node)) found.set(node, [...(found.get(node) ?? []), id]);
      if (node.subgraph) allNodes(node.subgraph, `${id}:`, found);
    }
    return found;
  }

  /** Nodes 2.0 keeps the element of the node that undo has replaced by one with the same id. */
  function attach(node) {
    const { element } = node.diffulizer;
    if (element.isConnected) return;
    document.querySelector(`[data-node-id="${node.id}"] .diffulizer-panel`)?.replaceWith(element);
  }

  function refresh() {
    const root = app.rootGraph ?? app.graph;
    for (const [node, ids] of allNodes(root)) {
      failures.show(node, ids, root.id);
      if (!node.diffulizer) continue;
      attach(node);
      node.diffulizer.fit?.fit();
      const drawing = LIVE_NODES.has(node.comfyClass) ? settings.live() && drawLive(node, ids, root.id) : drawRun(node, ids, root.id);
      if (drawing) drawing.catch((error) => console.error("Diffulizer: a panel could not be drawn.", error));
    }
  }

  return {
    refresh,
    create(node) {
      if (isOurs(node)) failures.create(node);
      if (LIVE_NODES.has(node.comfyClass)) addPanel(node, "diffulizer_live");
      else if (RUN_NODES.has(node.comfyClass)) addPanel(node, "diffulizer_run");
      else return;
      const { onAdded, onRemoved } = node;
      // The page may take a node out and put it in again, and gives it its properties after that.
      node.onAdded = function () {
        onAdded?.apply(this, arguments);
        node.diffulizer.present = true;
        requestAnimationFrame(refresh);
      };
      node.onRemoved = function () {
        onRemoved?.apply(this, arguments);
        node.diffulizer.present = false; // a drawing may be under way
        node.diffulizer.fit?.end();
        mounted.get(node.diffulizer.element)?.unmount();
        mounted.delete(node.diffulizer.element);
      };
    },
  };
}
