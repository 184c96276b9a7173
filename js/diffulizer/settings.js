/** The pack's settings, below "Diffulizer". */
const setting = (key, name, type, defaultValue, more) => ({
  id: `Diffulizer.Panel.${key}`,
  name,
  category: ["Diffulizer", "Panels", key],
  type,
  defaultValue,
  ...more,
});

const DEFINITIONS = [
  setting("Live", "Show each step live on the node that samples", "boolean", true),
  setting("Opacity", "Opacity of attention over the picture", "slider", 0.65, { attrs: { min: 0, max: 1, step: 0.05 } }),
  setting("Colours", "Colours of attention", "combo", "inferno", { options: ["inferno", "magma", "viridis", "cividis"] }),
  setting("PlayOnce", "Play once after a run", "boolean", true),
];

export function createSettings(app) {
  const get = (key) => {
    const { id, defaultValue } = DEFINITIONS.find((d) => d.id.endsWith(`.${key}`));
    return app.extensionManager?.setting.get(id) ?? defaultValue;
  };
  return {
    definitions: (onChange) => DEFINITIONS.map((definition) => ({ ...definition, onChange })),
    live: () => get("Live"),
    playOnce: () => get("PlayOnce"),
    appearance: () => ({ opacity: get("Opacity"), colourMap: get("Colours") }),
  };
}
