/* Municipalities, shaded by the share of hub mass; Okinawa also in an inset. */
(function (GA) {
  "use strict";
  const PALETTE = GA.data.palette;
  const INSET_BOUNDS = [[24.0, 122.8], [28.7, 130.3]];
  const INSET_PREFECTURE = "47";

  /* A hatch as a canvas pattern, which Leaflet's canvas takes like a colour. */
  function makeHatch() {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const pen = tile.getContext("2d");
    pen.fillStyle = PALETTE.noRail[0];
    pen.fillRect(0, 0, 6, 6);
    pen.strokeStyle = PALETTE.noRail[1];
    pen.lineWidth = 1.2;
    pen.beginPath();
    for (const shift of [-6, 0, 6]) {
      pen.moveTo(shift - 1, 7);
      pen.lineTo(shift + 7, -1);
    }
    pen.stroke();
    return pen.createPattern(tile, "repeat");
  }

  function fillOf(share, hatch) {
    if (share === null) return hatch;
    if (share === 0) return PALETTE.zero;
    return PALETTE.share.colours[GA.classOf(share, PALETTE.share.breaks)];
  }

  function describe(zone, shapes) {
    const [en, ja] = shapes.prefectures[shapes.prefecture[zone]];
    const share = shapes.share[zone];
    const place = GA.state.lang === "ja" ? [ja] : [en, " ", GA.el("span", { lang: "ja" }, ja)];
    const lines = [
      GA.el("div", {}, GA.names({ en: shapes.en[zone], ja: shapes.ja[zone] })),
      GA.el("div", { class: "quiet" }, place),
    ];
    if (share === null) {
      lines.push(GA.el("div", {}, GA.t("share_none")));
    } else {
      const value = GA.number(share, share === 0 || share === 100 ? 0 : 1) + " %";
      const counts = { n: shapes.hubs[zone], m: GA.data.hubs.length };
      lines.push(GA.el("div", {}, GA.t("zone_share", { share: value })));
      lines.push(GA.el("div", {}, GA.t("zone_hubs", counts)));
    }
    return GA.el("div", { class: "tip" }, lines);
  }

  GA.layers.zones = (map) => {
    map.createPane("zones").style.zIndex = 300;
    const group = L.layerGroup().addTo(map);
    GA.layers.zones.groups = [[map, group]];
    GA.shapes.then((shapes) => {
      const zoneOf = new Map(shapes.codes.map((code, zone) => [code, zone]));
      const collection = topojson.feature(shapes.topology, shapes.topology.objects.zones);
      const hatch = makeHatch();
      const shareOf = (feature) => {
        const zone = zoneOf.get(feature.properties.code);
        return zone === undefined ? null : shapes.share[zone];
      };
      const style = (feature) => ({
        fillColor: fillOf(shareOf(feature), hatch),
        fillOpacity: 1,
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
          const zone = zoneOf.get(layer.feature.properties.code);
          return zone === undefined ? GA.t("share_none") : describe(zone, shapes);
        };
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
        polygons.on("click", (event) => GA.announce(textOf(content(event.layer))));
        into.addLayer(polygons);
        return polygons;
      };
      const main = draw(map, collection, group);
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
    const bounds = L.latLngBounds(INSET_BOUNDS);
    const inside = collection.features.filter((f) => bounds.intersects(L.geoJSON(f).getBounds()));
    draw(inset, { type: "FeatureCollection", features: inside }, group);
    GA.emit("inset", inset);
    return [inset, group];
  }

})(window.geoaccess);
