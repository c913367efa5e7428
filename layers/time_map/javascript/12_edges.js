// The graticule's figures along the edges of the view, and the scale bar.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** Degrees where the meridians meet the upper edge and the parallels meet the side edges, written small. */
  class Edges {
    constructor(sheet, container) {
      this.sheet = sheet;
      this.element = TimeMap.svg("svg", { class: "edge-figures", "aria-hidden": "true" });
      container.appendChild(this.element);
      sheet.onSettle(() => this.draw());
    }

    draw() {
      const { x: width, y: height } = this.sheet._map.getSize();
      this.element.replaceChildren();
      const [west, north, east, south] = this.sheet.view();
      const step = this.sheet.zoom >= 4.5 ? 1 : this.sheet.zoom >= 3.25 ? 2 : 5;
      const across = (edge, from, to, isMeridian) => {
        let before = this.degreesAt(...edge(from), isMeridian);
        for (let i = 1; i <= 60; i++) {
          const at = from + ((to - from) * i) / 60;
          const now = this.degreesAt(...edge(at), isMeridian);
          const line = Math.ceil(Math.min(before, now) / step) * step;
          if (line < Math.max(before, now)) {
            const share = (line - before) / (now - before);
            this.write(edge(at - ((to - from) / 60) * (1 - share)), line, isMeridian, width, height);
          }
          before = now;
        }
      };
      across((x) => [x, north], west, east, true);
      across((y) => [east, y], north, south, false);
      across((y) => [west, y], north, south, false);
    }

    degreesAt(x, y, isMeridian) {
      const { quantum } = this.sheet.geometry;
      const { lat, lon } = TimeMap.projection.inverse(x * quantum, -y * quantum);
      return isMeridian ? lon : lat;
    }

    write([qx, qy], degrees, isMeridian, width, height) {
      const [west, north] = this.sheet.view();
      const [x, y] = [(qx - west) * this.sheet.scale, (qy - north) * this.sheet.scale];
      const letter = isMeridian ? (degrees < 0 ? "W" : "E") : "N";
      const right = x > width / 2;
      const place = isMeridian
        ? { x, y: 13, "text-anchor": "middle" }
        : { x: right ? width - 6 : 6, y: y + 4, "text-anchor": right ? "end" : "start" };
      if (place.y > height || place.x < 0) return;
      TimeMap.svg("text", place, this.element).textContent = `${Math.abs(degrees)}°${degrees === 0 ? "" : ` ${letter}`}`;
    }
  }

  /** The longest round distance that fits, in two halves. True at the map's centre; within 2 % across the window. */
  class ScaleBar {
    constructor(sheet, element, words) {
      Object.assign(this, { sheet, element, words });
      sheet.onSettle((moved) => moved && this.draw());
    }

    draw() {
      const metres = TimeMap.metresPerPixel(this.sheet.zoom);
      const steps = [10, 20, 50, 100, 200, 300, 500, 1000];
      const kilometres = steps.filter((step) => (step * 1000) / metres <= 190).pop() ?? steps[0];
      const width = (kilometres * 1000) / metres;
      this.element.style.setProperty("--length", `${width.toFixed(2)}px`);
      this.element.dataset.kilometres = kilometres;
      this.element.querySelector(".half").textContent = kilometres / 2;
      this.element.querySelector(".full").textContent = this.words.panels.scale.replace("{distance}", kilometres);
    }
  }

  TimeMap.Edges = Edges;
  TimeMap.ScaleBar = ScaleBar;
})();
