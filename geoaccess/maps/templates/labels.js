/* Names on the map: placed greedily, most important first, and only where they do not overlap. */
(function (GA) {
  "use strict";
  const PAD_PX = 2;
  const LONGEST = 28;
  const MOST = 600; /* Of more things the least important go without a name. */
  const TWIN_PX = 70; /* A site and a hub of the same name side by side are named once. */
  const measure = document.createElement("canvas").getContext("2d");
  const FAMILY = '"Noto Sans JP","Noto Sans CJK JP","Hiragino Sans","Yu Gothic UI",Meiryo,sans-serif';

  const overlaps = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

  /* A name as it stands on the map: without what it adds in brackets. */
  const shorten = (name) => {
    const bare = name.replace(/\s*[(（].*$/, "") || name;
    return bare.length > LONGEST ? bare.slice(0, LONGEST - 1) + "…" : bare;
  };

  /* Things to name, most important first, with the half-size of their marker. */
  function collect(map) {
    const { sites, hubs } = GA.data;
    const shown = (layer) => map.hasLayer(GA.layers[layer].groups[0][1]);
    const things = [];
    const selected = GA.state.site;
    if (shown("sites")) {
      sites.forEach((site, i) => GA.smallSites && GA.smallSites.has(i) ? null : things.push({ thing: site, half: GA.sitePx / 2 + 1, kind: "site", order: i === selected ? -1e6 : GA.site(i).rank, size: 12 }));
    }
    if (shown("hubs")) {
      hubs.forEach((hub, j) => {
        const met = selected !== null && GA.site(selected).days[j];
        things.push({ thing: hub, half: GA.hubSide(j) * 0.71, kind: "hub", order: met ? -1e5 + j : 8.5 + j, size: 11.5 });
      });
    }
    if (shown("network") && map.getZoom() >= 8) {
      GA.stations.forEach((one) => {
        if (one.isMain || map.getZoom() >= 9) things.push({ thing: one, half: 4, kind: "station", order: one.isMain ? 1e5 : 2e5, size: 11 });
      });
    }
    if (GA.state.place !== null && selected === null && GA.nodes[GA.state.place]) {
      things.push({ thing: GA.nodes[GA.state.place], half: 9, kind: "site", order: -1e6, size: 13 });
    }
    return things.sort((a, b) => a.order - b.order);
  }

  GA.startLabels = (map) => {
    const pane = map.createPane("names");
    pane.style.zIndex = 590;
    pane.style.pointerEvents = "none";
    let timer = 0;

    function place() {
      timer = 0;
      pane.replaceChildren();
      const view = map.getPixelBounds();
      const origin = map.getPixelOrigin();
      const things = collect(map);
      const boxes = [];
      const placed = [];
      const near = things.slice(0, MOST).filter((one) => {
        one.at = map.project([one.thing.lat, one.thing.lon]);
        return view.contains(one.at);
      });
      near.forEach((one) => {
        if (one.kind !== "station") boxes.push({ x: one.at.x - one.half, y: one.at.y - one.half, w: 2 * one.half, h: 2 * one.half });
      });
      near.forEach((one) => {
        const text = shorten(GA.name(one.thing));
        measure.font = `${one.kind === "station" ? 400 : 600} ${one.size}px ${FAMILY}`;
        const w = measure.measureText(text).width + 2 * PAD_PX;
        const h = one.size * 1.3;
        const { x, y } = one.at;
        const gap = one.half + 1;
        if (placed.some((other) => other.text === text && other.at.distanceTo(one.at) < TWIN_PX)) return;
        const tries = [
          [x + gap, y - h / 2], [x - gap - w, y - h / 2], [x - w / 2, y + gap], [x - w / 2, y - gap - h],
          [x + gap * 0.7, y + gap * 0.4], [x + gap * 0.7, y - gap * 0.4 - h], [x - gap * 0.7 - w, y + gap * 0.4], [x - gap * 0.7 - w, y - gap * 0.4 - h],
        ];
        for (const [left, top] of tries) {
          const box = { x: left, y: top, w, h };
          if (boxes.some((other) => overlaps(box, other))) continue;
          boxes.push(box);
          placed.push({ text, at: one.at });
          const label = GA.el("span", { class: `label label-${one.kind}`, lang: GA.state.lang }, text);
          L.DomUtil.setPosition(label, L.point(left - origin.x, top - origin.y));
          pane.append(label);
          break;
        }
      });
    }
    const later = () => {
      if (!timer) timer = requestAnimationFrame(place);
    };
    map.on("moveend zoomend viewreset resize", later);
    ["language", "selection", "layer", "network", "view"].forEach((event) => GA.on(event, later));
    later();
  };
})(window.geoaccess);
