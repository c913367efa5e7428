// The scene: builds everything that is drawn, in drawing order, and answers what lies under a point.
"use strict";
(() => {
  const TimeMap = window.TimeMap;
  const { Unit, Outlines, Frontiers, Item, Mark } = TimeMap.features;

  /** Zooms from which rivers and lakes of a rank are drawn. */
  const WATER_ZOOMS = { 1: 0, 2: 1.75, 3: 3, 4: 4.25 };

  class Scene {
    constructor(sheet, payload, clock) {
      Object.assign(this, { sheet, payload, clock, byTitle: false, pins: [], waters: [] });
      this.groups = {};
      this.layers = new Map();
      this.drawGround();
      this.outlines = new Outlines(this, this.groups.outlines);
      this.units = payload.units.map((data) => new Unit(data, this));
      this.drawWaters();
      this.drawGraticule();
      this.drawLayers();
      this.drawVeil();
      for (const unit of this.units) clock.add(unit, unit.starts);
      clock.onDay(() => this.outlines.flush());
      sheet.onSettle((moved) => moved && this.follow());
    }

    markerOf(style) {
      return this.payload.markers[this.payload.styles[style]?.key] ?? "base";
    }

    // --- building ----------------------------------------------------------------------------------------------

    /** Something that does not change with the date. */
    drawStill(geometry, parent, className, lag = 0) {
      const shape = this.sheet.shape(geometry, parent, lag);
      shape.setClass(className);
      shape.show();
      return shape;
    }

    drawGround() {
      const { sheet, groups, payload } = this;
      for (const name of ["shallows", "land"]) groups[name] = sheet.group("ground", name);
      for (const name of ["units", "outlines"]) groups[name] = sheet.group("holders", name);
      for (const name of ["water", "graticule", "veil"]) groups[name] = sheet.group("waters", name);
      for (const land of payload.ground.land) {
        this.drawStill(land, groups.shallows, "shallow", 1);
        this.drawStill(land, groups.land, "land");
      }
    }

    drawWaters() {
      const draw = (className) => ([geometry, rank]) => {
        const shape = this.sheet.shape(geometry, this.groups.water);
        shape.setClass(`${className} rank${rank}`);
        this.waters.push({ shape, from: WATER_ZOOMS[Math.min(4, rank)] ?? 0 });
      };
      this.payload.ground.rivers.forEach(draw("river"));
      this.payload.ground.lakes.forEach(draw("lake"));
    }

    drawGraticule() {
      const line = (from, to, steps) => {
        const points = [];
        for (let i = 0; i <= steps; i++) {
          const share = i / steps;
          const [x, y] = this.sheet.toQuanta(from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]));
          points.push(`${Math.round(x)} ${Math.round(y)}`);
        }
        return "M" + points.join("L");
      };
      let d = "";
      for (let lon = -10; lon <= 75; lon += 5) d += line([32, lon], [80, lon], 12);
      for (let lat = 35; lat <= 75; lat += 5) d += line([lat, -10], [lat, 75], 85);
      TimeMap.svg("path", { d, class: "graticule" }, this.groups.graticule);
    }

    /**
     * The window's edge, with everything beyond it pale: there the map claims nothing. Towards the edge of what is drawn at
     * all the picture fades into the page.
     */
    drawVeil() {
      const { window, extent } = this.payload.ground;
      const group = this.groups.veil;
      const beyond = (geometry, className) => {
        const far = 8e6 / this.sheet.geometry.quantum;
        const d = `M${-far} ${-far}H${far}V${far}H${-far}z${this.sheet.paths.string(geometry)}`;
        TimeMap.svg("path", { d, class: className, "fill-rule": "evenodd" }, group);
      };
      beyond(window, "veil");
      for (const width of [150, 110, 70, 40]) this.drawStill(extent, group, "fade").element.style.strokeWidth = width;
      beyond(extent, "page");
      this.drawStill(window, group, "neatline outer");
      this.drawStill(window, group, "neatline");
    }

    drawLayers() {
      for (const data of this.payload.layers) {
        const layer = { ...data, items: [], visible: data.visible };
        layer.group = data.dataset === "territories" ? this.groups.units : this.sheet.group(this.pictureOf(data), `layer ${data.key}`);
        layer.pinned = TimeMap.svg("g", { class: `layer ${data.key}` }, this.sheet.pinned);
        if (data.dataset === "borders") this.addFrontiers(layer);
        for (const bundle of this.bundles(data.items)) this.addItem(bundle, layer);
        this.layers.set(data.key, layer);
      }
    }

    /** Which picture a layer lies in; what changes on most days lies apart from what hardly ever does. */
    pictureOf({ dataset, kind }) {
      if (dataset === "occupations") return "holders";
      return kind === "axis" || dataset === "fronts" ? "moving" : "lines";
    }

    addFrontiers(layer) {
      this.frontiers = new Frontiers(this.payload.borders, this, layer.group);
      for (const border of this.frontiers.borders) this.clock.add(border, border.starts);
      this.clock.onDay(() => this.frontiers.flush());
    }

    /** Items that look the same and are valid together, as one; areas first, so that no line hides under a fill. */
    bundles(items) {
      const found = new Map();
      items.forEach((item, i) => {
        const alone = item.geometry === undefined || this.isArea(item);
        const key = alone ? i : [item.style, item.from, item.to].join();
        if (!found.has(key)) found.set(key, []);
        found.get(key).push(item);
      });
      const all = [...found.values()];
      const areas = all.filter(([item]) => item.geometry !== undefined && this.isArea(item));
      return [...areas, ...all.filter((bundle) => !areas.includes(bundle))];
    }

    isArea(item) {
      return this.payload.styles[item.style]?.fill != null;
    }

    addItem(bundle, layer) {
      const [data] = bundle;
      const item = data.legs
        ? new TimeMap.Axis(data, layer, this)
        : data.point
          ? new Mark(data, layer, this)
          : new Item(bundle, layer, this);
      layer.items.push(item);
      const days = data.legs ? item.days() : data.to === null ? [data.from] : [data.from, data.to];
      this.clock.add(item, days);
    }

    // --- following the map, the switches -----------------------------------------------------------------------

    follow() {
      for (const pin of this.pins) if (pin.shown) pin.position();
      for (const layer of this.layers.values()) {
        for (const item of layer.items) if (item.legs) item.show(this.clock.day);
      }
      for (const water of this.waters) {
        const on = this.sheet.zoom >= water.from;
        if (on !== water.shape.shown) on ? water.shape.show() : water.shape.hide();
      }
    }

    setVisible(key, visible) {
      const layer = this.layers.get(key);
      if (!layer) return;
      layer.visible = visible;
      const display = visible ? "" : "none";
      layer.group.style.display = layer.pinned.style.display = display;
      if (layer.dataset === "territories") this.groups.outlines.style.display = display;
    }

    setByTitle(byTitle) {
      this.byTitle = byTitle;
      for (const item of [...this.units, ...(this.frontiers?.borders ?? [])]) item.show(this.clock.day);
      this.frontiers?.flush();
      this.outlines.flush();
    }

    // --- questions ---------------------------------------------------------------------------------------------

    /** Everything under a point, nearest to the reader first; `reach` is the finger's or pointer's size in pixels. */
    at(x, y, reach) {
      const found = [];
      const far = reach / this.sheet.scale;
      const day = this.clock.day;
      for (const layer of [...this.layers.values()].reverse()) {
        if (!layer.visible) continue;
        for (const item of layer.items) {
          if (this.isShown(item)) found.push(...this.hitsOf(item, x, y, far).map((hit) => ({ ...hit, item, weight: this.weightOf(item) })));
        }
        if (layer.dataset === "borders") {
          const near = this.frontiers.borders.filter(({ style, geometry }) => style >= 0 && this.near(geometry, x, y, far));
          found.push(...near.map(({ fact, geometry }) => ({ fact, geometry, weight: 3 })));
        }
      }
      for (const unit of this.units) {
        if (!this.inside(unit.geometry, x, y)) continue;
        found.push({ fact: unit.factOn(day), unit: unit.id, geometry: unit.geometry, weight: 4 });
      }
      return found.sort((one, other) => one.weight - other.weight);
    }

    weightOf(item) {
      if (item.point) return 0;
      if (item.legs) return 1;
      if (!this.isArea(item)) return 2;
      // Ground that an army holds goes before the land that it lies on, and that before what a layer says of it.
      return item.layer.dataset === "occupations" ? 3.5 : 5;
    }

    isShown(item) {
      return item.shape ? item.shape.shown : item.shown;
    }

    /** The facts and geometries of an item's parts that lie at a point. */
    hitsOf(item, x, y, far) {
      const one = [{ fact: item.fact }];
      if (item.point) return Math.hypot(item.point[0] - x, item.point[1] - y) <= far + 6 / this.sheet.scale ? one : [];
      if (item.legs) return item.distanceTo(x, y) <= item.breadth() / this.sheet.scale + far / 2 ? one : [];
      const test = this.isArea(item) ? "inside" : "near";
      const hit = item.parts.filter(({ geometry }) => this[test](geometry, x, y, far));
      return hit.map(({ fact, geometry }) => ({ fact, geometry }));
    }

    inside(geometry, x, y) {
      const [west, north, east, south] = this.boundsOf(geometry);
      return x >= west && x <= east && y >= north && y <= south && this.sheet.geometry.contains(geometry, x, y);
    }

    near(geometry, x, y, far) {
      const [west, north, east, south] = this.boundsOf(geometry);
      const close = x >= west - far && x <= east + far && y >= north - far && y <= south + far;
      return close && this.sheet.geometry.distance(geometry, x, y) <= far;
    }

    boundsOf(geometry) {
      this.bounds ??= new Map();
      if (!this.bounds.has(geometry)) this.bounds.set(geometry, this.sheet.geometry.bounds(geometry));
      return this.bounds.get(geometry);
    }

    /** The styles that are on the map now, within the view. */
    drawnStyles() {
      const view = this.sheet.view();
      const styles = new Set();
      const add = (style, box) => {
        if (style >= 0 && box[0] <= view[2] && box[2] >= view[0] && box[1] <= view[3] && box[3] >= view[1]) styles.add(style);
      };
      for (const layer of this.layers.values()) {
        if (!layer.visible) continue;
        if (layer.dataset === "territories") for (const unit of this.units) add(unit.style, this.boundsOf(unit.geometry));
        if (layer.dataset === "borders") for (const border of this.frontiers.borders) add(border.style, this.boundsOf(border.geometry));
        for (const item of layer.items) {
          if (!this.isShown(item)) continue;
          if (item.point) add(item.style, [...item.point, ...item.point]);
          else if (item.legs) item.reached.forEach(([x, y]) => add(item.style, [x, y, x, y]));
          else for (const geometry of item.geometries) add(item.style, this.boundsOf(geometry));
        }
      }
      return styles;
    }
  }

  TimeMap.Scene = Scene;
})();
