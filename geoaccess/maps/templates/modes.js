/* What the municipalities are coloured by: values, classes, colours and differences. */
(function (GA) {
  "use strict";
  const { palette } = GA.data;
  const { better, worse, same, gained, lost } = palette.difference;
  const PLACE_MODES = ["time", "day", "hours"];
  /* Modes of drawn lines, which tell their own colours, words and legend; there once drawn. */
  GA.extraModes = {};
  const extra = (mode) => GA.extraModes[mode || GA.state.mode];
  GA.extraMode = extra;
  let shapes = null;
  let hatch = null;
  const patterns = new Map();

  GA.shapes.then((loaded) => {
    shapes = loaded;
    GA.emit("modes");
  }, () => {});
  GA.on("travel", () => GA.emit("modes"));

  GA.isPlaceMode = (mode) => PLACE_MODES.includes(mode || GA.state.mode) || Boolean(extra(mode) && extra(mode).isPlace);
  GA.modeList = () => {
    const own = shapes ? Object.keys(shapes.views[0].values) : ["reach_pct"];
    const drawn = GA.drawn ? Object.keys(GA.extraModes) : [];
    return GA.travel ? [...drawn, ...PLACE_MODES, ...own] : own;
  };
  /* Layer of the mode: breaks, colours, unit, decimals. */
  GA.layerOf = (mode) => {
    if (mode === "time") return { ...palette.time, unit: "unit_min", decimals: 0, lower: true };
    if (mode === "hours") return { ...palette.hours, colours: palette.share.colours, unit: "unit_hours", decimals: 1 };
    return { colours: palette.share.colours, ...palette.layers[mode] };
  };

  /* Stripes over a colour, as a canvas pattern, which Leaflet's canvas takes like a colour. */
  function stripes(ground, line) {
    const key = ground + line;
    if (patterns.has(key)) return patterns.get(key);
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const pen = tile.getContext("2d");
    pen.fillStyle = ground;
    pen.fillRect(0, 0, 6, 6);
    pen.strokeStyle = line;
    pen.lineWidth = 1.2;
    pen.beginPath();
    for (const shift of [-6, 0, 6]) {
      pen.moveTo(shift - 1, 7);
      pen.lineTo(shift + 7, -1);
    }
    pen.stroke();
    patterns.set(key, pen.createPattern(tile, "repeat"));
    return patterns.get(key);
  }
  GA.stripes = stripes;
  const UNSURE = "#8b8b8b";
  const unsureFill = (colour) => stripes(colour, UNSURE);

  /* From the chosen place to a zone, or the other way. */
  const ends = (zone) => (GA.state.direction === "from" ? [GA.state.place, zone] : [zone, GA.state.place]);

  /* Value of a zone in a view: a number, or null. */
  GA.zoneValue = (zone, view, mode) => {
    const wanted = mode || GA.state.mode;
    if (wanted === "time") {
      const value = GA.travel.minutes(view, ...ends(zone));
      return Number.isNaN(value) ? null : value;
    }
    if (wanted === "hours") return GA.travel.hours(view, ...ends(zone));
    const values = shapes.views[view].values[wanted];
    return values ? values[zone] : null;
  };

  /* Day returns with the chosen place: both, out (its people go there), back, or null. */
  GA.dayKind = (zone, view) => {
    const out = GA.travel.canVisit(view, GA.state.place, zone);
    const back = GA.travel.canVisit(view, zone, GA.state.place);
    return out && back ? "both" : out ? "out" : back ? "back" : null;
  };

  /* What a difference is: {kind: same|better|worse|gained|lost|none, class, value, unsure}. */
  GA.differenceOf = (zone) => {
    const { view, mode } = GA.state;
    if (mode === "day") {
      const [before, after] = [GA.dayKind(zone, 0), GA.dayKind(zone, view)];
      if (before === after) return { kind: before ? "same" : "none" };
      const rank = { null: 0, back: 1, out: 1, both: 2 };
      return { kind: rank[after] >= rank[before] ? "gained" : "lost" };
    }
    const before = GA.zoneValue(zone, 0);
    const after = GA.zoneValue(zone, view);
    if (before === null && after === null) return { kind: "none" };
    if (before === null) return { kind: "gained" };
    if (after === null) return { kind: "lost" };
    const value = after - before;
    if (Math.abs(value) < 1e-9) return { kind: "same", value: 0 };
    const layer = GA.layerOf(mode);
    const size = Math.abs(value);
    const k = layer.steps.filter((one) => size >= one).length;
    return { kind: (value < 0) === Boolean(layer.lower) ? "better" : "worse", class: k, value, unsure: isUnsure(zone, size) };
  };
  function isUnsure(zone, size) {
    const { view, mode } = GA.state;
    if (mode === "time") {
      const [from, to] = ends(zone);
      return size <= (GA.travel.step(0, from, to) + GA.travel.step(view, from, to)) / 2;
    }
    if (mode === "hours") return size <= 1 / 6 + 1e-9;
    const flagged = shapes.views[view].unsure[mode];
    return Boolean(flagged && flagged.includes(zone));
  }

  GA.noneFill = () => (hatch = hatch || stripes(...palette.noRail));
  GA.fillOf = (zone) => {
    if (zone === undefined) return GA.noneFill();
    const { mode, view, place } = GA.state;
    if (GA.isPlaceMode() && place === null) return palette.zero;
    if (extra()) return extra().fill(zone);
    if (GA.isDifference()) {
      const one = GA.differenceOf(zone);
      if (one.kind === "none") return GA.noneFill();
      if (one.kind === "same") return same;
      if (one.kind === "gained") return gained;
      if (one.kind === "lost") return lost;
      const colour = (one.kind === "better" ? better : worse)[one.class];
      return one.unsure ? unsureFill(colour) : colour;
    }
    if (mode === "day") return palette.day[GA.dayKind(zone, view)] || palette.zero;
    const value = GA.zoneValue(zone, view);
    const layer = GA.layerOf(mode);
    if (value === null) return mode === "hours" ? palette.zero : GA.noneFill();
    if (value === 0 && mode === "reach_pct") return palette.zero;
    return layer.colours[GA.classOf(value, layer.breaks)];
  };

  const placeName = () => (GA.state.place === null ? "" : GA.name(GA.nodes[GA.state.place]));
  GA.placeName = placeName;

  /* The question that the map answers now: the title of the page. */
  GA.question = () => {
    const { mode, direction, place, lang } = GA.state;
    let text;
    if (GA.isPlaceMode() && place === null) text = GA.t("question_choose");
    else if (extra()) return extra().question();
    else if (mode === "time") text = GA.t("question_time_" + direction, { name: placeName() });
    else if (mode === "hours") text = GA.t("question_hours_" + direction, { name: placeName() });
    else if (mode === "day") text = GA.t("question_day", { name: placeName() });
    else if (mode === "reach_pct") text = GA.data.title[lang];
    else text = GA.t("question_" + mode);
    if (GA.isDifference()) return GA.t("question_difference", { scenario: GA.name(GA.view().title), question: text });
    return text;
  };

  /* What a zone shows, as text: in the tooltip and for the screen reader. */
  GA.zoneLines = (zone) => {
    const { mode, view, place } = GA.state;
    if (GA.isPlaceMode() && place === null) return [GA.t("choose_hint")];
    if (extra()) return extra().lines(zone);
    const lines = [];
    const valueText = (at) => {
      if (mode === "time") return GA.travelText(at, ...ends(zone));
      if (mode === "day") return GA.t("day_" + (GA.dayKind(zone, at) || "none"));
      const value = GA.zoneValue(zone, at);
      if (mode === "hours") return value === null ? GA.t("day_none") : GA.t("unit_hours", { value: GA.number(value, 1) });
      if (value === null) return GA.t(mode === "reach_pct" ? "share_none" : "no_value");
      const { unit, decimals } = GA.layerOf(mode);
      const text = GA.t(unit, { value: GA.number(value, mode === "reach_pct" && value % 100 === 0 ? 0 : decimals) });
      return mode === "reach_pct" ? GA.t("zone_share", { share: text }) : `${GA.t("mode_" + mode)}${GA.state.lang === "ja" ? "：" : ": "}${text}`;
    };
    lines.push(valueText(view));
    if (mode === "reach_pct" && shapes.views[view].values.reach_pct[zone] !== null) {
      lines.push(GA.t("zone_hubs", { n: shapes.views[view].hubs[zone], m: GA.data.hubs.length }));
    }
    if (mode === "time") {
      const [from, to] = ends(zone);
      lines.push(GA.t("way_back", { duration: GA.travelText(view, to, from) }));
    }
    if (GA.isDifference()) {
      const one = GA.differenceOf(zone);
      lines.push(GA.t("before", { value: valueText(0) }));
      if (one.value) {
        const { unit, decimals } = GA.layerOf(mode);
        lines.push(GA.t("change", { value: GA.t(unit, { value: GA.signed(one.value, decimals) }) }));
      }
      if (one.unsure) lines.push(GA.t("unsure"));
    }
    return lines;
  };

  /* Colour everything anew; the canvas is drawn before this returns. */
  GA.paint = () => {
    const begin = performance.now();
    GA.paintZones();
    GA.paintTook = performance.now() - begin;
    GA.emit("paint");
  };

  /* Repaint for a new place first, then fill the panel: the map answers at once. */
  GA.showPlace = (options) => {
    const { state } = GA;
    if (state.place !== null && GA.travel && !GA.isPlaceMode()) {
      state.lastMode = state.mode;
      state.mode = extra() ? "drawn_saved" : "time";
    } else if (state.place === null && GA.isPlaceMode()) {
      state.mode = state.lastMode || "reach_pct";
    }
    GA.paint();
    GA.emit("selection", options);
  };
  GA.setMode = (mode) => {
    GA.state.mode = mode;
    GA.paint();
  };
  GA.setView = (view) => {
    GA.state.view = view;
    GA.paint();
    GA.emit("view");
  };
})(window.geoaccess);
