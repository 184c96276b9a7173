import { createRoot } from "react-dom/client";

import { App } from "./app/App.tsx";
import { openAtStart } from "./app/sources.ts";
import { AppContext, createApp } from "./state/store.ts";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/panels.css";
import "./styles/comparison.css";
import "./styles/views.css";
import "./styles/catalogue.css";

const app = createApp();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <AppContext value={app}>
      <App />
    </AppContext>,
  );
}
void openAtStart(app);
