/* Start: language, selection, controls; called once the map and its layers are there. */
(function (GA) {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const isNarrow = () => window.matchMedia("(max-width: 860px)").matches;

  function setLanguage(lang) {
    const { data } = GA;
    GA.state.lang = lang;
    document.documentElement.lang = lang;
    document.querySelectorAll("[data-i18n]").forEach((node) => (node.textContent = GA.t(node.dataset.i18n)));
    document.querySelectorAll("[data-i18n-label]").forEach((node) => node.setAttribute("aria-label", GA.t(node.dataset.i18nLabel)));
    document.querySelectorAll("[data-lang]").forEach((node) => node.setAttribute("aria-pressed", String(node.dataset.lang === lang)));
    fillNotes(lang);
    GA.emit("language", lang);
    fillHead();
    GA.drawCard();
    GA.drawTrips();
  }

  /* Question, parameters and status of what the map shows now. */
  function fillHead() {
    const { data } = GA;
    const { lang } = GA.state;
    const view = GA.view();
    const question = GA.question();
    document.title = question;
    if (byId("title").textContent !== question) byId("title").textContent = question;
    const facts = data.facts[lang].map(([label, value]) => [label, value]);
    if (data.views.length > 1) facts.push([GA.t("scenario"), GA.name(view.title)]);
    byId("facts").replaceChildren(...facts.map(([label, value]) =>
      GA.el("div", {}, GA.el("dt", {}, label), GA.el("dd", {}, value))));
    const drawn = GA.extraMode() ? [GA.t("draw_approximate"), GA.t("draw_model")] : null;
    byId("view-note").hidden = !view.assumption && !drawn;
    byId("view-note").replaceChildren(GA.el("strong", {}, GA.t("assumption")), " ", (drawn || view.assumptions[lang]).join(lang === "ja" ? "" : " "));
    document.body.classList.toggle("is-assumed", view.assumption || Boolean(drawn));
  }

  function fillNotes(lang) {
    const { data } = GA;
    const fill = (id, lines) => byId(id).replaceChildren(...lines.map((line) => GA.el("li", {}, line)));
    const ofViews = data.views.flatMap((view) => view.assumptions[lang].map((text) => `${GA.name(view.title)}${lang === "ja" ? "：" : ": "}${text}`));
    fill("assumptions-list", [...data.assumptions[lang], ...ofViews]);
    fill("warnings-list", data.warnings[lang]);
    const n = data.warnings[lang].length;
    byId("warnings").hidden = byId("warnings-badge").hidden = n === 0;
    byId("warnings-badge").textContent = GA.t("warnings_count", { n });
    document.querySelector(".run").textContent = GA.t("version", data.run);
  }

  /* The table of travel times is long: it is written after the map has been painted. */
  let waiting = 0;
  let refocus = false;
  function laterTrips() {
    if (waiting) return;
    waiting = requestAnimationFrame(() => setTimeout(() => {
      waiting = 0;
      GA.drawTrips();
      if (GA.state.site === null && GA.state.place !== null) {
        GA.announcePlace();
        if (refocus) byId("place-title").focus({ preventScroll: true });
        refocus = false;
      }
      GA.tripsDrawn = GA.state.place;
    }, 0));
  }

  let lastRow = null;
  function showSelection({ from }) {
    const { site, place } = GA.state;
    GA.drawCard();
    byId("panel").scrollTop = 0;
    laterTrips();
    if (site === null && place !== null) {
      byId("place").hidden = false;
      const title = GA.el("h2", { id: "place-title", tabindex: "-1" }, GA.placeName());
      byId("place").replaceChildren(title);
      if (from !== "map") title.focus({ preventScroll: true });
      refocus = from !== "map";
      if (isNarrow() && from !== "map") byId("panel").scrollIntoView({ block: "start" });
      return;
    }
    if (site === null) {
      GA.announce(GA.t("announce_back"));
      const row = lastRow === null ? null : byId("row-" + lastRow);
      (row || byId("search")).focus();
      return;
    }
    lastRow = site;
    const { hubs } = GA.data;
    const one = GA.site(site);
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

  /* On paper everything is open; the print button also fits the map to its sheet first, which
     takes two frames: a canvas drawn while the browser prints stays white. */
  function preparePrint(map) {
    const opened = [];
    let seen = null;
    window.addEventListener("beforeprint", () => {
      document.querySelectorAll("#legend, #about").forEach((part) => {
        if (!part.open) opened.push(part);
        part.open = true;
      });
    });
    window.addEventListener("afterprint", () => {
      opened.splice(0).forEach((part) => (part.open = false));
      document.body.classList.remove("printing");
      map.invalidateSize({ animate: false });
      if (seen) map.fitBounds(seen, { animate: false });
      seen = null;
    });
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    GA.fitPaper = async () => {
      seen = map.getBounds();
      document.body.classList.add("printing");
      map.invalidateSize({ animate: false });
      map.fitBounds(seen, { animate: false });
      await frame();
      await frame();
    };
    GA.print = async () => {
      await GA.fitPaper();
      window.print();
    };
    byId("print").addEventListener("click", GA.print);
  }

  /* Room that an open legend takes on the map, where the map is wide enough for both. */
  const besideLegend = () => {
    if (isNarrow()) return 0;
    return byId("legend").open && byId("map").clientWidth > 620 ? byId("legend").offsetWidth + 14 : 90;
  };

  GA.start = (map, bounds) => {
    GA.map = map;
    byId("legend").open = !isNarrow();
    new Zoom({ position: isNarrow() ? "bottomright" : "bottomleft" }).addTo(map);
    if (!isNarrow()) L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    const fit = () => map.fitBounds(bounds, { animate: false, paddingTopLeft: [0, 4], paddingBottomRight: [besideLegend(), 4] });
    fit();
    let touched = false;
    ["pointerdown", "wheel", "keydown"].forEach((event) =>
      map.getContainer().addEventListener(event, () => (touched = true), { passive: true }));
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (!touched && !document.body.classList.contains("printing") && GA.state.site === null && GA.state.place === null) fit();
    }).observe(map.getContainer());
    document.querySelectorAll("[data-lang]").forEach((node) =>
      node.addEventListener("click", () => setLanguage(node.dataset.lang)));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && (GA.state.site !== null || GA.state.place !== null)) GA.select(null, { from: "card" });
    });
    GA.on("selection", showSelection);
    GA.on("paint", fillHead);
    GA.on("paint", () => { if (GA.state.place !== null) laterTrips(); });
    GA.on("view", GA.drawCard);
    GA.on("view", () => GA.announce(GA.t("announce_view", { name: GA.name(GA.view().title) })));
    GA.startLabels(map);
    GA.startRing(map);
    GA.startTools();
    GA.startSearch();
    GA.startDrawing();
    preparePrint(map);
    /* The colours once more when what they rest on has been unpacked. */
    GA.on("travel", () => GA.drawLegend());
    setLanguage(GA.state.lang);
    GA.ready = true;
  };
})(window.geoaccess);
