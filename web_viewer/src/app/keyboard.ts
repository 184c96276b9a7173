/** Every control by key. Fields and buttons keep the keys that they need themselves. */
import { goTo, moveLayer, selectTerm, selectTerms, show, type AppStore } from "../state/store.ts";
import { sourcesOf } from "../run/sources.ts";
import { togglePlaying } from "../state/playing.ts";
import { termsOf } from "../run/terms.ts";

export interface Key {
  readonly keys: readonly string[];
  /** As people call them. */
  readonly label: string;
  readonly does: string;
  readonly act: (app: AppStore, event: KeyboardEvent) => void;
}

export const KEYS: readonly Key[] = [
  {
    keys: ["ArrowRight"],
    label: "→",
    does: "next step",
    act: (app, e) => {
      goTo(app, app.getState().step + (e.shiftKey ? 5 : 1));
    },
  },
  {
    keys: ["ArrowLeft"],
    label: "←",
    does: "previous step (with Shift: five)",
    act: (app, e) => {
      goTo(app, app.getState().step - (e.shiftKey ? 5 : 1));
    },
  },
  {
    keys: ["Home"],
    label: "Home",
    does: "first step",
    act: (app) => {
      goTo(app, 0);
    },
  },
  {
    keys: ["End"],
    label: "End",
    does: "last step",
    act: (app) => {
      goTo(app, Infinity);
    },
  },
  { keys: [" "], label: "Space", does: "play or pause", act: togglePlaying },
  {
    keys: ["l"],
    label: "L",
    does: "loop on or off",
    act: (app) => {
      show(app, { loop: !app.getState().loop });
    },
  },
  {
    keys: ["["],
    label: "[",
    does: "previous layer",
    act: (app) => {
      moveLayer(app, -1);
    },
  },
  {
    keys: ["]"],
    label: "]",
    does: "next layer",
    act: (app) => {
      moveLayer(app, 1);
    },
  },
  {
    keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    label: "1 to 9",
    does: "select that word of the prompt (with Alt: add it)",
    act: selectByNumber,
  },
  {
    keys: ["0"],
    label: "0",
    does: "clear the selected words",
    act: (app) => {
      selectTerms(app, []);
    },
  },
  {
    keys: ["e"],
    label: "E",
    does: "what is shown of words: attention, effect, both, or what the word looks at (where the run has it)",
    act: (app) => {
      const { source, primary } = app.getState();
      const sources = primary ? sourcesOf(primary) : [];
      show(app, { source: sources[(sources.indexOf(source) + 1) % sources.length] ?? "attention" });
    },
  },
  {
    keys: ["s"],
    label: "S",
    does: "shared scale, or each map alone",
    act: (app) => {
      show(app, { scale: app.getState().scale === "absolute" ? "normalised" : "absolute" });
    },
  },
  {
    keys: ["t"],
    label: "T",
    does: "show what is no word: start, end, padding and the picture itself",
    act: (app) => {
      show(app, { showSpecial: !app.getState().showSpecial });
    },
  },
  {
    keys: ["v"],
    label: "V",
    does: "story or workbench",
    act: (app) => {
      show(app, { view: app.getState().view === "story" ? "workbench" : "story" });
    },
  },
  {
    keys: ["Escape"],
    label: "Esc",
    does: "release the kept place; close this help",
    act: (app) => {
      show(app, app.getState().helpOpen ? { helpOpen: false } : { locked: null });
    },
  },
  {
    keys: ["?"],
    label: "?",
    does: "show this help",
    act: (app) => {
      show(app, { helpOpen: !app.getState().helpOpen });
    },
  },
];

function selectByNumber(app: AppStore, event: KeyboardEvent): void {
  const condition = app.getState().primary?.conditions[0];
  const term = condition && termsOf(condition)[Number(event.key) - 1];
  if (term) selectTerm(app, term, event.altKey);
}

/** Listen until the returned function is called. */
export function listenToKeys(app: AppStore): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.defaultPrevented || taken(event)) return;
    const { view, table } = app.getState();
    // The rows of a table have keys of their own; steps, layers and words are of a run.
    if (table && view === "catalogue" && !["?", "Escape"].includes(event.key)) return;
    const key = KEYS.find((k) => k.keys.includes(event.key) || k.keys.includes(event.key.toLowerCase()));
    if (!key) return;
    event.preventDefault();
    key.act(app, event);
  };
  window.addEventListener("keydown", listener);
  return () => {
    window.removeEventListener("keydown", listener);
  };
}

/** A slider moves by arrows, a button acts on Space, a field takes every key. */
function taken(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === "range")
    return /^(Arrow|Home|End|Page)/.test(event.key);
  if (target instanceof HTMLInputElement && target.type === "checkbox") return event.key === " ";
  if (target.matches("input, textarea, select")) return true;
  return target.matches("button, summary, a") && (event.key === " " || event.key === "Enter");
}
