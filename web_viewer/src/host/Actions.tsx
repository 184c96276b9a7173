import { LiveRun } from "./liveRun.ts";
import type { TermRef } from "../run/terms.ts";
import { writeHash } from "../state/permalink.ts";
import { type AppState, useAppStore } from "../state/store.ts";
import { text } from "../text/text.ts";
import { findRun, type Host, viewerAddress } from "./services.ts";

interface Props {
  readonly host: Host;
  /** The run below output/diffulizer that the panel shows, if there is one. */
  readonly name: string | null;
  /** The words that are shown, which the viewer shows, too. */
  readonly terms?: readonly TermRef[];
  /** Why there is none. */
  readonly why: string;
  readonly menu: boolean;
  readonly onMenu: () => void;
}

/** The row of what can be done with a run, at the same place on each node. */
export function Actions({ host, name, terms = [], why, menu, onMenu }: Props) {
  const app = useAppStore();
  const compare = async (run: string) => {
    const { run: found, previous } = await findRun(host, run);
    if (!found) throw new Error(text("{name} is not in the output folder any more.", { name: run }));
    if (previous) open(viewerAddress(host, run, { compare: previous.name, chapter: "comparison" }));
    else host.toast("info", text("There is no earlier run to compare with."));
  };
  return (
    <div className="actions">
      <button
        className="primary"
        disabled={name === null}
        title={name === null ? why : text("Opens {name} at this step, layer and word", { name })}
        onClick={() => {
          if (name === null) return;
          const state = app.getState();
          const view = state.primary instanceof LiveRun ? `#${writeHash({ ...readable(state), terms })}` : "";
          open(viewerAddress(host, name) + view);
        }}
      >
        {text("Open in viewer")}
      </button>
      <button
        disabled={name === null}
        title={name === null ? why : undefined}
        onClick={() => {
          if (name !== null) attempt(host, compare(name));
        }}
      >
        {text("Compare with previous")}
      </button>
      <button aria-label={text("More")} aria-expanded={menu} onClick={onMenu}>
        ⋯
      </button>
    </div>
  );
}

/** What the viewer can show of a panel's state: layers by their names, which a run on disk has, too. */
function readable(state: AppState): AppState {
  const layer = state.primary?.layers.find(({ id }) => id === state.layer);
  return { ...state, layer: layer?.name ?? null };
}

const open = (address: string) => window.open(address, "_blank", "noopener");

/** Say what went wrong. */
export function attempt(host: Host, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    host.toast("error", text("That did not work"), error instanceof Error ? error.message : String(error));
  });
}
