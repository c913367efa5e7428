// The legend and the layer switches. The legend holds what is on the map, with the very styles that draw it, and nothing
// else: it is made again when the date or the view has come to rest.
"use strict";
(() => {
  const TimeMap = window.TimeMap;
  const [WIDTH, HEIGHT] = [26, 17];

  /** What to know of the fronts on a day, if anything. */
  TimeMap.noteOn = (notes, day) => notes.find(({ from, to }) => day >= from && (to === null || day < to));

  class Legend {
    constructor(scene, element, words) {
      Object.assign(this, { scene, words, byTitle: null, styles: scene.sheet.styles });
      // All rows are made once and hidden or shown from then on: that is cheap at every rest of the clock.
      this.groups = scene.payload.legend.map((group) => this.makeGroup(group));
      element.append(...this.groups.map(({ box }) => box));
      this.paint();
      new MutationObserver(() => this.paint()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    }

    /** Make the swatches in the colours of the theme. */
    paint() {
      for (const { rows } of this.groups) for (const { style, image } of rows) image.src = this.picture(style);
    }

    makeGroup(group) {
      const box = TimeMap.html("section", "group");
      const heading = TimeMap.html("h3", "", group.title, box);
      const list = TimeMap.html("ul", group.columns ? "columns" : "", null, box);
      const rows = group.entries.map(({ style, text, covers }) => {
        const row = TimeMap.html("li", "", null, list);
        const image = TimeMap.html("img", "", null, row);
        Object.assign(image, { alt: "", width: WIDTH, height: HEIGHT });
        TimeMap.html("span", "", text, row);
        return { row, covers, style, image };
      });
      const measured = group.layer === "fronts" ? TimeMap.html("p", "measured", "", box) : null;
      return { ...group, box, heading, rows, measured };
    }

    refresh() {
      const drawn = this.scene.drawnStyles();
      const note = TimeMap.noteOn(this.scene.payload.notes, this.scene.clock.day);
      for (const { box, rows, measured } of this.groups) {
        let any = false;
        for (const { row, covers } of rows) {
          const on = covers.some((style) => drawn.has(style));
          any ||= on;
          if (row.hidden === on) row.hidden = !on;
        }
        if (box.hidden === any) box.hidden = !any;
        if (measured) measured.textContent = this.evidenceInWords(note);
      }
      if (this.byTitle === this.scene.byTitle) return;
      this.byTitle = this.scene.byTitle;
      for (const { heading, title, titleByOwner } of this.groups) {
        heading.textContent = (this.byTitle && titleByOwner) || title;
      }
    }

    /** How well the fronts of the day are known, and what the small squares are where the view is near enough to show them. */
    evidenceInWords(note) {
      const near = this.scene.sheet.zoom >= TimeMap.FACTS_FROM;
      return note?.measured ? [note.measured, near ? this.words.legend.squares : ""].filter(Boolean).join(" ") : "";
    }

    /**
     * A style's swatch as a picture: as drawings of the page, thirty of them would be looked at again at every step of the
     * date. A picture knows no variables, so its colours are those of the theme, and a new theme makes new pictures.
     */
    picture(index) {
      const svg = TimeMap.svg("svg", { xmlns: "http://www.w3.org/2000/svg", width: WIDTH, height: HEIGHT });
      const style = this.scene.payload.styles[index];
      const defs = TimeMap.svg("defs", {}, svg);
      if (this.styles.isPatterned(style)) this.styles.addPattern(defs, "ink", style);
      this.draw(svg, style);
      const colours = getComputedStyle(document.documentElement);
      const text = new XMLSerializer().serializeToString(svg);
      const plain = text.replace(/var\(--([a-z_0-9]+)\)/g, (_, name) => colours.getPropertyValue(`--${name}`).trim());
      return `data:image/svg+xml,${encodeURIComponent(plain)}`;
    }

    draw(svg, style) {
      const colour = (key) => (key ? `var(--${key})` : "none");
      const fill = this.styles.isPatterned(style) ? "url(#ink)" : colour(style.fill);
      const look = { fill, "fill-opacity": style.opacity, stroke: colour(style.stroke), "stroke-width": style.width };
      if (style.dash.length) look["stroke-dasharray"] = style.dash.join(" ");
      const marker = this.scene.payload.markers[style.key];
      if (marker) TimeMap.svg("path", { ...look, d: `M${WIDTH / 2} ${HEIGHT / 2}${TimeMap.markers[marker]}` }, svg);
      else if (style.key.startsWith("axis:")) {
        TimeMap.svg("path", { ...look, "stroke-width": 1, d: "M1 8L15 6.2V2.5L25 8.5L15 14.5V10.8L1 9z" }, svg);
      } else if (style.fill === null) TimeMap.svg("path", { ...look, d: `M0 ${HEIGHT / 2}H${WIDTH}` }, svg);
      else this.area(svg, style, look);
    }

    area(svg, style, look) {
      const box = (inset) => ({ x: inset, y: inset, width: WIDTH - 2 * inset, height: HEIGHT - 2 * inset });
      TimeMap.svg("rect", { ...look, ...box(style.stroke ? style.width / 2 : 0) }, svg);
      const edge = { fill: "none", stroke: "var(--ink_soft)", "stroke-width": 0.6, "stroke-opacity": 0.7 };
      TimeMap.svg("rect", { ...edge, ...box(0.3) }, svg);
      if (style.pattern !== "double_outline") return;
      TimeMap.svg("rect", { ...box(3.5), fill: "none", stroke: `var(--${style.pattern_colour})`, "stroke-width": 1.2 }, svg);
    }
  }

  /** One native checkbox for every layer, and one for the reading by title. */
  class Switches {
    constructor(scene, element, words) {
      Object.assign(this, { scene, boxes: new Map(), listeners: [] });
      for (const layer of scene.layers.values()) {
        this.boxes.set(layer.key, this.box(element, layer.title, layer.description, layer.visible));
        this.boxes.get(layer.key).addEventListener("change", ({ target }) => this.toggle(layer.key, target.checked));
      }
      this.byTitle = this.box(element, words.panels.by_title, words.panels.by_title_hint, false);
      this.byTitle.closest("label").classList.add("apart");
      this.byTitle.addEventListener("change", ({ target }) => {
        scene.setByTitle(target.checked);
        this.changed();
      });
      for (const layer of scene.layers.values()) scene.setVisible(layer.key, layer.visible);
    }

    box(parent, text, hint, checked) {
      const label = TimeMap.html("label", "switch", null, parent);
      label.title = hint;
      const input = TimeMap.html("input", "", null, label);
      input.type = "checkbox";
      input.checked = checked;
      TimeMap.html("span", "", text, label);
      return input;
    }

    onChange(listener) {
      this.listeners.push(listener);
    }

    changed() {
      for (const listener of this.listeners) listener();
    }

    toggle(key, visible) {
      this.scene.setVisible(key, visible);
      this.boxes.get(key).checked = visible;
      this.changed();
    }

    /** Show exactly these layers; unknown keys are ignored, null means the default choice. */
    choose(keys) {
      for (const data of this.scene.payload.layers) {
        const visible = keys === null ? data.visible : keys.includes(data.key);
        if (visible !== this.scene.layers.get(data.key).visible) this.toggle(data.key, visible);
      }
    }

    resetTitle() {
      if (!this.byTitle.checked) return;
      this.byTitle.checked = false;
      this.scene.setByTitle(false);
    }

    keys() {
      return [...this.scene.layers.values()].filter(({ visible }) => visible).map(({ key }) => key);
    }
  }

  TimeMap.Legend = Legend;
  TimeMap.Switches = Switches;
})();
