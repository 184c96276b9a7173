/** Rarely needed inputs, which the server marks as advanced. Some pages hide them in Nodes 2.0 alone, or leave their rows empty. */
const ROW = 20;
const GAP = 4;

export function hideRareInputs(node) {
  const rare = node.widgets?.filter((widget) => widget.options?.advanced) ?? [];
  for (const widget of rare) {
    widget.advanced = true;
    if (node.isWidgetVisible) widget.computeSize = () => [0, node.isWidgetVisible(widget) ? ROW : -GAP];
  }
  if (rare.length) node.setSize([node.size[0], node.computeSize()[1]]);
}
