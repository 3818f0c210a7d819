/**
 * The part of the page's script that shows images to look into. Values are unpacked when a view is first seen.
 *
 * @module
 */

/** JavaScript as a page runs it. */
export const VIEW_SCRIPT = String.raw`
(() => {
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const maps = document.getElementById("colour-maps");
  const tell = (value) => Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "no value";

  function lengthText(metres) {
    const units = [[1e-3, "mm"], [1e-6, "µm"], [1e-9, "nm"], [0, "pm"]];
    const [unit, name] = units.find(([least]) => metres >= least);
    return tell(metres / (unit || 1e-12)) + " " + name;
  }

  class View {
    constructor(figure) {
      const { width, height, least, greatest, low, high, pixelHeight, pixelWidth } = figure.dataset;
      this.figure = figure;
      [this.canvas, this.profile] = figure.querySelectorAll("canvas");
      this.told = figure.querySelector("output");
      [this.width, this.height] = [Number(width), Number(height)];
      [this.least, this.step] = [Number(least), (Number(greatest) - Number(least)) / 65534];
      [this.first, this.last] = [Number(low), Number(high)];
      [this.down, this.across] = [Number(pixelHeight), Number(pixelWidth)];
      this.aspect = this.down > 0 ? this.down / this.across : 1;
      this.line = null;
      this.isCutting = false;
      const bytes = bytesOf(figure.dataset.values);
      const levels = new DataView(bytes.buffer);
      this.levels = Uint16Array.from({ length: bytes.length / 2 }, (_, p) => levels.getUint16(2 * p, true));
      this.colours = bytesOf(maps.dataset[figure.dataset.map]);
      this.image = document.createElement("canvas");
      [this.image.width, this.image.height] = [this.width, this.height];
      this.listen();
      this.range(this.first, this.last);
      this.fit();
    }

    value(row, column) {
      const inside = row >= 0 && row < this.height && column >= 0 && column < this.width;
      const level = inside ? this.levels[row * this.width + column] : 0;
      return level === 0 ? NaN : this.least + this.step * (level - 1);
    }

    range(low, high) {
      [this.low, this.high] = [low, high];
      this.box("low").value = tell(low);
      this.box("high").value = tell(high);
      const context = this.image.getContext("2d");
      const pixels = context.createImageData(this.width, this.height);
      const words = new Uint32Array(pixels.data.buffer);
      const table = Uint32Array.from({ length: 65536 }, (_, level) => this.colourOf(level));
      this.levels.forEach((level, p) => words[p] = table[level]);
      context.putImageData(pixels, 0, 0);
    }

    // Red is the lowest byte; nothing where there is no value.
    colourOf(level) {
      if (level === 0) return 0;
      const value = this.least + this.step * (level - 1);
      const place = Math.min(1, Math.max(0, (value - this.low) / (this.high - this.low || 1)));
      const [red, green, blue] = this.colours.subarray(3 * Math.round(254 * place));
      return (255 << 24 | blue << 16 | green << 8 | red) >>> 0;
    }

    // Zoom is in pixels of the canvas to one of the image across; x and y are the image's at the canvas' corner.
    fit() {
      const room = Math.max(200, Math.round(this.canvas.clientWidth * devicePixelRatio));
      const zoom = Math.min(room / this.width, 1.2 * room / (this.height * this.aspect));
      this.canvas.width = room;
      this.canvas.height = Math.max(60, Math.round(zoom * this.aspect * this.height));
      this.fitted = zoom;
      [this.zoom, this.x, this.y] = [zoom, (this.width - room / zoom) / 2, 0];
      this.draw();
    }

    draw() {
      const context = this.canvas.getContext("2d");
      const { zoom, aspect, x, y } = this;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this.canvas.width, this.canvas.height);
      context.imageSmoothingEnabled = zoom < 1;
      context.setTransform(zoom, 0, 0, zoom * aspect, -x * zoom, -y * zoom * aspect);
      context.drawImage(this.image, 0, 0);
      if (this.line === null) return;
      context.setTransform(1, 0, 0, 1, 0, 0);
      const [from, to] = this.line.map(([column, row]) => [(column - x) * zoom, (row - y) * zoom * aspect]);
      const path = new Path2D("M" + from + "L" + to);
      for (const [width, style] of [[4, "#000000"], [2, "#ffd54a"]]) {
        [context.lineWidth, context.strokeStyle] = [width, style];
        context.stroke(path);
      }
    }

    place(event) {
      const { left, top, width } = this.canvas.getBoundingClientRect();
      const scale = this.canvas.width / width;
      const [across, down] = [(event.clientX - left) * scale, (event.clientY - top) * scale];
      return [this.x + across / this.zoom, this.y + down / (this.zoom * this.aspect)];
    }

    zoomBy(factor, [x, y] = this.middle()) {
      const zoom = Math.min(64 * this.fitted, Math.max(this.fitted, this.zoom * factor));
      this.x = x - (x - this.x) * this.zoom / zoom;
      this.y = y - (y - this.y) * this.zoom / zoom;
      this.zoom = zoom;
      return zoom === this.fitted ? this.fit() : this.draw();
    }

    middle() {
      const { canvas, zoom, aspect } = this;
      return [this.x + canvas.width / zoom / 2, this.y + canvas.height / (zoom * aspect) / 2];
    }

    move(columns, rows) {
      this.x += columns;
      this.y += rows;
      this.draw();
    }

    cutting(on) {
      this.isCutting = on;
      this.figure.classList.toggle("cutting", on);
      this.box("cut").setAttribute("aria-pressed", String(on));
      this.line = on ? [[0.5, this.height / 2], [this.width - 0.5, this.height / 2]] : null;
      this.profile.hidden = !on;
      this.draw();
      if (on) this.cut();
    }

    cut() {
      const [[x0, y0], [x1, y1]] = this.line;
      const count = Math.min(4000, Math.max(2, Math.ceil(Math.hypot(x1 - x0, y1 - y0)) + 1));
      const at = (from, to, k) => Math.floor(from + (to - from) * k / (count - 1));
      const values = Array.from({ length: count }, (_, k) => this.value(at(y0, y1, k), at(x0, x1, k)));
      const known = values.filter(Number.isFinite);
      const length = this.down > 0
        ? lengthText(Math.hypot((x1 - x0) * this.across, (y1 - y0) * this.down))
        : tell(Math.hypot(x1 - x0, y1 - y0)) + " px";
      const [low, high] = [Math.min(...known), Math.max(...known)];
      const text = known.length === 0 ? "no value" : "from " + tell(low) + " to " + tell(high);
      this.told.textContent = "Along " + length + ": " + text;
      this.profile.setAttribute("aria-label", this.told.textContent);
      drawProfile(this.profile, values, { width: this.canvas.width, low, high, tell });
    }

    box(key) {
      return this.figure.querySelector('[data-key="' + key + '"]');
    }

    read([x, y]) {
      const [column, row] = [Math.floor(x), Math.floor(y)];
      this.told.textContent = "Row " + row + ", column " + column + ": " + tell(this.value(row, column));
    }

    listen() {
      const { canvas } = this;
      let from = null;
      canvas.addEventListener("pointerdown", (event) => {
        canvas.setPointerCapture(event.pointerId);
        from = this.place(event);
        if (this.isCutting) this.line = [from, from];
      });
      canvas.addEventListener("pointermove", (event) => {
        const to = this.place(event);
        if (from === null) return this.isCutting ? undefined : this.read(to);
        if (!this.isCutting) return this.move(from[0] - to[0], from[1] - to[1]);
        this.line = [from, to];
        this.draw();
        this.cut();
      });
      for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => from = null);
      // A page that scrolls under a wheel goes on doing so, unless somebody is at the image.
      canvas.addEventListener("wheel", (event) => {
        if (!event.ctrlKey && document.activeElement !== canvas) return;
        event.preventDefault();
        this.zoomBy(event.deltaY < 0 ? 1.25 : 0.8, this.place(event));
      }, { passive: false });
      canvas.addEventListener("keydown", (event) => this.key(event));
      this.box("cut").addEventListener("click", () => this.cutting(!this.isCutting));
      this.box("closer").addEventListener("click", () => this.zoomBy(1.6));
      this.box("farther").addEventListener("click", () => this.zoomBy(1 / 1.6));
      this.box("whole").addEventListener("click", () => this.whole());
      for (const key of ["low", "high"]) {
        this.box(key).addEventListener("change", () => {
          const [low, high] = [this.box("low").valueAsNumber, this.box("high").valueAsNumber];
          this.range(Number.isFinite(low) ? low : this.first, Number.isFinite(high) ? high : this.last);
          this.draw();
        });
      }
    }

    whole() {
      this.range(this.first, this.last);
      this.cutting(false);
      this.fit();
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const arrow = arrows[event.key];
      const doing = { "+": () => this.zoomBy(1.6), "-": () => this.zoomBy(1 / 1.6), 0: () => this.whole() };
      doing.l = doing.L = () => this.cutting(!this.isCutting);
      if (arrow) doing[event.key] = () => this.arrow(arrow, event.shiftKey);
      if (!doing[event.key]) return;
      event.preventDefault();
      doing[event.key]();
    }

    // Of a line cut, arrows move the line; with shift its second end.
    arrow([across, down], isEnd) {
      const far = this.canvas.width / this.zoom / 10;
      if (!this.isCutting) return this.move(across * far, down * far);
      this.line = this.line.map(([x, y], end) => isEnd && end === 0 ? [x, y] : [x + across, y + down]);
      this.draw();
      this.cut();
    }
  }

  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      new View(target);
    }
  }, { rootMargin: "200px" });
  for (const figure of document.querySelectorAll("figure.view")) seen.observe(figure);
})();`;
