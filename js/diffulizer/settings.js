/** The pack's settings, below "Diffulizer". */
const LIVE = "Diffulizer.Panel.Live";
const OPACITY = "Diffulizer.Panel.Opacity";
const COLOURS = "Diffulizer.Panel.Colours";
const HEIGHT = "Diffulizer.Panel.PreviewSize";

export function createSettings(app) {
  const get = (id, otherwise) => app.extensionManager?.setting.get(id) ?? otherwise;
  return {
    definitions: (onChange) => [
      {
        id: LIVE,
        name: "Show each step live on the node that samples",
        category: ["Diffulizer", "Panels", "Live"],
        type: "boolean",
        defaultValue: true,
        onChange,
      },
      {
        id: OPACITY,
        name: "Opacity of attention over the picture",
        category: ["Diffulizer", "Panels", "Opacity"],
        type: "slider",
        attrs: { min: 0, max: 1, step: 0.05 },
        defaultValue: 0.65,
        onChange,
      },
      {
        id: COLOURS,
        name: "Colours of attention",
        category: ["Diffulizer", "Panels", "Colours"],
        type: "combo",
        options: ["inferno", "magma", "viridis", "cividis"],
        defaultValue: "inferno",
        onChange,
      },
      {
        id: HEIGHT,
        name: "Height of panels in pixels",
        category: ["Diffulizer", "Panels", "Height"],
        type: "slider",
        attrs: { min: 240, max: 900, step: 20 },
        defaultValue: 460,
        onChange,
      },
    ],
    live: () => get(LIVE, true),
    height: () => get(HEIGHT, 460),
    appearance: () => ({ opacity: get(OPACITY, 0.65), colourMap: get(COLOURS, "inferno") }),
  };
}
