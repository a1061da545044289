/* The card of a site: score, indicators, and each hub with its clock times. */
(function (GA) {
  "use strict";
  const { sites, hubs, indicators, missing } = GA.data;
  const el = (...all) => GA.el(...all);

  function indicatorTable(site) {
    const rows = indicators.flatMap((one, k) => {
      if (missing.includes(one.name)) return [];
      const value = site.values[k];
      const text = value === null ? GA.t("not_reached") : GA.t(one.unit, { value: GA.number(value, one.decimals) });
      const weight = one.weight === null ? "–" : GA.number(one.weight, 0) + " %";
      return el("tr", {}, el("th", { scope: "row" }, GA.t(one.name)), el("td", { class: "num" }, text), el("td", { class: "num" }, weight));
    });
    const head = ["indicator", "value", "weight"].map((key, k) => el("th", { scope: "col", class: k ? "num" : "" }, GA.t(key)));
    return el("table", { class: "indicators" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows));
  }

  const count = (changes) => (changes < 0 ? "–" : String(changes));

  /* Columns of the day table: key of the heading, then the cell. */
  const COLUMNS = [
    ["depart", (day) => day.depart],
    ["arrive", (day) => day.arrive],
    ["on_site", (day) => GA.duration(day.stay)],
    ["leave_hub", (day) => day.leave],
    ["home", (day) => day.home],
    ["changes", (day) => `${count(day.out)} / ${count(day.back)}`],
    ["round_trips_day", (day) => GA.number(day.trips, 0)],
  ];

  /* On a narrow screen the rows become blocks; the roles keep them a table for screen readers. */
  function dayTable(site) {
    const met = hubs.map((hub, j) => j).filter((j) => site.days[j]).sort((a, b) => site.days[a].way - site.days[b].way);
    const rows = met.map((j) =>
      el("tr", { role: "row" },
        el("th", { scope: "row", role: "rowheader" }, GA.names(hubs[j], "span")),
        COLUMNS.map(([key, cell]) =>
          el("td", { role: "cell", class: "num day-" + key, "data-label": GA.t(key).replace("\n", " ") }, cell(site.days[j])))));
    const head = [["hub"], ...COLUMNS].map(([key], k) => el("th", { scope: "col", role: "columnheader", class: k ? "num" : "" }, GA.t(key)));
    return el("table", { class: "days", role: "table", "aria-labelledby": "days-title" },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, head)),
      el("tbody", { role: "rowgroup" }, rows));
  }

  function unmetList(site) {
    const unmet = hubs.filter((hub, j) => !site.days[j]);
    if (!unmet.length) return null;
    return [el("h3", {}, GA.t("unmet")), el("ul", { class: "unmet-list" }, unmet.map((hub) => el("li", {}, GA.name(hub))))];
  }

  function step(by, key, sign) {
    const target = GA.order[GA.order.indexOf(GA.state.site) + by];
    return el("button", {
      type: "button", class: "step", disabled: target === undefined, "aria-label": GA.t(key), title: GA.t(key), id: "step-" + key,
      on: { click: () => GA.select(target, { from: "step-" + key }) },
    }, sign);
  }

  function cardHead(site) {
    const { fill, ink } = GA.siteStyle(site);
    const other = site[GA.other()];
    return [
      el("div", { class: "card-nav" },
        el("button", { type: "button", id: "back", on: { click: () => GA.select(null, { from: "card" }) } }, "← ", GA.t("back")),
        el("span", { class: "steps" }, step(-1, "previous", "↑"), step(1, "next", "↓"))),
      el("div", { class: "card-head" },
        el("div", {},
          el("h2", { id: "card-title", tabindex: "-1", lang: GA.state.lang }, GA.name(site)),
          other === GA.name(site) ? null : el("p", { class: "quiet", lang: GA.other() }, other),
          el("p", { class: "card-rank" }, GA.t("rank_of", { rank: site.rank, n: sites.length }))),
        el("p", { class: "big-score", css: { background: fill, color: ink } },
          el("span", { class: "unseen" }, GA.t("score") + " "), el("strong", {}, GA.number(site.score, 1)),
          el("span", {}, GA.t("score_out_of")))),
      site.note ? el("p", { class: "note" }, GA.name(site.note)) : null,
    ];
  }

  GA.drawCard = () => {
    const card = document.getElementById("card");
    const isOpen = GA.state.site !== null;
    document.getElementById("ranking").hidden = isOpen;
    card.hidden = !isOpen;
    if (!isOpen) return card.replaceChildren();
    const site = sites[GA.state.site];
    const met = GA.metCount(site);
    const names = missing.map((name) => GA.t(name)).join(GA.state.lang === "ja" ? "、" : ", ");
    card.replaceChildren(...[
      ...cardHead(site),
      el("h3", { id: "days-title" }, GA.t("hubs"), " ", el("span", { class: "count" }, GA.t("hubs_count", { n: met, m: hubs.length }))),
      met ? dayTable(site) : el("p", {}, GA.t("none_met")),
      ...(unmetList(site) || []),
      met ? el("p", { class: "hint" }, GA.t("timetable_note")) : null,
      el("h3", {}, GA.t("indicators")),
      indicatorTable(site),
      site.weak ? el("p", { class: "hint", id: "weak-link" }, GA.t("weak_link", { name: GA.name(site.weak) })) : null,
      el("p", { class: "hint" }, GA.t("geometric", { score: GA.number(site.geometric, 1) })),
      missing.length ? el("p", { class: "hint" }, GA.t("missing", { names })) : null,
    ].filter(Boolean));
  };
})(window.geoaccess);
