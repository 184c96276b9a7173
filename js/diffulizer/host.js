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
      panels ??= loadPanels(app, api, host);
      return panels;
    },
  };
  return host;
}

async function loadPanels(app, api, host) {
  const language = app.extensionManager.setting.get("Comfy.Locale") ?? "en";
  const [module] = await Promise.all([
    import(api.apiURL("/diffulizer/viewer/assets/panels.js")),
    language === "en" ? {} : loadTexts(api, host, language),
  ]);
  return module;
}

/** Languages without texts of ours stay English. */
async function loadTexts(api, host, language) {
  const response = await api.fetchApi(`/diffulizer/viewer/texts/${language}.json`).catch(() => null);
  if (response?.ok) host.texts = await response.json();
}
