/* The card of a site: score, indicators, and each hub with its clock times. */
(function (GA) {
  "use strict";
  const { sites, hubs, indicators, missing } = GA.data;
  const el = (...all) => GA.el(...all);

  const valueText = (one, value) => (value === null ? GA.t("not_reached") : GA.t(one.unit, { value: GA.number(value, one.decimals) }));

  function indicatorTable(site) {
    const rows = indicators.flatMap((one, k) => {
      if (missing.includes(one.name)) return [];
      const value = site.values[k];
      const text = valueText(one, value);
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
  const KAPPA = ["kappa", (day, j, site) => GA.number(site.kappa[j], 2)];

  /* On a narrow screen the rows become blocks; the roles keep them a table for screen readers. */
  function dayTable(site) {
    const columns = site.kappa ? [...COLUMNS, KAPPA] : COLUMNS;
    const days = hubs.map((hub, j) => GA.day(site, j));
    const met = hubs.map((hub, j) => j).filter((j) => days[j]).sort((a, b) => days[a].way - days[b].way);
    const rows = met.map((j) =>
      el("tr", { role: "row" },
        el("th", { scope: "row", role: "rowheader" }, GA.names(hubs[j], "span")),
        columns.map(([key, cell]) =>
          el("td", { role: "cell", class: "num day-" + key, "data-label": GA.t(key).replace("\n", " ") }, cell(days[j], j, site)))));
    const head = [["hub"], ...columns].map(([key], k) => el("th", { scope: "col", role: "columnheader", class: k ? "num" : "" }, GA.t(key)));
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
    const { fill, ink } = GA.siteStyle(site, GA.isDifference() ? undefined : GA.state.site);
    const other = site[GA.other()];
    return [
      el("div", { class: "card-nav" },
        el("button", { type: "button", id: "back", on: { click: () => GA.select(null, { from: "card" }) } }, "← ", GA.t("back")),
        el("span", { class: "steps" }, step(-1, "previous", "↑"), step(1, "next", "↓"))),
      el("div", { class: "card-head" },
        el("div", {},
          el("h2", { id: "card-title", tabindex: "-1", lang: GA.state.lang }, GA.name(site)),
          other === GA.name(site) ? null : el("p", { class: "quiet", lang: GA.other() }, other),
          el("p", { class: "card-rank" }, GA.t("rank_of", { rank: site.rank, n: sites.length })),
          site.interval ? el("p", { class: "quiet", id: "card-interval" }, GA.t("interval_of", {
            low: GA.number(site.interval[0], 1), high: GA.number(site.interval[1], 1), best: site.ranks[0], worst: site.ranks[1],
            share: GA.number(100 * site.best, 0), draws: GA.number(GA.view().draws, 0),
          })) : null,
          GA.view().assumption ? el("p", { class: "assumed" }, GA.t("assumption_of", { name: GA.name(GA.view().title) })) : null),
        el("p", { class: "big-score", css: { background: fill, color: ink } },
          el("span", { class: "unseen" }, GA.t("score") + " "), el("strong", {}, GA.number(site.score, 1)),
          el("span", {}, GA.t("score_out_of")))),
      site.note ? el("p", { class: "note" }, GA.name(site.note)) : null,
    ];
  }

  /* What each scenario changes for a site, beside today's network. */
  function changes(i) {
    const base = GA.site(i, 0);
    return GA.data.views.flatMap((view, k) => {
      if (!k || (GA.state.view && k !== GA.state.view)) return [];
      const after = GA.site(i, k);
      const row = (label, before, now, by) => el("tr", {}, el("th", { scope: "row" }, label), el("td", { class: "num" }, before), el("td", { class: "num" }, now), el("td", { class: "num" }, by));
      const difference = (a, b, decimals, name) => {
        if (a === null || b === null) return "–";
        const drawn = after.moved && after.moved[name];
        if (!drawn || drawn[0] === null || drawn[0] === drawn[1]) return GA.signed(b - a, decimals);
        const span = GA.t("change_between", { low: GA.signed(drawn[0], decimals), high: GA.signed(drawn[1], decimals) });
        return [GA.signed(b - a, decimals), el("span", { class: "moved" }, span)];
      };
      const rows = [row(GA.t("score"), GA.number(base.score, 1), GA.number(after.score, 1), difference(base.score, after.score, 1, "score"))];
      rows.push(row(GA.t("rank"), String(base.rank), String(after.rank), GA.signed(after.rank - base.rank, 0)));
      indicators.forEach((one, at) => {
        if (missing.includes(one.name)) return;
        rows.push(row(GA.t(one.name), valueText(one, base.values[at]), valueText(one, after.values[at]), difference(base.values[at], after.values[at], one.decimals, one.name)));
      });
      const listed = (from, to) => hubs.filter((hub, j) => to.days[j] && !from.days[j]).map(GA.name).join(GA.state.lang === "ja" ? "、" : ", ");
      const above = after.moved && after.moved.score ? GA.t("p_above", { share: GA.number(100 * after.moved.score[2], 0) }) : null;
      const gained = listed(base, after);
      const lost = listed(after, base);
      const head = ["indicator", "today", "with_scenario", "difference_column"].map((key, at) => el("th", { scope: "col", class: at ? "num" : "" }, GA.t(key)));
      return [
        el("h3", {}, GA.t("changes_by", { name: GA.name(view.title) }), " ", view.assumption ? el("span", { class: "badge assumed-badge" }, GA.t("assumption")) : null),
        el("table", { class: "indicators changes" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
        above ? el("p", { class: "hint" }, above) : null,
        el("p", { class: "hint" }, gained ? GA.t("hubs_gained", { names: gained }) : GA.t("hubs_gained_none")),
        lost ? el("p", { class: "hint" }, GA.t("hubs_lost", { names: lost })) : null,
      ];
    }).filter(Boolean);
  }

  GA.drawCard = () => {
    const card = document.getElementById("card");
    const isOpen = GA.state.site !== null;
    document.getElementById("ranking").hidden = isOpen || GA.state.place !== null;
    card.hidden = !isOpen;
    if (!isOpen) return card.replaceChildren();
    const site = GA.site(GA.state.site);
    const met = GA.metCount(site);
    const names = missing.map((name) => GA.t(name)).join(GA.state.lang === "ja" ? "、" : ", ");
    card.replaceChildren(...[
      ...cardHead(site),
      ...(GA.state.view ? changes(GA.state.site) : []),
      el("h3", { id: "days-title" }, GA.t("hubs"), " ", el("span", { class: "count" }, GA.t("hubs_count", { n: met, m: hubs.length }))),
      met ? dayTable(site) : el("p", {}, GA.t("none_met")),
      ...(unmetList(site) || []),
      met ? el("p", { class: "hint" }, GA.t("timetable_note")) : null,
      el("h3", {}, GA.t("indicators")),
      indicatorTable(site),
      site.weak ? el("p", { class: "hint", id: "weak-link" }, GA.t("weak_link", { name: GA.name(site.weak) })) : null,
      el("p", { class: "hint" }, GA.t("geometric", { score: GA.number(site.geometric, 1) })),
      missing.length ? el("p", { class: "hint" }, GA.t("missing", { names })) : null,
      ...(GA.state.view ? [] : changes(GA.state.site)),
    ].filter(Boolean));
  };
})(window.geoaccess);
