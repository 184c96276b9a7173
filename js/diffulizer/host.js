/** What panels need of ComfyUI. */
export function createHost(app, api) {
  let panels;
  const host = {
    fetch: (path, options) => api.fetchApi(path, options),
    address: (path) => api.apiURL(path),
    toast: (severity, summary, detail, life = 5000) => app.extensionManager.toast.add({ severity, summary, detail, life }),
    openWorkflow: (workflow, name) => app.loadGraphData(workflow, true, true, name),
    openViewer: () => window.open(api.apiURL("/diffulizer/viewer/"), "_blank", "noopener"),
    /** From 1.58 on the page says it in its root's style, before that in a class: up to 1.45 of its body, then of its root. */
    dark: () => {
      const { documentElement: root, body } = document;
      const scheme = root.style.colorScheme;
      return scheme ? scheme === "dark" : [root, body].some(({ classList }) => classList.contains("dark-theme"));
    },
    onTheme(changed) {
      let dark = host.dark();
      const observer = new MutationObserver(() => {
        if (dark === host.dark()) return;
        dark = host.dark();
        changed();
      });
      for (const element of [document.documentElement, document.body])
        observer.observe(element, { attributeFilter: ["style", "class"] });
    },
    /** The module of the panels, loaded once, in the language of the page. */
    panels: () => (panels ??= loadPanels(app, api)),
  };
  return host;
}

async function loadPanels(app, api) {
  const language = app.extensionManager.setting.get("Comfy.Locale") ?? "en";
  const [module, texts] = await Promise.all([import(api.apiURL("/diffulizer/viewer/assets/panels.js")), loadTexts(api, language)]);
  if (texts) module.setLanguage(language, texts);
  return module;
}

/** Languages that the panels speak beside English; web_viewer/public/texts has a file for each. */
const TRANSLATED = ["zh"];

async function loadTexts(api, language) {
  if (!TRANSLATED.includes(language)) return null;
  const answer = await api.fetchApi(`/diffulizer/viewer/texts/${language}.json`).catch(() => null);
  return answer?.ok ? answer.json() : null;
}
