/** Panels within another page: each in a shadow root with a store of its own, so that neither page styles the other. */
import { memo, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";

import { AppContext, type AppStore, createApp, show, type ViewState } from "../state/store.ts";
import { spoken } from "../text/text.ts";
import base from "../styles/base.css?inline";
import layout from "../styles/layout.css?inline";
import panels from "../styles/panels.css?inline";
import host from "../styles/host.css?inline";
import { LivePanel, useLiveRun } from "./LivePanel.tsx";
import type { LiveRun } from "./liveRun.ts";
import { RunPanel } from "./RunPanel.tsx";
import type { Host } from "./services.ts";
import { Sidebar } from "./Sidebar.tsx";

export { setLanguage } from "../text/text.ts";
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
  unmount(): void;
}

function mount<Props>(target: HTMLElement, draw: (props: Props) => ReactNode): Mounted<Props> {
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
    unmount: () => {
      root.unmount();
    },
  };
}

export interface LiveProps {
  readonly host: Host;
  readonly run: LiveRun | null;
  readonly previous: LiveRun | null;
}

// Every panel is told of every step; those that it does not concern are not drawn again.
const Live = memo(function Live({ host: services, run, previous }: LiveProps) {
  useLiveRun(run, previous);
  return <LivePanel host={services} />;
});
const StoredRun = memo(RunPanel);

export const mountLive = (target: HTMLElement) => mount<LiveProps>(target, (props) => <Live {...props} />);

export interface RunProps {
  readonly host: Host;
  readonly name: string | null;
  /** Of the run's files: another one under the same name is opened again. */
  readonly version: string | null;
}

export const mountRun = (target: HTMLElement) =>
  mount<RunProps>(target, ({ host: services, name, version }) => (
    <StoredRun key={`${String(name)} ${String(version)}`} host={services} name={name} />
  ));

export interface SidebarProps {
  readonly host: Host;
  readonly revision: number;
}

export const mountSidebar = (target: HTMLElement) =>
  mount<SidebarProps>(target, (props) => <Sidebar {...props} />);
