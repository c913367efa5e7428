// Today's change glows once. The light lies in an SVG of its own whose opacity the compositor fades: the map itself is not
// painted again for it.
"use strict";
(() => {
  const TimeMap = window.TimeMap;
  const [REST, DURATION] = [120, 1600];

  class Glow {
    constructor(scene, calm) {
      Object.assign(this, { scene, sheet: scene.sheet, calm });
      [this.areas, this.lines] = ["area", "line"].map((kind) => {
        const shape = this.sheet.shape([], this.sheet.worlds.get("glow"));
        shape.setClass(`glow-${kind}`);
        return shape;
      });
      this.rings = TimeMap.svg("g", {}, this.sheet.glowSvg);
      scene.clock.onDay((day, step) => this.wait(day, step));
      this.sheet.onSettle((moved) => moved && this.clear());
    }

    /** A day that is only passed does not glow: neither while the slider is dragged nor when time runs fast. */
    wait(day, step) {
      clearTimeout(this.timer);
      if (!step || step.by === "drag" || this.calm.matches) return;
      this.timer = setTimeout(() => this.light(day, step.touched), REST);
    }

    light(day, touched) {
      const seen = [...touched].filter((item) => item.changedOn?.(day) && this.isSeen(item));
      // Where land changed hands the land glows; the lines of a state that follow it would light the whole state.
      const land = seen.filter((item) => !item.layer || item.layer.dataset === "occupations");
      const changed = land.length ? land : seen;
      const events = [...touched].filter((item) => item.point && item.from === day && item.layer.visible);
      if (!changed.length && !events.length) return;
      this.clear();
      const geometries = changed.flatMap((item) => item.geometries);
      this.show(this.areas, geometries.filter((index) => this.sheet.geometry.isArea(index)));
      this.show(this.lines, geometries.filter((index) => !this.sheet.geometry.isArea(index)));
      for (const event of events) this.ring(event);
      this.animation = this.sheet.glowSvg.animate(
        [{ opacity: 0 }, { opacity: 1, offset: 0.25 }, { opacity: 0 }],
        { duration: DURATION, easing: "ease-out" }
      );
      this.animation.onfinish = () => this.clear();
    }

    isSeen(item) {
      return item.layer ? item.layer.visible && item.shape : true;
    }

    show(shape, geometries) {
      shape.setGeometries(geometries);
      if (geometries.length) shape.show();
    }

    ring({ point }) {
      const [x, y] = this.sheet.toPixels(point[0], point[1]);
      TimeMap.svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 15, class: "glow-ring" }, this.rings);
    }

    clear() {
      this.animation?.cancel();
      this.animation = null;
      this.areas.hide();
      this.lines.hide();
      this.rings.replaceChildren();
    }
  }

  TimeMap.Glow = Glow;
})();
