/* Controls above the map: what is shown, in which direction, of which network. */
(function (GA) {
  "use strict";
  const byId = (id) => document.getElementById(id);

  function drawModes() {
    const select = byId("mode");
    const group = (key, modes) => (modes.length ? GA.el("optgroup", { label: GA.t(key) },
      modes.map((mode) => GA.el("option", { value: mode, selected: mode === GA.state.mode }, GA.t("mode_" + mode)))) : null);
    const modes = GA.modeList();
    const drawn = modes.filter(GA.extraMode);
    const [own, ofPlace] = [false, true].map((isPlace) => modes.filter((one) => GA.isPlaceMode(one) === isPlace && !drawn.includes(one)));
    select.replaceChildren(...[group("draw", drawn), group("modes_place", ofPlace), group("modes_values", own)].filter(Boolean));
    select.value = GA.state.mode;
  }

  function drawViews() {
    const { views } = GA.data;
    byId("views").hidden = views.length < 2;
    /* More than two networks would push the map down: a list takes one row. */
    if (views.length > 2) {
      const words = (view) => GA.name(view.title) + (view.assumption ? GA.t("in_brackets", { text: GA.t("assumption") }) : "");
      byId("view-list").replaceChildren(GA.el("select", {
        id: "view", "aria-label": GA.t("scenario"), on: { change: (event) => GA.setView(Number(event.target.value)) },
      }, views.map((view, k) => GA.el("option", { value: String(k), selected: k === GA.state.view }, words(view)))));
    } else byId("view-list").replaceChildren(...views.map((view, k) => GA.el("label", { class: "choice" },
      GA.el("input", { type: "radio", name: "view", id: "view-" + k, value: String(k), checked: k === GA.state.view, on: { change: () => GA.setView(k) } }),
      " ", GA.name(view.title), view.assumption ? GA.el("span", { class: "badge assumed-badge" }, GA.t("assumption")) : null)));
    byId("difference").checked = GA.state.difference;
  }

  function drawDirections() {
    /* It keeps its place, so that the map below never changes its size. */
    const isIdle = !["time", "hours", "drawn_saved"].includes(GA.state.mode) || GA.state.place === null;
    byId("directions").classList.toggle("idle", isIdle);
    document.querySelectorAll("[name=direction]").forEach((box) => (box.checked = box.value === GA.state.direction));
    byId("difference").disabled = GA.state.view === 0;
    byId("difference-label").classList.toggle("off", GA.state.view === 0);
    byId("mode").value = GA.state.mode;
  }

  GA.startTools = () => {
    byId("mode").addEventListener("change", (event) => GA.setMode(event.target.value));
    byId("difference").addEventListener("change", (event) => {
      GA.state.difference = event.target.checked;
      GA.paint();
    });
    document.querySelectorAll("[name=direction]").forEach((box) => box.addEventListener("change", () => {
      GA.state.direction = box.value;
      GA.paint();
    }));
    GA.on("language", () => { drawModes(); drawViews(); drawDirections(); });
    GA.on("modes", () => { drawModes(); drawDirections(); });
    GA.on("paint", drawDirections);
    GA.on("travel", drawModes);
  };

  /* Base map of the Geospatial Information Authority, where the page was made with it. */
  let tiles = null;
  GA.showTiles = (on) => {
    const { tiles: source } = GA.data;
    GA.state.tiles = on;
    if (on && !tiles) {
      GA.map.createPane("base").style.zIndex = 150;
      tiles = L.tileLayer(source.url, { pane: "base", minZoom: 4, minNativeZoom: source.zooms[0], maxNativeZoom: source.zooms[1], attribution: GA.t("tiles_credit") });
    }
    if (tiles) {
      if (on) tiles.addTo(GA.map);
      else tiles.remove();
    }
    GA.paint();
  };
})(window.geoaccess);
