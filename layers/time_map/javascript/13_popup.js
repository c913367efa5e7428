// What the map says about the thing under the finger. Text enters the page as text, never as markup.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** Create an HTML element with a class and a text, and append it to a parent if one is given. */
  TimeMap.html = (name, className = "", text = null, parent = null) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== null) element.textContent = text;
    if (parent) parent.appendChild(element);
    return element;
  };

  class Inquiry {
    constructor(map, scene, payload, words, docked) {
      Object.assign(this, { map, scene, payload, words, docked, listeners: [] });
      this.popup = L.popup({ maxWidth: 340, minWidth: 240, closeButton: false, autoPanPadding: [24, 24], className: "fact" });
      map.on("click", ({ latlng, originalEvent }) => this.ask(latlng, originalEvent?.pointerType === "touch" ? 16 : 8));
    }

    onClicked(listener) {
      this.listeners.push(listener);
    }

    /** Tell what lies at a place, or close when nothing does. */
    ask(latlng, reach = 8) {
      const [x, y] = this.scene.sheet.toQuanta(latlng.lat, latlng.lng);
      const found = this.scene.at(x, y, reach).filter(({ fact }) => fact >= 0);
      if (!found.length) {
        this.close();
        return;
      }
      const unit = found.find(({ unit }) => unit)?.unit ?? null;
      for (const listener of this.listeners) listener(unit);
      this.show(latlng, found.slice(0, 5), 0);
    }

    show(latlng, found, chosen) {
      const card = this.card(found, chosen, (other) => this.show(latlng, found, other));
      if (this.docked()) this.dock(card);
      else this.popup.setLatLng(latlng).setContent(card).openOn(this.map);
    }

    dock(card) {
      this.close();
      this.docking = TimeMap.html("aside", "fact docked");
      this.docking.appendChild(card);
      this.map.getContainer().parentNode.appendChild(this.docking);
    }

    close() {
      this.map.closePopup(this.popup);
      this.docking?.remove();
      this.docking = null;
    }

    get isOpen() {
      return Boolean(this.docking) || this.popup.isOpen();
    }

    card(found, chosen, choose) {
      const entry = found[chosen];
      const fact = this.payload.facts[entry.fact];
      const card = TimeMap.html("div", "card");
      const close = TimeMap.html("button", "close", "×", card);
      close.type = "button";
      close.setAttribute("aria-label", this.words.page.close);
      close.addEventListener("click", () => this.close());
      TimeMap.html("p", "heading", fact.heading, card);
      TimeMap.html("h2", "", fact.name, card);
      const list = TimeMap.html("dl", "", null, card);
      for (const [label, value] of this.rows(fact, entry)) {
        if (label) {
          TimeMap.html("dt", "", label, list);
          TimeMap.html("dd", "", value, list);
        } else TimeMap.html("p", "text", value, card);
      }
      card.insertBefore(list, card.querySelector(".text") ?? null);
      this.addSources(fact, card);
      this.addOthers(found, chosen, choose, card);
      return card;
    }

    rows(fact, { item }) {
      const { popup } = this.words;
      const rows = [...fact.rows];
      if (item?.legs) {
        const place = item.placeOn(this.scene.clock.day);
        rows.push([popup.reached, `${place.name}, ${TimeMap.inWords(this.scene.clock.date(place.day))}`]);
      }
      if (fact.precision) rows.push([popup.precision, fact.precision]);
      return rows;
    }

    addSources(fact, card) {
      const text = fact.sources.map((source) => this.payload.citations[source]).join(" · ");
      if (!text) return;
      const line = TimeMap.html("p", "source", null, card);
      TimeMap.html("span", "label", this.words.popup.source + " ", line);
      line.append(text);
    }

    addOthers(found, chosen, choose, card) {
      if (found.length < 2) return;
      const box = TimeMap.html("div", "others", null, card);
      TimeMap.html("span", "label", this.words.panels.also, box);
      found.forEach((entry, i) => {
        if (i === chosen) return;
        const button = TimeMap.html("button", "", this.payload.facts[entry.fact].name, box);
        button.type = "button";
        button.addEventListener("click", (event) => {
          event.stopPropagation();
          choose(i);
        });
      });
    }
  }

  TimeMap.Inquiry = Inquiry;
})();
