/** Diffulizer in ComfyUI's page: it listens, and mounts panels, whose code is loaded when one is first shown. */
import { app } from "../../scripts/app.js";
import { api } from "../../scripts/api.js";

import { createFailures } from "./diffulizer/failures.js";
import { createPasses } from "./diffulizer/passes.js";
import { createNodePanels } from "./diffulizer/node_panels.js";
import { createHost } from "./diffulizer/host.js";
import { createPrompts } from "./diffulizer/prompts.js";
import { hideRareInputs } from "./diffulizer/rare_inputs.js";
import { createSettings } from "./diffulizer/settings.js";
import { createSidebar } from "./diffulizer/sidebar.js";

const host = createHost(app, api);
const settings = createSettings(app);
const prompts = createPrompts(app, api);
const passes = createPasses(api, host, settings, prompts);
const failures = createFailures(app, api, host, prompts);
const nodePanels = createNodePanels(app, host, settings, passes, failures);
const sidebar = createSidebar(app, api, host);

// Before the page's connection to its server is there: a page that is loaded in mid-run misses nothing.
prompts.listen();
passes.listen();
failures.listen();

app.registerExtension({
  name: "Diffulizer",
  // A setting has its new value only after its listeners were told.
  settings: settings.definitions(() => requestAnimationFrame(() => nodePanels.refresh())),
  commands: [
    { id: "Diffulizer.OpenViewer", label: "Diffulizer: Open the viewer", icon: "pi pi-external-link", function: () => host.openViewer() },
    { id: "Diffulizer.ShowRuns", label: "Diffulizer: Show runs", icon: "pi pi-images", function: () => sidebar.show() },
  ],
  menuCommands: [{ path: ["Extensions", "Diffulizer"], commands: ["Diffulizer.OpenViewer", "Diffulizer.ShowRuns"] }],
  nodeCreated: (node) => {
    if (node.comfyClass?.startsWith("Diffulizer_")) hideRareInputs(node);
    nodePanels.create(node);
  },
  afterConfigureGraph: () => nodePanels.refresh(),
  setup: () => {
    host.onTheme(() => {
      nodePanels.refresh();
      sidebar.theme();
    });
    sidebar.register();
  },
});
