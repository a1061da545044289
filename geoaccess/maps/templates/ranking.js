/* The ranked table: one row per site, linked to the map both ways. */
(function (GA) {
  "use strict";
  const { sites, hubs } = GA.data;
  const order = sites.map((site, i) => i).sort((a, b) => sites[a].rank - sites[b].rank);
  GA.order = order;

  const met = (site) => site.days.filter(Boolean).length;
  GA.metCount = met;

  function bar(site) {
    const { fill } = GA.siteStyle(site);
    const width = (site.score === null ? 0 : site.score) + "%";
    return GA.el("span", { class: "bar", "aria-hidden": "true" }, GA.el("span", { css: { width, background: fill } }));
  }

  function row(i) {
    const site = sites[i];
    const button = GA.el("button", {
      type: "button", class: "row-button", id: "row-" + i,
      on: { click: (event) => { event.stopPropagation(); GA.select(i, { from: "table" }); } },
    }, GA.names(site, "span"));
    return GA.el("tr", { "data-site": i, on: { click: () => GA.select(i, { from: "table" }) } },
      GA.el("td", { class: "num rank" }, String(site.rank)),
      GA.el("th", { scope: "row" }, button),
      GA.el("td", { class: "num score" }, bar(site), GA.el("span", {}, GA.number(site.score, 1))),
      GA.el("td", { class: "num" }, `${met(site)} / ${hubs.length}`));
  }

  GA.drawRanking = () => {
    const head = [["rank", "num"], ["site", ""], ["score", "num"], ["hubs_met", "num"]].map(([key, name]) =>
      GA.el("th", { scope: "col", class: name }, GA.t(key)));
    const table = GA.el("table", { class: "ranking", "aria-labelledby": "ranking-title" },
      GA.el("thead", {}, GA.el("tr", {}, head)),
      GA.el("tbody", {}, order.map(row)));
    table.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const here = event.target.closest("tr[data-site]");
      if (!step || !here) return;
      const next = order[order.indexOf(Number(here.dataset.site)) + step];
      if (next === undefined) return;
      event.preventDefault();
      document.getElementById("row-" + next).focus();
    });
    document.getElementById("ranking-body").replaceChildren(table);
  };
  GA.on("language", GA.drawRanking);
})(window.geoaccess);
