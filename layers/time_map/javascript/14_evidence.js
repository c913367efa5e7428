// On which dated facts the day rests that is given for ground taken in a campaign.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** Facts nearer than this, in metres, speak of the very place. */
  const HERE = 3500;

  /** How many of the nearest facts are looked at. */
  const NEAREST = 20;

  class Evidence {
    constructor(scene, { captures, errors }, words) {
      Object.assign(this, { scene, errors, words });
      this.facts = (captures?.names ?? []).map((name, i) => ({
        name,
        x: captures.points[2 * i],
        y: captures.points[2 * i + 1],
        day: captures.days[i],
        side: captures.sides[captures.side[i]],
        campaign: captures.campaigns[captures.campaign[i]],
      }));
    }

    /** What is known of the day on which a place came into a holder's hands: `item` is the ground that lies there now. */
    sentence(item, x, y) {
      const first = this.firstHeld(item, x, y);
      const { campaign, side } = first.parts[0];
      const near = this.nearest(campaign, side, x, y);
      if (!near.length) return null;
      const [closest] = near;
      const day = this.inWords(first.from);
      if (closest.distance * this.scene.sheet.geometry.quantum < HERE && closest.day === first.from) {
        return this.words.taken_here.replace("{date}", day).replace("{place}", closest.name);
      }
      const error = this.errors[campaign];
      const [one, other] = this.witnesses(near, first.from);
      return this.words.taken_about
        .replace("{date}", day)
        .replace("{error}", (error === 1 ? this.words.day : this.words.days).replace("{count}", error))
        .replace("{facts}", [one, other].filter(Boolean).map((fact) => `${fact.name} ${this.inWords(fact.day, true)}`).join(this.words.and));
    }

    /** The ground of the same holder that lay here first without a break: what is gathered anew keeps its day of capture. */
    firstHeld(item, x, y) {
      const side = item.parts[0].side;
      const before = item.layer.items.find(
        (other) => other.to === item.from && other.parts[0].side === side && this.scene.hitsOf(other, x, y, 0).length
      );
      return before ? this.firstHeld(before, x, y) : item;
    }

    nearest(campaign, side, x, y) {
      return this.facts
        .filter((fact) => fact.campaign === campaign && fact.side === side)
        .map((fact) => ({ ...fact, distance: Math.hypot(fact.x - x, fact.y - y) }))
        .sort((one, other) => one.distance - other.distance)
        .slice(0, NEAREST);
    }

    /** The nearest fact that is not later and the nearest that is not earlier, in order of their days. */
    witnesses(near, day) {
      const earlier = near.find((fact) => fact.day <= day) ?? near[0];
      const later = near.find((fact) => fact !== earlier && fact.day >= day) ?? near.find((fact) => fact !== earlier);
      return [earlier, later].sort((one, other) => one?.day - other?.day);
    }

    inWords(day, short = false) {
      const words = TimeMap.inWords(this.scene.clock.date(day));
      return short ? words.replace(/ \d{4}$/, "") : words;
    }
  }

  TimeMap.Evidence = Evidence;
})();
