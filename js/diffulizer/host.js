/** What panels need of ComfyUI. */
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
    onTheme(changed) {
      let dark = host.dark();
      const observer = new MutationObserver(() => {
        if (dark === host.dark()) return;
        dark = host.dark();
        changed();
      });
      observer.observe(document.documentElement, { attributeFilter: ["style"] });
      observer.observe(document.body, { attributeFilter: ["class"] });
    },
    /** The module of the panels, loaded once, and their texts. */
    panels: () => (panels ??= loadPanels(app, api, host)),
  };
  return host;
}

async function loadPanels(app, api, host) {
  const language = app.extensionManager.setting.get("Comfy.Locale") ?? "en";
  // Languages without texts of ours stay English.
  const texts = language === "en" ? null : await api.fetchApi(`/diffulizer/viewer/texts/${language}.json`).catch(() => null);
  if (texts?.ok) host.texts = await texts.json();
  return import(api.apiURL("/diffulizer/viewer/assets/panels.js"));
}
