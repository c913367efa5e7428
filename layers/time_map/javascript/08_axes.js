// Axes of advance: arrows that taper from the tail and grow with the date along dated places.
"use strict";
(() => {
  const TimeMap = window.TimeMap;
  const STEPS = 6;

  /** A smooth curve through dated points (centripetal Catmull-Rom), as samples [x, y, day, length so far]. */
  function curve(legs) {
    const samples = [[legs[0][0], legs[0][1], legs[0][2], 0]];
    for (let i = 0; i < legs.length - 1; i++) {
      const [p1, p2] = [legs[i], legs[i + 1]];
      const p0 = legs[i - 1] ?? [2 * p1[0] - p2[0], 2 * p1[1] - p2[1]];
      const p3 = legs[i + 2] ?? [2 * p2[0] - p1[0], 2 * p2[1] - p1[1]];
      for (let step = 1; step <= STEPS; step++) {
        const [x, y] = between(p0, p1, p2, p3, step / STEPS);
        const last = samples[samples.length - 1];
        const day = p1[2] + ((p2[2] - p1[2]) * step) / STEPS;
        samples.push([x, y, day, last[3] + Math.hypot(x - last[0], y - last[1])]);
      }
    }
    return samples;
  }

  function between(p0, p1, p2, p3, share) {
    const knot = (a, b) => Math.max(1e-6, Math.sqrt(Math.hypot(b[0] - a[0], b[1] - a[1])));
    const t1 = knot(p0, p1);
    const t2 = t1 + knot(p1, p2);
    const t3 = t2 + knot(p2, p3);
    const t = t1 + share * (t2 - t1);
    const mix = (a, b, ta, tb) => [0, 1].map((k) => ((tb - t) * a[k] + (t - ta) * b[k]) / (tb - ta));
    const [a1, a2, a3] = [mix(p0, p1, 0, t1), mix(p1, p2, t1, t2), mix(p2, p3, t2, t3)];
    const [b1, b2] = [mix(a1, a2, 0, t2), mix(a2, a3, t1, t3)];
    return mix(b1, b2, t1, t2);
  }

  /** The part of the samples that lies before a length or a day (`key` 3 or 2), its end interpolated. */
  function upTo(samples, key, limit) {
    const part = [];
    for (const sample of samples) {
      if (sample[key] <= limit) {
        part.push(sample);
        continue;
      }
      const last = part[part.length - 1];
      const share = (limit - last[key]) / (sample[key] - last[key]);
      if (share > 0) part.push(last.map((value, k) => value + share * (sample[k] - value)));
      break;
    }
    return part;
  }

  /** The outline of a tapered arrow along samples; `breadth` of the shaft at the neck, in the samples' unit. */
  function arrow(samples, breadth) {
    const tip = samples[samples.length - 1];
    const full = 2.3 * breadth;
    const size = Math.max(0.45, Math.min(1, tip[3] / (1.3 * full)));
    const [head, half] = [Math.min(full * size, 0.95 * tip[3]), (breadth * size) / 2];
    const shaft = upTo(samples, 3, tip[3] - head);
    const neck = shaft[shaft.length - 1];
    let [left, right] = ["", ""];
    for (let i = 0; i < shaft.length; i++) {
      const [x, y, , length] = shaft[i];
      const [nx, ny] = normal(shaft[Math.max(0, i - 1)], shaft[i + 1] ?? tip);
      const width = half * (0.28 + 0.72 * (neck[3] ? length / neck[3] : 1));
      left += pair(x + nx * width, y + ny * width);
      right = pair(x - nx * width, y - ny * width) + right;
    }
    const [nx, ny] = normal(neck, tip);
    const wing = 2.25 * half;
    const wings = pair(neck[0] + nx * wing, neck[1] + ny * wing) + pair(tip[0], tip[1]) + pair(neck[0] - nx * wing, neck[1] - ny * wing);
    return `M${(left + wings + right).slice(1)}z`;
  }

  /** A point as text after an L; whole quanta are fine enough and much quicker to write than fractions. */
  const pair = (x, y) => `L${Math.round(x)} ${Math.round(y)}`;

  function normal(from, to) {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.hypot(dx, dy) || 1;
    return [dy / length, -dx / length];
  }

  class Axis {
    constructor(data, layer, scene) {
      Object.assign(this, { ...data, layer, scene, shown: false });
      this.samples = curve(data.legs);
      this.first = data.legs[0][2];
      this.last = data.legs[data.legs.length - 1][2];
      this.element = TimeMap.svg("path", { class: `s${data.style} axis` });
    }

    /** Every day on which the arrow differs from the day before: none while it rests. */
    days() {
      const days = [this.first];
      for (let i = 1; i < this.legs.length; i++) {
        const [from, to] = [this.legs[i - 1], this.legs[i]];
        if (from[0] === to[0] && from[1] === to[1]) continue;
        for (let day = from[2] + 1; day <= to[2]; day++) days.push(day);
      }
      return this.to === null ? days : [...days, this.to];
    }

    /** Is it the arrow's time, and the map large enough for it? */
    isOn(day) {
      return day >= this.first && (this.to === null || day < this.to) && this.scene.sheet.zoom >= this.least_zoom;
    }

    changedOn() {
      return false;
    }

    show(day) {
      if (!this.isOn(day)) {
        if (this.shown) this.element.remove();
        this.shown = false;
        return;
      }
      // On its first day an arrow has gone nowhere yet; half a day's way makes it visible.
      this.reached = upTo(this.samples, 2, Math.max(day, this.first + 0.5));
      this.draw();
      if (!this.shown) this.layer.group.appendChild(this.element);
      this.shown = true;
    }

    draw() {
      this.element.setAttribute("d", arrow(this.reached, this.breadth() / this.scene.sheet.scale));
    }

    /** The shaft's breadth in pixels: arrows grow a little with the zoom. */
    breadth() {
      return this.width * Math.max(0.75, Math.min(2.2, 0.75 + 0.32 * (this.scene.sheet.zoom - 2)));
    }

    head() {
      return this.reached[this.reached.length - 1];
    }

    /** The arrow's direction at its head in screen angles. */
    direction() {
      const tip = this.head();
      const back = this.reached[Math.max(0, this.reached.length - 4)];
      return [tip[0] - back[0], tip[1] - back[1]];
    }

    /** The last dated place that the arrow has reached. */
    placeOn(day) {
      let found = 0;
      this.legs.forEach((leg, i) => {
        if (leg[2] <= day) found = i;
      });
      return { name: this.places[found], day: this.legs[found][2] };
    }

    distanceTo(x, y) {
      let nearest = Infinity;
      for (let i = 1; i < this.reached.length; i++) {
        const [a, b] = [this.reached[i - 1], this.reached[i]];
        const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
        const square = dx * dx + dy * dy;
        const share = square ? Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / square)) : 0;
        nearest = Math.min(nearest, Math.hypot(a[0] + share * dx - x, a[1] + share * dy - y));
      }
      return nearest;
    }
  }

  TimeMap.Axis = Axis;
})();
