/* Drawn lines as a scenario file, which geoaccess whatif runs exactly. */
(function (GA) {
  "use strict";
  /* A text in double quotes: what YAML cannot hold as it is becomes an escape. */
  GA.yamlText = (text) => {
    const whole = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
    const unsafe = /["\\\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g;
    return `"${whole.replace(unsafe, (one) => (one === '"' || one === "\\" ? "\\" + one : "\\u" + one.charCodeAt(0).toString(16).padStart(4, "0")))}"`;
  };
  const q = (text) => GA.yamlText(text);
  const number = (value) => String(Math.round(value * 1e5) / 1e5);
  const both = (ja, en) => `{ja: ${q(ja)}, en: ${q(en)}}`;
  const clock = (text) => `"${text}"`;

  function stationOf(one) {
    if (one.s !== undefined) return q(one.id);
    return `{id: ${q(one.id)}, ja: ${q(one.ja)}, en: ${q(one.en)}, lat: ${number(one.lat)}, lon: ${number(one.lon)}, certainty_km: 1}`;
  }

  /* New stations have one id in the whole file, and are written out where they come first. */
  GA.writeScenario = (lines) => {
    const { strings, run } = GA.data;
    const words = (lang, key) => strings[lang][key];
    const names = lines.map((line) => line.name);
    const text = [
      `# ${words("en", "draw_yaml_comment")} geoaccess ${run.version}, ${run.digest}`,
      "name: drawn-line",
      `title: ${both(names.join("・"), names.join(", "))}`,
      "assumptions:",
      `  - ${both(words("ja", "draw_yaml_assumption"), words("en", "draw_yaml_assumption"))}`,
      "operations:",
    ];
    const written = new Set();
    lines.forEach((line, k) => {
      const id = `drawn-${k + 1}`;
      text.push("  - add_line:", `      id: ${id}`, `      ja: ${q(line.name)}`, `      en: ${q(line.name)}`, `      class: ${line.category}`);
      if (line.by === "speed") text.push(`      top_speed_kmh: ${number(line.speed)}`);
      text.push("      stations:");
      line.stations.forEach((one) => {
        text.push(`        - ${written.has(one.id) ? q(one.id) : stationOf(one)}`);
        if (one.s === undefined) written.add(one.id);
      });
      text.push("      services:", `        - name: ${id}`, `          name_ja: ${id}`,
        `          calls: [${line.stations.map((one) => q(one.id)).join(", ")}]`,
        `          run_min: [${line.runs.join(", ")}]`);
      if (line.runs.length > 1) text.push(`          dwell_min: [${line.runs.slice(1).map(() => line.dwell).join(", ")}]`);
      text.push(`          headway_min: ${number(line.headway)}`, `          first: ${clock("06:00")}`, `          last: ${clock("22:00")}`);
    });
    return text.join("\n") + "\n";
  };
})(window.geoaccess);
