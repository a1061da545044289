/* The chosen place in words: its values, and a table of the travel times that the map shows. */
(function (GA) {
  "use strict";
  const ROWS = 60;
  const byId = (id) => document.getElementById(id);
  const el = (...all) => GA.el(...all);
  let kind = "places";
  let filter = "";
  let shown = ROWS;
  let shapes = null;
  GA.shapes.then((loaded) => (shapes = loaded), () => {});

  const isZone = (node) => node.kind === "zone" && !GA.siteOfNode.has(node.node);
  const subOf = (node) => (node.kind === "zone" ? node.prefecture[GA.state.lang === "ja" ? 1 : 0] : GA.t("kind_" + node.kind));

  function rowsOf() {
    const { place, view } = GA.state;
    const wanted = GA.fold(filter);
    const scope = kind === "places" ? (node) => !isZone(node) : isZone;
    return GA.nodes
      .filter((node) => node && node.node !== place && scope(node))
      .filter((node) => !wanted || [node.en, node.ja, node.kana || "", subOf(node) + node.ja].some((name) => GA.fold(name).includes(wanted)))
      .map((node) => ({ node, out: GA.travel.minutes(view, place, node.node), back: GA.travel.minutes(view, node.node, place) }))
      .sort((a, b) => (Number.isNaN(a.out) ? 1e9 : a.out) - (Number.isNaN(b.out) ? 1e9 : b.out) || a.node.node - b.node.node);
  }

  /* Minutes now, and the change against today's network. */
  const labelled = (key) => ({ role: "cell", class: "num", "data-label": GA.t(key).replace("\n", " ") });
  function timeCell(key, from, to) {
    const { view } = GA.state;
    const cell = el("td", labelled(key), GA.travelText(view, from, to));
    if (GA.isDifference()) {
      const by = GA.travel.minutes(view, from, to) - GA.travel.minutes(0, from, to);
      if (by) cell.append(el("span", { class: "moved" }, GA.signed(by, 0)));
    }
    return cell;
  }

  function row({ node }) {
    const { place, view } = GA.state;
    const hours = (key, from, to) => {
      const value = GA.travel.hours(view, from, to);
      return el("td", labelled(key), value === null ? "–" : GA.t("unit_hours", { value: GA.number(value, 1) }));
    };
    return el("tr", { role: "row" },
      el("th", { scope: "row", role: "rowheader" },
        el("button", { type: "button", class: "link", on: { click: () => GA.choose(node.node, { from: "trips" }) } }, GA.name(node)),
        " ", el("span", { class: "quiet" }, subOf(node))),
      timeCell("out_time", place, node.node), timeCell("back_time", node.node, place),
      hours("out_hours", place, node.node), hours("back_hours", node.node, place));
  }

  function table() {
    const found = rowsOf();
    const head = ["place", "out_time", "back_time", "out_hours", "back_hours"].map((key, k) => el("th", { scope: "col", role: "columnheader", class: k ? "num" : "" }, GA.t(key)));
    const rest = found.length - shown;
    byId("trips-table").replaceChildren(...[
      el("table", { class: "trips", role: "table", "aria-labelledby": "trips-title" },
        el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, head)), el("tbody", { role: "rowgroup" }, found.slice(0, shown).map(row))),
      found.length ? null : el("p", { class: "hint" }, GA.t("not_found")),
      rest > 0 ? el("button", { type: "button", class: "more", id: "more-trips", on: { click: () => { shown += 300; table(); } } }, GA.t("show_more", { n: rest })) : null,
    ].filter(Boolean));
  }

  function controls() {
    const option = (name) => el("label", {},
      el("input", { type: "radio", name: "trips-kind", value: name, checked: kind === name, on: { change: () => { kind = name; shown = ROWS; table(); } } }),
      " ", GA.t("trips_" + name));
    const box = el("input", { type: "search", id: "trips-filter", autocomplete: "off", on: { input: (event) => { filter = event.target.value; shown = ROWS; table(); } } });
    box.value = filter;
    return el("div", { class: "trips-controls" },
      el("fieldset", {}, el("legend", { class: "unseen" }, GA.t("trips_which")), option("places"), option("zones")),
      el("label", { for: "trips-filter" }, GA.t("trips_filter")), box);
  }

  /* How far one gets: municipalities within hours, and partners. */
  function summary() {
    const { place, view } = GA.state;
    const zones = GA.nodes.filter((node) => node && node.kind === "zone" && node.node !== place);
    const within = (limit) => zones.filter((node) => GA.travel.minutes(view, place, node.node) <= limit).length;
    const both = zones.filter((node) => GA.dayKind(node.node, view) === "both").length;
    return { two: within(120), four: within(240), both, m: zones.length, partners: GA.partners(place) };
  }
  GA.placeSummary = summary;

  function partnerList(partners) {
    if (!partners.length) return el("p", { class: "hint" }, GA.t("partners_none"));
    return el("ul", { class: "unmet-list" }, partners.map((one) => el("li", {}, GA.name(GA.nodes[one]))));
  }

  function zoneHead(node) {
    const values = shapes.views[GA.state.view].values;
    const share = node.kind === "zone" ? values.reach_pct[node.index] : null;
    const other = node[GA.other()];
    return [
      el("div", { class: "card-nav" },
        el("button", { type: "button", id: "back-place", on: { click: () => GA.choose(null, { from: "place" }) } }, "← ", GA.t("back"))),
      el("h2", { id: "place-title", tabindex: "-1", lang: GA.state.lang }, GA.name(node)),
      el("p", { class: "quiet" }, [other === GA.name(node) ? null : el("span", { lang: GA.other() }, other + " "), subOf(node)]),
      share === null ? null : el("p", {}, GA.t("zone_share", { share: GA.number(share, 1) + " %" }) + GA.t("stop") + " " +
        GA.t("zone_hubs", { n: shapes.views[GA.state.view].hubs[node.index], m: GA.data.hubs.length }) + GA.t("stop")),
    ].filter(Boolean);
  }

  GA.drawTrips = () => {
    const { place, site } = GA.state;
    const part = byId("place");
    const isOpen = place !== null && Boolean(GA.travel) && Boolean(GA.nodes[place]);
    part.hidden = !isOpen;
    if (!isOpen) return part.replaceChildren();
    const node = GA.nodes[place];
    const found = summary();
    const level = site === null ? "h3" : "h2";
    part.replaceChildren(
      ...(site === null ? zoneHead(node) : []),
      el(level, { id: "trips-title" }, GA.t("trips_title", { name: GA.name(node) })),
      el("p", {}, GA.t("trips_summary", found)),
      el("p", { class: "hint" }, GA.t("trips_note", { percentile: GA.data.percentile })),
      el("h3", {}, GA.t("partners", { n: found.partners.length })),
      partnerList(found.partners),
      controls(), el("div", { id: "trips-table" }));
    table();
  };

  GA.announcePlace = () => {
    const { place } = GA.state;
    if (place === null || !GA.travel) return;
    const found = summary();
    GA.announce(GA.t("announce_place", { name: GA.placeName(), ...found, k: found.both }));
  };
})(window.geoaccess);
