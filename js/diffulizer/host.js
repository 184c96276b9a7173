/** What panels need of ComfyUI. */

/** Texts of panels in the person's language; filled by main.json of the pack's locales, English without one. */
export function createHost(app, api) {
  let panels;
  const host = {
    fetch: (path, options) => api.fetchApi(path, options),
    address: (path) => api.apiURL(path),
    toast: (severity, summary, detail) => app.extensionManager.toast.add({ severity, summary, detail, life: 5000 }),
    openWorkflow: (workflow, name) => {
      if (workflow) app.loadGraphData(workflow, true, true, name);
      else host.toast("warn", host.text("This run carries no workflow."));
    },
    text: (english) => host.texts[english] ?? english,
    texts: {},
    openViewer: () => window.open(api.apiURL("/diffulizer/viewer/"), "_blank", "noopener"),
    /** Newer pages say it in the root's style, older ones in a class. */
    dark: () => {
      const scheme = document.documentElement.style.colorScheme;
      return scheme ? scheme === "dark" : document.body.classList.contains("dark-theme");
    },
    /** The module of the panels, loaded once. */
    panels: () => {
      panels ??= loadPanels(api, host);
      return panels;
    },
  };
  return host;
}

async function loadPanels(api, host) {
  const language = (localStorage.getItem("Comfy.Settings.Comfy.Locale") ?? navigator.language).slice(0, 2).replace(/"/g, "");
  const [module] = await Promise.all([
    import(api.apiURL("/diffulizer/viewer/assets/panels.js")),
    loadTexts(api, host, language),
  ]);
  return module;
}

async function loadTexts(api, host, language) {
  if (language === "en") return;
  try {
    const response = await api.fetchApi(`/diffulizer/viewer/texts/${language}.json`);
    if (response.ok) host.texts = await response.json();
  } catch {
    // English then.
  }
}
