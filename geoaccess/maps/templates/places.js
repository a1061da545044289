/* Every place that can be chosen: municipalities, sites, hubs; and the search over their names. */
(function (GA) {
  "use strict";
  const { data } = GA;
  const MOST = 12;
  const byId = (id) => document.getElementById(id);
  GA.nodes = [];

  /* The places in the order of the travel times; those without are at the end. */
  GA.shapes.then((shapes) => {
    const nodes = GA.nodes;
    shapes.codes.forEach((id, k) => nodes.push({
      id, kind: "zone", index: k, en: shapes.en[k], ja: shapes.ja[k], kana: shapes.kana[k] || "",
      lat: shapes.points[k][0], lon: shapes.points[k][1], weight: shapes.people[k] || 0,
      prefecture: shapes.prefectures[shapes.prefecture[k]],
    }));
    const add = (kind) => (one, index) => {
      if (one.node >= shapes.codes.length) nodes[one.node] = { kind, index, en: one.en, ja: one.ja, lat: one.lat, lon: one.lon };
    };
    data.sites.forEach(add("site"));
    data.hubs.forEach(add("hub"));
    nodes.forEach((node, k) => (node.node = k));
    GA.siteOfNode = new Map();
    data.sites.forEach((site, i) => {
      const node = nodes[site.node];
      if (node && (node.kind === "site" || node.id === site.id)) GA.siteOfNode.set(site.node, i);
    });
    index = buildIndex();
    GA.emit("places");
  }, () => {
    index = data.sites.map((site, i) => entry(site, { site: i, order: 0, sub: null }));
  });

  /* Choose a place by its node: a site opens its card. */
  GA.choose = (node, options) => {
    if (node !== null && GA.siteOfNode && GA.siteOfNode.has(node)) return GA.select(GA.siteOfNode.get(node), options);
    GA.state.site = null;
    GA.state.place = node;
    GA.showPlace(options || {});
  };

  /* A name as people type it: case, width, kana, long vowels and spelling of romaji aside. */
  const RESPELT = [
    [/[\s\-'’・()（）]/g, ""], [/sy/g, "sh"], [/ty/g, "ch"], [/(zy|jy)/g, "j"], [/si/g, "shi"], [/ti/g, "chi"],
    [/tu/g, "tsu"], [/(^|[^sc])hu/g, "$1fu"], [/zi/g, "ji"], [/m(?=[bp])/g, "n"], [/(ou|oo|oh(?![aiueo]))/g, "o"], [/uu/g, "u"],
  ];
  GA.fold = (text) => {
    let folded = text.normalize("NFKC").toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC");
    folded = folded.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
    for (const [pattern, by] of RESPELT) folded = folded.replace(pattern, by);
    return folded;
  };

  let index = [];
  const entry = (thing, more) => ({
    ...more, thing, keys: [thing.en, thing.ja, thing.kana || "", ...(more.keys || [])].filter(Boolean).map(GA.fold),
  });
  function buildIndex() {
    const found = data.sites.map((site, i) => entry(site, { site: i, order: 0, sub: "site" }));
    GA.nodes.forEach((node) => {
      if (node.kind === "hub") found.push(entry(node, { node: node.node, order: 1, sub: "hub" }));
      if (node.kind === "zone" && !GA.siteOfNode.has(node.node)) {
        const [, ja] = node.prefecture;
        found.push(entry(node, { node: node.node, order: 2, sub: node.prefecture, keys: [ja + node.ja] }));
      }
    });
    return found;
  }

  GA.search = (typed) => {
    const wanted = GA.fold(typed);
    if (!wanted) return [];
    const hits = [];
    for (const one of index) {
      let best = 3;
      for (const key of one.keys) {
        const at = key.indexOf(wanted);
        if (at < 0) continue;
        best = Math.min(best, key.length === wanted.length ? 0 : at === 0 ? 1 : 2);
      }
      if (best < 3) hits.push([best, one]);
    }
    hits.sort(([a, x], [b, y]) => a - b || x.order - y.order || (y.thing.weight || 0) - (x.thing.weight || 0));
    return hits.slice(0, MOST).map(([, one]) => one);
  };

  /* The search box: a combobox after the ARIA pattern. */
  let shown = [];
  let active = -1;
  const subText = (sub) => (Array.isArray(sub) ? sub[GA.state.lang === "ja" ? 1 : 0] : GA.t("kind_" + (sub || "site")));
  function draw() {
    const box = byId("search");
    const list = byId("search-list");
    list.replaceChildren(...shown.map((one, k) =>
      GA.el("li", {
        id: "found-" + k, role: "option", "aria-selected": String(k === active), class: k === active ? "active" : "",
        on: { mousedown: (event) => { event.preventDefault(); take(k); } },
      }, GA.names(one.thing, "span"), " ", GA.el("span", { class: "quiet" }, subText(one.sub)))));
    list.hidden = !shown.length;
    box.setAttribute("aria-expanded", String(shown.length > 0));
    if (active >= 0) box.setAttribute("aria-activedescendant", "found-" + active);
    else box.removeAttribute("aria-activedescendant");
    byId("search-none").hidden = !(box.value.trim() && !shown.length && document.activeElement === box);
  }
  function close() {
    shown = [];
    active = -1;
    draw();
    byId("search-none").hidden = true;
  }
  function take(k) {
    const one = shown[k];
    byId("search").value = GA.name(one.thing);
    close();
    if (one.site !== undefined) GA.select(one.site, { from: "search" });
    else GA.choose(one.node, { from: "search" });
  }
  GA.startSearch = () => {
    const box = byId("search");
    box.addEventListener("input", () => {
      shown = GA.search(box.value);
      active = shown.length ? 0 : -1;
      draw();
      if (box.value.trim()) GA.announce(shown.length ? GA.t("found", { n: shown.length }) : GA.t("not_found"));
    });
    box.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by && shown.length) {
        active = (active + by + shown.length) % shown.length;
        draw();
        event.preventDefault();
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        take(active);
      } else if (event.key === "Escape" && shown.length) {
        event.stopPropagation();
        close();
      }
    });
    box.addEventListener("blur", close);
  };
})(window.geoaccess);
