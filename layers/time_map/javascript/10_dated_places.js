// The places of which the dated facts speak, as names for the labels: the evidence that fronts are computed from.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** A place this near to a named town, in metres, is that town. */
  const SAME = 3500;

  /**
   * Return the candidates for labels: each place while a campaign runs there, under its name until it changes hands and with
   * the day of the last change from then on. A span is [from, to, text, day of the change or null].
   */
  TimeMap.datedPlaces = ({ captures, labels, words, geometry, clock }) => {
    const inBrief = ({ day, isEstimate }) => {
      const date = TimeMap.inBrief(clock.date(day));
      return isEstimate ? words.legend.estimated.replace("{day}", date) : date;
    };
    const near = SAME / geometry.quantum;
    const isTown = ([x, y]) => labels.towns.some(({ point }) => Math.hypot(point[0] - x, point[1] - y) < near);
    const named = [...places(captures)].filter(({ point }) => !isTown(point));
    return named.map(({ point, wars }) => ({ point, spans: wars.flatMap((war) => spansOf(war, inBrief)) }));
  };

  /** The places with their changes of hands, in the order of the facts; a place of two wars may have two names. */
  function places({ names = [], points, days, campaign, running, estimated }) {
    const found = new Map();
    names.forEach((name, i) => {
      const point = [points[2 * i], points[2 * i + 1]];
      const [from, to] = running[campaign[i]];
      if (days[i] < from || (to !== null && days[i] >= to)) return;
      const place = found.get(point.join()) ?? { point, wars: [] };
      const war = place.wars.find((one) => from < (one.to ?? Infinity) && one.from < (to ?? Infinity));
      const change = { day: days[i], isEstimate: i >= estimated };
      if (war?.changes.some(({ day }) => day === change.day)) return; // the first is the best attested
      if (war) Object.assign(war, { from: Math.min(war.from, from), changes: [...war.changes, change] });
      else place.wars.push({ name, from, to, changes: [change] });
      found.set(point.join(), place);
    });
    return found.values();
  }

  function spansOf({ name, from, to, changes }, inBrief) {
    changes.sort((one, other) => one.day - other.day);
    const spans = changes.map((change, i) => [change.day, changes[i + 1]?.day ?? to, `${name} ${inBrief(change)}`, change.day]);
    return [[from, changes[0].day, name, null], ...spans].filter(([start, end]) => end === null || start < end);
  }
})();
