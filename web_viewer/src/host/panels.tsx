/** Panels within another page: each in a shadow root with a store of its own, so that neither page styles the other. */
import { memo, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";

import type { Run } from "../run/types.ts";
import { AppContext, type AppStore, createApp, show, type ViewState } from "../state/store.ts";
import { spoken } from "../text/text.ts";
import base from "../styles/base.css?inline";
import layout from "../styles/layout.css?inline";
import panels from "../styles/panels.css?inline";
import host from "../styles/host.css?inline";
import { LivePanel } from "./LivePanel.tsx";
import type { LiveRun } from "./liveRun.ts";
import { passHeight, runHeight } from "./nodeFit.ts";
import { RunPanel } from "./RunPanel.tsx";
import type { Host } from "./services.ts";
import { Sidebar } from "./Sidebar.tsx";

export { setLanguage } from "../text/text.ts";
export { NodeFit } from "./nodeFit.ts";
export { Passes } from "./passes.ts";

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  [base, layout, panels, host]
    .join("\n")
    .replaceAll(":root", ":host")
    .replace(/:host\[([^\]]*)\]/g, ":host([$1])"),
);

/** A panel that was mounted: give it something else to show, or take it away. */
export interface Mounted<Props> {
  render(props: Props): void;
  /** Opacity and colours, from the host's settings. */
  appearance(view: Partial<Pick<ViewState, "opacity" | "colourMap">>): void;
  theme(dark: boolean): void;
  /** The height that it needs for a width, in pixels. */
  heightFor(width: number): number;
  unmount(): void;
}

function mount<Props>(
  target: HTMLElement,
  draw: (props: Props) => ReactNode,
  heightFor: (width: number, run: Run | null) => number = () => 0,
): Mounted<Props> {
  const app: AppStore = createApp();
  const shadow = target.shadowRoot ?? target.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  const place = document.createElement("div");
  place.className = "host-root";
  place.lang = spoken() ?? "en";
  shadow.replaceChildren(place);
  const root: Root = createRoot(place);
  return {
    render: (props) => {
      root.render(<AppContext value={app}>{draw(props)}</AppContext>);
    },
    appearance: (view) => {
      show(app, view);
    },
    theme: (dark) => {
      target.dataset.theme = dark ? "dark" : "light";
    },
    heightFor: (width) => heightFor(width, app.getState().primary),
    unmount: () => {
      root.unmount();
    },
  };
}

export interface LiveProps {
  readonly host: Host;
  readonly run: LiveRun | null;
  readonly playOnce: boolean;
  /** Have the words removed in the next run; false where the node has no model yet. */
  readonly takeAway: (words: readonly string[]) => boolean;
}

// Every panel is told of every step; those that it does not concern are not drawn again.
const StoredRun = memo(RunPanel);

export const mountLive = (target: HTMLElement) =>
  mount<LiveProps>(target, (props) => <LivePanel {...props} />, passHeight);

export interface RunProps {
  readonly host: Host;
  /** As the node remembers it; files of another version are opened again. */
  readonly run: {
    readonly name: string;
    readonly version: string;
    readonly names?: readonly string[];
  } | null;
}

export const mountRun = (target: HTMLElement) =>
  mount<RunProps>(
    target,
    ({ host: services, run }) => (
      <StoredRun key={run ? `${run.name} ${run.version}` : ""} host={services} names={namesOf(run)} />
    ),
    runHeight,
  );

const NO_NAMES: readonly string[] = [];
const names = new WeakMap<object, readonly string[]>();

/** The same list for the same run: its panel is not drawn again. Nodes of older workflows remember one name. */
function namesOf(run: RunProps["run"]): readonly string[] {
  if (!run) return NO_NAMES;
  const known = names.get(run) ?? run.names ?? [run.name];
  names.set(run, known);
  return known;
}

export interface SidebarProps {
  readonly host: Host;
  readonly revision: number;
}

export const mountSidebar = (target: HTMLElement) =>
  mount<SidebarProps>(target, (props) => <Sidebar {...props} />);
