/* The ranked table: one row per site, linked to the map both ways. */
(function (GA) {
  "use strict";
  const { sites, hubs } = GA.data;
  const MORE = 200;
  let order = [];
  let shown = MORE;
  const sortSites = () => {
    const ranks = sites.map((site, i) => GA.site(i).rank);
    order = GA.order = sites.map((site, i) => i).sort((a, b) => ranks[a] - ranks[b]);
  };
  sortSites();

  const met = (site) => site.days.filter(Boolean).length;
  GA.metCount = met;

  function bar(site, i) {
    const { fill } = GA.siteStyle(site, i);
    const width = (site.score === null ? 0 : site.score) + "%";
    const span = site.interval
      ? GA.el("i", { class: "whisker", css: { left: site.interval[0] + "%", width: site.interval[1] - site.interval[0] + "%" } }) : null;
    return GA.el("span", { class: "bar", "aria-hidden": "true" }, GA.el("span", { css: { width, background: fill } }), span);
  }

  function scoreCell(site, i) {
    const before = GA.site(i, 0).score;
    const moved = GA.isDifference() && site.score !== null && before !== null ? GA.el("span", { class: "moved" }, GA.signed(site.score - before, 1)) : null;
    const interval = site.interval && !moved
      ? GA.el("span", { class: "moved" }, `${GA.number(site.interval[0], 0)}–${GA.number(site.interval[1], 0)}`) : null;
    return GA.el("td", { class: "num score" }, bar(site, i), GA.el("span", { class: "figure" }, GA.number(site.score, 1)), moved || interval);
  }

  function row(i) {
    const site = GA.site(i);
    const button = GA.el("button", {
      type: "button", class: "row-button", id: "row-" + i,
      on: { click: (event) => { event.stopPropagation(); GA.select(i, { from: "table" }); } },
    }, GA.names(site, "span"));
    return GA.el("tr", { "data-site": i, on: { click: () => GA.select(i, { from: "table" }) } },
      GA.el("td", { class: "num rank" }, String(site.rank), site.ranks ? GA.el("span", { class: "moved" }, `${site.ranks[0]}–${site.ranks[1]}`) : null),
      GA.el("th", { scope: "row" }, button),
      scoreCell(site, i),
      GA.el("td", { class: "num" }, `${met(site)} / ${hubs.length}`));
  }

  GA.drawRanking = () => {
    const head = [["rank", "num"], ["site", ""], ["score", "num"], ["hubs_met", "num"]].map(([key, name]) =>
      GA.el("th", { scope: "col", class: name }, GA.t(key)));
    const table = GA.el("table", { class: "ranking", "aria-labelledby": "ranking-title" },
      GA.el("thead", {}, GA.el("tr", {}, head)),
      GA.el("tbody", {}, order.slice(0, shown).map(row)));
    table.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const here = event.target.closest("tr[data-site]");
      if (!step || !here) return;
      const next = order[order.indexOf(Number(here.dataset.site)) + step];
      if (next === undefined) return;
      event.preventDefault();
      document.getElementById("row-" + next).focus();
    });
    const rest = order.length - shown;
    const more = rest > 0 ? GA.el("button", {
      type: "button", class: "more", id: "more-sites",
      on: { click: () => { shown += MORE; GA.drawRanking(); } },
    }, GA.t("show_more", { n: rest })) : null;
    document.getElementById("ranking-body").replaceChildren(...[table, more].filter(Boolean));
  };
  GA.on("language", GA.drawRanking);
  /* Rows carry the colours of the sites and the figures of the view. */
  let drawn = "";
  GA.on("paint", () => {
    const { view, siteLayer } = GA.state;
    const now = [view, siteLayer, GA.isDifference()].join();
    if (now === drawn) return;
    drawn = now;
    sortSites();
    GA.drawRanking();
  });
})(window.geoaccess);
