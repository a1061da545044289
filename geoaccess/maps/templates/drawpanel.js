/* The panel in which lines are drawn: stations, trains, results and the scenario file. */
(function (GA) {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const el = (...all) => GA.el(...all);
  const ROWS = 10;
  const LIMITS = [120, 180, 240];
  const state = { draft: [], lines: [], limit: 180, count: 0, made: 0, category: "shinkansen", by: "class", minutes: 40, speed: 260, trains: 2, name: "", fault: null };
  GA.drawState = state;
  GA.drawn = null;

  const labelOf = (one) => (one.ja === one.en ? one.ja : `${one.ja} ${one.en}`);
  const idOf = (one) => (one.s === undefined ? one.id : "s" + one.s);

  /* A station by what was typed: its label, either name, or the one whose name begins so. */
  GA.findStation = (typed) => {
    const wanted = GA.fold(typed.replace(/(駅|\s*station)$/i, ""));
    if (!wanted) return null;
    const keys = (one) => [labelOf(one), one.ja, one.en, one.id].map(GA.fold);
    const { stations } = GA.drawing;
    return stations.find((one) => keys(one).includes(wanted)) || stations.find((one) => keys(one).some((key) => key.startsWith(wanted))) || null;
  };

  function add(one) {
    state.fault = null;
    if (state.draft.some((other) => idOf(other) === idOf(one))) state.fault = GA.t("draw_twice", { name: GA.name(one) });
    else {
      state.draft.push(one);
      GA.announce(GA.t("draw_added", { name: GA.name(one), n: state.draft.length }));
    }
    render();
  }
  function addAt({ lat, lon }, name) {
    const isJapan = lat >= 20 && lat <= 46 && lon >= 122 && lon <= 154;
    if (!isJapan) {
      state.fault = GA.t("draw_outside");
      return render();
    }
    state.count += 1;
    const nearest = GA.nodes.reduce((best, node, k) => {
      const km = node ? GA.straightKm(node, { lat, lon }) : Infinity;
      return km < best[0] ? [km, k] : best;
    }, [Infinity, 0])[1];
    const given = (name || "").trim();
    const named = (lang) => given || GA.data.strings[lang].draw_new_name.replace("{n}", state.count);
    return add({ id: `drawn-new-${state.count}`, ja: named("ja"), en: named("en"), lat, lon, land: GA.drawing.nodeLand[nearest] });
  }

  const settings = () => ({ stations: state.draft, category: state.category, by: state.by, minutes: state.minutes, speed: state.speed });
  function finish() {
    state.fault = null;
    const isNumber = (value, low, high) => Number.isFinite(value) && value >= low && value <= high;
    const faults = [
      [state.draft.length < 2, "draw_two"],
      [!isNumber(state.trains, 0.1, 30), "draw_bad_trains"],
      [state.by === "minutes" && !isNumber(state.minutes, 1, 1440), "draw_bad_minutes"],
      [state.by === "speed" && !isNumber(state.speed, 20, 700), "draw_bad_speed"],
    ].filter(([isFault]) => isFault);
    const plan = faults.length ? null : GA.planRuns(settings());
    if (faults.length || plan.fault) {
      state.fault = faults.length ? GA.t(faults[0][1]) : GA.t(...plan.fault);
      GA.announce(state.fault);
      return render();
    }
    state.made += 1;
    const name = state.name.trim() || GA.t("draw_line_name", { n: state.made });
    state.lines.push({ ...settings(), ...plan, name, trains: state.trains, headway: 60 / state.trains });
    Object.assign(state, { draft: [], name: "" });
    pick(false);
    return compute();
  }

  const weights = () => {
    const mass = Float64Array.from(GA.nodes.filter((node) => node && node.kind === "zone"), (node) => node.weight);
    return mass.some((one) => one > 0) ? [mass, true] : [mass.fill(1), false];
  };
  function compute() {
    const begin = performance.now();
    if (state.lines.length) {
      const [mass, isPeople] = weights();
      const times = GA.computeDrawn(state.lines);
      GA.drawn = { times, isPeople, mass, reach: times.reach(state.limit, mass), massText: (value) => (isPeople
        ? GA.t("draw_people", { value: GA.number(value / (GA.state.lang === "ja" ? 1e4 : 1e6), GA.state.lang === "ja" ? 0 : 2) })
        : GA.t("draw_zones", { value: GA.number(value, 0) })) };
      if (GA.state.view) GA.setView(0);
      byId("view-0") && (byId("view-0").checked = true);
      GA.state.mode = GA.state.place === null ? "drawn_people" : "drawn_saved";
    } else {
      GA.drawn = null;
      if (GA.extraModes[GA.state.mode]) GA.state.mode = GA.state.place === null ? "reach_pct" : "time";
    }
    const computed = performance.now();
    GA.emit("modes");
    GA.paint();
    GA.drawTook = { compute: computed - begin, paint: performance.now() - begin };
    render();
    if (GA.drawn) {
      const { before, after } = GA.drawn.reach;
      const n = after.reduce((sum, value, i) => sum + (value > before[i]), 0);
      GA.announce(`${GA.t("draw_gainers", { n, m: after.length, hours: state.limit / 60 })} ${GA.t("draw_approximate")}`);
    } else GA.announce(GA.t("draw_none"));
  }

  function pick(on) {
    GA.state.picking = on;
    GA.map.getContainer().classList.toggle("picking", on);
  }

  const field = (label, input, more) => el("p", { class: "draw-field" }, el("label", { for: input.id }, GA.t(label)), input, more || null);
  function input(id, type, value, set, more) {
    const box = el("input", { id, type, autocomplete: "off", ...more, on: { input: (event) => set(type === "number" ? parseFloat(event.target.value) : event.target.value) } });
    box.value = Number.isNaN(value) ? "" : value;
    return box;
  }
  const choose = (id, value, options, set) => {
    const box = el("select", { id, on: { change: (event) => set(event.target.value) } }, options.map(([key, text]) => el("option", { value: key }, text)));
    box.value = value;
    return box;
  };
  const button = (id, key, act, more) => el("button", { type: "button", id, class: "more", ...more, on: { click: act } }, GA.t(key));

  function stationPart() {
    const typed = el("input", { id: "draw-station", type: "text", list: "draw-stations", autocomplete: "off", on: { keydown: (event) => { if (event.key === "Enter") take(); } } });
    const take = () => {
      const one = GA.findStation(typed.value);
      if (one) add(one);
      else {
        state.fault = GA.t("draw_unknown", { name: typed.value.trim() });
        GA.announce(state.fault);
        render();
      }
      byId("draw-station").focus();
    };
    const place = { lat: NaN, lon: NaN, name: "" };
    return [
      field("draw_station", typed, button("draw-add", "draw_add", take)),
      el("p", {}, button("draw-pick", GA.state.picking ? "draw_pick_stop" : "draw_pick", () => { pick(!GA.state.picking); render(); }, { "aria-pressed": String(Boolean(GA.state.picking)) })),
      el("details", { id: "draw-new" }, el("summary", {}, GA.t("draw_new")),
        field("draw_new_title", input("draw-new-name", "text", "", (value) => (place.name = value), { maxlength: 60 })),
        field("draw_lat", input("draw-lat", "number", NaN, (value) => (place.lat = value), { step: "0.0001" })),
        field("draw_lon", input("draw-lon", "number", NaN, (value) => (place.lon = value), { step: "0.0001" })),
        el("p", {}, button("draw-new-add", "draw_add", () => addAt(place, place.name)))),
      el("ol", { class: "draw-stations", "aria-label": GA.t("draw_stations") }, state.draft.map((one, k) => el("li", {},
        el("span", {}, GA.name(one), one.s === undefined ? " " + GA.t("draw_is_new") : ""), " ",
        el("button", { type: "button", class: "link", "aria-label": GA.t("draw_remove", { name: GA.name(one) }), on: { click: () => { state.draft.splice(k, 1); render(); byId("draw-station").focus(); } } }, GA.t("draw_undo"))))),
    ];
  }
  function trainPart() {
    const top = GA.drawing.classes[state.category].top;
    return [
      field("draw_class", choose("draw-class", state.category, Object.keys(GA.drawing.classes).map((name) => [name, GA.t("draw_class_" + name)]), (value) => { state.category = value; state.speed = GA.drawing.classes[value].top; render(); })),
      field("draw_by", choose("draw-by", state.by, ["class", "speed", "minutes"].map((name) => [name, GA.t("draw_by_" + name, { speed: top })]), (value) => { state.by = value; render(); })),
      state.by === "minutes" ? field("draw_minutes", input("draw-minutes", "number", state.minutes, (value) => (state.minutes = value), { min: 1, max: 1440 })) : null,
      state.by === "speed" ? field("draw_speed", input("draw-speed", "number", state.speed, (value) => (state.speed = value), { min: 20, max: 700 })) : null,
      field("draw_trains", input("draw-trains", "number", state.trains, (value) => (state.trains = value), { min: 0.1, max: 30, step: "any" })),
      field("draw_name", input("draw-name", "text", state.name, (value) => (state.name = value), { maxlength: 60 })),
    ].filter(Boolean);
  }

  function linePart() {
    if (!state.lines.length) return [];
    return [el("h3", {}, GA.t("draw_lines")), el("ul", { class: "draw-lines" }, state.lines.map((line, k) => el("li", {},
      el("strong", {}, line.name), ": ", line.stations.map((one) => GA.name(one)).join("–"), ", ",
      GA.t("draw_summary", { minutes: line.runs.reduce((sum, one) => sum + one, line.dwell * (line.runs.length - 1)), trains: GA.number(line.trains, line.trains % 1 ? 1 : 0) }), " ",
      el("button", { type: "button", class: "link", "aria-label": GA.t("draw_remove", { name: line.name }), on: { click: () => { state.lines.splice(k, 1); compute(); byId("draw-station").focus(); } } }, GA.t("draw_undo"))))),
    el("p", {}, button("draw-clear", "draw_clear", () => { GA.drawClear(); byId("draw-station").focus(); }))];
  }

  const cells = (head, rows) => el("table", { class: "draw-table" }, el("thead", {}, el("tr", {}, head.map((key, k) => el("th", { scope: "col", class: k ? "num" : "" }, GA.t(key))))),
    el("tbody", {}, rows.map(([node, ...values]) => el("tr", {}, el("th", { scope: "row" },
      el("button", { type: "button", class: "link", on: { click: () => GA.choose(node, { from: "draw" }) } }, GA.name(GA.nodes[node]))), values.map((value) => el("td", { class: "num" }, value))))));

  /* Nobody's times grow; who gains less than others falls behind them. */
  function ranks(values) {
    const order = [...values.keys()].sort((a, b) => values[b] - values[a]);
    const rank = new Int32Array(values.length);
    order.forEach((zone, k) => (rank[zone] = k && values[zone] === values[order[k - 1]] ? rank[order[k - 1]] : k + 1));
    return rank;
  }
  function resultPart() {
    if (!GA.drawn) return [];
    const { reach, massText } = GA.drawn;
    const { before, after, limit } = reach;
    const zones = [...after.keys()];
    const gain = (zone) => after[zone] - before[zone];
    const gainers = zones.filter((zone) => gain(zone) > 0).sort((a, b) => gain(b) - gain(a));
    const [was, is] = [ranks(before), ranks(after)];
    const behind = zones.filter((zone) => is[zone] > was[zone]).sort((a, b) => is[b] - was[b] - (is[a] - was[a]) || was[a] - was[b]);
    const { place } = GA.state;
    const saved = place === null ? [] : GA.nodes.map((node) => node && node.node !== place && [node.node, ...GA.drawnTimes(place, node.node)]).filter((one) => one && one[1] - one[2] >= 1).sort((a, b) => (b[1] - b[2] || 0) - (a[1] - a[2] || 0));
    return [
      el("h3", { id: "draw-result", tabindex: "-1" }, GA.t("draw_result")),
      el("p", { class: "assumed" }, GA.t("draw_approximate")),
      field("draw_limit", choose("draw-limit", String(limit), LIMITS.map((one) => [String(one), GA.t("draw_hours", { hours: one / 60 })]), (value) => { state.limit = Number(value); compute(); byId("draw-limit").focus(); })),
      el("p", {}, GA.t("draw_gainers", { n: gainers.length, m: zones.length, hours: limit / 60 })),
      place === null ? null : el("h3", {}, GA.t("draw_from", { name: GA.placeName() })),
      place === null ? null : saved.length ? cells(["place", "draw_today", "draw_then"], saved.slice(0, ROWS).map(([node, old, now]) => [node, GA.drawnTimeText(old), GA.drawnTimeText(now)])) : el("p", {}, GA.t("draw_none_saved")),
      el("h3", {}, GA.t("draw_gain")), el("p", { class: "hint" }, GA.t("draw_gain_note", { hours: limit / 60 })),
      cells(["place", "draw_today", "draw_then"], gainers.slice(0, ROWS).map((zone) => [zone, massText(before[zone]), massText(after[zone])])),
      el("h3", {}, GA.t("draw_behind")), el("p", { class: "hint" }, GA.t("draw_behind_note")),
      behind.length ? cells(["place", "draw_today", "draw_then"], behind.slice(0, ROWS).map((zone) => [zone, GA.t("draw_rank", { n: was[zone] }), GA.t("draw_rank", { n: is[zone] })])) : el("p", {}, GA.t("draw_behind_none")),
      el("p", { class: "hint" }, GA.t("draw_model")),
    ].filter(Boolean);
  }

  let address = null;
  function exportPart() {
    if (!state.lines.length) return [];
    const text = GA.writeScenario(state.lines);
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    const box = el("textarea", { id: "draw-yaml", readonly: true, rows: 10, spellcheck: "false", lang: "en" });
    box.value = text;
    return [el("h3", {}, GA.t("draw_export")), el("p", { class: "hint" }, GA.t("draw_export_note")),
      el("p", {}, el("a", { id: "draw-save", class: "more", href: address, download: "drawn-line.yaml" }, GA.t("draw_save"))),
      el("p", {}, el("label", { for: "draw-yaml" }, "drawn-line.yaml")), box];
  }

  function render() {
    const part = byId("draw");
    if (part.hidden || !GA.drawing) return;
    const focused = document.activeElement && document.activeElement.id;
    const isOpen = byId("draw-new") && byId("draw-new").open;
    part.replaceChildren(
      el("h2", { id: "draw-title", tabindex: "-1" }, GA.t("draw")), el("p", { class: "hint" }, GA.t("draw_hint")),
      ...stationPart(), ...trainPart(),
      state.fault ? el("p", { class: "notice", id: "draw-fault" }, state.fault) : "",
      el("p", {}, button("draw-finish", "draw_finish", finish)), ...linePart(), ...resultPart(), ...exportPart());
    if (isOpen) byId("draw-new").open = true;
    const again = focused && byId(focused);
    if (again && part.contains(again) && again !== document.activeElement) again.focus({ preventScroll: true });
    GA.showDrawn(state.lines, state.draft);
  }
  GA.drawClear = () => {
    Object.assign(state, { draft: [], lines: [], fault: null });
    pick(false);
    compute();
  };
  GA.drawAdd = add;
  GA.drawFinish = finish;

  GA.startDrawing = () => {
    const opener = byId("draw-open");
    opener.addEventListener("click", () => {
      const part = byId("draw");
      part.hidden = !part.hidden;
      opener.setAttribute("aria-expanded", String(!part.hidden));
      if (part.hidden) pick(false);
      render();
      if (!part.hidden) {
        byId("draw-title").focus({ preventScroll: true });
        part.scrollIntoView({ block: "start" });
      }
    });
    const ready = () => {
      byId("draw-tool").hidden = !GA.drawing;
      if (!GA.drawing) return;
      document.body.append(el("datalist", { id: "draw-stations" }, GA.drawing.stations.map((one) => el("option", { value: labelOf(one) }))));
      GA.pickStations((one) => (one.s === undefined ? addAt(one) : add(one)));
      render();
    };
    GA.on("drawing", ready);
    if (GA.drawing) ready();
    GA.on("language", render);
    GA.on("selection", () => GA.drawn && requestAnimationFrame(() => setTimeout(render, 0)));
    GA.on("view", () => {
      if (GA.state.view && GA.extraModes[GA.state.mode]) GA.setMode(GA.state.place === null ? "reach_pct" : "time");
    });
  };
})(window.geoaccess);
