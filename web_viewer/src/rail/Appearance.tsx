import { COLOUR_MAPS, type ColourMapName } from "../drawing/colours.ts";
import { AlignChoice } from "../panels/AlignChoice.tsx";
import { show, useApp, useAppStore } from "../state/store.ts";

const ALONG = { sigma: "Noise level", step: "Step" };

/** What runs along every chart over the steps. */
export function Charts() {
  const both = useApp((s) => s.compared !== null);
  return (
    <section aria-label="Charts">
      <h3>Charts</h3>
      <AlignChoice label="What runs along the charts" names={ALONG} />
      <p className="small soft">
        {both
          ? "All charts show the steps by this, and the steps of the two runs are paired by it."
          : "All charts show the steps by this, from the first to the last."}
      </p>
    </section>
  );
}

/** How maps are drawn over the picture. */
export function Appearance() {
  const app = useAppStore();
  const opacity = useApp((s) => s.opacity);
  const colourMap = useApp((s) => s.colourMap);
  const scale = useApp((s) => s.scale);
  const smooth = useApp((s) => s.smooth);
  return (
    <section aria-label="Appearance of maps" className="appearance">
      <h3>Maps</h3>
      <label className="small">
        Opacity {Math.round(100 * opacity)} %
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(100 * opacity)}
          onChange={(event) => {
            show(app, { opacity: Number(event.target.value) / 100 });
          }}
        />
      </label>
      <div className="row small" role="group" aria-label="Colour scale">
        <button
          aria-pressed={scale === "absolute"}
          onClick={() => {
            show(app, { scale: "absolute" });
          }}
        >
          Shared scale
        </button>
        <button
          aria-pressed={scale === "normalised"}
          onClick={() => {
            show(app, { scale: "normalised" });
          }}
        >
          Each map alone
        </button>
      </div>
      <p className="small soft">
        {scale === "absolute"
          ? "All words and steps of this layer share one colour scale, so you can compare brightness."
          : "Each map is stretched to its own largest value. You see shapes, but you can’t compare amounts, and noise looks like signal."}
      </p>
      <div className="row small">
        <label className="row">
          Colours
          <select
            value={colourMap}
            onChange={(event) => {
              show(app, { colourMap: event.target.value as ColourMapName });
            }}
          >
            {COLOUR_MAPS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label className="row">
          <input
            type="checkbox"
            checked={smooth}
            onChange={(event) => {
              show(app, { smooth: event.target.checked });
            }}
          />
          smooth
        </label>
      </div>
    </section>
  );
}
