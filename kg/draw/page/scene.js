// Drawing: vis-network holds the camera, the gestures and the links; marks, grounds and names are drawn here.

const FULL = Math.PI * 2;

class Scene {
  constructor(picture, container, state) {
    this.picture = picture;
    this.state = state;
    this.container = container;
    this.things = picture.things;
    this.groundOf = new Map(picture.discs.map(([node, , , r]) => [node, r]));
    this.members = new Map();
    this.things.forEach((thing, index) => {
      if (thing.home >= 0) {
        if (!this.members.has(thing.home)) this.members.set(thing.home, []);
        this.members.get(thing.home).push(index);
      }
    });
    this.order = this._importance();
    this._start();
  }

  _importance() {
    const rank = (i) => [this.isPlace(i) || this.members.has(i) ? 0 : 1, -this.things[i].weight, i];
    const keys = this.things.map((_, i) => rank(i));
    return this.things.map((_, i) => i).sort((a, b) => {
      for (let k = 0; k < 3; k++) if (keys[a][k] !== keys[b][k]) return keys[a][k] - keys[b][k];
      return 0;
    });
  }

  isPlace(index) { return this.picture.entries[this.things[index].entry].mark >= 4; }
  shown(index) { return !this.state.off.has(this.things[index].entry); }

  _start() {
    const size = { width: 1, height: 1 };
    this.hit = { nodeDimensions: size };
    this.links = new Links(this);
    this.names = new Names(this);
    const options = {
      physics: false,
      layout: { improvedLayout: false },
      nodes: { shape: "custom", chosen: false, ctxRenderer: ({ id }) => this._dimensions(id, size) },
      interaction: {
        dragNodes: false, selectable: false, hover: false, keyboard: false, tooltipDelay: 1e9, zoomSpeed: 0.7,
      },
    };
    this.network = new vis.Network(this.container, { nodes: new vis.DataSet(this.picture.nodes), edges: new vis.DataSet() }, options);
    this.nodes = this.picture.nodes;
    this.network.on("beforeDrawing", (context) => this._ground(context));
    this.network.on("afterDrawing", (context) => this._marksAndNames(context));
    this.network.on("zoom", () => { this.moved = true; this._keepInReach(); });
    this.network.on("dragEnd", () => { this.moved = true; });
    // The window changed its size: what was seen whole is seen whole again.
    // vis-network restores its own view after the event, hence a moment later.
    this.network.on("resize", () => queueMicrotask(() => {
      this.home = this._whole();
      if (!this.moved) this.fit(false);
    }));
    this.fit(false);
  }

  _dimensions(id, size) {
    size.width = size.height = 2 * (this.radius(id) + 3) / this.network.getScale();
    return this.hit;
  }

  // Radius on the screen: grows with the zoom, but stays a point that leaves room for names.
  radius(index) {
    const grown = this.nodes[index].size * this.scale;
    return this.isPlace(index) ? Math.min(Math.max(grown, 2.4), 8) : Math.min(Math.max(grown, 1.2), 7);
  }

  get scale() { return this.network.getScale(); }

  onScreen(x, y) { return this.network.canvasToDOM({ x, y }); }

  // The scale at which the whole picture is seen.
  _whole() {
    const [left, top, right, bottom] = this.picture.box;
    const { clientWidth: wide, clientHeight: high } = this.container;
    return Math.min(wide / (right - left), high / (bottom - top), 2.4);
  }

  fit(animate) {
    const [left, top, right, bottom] = this.picture.box;
    this.home = this._whole();
    this.moved = false;
    this._move({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: this.home }, animate);
  }

  zoom(factor) { this.moved = true; this._move({ scale: this._within(this.scale * factor) }, true); }

  pan(dx, dy) {
    this.moved = true;
    const { x, y } = this.network.getViewPosition();
    this._move({ position: { x: x + dx / this.scale, y: y + dy / this.scale } }, false);
  }

  _within(scale) { return Math.min(Math.max(scale, this.home * 0.35), this.home * 40); }

  _keepInReach() {
    const kept = this._within(this.scale);
    if (kept !== this.scale) this._move({ scale: kept }, false);
  }

  _move(to, animate) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.network.moveTo({ ...to, animation: animate && !calm ? { duration: 350, easingFunction: "easeInOutQuad" } : false });
  }

  // Bring a node into the middle of the free part of the view, near enough that its name can be read.
  show(index, free, closer) {
    this.moved = true;
    const { x, y } = this.nodes[index];
    const ground = this.groundOf.get(index);
    const reach = Math.min(150, 0.3 * Math.min(free.width, free.height));
    const close = ground ? Math.min(this.home * 6, reach / ground) : this.home * 3;
    const scale = this._within(closer && this.picture.style !== "arcs" ? Math.max(this.scale, close) : this.scale);
    const dx = (this.container.clientWidth - free.width) / 2 / scale, dy = (this.container.clientHeight - free.height) / 2 / scale;
    this._move({ position: { x: x + dx, y: y + dy }, scale }, true);
  }

  redraw() { this.network.redraw(); }

  // What lies under a point of the screen: the nearest shown node, or -1.
  at(x, y) {
    const corner = this.network.DOMtoCanvas({ x, y });
    let best = -1, least = Infinity;
    for (let i = 0; i < this.nodes.length; i++) {
      if (!this.shown(i)) continue;
      const distance = Math.hypot(this.nodes[i].x - corner.x, this.nodes[i].y - corner.y) * this.scale - this.radius(i);
      if (distance < least) { least = distance; best = i; }
    }
    return least <= 5 ? best : this._named(x, y);
  }

  _named(x, y) {
    const box = this.names.boxes.find(([, l, t, r, b]) => x >= l && x <= r && y >= t && y <= b);
    return box ? box[0] : -1;
  }

  linkAt(x, y) { return this.links.at(x, y); }

  // ---- the ground: grid, faint places, discs, frames

  _ground(context) {
    const { picture, state } = this;
    const paper = state.paper, hair = 1 / this.scale;
    context.save();
    context.lineWidth = hair;
    context.strokeStyle = paper.grid;
    context.beginPath();
    for (const line of picture.graticule) {
      context.moveTo(line[0], line[1]);
      for (let i = 2; i < line.length; i += 2) context.lineTo(line[i], line[i + 1]);
    }
    context.stroke();
    context.fillStyle = paper.dot;
    context.beginPath();
    const r = Math.min(Math.max(1.5, 0.9 * this.scale), 2.2) * hair;
    for (let i = 0; i < picture.backdrop.length; i += 2) {
      context.moveTo(picture.backdrop[i] + r, picture.backdrop[i + 1]);
      context.arc(picture.backdrop[i], picture.backdrop[i + 1], r, 0, FULL);
    }
    context.fill();
    this._frames(context, hair);
    this._discs(context, hair);
    context.restore();
  }

  _frames(context, hair) {
    const paper = this.state.paper;
    for (const [, , left, top, right, bottom] of this.picture.frames) {
      context.fillStyle = paper.paper;
      context.strokeStyle = paper.line;
      context.lineWidth = hair;
      context.beginPath();
      context.roundRect(left, top, right - left, bottom - top, 8);
      context.fill();
      context.stroke();
    }
  }

  _discs(context, hair) {
    const { picture, state } = this;
    context.fillStyle = state.paper.disc;
    context.beginPath();
    for (const [node, x, y, r, start, end] of picture.discs) {
      if (!this.shown(node)) continue;
      if (end - start < 6.2) context.moveTo(x, y);
      else context.moveTo(x + r * Math.cos(start), y + r * Math.sin(start));
      context.arc(x, y, r, start, end);
      context.closePath();
    }
    context.fill();
    if (!picture.spokes) return;
    context.strokeStyle = state.paper.dot;
    context.lineWidth = hair;
    context.beginPath();
    for (const [home, members] of this.members) {
      if (!this.shown(home)) continue;
      for (const member of members) {
        if (!this.shown(member)) continue;
        context.moveTo(this.nodes[home].x, this.nodes[home].y);
        context.lineTo(this.nodes[member].x, this.nodes[member].y);
      }
    }
    context.stroke();
  }

  // ---- marks and names, in screen pixels

  _marksAndNames(context) {
    const ratio = this.network.canvas.pixelRatio;
    const { a, e, f } = context.getTransform();
    const width = this.container.clientWidth, height = this.container.clientHeight;
    const at = new Float64Array(this.nodes.length * 2);
    this.nodes.forEach((node, i) => { at[2 * i] = (node.x * a + e) / ratio; at[2 * i + 1] = (node.y * a + f) / ratio; });
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const inView = this.order.filter((i) => this.shown(i) && at[2 * i] > -60 && at[2 * i] < width + 60 && at[2 * i + 1] > -60 && at[2 * i + 1] < height + 60);
    this.links.draw(context, at);
    this._marks(context, at, inView);
    this.names.draw(context, at, inView);
    context.restore();
  }

  faded(index) {
    const { selected, link, near } = this.state;
    return (selected >= 0 || link >= 0) && index !== selected && !near.has(index);
  }

  _marks(context, at, inView) {
    const { entries } = this.picture;
    const piles = new Map();
    for (const i of inView) {
      const key = this.things[i].entry * 2 + (this.faded(i) ? 1 : 0);
      if (!piles.has(key)) piles.set(key, []);
      piles.get(key).push(i);
    }
    const places = (key) => (entries[key >> 1].mark >= 4 ? 1 : 0);
    for (const key of [...piles.keys()].sort((x, y) => places(x) - places(y) || (y & 1) - (x & 1) || x - y)) {
      const entry = entries[key >> 1];
      context.globalAlpha = key & 1 ? 0.22 : 1;
      this._pile(context, at, piles.get(key), entry.mark, this.state.colour(entry));
    }
    context.globalAlpha = 1;
    for (const i of [this.state.selected, this.state.hovered]) if (i >= 0 && this.shown(i)) this._halo(context, at, i);
  }

  _pile(context, at, pile, mark, colour) {
    const paper = this.state.paper.paper;
    context.beginPath();
    for (const i of pile) drawMark(context, mark, at[2 * i], at[2 * i + 1], this.radius(i));
    context.fillStyle = mark === 5 ? paper : colour;
    context.strokeStyle = mark === 5 ? colour : paper;
    context.lineWidth = mark === 4 ? 3 : mark === 5 ? 1.6 : 1;
    if (mark === 5) { context.fill(); context.stroke(); return; }
    if (mark === 4 || this.radius(pile[0]) > 2.6) context.stroke();
    context.fill();
  }

  _halo(context, at, i) {
    context.beginPath();
    context.arc(at[2 * i], at[2 * i + 1], this.radius(i) + 4, 0, FULL);
    context.strokeStyle = this.state.paper.accent;
    context.lineWidth = 2;
    context.stroke();
  }
}

// Adds one mark to the current path: circle, square, triangle, diamond, city, ring.
function drawMark(context, mark, x, y, r) {
  if (mark === 1) { const s = r * 0.9; context.rect(x - s, y - s, 2 * s, 2 * s); return; }
  if (mark === 2) {
    context.moveTo(x, y - r * 1.2); context.lineTo(x + r * 1.12, y + r * 0.8); context.lineTo(x - r * 1.12, y + r * 0.8); context.closePath();
    return;
  }
  if (mark === 3) {
    context.moveTo(x, y - r * 1.25); context.lineTo(x + r * 1.25, y); context.lineTo(x, y + r * 1.25); context.lineTo(x - r * 1.25, y); context.closePath();
    return;
  }
  if (r < 1.25) { context.rect(x - r, y - r, 2 * r, 2 * r); return; }
  context.moveTo(x + r, y);
  context.arc(x, y, r, 0, FULL);
}
