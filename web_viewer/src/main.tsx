import { createRoot } from "react-dom/client";

import { App } from "./app/App.tsx";
import { openAtStart } from "./app/start.ts";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/panels.css";
import "./styles/views.css";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
void openAtStart();
