import type { Run } from "../run/types.ts";
import { compareWith, showRun } from "../state/opening.ts";
import { show, type Theme, type View, useApp, useAppStore } from "../state/store.ts";
import { chooseTheme } from "../state/theme.ts";
import { touched } from "../text/touch.ts";
import { OpenMenu } from "./OpenMenu.tsx";

export function Header() {
  const app = useAppStore();
  const primary = useApp((s) => s.primary);
  const runs = useApp((s) => s.runs);
  return (
    <header className="header">
      <h1 className="hidden-visually">Diffulizer{primary ? `: ${primary.name}` : ""}</h1>
      <a className="brand" href="#step=0" aria-label="Diffulizer, back to the start">
        <Mark />
        <span>Diffulizer</span>
      </a>
      {primary && <RunPickers primary={primary} runs={runs} />}
      <div className="row header-tools">
        <ViewSwitch />
        <OpenMenu />
        <ThemeSwitch />
        <button
          aria-label={touched() ? "Help" : "Keyboard and help"}
          title={touched() ? "Help" : "Keyboard and help (?)"}
          onClick={() => {
            show(app, { helpOpen: true });
          }}
        >
          ?
        </button>
      </div>
    </header>
  );
}

/** Noise becoming a disc. */
function Mark() {
  const dots = Array.from({ length: 25 }, (_, i) => [i % 5, Math.floor(i / 5)] as const);
  return (
    <svg viewBox="0 0 20 20" width="22" height="22" aria-hidden>
      {dots.map(([x, y]) => {
        const far = Math.hypot(x - 2, y - 2) / 2.83;
        const noise = ((x * 7 + y * 13) % 5) / 5;
        return (
          <circle
            key={`${String(x)} ${String(y)}`}
            cx={2 + 4 * x}
            cy={2 + 4 * y}
            r={1.9 - 1.3 * Math.min(1, far * 0.8 + noise * 0.4)}
            fill="var(--accent)"
          />
        );
      })}
    </svg>
  );
}

function RunPickers({ primary, runs }: { primary: Run; runs: readonly Run[] }) {
  const app = useAppStore();
  const compared = useApp((s) => s.compared);
  const byKey = (key: string) => runs.find((r) => r.key === key) ?? null;
  return (
    <div className="row pickers">
      <label className="picker a">
        <span className="hidden-visually">Run</span>
        <select
          aria-label="Run"
          value={primary.key}
          onChange={(event) => {
            const run = byKey(event.target.value);
            if (run) showRun(app, run, run === compared ? primary : compared);
          }}
        >
          {runs.map((r) => (
            <option key={r.key} value={r.key}>
              {r.name}
            </option>
          ))}
        </select>
      </label>
      <label className="picker b">
        <span className="soft small">compare with</span>
        <select
          aria-label="Compare with"
          value={compared?.key ?? ""}
          onChange={(event) => {
            compareWith(app, byKey(event.target.value));
          }}
        >
          <option value="">none</option>
          {runs.map((r) => (
            <option key={r.key} value={r.key} disabled={r === primary}>
              {r.name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

const VIEWS: readonly (readonly [View, string])[] = [
  ["catalogue", "Table"],
  ["story", "Story"],
  ["workbench", "Workbench"],
  ["grid", "All runs"],
];
/** From so many runs on they are shown beside each other. */
const FEW = 3;

function ViewSwitch() {
  const app = useAppStore();
  const view = useApp((s) => s.view);
  const runs = useApp((s) => s.runs.length);
  const table = useApp((s) => s.table !== null);
  const there: Readonly<Record<View, boolean>> = {
    catalogue: table,
    story: runs > 0,
    workbench: runs > 0,
    grid: runs >= FEW || (runs > 0 && view === "grid"),
  };
  if (runs === 0) return null;
  return (
    <div className="segmented" role="group" aria-label="View">
      {VIEWS.filter(([key]) => there[key]).map(([key, name]) => (
        <button
          key={key}
          aria-pressed={view === key}
          onClick={() => {
            show(app, { view: key });
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const SIGN: Readonly<Record<Theme, string>> = { system: "◐", light: "☀", dark: "☾" };

function ThemeSwitch() {
  const app = useAppStore();
  const theme = useApp((s) => s.theme);
  return (
    <button
      aria-label={`Colours: ${theme}`}
      title={`Colours: ${theme === "system" ? "same as the system" : theme}`}
      onClick={() => {
        chooseTheme(app, NEXT[theme]);
      }}
    >
      {SIGN[theme]}
    </button>
  );
}
