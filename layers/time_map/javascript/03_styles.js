// Styles of the payload as CSS classes and SVG patterns. Colours stay names (CSS variables), so a theme is one attribute.
"use strict";
(() => {
  const TimeMap = window.TimeMap;
  const NAMESPACE = "http://www.w3.org/2000/svg";

  /** Create an SVG element with attributes, and append it to a parent if one is given. */
  TimeMap.svg = (name, attributes = {}, parent = null) => {
    const element = document.createElementNS(NAMESPACE, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (parent) parent.appendChild(element);
    return element;
  };

  const colour = (key) => (key ? `var(--${key})` : "none");

  class Styles {
    constructor(styles, patterns) {
      this.styles = styles;
      this.drawings = patterns;
      this.scaled = [];
    }

    isPatterned(style) {
      return this.drawings[style.pattern].spacing > 0;
    }

    /** The rules of all styles. */
    rules() {
      return this.styles
        .map((style, i) => {
          const patterned = this.isPatterned(style);
          const fill = patterned ? `url(#map${i})` : colour(style.fill);
          const dash = style.dash.length ? `stroke-dasharray:${style.dash.join(" ")};` : "";
          const opacity = patterned ? "" : `fill-opacity:${style.opacity};`;
          const line = `stroke:${colour(style.stroke)};stroke-width:${style.width};${dash}`;
          return `.s${i}{fill:${fill};${opacity}${line}}${this.outlineRules(style, i)}`;
        })
        .join("\n");
    }

    /** A double outline: a line of the ink inside the edge, made of two strokes clipped to the area. */
    outlineRules(style, i) {
      if (style.pattern !== "double_outline") return "";
      const { width, inset } = this.drawings.double_outline;
      return (
        `.s${i}o{fill:none;stroke:${colour(style.pattern_colour)};stroke-width:${2 * (inset + width)}}` +
        `.s${i}i{fill:none;stroke:${colour(style.fill)};stroke-width:${2 * inset}}`
      );
    }

    hasOutline(i) {
      return i >= 0 && this.styles[i].pattern === "double_outline";
    }

    /** Add the patterns of all styles to the map's `defs`; they follow its scale. */
    addPatterns(defs) {
      this.styles.forEach((style, i) => {
        if (this.isPatterned(style)) this.scaled.push(this.addPattern(defs, `map${i}`, style));
      });
    }

    addPattern(defs, id, style) {
      const { spacing, width, angles } = this.drawings[style.pattern];
      const turn = angles.length ? `rotate(${-angles[0]})` : "";
      const size = { width: spacing, height: spacing };
      const units = { patternUnits: "userSpaceOnUse", patternTransform: turn };
      const pattern = TimeMap.svg("pattern", { id, ...units, ...size }, defs);
      pattern.turn = turn;
      const ground = { ...size, style: `fill:${colour(style.fill)};fill-opacity:${style.opacity}` };
      TimeMap.svg("rect", ground, pattern);
      const ink = `fill:${colour(style.pattern_colour)}`;
      const half = spacing / 2;
      if (angles.length) TimeMap.svg("rect", { y: half - width / 2, width: spacing, height: width, style: ink }, pattern);
      if (angles.length > 1) {
        TimeMap.svg("rect", { x: half - width / 2, width, height: spacing, style: ink }, pattern);
      }
      if (!angles.length) TimeMap.svg("circle", { cx: half, cy: half, r: width / 2, style: ink }, pattern);
      return pattern;
    }

    /** Keep the map's patterns at their size on screen: `scale` is pixels per quantum. */
    rescale(scale) {
      const inverse = `scale(${1 / scale})`;
      for (const pattern of this.scaled) pattern.setAttribute("patternTransform", `${inverse} ${pattern.turn}`);
    }
  }

  TimeMap.Styles = Styles;
})();
