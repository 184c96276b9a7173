/** Takes words away before a node that samples or records: in the Edit Attention there, or in a new one. */
const EDIT = "Diffulizer_EditAttention";
const widgetOf = (node, name) => node.widgets.find((widget) => widget.name === name);

export function takeAway(node, words) {
  const input = node.findInputSlot("model");
  const before = node.getInputNode(input);
  if (!before) return false;
  let edit = before;
  if (before.comfyClass !== EDIT || widgetOf(before, "action").value !== "remove") {
    edit = LiteGraph.createNode(EDIT);
    node.graph.add(edit);
    edit.pos = [node.pos[0] - 30, node.pos[1] - edit.size[1] - 70];
    before.connect(node.getInputLink(input).origin_slot, edit, 0);
    edit.connect(0, node, input);
  }
  const list = widgetOf(edit, "words");
  list.value = [list.value, ...words].filter(Boolean).join(", ");
  return true;
}
