// The names on the picture, written last and in screen pixels, so that they can be read at any zoom.

class Names {
  constructor(scene) {
    this.scene = scene;
    this.picture = scene.picture;
    this.state = scene.state;
    this.boxes = [];
    // The ten or so cities with the most members.
    const counts = [...scene.members.values()].map((each) => each.length).sort((a, b) => b - a);
    this.large = Math.max(4, counts[9] ?? 4);
  }

  draw(context, at, inView) {
    const { scene, state } = this;
    const { clientWidth: wide, clientHeight: high } = scene.container;
    this.boxes = [];
    this.marks = new Room(wide, high);
    this.names = new Room(wide, high);
    for (const i of inView) {
      const r = scene.radius(i) + 1;
      this.marks.take(at[2 * i] - r, at[2 * i + 1] - r, at[2 * i] + r, at[2 * i + 1] + r);
    }
    context.textBaseline = "middle";
    context.lineJoin = "round";
    this._frameHeadings(context);
    this._rowHeadings(context);
    const first = [state.hovered, state.selected].filter((i) => i >= 0 && scene.shown(i));
    for (const i of first) this._name(context, at, i, true);
    for (const i of inView) if (!first.includes(i)) this._name(context, at, i, false);
    this._areas(context);
  }

  // How far a node's name runs, where it always stands to one side.
  width(context, i) {
    const font = this._face(i, false);
    return textWidth(context, font, this._clipped(context, font, i, this._roomFor(i)));
  }

  _said(i) { return this.scene.things[i].label[this.state.language]; }

  _clipped(context, font, i, most) {
    return clipText(context, font, this._said(i), most, this.scene.things[i].sentence);
  }

  _isLarge(i) {
    const members = this.scene.members.get(i)?.length ?? 0;
    return (this.scene.isPlace(i) || members > 0) && (this.picture.spokes ? members > 0 : members >= this.large);
  }

  // A city or hub with a large disc speaks loudest, one without members like a company.
  _face(i, always) {
    const { font } = this.state, grows = this._grows(i);
    if (i === this.picture.focus) return "650 16px " + font;
    if (this._isLarge(i)) return "650 14px " + font;
    if (this.scene.members.has(i) && !grows) return "500 12.5px " + font;
    const size = grows ? Math.min(13, Math.max(10, 12.5 * this.scene.scale)) : 12;
    return (always ? "600 " : "400 ") + size + "px " + font;
  }

  // In rows and frames room grows and shrinks with the view.
  _grows(i) {
    return this.scene.things[i].row;
  }

  _roomFor(i) {
    const { room } = this.scene.things[i];
    return this._grows(i) ? Math.max(48, room * Math.min(1.6, this.scene.scale)) : room;
  }

  _name(context, at, i, always) {
    const { scene } = this, { side } = scene.things[i];
    const owner = scene.isPlace(i) || scene.members.has(i);
    // Names of members wait until their marks are large enough to tell which is whose.
    if (!always && !owner && !side && scene.nodes[i].size * scene.scale < 5) return;
    const font = this._face(i, always), text = this._clipped(context, font, i, always ? 280 : this._roomFor(i));
    const size = Number.parseFloat(font.slice(4)), width = textWidth(context, font, text), height = size + 2.5;
    const [x, y] = [at[2 * i], at[2 * i + 1]];
    // The name of a crowded disc stands outside; where members have room for theirs, beside the mark.
    const ground = owner && side === 0 && scene.nodes[i].size * scene.scale < 6 ? scene.groundOf.get(i) : undefined;
    const reach = ground ? ground * scene.scale + 3 : scene.radius(i) + 5;
    let spot = placeLabel([this.marks, this.names], x, y, reach, width, height, side);
    if (!spot && owner) spot = placeLabel([this.marks, this.names], x, y, scene.radius(i) + 4, width, height, 0);
    // The largest cities are named even where marks stand, never where another name does.
    if (!spot && this._isLarge(i)) spot = placeLabel([this.names], x, y, reach, width, height, side, this.marks);
    if (!spot && !always) return;
    const [left, top] = spot || [x + reach, y - height / 2];
    this.names.take(left - 3, top - 1, left + width + 3, top + height + 1);
    this.boxes.push([i, left, top, left + width, top + height]);
    const { ink, body } = this.state.paper;
    context.globalAlpha = scene.faded(i) ? 0.35 : 1;
    this._write(context, text, font, left, top + height / 2, always || scene.members.has(i) || i === this.picture.focus ? ink : body);
    context.globalAlpha = 1;
  }

  _write(context, text, font, left, middle, colour, halo = 3.5) {
    context.font = font;
    context.strokeStyle = this.state.paper.paper;
    context.lineWidth = halo;
    if (halo) context.strokeText(text, left, middle);
    context.fillStyle = colour;
    context.fillText(text, left, middle);
  }

  _frameHeadings(context) {
    // On a narrow screen frames are small, and so are their headings.
    const { scale } = this.scene, font = "600 " + Math.min(11.5, Math.max(9, 16 * scale)) + "px " + this.state.font;
    const inset = Math.min(10, 14 * scale);
    for (const [zh, en, left, top, right] of this.picture.frames) {
      const at = this.scene.onScreen(left, top), end = this.scene.onScreen(right, top);
      const most = end.x - at.x - 2 * inset, y = at.y + Math.min(15, 13 * this.scene.scale);
      if (most < 30) continue;
      this._write(context, clipText(context, font, this.state.language ? en : zh, most), font, at.x + inset, y, this.state.paper.soft, 0);
      this.names.take(at.x, at.y, end.x, y + 7);
    }
  }

  // What links a run of rows to the focus.
  _rowHeadings(context) {
    const font = "500 11px " + this.state.font;
    for (const [zh, en, x, y, side] of this.scene.scale < 0.55 ? [] : this.picture.captions) {
      const at = this.scene.onScreen(x, y), text = this.state.language ? en : zh;
      const width = textWidth(context, font, text), left = side > 0 ? at.x : at.x - width;
      const box = [left, at.y - 6, left + width, at.y + 6];
      if (!this.names.free(...box)) continue;
      this.names.take(...box);
      this._write(context, text, font, left, at.y, this.state.paper.faint, 4);
    }
  }

  // The names of regions, faint, where nothing else is written.
  _areas(context) {
    const { scene, marks, names } = this;
    for (const [node, x, y, r] of this.picture.discs) {
      const at = scene.onScreen(x, y), reach = r * scene.scale;
      if (scene.shown(node)) marks.take(at.x - reach, at.y - reach, at.x + reach, at.y + reach);
    }
    for (const [, , left, top, right, bottom] of this.picture.frames) {
      const at = scene.onScreen(left, top), end = scene.onScreen(right, bottom);
      marks.take(at.x, at.y, end.x, end.y);
    }
    const size = Math.min(Math.max(12 * scene.scale, 11), 17), font = "500 " + size + "px " + this.state.font;
    for (const [zh, en, x, y] of this.picture.areas) {
      const spaced = Array.from(this.state.language ? en.toUpperCase() : zh).join("\u200a\u2009");
      const at = scene.onScreen(x, y), width = textWidth(context, font, spaced), left = at.x - width / 2;
      const box = [left - 6, at.y - size / 2 - 3, left + width + 6, at.y + size / 2 + 3];
      if (!marks.free(...box) || !names.free(...box)) continue;
      names.take(...box);
      this._write(context, spaced, font, left, at.y, this.state.paper.area, 0);
    }
  }
}
