/** The sidebar tab with the runs in the output folder. */
const ID = "diffulizer";

export function createSidebar(app, api, host) {
  let panel = null;
  let revision = 0;

  const changed = () => {
    revision += 1;
    void panel?.then((mounted) => mounted.render({ host, revision }));
  };

  const theme = () => void panel?.then((mounted) => mounted.theme(host.dark()));

  return {
    theme,
    register() {
      api.addEventListener("diffulizer.exported", changed);
      api.addEventListener("diffulizer.deleted", changed);
      app.extensionManager.registerSidebarTab({
        id: ID,
        icon: "pi pi-images",
        title: "Diffulizer",
        tooltip: "Diffulizer: recorded runs",
        type: "custom",
        render(element) {
          // A shadow root stays with its element, which the page may hand out again: the panel gets one of its own.
          const place = document.createElement("div");
          element.replaceChildren(place);
          // The page's own panel has no height to take a share of.
          place.style.height = `calc(100vh - ${Math.round(place.getBoundingClientRect().top)}px)`;
          panel = host.panels().then((module) => module.mountSidebar(place));
          theme();
          changed();
        },
        destroy() {
          void panel?.then((mounted) => mounted.unmount());
          panel = null;
        },
      });
    },
    show: () => app.extensionManager.command.execute(`Workspace.ToggleSidebarTab.${ID}`),
  };
}
