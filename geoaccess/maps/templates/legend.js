/* Legend and layer switches in one: what a switch hides is explained beneath it. */
(function (GA) {
  "use strict";
  const { palette } = GA.data;
  const shown = { zones: true, network: true, hubs: true, sites: true };

  const row = (swatch, text) => GA.el("li", {}, swatch, GA.el("span", {}, text));
  const patch = (colour) => GA.el("span", { class: "swatch", css: { background: colour } });

  function shareRows() {
    const { breaks, colours } = palette.share;
    const stripes = palette.noRail;
    const hatch = `repeating-linear-gradient(135deg, ${stripes[0]} 0 3px, ${stripes[1]} 3px 4.3px)`;
    return [
      ramp(["> 0", ...breaks.slice(1)], colours, " %"),
      GA.el("ul", {}, row(patch(palette.zero), GA.t("share_zero")), row(patch(hatch), GA.t("share_none"))),
    ];
  }

  /* Classes side by side, each break under the edge between two of them. */
  function ramp(breaks, colours, unit) {
    const tick = (k, last) => GA.el("span", { class: last ? "tick last" : "tick", "aria-hidden": "true" }, breaks[k] + (last ? unit : ""));
    return GA.el("ul", { class: "ramp" }, colours.map((colour, k) =>
      GA.el("li", { title: `${breaks[k]}–${breaks[k + 1]}${unit}` },
        GA.el("span", { class: "patch", css: { background: colour } }),
        GA.el("span", { class: "unseen" }, `${breaks[k]}–${breaks[k + 1]}${unit}`),
        tick(k), k === colours.length - 1 ? tick(k + 1, true) : null)));
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
    const rows = (GA.lineClasses || []).map((name) => {
      const pen = palette.lines[name];
      const picture = document.createElementNS(svg, "svg");
      const line = document.createElementNS(svg, "line");
      Object.entries({ class: "swatch-line", viewBox: "0 0 24 12", "aria-hidden": "true" }).forEach(([k, v]) => picture.setAttribute(k, v));
      Object.entries({ x1: 0, x2: 24, y1: 6, y2: 6, stroke: pen.color, "stroke-width": pen.weight, "stroke-dasharray": pen.dash || "none" }).forEach(([k, v]) => line.setAttribute(k, v));
      picture.append(line);
      return row(picture, GA.t("legend_" + name));
    });
    return GA.el("ul", { class: "columns" }, rows);
  }

  function section(layer, note, body) {
    const box = GA.el("input", {
      type: "checkbox", id: "layer-" + layer, checked: shown[layer],
      on: { change: (event) => toggle(layer, event.target.checked) },
    });
    return GA.el("div", { class: "legend-part" },
      GA.el("label", { for: "layer-" + layer }, box, " ", GA.t("layer_" + layer)),
      note ? GA.el("p", { class: "quiet" }, note) : null,
      body);
  }

  function toggle(layer, isShown) {
    shown[layer] = isShown;
    GA.layers[layer].groups.forEach(([map, group]) => (isShown ? map.addLayer(group) : map.removeLayer(group)));
    GA.emit("layer", layer);
  }

  GA.drawLegend = () => {
    const focused = document.activeElement && document.activeElement.id;
    document.getElementById("legend-body").replaceChildren(
      section("zones", GA.t("layer_zones_note"), shareRows()),
      section("sites", GA.t("layer_sites_note"), ramp(palette.score.breaks, palette.score.colours, "")),
      section("hubs", null, hubRows()),
      section("network", null, lineRows())
    );
    if (focused && focused.startsWith("layer-")) document.getElementById(focused).focus();
  };
  GA.on("language", GA.drawLegend);
  GA.on("network", GA.drawLegend);
  GA.on("selection", GA.drawLegend);
})(window.geoaccess);
