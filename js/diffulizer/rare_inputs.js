/** Rarely needed inputs, which the server marks as advanced. Pages of 2025 hide them in Nodes 2.0 alone, and leave their rows empty. */
const ROW = 20;
const GAP = 4;

export function hideRareInputs(node) {
  for (const widget of node.widgets ?? []) {
    if (!widget.options?.advanced) continue;
    widget.advanced ??= true;
    if (node.isWidgetVisible && !node.getLayoutWidgets) widget.computeSize = () => [0, node.isWidgetVisible(widget) ? ROW : -GAP];
  }
}
