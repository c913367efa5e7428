// The legend and the layer switches. The legend holds what is on the map, with the very styles that draw it, and nothing
// else: it is made again when the date or the view has come to rest.
"use strict";
(() => {
  const TimeMap = window.TimeMap;
  const [WIDTH, HEIGHT] = [26, 17];

  class Legend {
    constructor(scene, element) {
      Object.assign(this, { scene, byTitle: null });
      // All rows are made once and hidden or shown from then on: that is cheap at every rest of the clock.
      this.groups = scene.payload.legend.map((group) => this.makeGroup(group));
      element.append(...this.groups.map(({ box }) => box));
    }

    makeGroup(group) {
      const box = TimeMap.html("section", "group");
      const heading = TimeMap.html("h3", "", group.title, box);
      const list = TimeMap.html("ul", group.columns ? "columns" : "", null, box);
      const rows = group.entries.map(({ style, text, covers }) => {
        const row = TimeMap.html("li", "", null, list);
        row.appendChild(this.swatch(style));
        TimeMap.html("span", "", text, row);
        return { row, covers };
      });
      return { ...group, box, heading, rows };
    }

    refresh() {
      const drawn = this.scene.drawnStyles();
      for (const { box, rows } of this.groups) {
        let any = false;
        for (const { row, covers } of rows) {
          const on = covers.some((style) => drawn.has(style));
          any ||= on;
          if (row.hidden === on) row.hidden = !on;
        }
        if (box.hidden === any) box.hidden = !any;
      }
      if (this.byTitle === this.scene.byTitle) return;
      this.byTitle = this.scene.byTitle;
      for (const { heading, title, titleByOwner } of this.groups) {
        heading.textContent = (this.byTitle && titleByOwner) || title;
      }
    }

    swatch(index) {
      const style = this.scene.payload.styles[index];
      const svg = TimeMap.svg("svg", { width: WIDTH, height: HEIGHT, "aria-hidden": "true" });
      const marker = this.scene.payload.markers[style.key];
      if (marker) this.mark(svg, index, marker);
      else if (style.key.startsWith("barbarossa")) this.arrow(svg, index);
      else if (style.fill === null) {
        TimeMap.svg("path", { d: `M0 ${HEIGHT / 2}H${WIDTH}`, class: `s${index}` }, svg);
      } else this.area(svg, index, style);
      return svg;
    }

    mark(svg, index, marker) {
      const d = `M${WIDTH / 2} ${HEIGHT / 2}${TimeMap.markers[marker]}`;
      TimeMap.svg("path", { d, class: `s${index}` }, svg);
    }

    arrow(svg, index) {
      TimeMap.svg("path", { d: "M1 8L15 6.2V2.5L25 8.5L15 14.5V10.8L1 9z", class: `s${index} axis` }, svg);
    }

    area(svg, index, style) {
      TimeMap.svg("rect", { width: WIDTH, height: HEIGHT, class: `s${index}` }, svg);
      TimeMap.svg("rect", { x: 0.5, y: 0.5, width: WIDTH - 1, height: HEIGHT - 1, class: "swatch-edge" }, svg);
      if (style.pattern !== "double_outline") return;
      const ink = `fill:none;stroke:var(--${style.pattern_colour});stroke-width:1.2`;
      TimeMap.svg("rect", { x: 3.5, y: 3.5, width: WIDTH - 7, height: HEIGHT - 7, style: ink }, svg);
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
