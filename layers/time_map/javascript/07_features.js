// What lies on the sheet: ground, units of land, borders and the items of the historical layers, each of which knows how
// to show itself on a day.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** The index of the last span that has begun on a day, -1 before the first. */
  const spanAt = (starts, day) => TimeMap.after(starts, day) - 1;

  /** A unit of land: always there, its class changes with who holds it and in what capacity. */
  class Unit {
    constructor(data, scene) {
      Object.assign(this, { id: data.id, geometry: data.geometry, spans: data.spans, scene });
      this.starts = data.spans.map((span) => span[0]);
      this.shape = scene.sheet.shape(data.geometry, scene.groups.units);
      this.style = null;
    }

    spanOn(day) {
      return this.spans[Math.max(0, spanAt(this.starts, day))];
    }

    styleOn(day) {
      return this.spanOn(day)[this.scene.byTitle ? 2 : 1];
    }

    factOn(day) {
      return this.spanOn(day)[3];
    }

    changedOn(day) {
      return day > 0 && this.starts.includes(day);
    }

    get geometries() {
      return [this.geometry];
    }

    show(day) {
      const style = this.styleOn(day);
      if (style === this.style) return;
      this.scene.outlines.move(this.geometry, this.style, style);
      this.style = style;
      this.shape.setClass(`s${style}`);
      this.shape.show();
    }
  }

  /**
   * Lines inside the edge of land held without recognition, around all units of one style together: two strokes along the
   * edges that they do not share, clipped to their land.
   */
  class Outlines {
    constructor(scene, parent) {
      Object.assign(this, { scene, parent, styles: new Map(), changed: new Set() });
    }

    of(style) {
      if (!this.styles.has(style)) this.styles.set(style, this.make(style));
      return this.styles.get(style);
    }

    make(style) {
      const { sheet } = this.scene;
      const id = `inside${style}`;
      const clip = sheet.shape([], TimeMap.svg("clipPath", { id }, sheet.defs));
      clip.show();
      const group = TimeMap.svg("g", { "clip-path": `url(#${id})` }, this.parent);
      const lines = ["o", "i"].map((kind) => {
        const line = sheet.shape([], group);
        line.edgesOnly = true;
        line.setClass(`s${style}${kind}`);
        line.show();
        return line;
      });
      return { members: new Set(), group, shapes: [clip, ...lines] };
    }

    move(geometry, before, after) {
      for (const [style, action] of [[before, "delete"], [after, "add"]]) {
        if (style === null || !this.scene.sheet.styles.hasOutline(style)) continue;
        const found = this.of(style);
        found.members[action](geometry);
        this.changed.add(found);
      }
    }

    flush() {
      for (const { members, group, shapes } of this.changed) {
        for (const shape of shapes) shape.setGeometries([...members]);
        group.style.display = members.size ? "" : "none";
      }
      this.changed.clear();
    }
  }

  /** A piece of border: its class follows from the two units beside it, and it may be none. */
  class Border {
    constructor(data, frontiers) {
      Object.assign(this, { geometry: data.geometry, spans: data.spans, fact: data.fact, frontiers });
      this.starts = data.spans.map((span) => span[0]);
      this.style = -1;
    }

    show(day) {
      const at = spanAt(this.starts, day);
      const style = at < 0 ? -1 : this.spans[at][this.frontiers.scene.byTitle ? 2 : 1];
      if (style === this.style) return;
      this.frontiers.move(this, style);
      this.style = style;
    }
  }

  /** All borders, drawn as one path for each class: few elements, and dashes that run on. */
  class Frontiers {
    constructor(data, scene, parent) {
      Object.assign(this, { scene, parent, classes: new Map(), changed: new Set() });
      this.borders = data.map((border) => new Border(border, this));
    }

    classOf(style) {
      if (!this.classes.has(style)) {
        const shape = this.scene.sheet.shape([], this.parent);
        shape.setClass(`s${style}`);
        this.classes.set(style, { shape, members: new Set() });
      }
      return this.classes.get(style);
    }

    move(border, style) {
      for (const [one, action] of [[border.style, "delete"], [style, "add"]]) {
        if (one < 0) continue;
        const found = this.classOf(one);
        found.members[action](border.geometry);
        this.changed.add(found);
      }
    }

    /** Draw the classes whose members have changed. */
    flush() {
      for (const { shape, members } of this.changed) {
        shape.setGeometries([...members]);
        if (members.size) shape.show();
        else shape.hide();
      }
      this.changed.clear();
    }
  }

  /** Areas or lines of a layer that come and go together and look the same, in the page only while they are valid. */
  class Item {
    constructor(bundle, layer, scene) {
      const { from, to, style } = bundle[0];
      Object.assign(this, { from, to, style, layer, scene, parts: bundle });
      this.shape = scene.sheet.shape(bundle.map(({ geometry }) => geometry), layer.group);
      this.shape.setClass(`s${style}`);
      this.place = layer.items.length;
    }

    isOn(day) {
      return day >= this.from && (this.to === null || day < this.to);
    }

    /** Ground that is gathered anew has not changed hands. */
    changedOn(day) {
      return day > 0 && day === this.from && !this.parts[0].gathered;
    }

    get geometries() {
      return this.parts.map(({ geometry }) => geometry);
    }

    show(day) {
      const on = this.isOn(day) && this.style >= 0;
      if (on === this.shape.shown) return;
      if (on) this.shape.show(this.nextShown());
      else this.shape.hide();
    }

    /** The element before which this one belongs, so that the drawing order never depends on the way here. */
    nextShown() {
      for (let i = this.place + 1; i < this.layer.items.length; i++) {
        const other = this.layer.items[i];
        if (other.shape?.shown) return other.shape.element;
      }
      return null;
    }
  }

  /** A marker of constant size at a point. */
  class Mark {
    constructor(data, layer, scene) {
      Object.assign(this, { ...data, layer, scene, shown: false });
      this.outline = TimeMap.markers[scene.markerOf(data.style)] ?? TimeMap.markers.base;
      this.element = TimeMap.svg("path", { class: `mark s${data.style}` });
      scene.pins.push(this);
    }

    isOn(day) {
      return day >= this.from && (this.to === null || day < this.to);
    }

    show(day) {
      const on = this.isOn(day) && this.style >= 0;
      if (on === this.shown) return;
      this.shown = on;
      if (!on) {
        this.element.remove();
        return;
      }
      this.layer.pinned.appendChild(this.element);
      this.position();
    }

    position() {
      const [x, y] = this.scene.sheet.toPixels(this.point[0], this.point[1]);
      this.element.setAttribute("d", `M${x.toFixed(1)} ${y.toFixed(1)}${this.outline}`);
    }
  }

  /** Marker outlines in relative pixels, beginning at their middle; told apart without colour. */
  TimeMap.markers = {
    circle: "m-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z",
    square: "m-5.4 -5.4h10.8v10.8h-10.8z",
    triangle: "m0 -7l6.6 11.8h-13.2z",
    cross: "m-6.5 -3.5l3 -3 3.5 3.5 3.5 -3.5 3 3 -3.5 3.5 3.5 3.5 -3 3 -3.5 -3.5 -3.5 3.5 -3 -3 3.5 -3.5z",
    diamond: "m0 -7.6l7 7.6 -7 7.6 -7 -7.6z",
    pentagon: "m0 -7l6.8 4.9 -2.6 8h-8.4l-2.6 -8z",
    hexagon: "m-3.5 -6h7l3.5 6 -3.5 6h-7l-3.5 -6z",
    wedge: "m0 7.4l6.6 -11.8h-13.2z",
    base: "m-4.6 -4.6h9.2v6.2l-4.6 4.6 -4.6 -4.6z",
  };

  TimeMap.features = { Unit, Outlines, Frontiers, Item, Mark };
})();
