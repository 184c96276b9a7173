(function(react, react_jsx_runtime) {
	// \0rolldown/runtime.js
	var __create = Object.create;
	var __defProp = Object.defineProperty;
	var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
	var __getOwnPropNames = Object.getOwnPropertyNames;
	var __getProtoOf = Object.getPrototypeOf;
	var __hasOwnProp = Object.prototype.hasOwnProperty;
	var __copyProps = (to, from, except, desc) => {
		if (from && typeof from === "object" || typeof from === "function") for (var keys = __getOwnPropNames(from), i = 0, n = keys.length, key; i < n; i++) {
			key = keys[i];
			if (!__hasOwnProp.call(to, key) && key !== except) __defProp(to, key, {
				get: ((k) => from[k]).bind(null, key),
				enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable
			});
		}
		return to;
	};
	var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(isNodeMode || !mod || !mod.__esModule || !__hasOwnProp.call(mod, "default") ? __defProp(target, "default", {
		value: mod,
		enumerable: true
	}) : target, mod));
	react = __toESM(react, 1);
	// node_modules/react-resizable-panels/dist/react-resizable-panels.js
	function Gn(e) {
		return (typeof e == "number" || typeof e == "string") && e !== "";
	}
	function Nt(e) {
		const t = (0, react.useId)();
		return Gn(e) ? `${e}` : t;
	}
	var me = typeof window < "u" ? react.useLayoutEffect : react.useEffect;
	function xe(e) {
		const t = (0, react.useRef)(e);
		return me(() => {
			t.current = e;
		}, [e]), (0, react.useCallback)((...n) => t.current?.(...n), [t]);
	}
	function Ct(...e) {
		return xe((t) => {
			e.forEach((n) => {
				if (n) switch (typeof n) {
					case "function":
						n(t);
						break;
					case "object": n.current = t;
				}
			});
		});
	}
	function Jt(e, t) {
		const n = e?.["data-testid"];
		return Gn(n) ? `${n}` : Gn(t) ? `${t}` : void 0;
	}
	function he(e, t = "Assertion error") {
		if (!e) throw Error(t);
	}
	(0, react.createContext)(null);
	var Mn;
	function Ma() {
		return Mn === void 0 && (typeof matchMedia == "function" ? Mn = !!matchMedia("(pointer:coarse)").matches : Mn = !1), Mn;
	}
	function Mo({ expandHitTargets: e, axis: t, rect: n }) {
		const o = e ? Ma() ? t.resizeTargetMinimumSize.coarse : t.resizeTargetMinimumSize.fine : 0;
		if (n.width < o) {
			const i = o - n.width;
			n = new DOMRect(n.x - i / 2, n.y, n.width + i, n.height);
		}
		if (n.height < o) {
			const i = o - n.height;
			n = new DOMRect(n.x, n.y - i / 2, n.width, n.height + i);
		}
		return n;
	}
	var yn = class {
		#e = {};
		addListener(t, n) {
			const o = this.#e[t];
			return o === void 0 ? this.#e[t] = [n] : o.includes(n) || o.push(n), () => {
				this.removeListener(t, n);
			};
		}
		emit(t, n) {
			const o = this.#e[t];
			if (o !== void 0) {
				if (o.length === 1) {
					o[0].call(null, n);
					return;
				}
				let i;
				const r = Array.from(o);
				for (let s = 0; s < r.length; s++) {
					const a = r[s];
					try {
						a.call(null, n);
					} catch (c) {
						i ??= { error: c };
					}
				}
				if (i) throw i.error;
			}
		}
		removeListener(t, n) {
			const o = this.#e[t];
			if (o !== void 0) {
				const i = o.indexOf(n);
				i >= 0 && o.splice(i, 1);
			}
		}
	};
	function Hn(e) {
		const t = (o) => {
			o.preventDefault(), o.stopPropagation(), n();
		}, n = () => {
			e.removeEventListener("click", t, !0);
		};
		e.addEventListener("click", t, !0), setTimeout(n, 0);
	}
	var De = {
		cursorFlags: 0,
		state: "inactive"
	};
	var Ho = new yn();
	function Ye() {
		return De;
	}
	function Zn(e) {
		return Ho.addListener("change", e);
	}
	function ka(e, t = [], n, o = !1) {
		const i = De, r = { ...De };
		r.cursorFlags = e, r.state === "active" && (r.didPointerMove ||= o, r.previews = t, n && (r.previewLayoutMap = n)), De = r, Ho.emit("change", {
			prev: i,
			next: r
		});
	}
	function mt(e) {
		const t = De;
		De = e, t.state === "active" && e.state !== "active" && t.didPointerMove && (t.hitRegions.forEach(({ separator: n }) => {
			n && n.element.ownerDocument.activeElement === n.element && n.element.blur();
		}), Hn(t.ownerDocument)), Ho.emit("change", {
			prev: t,
			next: e
		});
	}
	function Oa(e) {
		De.state !== "active" || !De.previews.some((t) => t.separator === e) || mt({
			...De,
			previews: De.previews.map((t) => t.separator === e ? { ...t } : t)
		});
	}
	function Na(e) {
		if (De.state === "inactive") return;
		const t = De.hitRegions.filter((o) => o.axis !== e), n = De.state === "active" && De.previews.some((o) => o.axis === e);
		if (!(t.length === De.hitRegions.length && !n)) if (t.length === 0) mt({
			cursorFlags: 0,
			state: "inactive"
		});
		else if (De.state === "active") {
			const o = new Map(De.initialLayoutMap), i = new Map(De.previewLayoutMap);
			o.delete(e), i.delete(e), mt({
				...De,
				cursorFlags: 0,
				hitRegions: t,
				initialLayoutMap: o,
				previewLayoutMap: i,
				previews: De.previews.filter((r) => r.axis !== e)
			});
		} else mt({
			...De,
			hitRegions: t
		});
	}
	var $a = (e) => e;
	var xo = () => {};
	var ts = 1;
	var ns = 2;
	var os = 4;
	var is = 8;
	var Ui = 3;
	var Xi = 12;
	var Pn;
	function Ki() {
		return Pn === void 0 && (Pn = !1, typeof window < "u" && (window.navigator.userAgent.includes("Chrome") || window.navigator.userAgent.includes("Firefox")) && (Pn = !0)), Pn;
	}
	function Ba({ cursorFlags: e, axes: t, state: n }) {
		let o = 0, i = 0;
		switch (n) {
			case "active":
			case "hover": t.forEach((r) => {
				if (!r.mutableState.disableCursor) switch (r.orientation) {
					case "horizontal":
						o++;
						break;
					case "vertical": i++;
				}
			});
		}
		if (!(o === 0 && i === 0)) {
			switch (n) {
				case "active": if (e && Ki()) {
					const r = (e & ts) !== 0, s = (e & ns) !== 0, a = (e & os) !== 0, c = (e & is) !== 0;
					if (r) return a ? "se-resize" : c ? "ne-resize" : "e-resize";
					if (s) return a ? "sw-resize" : c ? "nw-resize" : "w-resize";
					if (a) return "s-resize";
					if (c) return "n-resize";
				}
			}
			return Ki() ? o > 0 && i > 0 ? "move" : o > 0 ? "ew-resize" : "ns-resize" : o > 0 && i > 0 ? "grab" : o > 0 ? "col-resize" : "row-resize";
		}
	}
	var Ji = new WeakMap();
	function Zi(e) {
		if (!e.defaultView || !e.adoptedStyleSheets) return;
		let { prevStyle: t, styleSheet: n } = Ji.get(e) ?? {};
		n === void 0 && (n = new e.defaultView.CSSStyleSheet(), e.adoptedStyleSheets && (Object.isExtensible(e.adoptedStyleSheets) ? e.adoptedStyleSheets.push(n) : e.adoptedStyleSheets = [...e.adoptedStyleSheets, n]));
		let o = Ye();
		switch (o.state !== "inactive" && o.ownerDocument !== e && (o = {
			cursorFlags: 0,
			state: "inactive"
		}), o.state) {
			case "active":
			case "hover": {
				const i = Ba({
					cursorFlags: o.cursorFlags,
					axes: o.hitRegions.map((s) => s.axis),
					state: o.state
				}), r = `*, *:hover {cursor: ${i} !important; }`;
				if (t === r) return;
				t = r, i ? n.cssRules.length === 0 ? n.insertRule(r) : n.replaceSync(r) : n.cssRules.length === 1 && n.deleteRule(0);
				break;
			}
			case "inactive": t = void 0, n.cssRules.length === 1 && n.deleteRule(0);
		}
		Ji.set(e, {
			prevStyle: t,
			styleSheet: n
		});
	}
	function Qi(e) {
		return e.state === "inactive" ? void 0 : e.ownerDocument;
	}
	function Fa({ next: e, prev: t }) {
		const n = Qi(t), o = Qi(e);
		n && n !== o && Zi(n), o && Zi(o);
	}
	function Me(e, t) {
		const n = t === "horizontal" ? e.offsetWidth : e.offsetHeight;
		if (n === 0) return 1;
		const o = e.getBoundingClientRect(), i = t === "horizontal" ? o.width : o.height;
		return i <= 0 || Math.abs(i - n) < 1 ? 1 : i / n;
	}
	function Zt({ axis: e }) {
		const { element: t, layoutStrategy: n, orientation: o, items: i } = e;
		if (n) return n.calculateAvailableSize();
		const r = Me(t, o);
		return i.reduce((s, a) => {
			const c = a.element.getBoundingClientRect(), l = (o === "horizontal" ? c.width : c.height) / r, u = o === "horizontal" ? a.element.offsetWidth : a.element.offsetHeight;
			return s += Math.abs(l - u) < 1 ? l : u, s;
		}, 0);
	}
	function jo(e, t) {
		const n = e.compareDocumentPosition(t);
		return n & Node.DOCUMENT_POSITION_DISCONNECTED ? 0 : n & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : n & Node.DOCUMENT_POSITION_PRECEDING ? 1 : 0;
	}
	function an(e, t) {
		return Array.from(t).sort((n, o) => {
			const i = e === "horizontal" ? Wa(n, o) : _a(n, o);
			return i !== 0 ? i : jo(n.element, o.element);
		});
	}
	function Wa(e, t) {
		const n = e.element.offsetLeft - t.element.offsetLeft;
		return n !== 0 ? n : e.element.offsetWidth - t.element.offsetWidth;
	}
	function _a(e, t) {
		const n = e.element.offsetTop - t.element.offsetTop;
		return n !== 0 ? n : e.element.offsetHeight - t.element.offsetHeight;
	}
	function Ve(e) {
		return e !== null && typeof e == "object" && "nodeType" in e && e.nodeType === Node.ELEMENT_NODE;
	}
	function rs(e, t) {
		return {
			x: e.x >= t.left && e.x <= t.right ? 0 : Math.min(Math.abs(e.x - t.left), Math.abs(e.x - t.right)),
			y: e.y >= t.top && e.y <= t.bottom ? 0 : Math.min(Math.abs(e.y - t.top), Math.abs(e.y - t.bottom))
		};
	}
	function Va({ orientation: e, rects: t, targetRect: n }) {
		const o = {
			x: n.x + n.width / 2,
			y: n.y + n.height / 2
		};
		let i, r = Number.MAX_VALUE;
		for (const s of t) {
			const { x: a, y: c } = rs(o, s), l = e === "horizontal" ? a : c;
			l < r && (r = l, i = s);
		}
		return he(i, "No rect found"), i;
	}
	function qo({ expandHitTargets: e = !0, axis: t, includeDisabled: n = !1 }) {
		if (t.layoutStrategy) return t.layoutStrategy.calculateHitRegions({
			expandHitTargets: e,
			axis: t,
			includeDisabled: n
		});
		const { element: o, orientation: i, items: r, separators: s } = t, a = an(i, Array.from(o.children).filter(Ve).filter((S) => !S.hasAttribute("data-resize-preview")).map((S) => ({ element: S }))).map(({ element: S }) => S), c = [];
		let l = !1, u = !1, d = -1, f, h = -1, p = 0, m, b, g = [];
		{
			let S = -1;
			for (const T of a) T.hasAttribute("data-panel") && (S++, T.hasAttribute("data-disabled") || (p++, d === -1 && (d = S), h = S));
		}
		if (n || p > 1) {
			let S = -1;
			for (const T of a) if (T.hasAttribute("data-panel")) {
				S++;
				const x = r.find((z) => z.element === T);
				if (x) {
					const z = T.getBoundingClientRect();
					if (m && b) {
						const L = b;
						let C;
						if (u) {
							const N = i === "horizontal" ? new DOMRect(L.right, L.top, 0, L.height) : new DOMRect(L.left, L.bottom, L.width, 0), I = i === "horizontal" ? new DOMRect(z.left, z.top, 0, z.height) : new DOMRect(z.left, z.top, z.width, 0);
							switch (g.length) {
								case 0:
									C = [N, I];
									break;
								case 1: {
									const R = g[0];
									C = [R, Va({
										orientation: i,
										rects: [L, z],
										targetRect: R.element.getBoundingClientRect()
									}) === L ? I : N];
									break;
								}
								default: C = g;
							}
						} else g.length ? C = g : C = [i === "horizontal" ? new DOMRect(L.right, z.top, z.left - L.right, z.height) : new DOMRect(z.left, L.bottom, z.width, z.top - L.bottom)];
						for (const N of C) {
							const I = Mo({
								expandHitTargets: e,
								axis: t,
								rect: "width" in N ? N : N.element.getBoundingClientRect()
							});
							(n || !l && !(S <= d || S > h)) && (f ??= Zt({ axis: t }) * Me(t.element, t.orientation), c.push({
								axis: t,
								axisSize: f,
								items: [m, x],
								separator: "width" in N ? void 0 : N,
								rect: I
							})), l = !1;
						}
					}
					u = !1, m = x, b = z, g = [];
				}
			} else if (T.hasAttribute("data-separator")) {
				T.ariaDisabled !== null && (l = !0);
				const x = s.find((z) => z.element === T);
				x ? g.push(x) : (m = void 0, g = []);
			} else u = !0;
		}
		return c;
	}
	function Yo(e) {
		return e.ownerDocument.defaultView ?? window;
	}
	function Ga(e, t) {
		const n = Yo(e).getComputedStyle(e);
		return t * parseFloat(n.fontSize);
	}
	function Ha(e, t) {
		const n = getComputedStyle(e.ownerDocument.documentElement);
		return t * parseFloat(n.fontSize);
	}
	function ja(e, t) {
		return t / 100 * Yo(e).innerHeight;
	}
	function qa(e, t) {
		return t / 100 * Yo(e).innerWidth;
	}
	function Uo(e) {
		switch (typeof e) {
			case "number": return [e, "px"];
			case "string": {
				const t = parseFloat(e);
				return e.endsWith("%") ? [t, "%"] : e.endsWith("px") ? [t, "px"] : e.endsWith("rem") ? [t, "rem"] : e.endsWith("em") ? [t, "em"] : e.endsWith("vh") ? [t, "vh"] : e.endsWith("vw") ? [t, "vw"] : [t, "%"];
			}
		}
	}
	function Mt({ axisSize: e, itemElement: t, styleProp: n }) {
		let o;
		const [i, r] = Uo(n);
		switch (r) {
			case "%":
				o = i / 100 * e;
				break;
			case "px":
				o = i;
				break;
			case "rem":
				o = Ha(t, i);
				break;
			case "em":
				o = Ga(t, i);
				break;
			case "vh":
				o = ja(t, i);
				break;
			case "vw": o = qa(t, i);
		}
		return o;
	}
	function ke(e) {
		return parseFloat(e.toFixed(3));
	}
	function Xo(e, t = Zt({ axis: e })) {
		const { items: n } = e;
		return t === 0 ? n.map((o) => ({
			groupResizeBehavior: o.constraintProps.groupResizeBehavior,
			collapsedSize: 0,
			collapsible: o.constraintProps.collapsible === !0,
			defaultSize: void 0,
			disabled: o.constraintProps.disabled,
			minSize: 0,
			maxSize: 100,
			itemId: o.id
		})) : n.map((o) => {
			const { element: i, constraintProps: r } = o;
			let s = 0;
			if (r.collapsedSize !== void 0) s = ke(Mt({
				axisSize: t,
				itemElement: i,
				styleProp: r.collapsedSize
			}) / t * 100);
			let a;
			if (r.collapsedThreshold !== void 0) a = ke(Mt({
				axisSize: t,
				itemElement: i,
				styleProp: r.collapsedThreshold
			}) / t * 100);
			let c;
			if (r.defaultSize !== void 0) c = ke(Mt({
				axisSize: t,
				itemElement: i,
				styleProp: r.defaultSize
			}) / t * 100);
			let l = 0;
			if (r.minSize !== void 0) l = ke(Mt({
				axisSize: t,
				itemElement: i,
				styleProp: r.minSize
			}) / t * 100);
			let u = 100;
			if (r.maxSize !== void 0) u = ke(Mt({
				axisSize: t,
				itemElement: i,
				styleProp: r.maxSize
			}) / t * 100);
			return {
				groupResizeBehavior: r.groupResizeBehavior,
				collapsedSize: s,
				collapsedThreshold: a,
				collapsible: r.collapsible === !0,
				defaultSize: c,
				disabled: r.disabled,
				minSize: l,
				maxSize: u,
				itemId: o.id
			};
		});
	}
	var ct = new Map();
	var Ko = new yn();
	var un = 0;
	var Bn = [];
	var Fn;
	function Qn() {
		un++;
	}
	function ss() {
		for (let e = 0; e < Bn.length; e++) try {
			Ko.emit("axisChange", Bn[e]);
		} catch (t) {
			Fn ??= { error: t };
		}
		Bn.length = 0;
	}
	function eo() {
		if (un === 1 && ss(), un--, un === 0 && Fn) {
			const { error: e } = Fn;
			throw Fn = void 0, e;
		}
	}
	function Ya(e) {
		ct = new Map(ct), ct.delete(e);
	}
	function Ht(e, t) {
		for (const [n] of ct) if (n.id === e) return n;
	}
	function je(e, t) {
		for (const [n, o] of ct) if (n.id === e) return o;
		if (t) throw Error(`Could not find data for Group with id ${e}`);
	}
	function dt() {
		return ct;
	}
	function Xt(e, t) {
		return Ko.addListener("axisChange", (n) => {
			n.axis.id === e && t(n);
		});
	}
	function gt(e, t, n) {
		const o = ct.get(e);
		ct = new Map(ct), ct.set(e, t);
		const i = {
			axis: e,
			isUserInteraction: n?.isUserInteraction === !0,
			prev: o,
			next: t
		};
		un > 0 ? Bn.push(i) : Ko.emit("axisChange", i);
	}
	function as(e, t) {
		ss(), mt({
			cursorFlags: 0,
			state: "inactive"
		}), e.hitRegions.forEach((n) => {
			if (!t.has(n.axis)) return;
			const o = je(n.axis.id, !0);
			gt(n.axis, o, { isUserInteraction: !0 });
		});
	}
	function cs(e, { pointerId: t, pointerType: n }) {
		return t === e.pointerId || n === "pen" && e.pointerType === "pen";
	}
	function vn(e, t, n = {}) {
		return e.ownerDocument === t && (n.pointerId === void 0 || cs(e, n));
	}
	function Ua(e, t) {
		if (e.length !== t.length) return !1;
		for (let n = 0; n < e.length; n++) if (e[n] != t[n]) return !1;
		return !0;
	}
	function Ce(e, t, n = 0) {
		return Math.abs(ke(e) - ke(t)) <= n;
	}
	function qe(e, t) {
		return Ce(e, t) ? 0 : e > t ? 1 : -1;
	}
	function At({ overrideDisabledItems: e, itemConstraints: t, prevSize: n, size: o }) {
		const { collapsedSize: i = 0, collapsedThreshold: r, collapsible: s, disabled: a, maxSize: c = 100, minSize: l = 0 } = t;
		if (a && !e) return n;
		if (qe(o, l) < 0) if (s) {
			const u = r ?? (l - i) / 2, d = qe(n, i) <= 0, f = d ? i + u : l - u, h = qe(o, f);
			qe(o, i) <= 0 || h < 0 || r !== void 0 && d && h === 0 ? o = i : o = l;
		} else o = l;
		return o = Math.min(c, o), o = ke(o), o;
	}
	function pn({ delta: e, initialLayout: t, itemConstraints: n, pivotIndices: o, prevLayout: i, trigger: r }) {
		if (Ce(e, 0)) return t;
		const s = r === "imperative-api", a = n.map(({ itemId: p }) => t[p]), c = n.map(({ itemId: p }) => i[p]), l = [...a], [u, d] = o;
		he(u != null, "Invalid first pivot index"), he(d != null, "Invalid second pivot index");
		let f = 0;
		switch (r) {
			case "keyboard":
				{
					const p = e < 0 ? d : u, m = n[p];
					he(m, `Panel constraints not found for index ${p}`);
					const { collapsedSize: b = 0, collapsible: g, minSize: S = 0 } = m;
					if (g) {
						const T = a[p];
						if (he(T != null, `Previous layout not found for panel index ${p}`), Ce(T, b)) {
							const x = S - T;
							qe(x, Math.abs(e)) > 0 && (e = e < 0 ? 0 - x : x);
						}
					}
				}
				{
					const p = e < 0 ? u : d, m = n[p];
					he(m, `No panel constraints found for index ${p}`);
					const { collapsedSize: b = 0, collapsible: g, minSize: S = 0 } = m;
					if (g) {
						const T = a[p];
						if (he(T != null, `Previous layout not found for panel index ${p}`), Ce(T, S)) {
							const x = T - b;
							qe(x, Math.abs(e)) > 0 && (e = e < 0 ? 0 - x : x);
						}
					}
				}
				break;
			default: {
				const p = e < 0 ? d : u, m = n[p];
				he(m, `Panel constraints not found for index ${p}`);
				const b = a[p], { collapsedSize: g, collapsedThreshold: S, collapsible: T, minSize: x } = m;
				if (T && qe(b, x) < 0) {
					const z = x - g, L = S ?? z / 2;
					if (qe(b + Math.abs(e), x) < 0) {
						const N = qe(Math.abs(e), L);
						N > 0 || N === 0 && S === void 0 && e < 0 ? e = e < 0 ? -z : z : e = 0;
					}
				}
				break;
			}
		}
		{
			const p = e < 0 ? 1 : -1;
			let m = e < 0 ? d : u, b = 0;
			for (;;) {
				const S = a[m];
				he(S != null, `Previous layout not found for panel index ${m}`);
				const x = At({
					overrideDisabledItems: s,
					itemConstraints: n[m],
					prevSize: S,
					size: 100
				}) - S;
				if (b += x, m += p, m < 0 || m >= n.length) break;
			}
			const g = Math.min(Math.abs(e), Math.abs(b));
			e = e < 0 ? 0 - g : g;
		}
		{
			let m = e < 0 ? u : d;
			for (; m >= 0 && m < n.length;) {
				const b = Math.abs(e) - Math.abs(f), g = a[m];
				he(g != null, `Previous layout not found for panel index ${m}`);
				const S = g - b, T = At({
					overrideDisabledItems: s,
					itemConstraints: n[m],
					prevSize: g,
					size: S
				});
				if (!Ce(g, T) && (f += g - T, l[m] = T, qe(f, Math.abs(e)) >= 0)) break;
				e < 0 ? m-- : m++;
			}
		}
		if (Ua(c, l)) return i;
		{
			const p = e < 0 ? d : u, m = a[p];
			he(m != null, `Previous layout not found for panel index ${p}`);
			const b = m + f, g = At({
				overrideDisabledItems: s,
				itemConstraints: n[p],
				prevSize: m,
				size: b
			});
			if (l[p] = g, !Ce(g, b)) {
				let S = b - g, x = e < 0 ? d : u;
				for (; x >= 0 && x < n.length;) {
					const z = l[x];
					he(z != null, `Previous layout not found for panel index ${x}`);
					const L = z + S, C = At({
						overrideDisabledItems: s,
						itemConstraints: n[x],
						prevSize: z,
						size: L
					});
					if (Ce(z, C) || (S -= C - z, l[x] = C), Ce(S, 0)) break;
					e > 0 ? x-- : x++;
				}
			}
		}
		return Ce(l.reduce((p, m) => m + p, 0), 100, .1) ? l.reduce((p, m, b) => (p[n[b].itemId] = m, p), {}) : i;
	}
	function ot(e, t) {
		if (Object.keys(e).length !== Object.keys(t).length) return !1;
		for (const n in e) if (t[n] === void 0 || qe(e[n], t[n]) !== 0) return !1;
		return !0;
	}
	function Jo(e) {
		Qn();
		try {
			Xa(e);
		} finally {
			eo();
		}
	}
	function Xa({ commit: e, event: t, hitRegions: n, initialLayoutMap: o, mountedAxes: i, pointerDownAtPoint: r, prevCursorFlags: s }) {
		let a = 0;
		const c = Ye();
		let l = c.state === "active" ? c.previews : [];
		const u = new Map(c.state === "active" ? c.previewLayoutMap : void 0);
		n.forEach((h) => {
			const { axis: p, axisSize: m } = h, { orientation: b, items: g } = p;
			if (e && p.resizePreviewMode !== "separator") return;
			const { disableCursor: S } = p.mutableState;
			let T = 0;
			r ? b === "horizontal" ? T = (t.clientX - r.x) / m * 100 : T = (t.clientY - r.y) / m * 100 : b === "horizontal" ? T = t.clientX < 0 ? -100 : 100 : T = t.clientY < 0 ? -100 : 100;
			const x = o.get(p), z = i.get(p);
			if (!x || !z) return;
			const { defaultLayoutDeferred: L, derivedItemConstraints: C, axisSize: N, layout: I, separatorToItems: R } = z;
			if (C && I && R) {
				const E = p.resizePreviewMode === "separator" ? u.get(p) ?? I : I, A = pn({
					delta: T,
					initialLayout: x,
					itemConstraints: C,
					pivotIndices: h.items.map((J) => g.indexOf(J)),
					prevLayout: E,
					trigger: "mouse-or-touch"
				});
				if (p.resizePreviewMode === "separator" && !e && !ot(A, E)) {
					u.set(p, A);
					let J = 0;
					const q = g.map((F) => (J += A[F.id] - x[F.id], J * (m / 100)));
					l = l.map((F) => {
						if (F.axis !== p) return F;
						const _ = q[F.itemIndex];
						return _ === F.offset ? F : {
							...F,
							offset: _
						};
					});
				}
				if (ot(A, E) && T !== 0 && !S) switch (b) {
					case "horizontal":
						a |= T < 0 ? ts : ns;
						break;
					case "vertical": a |= T < 0 ? os : is;
				}
				(p.resizePreviewMode !== "separator" || e) && !ot(A, I) && gt(h.axis, {
					defaultLayoutDeferred: L,
					derivedItemConstraints: C,
					axisSize: N,
					layout: A,
					requestedAxisSize: N,
					requestedLayout: A,
					separatorToItems: R
				});
			}
		});
		let d = 0;
		t.movementX === 0 ? d |= s & Ui : d |= a & Ui, t.movementY === 0 ? d |= s & Xi : d |= a & Xi;
		const f = c.state === "active" && (t.clientX !== c.pointerDownAtPoint.x || t.clientY !== c.pointerDownAtPoint.y);
		ka(d, l, u, f);
	}
	function ls(e, t) {
		const n = Ye();
		if (n.state !== "active" || !vn(n, e, t)) return;
		const o = dt();
		Qn();
		try {
			Jo({
				commit: !0,
				event: t,
				hitRegions: n.hitRegions,
				initialLayoutMap: n.initialLayoutMap,
				mountedAxes: o,
				pointerDownAtPoint: n.pointerDownAtPoint,
				prevCursorFlags: n.cursorFlags
			}), n.hitRegions.length > 0 && t.preventDefault?.(), as(n, o);
		} finally {
			eo();
		}
	}
	function er(e) {
		if (e.defaultPrevented) return;
		const { clientX: t, clientY: n, movementX: o, movementY: i } = e;
		ls(e.currentTarget, {
			clientX: t,
			clientY: n,
			movementX: o,
			movementY: i
		});
	}
	function Ka(e, t, n) {
		let o, i = {
			x: 1 / 0,
			y: 1 / 0
		};
		for (const r of t) {
			const s = rs(n, r.rect);
			switch (e) {
				case "horizontal":
					(s.x < i.x || s.x === i.x && s.y <= i.y) && (o = r, i = s);
					break;
				case "vertical": (s.y < i.y || s.y === i.y && s.x <= i.x) && (o = r, i = s);
			}
		}
		return o ? {
			distance: i,
			hitRegion: o
		} : void 0;
	}
	function Ja(e, t) {
		const { coarse: n, fine: o } = e.resizeTargetMinimumSize, i = Math.max(n, o), r = e.element.getBoundingClientRect();
		return t.x >= r.left - i && t.x <= r.right + i && t.y >= r.top - i && t.y <= r.bottom + i;
	}
	function ds(e) {
		return e !== null && typeof e == "object" && "nodeType" in e && e.nodeType === Node.DOCUMENT_FRAGMENT_NODE;
	}
	function Za(e, t) {
		if (e === t) throw new Error("Cannot compare node with itself");
		const n = {
			a: or(e),
			b: or(t)
		};
		let o;
		for (; n.a.at(-1) === n.b.at(-1);) o = n.a.pop(), n.b.pop();
		he(o, "Stacking order can only be calculated for elements with a common ancestor");
		const i = {
			a: nr(tr(n.a)),
			b: nr(tr(n.b))
		};
		if (i.a === i.b) {
			const r = o.childNodes, s = {
				a: n.a.at(-1),
				b: n.b.at(-1)
			};
			let a = r.length;
			for (; a--;) {
				const c = r[a];
				if (c === s.a) return 1;
				if (c === s.b) return -1;
			}
		}
		return Math.sign(i.a - i.b);
	}
	var Qa = /\b(?:position|zIndex|opacity|transform|webkitTransform|mixBlendMode|filter|webkitFilter|isolation)\b/;
	function ec(e) {
		const t = getComputedStyle(us(e) ?? e).display;
		return t === "flex" || t === "inline-flex";
	}
	function tc(e) {
		const t = getComputedStyle(e);
		return !!(t.position === "fixed" || t.zIndex !== "auto" && (t.position !== "static" || ec(e)) || +t.opacity < 1 || "transform" in t && t.transform !== "none" || "webkitTransform" in t && t.webkitTransform !== "none" || "mixBlendMode" in t && t.mixBlendMode !== "normal" || "filter" in t && t.filter !== "none" || "webkitFilter" in t && t.webkitFilter !== "none" || "isolation" in t && t.isolation === "isolate" || Qa.test(t.willChange) || t.webkitOverflowScrolling === "touch");
	}
	function tr(e) {
		let t = e.length;
		for (; t--;) {
			const n = e[t];
			if (he(n, "Missing node"), tc(n)) return n;
		}
		return null;
	}
	function nr(e) {
		return e && Number(getComputedStyle(e).zIndex) || 0;
	}
	function or(e) {
		const t = [];
		for (; e;) t.push(e), e = us(e);
		return t;
	}
	function us(e) {
		const { parentNode: t } = e;
		return ds(t) ? t.host : t;
	}
	function nc(e, t) {
		return e.x < t.x + t.width && e.x + e.width > t.x && e.y < t.y + t.height && e.y + e.height > t.y;
	}
	function oc(e) {
		try {
			return e.matches(":modal");
		} catch {
			return !1;
		}
	}
	function ic({ axisElement: e, hitRegion: t, pointerEventTarget: n }) {
		if (Ve(n)) {
			const o = n.closest("dialog");
			if (o && !o.contains(e) && oc(o)) return !1;
		}
		if (!Ve(n) || n.contains(e) || e.contains(n) || !n.isConnected || !e.isConnected) return !0;
		if (Za(n, e) > 0) {
			let o = n;
			for (; o;) {
				if (o.contains(e)) return !0;
				if (nc(o.getBoundingClientRect(), t)) return !1;
				o = o.parentElement;
			}
		}
		return !0;
	}
	function Zo(e, t, n) {
		const o = [];
		return t.forEach((i, r) => {
			if (r.disabled || r.element.ownerDocument !== n) return;
			const s = {
				x: e.clientX,
				y: e.clientY
			};
			if (!Ja(r, s)) return;
			const a = qo({ axis: r }), c = Ka(r.orientation, a, s);
			c && c.distance.x <= 0 && c.distance.y <= 0 && ic({
				axisElement: r.element,
				hitRegion: c.hitRegion.rect,
				pointerEventTarget: e.target
			}) && o.push(c.hitRegion);
		}), o;
	}
	function fs({ axisSize: e, expanded: t, groupResizeBehavior: n }) {
		return n !== "preserve-pixel-size" || t.axisSize <= 0 || e <= 0 || t.axisSize === e ? t.size : ke(t.size * t.axisSize / e);
	}
	function ps(e) {
		let t = 0, n = 0;
		const o = {};
		for (const r of e) if (r.defaultSize !== void 0) {
			t++;
			const s = ke(r.defaultSize);
			n += s, o[r.itemId] = s;
		} else o[r.itemId] = void 0;
		const i = e.length - t;
		if (i !== 0) {
			const r = ke((100 - n) / i);
			for (const s of e) s.defaultSize === void 0 && (o[s.itemId] = r);
		}
		return o;
	}
	function Qo(e) {
		return e.items.map(({ constraintProps: t }) => t.groupResizeBehavior ?? "preserve-relative-size");
	}
	function ei({ axis: e, nextAxisSize: t, prevAxisSize: n, prevLayout: o, resizeBehaviors: i = Qo(e) }) {
		if (n <= 0 || t <= 0 || n === t) return o;
		let r = 0, s = 0, a = !1;
		const c = new Map(), l = [];
		if (e.items.forEach((f, h) => {
			const p = o[f.id] ?? 0;
			switch (i[h]) {
				case "preserve-pixel-size": {
					a = !0;
					const b = ke(p / 100 * n / t * 100);
					c.set(f.id, b), r += b;
					break;
				}
				default: l.push(f.id), s += p;
			}
		}), !a || l.length === 0) return o;
		const u = 100 - r, d = { ...o };
		if (c.forEach((f, h) => {
			d[h] = f;
		}), s > 0) for (const f of l) d[f] = ke((o[f] ?? 0) / s * u);
		else {
			const f = ke(u / l.length);
			for (const h of l) d[h] = f;
		}
		return d;
	}
	function rc(e, t) {
		const n = e.map((i) => i.id), o = Object.keys(t);
		if (n.length !== o.length) return !1;
		for (const i of n) if (!o.includes(i)) return !1;
		return !0;
	}
	function hs({ axis: e, axisSize: t, itemConstraints: n }) {
		const o = e.items.map(({ id: s }) => s).join(","), i = e.mutableState.layouts[o];
		if (i) {
			const s = Qo(e);
			return i.resizeBehaviors.every((c, l) => c === s[l]) ? {
				axisSize: i.axisSize,
				layout: i.layout
			} : {
				axisSize: t,
				layout: ei({
					axis: e,
					nextAxisSize: t,
					prevAxisSize: i.axisSize,
					prevLayout: i.layout,
					resizeBehaviors: i.resizeBehaviors
				})
			};
		}
		const r = e.mutableState.defaultLayout;
		return {
			axisSize: t,
			layout: r && rc(e.items, r) ? r : ps(n)
		};
	}
	function to(e, t) {
		if (Object.keys(e).length !== Object.keys(t).length) return !1;
		for (const o in e) if (e[o] !== t[o]) return !1;
		return !0;
	}
	function sc(e, t) {
		return e.length !== t.length ? !1 : e.every((n, o) => to(n, t[o]));
	}
	function Tt({ layout: e, itemConstraints: t }) {
		const n = t.map(({ itemId: s }) => e[s]), o = [...n], i = o.reduce((s, a) => s + a, 0);
		if (Object.keys(e).length !== t.length) throw Error(`Invalid ${t.length} panel layout: ${Object.values(e).map((s) => `${s}%`).join(", ")}`);
		if (!Ce(i, 100) && o.length > 0) for (let s = 0; s < t.length; s++) {
			const a = o[s];
			he(a != null, `No layout data found for index ${s}`);
			const c = 100 / i * a;
			o[s] = c;
		}
		let r = 0;
		for (let s = 0; s < t.length; s++) {
			const a = n[s];
			he(a != null, `No layout data found for index ${s}`);
			const c = o[s];
			he(c != null, `No layout data found for index ${s}`);
			const l = At({
				overrideDisabledItems: !0,
				itemConstraints: t[s],
				prevSize: a,
				size: c
			});
			c != l && (r += c - l, o[s] = l);
		}
		if (!Ce(r, 0)) for (let s = 0; s < t.length; s++) {
			const a = o[s];
			he(a != null, `No layout data found for index ${s}`);
			const c = a + r, l = At({
				overrideDisabledItems: !0,
				itemConstraints: t[s],
				prevSize: a,
				size: c
			});
			if (a !== l && (r -= l - a, o[s] = l, Ce(r, 0))) break;
		}
		return o.reduce((s, a, c) => (s[t[c].itemId] = a, s), {});
	}
	function ms({ itemIds: e, layout: t }) {
		return Tt({
			layout: t,
			itemConstraints: e.map((n) => ({
				collapsedSize: 0,
				collapsible: !1,
				defaultSize: void 0,
				disabled: void 0,
				itemId: n,
				maxSize: 100,
				minSize: 0
			}))
		});
	}
	function ti({ axis: e, axisState: t }) {
		const n = Zt({ axis: e });
		if (n === 0) return;
		const o = Xo(e, n);
		let i = t.requestedAxisSize, r = t.requestedLayout;
		if (t.defaultLayoutDeferred) {
			const l = hs({
				axis: e,
				axisSize: n,
				itemConstraints: o
			});
			i = l.axisSize, r = ms({
				itemIds: e.items.map(({ id: u }) => u),
				layout: l.layout
			});
		}
		const a = Tt({
			layout: ei({
				axis: e,
				nextAxisSize: n,
				prevAxisSize: i,
				prevLayout: r
			}),
			itemConstraints: o
		});
		return {
			changed: t.defaultLayoutDeferred || !ot(t.layout, a) || !sc(t.derivedItemConstraints, o) || t.axisSize !== n,
			state: {
				defaultLayoutDeferred: !1,
				derivedItemConstraints: o,
				axisSize: n,
				layout: a,
				requestedAxisSize: i,
				requestedLayout: r,
				separatorToItems: t.separatorToItems
			}
		};
	}
	function ni({ axisId: e, itemId: t }) {
		const n = () => {
			const l = dt();
			for (const [u, d] of l) if (u.id === e) return {
				axis: u,
				...d
			};
			throw Error(`Group ${e} not found`);
		}, o = () => {
			const l = n().derivedItemConstraints.find((u) => u.itemId === t);
			if (l !== void 0) return l;
			throw Error(`Panel constraints not found for Panel ${t}`);
		}, i = () => {
			const { axis: l, ...u } = n(), d = ti({
				axis: l,
				axisState: u
			}), f = d?.state ?? u, h = f.derivedItemConstraints.find((m) => m.itemId === t);
			if (h === void 0) throw Error(`Panel constraints not found for Panel ${t}`);
			const p = f.layout[t];
			if (p === void 0) throw Error(`Layout not found for Panel ${t}`);
			return {
				axis: l,
				changed: d?.changed === !0,
				itemConstraints: h,
				itemSize: p,
				state: f
			};
		}, r = () => {
			const l = n().axis.items.find((u) => u.id === t);
			if (l !== void 0) return l;
			throw Error(`Layout not found for Panel ${t}`);
		}, s = () => {
			const l = n().layout[t];
			if (l !== void 0) return l;
			throw Error(`Layout not found for Panel ${t}`);
		}, a = ({ allowPartialSize: l = !1, nextSize: u, items: d, prevLayout: f, derivedItemConstraints: h }) => {
			const p = f[t], m = d.findIndex((R) => R.id === t), b = m === 0, g = m === d.length - 1;
			if (g && u < p && (b || d.slice(0, m).every((R, E) => {
				const A = h[E];
				return A?.collapsible && Ce(A.collapsedSize, f[A.itemId]);
			}))) {
				const R = d.slice(0, m).reduce((E, A) => E + f[A.id], 0);
				return {
					...f,
					[t]: ke(100 - R)
				};
			}
			const T = h[m], x = At({
				overrideDisabledItems: !0,
				itemConstraints: T,
				prevSize: p,
				size: u
			}), z = { ...f };
			let L = x - p;
			for (const R of b ? [1] : g ? [-1] : [1, -1]) for (let E = m + R; E >= 0 && E < d.length && !Ce(L, 0); E += R) {
				const A = h[E], J = z[A.itemId];
				if (jn(A, z) || (L > 0 ? qe(J, A.minSize) <= 0 : qe(J, A.maxSize) >= 0)) continue;
				const q = L > 0 ? Math.max(A.minSize, J - L) : Math.min(A.maxSize, J - L);
				L -= J - q, z[A.itemId] = ke(q);
			}
			if (z[t] = ke(x - L), Ce(L, 0) || l && qe(z[t], T.minSize) >= 0) return z;
			const C = (R, E, A) => {
				const J = R === "after" ? 1 : -1, q = (_) => {
					for (let O = m + J; O >= 0 && O < d.length; O += J) {
						const V = h[O];
						if (!jn(V, E) && _(V)) return O;
					}
				}, F = q(({ itemId: _, maxSize: O, minSize: V }) => A > 0 ? qe(E[_], V) > 0 : qe(E[_], O) < 0) ?? q(() => !0) ?? m + J;
				return pn({
					delta: R === "after" ? A : -A,
					initialLayout: E,
					itemConstraints: h,
					pivotIndices: R === "after" ? [m, F] : [F, m],
					prevLayout: E,
					trigger: "imperative-api"
				});
			};
			if (b || g) return C(g ? "before" : "after", f, u - p);
			const N = (R) => {
				const E = C(R, f, u - p), A = u - E[t];
				return Ce(A, 0) ? E : C(R === "after" ? "before" : "after", E, A);
			}, I = N("after");
			if (ir({
				itemConstraints: h,
				itemId: t,
				nextLayout: I,
				prevLayout: f
			})) {
				const R = N("before");
				if (!ir({
					itemConstraints: h,
					itemId: t,
					nextLayout: R,
					prevLayout: f
				})) return R;
			}
			return I;
		}, c = (l, { axis: u, changed: d, itemSize: f, state: h }, { allowPartialSize: p = !1 } = {}) => {
			if (l === f) return;
			const { derivedItemConstraints: m, axisSize: b, layout: g } = h, T = Tt({
				layout: a({
					allowPartialSize: p,
					nextSize: l,
					items: u.items,
					prevLayout: g,
					derivedItemConstraints: m
				}),
				itemConstraints: m
			});
			(d || !ot(g, T)) && gt(u, {
				...h,
				layout: T,
				requestedAxisSize: b,
				requestedLayout: T
			});
		};
		return {
			collapse: () => {
				const l = i(), { collapsible: u, collapsedSize: d } = l.itemConstraints, { mutableValues: f } = r(), h = l.itemSize;
				u && h !== d && (f.expandToSize = {
					axisSize: l.state.axisSize,
					size: h
				}, c(d, l));
			},
			expand: () => {
				const l = i(), { collapsible: u, collapsedSize: d, minSize: f } = l.itemConstraints, { mutableValues: h } = r(), p = l.itemSize;
				if (u && p === d) {
					const { expandToSize: m } = h;
					let b = m ? fs({
						axisSize: l.state.axisSize,
						expanded: m,
						groupResizeBehavior: r().constraintProps.groupResizeBehavior
					}) : f;
					b === 0 && (b = 1), c(b, l, { allowPartialSize: !0 });
				}
			},
			getSize: () => {
				const { axis: l } = n(), u = s(), { element: d } = r();
				return {
					asPercentage: u,
					inPixels: l.layoutStrategy ? l.layoutStrategy.getItemSizeInPixels(t) : l.orientation === "horizontal" ? d.offsetWidth : d.offsetHeight
				};
			},
			isCollapsed: () => {
				const { collapsible: l, collapsedSize: u } = o(), d = s();
				return l && Ce(u, d);
			},
			resize: (l) => {
				const u = i(), { axisSize: d } = u.state, { element: f } = r(), p = ke(Mt({
					axisSize: d,
					itemElement: f,
					styleProp: l
				}) / d * 100);
				c(p, u);
			}
		};
	}
	function jn({ collapsedSize: e, collapsible: t, itemId: n }, o) {
		return t && Ce(o[n], e);
	}
	function ir({ itemConstraints: e, itemId: t, nextLayout: n, prevLayout: o }) {
		return e.some((i) => i.itemId !== t && jn(i, o) !== jn(i, n));
	}
	function rr(e) {
		if (e.defaultPrevented) return;
		Zo(e, dt(), e.currentTarget).forEach((o) => {
			if (o.separator && !o.separator.disableDoubleClick) {
				const i = o.items.find((r) => r.constraintProps.defaultSize !== void 0);
				if (i) {
					const r = i.constraintProps.defaultSize, s = ni({
						axisId: o.axis.id,
						itemId: i.id
					});
					s && r !== void 0 && (s.resize(r), e.preventDefault());
				}
			}
		});
	}
	function sr({ axis: e, axisState: t, delta: n, separator: o }) {
		const i = t.separatorToItems.get(o);
		he(i, "Matching panels not found");
		const r = i.map((l) => e.items.indexOf(l)), s = t.defaultLayoutDeferred ? {} : t.layout, c = Tt({
			layout: pn({
				delta: n,
				initialLayout: s,
				itemConstraints: t.derivedItemConstraints,
				pivotIndices: r,
				prevLayout: s,
				trigger: "keyboard"
			}),
			itemConstraints: t.derivedItemConstraints
		});
		ot(s, c) || gt(e, {
			defaultLayoutDeferred: t.defaultLayoutDeferred,
			derivedItemConstraints: t.derivedItemConstraints,
			axisSize: t.axisSize,
			layout: c,
			requestedAxisSize: t.axisSize,
			requestedLayout: c,
			separatorToItems: t.separatorToItems
		}, { isUserInteraction: !0 });
	}
	function ac(e) {
		const t = dt();
		for (const [n] of t) if (n.separators.some((o) => o.element === e)) return n;
		throw Error("Could not find parent Group for separator element");
	}
	function cc(e) {
		return e.separators.filter((t) => !t.disabled);
	}
	function ar(e) {
		if (e.defaultPrevented) return;
		const t = e.currentTarget, n = ac(t);
		if (n.disabled) return;
		const o = n.separators.find((r) => r.element === t);
		if (he(o, "Matching separator not found"), o.disabled) return;
		const i = (r) => sr({
			axis: n,
			axisState: je(n.id, !0),
			delta: r,
			separator: o
		});
		switch (e.key) {
			case "ArrowDown":
				e.preventDefault(), n.orientation === "vertical" && i(5);
				break;
			case "ArrowLeft":
				e.preventDefault(), n.orientation === "horizontal" && i(-5);
				break;
			case "ArrowRight":
				e.preventDefault(), n.orientation === "horizontal" && i(5);
				break;
			case "ArrowUp":
				e.preventDefault(), n.orientation === "vertical" && i(-5);
				break;
			case "End":
				e.preventDefault(), i(100);
				break;
			case "Enter": {
				e.preventDefault();
				const r = je(n.id, !0), { derivedItemConstraints: s, layout: a, separatorToItems: c } = r, l = c.get(o);
				he(l, "Matching panels not found");
				const u = l[0], d = s.find((f) => f.itemId === u.id);
				if (he(d, "Panel metadata not found"), d.collapsible) {
					const f = a[u.id], h = n.mutableState.expandedItemSizes[u.id];
					sr({
						axis: n,
						axisState: r,
						delta: (d.collapsedSize === f ? h ? fs({
							axisSize: r.axisSize,
							expanded: h,
							groupResizeBehavior: u.constraintProps.groupResizeBehavior
						}) : d.minSize : d.collapsedSize) - f,
						separator: o
					});
				}
				break;
			}
			case "F6": {
				e.preventDefault();
				const r = cc(n).map((l) => l.element), s = r.findIndex((l) => l === e.currentTarget);
				he(s !== -1, "Index not found");
				r[e.shiftKey ? s > 0 ? s - 1 : r.length - 1 : s + 1 < r.length ? s + 1 : 0].focus({ preventScroll: !0 });
				break;
			}
			case "Home": e.preventDefault(), i(-100);
		}
	}
	function Qt(e, t) {
		const n = Ye();
		if (n.state !== "active" || !vn(n, e, t)) return !1;
		const o = dt();
		Qn();
		try {
			n.previewLayoutMap.forEach((i, r) => {
				const s = o.get(r);
				r.resizePreviewMode === "separator" && s && !ot(i, s.layout) && gt(r, {
					...s,
					layout: i,
					requestedAxisSize: s.axisSize,
					requestedLayout: i
				});
			}), as(n, o);
		} finally {
			eo();
		}
		return !0;
	}
	function cr(e) {
		const t = Ye();
		if (t.state !== "active") return;
		const n = t.hitRegions.flatMap(({ separator: o }) => o ? [o.element] : []);
		!n.some((o) => o === e.target) || n.some((o) => o.hasPointerCapture?.(e.pointerId)) || Qt(e.currentTarget, e);
	}
	function lr(e) {
		Qt(e.currentTarget, e);
	}
	function lc(e, t) {
		const { element: n, orientation: o, items: i } = e, r = n.getBoundingClientRect(), s = o === "horizontal";
		return qo({
			expandHitTargets: !1,
			axis: e,
			includeDisabled: !0
		}).map(({ items: c, rect: l, separator: u }, d) => {
			const f = i.indexOf(c[0]), h = s ? l.left + l.width / 2 : l.top + l.height / 2;
			return {
				active: t.some((m) => {
					if (m.axis !== e || m.items[0] !== c[0]) return !1;
					if (u || m.separator) return m.separator === u;
					const b = s ? m.rect.left + m.rect.width / 2 : m.rect.top + m.rect.height / 2;
					return Ce(h, b);
				}),
				axis: e,
				key: u ? `separator-${u.id}` : `panel-${c[0].id}-${d}`,
				offset: 0,
				itemIndex: f,
				rect: new DOMRect((s && !u ? h : l.left) - r.left - n.clientLeft + n.scrollLeft, (!s && !u ? h : l.top) - r.top - n.clientTop + n.scrollTop, s && !u ? 0 : l.width, !s && !u ? 0 : l.height),
				separator: u
			};
		});
	}
	function dr(e) {
		if (e.defaultPrevented) return;
		if (e.pointerType === "mouse" && e.button > 0) return;
		const t = Ye();
		if (t.state === "active") {
			cs(t, e) && Qt(t.ownerDocument, t);
			return;
		}
		const n = dt(), o = Zo(e, n, e.currentTarget);
		if (o.length === 0) return;
		const i = new Map();
		let r = !1;
		o.forEach((a) => {
			a.separator && (r || (r = !0, a.separator.element.focus({
				focusVisible: !1,
				preventScroll: !0
			})));
			const c = n.get(a.axis);
			c && i.set(a.axis, c.layout);
		});
		const s = Array.from(i.keys()).flatMap((a) => a.resizePreviewMode === "separator" ? lc(a, o) : []);
		mt({
			cursorFlags: 0,
			didPointerMove: !1,
			hitRegions: o,
			initialLayoutMap: i,
			ownerDocument: e.currentTarget,
			pointerDownAtPoint: {
				x: e.clientX,
				y: e.clientY
			},
			pointerId: e.pointerId,
			pointerType: e.pointerType,
			previewLayoutMap: new Map(i),
			previews: s,
			state: "active"
		}), e.preventDefault();
	}
	function ur(e) {
		const t = e.currentTarget, n = dt(), o = Ye();
		switch (o.state) {
			case "active":
				if (!vn(o, t, e)) return;
				Jo({
					commit: !1,
					event: e,
					hitRegions: o.hitRegions,
					initialLayoutMap: o.initialLayoutMap,
					mountedAxes: n,
					prevCursorFlags: o.cursorFlags
				});
		}
	}
	function dc(e, t) {
		if (e.length !== t.length) return !1;
		for (let n = 0; n < e.length; n++) {
			const o = e[n], i = t[n];
			if (o.axis !== i.axis || o.separator !== i.separator || o.items[0] !== i.items[0] || o.items[1] !== i.items[1]) return !1;
		}
		return !0;
	}
	function fr(e) {
		if (e.defaultPrevented) return;
		const t = e.currentTarget, n = Ye(), o = dt();
		switch (n.state) {
			case "active":
				if (!vn(n, t, e)) return;
				if (e.buttons === 0) {
					Qt(t, e);
					return;
				}
				for (const i of n.hitRegions) if (i.separator) {
					const { element: r } = i.separator;
					r.isConnected && !r.hasPointerCapture?.(e.pointerId) && r.setPointerCapture?.(e.pointerId);
				}
				Jo({
					commit: !1,
					event: e,
					hitRegions: n.hitRegions,
					initialLayoutMap: n.initialLayoutMap,
					mountedAxes: o,
					pointerDownAtPoint: n.pointerDownAtPoint,
					prevCursorFlags: n.cursorFlags
				});
				break;
			default: {
				const i = Zo(e, o, t);
				i.length === 0 ? n.state !== "inactive" && mt({
					cursorFlags: 0,
					state: "inactive"
				}) : (n.state !== "hover" || n.ownerDocument !== t || !dc(n.hitRegions, i)) && mt({
					cursorFlags: 0,
					hitRegions: i,
					ownerDocument: t,
					state: "hover"
				});
				break;
			}
		}
	}
	function pr(e) {
		const t = e.relatedTarget;
		if (Ve(t) && t.localName === "iframe") {
			const n = Ye();
			switch (n.state) {
				case "hover": n.ownerDocument === e.currentTarget && mt({
					cursorFlags: 0,
					state: "inactive"
				});
			}
		}
	}
	function hr(e) {
		e.defaultPrevented || e.pointerType === "mouse" && e.button > 0 || ls(e.currentTarget, e);
	}
	function mr(e) {
		e.target === e.currentTarget && Qt(e.currentTarget.document);
	}
	function gr(e) {
		Qt(e.currentTarget.document);
	}
	function uc(e, t, n) {
		const o = n[0];
		if (!o) return;
		const i = e.items.find((d) => d.element === t);
		if (!i || !i.onResize) return;
		const r = Zt({ axis: e }), s = e.orientation === "horizontal" ? i.element.offsetWidth : i.element.offsetHeight, a = e.orientation === "horizontal" ? o.inlineSize : o.blockSize, c = Number.isFinite(a) && a > 0 && Math.abs(a - s) < 1 ? a : s, l = i.mutableValues.prevSize, u = {
			asPercentage: ke(c / r * 100),
			inPixels: s
		};
		i.mutableValues.prevSize = u, i.onResize(u, i.id, l);
	}
	var _t = new Map();
	var br = !1;
	function gs(e) {
		let t = !0;
		he(e.element.ownerDocument.defaultView, "Cannot register an unmounted Group");
		const n = e.element.ownerDocument.defaultView.ResizeObserver, o = new Set(), i = new Set(), r = new n((m) => {
			let b;
			Qn();
			try {
				for (const g of m) {
					const { borderBoxSize: S, target: T } = g;
					if (T === e.element) {
						if (t) {
							const x = je(e.id);
							if (!x) break;
							const z = ti({
								axis: e,
								axisState: x
							});
							if (!z) break;
							if (!z.changed) continue;
							gt(e, z.state);
						}
					} else try {
						uc(e, T, S);
					} catch (x) {
						b ??= { error: x };
					}
				}
			} finally {
				eo();
			}
			if (b) throw b.error;
		});
		r.observe(e.element), e.items.forEach((m) => {
			he(!o.has(m.id), `Panel ids must be unique; id "${m.id}" was used more than once`), o.add(m.id), m.onResize && r.observe(m.element);
		});
		const s = Zt({ axis: e }), a = Xo(e, s), { axisSize: c, layout: l } = hs({
			axis: e,
			axisSize: s,
			itemConstraints: a
		}), u = Tt({
			layout: ei({
				axis: e,
				nextAxisSize: s,
				prevAxisSize: c,
				prevLayout: l
			}),
			itemConstraints: a
		}), d = e.element.ownerDocument, f = d.defaultView;
		_t.set(d, (_t.get(d) ?? 0) + 1);
		const h = new Map();
		return qo({
			axis: e,
			includeDisabled: !0
		}).forEach((m) => {
			m.separator && h.set(m.separator, m.items);
		}), gt(e, {
			defaultLayoutDeferred: s === 0,
			derivedItemConstraints: a,
			axisSize: s,
			layout: u,
			requestedAxisSize: c,
			requestedLayout: ms({
				itemIds: e.items.map(({ id: m }) => m),
				layout: l
			}),
			separatorToItems: h
		}), e.separators.forEach((m) => {
			he(!i.has(m.id), `Separator ids must be unique; id "${m.id}" was used more than once`), i.add(m.id), m.element.addEventListener("keydown", ar);
		}), br || (br = !0, Zn(Fa)), _t.get(d) === 1 && (d.addEventListener("contextmenu", er, !0), d.addEventListener("dblclick", rr, !0), d.addEventListener("lostpointercapture", cr, !0), d.addEventListener("pointercancel", lr, !0), d.addEventListener("pointerdown", dr, !0), d.addEventListener("pointerleave", ur), d.addEventListener("pointermove", fr), d.addEventListener("pointerout", pr), d.addEventListener("pointerup", hr, !0), f?.addEventListener("blur", mr), f?.addEventListener("pagehide", gr)), function() {
			t = !1, _t.set(d, Math.max(0, (_t.get(d) ?? 0) - 1)), Ya(e), Na(e), e.separators.forEach((b) => {
				b.element.removeEventListener("keydown", ar);
			}), _t.get(d) || (d.removeEventListener("contextmenu", er, !0), d.removeEventListener("dblclick", rr, !0), d.removeEventListener("lostpointercapture", cr, !0), d.removeEventListener("pointercancel", lr, !0), d.removeEventListener("pointerdown", dr, !0), d.removeEventListener("pointerleave", ur), d.removeEventListener("pointermove", fr), d.removeEventListener("pointerout", pr), d.removeEventListener("pointerup", hr, !0), f?.removeEventListener("blur", mr), f?.removeEventListener("pagehide", gr)), r.disconnect();
		};
	}
	function Wn({ axisId: e }) {
		const t = () => {
			const n = dt();
			for (const [o, i] of n) if (o.id === e) return {
				axis: o,
				...i
			};
			throw Error(`Could not find Group with id "${e}"`);
		};
		return {
			getLayout() {
				const { defaultLayoutDeferred: n, layout: o } = t();
				return n ? {} : o;
			},
			setLayout(n) {
				const { axis: o, ...i } = t(), r = ti({
					axis: o,
					axisState: i
				}), s = r?.state ?? i, { defaultLayoutDeferred: a, derivedItemConstraints: c, axisSize: l, layout: u } = s, d = Tt({
					layout: n,
					itemConstraints: c
				});
				return a ? u : ((r?.changed || !ot(u, d)) && gt(o, {
					...s,
					layout: d,
					requestedAxisSize: l,
					requestedLayout: d
				}), d);
			}
		};
	}
	function bs({ derivedItemConstraints: e, axis: t, layout: n, prevAxisSize: o, prevLayout: i, requestedAxisSize: r, requestedLayout: s }) {
		const a = t.items.map(({ id: c }) => c).join(",");
		t.mutableState.layouts[a] = {
			axisSize: r,
			layout: s,
			resizeBehaviors: Qo(t)
		}, i && o !== void 0 && e.forEach((c) => {
			if (c.collapsible) {
				const l = Ce(c.collapsedSize, n[c.itemId]), u = Ce(c.collapsedSize, i[c.itemId]);
				l && !u && (t.mutableState.expandedItemSizes[c.itemId] = {
					axisSize: o,
					size: i[c.itemId]
				});
			}
		});
	}
	function ys() {
		const [e, t] = (0, react.useState)({});
		return [e, (0, react.useCallback)(() => t({}), [])];
	}
	function vs({ initialLayout: e, layoutsEqual: t, onLayoutChange: n, onLayoutChanged: o }) {
		const i = (0, react.useRef)({
			onLayoutChange: e,
			onLayoutChanged: e
		});
		return {
			onLayoutChangeStable: xe((a) => {
				t(i.current.onLayoutChange, a) || (i.current.onLayoutChange = a, n?.(a));
			}),
			onLayoutChangedStable: xe((a, c, l) => {
				t(i.current.onLayoutChanged, a) || (i.current.onLayoutChanged = a, o?.(a, {
					isUserInteraction: c,
					requestedLayout: l
				}));
			})
		};
	}
	function qn({ isCompleted: e, isUserInteraction: t, layout: n, onLayoutChange: o, onLayoutChanged: i, requestedLayout: r }) {
		try {
			o(n);
		} finally {
			e && i(n, t, r);
		}
	}
	function no(e) {
		const t = (0, react.useRef)({ ...e });
		return me(() => {
			for (const n in e) t.current[n] = e[n];
		}, [e]), t.current;
	}
	var oi = (0, react.createContext)(null);
	(0, react.createContext)(null);
	function fc({ layout: e, itemConstraints: t, itemId: n, itemIndex: o }) {
		let i, r;
		const s = e[n], a = t.find((c) => c.itemId === n);
		if (a) {
			const c = a.maxSize, l = a.collapsible ? a.collapsedSize : a.minSize, u = [o, o + 1];
			r = Tt({
				layout: pn({
					delta: l - s,
					initialLayout: e,
					itemConstraints: t,
					pivotIndices: u,
					prevLayout: e
				}),
				itemConstraints: t
			})[n], i = Tt({
				layout: pn({
					delta: c - s,
					initialLayout: e,
					itemConstraints: t,
					pivotIndices: u,
					prevLayout: e
				}),
				itemConstraints: t
			})[n];
		}
		return {
			valueControls: n,
			valueMax: i,
			valueMin: r,
			valueNow: s
		};
	}
	function ws({ attributes: e, axisId: t, axisOrientation: n, children: o, className: i, "data-testid": r, disableCursor: s, disabled: a, disableDoubleClick: c, elementRef: l, id: u, isSharedHitRegion: d, preview: f, registerSeparator: h, requiredStyle: p, style: m, styleDefaults: b, tabIndex: g = 0, updateSeparatorProps: S }) {
		const T = no({
			disabled: a,
			disableDoubleClick: c,
			children: o,
			className: i,
			preview: f,
			style: m
		}), [x, z] = (0, react.useState)({}), [L, C] = (0, react.useState)("inactive"), [N, I] = (0, react.useState)(!1), R = (0, react.useRef)(null), E = (0, react.useRef)(null), A = Ct(R, l), J = n === "horizontal" ? "vertical" : "horizontal";
		me(() => {
			const _ = R.current;
			if (_ !== null) {
				const O = {
					disabled: T.disabled,
					disableDoubleClick: T.disableDoubleClick,
					element: _,
					id: u,
					get children() {
						return T.children;
					},
					get className() {
						return T.className;
					},
					get preview() {
						return T.preview;
					},
					get style() {
						return T.style;
					}
				};
				E.current = O;
				const V = h(O), K = Zn((re) => {
					C(re.next.state !== "inactive" && re.next.hitRegions.some((fe) => fe.separator === O || (d?.(fe) ?? !1)) ? re.next.state : "inactive");
				}), Q = Xt(t, (re) => {
					const { derivedItemConstraints: fe, layout: we, separatorToItems: B } = re.next, pe = B.get(O);
					if (pe) {
						const ee = pe[0], Se = fe.findIndex((w) => w.itemId === ee.id), { layoutStrategy: Z } = re.axis, M = {
							...fc({
								layout: we,
								itemConstraints: fe,
								itemId: ee.id,
								itemIndex: Se
							}),
							...Z?.getItemAriaControls && { valueControls: Z.getItemAriaControls(ee.id) }
						};
						z((w) => to(w, M) ? w : M);
					}
				});
				return () => {
					E.current = null, K(), Q(), V();
				};
			}
		}, [
			t,
			u,
			d,
			h,
			T
		]), me(() => {
			const _ = E.current;
			_ && Oa(_);
		}, [f]), (0, react.useEffect)(() => {
			S(u, {
				disabled: a,
				disableDoubleClick: c
			});
		}, [
			a,
			c,
			u,
			S
		]);
		let q;
		a && !s && (q = "not-allowed");
		let F;
		if (a) F = "disabled";
		else switch (L) {
			case "active":
				F = "active";
				break;
			default: N ? F = "focus" : F = L;
		}
		return (0, react_jsx_runtime.jsx)("div", {
			...e,
			"aria-controls": x.valueControls,
			"aria-disabled": a || void 0,
			"aria-orientation": J,
			"aria-valuemax": x.valueMax,
			"aria-valuemin": x.valueMin,
			"aria-valuenow": x.valueNow,
			children: o,
			className: i,
			"data-separator": F,
			"data-testid": r,
			id: u,
			onBlur: () => I(!1),
			onFocus: () => I(!0),
			ref: A,
			role: "separator",
			style: {
				...b,
				cursor: q,
				...m,
				...p,
				touchAction: "none"
			},
			tabIndex: a ? void 0 : g
		});
	}
	function io() {
		return () => {};
	}
	function wc(e) {
		for (let t = 1; t < e.length; t++) if (jo(e[t - 1], e[t]) > 0) return !1;
		return !0;
	}
	function Sc({ separator: e }) {
		const { element: t } = e, n = (0, react.useRef)(null);
		return me(() => {
			const o = t.cloneNode(!0), i = [t, ...t.querySelectorAll("*")], r = [o, ...o.querySelectorAll("*")], s = t.ownerDocument.defaultView;
			return i.forEach((a, c) => {
				const l = r[c], { style: u } = l;
				if (u) {
					const d = s.getComputedStyle(a);
					for (let f = 0; f < d.length; f++) {
						const h = d.item(f);
						u.setProperty(h, d.getPropertyValue(h));
					}
				}
				l.removeAttribute("data-testid"), l.removeAttribute("id");
			}), Object.assign(o.style, {
				boxSizing: "border-box",
				height: "100%",
				margin: "0",
				position: "static",
				transform: "none",
				width: "100%"
			}), n.current.appendChild(o), () => o.remove();
		}, [t]), (0, react_jsx_runtime.jsx)("div", {
			ref: n,
			style: {
				height: "100%",
				opacity: .65,
				pointerEvents: "none",
				width: "100%"
			}
		});
	}
	function ro() {
		const e = (0, react.useContext)(oi);
		return he(e, "Group Context not found; did you render a Panel or Separator outside of a Group?"), e;
	}
	function xc(e) {
		const { registerOverlay: t } = ro(), n = (0, react.useRef)(e);
		to(n.current, e) || (n.current = e);
		const o = n.current;
		return me(() => t(o), [t, o]), null;
	}
	var zc = Object.assign(xc, { displayName: "SeparatorOverlay" });
	function Tc({ active: e, orientation: t, style: n, ...o }) {
		let i;
		switch (t) {
			case "horizontal":
				i = {
					height: "100%",
					minWidth: "1px"
				};
				break;
			case "vertical": i = {
				minHeight: "1px",
				width: "100%"
			};
		}
		return (0, react_jsx_runtime.jsx)("div", {
			...o,
			"data-separator-overlay": e ? "active" : "inactive",
			style: {
				...i,
				...n,
				flexShrink: 0,
				pointerEvents: "none"
			}
		});
	}
	function Ic({ overlay: e, preview: t }) {
		const { axis: n, offset: o, rect: i, separator: r } = t, s = n.orientation === "horizontal";
		let a = r?.preview, c = e;
		return (0, react.isValidElement)(a) && a.type === zc && (c = a.props, a = void 0), a ?? (c ? a = (0, react_jsx_runtime.jsx)(Tc, {
			...c,
			active: t.active,
			orientation: n.orientation
		}) : r && (a = (0, react_jsx_runtime.jsx)(Sc, { separator: r }))), (0, react_jsx_runtime.jsx)("div", {
			"aria-hidden": "true",
			"data-resize-preview": !0,
			inert: !0,
			style: {
				height: i.height,
				left: i.left,
				pointerEvents: "none",
				position: "absolute",
				top: i.top,
				transform: s ? `translateX(${o}px)` : `translateY(${o}px)`,
				width: i.width
			},
			children: a
		});
	}
	function Cc(e) {
		return Array.from(e).sort(jo);
	}
	var so = (0, react.createContext)(null);
	function Ec(e, t) {
		const n = (0, react.useRef)({
			getLayout: () => ({}),
			setLayout: $a
		});
		return (0, react.useImperativeHandle)(t, () => n.current, []), me(() => {
			Object.assign(n.current, Wn({ axisId: e }));
		}), n;
	}
	function Lc({ groupId: e, resizePreviewMode: t }) {
		const [n, o] = (0, react.useState)([]), i = (0, react.useRef)(n);
		return me(() => {
			const r = (a) => {
				const c = Ht(e), l = t === "separator" && a.state === "active" ? a.previews.filter((d) => d.axis === c && (d.active || !Ce(d.offset, 0))) : [], u = i.current;
				u.length === l.length && l.every((d, f) => d === u[f]) || (i.current = l, o(l));
			};
			if (t !== "separator") {
				r(Ye());
				return;
			}
			const s = Zn(({ next: a }) => r(a));
			return r(Ye()), s;
		}, [e, t]), n;
	}
	function Rc({ children: e, className: t, defaultLayout: n, disableCursor: o, disabled: i, elementRef: r, groupRef: s, id: a, onLayoutChange: c, onLayoutChanged: l, orientation: u = "horizontal", resizePreviewMode: d = "panel", resizeTargetMinimumSize: f = {
		coarse: 20,
		fine: 10
	}, style: h, ...p }) {
		const { onLayoutChangeStable: m, onLayoutChangedStable: b } = vs({
			initialLayout: {},
			layoutsEqual: ot,
			onLayoutChange: c,
			onLayoutChanged: l
		}), g = Nt(a), [S, T] = (0, react.useState)(), x = Lc({
			groupId: g,
			resizePreviewMode: d
		}), z = (0, react.useRef)(null), [L, C] = ys(), N = (0, react.useRef)([]), I = (0, react.useRef)({
			lastExpandedPanelSizes: {},
			layouts: {},
			panels: [],
			separators: []
		}), R = Ct(z, r), E = Ec(g, s), A = (0, react.useMemo)(() => ({
			getLayout: () => E.current.getLayout(),
			id: g,
			orientation: u,
			setLayout: (O) => E.current.setLayout(O)
		}), [
			g,
			E,
			u
		]), J = xe((O, V) => {
			const K = je(O);
			if (K) return { flexGrow: K.layout[V] ?? 1 };
			if (n?.[V]) return { flexGrow: n?.[V] };
		}), q = no({
			defaultLayout: n,
			disableCursor: o,
			resizeTargetMinimumSize: f
		}), F = (0, react.useMemo)(() => ({
			get disableCursor() {
				return !!q.disableCursor;
			},
			getPanelStyles: J,
			id: g,
			orientation: u,
			registerPanel: (O) => {
				const V = I.current;
				return V.panels = an(u, [...V.panels, O]), C(), () => {
					V.panels = V.panels.filter((K) => K !== O), C();
				};
			},
			registerOverlay: (O) => (T(O), () => {
				T(void 0);
			}),
			registerSeparator: (O) => {
				const V = I.current;
				return V.separators = an(u, [...V.separators, O]), C(), () => {
					V.separators = V.separators.filter((K) => K !== O), C();
				};
			},
			updatePanelProps: (O, { disabled: V }) => {
				const Q = I.current.panels.find((we) => we.id === O);
				if (!Q || Q.constraintProps.disabled === V) return;
				Q.constraintProps.disabled = V;
				const re = Ht(g), fe = je(g);
				re && fe && gt(re, {
					...fe,
					derivedItemConstraints: Xo(re)
				});
			},
			updateSeparatorProps: (O, { disabled: V, disableDoubleClick: K }) => {
				const re = I.current.separators.find((fe) => fe.id === O);
				re && (re.disabled = V, re.disableDoubleClick = K);
			}
		}), [
			J,
			g,
			C,
			u,
			q
		]), _ = (0, react.useRef)(null);
		return me(() => {
			const O = z.current;
			if (O === null) return;
			const V = I.current;
			V.panels = an(u, V.panels), V.separators = an(u, V.separators), N.current = Cc([...V.panels.map(({ element: Se }) => Se), ...V.separators.map(({ element: Se }) => Se)]);
			let K;
			if (q.defaultLayout !== void 0 && Object.keys(q.defaultLayout).length === V.panels.length) {
				K = {};
				for (const Se of V.panels) {
					const Z = q.defaultLayout[Se.id];
					Z !== void 0 && (K[Se.id] = Z);
				}
			}
			const Q = {
				disabled: !!i,
				element: O,
				id: g,
				mutableState: {
					defaultLayout: K,
					disableCursor: !!q.disableCursor,
					expandedItemSizes: I.current.lastExpandedPanelSizes,
					layouts: I.current.layouts
				},
				orientation: u,
				items: V.panels,
				resizePreviewMode: d,
				get resizeTargetMinimumSize() {
					return q.resizeTargetMinimumSize;
				},
				separators: V.separators
			};
			_.current = Q;
			const re = gs(Q), { defaultLayoutDeferred: fe, derivedItemConstraints: we, layout: B, requestedLayout: pe } = je(Q.id, !0);
			if (!fe && we.length > 0) try {
				qn({
					isCompleted: !0,
					isUserInteraction: !1,
					layout: B,
					onLayoutChange: m,
					onLayoutChanged: b,
					requestedLayout: pe
				});
			} catch (Se) {
				throw _.current = null, re(), Se;
			}
			const ee = Xt(g, (Se) => {
				const { defaultLayoutDeferred: Z, derivedItemConstraints: M, layout: w, requestedAxisSize: P, requestedLayout: W } = Se.next;
				if (Z || M.length === 0) return;
				const Y = Se.prev?.defaultLayoutDeferred ? void 0 : Se.prev;
				bs({
					derivedItemConstraints: M,
					axis: Q,
					layout: w,
					prevAxisSize: Y?.axisSize,
					prevLayout: Y?.layout,
					requestedAxisSize: P,
					requestedLayout: W
				});
				const G = Ye();
				qn({
					isCompleted: G.state !== "active" || !G.hitRegions.some((k) => k.axis === Q),
					isUserInteraction: Se.isUserInteraction,
					layout: w,
					onLayoutChange: m,
					onLayoutChanged: b,
					requestedLayout: W
				});
			});
			return () => {
				_.current = null, re(), ee();
			};
		}, [
			i,
			g,
			b,
			m,
			u,
			L,
			d,
			q
		]), me(() => {
			wc(N.current) || C();
		}), (0, react.useEffect)(() => {
			const O = _.current;
			O && (O.mutableState.defaultLayout = n, O.mutableState.disableCursor = !!o);
		}), (0, react_jsx_runtime.jsx)(so.Provider, {
			value: A,
			children: (0, react_jsx_runtime.jsx)(oi.Provider, {
				value: F,
				children: (0, react_jsx_runtime.jsxs)("div", {
					...p,
					className: t,
					"data-group": !0,
					"data-testid": Jt(p, a),
					id: g,
					ref: R,
					style: {
						height: "100%",
						width: "100%",
						overflow: "hidden",
						position: d === "separator" ? "relative" : void 0,
						...h,
						display: "flex",
						flexDirection: u === "horizontal" ? "row" : "column",
						flexWrap: "nowrap",
						touchAction: u === "horizontal" ? "pan-y" : "pan-x"
					},
					children: [e, x.map((O) => (0, react_jsx_runtime.jsx)(Ic, {
						overlay: S,
						preview: O
					}, O.key))]
				})
			})
		});
	}
	var Dc = Object.assign(Rc, { displayName: "Group" });
	function _n(e, t) {
		return `react-resizable-panels:${[e, ...t].join(":")}`;
	}
	function Mc({ id: e, panelIds: t, storage: n }) {
		const o = _n(e, []), i = n.getItem(o);
		if (i) try {
			const r = JSON.parse(i);
			if (t) {
				const a = r[t.join(",")];
				if (a && Array.isArray(a.layout) && t.length === a.layout.length) {
					const c = {};
					for (let l = 0; l < t.length; l++) c[t[l]] = a.layout[l];
					return c;
				}
			} else {
				const s = Object.keys(r);
				if (s.length === 1) {
					const a = r[s[0]];
					if (a && Array.isArray(a.layout)) {
						const c = s[0].split(",");
						if (c.length === a.layout.length) {
							const l = {};
							for (let u = 0; u < c.length; u++) l[c[u]] = a.layout[u];
							return l;
						}
					}
				}
			}
		} catch {}
	}
	function Xd({ debounceSaveMs: e = 100, onlySaveAfterUserInteractions: t, panelIds: n, storage: o = localStorage, ...i }) {
		const r = n !== void 0, s = "id" in i ? i.id : i.groupId, a = _n(s, n ?? []), c = (0, react.useSyncExternalStore)(io, () => o.getItem(a), () => o.getItem(a)), l = (0, react.useMemo)(() => {
			if (c) {
				const b = JSON.parse(c), g = Object.values(b);
				if (Array.from(g).every((S) => typeof S == "number")) return b;
			}
		}, [c]), u = (0, react.useMemo)(() => {
			if (!l) return Mc({
				id: s,
				panelIds: n,
				storage: o
			});
		}, [
			l,
			s,
			n,
			o
		]), d = l ?? u, f = (0, react.useRef)(null), h = (0, react.useCallback)(() => {
			const b = f.current;
			b && (f.current = null, clearTimeout(b));
		}, []);
		(0, react.useLayoutEffect)(() => () => {
			h();
		}, [h]);
		const p = (0, react.useCallback)((b, g) => {
			if (t && !g.isUserInteraction) return;
			h();
			const S = g.requestedLayout ?? b;
			let T;
			r ? T = _n(s, Object.keys(S)) : T = _n(s, []);
			try {
				o.setItem(T, JSON.stringify(S));
			} catch (x) {
				console.error(x);
			}
		}, [
			h,
			r,
			s,
			t,
			o
		]);
		return {
			defaultLayout: d,
			onLayoutChange: (0, react.useCallback)((b) => {
				h(), e === 0 ? p(b, { isUserInteraction: !1 }) : f.current = setTimeout(() => {
					p(b, { isUserInteraction: !1 });
				}, e);
			}, [
				h,
				e,
				p
			]),
			onLayoutChanged: p
		};
	}
	var ao = (0, react.createContext)(null);
	function Ac(e, t) {
		const { id: n } = ro(), o = (0, react.useRef)({
			collapse: xo,
			expand: xo,
			getSize: () => ({
				asPercentage: 0,
				inPixels: 0
			}),
			isCollapsed: () => !1,
			resize: xo
		});
		return (0, react.useImperativeHandle)(t, () => o.current, []), me(() => {
			Object.assign(o.current, ni({
				axisId: n,
				itemId: e
			}));
		}), o;
	}
	function kc({ children: e, className: t, collapsedSize: n = "0%", collapsedThreshold: o, collapsible: i = !1, defaultSize: r, disabled: s, elementRef: a, groupResizeBehavior: c = "preserve-relative-size", id: l, maxSize: u = "100%", minSize: d = "0%", onResize: f, panelRef: h, style: p, ...m }) {
		const b = Gn(l), g = Nt(l), S = no({ disabled: s }), T = (0, react.useRef)(null), x = Ct(T, a), { getPanelStyles: z, id: L, orientation: C, registerPanel: N, updatePanelProps: I } = ro(), R = f != null, E = xe((V, K, Q) => {
			f?.(V, l, Q);
		});
		me(() => {
			const V = T.current;
			if (V !== null) {
				const K = {
					element: V,
					id: g,
					idIsStable: b,
					mutableValues: {
						expandToSize: void 0,
						prevSize: void 0
					},
					onResize: R ? E : void 0,
					constraintProps: {
						groupResizeBehavior: c,
						collapsedSize: n,
						collapsedThreshold: o,
						collapsible: i,
						defaultSize: r,
						disabled: S.disabled,
						maxSize: u,
						minSize: d
					}
				};
				return N(K);
			}
		}, [
			c,
			n,
			o,
			i,
			r,
			R,
			g,
			b,
			u,
			d,
			E,
			N,
			S
		]), (0, react.useEffect)(() => {
			I(g, { disabled: s });
		}, [
			s,
			g,
			I
		]);
		const A = Ac(g, h), J = (0, react.useMemo)(() => ({
			collapse: () => A.current.collapse(),
			expand: () => A.current.expand(),
			getSize: () => A.current.getSize(),
			groupId: L,
			id: g,
			isCollapsed: () => A.current.isCollapsed(),
			resize: (V) => A.current.resize(V)
		}), [
			L,
			g,
			A
		]), q = (0, react.useCallback)((V) => Xt(L, V), [L]), F = () => z(L, g)?.flexGrow, _ = (0, react.useSyncExternalStore)(q, F, F);
		let O;
		return _ !== void 0 ? O = { flexGrow: _ } : r !== void 0 ? O = {
			flexGrow: void 0,
			flexShrink: void 0,
			flexBasis: r
		} : O = { flexGrow: 1 }, (0, react_jsx_runtime.jsx)("div", {
			...m,
			"data-disabled": s || void 0,
			"data-panel": !0,
			"data-testid": Jt(m, l),
			id: g,
			ref: x,
			style: {
				...Nc,
				display: "flex",
				flexBasis: 0,
				flexShrink: 1,
				overflow: "visible",
				...O
			},
			children: (0, react_jsx_runtime.jsx)("div", {
				className: t,
				style: {
					maxHeight: "100%",
					maxWidth: "100%",
					flexGrow: 1,
					overflow: "auto",
					...p,
					touchAction: C === "horizontal" ? "pan-y" : "pan-x"
				},
				children: (0, react_jsx_runtime.jsx)(ao.Provider, {
					value: J,
					children: e
				})
			})
		});
	}
	var Oc = Object.assign(kc, { displayName: "Panel" });
	var Nc = {
		minHeight: 0,
		maxHeight: "100%",
		height: "auto",
		minWidth: 0,
		maxWidth: "100%",
		width: "auto",
		border: "none",
		borderWidth: 0,
		padding: 0,
		margin: 0
	};
	var $c = { flexBasis: "auto" };
	var Bc = {
		flexGrow: 0,
		flexShrink: 0
	};
	function Fc({ children: e, className: t, disabled: n, disableDoubleClick: o, elementRef: i, id: r, preview: s, style: a, ...c }) {
		const l = Nt(r), { disableCursor: u, id: d, orientation: f, registerSeparator: h, updateSeparatorProps: p } = ro();
		return (0, react_jsx_runtime.jsx)(ws, {
			attributes: c,
			axisId: d,
			axisOrientation: f,
			className: t,
			"data-testid": Jt(c, r),
			disableCursor: u,
			disabled: n,
			disableDoubleClick: o,
			elementRef: i,
			id: l,
			preview: s,
			registerSeparator: h,
			requiredStyle: Bc,
			style: a,
			styleDefaults: $c,
			updateSeparatorProps: p,
			children: e
		});
	}
	var Wc = Object.assign(Fc, { displayName: "Separator" });
	(0, react.createContext)(null);
	(0, react.createContext)(null);
	(0, react.createContext)(null);
	(0, react.createContext)(null);
	(0, react.createContext)(null);
	(0, react.createContext)(null);
	new yn();
	(0, react.createContext)({
		isOverflowing: !1,
		orientation: "horizontal"
	});
	[
		"button",
		"[role=\"button\"]",
		"input",
		"select",
		"textarea",
		"[contenteditable]:not([contenteditable=\"false\"])",
		...[
			"checkbox",
			"combobox",
			"listbox",
			"radio",
			"searchbox",
			"slider",
			"spinbutton",
			"switch",
			"textbox"
		].map((e) => `[role="${e}"]`),
		"[data-tab-ignore]"
	].join(", ");
	// src/run/shape.ts
	function ratioOf({ generator: { width, height } }) {
		return typeof width === "number" && typeof height === "number" && width > 0 && height > 0 ? height / width : 1;
	}
	// src/panels/Fitted.tsx
	function shape(run) {
		return { "--aspect": 1 / ratioOf(run) };
	}
	// src/workbench/Workbench.tsx
	var WIDE = .75;
	var UPPER = [
		{
			id: "pictures",
			size: 34,
			tabs: [
				"denoising",
				"what-if",
				"predicted-noise",
				"self-attention"
			]
		},
		{
			id: "maps",
			size: 34,
			tabs: ["attention-overlay", "heads"]
		},
		{
			id: "words",
			size: 32,
			tabs: [
				"ranked-words",
				"word-step",
				"word-curves",
				"layer-word",
				"effects",
				"special-mass"
			]
		}
	];
	var ROWS = [{
		id: "upper",
		size: 58,
		ofWide: 47,
		panes: UPPER
	}, {
		id: "lower",
		size: 42,
		ofWide: 53,
		panes: [{
			id: "numbers",
			size: 66,
			tabs: [
				"metrics",
				"formulas",
				"comparison",
				"provenance"
			]
		}, {
			id: "path",
			size: 34,
			tabs: ["trajectory-panel"]
		}]
	}];
	var tabsOf = (pane) => UPPER.find(({ id }) => id === pane)?.tabs ?? [];
	var ROWS_OF_BOTH = [{
		id: "beside",
		size: 70,
		ofWide: 60,
		panes: [{
			id: "compared",
			size: 100,
			tabs: ["comparison"]
		}]
	}, {
		id: "further",
		size: 30,
		ofWide: 40,
		panes: [{
			id: "curves",
			size: 50,
			tabs: [
				"comparison-curves",
				"metrics",
				"trajectory-panel",
				...tabsOf("words"),
				"formulas",
				"provenance"
			]
		}, {
			id: "layers",
			size: 50,
			tabs: [
				"comparison-layers",
				"comparison-prompts",
				"comparison-pictures",
				...tabsOf("pictures"),
				...tabsOf("maps")
			]
		}]
	}];
	function Workbench(shown) {
		const rows = shown.both ? ROWS_OF_BOTH : ROWS;
		const wide = ratioOf(shown.run) < WIDE;
		const id = [shown.both ? "rows-of-both" : "rows", wide ? "wide" : ""].filter(Boolean).join("-");
		return (0, react_jsx_runtime.jsx)(Sizes, {
			id,
			orientation: "vertical",
			children: rows.map((row, i) => [(0, react_jsx_runtime.jsx)(Bar, {
				first: i === 0,
				label: "Height of the upper panels"
			}, `bar ${row.id}`), (0, react_jsx_runtime.jsx)(Oc, {
				id: row.id,
				defaultSize: `${String(wide ? row.ofWide : row.size)}%`,
				minSize: "12%",
				children: (0, react_jsx_runtime.jsx)(Sizes, {
					id: row.id,
					orientation: "horizontal",
					children: row.panes.map((pane, i) => [(0, react_jsx_runtime.jsx)(Bar, {
						first: i === 0,
						label: `Widths of the ${row.id} panels, ${String(i)}`
					}, `bar ${pane.id}`), (0, react_jsx_runtime.jsx)(Oc, {
						id: pane.id,
						defaultSize: `${String(pane.size)}%`,
						minSize: "12%",
						children: (0, react_jsx_runtime.jsx)(Tabs, {
							...shown,
							id: pane.id,
							ids: pane.tabs
						})
					}, pane.id)])
				})
			}, row.id)])
		}, id);
	}
	function Bar({ first, label }) {
		return first ? null : (0, react_jsx_runtime.jsx)(Wc, {
			className: "splitter",
			"aria-label": label
		});
	}
	function Sizes({ id, orientation, children }) {
		const { defaultLayout, onLayoutChanged } = Xd({
			id: `diffulizer-${id}`,
			storage: STORAGE
		});
		return (0, react_jsx_runtime.jsx)(Dc, {
			className: "split",
			orientation,
			defaultLayout,
			onLayoutChanged,
			children
		});
	}
	var STORAGE = {
		getItem: (key) => {
			try {
				return localStorage.getItem(key);
			} catch {
				return null;
			}
		},
		setItem: (key, value) => {
			try {
				localStorage.setItem(key, value);
			} catch {}
		}
	};
	function Tabs({ id, ids, panels, run, step, first }) {
		const shown = ids.filter((key) => panels[key].of?.(run) ?? true);
		const [asked, setChosen] = (0, react.useState)(ids.find((key) => key === first) ?? ids[0]);
		const chosen = asked && shown.includes(asked) ? asked : shown[0];
		const panel = chosen && panels[chosen];
		const titleOf = (of) => of.titleOf?.(run) ?? of.title;
		return (0, react_jsx_runtime.jsxs)("section", {
			className: "pane",
			"aria-label": panel && titleOf(panel),
			children: [(0, react_jsx_runtime.jsx)("div", {
				className: "tabs",
				role: "tablist",
				"aria-label": id,
				children: shown.map((key) => (0, react_jsx_runtime.jsx)("button", {
					role: "tab",
					id: `tab-${key}`,
					"aria-selected": key === chosen,
					"aria-controls": `pane-${id}`,
					onClick: () => {
						setChosen(key);
					},
					children: titleOf(panels[key])
				}, key))
			}), (0, react_jsx_runtime.jsx)("div", {
				className: ratioOf(run) < WIDE ? "pane-body wide" : "pane-body",
				tabIndex: 0,
				role: "tabpanel",
				id: `pane-${id}`,
				"aria-labelledby": `tab-${chosen ?? ""}`,
				style: shape(run),
				children: panel && (0, react_jsx_runtime.jsx)(panel.Component, {
					run,
					step
				})
			})]
		});
	}
	// src/workbench/script.ts
	globalThis.diffulizerWorkbench = Workbench;
})(diffulizerShared.react, diffulizerShared.jsx);
