/* Legend and layer switches in one: what a switch hides is explained beneath it. */
(function (GA) {
  "use strict";
  const { palette } = GA.data;
  const shown = { zones: true, network: true, hubs: true, sites: true, agglomerations: false };

  const row = (swatch, text) => GA.el("li", {}, swatch, GA.el("span", {}, text));
  const patch = (colour) => GA.el("span", { class: "swatch", css: { background: colour } });
  const striped = (ground, line) => `repeating-linear-gradient(135deg, ${ground} 0 3px, ${line} 3px 4.3px)`;
  GA.striped = striped;
  const noneRow = (key) => row(patch(striped(...palette.noRail)), GA.t(key));

  /* Classes side by side, each break under the edge between two of them. */
  function ramp(breaks, colours, unit, lastIsOpen) {
    const text = (k) => (typeof breaks[k] === "number" ? GA.number(breaks[k], breaks[k] % 1 ? (breaks[k] % 0.1 > 1e-9 && breaks[k] % 0.1 < 0.0999 ? 2 : 1) : 0) : breaks[k]);
    const range = (k) => (lastIsOpen && k === colours.length - 1 ? `${text(k)}+${unit}` : `${text(k)}–${text(k + 1)}${unit}`);
    const tick = (k, last) => GA.el("span", { class: last ? "tick last" : "tick", "aria-hidden": "true" }, text(k) + (last ? unit : ""));
    return GA.el("ul", { class: "ramp" }, colours.map((colour, k) =>
      GA.el("li", { title: range(k) },
        GA.el("span", { class: "patch", css: { background: colour } }),
        GA.el("span", { class: "unseen" }, range(k)),
        tick(k), k === colours.length - 1 && !lastIsOpen ? tick(k + 1, true) : null)));
  }
  /* Minutes, from two hours on hours: what a planner says. */
  const hourBreaks = (breaks) => breaks.map((one) => (one < 120 ? String(one) : GA.number(one / 60, one % 60 ? 1 : 0) + "h"));

  /* Less to the left, nothing in the middle, more to the right: purple is better, orange worse. */
  function differenceRamp({ steps, unit, lower }) {
    const { better, worse, same } = palette.difference;
    const [less, more] = lower ? [better, worse] : [worse, better];
    const bound = (k) => GA.number(steps[k], steps[k] % 1 ? (steps[k] % 0.1 > 1e-9 && steps[k] % 0.1 < 0.0999 ? 2 : 1) : 0);
    const name = GA.t(unit, { value: "" }).trim();
    const range = (k, sign) => (k < 3 ? `${sign}${k ? bound(k - 1) : 0}–${bound(k)}` : `${sign}${bound(2)}+`) + ` ${name}`;
    const item = (colour, text, tick, place) => GA.el("li", { title: text },
      GA.el("span", { class: "patch", css: { background: colour } }), GA.el("span", { class: "unseen" }, text),
      tick ? GA.el("span", { class: "tick" + (place || ""), "aria-hidden": "true" }, tick) : null);
    return [name ? GA.el("p", { class: "quiet" }, `${GA.t("difference_column")} (${name})`) : null, GA.el("ul", { class: "ramp diverging" },
      [3, 2, 1, 0].map((k) => item(less[k], range(k, "−"), k < 3 ? "−" + bound(k) : null)),
      item(same, GA.t("difference_same"), "0", " middle"),
      [0, 1, 2, 3].map((k) => item(more[k], range(k, "+"), k ? "+" + bound(k - 1) : null)))];
  }

  function differenceRows() {
    const { better, same, gained, lost } = palette.difference;
    const { mode } = GA.state;
    const out = (patchOf, key, values) => row(patch(patchOf), GA.t(key, values));
    if (mode === "day") {
      return GA.el("ul", {}, out(gained, "difference_gained"), out(same, "difference_same"), out(lost, "difference_lost"), noneRow("difference_none"));
    }
    const layer = GA.layerOf(mode);
    return GA.el("div", {}, differenceRamp(layer), GA.el("ul", {}, out(same, "difference_same"), out(gained, "difference_gained"), out(lost, "difference_lost"), out(striped(better[1], "#8b8b8b"), "unsure"), noneRow("difference_none")));
  }

  function zoneRows() {
    const { mode } = GA.state;
    if (GA.isPlaceMode() && GA.state.place === null) return GA.el("p", { class: "hint" }, GA.t("choose_hint"));
    if (GA.extraMode()) return GA.extraMode().legend();
    if (GA.isDifference()) return differenceRows();
    if (mode === "time") {
      const { breaks, colours } = palette.time;
      return [ramp(hourBreaks(breaks), colours, "", true), GA.el("ul", {}, noneRow("no_connection"))];
    }
    if (mode === "day") {
      return GA.el("ul", {}, Object.entries(palette.day).map(([name, colour]) => row(patch(colour), GA.t("day_" + name))), row(patch(palette.zero), GA.t("day_none")));
    }
    const layer = GA.layerOf(mode);
    const unit = GA.t(layer.unit, { value: "" });
    if (mode === "hours") return [ramp(layer.breaks, layer.colours, unit, true), GA.el("ul", {}, row(patch(palette.zero), GA.t("day_none")))];
    if (mode === "reach_pct") {
      const breaks = ["> 0", ...layer.breaks.slice(1)];
      return [ramp(breaks, layer.colours, " %"), GA.el("ul", {}, row(patch(palette.zero), GA.t("share_zero")), noneRow("share_none"))];
    }
    return [ramp(layer.breaks, layer.colours, unit, mode === "rank_width"), GA.el("ul", {}, noneRow("no_value"))];
  }

  function siteRows() {
    const { siteLayer } = GA.state;
    const layer = GA.siteLayer(siteLayer);
    if (GA.isDifference()) return GA.el("div", {}, GA.el("p", { class: "quiet" }, GA.t("sites_difference")), differenceRamp(layer));
    return ramp(layer.breaks, layer.colours, siteLayer === "score" ? "" : GA.t(layer.unit, { value: "" }), siteLayer === "rank_width");
  }
  function siteChoice() {
    if (GA.siteLayers.length < 2) return GA.el("p", { class: "quiet" }, GA.t("layer_sites_note"));
    const select = GA.el("select", { id: "site-layer", "aria-label": GA.t("site_layer"), on: { change: (event) => { GA.state.siteLayer = event.target.value; GA.paint(); } } },
      GA.siteLayers.map((name) => GA.el("option", { value: name, selected: name === GA.state.siteLayer }, GA.t("mode_" + name))));
    return [select, GA.el("p", { class: "quiet" }, GA.t("pin_is_rank"))];
  }

  function hubRows() {
    const pin = (state) => GA.el("span", { class: `hub-pin in-legend ${state}` });
    const { massKind } = GA.data;
    const size = GA.t("layer_hubs_note", { kind: massKind ? GA.t(massKind) : GA.t("mass") });
    const rows = [row(pin(""), size)];
    if (GA.state.site !== null) rows.push(row(pin("met"), GA.t("hub_met")), row(pin("unmet"), GA.t("hub_unmet")));
    return GA.el("ul", {}, rows);
  }
  function lineRows() {
    const svg = "http://www.w3.org/2000/svg";
    const picture = (pen) => {
      const drawn = document.createElementNS(svg, "svg");
      const line = document.createElementNS(svg, "line");
      Object.entries({ class: "swatch-line", viewBox: "0 0 24 12", "aria-hidden": "true" }).forEach(([k, v]) => drawn.setAttribute(k, v));
      Object.entries({ x1: 0, x2: 24, y1: 6, y2: 6, stroke: pen.color, "stroke-width": pen.weight, "stroke-dasharray": pen.dash || "none" }).forEach(([k, v]) => line.setAttribute(k, v));
      drawn.append(line);
      return drawn;
    };
    const rows = (GA.lineClasses || []).map((name) => row(picture(palette.lines[name]), GA.t("legend_" + name)));
    const changed = GA.changedLines || {};
    if (changed.added) rows.push(row(picture({ color: palette.planned, weight: 3, dash: "7 4" }), GA.t("legend_planned")));
    const chosen = GA.state.site === null ? null : GA.site(GA.state.site).weak;
    if (chosen && chosen.line.length) rows.push(row(picture({ color: palette.weak, weight: 6 }), GA.t("legend_weak")));
    if (changed.removed) rows.push(row(picture({ color: palette.closed, weight: 2.2, dash: "1 4" }), GA.t("legend_closed")));
    return GA.el("ul", { class: "columns" }, rows);
  }

  function section(layer, note, body) {
    const box = GA.el("input", {
      type: "checkbox", id: "layer-" + layer, checked: shown[layer],
      on: { change: (event) => toggle(layer, event.target.checked) },
    });
    return GA.el("div", { class: "legend-part" },
      GA.el("label", { for: "layer-" + layer }, box, " ", GA.t("layer_" + layer)),
      note ? (typeof note === "string" ? GA.el("p", { class: "quiet" }, note) : note) : null,
      body);
  }
  function choice(id, key, isOn, act) {
    const box = GA.el("input", { type: "checkbox", id, checked: isOn, on: { change: (event) => act(event.target.checked) } });
    return GA.el("p", {}, GA.el("label", { for: id, class: "plain" }, box, " ", GA.t(key)));
  }

  function toggle(layer, isShown) {
    shown[layer] = isShown;
    GA.layers[layer].groups.forEach(([map, group]) => (isShown ? map.addLayer(group) : map.removeLayer(group)));
    GA.emit("layer", layer);
  }

  function tileRows() {
    if (!GA.data.tiles) return null;
    return GA.el("div", { class: "legend-part" }, choice("layer-tiles", "layer_tiles", Boolean(GA.state.tiles), GA.showTiles),
      GA.el("p", { class: "quiet" }, GA.t("tiles_note")));
  }

  GA.drawLegend = () => {
    const focused = document.activeElement && document.activeElement.id;
    document.getElementById("legend-body").replaceChildren(...[
      section("zones", GA.modeNote(), GA.el("div", {}, zoneRows(),
        choice("symbols", "symbols", GA.state.symbols, (on) => { GA.state.symbols = on; GA.paint(); }))),
      section("sites", GA.el("div", {}, siteChoice()), siteRows()),
      section("hubs", null, hubRows()),
      GA.data.agglomerations.length ? section("agglomerations", null, null) : null,
      section("network", null, lineRows()),
      tileRows(),
    ].filter(Boolean));
    const again = focused && document.getElementById(focused);
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
  };

  /* What the municipalities show, with its statistic. */
  GA.modeNote = () => {
    const { mode } = GA.state;
    if (GA.extraMode()) return GA.extraMode().note();
    if (mode === "time") return GA.t("note_time", { percentile: GA.data.percentile });
    if (GA.isPlaceMode()) return GA.t("note_" + mode);
    return mode === "reach_pct" ? GA.t("layer_zones_note") : GA.t("note_" + mode);
  };

  /* Later than the map: colours come first, the legend in the next frame. */
  let waiting = 0;
  const later = () => {
    if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; GA.drawLegend(); });
  };
  GA.on("language", GA.drawLegend);
  ["network", "selection", "paint", "modes", "view"].forEach((event) => GA.on(event, later));
})(window.geoaccess);
