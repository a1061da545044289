/* Municipalities, coloured by the mode, as areas or symbols; Okinawa also in an inset. */
(function (GA) {
  "use strict";
  const PALETTE = GA.data.palette;
  const INSET_BOUNDS = [[24.0, 122.8], [28.7, 130.3]];
  const INSET_PREFECTURE = "47";
  const INSET_PREFECTURES = ["46", "47"]; /* Amami belongs to Kagoshima. */

  const SYMBOL_PX = [1.5, 22];

  function describe(zone, shapes) {
    const [en, ja] = shapes.prefectures[shapes.prefecture[zone]];
    const place = GA.state.lang === "ja" ? [ja] : [en, " ", GA.el("span", { lang: "ja" }, ja)];
    return GA.el("div", { class: "tip" },
      GA.el("div", {}, GA.names({ en: shapes.en[zone], ja: shapes.ja[zone] })),
      GA.el("div", { class: "quiet" }, place),
      GA.zoneLines(zone).map((line) => GA.el("div", {}, line)));
  }

  GA.layers.zones = (map) => {
    map.createPane("zones").style.zIndex = 300;
    const group = L.layerGroup().addTo(map);
    GA.layers.zones.groups = [[map, group]];
    GA.shapes.then((shapes) => {
      const zoneOf = new Map(shapes.codes.map((code, zone) => [code, zone]));
      const collection = topojson.feature(shapes.topology, shapes.topology.objects.zones);
      const zoneAt = (feature) => zoneOf.get(feature.properties.code);
      const groundOf = (zone) => (GA.state.symbols ? GA.data.palette.symbolGround : GA.fillOf(zone));
      const style = (feature) => ({
        fillColor: groundOf(zoneAt(feature)),
        fillOpacity: GA.state.tiles ? 0.72 : 1,
        color: "#ffffff",
        ...edge,
      });
      /* At the scale of the country the edges would wash out the colours between them. */
      const edgeAt = (zoom) => (zoom < 7 ? { opacity: 0.3, weight: 0.35 } : { opacity: 0.6, weight: 0.7 });
      let edge = edgeAt(map.getZoom());
      const draw = (target, features, into) => {
        const pane = target.getPane("zones") ? "zones" : "overlayPane";
        const renderer = L.canvas({ padding: 0.4, pane });
        const polygons = L.geoJSON(features, { style, renderer, pane, smoothFactor: 0.3 });
        const content = (layer) => {
          const zone = zoneAt(layer.feature);
          return zone === undefined ? GA.t("share_none") : describe(zone, shapes);
        };
        painters.push(() => {
          polygons.eachLayer((layer) => {
            layer.options.fillColor = groundOf(zoneAt(layer.feature));
            layer.options.fillOpacity = GA.state.tiles ? 0.72 : 1;
          });
          redraw(renderer);
        });
        let marked = null;
        polygons.bindTooltip(content, { sticky: true, className: "tip-box", opacity: 1 });
        polygons.on("mouseover", (event) => {
          if (marked) polygons.resetStyle(marked);
          marked = event.layer.setStyle({ color: "#10202f", opacity: 1, weight: 1.6 });
          marked.bringToFront();
        });
        polygons.on("mouseout", () => {
          if (marked) polygons.resetStyle(marked);
          marked = null;
        });
        polygons.on("click", (event) => {
          const zone = zoneAt(event.layer.feature);
          if (zone !== undefined && GA.travel) {
            const begin = performance.now();
            GA.choose(zone, { from: "map" });
            requestAnimationFrame(() => requestAnimationFrame(() => (GA.clickTook = performance.now() - begin)));
          } else GA.announce(textOf(content(event.layer)));
        });
        into.addLayer(polygons);
        return polygons;
      };
      const main = draw(map, collection, group);
      drawSymbols(map, group, shapes, describe);
      map.on("zoomend", () => {
        const wanted = edgeAt(map.getZoom());
        if (wanted.weight !== edge.weight) main.setStyle((edge = wanted));
      });
      const prefecture = (shape) => shape.properties.code.slice(0, 2);
      const { zones } = shapes.topology.objects;
      const borders = topojson.mesh(
        shapes.topology, zones, (a, b) => a !== b && prefecture(a) !== prefecture(b)
      );
      const coast = topojson.mesh(shapes.topology, zones, (a, b) => a === b);
      const drawEdges = (target, into) => {
        const flat = { ...GA.linesIn(target, "borders", 450), smoothFactor: 0.3 };
        into.addLayer(L.geoJSON(borders, { ...flat, style: { color: "#ffffff", weight: 1.1, opacity: 0.95 } }));
        into.addLayer(L.geoJSON(coast, { ...flat, style: { color: "#566675", weight: 0.7, opacity: 0.9 } }));
      };
      drawEdges(map, group);

      const southern = collection.features.filter((f) => prefecture(f) === INSET_PREFECTURE);
      if (southern.length) {
        const [inset, insetGroup] = drawInset(collection, draw);
        drawEdges(inset, insetGroup);
        drawSymbols(inset, insetGroup, shapes, describe);
        GA.layers.zones.groups.push([inset, insetGroup]);
      }
      GA.painted = collection.features.length;
    }, () => {
      const notice = document.getElementById("map-notice");
      notice.dataset.i18n = "no_unpack";
      notice.textContent = GA.t("no_unpack");
      notice.hidden = false;
    });
  };

  /* Draw a canvas of Leaflet now, whole; it is private to Leaflet 1.9.4, which is vendored. */
  const painters = [];
  function redraw(renderer) {
    if (!renderer._map) return;
    renderer._redrawBounds = null;
    renderer._redraw();
  }
  GA.paintZones = () => painters.forEach((paint) => paint());

  /* Circles, their area by the number of people, largest first; made when first asked for. */
  function drawSymbols(target, into, shapes, tip) {
    let circles = null;
    let renderer = null;
    const all = [];
    const make = () => {
      target.createPane("symbols").style.zIndex = 455;
      renderer = L.canvas({ padding: 0.4, pane: "symbols" });
      circles = L.layerGroup();
      const most = Math.max(...shapes.people.map((people) => people || 0), 1);
      const order = shapes.codes.map((code, zone) => zone).sort((a, b) => shapes.people[b] - shapes.people[a]);
      order.forEach((zone) => {
        const radius = Math.max(SYMBOL_PX[0], SYMBOL_PX[1] * Math.sqrt((shapes.people[zone] || 0) / most));
        const circle = L.circleMarker(shapes.points[zone], {
          renderer, pane: "symbols", radius, weight: 0.6, color: "#26313c", fillOpacity: 0.92,
        });
        circle.bindTooltip(() => tip(zone, shapes), { sticky: true, className: "tip-box", opacity: 1 });
        circle.on("click", () => GA.travel && GA.choose(zone, { from: "map" }));
        circles.addLayer(circle);
        all.push([zone, circle]);
      });
    };
    painters.push(() => {
      if (!GA.state.symbols) return void (circles && into.removeLayer(circles));
      if (!circles) make();
      all.forEach(([zone, circle]) => (circle.options.fillColor = GA.fillOf(zone)));
      if (into.hasLayer(circles)) redraw(renderer);
      else into.addLayer(circles);
    });
  }

  const textOf = (node) => (typeof node === "string" ? node : [...node.children].map((line) => line.textContent).join(", "));

  function drawInset(collection, draw) {
    document.getElementById("inset").hidden = false;
    const inset = L.map("inset-map", {
      zoomControl: false, attributionControl: false, dragging: false, scrollWheelZoom: false,
      doubleClickZoom: false, boxZoom: false, keyboard: false, touchZoom: false, zoomSnap: 0,
      zoomAnimation: false, fadeAnimation: false,
    });
    inset.fitBounds(INSET_BOUNDS);
    const group = L.layerGroup().addTo(inset);
    const inside = collection.features.filter((f) => INSET_PREFECTURES.includes(f.properties.code.slice(0, 2)));
    draw(inset, { type: "FeatureCollection", features: inside }, group);
    GA.emit("inset", inset);
    return [inset, group];
  }

})(window.geoaccess);
