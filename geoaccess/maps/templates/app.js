/* Start: language, selection, controls; called once the map and its layers are there. */
(function (GA) {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const isNarrow = () => window.matchMedia("(max-width: 860px)").matches;

  function setLanguage(lang) {
    const { data } = GA;
    GA.state.lang = lang;
    document.documentElement.lang = lang;
    document.title = data.title[lang];
    byId("title").textContent = data.title[lang];
    document.querySelectorAll("[data-i18n]").forEach((node) => (node.textContent = GA.t(node.dataset.i18n)));
    document.querySelectorAll("[data-i18n-label]").forEach((node) => node.setAttribute("aria-label", GA.t(node.dataset.i18nLabel)));
    document.querySelectorAll("[data-lang]").forEach((node) => node.setAttribute("aria-pressed", String(node.dataset.lang === lang)));
    byId("facts").replaceChildren(...data.facts[lang].map(([label, value]) =>
      GA.el("div", {}, GA.el("dt", {}, label), GA.el("dd", {}, value))));
    fillNotes(lang);
    GA.emit("language", lang);
    GA.drawCard();
  }

  function fillNotes(lang) {
    const { data } = GA;
    const fill = (id, lines) => byId(id).replaceChildren(...lines.map((line) => GA.el("li", {}, line)));
    fill("assumptions-list", data.assumptions[lang]);
    fill("warnings-list", data.warnings[lang]);
    const n = data.warnings[lang].length;
    byId("warnings").hidden = byId("warnings-badge").hidden = n === 0;
    byId("warnings-badge").textContent = GA.t("warnings_count", { n });
    document.querySelector(".run").textContent = GA.t("version", data.run);
  }

  let lastRow = null;
  function showSelection({ from }) {
    const { site } = GA.state;
    GA.drawCard();
    byId("panel").scrollTop = 0;
    if (site === null) {
      GA.announce(GA.t("announce_back"));
      if (lastRow !== null) byId("row-" + lastRow).focus();
      return;
    }
    lastRow = site;
    const { sites, hubs } = GA.data;
    const one = sites[site];
    GA.announce(GA.t("announce", {
      name: GA.name(one), rank: one.rank, score: GA.number(one.score, 1), n: GA.metCount(one), m: hubs.length,
    }));
    const stepped = byId(from);
    if (stepped && !stepped.disabled) stepped.focus();
    else byId("card-title").focus({ preventScroll: true });
    if (isNarrow()) byId("panel").scrollIntoView({ block: "start" });
  }

  /* Zoom buttons of our own: Leaflet's are links with an address. */
  const Zoom = L.Control.extend({
    onAdd(map) {
      const button = (key, sign, act) =>
        GA.el("button", { type: "button", "data-i18n-label": key, "aria-label": GA.t(key), on: { click: act } }, sign);
      const box = GA.el("div", { class: "leaflet-bar zoom" },
        button("zoom_in", "+", () => map.zoomIn()), button("zoom_out", "−", () => map.zoomOut()));
      L.DomEvent.disableClickPropagation(box);
      return box;
    },
  });

  GA.start = (map, bounds) => {
    GA.map = map;
    byId("legend").open = !isNarrow();
    new Zoom({ position: isNarrow() ? "bottomright" : "bottomleft" }).addTo(map);
    if (!isNarrow()) L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    const fit = () => map.fitBounds(bounds, { animate: false, paddingTopLeft: [0, 4], paddingBottomRight: isNarrow() ? [0, 4] : [90, 4] });
    fit();
    let touched = false;
    ["pointerdown", "wheel", "keydown"].forEach((event) =>
      map.getContainer().addEventListener(event, () => (touched = true), { passive: true }));
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (!touched && GA.state.site === null) fit();
    }).observe(map.getContainer());
    document.querySelectorAll("[data-lang]").forEach((node) =>
      node.addEventListener("click", () => setLanguage(node.dataset.lang)));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && GA.state.site !== null) GA.select(null, { from: "card" });
    });
    GA.on("selection", showSelection);
    GA.startLabels(map);
    setLanguage(GA.state.lang);
    GA.ready = true;
  };
})(window.geoaccess);
