(function() {
	// \0rolldown/runtime.js
	var __create = Object.create;
	var __defProp = Object.defineProperty;
	var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
	var __getOwnPropNames = Object.getOwnPropertyNames;
	var __getProtoOf = Object.getPrototypeOf;
	var __hasOwnProp = Object.prototype.hasOwnProperty;
	var __commonJSMin = (cb, mod) => () => (mod || (cb((mod = { exports: {} }).exports, mod, mod.exports), cb = null), mod.exports);
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
	// node_modules/scheduler/cjs/scheduler.production.js
	var require_scheduler_production = __commonJSMin(((exports) => {
		function e(e, t) {
			var n = e.length;
			e.push(t);
			a: for (; 0 < n;) {
				var i = n - 1 >>> 1, a = e[i];
				if (0 < r(a, t)) e[i] = t, e[n] = a, n = i;
				else break a;
			}
		}
		function t(e) {
			return 0 === e.length ? null : e[0];
		}
		function n(e) {
			if (0 === e.length) return null;
			var t = e[0], n = e.pop();
			if (n !== t) {
				e[0] = n;
				a: for (var i = 0, a = e.length, o = a >>> 1; i < o;) {
					var s = 2 * (i + 1) - 1, c = e[s], l = s + 1, u = e[l];
					if (0 > r(c, n)) l < a && 0 > r(u, c) ? (e[i] = u, e[l] = n, i = l) : (e[i] = c, e[s] = n, i = s);
					else if (l < a && 0 > r(u, n)) e[i] = u, e[l] = n, i = l;
					else break a;
				}
			}
			return t;
		}
		function r(e, t) {
			var n = e.sortIndex - t.sortIndex;
			return 0 !== n ? n : e.id - t.id;
		}
		exports.unstable_now = void 0;
		if ("object" === typeof performance && "function" === typeof performance.now) {
			var i = performance;
			exports.unstable_now = function() {
				return i.now();
			};
		} else {
			var a = Date, o = a.now();
			exports.unstable_now = function() {
				return a.now() - o;
			};
		}
		var s = [];
		var c = [];
		var l = 1;
		var u = null;
		var d = 3;
		var f = !1;
		var p = !1;
		var m = !1;
		var h = !1;
		var g = "function" === typeof setTimeout ? setTimeout : null;
		var _ = "function" === typeof clearTimeout ? clearTimeout : null;
		var v = "undefined" !== typeof setImmediate ? setImmediate : null;
		function y(r) {
			for (var i = t(c); null !== i;) {
				if (null === i.callback) n(c);
				else if (i.startTime <= r) n(c), i.sortIndex = i.expirationTime, e(s, i);
				else break;
				i = t(c);
			}
		}
		function b(e) {
			m = !1;
			y(e);
			if (!p) if (null !== t(s)) p = !0, x || (x = !0, D());
			else {
				var n = t(c);
				null !== n && A(b, n.startTime - e);
			}
		}
		var x = !1;
		var S = -1;
		var C = 5;
		var w = -1;
		function T() {
			return h ? !0 : exports.unstable_now() - w < C ? !1 : !0;
		}
		function E() {
			h = !1;
			if (x) {
				var e = exports.unstable_now();
				w = e;
				var r = !0;
				try {
					a: {
						p = !1;
						m && (m = !1, _(S), S = -1);
						f = !0;
						var i = d;
						try {
							b: {
								y(e);
								for (u = t(s); null !== u && !(u.expirationTime > e && T());) {
									var a = u.callback;
									if ("function" === typeof a) {
										u.callback = null;
										d = u.priorityLevel;
										var o = a(u.expirationTime <= e);
										e = exports.unstable_now();
										if ("function" === typeof o) {
											u.callback = o;
											y(e);
											r = !0;
											break b;
										}
										u === t(s) && n(s);
										y(e);
									} else n(s);
									u = t(s);
								}
								if (null !== u) r = !0;
								else {
									var l = t(c);
									null !== l && A(b, l.startTime - e);
									r = !1;
								}
							}
							break a;
						} finally {
							u = null, d = i, f = !1;
						}
						r = void 0;
					}
				} finally {
					r ? D() : x = !1;
				}
			}
		}
		var D;
		if ("function" === typeof v) D = function() {
			v(E);
		};
		else if ("undefined" !== typeof MessageChannel) {
			var O = new MessageChannel(), k = O.port2;
			O.port1.onmessage = E;
			D = function() {
				k.postMessage(null);
			};
		} else D = function() {
			g(E, 0);
		};
		function A(e, t) {
			S = g(function() {
				e(exports.unstable_now());
			}, t);
		}
		exports.unstable_IdlePriority = 5;
		exports.unstable_ImmediatePriority = 1;
		exports.unstable_LowPriority = 4;
		exports.unstable_NormalPriority = 3;
		exports.unstable_Profiling = null;
		exports.unstable_UserBlockingPriority = 2;
		exports.unstable_cancelCallback = function(e) {
			e.callback = null;
		};
		exports.unstable_forceFrameRate = function(e) {
			0 > e || 125 < e ? console.error("forceFrameRate takes a positive int between 0 and 125, forcing frame rates higher than 125 fps is not supported") : C = 0 < e ? Math.floor(1e3 / e) : 5;
		};
		exports.unstable_getCurrentPriorityLevel = function() {
			return d;
		};
		exports.unstable_next = function(e) {
			switch (d) {
				case 1:
				case 2:
				case 3:
					var t = 3;
					break;
				default: t = d;
			}
			var n = d;
			d = t;
			try {
				return e();
			} finally {
				d = n;
			}
		};
		exports.unstable_requestPaint = function() {
			h = !0;
		};
		exports.unstable_runWithPriority = function(e, t) {
			switch (e) {
				case 1:
				case 2:
				case 3:
				case 4:
				case 5: break;
				default: e = 3;
			}
			var n = d;
			d = e;
			try {
				return t();
			} finally {
				d = n;
			}
		};
		exports.unstable_scheduleCallback = function(n, r, i) {
			var a = exports.unstable_now();
			"object" === typeof i && null !== i ? (i = i.delay, i = "number" === typeof i && 0 < i ? a + i : a) : i = a;
			switch (n) {
				case 1:
					var o = -1;
					break;
				case 2:
					o = 250;
					break;
				case 5:
					o = 1073741823;
					break;
				case 4:
					o = 1e4;
					break;
				default: o = 5e3;
			}
			o = i + o;
			n = {
				id: l++,
				callback: r,
				priorityLevel: n,
				startTime: i,
				expirationTime: o,
				sortIndex: -1
			};
			i > a ? (n.sortIndex = i, e(c, n), null === t(s) && n === t(c) && (m ? (_(S), S = -1) : m = !0, A(b, i - a))) : (n.sortIndex = o, e(s, n), p || f || (p = !0, x || (x = !0, D())));
			return n;
		};
		exports.unstable_shouldYield = T;
		exports.unstable_wrapCallback = function(e) {
			var t = d;
			return function() {
				var n = d;
				d = t;
				try {
					return e.apply(this, arguments);
				} finally {
					d = n;
				}
			};
		};
	}));
	// node_modules/scheduler/index.js
	var require_scheduler = __commonJSMin(((exports, module) => {
		module.exports = require_scheduler_production();
	}));
	// node_modules/react/cjs/react.production.js
	var require_react_production = __commonJSMin(((exports) => {
		var e = Symbol.for("react.transitional.element");
		var t = Symbol.for("react.portal");
		var n = Symbol.for("react.fragment");
		var r = Symbol.for("react.strict_mode");
		var i = Symbol.for("react.profiler");
		var a = Symbol.for("react.consumer");
		var o = Symbol.for("react.context");
		var s = Symbol.for("react.forward_ref");
		var c = Symbol.for("react.suspense");
		var l = Symbol.for("react.memo");
		var u = Symbol.for("react.lazy");
		var d = Symbol.for("react.activity");
		var f = Symbol.for("react.view_transition");
		var p = Symbol.iterator;
		function m(e) {
			if (null === e || "object" !== typeof e) return null;
			e = p && e[p] || e["@@iterator"];
			return "function" === typeof e ? e : null;
		}
		var h = {
			isMounted: function() {
				return !1;
			},
			enqueueForceUpdate: function() {},
			enqueueReplaceState: function() {},
			enqueueSetState: function() {}
		};
		var g = Object.assign;
		var _ = {};
		function v(e, t, n) {
			this.props = e;
			this.context = t;
			this.refs = _;
			this.updater = n || h;
		}
		v.prototype.isReactComponent = {};
		v.prototype.setState = function(e, t) {
			if ("object" !== typeof e && "function" !== typeof e && null != e) throw Error("takes an object of state variables to update or a function which returns an object of state variables.");
			this.updater.enqueueSetState(this, e, t, "setState");
		};
		v.prototype.forceUpdate = function(e) {
			this.updater.enqueueForceUpdate(this, e, "forceUpdate");
		};
		function y() {}
		y.prototype = v.prototype;
		function b(e, t, n) {
			this.props = e;
			this.context = t;
			this.refs = _;
			this.updater = n || h;
		}
		var x = b.prototype = new y();
		x.constructor = b;
		g(x, v.prototype);
		x.isPureReactComponent = !0;
		var S = Array.isArray;
		function C() {}
		var w = {
			H: null,
			A: null,
			T: null,
			S: null
		};
		var T = Object.prototype.hasOwnProperty;
		function E(t, n, r) {
			var i = r.ref;
			return {
				$$typeof: e,
				type: t,
				key: n,
				ref: void 0 !== i ? i : null,
				props: r
			};
		}
		function D(e, t) {
			return E(e.type, t, e.props);
		}
		function O(t) {
			return "object" === typeof t && null !== t && t.$$typeof === e;
		}
		function k(e) {
			var t = {
				"=": "=0",
				":": "=2"
			};
			return "$" + e.replace(/[=:]/g, function(e) {
				return t[e];
			});
		}
		var A = /\/+/g;
		function j(e, t) {
			return "object" === typeof e && null !== e && null != e.key ? k("" + e.key) : t.toString(36);
		}
		function M(e) {
			switch (e.status) {
				case "fulfilled": return e.value;
				case "rejected": throw e.reason;
				default: switch ("string" === typeof e.status ? e.then(C, C) : (e.status = "pending", e.then(function(t) {
					"pending" === e.status && (e.status = "fulfilled", e.value = t);
				}, function(t) {
					"pending" === e.status && (e.status = "rejected", e.reason = t);
				})), e.status) {
					case "fulfilled": return e.value;
					case "rejected": throw e.reason;
				}
			}
			throw e;
		}
		function N(n, r, i, a, o) {
			var s = typeof n;
			if ("undefined" === s || "boolean" === s) n = null;
			var c = !1;
			if (null === n) c = !0;
			else switch (s) {
				case "bigint":
				case "string":
				case "number":
					c = !0;
					break;
				case "object": switch (n.$$typeof) {
					case e:
					case t:
						c = !0;
						break;
					case u: return c = n._init, N(c(n._payload), r, i, a, o);
				}
			}
			if (c) return o = o(n), c = "" === a ? "." + j(n, 0) : a, S(o) ? (i = "", null != c && (i = c.replace(A, "$&/") + "/"), N(o, r, i, "", function(e) {
				return e;
			})) : null != o && (O(o) && (o = D(o, i + (null == o.key || n && n.key === o.key ? "" : ("" + o.key).replace(A, "$&/") + "/") + c)), r.push(o)), 1;
			c = 0;
			var l = "" === a ? "." : a + ":";
			if (S(n)) for (var d = 0; d < n.length; d++) a = n[d], s = l + j(a, d), c += N(a, r, i, s, o);
			else if (d = m(n), "function" === typeof d) for (n = d.call(n), d = 0; !(a = n.next()).done;) a = a.value, s = l + j(a, d++), c += N(a, r, i, s, o);
			else if ("object" === s) {
				if ("function" === typeof n.then) return N(M(n), r, i, a, o);
				r = String(n);
				throw Error("Objects are not valid as a React child (found: " + ("[object Object]" === r ? "object with keys {" + Object.keys(n).join(", ") + "}" : r) + "). If you meant to render a collection of children, use an array instead.");
			}
			return c;
		}
		function P(e, t, n) {
			if (null == e) return e;
			var r = [], i = 0;
			N(e, r, "", "", function(e) {
				return t.call(n, e, i++);
			});
			return r;
		}
		function F(e) {
			if (-1 === e._status) {
				var t = e._result, n = t();
				n.then(function(t) {
					if (0 === e._status || -1 === e._status) e._status = 1, e._result = t, void 0 === n.status && (n.status = "fulfilled", n.value = t);
				}, function(t) {
					if (0 === e._status || -1 === e._status) e._status = 2, e._result = t, void 0 === n.status && (n.status = "rejected", n.reason = t);
				});
				-1 === e._status && (e._status = 0, e._result = n);
			}
			if (1 === e._status) return e._result.default;
			throw e._result;
		}
		var I = "function" === typeof reportError ? reportError : function(e) {
			if ("object" === typeof window && "function" === typeof window.ErrorEvent) {
				var t = new window.ErrorEvent("error", {
					bubbles: !0,
					cancelable: !0,
					message: "object" === typeof e && null !== e && "string" === typeof e.message ? String(e.message) : String(e),
					error: e
				});
				if (!window.dispatchEvent(t)) return;
			} else if ("object" === typeof process && "function" === typeof process.emit) {
				process.emit("uncaughtException", e);
				return;
			}
			console.error(e);
		};
		function L(e) {
			var t = w.T, n = {};
			n.types = null !== t ? t.types : null;
			w.T = n;
			try {
				var r = e(), i = w.S;
				null !== i && i(n, r);
				"object" === typeof r && null !== r && "function" === typeof r.then && r.then(C, I);
			} catch (e) {
				I(e);
			} finally {
				null !== t && null !== n.types && (t.types = n.types), w.T = t;
			}
		}
		function R(e) {
			var t = w.T;
			if (null !== t) {
				var n = t.types;
				null === n ? t.types = [e] : -1 === n.indexOf(e) && n.push(e);
			} else L(R.bind(null, e));
		}
		var z = {
			map: P,
			forEach: function(e, t, n) {
				P(e, function() {
					t.apply(this, arguments);
				}, n);
			},
			count: function(e) {
				var t = 0;
				P(e, function() {
					t++;
				});
				return t;
			},
			toArray: function(e) {
				return P(e, function(e) {
					return e;
				}) || [];
			},
			only: function(e) {
				if (!O(e)) throw Error("React.Children.only expected to receive a single React element child.");
				return e;
			}
		};
		exports.Activity = d;
		exports.Children = z;
		exports.Component = v;
		exports.Fragment = n;
		exports.Profiler = i;
		exports.PureComponent = b;
		exports.StrictMode = r;
		exports.Suspense = c;
		exports.ViewTransition = f;
		exports.__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE = w;
		exports.__COMPILER_RUNTIME = {
			__proto__: null,
			c: function(e) {
				return w.H.useMemoCache(e);
			}
		};
		exports.addTransitionType = R;
		exports.cache = function(e) {
			return function() {
				return e.apply(null, arguments);
			};
		};
		exports.cacheSignal = function() {
			return null;
		};
		exports.cloneElement = function(e, t, n) {
			if (null === e || void 0 === e) throw Error("The argument must be a React element, but you passed " + e + ".");
			var r = g({}, e.props), i = e.key;
			if (null != t) for (a in void 0 !== t.key && (i = "" + t.key), t) !T.call(t, a) || "key" === a || "__self" === a || "__source" === a || "ref" === a && void 0 === t.ref || (r[a] = t[a]);
			var a = arguments.length - 2;
			if (1 === a) r.children = n;
			else if (1 < a) {
				for (var o = Array(a), s = 0; s < a; s++) o[s] = arguments[s + 2];
				r.children = o;
			}
			return E(e.type, i, r);
		};
		exports.createContext = function(e) {
			e = {
				$$typeof: o,
				_currentValue: e,
				_currentValue2: e,
				_threadCount: 0,
				Provider: null,
				Consumer: null
			};
			e.Provider = e;
			e.Consumer = {
				$$typeof: a,
				_context: e
			};
			return e;
		};
		exports.createElement = function(e, t, n) {
			var r, i = {}, a = null;
			if (null != t) for (r in void 0 !== t.key && (a = "" + t.key), t) T.call(t, r) && "key" !== r && "__self" !== r && "__source" !== r && (i[r] = t[r]);
			var o = arguments.length - 2;
			if (1 === o) i.children = n;
			else if (1 < o) {
				for (var s = Array(o), c = 0; c < o; c++) s[c] = arguments[c + 2];
				i.children = s;
			}
			if (e && e.defaultProps) for (r in o = e.defaultProps, o) void 0 === i[r] && (i[r] = o[r]);
			return E(e, a, i);
		};
		exports.createRef = function() {
			return { current: null };
		};
		exports.forwardRef = function(e) {
			return {
				$$typeof: s,
				render: e
			};
		};
		exports.isValidElement = O;
		exports.lazy = function(e) {
			return {
				$$typeof: u,
				_payload: {
					_status: -1,
					_result: e
				},
				_init: F
			};
		};
		exports.memo = function(e, t) {
			return {
				$$typeof: l,
				type: e,
				compare: void 0 === t ? null : t
			};
		};
		exports.startTransition = L;
		exports.unstable_useCacheRefresh = function() {
			return w.H.useCacheRefresh();
		};
		exports.use = function(e) {
			return w.H.use(e);
		};
		exports.useActionState = function(e, t, n) {
			return w.H.useActionState(e, t, n);
		};
		exports.useCallback = function(e, t) {
			return w.H.useCallback(e, t);
		};
		exports.useContext = function(e) {
			return w.H.useContext(e);
		};
		exports.useDebugValue = function() {};
		exports.useDeferredValue = function(e, t) {
			return w.H.useDeferredValue(e, t);
		};
		exports.useEffect = function(e, t) {
			return w.H.useEffect(e, t);
		};
		exports.useEffectEvent = function(e) {
			return w.H.useEffectEvent(e);
		};
		exports.useId = function() {
			return w.H.useId();
		};
		exports.useImperativeHandle = function(e, t, n) {
			return w.H.useImperativeHandle(e, t, n);
		};
		exports.useInsertionEffect = function(e, t) {
			return w.H.useInsertionEffect(e, t);
		};
		exports.useLayoutEffect = function(e, t) {
			return w.H.useLayoutEffect(e, t);
		};
		exports.useMemo = function(e, t) {
			return w.H.useMemo(e, t);
		};
		exports.useOptimistic = function(e, t) {
			return w.H.useOptimistic(e, t);
		};
		exports.useReducer = function(e, t, n) {
			return w.H.useReducer(e, t, n);
		};
		exports.useRef = function(e) {
			return w.H.useRef(e);
		};
		exports.useState = function(e) {
			return w.H.useState(e);
		};
		exports.useSyncExternalStore = function(e, t, n) {
			return w.H.useSyncExternalStore(e, t, n);
		};
		exports.useTransition = function() {
			return w.H.useTransition();
		};
		exports.version = "19.3.1";
	}));
	// node_modules/react/index.js
	var require_react = __commonJSMin(((exports, module) => {
		module.exports = require_react_production();
	}));
	// node_modules/react-dom/cjs/react-dom.production.js
	var require_react_dom_production = __commonJSMin(((exports) => {
		var e = require_react();
		function t(e) {
			var t = "https://react.dev/errors/" + e;
			if (1 < arguments.length) {
				t += "?args[]=" + encodeURIComponent(arguments[1]);
				for (var n = 2; n < arguments.length; n++) t += "&args[]=" + encodeURIComponent(arguments[n]);
			}
			return "Minified React error #" + e + "; visit " + t + " for the full message or use the non-minified dev environment for full errors and additional helpful warnings.";
		}
		function n() {}
		var r = {
			d: {
				f: n,
				r: function() {
					throw Error(t(522));
				},
				D: n,
				C: n,
				L: n,
				m: n,
				X: n,
				S: n,
				M: n
			},
			p: 0,
			findDOMNode: null
		};
		var i = Symbol.for("react.portal");
		var a = Symbol.for("react.recoverable");
		var o = Symbol.for("react.optimistic_key");
		function s(e, t, n) {
			var r = 3 < arguments.length && void 0 !== arguments[3] ? arguments[3] : null;
			return {
				$$typeof: i,
				key: null == r ? null : r === o ? o : "" + r,
				children: e,
				containerInfo: t,
				implementation: n
			};
		}
		var c = e.__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE;
		function l(e, t) {
			if ("font" === e) return "";
			if ("string" === typeof t) return "use-credentials" === t ? t : "";
		}
		exports.__DOM_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE = r;
		exports.browser = function(e) {
			return {
				$$typeof: a,
				_reason: e
			};
		};
		exports.createPortal = function(e, n) {
			var r = 2 < arguments.length && void 0 !== arguments[2] ? arguments[2] : null;
			if (!n || 1 !== n.nodeType && 9 !== n.nodeType && 11 !== n.nodeType) throw Error(t(299));
			return s(e, n, null, r);
		};
		exports.flushSync = function(e) {
			var t = c.T, n = r.p;
			try {
				if (c.T = null, r.p = 2, e) return e();
			} finally {
				c.T = t, r.p = n, r.d.f();
			}
		};
		exports.preconnect = function(e, t) {
			"string" === typeof e && (t ? (t = t.crossOrigin, t = "string" === typeof t ? "use-credentials" === t ? t : "" : void 0) : t = null, r.d.C(e, t));
		};
		exports.prefetchDNS = function(e) {
			"string" === typeof e && r.d.D(e);
		};
		exports.preinit = function(e, t) {
			if ("string" === typeof e && t && "string" === typeof t.as) {
				var n = t.as, i = l(n, t.crossOrigin), a = "string" === typeof t.integrity ? t.integrity : void 0, o = "string" === typeof t.fetchPriority ? t.fetchPriority : void 0;
				"style" === n ? r.d.S(e, "string" === typeof t.precedence ? t.precedence : void 0, {
					crossOrigin: i,
					integrity: a,
					fetchPriority: o
				}) : "script" === n && r.d.X(e, {
					crossOrigin: i,
					integrity: a,
					fetchPriority: o,
					nonce: "string" === typeof t.nonce ? t.nonce : void 0
				});
			}
		};
		exports.preinitModule = function(e, t) {
			if ("string" === typeof e) if ("object" === typeof t && null !== t) {
				if (null == t.as || "script" === t.as) {
					var n = l(t.as, t.crossOrigin);
					r.d.M(e, {
						crossOrigin: n,
						integrity: "string" === typeof t.integrity ? t.integrity : void 0,
						nonce: "string" === typeof t.nonce ? t.nonce : void 0,
						fetchPriority: "string" === typeof t.fetchPriority ? t.fetchPriority : void 0
					});
				}
			} else t ?? r.d.M(e);
		};
		exports.preload = function(e, t) {
			if ("string" === typeof e && "object" === typeof t && null !== t && "string" === typeof t.as) {
				var n = t.as, i = l(n, t.crossOrigin);
				r.d.L(e, n, {
					crossOrigin: i,
					integrity: "string" === typeof t.integrity ? t.integrity : void 0,
					nonce: "string" === typeof t.nonce ? t.nonce : void 0,
					type: "string" === typeof t.type ? t.type : void 0,
					fetchPriority: "string" === typeof t.fetchPriority ? t.fetchPriority : void 0,
					referrerPolicy: "string" === typeof t.referrerPolicy ? t.referrerPolicy : void 0,
					imageSrcSet: "string" === typeof t.imageSrcSet ? t.imageSrcSet : void 0,
					imageSizes: "string" === typeof t.imageSizes ? t.imageSizes : void 0,
					media: "string" === typeof t.media ? t.media : void 0
				});
			}
		};
		exports.preloadModule = function(e, t) {
			if ("string" === typeof e) if (t) {
				var n = l(t.as, t.crossOrigin);
				r.d.m(e, {
					as: "string" === typeof t.as && "script" !== t.as ? t.as : void 0,
					crossOrigin: n,
					integrity: "string" === typeof t.integrity ? t.integrity : void 0,
					nonce: "string" === typeof t.nonce ? t.nonce : void 0,
					fetchPriority: "string" === typeof t.fetchPriority ? t.fetchPriority : void 0
				});
			} else r.d.m(e);
		};
		exports.requestFormReset = function(e) {
			r.d.r(e);
		};
		exports.unstable_batchedUpdates = function(e, t) {
			return e(t);
		};
		exports.useFormState = function(e, t, n) {
			return c.H.useFormState(e, t, n);
		};
		exports.useFormStatus = function() {
			return c.H.useHostTransitionStatus();
		};
		exports.version = "19.3.1";
	}));
	// node_modules/react-dom/index.js
	var require_react_dom = __commonJSMin(((exports, module) => {
		function e() {
			if (typeof __REACT_DEVTOOLS_GLOBAL_HOOK__ === "undefined" || typeof __REACT_DEVTOOLS_GLOBAL_HOOK__.checkDCE !== "function") return;
			try {
				__REACT_DEVTOOLS_GLOBAL_HOOK__.checkDCE(e);
			} catch (e) {
				console.error(e);
			}
		}
		e();
		module.exports = require_react_dom_production();
	}));
	// node_modules/react-dom/cjs/react-dom-client.production.js
	var require_react_dom_client_production = __commonJSMin(((exports) => {
		var e = require_scheduler();
		var t = require_react();
		var n = require_react_dom();
		function r(e) {
			var t = "https://react.dev/errors/" + e;
			if (1 < arguments.length) {
				t += "?args[]=" + encodeURIComponent(arguments[1]);
				for (var n = 2; n < arguments.length; n++) t += "&args[]=" + encodeURIComponent(arguments[n]);
			}
			return "Minified React error #" + e + "; visit " + t + " for the full message or use the non-minified dev environment for full errors and additional helpful warnings.";
		}
		function i(e) {
			return !(!e || 1 !== e.nodeType && 9 !== e.nodeType && 11 !== e.nodeType);
		}
		function a(e) {
			for (var t = e, n = t; n && !n.alternate;) t = n, 0 !== (t.flags & 4098) && (e = t.return), n = t.return;
			for (; t.return;) t = t.return;
			return 3 === t.tag ? e : null;
		}
		function o(e) {
			if (13 === e.tag) {
				var t = e.memoizedState;
				null === t && (e = e.alternate, null !== e && (t = e.memoizedState));
				if (null !== t) return t.dehydrated;
			}
			return null;
		}
		function s(e) {
			if (31 === e.tag) {
				var t = e.memoizedState;
				null === t && (e = e.alternate, null !== e && (t = e.memoizedState));
				if (null !== t) return t.dehydrated;
			}
			return null;
		}
		function c(e) {
			if (a(e) !== e) throw Error(r(188));
		}
		function l(e) {
			var t = e.alternate;
			if (!t) {
				t = a(e);
				if (null === t) throw Error(r(188));
				return t !== e ? null : e;
			}
			for (var n = e, i = t;;) {
				var o = n.return;
				if (null === o) break;
				var s = o.alternate;
				if (null === s) {
					i = o.return;
					if (null !== i) {
						n = i;
						continue;
					}
					break;
				}
				if (o.child === s.child) {
					for (s = o.child; s;) {
						if (s === n) return c(o), e;
						if (s === i) return c(o), t;
						s = s.sibling;
					}
					throw Error(r(188));
				}
				if (n.return !== i.return) n = o, i = s;
				else {
					for (var l = !1, u = o.child; u;) {
						if (u === n) {
							l = !0;
							n = o;
							i = s;
							break;
						}
						if (u === i) {
							l = !0;
							i = o;
							n = s;
							break;
						}
						u = u.sibling;
					}
					if (!l) {
						for (u = s.child; u;) {
							if (u === n) {
								l = !0;
								n = s;
								i = o;
								break;
							}
							if (u === i) {
								l = !0;
								i = s;
								n = o;
								break;
							}
							u = u.sibling;
						}
						if (!l) throw Error(r(189));
					}
				}
				if (n.alternate !== i) throw Error(r(190));
			}
			if (3 !== n.tag) throw Error(r(188));
			return n.stateNode.current === n ? e : t;
		}
		function u(e) {
			var t = e.tag;
			if (5 === t || 26 === t || 27 === t || 6 === t) return e;
			for (e = e.child; null !== e;) {
				t = u(e);
				if (null !== t) return t;
				e = e.sibling;
			}
			return null;
		}
		function d(e, t, n, r, i, a) {
			for (; null !== e;) {
				if ((5 === e.tag || 27 === e.tag || 6 === e.tag) && n(e, r, i, a) || (22 !== e.tag || null === e.memoizedState) && (t || 5 !== e.tag && 27 !== e.tag) && d(e.child, t, n, r, i, a)) return !0;
				e = e.sibling;
			}
			return !1;
		}
		function f(e) {
			for (e = e.return; null !== e;) {
				if (3 === e.tag || 5 === e.tag || 27 === e.tag) return e;
				e = e.return;
			}
			return null;
		}
		function p(e) {
			var t = !1;
			for (e = e.return; null !== e;) {
				4 === e.tag && (t = !0);
				if (3 === e.tag || 5 === e.tag || 27 === e.tag) break;
				e = e.return;
			}
			return t;
		}
		function m(e) {
			var t = [null, null], n = f(e);
			if (null === n) return t;
			h(t, e, n.child, { foundSelf: !1 });
			return t;
		}
		function h(e, t, n, r) {
			for (; null !== n;) {
				if (n === t) r.foundSelf = !0;
				else if (5 === n.tag || 27 === n.tag || 6 === n.tag) {
					if (r.foundSelf) return e[1] = n, !0;
					e[0] = n;
				} else if ((22 !== n.tag || null === n.memoizedState) && h(e, t, n.child, r)) return !0;
				n = n.sibling;
			}
			return !1;
		}
		function g(e) {
			switch (e.tag) {
				case 5:
				case 27:
				case 6: return e.stateNode;
				case 3: return e.stateNode.containerInfo;
				default: throw Error(r(559));
			}
		}
		var _ = null;
		var v = null;
		function y(e, t, n) {
			return e === n ? !0 : e === t ? (_ = e, !0) : !1;
		}
		function b(e, t, n) {
			return e === n ? (v = e, !1) : e === t ? (null !== v && (_ = e), !0) : !1;
		}
		function ee(e) {
			if (null === e) return null;
			do
				e = null === e ? null : e.return;
			while (e && 5 !== e.tag && 27 !== e.tag && 3 !== e.tag);
			return e ? e : null;
		}
		function te(e, t, n) {
			for (var r = 0, i = e; i; i = n(i)) r++;
			i = 0;
			for (var a = t; a; a = n(a)) i++;
			for (; 0 < r - i;) e = n(e), r--;
			for (; 0 < i - r;) t = n(t), i--;
			for (; r--;) {
				if (e === t || null !== t && e === t.alternate) return e;
				e = n(e);
				t = n(t);
			}
			return null;
		}
		var x = Object.assign;
		var ne = Symbol.for("react.element");
		var re = Symbol.for("react.transitional.element");
		var ie = Symbol.for("react.portal");
		var ae = Symbol.for("react.fragment");
		var oe = Symbol.for("react.strict_mode");
		var se = Symbol.for("react.profiler");
		var ce = Symbol.for("react.consumer");
		var le = Symbol.for("react.context");
		var ue = Symbol.for("react.forward_ref");
		var de = Symbol.for("react.suspense");
		var fe = Symbol.for("react.suspense_list");
		var pe = Symbol.for("react.memo");
		var me = Symbol.for("react.lazy");
		var he = Symbol.for("react.activity");
		var ge = Symbol.for("react.legacy_hidden");
		var _e = Symbol.for("react.memo_cache_sentinel");
		var ve = Symbol.for("react.view_transition");
		var ye = Symbol.for("react.recoverable");
		var be = Symbol.iterator;
		function xe(e) {
			if (null === e || "object" !== typeof e) return null;
			e = be && e[be] || e["@@iterator"];
			return "function" === typeof e ? e : null;
		}
		var Se = Symbol.for("react.client.reference");
		function Ce(e) {
			if (null == e) return null;
			if ("function" === typeof e) return e.$$typeof === Se ? null : e.displayName || e.name || null;
			if ("string" === typeof e) return e;
			switch (e) {
				case ae: return "Fragment";
				case se: return "Profiler";
				case oe: return "StrictMode";
				case de: return "Suspense";
				case fe: return "SuspenseList";
				case he: return "Activity";
				case ve: return "ViewTransition";
			}
			if ("object" === typeof e) switch (e.$$typeof) {
				case ie: return "Portal";
				case le: return e.displayName || "Context";
				case ce: return (e._context.displayName || "Context") + ".Consumer";
				case ue:
					var t = e.render;
					e = e.displayName;
					e || (e = t.displayName || t.name || "", e = "" !== e ? "ForwardRef(" + e + ")" : "ForwardRef");
					return e;
				case pe: return t = e.displayName || null, null !== t ? t : Ce(e.type) || "Memo";
				case me:
					t = e._payload;
					e = e._init;
					try {
						return Ce(e(t));
					} catch (e) {}
			}
			return null;
		}
		var we = Array.isArray;
		var S = t.__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE;
		var C = n.__DOM_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE;
		var Te = {
			pending: !1,
			data: null,
			method: null,
			action: null
		};
		var Ee = [];
		var De = -1;
		function Oe(e) {
			return { current: e };
		}
		function ke(e) {
			0 > De || (e.current = Ee[De], Ee[De] = null, De--);
		}
		function w(e, t) {
			De++;
			Ee[De] = e.current;
			e.current = t;
		}
		var Ae = Oe(null);
		var je = Oe(null);
		var Me = Oe(null);
		var Ne = Oe(null);
		function Pe(e, t) {
			w(Me, t);
			w(je, e);
			w(Ae, null);
			switch (t.nodeType) {
				case 9:
				case 11:
					e = (e = t.documentElement) ? (e = e.namespaceURI) ? bp(e) : 0 : 0;
					break;
				default: if (e = t.tagName, t = t.namespaceURI) t = bp(t), e = xp(t, e);
				else switch (e) {
					case "svg":
						e = 1;
						break;
					case "math":
						e = 2;
						break;
					default: e = 0;
				}
			}
			ke(Ae);
			w(Ae, e);
		}
		function Fe() {
			ke(Ae);
			ke(je);
			ke(Me);
		}
		function Ie(e) {
			var t = e.memoizedState;
			null !== t && (_h._currentValue = t.memoizedState, w(Ne, e));
			t = Ae.current;
			var n = xp(t, e.type);
			t !== n && (w(je, e), w(Ae, n));
		}
		function Le(e) {
			je.current === e && (ke(Ae), ke(je));
			Ne.current === e && (ke(Ne), _h._currentValue = Te);
		}
		var Re;
		var ze;
		function Be(e) {
			if (void 0 === Re) try {
				throw Error();
			} catch (e) {
				var t = e.stack.trim().match(/\n( *(at )?)/);
				Re = t && t[1] || "";
				ze = -1 < e.stack.indexOf("\n    at") ? " (<anonymous>)" : -1 < e.stack.indexOf("@") ? "@unknown:0:0" : "";
			}
			return "\n" + Re + e + ze;
		}
		var Ve = !1;
		function He(e, t) {
			if (!e || Ve) return "";
			Ve = !0;
			var n = Error.prepareStackTrace;
			Error.prepareStackTrace = void 0;
			try {
				var r = { DetermineComponentFrameRoot: function() {
					try {
						if (t) {
							var n = function() {
								throw Error();
							};
							Object.defineProperty(n.prototype, "props", { set: function() {
								throw Error();
							} });
							if ("object" === typeof Reflect && Reflect.construct) {
								try {
									Reflect.construct(n, []);
								} catch (e) {
									var r = e;
								}
								Reflect.construct(e, [], n);
							} else {
								try {
									n.call();
								} catch (e) {
									r = e;
								}
								n = !1;
								try {
									var i = Object.getOwnPropertyDescriptor(e.prototype, "props");
									Object.defineProperty(e.prototype, "props", {
										configurable: !0,
										set: function() {
											throw Error();
										}
									});
									n = !0;
									new e();
								} finally {
									n && (void 0 !== i ? Object.defineProperty(e.prototype, "props", i) : delete e.prototype.props);
								}
							}
						} else {
							try {
								throw Error();
							} catch (e) {
								r = e;
							}
							(n = e()) && "function" === typeof n.catch && n.catch(function() {});
						}
					} catch (e) {
						if (e && r && "string" === typeof e.stack) return [e.stack, r.stack];
					}
					return [null, null];
				} };
				r.DetermineComponentFrameRoot.displayName = "DetermineComponentFrameRoot";
				var i = Object.getOwnPropertyDescriptor(r.DetermineComponentFrameRoot, "name");
				i && i.configurable && Object.defineProperty(r.DetermineComponentFrameRoot, "name", { value: "DetermineComponentFrameRoot" });
				var a = r.DetermineComponentFrameRoot(), o = a[0], s = a[1];
				if (o && s) {
					var c = o.split("\n"), l = s.split("\n");
					for (i = r = 0; r < c.length && !c[r].includes("DetermineComponentFrameRoot");) r++;
					for (; i < l.length && !l[i].includes("DetermineComponentFrameRoot");) i++;
					if (r === c.length || i === l.length) for (r = c.length - 1, i = l.length - 1; 1 <= r && 0 <= i && c[r] !== l[i];) i--;
					for (; 1 <= r && 0 <= i; r--, i--) if (c[r] !== l[i]) {
						if (1 !== r || 1 !== i) do
							if (r--, i--, 0 > i || c[r] !== l[i]) {
								var u = "\n" + c[r].replace(" at new ", " at ");
								e.displayName && u.includes("<anonymous>") && (u = u.replace("<anonymous>", e.displayName));
								return u;
							}
						while (1 <= r && 0 <= i);
						break;
					}
				}
			} finally {
				Ve = !1, Error.prepareStackTrace = n;
			}
			return (n = e ? e.displayName || e.name : "") ? Be(n) : "";
		}
		function Ue(e, t) {
			switch (e.tag) {
				case 26:
				case 27:
				case 5: return Be(e.type);
				case 16: return Be("Lazy");
				case 13: return e.child !== t && null !== t ? Be("Suspense Fallback") : Be("Suspense");
				case 19: return Be("SuspenseList");
				case 0:
				case 15: return He(e.type, !1);
				case 11: return He(e.type.render, !1);
				case 1: return He(e.type, !0);
				case 31: return Be("Activity");
				case 30: return Be("ViewTransition");
				default: return "";
			}
		}
		function We(e) {
			try {
				var t = "", n = null;
				do
					t += Ue(e, n), n = e, e = e.return;
				while (e);
				return t;
			} catch (e) {
				return "\nError generating stack: " + e.message + "\n" + e.stack;
			}
		}
		var Ge = Object.prototype.hasOwnProperty;
		var Ke = e.unstable_scheduleCallback;
		var qe = e.unstable_cancelCallback;
		var Je = e.unstable_shouldYield;
		var Ye = e.unstable_requestPaint;
		var Xe = e.unstable_now;
		var Ze = e.unstable_getCurrentPriorityLevel;
		var Qe = e.unstable_ImmediatePriority;
		var $e = e.unstable_UserBlockingPriority;
		var et = e.unstable_NormalPriority;
		var tt = e.unstable_LowPriority;
		var nt = e.unstable_IdlePriority;
		var rt = e.log;
		var it = e.unstable_setDisableYieldValue;
		var at = null;
		var ot = null;
		function st(e) {
			"function" === typeof rt && it(e);
			if (ot && "function" === typeof ot.setStrictMode) try {
				ot.setStrictMode(at, e);
			} catch (e) {}
		}
		var ct = Math.clz32 ? Math.clz32 : dt;
		var lt = Math.log;
		var ut = Math.LN2;
		function dt(e) {
			e >>>= 0;
			return 0 === e ? 32 : 31 - (lt(e) / ut | 0) | 0;
		}
		var ft = 256;
		var pt = 262144;
		var mt = 4194304;
		function ht(e) {
			var t = e & 42;
			if (0 !== t) return t;
			switch (e & -e) {
				case 1: return 1;
				case 2: return 2;
				case 4: return 4;
				case 8: return 8;
				case 16: return 16;
				case 32: return 32;
				case 64: return 64;
				case 128: return 128;
				case 256:
				case 512:
				case 1024:
				case 2048:
				case 4096:
				case 8192:
				case 16384:
				case 32768:
				case 65536:
				case 131072: return e & -e;
				case 262144:
				case 524288:
				case 1048576:
				case 2097152: return e & 3932160;
				case 4194304:
				case 8388608:
				case 16777216:
				case 33554432: return e & 62914560;
				case 67108864: return 67108864;
				case 134217728: return 134217728;
				case 268435456: return 268435456;
				case 536870912: return 536870912;
				case 1073741824: return 0;
				default: return e;
			}
		}
		function gt(e, t, n) {
			var r = e.pendingLanes;
			if (0 === r) return 0;
			var i = 0, a = e.suspendedLanes, o = e.pingedLanes;
			e = e.warmLanes;
			var s = r & 134217727;
			0 !== s ? (r = s & ~a, 0 !== r ? i = ht(r) : (o &= s, 0 !== o ? i = ht(o) : n || (n = s & ~e, 0 !== n && (i = ht(n))))) : (s = r & ~a, 0 !== s ? i = ht(s) : 0 !== o ? i = ht(o) : n || (n = r & ~e, 0 !== n && (i = ht(n))));
			return 0 === i ? 0 : 0 !== t && t !== i && 0 === (t & a) && (a = i & -i, n = t & -t, a >= n || 32 === a && 0 !== (n & 4194048)) ? t : i;
		}
		function _t(e, t) {
			return 0 === (e.pendingLanes & ~(e.suspendedLanes & ~e.pingedLanes) & t);
		}
		function vt(e, t) {
			0 !== (t & 8) && (t |= t & 32);
			var n = e.entangledLanes;
			if (0 !== n) for (e = e.entanglements, n &= t; 0 < n;) {
				var r = 31 - ct(n), i = 1 << r;
				t |= e[r];
				n &= ~i;
			}
			return t;
		}
		function yt(e, t) {
			switch (e) {
				case 1:
				case 2:
				case 4:
				case 8:
				case 64: return t + 250;
				case 16:
				case 32:
				case 128:
				case 256:
				case 512:
				case 1024:
				case 2048:
				case 4096:
				case 8192:
				case 16384:
				case 32768:
				case 65536:
				case 131072:
				case 262144:
				case 524288:
				case 1048576:
				case 2097152: return t + 5e3;
				case 4194304:
				case 8388608:
				case 16777216:
				case 33554432: return -1;
				case 67108864:
				case 134217728:
				case 268435456:
				case 536870912:
				case 1073741824: return -1;
				default: return -1;
			}
		}
		function bt() {
			var e = mt;
			mt <<= 1;
			0 === (mt & 62914560) && (mt = 4194304);
			return e;
		}
		function xt(e) {
			for (var t = [], n = 0; 31 > n; n++) t.push(e);
			return t;
		}
		function St(e, t) {
			e.pendingLanes |= t;
			268435456 !== t && (e.suspendedLanes = 0, e.pingedLanes = 0, e.warmLanes = 0);
		}
		function Ct(e, t, n, r, i, a) {
			var o = e.pendingLanes;
			e.pendingLanes = n;
			e.suspendedLanes = 0;
			e.pingedLanes = 0;
			e.warmLanes = 0;
			e.expiredLanes &= n;
			e.entangledLanes &= n;
			e.errorRecoveryDisabledLanes &= n;
			e.shellSuspendCounter = 0;
			var s = e.entanglements, c = e.expirationTimes, l = e.hiddenUpdates;
			for (n = o & ~n; 0 < n;) {
				var u = 31 - ct(n), d = 1 << u;
				s[u] = 0;
				c[u] = -1;
				var f = l[u];
				if (null !== f) for (l[u] = null, u = 0; u < f.length; u++) {
					var p = f[u];
					null !== p && (p.lane &= -536870913);
				}
				n &= ~d;
			}
			0 !== r && wt(e, r, 0);
			0 !== a && 0 === i && 0 !== e.tag && (e.suspendedLanes |= a & ~(o & ~t));
		}
		function wt(e, t, n) {
			e.pendingLanes |= t;
			e.suspendedLanes &= ~t;
			var r = 31 - ct(t);
			e.entangledLanes |= t;
			e.entanglements[r] = e.entanglements[r] | 1073741824 | n & 261930;
		}
		function Tt(e, t) {
			var n = e.entangledLanes |= t;
			for (e = e.entanglements; n;) {
				var r = 31 - ct(n), i = 1 << r;
				i & t | e[r] & t && (e[r] |= t);
				n &= ~i;
			}
		}
		function Et(e, t) {
			var n = t & -t;
			n = 0 !== (n & 42) ? 1 : Dt(n);
			return 0 !== (n & (e.suspendedLanes | t)) ? 0 : n;
		}
		function Dt(e) {
			switch (e) {
				case 2:
					e = 1;
					break;
				case 8:
					e = 4;
					break;
				case 32:
					e = 16;
					break;
				case 256:
				case 512:
				case 1024:
				case 2048:
				case 4096:
				case 8192:
				case 16384:
				case 32768:
				case 65536:
				case 131072:
				case 262144:
				case 524288:
				case 1048576:
				case 2097152:
				case 4194304:
				case 8388608:
				case 16777216:
				case 33554432:
					e = 128;
					break;
				case 268435456:
					e = 134217728;
					break;
				default: e = 0;
			}
			return e;
		}
		function Ot(e) {
			e &= -e;
			return 2 < e ? 8 < e ? 0 !== (e & 134217727) ? 32 : 268435456 : 8 : 2;
		}
		function kt() {
			var e = C.p;
			if (0 !== e) return e;
			e = window.event;
			return void 0 === e ? 32 : Nh(e.type);
		}
		function At(e, t) {
			var n = C.p;
			try {
				return C.p = e, t();
			} finally {
				C.p = n;
			}
		}
		var jt = Math.random().toString(36).slice(2);
		var Mt = "__reactFiber$" + jt;
		var Nt = "__reactProps$" + jt;
		var Pt = "__reactContainer$" + jt;
		var Ft = "__reactEvents$" + jt;
		var It = "__reactListeners$" + jt;
		var Lt = "__reactHandles$" + jt;
		var Rt = "__reactResources$" + jt;
		var zt = "__reactMarker$" + jt;
		var Bt = "__reactLoad$" + jt;
		function Vt(e) {
			delete e[Mt];
			delete e[Nt];
			delete e[It];
			delete e[Lt];
		}
		function Ht(e) {
			var t;
			if (t = e[Mt]) return t;
			for (var n = e.parentNode; n;) {
				if (t = n[Pt] || n[Mt]) {
					n = t.alternate;
					if (null !== t.child || null !== n && null !== n.child) for (e = Sm(e); null !== e;) {
						if (n = e[Mt]) return n;
						e = Sm(e);
					}
					return t;
				}
				e = n;
				n = e.parentNode;
			}
			return null;
		}
		function Ut(e) {
			if (e = e[Mt] || e[Pt]) {
				var t = e.tag;
				if (5 === t || 6 === t || 13 === t || 31 === t || 26 === t || 27 === t || 3 === t) return e;
			}
			return null;
		}
		function Wt(e) {
			var t = e.tag;
			if (5 === t || 26 === t || 27 === t || 6 === t) return e.stateNode;
			throw Error(r(33));
		}
		function Gt(e) {
			var t = e[Rt];
			t || (t = e[Rt] = {
				hoistableStyles: new Map(),
				hoistableScripts: new Map()
			});
			return t;
		}
		function T(e) {
			e[zt] = !0;
		}
		function Kt(e) {
			e[Bt] = void 0;
		}
		var qt = new Set();
		var Jt = {};
		function Yt(e, t) {
			Xt(e, t);
			Xt(e + "Capture", t);
		}
		function Xt(e, t) {
			Jt[e] = t;
			for (e = 0; e < t.length; e++) qt.add(t[e]);
		}
		var Zt = RegExp("^[:A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD][:A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040]*$");
		var Qt = {};
		var $t = {};
		function en(e) {
			if (Ge.call($t, e)) return !0;
			if (Ge.call(Qt, e)) return !1;
			if (Zt.test(e)) return $t[e] = !0;
			Qt[e] = !0;
			return !1;
		}
		var E = !1;
		function tn() {
			var e = E;
			E = !1;
			return e;
		}
		function nn(e, t, n) {
			if (en(t)) if (null === n) e.removeAttribute(t);
			else {
				switch (typeof n) {
					case "undefined":
					case "function":
					case "symbol":
						e.removeAttribute(t);
						return;
					case "boolean":
						var r = t.toLowerCase().slice(0, 5);
						if ("data-" !== r && "aria-" !== r) {
							e.removeAttribute(t);
							return;
						}
				}
				e.setAttribute(t, n);
			}
		}
		function rn(e, t, n) {
			if (null === n) e.removeAttribute(t);
			else {
				switch (typeof n) {
					case "undefined":
					case "function":
					case "symbol":
					case "boolean":
						e.removeAttribute(t);
						return;
				}
				e.setAttribute(t, n);
			}
		}
		function an(e, t, n, r) {
			if (null === r) e.removeAttribute(n);
			else {
				switch (typeof r) {
					case "undefined":
					case "function":
					case "symbol":
					case "boolean":
						e.removeAttribute(n);
						return;
				}
				e.setAttributeNS(t, n, r);
			}
		}
		function on(e) {
			switch (typeof e) {
				case "bigint":
				case "boolean":
				case "number":
				case "string":
				case "undefined": return e;
				case "object": return e;
				default: return "";
			}
		}
		function sn(e) {
			var t = e.type;
			return (e = e.nodeName) && "input" === e.toLowerCase() && ("checkbox" === t || "radio" === t);
		}
		function cn(e, t, n) {
			var r = Object.getOwnPropertyDescriptor(e.constructor.prototype, t);
			if (!e.hasOwnProperty(t) && "undefined" !== typeof r && "function" === typeof r.get && "function" === typeof r.set) {
				var i = r.get, a = r.set;
				Object.defineProperty(e, t, {
					configurable: !0,
					get: function() {
						return i.call(this);
					},
					set: function(e) {
						n = "" + e;
						a.call(this, e);
					}
				});
				Object.defineProperty(e, t, { enumerable: r.enumerable });
				return {
					getValue: function() {
						return n;
					},
					setValue: function(e) {
						n = "" + e;
					},
					stopTracking: function() {
						e._valueTracker = null;
						delete e[t];
					}
				};
			}
		}
		function ln(e) {
			if (!e._valueTracker) {
				var t = sn(e) ? "checked" : "value";
				e._valueTracker = cn(e, t, "" + e[t]);
			}
		}
		function un(e) {
			if (!e) return !1;
			var t = e._valueTracker;
			if (!t) return !0;
			var n = t.getValue();
			var r = "";
			e && (r = sn(e) ? e.checked ? "true" : "false" : e.value);
			e = r;
			return e !== n ? (t.setValue(e), !0) : !1;
		}
		var dn = /[\n"\\]/g;
		function fn(e) {
			return e.replace(dn, function(e) {
				return "\\" + e.charCodeAt(0).toString(16) + " ";
			});
		}
		function pn(e, t, n, r, i, a, o, s) {
			e.name = "";
			null != o && "function" !== typeof o && "symbol" !== typeof o && "boolean" !== typeof o ? e.type = o : e.removeAttribute("type");
			if (null != t) if ("number" === o) {
				if (0 === t && "" === e.value || e.value != t) e.value = "" + on(t);
			} else e.value !== "" + on(t) && (e.value = "" + on(t));
			else "submit" !== o && "reset" !== o || e.removeAttribute("value");
			null != t ? "number" === o && e.value == t ? hn(e, on(e.value)) : hn(e, on(t)) : null != n ? hn(e, on(n)) : null != r && e.removeAttribute("value");
			null == i && null != a && (e.defaultChecked = !!a);
			null != i && (e.checked = i && "function" !== typeof i && "symbol" !== typeof i);
			null != s && "function" !== typeof s && "symbol" !== typeof s && "boolean" !== typeof s ? e.name = "" + on(s) : e.removeAttribute("name");
		}
		function mn(e, t, n, r, i, a, o, s) {
			null != a && "function" !== typeof a && "symbol" !== typeof a && "boolean" !== typeof a && (e.type = a);
			if (null != t || null != n) {
				if (!("submit" !== a && "reset" !== a || void 0 !== t && null !== t)) {
					ln(e);
					return;
				}
				n = null != n ? "" + on(n) : "";
				t = null != t ? "" + on(t) : n;
				s || t === e.value || (e.value = t);
				e.defaultValue = t;
			}
			r = null != r ? r : i;
			r = "function" !== typeof r && "symbol" !== typeof r && !!r;
			e.checked = s ? e.checked : !!r;
			e.defaultChecked = !!r;
			null != o && "function" !== typeof o && "symbol" !== typeof o && "boolean" !== typeof o && (e.name = o);
			ln(e);
		}
		function hn(e, t) {
			e.defaultValue !== "" + t && (e.defaultValue = "" + t);
		}
		function gn(e, t, n, r) {
			e = e.options;
			if (t) {
				t = {};
				for (var i = 0; i < n.length; i++) t["$" + n[i]] = !0;
				for (n = 0; n < e.length; n++) i = t.hasOwnProperty("$" + e[n].value), e[n].selected !== i && (e[n].selected = i), i && r && (e[n].defaultSelected = !0);
			} else {
				n = "" + on(n);
				t = null;
				for (i = 0; i < e.length; i++) {
					if (e[i].value === n) {
						e[i].selected = !0;
						r && (e[i].defaultSelected = !0);
						return;
					}
					null !== t || e[i].disabled || (t = e[i]);
				}
				null !== t && (t.selected = !0);
			}
		}
		function _n(e, t, n) {
			if (null != t && (t = "" + on(t), t !== e.value && (e.value = t), null == n)) {
				e.defaultValue !== t && (e.defaultValue = t);
				return;
			}
			e.defaultValue = null != n ? "" + on(n) : "";
		}
		function vn(e, t, n, i) {
			if (null == t) {
				if (null != i) {
					if (null != n) throw Error(r(92));
					if (we(i)) {
						if (1 < i.length) throw Error(r(93));
						i = i[0];
					}
					n = i;
				}
				n ??= "";
				t = n;
			}
			n = on(t);
			e.defaultValue = n;
			i = e.textContent;
			i === n && "" !== i && null !== i && (e.value = i);
			ln(e);
		}
		function yn(e, t) {
			if (t) {
				var n = e.firstChild;
				if (n && n === e.lastChild && 3 === n.nodeType) {
					n.nodeValue = t;
					return;
				}
			}
			e.textContent = t;
		}
		var bn = new Set("animationIterationCount aspectRatio borderImageOutset borderImageSlice borderImageWidth boxFlex boxFlexGroup boxOrdinalGroup columnCount columns flex flexGrow flexPositive flexShrink flexNegative flexOrder gridArea gridRow gridRowEnd gridRowSpan gridRowStart gridColumn gridColumnEnd gridColumnSpan gridColumnStart fontWeight lineClamp lineHeight opacity order orphans scale tabSize widows zIndex zoom fillOpacity floodOpacity stopOpacity strokeDasharray strokeDashoffset strokeMiterlimit strokeOpacity strokeWidth MozAnimationIterationCount MozBoxFlex MozBoxFlexGroup MozLineClamp msAnimationIterationCount msFlex msZoom msFlexGrow msFlexNegative msFlexOrder msFlexPositive msFlexShrink msGridColumn msGridColumnSpan msGridRow msGridRowSpan WebkitAnimationIterationCount WebkitBoxFlex WebKitBoxFlexGroup WebkitBoxOrdinalGroup WebkitColumnCount WebkitColumns WebkitFlex WebkitFlexGrow WebkitFlexPositive WebkitFlexShrink WebkitLineClamp".split(" "));
		function xn(e, t, n) {
			var r = 0 === t.indexOf("--");
			null == n || "boolean" === typeof n || "" === n ? r ? e.setProperty(t, "") : "float" === t ? e.cssFloat = "" : e[t] = "" : r ? e.setProperty(t, n) : "number" !== typeof n || 0 === n || bn.has(t) ? "float" === t ? e.cssFloat = n : e[t] = ("" + n).trim() : e[t] = n + "px";
		}
		function Sn(e, t, n) {
			if (null != t && "object" !== typeof t) throw Error(r(62));
			e = e.style;
			if (null != n) {
				for (var i in n) !n.hasOwnProperty(i) || null != t && t.hasOwnProperty(i) || (0 === i.indexOf("--") ? e.setProperty(i, "") : "float" === i ? e.cssFloat = "" : e[i] = "", E = !0);
				for (var a in t) i = t[a], t.hasOwnProperty(a) && n[a] !== i && (xn(e, a, i), E = !0);
			} else for (var o in t) t.hasOwnProperty(o) && xn(e, o, t[o]);
		}
		function Cn(e) {
			if (-1 === e.indexOf("-")) return !1;
			switch (e) {
				case "annotation-xml":
				case "color-profile":
				case "font-face":
				case "font-face-src":
				case "font-face-uri":
				case "font-face-format":
				case "font-face-name":
				case "missing-glyph": return !1;
				default: return !0;
			}
		}
		var wn = new Map([
			["acceptCharset", "accept-charset"],
			["htmlFor", "for"],
			["httpEquiv", "http-equiv"],
			["crossOrigin", "crossorigin"],
			["accentHeight", "accent-height"],
			["alignmentBaseline", "alignment-baseline"],
			["arabicForm", "arabic-form"],
			["baselineShift", "baseline-shift"],
			["capHeight", "cap-height"],
			["clipPath", "clip-path"],
			["clipRule", "clip-rule"],
			["colorInterpolation", "color-interpolation"],
			["colorInterpolationFilters", "color-interpolation-filters"],
			["colorProfile", "color-profile"],
			["colorRendering", "color-rendering"],
			["dominantBaseline", "dominant-baseline"],
			["enableBackground", "enable-background"],
			["fillOpacity", "fill-opacity"],
			["fillRule", "fill-rule"],
			["floodColor", "flood-color"],
			["floodOpacity", "flood-opacity"],
			["fontFamily", "font-family"],
			["fontSize", "font-size"],
			["fontSizeAdjust", "font-size-adjust"],
			["fontStretch", "font-stretch"],
			["fontStyle", "font-style"],
			["fontVariant", "font-variant"],
			["fontWeight", "font-weight"],
			["glyphName", "glyph-name"],
			["glyphOrientationHorizontal", "glyph-orientation-horizontal"],
			["glyphOrientationVertical", "glyph-orientation-vertical"],
			["horizAdvX", "horiz-adv-x"],
			["horizOriginX", "horiz-origin-x"],
			["imageRendering", "image-rendering"],
			["letterSpacing", "letter-spacing"],
			["lightingColor", "lighting-color"],
			["markerEnd", "marker-end"],
			["markerMid", "marker-mid"],
			["markerStart", "marker-start"],
			["maskType", "mask-type"],
			["overlinePosition", "overline-position"],
			["overlineThickness", "overline-thickness"],
			["paintOrder", "paint-order"],
			["panose-1", "panose-1"],
			["pointerEvents", "pointer-events"],
			["renderingIntent", "rendering-intent"],
			["shapeRendering", "shape-rendering"],
			["stopColor", "stop-color"],
			["stopOpacity", "stop-opacity"],
			["strikethroughPosition", "strikethrough-position"],
			["strikethroughThickness", "strikethrough-thickness"],
			["strokeDasharray", "stroke-dasharray"],
			["strokeDashoffset", "stroke-dashoffset"],
			["strokeLinecap", "stroke-linecap"],
			["strokeLinejoin", "stroke-linejoin"],
			["strokeMiterlimit", "stroke-miterlimit"],
			["strokeOpacity", "stroke-opacity"],
			["strokeWidth", "stroke-width"],
			["textAnchor", "text-anchor"],
			["textDecoration", "text-decoration"],
			["textRendering", "text-rendering"],
			["transformOrigin", "transform-origin"],
			["underlinePosition", "underline-position"],
			["underlineThickness", "underline-thickness"],
			["unicodeBidi", "unicode-bidi"],
			["unicodeRange", "unicode-range"],
			["unitsPerEm", "units-per-em"],
			["vAlphabetic", "v-alphabetic"],
			["vHanging", "v-hanging"],
			["vIdeographic", "v-ideographic"],
			["vMathematical", "v-mathematical"],
			["vectorEffect", "vector-effect"],
			["vertAdvY", "vert-adv-y"],
			["vertOriginX", "vert-origin-x"],
			["vertOriginY", "vert-origin-y"],
			["wordSpacing", "word-spacing"],
			["writingMode", "writing-mode"],
			["xmlnsXlink", "xmlns:xlink"],
			["xHeight", "x-height"]
		]);
		var Tn = /^[\u0000-\u001F ]*j[\r\n\t]*a[\r\n\t]*v[\r\n\t]*a[\r\n\t]*s[\r\n\t]*c[\r\n\t]*r[\r\n\t]*i[\r\n\t]*p[\r\n\t]*t[\r\n\t]*:/i;
		function En(e) {
			return Tn.test("" + e) ? "javascript:throw new Error('React has blocked a javascript: URL as a security precaution.')" : e;
		}
		function Dn() {}
		var On = null;
		function kn(e) {
			e = e.target || e.srcElement || window;
			e.correspondingUseElement && (e = e.correspondingUseElement);
			return 3 === e.nodeType ? e.parentNode : e;
		}
		var An = null;
		var jn = null;
		function Mn(e) {
			var t = Ut(e);
			if (t && (e = t.stateNode)) {
				var n = e[Nt] || null;
				a: switch (e = t.stateNode, t.type) {
					case "input":
						pn(e, n.value, n.defaultValue, n.defaultValue, n.checked, n.defaultChecked, n.type, n.name);
						t = n.name;
						if ("radio" === n.type && null != t) {
							for (n = e; n.parentNode;) n = n.parentNode;
							n = n.querySelectorAll("input[name=\"" + fn("" + t) + "\"][type=\"radio\"]");
							for (t = 0; t < n.length; t++) {
								var i = n[t];
								if (i !== e && i.form === e.form) {
									var a = i[Nt] || null;
									if (!a) throw Error(r(90));
									pn(i, a.value, a.defaultValue, a.defaultValue, a.checked, a.defaultChecked, a.type, a.name);
								}
							}
							for (t = 0; t < n.length; t++) i = n[t], i.form === e.form && un(i);
						}
						break a;
					case "textarea":
						_n(e, n.value, n.defaultValue);
						break a;
					case "select": t = n.value, null != t && gn(e, !!n.multiple, t, !1);
				}
			}
		}
		var Nn = !1;
		function Pn(e, t, n) {
			if (Nn) return e(t, n);
			Nn = !0;
			try {
				return e(t);
			} finally {
				if (Nn = !1, null !== An || null !== jn) {
					if (qd(), An && (t = An, e = jn, jn = An = null, Mn(t), e)) for (t = 0; t < e.length; t++) Mn(e[t]);
				}
			}
		}
		function Fn(e, t) {
			var n = e.stateNode;
			if (null === n) return null;
			var i = n[Nt] || null;
			if (null === i) return null;
			n = i[t];
			a: switch (t) {
				case "onClick":
				case "onClickCapture":
				case "onDoubleClick":
				case "onDoubleClickCapture":
				case "onMouseDown":
				case "onMouseDownCapture":
				case "onMouseMove":
				case "onMouseMoveCapture":
				case "onMouseUp":
				case "onMouseUpCapture":
				case "onMouseEnter":
					(i = !i.disabled) || (e = e.type, i = !("button" === e || "input" === e || "select" === e || "textarea" === e));
					e = !i;
					break a;
				default: e = !1;
			}
			if (e) return null;
			if (n && "function" !== typeof n) throw Error(r(231, t, typeof n));
			return n;
		}
		var In = !("undefined" === typeof window || "undefined" === typeof window.document || "undefined" === typeof window.document.createElement);
		var Ln = !1;
		if (In) try {
			var Rn = {};
			Object.defineProperty(Rn, "passive", { get: function() {
				Ln = !0;
			} });
			window.addEventListener("test", Rn, Rn);
			window.removeEventListener("test", Rn, Rn);
		} catch (e) {
			Ln = !1;
		}
		var zn = null;
		var Bn = null;
		var Vn = null;
		function Hn() {
			if (Vn) return Vn;
			var e, t = Bn, n = t.length, r, i = "value" in zn ? zn.value : zn.textContent, a = i.length;
			for (e = 0; e < n && t[e] === i[e]; e++);
			var o = n - e;
			for (r = 1; r <= o && t[n - r] === i[a - r]; r++);
			return Vn = i.slice(e, 1 < r ? 1 - r : void 0);
		}
		function Un(e) {
			var t = e.keyCode;
			"charCode" in e ? (e = e.charCode, 0 === e && 13 === t && (e = 13)) : e = t;
			10 === e && (e = 13);
			return 32 <= e || 13 === e ? e : 0;
		}
		function Wn() {
			return !0;
		}
		function Gn() {
			return !1;
		}
		function Kn(e) {
			function t(t, n, r, i, a) {
				this._reactName = t;
				this._targetInst = r;
				this.type = n;
				this.nativeEvent = i;
				this.target = a;
				this.currentTarget = null;
				for (var o in e) e.hasOwnProperty(o) && (t = e[o], this[o] = t ? t(i) : i[o]);
				this.isDefaultPrevented = (null != i.defaultPrevented ? i.defaultPrevented : !1 === i.returnValue) ? Wn : Gn;
				this.isPropagationStopped = Gn;
				return this;
			}
			x(t.prototype, {
				preventDefault: function() {
					this.defaultPrevented = !0;
					var e = this.nativeEvent;
					e && (e.preventDefault ? e.preventDefault() : "unknown" !== typeof e.returnValue && (e.returnValue = !1), this.isDefaultPrevented = Wn);
				},
				stopPropagation: function() {
					var e = this.nativeEvent;
					e && (e.stopPropagation ? e.stopPropagation() : "unknown" !== typeof e.cancelBubble && (e.cancelBubble = !0), this.isPropagationStopped = Wn);
				},
				persist: function() {},
				isPersistent: Wn
			});
			return t;
		}
		var qn = {
			eventPhase: 0,
			bubbles: 0,
			cancelable: 0,
			timeStamp: function(e) {
				return e.timeStamp || Date.now();
			},
			defaultPrevented: 0,
			isTrusted: 0
		};
		var Jn = Kn(qn);
		var Yn = x({}, qn, {
			view: 0,
			detail: 0
		});
		var Xn = Kn(Yn);
		var Zn;
		var Qn;
		var $n;
		var er = x({}, Yn, {
			screenX: 0,
			screenY: 0,
			clientX: 0,
			clientY: 0,
			pageX: 0,
			pageY: 0,
			ctrlKey: 0,
			shiftKey: 0,
			altKey: 0,
			metaKey: 0,
			getModifierState: gr,
			button: 0,
			buttons: 0,
			relatedTarget: function(e) {
				return void 0 === e.relatedTarget ? e.fromElement === e.srcElement ? e.toElement : e.fromElement : e.relatedTarget;
			},
			movementX: function(e) {
				if ("movementX" in e) return e.movementX;
				e !== $n && ($n && "mousemove" === e.type ? (Zn = e.screenX - $n.screenX, Qn = e.screenY - $n.screenY) : Qn = Zn = 0, $n = e);
				return Zn;
			},
			movementY: function(e) {
				return "movementY" in e ? e.movementY : Qn;
			}
		});
		var tr = Kn(er);
		var rr = Kn(x({}, er, { dataTransfer: 0 }));
		var ar = Kn(x({}, Yn, { relatedTarget: 0 }));
		var sr = Kn(x({}, qn, {
			animationName: 0,
			elapsedTime: 0,
			pseudoElement: 0
		}));
		var lr = Kn(x({}, qn, { clipboardData: function(e) {
			return "clipboardData" in e ? e.clipboardData : window.clipboardData;
		} }));
		var dr = Kn(x({}, qn, { data: 0 }));
		var fr = {
			Esc: "Escape",
			Spacebar: " ",
			Left: "ArrowLeft",
			Up: "ArrowUp",
			Right: "ArrowRight",
			Down: "ArrowDown",
			Del: "Delete",
			Win: "OS",
			Menu: "ContextMenu",
			Apps: "ContextMenu",
			Scroll: "ScrollLock",
			MozPrintableKey: "Unidentified"
		};
		var pr = {
			8: "Backspace",
			9: "Tab",
			12: "Clear",
			13: "Enter",
			16: "Shift",
			17: "Control",
			18: "Alt",
			19: "Pause",
			20: "CapsLock",
			27: "Escape",
			32: " ",
			33: "PageUp",
			34: "PageDown",
			35: "End",
			36: "Home",
			37: "ArrowLeft",
			38: "ArrowUp",
			39: "ArrowRight",
			40: "ArrowDown",
			45: "Insert",
			46: "Delete",
			112: "F1",
			113: "F2",
			114: "F3",
			115: "F4",
			116: "F5",
			117: "F6",
			118: "F7",
			119: "F8",
			120: "F9",
			121: "F10",
			122: "F11",
			123: "F12",
			144: "NumLock",
			145: "ScrollLock",
			224: "Meta"
		};
		var mr = {
			Alt: "altKey",
			Control: "ctrlKey",
			Meta: "metaKey",
			Shift: "shiftKey"
		};
		function hr(e) {
			var t = this.nativeEvent;
			return t.getModifierState ? t.getModifierState(e) : (e = mr[e]) ? !!t[e] : !1;
		}
		function gr() {
			return hr;
		}
		var vr = Kn(x({}, Yn, {
			key: function(e) {
				if (e.key) {
					var t = fr[e.key] || e.key;
					if ("Unidentified" !== t) return t;
				}
				return "keypress" === e.type ? (e = Un(e), 13 === e ? "Enter" : String.fromCharCode(e)) : "keydown" === e.type || "keyup" === e.type ? pr[e.keyCode] || "Unidentified" : "";
			},
			code: 0,
			location: 0,
			ctrlKey: 0,
			shiftKey: 0,
			altKey: 0,
			metaKey: 0,
			repeat: 0,
			locale: 0,
			getModifierState: gr,
			charCode: function(e) {
				return "keypress" === e.type ? Un(e) : 0;
			},
			keyCode: function(e) {
				return "keydown" === e.type || "keyup" === e.type ? e.keyCode : 0;
			},
			which: function(e) {
				return "keypress" === e.type ? Un(e) : "keydown" === e.type || "keyup" === e.type ? e.keyCode : 0;
			}
		}));
		var br = Kn(x({}, er, {
			pointerId: 0,
			width: 0,
			height: 0,
			pressure: 0,
			tangentialPressure: 0,
			tiltX: 0,
			tiltY: 0,
			twist: 0,
			pointerType: 0,
			isPrimary: 0
		}));
		var Sr = Kn(x({}, qn, { submitter: 0 }));
		var wr = Kn(x({}, Yn, {
			touches: 0,
			targetTouches: 0,
			changedTouches: 0,
			altKey: 0,
			metaKey: 0,
			ctrlKey: 0,
			shiftKey: 0,
			getModifierState: gr
		}));
		var Er = Kn(x({}, qn, {
			propertyName: 0,
			elapsedTime: 0,
			pseudoElement: 0
		}));
		var Or = Kn(x({}, er, {
			deltaX: function(e) {
				return "deltaX" in e ? e.deltaX : "wheelDeltaX" in e ? -e.wheelDeltaX : 0;
			},
			deltaY: function(e) {
				return "deltaY" in e ? e.deltaY : "wheelDeltaY" in e ? -e.wheelDeltaY : "wheelDelta" in e ? -e.wheelDelta : 0;
			},
			deltaZ: 0,
			deltaMode: 0
		}));
		var Ar = Kn(x({}, qn, {
			newState: 0,
			oldState: 0,
			source: 0
		}));
		var jr = [
			9,
			13,
			27,
			32
		];
		var Mr = In && "CompositionEvent" in window;
		var Nr = null;
		In && "documentMode" in document && (Nr = document.documentMode);
		var Pr = In && "TextEvent" in window && !Nr;
		var Fr = In && (!Mr || Nr && 8 < Nr && 11 >= Nr);
		var Ir = String.fromCharCode(32);
		var Lr = !1;
		function Rr(e, t) {
			switch (e) {
				case "keyup": return -1 !== jr.indexOf(t.keyCode);
				case "keydown": return 229 !== t.keyCode;
				case "keypress":
				case "mousedown":
				case "focusout": return !0;
				default: return !1;
			}
		}
		function zr(e) {
			e = e.detail;
			return "object" === typeof e && "data" in e ? e.data : null;
		}
		var Br = !1;
		function Vr(e, t) {
			switch (e) {
				case "compositionend": return zr(t);
				case "keypress":
					if (32 !== t.which) return null;
					Lr = !0;
					return Ir;
				case "textInput": return e = t.data, e === Ir && Lr ? null : e;
				default: return null;
			}
		}
		function Hr(e, t) {
			if (Br) return "compositionend" === e || !Mr && Rr(e, t) ? (e = Hn(), Vn = Bn = zn = null, Br = !1, e) : null;
			switch (e) {
				case "paste": return null;
				case "keypress":
					if (!(t.ctrlKey || t.altKey || t.metaKey) || t.ctrlKey && t.altKey) {
						if (t.char && 1 < t.char.length) return t.char;
						if (t.which) return String.fromCharCode(t.which);
					}
					return null;
				case "compositionend": return Fr && "ko" !== t.locale ? null : t.data;
				default: return null;
			}
		}
		var Ur = {
			color: !0,
			date: !0,
			datetime: !0,
			"datetime-local": !0,
			email: !0,
			month: !0,
			number: !0,
			password: !0,
			range: !0,
			search: !0,
			tel: !0,
			text: !0,
			time: !0,
			url: !0,
			week: !0
		};
		function Wr(e) {
			var t = e && e.nodeName && e.nodeName.toLowerCase();
			return "input" === t ? !!Ur[e.type] : "textarea" === t ? !0 : !1;
		}
		function Gr(e, t, n, r) {
			An ? jn ? jn.push(r) : jn = [r] : An = r;
			t = ip(t, "onChange");
			0 < t.length && (n = new Jn("onChange", "change", null, n, r), e.push({
				event: n,
				listeners: t
			}));
		}
		var Kr = null;
		var qr = null;
		function Jr(e) {
			Zf(e, 0);
		}
		function Yr(e) {
			if (un(Wt(e))) return e;
		}
		function Xr(e, t) {
			if ("change" === e) return t;
		}
		var Zr = !1;
		if (In) {
			var Qr;
			if (In) {
				var $r = "oninput" in document;
				if (!$r) {
					var ei = document.createElement("div");
					ei.setAttribute("oninput", "return;");
					$r = "function" === typeof ei.oninput;
				}
				Qr = $r;
			} else Qr = !1;
			Zr = Qr && (!document.documentMode || 9 < document.documentMode);
		}
		function ti() {
			Kr && (Kr.detachEvent("onpropertychange", ni), qr = Kr = null);
		}
		function ni(e) {
			if ("value" === e.propertyName && Yr(qr)) {
				var t = [];
				Gr(t, qr, e, kn(e));
				Pn(Jr, t);
			}
		}
		function ri(e, t, n) {
			"focusin" === e ? (ti(), Kr = t, qr = n, Kr.attachEvent("onpropertychange", ni)) : "focusout" === e && ti();
		}
		function ii(e) {
			if ("selectionchange" === e || "keyup" === e || "keydown" === e) return Yr(qr);
		}
		function ai(e, t) {
			if ("click" === e) return Yr(t);
		}
		function oi(e, t) {
			if ("input" === e || "change" === e) return Yr(t);
		}
		function si(e, t) {
			return e === t && (0 !== e || 1 / e === 1 / t) || e !== e && t !== t;
		}
		var ci = "function" === typeof Object.is ? Object.is : si;
		function li(e, t) {
			if (ci(e, t)) return !0;
			if ("object" !== typeof e || null === e || "object" !== typeof t || null === t) return !1;
			var n = Object.keys(e), r = Object.keys(t);
			if (n.length !== r.length) return !1;
			for (r = 0; r < n.length; r++) {
				var i = n[r];
				if (!Ge.call(t, i) || !ci(e[i], t[i])) return !1;
			}
			return !0;
		}
		function ui(e) {
			e = e || ("undefined" !== typeof document ? document : void 0);
			if ("undefined" === typeof e) return null;
			try {
				return e.activeElement || e.body;
			} catch (t) {
				return e.body;
			}
		}
		function di(e) {
			for (; e && e.firstChild;) e = e.firstChild;
			return e;
		}
		function fi(e, t) {
			var n = di(e);
			e = 0;
			for (var r; n;) {
				if (3 === n.nodeType) {
					r = e + n.textContent.length;
					if (e <= t && r >= t) return {
						node: n,
						offset: t - e
					};
					e = r;
				}
				a: {
					for (; n;) {
						if (n.nextSibling) {
							n = n.nextSibling;
							break a;
						}
						n = n.parentNode;
					}
					n = void 0;
				}
				n = di(n);
			}
		}
		function pi(e, t) {
			return e && t ? e === t ? !0 : e && 3 === e.nodeType ? !1 : t && 3 === t.nodeType ? pi(e, t.parentNode) : "contains" in e ? e.contains(t) : e.compareDocumentPosition ? !!(e.compareDocumentPosition(t) & 16) : !1 : !1;
		}
		function mi(e) {
			e = null != e && null != e.ownerDocument && null != e.ownerDocument.defaultView ? e.ownerDocument.defaultView : window;
			for (var t = ui(e.document); t instanceof e.HTMLIFrameElement;) {
				try {
					var n = "string" === typeof t.contentWindow.location.href;
				} catch (e) {
					n = !1;
				}
				if (n) e = t.contentWindow;
				else break;
				t = ui(e.document);
			}
			return t;
		}
		function hi(e) {
			var t = e && e.nodeName && e.nodeName.toLowerCase();
			return t && ("input" === t && ("text" === e.type || "search" === e.type || "tel" === e.type || "url" === e.type || "password" === e.type) || "textarea" === t || "true" === e.contentEditable);
		}
		var gi = In && "documentMode" in document && 11 >= document.documentMode;
		var _i = null;
		var vi = null;
		var yi = null;
		var bi = !1;
		function xi(e, t, n) {
			var r = n.window === n ? n.document : 9 === n.nodeType ? n : n.ownerDocument;
			bi || null == _i || _i !== ui(r) || (r = _i, "selectionStart" in r && hi(r) ? r = {
				start: r.selectionStart,
				end: r.selectionEnd
			} : (r = (r.ownerDocument && r.ownerDocument.defaultView || window).getSelection(), r = {
				anchorNode: r.anchorNode,
				anchorOffset: r.anchorOffset,
				focusNode: r.focusNode,
				focusOffset: r.focusOffset
			}), yi && li(yi, r) || (yi = r, r = ip(vi, "onSelect"), 0 < r.length && (t = new Jn("onSelect", "select", null, t, n), e.push({
				event: t,
				listeners: r
			}), t.target = _i)));
		}
		function Si(e, t) {
			var n = {};
			n[e.toLowerCase()] = t.toLowerCase();
			n["Webkit" + e] = "webkit" + t;
			n["Moz" + e] = "moz" + t;
			return n;
		}
		var Ci = {
			animationend: Si("Animation", "AnimationEnd"),
			animationiteration: Si("Animation", "AnimationIteration"),
			animationstart: Si("Animation", "AnimationStart"),
			transitionrun: Si("Transition", "TransitionRun"),
			transitionstart: Si("Transition", "TransitionStart"),
			transitioncancel: Si("Transition", "TransitionCancel"),
			transitionend: Si("Transition", "TransitionEnd")
		};
		var wi = {};
		var Ti = {};
		In && (Ti = document.createElement("div").style, "AnimationEvent" in window || (delete Ci.animationend.animation, delete Ci.animationiteration.animation, delete Ci.animationstart.animation), "TransitionEvent" in window || delete Ci.transitionend.transition);
		function Ei(e) {
			if (wi[e]) return wi[e];
			if (!Ci[e]) return e;
			var t = Ci[e], n;
			for (n in t) if (t.hasOwnProperty(n) && n in Ti) return wi[e] = t[n];
			return e;
		}
		var Di = Ei("animationend");
		var Oi = Ei("animationiteration");
		var ki = Ei("animationstart");
		var Ai = Ei("transitionrun");
		var ji = Ei("transitionstart");
		var Mi = Ei("transitioncancel");
		var Ni = Ei("transitionend");
		var Pi = new Map();
		var Fi = "abort auxClick beforeToggle cancel canPlay canPlayThrough click close contextMenu copy cut drag dragEnd dragEnter dragExit dragLeave dragOver dragStart drop durationChange emptied encrypted ended error fullscreenChange fullscreenError gotPointerCapture input invalid keyDown keyPress keyUp load loadedData loadedMetadata loadStart lostPointerCapture mouseDown mouseMove mouseOut mouseOver mouseUp paste pause play playing pointerCancel pointerDown pointerMove pointerOut pointerOver pointerUp progress rateChange reset resize seeked seeking stalled submit suspend timeUpdate touchCancel touchEnd touchStart volumeChange scroll toggle touchMove waiting wheel".split(" ");
		Fi.push("scrollEnd");
		function Ii(e, t) {
			Pi.set(e, t);
			Yt(t, [e]);
		}
		var Li = 0;
		function Ri(e, t) {
			if (null != e.name && "auto" !== e.name) return e.name;
			if (null !== t.autoName) return t.autoName;
			e = Od.identifierPrefix;
			var n = Li++;
			e = "_" + e + "t_" + n.toString(32) + "_";
			return t.autoName = e;
		}
		function zi(e) {
			if (null == e || "string" === typeof e) return e;
			var t = null, n = Id;
			if (null !== n) for (var r = 0; r < n.length; r++) {
				var i = e[n[r]];
				if (null != i) {
					if ("none" === i) return "none";
					t = null == t ? i : t + (" " + i);
				}
			}
			return null == t ? e.default : t;
		}
		function Bi(e, t) {
			e = zi(e);
			t = zi(t);
			return null == t ? "auto" === e ? null : e : "auto" === t ? null : t;
		}
		var Vi = "function" === typeof reportError ? reportError : function(e) {
			if ("object" === typeof window && "function" === typeof window.ErrorEvent) {
				var t = new window.ErrorEvent("error", {
					bubbles: !0,
					cancelable: !0,
					message: "object" === typeof e && null !== e && "string" === typeof e.message ? String(e.message) : String(e),
					error: e
				});
				if (!window.dispatchEvent(t)) return;
			} else if ("object" === typeof process && "function" === typeof process.emit) {
				process.emit("uncaughtException", e);
				return;
			}
			console.error(e);
		};
		var Hi = [];
		var Ui = 0;
		var Wi = 0;
		function Gi() {
			for (var e = Ui, t = Wi = Ui = 0; t < e;) {
				var n = Hi[t];
				Hi[t++] = null;
				var r = Hi[t];
				Hi[t++] = null;
				var i = Hi[t];
				Hi[t++] = null;
				var a = Hi[t];
				Hi[t++] = null;
				if (null !== r && null !== i) {
					var o = r.pending;
					null === o ? i.next = i : (i.next = o.next, o.next = i);
					r.pending = i;
				}
				0 !== a && Yi(n, i, a);
			}
		}
		function Ki(e, t, n, r) {
			Hi[Ui++] = e;
			Hi[Ui++] = t;
			Hi[Ui++] = n;
			Hi[Ui++] = r;
			Wi |= r;
			e.lanes |= r;
			e = e.alternate;
			null !== e && (e.lanes |= r);
		}
		function qi(e, t, n, r) {
			Ki(e, t, n, r);
			return Xi(e);
		}
		function Ji(e, t) {
			Ki(e, null, null, t);
			return Xi(e);
		}
		function Yi(e, t, n) {
			e.lanes |= n;
			var r = e.alternate;
			null !== r && (r.lanes |= n);
			for (var i = !1, a = e.return; null !== a;) a.childLanes |= n, r = a.alternate, null !== r && (r.childLanes |= n), 22 === a.tag && (e = a.stateNode, null === e || e._visibility & 1 || (i = !0)), e = a, a = a.return;
			return 3 === e.tag ? (a = e.stateNode, i && null !== t && (i = 31 - ct(n), e = a.hiddenUpdates, r = e[i], null === r ? e[i] = [t] : r.push(t), t.lane = n | 536870912), a) : null;
		}
		function Xi(e) {
			if (50 < Ld) throw Ld = 0, Rd = null, Error(r(185));
			for (var t = e.return; null !== t;) e = t, t = e.return;
			return 3 === e.tag ? e.stateNode : null;
		}
		var Zi = {};
		function Qi(e, t, n, r) {
			this.tag = e;
			this.key = n;
			this.sibling = this.child = this.return = this.stateNode = this.type = this.elementType = null;
			this.index = 0;
			this.refCleanup = this.ref = null;
			this.pendingProps = t;
			this.dependencies = this.memoizedState = this.updateQueue = this.memoizedProps = null;
			this.mode = r;
			this.subtreeFlags = this.flags = 0;
			this.deletions = null;
			this.childLanes = this.lanes = 0;
			this.alternate = null;
		}
		function $i(e, t, n, r) {
			return new Qi(e, t, n, r);
		}
		function ea(e) {
			e = e.prototype;
			return !(!e || !e.isReactComponent);
		}
		function ta(e, t) {
			var n = e.alternate;
			null === n ? (n = $i(e.tag, t, e.key, e.mode), n.elementType = e.elementType, n.type = e.type, n.stateNode = e.stateNode, n.alternate = e, e.alternate = n) : (n.pendingProps = t, n.type = e.type, n.flags = 0, n.subtreeFlags = 0, n.deletions = null);
			n.flags = e.flags & 1206910976;
			n.childLanes = e.childLanes;
			n.lanes = e.lanes;
			n.child = e.child;
			n.memoizedProps = e.memoizedProps;
			n.memoizedState = e.memoizedState;
			n.updateQueue = e.updateQueue;
			t = e.dependencies;
			n.dependencies = null === t ? null : {
				lanes: t.lanes,
				firstContext: t.firstContext
			};
			n.sibling = e.sibling;
			n.index = e.index;
			n.ref = e.ref;
			n.refCleanup = e.refCleanup;
			return n;
		}
		function na(e, t) {
			e.flags &= 1206910978;
			var n = e.alternate;
			null === n ? (e.childLanes = 0, e.lanes = t, e.child = null, e.subtreeFlags = 0, e.memoizedProps = null, e.memoizedState = null, e.updateQueue = null, e.dependencies = null, e.stateNode = null) : (e.childLanes = n.childLanes, e.lanes = n.lanes, e.child = n.child, e.subtreeFlags = 0, e.deletions = null, e.memoizedProps = n.memoizedProps, e.memoizedState = n.memoizedState, e.updateQueue = n.updateQueue, e.type = n.type, t = n.dependencies, e.dependencies = null === t ? null : {
				lanes: t.lanes,
				firstContext: t.firstContext
			});
			return e;
		}
		function ra(e, t, n, i, a, o) {
			var s = 0;
			i = e;
			if ("function" === typeof i) ea(i) && (s = 1);
			else if ("string" === typeof i) s = rh(e, n, Ae.current) ? 26 : "html" === e || "head" === e || "body" === e ? 27 : 5;
			else a: switch (i) {
				case he: return e = $i(31, n, t, a), e.elementType = he, e.lanes = o, e;
				case ae: return ia(n.children, a, o, t);
				case oe:
					s = 8;
					a |= 24;
					break;
				case se: return e = $i(12, n, t, a | 2), e.elementType = se, e.lanes = o, e;
				case de: return e = $i(13, n, t, a), e.elementType = de, e.lanes = o, e;
				case fe: return e = $i(19, n, t, a), e.elementType = fe, e.lanes = o, e;
				case ge:
				case ve: return e = a | 32, e = $i(30, n, t, e), e.elementType = ve, e.lanes = o, e.stateNode = {
					autoName: null,
					paired: null,
					clones: null,
					ref: null
				}, e;
				default:
					if ("object" === typeof i && null !== i) switch (i.$$typeof) {
						case le:
							s = 10;
							break a;
						case ce:
							s = 9;
							break a;
						case ue:
							s = 11;
							break a;
						case pe:
							s = 14;
							break a;
						case me:
							s = 16;
							i = null;
							break a;
					}
					s = 29;
					n = Error(r(130, null === e ? "null" : typeof e, ""));
					i = null;
			}
			t = $i(s, n, t, a);
			t.elementType = e;
			t.type = i;
			t.lanes = o;
			return t;
		}
		function ia(e, t, n, r) {
			e = $i(7, e, r, t);
			e.lanes = n;
			return e;
		}
		function aa(e, t, n) {
			e = $i(6, e, null, t);
			e.lanes = n;
			return e;
		}
		function oa(e) {
			var t = $i(18, null, null, 0);
			t.stateNode = e;
			return t;
		}
		function sa(e, t, n) {
			t = $i(4, null !== e.children ? e.children : [], e.key, t);
			t.lanes = n;
			t.stateNode = {
				containerInfo: e.containerInfo,
				pendingChildren: null,
				implementation: e.implementation
			};
			return t;
		}
		var ca = new WeakMap();
		function la(e, t) {
			if ("object" === typeof e && null !== e) {
				var n = ca.get(e);
				if (void 0 !== n) return n;
				t = {
					value: e,
					source: t,
					stack: We(t)
				};
				ca.set(e, t);
				return t;
			}
			return {
				value: e,
				source: t,
				stack: We(t)
			};
		}
		var ua = [];
		var da = 0;
		var fa = null;
		var pa = 0;
		var ma = [];
		var ha = 0;
		var ga = null;
		var _a = 1;
		var va = "";
		function ya(e, t) {
			ua[da++] = pa;
			ua[da++] = fa;
			fa = e;
			pa = t;
		}
		function ba(e, t, n) {
			ma[ha++] = _a;
			ma[ha++] = va;
			ma[ha++] = ga;
			ga = e;
			var r = _a;
			e = va;
			var i = 32 - ct(r) - 1;
			r &= ~(1 << i);
			n += 1;
			var a = 32 - ct(t) + i;
			if (30 < a) {
				var o = i - i % 5;
				a = (r & (1 << o) - 1).toString(32);
				r >>= o;
				i -= o;
				_a = 1 << 32 - ct(t) + i | n << i | r;
				va = a + e;
			} else _a = 1 << a | n << i | r, va = e;
		}
		function xa(e) {
			null !== e.return && (ya(e, 1), ba(e, 1, 0));
		}
		function Sa(e) {
			for (; e === fa;) fa = ua[--da], ua[da] = null, pa = ua[--da], ua[da] = null;
			for (; e === ga;) ga = ma[--ha], ma[ha] = null, va = ma[--ha], ma[ha] = null, _a = ma[--ha], ma[ha] = null;
		}
		function Ca(e, t) {
			ma[ha++] = _a;
			ma[ha++] = va;
			ma[ha++] = ga;
			_a = t.id;
			va = t.overflow;
			ga = e;
		}
		var D = null;
		var O = null;
		var k = !1;
		var wa = null;
		var Ta = !1;
		var Ea = Error(r(519));
		function Da(e) {
			Na(la(Error(r(418, 1 < arguments.length && void 0 !== arguments[1] && arguments[1] ? "text" : "HTML", "")), e));
			throw Ea;
		}
		function Oa(e) {
			var t = e.stateNode, n = e.type, r = e.memoizedProps;
			t[Mt] = e;
			t[Nt] = r;
			switch (n) {
				case "dialog":
					Q("cancel", t);
					Q("close", t);
					break;
				case "iframe":
				case "object":
				case "embed":
					Q("load", t);
					break;
				case "video":
				case "audio":
					for (n = 0; n < Yf.length; n++) Q(Yf[n], t);
					break;
				case "source":
					Q("error", t);
					break;
				case "img":
				case "image":
				case "link":
					Q("error", t);
					Q("load", t);
					break;
				case "details":
					Q("toggle", t);
					break;
				case "input":
					Q("invalid", t);
					mn(t, r.value, r.defaultValue, r.checked, r.defaultChecked, r.type, r.name, !0);
					break;
				case "select":
					Q("invalid", t);
					break;
				case "textarea": Q("invalid", t), vn(t, r.value, r.defaultValue, r.children);
			}
			n = r.children;
			"string" !== typeof n && "number" !== typeof n && "bigint" !== typeof n || t.textContent === "" + n || !0 === r.suppressHydrationWarning || up(t.textContent, n) ? (null != r.popover && (Q("beforetoggle", t), Q("toggle", t)), null != r.onScroll && Q("scroll", t), null != r.onScrollEnd && Q("scrollend", t), null != r.onClick && (t.onclick = Dn), t = !0) : t = !1;
			t || Da(e, !0);
		}
		function ka(e) {
			for (D = e.return; D;) switch (D.tag) {
				case 5:
				case 31:
				case 13:
					Ta = !1;
					return;
				case 27:
				case 3:
					Ta = !0;
					return;
				default: D = D.return;
			}
		}
		function Aa(e) {
			if (e !== D) return !1;
			if (!k) return ka(e), k = !0, !1;
			var t = e.tag, n;
			if (n = 3 !== t && 27 !== t) {
				if (n = 5 === t) n = e.type, n = !("form" !== n && "button" !== n) || Cp(e.type, e.memoizedProps);
				n = !n;
			}
			n && O && Da(e);
			ka(e);
			if (13 === t) {
				e = e.memoizedState;
				e = null !== e ? e.dehydrated : null;
				if (!e) throw Error(r(317));
				O = xm(e);
			} else if (31 === t) {
				e = e.memoizedState;
				e = null !== e ? e.dehydrated : null;
				if (!e) throw Error(r(317));
				O = xm(e);
			} else 27 === t ? (t = O, Mp(e.type) ? (e = bm, bm = null, O = e) : O = t) : O = D ? ym(e.stateNode.nextSibling) : null;
			return !0;
		}
		function ja() {
			O = D = null;
			k = !1;
		}
		function Ma() {
			var e = wa;
			null !== e && (null === xd ? xd = e : xd.push.apply(xd, e), wa = null);
			return e;
		}
		function Na(e) {
			null === wa ? wa = [e] : wa.push(e);
		}
		var Pa = Oe(null);
		var Fa = null;
		var Ia = null;
		function La(e, t, n) {
			w(Pa, t._currentValue);
			t._currentValue = n;
		}
		function Ra(e) {
			e._currentValue = Pa.current;
			ke(Pa);
		}
		function za(e, t, n) {
			for (; null !== e;) {
				var r = e.alternate;
				(e.childLanes & t) !== t ? (e.childLanes |= t, null !== r && (r.childLanes |= t)) : null !== r && (r.childLanes & t) !== t && (r.childLanes |= t);
				if (e === n) break;
				e = e.return;
			}
		}
		function Ba(e, t, n, i) {
			var a = e.child;
			null !== a && (a.return = e);
			for (; null !== a;) {
				var o = a.dependencies;
				if (null !== o) {
					var s = a.child;
					o = o.firstContext;
					a: for (; null !== o;) {
						var c = o;
						o = a;
						for (var l = 0; l < t.length; l++) if (c.context === t[l]) {
							o.lanes |= n;
							c = o.alternate;
							null !== c && (c.lanes |= n);
							za(o.return, n, e);
							i || (s = null);
							break a;
						}
						o = c.next;
					}
				} else if (18 === a.tag) {
					s = a.return;
					if (null === s) throw Error(r(341));
					s.lanes |= n;
					o = s.alternate;
					null !== o && (o.lanes |= n);
					za(s, n, e);
					s = null;
				} else 13 === a.tag && null !== a.memoizedState && null === a.memoizedState.dehydrated ? (a.lanes |= n, s = a.alternate, null !== s && (s.lanes |= n), za(a.return, n, e), s = a.child, s = null !== s ? s.sibling : null) : s = a.child;
				if (null !== s) s.return = a;
				else for (s = a; null !== s;) {
					if (s === e) {
						s = null;
						break;
					}
					a = s.sibling;
					if (null !== a) {
						a.return = s.return;
						s = a;
						break;
					}
					s = s.return;
				}
				a = s;
			}
		}
		function Va(e, t, n, i) {
			e = null;
			for (var a = t, o = !1; null !== a;) {
				if (!o) {
					if (0 !== (a.flags & 524288)) o = !0;
					else if (0 !== (a.flags & 262144)) break;
				}
				if (10 === a.tag) {
					var s = a.alternate;
					if (null === s) throw Error(r(387));
					s = s.memoizedProps;
					if (null !== s) {
						var c = a.type;
						ci(a.pendingProps.value, s.value) || (null !== e ? e.push(c) : e = [c]);
					}
				} else if (a === Ne.current) {
					s = a.alternate;
					if (null === s) throw Error(r(387));
					s.memoizedState.memoizedState !== a.memoizedState.memoizedState && (null !== e ? e.push(_h) : e = [_h]);
				}
				a = a.return;
			}
			null !== e && Ba(t, e, n, i);
			t.flags |= 262144;
			return null !== e;
		}
		function Ha(e) {
			for (e = e.firstContext; null !== e;) {
				if (!ci(e.context._currentValue, e.memoizedValue)) return !0;
				e = e.next;
			}
			return !1;
		}
		function Ua(e) {
			Fa = e;
			Ia = null;
			e = e.dependencies;
			null !== e && (e.firstContext = null);
		}
		function A(e) {
			return Ga(Fa, e);
		}
		function Wa(e, t) {
			null === Fa && Ua(e);
			return Ga(e, t);
		}
		function Ga(e, t) {
			var n = t._currentValue;
			t = {
				context: t,
				memoizedValue: n,
				next: null
			};
			if (null === Ia) {
				if (null === e) throw Error(r(308));
				Ia = t;
				e.dependencies = {
					lanes: 0,
					firstContext: t
				};
				e.flags |= 524288;
			} else Ia = Ia.next = t;
			return n;
		}
		var Ka = "undefined" !== typeof AbortController ? AbortController : function() {
			var e = [], t = this.signal = {
				aborted: !1,
				addEventListener: function(t, n) {
					e.push(n);
				}
			};
			this.abort = function() {
				t.aborted = !0;
				e.forEach(function(e) {
					return e();
				});
			};
		};
		var qa = e.unstable_scheduleCallback;
		var Ja = e.unstable_NormalPriority;
		var j = {
			$$typeof: le,
			Consumer: null,
			Provider: null,
			_currentValue: null,
			_currentValue2: null,
			_threadCount: 0
		};
		function Ya() {
			return {
				controller: new Ka(),
				data: new Map(),
				refCount: 0
			};
		}
		function Xa(e) {
			e.refCount--;
			0 === e.refCount && qa(Ja, function() {
				e.controller.abort();
			});
		}
		function Za(e, t) {
			if (0 !== (e.pendingLanes & 4194048)) {
				var n = e.transitionTypes;
				null === n && (n = e.transitionTypes = []);
				for (e = 0; e < t.length; e++) {
					var r = t[e];
					-1 === n.indexOf(r) && n.push(r);
				}
			}
		}
		var Qa = null;
		function $a(e) {
			var t = e.transitionTypes;
			e.transitionTypes = null;
			return t;
		}
		var eo = null;
		var to = 0;
		var no = 0;
		var ro = null;
		function io(e, t) {
			if (null === eo) {
				var n = eo = [];
				to = 0;
				no = Hf();
				ro = {
					status: "pending",
					value: void 0,
					then: function(e) {
						n.push(e);
					}
				};
			}
			to++;
			t.then(ao, ao);
			return t;
		}
		function ao() {
			if (0 === --to && (Qa = null, null !== eo)) {
				null !== ro && (ro.status = "fulfilled");
				var e = eo;
				eo = null;
				no = 0;
				ro = null;
				for (var t = 0; t < e.length; t++) (0, e[t])();
			}
		}
		function oo(e, t) {
			var n = [], r = {
				status: "pending",
				value: null,
				reason: null,
				then: function(e) {
					n.push(e);
				}
			};
			e.then(function() {
				r.status = "fulfilled";
				r.value = t;
				for (var e = 0; e < n.length; e++) (0, n[e])(t);
			}, function(e) {
				r.status = "rejected";
				r.reason = e;
				for (e = 0; e < n.length; e++) (0, n[e])(void 0);
			});
			return r;
		}
		var so = S.S;
		S.S = function(e, t) {
			wd = Xe();
			"object" === typeof t && null !== t && "function" === typeof t.then && io(e, t);
			if (null !== Qa) for (var n = Of; null !== n;) Za(n, Qa), n = n.next;
			n = e.types;
			if (null !== n) {
				for (var r = Of; null !== r;) Za(r, n), r = r.next;
				if (0 !== no) {
					r = Qa;
					null === r && (r = Qa = []);
					for (var i = 0; i < n.length; i++) {
						var a = n[i];
						-1 === r.indexOf(a) && r.push(a);
					}
				}
			}
			null !== so && so(e, t);
		};
		var co = Oe(null);
		function lo() {
			var e = co.current;
			return null !== e ? e : G.pooledCache;
		}
		function uo(e, t) {
			null === t ? w(co, co.current) : w(co, t.pool);
		}
		function fo() {
			var e = lo();
			return null === e ? null : {
				parent: j._currentValue,
				pool: e
			};
		}
		var po = Error(r(460));
		var mo = Error(r(474));
		var ho = Error(r(542));
		var go = { then: function() {} };
		function _o(e) {
			e = e.status;
			return "fulfilled" === e || "rejected" === e;
		}
		function vo(e, t, n) {
			n = e[n];
			void 0 === n ? e.push(t) : n !== t && (t.then(Dn, Dn), t = n);
			switch (t.status) {
				case "fulfilled": return t.value;
				case "rejected":
					e = t.reason;
					So(e);
					if (void 0 === e && !("reason" in t)) throw Error(r(600));
					throw e;
				default:
					if ("string" === typeof t.status) t.then(Dn, Dn);
					else {
						e = G;
						if (null !== e && 100 < e.shellSuspendCounter) throw Error(r(482));
						e = t;
						e.status = "pending";
						e.then(function(e) {
							if ("pending" === t.status) {
								var n = t;
								n.status = "fulfilled";
								n.value = e;
							}
						}, function(e) {
							if ("pending" === t.status) {
								var n = t;
								n.status = "rejected";
								n.reason = e;
							}
						});
					}
					switch (t.status) {
						case "fulfilled": return t.value;
						case "rejected": throw e = t.reason, So(e), e;
					}
					bo = t;
					throw po;
			}
		}
		function yo(e) {
			try {
				var t = e._init;
				return t(e._payload);
			} catch (e) {
				if (null !== e && "object" === typeof e && "function" === typeof e.then) throw bo = e, po;
				throw e;
			}
		}
		var bo = null;
		function xo() {
			if (null === bo) throw Error(r(459));
			var e = bo;
			bo = null;
			return e;
		}
		function So(e) {
			if (e === po || e === ho) throw Error(r(483));
		}
		var Co = null;
		var wo = 0;
		function To(e) {
			var t = wo;
			wo += 1;
			null === Co && (Co = []);
			return vo(Co, e, t);
		}
		function Eo(e, t) {
			t = t.props.ref;
			e.ref = void 0 !== t ? t : null;
		}
		function Do(e, t) {
			if (t.$$typeof === ne) throw Error(r(525));
			e = Object.prototype.toString.call(t);
			throw Error(r(31, "[object Object]" === e ? "object with keys {" + Object.keys(t).join(", ") + "}" : e));
		}
		function Oo(e) {
			function t(t, n) {
				if (e) {
					var r = t.deletions;
					null === r ? (t.deletions = [n], t.flags |= 16) : r.push(n);
				}
			}
			function n(n, r) {
				if (!e) return null;
				for (; null !== r;) t(n, r), r = r.sibling;
				return null;
			}
			function i(e) {
				for (var t = new Map(); null !== e;) null === e.key ? t.set(e.index, e) : t.set(e.key, e), e = e.sibling;
				return t;
			}
			function a(e, t) {
				e = ta(e, t);
				e.index = 0;
				e.sibling = null;
				return e;
			}
			function o(t, n, r) {
				t.index = r;
				if (!e) return t.flags |= 1048576, n;
				r = t.alternate;
				if (null !== r) return r = r.index, r < n ? (t.flags |= 2, n) : r;
				t.flags |= 134217730;
				return n;
			}
			function s(t) {
				e && null === t.alternate && (t.flags |= 134217730);
				return t;
			}
			function c(e, t, n, r) {
				if (null === t || 6 !== t.tag) return t = aa(n, e.mode, r), t.return = e, t;
				t = a(t, n);
				t.return = e;
				return t;
			}
			function l(e, t, n, r) {
				var i = n.type;
				if (i === ae) return e = d(e, t, n.props.children, r, n.key), Eo(e, n), e;
				if (null !== t && (t.elementType === i || "object" === typeof i && null !== i && i.$$typeof === me && yo(i) === t.type)) return t = a(t, n.props), Eo(t, n), t.return = e, t;
				t = ra(n.type, n.key, n.props, null, e.mode, r);
				Eo(t, n);
				t.return = e;
				return t;
			}
			function u(e, t, n, r) {
				if (null === t || 4 !== t.tag || t.stateNode.containerInfo !== n.containerInfo || t.stateNode.implementation !== n.implementation) return t = sa(n, e.mode, r), t.return = e, t;
				t = a(t, n.children || []);
				t.return = e;
				return t;
			}
			function d(e, t, n, r, i) {
				if (null === t || 7 !== t.tag) return t = ia(n, e.mode, r, i), t.return = e, t;
				t = a(t, n);
				t.return = e;
				return t;
			}
			function f(e, t, n) {
				if ("string" === typeof t && "" !== t || "number" === typeof t || "bigint" === typeof t) return t = aa("" + t, e.mode, n), t.return = e, t;
				if ("object" === typeof t && null !== t) {
					switch (t.$$typeof) {
						case re: return n = ra(t.type, t.key, t.props, null, e.mode, n), Eo(n, t), n.return = e, n;
						case ie: return t = sa(t, e.mode, n), t.return = e, t;
						case me: return t = yo(t), f(e, t, n);
					}
					if (we(t) || xe(t)) return t = ia(t, e.mode, n, null), t.return = e, t;
					if ("function" === typeof t.then) return f(e, To(t), n);
					if (t.$$typeof === le) return f(e, Wa(e, t), n);
					Do(e, t);
				}
				return null;
			}
			function p(e, t, n, r) {
				var i = null !== t ? t.key : null;
				if ("string" === typeof n && "" !== n || "number" === typeof n || "bigint" === typeof n) return null !== i ? null : c(e, t, "" + n, r);
				if ("object" === typeof n && null !== n) {
					switch (n.$$typeof) {
						case re: return n.key === i ? l(e, t, n, r) : null;
						case ie: return n.key === i ? u(e, t, n, r) : null;
						case me: return n = yo(n), p(e, t, n, r);
					}
					if (we(n) || xe(n)) return null !== i ? null : d(e, t, n, r, null);
					if ("function" === typeof n.then) return p(e, t, To(n), r);
					if (n.$$typeof === le) return p(e, t, Wa(e, n), r);
					Do(e, n);
				}
				return null;
			}
			function m(e, t, n, r, i) {
				if ("string" === typeof r && "" !== r || "number" === typeof r || "bigint" === typeof r) return e = e.get(n) || null, c(t, e, "" + r, i);
				if ("object" === typeof r && null !== r) {
					switch (r.$$typeof) {
						case re: return e = e.get(null === r.key ? n : r.key) || null, l(t, e, r, i);
						case ie: return e = e.get(null === r.key ? n : r.key) || null, u(t, e, r, i);
						case me: return r = yo(r), m(e, t, n, r, i);
					}
					if (we(r) || xe(r)) return e = e.get(n) || null, d(t, e, r, i, null);
					if ("function" === typeof r.then) return m(e, t, n, To(r), i);
					if (r.$$typeof === le) return m(e, t, n, Wa(t, r), i);
					Do(t, r);
				}
				return null;
			}
			function h(r, a, s, c) {
				for (var l = null, u = null, d = a, h = a = 0, g = null; null !== d && h < s.length; h++) {
					d.index > h ? (g = d, d = null) : g = d.sibling;
					var _ = p(r, d, s[h], c);
					if (null === _) {
						null === d && (d = g);
						break;
					}
					e && d && null === _.alternate && t(r, d);
					a = o(_, a, h);
					null === u ? l = _ : u.sibling = _;
					u = _;
					d = g;
				}
				if (h === s.length) return n(r, d), k && ya(r, h), l;
				if (null === d) {
					for (; h < s.length; h++) d = f(r, s[h], c), null !== d && (a = o(d, a, h), null === u ? l = d : u.sibling = d, u = d);
					k && ya(r, h);
					return l;
				}
				for (d = i(d); h < s.length; h++) g = m(d, r, h, s[h], c), null !== g && (e && (_ = g.alternate, null !== _ && d.delete(null === _.key ? h : _.key)), a = o(g, a, h), null === u ? l = g : u.sibling = g, u = g);
				e && d.forEach(function(e) {
					return t(r, e);
				});
				k && ya(r, h);
				return l;
			}
			function g(a, s, c, l) {
				if (null == c) throw Error(r(151));
				for (var u = null, d = null, h = s, g = s = 0, _ = null, v = c.next(); null !== h && !v.done; g++, v = c.next()) {
					h.index > g ? (_ = h, h = null) : _ = h.sibling;
					var y = p(a, h, v.value, l);
					if (null === y) {
						null === h && (h = _);
						break;
					}
					e && h && null === y.alternate && t(a, h);
					s = o(y, s, g);
					null === d ? u = y : d.sibling = y;
					d = y;
					h = _;
				}
				if (v.done) return n(a, h), k && ya(a, g), u;
				if (null === h) {
					for (; !v.done; g++, v = c.next()) v = f(a, v.value, l), null !== v && (s = o(v, s, g), null === d ? u = v : d.sibling = v, d = v);
					k && ya(a, g);
					return u;
				}
				for (h = i(h); !v.done; g++, v = c.next()) v = m(h, a, g, v.value, l), null !== v && (e && (_ = v.alternate, null !== _ && h.delete(null === _.key ? g : _.key)), s = o(v, s, g), null === d ? u = v : d.sibling = v, d = v);
				e && h.forEach(function(e) {
					return t(a, e);
				});
				k && ya(a, g);
				return u;
			}
			function _(e, i, o, c) {
				"object" === typeof o && null !== o && o.type === ae && null === o.key && void 0 === o.props.ref && (o = o.props.children);
				if ("object" === typeof o && null !== o) {
					switch (o.$$typeof) {
						case re:
							a: {
								for (var l = o.key; null !== i;) {
									if (i.key === l) {
										l = o.type;
										if (l === ae) {
											if (7 === i.tag) {
												n(e, i.sibling);
												c = a(i, o.props.children);
												Eo(c, o);
												c.return = e;
												e = c;
												break a;
											}
										} else if (i.elementType === l || "object" === typeof l && null !== l && l.$$typeof === me && yo(l) === i.type) {
											n(e, i.sibling);
											c = a(i, o.props);
											Eo(c, o);
											c.return = e;
											e = c;
											break a;
										}
										n(e, i);
										break;
									} else t(e, i);
									i = i.sibling;
								}
								o.type === ae ? (c = ia(o.props.children, e.mode, c, o.key), Eo(c, o), c.return = e, e = c) : (c = ra(o.type, o.key, o.props, null, e.mode, c), Eo(c, o), c.return = e, e = c);
							}
							return s(e);
						case ie:
							a: {
								for (l = o.key; null !== i;) {
									if (i.key === l) if (4 === i.tag && i.stateNode.containerInfo === o.containerInfo && i.stateNode.implementation === o.implementation) {
										n(e, i.sibling);
										c = a(i, o.children || []);
										c.return = e;
										e = c;
										break a;
									} else {
										n(e, i);
										break;
									}
									else t(e, i);
									i = i.sibling;
								}
								c = sa(o, e.mode, c);
								c.return = e;
								e = c;
							}
							return s(e);
						case me: return o = yo(o), _(e, i, o, c);
					}
					if (we(o)) return h(e, i, o, c);
					if (xe(o)) {
						l = xe(o);
						if ("function" !== typeof l) throw Error(r(150));
						o = l.call(o);
						return g(e, i, o, c);
					}
					if ("function" === typeof o.then) return _(e, i, To(o), c);
					if (o.$$typeof === le) return _(e, i, Wa(e, o), c);
					Do(e, o);
				}
				return "string" === typeof o && "" !== o || "number" === typeof o || "bigint" === typeof o ? (o = "" + o, null !== i && 6 === i.tag ? (n(e, i.sibling), c = a(i, o), c.return = e, e = c) : (n(e, i), c = aa(o, e.mode, c), c.return = e, e = c), s(e)) : n(e, i);
			}
			return function(e, t, n, r) {
				try {
					wo = 0;
					var i = _(e, t, n, r);
					Co = null;
					return i;
				} catch (t) {
					if (t === po || t === ho) throw t;
					var a = $i(29, t, null, e.mode);
					a.lanes = r;
					a.return = e;
					return a;
				}
			};
		}
		var ko = Oo(!0);
		var Ao = Oo(!1);
		var jo = !1;
		function Mo(e) {
			e.updateQueue = {
				baseState: e.memoizedState,
				firstBaseUpdate: null,
				lastBaseUpdate: null,
				shared: {
					pending: null,
					lanes: 0,
					hiddenCallbacks: null
				},
				callbacks: null
			};
		}
		function No(e, t) {
			e = e.updateQueue;
			t.updateQueue === e && (t.updateQueue = {
				baseState: e.baseState,
				firstBaseUpdate: e.firstBaseUpdate,
				lastBaseUpdate: e.lastBaseUpdate,
				shared: e.shared,
				callbacks: null
			});
		}
		function Po(e) {
			return {
				lane: e,
				tag: 0,
				payload: null,
				callback: null,
				next: null
			};
		}
		function Fo(e, t, n) {
			var r = e.updateQueue;
			if (null === r) return null;
			r = r.shared;
			if (0 !== (W & 2)) {
				var i = r.pending;
				null === i ? t.next = t : (t.next = i.next, i.next = t);
				r.pending = t;
				t = Xi(e);
				Yi(e, null, n);
				return t;
			}
			Ki(e, r, t, n);
			return Xi(e);
		}
		function Io(e, t, n) {
			t = t.updateQueue;
			if (null !== t && (t = t.shared, 0 !== (n & 4194048))) {
				var r = t.lanes;
				r &= e.pendingLanes;
				n |= r;
				t.lanes = n;
				Tt(e, n);
			}
		}
		function Lo(e, t) {
			var n = e.updateQueue, r = e.alternate;
			if (null !== r && (r = r.updateQueue, n === r)) {
				var i = null, a = null;
				n = n.firstBaseUpdate;
				if (null !== n) {
					do {
						var o = {
							lane: n.lane,
							tag: n.tag,
							payload: n.payload,
							callback: null,
							next: null
						};
						null === a ? i = a = o : a = a.next = o;
						n = n.next;
					} while (null !== n);
					null === a ? i = a = t : a = a.next = t;
				} else i = a = t;
				n = {
					baseState: r.baseState,
					firstBaseUpdate: i,
					lastBaseUpdate: a,
					shared: r.shared,
					callbacks: r.callbacks
				};
				e.updateQueue = n;
				return;
			}
			e = n.lastBaseUpdate;
			null === e ? n.firstBaseUpdate = t : e.next = t;
			n.lastBaseUpdate = t;
		}
		var Ro = !1;
		function zo() {
			if (Ro) {
				var e = ro;
				if (null !== e) throw e;
			}
		}
		function Bo(e, t, n, r) {
			Ro = !1;
			var i = e.updateQueue;
			jo = !1;
			var a = i.firstBaseUpdate, o = i.lastBaseUpdate, s = i.shared.pending;
			if (null !== s) {
				i.shared.pending = null;
				var c = s, l = c.next;
				c.next = null;
				null === o ? a = l : o.next = l;
				o = c;
				var u = e.alternate;
				null !== u && (u = u.updateQueue, s = u.lastBaseUpdate, s !== o && (null === s ? u.firstBaseUpdate = l : s.next = l, u.lastBaseUpdate = c));
			}
			if (null !== a) {
				var d = i.baseState;
				o = 0;
				u = l = c = null;
				s = a;
				do {
					var f = s.lane & -536870913, p = f !== s.lane;
					if (p ? (q & f) === f : (r & f) === f) {
						0 !== f && f === no && (Ro = !0);
						null !== u && (u = u.next = {
							lane: 0,
							tag: s.tag,
							payload: s.payload,
							callback: null,
							next: null
						});
						a: {
							var m = e, h = s;
							f = t;
							var g = n;
							switch (h.tag) {
								case 1:
									m = h.payload;
									if ("function" === typeof m) {
										d = m.call(g, d, f);
										break a;
									}
									d = m;
									break a;
								case 3: m.flags = m.flags & -65537 | 128;
								case 0:
									m = h.payload;
									f = "function" === typeof m ? m.call(g, d, f) : m;
									if (null === f || void 0 === f) break a;
									d = x({}, d, f);
									break a;
								case 2: jo = !0;
							}
						}
						f = s.callback;
						null !== f && (e.flags |= 64, p && (e.flags |= 8192), p = i.callbacks, null === p ? i.callbacks = [f] : p.push(f));
					} else p = {
						lane: f,
						tag: s.tag,
						payload: s.payload,
						callback: s.callback,
						next: null
					}, null === u ? (l = u = p, c = d) : u = u.next = p, o |= f;
					s = s.next;
					if (null === s) if (s = i.shared.pending, null === s) break;
					else p = s, s = p.next, p.next = null, i.lastBaseUpdate = p, i.shared.pending = null;
				} while (1);
				null === u && (c = d);
				i.baseState = c;
				i.firstBaseUpdate = l;
				i.lastBaseUpdate = u;
				null === a && (i.shared.lanes = 0);
				hd |= o;
				e.lanes = o;
				e.memoizedState = d;
			}
		}
		function Vo(e, t) {
			if ("function" !== typeof e) throw Error(r(191, e));
			e.call(t);
		}
		function Ho(e, t) {
			var n = e.callbacks;
			if (null !== n) for (e.callbacks = null, e = 0; e < n.length; e++) Vo(n[e], t);
		}
		var Uo = Oe(null);
		var Wo = Oe(0);
		function Go(e, t) {
			e = md;
			w(Wo, e);
			w(Uo, t);
			md = e | t.baseLanes;
		}
		function Ko() {
			w(Wo, md);
			w(Uo, Uo.current);
		}
		function qo() {
			md = Wo.current;
			ke(Uo);
			ke(Wo);
		}
		var Jo = Oe(null);
		var Yo = null;
		function Xo(e) {
			var t = e.alternate;
			w(ts, ts.current & 1);
			w(Jo, e);
			null === Yo && (null === t || null !== Uo.current ? Yo = e : null !== t.memoizedState && (Yo = e));
		}
		function Zo(e) {
			w(ts, ts.current);
			w(Jo, e);
			null === Yo && (Yo = e);
		}
		function Qo(e) {
			22 === e.tag ? (w(ts, ts.current), w(Jo, e), null === Yo && (Yo = e)) : $o();
		}
		function $o() {
			w(ts, ts.current);
			w(Jo, Jo.current);
		}
		function es(e) {
			ke(Jo);
			Yo === e && (Yo = null);
			ke(ts);
		}
		var ts = Oe(0);
		function ns(e, t) {
			w(Jo, Jo.current);
			w(ts, t);
		}
		function rs(e) {
			ke(ts);
			ke(Jo);
			Yo === e && (Yo = null);
		}
		function is(e) {
			for (var t = e; null !== t;) {
				if (13 === t.tag) {
					var n = t.memoizedState;
					if (null !== n && (n = n.dehydrated, null === n || gm(n) || _m(n))) return t;
				} else if (19 === t.tag && "independent" !== t.memoizedProps.revealOrder) {
					if (0 !== (t.flags & 128)) return t;
				} else if (null !== t.child) {
					t.child.return = t;
					t = t.child;
					continue;
				}
				if (t === e) break;
				for (; null === t.sibling;) {
					if (null === t.return || t.return === e) return null;
					t = t.return;
				}
				t.sibling.return = t.return;
				t = t.sibling;
			}
			return null;
		}
		var as = 0;
		var M = null;
		var N = null;
		var P = null;
		var os = !1;
		var ss = !1;
		var cs = !1;
		var ls = 0;
		var us = 0;
		var ds = null;
		var fs = 0;
		function F() {
			throw Error(r(321));
		}
		function ps(e, t) {
			if (null === t) return !1;
			for (var n = 0; n < t.length && n < e.length; n++) if (!ci(e[n], t[n])) return !1;
			return !0;
		}
		function ms(e, t, n, r, i, a) {
			as = a;
			M = t;
			t.memoizedState = null;
			t.updateQueue = null;
			t.lanes = 0;
			S.H = null === e || null === e.memoizedState ? Ac : jc;
			cs = !1;
			a = n(r, i);
			cs = !1;
			ss && (a = gs(t, n, r, i));
			hs(e);
			return a;
		}
		function hs(e) {
			S.H = kc;
			var t = null !== N && null !== N.next;
			as = 0;
			P = N = M = null;
			os = !1;
			us = 0;
			ds = null;
			if (t) throw Error(r(300));
			null === e || L || (e = e.dependencies, null !== e && Ha(e) && (L = !0));
		}
		function gs(e, t, n, i) {
			M = e;
			var a = 0;
			do {
				ss && (ds = null);
				us = 0;
				ss = !1;
				if (25 <= a) throw Error(r(301));
				a += 1;
				P = N = null;
				if (null != e.updateQueue) {
					var o = e.updateQueue;
					o.lastEffect = null;
					o.events = null;
					o.stores = null;
					null != o.memoCache && (o.memoCache.index = 0);
				}
				S.H = Mc;
				o = t(n, i);
			} while (ss);
			return o;
		}
		function _s() {
			var e = S.H, t = e.useState()[0];
			t = "function" === typeof t.then ? Cs(t) : t;
			e = e.useState()[0];
			(null !== N ? N.memoizedState : null) !== e && (M.flags |= 1024);
			return t;
		}
		function vs() {
			var e = 0 !== ls;
			ls = 0;
			return e;
		}
		function ys(e, t, n) {
			t.updateQueue = e.updateQueue;
			t.flags &= -2053;
			e.lanes &= ~n;
		}
		function bs(e) {
			if (os) {
				for (e = e.memoizedState; null !== e;) {
					var t = e.queue;
					null !== t && (t.pending = null);
					e = e.next;
				}
				os = !1;
			}
			as = 0;
			P = N = M = null;
			ss = !1;
			us = ls = 0;
			ds = null;
		}
		function xs() {
			var e = {
				memoizedState: null,
				baseState: null,
				baseQueue: null,
				queue: null,
				next: null
			};
			null === P ? M.memoizedState = P = e : P = P.next = e;
			return P;
		}
		function I() {
			if (null === N) {
				var e = M.alternate;
				e = null !== e ? e.memoizedState : null;
			} else e = N.next;
			var t = null === P ? M.memoizedState : P.next;
			if (null !== t) P = t, N = e;
			else {
				if (null === e) {
					if (null === M.alternate) throw Error(r(467));
					throw Error(r(310));
				}
				N = e;
				e = {
					memoizedState: N.memoizedState,
					baseState: N.baseState,
					baseQueue: N.baseQueue,
					queue: N.queue,
					next: null
				};
				null === P ? M.memoizedState = P = e : P = P.next = e;
			}
			return P;
		}
		function Ss() {
			return {
				lastEffect: null,
				events: null,
				stores: null,
				memoCache: null
			};
		}
		function Cs(e) {
			var t = us;
			us += 1;
			null === ds && (ds = []);
			e = vo(ds, e, t);
			t = M;
			null === (null === P ? t.memoizedState : P.next) && (t = t.alternate, S.H = null === t || null === t.memoizedState ? Ac : jc);
			return e;
		}
		function ws(e) {
			if (null !== e && "object" === typeof e) {
				if ("function" === typeof e.then) return Cs(e);
				if (e.$$typeof === ye) return;
				if (e.$$typeof === le) return A(e);
			}
			throw Error(r(438, String(e)));
		}
		function Ts(e) {
			var t = null, n = M.updateQueue;
			null !== n && (t = n.memoCache);
			if (null == t) {
				var r = M.alternate;
				null !== r && (r = r.updateQueue, null !== r && (r = r.memoCache, null != r && (t = {
					data: r.data.map(function(e) {
						return e.slice();
					}),
					index: 0
				})));
			}
			t ??= {
				data: [],
				index: 0
			};
			null === n && (n = Ss(), M.updateQueue = n);
			n.memoCache = t;
			n = t.data[t.index];
			if (void 0 === n) for (n = t.data[t.index] = Array(e), r = 0; r < e; r++) n[r] = _e;
			t.index++;
			return n;
		}
		function Es(e, t) {
			return "function" === typeof t ? t(e) : t;
		}
		function Ds(e) {
			return Os(I(), N, e);
		}
		function Os(e, t, n) {
			var i = e.queue;
			if (null === i) throw Error(r(311));
			i.lastRenderedReducer = n;
			var a = e.baseQueue, o = i.pending;
			if (null !== o) {
				if (null !== a) {
					var s = a.next;
					a.next = o.next;
					o.next = s;
				}
				t.baseQueue = a = o;
				i.pending = null;
			}
			o = e.baseState;
			if (null === a) e.memoizedState = o;
			else {
				t = a.next;
				var c = s = null, l = null, u = t, d = !1;
				do {
					var f = u.lane & -536870913;
					if (f !== u.lane ? (q & f) === f : (as & f) === f) {
						var p = u.revertLane;
						if (0 === p) null !== l && (l = l.next = {
							lane: 0,
							revertLane: 0,
							gesture: null,
							action: u.action,
							hasEagerState: u.hasEagerState,
							eagerState: u.eagerState,
							next: null
						}), f === no && (d = !0);
						else if ((as & p) === p) {
							u = u.next;
							p === no && (d = !0);
							continue;
						} else f = {
							lane: 0,
							revertLane: u.revertLane,
							gesture: null,
							action: u.action,
							hasEagerState: u.hasEagerState,
							eagerState: u.eagerState,
							next: null
						}, null === l ? (c = l = f, s = o) : l = l.next = f, M.lanes |= p, hd |= p;
						f = u.action;
						cs && n(o, f);
						o = u.hasEagerState ? u.eagerState : n(o, f);
					} else p = {
						lane: f,
						revertLane: u.revertLane,
						gesture: u.gesture,
						action: u.action,
						hasEagerState: u.hasEagerState,
						eagerState: u.eagerState,
						next: null
					}, null === l ? (c = l = p, s = o) : l = l.next = p, M.lanes |= f, hd |= f;
					u = u.next;
				} while (null !== u && u !== t);
				null === l ? s = o : l.next = c;
				if (!ci(o, e.memoizedState) && (L = !0, d && (n = ro, null !== n))) throw n;
				e.memoizedState = o;
				e.baseState = s;
				e.baseQueue = l;
				i.lastRenderedState = o;
			}
			null === a && (i.lanes = 0);
			return [e.memoizedState, i.dispatch];
		}
		function ks(e) {
			var t = I(), n = t.queue;
			if (null === n) throw Error(r(311));
			n.lastRenderedReducer = e;
			var i = n.dispatch, a = n.pending, o = t.memoizedState;
			if (null !== a) {
				n.pending = null;
				var s = a = a.next;
				do
					o = e(o, s.action), s = s.next;
				while (s !== a);
				ci(o, t.memoizedState) || (L = !0);
				t.memoizedState = o;
				null === t.baseQueue && (t.baseState = o);
				n.lastRenderedState = o;
			}
			return [o, i];
		}
		function As(e, t, n) {
			var i = M, a = I(), o = k;
			if (o) {
				if (void 0 === n) throw Error(r(407));
				n = n();
			} else n = t();
			var s = !ci((N || a).memoizedState, n);
			s && (a.memoizedState = n, L = !0);
			a = a.queue;
			tc(Ns.bind(null, i, a, e), [e]);
			e = a.getSnapshot !== t || s || null !== P && 0 !== (P.memoizedState.tag & 1);
			Xs(e ? 9 : 8, { destroy: void 0 }, Ms.bind(null, i, a, n, t), null);
			if (e) {
				i.flags |= 2048;
				if (null === G) throw Error(r(349));
				o || 0 !== (as & 127) || js(i, t, n);
			}
			return n;
		}
		function js(e, t, n) {
			e.flags |= 16384;
			e = {
				getSnapshot: t,
				value: n
			};
			t = M.updateQueue;
			null === t ? (t = Ss(), M.updateQueue = t, t.stores = [e]) : (n = t.stores, null === n ? t.stores = [e] : n.push(e));
		}
		function Ms(e, t, n, r) {
			t.value = n;
			t.getSnapshot = r;
			Ps(t) && Fs(e);
		}
		function Ns(e, t, n) {
			return n(function() {
				Ps(t) && Fs(e);
			});
		}
		function Ps(e) {
			var t = e.getSnapshot;
			e = e.value;
			try {
				var n = t();
				return !ci(e, n);
			} catch (e) {
				return !0;
			}
		}
		function Fs(e) {
			var t = Ji(e, 2);
			null !== t && Hd(t, e, 2);
		}
		function Is(e) {
			var t = xs();
			if ("function" === typeof e) {
				var n = e;
				e = n();
				if (cs) {
					st(!0);
					try {
						n();
					} finally {
						st(!1);
					}
				}
			}
			t.memoizedState = t.baseState = e;
			t.queue = {
				pending: null,
				lanes: 0,
				dispatch: null,
				lastRenderedReducer: Es,
				lastRenderedState: e
			};
			return t;
		}
		function Ls(e, t, n, r) {
			e.baseState = n;
			return Os(e, N, "function" === typeof r ? r : Es);
		}
		function Rs(e, t, n, i, a) {
			if (Ec(e)) throw Error(r(485));
			e = t.action;
			if (null !== e) {
				var o = {
					payload: a,
					action: e,
					next: null,
					isTransition: !0,
					status: "pending",
					value: null,
					reason: null,
					listeners: [],
					then: function(e) {
						o.listeners.push(e);
					}
				};
				null !== S.T ? n(!0) : o.isTransition = !1;
				i(o);
				n = t.pending;
				null === n ? (o.next = t.pending = o, zs(t, o)) : (o.next = n.next, t.pending = n.next = o);
			}
		}
		function zs(e, t) {
			var n = t.action, r = t.payload, i = e.state;
			if (t.isTransition) {
				var a = S.T, o = {};
				o.types = null !== a ? a.types : null;
				S.T = o;
				try {
					var s = n(i, r), c = S.S;
					null !== c && c(o, s);
					Bs(e, t, s);
				} catch (n) {
					Hs(e, t, n);
				} finally {
					null !== a && null !== o.types && (a.types = o.types), S.T = a;
				}
			} else try {
				a = n(i, r), Bs(e, t, a);
			} catch (n) {
				Hs(e, t, n);
			}
		}
		function Bs(e, t, n) {
			null !== n && "object" === typeof n && "function" === typeof n.then ? n.then(function(n) {
				Vs(e, t, n);
			}, function(n) {
				return Hs(e, t, n);
			}) : Vs(e, t, n);
		}
		function Vs(e, t, n) {
			t.status = "fulfilled";
			t.value = n;
			Us(t);
			e.state = n;
			t = e.pending;
			null !== t && (n = t.next, n === t ? e.pending = null : (n = n.next, t.next = n, zs(e, n)));
		}
		function Hs(e, t, n) {
			var r = e.pending;
			e.pending = null;
			if (null !== r) {
				r = r.next;
				do
					t.status = "rejected", t.reason = n, Us(t), t = t.next;
				while (t !== r);
			}
			e.action = null;
		}
		function Us(e) {
			e = e.listeners;
			for (var t = 0; t < e.length; t++) (0, e[t])();
		}
		function Ws(e, t) {
			return t;
		}
		function Gs(e, t) {
			if (k) {
				var n = G.formState;
				if (null !== n) {
					a: {
						var r = M;
						if (k) {
							if (O) {
								b: {
									var i = O;
									for (var a = Ta; 8 !== i.nodeType;) {
										if (!a) {
											i = null;
											break b;
										}
										i = ym(i.nextSibling);
										if (null === i) {
											i = null;
											break b;
										}
									}
									a = i.data;
									i = "F!" === a || "F" === a ? i : null;
								}
								if (i) {
									O = ym(i.nextSibling);
									r = "F!" === i.data;
									break a;
								}
							}
							Da(r);
						}
						r = !1;
					}
					r && (t = n[0]);
				}
			}
			n = xs();
			n.memoizedState = n.baseState = t;
			r = {
				pending: null,
				lanes: 0,
				dispatch: null,
				lastRenderedReducer: Ws,
				lastRenderedState: t
			};
			n.queue = r;
			n = Cc.bind(null, M, r);
			r.dispatch = n;
			r = Is(!1);
			a = Tc.bind(null, M, !1, r.queue);
			r = xs();
			i = {
				state: t,
				dispatch: null,
				action: e,
				pending: null
			};
			r.queue = i;
			n = Rs.bind(null, M, i, a, n);
			i.dispatch = n;
			r.memoizedState = e;
			return [
				t,
				n,
				!1
			];
		}
		function Ks(e) {
			return qs(I(), N, e);
		}
		function qs(e, t, n) {
			t = Os(e, t, Ws)[0];
			e = Ds(Es)[0];
			if ("object" === typeof t && null !== t && "function" === typeof t.then) try {
				var r = Cs(t);
			} catch (e) {
				if (e === po) throw ho;
				throw e;
			}
			else r = t;
			t = I();
			var i = t.queue, a = i.dispatch;
			n !== t.memoizedState && (M.flags |= 2048, Xs(9, { destroy: void 0 }, Js.bind(null, i, n), null));
			return [
				r,
				a,
				e
			];
		}
		function Js(e, t) {
			e.action = t;
		}
		function Ys(e) {
			var t = I(), n = N;
			if (null !== n) return qs(t, n, e);
			I();
			t = t.memoizedState;
			n = I();
			var r = n.queue.dispatch;
			n.memoizedState = e;
			return [
				t,
				r,
				!1
			];
		}
		function Xs(e, t, n, r) {
			e = {
				tag: e,
				create: n,
				deps: r,
				inst: t,
				next: null
			};
			t = M.updateQueue;
			null === t && (t = Ss(), M.updateQueue = t);
			n = t.lastEffect;
			null === n ? t.lastEffect = e.next = e : (r = n.next, n.next = e, e.next = r, t.lastEffect = e);
			return e;
		}
		function Zs() {
			return I().memoizedState;
		}
		function Qs(e, t, n, r) {
			var i = xs();
			M.flags |= e;
			i.memoizedState = Xs(1 | t, { destroy: void 0 }, n, void 0 === r ? null : r);
		}
		function $s(e, t, n, r) {
			var i = I();
			r = void 0 === r ? null : r;
			var a = i.memoizedState.inst;
			null !== N && null !== r && ps(r, N.memoizedState.deps) ? i.memoizedState = Xs(t, a, n, r) : (M.flags |= e, i.memoizedState = Xs(1 | t, a, n, r));
		}
		function ec(e, t) {
			Qs(8390656, 8, e, t);
		}
		function tc(e, t) {
			$s(2048, 8, e, t);
		}
		function nc(e) {
			M.flags |= 4;
			var t = M.updateQueue;
			if (null === t) t = Ss(), M.updateQueue = t, t.events = [e];
			else {
				var n = t.events;
				null === n ? t.events = [e] : n.push(e);
			}
		}
		function rc(e) {
			var t = I().memoizedState;
			nc({
				ref: t,
				nextImpl: e
			});
			return function() {
				if (0 !== (W & 2)) throw Error(r(440));
				return t.impl.apply(void 0, arguments);
			};
		}
		function ic(e, t) {
			return $s(4, 2, e, t);
		}
		function ac(e, t) {
			return $s(4, 4, e, t);
		}
		function oc(e, t) {
			if ("function" === typeof t) {
				e = e();
				var n = t(e);
				return function() {
					"function" === typeof n ? n() : t(null);
				};
			}
			if (null !== t && void 0 !== t) return e = e(), t.current = e, function() {
				t.current = null;
			};
		}
		function sc(e, t, n) {
			n = null !== n && void 0 !== n ? n.concat([e]) : null;
			$s(4, 4, oc.bind(null, t, e), n);
		}
		function cc() {}
		function lc(e, t) {
			var n = I();
			t = void 0 === t ? null : t;
			var r = n.memoizedState;
			if (null !== t && ps(t, r[1])) return r[0];
			n.memoizedState = [e, t];
			return e;
		}
		function uc(e, t) {
			var n = I();
			t = void 0 === t ? null : t;
			var r = n.memoizedState;
			if (null !== t && ps(t, r[1])) return r[0];
			r = e();
			if (cs) {
				st(!0);
				try {
					e();
				} finally {
					st(!1);
				}
			}
			n.memoizedState = [r, t];
			return r;
		}
		function dc(e, t, n) {
			if (void 0 === n || 0 !== (as & 1073741824) && 0 === (q & 261930)) return e.memoizedState = t;
			e.memoizedState = n;
			e = Bd();
			M.lanes |= e;
			hd |= e;
			return n;
		}
		function fc(e, t, n, r) {
			if (ci(n, t)) return n;
			if (null !== Uo.current) return e = dc(e, n, r), ci(e, t) || (L = !0), e;
			if (0 === (as & 106) || 0 !== (as & 1073741824) && 0 === (q & 261930)) return L = !0, e.memoizedState = n;
			e = Bd();
			M.lanes |= e;
			hd |= e;
			return t;
		}
		function pc(e, t, n, r, i) {
			var a = C.p;
			C.p = 0 !== a && 8 > a ? a : 8;
			var o = S.T, s = {};
			s.types = null !== o ? o.types : null;
			S.T = s;
			Tc(e, !1, t, n);
			try {
				var c = i(), l = S.S;
				null !== l && l(s, c);
				if (null !== c && "object" === typeof c && "function" === typeof c.then) wc(e, t, oo(c, r), zd(e));
				else wc(e, t, r, zd(e));
			} catch (n) {
				wc(e, t, {
					then: function() {},
					status: "rejected",
					reason: n
				}, zd());
			} finally {
				C.p = a, null !== o && null !== s.types && (o.types = s.types), S.T = o;
			}
		}
		function mc() {}
		function hc(e, t, n, i) {
			if (5 !== e.tag) throw Error(r(476));
			var a = gc(e).queue;
			pc(e, a, t, Te, null === n ? mc : function() {
				_c(e);
				return n(i);
			});
		}
		function gc(e) {
			var t = e.memoizedState;
			if (null !== t) return t;
			t = {
				memoizedState: Te,
				baseState: Te,
				baseQueue: null,
				queue: {
					pending: null,
					lanes: 0,
					dispatch: null,
					lastRenderedReducer: Es,
					lastRenderedState: Te
				},
				next: null
			};
			var n = {};
			t.next = {
				memoizedState: n,
				baseState: n,
				baseQueue: null,
				queue: {
					pending: null,
					lanes: 0,
					dispatch: null,
					lastRenderedReducer: Es,
					lastRenderedState: n
				},
				next: null
			};
			e.memoizedState = t;
			e = e.alternate;
			null !== e && (e.memoizedState = t);
			return t;
		}
		function _c(e) {
			var t = gc(e);
			null === t.next && (t = e.alternate.memoizedState);
			wc(e, t.next.queue, {}, zd());
		}
		function vc() {
			return A(_h);
		}
		function yc() {
			return I().memoizedState;
		}
		function bc() {
			return I().memoizedState;
		}
		function xc(e) {
			for (var t = e.return; null !== t;) {
				switch (t.tag) {
					case 24:
					case 3:
						var n = zd();
						e = Po(n);
						var r = Fo(t, e, n);
						null !== r && (Hd(r, t, n), Io(r, t, n));
						t = { cache: Ya() };
						e.payload = t;
						return;
				}
				t = t.return;
			}
		}
		function Sc(e, t, n) {
			var r = zd();
			n = {
				lane: r,
				revertLane: 0,
				gesture: null,
				action: n,
				hasEagerState: !1,
				eagerState: null,
				next: null
			};
			Ec(e) ? Dc(t, n) : (n = qi(e, t, n, r), null !== n && (Hd(n, e, r), Oc(n, t, r)));
		}
		function Cc(e, t, n) {
			wc(e, t, n, zd());
		}
		function wc(e, t, n, r) {
			var i = {
				lane: r,
				revertLane: 0,
				gesture: null,
				action: n,
				hasEagerState: !1,
				eagerState: null,
				next: null
			};
			if (Ec(e)) Dc(t, i);
			else {
				var a = e.alternate;
				if (0 === e.lanes && (null === a || 0 === a.lanes) && (a = t.lastRenderedReducer, null !== a)) try {
					var o = t.lastRenderedState, s = a(o, n);
					i.hasEagerState = !0;
					i.eagerState = s;
					if (ci(s, o)) return Ki(e, t, i, 0), null === G && Gi(), !1;
				} catch (e) {}
				n = qi(e, t, i, r);
				if (null !== n) return Hd(n, e, r), Oc(n, t, r), !0;
			}
			return !1;
		}
		function Tc(e, t, n, i) {
			i = {
				lane: 2,
				revertLane: Hf(),
				gesture: null,
				action: i,
				hasEagerState: !1,
				eagerState: null,
				next: null
			};
			if (Ec(e)) {
				if (t) throw Error(r(479));
			} else t = qi(e, n, i, 2), null !== t && Hd(t, e, 2);
		}
		function Ec(e) {
			var t = e.alternate;
			return e === M || null !== t && t === M;
		}
		function Dc(e, t) {
			ss = os = !0;
			var n = e.pending;
			null === n ? t.next = t : (t.next = n.next, n.next = t);
			e.pending = t;
		}
		function Oc(e, t, n) {
			if (0 !== (n & 4194048)) {
				var r = t.lanes;
				r &= e.pendingLanes;
				n |= r;
				t.lanes = n;
				Tt(e, n);
			}
		}
		var kc = {
			readContext: A,
			use: ws,
			useCallback: F,
			useContext: F,
			useEffect: F,
			useImperativeHandle: F,
			useLayoutEffect: F,
			useInsertionEffect: F,
			useMemo: F,
			useReducer: F,
			useRef: F,
			useState: F,
			useDebugValue: F,
			useDeferredValue: F,
			useTransition: F,
			useSyncExternalStore: F,
			useId: F,
			useHostTransitionStatus: F,
			useFormState: F,
			useActionState: F,
			useOptimistic: F,
			useMemoCache: F,
			useCacheRefresh: F,
			useEffectEvent: F
		};
		var Ac = {
			readContext: A,
			use: ws,
			useCallback: function(e, t) {
				xs().memoizedState = [e, void 0 === t ? null : t];
				return e;
			},
			useContext: A,
			useEffect: ec,
			useImperativeHandle: function(e, t, n) {
				n = null !== n && void 0 !== n ? n.concat([e]) : null;
				Qs(4194308, 4, oc.bind(null, t, e), n);
			},
			useLayoutEffect: function(e, t) {
				return Qs(4194308, 4, e, t);
			},
			useInsertionEffect: function(e, t) {
				Qs(4, 2, e, t);
			},
			useMemo: function(e, t) {
				var n = xs();
				t = void 0 === t ? null : t;
				var r = e();
				if (cs) {
					st(!0);
					try {
						e();
					} finally {
						st(!1);
					}
				}
				n.memoizedState = [r, t];
				return r;
			},
			useReducer: function(e, t, n) {
				var r = xs();
				if (void 0 !== n) {
					var i = n(t);
					if (cs) {
						st(!0);
						try {
							n(t);
						} finally {
							st(!1);
						}
					}
				} else i = t;
				r.memoizedState = r.baseState = i;
				e = {
					pending: null,
					lanes: 0,
					dispatch: null,
					lastRenderedReducer: e,
					lastRenderedState: i
				};
				r.queue = e;
				e = e.dispatch = Sc.bind(null, M, e);
				return [r.memoizedState, e];
			},
			useRef: function(e) {
				var t = xs();
				e = { current: e };
				return t.memoizedState = e;
			},
			useState: function(e) {
				e = Is(e);
				var t = e.queue, n = Cc.bind(null, M, t);
				t.dispatch = n;
				return [e.memoizedState, n];
			},
			useDebugValue: cc,
			useDeferredValue: function(e, t) {
				return dc(xs(), e, t);
			},
			useTransition: function() {
				var e = Is(!1);
				e = pc.bind(null, M, e.queue, !0, !1);
				xs().memoizedState = e;
				return [!1, e];
			},
			useSyncExternalStore: function(e, t, n) {
				var i = M, a = xs();
				if (k) {
					if (void 0 === n) throw Error(r(407));
					n = n();
				} else {
					n = t();
					if (null === G) throw Error(r(349));
					0 !== (q & 127) || js(i, t, n);
				}
				a.memoizedState = n;
				var o = {
					value: n,
					getSnapshot: t
				};
				a.queue = o;
				ec(Ns.bind(null, i, o, e), [e]);
				i.flags |= 2048;
				Xs(9, { destroy: void 0 }, Ms.bind(null, i, o, n, t), null);
				return n;
			},
			useId: function() {
				var e = xs(), t = G.identifierPrefix;
				if (k) {
					var n = va;
					var r = _a;
					n = (r & ~(1 << 32 - ct(r) - 1)).toString(32) + n;
					t = "_" + t + "R_" + n;
					n = ls++;
					0 < n && (t += "H" + n.toString(32));
					t += "_";
				} else n = fs++, t = "_" + t + "r_" + n.toString(32) + "_";
				return e.memoizedState = t;
			},
			useHostTransitionStatus: vc,
			useFormState: Gs,
			useActionState: Gs,
			useOptimistic: function(e) {
				var t = xs();
				t.memoizedState = t.baseState = e;
				var n = {
					pending: null,
					lanes: 0,
					dispatch: null,
					lastRenderedReducer: null,
					lastRenderedState: null
				};
				t.queue = n;
				t = Tc.bind(null, M, !0, n);
				n.dispatch = t;
				return [e, t];
			},
			useMemoCache: Ts,
			useCacheRefresh: function() {
				return xs().memoizedState = xc.bind(null, M);
			},
			useEffectEvent: function(e) {
				var t = xs(), n = { impl: e };
				t.memoizedState = n;
				return function() {
					if (0 !== (W & 2)) throw Error(r(440));
					return n.impl.apply(void 0, arguments);
				};
			}
		};
		var jc = {
			readContext: A,
			use: ws,
			useCallback: lc,
			useContext: A,
			useEffect: tc,
			useImperativeHandle: sc,
			useInsertionEffect: ic,
			useLayoutEffect: ac,
			useMemo: uc,
			useReducer: Ds,
			useRef: Zs,
			useState: function() {
				return Ds(Es);
			},
			useDebugValue: cc,
			useDeferredValue: function(e, t) {
				return fc(I(), N.memoizedState, e, t);
			},
			useTransition: function() {
				var e = Ds(Es)[0], t = I().memoizedState;
				return ["boolean" === typeof e ? e : Cs(e), t];
			},
			useSyncExternalStore: As,
			useId: yc,
			useHostTransitionStatus: vc,
			useFormState: Ks,
			useActionState: Ks,
			useOptimistic: function(e, t) {
				return Ls(I(), N, e, t);
			},
			useMemoCache: Ts,
			useCacheRefresh: bc,
			useEffectEvent: rc
		};
		var Mc = {
			readContext: A,
			use: ws,
			useCallback: lc,
			useContext: A,
			useEffect: tc,
			useImperativeHandle: sc,
			useInsertionEffect: ic,
			useLayoutEffect: ac,
			useMemo: uc,
			useReducer: ks,
			useRef: Zs,
			useState: function() {
				return ks(Es);
			},
			useDebugValue: cc,
			useDeferredValue: function(e, t) {
				var n = I();
				return null === N ? dc(n, e, t) : fc(n, N.memoizedState, e, t);
			},
			useTransition: function() {
				var e = ks(Es)[0], t = I().memoizedState;
				return ["boolean" === typeof e ? e : Cs(e), t];
			},
			useSyncExternalStore: As,
			useId: yc,
			useHostTransitionStatus: vc,
			useFormState: Ys,
			useActionState: Ys,
			useOptimistic: function(e, t) {
				var n = I();
				if (null !== N) return Ls(n, N, e, t);
				n.baseState = e;
				return [e, n.queue.dispatch];
			},
			useMemoCache: Ts,
			useCacheRefresh: bc,
			useEffectEvent: rc
		};
		function Nc(e, t, n, r) {
			t = e.memoizedState;
			n = n(r, t);
			n = null === n || void 0 === n ? t : x({}, t, n);
			e.memoizedState = n;
			0 === e.lanes && (e.updateQueue.baseState = n);
		}
		var Pc = {
			enqueueSetState: function(e, t, n) {
				e = e._reactInternals;
				var r = zd(), i = Po(r);
				i.payload = t;
				void 0 !== n && null !== n && (i.callback = n);
				t = Fo(e, i, r);
				null !== t && (Hd(t, e, r), Io(t, e, r));
			},
			enqueueReplaceState: function(e, t, n) {
				e = e._reactInternals;
				var r = zd(), i = Po(r);
				i.tag = 1;
				i.payload = t;
				void 0 !== n && null !== n && (i.callback = n);
				t = Fo(e, i, r);
				null !== t && (Hd(t, e, r), Io(t, e, r));
			},
			enqueueForceUpdate: function(e, t) {
				e = e._reactInternals;
				var n = zd(), r = Po(n);
				r.tag = 2;
				void 0 !== t && null !== t && (r.callback = t);
				t = Fo(e, r, n);
				null !== t && (Hd(t, e, n), Io(t, e, n));
			}
		};
		function Fc(e, t, n, r, i, a, o) {
			e = e.stateNode;
			return "function" === typeof e.shouldComponentUpdate ? e.shouldComponentUpdate(r, a, o) : t.prototype && t.prototype.isPureReactComponent ? !li(n, r) || !li(i, a) : !0;
		}
		function Ic(e, t, n, r) {
			e = t.state;
			"function" === typeof t.componentWillReceiveProps && t.componentWillReceiveProps(n, r);
			"function" === typeof t.UNSAFE_componentWillReceiveProps && t.UNSAFE_componentWillReceiveProps(n, r);
			t.state !== e && Pc.enqueueReplaceState(t, t.state, null);
		}
		function Lc(e, t) {
			var n = t;
			if ("ref" in t) {
				n = {};
				for (var r in t) "ref" !== r && (n[r] = t[r]);
			}
			if (e = e.defaultProps) {
				n === t && (n = x({}, n));
				for (var i in e) void 0 === n[i] && (n[i] = e[i]);
			}
			return n;
		}
		function Rc(e) {
			Vi(e);
		}
		function zc(e) {
			console.error(e);
		}
		function Bc(e) {
			Vi(e);
		}
		function Vc(e, t) {
			try {
				var n = e.onUncaughtError;
				n(t.value, { componentStack: t.stack });
			} catch (e) {
				setTimeout(function() {
					throw e;
				});
			}
		}
		function Hc(e, t, n) {
			try {
				var r = e.onCaughtError;
				r(n.value, {
					componentStack: n.stack,
					errorBoundary: 1 === t.tag ? t.stateNode : null
				});
			} catch (e) {
				setTimeout(function() {
					throw e;
				});
			}
		}
		function Uc(e, t, n) {
			n = Po(n);
			n.tag = 3;
			n.payload = { element: null };
			n.callback = function() {
				Vc(e, t);
			};
			return n;
		}
		function Wc(e) {
			e = Po(e);
			e.tag = 3;
			return e;
		}
		function Gc(e, t, n, r) {
			var i = n.type.getDerivedStateFromError;
			if ("function" === typeof i) {
				var a = r.value;
				e.payload = function() {
					return i(a);
				};
				e.callback = function() {
					Hc(t, n, r);
				};
			}
			var o = n.stateNode;
			null !== o && "function" === typeof o.componentDidCatch && (e.callback = function() {
				Hc(t, n, r);
				"function" !== typeof i && (null === Dd ? Dd = new Set([this]) : Dd.add(this));
				var e = r.stack;
				this.componentDidCatch(r.value, { componentStack: null !== e ? e : "" });
			});
		}
		function Kc(e, t, n, i, a) {
			n.flags |= 32768;
			if (null !== i && "object" === typeof i && "function" === typeof i.then) {
				t = n.alternate;
				null !== t && Va(t, n, a, !0);
				n = Jo.current;
				if (null !== n) {
					switch (n.tag) {
						case 31:
						case 13:
						case 19: return null === Yo ? ef() : null === n.alternate && 0 === Y && (Y = 3), n.flags &= -257, n.flags |= 65536, n.lanes = a, i === go ? n.flags |= 16384 : (t = n.updateQueue, null === t ? n.updateQueue = new Set([i]) : t.add(i), Sf(e, i, a)), !1;
						case 22: return n.flags |= 65536, i === go ? n.flags |= 16384 : (t = n.updateQueue, null === t ? (t = {
							transitions: null,
							markerInstances: null,
							retryQueue: new Set([i])
						}, n.updateQueue = t) : (n = t.retryQueue, null === n ? t.retryQueue = new Set([i]) : n.add(i)), Sf(e, i, a)), !1;
					}
					throw Error(r(435, n.tag));
				}
				Sf(e, i, a);
				ef();
				return !1;
			}
			if (k) return t = Jo.current, null !== t ? (0 === (t.flags & 65536) && (t.flags |= 256), t.flags |= 65536, t.lanes = a, i !== Ea && (e = Error(r(422), { cause: i }), Na(la(e, n)))) : (i !== Ea && (t = Error(r(423), { cause: i }), Na(la(t, n))), e = e.current.alternate, e.flags |= 65536, a &= -a, e.lanes |= a, i = la(i, n), a = Uc(e.stateNode, i, a), Lo(e, a), 4 !== Y && (Y = 2)), !1;
			var o = Error(r(520), { cause: i });
			o = la(o, n);
			null === bd ? bd = [o] : bd.push(o);
			4 !== Y && (Y = 2);
			if (null === t) return !0;
			i = la(i, n);
			n = t;
			do {
				switch (n.tag) {
					case 3: return n.flags |= 65536, e = a & -a, n.lanes |= e, e = Uc(n.stateNode, i, e), Lo(n, e), !1;
					case 1:
						t = n.type;
						o = n.stateNode;
						if (0 === (n.flags & 128) && ("function" === typeof t.getDerivedStateFromError || null !== o && "function" === typeof o.componentDidCatch && (null === Dd || !Dd.has(o)))) return n.flags |= 65536, a &= -a, n.lanes |= a, a = Wc(a), Gc(a, e, n, i), Lo(n, a), !1;
						break;
					case 22: if (null !== n.memoizedState) return n.flags |= 65536, !1;
				}
				n = n.return;
			} while (null !== n);
			return !1;
		}
		var qc = Error(r(461));
		var L = !1;
		function R(e, t, n, r) {
			t.child = null === e ? Ao(t, null, n, r) : ko(t, e.child, n, r);
		}
		function Jc(e, t, n, r, i) {
			n = n.render;
			var a = t.ref;
			if ("ref" in r) {
				var o = {};
				for (var s in r) "ref" !== s && (o[s] = r[s]);
			} else o = r;
			Ua(t);
			r = ms(e, t, n, o, a, i);
			s = vs();
			if (null !== e && !L) return ys(e, t, i), Sl(e, t, i);
			k && s && xa(t);
			t.flags |= 1;
			R(e, t, r, i);
			return t.child;
		}
		function Yc(e, t, n, r, i) {
			if (null === e) {
				var a = n.type;
				if ("function" === typeof a && !ea(a) && void 0 === a.defaultProps && null === n.compare) return t.tag = 15, t.type = a, Xc(e, t, a, r, i);
				e = ra(n.type, null, r, t, t.mode, i);
				e.ref = t.ref;
				e.return = t;
				return t.child = e;
			}
			a = e.child;
			if (!Cl(e, i)) {
				var o = a.memoizedProps;
				n = n.compare;
				n = null !== n ? n : li;
				if (n(o, r) && e.ref === t.ref) return Sl(e, t, i);
			}
			t.flags |= 1;
			e = ta(a, r);
			e.ref = t.ref;
			e.return = t;
			return t.child = e;
		}
		function Xc(e, t, n, r, i) {
			if (null !== e) {
				var a = e.memoizedProps;
				if (li(a, r) && e.ref === t.ref) if (L = !1, t.pendingProps = r = a, Cl(e, i)) 0 !== (e.flags & 131072) && (L = !0);
				else return t.lanes = e.lanes, Sl(e, t, i);
			}
			return il(e, t, n, r, i);
		}
		function Zc(e, t, n, r) {
			var i = r.children, a = null !== e ? e.memoizedState : null;
			null === e && null === t.stateNode && (t.stateNode = {
				_visibility: 1,
				_pendingMarkers: null,
				_retryCache: null,
				_transitions: null
			});
			if ("hidden" === r.mode) {
				if (0 !== (t.flags & 128)) {
					a = null !== a ? a.baseLanes | n : n;
					if (null !== e) {
						r = t.child = e.child;
						for (i = 0; null !== r;) i = i | r.lanes | r.childLanes, r = r.sibling;
						r = i & ~a;
					} else r = 0, t.child = null;
					return $c(e, t, a, n, r);
				}
				if (0 !== (n & 536870912)) t.memoizedState = {
					baseLanes: 0,
					cachePool: null
				}, null !== e && uo(t, null !== a ? a.cachePool : null), null !== a ? Go(t, a) : Ko(), Qo(t);
				else return r = t.lanes = 536870912, $c(e, t, null !== a ? a.baseLanes | n : n, n, r);
			} else null !== a ? (uo(t, a.cachePool), Go(t, a), $o(), t.memoizedState = null) : (null !== e && uo(t, null), Ko(), $o());
			R(e, t, i, n);
			return t.child;
		}
		function Qc(e, t) {
			null !== e && 22 === e.tag || null !== t.stateNode || (t.stateNode = {
				_visibility: 1,
				_pendingMarkers: null,
				_retryCache: null,
				_transitions: null
			});
			return t.sibling;
		}
		function $c(e, t, n, r, i) {
			var a = lo();
			a = null === a ? null : {
				parent: j._currentValue,
				pool: a
			};
			t.memoizedState = {
				baseLanes: n,
				cachePool: a
			};
			null !== e && uo(t, null);
			Ko();
			Qo(t);
			null !== e && Va(e, t, r, !0);
			t.childLanes = i;
			return null;
		}
		function el(e, t) {
			t = pl({
				mode: t.mode,
				children: t.children
			}, e.mode);
			t.ref = e.ref;
			e.child = t;
			t.return = e;
			return t;
		}
		function tl(e, t, n) {
			ko(t, e.child, null, n);
			e = el(t, t.pendingProps);
			e.flags |= 2;
			es(t);
			t.memoizedState = null;
			return e;
		}
		function nl(e, t, n) {
			var i = t.pendingProps, a = 0 !== (t.flags & 128);
			t.flags &= -129;
			if (null === e) {
				if (k) {
					if ("hidden" === i.mode) return e = el(t, i), t.lanes = 536870912, e.memoizedState = {
						baseLanes: 0,
						cachePool: null
					}, Qc(null, e);
					Zo(t);
					(e = O) ? (e = hm(e, Ta), e = null !== e && "&" === e.data ? e : null, null !== e && (t.memoizedState = {
						dehydrated: e,
						treeContext: null !== ga ? {
							id: _a,
							overflow: va
						} : null,
						retryLane: 536870912,
						hydrationErrors: null
					}, n = oa(e), n.return = t, t.child = n, D = t, O = null)) : e = null;
					if (null === e) throw Da(t);
					t.lanes = 536870912;
					return null;
				}
				return el(t, i);
			}
			var o = e.memoizedState;
			if (null !== o) {
				var s = o.dehydrated;
				Zo(t);
				if (a) if (t.flags & 256) t.flags &= -257, t = tl(e, t, n);
				else if (null !== t.memoizedState) t.child = e.child, t.flags |= 128, t = null;
				else throw Error(r(558));
				else if (L || Va(e, t, n, !1), a = 0 !== (n & e.childLanes), L || a) {
					if (null === Uo.current) {
						i = G;
						if (null !== i && (s = Et(i, n), 0 !== s && s !== o.retryLane)) throw o.retryLane = s, Ji(e, s), Hd(i, e, s), qc;
						ef();
					}
					t = tl(e, t, n);
				} else e = o.treeContext, O = ym(s.nextSibling), D = t, k = !0, wa = null, Ta = !1, null !== e && Ca(t, e), t = el(t, i), t.flags |= 134221824;
				return t;
			}
			e = ta(e.child, {
				mode: i.mode,
				children: i.children
			});
			e.ref = t.ref;
			t.child = e;
			e.return = t;
			return e;
		}
		function rl(e, t) {
			var n = t.ref;
			if (null === n) null !== e && null !== e.ref && (t.flags |= 4194816);
			else {
				if ("function" !== typeof n && "object" !== typeof n) throw Error(r(284));
				if (null === e || e.ref !== n) t.flags |= 4194816;
			}
		}
		function il(e, t, n, r, i) {
			Ua(t);
			n = ms(e, t, n, r, void 0, i);
			r = vs();
			if (null !== e && !L) return ys(e, t, i), Sl(e, t, i);
			k && r && xa(t);
			t.flags |= 1;
			R(e, t, n, i);
			return t.child;
		}
		function al(e, t, n, r, i, a) {
			Ua(t);
			t.updateQueue = null;
			n = gs(t, r, n, i);
			hs(e);
			r = vs();
			if (null !== e && !L) return ys(e, t, a), Sl(e, t, a);
			k && r && xa(t);
			t.flags |= 1;
			R(e, t, n, a);
			return t.child;
		}
		function ol(e, t, n, r, i) {
			Ua(t);
			if (null === t.stateNode) {
				var a = Zi, o = n.contextType;
				"object" === typeof o && null !== o && (a = A(o));
				a = new n(r, a);
				t.memoizedState = null !== a.state && void 0 !== a.state ? a.state : null;
				a.updater = Pc;
				t.stateNode = a;
				a._reactInternals = t;
				a = t.stateNode;
				a.props = r;
				a.state = t.memoizedState;
				a.refs = {};
				Mo(t);
				o = n.contextType;
				a.context = "object" === typeof o && null !== o ? A(o) : Zi;
				a.state = t.memoizedState;
				o = n.getDerivedStateFromProps;
				"function" === typeof o && (Nc(t, n, o, r), a.state = t.memoizedState);
				"function" === typeof n.getDerivedStateFromProps || "function" === typeof a.getSnapshotBeforeUpdate || "function" !== typeof a.UNSAFE_componentWillMount && "function" !== typeof a.componentWillMount || (o = a.state, "function" === typeof a.componentWillMount && a.componentWillMount(), "function" === typeof a.UNSAFE_componentWillMount && a.UNSAFE_componentWillMount(), o !== a.state && Pc.enqueueReplaceState(a, a.state, null), Bo(t, r, a, i), zo(), a.state = t.memoizedState);
				"function" === typeof a.componentDidMount && (t.flags |= 4194308);
				r = !0;
			} else if (null === e) {
				a = t.stateNode;
				var s = t.memoizedProps, c = Lc(n, s);
				a.props = c;
				var l = a.context, u = n.contextType;
				o = Zi;
				"object" === typeof u && null !== u && (o = A(u));
				var d = n.getDerivedStateFromProps;
				u = "function" === typeof d || "function" === typeof a.getSnapshotBeforeUpdate;
				s = t.pendingProps !== s;
				u || "function" !== typeof a.UNSAFE_componentWillReceiveProps && "function" !== typeof a.componentWillReceiveProps || (s || l !== o) && Ic(t, a, r, o);
				jo = !1;
				var f = t.memoizedState;
				a.state = f;
				Bo(t, r, a, i);
				zo();
				l = t.memoizedState;
				s || f !== l || jo ? ("function" === typeof d && (Nc(t, n, d, r), l = t.memoizedState), (c = jo || Fc(t, n, c, r, f, l, o)) ? (u || "function" !== typeof a.UNSAFE_componentWillMount && "function" !== typeof a.componentWillMount || ("function" === typeof a.componentWillMount && a.componentWillMount(), "function" === typeof a.UNSAFE_componentWillMount && a.UNSAFE_componentWillMount()), "function" === typeof a.componentDidMount && (t.flags |= 4194308)) : ("function" === typeof a.componentDidMount && (t.flags |= 4194308), t.memoizedProps = r, t.memoizedState = l), a.props = r, a.state = l, a.context = o, r = c) : ("function" === typeof a.componentDidMount && (t.flags |= 4194308), r = !1);
			} else {
				a = t.stateNode;
				No(e, t);
				o = t.memoizedProps;
				u = Lc(n, o);
				a.props = u;
				d = t.pendingProps;
				f = a.context;
				l = n.contextType;
				c = Zi;
				"object" === typeof l && null !== l && (c = A(l));
				s = n.getDerivedStateFromProps;
				(l = "function" === typeof s || "function" === typeof a.getSnapshotBeforeUpdate) || "function" !== typeof a.UNSAFE_componentWillReceiveProps && "function" !== typeof a.componentWillReceiveProps || (o !== d || f !== c) && Ic(t, a, r, c);
				jo = !1;
				f = t.memoizedState;
				a.state = f;
				Bo(t, r, a, i);
				zo();
				var p = t.memoizedState;
				o !== d || f !== p || jo || null !== e && null !== e.dependencies && Ha(e.dependencies) ? ("function" === typeof s && (Nc(t, n, s, r), p = t.memoizedState), (u = jo || Fc(t, n, u, r, f, p, c) || null !== e && null !== e.dependencies && Ha(e.dependencies)) ? (l || "function" !== typeof a.UNSAFE_componentWillUpdate && "function" !== typeof a.componentWillUpdate || ("function" === typeof a.componentWillUpdate && a.componentWillUpdate(r, p, c), "function" === typeof a.UNSAFE_componentWillUpdate && a.UNSAFE_componentWillUpdate(r, p, c)), "function" === typeof a.componentDidUpdate && (t.flags |= 4), "function" === typeof a.getSnapshotBeforeUpdate && (t.flags |= 1024)) : ("function" !== typeof a.componentDidUpdate || o === e.memoizedProps && f === e.memoizedState || (t.flags |= 4), "function" !== typeof a.getSnapshotBeforeUpdate || o === e.memoizedProps && f === e.memoizedState || (t.flags |= 1024), t.memoizedProps = r, t.memoizedState = p), a.props = r, a.state = p, a.context = c, r = u) : ("function" !== typeof a.componentDidUpdate || o === e.memoizedProps && f === e.memoizedState || (t.flags |= 4), "function" !== typeof a.getSnapshotBeforeUpdate || o === e.memoizedProps && f === e.memoizedState || (t.flags |= 1024), r = !1);
			}
			a = r;
			rl(e, t);
			r = 0 !== (t.flags & 128);
			a || r ? (a = t.stateNode, n = r && "function" !== typeof n.getDerivedStateFromError ? null : a.render(), t.flags |= 1, null !== e && r ? (t.child = ko(t, e.child, null, i), t.child = ko(t, null, n, i)) : R(e, t, n, i), t.memoizedState = a.state, e = t.child) : e = Sl(e, t, i);
			return e;
		}
		function sl(e, t, n, r) {
			ja();
			t.flags |= 256;
			R(e, t, n, r);
			return t.child;
		}
		var cl = {
			dehydrated: null,
			treeContext: null,
			retryLane: 0,
			hydrationErrors: null
		};
		function ll(e) {
			return {
				baseLanes: e,
				cachePool: fo()
			};
		}
		function ul(e, t, n) {
			e = null !== e ? e.childLanes & ~n : 0;
			t && (e |= vd);
			return e;
		}
		function dl(e, t, n) {
			var r = t.pendingProps, i = !1, a = 0 !== (t.flags & 128), o;
			(o = a) || (o = null !== e && null === e.memoizedState ? !1 : 0 !== (ts.current & 2));
			o && (i = !0, t.flags &= -129);
			o = 0 !== (t.flags & 32);
			t.flags &= -33;
			if (null === e) {
				if (k) {
					i ? Xo(t) : $o();
					(e = O) ? (e = hm(e, Ta), e = null !== e && "&" !== e.data ? e : null, null !== e && (t.memoizedState = {
						dehydrated: e,
						treeContext: null !== ga ? {
							id: _a,
							overflow: va
						} : null,
						retryLane: 536870912,
						hydrationErrors: null
					}, n = oa(e), n.return = t, t.child = n, D = t, O = null)) : e = null;
					if (null === e) throw Da(t);
					_m(e) ? t.lanes = 32 : t.lanes = 536870912;
					return null;
				}
				a = r.children;
				r = r.fallback;
				if (i) return $o(), i = t.mode, a = pl({
					mode: "hidden",
					children: a
				}, i), r = ia(r, i, n, null), a.return = t, r.return = t, a.sibling = r, t.child = a, r = t.child, r.memoizedState = ll(n), r.childLanes = ul(e, o, n), t.memoizedState = cl, Qc(null, r);
				Xo(t);
				return fl(t, a);
			}
			var s = e.memoizedState;
			if (null !== s) {
				var c = s.dehydrated;
				if (null !== c) return hl(e, t, a, o, r, c, s, n);
			}
			if (i) return $o(), i = r.fallback, a = t.mode, s = e.child, c = s.sibling, r = ta(s, {
				mode: "hidden",
				children: r.children
			}), r.subtreeFlags = s.subtreeFlags & 1206910976, null !== c ? i = ta(c, i) : (i = ia(i, a, n, null), i.flags |= 2), i.return = t, r.return = t, r.sibling = i, t.child = r, Qc(null, r), r = t.child, i = e.child.memoizedState, null === i ? i = ll(n) : (a = i.cachePool, null !== a ? (s = j._currentValue, a = a.parent !== s ? {
				parent: s,
				pool: s
			} : a) : a = fo(), i = {
				baseLanes: i.baseLanes | n,
				cachePool: a
			}), r.memoizedState = i, r.childLanes = ul(e, o, n), t.memoizedState = cl, Qc(e.child, r);
			Xo(t);
			n = e.child;
			e = n.sibling;
			n = ta(n, {
				mode: "visible",
				children: r.children
			});
			n.return = t;
			n.sibling = null;
			null !== e && (o = t.deletions, null === o ? (t.deletions = [e], t.flags |= 16) : o.push(e));
			t.child = n;
			t.memoizedState = null;
			return n;
		}
		function fl(e, t) {
			t = pl({
				mode: "visible",
				children: t
			}, e.mode);
			t.return = e;
			return e.child = t;
		}
		function pl(e, t) {
			e = $i(22, e, null, t);
			e.lanes = 0;
			return e;
		}
		function ml(e, t, n) {
			ko(t, e.child, null, n);
			e = fl(t, t.pendingProps.children);
			e.flags |= 2;
			t.memoizedState = null;
			return e;
		}
		function hl(e, t, n, i, a, o, s, c) {
			if (n) {
				if (t.flags & 256) return Xo(t), t.flags &= -257, ml(e, t, c);
				if (null !== t.memoizedState) return $o(), t.child = e.child, t.flags |= 128, null;
				$o();
				o = a.fallback;
				s = t.mode;
				a = pl({
					mode: "visible",
					children: a.children
				}, s);
				o = ia(o, s, c, null);
				o.flags |= 2;
				a.return = t;
				o.return = t;
				a.sibling = o;
				t.child = a;
				ko(t, e.child, null, c);
				a = t.child;
				a.memoizedState = ll(c);
				a.childLanes = ul(e, i, c);
				t.memoizedState = cl;
				return Qc(null, a);
			}
			Xo(t);
			if (_m(o)) {
				i = o.nextSibling && o.nextSibling.dataset;
				if (i) var l = i.dgst;
				i = l;
				"" !== i && (a = Error(r(419)), a.stack = "", a.digest = i, Na({
					value: a,
					source: null,
					stack: null
				}));
				return ml(e, t, c);
			}
			L || Va(e, t, c, !1);
			i = 0 !== (c & e.childLanes);
			if (L || i) {
				if (null !== Uo.current) return ml(e, t, c);
				i = G;
				if (null !== i && (a = Et(i, c), 0 !== a && a !== s.retryLane)) throw s.retryLane = a, Ji(e, a), Hd(i, e, a), qc;
				gm(o) || ef();
				return ml(e, t, c);
			}
			if (gm(o)) return t.flags |= 192, t.child = e.child, null;
			e = s.treeContext;
			O = ym(o.nextSibling);
			D = t;
			k = !0;
			wa = null;
			Ta = !1;
			null !== e && Ca(t, e);
			t = fl(t, a.children);
			t.flags |= 134221824;
			return t;
		}
		function gl(e, t, n) {
			e.lanes |= t;
			var r = e.alternate;
			null !== r && (r.lanes |= t);
			za(e.return, t, n);
		}
		function _l(e) {
			for (var t = null; null !== e;) {
				var n = e.alternate;
				null !== n && null === is(n) && (t = e);
				e = e.sibling;
			}
			return t;
		}
		function vl(e, t, n, r, i, a) {
			var o = e.memoizedState;
			null === o ? e.memoizedState = {
				isBackwards: t,
				rendering: null,
				renderingStartTime: 0,
				last: r,
				tail: n,
				tailMode: i,
				treeForkCount: a
			} : (o.isBackwards = t, o.rendering = null, o.renderingStartTime = 0, o.last = r, o.tail = n, o.tailMode = i, o.treeForkCount = a);
		}
		function yl(e) {
			var t = e.child;
			for (e.child = null; null !== t;) {
				var n = t.sibling;
				t.sibling = e.child;
				e.child = t;
				t = n;
			}
		}
		function bl(e, t, n) {
			var r = t.pendingProps, i = r.revealOrder, a = r.tail;
			r = r.children;
			var o = ts.current;
			if (t.flags & 128) return ns(t, o), null;
			var s = 0 !== (o & 2);
			s ? (o = o & 1 | 2, t.flags |= 128) : o &= 1;
			ns(t, o);
			"backwards" === i && null !== e ? (yl(e), R(e, t, r, n), yl(e)) : R(e, t, r, n);
			r = k ? pa : 0;
			if (!s && null !== e && 0 !== (e.flags & 128)) a: for (e = t.child; null !== e;) {
				if (13 === e.tag) null !== e.memoizedState && gl(e, n, t);
				else if (19 === e.tag) gl(e, n, t);
				else if (null !== e.child) {
					e.child.return = e;
					e = e.child;
					continue;
				}
				if (e === t) break a;
				for (; null === e.sibling;) {
					if (null === e.return || e.return === t) break a;
					e = e.return;
				}
				e.sibling.return = e.return;
				e = e.sibling;
			}
			switch (i) {
				case "backwards":
					n = _l(t.child);
					null === n ? (i = t.child, t.child = null) : (i = n.sibling, n.sibling = null, yl(t));
					vl(t, !0, i, null, a, r);
					break;
				case "unstable_legacy-backwards":
					n = null;
					i = t.child;
					for (t.child = null; null !== i;) {
						e = i.alternate;
						if (null !== e && null === is(e)) {
							t.child = i;
							break;
						}
						e = i.sibling;
						i.sibling = n;
						n = i;
						i = e;
					}
					vl(t, !0, n, null, a, r);
					break;
				case "together":
					vl(t, !1, null, null, void 0, r);
					break;
				case "independent":
					t.memoizedState = null;
					break;
				default: n = _l(t.child), null === n ? (i = t.child, t.child = null) : (i = n.sibling, n.sibling = null), vl(t, !1, i, n, a, r);
			}
			return t.child;
		}
		function xl(e, t, n) {
			var r = t.pendingProps;
			La(t, t.type, r.value);
			R(e, t, r.children, n);
			return t.child;
		}
		function Sl(e, t, n) {
			null !== e && (t.dependencies = e.dependencies);
			hd |= t.lanes;
			if (0 === (n & t.childLanes)) if (null !== e) {
				if (Va(e, t, n, !1), 0 === (n & t.childLanes)) return null;
			} else return null;
			if (null !== e && t.child !== e.child) throw Error(r(153));
			if (null !== t.child) {
				e = t.child;
				n = ta(e, e.pendingProps);
				t.child = n;
				for (n.return = t; null !== e.sibling;) e = e.sibling, n = n.sibling = ta(e, e.pendingProps), n.return = t;
				n.sibling = null;
			}
			return t.child;
		}
		function Cl(e, t) {
			if (0 !== (e.lanes & t)) return !0;
			e = e.dependencies;
			return null !== e && Ha(e) ? !0 : !1;
		}
		function wl(e, t, n) {
			switch (t.tag) {
				case 3:
					Pe(t, t.stateNode.containerInfo);
					La(t, j, e.memoizedState.cache);
					ja();
					break;
				case 27:
				case 5:
					Ie(t);
					break;
				case 4:
					Pe(t, t.stateNode.containerInfo);
					break;
				case 10:
					La(t, t.type, t.memoizedProps.value);
					break;
				case 31:
					if (null !== t.memoizedState) return t.flags |= 128, Zo(t), null;
					break;
				case 13:
					var r = t.memoizedState;
					if (null !== r) {
						if (null !== r.dehydrated) return Xo(t), t.flags |= 128, null;
						r = Va(e, t, n, !1);
						var i = t.child.childLanes;
						if (r || 0 !== (n & i)) return dl(e, t, n);
						Xo(t);
						e = Sl(e, t, n);
						return null !== e ? e.sibling : null;
					}
					Xo(t);
					break;
				case 19:
					if (t.flags & 128) return bl(e, t, n);
					i = 0 !== (e.flags & 128);
					r = 0 !== (n & t.childLanes);
					r || (Va(e, t, n, !1), r = 0 !== (n & t.childLanes));
					if (i) {
						if (r) return bl(e, t, n);
						t.flags |= 128;
					}
					i = t.memoizedState;
					null !== i && (i.rendering = null, i.tail = null, i.lastEffect = null);
					ns(t, ts.current);
					if (r) break;
					else return null;
				case 22: return t.lanes = 0, Zc(e, t, n, t.pendingProps);
				case 24: La(t, j, e.memoizedState.cache);
			}
			return Sl(e, t, n);
		}
		function Tl(e, t, n) {
			if (null !== e) if (e.memoizedProps !== t.pendingProps) L = !0;
			else {
				if (!Cl(e, n) && 0 === (t.flags & 128)) return L = !1, wl(e, t, n);
				L = 0 !== (e.flags & 131072) ? !0 : !1;
			}
			else L = !1, k && 0 !== (t.flags & 1048576) && ba(t, pa, t.index);
			t.lanes = 0;
			switch (t.tag) {
				case 16:
					a: {
						var i = t.pendingProps;
						e = yo(t.elementType);
						t.type = e;
						if ("function" === typeof e) ea(e) ? (i = Lc(e, i), t.tag = 1, t = ol(null, t, e, i, n)) : (t.tag = 0, t = il(null, t, e, i, n));
						else {
							if (void 0 !== e && null !== e) {
								var a = e.$$typeof;
								if (a === ue) {
									t.tag = 11;
									t = Jc(null, t, e, i, n);
									break a;
								} else if (a === pe) {
									t.tag = 14;
									t = Yc(null, t, e, i, n);
									break a;
								} else if (a === le) {
									t.tag = 10;
									t.type = e;
									t = xl(null, t, n);
									break a;
								}
							}
							t = Ce(e) || e;
							throw Error(r(306, t, ""));
						}
					}
					return t;
				case 0: return il(e, t, t.type, t.pendingProps, n);
				case 1: return i = t.type, a = Lc(i, t.pendingProps), ol(e, t, i, a, n);
				case 3:
					a: {
						Pe(t, t.stateNode.containerInfo);
						if (null === e) throw Error(r(387));
						i = t.pendingProps;
						var o = t.memoizedState;
						a = o.element;
						No(e, t);
						Bo(t, i, null, n);
						var s = t.memoizedState;
						i = s.cache;
						La(t, j, i);
						i !== o.cache && Ba(t, [j], n, !0);
						zo();
						i = s.element;
						if (o.isDehydrated) if (o = {
							element: i,
							isDehydrated: !1,
							cache: s.cache
						}, t.updateQueue.baseState = o, t.memoizedState = o, t.flags & 256) {
							t = sl(e, t, i, n);
							break a;
						} else if (i !== a) {
							a = la(Error(r(424)), t);
							Na(a);
							t = sl(e, t, i, n);
							break a;
						} else {
							e = t.stateNode.containerInfo;
							switch (e.nodeType) {
								case 9:
									e = e.body;
									break;
								default: e = "HTML" === e.nodeName ? e.ownerDocument.body : e;
							}
							O = ym(e.firstChild);
							D = t;
							k = !0;
							wa = null;
							Ta = !0;
							n = Ao(t, null, i, n);
							for (t.child = n; n;) n.flags = n.flags & -3 | 134221824, n = n.sibling;
						}
						else {
							ja();
							if (i === a) {
								t = Sl(e, t, n);
								break a;
							}
							R(e, t, i, n);
						}
						t = t.child;
					}
					return t;
				case 26: return rl(e, t), null === e ? (n = Um(t.type, null, t.pendingProps, null)) ? t.memoizedState = n : k || (t.stateNode = Sp(t.type, t.pendingProps, Me.current, t)) : t.memoizedState = Um(t.type, e.memoizedProps, t.pendingProps, e.memoizedState), null;
				case 27: return Ie(t), null === e && k && (i = t.stateNode = Tm(t.type, t.pendingProps, Me.current), D = t, Ta = !0, a = O, Mp(t.type) ? (bm = a, O = ym(i.firstChild)) : O = a), R(e, t, t.pendingProps.children, n), rl(e, t), null === e && (t.flags |= 4194304), t.child;
				case 5:
					if (null === e && k) {
						if (a = i = O) i = pm(i, t.type, t.pendingProps, Ta), null !== i ? (t.stateNode = i, D = t, O = ym(i.firstChild), Ta = !1, a = !0) : a = !1;
						a || Da(t);
					}
					Ie(t);
					a = t.type;
					o = t.pendingProps;
					s = null !== e ? e.memoizedProps : null;
					i = o.children;
					Cp(a, o) ? i = null : null !== s && Cp(a, s) && (t.flags |= 32);
					null !== t.memoizedState && (a = ms(e, t, _s, null, null, n), _h._currentValue = a);
					rl(e, t);
					R(e, t, i, n);
					return t.child;
				case 6:
					if (null === e && k) {
						if (e = n = O) n = mm(n, t.pendingProps, Ta), null !== n ? (t.stateNode = n, D = t, O = null, e = !0) : e = !1;
						e || Da(t);
					}
					return null;
				case 13: return dl(e, t, n);
				case 4: return Pe(t, t.stateNode.containerInfo), i = t.pendingProps, null === e ? t.child = ko(t, null, i, n) : R(e, t, i, n), t.child;
				case 11: return Jc(e, t, t.type, t.pendingProps, n);
				case 7: return i = t.pendingProps, rl(e, t), R(e, t, i, n), t.child;
				case 8: return R(e, t, t.pendingProps.children, n), t.child;
				case 12: return R(e, t, t.pendingProps.children, n), t.child;
				case 10: return xl(e, t, n);
				case 9: return a = t.type._context, i = t.pendingProps.children, Ua(t), a = A(a), i = i(a), t.flags |= 1, R(e, t, i, n), t.child;
				case 14: return Yc(e, t, t.type, t.pendingProps, n);
				case 15: return Xc(e, t, t.type, t.pendingProps, n);
				case 19: return bl(e, t, n);
				case 31: return nl(e, t, n);
				case 22: return Zc(e, t, n, t.pendingProps);
				case 24: return Ua(t), i = A(j), null === e ? (a = lo(), null === a && (a = G, o = Ya(), a.pooledCache = o, o.refCount++, null !== o && (a.pooledCacheLanes |= n), a = o), t.memoizedState = {
					parent: i,
					cache: a
				}, Mo(t), La(t, j, a)) : (0 !== (e.lanes & n) && (No(e, t), Bo(t, null, null, n), zo()), a = e.memoizedState, o = t.memoizedState, a.parent !== i ? (a = {
					parent: i,
					cache: i
				}, t.memoizedState = a, 0 === t.lanes && (t.memoizedState = t.updateQueue.baseState = a), La(t, j, i)) : (i = o.cache, La(t, j, i), i !== a.cache && Ba(t, [j], n, !0))), R(e, t, t.pendingProps.children, n), t.child;
				case 30: return null === t.stateNode && (t.stateNode = {
					autoName: null,
					paired: null,
					clones: null,
					ref: null
				}), i = t.pendingProps, null != i.name && "auto" !== i.name ? t.flags |= null === e ? 18882560 : 18874368 : k && xa(t), null !== e && e.memoizedProps.name !== i.name ? t.flags |= 4194816 : rl(e, t), R(e, t, i.children, n), t.child;
				case 29: throw t.pendingProps;
			}
			throw Error(r(156, t.tag));
		}
		function El(e) {
			e.flags |= 4;
		}
		function Dl(e, t, n, r, i) {
			var a;
			if (a = 0 !== (e.mode & 32)) a = null === n ? ih(t, r) : ih(t, r) && (r.src !== n.src || r.srcSet !== n.srcSet);
			if (a) {
				if (e.flags |= 16777216, (i & 335544128) === i) if (e.stateNode.complete) e.flags |= 8192;
				else if (Zd()) e.flags |= 8192;
				else throw bo = go, mo;
			} else e.flags &= -16777217;
		}
		function Ol(e, t) {
			if ("stylesheet" !== t.type || 0 !== (t.state.loading & 4)) e.flags &= -16777217;
			else if (e.flags |= 16777216, !ah(t)) if (Zd()) e.flags |= 8192;
			else throw bo = go, mo;
		}
		function kl(e, t) {
			null !== t && (e.flags |= 4);
			e.flags & 16384 && (t = 22 !== e.tag ? bt() : 536870912, e.lanes |= t, yd |= t);
		}
		function Al(e, t) {
			if (!k) switch (e.tailMode) {
				case "visible": break;
				case "collapsed":
					for (var n = e.tail, r = null; null !== n;) null !== n.alternate && (r = n), n = n.sibling;
					null === r ? t || null === e.tail ? e.tail = null : e.tail.sibling = null : r.sibling = null;
					break;
				default:
					t = e.tail;
					for (n = null; null !== t;) null !== t.alternate && (n = t), t = t.sibling;
					null === n ? e.tail = null : n.sibling = null;
			}
		}
		function z(e) {
			var t = null !== e.alternate && e.alternate.child === e.child, n = 0, r = 0;
			if (t) for (var i = e.child; null !== i;) n |= i.lanes | i.childLanes, r |= i.subtreeFlags & 1206910976, r |= i.flags & 1206910976, i.return = e, i = i.sibling;
			else for (i = e.child; null !== i;) n |= i.lanes | i.childLanes, r |= i.subtreeFlags, r |= i.flags, i.return = e, i = i.sibling;
			e.subtreeFlags |= r;
			e.childLanes = n;
			return t;
		}
		function jl(e, t, n) {
			var i = t.pendingProps;
			Sa(t);
			switch (t.tag) {
				case 16:
				case 15:
				case 0:
				case 11:
				case 7:
				case 8:
				case 12:
				case 9:
				case 14: return z(t), null;
				case 1: return z(t), null;
				case 3:
					n = t.stateNode;
					i = null;
					null !== e && (i = e.memoizedState.cache);
					t.memoizedState.cache !== i && (t.flags |= 2048);
					Ra(j);
					Fe();
					n.pendingContext && (n.context = n.pendingContext, n.pendingContext = null);
					if (null === e || null === e.child) Aa(t) ? El(t) : null === e || e.memoizedState.isDehydrated && 0 === (t.flags & 256) || (t.flags |= 1024, Ma());
					z(t);
					return null;
				case 26:
					var a = t.type, o = t.memoizedState;
					null === e ? (El(t), null !== o ? (z(t), Ol(t, o)) : (z(t), Dl(t, a, null, i, n))) : o ? o !== e.memoizedState ? (El(t), z(t), Ol(t, o)) : (z(t), t.flags &= -16777217) : (e = e.memoizedProps, e !== i && El(t), z(t), Dl(t, a, e, i, n));
					return null;
				case 27:
					Le(t);
					n = Me.current;
					a = t.type;
					if (null !== e && null != t.stateNode) e.memoizedProps !== i && El(t);
					else {
						if (!i) {
							if (null === t.stateNode) throw Error(r(166));
							z(t);
							t.subtreeFlags &= -33554433;
							return null;
						}
						e = Ae.current;
						Aa(t) ? Oa(t, e) : (e = Tm(a, i, n), t.stateNode = e, El(t));
					}
					z(t);
					t.subtreeFlags &= -33554433;
					return null;
				case 5:
					Le(t);
					a = t.type;
					if (null !== e && null != t.stateNode) e.memoizedProps !== i && El(t);
					else {
						if (!i) {
							if (null === t.stateNode) throw Error(r(166));
							z(t);
							t.subtreeFlags &= -33554433;
							return null;
						}
						o = Ae.current;
						if (Aa(t)) Oa(t, o);
						else {
							var s = yp(Me.current);
							switch (o) {
								case 1:
									o = s.createElementNS("http://www.w3.org/2000/svg", a);
									break;
								case 2:
									o = s.createElementNS("http://www.w3.org/1998/Math/MathML", a);
									break;
								default: switch (a) {
									case "svg":
										o = s.createElementNS("http://www.w3.org/2000/svg", a);
										break;
									case "math":
										o = s.createElementNS("http://www.w3.org/1998/Math/MathML", a);
										break;
									case "script":
										o = s.createElement("div");
										o.innerHTML = "<script><\/script>";
										o = o.removeChild(o.firstChild);
										break;
									case "select":
										o = "string" === typeof i.is ? s.createElement("select", { is: i.is }) : s.createElement("select");
										i.multiple ? o.multiple = !0 : i.size && (o.size = i.size);
										break;
									default: o = "string" === typeof i.is ? s.createElement(a, { is: i.is }) : s.createElement(a);
								}
							}
							o[Mt] = t;
							o[Nt] = i;
							a: for (s = t.child; null !== s;) {
								if (5 === s.tag || 6 === s.tag) o.appendChild(s.stateNode);
								else if (4 !== s.tag && 27 !== s.tag && null !== s.child) {
									s.child.return = s;
									s = s.child;
									continue;
								}
								if (s === t) break a;
								for (; null === s.sibling;) {
									if (null === s.return || s.return === t) break a;
									s = s.return;
								}
								s.sibling.return = s.return;
								s = s.sibling;
							}
							t.stateNode = o;
							a: switch (fp(o, a, i), a) {
								case "button":
								case "input":
								case "select":
								case "textarea":
									i = !!i.autoFocus;
									break a;
								case "img":
									i = !0;
									break a;
								default: i = !1;
							}
							i && El(t);
						}
					}
					z(t);
					t.subtreeFlags &= -33554433;
					Dl(t, t.type, null === e ? null : e.memoizedProps, t.pendingProps, n);
					return null;
				case 6:
					if (e && null != t.stateNode) e.memoizedProps !== i && El(t);
					else {
						if ("string" !== typeof i && null === t.stateNode) throw Error(r(166));
						e = Me.current;
						if (Aa(t)) {
							e = t.stateNode;
							n = t.memoizedProps;
							i = null;
							a = D;
							if (null !== a) switch (a.tag) {
								case 27:
								case 5: i = a.memoizedProps;
							}
							e[Mt] = t;
							e = e.nodeValue === n || null !== i && !0 === i.suppressHydrationWarning || up(e.nodeValue, n) ? !0 : !1;
							e || Da(t, !0);
						} else e = yp(e).createTextNode(i), e[Mt] = t, t.stateNode = e;
					}
					z(t);
					return null;
				case 31:
					n = t.memoizedState;
					if (null === e || null !== e.memoizedState) {
						i = Aa(t);
						if (null !== n) {
							if (null === e) {
								if (!i) throw Error(r(318));
								e = t.memoizedState;
								e = null !== e ? e.dehydrated : null;
								if (!e) throw Error(r(557));
								e[Mt] = t;
							} else ja(), 0 === (t.flags & 128) && (t.memoizedState = null), t.flags |= 4;
							z(t);
							e = !1;
						} else n = Ma(), null !== e && null !== e.memoizedState && (e.memoizedState.hydrationErrors = n), e = !0;
						if (!e) {
							if (t.flags & 256) return es(t), t;
							es(t);
							return null;
						}
						if (0 !== (t.flags & 128)) throw Error(r(558));
					}
					z(t);
					return null;
				case 13:
					i = t.memoizedState;
					if (null === e || null !== e.memoizedState && null !== e.memoizedState.dehydrated) {
						a = Aa(t);
						if (null !== i && null !== i.dehydrated) {
							if (null === e) {
								if (!a) throw Error(r(318));
								a = t.memoizedState;
								a = null !== a ? a.dehydrated : null;
								if (!a) throw Error(r(317));
								a[Mt] = t;
							} else ja(), 0 === (t.flags & 128) && (t.memoizedState = null), t.flags |= 4;
							z(t);
							a = !1;
						} else a = Ma(), null !== e && null !== e.memoizedState && (e.memoizedState.hydrationErrors = a), a = !0;
						if (!a) {
							if (t.flags & 256) return es(t), t;
							es(t);
							return null;
						}
					}
					es(t);
					if (0 !== (t.flags & 128)) return t.lanes = n, t;
					n = null !== i;
					e = null !== e && null !== e.memoizedState;
					n && (i = t.child, a = null, null !== i.alternate && null !== i.alternate.memoizedState && null !== i.alternate.memoizedState.cachePool && (a = i.alternate.memoizedState.cachePool.pool), o = null, null !== i.memoizedState && null !== i.memoizedState.cachePool && (o = i.memoizedState.cachePool.pool), o !== a && (i.flags |= 2048));
					n !== e && n && (t.child.flags |= 8192);
					kl(t, t.updateQueue);
					z(t);
					return null;
				case 4: return Fe(), null === e && ep(t.stateNode.containerInfo), t.flags |= 67108864, z(t), null;
				case 10: return Ra(t.type), z(t), null;
				case 19:
					rs(t);
					i = t.memoizedState;
					if (null === i) return z(t), null;
					a = 0 !== (t.flags & 128);
					o = i.rendering;
					if (null === o) if (a) Al(i, !1);
					else {
						if (0 !== Y || null !== e && 0 !== (e.flags & 128)) for (e = t.child; null !== e;) {
							o = is(e);
							if (null !== o) {
								t.flags |= 128;
								Al(i, !1);
								e = o.updateQueue;
								t.updateQueue = e;
								kl(t, e);
								t.subtreeFlags = 0;
								e = n;
								for (n = t.child; null !== n;) na(n, e), n = n.sibling;
								ns(t, ts.current & 1 | 2);
								k && ya(t, i.treeForkCount);
								return t.child;
							}
							e = e.sibling;
						}
						null !== i.tail && Xe() > Td && (t.flags |= 128, a = !0, Al(i, !1), t.lanes = 4194304);
					}
					else {
						if (!a) if (e = is(o), null !== e) {
							if (t.flags |= 128, a = !0, e = e.updateQueue, t.updateQueue = e, kl(t, e), Al(i, !0), null === i.tail && "collapsed" !== i.tailMode && "visible" !== i.tailMode && !o.alternate && !k) return z(t), null;
						} else 2 * Xe() - i.renderingStartTime > Td && 536870912 !== n && (t.flags |= 128, a = !0, Al(i, !1), t.lanes = 4194304);
						i.isBackwards ? (o.sibling = t.child, t.child = o) : (e = i.last, null !== e ? e.sibling = o : t.child = o, i.last = o);
					}
					if (null !== i.tail) {
						e = i.tail;
						a: {
							for (n = e; null !== n;) {
								if (null !== n.alternate) {
									n = !1;
									break a;
								}
								n = n.sibling;
							}
							n = !0;
						}
						i.rendering = e;
						i.tail = e.sibling;
						i.renderingStartTime = Xe();
						e.sibling = null;
						o = ts.current;
						o = a ? o & 1 | 2 : o & 1;
						"visible" === i.tailMode || "collapsed" === i.tailMode || !n || k ? ns(t, o) : (n = o, w(Jo, t), w(ts, n), null === Yo && (Yo = t));
						k && ya(t, i.treeForkCount);
						return e;
					}
					z(t);
					return null;
				case 22:
				case 23: return es(t), qo(), i = null !== t.memoizedState, null !== e ? null !== e.memoizedState !== i && (t.flags |= 8192) : i && (t.flags |= 8192), i ? 0 !== (n & 536870912) && 0 === (t.flags & 128) && (z(t), t.subtreeFlags & 6 && (t.flags |= 8192)) : z(t), n = t.updateQueue, null !== n && kl(t, n.retryQueue), n = null, null !== e && null !== e.memoizedState && null !== e.memoizedState.cachePool && (n = e.memoizedState.cachePool.pool), i = null, null !== t.memoizedState && null !== t.memoizedState.cachePool && (i = t.memoizedState.cachePool.pool), i !== n && (t.flags |= 2048), null !== e && ke(co), null;
				case 24: return n = null, null !== e && (n = e.memoizedState.cache), t.memoizedState.cache !== n && (t.flags |= 2048), Ra(j), z(t), null;
				case 25: return null;
				case 30: return t.flags |= 33554432, z(t), null;
			}
			throw Error(r(156, t.tag));
		}
		function Ml(e, t) {
			Sa(t);
			switch (t.tag) {
				case 1: return e = t.flags, e & 65536 ? (t.flags = e & -65537 | 128, t) : null;
				case 3: return Ra(j), Fe(), e = t.flags, 0 !== (e & 65536) && 0 === (e & 128) ? (t.flags = e & -65537 | 128, t) : null;
				case 26:
				case 27:
				case 5: return Le(t), null;
				case 31:
					if (null !== t.memoizedState) {
						es(t);
						if (null === t.alternate) throw Error(r(340));
						ja();
					}
					e = t.flags;
					return e & 65536 ? (t.flags = e & -65537 | 128, t) : null;
				case 13:
					es(t);
					e = t.memoizedState;
					if (null !== e && null !== e.dehydrated) {
						if (null === t.alternate) throw Error(r(340));
						ja();
					}
					e = t.flags;
					return e & 65536 ? (t.flags = e & -65537 | 128, t) : null;
				case 19: return rs(t), e = t.flags, e & 65536 ? (t.flags = e & -65537 | 128, e = t.memoizedState, null !== e && (e.rendering = null, e.tail = null), t.flags |= 4, t) : null;
				case 4: return Fe(), null;
				case 10: return Ra(t.type), null;
				case 22:
				case 23: return es(t), qo(), null !== e && ke(co), e = t.flags, e & 65536 ? (t.flags = e & -65537 | 128, t) : null;
				case 24: return Ra(j), null;
				case 25: return null;
				default: return null;
			}
		}
		function Nl(e, t) {
			Sa(t);
			switch (t.tag) {
				case 3:
					Ra(j);
					Fe();
					break;
				case 26:
				case 27:
				case 5:
					Le(t);
					break;
				case 4:
					Fe();
					break;
				case 31:
					null !== t.memoizedState && es(t);
					break;
				case 13:
					es(t);
					break;
				case 19:
					rs(t);
					break;
				case 10:
					Ra(t.type);
					break;
				case 22:
				case 23:
					es(t);
					qo();
					null !== e && ke(co);
					break;
				case 24: Ra(j);
			}
		}
		function Pl(e, t) {
			try {
				var n = t.updateQueue, r = null !== n ? n.lastEffect : null;
				if (null !== r) {
					var i = r.next;
					n = i;
					do {
						if ((n.tag & e) === e) {
							r = void 0;
							var a = n.create, o = n.inst;
							r = a();
							o.destroy = r;
						}
						n = n.next;
					} while (n !== i);
				}
			} catch (e) {
				Z(t, t.return, e);
			}
		}
		function Fl(e, t, n) {
			try {
				var r = t.updateQueue, i = null !== r ? r.lastEffect : null;
				if (null !== i) {
					var a = i.next;
					r = a;
					do {
						if ((r.tag & e) === e) {
							var o = r.inst, s = o.destroy;
							if (void 0 !== s) {
								o.destroy = void 0;
								i = t;
								var c = n, l = s;
								try {
									l();
								} catch (e) {
									Z(i, c, e);
								}
							}
						}
						r = r.next;
					} while (r !== a);
				}
			} catch (e) {
				Z(t, t.return, e);
			}
		}
		function Il(e) {
			var t = e.updateQueue;
			if (null !== t) {
				var n = e.stateNode;
				try {
					Ho(t, n);
				} catch (t) {
					Z(e, e.return, t);
				}
			}
		}
		function Ll(e, t, n) {
			n.props = Lc(e.type, e.memoizedProps);
			n.state = e.memoizedState;
			try {
				n.componentWillUnmount();
			} catch (n) {
				Z(e, t, n);
			}
		}
		function Rl(e, t) {
			try {
				var n = e.ref;
				if (null !== n) {
					switch (e.tag) {
						case 26:
						case 27:
						case 5:
							var r = e.stateNode;
							break;
						case 30:
							var i = e.stateNode, a = Ri(e.memoizedProps, i);
							if (null === i.ref || i.ref.name !== a) i.ref = Wp(a);
							r = i.ref;
							break;
						case 7:
							if (null === e.stateNode) {
								var o = new Gp(e);
								d(e.child, !1, cm, o, void 0, void 0);
								e.stateNode = o;
							}
							r = e.stateNode;
							break;
						default: r = e.stateNode;
					}
					"function" === typeof n ? e.refCleanup = n(r) : n.current = r;
				}
			} catch (n) {
				Z(e, t, n);
			}
		}
		function zl(e, t) {
			var n = e.ref, r = e.refCleanup;
			if (null !== n) if ("function" === typeof r) try {
				r();
			} catch (n) {
				Z(e, t, n);
			} finally {
				e.refCleanup = null, e = e.alternate, null != e && (e.refCleanup = null);
			}
			else if ("function" === typeof n) try {
				n(null);
			} catch (n) {
				Z(e, t, n);
			}
			else n.current = null;
		}
		function Bl(e, t) {
			if ((5 === e.tag || 27 === e.tag || 6 === e.tag) && null === e.alternate && null !== t) for (var n = 0; n < t.length; n++) um(e.stateNode, t[n]);
		}
		function Vl(e) {
			for (var t = e.return; null !== t;) {
				Wl(t) && um(e.stateNode, t.stateNode);
				if (Ul(t)) break;
				t = t.return;
			}
		}
		function Hl(e) {
			for (var t = e.return; null !== t;) {
				Wl(t) && dm(e.stateNode, t.stateNode);
				if (Ul(t)) break;
				t = t.return;
			}
		}
		function Ul(e) {
			return 5 === e.tag || 3 === e.tag || 27 === e.tag;
		}
		function Wl(e) {
			return e && 7 === e.tag && null !== e.stateNode;
		}
		function Gl(e) {
			var t = e.type, n = e.memoizedProps, r = e.stateNode;
			try {
				a: switch (t) {
					case "button":
					case "input":
					case "select":
					case "textarea":
						n.autoFocus && r.focus();
						break a;
					case "img": n.src ? r.src = n.src : n.srcSet && (r.srcset = n.srcSet);
				}
			} catch (t) {
				Z(e, e.return, t);
			}
		}
		function Kl(e, t, n) {
			try {
				var r = e.stateNode;
				mp(r, e.type, n, t);
				r[Nt] = t;
			} catch (t) {
				Z(e, e.return, t);
			}
		}
		function ql(e) {
			return 5 === e.tag || 3 === e.tag || 26 === e.tag || 27 === e.tag && Mp(e.type) || 4 === e.tag;
		}
		function Jl(e) {
			a: for (;;) {
				for (; null === e.sibling;) {
					if (null === e.return || ql(e.return)) return null;
					e = e.return;
				}
				e.sibling.return = e.return;
				for (e = e.sibling; 5 !== e.tag && 6 !== e.tag && 18 !== e.tag;) {
					if (27 === e.tag && Mp(e.type)) continue a;
					if (e.flags & 2) continue a;
					if (null === e.child || 4 === e.tag) continue a;
					else e.child.return = e, e = e.child;
				}
				if (!(e.flags & 2)) return e.stateNode;
			}
		}
		function Yl(e, t, n, r) {
			var i = e.tag;
			if (5 === i || 6 === i) i = e.stateNode, t ? (9 === n.nodeType ? n.body : "HTML" === n.nodeName ? n.ownerDocument.body : n).insertBefore(i, t) : (t = 9 === n.nodeType ? n.body : "HTML" === n.nodeName ? n.ownerDocument.body : n, t.appendChild(i), n = n._reactRootContainer, null !== n && void 0 !== n || null !== t.onclick || (t.onclick = Dn)), Bl(e, r), E = !0;
			else if (4 !== i && (27 === i && (Bl(e, r), r = null, Mp(e.type) && (n = e.stateNode, t = null)), e = e.child, null !== e)) for (Yl(e, t, n, r), e = e.sibling; null !== e;) Yl(e, t, n, r), e = e.sibling;
		}
		function Xl(e, t, n, r) {
			var i = e.tag;
			if (5 === i || 6 === i) i = e.stateNode, t ? n.insertBefore(i, t) : n.appendChild(i), Bl(e, r), E = !0;
			else if (4 !== i && (27 === i && (Bl(e, r), r = null, Mp(e.type) && (n = e.stateNode)), e = e.child, null !== e)) for (Xl(e, t, n, r), e = e.sibling; null !== e;) Xl(e, t, n, r), e = e.sibling;
		}
		function Zl(e) {
			var t = e.stateNode, n = e.memoizedProps;
			try {
				for (var r = e.type, i = t.attributes; i.length;) t.removeAttributeNode(i[0]);
				fp(t, r, n);
				t[Mt] = e;
				t[Nt] = n;
			} catch (t) {
				Z(e, e.return, t);
			}
		}
		var Ql = !1;
		var $l = null;
		function eu(e) {
			if (30 === e.tag || 0 !== (e.subtreeFlags & 33554432)) Ql = !0;
		}
		var tu = null;
		function nu() {
			var e = tu;
			tu = null;
			return e;
		}
		var ru = 0;
		function iu(e, t, n, r, i) {
			ru = 0;
			return au(e.child, t, n, r, i);
		}
		function au(e, t, n, r, i) {
			for (var a = !1; null !== e;) {
				if (5 === e.tag) {
					var o = e.stateNode;
					if (null !== r) {
						var s = Rp(o);
						r.push(s);
						s.view && (a = !0);
					} else a || Rp(o).view && (a = !0);
					Ql = !0;
					Fp(o, 0 === ru ? t : t + "_" + ru, n);
					ru++;
				} else if (22 !== e.tag || null === e.memoizedState) 30 === e.tag && i || au(e.child, t, n, r, i) && (a = !0);
				e = e.sibling;
			}
			return a;
		}
		function ou(e, t) {
			for (; null !== e;) {
				if (5 === e.tag) Ip(e.stateNode, e.memoizedProps);
				else if (22 !== e.tag || null === e.memoizedState) 30 === e.tag && t || ou(e.child, t);
				e = e.sibling;
			}
		}
		function su(e) {
			if (0 !== (e.subtreeFlags & 18874368)) for (e = e.child; null !== e;) {
				if (22 !== e.tag || null === e.memoizedState) {
					if (su(e), 30 === e.tag && 0 !== (e.flags & 18874368) && e.stateNode.paired) {
						var t = e.memoizedProps;
						if (null == t.name || "auto" === t.name) throw Error(r(544));
						var n = t.name;
						t = Bi(t.default, t.share);
						"none" !== t && (iu(e, n, t, null, !1) || ou(e.child, !1));
					}
				}
				e = e.sibling;
			}
		}
		function cu(e, t) {
			if (30 === e.tag) {
				var n = e.stateNode, r = e.memoizedProps, i = Ri(r, n), a = Bi(r.default, n.paired ? r.share : r.enter);
				"none" !== a ? iu(e, i, a, null, !1) ? (su(e), n.paired || t || Vd(e, r.onEnter)) : ou(e.child, !1) : su(e);
			} else if (0 !== (e.subtreeFlags & 33554432)) for (e = e.child; null !== e;) cu(e, t), e = e.sibling;
			else su(e);
		}
		function lu(e) {
			if (null !== $l && 0 !== $l.size) {
				var t = $l;
				if (0 !== (e.subtreeFlags & 18874368)) for (e = e.child; null !== e;) {
					if (22 !== e.tag || null === e.memoizedState) {
						if (30 === e.tag && 0 !== (e.flags & 18874368)) {
							var n = e.memoizedProps, r = n.name;
							if (null != r && "auto" !== r) {
								var i = t.get(r);
								if (void 0 !== i) {
									var a = Bi(n.default, n.share);
									"none" !== a && (iu(e, r, a, null, !1) ? (a = e.stateNode, i.paired = a, a.paired = i, Vd(e, n.onShare)) : ou(e.child, !1));
									t.delete(r);
									if (0 === t.size) break;
								}
							}
						}
						lu(e);
					}
					e = e.sibling;
				}
			}
		}
		function uu(e) {
			if (30 === e.tag) {
				var t = e.memoizedProps, n = Ri(t, e.stateNode), r = null !== $l ? $l.get(n) : void 0, i = Bi(t.default, void 0 !== r ? t.share : t.exit);
				"none" !== i && (iu(e, n, i, null, !1) ? void 0 !== r ? (i = e.stateNode, r.paired = i, i.paired = r, $l.delete(n), Vd(e, t.onShare)) : Vd(e, t.onExit) : ou(e.child, !1));
				null !== $l && lu(e);
			} else if (0 !== (e.subtreeFlags & 33554432)) for (e = e.child; null !== e;) uu(e), e = e.sibling;
			else null !== $l && lu(e);
		}
		function du(e) {
			for (e = e.child; null !== e;) {
				if (30 === e.tag) {
					var t = e.memoizedProps, n = Ri(t, e.stateNode);
					t = Bi(t.default, t.update);
					e.flags &= -5;
					"none" !== t && iu(e, n, t, e.memoizedState = [], !1);
				} else 0 !== (e.subtreeFlags & 33554432) && du(e);
				e = e.sibling;
			}
		}
		function fu(e) {
			if (0 !== (e.subtreeFlags & 18874368)) for (e = e.child; null !== e;) {
				if (22 !== e.tag || null === e.memoizedState) {
					if (30 === e.tag && 0 !== (e.flags & 18874368)) {
						var t = e.stateNode;
						null !== t.paired && (t.paired = null, ou(e.child, !1));
					}
					fu(e);
				}
				e = e.sibling;
			}
		}
		function pu(e) {
			if (30 === e.tag) e.stateNode.paired = null, ou(e.child, !1), fu(e);
			else if (0 !== (e.subtreeFlags & 33554432)) for (e = e.child; null !== e;) pu(e), e = e.sibling;
			else fu(e);
		}
		function mu(e) {
			for (e = e.child; null !== e;) 30 === e.tag ? ou(e.child, !1) : 0 !== (e.subtreeFlags & 33554432) && mu(e), e = e.sibling;
		}
		function hu(e, t, n, r, i, a, o) {
			for (var s = !1; null !== t;) {
				if (5 === t.tag) {
					var c = t.stateNode;
					if (null !== a && ru < a.length) {
						var l = a[ru], u = Rp(c);
						if (l.view || u.view) s = !0;
						var d;
						if (d = 0 === (e.flags & 4)) if (u.clip) d = !0;
						else {
							d = l.rect;
							var f = u.rect;
							d = d.y !== f.y || d.x !== f.x || d.height !== f.height || d.width !== f.width;
						}
						d && (e.flags |= 4);
						u.abs ? u = !l.abs : (l = l.rect, u = u.rect, u = l.height !== u.height || l.width !== u.width);
						u && (e.flags |= 32);
					} else e.flags |= 32;
					0 !== (e.flags & 4) && Fp(c, 0 === ru ? n : n + "_" + ru, i);
					s && 0 !== (e.flags & 4) || (null === tu && (tu = []), tu.push(c, 0 === ru ? r : r + "_" + ru, t.memoizedProps));
					ru++;
				} else if (22 !== t.tag || null === t.memoizedState) 30 === t.tag && o ? e.flags |= t.flags & 32 : hu(e, t.child, n, r, i, a, o) && (s = !0);
				t = t.sibling;
			}
			return s;
		}
		function gu(e, t) {
			for (e = e.child; null !== e;) {
				if (30 === e.tag) {
					var n = e.memoizedProps, r = e.stateNode, i = Ri(n, r), a = Bi(n.default, n.update);
					if (t) {
						r = r.clones;
						var o = null === r ? null : r.map(zp);
					} else o = e.memoizedState, e.memoizedState = null;
					r = e;
					var s = e.child;
					ru = 0;
					i = hu(r, s, i, i, a, o, !1);
					0 !== (e.flags & 4) && i && (t || Vd(e, n.onUpdate));
				} else 0 !== (e.subtreeFlags & 33554432) && gu(e, t);
				e = e.sibling;
			}
		}
		var B = !1;
		var V = !1;
		var _u = !1;
		var vu = !1;
		var yu = "function" === typeof WeakSet ? WeakSet : Set;
		var H = null;
		var bu = !1;
		var xu = !1;
		var Su = !1;
		var Cu = !1;
		function wu(e, t, n) {
			e = e.containerInfo;
			_p = Eh;
			e = mi(e);
			if (hi(e)) {
				if ("selectionStart" in e) var r = {
					start: e.selectionStart,
					end: e.selectionEnd
				};
				else a: {
					r = (r = e.ownerDocument) && r.defaultView || window;
					var i = r.getSelection && r.getSelection();
					if (i && 0 !== i.rangeCount) {
						r = i.anchorNode;
						var a = i.anchorOffset, o = i.focusNode;
						i = i.focusOffset;
						try {
							r.nodeType, o.nodeType;
						} catch (e) {
							r = null;
							break a;
						}
						var s = 0, c = -1, l = -1, u = 0, d = 0, f = e, p = null;
						b: for (;;) {
							for (var m;;) {
								f !== r || 0 !== a && 3 !== f.nodeType || (c = s + a);
								f !== o || 0 !== i && 3 !== f.nodeType || (l = s + i);
								3 === f.nodeType && (s += f.nodeValue.length);
								if (null === (m = f.firstChild)) break;
								p = f;
								f = m;
							}
							for (;;) {
								if (f === e) break b;
								p === r && ++u === a && (c = s);
								p === o && ++d === i && (l = s);
								if (null !== (m = f.nextSibling)) break;
								f = p;
								p = f.parentNode;
							}
							f = m;
						}
						r = -1 === c || -1 === l ? null : {
							start: c,
							end: l
						};
					} else r = null;
				}
				r = r || {
					start: 0,
					end: 0
				};
			} else r = null;
			vp = {
				focusedElem: e,
				selectionRange: r
			};
			Eh = !1;
			n = (n & 335544064) === n;
			H = t;
			for (t = n ? 9270 : 1024; null !== H;) {
				e = H;
				if (n && (r = e.deletions, null !== r)) for (a = 0; a < r.length; a++) n && uu(r[a]);
				if (null === e.alternate && 0 !== (e.flags & 2)) n && eu(e), Tu(n);
				else {
					if (22 === e.tag) {
						if (r = e.alternate, null !== e.memoizedState) {
							null !== r && null === r.memoizedState && n && uu(r);
							Tu(n);
							continue;
						} else if (null !== r && null !== r.memoizedState) {
							n && eu(e);
							Tu(n);
							continue;
						}
					}
					r = e.child;
					0 !== (e.subtreeFlags & t) && null !== r ? (r.return = e, H = r) : (n && du(e), Tu(n));
				}
			}
			$l = null;
		}
		function Tu(e) {
			for (; null !== H;) {
				var t = H, n = e, i = t.alternate, a = t.flags;
				switch (t.tag) {
					case 0:
					case 11:
					case 15: break;
					case 1:
						if (0 !== (a & 1024) && null !== i) {
							n = void 0;
							a = i.memoizedProps;
							i = i.memoizedState;
							var o = t.stateNode;
							try {
								var s = Lc(t.type, a);
								n = o.getSnapshotBeforeUpdate(s, i);
								o.__reactInternalSnapshotBeforeUpdate = n;
							} catch (e) {
								Z(t, t.return, e);
							}
						}
						break;
					case 3:
						if (0 !== (a & 1024)) {
							if (i = t.stateNode.containerInfo, n = i.nodeType, 9 === n) fm(i);
							else if (1 === n) switch (i.nodeName) {
								case "HEAD":
								case "HTML":
								case "BODY":
									fm(i);
									break;
								default: i.textContent = "";
							}
						}
						break;
					case 5:
					case 26:
					case 27:
					case 6:
					case 4:
					case 17: break;
					case 30:
						n && null !== i && (n = Ri(i.memoizedProps, i.stateNode), a = t.memoizedProps, a = Bi(a.default, a.update), "none" !== a && iu(i, n, a, i.memoizedState = [], !0));
						break;
					default: if (0 !== (a & 1024)) throw Error(r(163));
				}
				i = t.sibling;
				if (null !== i) {
					i.return = t.return;
					H = i;
					break;
				}
				H = t.return;
			}
		}
		function Eu(e, t, n) {
			var r = n.flags;
			switch (n.tag) {
				case 0:
				case 11:
				case 15:
					Gu(e, n);
					r & 4 && Pl(5, n);
					break;
				case 1:
					Gu(e, n);
					if (r & 4) if (e = n.stateNode, null === t) try {
						e.componentDidMount();
					} catch (e) {
						Z(n, n.return, e);
					}
					else {
						var i = Lc(n.type, t.memoizedProps);
						t = t.memoizedState;
						try {
							e.componentDidUpdate(i, t, e.__reactInternalSnapshotBeforeUpdate);
						} catch (e) {
							Z(n, n.return, e);
						}
					}
					r & 64 && Il(n);
					r & 512 && Rl(n, n.return);
					break;
				case 3:
					Gu(e, n);
					if (r & 64 && (e = n.updateQueue, null !== e)) {
						t = null;
						if (null !== n.child) switch (n.child.tag) {
							case 27:
							case 5:
								t = n.child.stateNode;
								break;
							case 1: t = n.child.stateNode;
						}
						try {
							Ho(e, t);
						} catch (e) {
							Z(n, n.return, e);
						}
					}
					break;
				case 27: null === t && r & 4 && Zl(n);
				case 26:
				case 5:
					Gu(e, n);
					null === t && r & 4 && Gl(n);
					r & 512 && Rl(n, n.return);
					break;
				case 12:
					Gu(e, n);
					break;
				case 31:
					Gu(e, n);
					r & 4 && Pu(e, n);
					break;
				case 13:
					Gu(e, n);
					r & 4 && Fu(e, n);
					r & 64 && (e = n.memoizedState, null !== e && (e = e.dehydrated, null !== e && (n = Tf.bind(null, n), vm(e, n))));
					break;
				case 22:
					r = null !== n.memoizedState || B;
					if (!r) {
						var a = null !== t && null !== t.memoizedState || V;
						t = B;
						i = V;
						B = r;
						(V = a) && !i ? (r = 2, 0 !== (n.subtreeFlags & 8772) && (r |= 1), qu(e, n, r)) : Gu(e, n);
						B = t;
						V = i;
					}
					break;
				case 30:
					Gu(e, n);
					r & 512 && Rl(n, n.return);
					break;
				case 7: r & 512 && Rl(n, n.return);
				default: Gu(e, n);
			}
		}
		function Du(e, t) {
			for (e = e.child; null !== e;) Ou(e, t), e = e.sibling;
		}
		function Ou(e, t) {
			switch (e.tag) {
				case 5:
				case 26:
					try {
						var n = e.stateNode;
						if (t) {
							var r = n.style;
							"function" === typeof r.setProperty ? r.setProperty("display", "none", "important") : r.display = "none";
						} else {
							var i = e.stateNode, a = e.memoizedProps.style, o = void 0 !== a && null !== a && a.hasOwnProperty("display") ? a.display : null;
							i.style.display = null == o || "boolean" === typeof o ? "" : ("" + o).trim();
						}
					} catch (t) {
						Z(e, e.return, t);
					}
					ku(e, t);
					break;
				case 6:
					try {
						e.stateNode.nodeValue = t ? "" : e.memoizedProps, E = !0;
					} catch (t) {
						Z(e, e.return, t);
					}
					break;
				case 18:
					try {
						var s = e.stateNode;
						t ? Pp(s, !0) : Pp(e.stateNode, !1);
					} catch (t) {
						Z(e, e.return, t);
					}
					break;
				case 22:
				case 23:
					null === e.memoizedState && Du(e, t);
					break;
				default: Du(e, t);
			}
		}
		function ku(e, t) {
			if (e.subtreeFlags & 67108864) for (e = e.child; null !== e;) {
				a: {
					var n = e, r = t;
					switch (n.tag) {
						case 4:
							Ou(n, r);
							break a;
						case 22:
							null === n.memoizedState && ku(n, r);
							break a;
						default: ku(n, r);
					}
				}
				e = e.sibling;
			}
		}
		function Au(e) {
			var t = e.alternate;
			null !== t && (e.alternate = null, Au(t));
			e.child = null;
			e.deletions = null;
			e.sibling = null;
			5 === e.tag && (t = e.stateNode, null !== t && Vt(t));
			e.stateNode = null;
			e.return = null;
			e.dependencies = null;
			e.memoizedProps = null;
			e.memoizedState = null;
			e.pendingProps = null;
			e.stateNode = null;
			e.updateQueue = null;
		}
		var U = null;
		var ju = !1;
		function Mu(e, t, n) {
			for (n = n.child; null !== n;) Nu(e, t, n), n = n.sibling;
		}
		function Nu(e, t, n) {
			if (ot && "function" === typeof ot.onCommitFiberUnmount) try {
				ot.onCommitFiberUnmount(at, n);
			} catch (e) {}
			switch (n.tag) {
				case 26:
					V || zl(n, t);
					Mu(e, t, n);
					n.memoizedState ? n.memoizedState.count-- : n.stateNode && !V && (n = n.stateNode, n.parentNode.removeChild(n));
					break;
				case 27:
					V || zl(n, t);
					Hl(n);
					var r = U, i = ju;
					Mp(n.type) && (U = n.stateNode, ju = !1);
					Mu(e, t, n);
					Em(n.stateNode, n.type, n.memoizedProps);
					U = r;
					ju = i;
					break;
				case 5: V || zl(n, t), Hl(n);
				case 6:
					6 === n.tag && Hl(n);
					r = U;
					i = ju;
					U = null;
					Mu(e, t, n);
					U = r;
					ju = i;
					if (null !== U) if (ju) try {
						(9 === U.nodeType ? U.body : "HTML" === U.nodeName ? U.ownerDocument.body : U).removeChild(n.stateNode), E = !0;
					} catch (e) {
						Z(n, t, e);
					}
					else try {
						U.removeChild(n.stateNode), E = !0;
					} catch (e) {
						Z(n, t, e);
					}
					break;
				case 18:
					null !== U && (ju ? (e = U, Np(9 === e.nodeType ? e.body : "HTML" === e.nodeName ? e.ownerDocument.body : e, n.stateNode), Qh(e)) : Np(U, n.stateNode));
					break;
				case 4:
					r = U;
					i = ju;
					U = n.stateNode.containerInfo;
					ju = !0;
					Mu(e, t, n);
					U = r;
					ju = i;
					break;
				case 0:
				case 11:
				case 14:
				case 15:
					Fl(2, n, t);
					V || Fl(4, n, t);
					Mu(e, t, n);
					break;
				case 1:
					V || (zl(n, t), r = n.stateNode, "function" === typeof r.componentWillUnmount && Ll(n, t, r));
					Mu(e, t, n);
					break;
				case 21:
					Mu(e, t, n);
					break;
				case 22:
					V = (r = V) || null !== n.memoizedState;
					Mu(e, t, n);
					V = r;
					break;
				case 30:
					zl(n, t);
					Mu(e, t, n);
					break;
				case 7:
					V || zl(n, t);
					Mu(e, t, n);
					break;
				default: Mu(e, t, n);
			}
		}
		function Pu(e, t) {
			if (null === t.memoizedState && (e = t.alternate, null !== e && (e = e.memoizedState, null !== e))) {
				e = e.dehydrated;
				try {
					Qh(e);
				} catch (e) {
					Z(t, t.return, e);
				}
			}
		}
		function Fu(e, t) {
			if (null === t.memoizedState && (e = t.alternate, null !== e && (e = e.memoizedState, null !== e && (e = e.dehydrated, null !== e)))) try {
				Qh(e);
			} catch (e) {
				Z(t, t.return, e);
			}
		}
		function Iu(e) {
			switch (e.tag) {
				case 31:
				case 13:
				case 19:
					var t = e.stateNode;
					null === t && (t = e.stateNode = new yu());
					return t;
				case 22: return e = e.stateNode, t = e._retryCache, null === t && (t = e._retryCache = new yu()), t;
				default: throw Error(r(435, e.tag));
			}
		}
		function Lu(e, t) {
			var n = Iu(e);
			t.forEach(function(t) {
				if (!n.has(t)) {
					n.add(t);
					var r = Ef.bind(null, e, t);
					t.then(r, r);
				}
			});
		}
		function Ru(e, t, n) {
			var i = t.deletions;
			if (null !== i) for (var a = 0; a < i.length; a++) {
				var o = i[a], s = e, c = t, l = c;
				a: for (; null !== l;) {
					switch (l.tag) {
						case 27:
							if (Mp(l.type)) {
								U = l.stateNode;
								ju = !1;
								break a;
							}
							break;
						case 5:
							U = l.stateNode;
							ju = !1;
							break a;
						case 3:
						case 4:
							U = l.stateNode.containerInfo;
							ju = !0;
							break a;
					}
					l = l.return;
				}
				if (null === U) throw Error(r(160));
				Nu(s, c, o);
				U = null;
				ju = !1;
				s = o.alternate;
				null !== s && (s.return = null);
				o.return = null;
			}
			if (t.subtreeFlags & 13886) for (t = t.child; null !== t;) Bu(t, e, n), t = t.sibling;
		}
		var zu = null;
		function Bu(e, t, n) {
			var i = e.alternate, a = e.flags;
			switch (e.tag) {
				case 0:
				case 11:
				case 14:
				case 15:
					if (a & 4 && (i = e.updateQueue, i = null !== i ? i.events : null, null !== i)) for (var o = 0; o < i.length; o++) {
						var s = i[o];
						s.ref.impl = s.nextImpl;
					}
					Ru(t, e, n);
					Vu(e);
					a & 4 && (Fl(3, e, e.return), Pl(3, e), Fl(5, e, e.return));
					break;
				case 1:
					Ru(t, e, n);
					Vu(e);
					a & 512 && (V || null === i || zl(i, i.return));
					a & 64 && B && (e = e.updateQueue, null !== e && (t = e.callbacks, null !== t && (n = e.shared.hiddenCallbacks, e.shared.hiddenCallbacks = null === n ? t : n.concat(t))));
					break;
				case 26:
					o = zu;
					Ru(t, e, n);
					Vu(e);
					a & 512 && (V || null === i || zl(i, i.return));
					if (a & 4) if (a = null !== i ? i.memoizedState : null, n = e.memoizedState, null === i) if (null === n) if (null === e.stateNode) if (B) e.stateNode = Sp(e.type, e.memoizedProps, t.containerInfo, e);
					else {
						a: {
							t = e.type;
							n = e.memoizedProps;
							a = o.ownerDocument || o;
							b: switch (t) {
								case "title":
									i = a.getElementsByTagName("title")[0];
									if (!i || i[zt] || i[Mt] || "http://www.w3.org/2000/svg" === i.namespaceURI || i.hasAttribute("itemprop")) i = a.createElement(t), a.head.insertBefore(i, a.querySelector("head > title"));
									fp(i, t, n);
									i[Mt] = e;
									T(i);
									t = i;
									break a;
								case "link":
									if (o = th("link", "href", a).get(t + (n.href || ""))) {
										for (s = 0; s < o.length; s++) if (i = o[s], i.getAttribute("href") === (null == n.href || "" === n.href ? null : n.href) && i.getAttribute("rel") === (null == n.rel ? null : n.rel) && i.getAttribute("title") === (null == n.title ? null : n.title) && i.getAttribute("crossorigin") === (null == n.crossOrigin ? null : n.crossOrigin)) {
											o.splice(s, 1);
											break b;
										}
									}
									i = a.createElement(t);
									fp(i, t, n);
									a.head.appendChild(i);
									break;
								case "meta":
									if (o = th("meta", "content", a).get(t + (n.content || ""))) {
										for (s = 0; s < o.length; s++) if (i = o[s], i.getAttribute("content") === (null == n.content ? null : "" + n.content) && i.getAttribute("name") === (null == n.name ? null : n.name) && i.getAttribute("property") === (null == n.property ? null : n.property) && i.getAttribute("http-equiv") === (null == n.httpEquiv ? null : n.httpEquiv) && i.getAttribute("charset") === (null == n.charSet ? null : n.charSet)) {
											o.splice(s, 1);
											break b;
										}
									}
									i = a.createElement(t);
									fp(i, t, n);
									a.head.appendChild(i);
									break;
								default: throw Error(r(468, t));
							}
							i[Mt] = e;
							T(i);
							t = i;
						}
						e.stateNode = t;
					}
					else B || nh(o, e.type, e.stateNode);
					else e.stateNode = Xm(o, n, e.memoizedProps);
					else a !== n ? (null === a ? (t = i.stateNode, null === t || V || t.parentNode.removeChild(t)) : a.count--, null === n ? B || nh(o, e.type, e.stateNode) : Xm(o, n, e.memoizedProps)) : null === n && null !== e.stateNode && Kl(e, e.memoizedProps, i.memoizedProps);
					break;
				case 27:
					Ru(t, e, n);
					Vu(e);
					a & 512 && (V || null === i || zl(i, i.return));
					null !== i && a & 4 && Kl(e, e.memoizedProps, i.memoizedProps);
					break;
				case 5:
					o = _u;
					_u = !1;
					Ru(t, e, n);
					_u = o;
					Vu(e);
					a & 512 && (V || null === i || zl(i, i.return));
					if (e.flags & 32) {
						t = e.stateNode;
						try {
							yn(t, ""), E = !0;
						} catch (t) {
							Z(e, e.return, t);
						}
					}
					a & 4 && null != e.stateNode && (t = e.memoizedProps, Kl(e, t, null !== i ? i.memoizedProps : t));
					a & 1024 && (vu = !0);
					break;
				case 6:
					Ru(t, e, n);
					Vu(e);
					if (a & 4) {
						if (null === e.stateNode) throw Error(r(162));
						t = e.memoizedProps;
						n = e.stateNode;
						try {
							n.nodeValue = t, E = !0;
						} catch (t) {
							Z(e, e.return, t);
						}
					}
					break;
				case 3:
					E = !1;
					eh = null;
					o = zu;
					zu = Am(t.containerInfo);
					Ru(t, e, n);
					zu = o;
					Vu(e);
					if (a & 4 && null !== i && i.memoizedState.isDehydrated) try {
						Qh(t.containerInfo);
					} catch (t) {
						Z(e, e.return, t);
					}
					vu && (vu = !1, Hu(e));
					E = !1;
					break;
				case 4:
					a = _u;
					_u = B;
					i = tn();
					o = zu;
					zu = Am(e.stateNode.containerInfo);
					Ru(t, e, n);
					Vu(e);
					zu = o;
					E && xu && (Su = !0);
					E = i;
					_u = a;
					break;
				case 12:
					Ru(t, e, n);
					Vu(e);
					break;
				case 31:
					Ru(t, e, n);
					Vu(e);
					a & 4 && (t = e.updateQueue, null !== t && (e.updateQueue = null, Lu(e, t)));
					break;
				case 13:
					Ru(t, e, n);
					Vu(e);
					e.child.flags & 8192 && null !== e.memoizedState !== (null !== i && null !== i.memoizedState) && (Cd = Xe());
					a & 4 && (t = e.updateQueue, null !== t && (e.updateQueue = null, Lu(e, t)));
					break;
				case 22:
					o = null !== e.memoizedState;
					s = null !== i && null !== i.memoizedState;
					var c = B, l = V, u = _u;
					B = c || o;
					_u = u || o;
					V = l || s;
					Ru(t, e, n);
					V = l;
					_u = u;
					B = c;
					Vu(e);
					a & 8192 && (t = e.stateNode, t._visibility = o ? t._visibility & -2 : t._visibility | 1, !o || null === i || s || B || V || (t = s || V, n = B, i = V, B = o || B, V = t, Ku(e, 2), B = n, V = i), !o && _u || Du(e, o));
					a & 4 && (t = e.updateQueue, null !== t && (n = t.retryQueue, null !== n && (t.retryQueue = null, Lu(e, n))));
					break;
				case 19:
					Ru(t, e, n);
					Vu(e);
					a & 4 && (t = e.updateQueue, null !== t && (e.updateQueue = null, Lu(e, t)));
					break;
				case 30:
					a & 512 && (V || null === i || zl(i, i.return));
					a = tn();
					o = xu;
					s = (n & 335544064) === n;
					c = e.memoizedProps;
					xu = s && "none" !== Bi(c.default, c.update);
					Ru(t, e, n);
					Vu(e);
					s && null !== i && E && (e.flags |= 4);
					xu = o;
					E = a;
					break;
				case 21: break;
				case 7: a & 512 && (V || null === i || zl(i, i.return)), i && null !== i.stateNode && (i.stateNode._fragmentFiber = e);
				default: Ru(t, e, n), Vu(e);
			}
		}
		function Vu(e) {
			var t = e.flags;
			if (t & 2) {
				try {
					for (var n, i = e.return; null !== i;) {
						if (ql(i)) {
							n = i;
							break;
						}
						i = i.return;
					}
					i = null;
					for (var a = e.return; null !== a;) {
						if (Wl(a)) {
							var o = a.stateNode;
							null === i ? i = [o] : i.push(o);
						}
						if (Ul(a)) break;
						a = a.return;
					}
					var s = i;
					if (null == n) throw Error(r(160));
					switch (n.tag) {
						case 27:
							var c = n.stateNode;
							Xl(e, Jl(e), c, s);
							break;
						case 5:
							var u = n.stateNode;
							n.flags & 32 && (yn(u, ""), n.flags &= -33);
							Xl(e, Jl(e), u, s);
							break;
						case 3:
						case 4:
							var f = n.stateNode.containerInfo;
							Yl(e, Jl(e), f, s);
							break;
						default: throw Error(r(161));
					}
				} catch (t) {
					Z(e, e.return, t);
				}
				e.flags &= -3;
			}
			t & 4096 && (e.flags &= -4097);
		}
		function Hu(e) {
			if (e.subtreeFlags & 1024) for (e = e.child; null !== e;) {
				var t = e;
				Hu(t);
				5 === t.tag && t.flags & 1024 && (t = t.stateNode, Eh = !0, t.reset(), Eh = !1);
				e = e.sibling;
			}
		}
		function Uu(e, t) {
			if (t.subtreeFlags & 9270) for (t = t.child; null !== t;) Wu(t, e), t = t.sibling;
			else gu(t, !1);
		}
		function Wu(e, t) {
			var n = e.alternate;
			if (null === n) cu(e, !1);
			else switch (e.tag) {
				case 3:
					Cu = bu = !1;
					nu();
					Uu(t, e);
					if (!bu && !Su) {
						e = tu;
						if (null !== e) for (var r = 0; r < e.length; r += 3) {
							n = e[r];
							var i = e[r + 1];
							Ip(n, e[r + 2]);
							n = n.ownerDocument.documentElement;
							null !== n && n.animate({
								opacity: [0, 0],
								pointerEvents: ["none", "none"]
							}, {
								duration: 0,
								fill: "forwards",
								pseudoElement: "::view-transition-group(" + i + ")"
							});
						}
						e = t.containerInfo;
						e = 9 === e.nodeType ? e.documentElement : e.ownerDocument.documentElement;
						null !== e && "" === e.style.viewTransitionName && (e.style.viewTransitionName = "none", e.animate({
							opacity: [0, 0],
							pointerEvents: ["none", "none"]
						}, {
							duration: 0,
							fill: "forwards",
							pseudoElement: "::view-transition-group(root)"
						}), e.animate({
							width: [0, 0],
							height: [0, 0]
						}, {
							duration: 0,
							fill: "forwards",
							pseudoElement: "::view-transition"
						}));
						Cu = !0;
					}
					tu = null;
					break;
				case 5:
					Uu(t, e);
					break;
				case 4:
					r = bu;
					bu = !1;
					Uu(t, e);
					bu && (Su = !0);
					bu = r;
					break;
				case 22:
					null === e.memoizedState && (null !== n.memoizedState ? cu(e, !1) : Uu(t, e));
					break;
				case 30:
					r = bu;
					i = nu();
					bu = !1;
					Uu(t, e);
					bu && (e.flags |= 4);
					var a = e.memoizedProps, o = e.stateNode;
					t = Ri(a, o);
					o = Ri(n.memoizedProps, o);
					var s = Bi(a.default, a.update);
					"none" === s ? t = !1 : (a = n.memoizedState, n.memoizedState = null, n = e.child, ru = 0, t = hu(e, n, t, o, s, a, !0), ru !== (null === a ? 0 : a.length) && (e.flags |= 32));
					0 !== (e.flags & 4) && t ? (Vd(e, e.memoizedProps.onUpdate), tu = i) : null !== i && (i.push.apply(i, tu), tu = i);
					bu = 0 !== (e.flags & 32) ? !0 : r;
					break;
				default: Uu(t, e);
			}
		}
		function Gu(e, t) {
			if (t.subtreeFlags & 8772) for (t = t.child; null !== t;) Eu(e, t.alternate, t), t = t.sibling;
		}
		function Ku(e, t) {
			for (e = e.child; null !== e;) {
				var n = e, r = t;
				switch (n.tag) {
					case 0:
					case 11:
					case 14:
					case 15:
						Fl(4, n, n.return);
						Ku(n, r);
						break;
					case 1:
						zl(n, n.return);
						var i = n.stateNode;
						"function" === typeof i.componentWillUnmount && Ll(n, n.return, i);
						Ku(n, r);
						break;
					case 27: 0 !== (r & 2) && Em(n.stateNode, n.type, n.memoizedProps);
					case 5:
						zl(n, n.return);
						5 !== n.tag && 27 !== n.tag || Hl(n);
						Ku(n, r);
						break;
					case 6:
						Hl(n);
						break;
					case 26:
						zl(n, n.return);
						i = n.stateNode;
						null !== n.memoizedState || null === i || V || i.parentNode.removeChild(i);
						Ku(n, r);
						break;
					case 22:
						null === n.memoizedState && Ku(n, r);
						break;
					case 30:
						zl(n, n.return);
						Ku(n, r);
						break;
					case 7: zl(n, n.return);
					default: Ku(n, r);
				}
				e = e.sibling;
			}
		}
		function qu(e, t, n) {
			n = 0 !== (t.subtreeFlags & 8772) ? n : n & -2;
			for (t = t.child; null !== t;) {
				var r = t.alternate, i = e, a = t, o = a.flags, s = 0 !== (n & 1);
				switch (a.tag) {
					case 0:
					case 11:
					case 15:
						qu(i, a, n);
						Pl(4, a);
						break;
					case 1:
						qu(i, a, n);
						r = a;
						i = r.stateNode;
						if ("function" === typeof i.componentDidMount) try {
							i.componentDidMount();
						} catch (e) {
							Z(r, r.return, e);
						}
						r = a;
						i = r.updateQueue;
						if (null !== i) {
							var c = r.stateNode;
							try {
								var l = i.shared.hiddenCallbacks;
								if (null !== l) for (i.shared.hiddenCallbacks = null, i = 0; i < l.length; i++) Vo(l[i], c);
							} catch (e) {
								Z(r, r.return, e);
							}
						}
						s && o & 64 && Il(a);
						Rl(a, a.return);
						break;
					case 27: 0 !== (n & 2) && Zl(a);
					case 5:
						5 !== a.tag && 27 !== a.tag || Vl(a);
						qu(i, a, n);
						s && null === r && o & 4 && Gl(a);
						Rl(a, a.return);
						break;
					case 6:
						Vl(a);
						break;
					case 26:
						c = a.stateNode;
						null !== a.memoizedState || null === c || B || nh(Am(c.ownerDocument), a.type, c);
						qu(i, a, n);
						s && null === r && o & 4 && Gl(a);
						Rl(a, a.return);
						break;
					case 12:
						qu(i, a, n);
						break;
					case 31:
						qu(i, a, n);
						s && o & 4 && Pu(i, a);
						break;
					case 13:
						qu(i, a, n);
						s && o & 4 && Fu(i, a);
						break;
					case 22:
						null === a.memoizedState && qu(i, a, n);
						Rl(a, a.return);
						break;
					case 30:
						qu(i, a, n);
						Rl(a, a.return);
						break;
					case 7: Rl(a, a.return);
					default: qu(i, a, n);
				}
				t = t.sibling;
			}
		}
		function Ju(e, t) {
			var n = null;
			null !== e && null !== e.memoizedState && null !== e.memoizedState.cachePool && (n = e.memoizedState.cachePool.pool);
			e = null;
			null !== t.memoizedState && null !== t.memoizedState.cachePool && (e = t.memoizedState.cachePool.pool);
			e !== n && (null != e && e.refCount++, null != n && Xa(n));
		}
		function Yu(e, t) {
			e = null;
			null !== t.alternate && (e = t.alternate.memoizedState.cache);
			t = t.memoizedState.cache;
			t !== e && (t.refCount++, null != e && Xa(e));
		}
		function Xu(e, t, n, r) {
			var i = (n & 335544064) === n;
			if (t.subtreeFlags & (i ? 10262 : 10256)) for (t = t.child; null !== t;) Zu(e, t, n, r), t = t.sibling;
			else i && mu(t);
		}
		function Zu(e, t, n, r) {
			var i = (n & 335544064) === n;
			i && null === t.alternate && null !== t.return && null !== t.return.alternate && pu(t);
			var a = t.flags;
			switch (t.tag) {
				case 0:
				case 11:
				case 15:
					Xu(e, t, n, r);
					a & 2048 && Pl(9, t);
					break;
				case 1:
					Xu(e, t, n, r);
					break;
				case 3:
					Xu(e, t, n, r);
					i && Cu && (e = e.containerInfo, e = 9 === e.nodeType ? e.body : "HTML" === e.nodeName ? e.ownerDocument.body : e, "root" === e.style.viewTransitionName && (e.style.viewTransitionName = ""), e = e.ownerDocument.documentElement, null !== e && "none" === e.style.viewTransitionName && (e.style.viewTransitionName = ""));
					a & 2048 && (a = null, null !== t.alternate && (a = t.alternate.memoizedState.cache), t = t.memoizedState.cache, t !== a && (t.refCount++, null != a && Xa(a)));
					break;
				case 12:
					if (a & 2048) {
						Xu(e, t, n, r);
						a = t.stateNode;
						try {
							var o = t.memoizedProps, s = o.id, c = o.onPostCommit;
							"function" === typeof c && c(s, null === t.alternate ? "mount" : "update", a.passiveEffectDuration, -0);
						} catch (e) {
							Z(t, t.return, e);
						}
					} else Xu(e, t, n, r);
					break;
				case 31:
					Xu(e, t, n, r);
					break;
				case 13:
					Xu(e, t, n, r);
					break;
				case 23: break;
				case 22:
					o = t.stateNode;
					s = t.alternate;
					null !== t.memoizedState ? (i && null !== s && null === s.memoizedState && pu(s), o._visibility & 2 ? Xu(e, t, n, r) : $u(e, t)) : (i && null !== s && null !== s.memoizedState && pu(t), o._visibility & 2 ? Xu(e, t, n, r) : (o._visibility |= 2, Qu(e, t, n, r, 0 !== (t.subtreeFlags & 10256) || !1)));
					a & 2048 && Ju(s, t);
					break;
				case 24:
					Xu(e, t, n, r);
					a & 2048 && Yu(t.alternate, t);
					break;
				case 30:
					i && (a = t.alternate, null !== a && (ou(a.child, !0), ou(t.child, !0)));
					Xu(e, t, n, r);
					break;
				default: Xu(e, t, n, r);
			}
		}
		function Qu(e, t, n, r, i) {
			i = i && (0 !== (t.subtreeFlags & 10256) || !1);
			for (t = t.child; null !== t;) {
				var a = e, o = t, s = n, c = r, l = o.flags;
				switch (o.tag) {
					case 0:
					case 11:
					case 15:
						Qu(a, o, s, c, i);
						Pl(8, o);
						break;
					case 23: break;
					case 22:
						var u = o.stateNode;
						null !== o.memoizedState ? u._visibility & 2 ? Qu(a, o, s, c, i) : $u(a, o) : (u._visibility |= 2, Qu(a, o, s, c, i));
						i && l & 2048 && Ju(o.alternate, o);
						break;
					case 24:
						Qu(a, o, s, c, i);
						i && l & 2048 && Yu(o.alternate, o);
						break;
					default: Qu(a, o, s, c, i);
				}
				t = t.sibling;
			}
		}
		function $u(e, t) {
			if (t.subtreeFlags & 10256) for (t = t.child; null !== t;) {
				var n = e, r = t, i = r.flags;
				switch (r.tag) {
					case 22:
						$u(n, r);
						i & 2048 && Ju(r.alternate, r);
						break;
					case 24:
						$u(n, r);
						i & 2048 && Yu(r.alternate, r);
						break;
					default: $u(n, r);
				}
				t = t.sibling;
			}
		}
		var ed = 8192;
		function td(e, t, n) {
			if (e.subtreeFlags & ed) for (e = e.child; null !== e;) nd(e, t, n), e = e.sibling;
		}
		function nd(e, t, n) {
			switch (e.tag) {
				case 26:
					td(e, t, n);
					e.flags & ed && (null !== e.memoizedState ? ch(n, zu, e.memoizedState, e.memoizedProps) : (e = e.stateNode, (t & 335544128) === t && sh(n, e)));
					break;
				case 5:
					td(e, t, n);
					e.flags & ed && (e = e.stateNode, (t & 335544128) === t && sh(n, e));
					break;
				case 3:
				case 4:
					var r = zu;
					zu = Am(e.stateNode.containerInfo);
					td(e, t, n);
					zu = r;
					break;
				case 22:
					null === e.memoizedState && (r = e.alternate, null !== r && null !== r.memoizedState ? (r = ed, ed = 16777216, td(e, t, n), ed = r) : td(e, t, n));
					break;
				case 30:
					if (0 !== (e.flags & ed) && (r = e.memoizedProps.name, null != r && "auto" !== r)) {
						var i = e.stateNode;
						i.paired = null;
						null === $l && ($l = new Map());
						$l.set(r, i);
					}
					td(e, t, n);
					break;
				default: td(e, t, n);
			}
		}
		function rd(e) {
			var t = e.alternate;
			if (null !== t && (e = t.child, null !== e)) {
				t.child = null;
				do
					t = e.sibling, e.sibling = null, e = t;
				while (null !== e);
			}
		}
		function id(e) {
			var t = e.deletions;
			if (0 !== (e.flags & 16)) {
				if (null !== t) for (var n = 0; n < t.length; n++) {
					var r = t[n];
					H = r;
					sd(r, e);
				}
				rd(e);
			}
			if (e.subtreeFlags & 10256) for (e = e.child; null !== e;) ad(e), e = e.sibling;
		}
		function ad(e) {
			switch (e.tag) {
				case 0:
				case 11:
				case 15:
					id(e);
					e.flags & 2048 && Fl(9, e, e.return);
					break;
				case 3:
					id(e);
					break;
				case 12:
					id(e);
					break;
				case 22:
					var t = e.stateNode;
					null !== e.memoizedState && t._visibility & 2 && (null === e.return || 13 !== e.return.tag) ? (t._visibility &= -3, od(e)) : id(e);
					break;
				default: id(e);
			}
		}
		function od(e) {
			var t = e.deletions;
			if (0 !== (e.flags & 16)) {
				if (null !== t) for (var n = 0; n < t.length; n++) {
					var r = t[n];
					H = r;
					sd(r, e);
				}
				rd(e);
			}
			for (e = e.child; null !== e;) {
				t = e;
				switch (t.tag) {
					case 0:
					case 11:
					case 15:
						Fl(8, t, t.return);
						od(t);
						break;
					case 22:
						n = t.stateNode;
						n._visibility & 2 && (n._visibility &= -3, od(t));
						break;
					default: od(t);
				}
				e = e.sibling;
			}
		}
		function sd(e, t) {
			for (; null !== H;) {
				var n = H;
				switch (n.tag) {
					case 0:
					case 11:
					case 15:
						Fl(8, n, t);
						break;
					case 23:
					case 22:
						if (null !== n.memoizedState && null !== n.memoizedState.cachePool) {
							var r = n.memoizedState.cachePool.pool;
							null != r && r.refCount++;
						}
						break;
					case 24: Xa(n.memoizedState.cache);
				}
				r = n.child;
				if (null !== r) r.return = n, H = r;
				else a: for (n = e; null !== H;) {
					r = H;
					var i = r.sibling, a = r.return;
					Au(r);
					if (r === n) {
						H = null;
						break a;
					}
					if (null !== i) {
						i.return = a;
						H = i;
						break a;
					}
					H = a;
				}
			}
		}
		var cd = {
			getCacheForType: function(e) {
				var t = A(j), n = t.data.get(e);
				void 0 === n && (n = e(), t.data.set(e, n));
				return n;
			},
			cacheSignal: function() {
				return A(j).controller.signal;
			}
		};
		var ld = "function" === typeof WeakMap ? WeakMap : Map;
		var W = 0;
		var G = null;
		var K = null;
		var q = 0;
		var J = 0;
		var ud = null;
		var dd = !1;
		var fd = !1;
		var pd = !1;
		var md = 0;
		var Y = 0;
		var hd = 0;
		var gd = 0;
		var _d = 0;
		var vd = 0;
		var yd = 0;
		var bd = null;
		var xd = null;
		var Sd = !1;
		var Cd = 0;
		var wd = 0;
		var Td = Infinity;
		var Ed = null;
		var Dd = null;
		var X = 0;
		var Od = null;
		var kd = null;
		var Ad = 0;
		var jd = 0;
		var Md = null;
		var Nd = null;
		var Pd = null;
		var Fd = null;
		var Id = null;
		var Ld = 0;
		var Rd = null;
		function zd() {
			return 0 !== (W & 2) && 0 !== q ? q & -q : null !== S.T ? Hf() : kt();
		}
		function Bd() {
			if (0 === vd) if (0 === (q & 536870912) || k) {
				var e = pt;
				pt <<= 1;
				0 === (pt & 3932160) && (pt = 262144);
				vd = e;
			} else vd = 536870912;
			e = Jo.current;
			null !== e && (e.flags |= 32);
			return vd;
		}
		function Vd(e, t) {
			if (null != t) {
				var n = e.stateNode, r = n.ref;
				null === r && (r = n.ref = Wp(Ri(e.memoizedProps, n)));
				null === Fd && (Fd = []);
				Fd.push(t.bind(null, r));
			}
		}
		function Hd(e, t, n) {
			if (e === G && (2 === J || 9 === J) || null !== e.cancelPendingCommit) Yd(e, 0), Kd(e, q, vd, !1);
			St(e, n);
			if (0 === (W & 2) || e !== G) e === G && (0 === (W & 2) && (gd |= n), 4 === Y && Kd(e, q, vd, !1)), Pf(e);
		}
		function Ud(e, t, n) {
			if (0 !== (W & 6)) throw Error(r(327));
			var i = !n && 0 === (t & 127) && 0 === (t & e.expiredLanes) || _t(e, t), a = i ? rf(e, t) : tf(e, t, !0), o = i;
			do {
				if (0 === a) {
					fd && !i && Kd(e, t, 0, !1);
					break;
				} else {
					n = e.current.alternate;
					if (o && !Gd(n)) {
						a = tf(e, t, !1);
						o = !1;
						continue;
					}
					if (2 === a) {
						o = t;
						if (e.errorRecoveryDisabledLanes & o) var s = 0;
						else s = e.pendingLanes & -536870913, s = 0 !== s ? s : s & 536870912 ? 536870912 : 0;
						if (0 !== s) {
							t = s;
							a: {
								var c = e;
								a = bd;
								var l = c.current.memoizedState.isDehydrated;
								l && (Yd(c, s).flags |= 256);
								s = tf(c, s, !1);
								if (2 !== s && 6 !== s) {
									if (pd && !l) {
										c.errorRecoveryDisabledLanes |= o;
										gd |= o;
										a = 4;
										break a;
									}
									o = xd;
									xd = a;
									null !== o && (null === xd ? xd = o : xd.push.apply(xd, o));
								}
								a = s;
							}
							o = !1;
							if (2 !== a) continue;
						}
					}
					if (1 === a) {
						Yd(e, 0);
						Kd(e, t, 0, !0);
						break;
					}
					a: {
						i = e;
						o = a;
						switch (o) {
							case 0:
							case 1: throw Error(r(345));
							case 4: if ((t & 4194048) !== t && (t & 62914560) !== t) break;
							case 6:
								Kd(i, t, vd, !dd);
								break a;
							case 2:
								xd = null;
								break;
							case 3:
							case 5: break;
							default: throw Error(r(329));
						}
						if ((t & 62914560) === t && (a = Cd + 300 - Xe(), 10 < a)) {
							Kd(i, t, vd, !dd);
							if (0 !== gt(i, 0, !0)) break a;
							Ad = t;
							i.timeoutHandle = Ep(Wd.bind(null, i, n, xd, Ed, Sd, t, vd, gd, yd, dd, o, "Throttled", -0, 0), a);
							break a;
						}
						Wd(i, n, xd, Ed, Sd, t, vd, gd, yd, dd, o, null, -0, 0);
					}
				}
				break;
			} while (1);
			Pf(e);
		}
		function Wd(e, t, n, r, i, a, o, s, c, l, u, d, f, p) {
			e.timeoutHandle = -1;
			var m = t.subtreeFlags, h = (a & 335544064) === a;
			d = null;
			if (h || m & 8192 || 16785408 === (m & 16785408)) {
				if (d = {
					stylesheets: null,
					count: 0,
					imgCount: 0,
					imgBytes: 0,
					suspenseyImages: [],
					waitingForImages: !0,
					waitingForViewTransition: !1,
					unsuspend: Dn
				}, $l = null, nd(t, a, d), h && (m = d, h = e.containerInfo, h = (9 === h.nodeType ? h : h.ownerDocument).__reactViewTransition, null != h && (m.count++, m.waitingForViewTransition = !0, m = fh.bind(m), h.finished.then(m, m))), m = (a & 62914560) === a ? Cd - Xe() : (a & 4194048) === a ? wd - Xe() : 0, m = uh(d, m), null !== m) {
					Ad = a;
					e.cancelPendingCommit = m(df.bind(null, e, t, a, n, r, i, o, s, c, l, u, d, null, f, p));
					Kd(e, a, o, !l);
					return;
				}
			}
			df(e, t, a, n, r, i, o, s, c, l, u, d);
		}
		function Gd(e) {
			for (var t = e;;) {
				var n = t.tag;
				if ((0 === n || 11 === n || 15 === n) && t.flags & 16384 && (n = t.updateQueue, null !== n && (n = n.stores, null !== n))) for (var r = 0; r < n.length; r++) {
					var i = n[r], a = i.getSnapshot;
					i = i.value;
					try {
						if (!ci(a(), i)) return !1;
					} catch (e) {
						return !1;
					}
				}
				n = t.child;
				if (t.subtreeFlags & 16384 && null !== n) n.return = t, t = n;
				else {
					if (t === e) break;
					for (; null === t.sibling;) {
						if (null === t.return || t.return === e) return !0;
						t = t.return;
					}
					t.sibling.return = t.return;
					t = t.sibling;
				}
			}
			return !0;
		}
		function Kd(e, t, n, r) {
			t = vt(e, t);
			t &= ~_d;
			t &= ~gd;
			e.suspendedLanes |= t;
			e.pingedLanes &= ~t;
			r && (e.warmLanes |= t);
			r = e.expirationTimes;
			for (var i = t; 0 < i;) {
				var a = 31 - ct(i), o = 1 << a;
				r[a] = -1;
				i &= ~o;
			}
			0 !== n && wt(e, n, t);
		}
		function qd() {
			return 0 === (W & 6) ? (Ff(0, !1), !1) : !0;
		}
		function Jd() {
			if (null !== K) {
				if (0 === J) var e = K.return;
				else e = K, Ia = Fa = null, bs(e), Co = null, wo = 0, e = K;
				for (; null !== e;) Nl(e.alternate, e), e = e.return;
				K = null;
			}
		}
		function Yd(e, t) {
			var n = e.timeoutHandle;
			-1 !== n && (e.timeoutHandle = -1, Dp(n));
			n = e.cancelPendingCommit;
			null !== n && (e.cancelPendingCommit = null, n());
			Ad = 0;
			Jd();
			G = e;
			K = n = ta(e.current, null);
			q = t;
			J = 0;
			ud = null;
			dd = !1;
			fd = _t(e, t);
			pd = !1;
			yd = vd = _d = gd = hd = Y = 0;
			xd = bd = null;
			Sd = !1;
			md = vt(e, t);
			Gi();
			return n;
		}
		function Xd(e, t) {
			M = null;
			S.H = kc;
			t === po || t === ho ? (t = xo(), J = 3) : t === mo ? (t = xo(), J = 4) : J = t === qc ? 8 : null !== t && "object" === typeof t && "function" === typeof t.then ? 6 : 1;
			ud = t;
			null === K && (Y = 1, Vc(e, la(t, e.current)));
		}
		function Zd() {
			var e = Jo.current;
			return null === e ? !0 : (q & 4194048) === q ? null === Yo ? !0 : !1 : (q & 62914560) === q || 0 !== (q & 536870912) ? e === Yo : !1;
		}
		function Qd() {
			var e = S.H;
			S.H = kc;
			return null === e ? kc : e;
		}
		function $d() {
			var e = S.A;
			S.A = cd;
			return e;
		}
		function ef() {
			Y = 4;
			dd || (q & 4194048) !== q && null !== Jo.current || (fd = !0);
			0 === (hd & 134217727) && 0 === (gd & 134217727) || null === G || Kd(G, q, vd, !1);
		}
		function tf(e, t, n) {
			var r = W;
			W |= 2;
			var i = Qd(), a = $d();
			if (G !== e || q !== t) Ed = null, Yd(e, t);
			t = !1;
			var o = Y;
			a: do
				try {
					if (0 !== J && null !== K) {
						var s = K, c = ud;
						switch (J) {
							case 8:
								Jd();
								o = 6;
								break a;
							case 3:
							case 2:
							case 9:
							case 6:
								null === Jo.current && (t = !0);
								var l = J;
								J = 0;
								ud = null;
								cf(e, s, c, l);
								if (n && fd) {
									o = 0;
									break a;
								}
								break;
							default: l = J, J = 0, ud = null, cf(e, s, c, l);
						}
					}
					nf();
					o = Y;
					break;
				} catch (t) {
					Xd(e, t);
				}
			while (1);
			t && e.shellSuspendCounter++;
			Ia = Fa = null;
			W = r;
			S.H = i;
			S.A = a;
			null === K && (G = null, q = 0, Gi());
			return o;
		}
		function nf() {
			for (; null !== K;) of(K);
		}
		function rf(e, t) {
			var n = W;
			W |= 2;
			var i = Qd(), a = $d();
			G !== e || q !== t ? (Ed = null, Td = Xe() + 500, Yd(e, t)) : fd = _t(e, t);
			a: do
				try {
					if (0 !== J && null !== K) {
						t = K;
						var o = ud;
						b: switch (J) {
							case 1:
								J = 0;
								ud = null;
								cf(e, t, o, 1);
								break;
							case 2:
							case 9:
								if (_o(o)) {
									J = 0;
									ud = null;
									sf(t);
									break;
								}
								t = function() {
									2 !== J && 9 !== J || G !== e || (J = 7);
									Pf(e);
								};
								o.then(t, t);
								break a;
							case 3:
								J = 7;
								break a;
							case 4:
								J = 5;
								break a;
							case 7:
								_o(o) ? (J = 0, ud = null, sf(t)) : (J = 0, ud = null, cf(e, t, o, 7));
								break;
							case 5:
								var s = null;
								switch (K.tag) {
									case 26: s = K.memoizedState;
									case 5:
									case 27:
										var c = K;
										if (s ? ah(s) : c.stateNode.complete) {
											J = 0;
											ud = null;
											var l = c.sibling;
											if (null !== l) K = l;
											else {
												var u = c.return;
												null !== u ? (K = u, lf(u)) : K = null;
											}
											break b;
										}
								}
								J = 0;
								ud = null;
								cf(e, t, o, 5);
								break;
							case 6:
								J = 0;
								ud = null;
								cf(e, t, o, 6);
								break;
							case 8:
								Jd();
								Y = 6;
								break a;
							default: throw Error(r(462));
						}
					}
					af();
					break;
				} catch (t) {
					Xd(e, t);
				}
			while (1);
			Ia = Fa = null;
			S.H = i;
			S.A = a;
			W = n;
			if (null !== K) return 0;
			G = null;
			q = 0;
			Gi();
			return Y;
		}
		function af() {
			for (; null !== K && !Je();) of(K);
		}
		function of(e) {
			var t = Tl(e.alternate, e, md);
			e.memoizedProps = e.pendingProps;
			null === t ? lf(e) : K = t;
		}
		function sf(e) {
			var t = e;
			var n = t.alternate;
			switch (t.tag) {
				case 15:
				case 0:
					t = al(n, t, t.pendingProps, t.type, void 0, q);
					break;
				case 11:
					t = al(n, t, t.pendingProps, t.type.render, t.ref, q);
					break;
				case 5:
					bs(t);
					var r = t;
					r === D && (k ? (ka(r), 5 === r.tag && null != r.stateNode && (O = r.stateNode)) : (ka(r), k = !0));
				default: Nl(n, t), t = K = na(t, md), t = Tl(n, t, md);
			}
			e.memoizedProps = e.pendingProps;
			null === t ? lf(e) : K = t;
		}
		function cf(e, t, n, r) {
			Ia = Fa = null;
			bs(t);
			Co = null;
			wo = 0;
			var i = t.return;
			try {
				if (Kc(e, i, t, n, q)) {
					Y = 1;
					Vc(e, la(n, e.current));
					K = null;
					return;
				}
			} catch (t) {
				if (null !== i) throw K = i, t;
				Y = 1;
				Vc(e, la(n, e.current));
				K = null;
				return;
			}
			if (t.flags & 32768) {
				if (k || 1 === r) e = !0;
				else if (fd || 0 !== (q & 536870912)) e = !1;
				else if (dd = e = !0, 2 === r || 9 === r || 3 === r || 6 === r) r = Jo.current, null !== r && 13 === r.tag && (r.flags |= 16384);
				uf(t, e);
			} else lf(t);
		}
		function lf(e) {
			var t = e;
			do {
				if (0 !== (t.flags & 32768)) {
					uf(t, dd);
					return;
				}
				e = t.return;
				var n = jl(t.alternate, t, md);
				if (null !== n) {
					K = n;
					return;
				}
				t = t.sibling;
				if (null !== t) {
					K = t;
					return;
				}
				K = t = e;
			} while (null !== t);
			0 === Y && (Y = 5);
		}
		function uf(e, t) {
			do {
				var n = Ml(e.alternate, e);
				if (null !== n) {
					n.flags &= 32767;
					K = n;
					return;
				}
				n = e.return;
				null !== n && (n.flags |= 32768, n.subtreeFlags = 0, n.deletions = null);
				if (!t && (e = e.sibling, null !== e)) {
					K = e;
					return;
				}
				K = e = n;
			} while (null !== e);
			Y = 6;
			K = null;
		}
		function df(e, t, n, i, a, o, s, c, l, u, d, f) {
			e.cancelPendingCommit = null;
			do
				yf();
			while (0 !== X);
			if (0 !== (W & 6)) throw Error(r(327));
			if (null !== t) {
				if (t === e.current) throw Error(r(177));
				e === G && (K = G = null, q = 0);
				kd = t;
				Od = e;
				Ad = n;
				Md = a;
				Nd = i;
				ff(e, t, n, s, c, l, f);
			}
		}
		function ff(e, t, n, r, i, a, o) {
			var s = t.lanes | t.childLanes;
			jd = s;
			s |= Wi;
			Ct(e, n, s, r, i, a);
			Fd = null;
			(n & 335544064) === n ? (Id = $a(e), r = 10262) : (Id = null, r = 10256);
			0 !== (t.subtreeFlags & r) || 0 !== (t.flags & r) ? (e.callbackNode = null, e.callbackPriority = 0, Df(et, function() {
				bf();
				return null;
			})) : (e.callbackNode = null, e.callbackPriority = 0);
			Ql = !1;
			r = 0 !== (t.flags & 13878);
			if (0 !== (t.subtreeFlags & 13878) || r) {
				r = S.T;
				S.T = null;
				i = C.p;
				C.p = 2;
				a = W;
				W |= 4;
				try {
					wu(e, t, n);
				} finally {
					W = a, C.p = i, S.T = r;
				}
			}
			X = 1;
			Ql ? Pd = Hp(o, e.containerInfo, Id, hf, gf, mf, _f, bf, pf, null, null) : (hf(), gf(), _f());
		}
		function pf(e) {
			if (0 !== X) {
				var t = Od.onRecoverableError;
				t(e, { componentStack: null });
			}
		}
		function mf() {
			3 === X && (X = 0, Wu(kd, Od), X = 4);
		}
		function hf() {
			if (1 === X) {
				X = 0;
				var e = Od, t = kd, n = Ad, r = 0 !== (t.flags & 13878);
				if (0 !== (t.subtreeFlags & 13878) || r) {
					r = S.T;
					S.T = null;
					var i = C.p;
					C.p = 2;
					var a = W;
					W |= 4;
					try {
						xu = Su = !1;
						Bu(t, e, n);
						n = vp;
						var o = mi(e.containerInfo), s = n.focusedElem, c = n.selectionRange;
						if (o !== s && s && s.ownerDocument && pi(s.ownerDocument.documentElement, s)) {
							if (null !== c && hi(s)) {
								var l = c.start, u = c.end;
								void 0 === u && (u = l);
								if ("selectionStart" in s) s.selectionStart = l, s.selectionEnd = Math.min(u, s.value.length);
								else {
									var d = s.ownerDocument || document, f = d && d.defaultView || window;
									if (f.getSelection) {
										var p = f.getSelection(), m = s.textContent.length, h = Math.min(c.start, m), g = void 0 === c.end ? h : Math.min(c.end, m);
										!p.extend && h > g && (o = g, g = h, h = o);
										var _ = fi(s, h), v = fi(s, g);
										if (_ && v && (1 !== p.rangeCount || p.anchorNode !== _.node || p.anchorOffset !== _.offset || p.focusNode !== v.node || p.focusOffset !== v.offset)) {
											var y = d.createRange();
											y.setStart(_.node, _.offset);
											p.removeAllRanges();
											h > g ? (p.addRange(y), p.extend(v.node, v.offset)) : (y.setEnd(v.node, v.offset), p.addRange(y));
										}
									}
								}
							}
							d = [];
							for (p = s; p = p.parentNode;) 1 === p.nodeType && d.push({
								element: p,
								left: p.scrollLeft,
								top: p.scrollTop
							});
							"function" === typeof s.focus && s.focus();
							for (s = 0; s < d.length; s++) {
								var b = d[s];
								b.element.scrollLeft = b.left;
								b.element.scrollTop = b.top;
							}
						}
						Eh = !!_p;
						vp = _p = null;
					} finally {
						W = a, C.p = i, S.T = r;
					}
				}
				e.current = t;
				X = 2;
			}
		}
		function gf() {
			if (2 === X) {
				X = 0;
				var e = Od, t = kd, n = 0 !== (t.flags & 8772);
				if (0 !== (t.subtreeFlags & 8772) || n) {
					n = S.T;
					S.T = null;
					var r = C.p;
					C.p = 2;
					var i = W;
					W |= 4;
					try {
						Eu(e, t.alternate, t);
					} finally {
						W = i, C.p = r, S.T = n;
					}
				}
				X = 3;
			}
		}
		function _f() {
			if (4 === X || 3 === X) {
				X = 0;
				var e = Pd;
				Pd = null;
				Ye();
				var t = Od, n = kd, r = Ad, i = Nd, a = (r & 335544064) === r ? 10262 : 10256;
				0 !== (n.subtreeFlags & a) || 0 !== (n.flags & a) ? X = 5 : (X = 0, kd = Od = null, vf(t, t.pendingLanes));
				a = t.pendingLanes;
				0 === a && (Dd = null);
				Ot(r);
				n = n.stateNode;
				if (ot && "function" === typeof ot.onCommitFiberRoot) try {
					ot.onCommitFiberRoot(at, n, void 0, 128 === (n.current.flags & 128));
				} catch (e) {}
				if (null !== i) {
					n = S.T;
					a = C.p;
					C.p = 2;
					S.T = null;
					try {
						for (var o = t.onRecoverableError, s = 0; s < i.length; s++) {
							var c = i[s];
							o(c.value, { componentStack: c.stack });
						}
					} finally {
						S.T = n, C.p = a;
					}
				}
				i = Fd;
				o = Id;
				Id = null;
				if (null !== i && (Fd = null, null === o && (o = []), null !== e)) for (c = 0; c < i.length; c++) n = (0, i[c])(o), void 0 !== n && e.finished.finally(n);
				0 !== (Ad & 3) && yf();
				Pf(t);
				a = t.pendingLanes;
				0 !== (r & 261930) && 0 !== (a & 42) ? t === Rd ? Ld++ : (Ld = 0, Rd = t) : (Ld = 0, Rd = null);
				Ff(0, !1);
			}
		}
		function vf(e, t) {
			0 === (e.pooledCacheLanes &= t) && (t = e.pooledCache, null != t && (e.pooledCache = null, Xa(t)));
		}
		function yf() {
			null !== Pd && (Pd.skipTransition(), Pd = null);
			hf();
			gf();
			_f();
			return bf();
		}
		function bf() {
			if (5 !== X) return !1;
			var e = Od, t = jd;
			jd = 0;
			var n = Ot(Ad), i = S.T, a = C.p;
			try {
				C.p = 32 > n ? 32 : n;
				S.T = null;
				n = Md;
				Md = null;
				var o = Od, s = Ad;
				X = 0;
				kd = Od = null;
				Ad = 0;
				if (0 !== (W & 6)) throw Error(r(331));
				var c = W;
				W |= 4;
				ad(o.current);
				Zu(o, o.current, s, n);
				W = c;
				Ff(0, !1);
				if (ot && "function" === typeof ot.onPostCommitFiberRoot) try {
					ot.onPostCommitFiberRoot(at, o);
				} catch (e) {}
				return !0;
			} finally {
				C.p = a, S.T = i, vf(e, t);
			}
		}
		function xf(e, t, n) {
			t = la(n, t);
			t = Uc(e.stateNode, t, 2);
			e = Fo(e, t, 2);
			null !== e && (St(e, 2), Pf(e));
		}
		function Z(e, t, n) {
			if (3 === e.tag) xf(e, e, n);
			else for (; null !== t;) {
				if (3 === t.tag) {
					xf(t, e, n);
					break;
				} else if (1 === t.tag) {
					var r = t.stateNode;
					if ("function" === typeof t.type.getDerivedStateFromError || "function" === typeof r.componentDidCatch && (null === Dd || !Dd.has(r))) {
						e = la(n, e);
						n = Wc(2);
						r = Fo(t, n, 2);
						null !== r && (Gc(n, r, t, e), St(r, 2), Pf(r));
						break;
					}
				}
				t = t.return;
			}
		}
		function Sf(e, t, n) {
			var r = e.pingCache;
			if (null === r) {
				r = e.pingCache = new ld();
				var i = new Set();
				r.set(t, i);
			} else i = r.get(t), void 0 === i && (i = new Set(), r.set(t, i));
			i.has(n) || (pd = !0, i.add(n), e = Cf.bind(null, e, t, n), t.then(e, e));
		}
		function Cf(e, t, n) {
			var r = e.pingCache;
			null !== r && r.delete(t);
			e.pingedLanes |= e.suspendedLanes & n;
			e.warmLanes &= ~n;
			G === e && (q & n) === n && (4 === Y || 3 === Y && (q & 62914560) === q && 300 > Xe() - Cd ? 0 === (W & 2) ? Yd(e, 0) : _d |= n : _d |= n, yd === q && (yd = 0));
			Pf(e);
		}
		function wf(e, t) {
			0 === t && (t = bt());
			e = Ji(e, t);
			null !== e && (St(e, t), Pf(e));
		}
		function Tf(e) {
			var t = e.memoizedState, n = 0;
			null !== t && (n = t.retryLane);
			wf(e, n);
		}
		function Ef(e, t) {
			var n = 0;
			switch (e.tag) {
				case 31:
				case 13:
					var i = e.stateNode;
					var a = e.memoizedState;
					null !== a && (n = a.retryLane);
					break;
				case 19:
					i = e.stateNode;
					break;
				case 22:
					i = e.stateNode._retryCache;
					break;
				default: throw Error(r(314));
			}
			null !== i && i.delete(t);
			wf(e, n);
		}
		function Df(e, t) {
			return Ke(e, t);
		}
		var Of = null;
		var kf = null;
		var Af = !1;
		var jf = !1;
		var Mf = !1;
		var Nf = 0;
		function Pf(e) {
			e !== kf && null === e.next && (null === kf ? Of = kf = e : kf = kf.next = e);
			jf = !0;
			Af || (Af = !0, Vf());
		}
		function Ff(e, t) {
			if (!Mf && jf) {
				Mf = !0;
				do {
					var n = !1;
					for (var r = Of; null !== r;) {
						if (!t) if (0 !== e) {
							var i = r.pendingLanes;
							if (0 === i) var a = 0;
							else {
								var o = r.suspendedLanes, s = r.pingedLanes;
								a = (1 << 31 - ct(42 | e) + 1) - 1;
								a &= i & ~(o & ~s);
								a = a & 201326741 ? a & 201326741 | 1 : a ? a | 2 : 0;
							}
							0 !== a && (n = !0, Bf(r, a));
						} else a = q, a = gt(r, r === G ? a : 0, null !== r.cancelPendingCommit || -1 !== r.timeoutHandle), 0 === (a & 3) || _t(r, a) || (n = !0, Bf(r, a));
						r = r.next;
					}
				} while (n);
				Mf = !1;
			}
		}
		function If() {
			Lf();
		}
		function Lf() {
			jf = Af = !1;
			var e = 0;
			0 !== Nf && Tp() && (e = Nf);
			for (var t = Xe(), n = null, r = Of; null !== r;) {
				var i = r.next, a = Rf(r, t);
				if (0 === a) r.next = null, null === n ? Of = i : n.next = i, null === i && (kf = n);
				else if (n = r, 0 !== e || 0 !== (a & 3)) jf = !0;
				r = i;
			}
			0 !== X && 5 !== X || Ff(e, !1);
			0 !== Nf && (Nf = 0);
		}
		function Rf(e, t) {
			for (var n = e.suspendedLanes, r = e.pingedLanes, i = e.expirationTimes, a = e.pendingLanes & -62914561; 0 < a;) {
				var o = 31 - ct(a), s = 1 << o, c = i[o];
				if (-1 === c) {
					if (0 === (s & n) || 0 !== (s & r)) i[o] = yt(s, t);
				} else c <= t && (e.expiredLanes |= s);
				a &= ~s;
			}
			t = G;
			n = q;
			n = gt(e, e === t ? n : 0, null !== e.cancelPendingCommit || -1 !== e.timeoutHandle);
			r = e.callbackNode;
			if (0 === n || e === t && (2 === J || 9 === J) || null !== e.cancelPendingCommit) return null !== r && null !== r && qe(r), e.callbackNode = null, e.callbackPriority = 0;
			if (0 === (n & 3) || _t(e, n)) {
				t = n & -n;
				if (t === e.callbackPriority) return t;
				null !== r && qe(r);
				switch (Ot(n)) {
					case 2:
					case 8:
						n = $e;
						break;
					case 32:
						n = et;
						break;
					case 268435456:
						n = nt;
						break;
					default: n = et;
				}
				r = zf.bind(null, e);
				n = Ke(n, r);
				e.callbackPriority = t;
				e.callbackNode = n;
				return t;
			}
			null !== r && null !== r && qe(r);
			e.callbackPriority = 2;
			e.callbackNode = null;
			return 2;
		}
		function zf(e, t) {
			if (0 !== X && 5 !== X) return e.callbackNode = null, e.callbackPriority = 0, null;
			var n = e.callbackNode;
			if (yf() && e.callbackNode !== n) return null;
			var r = q;
			r = gt(e, e === G ? r : 0, null !== e.cancelPendingCommit || -1 !== e.timeoutHandle);
			if (0 === r) return null;
			Ud(e, r, t);
			Rf(e, Xe());
			return null != e.callbackNode && e.callbackNode === n ? zf.bind(null, e) : null;
		}
		function Bf(e, t) {
			if (yf()) return null;
			Ud(e, t, !0);
		}
		function Vf() {
			Ap(function() {
				0 !== (W & 6) ? Ke(Qe, If) : Lf();
			});
		}
		function Hf() {
			if (0 === Nf) {
				var e = no;
				0 === e && (e = ft, ft <<= 1, 0 === (ft & 261888) && (ft = 256));
				Nf = e;
			}
			return Nf;
		}
		function Uf(e) {
			return null == e || "symbol" === typeof e || "boolean" === typeof e ? null : "function" === typeof e ? e : En(e);
		}
		function Wf(e, t, n, r, i) {
			if ("submit" === t && n && n.stateNode === i) {
				var a = Uf((i[Nt] || null).action), o = r.submitter;
				o && (t = (t = o[Nt] || null) ? Uf(t.formAction) : o.getAttribute("formAction"), null !== t && (a = t, o = null));
				var s = new Jn("action", "action", null, r, i);
				e.push({
					event: s,
					listeners: [{
						instance: null,
						listener: function() {
							if (r.defaultPrevented) {
								if (0 !== Nf) {
									var e = new FormData(i, o);
									hc(n, {
										pending: !0,
										data: e,
										method: i.method,
										action: a
									}, null, e);
								}
							} else "function" === typeof a && (s.preventDefault(), e = new FormData(i, o), hc(n, {
								pending: !0,
								data: e,
								method: i.method,
								action: a
							}, a, e));
						},
						currentTarget: i
					}]
				});
			}
		}
		for (var Gf = 0; Gf < Fi.length; Gf++) {
			var Kf = Fi[Gf];
			Ii(Kf.toLowerCase(), "on" + (Kf[0].toUpperCase() + Kf.slice(1)));
		}
		Ii(Di, "onAnimationEnd");
		Ii(Oi, "onAnimationIteration");
		Ii(ki, "onAnimationStart");
		Ii("dblclick", "onDoubleClick");
		Ii("focusin", "onFocus");
		Ii("focusout", "onBlur");
		Ii(Ai, "onTransitionRun");
		Ii(ji, "onTransitionStart");
		Ii(Mi, "onTransitionCancel");
		Ii(Ni, "onTransitionEnd");
		Xt("onMouseEnter", ["mouseout", "mouseover"]);
		Xt("onMouseLeave", ["mouseout", "mouseover"]);
		Xt("onPointerEnter", ["pointerout", "pointerover"]);
		Xt("onPointerLeave", ["pointerout", "pointerover"]);
		Yt("onChange", "change click focusin focusout input keydown keyup selectionchange".split(" "));
		Yt("onSelect", "focusout contextmenu dragend focusin keydown keyup mousedown mouseup selectionchange".split(" "));
		Yt("onBeforeInput", [
			"compositionend",
			"keypress",
			"textInput",
			"paste"
		]);
		Yt("onCompositionEnd", "compositionend focusout keydown keypress keyup mousedown".split(" "));
		Yt("onCompositionStart", "compositionstart focusout keydown keypress keyup mousedown".split(" "));
		Yt("onCompositionUpdate", "compositionupdate focusout keydown keypress keyup mousedown".split(" "));
		var Yf = "abort canplay canplaythrough durationchange emptied encrypted ended error loadeddata loadedmetadata loadstart pause play playing progress ratechange resize seeked seeking stalled suspend timeupdate volumechange waiting".split(" ");
		var Xf = new Set("beforetoggle cancel close invalid load scroll scrollend toggle".split(" ").concat(Yf));
		function Zf(e, t) {
			t = 0 !== (t & 4);
			for (var n = 0; n < e.length; n++) {
				var r = e[n], i = r.event;
				r = r.listeners;
				a: {
					var a = void 0;
					if (t) for (var o = r.length - 1; 0 <= o; o--) {
						var s = r[o], c = s.instance, l = s.currentTarget;
						s = s.listener;
						if (c !== a && i.isPropagationStopped()) break a;
						a = s;
						i.currentTarget = l;
						try {
							a(i);
						} catch (e) {
							Vi(e);
						}
						i.currentTarget = null;
						a = c;
					}
					else for (o = 0; o < r.length; o++) {
						s = r[o];
						c = s.instance;
						l = s.currentTarget;
						s = s.listener;
						if (c !== a && i.isPropagationStopped()) break a;
						a = s;
						i.currentTarget = l;
						try {
							a(i);
						} catch (e) {
							Vi(e);
						}
						i.currentTarget = null;
						a = c;
					}
				}
			}
		}
		function Q(e, t) {
			var n = t[Ft];
			void 0 === n && (n = t[Ft] = new Set());
			var r = e + "__bubble";
			n.has(r) || (tp(t, e, 2, !1), n.add(r));
		}
		function Qf(e, t, n) {
			var r = 0;
			t && (r |= 4);
			tp(n, e, r, t);
		}
		var $f = "_reactListening" + Math.random().toString(36).slice(2);
		function ep(e) {
			if (!e[$f]) {
				e[$f] = !0;
				qt.forEach(function(t) {
					"selectionchange" !== t && (Xf.has(t) || Qf(t, !1, e), Qf(t, !0, e));
				});
				var t = 9 === e.nodeType ? e : e.ownerDocument;
				null === t || t[$f] || (t[$f] = !0, Qf("selectionchange", !1, t));
			}
		}
		function tp(e, t, n, r) {
			switch (Nh(t)) {
				case 2:
					var i = Dh;
					break;
				case 8:
					i = Oh;
					break;
				default: i = kh;
			}
			n = i.bind(null, t, n, e);
			i = void 0;
			!Ln || "touchstart" !== t && "touchmove" !== t && "wheel" !== t || (i = !0);
			r ? void 0 !== i ? e.addEventListener(t, n, {
				capture: !0,
				passive: i
			}) : e.addEventListener(t, n, !0) : void 0 !== i ? e.addEventListener(t, n, { passive: i }) : e.addEventListener(t, n, !1);
		}
		function np(e, t, n, r, i) {
			var o = r;
			if (0 === (t & 1) && 0 === (t & 2) && null !== r) a: for (;;) {
				if (null === r) return;
				var s = r.tag;
				if (3 === s || 4 === s) {
					var c = r.stateNode.containerInfo;
					if (c === i) break;
					if (4 === s) for (s = r.return; null !== s;) {
						var l = s.tag;
						if ((3 === l || 4 === l) && s.stateNode.containerInfo === i) return;
						s = s.return;
					}
					for (; null !== c;) {
						s = Ht(c);
						if (null === s) return;
						l = s.tag;
						if (5 === l || 6 === l || 26 === l || 27 === l) {
							r = o = s;
							continue a;
						}
						c = c.parentNode;
					}
				}
				r = r.return;
			}
			Pn(function() {
				var r = o, i = kn(n), s = [];
				a: {
					var c = Pi.get(e);
					if (void 0 !== c) {
						var l = Jn, u = e;
						switch (e) {
							case "keypress": if (0 === Un(n)) break a;
							case "keydown":
							case "keyup":
								l = vr;
								break;
							case "focusin":
								u = "focus";
								l = ar;
								break;
							case "focusout":
								u = "blur";
								l = ar;
								break;
							case "beforeblur":
							case "afterblur":
								l = ar;
								break;
							case "click": if (2 === n.button) break a;
							case "auxclick":
							case "dblclick":
							case "mousedown":
							case "mousemove":
							case "mouseup":
							case "mouseout":
							case "mouseover":
							case "contextmenu":
								l = tr;
								break;
							case "drag":
							case "dragend":
							case "dragenter":
							case "dragexit":
							case "dragleave":
							case "dragover":
							case "dragstart":
							case "drop":
								l = rr;
								break;
							case "touchcancel":
							case "touchend":
							case "touchmove":
							case "touchstart":
								l = wr;
								break;
							case Di:
							case Oi:
							case ki:
								l = sr;
								break;
							case Ni:
								l = Er;
								break;
							case "scroll":
							case "scrollend":
								l = Xn;
								break;
							case "wheel":
								l = Or;
								break;
							case "copy":
							case "cut":
							case "paste":
								l = lr;
								break;
							case "gotpointercapture":
							case "lostpointercapture":
							case "pointercancel":
							case "pointerdown":
							case "pointermove":
							case "pointerout":
							case "pointerover":
							case "pointerup":
								l = br;
								break;
							case "submit":
								l = Sr;
								break;
							case "toggle":
							case "beforetoggle": l = Ar;
						}
						var d = 0 !== (t & 4), f = !d && ("scroll" === e || "scrollend" === e), p = d ? null !== c ? c + "Capture" : null : c;
						d = [];
						for (var m = r, h; null !== m;) {
							var g = m;
							h = g.stateNode;
							g = g.tag;
							5 !== g && 26 !== g && 27 !== g || null === h || null === p || (g = Fn(m, p), null != g && d.push(rp(m, g, h)));
							if (f) break;
							m = m.return;
						}
						0 < d.length && (c = new l(c, u, null, n, i), s.push({
							event: c,
							listeners: d
						}));
					}
				}
				if (0 === (t & 7)) {
					a: {
						l = "mouseover" === e || "pointerover" === e;
						c = "mouseout" === e || "pointerout" === e;
						if (l && n !== On && (u = n.relatedTarget || n.fromElement) && (Ht(u) || u[Pt])) break a;
						if (c || l) {
							u = i.window === i ? i : (l = i.ownerDocument) ? l.defaultView || l.parentWindow : window;
							if (c) {
								if (l = n.relatedTarget || n.toElement, c = r, l = l ? Ht(l) : null, null !== l && (f = a(l), d = l.tag, l !== f || 5 !== d && 27 !== d && 6 !== d)) l = null;
							} else c = null, l = r;
							if (c !== l) {
								d = tr;
								g = "onMouseLeave";
								p = "onMouseEnter";
								m = "mouse";
								if ("pointerout" === e || "pointerover" === e) d = br, g = "onPointerLeave", p = "onPointerEnter", m = "pointer";
								f = null == c ? u : Wt(c);
								h = null == l ? u : Wt(l);
								u = new d(g, m + "leave", c, n, i);
								u.target = f;
								u.relatedTarget = h;
								g = null;
								Ht(i) === r && (d = new d(p, m + "enter", l, n, i), d.target = h, d.relatedTarget = f, g = d);
								f = g;
								d = c && l ? te(c, l, ap) : null;
								null !== c && op(s, u, c, d, !1);
								null !== l && null !== f && op(s, f, l, d, !0);
							}
						}
					}
					a: {
						c = r ? Wt(r) : window;
						l = c.nodeName && c.nodeName.toLowerCase();
						if ("select" === l || "input" === l && "file" === c.type) var _ = Xr;
						else if (Wr(c)) if (Zr) _ = oi;
						else {
							_ = ii;
							var v = ri;
						}
						else l = c.nodeName, !l || "input" !== l.toLowerCase() || "checkbox" !== c.type && "radio" !== c.type ? r && Cn(r.elementType) && (_ = Xr) : _ = ai;
						if (_ && (_ = _(e, r))) {
							Gr(s, _, n, i);
							break a;
						}
						v && v(e, c, r);
					}
					v = r ? Wt(r) : window;
					switch (e) {
						case "focusin":
							if (Wr(v) || "true" === v.contentEditable) _i = v, vi = r, yi = null;
							break;
						case "focusout":
							yi = vi = _i = null;
							break;
						case "mousedown":
							bi = !0;
							break;
						case "contextmenu":
						case "mouseup":
						case "dragend":
							bi = !1;
							xi(s, n, i);
							break;
						case "selectionchange": if (gi) break;
						case "keydown":
						case "keyup": xi(s, n, i);
					}
					var y;
					if (Mr) b: {
						switch (e) {
							case "compositionstart":
								var b = "onCompositionStart";
								break b;
							case "compositionend":
								b = "onCompositionEnd";
								break b;
							case "compositionupdate":
								b = "onCompositionUpdate";
								break b;
						}
						b = void 0;
					}
					else Br ? Rr(e, n) && (b = "onCompositionEnd") : "keydown" === e && 229 === n.keyCode && (b = "onCompositionStart");
					b && (Fr && "ko" !== n.locale && (Br || "onCompositionStart" !== b ? "onCompositionEnd" === b && Br && (y = Hn()) : (zn = i, Bn = "value" in zn ? zn.value : zn.textContent, Br = !0)), v = ip(r, b), 0 < v.length && (b = new dr(b, e, null, n, i), s.push({
						event: b,
						listeners: v
					}), y ? b.data = y : (y = zr(n), null !== y && (b.data = y))));
					if (y = Pr ? Vr(e, n) : Hr(e, n)) b = ip(r, "onBeforeInput"), 0 < b.length && (v = new dr("onBeforeInput", "beforeinput", null, n, i), s.push({
						event: v,
						listeners: b
					}), v.data = y);
					Wf(s, e, r, n, i);
				}
				Zf(s, t);
			});
		}
		function rp(e, t, n) {
			return {
				instance: e,
				listener: t,
				currentTarget: n
			};
		}
		function ip(e, t) {
			for (var n = t + "Capture", r = []; null !== e;) {
				var i = e, a = i.stateNode;
				i = i.tag;
				5 !== i && 26 !== i && 27 !== i || null === a || (i = Fn(e, n), null != i && r.unshift(rp(e, i, a)), i = Fn(e, t), null != i && r.push(rp(e, i, a)));
				if (3 === e.tag) return r;
				e = e.return;
			}
			return [];
		}
		function ap(e) {
			if (null === e) return null;
			do
				e = e.return;
			while (e && 5 !== e.tag && 27 !== e.tag);
			return e ? e : null;
		}
		function op(e, t, n, r, i) {
			for (var a = t._reactName, o = []; null !== n && n !== r;) {
				var s = n, c = s.alternate, l = s.stateNode;
				s = s.tag;
				if (null !== c && c === r) break;
				5 !== s && 26 !== s && 27 !== s || null === l || (c = l, i ? (l = Fn(n, a), null != l && o.unshift(rp(n, l, c))) : i || (l = Fn(n, a), null != l && o.push(rp(n, l, c))));
				n = n.return;
			}
			0 !== o.length && e.push({
				event: t,
				listeners: o
			});
		}
		var sp = /\r\n?/g;
		var cp = /\u0000|\uFFFD/g;
		function lp(e) {
			return ("string" === typeof e ? e : "" + e).replace(sp, "\n").replace(cp, "");
		}
		function up(e, t) {
			t = lp(t);
			return lp(e) === t ? !0 : !1;
		}
		function $(e, t, n, i, a, o) {
			switch (n) {
				case "children":
					if ("string" === typeof i) "body" === t || "textarea" === t && "" === i || yn(e, i);
					else if ("number" === typeof i || "bigint" === typeof i) "body" !== t && yn(e, "" + i);
					else return;
					break;
				case "className":
					rn(e, "class", i);
					break;
				case "tabIndex":
					rn(e, "tabindex", i);
					break;
				case "dir":
				case "role":
				case "viewBox":
				case "width":
				case "height":
					rn(e, n, i);
					break;
				case "style":
					Sn(e, i, o);
					return;
				case "data": if ("object" !== t) {
					rn(e, "data", i);
					break;
				}
				case "src":
				case "href":
					if ("" === i && ("a" !== t || "href" !== n)) {
						e.removeAttribute(n);
						break;
					}
					if (null == i || "function" === typeof i || "symbol" === typeof i || "boolean" === typeof i) {
						e.removeAttribute(n);
						break;
					}
					i = En(i);
					e.setAttribute(n, i);
					break;
				case "action":
				case "formAction":
					if ("function" === typeof i) {
						e.setAttribute(n, "javascript:throw new Error('A React form was unexpectedly submitted. If you called form.submit() manually, consider using form.requestSubmit() instead. If you\\'re trying to use event.stopPropagation() in a submit event handler, consider also calling event.preventDefault().')");
						break;
					} else "function" === typeof o && ("formAction" === n ? ("input" !== t && $(e, t, "name", a.name, a, null), $(e, t, "formEncType", a.formEncType, a, null), $(e, t, "formMethod", a.formMethod, a, null), $(e, t, "formTarget", a.formTarget, a, null)) : ($(e, t, "encType", a.encType, a, null), $(e, t, "method", a.method, a, null), $(e, t, "target", a.target, a, null)));
					if (null == i || "symbol" === typeof i || "boolean" === typeof i) {
						e.removeAttribute(n);
						break;
					}
					i = En(i);
					e.setAttribute(n, i);
					break;
				case "onClick":
					null != i && (e.onclick = Dn);
					return;
				case "onScroll":
					null != i && Q("scroll", e);
					return;
				case "onScrollEnd":
					null != i && Q("scrollend", e);
					return;
				case "dangerouslySetInnerHTML":
					if (null != i) {
						if ("object" !== typeof i || !("__html" in i)) throw Error(r(61));
						n = i.__html;
						if (null != n) {
							if (null != a.children) throw Error(r(60));
							(null != o ? o.__html : void 0) !== n && (e.innerHTML = n);
						}
					}
					break;
				case "multiple":
					e.multiple = i && "function" !== typeof i && "symbol" !== typeof i;
					break;
				case "muted":
					e.muted = i && "function" !== typeof i && "symbol" !== typeof i;
					break;
				case "suppressContentEditableWarning":
				case "suppressHydrationWarning":
				case "defaultValue":
				case "defaultChecked":
				case "innerHTML":
				case "ref": break;
				case "autoFocus": break;
				case "xlinkHref":
					if (null == i || "function" === typeof i || "boolean" === typeof i || "symbol" === typeof i) {
						e.removeAttribute("xlink:href");
						break;
					}
					n = En(i);
					e.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", n);
					break;
				case "contentEditable":
				case "spellCheck":
				case "draggable":
				case "value":
				case "autoReverse":
				case "externalResourcesRequired":
				case "focusable":
				case "preserveAlpha":
					null != i && "function" !== typeof i && "symbol" !== typeof i ? e.setAttribute(n, i) : e.removeAttribute(n);
					break;
				case "inert":
				case "allowFullScreen":
				case "async":
				case "autoPlay":
				case "controls":
				case "credentialless":
				case "default":
				case "defer":
				case "disabled":
				case "disablePictureInPicture":
				case "disableRemotePlayback":
				case "formNoValidate":
				case "hidden":
				case "loop":
				case "noModule":
				case "noValidate":
				case "open":
				case "playsInline":
				case "readOnly":
				case "required":
				case "reversed":
				case "scoped":
				case "seamless":
				case "itemScope":
					i && "function" !== typeof i && "symbol" !== typeof i ? e.setAttribute(n, "") : e.removeAttribute(n);
					break;
				case "capture":
				case "download":
					!0 === i ? e.setAttribute(n, "") : !1 !== i && null != i && "function" !== typeof i && "symbol" !== typeof i ? e.setAttribute(n, i) : e.removeAttribute(n);
					break;
				case "cols":
				case "rows":
				case "size":
				case "span":
					null != i && "function" !== typeof i && "symbol" !== typeof i && !isNaN(i) && 1 <= i ? e.setAttribute(n, i) : e.removeAttribute(n);
					break;
				case "rowSpan":
				case "start":
					null == i || "function" === typeof i || "symbol" === typeof i || isNaN(i) ? e.removeAttribute(n) : e.setAttribute(n, i);
					break;
				case "popover":
					Q("beforetoggle", e);
					Q("toggle", e);
					nn(e, "popover", i);
					break;
				case "xlinkActuate":
					an(e, "http://www.w3.org/1999/xlink", "xlink:actuate", i);
					break;
				case "xlinkArcrole":
					an(e, "http://www.w3.org/1999/xlink", "xlink:arcrole", i);
					break;
				case "xlinkRole":
					an(e, "http://www.w3.org/1999/xlink", "xlink:role", i);
					break;
				case "xlinkShow":
					an(e, "http://www.w3.org/1999/xlink", "xlink:show", i);
					break;
				case "xlinkTitle":
					an(e, "http://www.w3.org/1999/xlink", "xlink:title", i);
					break;
				case "xlinkType":
					an(e, "http://www.w3.org/1999/xlink", "xlink:type", i);
					break;
				case "xmlBase":
					an(e, "http://www.w3.org/XML/1998/namespace", "xml:base", i);
					break;
				case "xmlLang":
					an(e, "http://www.w3.org/XML/1998/namespace", "xml:lang", i);
					break;
				case "xmlSpace":
					an(e, "http://www.w3.org/XML/1998/namespace", "xml:space", i);
					break;
				case "is":
					nn(e, "is", i);
					break;
				case "innerText":
				case "textContent": return;
				default: if (!(2 < n.length) || "o" !== n[0] && "O" !== n[0] || "n" !== n[1] && "N" !== n[1]) n = wn.get(n) || n, nn(e, n, i);
				else return;
			}
			E = !0;
		}
		function dp(e, t, n, i, a, o) {
			switch (n) {
				case "style":
					Sn(e, i, o);
					return;
				case "dangerouslySetInnerHTML":
					if (null != i) {
						if ("object" !== typeof i || !("__html" in i)) throw Error(r(61));
						n = i.__html;
						if (null != n) {
							if (null != a.children) throw Error(r(60));
							(null != o ? o.__html : void 0) !== n && (e.innerHTML = n);
						}
					}
					break;
				case "children":
					if ("string" === typeof i) yn(e, i);
					else if ("number" === typeof i || "bigint" === typeof i) yn(e, "" + i);
					else return;
					break;
				case "onScroll":
					null != i && Q("scroll", e);
					return;
				case "onScrollEnd":
					null != i && Q("scrollend", e);
					return;
				case "onClick":
					null != i && (e.onclick = Dn);
					return;
				case "suppressContentEditableWarning":
				case "suppressHydrationWarning":
				case "innerHTML":
				case "ref": return;
				case "innerText":
				case "textContent": return;
				default:
					if (!Jt.hasOwnProperty(n)) a: {
						if ("o" === n[0] && "n" === n[1] && (a = n.endsWith("Capture"), o = n.slice(2, a ? n.length - 7 : void 0), t = e[Nt] || null, t = null != t ? t[n] : null, "function" === typeof t && e.removeEventListener(o, t, a), "function" === typeof i)) {
							"function" !== typeof t && null !== t && (n in e ? e[n] = null : e.hasAttribute(n) && e.removeAttribute(n));
							e.addEventListener(o, i, a);
							break a;
						}
						E = !0;
						n in e ? e[n] = i : !0 === i ? e.setAttribute(n, "") : nn(e, n, i);
					}
					return;
			}
			E = !0;
		}
		function fp(e, t, n) {
			switch (t) {
				case "div":
				case "span":
				case "svg":
				case "path":
				case "a":
				case "g":
				case "p":
				case "li": break;
				case "img":
					Q("error", e);
					Q("load", e);
					var i = !1, a = !1, o;
					for (o in n) if (n.hasOwnProperty(o)) {
						var s = n[o];
						if (null != s) switch (o) {
							case "src":
								i = !0;
								break;
							case "srcSet":
								a = !0;
								break;
							case "children":
							case "dangerouslySetInnerHTML": throw Error(r(137, t));
							default: $(e, t, o, s, n, null);
						}
					}
					a && $(e, t, "srcSet", n.srcSet, n, null);
					i && $(e, t, "src", n.src, n, null);
					return;
				case "input":
					Q("invalid", e);
					var c = o = s = a = null, l = null, u = null;
					for (i in n) if (n.hasOwnProperty(i)) {
						var d = n[i];
						if (null != d) switch (i) {
							case "name":
								a = d;
								break;
							case "type":
								s = d;
								break;
							case "checked":
								l = d;
								break;
							case "defaultChecked":
								u = d;
								break;
							case "value":
								o = d;
								break;
							case "defaultValue":
								c = d;
								break;
							case "children":
							case "dangerouslySetInnerHTML":
								if (null != d) throw Error(r(137, t));
								break;
							default: $(e, t, i, d, n, null);
						}
					}
					mn(e, o, c, l, u, s, a, !1);
					return;
				case "select":
					Q("invalid", e);
					i = s = o = null;
					for (a in n) if (n.hasOwnProperty(a) && (c = n[a], null != c)) switch (a) {
						case "value":
							o = c;
							break;
						case "defaultValue":
							s = c;
							break;
						case "multiple": i = c;
						default: $(e, t, a, c, n, null);
					}
					t = o;
					n = s;
					e.multiple = !!i;
					null != t ? gn(e, !!i, t, !1) : null != n && gn(e, !!i, n, !0);
					return;
				case "textarea":
					Q("invalid", e);
					o = a = i = null;
					for (s in n) if (n.hasOwnProperty(s) && (c = n[s], null != c)) switch (s) {
						case "value":
							i = c;
							break;
						case "defaultValue":
							a = c;
							break;
						case "children":
							o = c;
							break;
						case "dangerouslySetInnerHTML":
							if (null != c) throw Error(r(91));
							break;
						default: $(e, t, s, c, n, null);
					}
					vn(e, i, a, o);
					return;
				case "option":
					for (l in n) if (n.hasOwnProperty(l) && (i = n[l], null != i)) switch (l) {
						case "selected":
							e.selected = i && "function" !== typeof i && "symbol" !== typeof i;
							break;
						default: $(e, t, l, i, n, null);
					}
					return;
				case "dialog":
					Q("beforetoggle", e);
					Q("toggle", e);
					Q("cancel", e);
					Q("close", e);
					break;
				case "iframe":
				case "object":
					Q("load", e);
					break;
				case "video":
				case "audio":
					for (i = 0; i < Yf.length; i++) Q(Yf[i], e);
					break;
				case "image":
					Q("error", e);
					Q("load", e);
					break;
				case "details":
					Q("toggle", e);
					break;
				case "embed":
				case "source":
				case "link": Q("error", e), Q("load", e);
				case "area":
				case "base":
				case "br":
				case "col":
				case "hr":
				case "keygen":
				case "meta":
				case "param":
				case "track":
				case "wbr":
				case "menuitem":
					for (u in n) if (n.hasOwnProperty(u) && (i = n[u], null != i)) switch (u) {
						case "children":
						case "dangerouslySetInnerHTML": throw Error(r(137, t));
						default: $(e, t, u, i, n, null);
					}
					return;
				default: if (Cn(t)) {
					for (d in n) n.hasOwnProperty(d) && (i = n[d], void 0 !== i && dp(e, t, d, i, n, void 0));
					return;
				}
			}
			for (c in n) n.hasOwnProperty(c) && (i = n[c], null != i && $(e, t, c, i, n, null));
		}
		var pp = {};
		function mp(e, t, n, i) {
			switch (t) {
				case "div":
				case "span":
				case "svg":
				case "path":
				case "a":
				case "g":
				case "p":
				case "li": break;
				case "input":
					var a = null, o = null, s = null, c = null, l = null, u = null, d = null;
					for (m in n) {
						var f = n[m];
						if (n.hasOwnProperty(m) && null != f) switch (m) {
							case "checked": break;
							case "value": break;
							case "defaultValue": l = f;
							default: i.hasOwnProperty(m) || $(e, t, m, null, i, f);
						}
					}
					for (var p in i) {
						var m = i[p];
						f = n[p];
						if (i.hasOwnProperty(p) && (null != m || null != f)) switch (p) {
							case "type":
								m !== f && (E = !0);
								o = m;
								break;
							case "name":
								m !== f && (E = !0);
								a = m;
								break;
							case "checked":
								m !== f && (E = !0);
								u = m;
								break;
							case "defaultChecked":
								m !== f && (E = !0);
								d = m;
								break;
							case "value":
								m !== f && (E = !0);
								s = m;
								break;
							case "defaultValue":
								m !== f && (E = !0);
								c = m;
								break;
							case "children":
							case "dangerouslySetInnerHTML":
								if (null != m) throw Error(r(137, t));
								break;
							default: m !== f && $(e, t, p, m, i, f);
						}
					}
					pn(e, s, c, l, u, d, o, a);
					return;
				case "select":
					m = s = c = p = null;
					for (o in n) if (l = n[o], n.hasOwnProperty(o) && null != l) switch (o) {
						case "value": break;
						case "multiple": m = l;
						default: i.hasOwnProperty(o) || $(e, t, o, null, i, l);
					}
					for (a in i) if (o = i[a], l = n[a], i.hasOwnProperty(a) && (null != o || null != l)) switch (a) {
						case "value":
							o !== l && (E = !0);
							p = o;
							break;
						case "defaultValue":
							o !== l && (E = !0);
							c = o;
							break;
						case "multiple": o !== l && (E = !0), s = o;
						default: o !== l && $(e, t, a, o, i, l);
					}
					t = c;
					n = s;
					i = m;
					null != p ? gn(e, !!n, p, !1) : !!i !== !!n && (null != t ? gn(e, !!n, t, !0) : gn(e, !!n, n ? [] : "", !1));
					return;
				case "textarea":
					m = p = null;
					for (c in n) if (a = n[c], n.hasOwnProperty(c) && null != a && !i.hasOwnProperty(c)) switch (c) {
						case "value": break;
						case "children": break;
						default: $(e, t, c, null, i, a);
					}
					for (s in i) if (a = i[s], o = n[s], i.hasOwnProperty(s) && (null != a || null != o)) switch (s) {
						case "value":
							a !== o && (E = !0);
							p = a;
							break;
						case "defaultValue":
							a !== o && (E = !0);
							m = a;
							break;
						case "children": break;
						case "dangerouslySetInnerHTML":
							if (null != a) throw Error(r(91));
							break;
						default: a !== o && $(e, t, s, a, i, o);
					}
					_n(e, p, m);
					return;
				case "option":
					for (var h in n) if (p = n[h], n.hasOwnProperty(h) && null != p && !i.hasOwnProperty(h)) switch (h) {
						case "selected":
							e.selected = !1;
							break;
						default: $(e, t, h, null, i, p);
					}
					for (l in i) if (p = i[l], m = n[l], i.hasOwnProperty(l) && p !== m && (null != p || null != m)) switch (l) {
						case "selected":
							p !== m && (E = !0);
							e.selected = p && "function" !== typeof p && "symbol" !== typeof p;
							break;
						default: $(e, t, l, p, i, m);
					}
					return;
				case "img":
				case "link":
				case "area":
				case "base":
				case "br":
				case "col":
				case "embed":
				case "hr":
				case "keygen":
				case "meta":
				case "param":
				case "source":
				case "track":
				case "wbr":
				case "menuitem":
					for (var g in n) p = n[g], n.hasOwnProperty(g) && null != p && !i.hasOwnProperty(g) && $(e, t, g, null, i, p);
					for (u in i) if (p = i[u], m = n[u], i.hasOwnProperty(u) && p !== m && (null != p || null != m)) switch (u) {
						case "children":
						case "dangerouslySetInnerHTML":
							if (null != p) throw Error(r(137, t));
							break;
						default: $(e, t, u, p, i, m);
					}
					return;
				default: if (Cn(t)) {
					for (var _ in n) p = n[_], n.hasOwnProperty(_) && void 0 !== p && !i.hasOwnProperty(_) && dp(e, t, _, void 0, i, p);
					for (d in i) p = i[d], m = n[d], !i.hasOwnProperty(d) || p === m || void 0 === p && void 0 === m || dp(e, t, d, p, i, m);
					return;
				}
			}
			for (var v in n) p = n[v], n.hasOwnProperty(v) && null != p && !i.hasOwnProperty(v) && $(e, t, v, null, i, p);
			for (f in i) p = i[f], m = n[f], !i.hasOwnProperty(f) || p === m || null == p && null == m || $(e, t, f, p, i, m);
		}
		function hp(e) {
			switch (e) {
				case "css":
				case "script":
				case "font":
				case "img":
				case "image":
				case "input":
				case "link": return !0;
				default: return !1;
			}
		}
		function gp() {
			if ("function" === typeof performance.getEntriesByType) {
				for (var e = 0, t = 0, n = performance.getEntriesByType("resource"), r = 0; r < n.length; r++) {
					var i = n[r], a = i.transferSize, o = i.initiatorType, s = i.duration;
					if (a && s && hp(o)) {
						o = 0;
						s = i.responseEnd;
						for (r += 1; r < n.length; r++) {
							var c = n[r], l = c.startTime;
							if (l > s) break;
							var u = c.transferSize, d = c.initiatorType;
							u && hp(d) && (c = c.responseEnd, o += u * (c < s ? 1 : (s - l) / (c - l)));
						}
						--r;
						t += 8 * (a + o) / (i.duration / 1e3);
						e++;
						if (10 < e) break;
					}
				}
				if (0 < e) return t / e / 1e6;
			}
			return navigator.connection && (e = navigator.connection.downlink, "number" === typeof e) ? e : 5;
		}
		var _p = null;
		var vp = null;
		function yp(e) {
			return 9 === e.nodeType ? e : e.ownerDocument;
		}
		function bp(e) {
			switch (e) {
				case "http://www.w3.org/2000/svg": return 1;
				case "http://www.w3.org/1998/Math/MathML": return 2;
				default: return 0;
			}
		}
		function xp(e, t) {
			if (0 === e) switch (t) {
				case "svg": return 1;
				case "math": return 2;
				default: return 0;
			}
			return 1 === e && "foreignObject" === t ? 0 : e;
		}
		function Sp(e, t, n, r) {
			n = yp(n).createElement(e);
			n[Mt] = r;
			n[Nt] = t;
			fp(n, e, t);
			T(n);
			return n;
		}
		function Cp(e, t) {
			return "textarea" === e || "noscript" === e || "string" === typeof t.children || "number" === typeof t.children || "bigint" === typeof t.children || "object" === typeof t.dangerouslySetInnerHTML && null !== t.dangerouslySetInnerHTML && null != t.dangerouslySetInnerHTML.__html;
		}
		var wp = null;
		function Tp() {
			var e = window.event;
			if (e && "popstate" === e.type) {
				if (e === wp) return !1;
				wp = e;
				return !0;
			}
			wp = null;
			return !1;
		}
		var Ep = "function" === typeof setTimeout ? setTimeout : void 0;
		var Dp = "function" === typeof clearTimeout ? clearTimeout : void 0;
		var Op = "function" === typeof Promise ? Promise : void 0;
		var kp = "function" === typeof requestAnimationFrame ? requestAnimationFrame : Ep;
		var Ap = "function" === typeof queueMicrotask ? queueMicrotask : "undefined" !== typeof Op ? function(e) {
			return Op.resolve(null).then(e).catch(jp);
		} : Ep;
		function jp(e) {
			setTimeout(function() {
				throw e;
			});
		}
		function Mp(e) {
			return "head" === e;
		}
		function Np(e, t) {
			var n = t, r = 0;
			do {
				var i = n.nextSibling;
				e.removeChild(n);
				if (i && 8 === i.nodeType) if (n = i.data, "/$" === n || "/&" === n) {
					if (0 === r) {
						e.removeChild(i);
						Qh(t);
						return;
					}
					r--;
				} else if ("$" === n || "$?" === n || "$~" === n || "$!" === n || "&" === n) r++;
				else if ("html" === n) Dm(e.ownerDocument.documentElement);
				else if ("head" === n) {
					n = e.ownerDocument.head;
					Dm(n);
					for (var a = n.firstChild; a;) {
						var o = a.nextSibling, s = a.nodeName;
						a[zt] || "SCRIPT" === s || "STYLE" === s || "LINK" === s && "stylesheet" === a.rel.toLowerCase() || n.removeChild(a);
						a = o;
					}
				} else "body" === n && Dm(e.ownerDocument.body);
				n = i;
			} while (n);
			Qh(t);
		}
		function Pp(e, t) {
			var n = e;
			e = 0;
			do {
				var r = n.nextSibling;
				1 === n.nodeType ? t ? (n._stashedDisplay = n.style.display, n.style.display = "none") : (n.style.display = n._stashedDisplay || "", "" === n.getAttribute("style") && n.removeAttribute("style")) : 3 === n.nodeType && (t ? (n._stashedText = n.nodeValue, n.nodeValue = "") : n.nodeValue = n._stashedText || "");
				if (r && 8 === r.nodeType) if (n = r.data, "/$" === n) if (0 === e) break;
				else e--;
				else "$" !== n && "$?" !== n && "$~" !== n && "$!" !== n || e++;
				n = r;
			} while (n);
		}
		function Fp(e, t, n) {
			t = CSS.escape(t) !== t ? "r-" + btoa(t).replace(/=/g, "") : t;
			e.style.viewTransitionName = t;
			null != n && (e.style.viewTransitionClass = n);
			n = getComputedStyle(e);
			if ("inline" === n.display) {
				t = e.getClientRects();
				if (1 === t.length) var r = 1;
				else for (var i = r = 0; i < t.length; i++) {
					var a = t[i];
					0 < a.width && 0 < a.height && r++;
				}
				1 === r && (e = e.style, e.display = 1 === t.length ? "inline-block" : "block", e.marginTop = "-" + n.paddingTop, e.marginBottom = "-" + n.paddingBottom);
			}
		}
		function Ip(e, t) {
			e = e.style;
			t = t.style;
			var n = null != t ? t.hasOwnProperty("viewTransitionName") ? t.viewTransitionName : t.hasOwnProperty("view-transition-name") ? t["view-transition-name"] : null : null;
			e.viewTransitionName = null == n || "boolean" === typeof n ? "" : ("" + n).trim();
			n = null != t ? t.hasOwnProperty("viewTransitionClass") ? t.viewTransitionClass : t.hasOwnProperty("view-transition-class") ? t["view-transition-class"] : null : null;
			e.viewTransitionClass = null == n || "boolean" === typeof n ? "" : ("" + n).trim();
			"inline-block" === e.display && (null == t ? e.display = e.margin = "" : (n = t.display, e.display = null == n || "boolean" === typeof n ? "" : n, n = t.margin, null != n ? e.margin = n : (n = t.hasOwnProperty("marginTop") ? t.marginTop : t["margin-top"], e.marginTop = null == n || "boolean" === typeof n ? "" : n, t = t.hasOwnProperty("marginBottom") ? t.marginBottom : t["margin-bottom"], e.marginBottom = null == t || "boolean" === typeof t ? "" : t)));
		}
		function Lp(e, t, n) {
			n = n.ownerDocument.defaultView;
			return {
				rect: e,
				abs: "absolute" === t.position || "fixed" === t.position,
				clip: "none" !== t.clipPath || "visible" !== t.overflow || "none" !== t.filter || "none" !== t.mask || "none" !== t.mask || "0px" !== t.borderRadius,
				view: 0 <= e.bottom && 0 <= e.right && e.top <= n.innerHeight && e.left <= n.innerWidth
			};
		}
		function Rp(e) {
			return Lp(e.getBoundingClientRect(), getComputedStyle(e), e);
		}
		function zp(e) {
			var t = e.getBoundingClientRect();
			t = new DOMRect(t.x + 2e4, t.y + 2e4, t.width, t.height);
			var n = getComputedStyle(e);
			return Lp(t, n, e);
		}
		function Bp(e) {
			return e.documentElement.clientHeight;
		}
		function Vp(e) {
			this.addEventListener("load", e);
			this.addEventListener("error", e);
		}
		function Hp(e, t, n, r, i, a, o, s, c) {
			var l = 9 === t.nodeType ? t : t.ownerDocument;
			try {
				var u = l.startViewTransition({
					update: function() {
						var t = l.defaultView, n = t.navigation && t.navigation.transition, o = l.fonts.status;
						r();
						var s = [];
						"loaded" === o && (Bp(l), "loading" === l.fonts.status && s.push(l.fonts.ready));
						o = s.length;
						if (null !== e) for (var c = e.suspenseyImages, u = 0, d = 0; d < c.length; d++) {
							var f = c[d];
							if (!f.complete) {
								var p = f.getBoundingClientRect();
								if (0 < p.bottom && 0 < p.right && p.top < t.innerHeight && p.left < t.innerWidth) {
									u += oh(f);
									if (u > lh) {
										s.length = o;
										break;
									}
									f = new Promise(Vp.bind(f));
									s.push(f);
								}
							}
						}
						if (0 < s.length) return t = Promise.race([Promise.all(s), new Promise(function(e) {
							return setTimeout(e, 500);
						})]).then(i, i), (n ? Promise.allSettled([n.finished, t]) : t).then(a, a);
						i();
						if (n) return n.finished.then(a, a);
						a();
					},
					types: n
				});
				l.__reactViewTransition = u;
				var d = [];
				u.ready.then(function() {
					for (var e = l.documentElement.getAnimations({ subtree: !0 }), t = 0; t < e.length; t++) {
						var n = e[t], r = n.effect, i = r.pseudoElement;
						if (null != i && i.startsWith("::view-transition")) {
							d.push(n);
							n = r.getKeyframes();
							for (var a = i = void 0, s = !0, c = 0; c < n.length; c++) {
								var u = n[c], f = u.width;
								if (void 0 === i) i = f;
								else if (i !== f) {
									s = !1;
									break;
								}
								f = u.height;
								if (void 0 === a) a = f;
								else if (a !== f) {
									s = !1;
									break;
								}
								delete u.width;
								delete u.height;
								"none" === u.transform && delete u.transform;
							}
							s && void 0 !== i && void 0 !== a && (r.setKeyframes(n), s = getComputedStyle(r.target, r.pseudoElement), s.width !== i || s.height !== a) && (s = n[0], s.width = i, s.height = a, s = n[n.length - 1], s.width = i, s.height = a, r.setKeyframes(n));
						}
					}
					o();
				}, function(e) {
					l.__reactViewTransition === u && (l.__reactViewTransition = null);
					try {
						if ("object" === typeof e && null !== e) switch (e.name) {
							case "InvalidStateError": if ("View transition was skipped because document visibility state is hidden." === e.message || "Skipping view transition because document visibility state has become hidden." === e.message || "Skipping view transition because viewport size changed." === e.message || "Transition was aborted because of invalid state" === e.message) e = null;
						}
						null !== e && c(e);
					} finally {
						r(), i(), o();
					}
				});
				u.finished.finally(function() {
					for (var e = 0; e < d.length; e++) d[e].cancel();
					l.__reactViewTransition === u && (l.__reactViewTransition = null);
					s();
				});
				return u;
			} catch (e) {
				return r(), i(), o(), null;
			}
		}
		function Up(e, t) {
			this._scope = document.documentElement;
			this._selector = "::view-transition-" + e + "(" + t + ")";
		}
		Up.prototype.animate = function(e, t) {
			t = "number" === typeof t ? { duration: t } : x({}, t);
			t.pseudoElement = this._selector;
			return this._scope.animate(e, t);
		};
		Up.prototype.getAnimations = function() {
			for (var e = this._scope, t = this._selector, n = e.getAnimations({ subtree: !0 }), r = [], i = 0; i < n.length; i++) {
				var a = n[i].effect;
				null !== a && a.target === e && a.pseudoElement === t && r.push(n[i]);
			}
			return r;
		};
		Up.prototype.getComputedStyle = function() {
			return getComputedStyle(this._scope, this._selector);
		};
		function Wp(e) {
			return {
				name: e,
				group: new Up("group", e),
				imagePair: new Up("image-pair", e),
				old: new Up("old", e),
				new: new Up("new", e)
			};
		}
		function Gp(e) {
			this._fragmentFiber = e;
			this._observers = this._eventListeners = null;
		}
		Gp.prototype.addEventListener = function(e, t, n) {
			var r = null, i = null;
			if (null != n && "boolean" !== typeof n && (r = n.signal || null, null !== r && r.aborted)) return;
			null === this._eventListeners && (this._eventListeners = []);
			var a = this._eventListeners;
			if (-1 === Xp(a, e, t, n)) {
				var o = this, s = t;
				null != n && "boolean" !== typeof n && !0 === n.once && (s = function(r) {
					o.removeEventListener(e, t, n);
					"function" === typeof t ? t.call(this, r) : t.handleEvent(r);
				});
				null !== r && (i = o.removeEventListener.bind(o, e, t, n), r.addEventListener("abort", i, { once: !0 }), i = r.removeEventListener.bind(r, "abort", i));
				r = Jp(n);
				a.push({
					type: e,
					listener: t,
					optionsOrUseCapture: n,
					attachedListener: s,
					cleanup: i
				});
				d(this._fragmentFiber.child, !1, Kp, e, s, r);
			}
			this._eventListeners = a;
		};
		function Kp(e, t, n, r) {
			g(e).addEventListener(t, n, r);
			return !1;
		}
		Gp.prototype.removeEventListener = function(e, t, n) {
			var r = this._eventListeners;
			if (null !== r && (t = Xp(r, e, t, n), -1 !== t)) {
				var i = r[t];
				n = i.attachedListener;
				var a = i.cleanup;
				i = Jp(i.optionsOrUseCapture);
				d(this._fragmentFiber.child, !1, qp, e, n, i);
				r.splice(t, 1);
				null !== a && a();
			}
		};
		function qp(e, t, n, r) {
			g(e).removeEventListener(t, n, r);
			return !1;
		}
		function Jp(e) {
			return null != e && "boolean" !== typeof e && (!0 === e.once || e.signal instanceof AbortSignal) ? {
				capture: e.capture,
				passive: e.passive
			} : e;
		}
		function Yp(e) {
			return null == e ? "c=0" : "boolean" === typeof e ? "c=" + (e ? "1" : "0") : "c=" + (e.capture ? "1" : "0");
		}
		function Xp(e, t, n, r) {
			if (0 === e.length) return -1;
			r = Yp(r);
			for (var i = 0; i < e.length; i++) {
				var a = e[i];
				if (a.type === t && a.listener === n && Yp(a.optionsOrUseCapture) === r) return i;
			}
			return -1;
		}
		Gp.prototype.dispatchEvent = function(e) {
			var t = f(this._fragmentFiber);
			if (null === t) return !0;
			t = g(t);
			var n = this._eventListeners;
			if (null !== n && 0 < n.length || !e.bubbles) {
				var r = 9 === t.nodeType ? t.createComment("") : document.createTextNode("");
				if (n) for (var i = 0; i < n.length; i++) {
					var a = n[i];
					r.addEventListener(a.type, a.attachedListener, Jp(a.optionsOrUseCapture));
				}
				t.appendChild(r);
				e = r.dispatchEvent(e);
				if (n) for (i = 0; i < n.length; i++) a = n[i], r.removeEventListener(a.type, a.attachedListener, Jp(a.optionsOrUseCapture));
				t.removeChild(r);
				return e;
			}
			return t.dispatchEvent(e);
		};
		Gp.prototype.focus = function(e) {
			d(this._fragmentFiber.child, !0, Zp, e, void 0, void 0);
		};
		function Zp(e, t) {
			if (6 === e.tag) return !1;
			e = g(e);
			return Cm(e, t);
		}
		Gp.prototype.focusLast = function(e) {
			var t = [];
			d(this._fragmentFiber.child, !0, Qp, t, void 0, void 0);
			for (var n = t.length - 1; 0 <= n && !Zp(t[n], e); n--);
		};
		function Qp(e, t) {
			t.push(e);
			return !1;
		}
		Gp.prototype.blur = function() {
			var e = f(this._fragmentFiber);
			null !== e && (e = g(e), e = yp(e).activeElement, null !== e && d(this._fragmentFiber.child, !1, $p, e, void 0, void 0));
		};
		function $p(e, t) {
			if (6 === e.tag) return !1;
			e = g(e);
			return e === t || e.contains(t) ? (t.blur(), !0) : !1;
		}
		Gp.prototype.observeUsing = function(e) {
			null === this._observers && (this._observers = new Set());
			this._observers.add(e);
			d(this._fragmentFiber.child, !1, em, e, void 0, void 0);
		};
		function em(e, t) {
			if (6 === e.tag) return !1;
			e = g(e);
			t.observe(e);
			return !1;
		}
		Gp.prototype.unobserveUsing = function(e) {
			var t = this._observers;
			if (null !== t && t.has(e)) {
				t.delete(e);
				d(this._fragmentFiber.child, !1, tm, e, void 0, void 0);
				for (var n = t = 0; n < nm.length; n++) {
					var r = nm[n];
					r.fragmentInstance === this && r.observer === e ? e.unobserve(r.instance) : nm[t++] = r;
				}
				nm.length = t;
			}
		};
		function tm(e, t) {
			if (6 === e.tag) return !1;
			e = g(e);
			t.unobserve(e);
			return !1;
		}
		var nm = [];
		var rm = !1;
		function im(e, t, n) {
			nm.push({
				fragmentInstance: e,
				observer: t,
				instance: n
			});
			rm || (rm = !0, wm(function() {
				rm = !1;
				var e = nm;
				nm = [];
				for (var t = 0; t < e.length; t++) {
					var n = e[t];
					n.observer.unobserve(n.instance);
				}
			}));
		}
		Gp.prototype.getClientRects = function() {
			var e = [];
			d(this._fragmentFiber.child, !1, am, e, void 0, void 0);
			return e;
		};
		function am(e, t) {
			if (6 === e.tag) {
				e = e.stateNode;
				var n = e.ownerDocument.createRange();
				n.selectNodeContents(e);
				t.push.apply(t, n.getClientRects());
			} else e = g(e), t.push.apply(t, e.getClientRects());
			return !1;
		}
		Gp.prototype.getRootNode = function(e) {
			var t = f(this._fragmentFiber);
			return null === t ? this : g(t).getRootNode(e);
		};
		Gp.prototype.compareDocumentPosition = function(e) {
			var t = f(this._fragmentFiber);
			if (null === t) return Node.DOCUMENT_POSITION_DISCONNECTED;
			var n = [];
			d(this._fragmentFiber.child, !1, Qp, n, void 0, void 0);
			var r = g(t);
			if (0 === n.length) {
				n = r;
				if (p(this._fragmentFiber)) {
					a: {
						for (t = this._fragmentFiber.return; null !== t;) {
							if (4 === t.tag) {
								t = t.stateNode.containerInfo;
								break a;
							}
							if (3 === t.tag || 5 === t.tag || 27 === t.tag) break;
							t = t.return;
						}
						t = null;
					}
					null != t && (n = t);
				}
				t = this._fragmentFiber;
				var i = r = n.compareDocumentPosition(e);
				n === e ? i = Node.DOCUMENT_POSITION_CONTAINS : r & Node.DOCUMENT_POSITION_CONTAINED_BY && (n = m(t)[1], null === n ? i = Node.DOCUMENT_POSITION_PRECEDING : (e = g(n).compareDocumentPosition(e), i = 0 === e || e & Node.DOCUMENT_POSITION_FOLLOWING ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING));
				return i |= Node.DOCUMENT_POSITION_IMPLEMENTATION_SPECIFIC;
			}
			t = g(n[0]);
			i = g(n[n.length - 1]);
			var a = p(this._fragmentFiber) ? t.parentElement : r;
			if (null == a) return Node.DOCUMENT_POSITION_DISCONNECTED;
			r = a.compareDocumentPosition(t) & Node.DOCUMENT_POSITION_CONTAINED_BY;
			a = a.compareDocumentPosition(i) & Node.DOCUMENT_POSITION_CONTAINED_BY;
			var o = t.compareDocumentPosition(e), s = i.compareDocumentPosition(e), c = o & Node.DOCUMENT_POSITION_CONTAINED_BY || s & Node.DOCUMENT_POSITION_CONTAINED_BY;
			s = r && a && o & Node.DOCUMENT_POSITION_FOLLOWING && s & Node.DOCUMENT_POSITION_PRECEDING;
			t = r && t === e || a && i === e || c || s ? Node.DOCUMENT_POSITION_CONTAINED_BY : !r && t === e || !a && i === e ? Node.DOCUMENT_POSITION_IMPLEMENTATION_SPECIFIC : o;
			return t & Node.DOCUMENT_POSITION_DISCONNECTED || t & Node.DOCUMENT_POSITION_IMPLEMENTATION_SPECIFIC || om(t, this._fragmentFiber, n[0], n[n.length - 1], e) ? t : Node.DOCUMENT_POSITION_IMPLEMENTATION_SPECIFIC;
		};
		function om(e, t, n, r, i) {
			var a = Ht(i);
			if (e & Node.DOCUMENT_POSITION_CONTAINED_BY) {
				if (n = !!a) a: {
					for (; null !== a;) {
						if (7 === a.tag && (a === t || a.alternate === t)) {
							n = !0;
							break a;
						}
						a = a.return;
					}
					n = !1;
				}
				return n;
			}
			if (e & Node.DOCUMENT_POSITION_CONTAINS) {
				if (null === a) return a = i.ownerDocument, i === a || i === a.documentElement || i === a.body;
				a: {
					a = t;
					for (t = f(t); null !== a;) {
						if (!(5 !== a.tag && 3 !== a.tag && 27 !== a.tag || a !== t && a.alternate !== t)) {
							a = !0;
							break a;
						}
						a = a.return;
					}
					a = !1;
				}
				return a;
			}
			return e & Node.DOCUMENT_POSITION_PRECEDING ? ((t = !!a) && !(t = a === n) && (t = te(n, a, ee), null === t ? t = !1 : (d(t, !0, y, a, n), a = _, _ = null, t = null !== a)), t) : e & Node.DOCUMENT_POSITION_FOLLOWING ? ((t = !!a) && !(t = a === r) && (t = te(r, a, ee), null === t ? t = !1 : (d(t, !0, b, a, r), a = _, v = _ = null, t = null !== a)), t) : !1;
		}
		function sm(e, t) {
			var n = e.ownerDocument.createRange();
			n.selectNodeContents(e);
			e = n.getBoundingClientRect();
			window.scrollTo(window.scrollX + e.left, t ? window.scrollY + e.top : window.scrollY + e.bottom - window.innerHeight);
		}
		Gp.prototype.scrollIntoView = function(e) {
			if ("object" === typeof e) throw Error(r(566));
			var t = [];
			d(this._fragmentFiber.child, !1, Qp, t, void 0, void 0);
			var n = !1 !== e;
			if (0 === t.length) {
				var i = m(this._fragmentFiber);
				i = n ? i[1] || i[0] || f(this._fragmentFiber) : i[0] || i[1];
				if (null === i) return;
				if (6 === i.tag) {
					e = g(i);
					sm(e, n);
					return;
				}
				i = g(i);
				if (9 !== i.nodeType) {
					if (11 === i.nodeType) {
						n = "host" in i ? i.host : null;
						null !== n && n.scrollIntoView(e);
						return;
					}
					i.scrollIntoView(e);
				}
			}
			for (i = n ? t.length - 1 : 0; i !== (n ? -1 : t.length);) {
				var a = t[i];
				6 === a.tag ? (a = g(a), sm(a, n)) : g(a).scrollIntoView(e);
				i += n ? -1 : 1;
			}
		};
		function cm(e, t) {
			e = g(e);
			lm(e, t);
			return !1;
		}
		function lm(e, t) {
			e.reactFragments ??= new Set();
			e.reactFragments.add(t);
		}
		function um(e, t) {
			var n = t._eventListeners;
			if (null !== n) for (var r = 0; r < n.length; r++) {
				var i = n[r];
				e.addEventListener(i.type, i.attachedListener, Jp(i.optionsOrUseCapture));
			}
			3 !== e.nodeType && (n = t._observers, null !== n && n.forEach(function(n) {
				for (var r = 0, i = 0; i < nm.length; i++) {
					var a = nm[i];
					if (a.fragmentInstance !== t || a.observer !== n || a.instance !== e) nm[r++] = a;
				}
				nm.length = r;
				n.observe(e);
			}), lm(e, t));
		}
		function dm(e, t) {
			var n = t._eventListeners;
			if (null !== n) for (var r = 0; r < n.length; r++) {
				var i = n[r];
				e.removeEventListener(i.type, i.attachedListener, Jp(i.optionsOrUseCapture));
			}
			3 !== e.nodeType && (n = t._observers, null !== n && n.forEach(function(n) {
				"string" === typeof n.rootMargin ? im(t, n, e) : n.unobserve(e);
			}), null != e.reactFragments && e.reactFragments.delete(t));
		}
		function fm(e) {
			var t = e.firstChild;
			t && 10 === t.nodeType && (t = t.nextSibling);
			for (; t;) {
				var n = t;
				t = t.nextSibling;
				switch (n.nodeName) {
					case "HTML":
					case "HEAD":
					case "BODY":
						fm(n);
						Vt(n);
						continue;
					case "SCRIPT":
					case "STYLE": continue;
					case "LINK": if ("stylesheet" === n.rel.toLowerCase()) continue;
				}
				e.removeChild(n);
			}
		}
		function pm(e, t, n, r) {
			for (; 1 === e.nodeType;) {
				var i = n;
				if (e.nodeName.toLowerCase() !== t.toLowerCase()) {
					if (!r && ("INPUT" !== e.nodeName || "hidden" !== e.type)) break;
				} else if (!r) if ("input" === t && "hidden" === e.type) {
					var a = null == i.name ? null : "" + i.name;
					if ("hidden" === i.type && e.getAttribute("name") === a) return e;
				} else return e;
				else if (!e[zt]) switch (t) {
					case "meta":
						if (!e.hasAttribute("itemprop")) break;
						return e;
					case "link":
						a = e.getAttribute("rel");
						if ("stylesheet" === a && e.hasAttribute("data-precedence")) break;
						else if (a !== i.rel || e.getAttribute("href") !== (null == i.href || "" === i.href ? null : i.href) || e.getAttribute("crossorigin") !== (null == i.crossOrigin ? null : i.crossOrigin) || e.getAttribute("title") !== (null == i.title ? null : i.title)) break;
						return e;
					case "style":
						if (e.hasAttribute("data-precedence")) break;
						return e;
					case "script":
						a = e.getAttribute("src");
						if ((a !== (null == i.src ? null : i.src) || e.getAttribute("type") !== (null == i.type ? null : i.type) || e.getAttribute("crossorigin") !== (null == i.crossOrigin ? null : i.crossOrigin)) && a && e.hasAttribute("async") && !e.hasAttribute("itemprop")) break;
						return e;
					default: return e;
				}
				e = ym(e.nextSibling);
				if (null === e) break;
			}
			return null;
		}
		function mm(e, t, n) {
			if ("" === t) return null;
			for (; 3 !== e.nodeType;) {
				if ((1 !== e.nodeType || "INPUT" !== e.nodeName || "hidden" !== e.type) && !n) return null;
				e = ym(e.nextSibling);
				if (null === e) return null;
			}
			return e;
		}
		function hm(e, t) {
			for (; 8 !== e.nodeType;) {
				if ((1 !== e.nodeType || "INPUT" !== e.nodeName || "hidden" !== e.type) && !t) return null;
				e = ym(e.nextSibling);
				if (null === e) return null;
			}
			return e;
		}
		function gm(e) {
			return "$?" === e.data || "$~" === e.data;
		}
		function _m(e) {
			return "$!" === e.data || "$?" === e.data && "loading" !== e.ownerDocument.readyState;
		}
		function vm(e, t) {
			var n = e.ownerDocument;
			if ("$~" === e.data) e._reactRetry = t;
			else if ("$?" !== e.data || "loading" !== n.readyState) t();
			else {
				var r = function() {
					t();
					n.removeEventListener("DOMContentLoaded", r);
				};
				n.addEventListener("DOMContentLoaded", r);
				e._reactRetry = r;
			}
		}
		function ym(e) {
			for (; null != e; e = e.nextSibling) {
				var t = e.nodeType;
				if (1 === t || 3 === t) break;
				if (8 === t) {
					t = e.data;
					if ("$" === t || "$!" === t || "$?" === t || "$~" === t || "&" === t || "F!" === t || "F" === t) break;
					if ("/$" === t || "/&" === t) return null;
				}
			}
			return e;
		}
		var bm = null;
		function xm(e) {
			e = e.nextSibling;
			for (var t = 0; e;) {
				if (8 === e.nodeType) {
					var n = e.data;
					if ("/$" === n || "/&" === n) {
						if (0 === t) return ym(e.nextSibling);
						t--;
					} else "$" !== n && "$!" !== n && "$?" !== n && "$~" !== n && "&" !== n || t++;
				}
				e = e.nextSibling;
			}
			return null;
		}
		function Sm(e) {
			e = e.previousSibling;
			for (var t = 0; e;) {
				if (8 === e.nodeType) {
					var n = e.data;
					if ("$" === n || "$!" === n || "$?" === n || "$~" === n || "&" === n) {
						if (0 === t) return e;
						t--;
					} else "/$" !== n && "/&" !== n || t++;
				}
				e = e.previousSibling;
			}
			return null;
		}
		function Cm(e, t) {
			function n() {
				r = !0;
			}
			if (e.ownerDocument.activeElement === e) return !0;
			var r = !1;
			try {
				e.ownerDocument.addEventListener("focus", n, !0), (e.focus || HTMLElement.prototype.focus).call(e, t);
			} finally {
				e.ownerDocument.removeEventListener("focus", n, !0);
			}
			return r;
		}
		function wm(e) {
			kp(function() {
				kp(function(t) {
					return e(t);
				});
			});
		}
		function Tm(e, t, n) {
			t = yp(n);
			switch (e) {
				case "html":
					e = t.documentElement;
					if (!e) throw Error(r(452));
					return e;
				case "head":
					e = t.head;
					if (!e) throw Error(r(453));
					return e;
				case "body":
					e = t.body;
					if (!e) throw Error(r(454));
					return e;
				default: throw Error(r(451));
			}
		}
		function Em(e, t, n) {
			for (var r in n) {
				var i = n[r];
				n.hasOwnProperty(r) && null != i && $(e, t, r, null, pp, i);
			}
			null != n.dangerouslySetInnerHTML && (e.textContent = "");
			e.onclick === Dn && (e.onclick = null);
			Vt(e);
		}
		function Dm(e) {
			for (var t = e.attributes; t.length;) e.removeAttributeNode(t[0]);
			Vt(e);
		}
		var Om = new Map();
		var km = new Set();
		function Am(e) {
			if ("function" === typeof e.getRootNode) {
				var t = e.getRootNode();
				if (9 === t.nodeType || 11 === t.nodeType) return t;
			}
			return 9 === e.nodeType ? e : e.ownerDocument;
		}
		var jm = C.d;
		C.d = {
			f: Mm,
			r: Nm,
			D: Im,
			C: Lm,
			L: Rm,
			m: zm,
			X: Vm,
			S: Bm,
			M: Hm
		};
		function Mm() {
			var e = jm.f(), t = qd();
			return e || t;
		}
		function Nm(e) {
			var t = Ut(e);
			null !== t && 5 === t.tag && "form" === t.type ? _c(t) : jm.r(e);
		}
		var Pm = "undefined" === typeof document ? null : document;
		function Fm(e, t, n) {
			var r = Pm;
			if (r && "string" === typeof t && t) {
				var i = fn(t);
				i = "link[rel=\"" + e + "\"][href=\"" + i + "\"]";
				"string" === typeof n && (i += "[crossorigin=\"" + n + "\"]");
				km.has(i) || (km.add(i), e = {
					rel: e,
					crossOrigin: n,
					href: t
				}, null === r.querySelector(i) && (t = r.createElement("link"), fp(t, "link", e), T(t), r.head.appendChild(t)));
			}
		}
		function Im(e) {
			jm.D(e);
			Fm("dns-prefetch", e, null);
		}
		function Lm(e, t) {
			jm.C(e, t);
			Fm("preconnect", e, t);
		}
		function Rm(e, t, n) {
			jm.L(e, t, n);
			var r = Pm;
			if (r && e && t) {
				var i = "link[rel=\"preload\"][as=\"" + fn(t) + "\"]";
				"image" === t ? n && n.imageSrcSet ? (i += "[imagesrcset=\"" + fn(n.imageSrcSet) + "\"]", "string" === typeof n.imageSizes && (i += "[imagesizes=\"" + fn(n.imageSizes) + "\"]")) : i += "[href=\"" + fn(e) + "\"]" : i += "[href=\"" + fn(e) + "\"]";
				var a = i;
				switch (t) {
					case "style":
						a = Wm(e);
						break;
					case "script": a = Jm(e);
				}
				if (!(Om.has(a) || (e = x({
					rel: "preload",
					href: "image" === t && n && n.imageSrcSet ? void 0 : e,
					as: t
				}, n), Om.set(a, e), null !== r.querySelector(i) || "style" === t && r.querySelector(Gm(a)) || "script" === t && r.querySelector(Ym(a))))) {
					var o = r.createElement("link");
					fp(o, "link", e);
					"style" === t && (o[Bt] = !0, o.onload = o.onerror = function() {
						Kt(o);
					});
					T(o);
					r.head.appendChild(o);
				}
			}
		}
		function zm(e, t) {
			jm.m(e, t);
			var n = Pm;
			if (n && e) {
				var r = t && "string" === typeof t.as ? t.as : "script", i = "link[rel=\"modulepreload\"][as=\"" + fn(r) + "\"][href=\"" + fn(e) + "\"]", a = i;
				switch (r) {
					case "audioworklet":
					case "paintworklet":
					case "serviceworker":
					case "sharedworker":
					case "worker":
					case "script": a = Jm(e);
				}
				if (!Om.has(a) && (e = x({
					rel: "modulepreload",
					href: e
				}, t), Om.set(a, e), null === n.querySelector(i))) {
					switch (r) {
						case "audioworklet":
						case "paintworklet":
						case "serviceworker":
						case "sharedworker":
						case "worker":
						case "script": if (n.querySelector(Ym(a))) return;
					}
					r = n.createElement("link");
					fp(r, "link", e);
					T(r);
					n.head.appendChild(r);
				}
			}
		}
		function Bm(e, t, n) {
			jm.S(e, t, n);
			var r = Pm;
			if (r && e) {
				var i = Gt(r).hoistableStyles, a = Wm(e);
				t = t || "default";
				var o = i.get(a);
				if (!o) {
					var s = {
						loading: 0,
						preload: null
					};
					if (o = r.querySelector(Gm(a))) s.loading = 5;
					else {
						e = x({
							rel: "stylesheet",
							href: e,
							"data-precedence": t
						}, n);
						(n = Om.get(a)) && Qm(e, n);
						var c = o = r.createElement("link");
						T(c);
						fp(c, "link", e);
						c._p = new Promise(function(e, t) {
							c.onload = e;
							c.onerror = t;
						});
						c.addEventListener("load", function() {
							s.loading |= 1;
						});
						c.addEventListener("error", function() {
							s.loading |= 2;
						});
						s.loading |= 4;
						Zm(o, t, r);
					}
					o = {
						type: "stylesheet",
						instance: o,
						count: 1,
						state: s
					};
					i.set(a, o);
				}
			}
		}
		function Vm(e, t) {
			jm.X(e, t);
			var n = Pm;
			if (n && e) {
				var r = Gt(n).hoistableScripts, i = Jm(e), a = r.get(i);
				a || (a = n.querySelector(Ym(i)), a || (e = x({
					src: e,
					async: !0
				}, t), (t = Om.get(i)) && $m(e, t), a = n.createElement("script"), T(a), fp(a, "link", e), n.head.appendChild(a)), a = {
					type: "script",
					instance: a,
					count: 1,
					state: null
				}, r.set(i, a));
			}
		}
		function Hm(e, t) {
			jm.M(e, t);
			var n = Pm;
			if (n && e) {
				var r = Gt(n).hoistableScripts, i = Jm(e), a = r.get(i);
				a || (a = n.querySelector(Ym(i)), a || (e = x({
					src: e,
					async: !0,
					type: "module"
				}, t), (t = Om.get(i)) && $m(e, t), a = n.createElement("script"), T(a), fp(a, "link", e), n.head.appendChild(a)), a = {
					type: "script",
					instance: a,
					count: 1,
					state: null
				}, r.set(i, a));
			}
		}
		function Um(e, t, n, i) {
			var a = (a = Me.current) ? Am(a) : null;
			if (!a) throw Error(r(446));
			switch (e) {
				case "meta":
				case "title": return null;
				case "style": return "string" === typeof n.precedence && "string" === typeof n.href ? (n = Wm(n.href), t = Gt(a).hoistableStyles, i = t.get(n), i || (i = {
					type: "style",
					instance: null,
					count: 0,
					state: null
				}, t.set(n, i)), i) : {
					type: "void",
					instance: null,
					count: 0,
					state: null
				};
				case "link":
					if ("stylesheet" === n.rel && "string" === typeof n.href && "string" === typeof n.precedence) {
						e = Wm(n.href);
						var o = Gt(a).hoistableStyles, s = o.get(e);
						s || (a = a.ownerDocument || a, s = {
							type: "stylesheet",
							instance: null,
							count: 0,
							state: {
								loading: 0,
								preload: null
							}
						}, o.set(e, s), (o = a.querySelector(Gm(e))) ? o._p || (s.instance = o, s.state.loading = 5) : (o = Om.get(e), o || (o = {
							rel: "preload",
							as: "style",
							href: n.href,
							crossOrigin: n.crossOrigin,
							integrity: n.integrity,
							media: n.media,
							hrefLang: n.hrefLang,
							referrerPolicy: n.referrerPolicy
						}, Om.set(e, o)), qm(a, e, o, s.state)));
						if (t && null === i) throw Error(r(528, ""));
						return s;
					}
					if (t && null !== i) throw Error(r(529, ""));
					return null;
				case "script": return t = n.async, n = n.src, "string" === typeof n && t && "function" !== typeof t && "symbol" !== typeof t ? (n = Jm(n), t = Gt(a).hoistableScripts, i = t.get(n), i || (i = {
					type: "script",
					instance: null,
					count: 0,
					state: null
				}, t.set(n, i)), i) : {
					type: "void",
					instance: null,
					count: 0,
					state: null
				};
				default: throw Error(r(444, e));
			}
		}
		function Wm(e) {
			return "href=\"" + fn(e) + "\"";
		}
		function Gm(e) {
			return "link[rel=\"stylesheet\"][" + e + "]";
		}
		function Km(e) {
			return x({}, e, {
				"data-precedence": e.precedence,
				precedence: null
			});
		}
		function qm(e, t, n, r) {
			if (t = e.querySelector("link[rel=\"preload\"][as=\"style\"][" + t + "]")) {
				if (!0 !== t[Bt]) {
					r.loading = 1;
					return;
				}
			} else t = e.createElement("link"), t[Bt] = !0, t.onload = t.onerror = Kt.bind(null, t), fp(t, "link", n), T(t), e.head.appendChild(t);
			r.preload = t;
			t.addEventListener("load", function() {
				return r.loading |= 1;
			});
			t.addEventListener("error", function() {
				return r.loading |= 2;
			});
		}
		function Jm(e) {
			return "[src=\"" + fn(e) + "\"]";
		}
		function Ym(e) {
			return "script[async]" + e;
		}
		function Xm(e, t, n) {
			t.count++;
			if (null === t.instance) switch (t.type) {
				case "style":
					var i = e.querySelector("style[data-href~=\"" + fn(n.href) + "\"]");
					if (i) return t.instance = i, T(i), i;
					var a = x({}, n, {
						"data-href": n.href,
						"data-precedence": n.precedence,
						href: null,
						precedence: null
					});
					i = (e.ownerDocument || e).createElement("style");
					T(i);
					fp(i, "style", a);
					Zm(i, n.precedence, e);
					return t.instance = i;
				case "stylesheet":
					a = Wm(n.href);
					var o = e.querySelector(Gm(a));
					if (o) return t.state.loading |= 4, t.instance = o, T(o), o;
					i = Km(n);
					(a = Om.get(a)) && Qm(i, a);
					o = (e.ownerDocument || e).createElement("link");
					T(o);
					var s = o;
					s._p = new Promise(function(e, t) {
						s.onload = e;
						s.onerror = t;
					});
					fp(o, "link", i);
					t.state.loading |= 4;
					Zm(o, n.precedence, e);
					return t.instance = o;
				case "script":
					o = Jm(n.src);
					if (a = e.querySelector(Ym(o))) return t.instance = a, T(a), a;
					i = n;
					if (a = Om.get(o)) i = x({}, n), $m(i, a);
					e = e.ownerDocument || e;
					a = e.createElement("script");
					T(a);
					fp(a, "link", i);
					e.head.appendChild(a);
					return t.instance = a;
				case "void": return null;
				default: throw Error(r(443, t.type));
			}
			else "stylesheet" === t.type && 0 === (t.state.loading & 4) && (i = t.instance, t.state.loading |= 4, Zm(i, n.precedence, e));
			return t.instance;
		}
		function Zm(e, t, n) {
			for (var r = n.querySelectorAll("link[rel=\"stylesheet\"][data-precedence],style[data-precedence]"), i = r.length ? r[r.length - 1] : null, a = i, o = 0; o < r.length; o++) {
				var s = r[o];
				if (s.dataset.precedence === t) a = s;
				else if (a !== i) break;
			}
			a ? a.parentNode.insertBefore(e, a.nextSibling) : (t = 9 === n.nodeType ? n.head : n, t.insertBefore(e, t.firstChild));
		}
		function Qm(e, t) {
			e.crossOrigin ??= t.crossOrigin;
			e.referrerPolicy ??= t.referrerPolicy;
			e.title ??= t.title;
		}
		function $m(e, t) {
			e.crossOrigin ??= t.crossOrigin;
			e.referrerPolicy ??= t.referrerPolicy;
			e.integrity ??= t.integrity;
		}
		var eh = null;
		function th(e, t, n) {
			if (null === eh) {
				var r = new Map();
				var i = eh = new Map();
				i.set(n, r);
			} else i = eh, r = i.get(n), r || (r = new Map(), i.set(n, r));
			if (r.has(e)) return r;
			r.set(e, null);
			n = n.getElementsByTagName(e);
			for (i = 0; i < n.length; i++) {
				var a = n[i];
				if (!(a[zt] || a[Mt] || "link" === e && "stylesheet" === a.getAttribute("rel")) && "http://www.w3.org/2000/svg" !== a.namespaceURI) {
					var o = a.getAttribute(t) || "";
					o = e + o;
					var s = r.get(o);
					s ? s.push(a) : r.set(o, [a]);
				}
			}
			return r;
		}
		function nh(e, t, n) {
			e = e.ownerDocument || e;
			e.head.insertBefore(n, "title" === t ? e.querySelector("head > title") : null);
		}
		function rh(e, t, n) {
			if (1 === n || null != t.itemProp) return !1;
			switch (e) {
				case "meta":
				case "title": return !0;
				case "style":
					if ("string" !== typeof t.precedence || "string" !== typeof t.href || "" === t.href) break;
					return !0;
				case "link":
					if ("string" !== typeof t.rel || "string" !== typeof t.href || "" === t.href || t.onLoad || t.onError) break;
					switch (t.rel) {
						case "stylesheet": return e = t.disabled, "string" === typeof t.precedence && null == e;
						default: return !0;
					}
				case "script": if (t.async && "function" !== typeof t.async && "symbol" !== typeof t.async && !t.onLoad && !t.onError && t.src && "string" === typeof t.src) return !0;
			}
			return !1;
		}
		function ih(e, t) {
			return "img" === e && null != t.src && "" !== t.src && null == t.onLoad && "lazy" !== t.loading;
		}
		function ah(e) {
			return "stylesheet" === e.type && 0 === (e.state.loading & 3) ? !1 : !0;
		}
		function oh(e) {
			return (e.width || 100) * (e.height || 100) * ("number" === typeof devicePixelRatio ? devicePixelRatio : 1) * .25;
		}
		function sh(e, t) {
			"function" === typeof t.decode && (e.imgCount++, t.complete || (e.imgBytes += oh(t), e.suspenseyImages.push(t)), e = ph.bind(e), t.decode().then(e, e));
		}
		function ch(e, t, n, r) {
			if ("stylesheet" === n.type && ("string" !== typeof r.media || !1 !== matchMedia(r.media).matches) && 0 === (n.state.loading & 4)) {
				if (null === n.instance) {
					var i = Wm(r.href), a = t.querySelector(Gm(i));
					if (a) {
						t = a._p;
						null !== t && "object" === typeof t && "function" === typeof t.then && (e.count++, e = fh.bind(e), t.then(e, e));
						n.state.loading |= 4;
						n.instance = a;
						T(a);
						return;
					}
					a = t.ownerDocument || t;
					r = Km(r);
					(i = Om.get(i)) && Qm(r, i);
					a = a.createElement("link");
					T(a);
					var o = a;
					o._p = new Promise(function(e, t) {
						o.onload = e;
						o.onerror = t;
					});
					fp(a, "link", r);
					n.instance = a;
				}
				null === e.stylesheets && (e.stylesheets = new Map());
				e.stylesheets.set(n, t);
				(t = n.state.preload) && 0 === (n.state.loading & 3) && (e.count++, n = fh.bind(e), t.addEventListener("load", n), t.addEventListener("error", n));
			}
		}
		var lh = 0;
		function uh(e, t) {
			e.stylesheets && 0 === e.count && hh(e, e.stylesheets);
			return 0 < e.count || 0 < e.imgCount ? function(n) {
				var r = setTimeout(function() {
					e.stylesheets && hh(e, e.stylesheets);
					if (e.unsuspend) {
						var t = e.unsuspend;
						e.unsuspend = null;
						t();
					}
				}, 6e4 + t);
				0 < e.imgBytes && 0 === lh && (lh = 62500 * gp());
				var i = setTimeout(function() {
					e.waitingForImages = !1;
					if (0 === e.count && (e.stylesheets && hh(e, e.stylesheets), e.unsuspend)) {
						var t = e.unsuspend;
						e.unsuspend = null;
						t();
					}
				}, (e.imgBytes > lh ? 50 : 800) + t);
				e.unsuspend = n;
				return function() {
					e.unsuspend = null;
					clearTimeout(r);
					clearTimeout(i);
				};
			} : null;
		}
		function dh(e) {
			if (0 === e.count && (0 === e.imgCount || !e.waitingForImages)) {
				if (e.stylesheets) hh(e, e.stylesheets);
				else if (e.unsuspend) {
					var t = e.unsuspend;
					e.unsuspend = null;
					t();
				}
			}
		}
		function fh() {
			this.count--;
			dh(this);
		}
		function ph() {
			this.imgCount--;
			dh(this);
		}
		var mh = null;
		function hh(e, t) {
			e.stylesheets = null;
			null !== e.unsuspend && (e.count++, mh = new Map(), t.forEach(gh, e), mh = null, fh.call(e));
		}
		function gh(e, t) {
			if (!(t.state.loading & 4)) {
				var n = mh.get(e);
				if (n) var r = n.get(null);
				else {
					n = new Map();
					mh.set(e, n);
					for (var i = e.querySelectorAll("link[data-precedence],style[data-precedence]"), a = 0; a < i.length; a++) {
						var o = i[a];
						if ("LINK" === o.nodeName || "not all" !== o.getAttribute("media")) n.set(o.dataset.precedence, o), r = o;
					}
					r && n.set(null, r);
				}
				i = t.instance;
				o = i.getAttribute("data-precedence");
				a = n.get(o) || r;
				a === r && n.set(null, i);
				n.set(o, i);
				this.count++;
				r = fh.bind(this);
				i.addEventListener("load", r);
				i.addEventListener("error", r);
				a ? a.parentNode.insertBefore(i, a.nextSibling) : (e = 9 === e.nodeType ? e.head : e, e.insertBefore(i, e.firstChild));
				t.state.loading |= 4;
			}
		}
		var _h = {
			$$typeof: le,
			Provider: null,
			Consumer: null,
			_currentValue: Te,
			_currentValue2: Te,
			_threadCount: 0
		};
		function vh(e, t, n, r, i, a, o, s, c) {
			this.tag = 1;
			this.containerInfo = e;
			this.pingCache = this.current = this.pendingChildren = null;
			this.timeoutHandle = -1;
			this.callbackNode = this.next = this.pendingContext = this.context = this.cancelPendingCommit = null;
			this.callbackPriority = 0;
			this.expirationTimes = xt(-1);
			this.entangledLanes = this.shellSuspendCounter = this.errorRecoveryDisabledLanes = this.expiredLanes = this.warmLanes = this.pingedLanes = this.suspendedLanes = this.pendingLanes = 0;
			this.entanglements = xt(0);
			this.hiddenUpdates = xt(null);
			this.identifierPrefix = r;
			this.onUncaughtError = i;
			this.onCaughtError = a;
			this.onRecoverableError = o;
			this.pooledCache = null;
			this.pooledCacheLanes = 0;
			this.formState = c;
			this.transitionTypes = null;
			this.incompleteTransitions = new Map();
		}
		function yh(e, t, n, r, i, a, o, s, c, l, u, d) {
			e = new vh(e, t, n, o, c, l, u, d, s);
			t = 1;
			!0 === a && (t |= 24);
			a = $i(3, null, null, t);
			e.current = a;
			a.stateNode = e;
			t = Ya();
			t.refCount++;
			e.pooledCache = t;
			t.refCount++;
			a.memoizedState = {
				element: r,
				isDehydrated: n,
				cache: t
			};
			Mo(a);
			return e;
		}
		function bh(e) {
			if (!e) return Zi;
			e = Zi;
			return e;
		}
		function xh(e, t, n, r, i, a) {
			i = bh(i);
			null === r.context ? r.context = i : r.pendingContext = i;
			r = Po(t);
			r.payload = { element: n };
			a = void 0 === a ? null : a;
			null !== a && (r.callback = a);
			n = Fo(e, r, t);
			null !== n && (Hd(n, e, t), Io(n, e, t));
		}
		function Sh(e, t) {
			e = e.memoizedState;
			if (null !== e && null !== e.dehydrated) {
				var n = e.retryLane;
				e.retryLane = 0 !== n && n < t ? n : t;
			}
		}
		function Ch(e, t) {
			Sh(e, t);
			(e = e.alternate) && Sh(e, t);
		}
		function wh(e) {
			if (13 === e.tag || 31 === e.tag) {
				var t = Ji(e, 67108864);
				null !== t && Hd(t, e, 67108864);
				Ch(e, 67108864);
			}
		}
		function Th(e) {
			if (13 === e.tag || 31 === e.tag) {
				var t = zd();
				t = Dt(t);
				var n = Ji(e, t);
				null !== n && Hd(n, e, t);
				Ch(e, t);
			}
		}
		var Eh = !0;
		function Dh(e, t, n, r) {
			var i = S.T;
			S.T = null;
			var a = C.p;
			try {
				C.p = 2, kh(e, t, n, r);
			} finally {
				C.p = a, S.T = i;
			}
		}
		function Oh(e, t, n, r) {
			var i = S.T;
			S.T = null;
			var a = C.p;
			try {
				C.p = 8, kh(e, t, n, r);
			} finally {
				C.p = a, S.T = i;
			}
		}
		function kh(e, t, n, r) {
			if (Eh) {
				var i = Ah(r);
				if (null === i) np(e, t, r, jh, n), Hh(e, r);
				else if (Wh(i, e, t, n, r)) r.stopPropagation();
				else if (Hh(e, r), t & 4 && -1 < Vh.indexOf(e)) {
					for (; null !== i;) {
						var a = Ut(i);
						if (null !== a) switch (a.tag) {
							case 3:
								a = a.stateNode;
								if (a.current.memoizedState.isDehydrated) {
									var o = ht(a.pendingLanes);
									if (0 !== o) {
										var s = a;
										s.pendingLanes |= 2;
										for (s.entangledLanes |= 2; o;) {
											var c = 1 << 31 - ct(o);
											s.entanglements[1] |= c;
											o &= ~c;
										}
										Pf(a);
										0 === (W & 6) && (Td = Xe() + 500, Ff(0, !1));
									}
								}
								break;
							case 31:
							case 13: s = Ji(a, 2), null !== s && Hd(s, a, 2), qd(), Ch(a, 2);
						}
						a = Ah(r);
						null === a && np(e, t, r, jh, n);
						if (a === i) break;
						i = a;
					}
					null !== i && r.stopPropagation();
				} else np(e, t, r, null, n);
			}
		}
		function Ah(e) {
			e = kn(e);
			return Mh(e);
		}
		var jh = null;
		function Mh(e) {
			jh = null;
			e = Ht(e);
			if (null !== e) {
				var t = a(e);
				if (null === t) e = null;
				else {
					var n = t.tag;
					if (13 === n) {
						e = o(t);
						if (null !== e) return e;
						e = null;
					} else if (31 === n) {
						e = s(t);
						if (null !== e) return e;
						e = null;
					} else if (3 === n) {
						if (t.stateNode.current.memoizedState.isDehydrated) return 3 === t.tag ? t.stateNode.containerInfo : null;
						e = null;
					} else t !== e && (e = null);
				}
			}
			jh = e;
			return null;
		}
		function Nh(e) {
			switch (e) {
				case "beforetoggle":
				case "cancel":
				case "click":
				case "close":
				case "contextmenu":
				case "copy":
				case "cut":
				case "auxclick":
				case "dblclick":
				case "dragend":
				case "dragstart":
				case "drop":
				case "focusin":
				case "focusout":
				case "input":
				case "invalid":
				case "keydown":
				case "keypress":
				case "keyup":
				case "mousedown":
				case "mouseup":
				case "paste":
				case "pause":
				case "play":
				case "pointercancel":
				case "pointerdown":
				case "pointerup":
				case "ratechange":
				case "reset":
				case "seeked":
				case "submit":
				case "toggle":
				case "touchcancel":
				case "touchend":
				case "touchstart":
				case "volumechange":
				case "change":
				case "selectionchange":
				case "textInput":
				case "compositionstart":
				case "compositionend":
				case "compositionupdate":
				case "beforeblur":
				case "afterblur":
				case "beforeinput":
				case "blur":
				case "fullscreenchange":
				case "fullscreenerror":
				case "focus":
				case "hashchange":
				case "popstate":
				case "select":
				case "selectstart": return 2;
				case "drag":
				case "dragenter":
				case "dragexit":
				case "dragleave":
				case "dragover":
				case "mousemove":
				case "mouseout":
				case "mouseover":
				case "pointermove":
				case "pointerout":
				case "pointerover":
				case "resize":
				case "scroll":
				case "touchmove":
				case "wheel":
				case "mouseenter":
				case "mouseleave":
				case "pointerenter":
				case "pointerleave": return 8;
				case "message": switch (Ze()) {
					case Qe: return 2;
					case $e: return 8;
					case et:
					case tt: return 32;
					case nt: return 268435456;
					default: return 32;
				}
				default: return 32;
			}
		}
		var Ph = !1;
		var Fh = null;
		var Ih = null;
		var Lh = null;
		var Rh = new Map();
		var zh = new Map();
		var Bh = [];
		var Vh = "mousedown mouseup touchcancel touchend touchstart auxclick dblclick pointercancel pointerdown pointerup dragend dragstart drop compositionend compositionstart keydown keypress keyup input textInput copy cut paste click change contextmenu reset".split(" ");
		function Hh(e, t) {
			switch (e) {
				case "focusin":
				case "focusout":
					Fh = null;
					break;
				case "dragenter":
				case "dragleave":
					Ih = null;
					break;
				case "mouseover":
				case "mouseout":
					Lh = null;
					break;
				case "pointerover":
				case "pointerout":
					Rh.delete(t.pointerId);
					break;
				case "gotpointercapture":
				case "lostpointercapture": zh.delete(t.pointerId);
			}
		}
		function Uh(e, t, n, r, i, a) {
			if (null === e || e.nativeEvent !== a) return e = {
				blockedOn: t,
				domEventName: n,
				eventSystemFlags: r,
				nativeEvent: a,
				targetContainers: [i]
			}, null !== t && (t = Ut(t), null !== t && wh(t)), e;
			e.eventSystemFlags |= r;
			t = e.targetContainers;
			null !== i && -1 === t.indexOf(i) && t.push(i);
			return e;
		}
		function Wh(e, t, n, r, i) {
			switch (t) {
				case "focusin": return Fh = Uh(Fh, e, t, n, r, i), !0;
				case "dragenter": return Ih = Uh(Ih, e, t, n, r, i), !0;
				case "mouseover": return Lh = Uh(Lh, e, t, n, r, i), !0;
				case "pointerover":
					var a = i.pointerId;
					Rh.set(a, Uh(Rh.get(a) || null, e, t, n, r, i));
					return !0;
				case "gotpointercapture": return a = i.pointerId, zh.set(a, Uh(zh.get(a) || null, e, t, n, r, i)), !0;
			}
			return !1;
		}
		function Gh(e) {
			var t = Ht(e.target);
			if (null !== t) {
				var n = a(t);
				if (null !== n) {
					if (t = n.tag, 13 === t) {
						if (t = o(n), null !== t) {
							e.blockedOn = t;
							At(e.priority, function() {
								Th(n);
							});
							return;
						}
					} else if (31 === t) {
						if (t = s(n), null !== t) {
							e.blockedOn = t;
							At(e.priority, function() {
								Th(n);
							});
							return;
						}
					} else if (3 === t && n.stateNode.current.memoizedState.isDehydrated) {
						e.blockedOn = 3 === n.tag ? n.stateNode.containerInfo : null;
						return;
					}
				}
			}
			e.blockedOn = null;
		}
		function Kh(e) {
			if (null !== e.blockedOn) return !1;
			for (var t = e.targetContainers; 0 < t.length;) {
				var n = Ah(e.nativeEvent);
				if (null === n) {
					n = e.nativeEvent;
					var r = new n.constructor(n.type, n);
					On = r;
					n.target.dispatchEvent(r);
					On = null;
				} else return t = Ut(n), null !== t && wh(t), e.blockedOn = n, !1;
				t.shift();
			}
			return !0;
		}
		function qh(e, t, n) {
			Kh(e) && n.delete(t);
		}
		function Jh() {
			Ph = !1;
			null !== Fh && Kh(Fh) && (Fh = null);
			null !== Ih && Kh(Ih) && (Ih = null);
			null !== Lh && Kh(Lh) && (Lh = null);
			Rh.forEach(qh);
			zh.forEach(qh);
		}
		function Yh(t, n) {
			t.blockedOn === n && (t.blockedOn = null, Ph || (Ph = !0, e.unstable_scheduleCallback(e.unstable_NormalPriority, Jh)));
		}
		var Xh = null;
		function Zh(t) {
			Xh !== t && (Xh = t, e.unstable_scheduleCallback(e.unstable_NormalPriority, function() {
				Xh === t && (Xh = null);
				for (var e = 0; e < t.length; e += 3) {
					var n = t[e], r = t[e + 1], i = t[e + 2];
					if ("function" !== typeof r) if (null === Mh(r || n)) continue;
					else break;
					var a = Ut(n);
					null !== a && (t.splice(e, 3), e -= 3, hc(a, {
						pending: !0,
						data: i,
						method: n.method,
						action: r
					}, r, i));
				}
			}));
		}
		function Qh(e) {
			function t(t) {
				return Yh(t, e);
			}
			null !== Fh && Yh(Fh, e);
			null !== Ih && Yh(Ih, e);
			null !== Lh && Yh(Lh, e);
			Rh.forEach(t);
			zh.forEach(t);
			for (var n = 0; n < Bh.length; n++) {
				var r = Bh[n];
				r.blockedOn === e && (r.blockedOn = null);
			}
			for (; 0 < Bh.length && (n = Bh[0], null === n.blockedOn);) Gh(n), null === n.blockedOn && Bh.shift();
			n = (e.ownerDocument || e).$$reactFormReplay;
			if (null != n) for (r = 0; r < n.length; r += 3) {
				var i = n[r], a = n[r + 1], o = i[Nt] || null;
				if ("function" === typeof a) o || Zh(n);
				else if (o) {
					var s = null;
					if (a && a.hasAttribute("formAction")) {
						if (i = a, o = a[Nt] || null) s = o.formAction;
						else if (null !== Mh(i)) continue;
					} else s = o.action;
					"function" === typeof s ? n[r + 1] = s : (n.splice(r, 3), r -= 3);
					Zh(n);
				}
			}
		}
		function $h() {
			function e(e) {
				e.canIntercept && "react-transition" === e.info && e.intercept({
					handler: function() {
						return new Promise(function(e) {
							return i = e;
						});
					},
					focusReset: "manual",
					scroll: "manual"
				});
			}
			function t() {
				null !== i && (i(), i = null);
				r || setTimeout(n, 20);
			}
			function n() {
				if (!r && !navigation.transition) {
					var e = navigation.currentEntry;
					e && null != e.url && navigation.navigate(e.url, {
						state: e.getState(),
						info: "react-transition",
						history: "replace"
					});
				}
			}
			if ("object" === typeof navigation) {
				var r = !1, i = null;
				navigation.addEventListener("navigate", e);
				navigation.addEventListener("navigatesuccess", t);
				navigation.addEventListener("navigateerror", t);
				setTimeout(n, 100);
				return function() {
					r = !0;
					navigation.removeEventListener("navigate", e);
					navigation.removeEventListener("navigatesuccess", t);
					navigation.removeEventListener("navigateerror", t);
					null !== i && (i(), i = null);
				};
			}
		}
		function eg(e) {
			this._internalRoot = e;
		}
		tg.prototype.render = eg.prototype.render = function(e) {
			var t = this._internalRoot;
			if (null === t) throw Error(r(409));
			var n = t.current;
			xh(n, zd(), e, t, null, null);
		};
		tg.prototype.unmount = eg.prototype.unmount = function() {
			var e = this._internalRoot;
			if (null !== e) {
				this._internalRoot = null;
				var t = e.containerInfo;
				xh(e.current, 2, null, e, null, null);
				qd();
				t[Pt] = null;
			}
		};
		function tg(e) {
			this._internalRoot = e;
		}
		tg.prototype.unstable_scheduleHydration = function(e) {
			if (e) {
				var t = kt();
				e = {
					blockedOn: null,
					target: e,
					priority: t
				};
				for (var n = 0; n < Bh.length && 0 !== t && t < Bh[n].priority; n++);
				Bh.splice(n, 0, e);
				0 === n && Gh(e);
			}
		};
		var ng = t.version;
		if ("19.3.1" !== ng) throw Error(r(527, ng, "19.3.1"));
		C.findDOMNode = function(e) {
			var t = e._reactInternals;
			if (void 0 === t) {
				if ("function" === typeof e.render) throw Error(r(188));
				e = Object.keys(e).join(",");
				throw Error(r(268, e));
			}
			e = l(t);
			e = null !== e ? u(e) : null;
			e = null === e ? null : e.stateNode;
			return e;
		};
		var rg = {
			bundleType: 0,
			version: "19.3.1",
			rendererPackageName: "react-dom",
			currentDispatcherRef: S,
			reconcilerVersion: "19.3.1"
		};
		if ("undefined" !== typeof __REACT_DEVTOOLS_GLOBAL_HOOK__) {
			var ig = __REACT_DEVTOOLS_GLOBAL_HOOK__;
			if (!ig.isDisabled && ig.supportsFiber) try {
				at = ig.inject(rg), ot = ig;
			} catch (e) {}
		}
		exports.createRoot = function(e, t) {
			if (!i(e)) throw Error(r(299));
			var n = !1, a = "", o = Rc, s = zc, c = Bc;
			null !== t && void 0 !== t && (!0 === t.unstable_strictMode && (n = !0), void 0 !== t.identifierPrefix && (a = t.identifierPrefix), void 0 !== t.onUncaughtError && (o = t.onUncaughtError), void 0 !== t.onCaughtError && (s = t.onCaughtError), void 0 !== t.onRecoverableError && (c = t.onRecoverableError));
			t = yh(e, 1, !1, null, null, n, a, null, o, s, c, $h);
			e[Pt] = t.current;
			ep(e);
			return new eg(t);
		};
	}));
	// node_modules/react-dom/client.js
	var require_client = __commonJSMin(((exports, module) => {
		function e() {
			if (typeof __REACT_DEVTOOLS_GLOBAL_HOOK__ === "undefined" || typeof __REACT_DEVTOOLS_GLOBAL_HOOK__.checkDCE !== "function") return;
			try {
				__REACT_DEVTOOLS_GLOBAL_HOOK__.checkDCE(e);
			} catch (e) {
				console.error(e);
			}
		}
		e();
		module.exports = require_react_dom_client_production();
	}));
	// node_modules/zustand/esm/vanilla.mjs
	var createStoreImpl = (createState) => {
		let state;
		const listeners = new Set();
		const setState = (partial, replace) => {
			const nextState = typeof partial === "function" ? partial(state) : partial;
			if (!Object.is(nextState, state)) {
				const previousState = state;
				state = (replace != null ? replace : typeof nextState !== "object" || nextState === null) ? nextState : Object.assign({}, state, nextState);
				listeners.forEach((listener) => listener(state, previousState));
			}
		};
		const getState = () => state;
		const getInitialState = () => initialState;
		const subscribe = (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		};
		const api = {
			setState,
			getState,
			getInitialState,
			subscribe
		};
		const initialState = state = createState(setState, getState, api);
		return api;
	};
	var createStore = ((createState) => createState ? createStoreImpl(createState) : createStoreImpl);
	// node_modules/zustand/esm/react.mjs
	var import_react = __toESM(require_react(), 1);
	var identity$3 = (arg) => arg;
	function useStore(api, selector = identity$3) {
		const slice = import_react.useSyncExternalStore(api.subscribe, import_react.useCallback(() => selector(api.getState()), [api, selector]), () => selector(api.getInitialState()));
		import_react.useDebugValue(slice);
		return slice;
	}
	// src/state/text.ts
	var import_client = require_client();
	var texts = {};
	function text(english, ...values) {
		const [given = {}] = values;
		return (texts[english] ?? english).replace(/\{(\w+)\}/g, (whole, name) => String(given[name] ?? whole));
	}
	// src/state/terms.ts
	var specialNames = () => [
		["start", text("start")],
		["end", text("end")],
		["padding", text("padding")]
	];
	function termsOf(condition) {
		const words = condition.words.map((word, index) => ({
			condition: condition.id,
			index,
			kind: "word",
			text: word.text,
			tokens: word.tokens
		}));
		const kinds = specialKinds(condition);
		const groups = specialNames().flatMap(([kind, name]) => {
			const tokens = kinds.flatMap((k, i) => k === kind ? [i] : []);
			return tokens.length ? [{
				kind,
				text: name,
				tokens
			}] : [];
		});
		return [...words, ...groups.map((group, i) => ({
			...group,
			condition: condition.id,
			index: words.length + i
		}))];
	}
	function specialKinds(condition) {
		let ended = true;
		return condition.special.map((special, i) => {
			if (!special) {
				ended = false;
				return null;
			}
			if ((condition.tokens[i] ?? "").includes("startoftext") || i === 0 && ended) {
				ended = false;
				return "start";
			}
			if (!ended) {
				ended = true;
				return "end";
			}
			return "padding";
		});
	}
	function sameTerm(a, b) {
		return a.condition === b.condition && a.index === b.index;
	}
	// src/state/store.ts
	var DEFAULT_VIEW = {
		step: 0,
		layer: null,
		head: null,
		terms: [],
		locked: null,
		view: "story",
		scale: "absolute",
		colourMap: "inferno",
		opacity: .65,
		smooth: true,
		align: "sigma"
	};
	var START = {
		...DEFAULT_VIEW,
		runs: [],
		primary: null,
		compared: null,
		opening: null,
		notices: [],
		playing: false,
		loop: true,
		speed: 6,
		wipe: .5,
		hover: null,
		showSpecial: false,
		theme: "system",
		helpOpen: false,
		jump: 0
	};
	function createApp() {
		return createStore()(() => START);
	}
	var AppContext = (0, import_react.createContext)(null);
	function useAppStore() {
		const app = (0, import_react.use)(AppContext);
		if (!app) throw new Error("A component of the viewer stands outside of an AppContext.");
		return app;
	}
	function useApp(select) {
		return useStore(useAppStore(), select);
	}
	function show(app, change) {
		app.setState(change);
	}
	function goTo(app, step, by = "control") {
		const { primary, jump, step: now } = app.getState();
		if (!primary) return;
		const wanted = Math.max(0, Math.min(primary.steps - 1, Math.round(step)));
		if (wanted === now) return;
		app.setState(by === "scroll" ? { step: wanted } : {
			step: wanted,
			jump: jump + 1
		});
	}
	function advance(app) {
		const { primary, step, loop } = app.getState();
		if (!primary) return;
		if (step + 1 < primary.steps) goTo(app, step + 1);
		else if (loop) goTo(app, 0);
		else app.setState({ playing: false });
	}
	function togglePlaying(app) {
		const { playing, primary, step } = app.getState();
		if (!playing && primary && step === primary.steps - 1) goTo(app, 0);
		app.setState({ playing: !playing });
	}
	function selectTerm(app, term, add = false) {
		const { terms } = app.getState();
		const others = terms.filter((t) => !sameTerm(t, term));
		const had = others.length < terms.length;
		if (add) app.setState({ terms: had ? others : [...terms, term] });
		else app.setState({ terms: had && terms.length === 1 ? [] : [term] });
	}
	function moveLayer(app, by) {
		const { primary, layer } = app.getState();
		const cross = primary?.layers.filter((l) => l.type === "cross") ?? [];
		const at = cross.findIndex((l) => l.id === layer);
		const next = cross[Math.max(0, Math.min(cross.length - 1, at + by))];
		if (next) app.setState({
			layer: next.id,
			head: null
		});
	}
	function setLayer(app, layer) {
		app.setState({
			layer,
			head: null
		});
	}
	// node_modules/d3-color/dist/d3-color.mjs
	function define$1(constructor, factory, prototype) {
		constructor.prototype = factory.prototype = prototype;
		prototype.constructor = constructor;
	}
	function extend(parent, definition) {
		var prototype = Object.create(parent.prototype);
		for (var key in definition) prototype[key] = definition[key];
		return prototype;
	}
	function Color() {}
	var darker = .7;
	var brighter = 1 / darker;
	var reI = "\\s*([+-]?\\d+)\\s*";
	var reN = "\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)\\s*";
	var reP = "\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)%\\s*";
	var reHex = /^#([0-9a-f]{3,8})$/;
	var reRgbInteger = new RegExp(`^rgb\\(${reI},${reI},${reI}\\)$`);
	var reRgbPercent = new RegExp(`^rgb\\(${reP},${reP},${reP}\\)$`);
	var reRgbaInteger = new RegExp(`^rgba\\(${reI},${reI},${reI},${reN}\\)$`);
	var reRgbaPercent = new RegExp(`^rgba\\(${reP},${reP},${reP},${reN}\\)$`);
	var reHslPercent = new RegExp(`^hsl\\(${reN},${reP},${reP}\\)$`);
	var reHslaPercent = new RegExp(`^hsla\\(${reN},${reP},${reP},${reN}\\)$`);
	var named = {
		aliceblue: 15792383,
		antiquewhite: 16444375,
		aqua: 65535,
		aquamarine: 8388564,
		azure: 15794175,
		beige: 16119260,
		bisque: 16770244,
		black: 0,
		blanchedalmond: 16772045,
		blue: 255,
		blueviolet: 9055202,
		brown: 10824234,
		burlywood: 14596231,
		cadetblue: 6266528,
		chartreuse: 8388352,
		chocolate: 13789470,
		coral: 16744272,
		cornflowerblue: 6591981,
		cornsilk: 16775388,
		crimson: 14423100,
		cyan: 65535,
		darkblue: 139,
		darkcyan: 35723,
		darkgoldenrod: 12092939,
		darkgray: 11119017,
		darkgreen: 25600,
		darkgrey: 11119017,
		darkkhaki: 12433259,
		darkmagenta: 9109643,
		darkolivegreen: 5597999,
		darkorange: 16747520,
		darkorchid: 10040012,
		darkred: 9109504,
		darksalmon: 15308410,
		darkseagreen: 9419919,
		darkslateblue: 4734347,
		darkslategray: 3100495,
		darkslategrey: 3100495,
		darkturquoise: 52945,
		darkviolet: 9699539,
		deeppink: 16716947,
		deepskyblue: 49151,
		dimgray: 6908265,
		dimgrey: 6908265,
		dodgerblue: 2003199,
		firebrick: 11674146,
		floralwhite: 16775920,
		forestgreen: 2263842,
		fuchsia: 16711935,
		gainsboro: 14474460,
		ghostwhite: 16316671,
		gold: 16766720,
		goldenrod: 14329120,
		gray: 8421504,
		green: 32768,
		greenyellow: 11403055,
		grey: 8421504,
		honeydew: 15794160,
		hotpink: 16738740,
		indianred: 13458524,
		indigo: 4915330,
		ivory: 16777200,
		khaki: 15787660,
		lavender: 15132410,
		lavenderblush: 16773365,
		lawngreen: 8190976,
		lemonchiffon: 16775885,
		lightblue: 11393254,
		lightcoral: 15761536,
		lightcyan: 14745599,
		lightgoldenrodyellow: 16448210,
		lightgray: 13882323,
		lightgreen: 9498256,
		lightgrey: 13882323,
		lightpink: 16758465,
		lightsalmon: 16752762,
		lightseagreen: 2142890,
		lightskyblue: 8900346,
		lightslategray: 7833753,
		lightslategrey: 7833753,
		lightsteelblue: 11584734,
		lightyellow: 16777184,
		lime: 65280,
		limegreen: 3329330,
		linen: 16445670,
		magenta: 16711935,
		maroon: 8388608,
		mediumaquamarine: 6737322,
		mediumblue: 205,
		mediumorchid: 12211667,
		mediumpurple: 9662683,
		mediumseagreen: 3978097,
		mediumslateblue: 8087790,
		mediumspringgreen: 64154,
		mediumturquoise: 4772300,
		mediumvioletred: 13047173,
		midnightblue: 1644912,
		mintcream: 16121850,
		mistyrose: 16770273,
		moccasin: 16770229,
		navajowhite: 16768685,
		navy: 128,
		oldlace: 16643558,
		olive: 8421376,
		olivedrab: 7048739,
		orange: 16753920,
		orangered: 16729344,
		orchid: 14315734,
		palegoldenrod: 15657130,
		palegreen: 10025880,
		paleturquoise: 11529966,
		palevioletred: 14381203,
		papayawhip: 16773077,
		peachpuff: 16767673,
		peru: 13468991,
		pink: 16761035,
		plum: 14524637,
		powderblue: 11591910,
		purple: 8388736,
		rebeccapurple: 6697881,
		red: 16711680,
		rosybrown: 12357519,
		royalblue: 4286945,
		saddlebrown: 9127187,
		salmon: 16416882,
		sandybrown: 16032864,
		seagreen: 3050327,
		seashell: 16774638,
		sienna: 10506797,
		silver: 12632256,
		skyblue: 8900331,
		slateblue: 6970061,
		slategray: 7372944,
		slategrey: 7372944,
		snow: 16775930,
		springgreen: 65407,
		steelblue: 4620980,
		tan: 13808780,
		teal: 32896,
		thistle: 14204888,
		tomato: 16737095,
		turquoise: 4251856,
		violet: 15631086,
		wheat: 16113331,
		white: 16777215,
		whitesmoke: 16119285,
		yellow: 16776960,
		yellowgreen: 10145074
	};
	define$1(Color, color, {
		copy(channels) {
			return Object.assign(new this.constructor(), this, channels);
		},
		displayable() {
			return this.rgb().displayable();
		},
		hex: color_formatHex,
		formatHex: color_formatHex,
		formatHex8: color_formatHex8,
		formatHsl: color_formatHsl,
		formatRgb: color_formatRgb,
		toString: color_formatRgb
	});
	function color_formatHex() {
		return this.rgb().formatHex();
	}
	function color_formatHex8() {
		return this.rgb().formatHex8();
	}
	function color_formatHsl() {
		return hslConvert(this).formatHsl();
	}
	function color_formatRgb() {
		return this.rgb().formatRgb();
	}
	function color(format) {
		var m, l;
		format = (format + "").trim().toLowerCase();
		return (m = reHex.exec(format)) ? (l = m[1].length, m = parseInt(m[1], 16), l === 6 ? rgbn(m) : l === 3 ? new Rgb(m >> 8 & 15 | m >> 4 & 240, m >> 4 & 15 | m & 240, (m & 15) << 4 | m & 15, 1) : l === 8 ? rgba(m >> 24 & 255, m >> 16 & 255, m >> 8 & 255, (m & 255) / 255) : l === 4 ? rgba(m >> 12 & 15 | m >> 8 & 240, m >> 8 & 15 | m >> 4 & 240, m >> 4 & 15 | m & 240, ((m & 15) << 4 | m & 15) / 255) : null) : (m = reRgbInteger.exec(format)) ? new Rgb(m[1], m[2], m[3], 1) : (m = reRgbPercent.exec(format)) ? new Rgb(m[1] * 255 / 100, m[2] * 255 / 100, m[3] * 255 / 100, 1) : (m = reRgbaInteger.exec(format)) ? rgba(m[1], m[2], m[3], m[4]) : (m = reRgbaPercent.exec(format)) ? rgba(m[1] * 255 / 100, m[2] * 255 / 100, m[3] * 255 / 100, m[4]) : (m = reHslPercent.exec(format)) ? hsla(m[1], m[2] / 100, m[3] / 100, 1) : (m = reHslaPercent.exec(format)) ? hsla(m[1], m[2] / 100, m[3] / 100, m[4]) : named.hasOwnProperty(format) ? rgbn(named[format]) : format === "transparent" ? new Rgb(NaN, NaN, NaN, 0) : null;
	}
	function rgbn(n) {
		return new Rgb(n >> 16 & 255, n >> 8 & 255, n & 255, 1);
	}
	function rgba(r, g, b, a) {
		if (a <= 0) r = g = b = NaN;
		return new Rgb(r, g, b, a);
	}
	function rgbConvert(o) {
		if (!(o instanceof Color)) o = color(o);
		if (!o) return new Rgb();
		o = o.rgb();
		return new Rgb(o.r, o.g, o.b, o.opacity);
	}
	function rgb$1(r, g, b, opacity) {
		return arguments.length === 1 ? rgbConvert(r) : new Rgb(r, g, b, opacity == null ? 1 : opacity);
	}
	function Rgb(r, g, b, opacity) {
		this.r = +r;
		this.g = +g;
		this.b = +b;
		this.opacity = +opacity;
	}
	define$1(Rgb, rgb$1, extend(Color, {
		brighter(k) {
			k = k == null ? brighter : Math.pow(brighter, k);
			return new Rgb(this.r * k, this.g * k, this.b * k, this.opacity);
		},
		darker(k) {
			k = k == null ? darker : Math.pow(darker, k);
			return new Rgb(this.r * k, this.g * k, this.b * k, this.opacity);
		},
		rgb() {
			return this;
		},
		clamp() {
			return new Rgb(clampi(this.r), clampi(this.g), clampi(this.b), clampa(this.opacity));
		},
		displayable() {
			return -.5 <= this.r && this.r < 255.5 && -.5 <= this.g && this.g < 255.5 && -.5 <= this.b && this.b < 255.5 && 0 <= this.opacity && this.opacity <= 1;
		},
		hex: rgb_formatHex,
		formatHex: rgb_formatHex,
		formatHex8: rgb_formatHex8,
		formatRgb: rgb_formatRgb,
		toString: rgb_formatRgb
	}));
	function rgb_formatHex() {
		return `#${hex(this.r)}${hex(this.g)}${hex(this.b)}`;
	}
	function rgb_formatHex8() {
		return `#${hex(this.r)}${hex(this.g)}${hex(this.b)}${hex((isNaN(this.opacity) ? 1 : this.opacity) * 255)}`;
	}
	function rgb_formatRgb() {
		const a = clampa(this.opacity);
		return `${a === 1 ? "rgb(" : "rgba("}${clampi(this.r)}, ${clampi(this.g)}, ${clampi(this.b)}${a === 1 ? ")" : `, ${a})`}`;
	}
	function clampa(opacity) {
		return isNaN(opacity) ? 1 : Math.max(0, Math.min(1, opacity));
	}
	function clampi(value) {
		return Math.max(0, Math.min(255, Math.round(value) || 0));
	}
	function hex(value) {
		value = clampi(value);
		return (value < 16 ? "0" : "") + value.toString(16);
	}
	function hsla(h, s, l, a) {
		if (a <= 0) h = s = l = NaN;
		else if (l <= 0 || l >= 1) h = s = NaN;
		else if (s <= 0) h = NaN;
		return new Hsl(h, s, l, a);
	}
	function hslConvert(o) {
		if (o instanceof Hsl) return new Hsl(o.h, o.s, o.l, o.opacity);
		if (!(o instanceof Color)) o = color(o);
		if (!o) return new Hsl();
		if (o instanceof Hsl) return o;
		o = o.rgb();
		var r = o.r / 255, g = o.g / 255, b = o.b / 255, min = Math.min(r, g, b), max = Math.max(r, g, b), h = NaN, s = max - min, l = (max + min) / 2;
		if (s) {
			if (r === max) h = (g - b) / s + (g < b) * 6;
			else if (g === max) h = (b - r) / s + 2;
			else h = (r - g) / s + 4;
			s /= l < .5 ? max + min : 2 - max - min;
			h *= 60;
		} else s = l > 0 && l < 1 ? 0 : h;
		return new Hsl(h, s, l, o.opacity);
	}
	function hsl$1(h, s, l, opacity) {
		return arguments.length === 1 ? hslConvert(h) : new Hsl(h, s, l, opacity == null ? 1 : opacity);
	}
	function Hsl(h, s, l, opacity) {
		this.h = +h;
		this.s = +s;
		this.l = +l;
		this.opacity = +opacity;
	}
	define$1(Hsl, hsl$1, extend(Color, {
		brighter(k) {
			k = k == null ? brighter : Math.pow(brighter, k);
			return new Hsl(this.h, this.s, this.l * k, this.opacity);
		},
		darker(k) {
			k = k == null ? darker : Math.pow(darker, k);
			return new Hsl(this.h, this.s, this.l * k, this.opacity);
		},
		rgb() {
			var h = this.h % 360 + (this.h < 0) * 360, s = isNaN(h) || isNaN(this.s) ? 0 : this.s, l = this.l, m2 = l + (l < .5 ? l : 1 - l) * s, m1 = 2 * l - m2;
			return new Rgb(hsl2rgb(h >= 240 ? h - 240 : h + 120, m1, m2), hsl2rgb(h, m1, m2), hsl2rgb(h < 120 ? h + 240 : h - 120, m1, m2), this.opacity);
		},
		clamp() {
			return new Hsl(clamph(this.h), clampt(this.s), clampt(this.l), clampa(this.opacity));
		},
		displayable() {
			return (0 <= this.s && this.s <= 1 || isNaN(this.s)) && 0 <= this.l && this.l <= 1 && 0 <= this.opacity && this.opacity <= 1;
		},
		formatHsl() {
			const a = clampa(this.opacity);
			return `${a === 1 ? "hsl(" : "hsla("}${clamph(this.h)}, ${clampt(this.s) * 100}%, ${clampt(this.l) * 100}%${a === 1 ? ")" : `, ${a})`}`;
		}
	}));
	function clamph(value) {
		value = (value || 0) % 360;
		return value < 0 ? value + 360 : value;
	}
	function clampt(value) {
		return Math.max(0, Math.min(1, value || 0));
	}
	function hsl2rgb(h, m1, m2) {
		return (h < 60 ? m1 + (m2 - m1) * h / 60 : h < 180 ? m2 : h < 240 ? m1 + (m2 - m1) * (240 - h) / 60 : m1) * 255;
	}
	var radians = Math.PI / 180;
	var degrees$1 = 180 / Math.PI;
	var K = 18;
	var Xn = .96422;
	var Yn = 1;
	var Zn = .82521;
	var t0 = 4 / 29;
	var t1 = 6 / 29;
	var t2 = 3 * t1 * t1;
	var t3 = t1 * t1 * t1;
	function labConvert(o) {
		if (o instanceof Lab) return new Lab(o.l, o.a, o.b, o.opacity);
		if (o instanceof Hcl) return hcl2lab(o);
		if (!(o instanceof Rgb)) o = rgbConvert(o);
		var r = rgb2lrgb(o.r), g = rgb2lrgb(o.g), b = rgb2lrgb(o.b), y = xyz2lab((.2225045 * r + .7168786 * g + .0606169 * b) / Yn), x, z;
		if (r === g && g === b) x = z = y;
		else {
			x = xyz2lab((.4360747 * r + .3850649 * g + .1430804 * b) / Xn);
			z = xyz2lab((.0139322 * r + .0971045 * g + .7141733 * b) / Zn);
		}
		return new Lab(116 * y - 16, 500 * (x - y), 200 * (y - z), o.opacity);
	}
	function lab(l, a, b, opacity) {
		return arguments.length === 1 ? labConvert(l) : new Lab(l, a, b, opacity == null ? 1 : opacity);
	}
	function Lab(l, a, b, opacity) {
		this.l = +l;
		this.a = +a;
		this.b = +b;
		this.opacity = +opacity;
	}
	define$1(Lab, lab, extend(Color, {
		brighter(k) {
			return new Lab(this.l + K * (k == null ? 1 : k), this.a, this.b, this.opacity);
		},
		darker(k) {
			return new Lab(this.l - K * (k == null ? 1 : k), this.a, this.b, this.opacity);
		},
		rgb() {
			var y = (this.l + 16) / 116, x = isNaN(this.a) ? y : y + this.a / 500, z = isNaN(this.b) ? y : y - this.b / 200;
			x = Xn * lab2xyz(x);
			y = Yn * lab2xyz(y);
			z = Zn * lab2xyz(z);
			return new Rgb(lrgb2rgb(3.1338561 * x - 1.6168667 * y - .4906146 * z), lrgb2rgb(-.9787684 * x + 1.9161415 * y + .033454 * z), lrgb2rgb(.0719453 * x - .2289914 * y + 1.4052427 * z), this.opacity);
		}
	}));
	function xyz2lab(t) {
		return t > t3 ? Math.pow(t, 1 / 3) : t / t2 + t0;
	}
	function lab2xyz(t) {
		return t > t1 ? t * t * t : t2 * (t - t0);
	}
	function lrgb2rgb(x) {
		return 255 * (x <= .0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - .055);
	}
	function rgb2lrgb(x) {
		return (x /= 255) <= .04045 ? x / 12.92 : Math.pow((x + .055) / 1.055, 2.4);
	}
	function hclConvert(o) {
		if (o instanceof Hcl) return new Hcl(o.h, o.c, o.l, o.opacity);
		if (!(o instanceof Lab)) o = labConvert(o);
		if (o.a === 0 && o.b === 0) return new Hcl(NaN, 0 < o.l && o.l < 100 ? 0 : NaN, o.l, o.opacity);
		var h = Math.atan2(o.b, o.a) * degrees$1;
		return new Hcl(h < 0 ? h + 360 : h, Math.sqrt(o.a * o.a + o.b * o.b), o.l, o.opacity);
	}
	function hcl$1(h, c, l, opacity) {
		return arguments.length === 1 ? hclConvert(h) : new Hcl(h, c, l, opacity == null ? 1 : opacity);
	}
	function Hcl(h, c, l, opacity) {
		this.h = +h;
		this.c = +c;
		this.l = +l;
		this.opacity = +opacity;
	}
	function hcl2lab(o) {
		if (isNaN(o.h)) return new Lab(o.l, 0, 0, o.opacity);
		var h = o.h * radians;
		return new Lab(o.l, Math.cos(h) * o.c, Math.sin(h) * o.c, o.opacity);
	}
	define$1(Hcl, hcl$1, extend(Color, {
		brighter(k) {
			return new Hcl(this.h, this.c, this.l + K * (k == null ? 1 : k), this.opacity);
		},
		darker(k) {
			return new Hcl(this.h, this.c, this.l - K * (k == null ? 1 : k), this.opacity);
		},
		rgb() {
			return hcl2lab(this).rgb();
		}
	}));
	var A = -.14861;
	var B = 1.78277;
	var C = -.29227;
	var D = -.90649;
	var E = 1.97294;
	var ED = E * D;
	var EB = E * B;
	var BC_DA = B * C - D * A;
	function cubehelixConvert(o) {
		if (o instanceof Cubehelix) return new Cubehelix(o.h, o.s, o.l, o.opacity);
		if (!(o instanceof Rgb)) o = rgbConvert(o);
		var r = o.r / 255, g = o.g / 255, b = o.b / 255, l = (BC_DA * b + ED * r - EB * g) / (BC_DA + ED - EB), bl = b - l, k = (E * (g - l) - C * bl) / D, s = Math.sqrt(k * k + bl * bl) / (E * l * (1 - l)), h = s ? Math.atan2(k, bl) * degrees$1 - 120 : NaN;
		return new Cubehelix(h < 0 ? h + 360 : h, s, l, o.opacity);
	}
	function cubehelix$1(h, s, l, opacity) {
		return arguments.length === 1 ? cubehelixConvert(h) : new Cubehelix(h, s, l, opacity == null ? 1 : opacity);
	}
	function Cubehelix(h, s, l, opacity) {
		this.h = +h;
		this.s = +s;
		this.l = +l;
		this.opacity = +opacity;
	}
	define$1(Cubehelix, cubehelix$1, extend(Color, {
		brighter(k) {
			k = k == null ? brighter : Math.pow(brighter, k);
			return new Cubehelix(this.h, this.s, this.l * k, this.opacity);
		},
		darker(k) {
			k = k == null ? darker : Math.pow(darker, k);
			return new Cubehelix(this.h, this.s, this.l * k, this.opacity);
		},
		rgb() {
			var h = isNaN(this.h) ? 0 : (this.h + 120) * radians, l = +this.l, a = isNaN(this.s) ? 0 : this.s * l * (1 - l), cosh = Math.cos(h), sinh = Math.sin(h);
			return new Rgb(255 * (l + a * (A * cosh + B * sinh)), 255 * (l + a * (C * cosh + D * sinh)), 255 * (l + a * (E * cosh)), this.opacity);
		}
	}));
	// node_modules/d3-interpolate/dist/d3-interpolate.mjs
	function basis$2(t1, v0, v1, v2, v3) {
		var t2 = t1 * t1, t3 = t2 * t1;
		return ((1 - 3 * t1 + 3 * t2 - t3) * v0 + (4 - 6 * t2 + 3 * t3) * v1 + (1 + 3 * t1 + 3 * t2 - 3 * t3) * v2 + t3 * v3) / 6;
	}
	function basis$1(values) {
		var n = values.length - 1;
		return function(t) {
			var i = t <= 0 ? t = 0 : t >= 1 ? (t = 1, n - 1) : Math.floor(t * n), v1 = values[i], v2 = values[i + 1], v0 = i > 0 ? values[i - 1] : 2 * v1 - v2, v3 = i < n - 1 ? values[i + 2] : 2 * v2 - v1;
			return basis$2((t - i / n) * n, v0, v1, v2, v3);
		};
	}
	var constant$1 = (x) => () => x;
	function linear$1(a, d) {
		return function(t) {
			return a + t * d;
		};
	}
	function exponential(a, b, y) {
		return a = Math.pow(a, y), b = Math.pow(b, y) - a, y = 1 / y, function(t) {
			return Math.pow(a + t * b, y);
		};
	}
	function hue$1(a, b) {
		var d = b - a;
		return d ? linear$1(a, d > 180 || d < -180 ? d - 360 * Math.round(d / 360) : d) : constant$1(isNaN(a) ? b : a);
	}
	function gamma(y) {
		return (y = +y) === 1 ? nogamma : function(a, b) {
			return b - a ? exponential(a, b, y) : constant$1(isNaN(a) ? b : a);
		};
	}
	function nogamma(a, b) {
		var d = b - a;
		return d ? linear$1(a, d) : constant$1(isNaN(a) ? b : a);
	}
	var rgb = (function rgbGamma(y) {
		var color = gamma(y);
		function rgb(start, end) {
			var r = color((start = rgb$1(start)).r, (end = rgb$1(end)).r), g = color(start.g, end.g), b = color(start.b, end.b), opacity = nogamma(start.opacity, end.opacity);
			return function(t) {
				start.r = r(t);
				start.g = g(t);
				start.b = b(t);
				start.opacity = opacity(t);
				return start + "";
			};
		}
		rgb.gamma = rgbGamma;
		return rgb;
	})(1);
	function rgbSpline(spline) {
		return function(colors) {
			var n = colors.length, r = new Array(n), g = new Array(n), b = new Array(n), i = 0, color;
			for (; i < n; ++i) {
				color = rgb$1(colors[i]);
				r[i] = color.r || 0;
				g[i] = color.g || 0;
				b[i] = color.b || 0;
			}
			r = spline(r);
			g = spline(g);
			b = spline(b);
			color.opacity = 1;
			return function(t) {
				color.r = r(t);
				color.g = g(t);
				color.b = b(t);
				return color + "";
			};
		};
	}
	var rgbBasis = rgbSpline(basis$1);
	function numberArray(a, b) {
		if (!b) b = [];
		var n = a ? Math.min(b.length, a.length) : 0, c = b.slice(), i;
		return function(t) {
			for (i = 0; i < n; ++i) c[i] = a[i] * (1 - t) + b[i] * t;
			return c;
		};
	}
	function isNumberArray(x) {
		return ArrayBuffer.isView(x) && !(x instanceof DataView);
	}
	function genericArray(a, b) {
		var nb = b ? b.length : 0, na = a ? Math.min(nb, a.length) : 0, x = new Array(na), c = new Array(nb), i = 0;
		for (; i < na; ++i) x[i] = value(a[i], b[i]);
		for (; i < nb; ++i) c[i] = b[i];
		return function(t) {
			for (i = 0; i < na; ++i) c[i] = x[i](t);
			return c;
		};
	}
	function date(a, b) {
		var d = new Date();
		return a = +a, b = +b, function(t) {
			return d.setTime(a * (1 - t) + b * t), d;
		};
	}
	function number$2(a, b) {
		return a = +a, b = +b, function(t) {
			return a * (1 - t) + b * t;
		};
	}
	function object(a, b) {
		var i = {}, c = {}, k;
		if (a === null || typeof a !== "object") a = {};
		if (b === null || typeof b !== "object") b = {};
		for (k in b) if (k in a) i[k] = value(a[k], b[k]);
		else c[k] = b[k];
		return function(t) {
			for (k in i) c[k] = i[k](t);
			return c;
		};
	}
	var reA = /[-+]?(?:\d+\.?\d*|\.?\d+)(?:[eE][-+]?\d+)?/g;
	var reB = new RegExp(reA.source, "g");
	function zero$1(b) {
		return function() {
			return b;
		};
	}
	function one(b) {
		return function(t) {
			return b(t) + "";
		};
	}
	function string(a, b) {
		var bi = reA.lastIndex = reB.lastIndex = 0, am, bm, bs, i = -1, s = [], q = [];
		a = a + "", b = b + "";
		while ((am = reA.exec(a)) && (bm = reB.exec(b))) {
			if ((bs = bm.index) > bi) {
				bs = b.slice(bi, bs);
				if (s[i]) s[i] += bs;
				else s[++i] = bs;
			}
			if ((am = am[0]) === (bm = bm[0])) {
				if (s[i]) s[i] += bm;
				else s[++i] = bm;
			} else {
				s[++i] = null;
				q.push({
					i,
					x: number$2(am, bm)
				});
			}
			bi = reB.lastIndex;
		}
		if (bi < b.length) {
			bs = b.slice(bi);
			if (s[i]) s[i] += bs;
			else s[++i] = bs;
		}
		return s.length < 2 ? q[0] ? one(q[0].x) : zero$1(b) : (b = q.length, function(t) {
			for (var i = 0, o; i < b; ++i) s[(o = q[i]).i] = o.x(t);
			return s.join("");
		});
	}
	function value(a, b) {
		var t = typeof b, c;
		return b == null || t === "boolean" ? constant$1(b) : (t === "number" ? number$2 : t === "string" ? (c = color(b)) ? (b = c, rgb) : string : b instanceof color ? rgb : b instanceof Date ? date : isNumberArray(b) ? numberArray : Array.isArray(b) ? genericArray : typeof b.valueOf !== "function" && typeof b.toString !== "function" || isNaN(b) ? object : number$2)(a, b);
	}
	function round(a, b) {
		return a = +a, b = +b, function(t) {
			return Math.round(a * (1 - t) + b * t);
		};
	}
	var epsilon2 = 1e-12;
	function cosh(x) {
		return ((x = Math.exp(x)) + 1 / x) / 2;
	}
	function sinh(x) {
		return ((x = Math.exp(x)) - 1 / x) / 2;
	}
	function tanh(x) {
		return ((x = Math.exp(2 * x)) - 1) / (x + 1);
	}
	(function zoomRho(rho, rho2, rho4) {
		function zoom(p0, p1) {
			var ux0 = p0[0], uy0 = p0[1], w0 = p0[2], ux1 = p1[0], uy1 = p1[1], w1 = p1[2], dx = ux1 - ux0, dy = uy1 - uy0, d2 = dx * dx + dy * dy, i, S;
			if (d2 < epsilon2) {
				S = Math.log(w1 / w0) / rho;
				i = function(t) {
					return [
						ux0 + t * dx,
						uy0 + t * dy,
						w0 * Math.exp(rho * t * S)
					];
				};
			} else {
				var d1 = Math.sqrt(d2), b0 = (w1 * w1 - w0 * w0 + rho4 * d2) / (2 * w0 * rho2 * d1), b1 = (w1 * w1 - w0 * w0 - rho4 * d2) / (2 * w1 * rho2 * d1), r0 = Math.log(Math.sqrt(b0 * b0 + 1) - b0);
				S = (Math.log(Math.sqrt(b1 * b1 + 1) - b1) - r0) / rho;
				i = function(t) {
					var s = t * S, coshr0 = cosh(r0), u = w0 / (rho2 * d1) * (coshr0 * tanh(rho * s + r0) - sinh(r0));
					return [
						ux0 + u * dx,
						uy0 + u * dy,
						w0 * coshr0 / cosh(rho * s + r0)
					];
				};
			}
			i.duration = Math.abs(S) * 1e3 * rho / Math.SQRT2;
			return i;
		}
		zoom.rho = function(_) {
			var _1 = Math.max(.001, +_), _2 = _1 * _1;
			return zoomRho(_1, _2, _2 * _2);
		};
		return zoom;
	})(Math.SQRT2, 2, 4);
	function cubehelix$2(hue) {
		return (function cubehelixGamma(y) {
			y = +y;
			function cubehelix(start, end) {
				var h = hue((start = cubehelix$1(start)).h, (end = cubehelix$1(end)).h), s = nogamma(start.s, end.s), l = nogamma(start.l, end.l), opacity = nogamma(start.opacity, end.opacity);
				return function(t) {
					start.h = h(t);
					start.s = s(t);
					start.l = l(Math.pow(t, y));
					start.opacity = opacity(t);
					return start + "";
				};
			}
			cubehelix.gamma = cubehelixGamma;
			return cubehelix;
		})(1);
	}
	cubehelix$2(hue$1);
	var cubehelixLong = cubehelix$2(nogamma);
	// node_modules/d3-scale-chromatic/dist/d3-scale-chromatic.mjs
	function colors(specifier) {
		var n = specifier.length / 6 | 0, colors = new Array(n), i = 0;
		while (i < n) colors[i] = "#" + specifier.slice(i * 6, ++i * 6);
		return colors;
	}
	colors("1f77b4ff7f0e2ca02cd627289467bd8c564be377c27f7f7fbcbd2217becf");
	colors("7fc97fbeaed4fdc086ffff99386cb0f0027fbf5b17666666");
	colors("1b9e77d95f027570b3e7298a66a61ee6ab02a6761d666666");
	colors("4269d0efb118ff725c6cc5b03ca951ff8ab7a463f297bbf59c6b4e9498a0");
	colors("a6cee31f78b4b2df8a33a02cfb9a99e31a1cfdbf6fff7f00cab2d66a3d9affff99b15928");
	colors("fbb4aeb3cde3ccebc5decbe4fed9a6ffffcce5d8bdfddaecf2f2f2");
	colors("b3e2cdfdcdaccbd5e8f4cae4e6f5c9fff2aef1e2cccccccc");
	colors("e41a1c377eb84daf4a984ea3ff7f00ffff33a65628f781bf999999");
	colors("66c2a5fc8d628da0cbe78ac3a6d854ffd92fe5c494b3b3b3");
	colors("8dd3c7ffffb3bebadafb807280b1d3fdb462b3de69fccde5d9d9d9bc80bdccebc5ffed6f");
	var Tableau10 = colors("4e79a7f28e2ce1575976b7b259a14fedc949af7aa1ff9da79c755fbab0ab");
	var ramp$1 = (scheme) => rgbBasis(scheme[scheme.length - 1]);
	ramp$1(new Array(3).concat("d8b365f5f5f55ab4ac", "a6611adfc27d80cdc1018571", "a6611adfc27df5f5f580cdc1018571", "8c510ad8b365f6e8c3c7eae55ab4ac01665e", "8c510ad8b365f6e8c3f5f5f5c7eae55ab4ac01665e", "8c510abf812ddfc27df6e8c3c7eae580cdc135978f01665e", "8c510abf812ddfc27df6e8c3f5f5f5c7eae580cdc135978f01665e", "5430058c510abf812ddfc27df6e8c3c7eae580cdc135978f01665e003c30", "5430058c510abf812ddfc27df6e8c3f5f5f5c7eae580cdc135978f01665e003c30").map(colors));
	ramp$1(new Array(3).concat("af8dc3f7f7f77fbf7b", "7b3294c2a5cfa6dba0008837", "7b3294c2a5cff7f7f7a6dba0008837", "762a83af8dc3e7d4e8d9f0d37fbf7b1b7837", "762a83af8dc3e7d4e8f7f7f7d9f0d37fbf7b1b7837", "762a839970abc2a5cfe7d4e8d9f0d3a6dba05aae611b7837", "762a839970abc2a5cfe7d4e8f7f7f7d9f0d3a6dba05aae611b7837", "40004b762a839970abc2a5cfe7d4e8d9f0d3a6dba05aae611b783700441b", "40004b762a839970abc2a5cfe7d4e8f7f7f7d9f0d3a6dba05aae611b783700441b").map(colors));
	ramp$1(new Array(3).concat("e9a3c9f7f7f7a1d76a", "d01c8bf1b6dab8e1864dac26", "d01c8bf1b6daf7f7f7b8e1864dac26", "c51b7de9a3c9fde0efe6f5d0a1d76a4d9221", "c51b7de9a3c9fde0eff7f7f7e6f5d0a1d76a4d9221", "c51b7dde77aef1b6dafde0efe6f5d0b8e1867fbc414d9221", "c51b7dde77aef1b6dafde0eff7f7f7e6f5d0b8e1867fbc414d9221", "8e0152c51b7dde77aef1b6dafde0efe6f5d0b8e1867fbc414d9221276419", "8e0152c51b7dde77aef1b6dafde0eff7f7f7e6f5d0b8e1867fbc414d9221276419").map(colors));
	ramp$1(new Array(3).concat("998ec3f7f7f7f1a340", "5e3c99b2abd2fdb863e66101", "5e3c99b2abd2f7f7f7fdb863e66101", "542788998ec3d8daebfee0b6f1a340b35806", "542788998ec3d8daebf7f7f7fee0b6f1a340b35806", "5427888073acb2abd2d8daebfee0b6fdb863e08214b35806", "5427888073acb2abd2d8daebf7f7f7fee0b6fdb863e08214b35806", "2d004b5427888073acb2abd2d8daebfee0b6fdb863e08214b358067f3b08", "2d004b5427888073acb2abd2d8daebf7f7f7fee0b6fdb863e08214b358067f3b08").map(colors));
	var RdBu = ramp$1(new Array(3).concat("ef8a62f7f7f767a9cf", "ca0020f4a58292c5de0571b0", "ca0020f4a582f7f7f792c5de0571b0", "b2182bef8a62fddbc7d1e5f067a9cf2166ac", "b2182bef8a62fddbc7f7f7f7d1e5f067a9cf2166ac", "b2182bd6604df4a582fddbc7d1e5f092c5de4393c32166ac", "b2182bd6604df4a582fddbc7f7f7f7d1e5f092c5de4393c32166ac", "67001fb2182bd6604df4a582fddbc7d1e5f092c5de4393c32166ac053061", "67001fb2182bd6604df4a582fddbc7f7f7f7d1e5f092c5de4393c32166ac053061").map(colors));
	ramp$1(new Array(3).concat("ef8a62ffffff999999", "ca0020f4a582bababa404040", "ca0020f4a582ffffffbababa404040", "b2182bef8a62fddbc7e0e0e09999994d4d4d", "b2182bef8a62fddbc7ffffffe0e0e09999994d4d4d", "b2182bd6604df4a582fddbc7e0e0e0bababa8787874d4d4d", "b2182bd6604df4a582fddbc7ffffffe0e0e0bababa8787874d4d4d", "67001fb2182bd6604df4a582fddbc7e0e0e0bababa8787874d4d4d1a1a1a", "67001fb2182bd6604df4a582fddbc7ffffffe0e0e0bababa8787874d4d4d1a1a1a").map(colors));
	ramp$1(new Array(3).concat("fc8d59ffffbf91bfdb", "d7191cfdae61abd9e92c7bb6", "d7191cfdae61ffffbfabd9e92c7bb6", "d73027fc8d59fee090e0f3f891bfdb4575b4", "d73027fc8d59fee090ffffbfe0f3f891bfdb4575b4", "d73027f46d43fdae61fee090e0f3f8abd9e974add14575b4", "d73027f46d43fdae61fee090ffffbfe0f3f8abd9e974add14575b4", "a50026d73027f46d43fdae61fee090e0f3f8abd9e974add14575b4313695", "a50026d73027f46d43fdae61fee090ffffbfe0f3f8abd9e974add14575b4313695").map(colors));
	ramp$1(new Array(3).concat("fc8d59ffffbf91cf60", "d7191cfdae61a6d96a1a9641", "d7191cfdae61ffffbfa6d96a1a9641", "d73027fc8d59fee08bd9ef8b91cf601a9850", "d73027fc8d59fee08bffffbfd9ef8b91cf601a9850", "d73027f46d43fdae61fee08bd9ef8ba6d96a66bd631a9850", "d73027f46d43fdae61fee08bffffbfd9ef8ba6d96a66bd631a9850", "a50026d73027f46d43fdae61fee08bd9ef8ba6d96a66bd631a9850006837", "a50026d73027f46d43fdae61fee08bffffbfd9ef8ba6d96a66bd631a9850006837").map(colors));
	ramp$1(new Array(3).concat("fc8d59ffffbf99d594", "d7191cfdae61abdda42b83ba", "d7191cfdae61ffffbfabdda42b83ba", "d53e4ffc8d59fee08be6f59899d5943288bd", "d53e4ffc8d59fee08bffffbfe6f59899d5943288bd", "d53e4ff46d43fdae61fee08be6f598abdda466c2a53288bd", "d53e4ff46d43fdae61fee08bffffbfe6f598abdda466c2a53288bd", "9e0142d53e4ff46d43fdae61fee08be6f598abdda466c2a53288bd5e4fa2", "9e0142d53e4ff46d43fdae61fee08bffffbfe6f598abdda466c2a53288bd5e4fa2").map(colors));
	ramp$1(new Array(3).concat("e5f5f999d8c92ca25f", "edf8fbb2e2e266c2a4238b45", "edf8fbb2e2e266c2a42ca25f006d2c", "edf8fbccece699d8c966c2a42ca25f006d2c", "edf8fbccece699d8c966c2a441ae76238b45005824", "f7fcfde5f5f9ccece699d8c966c2a441ae76238b45005824", "f7fcfde5f5f9ccece699d8c966c2a441ae76238b45006d2c00441b").map(colors));
	ramp$1(new Array(3).concat("e0ecf49ebcda8856a7", "edf8fbb3cde38c96c688419d", "edf8fbb3cde38c96c68856a7810f7c", "edf8fbbfd3e69ebcda8c96c68856a7810f7c", "edf8fbbfd3e69ebcda8c96c68c6bb188419d6e016b", "f7fcfde0ecf4bfd3e69ebcda8c96c68c6bb188419d6e016b", "f7fcfde0ecf4bfd3e69ebcda8c96c68c6bb188419d810f7c4d004b").map(colors));
	ramp$1(new Array(3).concat("e0f3dba8ddb543a2ca", "f0f9e8bae4bc7bccc42b8cbe", "f0f9e8bae4bc7bccc443a2ca0868ac", "f0f9e8ccebc5a8ddb57bccc443a2ca0868ac", "f0f9e8ccebc5a8ddb57bccc44eb3d32b8cbe08589e", "f7fcf0e0f3dbccebc5a8ddb57bccc44eb3d32b8cbe08589e", "f7fcf0e0f3dbccebc5a8ddb57bccc44eb3d32b8cbe0868ac084081").map(colors));
	ramp$1(new Array(3).concat("fee8c8fdbb84e34a33", "fef0d9fdcc8afc8d59d7301f", "fef0d9fdcc8afc8d59e34a33b30000", "fef0d9fdd49efdbb84fc8d59e34a33b30000", "fef0d9fdd49efdbb84fc8d59ef6548d7301f990000", "fff7ecfee8c8fdd49efdbb84fc8d59ef6548d7301f990000", "fff7ecfee8c8fdd49efdbb84fc8d59ef6548d7301fb300007f0000").map(colors));
	ramp$1(new Array(3).concat("ece2f0a6bddb1c9099", "f6eff7bdc9e167a9cf02818a", "f6eff7bdc9e167a9cf1c9099016c59", "f6eff7d0d1e6a6bddb67a9cf1c9099016c59", "f6eff7d0d1e6a6bddb67a9cf3690c002818a016450", "fff7fbece2f0d0d1e6a6bddb67a9cf3690c002818a016450", "fff7fbece2f0d0d1e6a6bddb67a9cf3690c002818a016c59014636").map(colors));
	ramp$1(new Array(3).concat("ece7f2a6bddb2b8cbe", "f1eef6bdc9e174a9cf0570b0", "f1eef6bdc9e174a9cf2b8cbe045a8d", "f1eef6d0d1e6a6bddb74a9cf2b8cbe045a8d", "f1eef6d0d1e6a6bddb74a9cf3690c00570b0034e7b", "fff7fbece7f2d0d1e6a6bddb74a9cf3690c00570b0034e7b", "fff7fbece7f2d0d1e6a6bddb74a9cf3690c00570b0045a8d023858").map(colors));
	ramp$1(new Array(3).concat("e7e1efc994c7dd1c77", "f1eef6d7b5d8df65b0ce1256", "f1eef6d7b5d8df65b0dd1c77980043", "f1eef6d4b9dac994c7df65b0dd1c77980043", "f1eef6d4b9dac994c7df65b0e7298ace125691003f", "f7f4f9e7e1efd4b9dac994c7df65b0e7298ace125691003f", "f7f4f9e7e1efd4b9dac994c7df65b0e7298ace125698004367001f").map(colors));
	ramp$1(new Array(3).concat("fde0ddfa9fb5c51b8a", "feebe2fbb4b9f768a1ae017e", "feebe2fbb4b9f768a1c51b8a7a0177", "feebe2fcc5c0fa9fb5f768a1c51b8a7a0177", "feebe2fcc5c0fa9fb5f768a1dd3497ae017e7a0177", "fff7f3fde0ddfcc5c0fa9fb5f768a1dd3497ae017e7a0177", "fff7f3fde0ddfcc5c0fa9fb5f768a1dd3497ae017e7a017749006a").map(colors));
	ramp$1(new Array(3).concat("edf8b17fcdbb2c7fb8", "ffffcca1dab441b6c4225ea8", "ffffcca1dab441b6c42c7fb8253494", "ffffccc7e9b47fcdbb41b6c42c7fb8253494", "ffffccc7e9b47fcdbb41b6c41d91c0225ea80c2c84", "ffffd9edf8b1c7e9b47fcdbb41b6c41d91c0225ea80c2c84", "ffffd9edf8b1c7e9b47fcdbb41b6c41d91c0225ea8253494081d58").map(colors));
	ramp$1(new Array(3).concat("f7fcb9addd8e31a354", "ffffccc2e69978c679238443", "ffffccc2e69978c67931a354006837", "ffffccd9f0a3addd8e78c67931a354006837", "ffffccd9f0a3addd8e78c67941ab5d238443005a32", "ffffe5f7fcb9d9f0a3addd8e78c67941ab5d238443005a32", "ffffe5f7fcb9d9f0a3addd8e78c67941ab5d238443006837004529").map(colors));
	ramp$1(new Array(3).concat("fff7bcfec44fd95f0e", "ffffd4fed98efe9929cc4c02", "ffffd4fed98efe9929d95f0e993404", "ffffd4fee391fec44ffe9929d95f0e993404", "ffffd4fee391fec44ffe9929ec7014cc4c028c2d04", "ffffe5fff7bcfee391fec44ffe9929ec7014cc4c028c2d04", "ffffe5fff7bcfee391fec44ffe9929ec7014cc4c02993404662506").map(colors));
	ramp$1(new Array(3).concat("ffeda0feb24cf03b20", "ffffb2fecc5cfd8d3ce31a1c", "ffffb2fecc5cfd8d3cf03b20bd0026", "ffffb2fed976feb24cfd8d3cf03b20bd0026", "ffffb2fed976feb24cfd8d3cfc4e2ae31a1cb10026", "ffffccffeda0fed976feb24cfd8d3cfc4e2ae31a1cb10026", "ffffccffeda0fed976feb24cfd8d3cfc4e2ae31a1cbd0026800026").map(colors));
	ramp$1(new Array(3).concat("deebf79ecae13182bd", "eff3ffbdd7e76baed62171b5", "eff3ffbdd7e76baed63182bd08519c", "eff3ffc6dbef9ecae16baed63182bd08519c", "eff3ffc6dbef9ecae16baed64292c62171b5084594", "f7fbffdeebf7c6dbef9ecae16baed64292c62171b5084594", "f7fbffdeebf7c6dbef9ecae16baed64292c62171b508519c08306b").map(colors));
	ramp$1(new Array(3).concat("e5f5e0a1d99b31a354", "edf8e9bae4b374c476238b45", "edf8e9bae4b374c47631a354006d2c", "edf8e9c7e9c0a1d99b74c47631a354006d2c", "edf8e9c7e9c0a1d99b74c47641ab5d238b45005a32", "f7fcf5e5f5e0c7e9c0a1d99b74c47641ab5d238b45005a32", "f7fcf5e5f5e0c7e9c0a1d99b74c47641ab5d238b45006d2c00441b").map(colors));
	ramp$1(new Array(3).concat("f0f0f0bdbdbd636363", "f7f7f7cccccc969696525252", "f7f7f7cccccc969696636363252525", "f7f7f7d9d9d9bdbdbd969696636363252525", "f7f7f7d9d9d9bdbdbd969696737373525252252525", "fffffff0f0f0d9d9d9bdbdbd969696737373525252252525", "fffffff0f0f0d9d9d9bdbdbd969696737373525252252525000000").map(colors));
	ramp$1(new Array(3).concat("efedf5bcbddc756bb1", "f2f0f7cbc9e29e9ac86a51a3", "f2f0f7cbc9e29e9ac8756bb154278f", "f2f0f7dadaebbcbddc9e9ac8756bb154278f", "f2f0f7dadaebbcbddc9e9ac8807dba6a51a34a1486", "fcfbfdefedf5dadaebbcbddc9e9ac8807dba6a51a34a1486", "fcfbfdefedf5dadaebbcbddc9e9ac8807dba6a51a354278f3f007d").map(colors));
	ramp$1(new Array(3).concat("fee0d2fc9272de2d26", "fee5d9fcae91fb6a4acb181d", "fee5d9fcae91fb6a4ade2d26a50f15", "fee5d9fcbba1fc9272fb6a4ade2d26a50f15", "fee5d9fcbba1fc9272fb6a4aef3b2ccb181d99000d", "fff5f0fee0d2fcbba1fc9272fb6a4aef3b2ccb181d99000d", "fff5f0fee0d2fcbba1fc9272fb6a4aef3b2ccb181da50f1567000d").map(colors));
	ramp$1(new Array(3).concat("fee6cefdae6be6550d", "feeddefdbe85fd8d3cd94701", "feeddefdbe85fd8d3ce6550da63603", "feeddefdd0a2fdae6bfd8d3ce6550da63603", "feeddefdd0a2fdae6bfd8d3cf16913d948018c2d04", "fff5ebfee6cefdd0a2fdae6bfd8d3cf16913d948018c2d04", "fff5ebfee6cefdd0a2fdae6bfd8d3cf16913d94801a636037f2704").map(colors));
	function cividis(t) {
		t = Math.max(0, Math.min(1, t));
		return "rgb(" + Math.max(0, Math.min(255, Math.round(-4.54 - t * (35.34 - t * (2381.73 - t * (6402.7 - t * (7024.72 - t * 2710.57))))))) + ", " + Math.max(0, Math.min(255, Math.round(32.49 + t * (170.73 + t * (52.82 - t * (131.46 - t * (176.58 - t * 67.37))))))) + ", " + Math.max(0, Math.min(255, Math.round(81.24 + t * (442.36 - t * (2482.43 - t * (6167.24 - t * (6614.94 - t * 2475.67))))))) + ")";
	}
	cubehelixLong(cubehelix$1(300, .5, 0), cubehelix$1(-240, .5, 1));
	cubehelixLong(cubehelix$1(-100, .75, .35), cubehelix$1(80, 1.5, .8));
	cubehelixLong(cubehelix$1(260, .75, .35), cubehelix$1(80, 1.5, .8));
	cubehelix$1();
	rgb$1();
	function ramp(range) {
		var n = range.length;
		return function(t) {
			return range[Math.max(0, Math.min(n - 1, Math.floor(t * n)))];
		};
	}
	var viridis = ramp(colors("44015444025645045745055946075a46085c460a5d460b5e470d60470e6147106347116447136548146748166848176948186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f854240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f881fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21ad8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725"));
	var magma = ramp(colors("00000401000501010601010802010902020b02020d03030f03031204041405041606051806051a07061c08071e0907200a08220b09240c09260d0a290e0b2b100b2d110c2f120d31130d34140e36150e38160f3b180f3d19103f1a10421c10441d11471e114920114b21114e22115024125325125527125829115a2a115c2c115f2d11612f116331116533106734106936106b38106c390f6e3b0f703d0f713f0f72400f74420f75440f764510774710784910784a10794c117a4e117b4f127b51127c52137c54137d56147d57157e59157e5a167e5c167f5d177f5f187f601880621980641a80651a80671b80681c816a1c816b1d816d1d816e1e81701f81721f817320817521817621817822817922827b23827c23827e24828025828125818326818426818627818827818928818b29818c29818e2a81902a81912b81932b80942c80962c80982d80992d809b2e7f9c2e7f9e2f7fa02f7fa1307ea3307ea5317ea6317da8327daa337dab337cad347cae347bb0357bb2357bb3367ab5367ab73779b83779ba3878bc3978bd3977bf3a77c03a76c23b75c43c75c53c74c73d73c83e73ca3e72cc3f71cd4071cf4070d0416fd2426fd3436ed5446dd6456cd8456cd9466bdb476adc4869de4968df4a68e04c67e24d66e34e65e44f64e55064e75263e85362e95462ea5661eb5760ec5860ed5a5fee5b5eef5d5ef05f5ef1605df2625df2645cf3655cf4675cf4695cf56b5cf66c5cf66e5cf7705cf7725cf8745cf8765cf9785df9795df97b5dfa7d5efa7f5efa815ffb835ffb8560fb8761fc8961fc8a62fc8c63fc8e64fc9065fd9266fd9467fd9668fd9869fd9a6afd9b6bfe9d6cfe9f6dfea16efea36ffea571fea772fea973feaa74feac76feae77feb078feb27afeb47bfeb67cfeb77efeb97ffebb81febd82febf84fec185fec287fec488fec68afec88cfeca8dfecc8ffecd90fecf92fed194fed395fed597fed799fed89afdda9cfddc9efddea0fde0a1fde2a3fde3a5fde5a7fde7a9fde9aafdebacfcecaefceeb0fcf0b2fcf2b4fcf4b6fcf6b8fcf7b9fcf9bbfcfbbdfcfdbf"));
	var inferno = ramp(colors("00000401000501010601010802010a02020c02020e03021004031204031405041706041907051b08051d09061f0a07220b07240c08260d08290e092b10092d110a30120a32140b34150b37160b39180c3c190c3e1b0c411c0c431e0c451f0c48210c4a230c4c240c4f260c51280b53290b552b0b572d0b592f0a5b310a5c320a5e340a5f3609613809623909633b09643d09653e0966400a67420a68440a68450a69470b6a490b6a4a0c6b4c0c6b4d0d6c4f0d6c510e6c520e6d540f6d550f6d57106e59106e5a116e5c126e5d126e5f136e61136e62146e64156e65156e67166e69166e6a176e6c186e6d186e6f196e71196e721a6e741a6e751b6e771c6d781c6d7a1d6d7c1d6d7d1e6d7f1e6c801f6c82206c84206b85216b87216b88226a8a226a8c23698d23698f24699025689225689326679526679727669827669a28659b29649d29649f2a63a02a63a22b62a32c61a52c60a62d60a82e5fa92e5eab2f5ead305dae305cb0315bb1325ab3325ab43359b63458b73557b93556ba3655bc3754bd3853bf3952c03a51c13a50c33b4fc43c4ec63d4dc73e4cc83f4bca404acb4149cc4248ce4347cf4446d04545d24644d34743d44842d54a41d74b3fd84c3ed94d3dda4e3cdb503bdd513ade5238df5337e05536e15635e25734e35933e45a31e55c30e65d2fe75e2ee8602de9612bea632aeb6429eb6628ec6726ed6925ee6a24ef6c23ef6e21f06f20f1711ff1731df2741cf3761bf37819f47918f57b17f57d15f67e14f68013f78212f78410f8850ff8870ef8890cf98b0bf98c0af98e09fa9008fa9207fa9407fb9606fb9706fb9906fb9b06fb9d07fc9f07fca108fca309fca50afca60cfca80dfcaa0ffcac11fcae12fcb014fcb216fcb418fbb61afbb81dfbba1ffbbc21fbbe23fac026fac228fac42afac62df9c72ff9c932f9cb35f8cd37f8cf3af7d13df7d340f6d543f6d746f5d949f5db4cf4dd4ff4df53f4e156f3e35af3e55df2e661f2e865f2ea69f1ec6df1ed71f1ef75f1f179f2f27df2f482f3f586f3f68af4f88ef5f992f6fa96f8fb9af9fc9dfafda1fcffa4"));
	ramp(colors("0d088710078813078916078a19068c1b068d1d068e20068f2206902406912605912805922a05932c05942e05952f059631059733059735049837049938049a3a049a3c049b3e049c3f049c41049d43039e44039e46039f48039f4903a04b03a14c02a14e02a25002a25102a35302a35502a45601a45801a45901a55b01a55c01a65e01a66001a66100a76300a76400a76600a76700a86900a86a00a86c00a86e00a86f00a87100a87201a87401a87501a87701a87801a87a02a87b02a87d03a87e03a88004a88104a78305a78405a78606a68707a68808a68a09a58b0aa58d0ba58e0ca48f0da4910ea3920fa39410a29511a19613a19814a099159f9a169f9c179e9d189d9e199da01a9ca11b9ba21d9aa31e9aa51f99a62098a72197a82296aa2395ab2494ac2694ad2793ae2892b02991b12a90b22b8fb32c8eb42e8db52f8cb6308bb7318ab83289ba3388bb3488bc3587bd3786be3885bf3984c03a83c13b82c23c81c33d80c43e7fc5407ec6417dc7427cc8437bc9447aca457acb4679cc4778cc4977cd4a76ce4b75cf4c74d04d73d14e72d24f71d35171d45270d5536fd5546ed6556dd7566cd8576bd9586ada5a6ada5b69db5c68dc5d67dd5e66de5f65de6164df6263e06363e16462e26561e26660e3685fe4695ee56a5de56b5de66c5ce76e5be76f5ae87059e97158e97257ea7457eb7556eb7655ec7754ed7953ed7a52ee7b51ef7c51ef7e50f07f4ff0804ef1814df1834cf2844bf3854bf3874af48849f48948f58b47f58c46f68d45f68f44f79044f79143f79342f89441f89540f9973ff9983ef99a3efa9b3dfa9c3cfa9e3bfb9f3afba139fba238fca338fca537fca636fca835fca934fdab33fdac33fdae32fdaf31fdb130fdb22ffdb42ffdb52efeb72dfeb82cfeba2cfebb2bfebd2afebe2afec029fdc229fdc328fdc527fdc627fdc827fdca26fdcb26fccd25fcce25fcd025fcd225fbd324fbd524fbd724fad824fada24f9dc24f9dd25f8df25f8e125f7e225f7e425f6e626f6e826f5e926f5eb27f4ed27f3ee27f3f027f2f227f1f426f1f525f0f724f0f921"));
	// src/drawing/colours.ts
	var UNIFORM = {
		inferno,
		magma,
		viridis,
		cividis
	};
	var COLOUR_MAPS = Object.keys(UNIFORM);
	var SIZE = 256;
	var tables = new Map();
	function colourTable(name) {
		return cached(name, UNIFORM[name]);
	}
	function differenceTable() {
		return cached("difference", (t) => RdBu(1 - t));
	}
	function cached(name, colourAt) {
		const known = tables.get(name);
		if (known) return known;
		const table = new Uint8ClampedArray(3 * SIZE);
		for (let i = 0; i < SIZE; i++) table.set(channels(colourAt(i / 255)), 3 * i);
		tables.set(name, table);
		return table;
	}
	function channels(colour) {
		if (colour.startsWith("#")) return [
			1,
			3,
			5
		].map((at) => parseInt(colour.slice(at, at + 2), 16));
		return (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
	}
	function cssColour(table, value) {
		const at = 3 * index(value);
		return `rgb(${String(table[at])} ${String(table[at + 1])} ${String(table[at + 2])})`;
	}
	function index(value) {
		return value >= 1 ? 255 : value > 0 ? Math.round(value * 255) : 0;
	}
	function wordColour(position) {
		return Tableau10[position % Tableau10.length] ?? "#888";
	}
	// node_modules/react/cjs/react-jsx-runtime.production.js
	var require_react_jsx_runtime_production = __commonJSMin(((exports) => {
		var e = Symbol.for("react.transitional.element");
		var t = Symbol.for("react.fragment");
		function n(t, n, r) {
			var i = null;
			void 0 !== r && (i = "" + r);
			void 0 !== n.key && (i = "" + n.key);
			if ("key" in n) {
				r = {};
				for (var a in n) "key" !== a && (r[a] = n[a]);
			} else r = n;
			n = r.ref;
			return {
				$$typeof: e,
				type: t,
				key: i,
				ref: void 0 !== n ? n : null,
				props: r
			};
		}
		exports.Fragment = t;
		exports.jsx = n;
		exports.jsxs = n;
	}));
	// src/rail/Appearance.tsx
	var import_jsx_runtime = __commonJSMin(((exports, module) => {
		module.exports = require_react_jsx_runtime_production();
	}))();
	function Appearance() {
		const app = useAppStore();
		const opacity = useApp((s) => s.opacity);
		const colourMap = useApp((s) => s.colourMap);
		const scale = useApp((s) => s.scale);
		const smooth = useApp((s) => s.smooth);
		return (0, import_jsx_runtime.jsxs)("section", {
			"aria-label": "Appearance of maps",
			className: "appearance",
			children: [
				(0, import_jsx_runtime.jsx)("h3", { children: "Maps" }),
				(0, import_jsx_runtime.jsxs)("label", {
					className: "small",
					children: [
						"Opacity ",
						Math.round(100 * opacity),
						" %",
						(0, import_jsx_runtime.jsx)("input", {
							type: "range",
							min: 0,
							max: 100,
							value: Math.round(100 * opacity),
							onChange: (event) => {
								show(app, { opacity: Number(event.target.value) / 100 });
							}
						})
					]
				}),
				(0, import_jsx_runtime.jsxs)("div", {
					className: "row small",
					role: "group",
					"aria-label": "Colour scale",
					children: [(0, import_jsx_runtime.jsx)("button", {
						"aria-pressed": scale === "absolute",
						onClick: () => {
							show(app, { scale: "absolute" });
						},
						children: "Shared scale"
					}), (0, import_jsx_runtime.jsx)("button", {
						"aria-pressed": scale === "normalised",
						onClick: () => {
							show(app, { scale: "normalised" });
						},
						children: "Each map alone"
					})]
				}),
				(0, import_jsx_runtime.jsx)("p", {
					className: "small soft",
					children: scale === "absolute" ? "One colour scale for all words and steps of this layer: brightness can be compared." : "Each map is stretched to its own largest value: shapes show, amounts can’t be compared, and noise looks like signal."
				}),
				(0, import_jsx_runtime.jsxs)("div", {
					className: "row small",
					children: [(0, import_jsx_runtime.jsxs)("label", {
						className: "row",
						children: ["Colours", (0, import_jsx_runtime.jsx)("select", {
							value: colourMap,
							onChange: (event) => {
								show(app, { colourMap: event.target.value });
							},
							children: COLOUR_MAPS.map((name) => (0, import_jsx_runtime.jsx)("option", { children: name }, name))
						})]
					}), (0, import_jsx_runtime.jsxs)("label", {
						className: "row",
						children: [(0, import_jsx_runtime.jsx)("input", {
							type: "checkbox",
							checked: smooth,
							onChange: (event) => {
								show(app, { smooth: event.target.checked });
							}
						}), "smooth"]
					})]
				})
			]
		});
	}
	// src/state/layers.ts
	function layerName(layer) {
		if (!layer.block) return layer.name || layer.id;
		const [part, number] = layer.block;
		const inner = layer.blockIndex ? `.${String(layer.blockIndex)}` : "";
		const where = partName(part);
		return part === "middle" ? `${where}${inner && ` ${inner.slice(1)}`}` : `${where} ${String(number)}${inner}`;
	}
	function partName(part) {
		if (part === "input") return text("Encoder");
		if (part === "middle") return text("Middle");
		return part === "output" ? text("Decoder") : part;
	}
	function gridName(grid) {
		return grid && grid[0] > 0 ? `${String(grid[0])} × ${String(grid[1])}` : text("grid unknown");
	}
	function layersOf(run, type) {
		return run.layers.filter((layer) => layer.type === type);
	}
	function selfLayerNear(run, layer) {
		const at = run.layers.findIndex((l) => l.id === layer);
		return layersOf(run, "self").reduce((best, l) => {
			const distance = (of) => Math.abs(run.layers.indexOf(of) - at);
			return best === null || distance(l) < distance(best) ? l : best;
		}, null);
	}
	function sameLayer(other, layer) {
		return other.layers.find((l) => l.name === layer.name) ?? null;
	}
	// src/rail/LayerPicker.tsx
	function LayerPicker({ run }) {
		const app = useAppStore();
		const chosen = useApp((s) => s.layer);
		const head = useApp((s) => s.head);
		const layers = layersOf(run, "cross");
		const layer = layers.find((l) => l.id === chosen);
		if (layers.length === 0) return (0, import_jsx_runtime.jsx)("p", {
			className: "small soft",
			children: text("No cross-attention was recorded.")
		});
		const heads = chosen ? run.headsOf(chosen) : [];
		return (0, import_jsx_runtime.jsxs)("section", {
			"aria-label": text("Attention layer"),
			children: [
				(0, import_jsx_runtime.jsx)("h3", { children: text("Attention layer") }),
				(0, import_jsx_runtime.jsx)(Network, {
					layers,
					chosen
				}),
				(0, import_jsx_runtime.jsx)("select", {
					"aria-label": text("Attention layer"),
					value: chosen ?? "",
					onChange: (event) => {
						setLayer(app, event.target.value);
					},
					children: layers.map((l) => (0, import_jsx_runtime.jsxs)("option", {
						value: l.id,
						children: [
							layerName(l),
							" (",
							gridName(l.grid),
							")"
						]
					}, l.id))
				}),
				layer && (0, import_jsx_runtime.jsx)("p", {
					className: "small soft",
					title: layer.name,
					children: (0, import_jsx_runtime.jsx)("code", {
						className: "path",
						children: layer.name
					})
				}),
				heads.length > 0 && (0, import_jsx_runtime.jsxs)("label", {
					className: "small row",
					children: [text("Heads"), (0, import_jsx_runtime.jsxs)("select", {
						value: head ?? "mean",
						onChange: (event) => {
							show(app, { head: event.target.value === "mean" ? null : Number(event.target.value) });
						},
						children: [(0, import_jsx_runtime.jsx)("option", {
							value: "mean",
							children: text("mean of {count}", { count: layer?.heads ?? heads.length })
						}), heads.map((h) => (0, import_jsx_runtime.jsx)("option", {
							value: h,
							children: text("head {head}", { head: h })
						}, h))]
					})]
				})
			]
		});
	}
	var COLUMN = {
		input: 0,
		middle: 1,
		output: 2
	};
	function Network({ layers, chosen }) {
		const app = useAppStore();
		const widest = Math.max(1, ...layers.map((l) => l.grid?.[0] ?? 1));
		return (0, import_jsx_runtime.jsx)("div", {
			className: "network",
			role: "group",
			"aria-label": text("Place in the network"),
			children: layers.map((l) => {
				const part = COLUMN[l.block?.[0] ?? ""] ?? 1;
				const share = (l.grid?.[0] ?? 1) / widest;
				return (0, import_jsx_runtime.jsx)("button", {
					className: `bar part-${String(part)}`,
					"aria-label": text("{layer}, {grid} cells", {
						layer: layerName(l),
						grid: gridName(l.grid)
					}),
					title: `${layerName(l)} · ${gridName(l.grid)}`,
					"aria-pressed": l.id === chosen,
					style: { height: `${String(30 + 70 * share)}%` },
					onClick: () => {
						setLayer(app, l.id);
					}
				}, l.id);
			})
		});
	}
	// src/charts/numbers.ts
	function readable(value) {
		if (value === null || value === void 0 || !Number.isFinite(value)) return "–";
		if (value === 0) return "0";
		const size = Math.abs(value);
		return (size >= 1e5 || size < .001 ? value.toExponential(2) : value.toPrecision(size >= 1e3 ? 4 : 3)).replace("e+", "e").replace("-", "−");
	}
	function mark(value) {
		return (Math.abs(value) >= 1e5 ? value.toExponential() : String(+value.toPrecision(4))).replace("-", "−");
	}
	function percent(value) {
		if (value === null || value === void 0 || !Number.isFinite(value)) return "–";
		if (value > 0 && value < 5e-4) return text("under 0.1 %");
		const hundredths = value * 100;
		return `${hundredths.toFixed(hundredths < 10 && hundredths > 0 ? 1 : 0)} %`;
	}
	function extent(values) {
		let low = Infinity;
		let high = -Infinity;
		for (const value of values) {
			if (value === null || value === void 0 || !Number.isFinite(value)) continue;
			if (value < low) low = value;
			if (value > high) high = value;
		}
		return low <= high ? [low, high] : null;
	}
	// src/rail/Steps.tsx
	var SPEEDS = [
		2,
		4,
		6,
		12,
		24
	];
	function Steps({ run }) {
		const app = useAppStore();
		const step = useApp((s) => s.step);
		const playing = useApp((s) => s.playing);
		const loop = useApp((s) => s.loop);
		const speed = useApp((s) => s.speed);
		const sigma = run.sigmas?.[step];
		const time = run.timesteps[step];
		return (0, import_jsx_runtime.jsxs)("section", {
			className: "rail-steps",
			"aria-label": text("Step"),
			children: [
				(0, import_jsx_runtime.jsxs)("div", {
					className: "row spread",
					children: [(0, import_jsx_runtime.jsxs)("h2", {
						className: "step-title",
						children: [
							text("Step"),
							" ",
							(0, import_jsx_runtime.jsx)("b", { children: step + 1 }),
							" ",
							(0, import_jsx_runtime.jsx)("span", {
								className: "soft",
								children: text("of {steps}", { steps: run.steps })
							})
						]
					}), (0, import_jsx_runtime.jsxs)("span", {
						className: "small soft",
						children: [sigma !== void 0 && (0, import_jsx_runtime.jsxs)("abbr", {
							title: text("Noise level at which the model was asked"),
							children: ["σ ", readable(sigma)]
						}), time !== null && time !== void 0 && (0, import_jsx_runtime.jsxs)("abbr", {
							title: text("The model’s own timestep"),
							children: [" · t ", Math.round(time)]
						})]
					})]
				}),
				(0, import_jsx_runtime.jsx)("input", {
					type: "range",
					"aria-label": text("Step"),
					"aria-valuetext": text("Step {step} of {steps}", {
						step: step + 1,
						steps: run.steps
					}),
					min: 0,
					max: run.steps - 1,
					value: step,
					onChange: (event) => {
						goTo(app, Number(event.target.value));
					}
				}),
				(0, import_jsx_runtime.jsxs)("div", {
					className: "row",
					children: [
						(0, import_jsx_runtime.jsx)("button", {
							className: "primary play",
							onClick: () => {
								togglePlaying(app);
							},
							"aria-label": playing ? text("Pause") : text("Play"),
							children: playing ? "❚❚" : "▶"
						}),
						(0, import_jsx_runtime.jsx)("button", {
							"aria-label": text("Previous step"),
							disabled: step === 0,
							onClick: () => {
								goTo(app, step - 1);
							},
							children: "‹"
						}),
						(0, import_jsx_runtime.jsx)("button", {
							"aria-label": text("Next step"),
							disabled: step === run.steps - 1,
							onClick: () => {
								goTo(app, step + 1);
							},
							children: "›"
						}),
						(0, import_jsx_runtime.jsx)("button", {
							"aria-pressed": loop,
							"aria-label": text("Loop"),
							title: text("Begin again at the end"),
							onClick: () => {
								show(app, { loop: !loop });
							},
							children: "↻"
						}),
						(0, import_jsx_runtime.jsxs)("label", {
							className: "small soft speed",
							children: [(0, import_jsx_runtime.jsx)("span", {
								className: "hidden-visually",
								children: text("Speed")
							}), (0, import_jsx_runtime.jsx)("select", {
								value: speed,
								onChange: (event) => {
									show(app, { speed: Number(event.target.value) });
								},
								children: SPEEDS.map((s) => (0, import_jsx_runtime.jsx)("option", {
									value: s,
									children: text("{steps} / s", { steps: s })
								}, s))
							})]
						})
					]
				}),
				!run.complete && (0, import_jsx_runtime.jsx)("p", {
					className: "small note",
					children: text("Sampling was interrupted; the {steps} steps that were recorded are shown.", { steps: run.steps })
				})
			]
		});
	}
	// src/state/conditions.ts
	function conditionName(condition) {
		if (condition.id === "c0") return text("Prompt");
		if (condition.polarity === "negative") return text("Negative prompt");
		return `${condition.polarity} (${condition.id})`;
	}
	// src/rail/Words.tsx
	function Words({ run }) {
		const app = useAppStore();
		const showSpecial = useApp((s) => s.showSpecial);
		const any = useApp((s) => s.terms.length > 0);
		const conditions = run.conditions.filter((c) => c.tokens.length > 0);
		return (0, import_jsx_runtime.jsxs)("section", {
			"aria-label": text("Words"),
			children: [
				(0, import_jsx_runtime.jsxs)("div", {
					className: "row spread",
					children: [(0, import_jsx_runtime.jsx)("h3", { children: text("Words") }), any && (0, import_jsx_runtime.jsx)("button", {
						className: "plain small",
						onClick: () => {
							show(app, { terms: [] });
						},
						children: text("clear")
					})]
				}),
				conditions.map((condition) => (0, import_jsx_runtime.jsx)(Chips, {
					condition,
					showSpecial
				}, condition.id)),
				(0, import_jsx_runtime.jsxs)("label", {
					className: "small row",
					children: [(0, import_jsx_runtime.jsx)("input", {
						type: "checkbox",
						checked: showSpecial,
						onChange: (event) => {
							show(app, { showSpecial: event.target.checked });
						}
					}), text("start, end and padding")]
				})
			]
		});
	}
	var Chips = (0, import_react.memo)(function Chips({ condition, showSpecial }) {
		const terms = termsOf(condition).filter((t) => showSpecial || t.kind === "word");
		const name = conditionName(condition);
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "chips",
			role: "group",
			"aria-label": name,
			children: [
				(0, import_jsx_runtime.jsxs)("p", {
					className: "small soft",
					children: [name, condition.labelledBy === "position" && ` ${text("(words not known: {reason})", { reason: condition.labelReason || text("labelled by position") })}`]
				}),
				terms.map((term) => (0, import_jsx_runtime.jsx)(Chip, { term }, term.index)),
				condition.words.length === 0 && (0, import_jsx_runtime.jsx)("span", {
					className: "small soft",
					children: text("empty")
				})
			]
		});
	});
	function placeOf$2({ tokens }) {
		const values = {
			count: tokens.length,
			place: (tokens[0] ?? 0) + 1
		};
		return tokens.length > 1 ? text("{count} tokens, first at place {place}", values) : text("1 token, at place {place}", values);
	}
	function Chip({ term }) {
		const app = useAppStore();
		const selected = useApp((s) => s.terms.some((t) => sameTerm(t, term)));
		return (0, import_jsx_runtime.jsxs)("button", {
			className: `chip ${term.kind}`,
			"aria-pressed": selected,
			style: { borderBottomColor: term.kind === "word" ? wordColour(term.index) : void 0 },
			title: placeOf$2(term),
			onClick: (event) => {
				selectTerm(app, term, event.shiftKey || event.ctrlKey || event.metaKey);
			},
			children: [term.kind === "word" ? term.text : `⟨${term.text}⟩`, term.kind === "padding" && (0, import_jsx_runtime.jsxs)("span", {
				className: "soft",
				children: [" ×", term.tokens.length]
			})]
		});
	}
	// src/rail/Rail.tsx
	function Rail() {
		const run = useApp((s) => s.primary);
		const [unfolded, setUnfolded] = (0, import_react.useState)(false);
		if (!run) return null;
		return (0, import_jsx_runtime.jsxs)("aside", {
			className: "rail",
			"aria-label": "Controls",
			children: [
				(0, import_jsx_runtime.jsx)(Steps, { run }),
				(0, import_jsx_runtime.jsx)("button", {
					className: "rail-fold small",
					"aria-expanded": unfolded,
					onClick: () => {
						setUnfolded(!unfolded);
					},
					children: unfolded ? "Hide layer, words and maps" : "Layer, words and maps"
				}),
				(0, import_jsx_runtime.jsxs)("div", {
					className: unfolded ? "rail-rest unfolded" : "rail-rest",
					children: [
						(0, import_jsx_runtime.jsx)(LayerPicker, { run }),
						(0, import_jsx_runtime.jsx)(Words, { run }),
						(0, import_jsx_runtime.jsx)(Appearance, {})
					]
				})
			]
		});
	}
	// src/state/permalink.ts
	function writeHash(state) {
		const parts = new URLSearchParams();
		const put = (key, value, unless) => {
			if (value !== unless) parts.set(key, value);
		};
		parts.set("step", String(state.step));
		put("layer", state.layer ?? "", "");
		put("head", state.head === null ? "" : String(state.head), "");
		parts.set("word", state.terms.map(writeTerm).join(",") || "none");
		put("at", state.locked ? [state.locked.x, state.locked.y].map((v) => v.toFixed(4)).join(",") : "", "");
		put("view", state.view, DEFAULT_VIEW.view);
		put("scale", state.scale, DEFAULT_VIEW.scale);
		put("colours", state.colourMap, DEFAULT_VIEW.colourMap);
		put("opacity", state.opacity.toFixed(2), DEFAULT_VIEW.opacity.toFixed(2));
		put("cells", state.smooth ? "" : "1", "");
		put("align", state.align, DEFAULT_VIEW.align);
		return parts.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
	}
	function readHash(hash) {
		const parts = new URLSearchParams(hash.replace(/^#/, ""));
		const found = {};
		const whole = (key) => {
			const text = parts.get(key);
			return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
		};
		const oneOf = (key, choices) => choices.find((c) => c === parts.get(key));
		const step = whole("step");
		if (step !== null) found.step = step;
		const layer = parts.get("layer");
		if (layer) found.layer = layer;
		const head = whole("head");
		if (head !== null) found.head = head;
		const words = parts.get("word");
		const terms = (words ?? "").split(",").flatMap((text) => readTerm(text) ?? []);
		if (terms.length || words === "none") found.terms = terms;
		const [x, y] = (parts.get("at") ?? "").split(",").map(Number);
		if (x !== void 0 && y !== void 0 && x >= 0 && x <= 1 && y >= 0 && y <= 1) found.locked = {
			x,
			y
		};
		const view = oneOf("view", ["story", "workbench"]);
		if (view) found.view = view;
		const scale = oneOf("scale", ["absolute", "normalised"]);
		if (scale) found.scale = scale;
		const colours = oneOf("colours", COLOUR_MAPS);
		if (colours) found.colourMap = colours;
		const opacity = Number(parts.get("opacity") ?? NaN);
		if (opacity >= 0 && opacity <= 1) found.opacity = opacity;
		if (parts.get("cells") === "1") found.smooth = false;
		const align = oneOf("align", ["step", "sigma"]);
		if (align) found.align = align;
		return found;
	}
	function writeTerm(term) {
		return term.condition === "c0" ? String(term.index) : `${term.condition}:${String(term.index)}`;
	}
	function readTerm(text) {
		const [, condition = "c0", index] = /^(?:(c\d{1,3}):)?(\d{1,4})$/.exec(text) ?? [];
		return index === void 0 ? null : {
			condition,
			index: Number(index)
		};
	}
	// src/dataset/layout.ts
	var METADATA = "metadata.json";
	var METRICS = "metrics.json";
	var LATENT_PCA = "latent_pca.json";
	var VALIDATION = "validation.json";
	var JSON_FILES = [
		METADATA,
		METRICS,
		LATENT_PCA,
		VALIDATION
	];
	var LATENTS_NOISE = "latents_noise_fp16.npz";
	var digits = (value, count) => String(value).padStart(count, "0");
	function mapPath(type, layer, step, condition, head) {
		const of = condition === "c0" ? "" : `_${condition}`;
		const single = head === null ? "" : `_h${digits(head, 2)}`;
		return `attention/${type}/${layer}_step_${digits(step, 3)}${of}${single}.bin`;
	}
	function isAttentionType(value) {
		return value === "cross" || value === "self";
	}
	// src/dataset/untrusted.ts
	var LARGEST$1 = 2 ** 53;
	var SHOWN$2 = 60;
	var EMPTY = Object.freeze({});
	function isObject(value) {
		return typeof value === "object" && value !== null && !Array.isArray(value);
	}
	function asObject(value) {
		return isObject(value) ? value : EMPTY;
	}
	function asList(value) {
		return Array.isArray(value) ? value : [];
	}
	function asText(value) {
		return typeof value === "string" ? value : null;
	}
	function asInt(value, low = 0) {
		return typeof value === "number" && Number.isInteger(value) && value >= low && value <= LARGEST$1 ? value : null;
	}
	function asNumber(value) {
		return typeof value === "number" && Math.abs(value) < Number.MAX_VALUE ? value : null;
	}
	function asSizes(value, low = 1) {
		const sizes = asList(value).map((item) => asInt(item, low));
		return sizes.length > 0 && sizes.every((size) => size !== null) ? sizes : null;
	}
	function asGrid(value, low = 1) {
		const [rows, columns, ...more] = asSizes(value, low) ?? [];
		return rows !== void 0 && columns !== void 0 && more.length === 0 ? [rows, columns] : null;
	}
	function shown(value) {
		const text = JSON.stringify(value) ?? "nothing";
		return text.length <= SHOWN$2 ? text : `${text.slice(0, 59)}…`;
	}
	function same$1(a, b) {
		if (a === b) return true;
		if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same$1(item, b[i]));
		if (!isObject(a) || !isObject(b)) return false;
		const keys = Object.keys(a);
		return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same$1(a[key], b[key]));
	}
	// src/dataset/check/counts.ts
	var STEP_METRICS = [
		"latent_l2_norm",
		"predicted_noise_l2_norm",
		"cosine_similarity_to_previous",
		"attention_kl_divergence",
		"cross_attention_entropy",
		"self_attention_entropy",
		"mean_token_activation",
		"cross_attention_spatial_entropy",
		"cross_attention_centroid",
		"predicted_noise_text_l2_norm",
		"predicted_noise_uncond_l2_norm",
		"guidance_l2_norm",
		"guidance_cosine",
		"x0_change_l2",
		"latent_spectrum"
	];
	var STEP_ENTRIES = [
		"cross_attention_entropy",
		"self_attention_entropy",
		"cross_attention_spatial_entropy",
		"cross_attention_centroid"
	];
	function checkCounts(content, findings) {
		const { steps, metrics } = content;
		for (const [place, values, extra] of stepLists(content)) {
			if (steps === null || !Array.isArray(values) || values.length === steps + extra) continue;
			findings.error("step-count", place, `${values.length} entries; expected ${steps + extra} for ${steps} steps`);
		}
		checkOrder$1(content, findings);
		for (const key of STEP_ENTRIES) asList(metrics[key]).forEach((entry, i) => {
			const { step } = asObject(entry);
			if (step !== void 0 && step !== null && asInt(step) !== i) findings.error("metric-step", `${METRICS}: ${key}[${i}].step`, `${shown(step)}; expected ${i}`);
		});
	}
	function checkValidation(content, findings) {
		const { validation, metrics, metadata, maps } = content;
		const broken = (place, message) => findings.error("validation-report", place, message);
		for (const key of [
			"metadata_has_required_keys",
			"pca_points_match_steps",
			"metrics_steps_match"
		]) if (validation[key] === false) broken(`${VALIDATION}: ${key}`, "false; expected true");
		const assets = asObject(validation.attention_assets);
		const reports = [[`${VALIDATION}: attention_assets`, assets], [`${METRICS}: shape_validation`, asObject(metrics.shape_validation)]];
		for (const [place, report] of reports) {
			if (report.passed !== false && asList(report.errors).length === 0) continue;
			broken(place, `passed is ${shown(report.passed)} with errors ${shown(report.errors)}`);
		}
		const checked = asInt(assets.checked_files);
		if (Object.keys(metadata).length > 0 && checked !== null && checked !== maps.length) broken(`${VALIDATION}: attention_assets.checked_files`, `${checked}; the metadata list ${maps.length} attention files`);
	}
	function stepLists({ metadata, generator, metrics, pca }) {
		const clean = asList(metadata.x0_images);
		return [
			[
				`${METADATA}: timesteps`,
				metadata.timesteps,
				0
			],
			[
				`${METADATA}: images`,
				metadata.images,
				0
			],
			[
				`${METADATA}: x0_images`,
				clean.length > 0 ? clean : null,
				0
			],
			[
				`${METADATA}: generator.sigmas`,
				generator.sigmas,
				1
			],
			[
				`${METADATA}: generator.model_evaluations`,
				generator.model_evaluations,
				0
			],
			...STEP_METRICS.map((key) => [
				`${METRICS}: ${key}`,
				metrics[key],
				0
			]),
			[
				`${LATENT_PCA}: points`,
				pca.points,
				0
			],
			[
				`${LATENT_PCA}: x0_points`,
				pca.x0_points,
				0
			]
		];
	}
	function checkOrder$1({ metadata, sigmas }, findings) {
		const times = asList(metadata.timesteps).map(asNumber);
		times.forEach((now, i) => {
			const before = times[i - 1] ?? null;
			if (before === null || now === null) return;
			const [sigma, sigmaBefore] = [sigmas?.[i] ?? null, sigmas?.[i - 1] ?? null];
			if (now > before) findings.error("timesteps-rising", `${METADATA}: timesteps[${i}]`, `${now} after ${before}; expected at most as much`);
			else if (now < before && sigma !== null && sigmaBefore !== null && sigma >= sigmaBefore) {
				const message = `${sigma} after ${sigmaBefore}, while the timestep falls from ${before} to ${now}`;
				findings.error("sigmas-order", `${METADATA}: generator.sigmas[${i}]`, message);
			}
		});
	}
	// src/dataset/check/findings.ts
	var Findings = class {
		problems = [];
		error(rule, place, message) {
			this.problems.push({
				rule,
				place,
				message,
				severity: "error"
			});
		}
		warn(rule, place, message) {
			this.problems.push({
				rule,
				place,
				message,
				severity: "warning"
			});
		}
	};
	// src/dataset/check/shapes.ts
	function shapeProblems(content) {
		const tokens = lookUp((condition) => content.tokensOf(condition).length);
		const areas = new Map(content.conditions.map(({ id, area }) => [id, area ?? null]));
		const whole = lookUp((condition) => same$1(areas.get(condition) ?? null, areas.get("c0") ?? null));
		const grids = lookUp((layer) => content.layerGrid(layer));
		return ({ shape, grid, type, layer, condition }) => {
			if (shape === null || !isAttentionType(type)) return [];
			const found = type === "cross" ? crossProblems(shape, grid, tokens(condition), condition) : selfProblems(shape, grid);
			if (shape.length !== (type === "cross" ? 3 : 2)) return found;
			const full = grids(layer ?? "");
			if (grid && full && whole(condition) && !fits$1(grid, full)) found.push(`grid ${shown(grid)} does not keep the aspect ratio of the layer's grid ${shown(full)}`);
			return found;
		};
	}
	function lookUp(compute) {
		const known = new Map();
		return (key) => {
			if (!known.has(key)) known.set(key, compute(key));
			return known.get(key);
		};
	}
	function crossProblems(shape, grid, tokens, condition) {
		const [first, ...cells] = shape;
		if (cells.length !== 2) return [`${shown(shape)}; expected [tokens, rows, columns]`];
		const found = [];
		if (tokens > 0 && first !== tokens) found.push(`${shown(shape)}; condition ${shown(condition)} has ${tokens} tokens`);
		if (grid && !same$1(cells, grid)) found.push(`${shown(shape)}; grid ${shown(grid)} gives ${shown([first, ...grid])}`);
		return found;
	}
	function selfProblems(shape, grid) {
		const [queries, keys, ...more] = shape;
		if (keys === void 0 || more.length > 0) return [`${shown(shape)}; expected [N, N]`];
		if (queries !== keys) return [`${shown(shape)}; expected a square`];
		const cells = grid && grid[0] * grid[1];
		return cells !== null && queries !== cells ? [`${shown(shape)}; grid ${shown(grid)} has ${cells} cells`] : [];
	}
	function fits$1(grid, full) {
		const scale = Math.max(...grid) / Math.max(...full);
		const near = (size, whole) => size === 1 || Math.abs(size - whole * scale) <= .5 + 1e-9;
		return scale <= 1 && near(grid[0], full[0]) && near(grid[1], full[1]);
	}
	// src/dataset/check/maps.ts
	function checkLayers(content, findings) {
		const seen = new Map();
		asList(content.metadata.layers).map(asObject).forEach((layer, i) => {
			const place = `${METADATA}: layers[${i}]`;
			for (const key of ["id", "processor_key"]) {
				const value = layer[key];
				if (typeof value !== "string") continue;
				const first = seen.get(`${key} ${value}`) ?? i;
				seen.set(`${key} ${value}`, first);
				if (first === i) continue;
				findings.error("layer-repeated", `${place}.${key}`, `${shown(value)} is also layers[${first}]; expected once`);
			}
			const kind = kindOf(layer.processor_key) ?? layer.attention_type;
			if (layer.attention_type === kind) return;
			const message = `${shown(layer.attention_type)}; ${shown(layer.processor_key)} is ${String(kind)}-attention`;
			findings.error("layer-kind", `${place}.attention_type`, message);
		});
		if (Object.keys(content.metadata).length > 0) checkMetricLayers(content, findings);
	}
	function kindOf(module) {
		if (typeof module !== "string") return null;
		if (module.includes(".attn1")) return "self";
		return module.includes(".attn2") ? "cross" : null;
	}
	function checkMetricLayers({ metrics, layers }, findings) {
		for (const key of STEP_ENTRIES) asList(metrics[key]).forEach((entry, i) => {
			for (const id of Object.keys(asObject(asObject(entry).by_layer))) {
				if (layers.has(id)) continue;
				findings.error("layer-unknown", `${METRICS}: ${key}[${i}].by_layer`, `${shown(id)} is no layer of the run`);
			}
		});
	}
	function checkMaps(content, findings) {
		const conditions = new Set(content.conditions.map(({ id }) => asText(id)));
		const heads = new Map([...content.layers].map(([id, layer]) => [id, asInt(layer.heads)]));
		const shapes = shapeProblems(content);
		const seen = new Map();
		for (const entry of content.maps) {
			const key = JSON.stringify([
				entry.type,
				entry.layer,
				entry.step,
				entry.condition,
				entry.head
			]);
			const first = seen.get(key) ?? entry.place;
			seen.set(key, first);
			if (first !== entry.place) {
				const named = [
					entry.type,
					entry.layer,
					entry.step
				].join(", ");
				findings.error("map-repeated", entry.place, `${shown(named)} is also ${first}; expected once`);
			}
			checkLayer(content, entry, heads.get(entry.layer ?? "") ?? null, findings);
			checkCondition(content, entry, conditions, findings);
			checkName(content, entry, findings);
			for (const message of shapes(entry)) findings.error("map-shape", `${entry.place}.shape`, message);
		}
		if (content.newer) checkAbsent(content, findings);
	}
	function checkLayer(content, entry, heads, findings) {
		const { place, layer: id, type, step, head } = entry;
		const layer = content.layers.get(id ?? "");
		if (id !== null && !layer) findings.error("layer-unknown", `${place}.layer_id`, `${shown(id)} is no layer of the run`);
		if (layer && !same$1(type, layer.attention_type ?? null)) findings.error("map-kind", `${place}.attention_type`, `${shown(type)}; ${id} is ${shown(layer.attention_type)}`);
		if (step !== null && content.steps !== null && step >= content.steps) findings.error("map-step", `${place}.step`, `${step}; the run has steps 0 to ${content.steps - 1}`);
		if (head !== null && heads !== null && head >= heads) findings.error("map-head", `${place}.head`, `${head}; ${id} has heads 0 to ${heads - 1}`);
	}
	function checkCondition(content, entry, known, findings) {
		const { place, extra, condition, head } = entry;
		const common = condition === "c0" && head === null;
		if (extra && !known.has(condition)) findings.error("map-condition", `${place}.condition`, `${shown(condition)} is no condition of the run`);
		else if (extra === common && content.newer) {
			const belongs = common ? "attention_files" : "attention_files_extra";
			findings.error("map-condition", place, `condition ${shown(condition)}, head ${shown(head)} belongs into ${belongs}`);
		}
	}
	function checkName(content, { place, path, type, layer, step, condition, head }, findings) {
		if (!content.newer || !path || !type || !layer || step === null) return;
		const name = mapPath(type, layer, step, condition, head);
		if (path !== name) findings.error("map-name", `${place}.path`, `${shown(path)}; expected ${shown(name)}`);
	}
	function checkAbsent({ metadata, maps, layers }, findings) {
		const there = new Set(maps.filter((entry) => !entry.extra).map(({ layer, step }) => `${step} ${layer}`));
		const noted = asList(metadata.not_recorded).map(asObject).filter(({ what }) => /map|attention/.test(asText(what) ?? "")).map(({ where }) => asText(where) ?? "").join(" ");
		const named = new Set(noted.split(/[^\p{L}\p{N}_]+/u));
		const steps = asList(metadata.timesteps).map((_, step) => step);
		for (const id of layers.keys()) {
			const absent = named.has(id) ? [] : steps.filter((step) => !there.has(`${step} ${id}`));
			if (absent.length === 0) continue;
			const message = `${id} has no map at steps ${shown(absent)}, and not_recorded does not say why`;
			findings.error("map-absent", `${METADATA}: attention_files`, message);
		}
	}
	// src/dataset/content.ts
	var MAP_LISTS = ["attention_files", "attention_files_extra"];
	var IMAGE_LISTS = ["images", "x0_images"];
	var Content = class {
		files;
		metadata;
		metrics;
		pca;
		validation;
		generator;
		prompt;
		conditions;
		newer;
		steps;
		sigmas;
		tokens;
		layers;
		maps;
		constructor(files) {
			this.files = files;
			this.metadata = asObject(files.get(METADATA));
			this.metrics = asObject(files.get(METRICS));
			this.pca = asObject(files.get(LATENT_PCA));
			this.validation = asObject(files.get(VALIDATION));
			this.generator = asObject(this.metadata.generator);
			this.prompt = asObject(this.metadata.prompt);
			this.conditions = asList(this.metadata.conditions).map(asObject);
			const version = asText(this.metadata.schema_version);
			this.newer = version !== null && version.startsWith("1.") && !version.startsWith("1.0.");
			this.steps = asInt(this.metadata.steps, 1);
			this.sigmas = this.readSigmas();
			this.tokens = asList(this.prompt.tokens);
			this.layers = new Map(asList(this.metadata.layers).filter(isObject).flatMap((layer) => typeof layer.id === "string" ? [[layer.id, layer]] : []));
			this.maps = MAP_LISTS.flatMap((list) => asList(this.metadata[list]).map((entry, i) => listedMap(`${METADATA}: ${list}[${i}]`, list !== "attention_files", asObject(entry))));
		}
		layerGrid(id) {
			return asGrid(this.layers.get(id ?? "")?.grid);
		}
		tokensOf(condition) {
			const known = this.conditions.find((candidate) => candidate.id === condition);
			if (known) return asList(known.tokens);
			return condition === "c0" ? this.tokens : [];
		}
		readSigmas() {
			const values = asList(this.generator.sigmas).map(asNumber);
			return this.steps !== null && values.length === this.steps + 1 && values.every((value) => value !== null) ? values : null;
		}
	};
	function leftOut(metadata, file) {
		const artifacts = asObject(metadata.artifacts);
		if (file === "metrics.json") return artifacts.metrics === null;
		return file === "latent_pca.json" && artifacts.latent_pca === null;
	}
	function listedMap(place, extra, entry) {
		return {
			place,
			extra,
			path: asText(entry.path),
			shape: asSizes(entry.shape),
			grid: asGrid(entry.grid),
			layer: asText(entry.layer_id),
			type: asText(entry.attention_type),
			step: asInt(entry.step),
			condition: asText(entry.condition) || "c0",
			head: asInt(entry.head)
		};
	}
	// src/dataset/errors.ts
	var ReadError = class ReadError extends Error {
		kind;
		path;
		reason;
		name = "ReadError";
		constructor(kind, path, reason) {
			super(`${path}: ${reason}.`);
			this.kind = kind;
			this.path = path;
			this.reason = reason;
		}
		static from(error, kind, path) {
			if (error instanceof ReadError) return error;
			return new ReadError(kind, path, error instanceof Error ? error.message : String(error));
		}
	};
	// src/dataset/paths.ts
	function safePath(path) {
		if (typeof path !== "string" || path === "" || /[\\\0:]/.test(path)) return false;
		return !path.split("/").some((part) => part === "" || part === "." || part === "..");
	}
	function nameable(path) {
		return !/\p{Surrogate}/u.test(path);
	}
	function folded(path) {
		return path.toUpperCase().toLowerCase();
	}
	function addressOf(base, path) {
		if (!safePath(path) || !nameable(path)) throw new ReadError("unsafe", path, "it is no path within the run");
		const folder = new URL(base);
		folder.search = "";
		folder.hash = "";
		if (!folder.pathname.endsWith("/")) folder.pathname += "/";
		return new URL(path.split("/").map(encodeURIComponent).join("/"), folder);
	}
	// src/dataset/check/paths.ts
	function listedPaths({ metadata }) {
		const entries = (key) => asList(metadata[key]).map((item, i) => ({
			place: `${METADATA}: ${key}[${i}]`,
			item
		}));
		return [
			...IMAGE_LISTS.flatMap(entries).map(({ place, item }) => ({
				place,
				path: item
			})),
			...[...MAP_LISTS, "guidance_maps"].flatMap(entries).map(({ place, item }) => ({
				place: `${place}.path`,
				path: asObject(item).path
			})),
			...Object.entries(asObject(metadata.artifacts)).map(([key, path]) => ({
				place: `${METADATA}: artifacts.${key}`,
				path
			}))
		];
	}
	function checkPaths(content, findings) {
		const seen = new Map();
		for (const { place, path } of listedPaths(content)) {
			if (typeof path !== "string") continue;
			if (!safePath(path)) {
				const message = `${shown(path)}; expected a relative path with forward slashes and without ".."`;
				findings.error("path-unsafe", place, message);
				continue;
			}
			const first = seen.get(folded(path));
			if (first === void 0) seen.set(folded(path), place);
			else findings.error("path-repeated", place, `${shown(path)} is also ${first}; expected a file of its own`);
		}
	}
	var SPECIAL = new Set([
		"<|startoftext|>",
		"<|endoftext|>",
		"<pad>",
		"[PAD]",
		"<s>",
		"</s>",
		""
	]);
	function isSpecial(token) {
		return SPECIAL.has(token);
	}
	function piece(token) {
		return token.endsWith("</w>") ? token.slice(0, -4) : token;
	}
	function joinWords(tokens, special) {
		const words = [];
		let open = [];
		const close = () => {
			const text = open.map((i) => piece(tokens[i] ?? "")).join("");
			if (open.length > 0) words.push({
				text: decodePieces(text),
				tokens: open
			});
			open = [];
		};
		tokens.forEach((token, i) => {
			if (!special[i]) open.push(i);
			if (special[i] || token.endsWith("</w>")) close();
		});
		close();
		return words;
	}
	function decodePieces(text) {
		const bytes = [...text].map((character) => BYTES.get(character));
		return bytes.every((byte) => byte !== void 0) ? new TextDecoder().decode(Uint8Array.from(bytes)) : text;
	}
	var BYTES = byteOfCharacter();
	function byteOfCharacter() {
		const printable = (byte) => byte >= 33 && byte <= 126 || byte >= 161 && byte <= 172 || byte >= 174 && byte <= 255;
		const found = new Map();
		let next = 256;
		for (let byte = 0; byte < 256; byte++) found.set(String.fromCharCode(printable(byte) ? byte : next++), byte);
		return found;
	}
	// src/dataset/check/words.ts
	var isAscii = (text) => !/[^\0-\x7f]/.test(text);
	function checkWords(place, table, findings) {
		const tokens = asList(table.tokens);
		const special = asList(table.special_mask);
		const words = asList(table.words).map(asObject);
		checkIndices(place, words, tokens, special, findings);
		words.forEach((word, i) => {
			const spelled = indicesOf(word).filter((index) => index < tokens.length).map((index) => piece(asText(tokens[index]) ?? "")).join("");
			if (typeof word.text !== "string" || [spelled, decodePieces(spelled)].includes(word.text)) return;
			const message = `${shown(word.text)}; its tokens spell ${shown(spelled)}`;
			findings.error("word-spelling", `${place}.words[${i}].text`, message);
		});
		if (table.source !== "position" && typeof table.text === "string") checkOrder(place, words, table.text, findings);
	}
	function indicesOf(word) {
		return asList(word.token_indices).map((index) => asInt(index)).filter((index) => index !== null);
	}
	function checkIndices(place, words, tokens, special, findings) {
		const broken = (at, message) => findings.error("word-indices", at, message);
		const named = new Set(words.flatMap(indicesOf));
		let last = -1;
		words.forEach((word, i) => {
			const at = `${place}.words[${i}].token_indices`;
			for (const index of indicesOf(word)) {
				if (index >= tokens.length) broken(at, `${index}; there are ${tokens.length} tokens`);
				else if (special[index] === true) broken(at, `${index} is a special token; it belongs to no word`);
				else if (index <= last) broken(at, `${index} after ${last}; expected rising indices, each once`);
				last = Math.max(last, index);
			}
		});
		if (words.length === 0) return;
		tokens.forEach((token, index) => {
			if (special[index] !== false || named.has(index)) return;
			broken(`${place}.words`, `token ${index}, ${shown(token)}, is in no word though it is not special`);
		});
	}
	function checkOrder(place, words, text, findings) {
		const plain = folded(text);
		let position = 0;
		for (const [i, word] of words.entries()) {
			const said = asText(word.text);
			if (said === null || !isAscii(said) || !plain.includes(folded(said))) continue;
			const found = plain.indexOf(folded(said), position);
			if (found < 0) {
				const message = `${shown(said)} does not stand behind the words before it in ${shown(text)}`;
				findings.error("word-order", `${place}.words[${i}].text`, message);
				return;
			}
			position = found + said.length;
		}
		if (words.length > 0 && isAscii(plain) && position === 0 && !plain.includes("embedding:")) {
			const message = `no word stands in ${shown(text)}; are these the tokens of another prompt?`;
			findings.error("word-order", `${place}.words`, message);
		}
	}
	// src/dataset/check/prompt.ts
	function checkPrompt(content, findings) {
		const { prompt, conditions } = content;
		checkTable(`${METADATA}: prompt`, prompt, findings);
		conditions.forEach((condition, i) => {
			const place = `${METADATA}: conditions[${i}]`;
			checkTable(place, condition, findings);
			if (condition.id !== `c${i}`) findings.error("condition-id", `${place}.id`, `${shown(condition.id)}; expected "c${i}"`);
		});
		checkRoles(prompt, conditions, findings);
		if (content.newer) checkMeaningful(prompt, findings);
		checkMetricLengths(content, findings);
	}
	function checkTable(place, table, findings) {
		const tokens = asList(table.tokens);
		for (const key of [
			"token_ids",
			"weights",
			"special_mask"
		]) {
			const values = table[key];
			if (!Array.isArray(values) || values.length === tokens.length) continue;
			findings.error("token-count", `${place}.${key}`, `${values.length} entries; expected ${tokens.length}, one per token`);
		}
		checkIds(place, tokens, asList(table.token_ids), findings);
		checkWords(place, table, findings);
		if ("second" in table) checkTable(`${place}.second`, asObject(table.second), findings);
	}
	function checkIds(place, tokens, ids, findings) {
		const byToken = new Map();
		const byId = new Map();
		tokens.slice(0, ids.length).forEach((token, i) => {
			const id = asInt(ids[i]);
			if (typeof token !== "string" || id === null) return;
			const [knownId, knownToken] = [byToken.get(token) ?? id, byId.get(id) ?? token];
			byToken.set(token, knownId);
			if (knownId === id) byId.set(id, knownToken);
			if (knownId === id && knownToken === token) return;
			const before = knownId === id ? `${id} went with ${shown(knownToken)}` : `${shown(token)} went with ${knownId}`;
			findings.error("token-ids", `${place}.token_ids[${i}]`, `${shown(token)} has id ${id}, but before ${before}`);
		});
	}
	function checkRoles(prompt, conditions, findings) {
		const [first] = conditions;
		if (!first) return;
		if (first.polarity === "negative") findings.error("condition-first", `${METADATA}: conditions[0].polarity`, "\"negative\"; c0 is what the run's maps and metrics describe, and is a positive one");
		const differs = (index, key, stated, of, expected) => {
			const message = `${shown(stated)} differs from prompt.${of}, ${shown(expected)}`;
			findings.error("condition-prompt", `${METADATA}: conditions[${index}].${key}`, message);
		};
		for (const key of [
			"text",
			"tokens",
			"token_ids",
			"words"
		]) if (key in first && key in prompt && !same$1(first[key], prompt[key])) differs(0, key, first[key], key, prompt[key]);
		const negative = conditions.flatMap((condition, i) => condition.polarity === "negative" ? [i] : []);
		const [index = 0] = negative;
		const text = conditions[index]?.text ?? null;
		if (negative.length === 1 && !same$1(text, prompt.negative ?? null)) differs(index, "text", text, "negative", prompt.negative);
	}
	function checkMeaningful(prompt, findings) {
		const count = asInt(prompt.meaningful_token_count);
		const special = asList(prompt.special_mask);
		if (count === null || special.length === 0) return;
		const expected = Math.max(1, special.filter((is) => is === false).length);
		if (count === expected) return;
		const place = `${METADATA}: prompt.meaningful_token_count`;
		findings.error("meaningful-count", place, `${count}; special_mask leaves ${expected}`);
	}
	function checkMetricLengths({ tokens, metrics }, findings) {
		const { scores } = asObject(metrics.token_dominance);
		const lists = [
			...asList(metrics.mean_token_activation).map((list, i) => [`mean_token_activation[${i}]`, list]),
			...["cross_attention_spatial_entropy", "cross_attention_centroid"].flatMap((key) => asList(metrics[key]).map((entry, i) => [`${key}[${i}].by_token`, asObject(entry).by_token])),
			["token_dominance.scores", asList(scores).length > 0 ? scores : null]
		];
		for (const [place, values] of lists) {
			if (tokens.length === 0 || !Array.isArray(values) || values.length === tokens.length) continue;
			const message = `${values.length} entries; expected ${tokens.length}, one per token`;
			findings.error("token-count", `${METRICS}: ${place}`, message);
		}
	}
	var latent_pca_schema_default = {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		$id: "urn:diffulizer:schema:latent_pca",
		title: "latent_pca.json of a Diffulizer run",
		description: "Two principal components of the latents, one point per step.",
		$ref: "#/$defs/v1_0",
		$defs: {
			"v1_0": {
				"type": "object",
				"required": ["points", "explained_variance_ratio"],
				"properties": {
					"points": {
						"type": "array",
						"items": {
							"type": "array",
							"items": { "type": ["number", "null"] },
							"minItems": 2,
							"maxItems": 2
						}
					},
					"explained_variance_ratio": {
						"type": "array",
						"items": {
							"type": ["number", "null"],
							"minimum": 0,
							"maximum": 1.000001
						},
						"minItems": 1,
						"maxItems": 2
					}
				}
			},
			"v1_1": {
				"allOf": [{ "$ref": "#/$defs/v1_0" }],
				"type": "object",
				"required": ["x0_points"],
				"properties": {
					"explained_variance_ratio": {
						"type": "array",
						"items": { "type": "number" },
						"minItems": 2
					},
					"x0_points": {
						"type": ["array", "null"],
						"items": {
							"type": "array",
							"items": { "type": ["number", "null"] },
							"minItems": 2,
							"maxItems": 2
						}
					}
				}
			}
		}
	};
	var metadata_schema_default = {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		$id: "urn:diffulizer:schema:metadata",
		title: "metadata.json of a Diffulizer run",
		description: "Keys are only ever added: others than these are allowed. Rules across keys and files stand in docs/dataset.md.",
		"if": {
			"type": "object",
			"properties": { "schema_version": {
				"type": "string",
				"pattern": "^1\\.0\\."
			} }
		},
		then: { "$ref": "#/$defs/v1_0" },
		"else": { "$ref": "#/$defs/v1_1" },
		$defs: {
			"grid": {
				"type": "array",
				"items": {
					"type": "integer",
					"minimum": 1
				},
				"minItems": 2,
				"maxItems": 2,
				"description": "[rows, columns]"
			},
			"map": {
				"type": "object",
				"required": [
					"path",
					"shape",
					"dtype",
					"layer_id",
					"attention_type",
					"step"
				],
				"properties": {
					"path": {
						"type": "string",
						"minLength": 1
					},
					"shape": {
						"type": "array",
						"items": {
							"type": "integer",
							"minimum": 1
						},
						"minItems": 2,
						"maxItems": 3
					},
					"dtype": { "const": "float16" },
					"layer_id": {
						"type": "string",
						"minLength": 1
					},
					"attention_type": { "enum": ["cross", "self"] },
					"step": {
						"type": "integer",
						"minimum": 0
					}
				}
			},
			"v1_0": {
				"type": "object",
				"required": [
					"schema_version",
					"generator",
					"prompt",
					"steps",
					"timesteps",
					"images",
					"layers",
					"attention_files"
				],
				"properties": {
					"schema_version": {
						"type": "string",
						"minLength": 1
					},
					"generator": {
						"type": "object",
						"properties": {
							"model_id": { "type": ["string", "null"] },
							"seed": { "type": ["integer", "null"] },
							"cfg_scale": { "type": ["number", "null"] },
							"num_steps": {
								"type": ["integer", "null"],
								"minimum": 1
							},
							"height": {
								"type": ["integer", "null"],
								"minimum": 1
							},
							"width": {
								"type": ["integer", "null"],
								"minimum": 1
							},
							"layers": {
								"type": "array",
								"items": { "type": "string" }
							},
							"max_layers": {
								"type": ["integer", "null"],
								"minimum": 0
							},
							"include_cross_attention": { "type": "boolean" },
							"include_self_attention": { "type": "boolean" },
							"attention_resolution": {
								"type": ["integer", "null"],
								"minimum": 1
							},
							"self_attention_resolution": {
								"type": ["integer", "null"],
								"minimum": 1
							},
							"dtype": { "type": ["string", "null"] },
							"device": { "type": ["string", "null"] }
						}
					},
					"prompt": {
						"type": "object",
						"required": ["text", "tokens"],
						"properties": {
							"text": { "type": "string" },
							"negative": { "type": ["string", "null"] },
							"tokens": {
								"type": "array",
								"items": { "type": "string" }
							},
							"token_ids": {
								"type": "array",
								"items": { "type": "integer" }
							},
							"meaningful_token_count": {
								"type": "integer",
								"minimum": 0
							}
						}
					},
					"steps": {
						"type": "integer",
						"minimum": 1
					},
					"timesteps": {
						"type": "array",
						"items": { "type": "number" }
					},
					"images": {
						"type": "array",
						"items": {
							"type": "string",
							"minLength": 1
						}
					},
					"layers": {
						"type": "array",
						"items": {
							"type": "object",
							"required": [
								"id",
								"processor_key",
								"attention_type"
							],
							"properties": {
								"id": {
									"type": "string",
									"minLength": 1
								},
								"processor_key": {
									"type": "string",
									"minLength": 1
								},
								"attention_type": { "enum": ["cross", "self"] }
							}
						}
					},
					"attention_files": {
						"type": "array",
						"items": { "$ref": "#/$defs/map" }
					},
					"artifacts": {
						"type": "object",
						"properties": {
							"metrics": {
								"type": ["string", "null"],
								"minLength": 1
							},
							"latent_pca": {
								"type": ["string", "null"],
								"minLength": 1
							},
							"latents_noise": {
								"type": ["string", "null"],
								"minLength": 1
							}
						}
					}
				}
			},
			"v1_1": {
				"allOf": [{ "$ref": "#/$defs/v1_0" }],
				"type": "object",
				"required": [
					"conditions",
					"x0_images",
					"attention_files_extra",
					"artifacts",
					"complete",
					"batch_index",
					"not_recorded"
				],
				"properties": {
					"generator": {
						"type": "object",
						"required": [
							"model_id",
							"seed",
							"cfg_scale",
							"num_steps",
							"height",
							"width",
							"layers",
							"max_layers",
							"include_cross_attention",
							"include_self_attention",
							"attention_resolution",
							"self_attention_resolution",
							"dtype",
							"device",
							"sampler",
							"scheduler",
							"denoise",
							"sigmas",
							"schedule",
							"start_step",
							"end_step",
							"model_evaluations",
							"model_family",
							"prediction",
							"latent_space",
							"preview_method",
							"image_size",
							"attention_every",
							"host",
							"pack_version",
							"created_at"
						],
						"properties": {
							"sampler": { "type": ["string", "null"] },
							"scheduler": { "type": ["string", "null"] },
							"denoise": { "type": ["number", "null"] },
							"sigmas": {
								"type": "array",
								"items": {
									"type": ["number", "null"],
									"minimum": 0
								}
							},
							"schedule": {
								"type": "array",
								"items": {
									"type": ["number", "null"],
									"minimum": 0
								}
							},
							"start_step": {
								"type": "integer",
								"minimum": 0
							},
							"end_step": {
								"type": "integer",
								"minimum": 0
							},
							"model_evaluations": {
								"type": "array",
								"items": {
									"type": "integer",
									"minimum": 1
								}
							},
							"model_family": { "type": "string" },
							"prediction": { "type": "string" },
							"latent_space": { "const": "sigma-scaled" },
							"preview_method": { "type": ["string", "null"] },
							"image_size": {
								"type": ["object", "null"],
								"required": ["height", "width"],
								"properties": {
									"height": {
										"type": "integer",
										"minimum": 1
									},
									"width": {
										"type": "integer",
										"minimum": 1
									}
								},
								"description": "of the images, in pixels"
							},
							"attention_every": {
								"type": "integer",
								"minimum": 1
							},
							"maps_of": { "enum": ["positive", "all"] },
							"heads": { "enum": ["mean", "each"] },
							"head_layers": {
								"type": "array",
								"items": { "type": "string" },
								"description": "glob patterns: with heads 'each', single heads of the layers that match are stored"
							},
							"latent_format": { "type": "string" },
							"host": {
								"type": "object",
								"required": ["name", "version"],
								"properties": {
									"name": { "type": "string" },
									"version": { "type": "string" }
								}
							},
							"pack_version": { "type": "string" },
							"created_at": {
								"type": "string",
								"pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|\\+00:00)$"
							},
							"workflow": { "type": ["object", "null"] },
							"prompt_graph": { "type": ["object", "null"] }
						}
					},
					"prompt": {
						"type": "object",
						"required": [
							"text",
							"negative",
							"tokens",
							"token_ids",
							"meaningful_token_count"
						],
						"properties": {
							"words": {
								"type": "array",
								"items": {
									"type": "object",
									"required": ["text", "token_indices"],
									"properties": {
										"text": { "type": "string" },
										"token_indices": {
											"type": "array",
											"items": {
												"type": "integer",
												"minimum": 0
											}
										}
									}
								}
							},
							"weights": {
								"type": "array",
								"items": { "type": "number" }
							},
							"special_mask": {
								"type": "array",
								"items": { "type": "boolean" }
							},
							"source": { "enum": [
								"conditioning",
								"graph",
								"position"
							] }
						}
					},
					"timesteps": {
						"type": "array",
						"items": {
							"type": "integer",
							"minimum": 0
						}
					},
					"conditions": {
						"type": "array",
						"items": {
							"type": "object",
							"required": [
								"id",
								"polarity",
								"text",
								"tokens",
								"words",
								"area",
								"mask",
								"strength",
								"start",
								"end"
							],
							"properties": {
								"id": {
									"type": "string",
									"pattern": "^c\\d+$"
								},
								"polarity": {
									"type": "string",
									"minLength": 1
								},
								"text": { "type": "string" },
								"tokens": {
									"type": "array",
									"items": { "type": "string" }
								},
								"words": {
									"type": "array",
									"items": {
										"type": "object",
										"required": ["text", "token_indices"],
										"properties": {
											"text": { "type": "string" },
											"token_indices": {
												"type": "array",
												"items": {
													"type": "integer",
													"minimum": 0
												}
											}
										}
									}
								},
								"area": {
									"type": ["array", "null"],
									"items": { "type": "integer" },
									"minItems": 4,
									"maxItems": 4,
									"description": "[rows, columns, top, left] in latent cells; null: the whole image"
								},
								"mask": { "type": "boolean" },
								"strength": { "type": ["number", "null"] },
								"start": { "type": ["number", "null"] },
								"end": { "type": ["number", "null"] }
							}
						}
					},
					"layers": {
						"type": "array",
						"items": {
							"type": "object",
							"required": [
								"diffusers_name",
								"block",
								"block_index",
								"heads",
								"grid"
							],
							"properties": {
								"id": {
									"type": "string",
									"pattern": "^layer_\\d+$"
								},
								"diffusers_name": {
									"type": "string",
									"minLength": 1
								},
								"block": {
									"type": "array",
									"prefixItems": [{ "enum": [
										"input",
										"middle",
										"output"
									] }, {
										"type": "integer",
										"minimum": 0
									}],
									"minItems": 2,
									"maxItems": 2
								},
								"block_index": {
									"type": "integer",
									"minimum": 0
								},
								"heads": {
									"type": "integer",
									"minimum": 1
								},
								"grid": {
									"type": "array",
									"items": {
										"type": "integer",
										"minimum": 0
									},
									"minItems": 2,
									"maxItems": 2,
									"description": "[rows, columns]; [0, 0] if the layer never ran"
								}
							}
						}
					},
					"attention_files": {
						"type": "array",
						"items": {
							"type": "object",
							"required": ["grid"],
							"properties": { "grid": { "$ref": "#/$defs/grid" } }
						}
					},
					"guidance_maps": {
						"type": "array",
						"items": {
							"type": "object",
							"required": [
								"path",
								"shape",
								"dtype",
								"step"
							],
							"properties": {
								"path": {
									"type": "string",
									"minLength": 1
								},
								"shape": { "$ref": "#/$defs/grid" },
								"dtype": { "const": "float16" },
								"step": {
									"type": "integer",
									"minimum": 0
								}
							}
						}
					},
					"attention_files_extra": {
						"type": "array",
						"items": {
							"allOf": [{ "$ref": "#/$defs/map" }],
							"type": "object",
							"required": ["grid", "condition"],
							"properties": {
								"grid": { "$ref": "#/$defs/grid" },
								"condition": {
									"type": "string",
									"pattern": "^c\\d+$"
								},
								"head": {
									"type": "integer",
									"minimum": 0
								}
							}
						}
					},
					"artifacts": {
						"type": "object",
						"required": [
							"metrics",
							"latent_pca",
							"latents_noise"
						]
					},
					"x0_images": {
						"type": "array",
						"items": {
							"type": "string",
							"minLength": 1
						}
					},
					"complete": { "type": "boolean" },
					"batch_index": {
						"type": "integer",
						"minimum": 0
					},
					"not_recorded": {
						"type": "array",
						"items": {
							"type": "object",
							"required": [
								"what",
								"where",
								"reason"
							],
							"properties": {
								"what": {
									"type": "string",
									"minLength": 1
								},
								"where": { "type": "string" },
								"reason": {
									"type": "string",
									"minLength": 1
								}
							}
						}
					}
				}
			}
		}
	};
	var metrics_schema_default = {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		$id: "urn:diffulizer:schema:metrics",
		title: "metrics.json of a Diffulizer run",
		description: "A value that was not measured is null.",
		$ref: "#/$defs/v1_0",
		$defs: {
			"v1_0": {
				"type": "object",
				"properties": {
					"latent_l2_norm": {
						"type": "array",
						"items": {
							"type": ["number", "null"],
							"minimum": 0
						}
					},
					"predicted_noise_l2_norm": {
						"type": "array",
						"items": {
							"type": ["number", "null"],
							"minimum": 0
						}
					},
					"cosine_similarity_to_previous": {
						"type": "array",
						"items": { "type": ["number", "null"] }
					},
					"attention_kl_divergence": {
						"type": "array",
						"items": { "type": ["number", "null"] }
					},
					"cross_attention_entropy": {
						"type": "array",
						"items": {
							"type": "object",
							"required": [
								"step",
								"mean",
								"by_layer"
							],
							"properties": {
								"step": {
									"type": "integer",
									"minimum": 0
								},
								"mean": {
									"type": ["number", "null"],
									"minimum": 0
								},
								"by_layer": {
									"type": "object",
									"properties": {},
									"additionalProperties": {
										"type": ["number", "null"],
										"minimum": 0
									}
								}
							}
						}
					},
					"self_attention_entropy": {
						"type": "array",
						"items": {
							"type": "object",
							"required": [
								"step",
								"mean",
								"by_layer"
							],
							"properties": {
								"step": {
									"type": "integer",
									"minimum": 0
								},
								"mean": {
									"type": ["number", "null"],
									"minimum": 0
								},
								"by_layer": {
									"type": "object",
									"properties": {},
									"additionalProperties": {
										"type": ["number", "null"],
										"minimum": 0
									}
								}
							}
						}
					},
					"mean_token_activation": {
						"type": "array",
						"items": {
							"type": ["array", "null"],
							"items": { "type": ["number", "null"] }
						}
					},
					"token_dominance": {
						"type": "object",
						"required": ["scores", "ranking"],
						"properties": {
							"scores": {
								"type": "array",
								"items": { "type": ["number", "null"] }
							},
							"ranking": {
								"type": "array",
								"items": {
									"type": "object",
									"required": ["token_index", "score"],
									"properties": {
										"token_index": {
											"type": "integer",
											"minimum": 0
										},
										"score": { "type": ["number", "null"] }
									}
								}
							}
						}
					},
					"shape_validation": {
						"type": "object",
						"required": ["passed", "errors"],
						"properties": {
							"passed": { "type": "boolean" },
							"errors": { "type": "array" }
						}
					}
				}
			},
			"v1_1": {
				"allOf": [{ "$ref": "#/$defs/v1_0" }],
				"type": "object",
				"required": [
					"latent_l2_norm",
					"predicted_noise_l2_norm",
					"cosine_similarity_to_previous",
					"attention_kl_divergence",
					"cross_attention_entropy",
					"self_attention_entropy",
					"mean_token_activation",
					"token_dominance",
					"shape_validation",
					"cross_attention_spatial_entropy",
					"cross_attention_centroid",
					"guidance_l2_norm",
					"guidance_cosine",
					"x0_change_l2",
					"latent_spectrum"
				],
				"properties": {
					"cosine_similarity_to_previous": {
						"type": "array",
						"items": {
							"type": ["number", "null"],
							"minimum": -1.000001,
							"maximum": 1.000001
						}
					},
					"guidance_cosine": {
						"type": "array",
						"items": {
							"type": ["number", "null"],
							"minimum": -1.000001,
							"maximum": 1.000001
						}
					},
					"predicted_noise_text_l2_norm": {
						"type": "array",
						"items": {
							"type": ["number", "null"],
							"minimum": 0
						}
					},
					"predicted_noise_uncond_l2_norm": {
						"type": "array",
						"items": {
							"type": ["number", "null"],
							"minimum": 0
						}
					},
					"guidance_l2_norm": {
						"type": "array",
						"items": {
							"type": ["number", "null"],
							"minimum": 0
						}
					},
					"x0_change_l2": {
						"type": "array",
						"items": {
							"type": ["number", "null"],
							"minimum": 0
						}
					},
					"mean_token_activation": {
						"type": "array",
						"items": {
							"type": ["array", "null"],
							"items": {
								"type": ["number", "null"],
								"minimum": 0,
								"maximum": 1.000001
							}
						}
					},
					"cross_attention_spatial_entropy": {
						"type": "array",
						"items": {
							"type": "object",
							"required": [
								"step",
								"by_token",
								"by_layer"
							],
							"properties": {
								"step": {
									"type": "integer",
									"minimum": 0
								},
								"by_token": {
									"type": ["array", "null"],
									"items": {
										"type": ["number", "null"],
										"minimum": 0
									}
								},
								"by_layer": {
									"type": "object",
									"properties": {},
									"additionalProperties": {
										"type": ["number", "null"],
										"minimum": 0
									}
								}
							}
						}
					},
					"token_dominance": {
						"type": "object",
						"required": ["ranking_words"],
						"properties": {
							"ranking": {
								"type": "array",
								"maxItems": 25
							},
							"ranking_words": {
								"type": "array",
								"items": {
									"type": "object",
									"required": [
										"text",
										"token_indices",
										"score"
									],
									"properties": {
										"text": { "type": "string" },
										"token_indices": {
											"type": "array",
											"items": {
												"type": "integer",
												"minimum": 0
											}
										},
										"score": { "type": ["number", "null"] }
									}
								},
								"maxItems": 25
							}
						}
					},
					"latent_spectrum": {
						"type": "array",
						"items": {
							"type": ["array", "null"],
							"items": {
								"type": ["number", "null"],
								"minimum": 0
							}
						}
					},
					"cross_attention_centroid": {
						"type": "array",
						"items": {
							"type": "object",
							"required": ["step", "by_token"],
							"properties": {
								"step": {
									"type": "integer",
									"minimum": 0
								},
								"by_token": {
									"type": ["array", "null"],
									"items": {
										"type": ["array", "null"],
										"minItems": 2,
										"maxItems": 2,
										"items": {
											"type": "number",
											"minimum": 0,
											"maximum": 1
										}
									}
								}
							}
						}
					}
				}
			}
		}
	};
	var validation_schema_default = {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		$id: "urn:diffulizer:schema:validation",
		title: "validation.json of a Diffulizer run",
		description: "The report that was made when the run was written.",
		$ref: "#/$defs/v1_0",
		$defs: {
			"v1_0": {
				"type": "object",
				"required": [
					"metadata_has_required_keys",
					"pca_points_match_steps",
					"metrics_steps_match",
					"attention_assets"
				],
				"properties": {
					"metadata_has_required_keys": { "type": "boolean" },
					"pca_points_match_steps": { "type": "boolean" },
					"metrics_steps_match": { "type": "boolean" },
					"attention_assets": {
						"type": "object",
						"required": [
							"checked_files",
							"passed",
							"errors"
						],
						"properties": {
							"checked_files": {
								"type": "integer",
								"minimum": 0
							},
							"passed": { "type": "boolean" },
							"errors": {
								"type": "array",
								"items": { "type": "string" }
							}
						}
					}
				}
			},
			"v1_1": { "allOf": [{ "$ref": "#/$defs/v1_0" }] }
		}
	};
	// src/dataset/check/json_schema.ts
	function schemaErrors(schema, name, value) {
		const walk = new Walk(schema);
		walk.visit({ $ref: `#/$defs/${name}` }, value);
		return walk.errors;
	}
	var RULES = {
		$ref: (walk, name, value) => walk.visit(walk.definition(String(name)), value),
		allOf: (walk, schemas, value) => schemas.forEach((schema) => walk.visit(schema, value)),
		type: (walk, types, value) => walk.expect("type", types, value, isOfType(types, value)),
		const: (walk, only, value) => walk.expect("const", only, value, value === only),
		enum: (walk, values, value) => walk.expect("enum", values, value, values.includes(value)),
		minimum: (walk, low, value) => walk.expect("minimum", low, value, !(Number(value) < Number(low)) || !isNumber(value)),
		maximum: (walk, high, value) => walk.expect("maximum", high, value, !(Number(value) > Number(high)) || !isNumber(value)),
		minLength: (walk, least, value) => walk.expect("minLength", least, value, typeof value !== "string" || [...value].length >= Number(least)),
		pattern: (walk, form, value) => walk.expect("pattern", form, value, typeof value !== "string" || new RegExp(String(form), "u").test(value)),
		minItems: (walk, least, value) => walk.expect("minItems", least, value, !Array.isArray(value) || value.length >= Number(least)),
		maxItems: (walk, most, value) => walk.expect("maxItems", most, value, !Array.isArray(value) || value.length <= Number(most)),
		required: (walk, keys, value) => {
			if (!isObject(value)) return;
			for (const key of keys) walk.expect("required", key, value, Object.hasOwn(value, key));
		},
		properties: (walk, schemas, value) => {
			if (!isObject(value)) return;
			const known = schemas;
			for (const key in known) if (Object.hasOwn(value, key)) walk.visit(known[key] ?? {}, value[key], key);
		},
		additionalProperties: (walk, schema, value, { properties = {} }) => {
			if (!isObject(value)) return;
			for (const key in value) if (!Object.hasOwn(properties, key)) walk.visit(schema, value[key], key);
		},
		prefixItems: (walk, schemas, value) => {
			if (!Array.isArray(value)) return;
			schemas.slice(0, value.length).forEach((schema, i) => walk.visit(schema, value[i], i));
		},
		items: (walk, schema, value, { prefixItems = [] }) => {
			if (!Array.isArray(value)) return;
			for (let i = prefixItems.length; i < value.length; i++) walk.visit(schema, value[i], i);
		}
	};
	var NOTES = [
		"$schema",
		"$id",
		"title",
		"description",
		"$defs"
	];
	[...Object.keys(RULES), ...NOTES];
	var isNumber = (value) => typeof value === "number";
	var TYPES = {
		object: isObject,
		array: Array.isArray,
		string: (value) => typeof value === "string",
		number: isNumber,
		integer: Number.isInteger,
		boolean: (value) => typeof value === "boolean",
		null: (value) => value === null
	};
	function isOfType(types, value) {
		return typeof types === "string" ? TYPES[types]?.(value) ?? false : types.some((type) => isOfType(type, value));
	}
	var Walk = class {
		root;
		errors = [];
		path = [];
		constructor(root) {
			this.root = root;
		}
		visit(schema, value, key) {
			if (key !== void 0) this.path.push(key);
			for (const keyword in schema) RULES[keyword]?.(this, schema[keyword], value, schema);
			if (key !== void 0) this.path.pop();
		}
		definition(reference) {
			return this.root.$defs[reference.slice(8)] ?? {};
		}
		expect(keyword, expected, value, kept) {
			if (!kept) this.errors.push({
				keyword,
				path: [...this.path],
				value,
				expected
			});
		}
	};
	// src/dataset/check/schema.ts
	var SCHEMAS = {
		[METADATA]: metadata_schema_default,
		[METRICS]: metrics_schema_default,
		[LATENT_PCA]: latent_pca_schema_default,
		[VALIDATION]: validation_schema_default
	};
	var MOST$2 = 20;
	function checkSchema(content, findings) {
		checkVersion(content, findings);
		for (const [file, value] of content.files) {
			const errors = schemaErrors(SCHEMAS[file], content.newer ? "v1_1" : "v1_0", value);
			for (const rule of new Set(errors.map(ruleOf))) {
				const found = errors.filter((error) => ruleOf(error) === rule);
				for (const error of found.slice(0, MOST$2)) findings.error(rule, placeOf$1(file, error), messageOf(error));
				if (found.length > MOST$2) findings.error(rule, file, `and ${found.length - MOST$2} more like these`);
			}
		}
	}
	function checkVersion({ metadata: stated }, findings) {
		const version = "schema_version" in stated ? stated.schema_version : "1.0.0";
		const minor = typeof version === "string" ? /^1\.(\d+)\.\d+$/.exec(version)?.[1] : void 0;
		const place = `${METADATA}: schema_version`;
		if (minor === void 0) findings.error("schema-version", place, `${shown(version)}; expected 1.x.y`);
		else if (Number(minor) > 1) findings.warn("schema-newer", place, `${shown(version)} is newer than 1.1; keys that it adds are not checked`);
	}
	function ruleOf({ keyword }) {
		if (keyword === "required") return "schema-missing-key";
		return keyword === "type" ? "schema-type" : "schema-value";
	}
	function placeOf$1(file, { path }) {
		const keys = path.map((key) => typeof key === "number" ? `[${key}]` : `.${key}`).join("");
		return keys ? `${file}: ${keys.replace(/^\./, "")}` : file;
	}
	var SAID$1 = {
		const: "expected",
		enum: "expected one of",
		minimum: "expected at least",
		maximum: "expected at most",
		minLength: "characters expected at least",
		minItems: "entries expected at least",
		maxItems: "entries expected at most",
		pattern: "expected the form"
	};
	function messageOf({ keyword, value, expected }) {
		if (keyword === "required") return `'${String(expected)}' is required and missing`;
		if (keyword === "type") return `${shown(value)} is no ${[expected].flat().join(" or ")}`;
		return `${shown(value)}: ${SAID$1[keyword] ?? keyword} ${shown(expected)}`;
	}
	// src/dataset/check/content.ts
	var CHECKS = [
		checkSchema,
		checkPaths,
		checkCounts,
		checkValidation,
		checkPrompt,
		checkLayers,
		checkMaps
	];
	function checkContent(content) {
		const findings = new Findings();
		for (const check of CHECKS) check(content, findings);
		return findings.problems;
	}
	// src/dataset/json.ts
	var DEEPEST = 900;
	var ESCAPED = /[\\\x00-\x1f]/;
	var NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
	var CONSTANTS = new Map([
		["true", true],
		["false", false],
		["null", null]
	]);
	var LITERAL = /true|false|null|NaN|-?Infinity/y;
	function parseJson(bytes) {
		let text;
		try {
			text = new TextDecoder("utf-8", {
				fatal: true,
				ignoreBOM: true
			}).decode(bytes);
		} catch {
			return {
				value: void 0,
				notes: [syntax("it is no UTF-8 text")]
			};
		}
		if (!text.startsWith("﻿")) return parseText(text);
		const { value, notes } = parseText(text.slice(1));
		return {
			value,
			notes: [syntax("it starts with a byte order mark; expected UTF-8 without one"), ...notes]
		};
	}
	function parseText(text) {
		const parser = new Parser(text);
		try {
			return {
				value: parser.whole(),
				notes: parser.notes()
			};
		} catch (error) {
			if (error instanceof JsonSyntaxError) return {
				value: void 0,
				notes: [syntax(error.message)]
			};
			throw error;
		}
	}
	var JsonSyntaxError = class extends Error {};
	var Parser = class {
		text;
		at = 0;
		depth = 0;
		nonFinite = new Map();
		repeated = [];
		constructor(text) {
			this.text = text;
		}
		whole() {
			const value = this.value();
			this.blanks();
			if (this.at < this.text.length) this.fail("expected the end of the file");
			return value;
		}
		notes() {
			const literals = [...this.nonFinite].map(([literal, times]) => {
				return {
					rule: "json-non-finite",
					message: `${literal} in ${times} place${times > 1 ? "s" : ""}; expected null`
				};
			});
			const keys = this.repeated.map((key) => {
				return {
					rule: "json-duplicate-key",
					message: `key ${JSON.stringify(key)} stands twice in one object; expected once`
				};
			});
			return [...literals, ...keys];
		}
		value() {
			this.blanks();
			switch (this.text[this.at]) {
				case "{": return this.nested(() => this.object());
				case "[": return this.nested(() => this.list());
				case "\"": return this.string();
				default: return this.literal();
			}
		}
		nested(read) {
			this.at++;
			if (++this.depth > DEEPEST) this.fail("it is nested too deeply to be read");
			const value = read();
			this.depth--;
			return value;
		}
		object() {
			const content = {};
			const repeated = new Set();
			if (this.next("}")) return content;
			do {
				this.blanks();
				if (this.text[this.at] !== "\"") this.fail("expected a key in double quotes");
				const key = this.string();
				if (!this.next(":")) this.fail("expected ':'");
				if (Object.hasOwn(content, key)) repeated.add(key);
				const value = this.value();
				if (key === "__proto__") define(content, key, value);
				else content[key] = value;
			} while (this.next(","));
			if (!this.next("}")) this.fail("expected ',' or '}'");
			for (const key of [...repeated].sort()) this.repeated.push(key);
			return content;
		}
		list() {
			const content = [];
			if (this.next("]")) return content;
			do
				content.push(this.value());
			while (this.next(","));
			if (!this.next("]")) this.fail("expected ',' or ']'");
			return content;
		}
		string() {
			const start = this.at + 1;
			let end = this.text.indexOf("\"", start);
			while (end >= 0 && this.isEscaped(end)) end = this.text.indexOf("\"", end + 1);
			if (end < 0) this.fail("expected a double quote at the end of the text that starts here");
			const text = this.text.slice(start, end);
			const value = ESCAPED.test(text) ? this.unescape(text) : text;
			this.at = end + 1;
			return value;
		}
		isEscaped(place) {
			let before = place;
			while (this.text[before - 1] === "\\") before--;
			return (place - before) % 2 === 1;
		}
		unescape(text) {
			try {
				return JSON.parse(`"${text}"`);
			} catch {
				return this.fail("expected a text whose control characters, quotes and backslashes are escaped");
			}
		}
		literal() {
			const word = this.skip(LITERAL);
			if (word) {
				if (!CONSTANTS.has(word)) this.noteNonFinite(word);
				return CONSTANTS.get(word) ?? null;
			}
			const digits = this.skip(NUMBER);
			if (!digits) this.fail("expected a value");
			const number = Number(digits);
			if (Number.isFinite(number)) return number;
			if (/^-?[0-9]+$/.test(digits)) return Math.sign(number) * Number.MAX_VALUE;
			this.noteNonFinite(digits);
			return null;
		}
		noteNonFinite(literal) {
			this.nonFinite.set(literal, (this.nonFinite.get(literal) ?? 0) + 1);
		}
		next(character) {
			this.blanks();
			if (this.text[this.at] !== character) return false;
			this.at++;
			return true;
		}
		blanks() {
			while (isBlank(this.text.charCodeAt(this.at))) this.at++;
		}
		skip(pattern) {
			pattern.lastIndex = this.at;
			const found = pattern.exec(this.text)?.[0] ?? "";
			this.at += found.length;
			return found;
		}
		fail(expected) {
			const lines = this.text.slice(0, this.at).split("\n");
			const column = (lines.at(-1)?.length ?? 0) + 1;
			throw new JsonSyntaxError(`line ${lines.length}, column ${column}: ${expected}`);
		}
	};
	function isBlank(code) {
		return code === 32 || code === 10 || code === 13 || code === 9;
	}
	function define(content, key, value) {
		Object.defineProperty(content, key, {
			value,
			enumerable: true,
			writable: true,
			configurable: true
		});
	}
	function syntax(message) {
		return {
			rule: "json-syntax",
			message
		};
	}
	// src/worker/tasks.worker.ts?worker&inline
	var jsContent = "(function() {\n	// src/dataset/errors.ts\n	var ReadError = class ReadError extends Error {\n		kind;\n		path;\n		reason;\n		name = \"ReadError\";\n		constructor(kind, path, reason) {\n			super(`${path}: ${reason}.`);\n			this.kind = kind;\n			this.path = path;\n			this.reason = reason;\n		}\n		static from(error, kind, path) {\n			if (error instanceof ReadError) return error;\n			return new ReadError(kind, path, error instanceof Error ? error.message : String(error));\n		}\n	};\n	// src/dataset/float16.ts\n	const VALUES = Float32Array.from({ length: 65536 }, (_, bits) => {\n		const sign = bits >> 15 ? -1 : 1;\n		const exponent = bits >> 10 & 31;\n		const fraction = bits & 1023;\n		if (exponent === 0) return sign * fraction * 2 ** -24;\n		if (exponent === 31) return fraction ? NaN : sign * Infinity;\n		return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);\n	});\n	function decodeFloat16(bytes) {\n		const values = new Float32Array(bytes.length >> 1);\n		for (let i = 0; i < values.length; i++) {\n			const bits = (bytes[2 * i] ?? 0) | (bytes[2 * i + 1] ?? 0) << 8;\n			values[i] = VALUES[bits] ?? NaN;\n		}\n		return values;\n	}\n	// node_modules/fflate/esm/browser.js\n	var u8 = Uint8Array;\n	var u16 = Uint16Array;\n	var i32 = Int32Array;\n	var fleb = new u8([\n		0,\n		0,\n		0,\n		0,\n		0,\n		0,\n		0,\n		0,\n		1,\n		1,\n		1,\n		1,\n		2,\n		2,\n		2,\n		2,\n		3,\n		3,\n		3,\n		3,\n		4,\n		4,\n		4,\n		4,\n		5,\n		5,\n		5,\n		5,\n		0,\n		0,\n		0,\n		0\n	]);\n	var fdeb = new u8([\n		0,\n		0,\n		0,\n		0,\n		1,\n		1,\n		2,\n		2,\n		3,\n		3,\n		4,\n		4,\n		5,\n		5,\n		6,\n		6,\n		7,\n		7,\n		8,\n		8,\n		9,\n		9,\n		10,\n		10,\n		11,\n		11,\n		12,\n		12,\n		13,\n		13,\n		0,\n		0\n	]);\n	var clim = new u8([\n		16,\n		17,\n		18,\n		0,\n		8,\n		7,\n		9,\n		6,\n		10,\n		5,\n		11,\n		4,\n		12,\n		3,\n		13,\n		2,\n		14,\n		1,\n		15\n	]);\n	var freb = function(eb, start) {\n		var b = new u16(31);\n		for (var i = 0; i < 31; ++i) b[i] = start += 1 << eb[i - 1];\n		var r = new i32(b[30]);\n		for (var i = 1; i < 30; ++i) for (var j = b[i]; j < b[i + 1]; ++j) r[j] = j - b[i] << 5 | i;\n		return {\n			b,\n			r\n		};\n	};\n	var _a = freb(fleb, 2);\n	var fl = _a.b;\n	var revfl = _a.r;\n	fl[28] = 258, revfl[258] = 28;\n	var _b = freb(fdeb, 0);\n	var fd = _b.b;\n	_b.r;\n	var rev = new u16(32768);\n	for (var i = 0; i < 32768; ++i) {\n		var x = (i & 43690) >> 1 | (i & 21845) << 1;\n		x = (x & 52428) >> 2 | (x & 13107) << 2;\n		x = (x & 61680) >> 4 | (x & 3855) << 4;\n		rev[i] = ((x & 65280) >> 8 | (x & 255) << 8) >> 1;\n	}\n	var hMap = (function(cd, mb, r) {\n		var s = cd.length;\n		var i = 0;\n		var l = new u16(mb);\n		for (; i < s; ++i) if (cd[i]) ++l[cd[i] - 1];\n		var le = new u16(mb);\n		for (i = 1; i < mb; ++i) le[i] = le[i - 1] + l[i - 1] << 1;\n		var co;\n		if (r) {\n			co = new u16(1 << mb);\n			var rvb = 15 - mb;\n			for (i = 0; i < s; ++i) if (cd[i]) {\n				var sv = i << 4 | cd[i];\n				var r_1 = mb - cd[i];\n				var v = le[cd[i] - 1]++ << r_1;\n				for (var m = v | (1 << r_1) - 1; v <= m; ++v) co[rev[v] >> rvb] = sv;\n			}\n		} else {\n			co = new u16(s);\n			for (i = 0; i < s; ++i) if (cd[i]) co[i] = rev[le[cd[i] - 1]++] >> 15 - cd[i];\n		}\n		return co;\n	});\n	var flt = new u8(288);\n	for (var i = 0; i < 144; ++i) flt[i] = 8;\n	for (var i = 144; i < 256; ++i) flt[i] = 9;\n	for (var i = 256; i < 280; ++i) flt[i] = 7;\n	for (var i = 280; i < 288; ++i) flt[i] = 8;\n	var fdt = new u8(32);\n	for (var i = 0; i < 32; ++i) fdt[i] = 5;\n	var flrm = hMap(flt, 9, 1);\n	var fdrm = hMap(fdt, 5, 1);\n	var max = function(a) {\n		var m = a[0];\n		for (var i = 1; i < a.length; ++i) if (a[i] > m) m = a[i];\n		return m;\n	};\n	var bits = function(d, p, m) {\n		var o = p / 8 | 0;\n		return (d[o] | d[o + 1] << 8) >> (p & 7) & m;\n	};\n	var bits16 = function(d, p) {\n		var o = p / 8 | 0;\n		return (d[o] | d[o + 1] << 8 | d[o + 2] << 16) >> (p & 7);\n	};\n	var shft = function(p) {\n		return (p + 7) / 8 | 0;\n	};\n	var slc = function(v, s, e) {\n		if (s == null || s < 0) s = 0;\n		if (e == null || e > v.length) e = v.length;\n		return new u8(v.subarray(s, e));\n	};\n	var ec = [\n		\"unexpected EOF\",\n		\"invalid block type\",\n		\"invalid length/literal\",\n		\"invalid distance\",\n		\"stream finished\",\n		\"no stream handler\",\n		,\n		\"no callback\",\n		\"invalid UTF-8 data\",\n		\"extra field too long\",\n		\"date not in range 1980-2099\",\n		\"filename too long\",\n		\"stream finishing\",\n		\"invalid zip data\"\n	];\n	var err = function(ind, msg, nt) {\n		var e = new Error(msg || ec[ind]);\n		e.code = ind;\n		if (Error.captureStackTrace) Error.captureStackTrace(e, err);\n		if (!nt) throw e;\n		return e;\n	};\n	var inflt = function(dat, st, buf, dict) {\n		var sl = dat.length, dl = dict ? dict.length : 0;\n		if (!sl || st.f && !st.l) return buf || new u8(0);\n		var noBuf = !buf;\n		var resize = noBuf || st.i != 2;\n		var noSt = st.i;\n		if (noBuf) buf = new u8(sl * 3);\n		var cbuf = function(l) {\n			var bl = buf.length;\n			if (l > bl) {\n				var nbuf = new u8(Math.max(bl * 2, l));\n				nbuf.set(buf);\n				buf = nbuf;\n			}\n		};\n		var final = st.f || 0, pos = st.p || 0, bt = st.b || 0, lm = st.l, dm = st.d, lbt = st.m, dbt = st.n;\n		var tbts = sl * 8;\n		do {\n			if (!lm) {\n				final = bits(dat, pos, 1);\n				var type = bits(dat, pos + 1, 3);\n				pos += 3;\n				if (!type) {\n					var s = shft(pos) + 4, l = dat[s - 4] | dat[s - 3] << 8, t = s + l;\n					if (t > sl) {\n						if (noSt) err(0);\n						break;\n					}\n					if (resize) cbuf(bt + l);\n					buf.set(dat.subarray(s, t), bt);\n					st.b = bt += l, st.p = pos = t * 8, st.f = final;\n					continue;\n				} else if (type == 1) lm = flrm, dm = fdrm, lbt = 9, dbt = 5;\n				else if (type == 2) {\n					var hLit = bits(dat, pos, 31) + 257, hcLen = bits(dat, pos + 10, 15) + 4;\n					var tl = hLit + bits(dat, pos + 5, 31) + 1;\n					pos += 14;\n					var ldt = new u8(tl);\n					var clt = new u8(19);\n					for (var i = 0; i < hcLen; ++i) clt[clim[i]] = bits(dat, pos + i * 3, 7);\n					pos += hcLen * 3;\n					var clb = max(clt), clbmsk = (1 << clb) - 1;\n					var clm = hMap(clt, clb, 1);\n					for (var i = 0; i < tl;) {\n						var r = clm[bits(dat, pos, clbmsk)];\n						pos += r & 15;\n						var s = r >> 4;\n						if (s < 16) ldt[i++] = s;\n						else {\n							var c = 0, n = 0;\n							if (s == 16) n = 3 + bits(dat, pos, 3), pos += 2, c = ldt[i - 1];\n							else if (s == 17) n = 3 + bits(dat, pos, 7), pos += 3;\n							else if (s == 18) n = 11 + bits(dat, pos, 127), pos += 7;\n							while (n--) ldt[i++] = c;\n						}\n					}\n					var lt = ldt.subarray(0, hLit), dt = ldt.subarray(hLit);\n					lbt = max(lt);\n					dbt = max(dt);\n					lm = hMap(lt, lbt, 1);\n					dm = hMap(dt, dbt, 1);\n				} else err(1);\n				if (pos > tbts) {\n					if (noSt) err(0);\n					break;\n				}\n			}\n			if (resize) cbuf(bt + 131072);\n			var lms = (1 << lbt) - 1, dms = (1 << dbt) - 1;\n			var lpos = pos;\n			for (;; lpos = pos) {\n				var c = lm[bits16(dat, pos) & lms], sym = c >> 4;\n				pos += c & 15;\n				if (pos > tbts) {\n					if (noSt) err(0);\n					break;\n				}\n				if (!c) err(2);\n				if (sym < 256) buf[bt++] = sym;\n				else if (sym == 256) {\n					lpos = pos, lm = null;\n					break;\n				} else {\n					var add = sym - 254;\n					if (sym > 264) {\n						var i = sym - 257, b = fleb[i];\n						add = bits(dat, pos, (1 << b) - 1) + fl[i];\n						pos += b;\n					}\n					var d = dm[bits16(dat, pos) & dms], dsym = d >> 4;\n					if (!d) err(3);\n					pos += d & 15;\n					var dt = fd[dsym];\n					if (dsym > 3) {\n						var b = fdeb[dsym];\n						dt += bits16(dat, pos) & (1 << b) - 1, pos += b;\n					}\n					if (pos > tbts) {\n						if (noSt) err(0);\n						break;\n					}\n					if (resize) cbuf(bt + 131072);\n					var end = bt + add;\n					if (bt < dt) {\n						var shift = dl - dt, dend = Math.min(dt, end);\n						if (shift + bt < 0) err(3);\n						for (; bt < dend; ++bt) buf[bt] = dict[shift + bt];\n					}\n					for (; bt < end; ++bt) buf[bt] = buf[bt - dt];\n				}\n			}\n			st.l = lm, st.p = lpos, st.b = bt, st.f = final;\n			if (lm) final = 1, st.m = lbt, st.d = dm, st.n = dbt;\n		} while (!final);\n		return bt != buf.length && noBuf ? slc(buf, 0, bt) : buf.subarray(0, bt);\n	};\n	var et = new u8(0);\n	var Inflate = function() {\n		function Inflate(opts, cb) {\n			if (typeof opts == \"function\") cb = opts, opts = {};\n			this.ondata = cb;\n			var dict = opts && opts.dictionary && opts.dictionary.subarray(-32768);\n			this.s = {\n				i: 0,\n				b: dict ? dict.length : 0\n			};\n			this.o = new u8(32768);\n			this.p = new u8(0);\n			if (dict) this.o.set(dict);\n		}\n		Inflate.prototype.e = function(c) {\n			if (!this.ondata) err(5);\n			if (this.d) err(4);\n			if (!this.p.length) this.p = c;\n			else if (c.length) {\n				var n = new u8(this.p.length + c.length);\n				n.set(this.p), n.set(c, this.p.length), this.p = n;\n			}\n		};\n		Inflate.prototype.c = function(final) {\n			this.s.i = +(this.d = final || false);\n			var bts = this.s.b;\n			var dt = inflt(this.p, this.s, this.o);\n			this.ondata(slc(dt, bts, this.s.b), this.d);\n			this.o = slc(dt, this.s.b - 32768), this.s.b = this.o.length;\n			this.p = slc(this.p, this.s.p / 8 | 0), this.s.p &= 7;\n		};\n		Inflate.prototype.push = function(chunk, final) {\n			this.e(chunk), this.c(final);\n		};\n		return Inflate;\n	}();\n	var td = typeof TextDecoder != \"undefined\" && new TextDecoder();\n	try {\n		td.decode(et, { stream: true });\n	} catch (e) {}\n	// src/dataset/crc32.ts\n	const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {\n		let value = byte;\n		for (let bit = 0; bit < 8; bit++) value = value & 1 ? value >>> 1 ^ 3988292384 : value >>> 1;\n		return value;\n	});\n	function crc32(bytes) {\n		let value = 4294967295;\n		for (let i = 0; i < bytes.length; i++) value = (TABLE[(value ^ (bytes[i] ?? 0)) & 255] ?? 0) ^ value >>> 8;\n		return (value ^ 4294967295) >>> 0;\n	}\n	const MOST_SHRUNK = 1032;\n	const LARGEST = 1 << 30;\n	function locateDirectory(tail, size, archive) {\n		const view = viewOf(tail);\n		const is = (at, signature) => at >= 0 && view.getUint32(at, true) === signature;\n		for (let i = tail.length - 22; i >= 0; i--) {\n			if (!is(i, 101010256)) continue;\n			const large = is(i - 20, 117853008) && is(i - 76, 101075792) ? i - 76 : null;\n			const [bytes, at] = large === null ? [view.getUint32(i + 12, true), view.getUint32(i + 16, true)] : [Number(view.getBigUint64(large + 40, true)), Number(view.getBigUint64(large + 48, true))];\n			const start = size - tail.length + (large ?? i) - bytes;\n			if (start < 0) break;\n			return {\n				at: start,\n				bytes,\n				shift: start - at\n			};\n		}\n		throw new ReadError(\"damaged\", archive, \"it is no zip archive, or was cut off\");\n	}\n	function readDirectory(directory, shift, archive) {\n		const view = viewOf(directory);\n		const entries = [];\n		let start = 0;\n		while (start < directory.length) {\n			if (start + 46 > directory.length || view.getUint32(start, true) !== 33639248) throw new ReadError(\"damaged\", archive, \"its directory is damaged\");\n			const short = (at) => view.getUint16(start + at, true);\n			const nameEnd = start + 46 + short(28);\n			const extraEnd = nameEnd + short(30);\n			const large = largeNumbers(directory.subarray(nameEnd, extraEnd));\n			const long = (at) => {\n				const value = view.getUint32(start + at, true);\n				return value === 4294967295 ? large.shift() ?? value : value;\n			};\n			const name = decodeName(directory.subarray(start + 46, nameEnd), short(8));\n			const [size, packed, at] = [\n				long(24),\n				long(20),\n				long(42) + shift\n			];\n			const entry = {\n				name,\n				method: short(10),\n				encrypted: (short(8) & 1) === 1,\n				crc: view.getUint32(start + 16, true),\n				packed,\n				size,\n				at\n			};\n			if (!name.endsWith(\"/\")) entries.push(entry);\n			start = extraEnd + short(32);\n		}\n		return entries;\n	}\n	function dataStart(header, entry) {\n		const view = viewOf(header);\n		const damaged = new ReadError(\"damaged\", entry.name, \"its place in the archive is damaged\");\n		if (header.length < 30 || view.getUint32(0, true) !== 67324752) throw damaged;\n		if (decodeName(header.subarray(30, 30 + view.getUint16(26, true)), view.getUint16(6, true)) !== entry.name) throw damaged;\n		return entry.at + 30 + view.getUint16(26, true) + view.getUint16(28, true);\n	}\n	function unpack(packed, entry) {\n		const { name, method, encrypted, size } = entry;\n		const error = (kind, reason) => new ReadError(kind, name, reason);\n		if (encrypted) throw error(\"unsupported\", \"it is encrypted; pack the run without a password\");\n		if (method !== 0 && method !== 8) throw error(\"unsupported\", `its method ${method} is not deflate`);\n		if (size > LARGEST) throw error(\"too-large\", `it unpacks to ${size} bytes; at most ${LARGEST} are read`);\n		const possible = method === 0 ? size === packed.length : size <= packed.length * MOST_SHRUNK;\n		if (packed.length !== entry.packed || !possible) throw error(\"damaged\", \"its sizes in the archive are wrong\");\n		const bytes = method === 0 ? new Uint8Array(packed) : inflate(packed, entry);\n		if (crc32(bytes) !== entry.crc) throw error(\"damaged\", \"its checksum is wrong; pack the run again\");\n		return bytes;\n	}\n	function inflate(packed, { name, size }) {\n		const bytes = new Uint8Array(size);\n		const wrong = (how) => new ReadError(\"damaged\", name, `it unpacks to ${how} than the archive states`);\n		let filled = 0;\n		const stream = new Inflate((chunk) => {\n			if (filled + chunk.length > size) throw wrong(\"more\");\n			bytes.set(chunk, filled);\n			filled += chunk.length;\n		});\n		try {\n			stream.push(packed, true);\n		} catch (error) {\n			throw ReadError.from(error, \"damaged\", name);\n		}\n		if (filled !== size) throw wrong(\"less\");\n		return bytes;\n	}\n	function viewOf(bytes) {\n		return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);\n	}\n	function decodeName(bytes, flags) {\n		return flags & 2048 ? new TextDecoder().decode(bytes) : String.fromCharCode(...bytes);\n	}\n	function largeNumbers(extra) {\n		const view = viewOf(extra);\n		for (let i = 0; i + 4 <= extra.length; i += 4 + view.getUint16(i + 2, true)) {\n			if (view.getUint16(i, true) !== 1) continue;\n			const count = Math.min(view.getUint16(i + 2, true), extra.length - i - 4) >> 3;\n			return Array.from({ length: count }, (_, k) => Number(view.getBigUint64(i + 4 + 8 * k, true)));\n		}\n		return [];\n	}\n	// src/dataset/npz.ts\n	const MAGIC = \"NUMPY\";\n	const HEADER = /^\\s*\\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \\(([0-9, ]*)\\), ?\\}\\s*$/;\n	function readNpz(archive, path, names) {\n		const directory = locateDirectory(archive.subarray(-65633), archive.length, path);\n		const entries = readDirectory(archive.subarray(directory.at, directory.at + directory.bytes), directory.shift, path);\n		return names.flatMap((name) => {\n			const entry = entries.find((candidate) => candidate.name === `${name}.npy`);\n			if (!entry) return [];\n			const start = dataStart(archive.subarray(entry.at), entry);\n			return [readNpy(unpack(archive.subarray(start, start + entry.packed), entry), name, path)];\n		});\n	}\n	function readNpy(file, name, path) {\n		const damaged = (reason) => new ReadError(\"damaged\", `${path}: ${name}`, reason);\n		const text = (from, to) => String.fromCharCode(...file.subarray(from, to));\n		if (file.length < 12 || text(0, 6) !== MAGIC) throw damaged(\"it is no NumPy array\");\n		const view = new DataView(file.buffer, file.byteOffset, file.byteLength);\n		const [start, length] = file[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];\n		const header = HEADER.exec(length <= 1e4 ? text(start, start + length) : \"\");\n		if (!header) throw damaged(\"its header is damaged\");\n		const [, type = \"\", fortran, sizes = \"\"] = header;\n		if (fortran === \"True\") throw damaged(\"it is in Fortran order; expected C order\");\n		const shape = sizes.split(\",\").filter((size) => size.trim()).map(Number);\n		const expected = shape.reduce((product, size) => product * size, Number(/\\d+$/.exec(type)?.[0] ?? NaN));\n		const bytes = file.subarray(start + length, start + length + expected);\n		if (bytes.length !== expected) throw damaged(`${type} of shape [${shape.join(\", \")}] takes ${expected} bytes`);\n		return {\n			name,\n			type,\n			shape,\n			bytes\n		};\n	}\n	// src/dataset/latents.ts\n	const ARRAYS = {\n		latents: \"latents\",\n		predictedNoise: \"predicted_noise\",\n		predictedNoiseText: \"predicted_noise_text\",\n		predictedNoiseUncond: \"predicted_noise_uncond\",\n		x0: \"x0\",\n		initial: \"latent_initial\"\n	};\n	function readLatents(archive, path) {\n		const stored = new Map(readNpz(archive, path, Object.values(ARRAYS)).map((array) => [array.name, array]));\n		const array = (key, dimensions) => {\n			const found = stored.get(ARRAYS[key]);\n			return found?.shape.length === dimensions ? decode(found) : null;\n		};\n		return {\n			latents: array(\"latents\", 4),\n			predictedNoise: array(\"predictedNoise\", 4),\n			predictedNoiseText: array(\"predictedNoiseText\", 4),\n			predictedNoiseUncond: array(\"predictedNoiseUncond\", 4),\n			x0: array(\"x0\", 4),\n			initial: array(\"initial\", 3)\n		};\n	}\n	function decode({ type, shape, bytes }) {\n		if (type === \"<f2\") return {\n			shape,\n			data: decodeFloat16(bytes)\n		};\n		const buffer = bytes.slice().buffer;\n		if (type === \"<f4\") return {\n			shape,\n			data: new Float32Array(buffer)\n		};\n		if (type === \"<f8\") return {\n			shape,\n			data: Float32Array.from(new Float64Array(buffer))\n		};\n		return null;\n	}\n	// src/maths/eigen.ts\n	const SWEEPS = 60;\n	function symmetricEigen(rows) {\n		const n = rows.length;\n		const vectors = rows.map((_, i) => Float64Array.from({ length: n }, (_, k) => i === k ? 1 : 0));\n		for (let sweep = 0; sweep < SWEEPS; sweep++) {\n			let rotated = false;\n			for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotated = rotate(rows, vectors, p, q) || rotated;\n			if (!rotated) break;\n		}\n		const values = rows.map((row, i) => row[i] ?? 0);\n		const order = values.map((_, i) => i).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));\n		return {\n			values: order.map((i) => values[i] ?? 0),\n			vectors: order.map((i) => vectors[i] ?? new Float64Array(n))\n		};\n	}\n	function rotate(rows, vectors, p, q) {\n		const [rowP, rowQ, axisP, axisQ] = [\n			rows[p],\n			rows[q],\n			vectors[p],\n			vectors[q]\n		];\n		if (!rowP || !rowQ || !axisP || !axisQ) return false;\n		const [pp, qq, pq] = [\n			rowP[p] ?? 0,\n			rowQ[q] ?? 0,\n			rowP[q] ?? 0\n		];\n		if (Math.abs(pq) <= Number.EPSILON * Math.sqrt(Math.abs(pp * qq)) * .001) return false;\n		const slope = (qq - pp) / (2 * pq);\n		const t = Math.sign(slope || 1) / (Math.abs(slope) + Math.hypot(slope, 1));\n		const c = 1 / Math.hypot(t, 1);\n		const s = t * c;\n		turn(rowP, rowQ, c, s);\n		for (const row of rows) {\n			const [a, b] = [row[p] ?? 0, row[q] ?? 0];\n			row[p] = c * a - s * b;\n			row[q] = s * a + c * b;\n		}\n		rowP[q] = rowQ[p] = 0;\n		turn(axisP, axisQ, c, s);\n		return true;\n	}\n	function turn(first, second, c, s) {\n		for (let k = 0; k < first.length; k++) {\n			const [a, b] = [first[k] ?? 0, second[k] ?? 0];\n			first[k] = c * a - s * b;\n			second[k] = s * a + c * b;\n		}\n	}\n	// src/maths/vectors.ts\n	function dot(a, b) {\n		let sum = 0;\n		for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);\n		return sum;\n	}\n	// src/maths/pca.ts\n	const NEGLIGIBLE = 1e-20;\n	const BLOCK = 4096;\n	function sharedPca(arrays, others) {\n		const size = rowSize(arrays[0]);\n		if (!arrays.every((array) => rowSize(array) === size)) throw new RangeError(\"Latents of different sizes have no common basis.\");\n		const runs = arrays.map(rowsOf);\n		const fitted = runs.flat().filter(finite);\n		const mean = meanOf(fitted, size);\n		const { axes, explained } = basis(fitted, mean);\n		const project = (rows) => rows.map((row) => finite(row) ? pointOf(row, mean, axes) : null);\n		return {\n			points: runs.map(project),\n			others: others.map((array) => array && rowSize(array) === size ? project(rowsOf(array)) : null),\n			explained\n		};\n	}\n	function rowSize(array) {\n		return array ? array.shape.slice(1).reduce((product, length) => product * length, 1) : 0;\n	}\n	function rowsOf(array) {\n		const size = rowSize(array);\n		return Array.from({ length: array.shape[0] ?? 0 }, (_, i) => array.data.subarray(i * size, (i + 1) * size));\n	}\n	function finite(row) {\n		return row.every(Number.isFinite);\n	}\n	function meanOf(rows, size) {\n		const mean = new Float64Array(size);\n		for (const row of rows) for (let k = 0; k < size; k++) mean[k] = (mean[k] ?? 0) + (row[k] ?? 0);\n		return mean.map((sum) => sum / Math.max(1, rows.length));\n	}\n	function basis(rows, mean) {\n		const none = [new Float64Array(mean.length), new Float64Array(mean.length)];\n		const [first] = rows;\n		if (!first || rows.every((row) => row.every((value, k) => value === first[k]))) return {\n			axes: none,\n			explained: [1, 0]\n		};\n		const { values, vectors } = symmetricEigen(gram(rows, mean));\n		const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);\n		const shares = [0, 1].map((i) => Math.max(0, values[i] ?? 0) / total);\n		const known = shares.map((share, i) => share > NEGLIGIBLE && i < rows.length - 1);\n		return {\n			axes: none.map((zero, i) => known[i] ? axisOf(rows, mean, vectors[i] ?? new Float64Array()) : zero),\n			explained: [known[0] ? shares[0] ?? 0 : 0, known[1] ? shares[1] ?? 0 : 0]\n		};\n	}\n	function gram(rows, mean) {\n		const products = rows.map(() => new Float64Array(rows.length));\n		for (let start = 0; start < mean.length; start += BLOCK) {\n			const part = mean.subarray(start, start + BLOCK);\n			const centred = rows.map((row) => part.map((centre, k) => (row[start + k] ?? 0) - centre));\n			centred.forEach((a, i) => {\n				for (let j = i; j < centred.length; j++) add(products, i, j, dot(a, centred[j] ?? a));\n			});\n		}\n		return products;\n	}\n	function add(products, i, j, value) {\n		const row = products[i];\n		const mirrored = products[j];\n		if (!row || !mirrored) return;\n		row[j] = (row[j] ?? 0) + value;\n		if (i !== j) mirrored[i] = row[j] ?? 0;\n	}\n	function axisOf(rows, mean, vector) {\n		const axis = new Float64Array(mean.length);\n		rows.forEach((row, i) => {\n			const weight = vector[i] ?? 0;\n			for (let k = 0; k < axis.length; k++) axis[k] = (axis[k] ?? 0) + weight * ((row[k] ?? 0) - (mean[k] ?? 0));\n		});\n		let largest = 0;\n		for (const loading of axis) if (Math.abs(loading) > Math.abs(largest)) largest = loading;\n		const length = Math.sqrt(dot(axis, axis)) * Math.sign(largest || 1);\n		return axis.map((loading) => loading / length);\n	}\n	function pointOf(row, mean, axes) {\n		const [x = 0, y = 0] = axes.map((axis) => {\n			let sum = 0;\n			for (let k = 0; k < axis.length; k++) sum += (axis[k] ?? 0) * ((row[k] ?? 0) - (mean[k] ?? 0));\n			return sum;\n		});\n		return [x, y];\n	}\n	// src/worker/tasks.ts\n	const tasks = {\n		decodeFloat16,\n		readLatents,\n		unpack,\n		sharedPca,\n		arrayHeaders: (archive, path) => readNpz(archive, path, Object.values(ARRAYS)).map(({ name, type, shape }) => ({\n			name,\n			type,\n			shape\n		}))\n	};\n	// src/worker/tasks.worker.ts\n	addEventListener(\"message\", ({ data }) => {\n		const task = tasks[data.name];\n		try {\n			const value = task(...data.values);\n			postMessage({\n				id: data.id,\n				value\n			}, { transfer: buffersOf(value) });\n		} catch (error) {\n			const { kind, path, reason } = ReadError.from(error, \"damaged\", \"data\");\n			postMessage({\n				id: data.id,\n				error: {\n					kind,\n					path,\n					reason\n				}\n			});\n		}\n	});\n	function buffersOf(value) {\n		if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];\n		if (typeof value !== \"object\" || value === null) return [];\n		return [...new Set(Object.values(value).flatMap(buffersOf))];\n	}\n})();\n\n//# sourceMappingURL=tasks.worker.js.map";
	var blob = typeof self !== "undefined" && self.Blob && new Blob(["(self.URL || self.webkitURL).revokeObjectURL(self.location.href);", jsContent], { type: "text/javascript;charset=utf-8" });
	function WorkerWrapper(options) {
		let objURL;
		try {
			objURL = blob && (self.URL || self.webkitURL).createObjectURL(blob);
			if (!objURL) throw "";
			const worker = new Worker(objURL, { name: options?.name });
			worker.addEventListener("error", () => {
				(self.URL || self.webkitURL).revokeObjectURL(objURL);
			});
			return worker;
		} catch (e) {
			return new Worker("data:text/javascript;charset=utf-8," + encodeURIComponent(jsContent), { name: options?.name });
		}
	}
	// src/dataset/float16.ts
	var VALUES$1 = Float32Array.from({ length: 65536 }, (_, bits) => {
		const sign = bits >> 15 ? -1 : 1;
		const exponent = bits >> 10 & 31;
		const fraction = bits & 1023;
		if (exponent === 0) return sign * fraction * 2 ** -24;
		if (exponent === 31) return fraction ? NaN : sign * Infinity;
		return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
	});
	function decodeFloat16(bytes) {
		const values = new Float32Array(bytes.length >> 1);
		for (let i = 0; i < values.length; i++) {
			const bits = (bytes[2 * i] ?? 0) | (bytes[2 * i + 1] ?? 0) << 8;
			values[i] = VALUES$1[bits] ?? NaN;
		}
		return values;
	}
	// node_modules/fflate/esm/browser.js
	var u8 = Uint8Array;
	var u16 = Uint16Array;
	var i32 = Int32Array;
	var fleb = new u8([
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		1,
		1,
		1,
		1,
		2,
		2,
		2,
		2,
		3,
		3,
		3,
		3,
		4,
		4,
		4,
		4,
		5,
		5,
		5,
		5,
		0,
		0,
		0,
		0
	]);
	var fdeb = new u8([
		0,
		0,
		0,
		0,
		1,
		1,
		2,
		2,
		3,
		3,
		4,
		4,
		5,
		5,
		6,
		6,
		7,
		7,
		8,
		8,
		9,
		9,
		10,
		10,
		11,
		11,
		12,
		12,
		13,
		13,
		0,
		0
	]);
	var clim = new u8([
		16,
		17,
		18,
		0,
		8,
		7,
		9,
		6,
		10,
		5,
		11,
		4,
		12,
		3,
		13,
		2,
		14,
		1,
		15
	]);
	var freb = function(eb, start) {
		var b = new u16(31);
		for (var i = 0; i < 31; ++i) b[i] = start += 1 << eb[i - 1];
		var r = new i32(b[30]);
		for (var i = 1; i < 30; ++i) for (var j = b[i]; j < b[i + 1]; ++j) r[j] = j - b[i] << 5 | i;
		return {
			b,
			r
		};
	};
	var _a = freb(fleb, 2);
	var fl = _a.b;
	var revfl = _a.r;
	fl[28] = 258, revfl[258] = 28;
	var _b = freb(fdeb, 0);
	var fd = _b.b;
	_b.r;
	var rev = new u16(32768);
	for (var i = 0; i < 32768; ++i) {
		var x$1 = (i & 43690) >> 1 | (i & 21845) << 1;
		x$1 = (x$1 & 52428) >> 2 | (x$1 & 13107) << 2;
		x$1 = (x$1 & 61680) >> 4 | (x$1 & 3855) << 4;
		rev[i] = ((x$1 & 65280) >> 8 | (x$1 & 255) << 8) >> 1;
	}
	var hMap = (function(cd, mb, r) {
		var s = cd.length;
		var i = 0;
		var l = new u16(mb);
		for (; i < s; ++i) if (cd[i]) ++l[cd[i] - 1];
		var le = new u16(mb);
		for (i = 1; i < mb; ++i) le[i] = le[i - 1] + l[i - 1] << 1;
		var co;
		if (r) {
			co = new u16(1 << mb);
			var rvb = 15 - mb;
			for (i = 0; i < s; ++i) if (cd[i]) {
				var sv = i << 4 | cd[i];
				var r_1 = mb - cd[i];
				var v = le[cd[i] - 1]++ << r_1;
				for (var m = v | (1 << r_1) - 1; v <= m; ++v) co[rev[v] >> rvb] = sv;
			}
		} else {
			co = new u16(s);
			for (i = 0; i < s; ++i) if (cd[i]) co[i] = rev[le[cd[i] - 1]++] >> 15 - cd[i];
		}
		return co;
	});
	var flt = new u8(288);
	for (var i = 0; i < 144; ++i) flt[i] = 8;
	for (var i = 144; i < 256; ++i) flt[i] = 9;
	for (var i = 256; i < 280; ++i) flt[i] = 7;
	for (var i = 280; i < 288; ++i) flt[i] = 8;
	var fdt = new u8(32);
	for (var i = 0; i < 32; ++i) fdt[i] = 5;
	var flrm = hMap(flt, 9, 1);
	var fdrm = hMap(fdt, 5, 1);
	var max = function(a) {
		var m = a[0];
		for (var i = 1; i < a.length; ++i) if (a[i] > m) m = a[i];
		return m;
	};
	var bits = function(d, p, m) {
		var o = p / 8 | 0;
		return (d[o] | d[o + 1] << 8) >> (p & 7) & m;
	};
	var bits16 = function(d, p) {
		var o = p / 8 | 0;
		return (d[o] | d[o + 1] << 8 | d[o + 2] << 16) >> (p & 7);
	};
	var shft = function(p) {
		return (p + 7) / 8 | 0;
	};
	var slc = function(v, s, e) {
		if (s == null || s < 0) s = 0;
		if (e == null || e > v.length) e = v.length;
		return new u8(v.subarray(s, e));
	};
	var ec = [
		"unexpected EOF",
		"invalid block type",
		"invalid length/literal",
		"invalid distance",
		"stream finished",
		"no stream handler",
		,
		"no callback",
		"invalid UTF-8 data",
		"extra field too long",
		"date not in range 1980-2099",
		"filename too long",
		"stream finishing",
		"invalid zip data"
	];
	var err = function(ind, msg, nt) {
		var e = new Error(msg || ec[ind]);
		e.code = ind;
		if (Error.captureStackTrace) Error.captureStackTrace(e, err);
		if (!nt) throw e;
		return e;
	};
	var inflt = function(dat, st, buf, dict) {
		var sl = dat.length, dl = dict ? dict.length : 0;
		if (!sl || st.f && !st.l) return buf || new u8(0);
		var noBuf = !buf;
		var resize = noBuf || st.i != 2;
		var noSt = st.i;
		if (noBuf) buf = new u8(sl * 3);
		var cbuf = function(l) {
			var bl = buf.length;
			if (l > bl) {
				var nbuf = new u8(Math.max(bl * 2, l));
				nbuf.set(buf);
				buf = nbuf;
			}
		};
		var final = st.f || 0, pos = st.p || 0, bt = st.b || 0, lm = st.l, dm = st.d, lbt = st.m, dbt = st.n;
		var tbts = sl * 8;
		do {
			if (!lm) {
				final = bits(dat, pos, 1);
				var type = bits(dat, pos + 1, 3);
				pos += 3;
				if (!type) {
					var s = shft(pos) + 4, l = dat[s - 4] | dat[s - 3] << 8, t = s + l;
					if (t > sl) {
						if (noSt) err(0);
						break;
					}
					if (resize) cbuf(bt + l);
					buf.set(dat.subarray(s, t), bt);
					st.b = bt += l, st.p = pos = t * 8, st.f = final;
					continue;
				} else if (type == 1) lm = flrm, dm = fdrm, lbt = 9, dbt = 5;
				else if (type == 2) {
					var hLit = bits(dat, pos, 31) + 257, hcLen = bits(dat, pos + 10, 15) + 4;
					var tl = hLit + bits(dat, pos + 5, 31) + 1;
					pos += 14;
					var ldt = new u8(tl);
					var clt = new u8(19);
					for (var i = 0; i < hcLen; ++i) clt[clim[i]] = bits(dat, pos + i * 3, 7);
					pos += hcLen * 3;
					var clb = max(clt), clbmsk = (1 << clb) - 1;
					var clm = hMap(clt, clb, 1);
					for (var i = 0; i < tl;) {
						var r = clm[bits(dat, pos, clbmsk)];
						pos += r & 15;
						var s = r >> 4;
						if (s < 16) ldt[i++] = s;
						else {
							var c = 0, n = 0;
							if (s == 16) n = 3 + bits(dat, pos, 3), pos += 2, c = ldt[i - 1];
							else if (s == 17) n = 3 + bits(dat, pos, 7), pos += 3;
							else if (s == 18) n = 11 + bits(dat, pos, 127), pos += 7;
							while (n--) ldt[i++] = c;
						}
					}
					var lt = ldt.subarray(0, hLit), dt = ldt.subarray(hLit);
					lbt = max(lt);
					dbt = max(dt);
					lm = hMap(lt, lbt, 1);
					dm = hMap(dt, dbt, 1);
				} else err(1);
				if (pos > tbts) {
					if (noSt) err(0);
					break;
				}
			}
			if (resize) cbuf(bt + 131072);
			var lms = (1 << lbt) - 1, dms = (1 << dbt) - 1;
			var lpos = pos;
			for (;; lpos = pos) {
				var c = lm[bits16(dat, pos) & lms], sym = c >> 4;
				pos += c & 15;
				if (pos > tbts) {
					if (noSt) err(0);
					break;
				}
				if (!c) err(2);
				if (sym < 256) buf[bt++] = sym;
				else if (sym == 256) {
					lpos = pos, lm = null;
					break;
				} else {
					var add = sym - 254;
					if (sym > 264) {
						var i = sym - 257, b = fleb[i];
						add = bits(dat, pos, (1 << b) - 1) + fl[i];
						pos += b;
					}
					var d = dm[bits16(dat, pos) & dms], dsym = d >> 4;
					if (!d) err(3);
					pos += d & 15;
					var dt = fd[dsym];
					if (dsym > 3) {
						var b = fdeb[dsym];
						dt += bits16(dat, pos) & (1 << b) - 1, pos += b;
					}
					if (pos > tbts) {
						if (noSt) err(0);
						break;
					}
					if (resize) cbuf(bt + 131072);
					var end = bt + add;
					if (bt < dt) {
						var shift = dl - dt, dend = Math.min(dt, end);
						if (shift + bt < 0) err(3);
						for (; bt < dend; ++bt) buf[bt] = dict[shift + bt];
					}
					for (; bt < end; ++bt) buf[bt] = buf[bt - dt];
				}
			}
			st.l = lm, st.p = lpos, st.b = bt, st.f = final;
			if (lm) final = 1, st.m = lbt, st.d = dm, st.n = dbt;
		} while (!final);
		return bt != buf.length && noBuf ? slc(buf, 0, bt) : buf.subarray(0, bt);
	};
	var et = new u8(0);
	var Inflate = function() {
		function Inflate(opts, cb) {
			if (typeof opts == "function") cb = opts, opts = {};
			this.ondata = cb;
			var dict = opts && opts.dictionary && opts.dictionary.subarray(-32768);
			this.s = {
				i: 0,
				b: dict ? dict.length : 0
			};
			this.o = new u8(32768);
			this.p = new u8(0);
			if (dict) this.o.set(dict);
		}
		Inflate.prototype.e = function(c) {
			if (!this.ondata) err(5);
			if (this.d) err(4);
			if (!this.p.length) this.p = c;
			else if (c.length) {
				var n = new u8(this.p.length + c.length);
				n.set(this.p), n.set(c, this.p.length), this.p = n;
			}
		};
		Inflate.prototype.c = function(final) {
			this.s.i = +(this.d = final || false);
			var bts = this.s.b;
			var dt = inflt(this.p, this.s, this.o);
			this.ondata(slc(dt, bts, this.s.b), this.d);
			this.o = slc(dt, this.s.b - 32768), this.s.b = this.o.length;
			this.p = slc(this.p, this.s.p / 8 | 0), this.s.p &= 7;
		};
		Inflate.prototype.push = function(chunk, final) {
			this.e(chunk), this.c(final);
		};
		return Inflate;
	}();
	var td = typeof TextDecoder != "undefined" && new TextDecoder();
	try {
		td.decode(et, { stream: true });
	} catch (e) {}
	// src/dataset/crc32.ts
	var TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
		let value = byte;
		for (let bit = 0; bit < 8; bit++) value = value & 1 ? value >>> 1 ^ 3988292384 : value >>> 1;
		return value;
	});
	function crc32(bytes) {
		let value = 4294967295;
		for (let i = 0; i < bytes.length; i++) value = (TABLE[(value ^ (bytes[i] ?? 0)) & 255] ?? 0) ^ value >>> 8;
		return (value ^ 4294967295) >>> 0;
	}
	// src/dataset/archive.ts
	var TAIL = 65633;
	var MOST_SHRUNK = 1032;
	var LARGEST = 1 << 30;
	function locateDirectory(tail, size, archive) {
		const view = viewOf(tail);
		const is = (at, signature) => at >= 0 && view.getUint32(at, true) === signature;
		for (let i = tail.length - 22; i >= 0; i--) {
			if (!is(i, 101010256)) continue;
			const large = is(i - 20, 117853008) && is(i - 76, 101075792) ? i - 76 : null;
			const [bytes, at] = large === null ? [view.getUint32(i + 12, true), view.getUint32(i + 16, true)] : [Number(view.getBigUint64(large + 40, true)), Number(view.getBigUint64(large + 48, true))];
			const start = size - tail.length + (large ?? i) - bytes;
			if (start < 0) break;
			return {
				at: start,
				bytes,
				shift: start - at
			};
		}
		throw new ReadError("damaged", archive, "it is no zip archive, or was cut off");
	}
	function readDirectory(directory, shift, archive) {
		const view = viewOf(directory);
		const entries = [];
		let start = 0;
		while (start < directory.length) {
			if (start + 46 > directory.length || view.getUint32(start, true) !== 33639248) throw new ReadError("damaged", archive, "its directory is damaged");
			const short = (at) => view.getUint16(start + at, true);
			const nameEnd = start + 46 + short(28);
			const extraEnd = nameEnd + short(30);
			const large = largeNumbers(directory.subarray(nameEnd, extraEnd));
			const long = (at) => {
				const value = view.getUint32(start + at, true);
				return value === 4294967295 ? large.shift() ?? value : value;
			};
			const name = decodeName(directory.subarray(start + 46, nameEnd), short(8));
			const [size, packed, at] = [
				long(24),
				long(20),
				long(42) + shift
			];
			const entry = {
				name,
				method: short(10),
				encrypted: (short(8) & 1) === 1,
				crc: view.getUint32(start + 16, true),
				packed,
				size,
				at
			};
			if (!name.endsWith("/")) entries.push(entry);
			start = extraEnd + short(32);
		}
		return entries;
	}
	function dataStart(header, entry) {
		const view = viewOf(header);
		const damaged = new ReadError("damaged", entry.name, "its place in the archive is damaged");
		if (header.length < 30 || view.getUint32(0, true) !== 67324752) throw damaged;
		if (decodeName(header.subarray(30, 30 + view.getUint16(26, true)), view.getUint16(6, true)) !== entry.name) throw damaged;
		return entry.at + 30 + view.getUint16(26, true) + view.getUint16(28, true);
	}
	function unpack(packed, entry) {
		const { name, method, encrypted, size } = entry;
		const error = (kind, reason) => new ReadError(kind, name, reason);
		if (encrypted) throw error("unsupported", "it is encrypted; pack the run without a password");
		if (method !== 0 && method !== 8) throw error("unsupported", `its method ${method} is not deflate`);
		if (size > LARGEST) throw error("too-large", `it unpacks to ${size} bytes; at most ${LARGEST} are read`);
		const possible = method === 0 ? size === packed.length : size <= packed.length * MOST_SHRUNK;
		if (packed.length !== entry.packed || !possible) throw error("damaged", "its sizes in the archive are wrong");
		const bytes = method === 0 ? new Uint8Array(packed) : inflate(packed, entry);
		if (crc32(bytes) !== entry.crc) throw error("damaged", "its checksum is wrong; pack the run again");
		return bytes;
	}
	function inflate(packed, { name, size }) {
		const bytes = new Uint8Array(size);
		const wrong = (how) => new ReadError("damaged", name, `it unpacks to ${how} than the archive states`);
		let filled = 0;
		const stream = new Inflate((chunk) => {
			if (filled + chunk.length > size) throw wrong("more");
			bytes.set(chunk, filled);
			filled += chunk.length;
		});
		try {
			stream.push(packed, true);
		} catch (error) {
			throw ReadError.from(error, "damaged", name);
		}
		if (filled !== size) throw wrong("less");
		return bytes;
	}
	function viewOf(bytes) {
		return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}
	function decodeName(bytes, flags) {
		return flags & 2048 ? new TextDecoder().decode(bytes) : String.fromCharCode(...bytes);
	}
	function largeNumbers(extra) {
		const view = viewOf(extra);
		for (let i = 0; i + 4 <= extra.length; i += 4 + view.getUint16(i + 2, true)) {
			if (view.getUint16(i, true) !== 1) continue;
			const count = Math.min(view.getUint16(i + 2, true), extra.length - i - 4) >> 3;
			return Array.from({ length: count }, (_, k) => Number(view.getBigUint64(i + 4 + 8 * k, true)));
		}
		return [];
	}
	// src/dataset/npz.ts
	var MAGIC = "NUMPY";
	var HEADER = /^\s*\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \(([0-9, ]*)\), ?\}\s*$/;
	function readNpz(archive, path, names) {
		const directory = locateDirectory(archive.subarray(-TAIL), archive.length, path);
		const entries = readDirectory(archive.subarray(directory.at, directory.at + directory.bytes), directory.shift, path);
		return names.flatMap((name) => {
			const entry = entries.find((candidate) => candidate.name === `${name}.npy`);
			if (!entry) return [];
			const start = dataStart(archive.subarray(entry.at), entry);
			return [readNpy(unpack(archive.subarray(start, start + entry.packed), entry), name, path)];
		});
	}
	function readNpy(file, name, path) {
		const damaged = (reason) => new ReadError("damaged", `${path}: ${name}`, reason);
		const text = (from, to) => String.fromCharCode(...file.subarray(from, to));
		if (file.length < 12 || text(0, 6) !== MAGIC) throw damaged("it is no NumPy array");
		const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
		const [start, length] = file[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
		const header = HEADER.exec(length <= 1e4 ? text(start, start + length) : "");
		if (!header) throw damaged("its header is damaged");
		const [, type = "", fortran, sizes = ""] = header;
		if (fortran === "True") throw damaged("it is in Fortran order; expected C order");
		const shape = sizes.split(",").filter((size) => size.trim()).map(Number);
		const expected = shape.reduce((product, size) => product * size, Number(/\d+$/.exec(type)?.[0] ?? NaN));
		const bytes = file.subarray(start + length, start + length + expected);
		if (bytes.length !== expected) throw damaged(`${type} of shape [${shape.join(", ")}] takes ${expected} bytes`);
		return {
			name,
			type,
			shape,
			bytes
		};
	}
	// src/dataset/latents.ts
	var ARRAYS$1 = {
		latents: "latents",
		predictedNoise: "predicted_noise",
		predictedNoiseText: "predicted_noise_text",
		predictedNoiseUncond: "predicted_noise_uncond",
		x0: "x0",
		initial: "latent_initial"
	};
	function readLatents(archive, path) {
		const stored = new Map(readNpz(archive, path, Object.values(ARRAYS$1)).map((array) => [array.name, array]));
		const array = (key, dimensions) => {
			const found = stored.get(ARRAYS$1[key]);
			return found?.shape.length === dimensions ? decode(found) : null;
		};
		return {
			latents: array("latents", 4),
			predictedNoise: array("predictedNoise", 4),
			predictedNoiseText: array("predictedNoiseText", 4),
			predictedNoiseUncond: array("predictedNoiseUncond", 4),
			x0: array("x0", 4),
			initial: array("initial", 3)
		};
	}
	function decode({ type, shape, bytes }) {
		if (type === "<f2") return {
			shape,
			data: decodeFloat16(bytes)
		};
		const buffer = bytes.slice().buffer;
		if (type === "<f4") return {
			shape,
			data: new Float32Array(buffer)
		};
		if (type === "<f8") return {
			shape,
			data: Float32Array.from(new Float64Array(buffer))
		};
		return null;
	}
	// src/maths/eigen.ts
	var SWEEPS = 60;
	function symmetricEigen(rows) {
		const n = rows.length;
		const vectors = rows.map((_, i) => Float64Array.from({ length: n }, (_, k) => i === k ? 1 : 0));
		for (let sweep = 0; sweep < SWEEPS; sweep++) {
			let rotated = false;
			for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotated = rotate(rows, vectors, p, q) || rotated;
			if (!rotated) break;
		}
		const values = rows.map((row, i) => row[i] ?? 0);
		const order = values.map((_, i) => i).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
		return {
			values: order.map((i) => values[i] ?? 0),
			vectors: order.map((i) => vectors[i] ?? new Float64Array(n))
		};
	}
	function rotate(rows, vectors, p, q) {
		const [rowP, rowQ, axisP, axisQ] = [
			rows[p],
			rows[q],
			vectors[p],
			vectors[q]
		];
		if (!rowP || !rowQ || !axisP || !axisQ) return false;
		const [pp, qq, pq] = [
			rowP[p] ?? 0,
			rowQ[q] ?? 0,
			rowP[q] ?? 0
		];
		if (Math.abs(pq) <= Number.EPSILON * Math.sqrt(Math.abs(pp * qq)) * .001) return false;
		const slope = (qq - pp) / (2 * pq);
		const t = Math.sign(slope || 1) / (Math.abs(slope) + Math.hypot(slope, 1));
		const c = 1 / Math.hypot(t, 1);
		const s = t * c;
		turn(rowP, rowQ, c, s);
		for (const row of rows) {
			const [a, b] = [row[p] ?? 0, row[q] ?? 0];
			row[p] = c * a - s * b;
			row[q] = s * a + c * b;
		}
		rowP[q] = rowQ[p] = 0;
		turn(axisP, axisQ, c, s);
		return true;
	}
	function turn(first, second, c, s) {
		for (let k = 0; k < first.length; k++) {
			const [a, b] = [first[k] ?? 0, second[k] ?? 0];
			first[k] = c * a - s * b;
			second[k] = s * a + c * b;
		}
	}
	// src/maths/vectors.ts
	function l2Norm(a) {
		return Math.sqrt(dot(a, a));
	}
	function l2Distance(a, b) {
		sameLength(a, b);
		let sum = 0;
		for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
		return Math.sqrt(sum);
	}
	function cosine(a, b) {
		sameLength(a, b);
		const scale = l2Norm(a) * l2Norm(b);
		return scale > 0 ? dot(a, b) / scale : null;
	}
	function dot(a, b) {
		let sum = 0;
		for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
		return sum;
	}
	function sameLength(a, b) {
		if (a.length !== b.length) throw new RangeError(`Vectors of ${a.length} and ${b.length} values can't be compared.`);
	}
	// src/maths/pca.ts
	var NEGLIGIBLE = 1e-20;
	var BLOCK = 4096;
	function sharedPca(arrays, others) {
		const size = rowSize(arrays[0]);
		if (!arrays.every((array) => rowSize(array) === size)) throw new RangeError("Latents of different sizes have no common basis.");
		const runs = arrays.map(rowsOf);
		const fitted = runs.flat().filter(finite);
		const mean = meanOf(fitted, size);
		const { axes, explained } = basis(fitted, mean);
		const project = (rows) => rows.map((row) => finite(row) ? pointOf(row, mean, axes) : null);
		return {
			points: runs.map(project),
			others: others.map((array) => array && rowSize(array) === size ? project(rowsOf(array)) : null),
			explained
		};
	}
	function rowSize(array) {
		return array ? array.shape.slice(1).reduce((product, length) => product * length, 1) : 0;
	}
	function rowsOf(array) {
		const size = rowSize(array);
		return Array.from({ length: array.shape[0] ?? 0 }, (_, i) => array.data.subarray(i * size, (i + 1) * size));
	}
	function finite(row) {
		return row.every(Number.isFinite);
	}
	function meanOf(rows, size) {
		const mean = new Float64Array(size);
		for (const row of rows) for (let k = 0; k < size; k++) mean[k] = (mean[k] ?? 0) + (row[k] ?? 0);
		return mean.map((sum) => sum / Math.max(1, rows.length));
	}
	function basis(rows, mean) {
		const none = [new Float64Array(mean.length), new Float64Array(mean.length)];
		const [first] = rows;
		if (!first || rows.every((row) => row.every((value, k) => value === first[k]))) return {
			axes: none,
			explained: [1, 0]
		};
		const { values, vectors } = symmetricEigen(gram(rows, mean));
		const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
		const shares = [0, 1].map((i) => Math.max(0, values[i] ?? 0) / total);
		const known = shares.map((share, i) => share > NEGLIGIBLE && i < rows.length - 1);
		return {
			axes: none.map((zero, i) => known[i] ? axisOf(rows, mean, vectors[i] ?? new Float64Array()) : zero),
			explained: [known[0] ? shares[0] ?? 0 : 0, known[1] ? shares[1] ?? 0 : 0]
		};
	}
	function gram(rows, mean) {
		const products = rows.map(() => new Float64Array(rows.length));
		for (let start = 0; start < mean.length; start += BLOCK) {
			const part = mean.subarray(start, start + BLOCK);
			const centred = rows.map((row) => part.map((centre, k) => (row[start + k] ?? 0) - centre));
			centred.forEach((a, i) => {
				for (let j = i; j < centred.length; j++) add(products, i, j, dot(a, centred[j] ?? a));
			});
		}
		return products;
	}
	function add(products, i, j, value) {
		const row = products[i];
		const mirrored = products[j];
		if (!row || !mirrored) return;
		row[j] = (row[j] ?? 0) + value;
		if (i !== j) mirrored[i] = row[j] ?? 0;
	}
	function axisOf(rows, mean, vector) {
		const axis = new Float64Array(mean.length);
		rows.forEach((row, i) => {
			const weight = vector[i] ?? 0;
			for (let k = 0; k < axis.length; k++) axis[k] = (axis[k] ?? 0) + weight * ((row[k] ?? 0) - (mean[k] ?? 0));
		});
		let largest = 0;
		for (const loading of axis) if (Math.abs(loading) > Math.abs(largest)) largest = loading;
		const length = Math.sqrt(dot(axis, axis)) * Math.sign(largest || 1);
		return axis.map((loading) => loading / length);
	}
	function pointOf(row, mean, axes) {
		const [x = 0, y = 0] = axes.map((axis) => {
			let sum = 0;
			for (let k = 0; k < axis.length; k++) sum += (axis[k] ?? 0) * ((row[k] ?? 0) - (mean[k] ?? 0));
			return sum;
		});
		return [x, y];
	}
	// src/worker/tasks.ts
	var tasks = {
		decodeFloat16,
		readLatents,
		unpack,
		sharedPca,
		arrayHeaders: (archive, path) => readNpz(archive, path, Object.values(ARRAYS$1)).map(({ name, type, shape }) => ({
			name,
			type,
			shape
		}))
	};
	// src/worker/perform.ts
	var pending = new Map();
	var worker = null;
	var possible = typeof Worker !== "undefined";
	var count = 0;
	function perform(name, ...values) {
		return new Promise((resolve, reject) => {
			const waiting = {
				request: {
					id: count++,
					name,
					values
				},
				resolve,
				reject
			};
			const started = startWorker();
			if (!started) return runHere(waiting);
			pending.set(waiting.request.id, waiting);
			started.postMessage(waiting.request);
		});
	}
	function startWorker() {
		if (worker || !possible) return worker;
		try {
			worker = new WorkerWrapper();
			worker.addEventListener("message", ({ data }) => settle(data));
			worker.addEventListener("error", giveUp);
		} catch {
			possible = false;
		}
		return worker;
	}
	function settle(reply) {
		const waiting = pending.get(reply.id);
		pending.delete(reply.id);
		if (!waiting) return;
		if ("value" in reply) return waiting.resolve(reply.value);
		const { kind, path, reason } = reply.error;
		waiting.reject(new ReadError(kind, path, reason));
	}
	function giveUp() {
		worker?.terminate();
		worker = null;
		possible = false;
		const left = [...pending.values()];
		pending.clear();
		left.forEach(runHere);
	}
	function runHere({ request, resolve, reject }) {
		const task = tasks[request.name];
		try {
			resolve(task(...request.values));
		} catch (error) {
			reject(error);
		}
	}
	// src/dataset/check/arrays.ts
	var REQUIRED = ["latents", "predicted_noise"];
	var REQUIRED_NEWER = [
		...REQUIRED,
		"x0",
		ARRAYS$1.initial
	];
	async function checkArrays(content, source, found, findings) {
		const path = String(asObject(content.metadata.artifacts).latents_noise);
		if (typeof found.get(path) !== "number") return;
		let headers;
		try {
			headers = await perform("arrayHeaders", new Uint8Array(await source.read(path)), path);
		} catch (error) {
			const { message } = ReadError.from(error, "damaged", path);
			return findings.error("array-unreadable", path, `it does not open: ${message} Export the run again`);
		}
		const required = content.newer ? REQUIRED_NEWER : REQUIRED;
		for (const name of required) {
			if (headers.some((header) => header.name === name)) continue;
			findings.error("array-missing", `${path}: ${name}`, `missing; expected ${required.join(", ")}`);
		}
		for (const header of headers) checkHeader(content, `${path}: ${header.name}`, header, headers, findings);
	}
	function checkHeader(content, place, { name, type, shape }, all, findings) {
		if (type !== "<f2") findings.error("array-dtype", place, `${type}; expected <f2, which is float16`);
		const [steps = 0, ...item] = all.find((header) => header.name === "latents")?.shape ?? shape;
		const grid = content.newer && name === "latents" && item.length === 3 ? statedGrid(content) : null;
		const cells = grid ? [item[0], ...grid] : item;
		const expected = name === ARRAYS$1.initial ? item : [content.steps ?? steps, ...cells];
		if (same$1(shape, expected) && item.length === 3 && !shape.includes(0)) return;
		const wanted = name === ARRAYS$1.initial ? "[C, h, w]" : "[steps, C, h, w]";
		findings.error("array-shape", place, `${shown(shape)}; expected ${shown(expected)}, ${wanted}`);
	}
	function statedGrid({ generator }) {
		const [height, width] = [asInt(generator.height, 1), asInt(generator.width, 1)];
		return height && width ? [Math.floor(height / 8), Math.floor(width / 8)] : null;
	}
	// src/dataset/png.ts
	var SIGNATURE = "PNG\r\n\n";
	var OTHERS = {
		"ÿØÿ": "JPEG",
		GIF8: "GIF",
		RIFF: "WebP",
		BM: "BMP"
	};
	function imageKind(bytes) {
		const start = String.fromCharCode(...bytes.subarray(0, 8));
		if (start === SIGNATURE) return "PNG";
		return Object.entries(OTHERS).find(([magic]) => start.startsWith(magic))?.[1] ?? null;
	}
	function pngHeader(bytes, path) {
		const damaged = (reason) => new ReadError("damaged", path, reason);
		if (imageKind(bytes) !== "PNG") throw damaged("it is no PNG image");
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		let header = null;
		for (let at = 8; at + 8 <= bytes.length;) {
			const length = view.getUint32(at);
			const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
			if (name === "IDAT" && header) return header;
			const end = at + 8 + length;
			if (end + 4 > bytes.length) break;
			if (!(crc32(bytes.subarray(at + 4, end)) === view.getUint32(end))) throw damaged(`its part ${JSON.stringify(name)} is damaged`);
			if (name === "IHDR" && length >= 13) {
				const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
				header = {
					width,
					height,
					depth: bytes[at + 16] ?? 0,
					colour: bytes[at + 17] ?? 0
				};
			}
			at = end + 4;
		}
		throw damaged("it is cut off or holds no pixels");
	}
	// src/dataset/check/presence.ts
	var AT_ONCE$1 = 8;
	async function findFiles(source, list, paths, onFound) {
		const listed = new Map(list?.map(({ path, bytes }) => [path, bytes]));
		const found = new Map();
		await eachOf(paths, async (path) => {
			found.set(path, listed.get(path) ?? await sizeByReading(source, path));
			onFound();
		});
		return found;
	}
	async function eachOf(items, task) {
		const left = items.values();
		const work = async () => {
			for (const item of left) await task(item);
		};
		await Promise.all(Array.from({ length: AT_ONCE$1 }, work));
	}
	async function sizeByReading(source, path) {
		if (!nameable(path)) return new ReadError("escapes", path, "no file can have such a name");
		try {
			return (await source.read(path)).byteLength;
		} catch (error) {
			return ReadError.from(error, "unreachable", path);
		}
	}
	// src/dataset/check/images.ts
	var RGB = 2;
	async function checkImages(content, source, found, findings) {
		const images = IMAGE_LISTS.flatMap((key) => asList(content.metadata[key]).map((path, i) => ({
			place: `${METADATA}: ${key}[${i}]`,
			path: String(path)
		}))).filter(({ path }) => typeof found.get(path) === "number");
		const sizes = new Map();
		await eachOf(images, async (image) => {
			const size = await sizeOf(image, source, findings);
			if (size) sizes.set(image.place, size);
		});
		let expected = statedSize(content);
		for (const { place, path } of images) {
			const size = sizes.get(place);
			if (!size) continue;
			expected ??= size;
			if (size.join("x") === expected.join("x")) continue;
			findings.error("image-size", place, `${shown(path)} is ${size.join("x")}; expected ${expected.join("x")}`);
		}
	}
	function statedSize({ generator }) {
		const { width, height } = asObject(generator.image_size);
		const [across, down] = [asInt(width, 1), asInt(height, 1)];
		return across && down ? [across, down] : null;
	}
	async function sizeOf({ place, path }, source, findings) {
		try {
			const bytes = new Uint8Array(await source.read(path));
			const kind = imageKind(bytes);
			const png = kind === null || kind === "PNG" ? pngHeader(bytes, path) : null;
			if (!png || png.colour !== RGB || png.depth !== 8) {
				const is = png ? `PNG of colour type ${png.colour} with ${png.depth} bits` : kind;
				findings.error("image-format", place, `${shown(path)} is ${is}; expected PNG, RGB, 8 bits`);
			}
			return png && [png.width, png.height];
		} catch (error) {
			const { reason } = ReadError.from(error, "damaged", path);
			findings.error("image-unreadable", place, `${shown(path)} does not open: ${reason}`);
			return null;
		}
	}
	// src/dataset/check/files.ts
	var BYTES_PER_VALUE$1 = 2;
	var REPORT_EVERY = 16;
	var SAID = {
		escapes: ["path-escapes", "leads out of the run's folder"],
		missing: ["file-missing", "does not exist; export the run again"]
	};
	async function checkFiles(content, source, onProgress) {
		const findings = new Findings();
		const list = await source.list();
		const paths = [...new Set(listedPaths(content).map(({ path }) => path))].filter(safePath);
		let done = 0;
		const found = await findFiles(source, list, paths, () => {
			if (++done % REPORT_EVERY === 0) onProgress?.(done, paths.length);
		});
		checkPresence(content, found, findings);
		checkSizes(content, found, findings);
		await checkImages(content, source, found, findings);
		await checkArrays(content, source, found, findings);
		if (list) checkUnlisted(content, list, findings);
		onProgress?.(paths.length, paths.length);
		return findings.problems;
	}
	function checkPresence(content, found, findings) {
		for (const { place, path } of listedPaths(content)) {
			const presence = found.get(String(path));
			if (typeof path !== "string" || presence === void 0 || typeof presence === "number") continue;
			const [rule, message] = SAID[presence.kind] ?? ["file-missing", `can't be read: ${presence.reason}`];
			findings.error(rule, place, `${shown(path)} ${message}`);
		}
	}
	function checkSizes(content, found, findings) {
		const guidance = asList(content.metadata.guidance_maps).map(asObject).map(({ path, shape }, i) => ({
			place: `${METADATA}: guidance_maps[${i}]`,
			path,
			shape: asSizes(shape)
		}));
		for (const { place, path, shape } of [...content.maps, ...guidance]) {
			const actual = found.get(String(path));
			if (shape === null || typeof actual !== "number") continue;
			const expected = shape.reduce((product, size) => product * size, BYTES_PER_VALUE$1);
			if (actual === expected) continue;
			const message = `${shown(path)} has ${actual} bytes; shape ${shown(shape)} takes ${expected}`;
			findings.error("map-size", `${place}.shape`, message);
		}
	}
	function checkUnlisted(content, onDisk, findings) {
		const paths = listedPaths(content).map(({ path }) => path);
		const known = new Set([...JSON_FILES, ...paths.filter(safePath)].map(folded));
		for (const { path } of onDisk) if (!known.has(folded(path))) findings.warn("file-unlisted", path, "nothing lists it");
	}
	// src/dataset/conditions.ts
	function readConditions(content) {
		if (content.conditions.length > 0) return content.conditions.map((entry, i) => readCondition(entry, `c${i}`, i === 0 ? "positive" : "negative"));
		const positive = readCondition(content.prompt, "c0", "positive");
		const negative = asText(content.prompt.negative);
		return negative ? [positive, readCondition({ text: negative }, "c1", "negative")] : [positive];
	}
	function readCondition(entry, id, polarity) {
		const tokens = asList(entry.tokens).map((token) => asText(token) ?? "");
		const mask = asList(entry.special_mask);
		const special = tokens.map((token, i) => mask.length === tokens.length ? mask[i] === true : isSpecial(token));
		return {
			id: asText(entry.id) ?? id,
			polarity: asText(entry.polarity) ?? polarity,
			text: asText(entry.text) ?? "",
			tokens,
			words: Array.isArray(entry.words) ? readWords(entry.words, tokens.length) : joinWords(tokens, special),
			special,
			weights: readWeights(entry.weights, tokens.length),
			labelledBy: asText(entry.source),
			labelReason: asText(entry.source_reason) ?? "",
			area: asSizes(entry.area, 0),
			masked: entry.mask === true,
			strength: asNumber(entry.strength),
			start: asNumber(entry.start),
			end: asNumber(entry.end)
		};
	}
	function readWords(words, tokens) {
		return words.map(asObject).flatMap((word) => {
			const text = asText(word.text);
			const indices = asList(word.token_indices).map((index) => asInt(index)).filter((index) => index !== null && index < tokens);
			return text === null || indices.length === 0 ? [] : [{
				text,
				tokens: indices
			}];
		});
	}
	function readWeights(value, tokens) {
		const weights = asList(value).map(asNumber);
		return tokens > 0 && weights.length === tokens && weights.every((weight) => weight !== null) ? weights : null;
	}
	// src/dataset/images.ts
	var MOST_PIXELS = 1 << 26;
	async function openImage(bytes, path) {
		const start = new Uint8Array(bytes);
		const { width, height } = (imageKind(start) ?? "PNG") !== "PNG" ? {
			width: 0,
			height: 0
		} : pngHeader(start, path);
		if (width * height > MOST_PIXELS) throw new ReadError("too-large", path, `it has ${width} x ${height} pixels; at most ${MOST_PIXELS} are shown`);
		if (typeof createImageBitmap === "undefined") throw new ReadError("unsupported", path, "images can't be decoded here");
		try {
			return await createImageBitmap(new Blob([bytes]));
		} catch {
			throw new ReadError("damaged", path, "the image can't be decoded");
		}
	}
	// src/dataset/layers.ts
	function readLayers(content) {
		return [...content.layers].flatMap(([id, entry]) => {
			const type = entry.attention_type;
			const name = asText(entry.processor_key) ?? "";
			if (!isAttentionType(type)) return [];
			const place = placeOf(name);
			return [{
				id,
				name,
				diffusersName: asText(entry.diffusers_name),
				type,
				block: readBlock(entry.block) ?? place?.block ?? null,
				blockIndex: asInt(entry.block_index) ?? place?.index ?? null,
				heads: asInt(entry.heads, 1),
				grid: asGrid(entry.grid)
			}];
		});
	}
	function readBlock(value) {
		const [stage, number] = asList(value);
		const block = asInt(number);
		return typeof stage === "string" && block !== null ? [stage, block] : null;
	}
	function placeOf(name) {
		const match = /(input|middle|output|down|mid|up)_blocks?(?:\.(\d+))?\..*transformer_blocks\.(\d+)\./.exec(name);
		if (!match) return null;
		const stage = match[1] ?? "";
		return {
			block: [stage, stage.startsWith("mid") ? 0 : Number(match[2])],
			index: Number(match[3])
		};
	}
	// src/dataset/cache.ts
	var Cache = class {
		limit;
		drop;
		items = new Map();
		held = 0;
		constructor(limit, drop = () => void 0) {
			this.limit = limit;
			this.drop = drop;
		}
		get bytes() {
			return this.held;
		}
		get(key) {
			const item = this.items.get(key);
			if (!item) return void 0;
			this.items.delete(key);
			this.items.set(key, item);
			return item.value;
		}
		set(key, value, bytes) {
			this.delete(key);
			if (bytes > this.limit) return;
			this.items.set(key, {
				value,
				bytes
			});
			this.held += bytes;
			for (const oldest of this.items.keys()) {
				if (this.held <= this.limit) break;
				this.delete(oldest);
			}
		}
		delete(key) {
			const item = this.items.get(key);
			if (!item) return;
			this.items.delete(key);
			this.held -= item.bytes;
			this.drop(item.value);
		}
		keys() {
			return [...this.items.keys()];
		}
	};
	// src/dataset/loader.ts
	var AT_ONCE = 8;
	var NewestFirst = class {
		waiting = [];
		running = 0;
		async run(task) {
			if (this.running >= AT_ONCE) await new Promise((start) => this.waiting.push(start));
			else this.running++;
			try {
				return await task();
			} finally {
				const next = this.waiting.pop();
				if (next) next();
				else this.running--;
			}
		}
	};
	var queue = new NewestFirst();
	var Loader = class {
		bytesOf;
		kept;
		underWay = new Map();
		constructor(limit, bytesOf, drop) {
			this.bytesOf = bytesOf;
			this.kept = new Cache(limit, drop);
		}
		load(key, read) {
			const known = this.kept.get(key);
			if (known !== void 0) return Promise.resolve(known);
			const started = this.underWay.get(key);
			if (started) return started;
			const loading = queue.run(read).then((value) => {
				if (this.finish(key, loading)) this.kept.set(key, value, this.bytesOf(value));
				return value;
			}, (error) => {
				this.finish(key, loading);
				throw error;
			});
			this.underWay.set(key, loading);
			return loading;
		}
		peek(key) {
			return this.kept.get(key);
		}
		forget(start) {
			for (const key of this.kept.keys()) if (key.startsWith(start)) this.kept.delete(key);
			for (const key of this.underWay.keys()) if (key.startsWith(start)) this.underWay.delete(key);
		}
		finish(key, loading) {
			if (this.underWay.get(key) !== loading) return false;
			return this.underWay.delete(key);
		}
	};
	// src/dataset/maps.ts
	var MapIndex = class {
		entries = new Map();
		heads = new Map();
		constructor(content) {
			for (const listed of content.maps) {
				const entry = usable(listed, content);
				if (!entry) continue;
				const key = mapKey(entry);
				if (!this.entries.has(key)) this.entries.set(key, entry);
				if (entry.head !== null) {
					const heads = this.heads.get(entry.layer) ?? new Set();
					this.heads.set(entry.layer, heads.add(entry.head));
				}
			}
		}
		find(layer, step, condition, head) {
			return this.entries.get(mapKey({
				layer,
				step,
				condition,
				head
			}));
		}
		headsOf(layer) {
			return [...this.heads.get(layer) ?? []].sort((a, b) => a - b);
		}
	};
	function mapKey(map) {
		return `${map.step} ${map.head ?? "mean"} ${map.condition} ${map.layer}`;
	}
	function usable(listed, content) {
		const { path, layer, type, step, shape, condition, head } = listed;
		if (!safePath(path) || layer === null || step === null || shape === null) return null;
		if (!isAttentionType(type)) return null;
		const grid = gridOf(type, shape, listed.grid ?? content.layerGrid(layer));
		return grid && {
			path,
			layer,
			type,
			step,
			condition,
			head,
			shape,
			grid
		};
	}
	function gridOf(type, shape, stated) {
		const [first, second, third] = shape;
		if (first === void 0 || second === void 0) return null;
		if (type === "cross") return third === void 0 || shape.length > 3 ? null : [second, third];
		if (shape.length !== 2 || first !== second) return null;
		if (stated && stated[0] * stated[1] === first) return stated;
		const side = Math.round(Math.sqrt(first));
		return side * side === first ? [side, side] : [1, first];
	}
	// src/dataset/metrics.ts
	var SERIES = [
		"latent_l2_norm",
		"predicted_noise_l2_norm",
		"predicted_noise_text_l2_norm",
		"predicted_noise_uncond_l2_norm",
		"guidance_l2_norm",
		"guidance_cosine",
		"cosine_similarity_to_previous",
		"x0_change_l2",
		"attention_kl_divergence"
	];
	function readMetrics(content, steps) {
		const { metrics } = content;
		const tokens = content.tokens.length || null;
		const entries = (key) => perStep(metrics[key], steps);
		const lists = (key) => entries(key).map((value) => listOf(value, tokens));
		const has = (key) => Array.isArray(metrics[key]);
		const spatial = byLayer(content, "cross_attention_spatial_entropy", steps);
		return {
			series: new Map(SERIES.filter(has).map((key) => [key, entries(key).map(asNumber)])),
			crossEntropy: byLayer(content, "cross_attention_entropy", steps),
			selfEntropy: byLayer(content, "self_attention_entropy", steps),
			spatialEntropy: spatial && {
				...spatial,
				tokens: entries("cross_attention_spatial_entropy").map((entry) => listOf(asObject(entry).by_token, tokens) ?? [])
			},
			tokenActivation: has("mean_token_activation") ? lists("mean_token_activation") : null,
			centroid: has("cross_attention_centroid") ? entries("cross_attention_centroid").map((entry) => asList(asObject(entry).by_token).map(asPoint)) : null,
			dominance: listOf(asObject(metrics.token_dominance).scores, tokens),
			spectrum: has("latent_spectrum") ? entries("latent_spectrum").map((value) => listOf(value, null)) : null
		};
	}
	function asPoint(value) {
		const [x, y, ...more] = asList(value).map(asNumber);
		return x != null && y != null && more.length === 0 ? [x, y] : null;
	}
	function perStep(value, steps) {
		const values = asList(value);
		return Array.from({ length: steps }, (_, step) => values[step]);
	}
	function listOf(value, length) {
		if (!Array.isArray(value) || value.length === 0) return null;
		return perStep(value, length ?? value.length).map(asNumber);
	}
	function byLayer(content, key, steps) {
		if (!Array.isArray(content.metrics[key])) return null;
		const entries = perStep(content.metrics[key], steps).map(asObject);
		const measured = entries.map((entry) => asObject(entry.by_layer));
		const layers = new Map();
		for (const id of content.layers.keys()) {
			const series = measured.map((values) => Object.hasOwn(values, id) ? asNumber(values[id]) : null);
			if (series.some((value) => value !== null)) layers.set(id, series);
		}
		return {
			mean: entries.map((entry, step) => asNumber(entry.mean) ?? meanAt(layers, step)),
			layers
		};
	}
	function meanAt(layers, step) {
		const values = [...layers.values()].map((series) => series[step] ?? null).filter((value) => value !== null);
		return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
	}
	// src/dataset/pca.ts
	function readPca(content, steps) {
		const { points, x0_points: x0Points, explained_variance_ratio: ratio } = content.pca;
		if (!Array.isArray(points) || points.length === 0) return null;
		const [first, second] = asList(ratio).map(asNumber);
		return {
			points: perStep(points, steps).map(asPoint),
			x0Points: Array.isArray(x0Points) ? perStep(x0Points, steps).map(asPoint) : null,
			explained: [first ?? null, second ?? null]
		};
	}
	// src/dataset/values.ts
	var BYTES_PER_VALUE = 2;
	async function readFloat16(source, path, shape) {
		const bytes = await source.read(path);
		const expected = shape.reduce((product, size) => product * size, BYTES_PER_VALUE);
		if (bytes.byteLength !== expected) throw new ReadError("damaged", path, `it has ${bytes.byteLength} bytes; shape [${shape.join(", ")}] takes ${expected}`);
		return perform("decodeFloat16", new Uint8Array(bytes));
	}
	async function readMap(source, entry) {
		const values = await readFloat16(source, entry.path, entry.shape);
		let [broken, low, high] = [
			0,
			Infinity,
			-Infinity
		];
		for (let i = 0; i < values.length; i++) {
			const value = values[i] ?? NaN;
			if (!Number.isFinite(value)) {
				broken++;
				values[i] = 0;
			}
			if (value < low) low = value;
			if (value > high) high = value;
		}
		return {
			entry,
			values,
			problem: problemOf(entry.path, broken, low, high)
		};
	}
	function problemOf(place, broken, low, high) {
		const problem = (message) => ({
			rule: "map-values",
			place,
			message,
			severity: "error"
		});
		if (broken > 0) return problem(`${broken} values are NaN or infinite, shown as 0; expected 0 to 1`);
		if (low < 0 || high > 1.001) return problem(`values from ${low} to ${high}; expected 0 to 1`);
		return null;
	}
	// src/dataset/run.ts
	var MAPS_HELD = 64 << 20;
	var IMAGES_HELD = 64 << 20;
	var GUIDANCE_HELD = 8 << 20;
	var maps = new Loader(MAPS_HELD, (map) => map.values.byteLength);
	var images = new Loader(IMAGES_HELD, (image) => image.width * image.height * 4, (image) => setTimeout(() => image.close(), 2e3));
	var guidance$1 = new Loader(GUIDANCE_HELD, (map) => map.values.byteLength);
	var opened = 0;
	var OpenRun = class {
		source;
		content;
		problems;
		key;
		name;
		schemaVersion;
		steps;
		timesteps;
		sigmas;
		conditions;
		layers;
		metrics;
		pca;
		complete;
		notRecorded;
		generator;
		metadata;
		has;
		index;
		imagePaths;
		guidancePaths;
		archive;
		allLatents = null;
		constructor(source, content, problems) {
			this.source = source;
			this.content = content;
			this.problems = problems;
			const { metadata } = content;
			this.key = `run-${opened++}`;
			this.name = source.name;
			this.schemaVersion = asText(metadata.schema_version) ?? "";
			this.steps = shownSteps(content);
			this.timesteps = perStep(metadata.timesteps, this.steps).map(asNumber);
			this.sigmas = content.sigmas?.length === this.steps + 1 ? content.sigmas : null;
			this.conditions = readConditions(content);
			this.layers = readLayers(content);
			this.metrics = readMetrics(content, this.steps);
			this.pca = readPca(content, this.steps);
			this.complete = metadata.complete !== false;
			this.notRecorded = asList(metadata.not_recorded).map(asObject).map(note);
			this.generator = content.generator;
			this.metadata = metadata;
			this.index = new MapIndex(content);
			this.imagePaths = {
				latent: perStep(metadata.images, this.steps).map(usablePath),
				x0: perStep(metadata.x0_images, this.steps).map(usablePath)
			};
			this.guidancePaths = guidanceEntries(content);
			this.archive = archivePath(metadata);
			this.has = {
				images: this.imagePaths.latent.map((path) => path !== null),
				x0Images: this.imagePaths.x0.map((path) => path !== null),
				latents: this.archive !== null,
				guidanceMaps: this.guidancePaths.size > 0
			};
		}
		mapEntry(layer, step, condition = "c0", head = null) {
			return this.index.find(layer, step, condition, head);
		}
		headsOf(layer) {
			return this.index.headsOf(layer);
		}
		map(entry) {
			return maps.load(this.place(mapKey(entry)), () => readMap(this.source, entry));
		}
		peekMap(entry) {
			return maps.peek(this.place(mapKey(entry)));
		}
		async image(kind, step) {
			const path = this.imagePaths[kind][step];
			if (!path) throw new ReadError("missing", `${kind} image of step ${step}`, "the run lists none");
			return images.load(this.place(path), async () => openImage(await this.source.read(path), path));
		}
		peekImage(kind, step) {
			const path = this.imagePaths[kind][step];
			return path ? images.peek(this.place(path)) : void 0;
		}
		async latents() {
			const path = this.archive;
			if (path === null) return null;
			this.allLatents ??= this.readLatents(path);
			return this.allLatents;
		}
		async readLatents(path) {
			try {
				return await perform("readLatents", new Uint8Array(await this.source.read(path)), path);
			} catch (error) {
				this.allLatents = null;
				throw error;
			}
		}
		async guidanceMap(step) {
			const listed = this.guidancePaths.get(step);
			if (!listed) return null;
			const { path, grid } = listed;
			return guidance$1.load(this.place(path), async () => ({
				step,
				grid,
				values: await readFloat16(this.source, path, grid)
			}));
		}
		check(onProgress) {
			return checkFiles(this.content, this.source, onProgress);
		}
		close() {
			for (const loader of [
				maps,
				images,
				guidance$1
			]) loader.forget(this.place(""));
			this.allLatents = null;
		}
		place(name) {
			return `${this.key} ${name}`;
		}
	};
	function shownSteps({ metadata, steps }) {
		const listed = Math.max(...[
			"images",
			"timesteps",
			"x0_images"
		].map((key) => asList(metadata[key]).length), 1);
		return Math.min(steps ?? listed, listed);
	}
	function note(entry) {
		const text = (key) => asText(entry[key]) ?? "";
		return {
			what: text("what"),
			where: text("where"),
			reason: text("reason")
		};
	}
	function usablePath(path) {
		return safePath(path) ? path : null;
	}
	function archivePath(metadata) {
		const artifacts = asObject(metadata.artifacts);
		return "latents_noise" in artifacts ? usablePath(artifacts.latents_noise) : LATENTS_NOISE;
	}
	function guidanceEntries(content) {
		const found = new Map();
		for (const entry of asList(content.metadata.guidance_maps).map(asObject)) {
			const [path, grid, step] = [
				usablePath(entry.path),
				asGrid(entry.shape),
				asInt(entry.step)
			];
			if (path !== null && grid && step !== null && !found.has(step)) found.set(step, {
				path,
				grid
			});
		}
		return found;
	}
	// src/dataset/open.ts
	async function openRun(source) {
		const read = await Promise.all(JSON_FILES.map((file) => readFile(source, file)));
		const files = new Map();
		for (const { file, value } of read) if (value !== void 0) files.set(file, value);
		const content = new Content(files);
		const problems = [...read.flatMap(({ file, problems, absent }) => absent && leftOut(content.metadata, file) ? [] : problems), ...checkContent(content)];
		if (!isObject(files.get("metadata.json"))) return {
			run: null,
			problems
		};
		return {
			run: new OpenRun(source, content, problems),
			problems
		};
	}
	async function readFile(source, file) {
		const error = (rule, message) => ({
			rule,
			place: file,
			message,
			severity: "error"
		});
		try {
			const { value, notes } = parseJson(await source.read(file));
			return {
				file,
				value,
				problems: notes.map((note) => error(note.rule, note.message)),
				absent: false
			};
		} catch (cause) {
			const { kind, reason } = ReadError.from(cause, "unreachable", file);
			return {
				file,
				value: void 0,
				problems: [error("json-missing", kind === "missing" ? "the file is missing; export the run again" : reason)],
				absent: kind === "missing"
			};
		}
	}
	// src/maths/information.ts
	function informationOfTokens(map) {
		const cells = map.entry.grid[0] * map.entry.grid[1];
		const tokens = Math.floor(map.values.length / cells);
		const byCell = new Float64Array(cells);
		const byToken = new Float64Array(tokens);
		for (let token = 0; token < tokens; token++) for (let cell = 0; cell < cells; cell++) {
			const value = map.values[token * cells + cell] ?? 0;
			byCell[cell] = (byCell[cell] ?? 0) + value;
			byToken[token] = (byToken[token] ?? 0) + value;
		}
		const total = byCell.reduce((sum, value) => sum + value, 0);
		return byToken.map((mass, token) => {
			let nats = 0;
			for (let cell = 0; cell < cells; cell++) {
				const value = map.values[token * cells + cell] ?? 0;
				if (value > 0) nats += value / total * Math.log(value * total / (mass * (byCell[cell] ?? 0)));
			}
			return nats;
		});
	}
	// src/state/firstLook.ts
	var MOST$1 = 24;
	var LEAST$1 = 1e-4;
	var SHORT = 2;
	var found = new WeakMap();
	async function compareLayers(run) {
		const layers = mappedLayers(run);
		const some = layers.filter((_, i) => i === 0 || part(i, layers) !== part(i - 1, layers));
		const best = (await Promise.all(some.map(async ({ id }) => ({
			layer: id,
			tokens: await telling(run, entriesOf(run, id))
		})))).reduce((a, b) => a && sum(a.tokens) >= sum(b.tokens) ? a : b, null);
		if (best && sum(best.tokens) > LEAST$1) found.set(run, best);
	}
	function firstLayer(run) {
		const layers = mappedLayers(run);
		const decoder = layers.find((l) => l.block?.[0] === "output");
		return found.get(run)?.layer ?? (decoder ?? layers.at(-1) ?? layersOf(run, "cross")[0])?.id ?? null;
	}
	function firstTerms(run) {
		const condition = run.conditions[0];
		const scores = found.get(run)?.tokens ?? run.metrics.dominance;
		if (!condition || !scores) return [];
		const words = termsOf(condition).filter((t) => t.kind === "word" && t.text.length > SHORT);
		const score = ({ tokens }) => sum(tokens.map((token) => scores[token] ?? 0));
		const best = words.reduce((a, b) => a && score(a) >= score(b) ? a : b, null);
		return best ? [best] : [];
	}
	async function telling(run, entries) {
		const ends = [...new Set([...entries.slice(0, 1), ...entries.slice(-1)])];
		const [first = [], last = []] = await Promise.all(ends.map((entry) => run.map(entry).then(informationOfTokens, () => [])));
		return Array.from({ length: Math.max(first.length, last.length) }, (_, t) => (first[t] ?? 0) + (last[t] ?? 0));
	}
	var sum = (values) => values.reduce((total, value) => total + value, 0);
	function mappedLayers(run) {
		return layersOf(run, "cross").filter((layer) => entriesOf(run, layer.id).length > 0);
	}
	function entriesOf(run, layer) {
		return Array.from({ length: run.steps }, (_, step) => run.mapEntry(layer, step) ?? []).flat();
	}
	function part(index, layers) {
		return Math.floor(index * MOST$1 / Math.max(MOST$1, layers.length));
	}
	// src/state/opening.ts
	async function openAll(app, sources, view = {}) {
		show(app, { opening: sources.map((source) => source.name).join(", ") });
		const results = await Promise.all(sources.map(openRun));
		const opened = results.flatMap(({ run }) => run ?? []);
		const unsaid = opened.filter((run) => !run.layers.some((layer) => layer.id === view.layer));
		await Promise.all(unsaid.map(compareLayers));
		const notices = results.flatMap(({ run, problems }, i) => problems.length ? [{
			name: sources[i]?.name ?? "",
			problems,
			failed: !run
		}] : []);
		const { runs, primary } = app.getState();
		app.setState({
			opening: null,
			notices,
			runs: [...runs, ...opened]
		});
		const [first, second] = opened;
		if (!first) return;
		showRun(app, first, second ?? (primary && sources.length === 1 ? primary : null), primary ? view : {
			terms: firstTerms(first),
			...view
		});
	}
	function showRun(app, run, compared, view = {}) {
		const known = {
			...app.getState(),
			...view
		};
		const layer = run.layers.some((l) => l.id === known.layer) ? known.layer : firstLayer(run);
		const terms = known.terms.filter((ref) => {
			const condition = run.conditions.find((c) => c.id === ref.condition);
			return condition !== void 0 && termsOf(condition)[ref.index] !== void 0;
		});
		app.setState((state) => ({
			...view,
			primary: run,
			compared,
			layer,
			terms,
			head: known.head !== null && layer !== null && run.headsOf(layer).includes(known.head) ? known.head : null,
			step: Math.min(known.step, run.steps - 1),
			playing: false,
			locked: view.locked ?? null,
			jump: state.jump + 1
		}));
	}
	// src/state/address.ts
	var DELAY_MS = 250;
	function useAddress() {
		const app = useAppStore();
		(0, import_react.useEffect)(() => {
			let timer;
			const write = () => {
				if (app.getState().primary) history.replaceState(null, "", `#${writeHash(app.getState())}`);
			};
			const unsubscribe = app.subscribe(() => {
				clearTimeout(timer);
				timer = setTimeout(write, DELAY_MS);
			});
			const read = () => {
				const { primary, compared, terms } = app.getState();
				if (!primary || location.hash === `#${writeHash(app.getState())}`) return;
				showRun(app, primary, compared, {
					...DEFAULT_VIEW,
					terms,
					...readHash(location.hash)
				});
			};
			window.addEventListener("hashchange", read);
			return () => {
				unsubscribe();
				clearTimeout(timer);
				window.removeEventListener("hashchange", read);
			};
		}, [app]);
	}
	// src/state/keyboard.ts
	var KEYS = [
		{
			keys: ["ArrowRight"],
			label: "→",
			does: "next step",
			act: (app, e) => {
				goTo(app, app.getState().step + (e.shiftKey ? 5 : 1));
			}
		},
		{
			keys: ["ArrowLeft"],
			label: "←",
			does: "previous step (with Shift: five)",
			act: (app, e) => {
				goTo(app, app.getState().step - (e.shiftKey ? 5 : 1));
			}
		},
		{
			keys: ["Home"],
			label: "Home",
			does: "first step",
			act: (app) => {
				goTo(app, 0);
			}
		},
		{
			keys: ["End"],
			label: "End",
			does: "last step",
			act: (app) => {
				goTo(app, Infinity);
			}
		},
		{
			keys: [" "],
			label: "Space",
			does: "play or pause",
			act: togglePlaying
		},
		{
			keys: ["l"],
			label: "L",
			does: "loop on or off",
			act: (app) => {
				show(app, { loop: !app.getState().loop });
			}
		},
		{
			keys: ["["],
			label: "[",
			does: "layer before",
			act: (app) => {
				moveLayer(app, -1);
			}
		},
		{
			keys: ["]"],
			label: "]",
			does: "layer after",
			act: (app) => {
				moveLayer(app, 1);
			}
		},
		{
			keys: [
				"1",
				"2",
				"3",
				"4",
				"5",
				"6",
				"7",
				"8",
				"9"
			],
			label: "1 to 9",
			does: "select that word of the prompt (with Alt: add it)",
			act: selectByNumber
		},
		{
			keys: ["0"],
			label: "0",
			does: "select no word",
			act: (app) => {
				show(app, { terms: [] });
			}
		},
		{
			keys: ["s"],
			label: "S",
			does: "shared scale, or each map alone",
			act: (app) => {
				show(app, { scale: app.getState().scale === "absolute" ? "normalised" : "absolute" });
			}
		},
		{
			keys: ["t"],
			label: "T",
			does: "show start, end and padding",
			act: (app) => {
				show(app, { showSpecial: !app.getState().showSpecial });
			}
		},
		{
			keys: ["v"],
			label: "V",
			does: "story or workbench",
			act: (app) => {
				show(app, { view: app.getState().view === "story" ? "workbench" : "story" });
			}
		},
		{
			keys: ["Escape"],
			label: "Esc",
			does: "let go of the kept place; close this help",
			act: (app) => {
				show(app, app.getState().helpOpen ? { helpOpen: false } : { locked: null });
			}
		},
		{
			keys: ["?"],
			label: "?",
			does: "this help",
			act: (app) => {
				show(app, { helpOpen: !app.getState().helpOpen });
			}
		}
	];
	function selectByNumber(app, event) {
		const condition = app.getState().primary?.conditions[0];
		const term = condition && termsOf(condition)[Number(event.key) - 1];
		if (term) selectTerm(app, term, event.altKey);
	}
	function listenToKeys(app) {
		const listener = (event) => {
			if (event.ctrlKey || event.metaKey || event.defaultPrevented || taken(event)) return;
			const key = KEYS.find((k) => k.keys.includes(event.key) || k.keys.includes(event.key.toLowerCase()));
			if (!key) return;
			event.preventDefault();
			key.act(app, event);
		};
		window.addEventListener("keydown", listener);
		return () => {
			window.removeEventListener("keydown", listener);
		};
	}
	function taken(event) {
		const target = event.target;
		if (!(target instanceof HTMLElement)) return false;
		if (target instanceof HTMLInputElement && target.type === "range") return /^(Arrow|Home|End|Page)/.test(event.key);
		if (target instanceof HTMLInputElement && target.type === "checkbox") return event.key === " ";
		if (target.matches("input, textarea, select")) return true;
		return target.matches("button, summary, a") && (event.key === " " || event.key === "Enter");
	}
	// src/state/playback.ts
	function usePlayback() {
		const app = useAppStore();
		const playing = useApp((s) => s.playing && s.primary !== null);
		const speed = useApp((s) => s.speed);
		(0, import_react.useEffect)(() => {
			if (!playing) return;
			const timer = setInterval(() => {
				advance(app);
			}, 1e3 / speed);
			return () => {
				clearInterval(timer);
			};
		}, [
			app,
			playing,
			speed
		]);
	}
	// src/maths/align.ts
	var CLEAN = 1e-4;
	function alignSteps(run, other, by) {
		const steps = Array.from({ length: run.steps }, (_, step) => step);
		const theirs = logs(other);
		const mine = logs(run);
		if (by === "step" || !mine || !theirs) return steps.map((step) => Math.min(step, other.steps - 1));
		return mine.map((level) => {
			const distances = theirs.map((candidate) => Math.abs(candidate - level));
			return distances.indexOf(Math.min(...distances));
		});
	}
	function logs({ steps, sigmas }) {
		return sigmas && sigmas.slice(0, steps).map((sigma) => Math.log(Math.max(sigma, CLEAN)));
	}
	// src/state/sight.ts
	var InSight = (0, import_react.createContext)(true);
	function useSeen(select) {
		const app = useAppStore();
		const inSight = (0, import_react.use)(InSight);
		const [held, setHeld] = (0, import_react.useState)(() => ({ value: select(app.getState()) }));
		const value = useApp((state) => inSight ? select(state) : held.value);
		if (!Object.is(value, held.value)) setHeld({ value });
		return value;
	}
	// src/state/aligned.ts
	function useAlignment() {
		const primary = useSeen((s) => s.primary);
		const compared = useSeen((s) => s.compared);
		const align = useSeen((s) => s.align);
		return (0, import_react.useMemo)(() => primary && compared ? alignSteps(primary, compared, align) : [], [
			primary,
			compared,
			align
		]);
	}
	// src/state/prefetch.ts
	var AHEAD = [
		1,
		-1,
		2,
		-2,
		3
	];
	function usePrefetch() {
		const run = useApp((s) => s.primary);
		const other = useApp((s) => s.compared);
		const step = useApp((s) => s.step);
		const layer = useApp((s) => s.layer);
		const alignment = useAlignment();
		(0, import_react.useEffect)(() => {
			if (!run) return;
			const timer = setTimeout(() => {
				for (const offset of AHEAD) {
					const there = step + offset;
					if (there < 0 || there >= run.steps) continue;
					readStep(run, there, layer);
					if (other) {
						const own = run.layers.find((l) => l.id === layer);
						readStep(other, alignment[there] ?? there, own ? sameLayer(other, own)?.id ?? null : null);
					}
				}
			}, 30);
			return () => {
				clearTimeout(timer);
			};
		}, [
			run,
			other,
			step,
			layer,
			alignment
		]);
	}
	var ignore = () => void 0;
	function readStep(run, step, layer) {
		for (const kind of ["latent", "x0"]) if ((kind === "latent" ? run.has.images : run.has.x0Images)[step]) run.image(kind, step).catch(ignore);
		for (const condition of run.conditions.slice(0, 2)) {
			const entry = layer === null ? void 0 : run.mapEntry(layer, step, condition.id);
			if (entry) run.map(entry).catch(ignore);
		}
	}
	// src/state/theme.ts
	var KEY = "diffulizer-theme";
	var dark = () => matchMedia("(prefers-color-scheme: dark)");
	function useTheme() {
		const theme = useApp((s) => s.theme);
		(0, import_react.useEffect)(() => {
			const apply = () => {
				const chosen = theme === "system" ? dark().matches ? "dark" : "light" : theme;
				document.documentElement.dataset.theme = chosen;
			};
			apply();
			const query = dark();
			query.addEventListener("change", apply);
			return () => {
				query.removeEventListener("change", apply);
			};
		}, [theme]);
	}
	function rememberedTheme() {
		try {
			const kept = localStorage.getItem(KEY);
			return kept === "light" || kept === "dark" ? kept : "system";
		} catch {
			return "system";
		}
	}
	function chooseTheme(app, theme) {
		show(app, { theme });
		try {
			localStorage.setItem(KEY, theme);
		} catch {}
	}
	// src/drawing/BitmapCanvas.tsx
	function BitmapCanvas({ bitmap, label, className = "" }) {
		const canvas = (0, import_react.useRef)(null);
		(0, import_react.useLayoutEffect)(() => {
			const target = canvas.current;
			if (!target || !bitmap) return;
			if (target.width !== bitmap.width) target.width = bitmap.width;
			if (target.height !== bitmap.height) target.height = bitmap.height;
			target.getContext("2d")?.drawImage(bitmap, 0, 0);
		}, [bitmap]);
		return (0, import_jsx_runtime.jsx)("canvas", {
			ref: canvas,
			role: "img",
			"aria-label": label,
			"aria-busy": !bitmap,
			className: `bitmap ${className}`
		});
	}
	// src/maths/resample.ts
	function resampleBilinear(values, from, to) {
		return weighted(values, from, neighbours(from[0], to[0]), neighbours(from[1], to[1]));
	}
	function neighbours(from, to) {
		return Array.from({ length: to }, (_, i) => {
			const place = Math.min(from - 1, Math.max(0, (i + .5) * from / to - .5));
			const low = Math.floor(place);
			return [[low, 1 - (place - low)], [Math.min(from - 1, low + 1), place - low]];
		});
	}
	function weighted(values, from, rows, columns) {
		const wide = columns.length;
		const across = new Float32Array(from[0] * wide);
		columns.forEach((parts, column) => {
			for (const [c, share] of parts) for (let row = 0; row < from[0]; row++) {
				const at = row * wide + column;
				across[at] = (across[at] ?? 0) + share * (values[row * from[1] + c] ?? 0);
			}
		});
		const result = new Float32Array(rows.length * wide);
		rows.forEach((parts, row) => {
			for (const [r, share] of parts) for (let column = 0; column < wide; column++) {
				const at = row * wide + column;
				result[at] = (result[at] ?? 0) + share * (across[r * wide + column] ?? 0);
			}
		});
		return result;
	}
	// src/drawing/heat.ts
	function drawHeat(canvas, heat) {
		const [rows, columns] = heat.grid;
		if (canvas.width !== columns) canvas.width = columns;
		if (canvas.height !== rows) canvas.height = rows;
		const context = canvas.getContext("2d");
		if (!context) return;
		const picture = context.createImageData(columns, rows);
		paint(picture.data, heat);
		context.putImageData(picture, 0, 0);
	}
	function paint(pixels, { values, domain, table }) {
		const [low, high] = domain;
		const factor = high > low ? 1 / (high - low) : 0;
		for (let i = 0; i < values.length; i++) {
			const value = values[i] ?? NaN;
			if (!Number.isFinite(value)) continue;
			const row = 3 * index((value - low) * factor);
			pixels[4 * i] = table[row] ?? 0;
			pixels[4 * i + 1] = table[row + 1] ?? 0;
			pixels[4 * i + 2] = table[row + 2] ?? 0;
			pixels[4 * i + 3] = 255;
		}
	}
	// src/drawing/HeatCanvas.tsx
	function HeatCanvas({ heat, smooth = false, opacity = 1, label, className = "" }) {
		const canvas = (0, import_react.useRef)(null);
		(0, import_react.useLayoutEffect)(() => {
			if (canvas.current && heat) drawHeat(canvas.current, smooth ? smoothed(heat) : heat);
		}, [heat, smooth]);
		return (0, import_jsx_runtime.jsx)("canvas", {
			ref: canvas,
			role: "img",
			"aria-label": label,
			"aria-busy": !heat,
			className: `heat ${className}`,
			style: {
				imageRendering: smooth ? "auto" : "pixelated",
				opacity: heat ? opacity : opacity * .3
			}
		});
	}
	var SMOOTH = 128;
	function smoothed(heat) {
		const factor = Math.max(1, Math.floor(SMOOTH / Math.max(...heat.grid)));
		const grid = [heat.grid[0] * factor, heat.grid[1] * factor];
		return {
			...heat,
			grid,
			values: resampleBilinear(heat.values, heat.grid, grid)
		};
	}
	// src/drawing/Legend.tsx
	var STOPS = 16;
	function Legend({ table, domain, caption }) {
		const gradient = (0, import_react.useMemo)(() => {
			return `linear-gradient(to right, ${Array.from({ length: 17 }, (_, i) => cssColour(table, i / STOPS)).join(", ")})`;
		}, [table]);
		const middle = (domain[0] + domain[1]) / 2;
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "legend small",
			role: "img",
			"aria-label": text("Colours from {low} to {high}: {caption}", {
				low: readable(domain[0]),
				high: readable(domain[1]),
				caption
			}),
			children: [
				(0, import_jsx_runtime.jsx)("div", {
					className: "legend-bar",
					style: { background: gradient }
				}),
				(0, import_jsx_runtime.jsxs)("div", {
					className: "row spread",
					children: [
						(0, import_jsx_runtime.jsx)("span", { children: readable(domain[0]) }),
						(0, import_jsx_runtime.jsx)("span", {
							className: "soft",
							children: readable(middle)
						}),
						(0, import_jsx_runtime.jsx)("span", { children: readable(domain[1]) })
					]
				}),
				(0, import_jsx_runtime.jsx)("p", {
					className: "soft",
					children: caption
				})
			]
		});
	}
	// src/state/loading.ts
	var NOTHING = {
		value: void 0,
		error: null
	};
	function useLoaded(key, peek, load) {
		const [, again] = (0, import_react.useReducer)((n) => n + 1, 0);
		const failed = (0, import_react.useRef)(null);
		const loading = (0, import_react.useRef)(load);
		const value = key === null ? void 0 : peek();
		const missing = key !== null && value === void 0;
		(0, import_react.useEffect)(() => {
			loading.current = load;
		});
		(0, import_react.useEffect)(() => {
			if (!missing || failed.current?.key === key) return;
			let wanted = true;
			loading.current().then(() => {
				if (wanted) again();
			}, (error) => {
				if (!wanted) return;
				failed.current = {
					key,
					error: error instanceof Error ? error.message : String(error)
				};
				again();
			});
			return () => {
				wanted = false;
			};
		}, [key, missing]);
		if (key === null) return NOTHING;
		return {
			value,
			error: failed.current?.key === key ? failed.current.error : null
		};
	}
	function useMap(run, layer, step, condition = "c0", head = null) {
		const entry = run && layer !== null ? run.mapEntry(layer, step, condition, head) : void 0;
		return {
			...useLoaded(run && entry ? `${run.key} ${entry.path}` : null, () => run && entry ? run.peekMap(entry) : void 0, () => run && entry ? run.map(entry) : Promise.resolve()),
			listed: entry !== void 0
		};
	}
	function useImage(run, kind, step) {
		const listed = run && (kind === "latent" ? run.has.images : run.has.x0Images)[step];
		return useLoaded(run && listed ? `${run.key} ${kind} ${String(step)}` : null, () => run?.peekImage(kind, step), () => run?.image(kind, step) ?? Promise.resolve());
	}
	var arrays = new WeakMap();
	function useLatents(run) {
		return useLoaded(run?.has.latents ? `${run.key} latents` : null, () => run ? arrays.get(run) : void 0, async () => {
			const read = await run?.latents();
			if (run && read) arrays.set(run, read);
			else throw new Error("The run has no readable latents_noise_fp16.npz.");
		});
	}
	var guidance = new WeakMap();
	function useGuidanceMap(run, step) {
		return useLoaded(run?.has.guidanceMaps ? `${run.key} guidance ${String(step)}` : null, () => run ? guidance.get(run)?.get(step) : void 0, async () => {
			if (!run) return;
			const read = await run.guidanceMap(step);
			guidance.set(run, (guidance.get(run) ?? new Map()).set(step, read));
		});
	}
	// src/maths/words.ts
	function termMap(map, tokens) {
		const cells = map.entry.grid[0] * map.entry.grid[1];
		const sum = new Float32Array(cells);
		for (const token of tokens) {
			const values = map.values.subarray(token * cells, (token + 1) * cells);
			for (let i = 0; i < values.length; i++) sum[i] = (sum[i] ?? 0) + (values[i] ?? 0);
		}
		return sum;
	}
	function rankAt(map, groups, row, column) {
		const [rows, columns] = map.entry.grid;
		const at = (token) => map.values[token * rows * columns + row * columns + column] ?? 0;
		return groups.map((tokens, index) => ({
			index,
			share: tokens.reduce((sum, token) => sum + at(token), 0)
		})).sort((a, b) => b.share - a.share);
	}
	function termMeans(map, groups) {
		return Float32Array.from(groups, (tokens) => mean(termMap(map, tokens)));
	}
	function mean(values) {
		return values.reduce((sum, value) => sum + value, 0) / values.length;
	}
	// src/state/summary.ts
	var known = new WeakMap();
	function useLayerSummary(run, layer, condition) {
		const [, again] = (0, import_react.useReducer)((n) => n + 1, 0);
		const id = condition?.id;
		(0, import_react.useLayoutEffect)(() => {
			if (!run || layer === null || !condition) return;
			const work = begin(run, layer, condition);
			work.listeners.add(again);
			again();
			return () => {
				work.listeners.delete(again);
			};
		}, [
			run,
			layer,
			condition
		]);
		if (!run || layer === null || id === void 0) return null;
		return known.get(run)?.get(`${layer} ${id}`)?.summary ?? null;
	}
	function begin(run, layer, condition) {
		const works = known.get(run) ?? new Map();
		known.set(run, works);
		const key = `${layer} ${condition.id}`;
		const there = works.get(key);
		if (there) return there;
		const entries = Array.from({ length: run.steps }, (_, step) => run.mapEntry(layer, step, condition.id));
		const work = {
			summary: emptySummary(entries),
			listeners: new Set()
		};
		works.set(key, work);
		readAll(run, entries, condition, work);
		return work;
	}
	function emptySummary(entries) {
		const total = entries.filter((e) => e !== void 0).length;
		return {
			means: entries.map(() => null),
			largest: 0,
			read: 0,
			total
		};
	}
	async function readAll(run, entries, condition, work) {
		const terms = termsOf(condition);
		const means = [...work.summary.means];
		const { total } = work.summary;
		let largest = 0;
		let read = 0;
		const take = (step, map) => {
			read += 1;
			if (!map) return;
			const found = digest(map, terms);
			means[step] = found.means;
			largest = Math.max(largest, found.largest);
		};
		const publish = () => {
			work.summary = {
				means: [...means],
				largest,
				read,
				total
			};
			work.listeners.forEach((tell) => {
				tell();
			});
		};
		const missing = [];
		for (const [step, entry] of entries.entries()) {
			const map = entry && run.peekMap(entry);
			if (map) take(step, map);
			else if (entry) missing.push(step);
		}
		publish();
		const queue = missing.values();
		const readOne = async (step) => {
			const entry = entries[step];
			take(step, entry && await run.map(entry).catch(() => void 0));
			publish();
		};
		await Promise.all(Array.from({ length: 6 }, async () => {
			for (const step of queue) await readOne(step);
		}));
	}
	var digests = new WeakMap();
	function digest(map, terms) {
		const there = digests.get(map.values);
		if (there) return there;
		let largest = 0;
		for (const { kind, tokens } of terms) if (kind === "word") for (const value of termMap(map, tokens)) largest = Math.max(largest, value);
		const made = {
			means: termMeans(map, terms.map((term) => term.tokens)),
			largest
		};
		digests.set(map.values, made);
		return made;
	}
	// src/state/scale.ts
	function useMapScale(run, layer, condition, values) {
		const mode = useSeen((s) => s.scale);
		const summary = useLayerSummary(mode === "normalised" ? null : run, layer, condition);
		return (0, import_react.useMemo)(() => {
			if (mode === "normalised") return {
				domain: [0, values && extent(values)?.[1] || 1],
				caption: text("share of attention; this map alone, stretched to its own largest value")
			};
			const caption = text("share of attention; the same scale for all words and steps of this layer");
			const part = summary && summary.read < summary.total ? ` ${text("({read} of {total} steps read)", {
				read: summary.read,
				total: summary.total
			})}` : "";
			return {
				domain: [0, summary?.largest || 1],
				caption: caption + part
			};
		}, [
			mode,
			summary,
			values
		]);
	}
	// src/state/missing.ts
	function whyMissing(run, layer, step) {
		const names = [layer, run.layers.find((l) => l.id === layer)?.name].filter((n) => typeof n === "string");
		const notes = run.notRecorded.filter((n) => !n.what.includes("head"));
		const said = notes.find((n) => names.some((name) => isNamed(n, name))) ?? notes.find((n) => n.what.includes("attention"));
		if (said) return text("Not recorded ({what}, {where}): {reason}", { ...said });
		return text("No map of this layer is listed at step {step}.", { step: step + 1 });
	}
	function isNamed(note, name) {
		return note.where.split(/[\s,;]+/).some((part) => part.replace(/[.:]$/, "") === name);
	}
	// src/state/selection.ts
	function useSelectedTerms(run) {
		const refs = useSeen((s) => s.terms);
		return (0, import_react.useMemo)(() => {
			const condition = run.conditions.find((c) => c.id === (refs[0]?.condition ?? "c0"));
			const all = condition ? termsOf(condition) : [];
			return {
				condition,
				terms: refs.flatMap((ref) => ref.condition === condition?.id ? all[ref.index] ?? [] : [])
			};
		}, [run, refs]);
	}
	function useListedTerms(condition) {
		const showSpecial = useSeen((s) => s.showSpecial);
		return (0, import_react.useMemo)(() => condition ? termsOf(condition).filter((t) => showSpecial || t.kind === "word") : [], [condition, showSpecial]);
	}
	function useSelection(run, layer, step) {
		const head = useSeen((s) => s.head);
		const { condition, terms } = useSelectedTerms(run);
		const map = useMap(run, layer, step, condition?.id, head);
		return {
			condition,
			terms,
			values: (0, import_react.useMemo)(() => map.value && terms.length ? termMap(map.value, terms.flatMap((t) => t.tokens)) : void 0, [map.value, terms]),
			grid: map.value?.entry.grid,
			listed: map.listed,
			why: map.listed ? "" : whyMissing(run, layer, step),
			error: map.error
		};
	}
	// src/panels/WipeFrame.tsx
	function WipeFrame({ run, label, left, right, names, share, onShare }) {
		const frame = (0, import_react.useRef)(null);
		const drag = (event) => {
			const box = frame.current?.getBoundingClientRect();
			if (box && event.buttons & 1) onShare(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)));
		};
		return (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [(0, import_jsx_runtime.jsxs)("div", {
			className: "frame",
			ref: frame,
			style: aspect(run),
			onPointerDown: (event) => {
				event.currentTarget.setPointerCapture(event.pointerId);
				drag(event);
			},
			onPointerMove: drag,
			children: [
				left,
				(0, import_jsx_runtime.jsx)("div", {
					className: "over",
					style: { clipPath: `inset(0 0 0 ${String(100 * share)}%)` },
					children: right
				}),
				(0, import_jsx_runtime.jsx)("div", {
					className: "divider",
					style: { left: `${String(100 * share)}%` },
					"aria-hidden": true
				}),
				(0, import_jsx_runtime.jsx)("span", {
					className: "tag left",
					children: names[0]
				}),
				(0, import_jsx_runtime.jsx)("span", {
					className: "tag right",
					children: names[1]
				})
			]
		}), (0, import_jsx_runtime.jsx)("input", {
			type: "range",
			className: "wipe",
			"aria-label": label,
			min: 0,
			max: 100,
			value: Math.round(100 * share),
			onChange: (event) => {
				onShare(Number(event.target.value) / 100);
			}
		})] });
	}
	function aspect(run) {
		const { width, height } = run.generator;
		return { aspectRatio: typeof width === "number" && typeof height === "number" && width > 0 && height > 0 ? `${String(width)} / ${String(height)}` : "1" };
	}
	// src/panels/Panel.tsx
	function Panel({ id, title, about, tools, children }) {
		return (0, import_jsx_runtime.jsxs)("section", {
			className: "panel",
			id,
			"aria-labelledby": `${id}-title`,
			children: [
				(0, import_jsx_runtime.jsxs)("header", {
					className: "row spread",
					children: [(0, import_jsx_runtime.jsx)("h3", {
						id: `${id}-title`,
						children: title
					}), tools && (0, import_jsx_runtime.jsx)("div", {
						className: "row tools",
						children: tools
					})]
				}),
				about && (0, import_jsx_runtime.jsx)("p", {
					className: "about small soft",
					children: about
				}),
				children
			]
		});
	}
	function Missing({ children }) {
		return (0, import_jsx_runtime.jsx)("p", {
			className: "missing small",
			children
		});
	}
	// src/panels/AttentionOverlay.tsx
	function AttentionOverlay({ run, step }) {
		const layer = useSeen((s) => s.layer);
		const opacity = useSeen((s) => s.opacity);
		const smooth = useSeen((s) => s.smooth);
		const colourMap = useSeen((s) => s.colourMap);
		const kind = run.has.x0Images[step] ? "x0" : "latent";
		const image = useImage(run, kind, step);
		const selection = useSelection(run, layer, step);
		const chosen = selection.terms.length > 0;
		const scale = useMapScale(chosen ? run : null, layer, selection.condition, selection.values);
		const table = colourTable(colourMap);
		const heat = (0, import_react.useMemo)(() => selection.values && selection.grid ? {
			values: selection.values,
			grid: selection.grid,
			domain: scale.domain,
			table
		} : void 0, [
			selection.values,
			selection.grid,
			scale.domain,
			table
		]);
		const words = selection.terms.map((t) => t.text).join(" + ");
		return (0, import_jsx_runtime.jsxs)("figure", {
			className: "overlay-figure",
			children: [
				(0, import_jsx_runtime.jsxs)(PlaceFrame, {
					run,
					children: [(0, import_jsx_runtime.jsx)(BitmapCanvas, {
						bitmap: image.value,
						label: kind === "x0" ? text("Predicted clean image at step {step}", { step: step + 1 }) : text("Image at step {step}", { step: step + 1 })
					}), chosen && selection.listed && (0, import_jsx_runtime.jsx)(HeatCanvas, {
						className: "over",
						heat,
						smooth,
						opacity,
						label: text("Attention to {words} at step {step}", {
							words,
							step: step + 1
						})
					})]
				}),
				chosen && selection.listed && (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [(0, import_jsx_runtime.jsx)(Legend, {
					table,
					domain: scale.domain,
					caption: scale.caption
				}), selection.grid && (0, import_jsx_runtime.jsx)("p", {
					className: "small soft",
					children: smooth ? text("{words}: {grid} cells, drawn smoothly", {
						words,
						grid: gridName(selection.grid)
					}) : text("{words}: {grid} cells", {
						words,
						grid: gridName(selection.grid)
					})
				})] }),
				chosen && !selection.listed && (0, import_jsx_runtime.jsx)(Missing, { children: selection.why }),
				selection.error && (0, import_jsx_runtime.jsx)(Missing, { children: text("The map can’t be read: {reason}", { reason: selection.error }) }),
				!chosen && (0, import_jsx_runtime.jsx)("p", {
					className: "small soft",
					children: text("Choose a word to see where the picture attends to it, or move over the picture.")
				})
			]
		});
	}
	function PlaceFrame({ run, children }) {
		const app = useAppStore();
		const frame = (0, import_react.useRef)(null);
		const hover = useSeen((s) => s.hover);
		const locked = useSeen((s) => s.locked);
		const placeOf = (event) => {
			const box = frame.current?.getBoundingClientRect();
			if (!box) return null;
			const inside = (v) => Math.max(0, Math.min(.99999, v));
			return {
				x: inside((event.clientX - box.left) / box.width),
				y: inside((event.clientY - box.top) / box.height)
			};
		};
		const mark = locked ?? hover;
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "frame place",
			ref: frame,
			style: aspect(run),
			onPointerMove: (event) => {
				show(app, { hover: placeOf(event) });
			},
			onPointerLeave: () => {
				show(app, { hover: null });
			},
			onClick: (event) => {
				const place = placeOf(event);
				show(app, { locked: locked ? null : place });
			},
			children: [children, mark && (0, import_jsx_runtime.jsx)("span", {
				className: locked ? "mark locked" : "mark",
				style: {
					left: `${String(100 * mark.x)}%`,
					top: `${String(100 * mark.y)}%`
				},
				"aria-hidden": true
			})]
		});
	}
	// src/panels/comparison/AttentionDifference.tsx
	function AttentionDifference({ run, step, other, otherStep }) {
		const layerId = useSeen((s) => s.layer);
		const smooth = useSeen((s) => s.smooth);
		const opacity = useSeen((s) => s.opacity);
		const mine = useSelection(run, layerId, step);
		const layer = run.layers.find((l) => l.id === layerId);
		const theirLayer = layer ? sameLayer(other, layer) : null;
		const polarity = mine.condition?.polarity;
		const theirCondition = other.conditions.find((c) => c.polarity === polarity);
		const theirTerms = theirCondition ? termsOf(theirCondition) : [];
		const matches = mine.terms.map((term) => theirTerms.find((t) => t.text === term.text && t.kind === term.kind));
		const tokens = matches.every((m) => m !== void 0) ? matches.flatMap((m) => m.tokens) : null;
		const theirs = useMap(other, theirLayer?.id ?? null, otherStep, theirCondition?.id);
		const image = useImage(run, run.has.x0Images[step] ? "x0" : "latent", step);
		const tokenKey = tokens?.join() ?? "";
		const difference = (0, import_react.useMemo)(() => {
			if (!mine.values || !mine.grid || !theirs.value || !tokenKey) return null;
			const fitted = resampleBilinear(termMap(theirs.value, tokenKey.split(",").map(Number)), theirs.value.entry.grid, mine.grid);
			const own = mine.values;
			const result = fitted.map((v, i) => v - (own[i] ?? 0));
			const limit = result.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6);
			return {
				values: result,
				grid: mine.grid,
				domain: [-limit, limit],
				table: differenceTable()
			};
		}, [
			mine.values,
			mine.grid,
			theirs.value,
			tokenKey
		]);
		if (mine.terms.length === 0) return (0, import_jsx_runtime.jsx)(Missing, { children: text("Choose a word that both prompts have.") });
		const words = mine.terms.map((t) => t.text).join(" + ");
		if (!tokens) return (0, import_jsx_runtime.jsx)(Missing, { children: text("“{words}” is not in the prompt of {run}.", {
			words,
			run: other.name
		}) });
		if (!theirLayer) return (0, import_jsx_runtime.jsx)(Missing, { children: text("{run} did not record the layer {layer}.", {
			run: other.name,
			layer: layer?.name ?? ""
		}) });
		if (!mine.listed || !theirs.listed) return (0, import_jsx_runtime.jsx)(Missing, { children: text("One of the runs has no map at this step.") });
		return (0, import_jsx_runtime.jsxs)("figure", {
			className: "overlay-figure",
			children: [(0, import_jsx_runtime.jsxs)("div", {
				className: "frame",
				style: aspect(run),
				children: [(0, import_jsx_runtime.jsx)(BitmapCanvas, {
					bitmap: image.value,
					label: text("{run}, step {step}", {
						run: run.name,
						step: step + 1
					})
				}), (0, import_jsx_runtime.jsx)(HeatCanvas, {
					className: "over",
					heat: difference ?? void 0,
					smooth,
					opacity: Math.max(opacity, .75),
					label: text("Attention to {words}: {other} minus {run}", {
						words,
						other: other.name,
						run: run.name
					})
				})]
			}), difference && (0, import_jsx_runtime.jsx)(Legend, {
				table: differenceTable(),
				domain: difference.domain,
				caption: text("“{words}”: red where {other} attends more, blue where {run} does; this pair’s own scale", {
					words,
					other: other.name,
					run: run.name
				})
			})]
		});
	}
	// src/charts/Matrix.tsx
	function Matrix(props) {
		const { label, rows, columns, values, domain, table, column, columnName, onPick, describe, rowHeight = 20 } = props;
		const [hover, setHover] = (0, import_react.useState)(null);
		const [low, high] = domain;
		const heat = (0, import_react.useMemo)(() => ({
			values,
			grid: [rows.length, columns],
			domain: [low, high],
			table
		}), [
			values,
			rows.length,
			columns,
			low,
			high,
			table
		]);
		const cellOf = (event) => {
			const box = event.currentTarget.getBoundingClientRect();
			const at = (share, count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
			return [at((event.clientY - box.top) / box.height, rows.length), at((event.clientX - box.left) / box.width, columns)];
		};
		if (rows.length === 0 || columns === 0) return null;
		const height = rows.length * rowHeight;
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "matrix",
			children: [
				(0, import_jsx_runtime.jsx)("ul", {
					className: "matrix-labels",
					style: { gridAutoRows: `${String(rowHeight)}px` },
					children: rows.map((row) => (0, import_jsx_runtime.jsx)("li", { children: row.onSelect ? (0, import_jsx_runtime.jsx)("button", {
						className: "plain",
						"aria-pressed": row.selected ?? false,
						onClick: row.onSelect,
						children: row.label
					}) : row.label }, row.key))
				}),
				(0, import_jsx_runtime.jsxs)("div", {
					className: "matrix-cells",
					style: { height },
					onPointerMove: (event) => {
						setHover(cellOf(event));
					},
					onPointerLeave: () => {
						setHover(null);
					},
					onPointerDown: (event) => {
						onPick?.(...cellOf(event));
					},
					children: [
						(0, import_jsx_runtime.jsx)(HeatCanvas, {
							heat,
							label
						}),
						rows.map((row, i) => row.selected && (0, import_jsx_runtime.jsx)("span", {
							className: "matrix-row",
							style: {
								top: i * rowHeight,
								height: rowHeight
							},
							"aria-hidden": true
						}, row.key)),
						column !== null && (0, import_jsx_runtime.jsx)("span", {
							className: "matrix-column",
							style: {
								left: `${String(100 * column / columns)}%`,
								width: `${String(100 / columns)}%`
							},
							"aria-hidden": true
						})
					]
				}),
				(0, import_jsx_runtime.jsx)("p", {
					className: "matrix-note small soft",
					"aria-live": "off",
					children: hover ? describe(hover[0], hover[1]) : column === null ? "" : columnName(column)
				})
			]
		});
	}
	// src/maths/divergence.ts
	function mapDivergence(a, b) {
		if (a.values.length !== b.values.length || a.entry.shape[0] !== b.entry.shape[0]) return NaN;
		const tokens = a.entry.shape[0] ?? 0;
		const cells = a.values.length / tokens;
		let sum = 0;
		for (let i = 0; i < a.values.length; i++) {
			const p = a.values[i] ?? 0;
			const q = b.values[i] ?? 0;
			const m = (p + q) / 2;
			if (p > 0) sum += p * Math.log(p / m);
			if (q > 0) sum += q * Math.log(q / m);
		}
		return sum / 2 / cells;
	}
	// src/panels/comparison/DivergenceMatrix.tsx
	function DivergenceMatrix({ run, other, alignment }) {
		const app = useAppStore();
		const step = useSeen((s) => s.step);
		const chosen = useSeen((s) => s.layer);
		const colourMap = useSeen((s) => s.colourMap);
		const comparable = sameTokens(run, other);
		const pairs = (0, import_react.useMemo)(() => layersOf(run, "cross").flatMap((l) => sameLayer(other, l) ? [[l, sameLayer(other, l)]] : []), [run, other]);
		const values = useDivergences(run, other, alignment, pairs);
		if (!comparable) return (0, import_jsx_runtime.jsx)(Missing, { children: "The two prompts have different tokens, so their attention to tokens can’t be compared as a whole. Compare a word that both have." });
		if (pairs.length === 0) return (0, import_jsx_runtime.jsx)(Missing, { children: "The two runs share no recorded cross-attention layer." });
		const largest = (extent(values)?.[1] ?? 0) || Math.LN2;
		return (0, import_jsx_runtime.jsx)(Matrix, {
			label: "Jensen-Shannon divergence by layer and step",
			rows: pairs.map(([l]) => ({
				key: l.id,
				label: layerName(l),
				selected: l.id === chosen,
				onSelect: () => {
					setLayer(app, l.id);
				}
			})),
			columns: run.steps,
			values,
			domain: [0, largest],
			table: colourTable(colourMap),
			column: step,
			columnName: (column) => `step ${String(column + 1)}; brightest = ${readable(largest)} nats of at most ${readable(Math.LN2)}`,
			onPick: (row, column) => {
				goTo(app, column);
				const pair = pairs[row];
				if (pair) setLayer(app, pair[0].id);
			},
			describe: (row, column) => {
				const pair = pairs[row];
				const value = values[row * run.steps + column];
				return `${pair ? layerName(pair[0]) : ""}, step ${String(column + 1)}: ${readable(value)} nats`;
			}
		});
	}
	function sameTokens(run, other) {
		const [a, b] = [run.conditions[0]?.tokens.length, other.conditions[0]?.tokens.length];
		return a !== void 0 && a > 0 && a === b;
	}
	function useDivergences(run, other, alignment, pairs) {
		const empty = (0, import_react.useMemo)(() => ({
			alignment,
			pairs,
			cells: new Float32Array(pairs.length * run.steps).fill(NaN)
		}), [
			alignment,
			pairs,
			run
		]);
		const [found, setFound] = (0, import_react.useState)(empty);
		(0, import_react.useEffect)(() => {
			let wanted = true;
			const cells = empty.cells.slice();
			const one = async (row, step) => {
				const [a, b] = pairs[row] ?? [];
				const mine = a && run.mapEntry(a.id, step);
				const theirs = b && other.mapEntry(b.id, alignment[step] ?? step);
				if (!mine || !theirs) return;
				const maps = await Promise.all([run.map(mine), other.map(theirs)]).catch(() => null);
				if (maps) cells[row * run.steps + step] = mapDivergence(maps[0], maps[1]);
			};
			const all = async () => {
				for (let step = 0; step < run.steps && wanted; step++) {
					await Promise.all(pairs.map((_, row) => one(row, step)));
					if (wanted) setFound({
						alignment,
						pairs,
						cells: cells.slice()
					});
				}
			};
			all();
			return () => {
				wanted = false;
			};
		}, [
			run,
			other,
			alignment,
			pairs,
			empty
		]);
		return found.pairs === pairs && found.alignment === alignment ? found.cells : empty.cells;
	}
	// src/maths/promptDiff.ts
	function diffWords(a, b) {
		const width = b.length + 1;
		const lengths = new Uint16Array((a.length + 1) * width);
		for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) {
			const here = i * width + j;
			lengths[here] = a[i] === b[j] ? (lengths[here + width + 1] ?? 0) + 1 : Math.max(lengths[here + width] ?? 0, lengths[here + 1] ?? 0);
		}
		const parts = [];
		let i = 0;
		let j = 0;
		while (i < a.length || j < b.length) {
			const left = a[i];
			const right = b[j];
			if (left !== void 0 && left === right) {
				parts.push({
					text: left,
					side: "both"
				});
				i += 1;
				j += 1;
			} else if (left !== void 0 && (right === void 0 || (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))) {
				parts.push({
					text: left,
					side: "a"
				});
				i += 1;
			} else if (right !== void 0) {
				parts.push({
					text: right,
					side: "b"
				});
				j += 1;
			}
		}
		return parts;
	}
	// src/panels/comparison/PromptDiff.tsx
	function PromptDiff({ run, other }) {
		const settings = (0, import_react.useMemo)(() => differingSettings(run, other), [run, other]);
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "prompt-diff",
			children: [["positive", "negative"].map((polarity) => (0, import_jsx_runtime.jsx)(Diff, {
				a: find(run, polarity),
				b: find(other, polarity)
			}, polarity)), settings.length > 0 ? (0, import_jsx_runtime.jsxs)("table", {
				className: "small",
				children: [(0, import_jsx_runtime.jsx)("caption", {
					className: "hidden-visually",
					children: "Settings that differ"
				}), (0, import_jsx_runtime.jsx)("tbody", { children: settings.map(([key, a, b]) => (0, import_jsx_runtime.jsxs)("tr", { children: [
					(0, import_jsx_runtime.jsx)("th", {
						scope: "row",
						children: key
					}),
					(0, import_jsx_runtime.jsx)("td", {
						className: "a",
						children: a
					}),
					(0, import_jsx_runtime.jsx)("td", {
						className: "b",
						children: b
					})
				] }, key)) })]
			}) : (0, import_jsx_runtime.jsx)("p", {
				className: "small soft",
				children: "All settings are equal."
			})]
		});
	}
	function find(run, polarity) {
		return run.conditions.find((c) => c.polarity === polarity);
	}
	function Diff({ a, b }) {
		const words = (c) => c?.text.split(/\s+/).filter(Boolean) ?? [];
		const parts = (0, import_react.useMemo)(() => diffWords(words(a), words(b)), [a, b]);
		const shown = a ?? b;
		if (!shown || parts.length === 0) return null;
		return (0, import_jsx_runtime.jsxs)("p", { children: [(0, import_jsx_runtime.jsxs)("span", {
			className: "small soft",
			children: [conditionName(shown), ": "]
		}), parts.map((part, i) => {
			const text = `${part.text} `;
			if (part.side === "both") return (0, import_jsx_runtime.jsx)("span", { children: text }, i);
			return part.side === "a" ? (0, import_jsx_runtime.jsx)("del", {
				className: "a",
				children: text
			}, i) : (0, import_jsx_runtime.jsx)("ins", {
				className: "b",
				children: text
			}, i);
		})] });
	}
	var LEFT_OUT = new Set([
		"workflow",
		"prompt_graph",
		"created_at",
		"sigmas",
		"schedule",
		"model_evaluations"
	]);
	function differingSettings(run, other) {
		return [...new Set([...Object.keys(run.generator), ...Object.keys(other.generator)])].flatMap((key) => {
			if (LEFT_OUT.has(key)) return [];
			const [a, b] = [run, other].map((r) => JSON.stringify(r.generator[key] ?? null));
			return a !== b ? [[
				key,
				a ?? "",
				b ?? ""
			]] : [];
		});
	}
	// src/panels/comparison/WipeImages.tsx
	function WipeImages({ run, step, other, otherStep }) {
		const [share, setShare] = (0, import_react.useState)(.5);
		const [kind, setKind] = (0, import_react.useState)(run.has.x0Images.some(Boolean) && other.has.x0Images.some(Boolean) ? "x0" : "latent");
		const mine = useImage(run, kind, step);
		const theirs = useImage(other, kind, otherStep);
		return (0, import_jsx_runtime.jsxs)("figure", {
			className: "picture",
			children: [(0, import_jsx_runtime.jsx)(WipeFrame, {
				run,
				label: "Divider between the two runs",
				left: (0, import_jsx_runtime.jsx)(BitmapCanvas, {
					bitmap: mine.value,
					label: `${run.name}, step ${String(step + 1)}`
				}),
				right: (0, import_jsx_runtime.jsx)(BitmapCanvas, {
					bitmap: theirs.value,
					label: `${other.name}, step ${String(otherStep + 1)}`
				}),
				names: [`${run.name} · ${String(step + 1)}`, `${other.name} · ${String(otherStep + 1)}`],
				share,
				onShare: setShare
			}), (0, import_jsx_runtime.jsx)("div", {
				className: "row small",
				children: ["latent", "x0"].map((k) => (0, import_jsx_runtime.jsx)("button", {
					"aria-pressed": kind === k,
					disabled: !(k === "latent" ? run.has.images : run.has.x0Images).some(Boolean),
					onClick: () => {
						setKind(k);
					},
					children: k === "latent" ? "x after the step" : "x̂₀ predicted"
				}, k))
			})]
		});
	}
	// src/panels/Comparison.tsx
	function Comparison({ run, step }) {
		const app = useAppStore();
		const other = useSeen((s) => s.compared);
		const align = useSeen((s) => s.align);
		const alignment = useAlignment();
		if (!other) return (0, import_jsx_runtime.jsx)(Missing, { children: "Open a second run and choose it under “compare with” to see where the two part." });
		const otherStep = alignment[step] ?? Math.min(step, other.steps - 1);
		const sigmas = run.sigmas && other.sigmas;
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "comparison",
			children: [(0, import_jsx_runtime.jsxs)("div", {
				className: "row",
				children: [(0, import_jsx_runtime.jsx)("div", {
					className: "row small",
					role: "group",
					"aria-label": "Alignment of the two runs",
					children: ["sigma", "step"].map((way) => (0, import_jsx_runtime.jsx)("button", {
						"aria-pressed": align === way,
						disabled: way === "sigma" && !sigmas,
						title: sigmas ? void 0 : "One of the runs does not say its noise levels",
						onClick: () => {
							show(app, { align: way });
						},
						children: way === "sigma" ? "at the same noise level" : "at the same step"
					}, way))
				}), (0, import_jsx_runtime.jsxs)("p", {
					className: "small soft",
					children: [
						"step ",
						step + 1,
						" (σ ",
						readable(run.sigmas?.[step]),
						") beside step ",
						otherStep + 1,
						" of ",
						other.steps,
						" (σ",
						" ",
						readable(other.sigmas?.[otherStep]),
						")"
					]
				})]
			}), (0, import_jsx_runtime.jsxs)("div", {
				className: "comparison-grid",
				children: [
					(0, import_jsx_runtime.jsx)(Panel, {
						id: "compare-images",
						title: "Pictures",
						children: (0, import_jsx_runtime.jsx)(WipeImages, {
							run,
							step,
							other,
							otherStep
						})
					}),
					(0, import_jsx_runtime.jsx)(Panel, {
						id: "compare-attention",
						title: "Attention to a word, differences",
						children: (0, import_jsx_runtime.jsx)(AttentionDifference, {
							run,
							step,
							other,
							otherStep
						})
					}),
					(0, import_jsx_runtime.jsx)(Panel, {
						id: "compare-prompts",
						title: "Prompts and settings",
						children: (0, import_jsx_runtime.jsx)(PromptDiff, {
							run,
							other
						})
					}),
					(0, import_jsx_runtime.jsx)(Panel, {
						id: "compare-divergence",
						title: "Where and when attention parts",
						about: "Jensen-Shannon divergence between the two runs’ attention over tokens, mean over the picture. 0: equal; 0.69 (ln 2): nothing in common.",
						children: (0, import_jsx_runtime.jsx)(DivergenceMatrix, {
							run,
							other,
							alignment
						})
					})
				]
			})]
		});
	}
	// src/drawing/Thumbnail.tsx
	var WIDTH = 112;
	var Thumbnail = (0, import_react.memo)(function Thumbnail({ run, kind, step }) {
		const picture = (0, import_react.useRef)(null);
		const [state, setState] = (0, import_react.useState)("reading");
		(0, import_react.useEffect)(() => {
			if (!picture.current) return;
			let address = null;
			let wanted = true;
			const draw = async () => {
				const small = await shrink(await run.image(kind, step));
				if (!wanted) return;
				address = URL.createObjectURL(small);
				setState({ address });
			};
			const seen = new IntersectionObserver((entries) => {
				if (!entries.some((e) => e.isIntersecting)) return;
				seen.disconnect();
				draw().catch(() => {
					if (wanted) setState("unreadable");
				});
			});
			seen.observe(picture.current);
			return () => {
				wanted = false;
				seen.disconnect();
				if (address) URL.revokeObjectURL(address);
			};
		}, [
			run,
			kind,
			step
		]);
		const address = typeof state === "object" ? state.address : void 0;
		return (0, import_jsx_runtime.jsx)("img", {
			ref: picture,
			src: address,
			alt: "",
			className: state === "unreadable" ? "thumbnail unreadable" : "thumbnail"
		});
	});
	function shrink(image) {
		const canvas = new OffscreenCanvas(WIDTH, Math.max(1, Math.round(WIDTH * image.height / image.width)));
		canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
		return canvas.convertToBlob({
			type: "image/jpeg",
			quality: .85
		});
	}
	// src/panels/FilmStrip.tsx
	function FilmStrip({ run, kind }) {
		const step = useSeen((s) => s.step);
		const strip = (0, import_react.useRef)(null);
		(0, import_react.useEffect)(() => {
			const timer = setTimeout(() => {
				const list = strip.current;
				const item = list?.children[step];
				if (!list || !(item instanceof HTMLElement)) return;
				list.scrollTo({ left: item.offsetLeft - (list.clientWidth - item.clientWidth) / 2 });
			}, 40);
			return () => {
				clearTimeout(timer);
			};
		}, [step]);
		const listed = kind === "latent" ? run.has.images : run.has.x0Images;
		if (!listed.some(Boolean)) return null;
		return (0, import_jsx_runtime.jsx)("ol", {
			className: "film",
			ref: strip,
			"aria-label": kind === "latent" ? "Latent after each step" : "Predicted clean image at each step",
			children: listed.map((there, i) => (0, import_jsx_runtime.jsx)(Frame, {
				run,
				kind,
				step: i,
				there,
				current: i === step
			}, i))
		});
	}
	var Frame = (0, import_react.memo)(function Frame({ run, kind, step, there, current }) {
		const app = useAppStore();
		return (0, import_jsx_runtime.jsx)("li", { children: (0, import_jsx_runtime.jsxs)("button", {
			"aria-label": `Step ${String(step + 1)}${there ? "" : ", no image"}`,
			"aria-current": current,
			onClick: () => {
				goTo(app, step);
			},
			children: [there ? (0, import_jsx_runtime.jsx)(Thumbnail, {
				run,
				kind,
				step
			}) : (0, import_jsx_runtime.jsx)("span", { className: "gap" }), (0, import_jsx_runtime.jsx)("span", {
				className: "number",
				children: step + 1
			})]
		}) });
	});
	// src/maths/reverse.ts
	function reverseStep(latents, sigmas, step) {
		const x = step > 0 ? at(latents.latents, step - 1) : latents.initial?.data;
		const after = at(latents.latents, step);
		const noise = at(latents.predictedNoise, step);
		const clean = at(latents.x0, step);
		const sigma = sigmas?.[step];
		const next = sigmas?.[step + 1];
		if (!x || !after || !noise || sigma === void 0 || next === void 0) return null;
		let difference = 0;
		for (let i = 0; i < after.length; i++) {
			const euler = (x[i] ?? NaN) + (next - sigma) * (noise[i] ?? NaN);
			difference += ((after[i] ?? NaN) - euler) ** 2;
		}
		const size = l2Norm(after);
		return {
			sigma,
			next,
			before: l2Norm(x),
			after: size,
			noise: l2Norm(noise),
			clean: clean ? l2Norm(clean) : NaN,
			beyondEuler: Math.sqrt(difference) / size
		};
	}
	function guidanceStep(latents, scale, step) {
		const text = at(latents.predictedNoiseText, step);
		const uncond = at(latents.predictedNoiseUncond, step);
		const guided = at(latents.predictedNoise, step);
		if (!text || !uncond || !guided) return null;
		let beyond = 0;
		for (let i = 0; i < text.length; i++) {
			const [t, u] = [text[i] ?? NaN, uncond[i] ?? NaN];
			beyond += ((guided[i] ?? NaN) - (u + scale * (t - u))) ** 2;
		}
		return {
			text: l2Norm(text),
			uncond: l2Norm(uncond),
			difference: l2Distance(text, uncond),
			cosine: cosine(text, uncond),
			guided: l2Norm(guided),
			beyondPlain: Math.sqrt(beyond) / l2Norm(guided)
		};
	}
	function at(array, step) {
		if (!array) return null;
		const [, ...rest] = array.shape;
		const size = rest.reduce((product, n) => product * n, 1);
		const end = (step + 1) * size;
		return end <= array.data.length ? array.data.subarray(step * size, end) : null;
	}
	// src/panels/Formulas.tsx
	var ROUNDING = .005;
	function ReverseFormula({ run, step }) {
		const { value: latents, error } = useLatents(run);
		const numbers = (0, import_react.useMemo)(() => latents && reverseStep(latents, run.sigmas, step), [
			latents,
			run.sigmas,
			step
		]);
		const sampler = typeof run.generator.sampler === "string" ? run.generator.sampler : "the sampler";
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "formula",
			children: [
				(0, import_jsx_runtime.jsxs)("p", {
					className: "equation",
					role: "math",
					"aria-label": "x next equals x plus sigma next minus sigma, times epsilon",
					children: [
						(0, import_jsx_runtime.jsx)("i", { children: "x" }),
						(0, import_jsx_runtime.jsx)("sub", { children: "next" }),
						" = ",
						(0, import_jsx_runtime.jsx)("i", { children: "x" }),
						" + (",
						(0, import_jsx_runtime.jsx)("i", { children: "σ" }),
						(0, import_jsx_runtime.jsx)("sub", { children: "next" }),
						" − ",
						(0, import_jsx_runtime.jsx)("i", { children: "σ" }),
						") · ",
						(0, import_jsx_runtime.jsx)("i", { children: "ε" })
					]
				}),
				(0, import_jsx_runtime.jsxs)("p", {
					className: "equation",
					role: "math",
					"aria-label": "epsilon equals x minus x zero hat, over sigma",
					children: [
						(0, import_jsx_runtime.jsx)("i", { children: "ε" }),
						" = (",
						(0, import_jsx_runtime.jsx)("i", { children: "x" }),
						" − ",
						(0, import_jsx_runtime.jsx)("i", { children: "x̂" }),
						(0, import_jsx_runtime.jsx)("sub", { children: "0" }),
						") / ",
						(0, import_jsx_runtime.jsx)("i", { children: "σ" })
					]
				}),
				numbers ? (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [(0, import_jsx_runtime.jsx)(Numbers, { rows: [
					["σ → σ next", `${readable(numbers.sigma)} → ${readable(numbers.next)}`],
					["‖x‖ → ‖x next‖", `${readable(numbers.before)} → ${readable(numbers.after)}`],
					["‖ε‖", readable(numbers.noise)],
					["‖x̂₀‖", readable(numbers.clean)]
				] }), (0, import_jsx_runtime.jsx)("p", {
					className: "small",
					children: numbers.beyondEuler < ROUNDING ? `This step of ${sampler} is exactly this formula: what remains, ${percent(numbers.beyondEuler)}, is rounding.` : `At this step ${sampler} differs from this formula by ${percent(numbers.beyondEuler)} of the result: it also uses earlier steps, evaluates twice, or adds fresh noise.`
				})] }) : (0, import_jsx_runtime.jsx)(NoArrays, {
					run,
					error,
					what: "the latents, the predicted noise or the noise levels"
				})
			]
		});
	}
	function GuidanceFormula({ run, step }) {
		const { value: latents, error } = useLatents(run);
		const scale = typeof run.generator.cfg_scale === "number" ? run.generator.cfg_scale : null;
		const numbers = (0, import_react.useMemo)(() => latents && scale !== null ? guidanceStep(latents, scale, step) : null, [
			latents,
			scale,
			step
		]);
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "formula",
			children: [(0, import_jsx_runtime.jsxs)("p", {
				className: "equation",
				role: "math",
				"aria-label": "epsilon equals epsilon uncond plus s times, epsilon text minus epsilon uncond",
				children: [
					(0, import_jsx_runtime.jsx)("i", { children: "ε" }),
					" = ",
					(0, import_jsx_runtime.jsx)(Noise, { side: "uncond" }),
					" + ",
					(0, import_jsx_runtime.jsx)("i", { children: "s" }),
					" · (",
					(0, import_jsx_runtime.jsx)(Noise, { side: "text" }),
					" − ",
					(0, import_jsx_runtime.jsx)(Noise, { side: "uncond" }),
					")"
				]
			}), numbers && scale !== null ? (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [(0, import_jsx_runtime.jsx)(Numbers, { rows: [
				["guidance scale s", readable(scale)],
				["‖ε text‖, ‖ε uncond‖", `${readable(numbers.text)}, ${readable(numbers.uncond)}`],
				["‖ε text − ε uncond‖", readable(numbers.difference)],
				["cosine of the two", numbers.cosine?.toFixed(4) ?? "–"],
				["‖ε‖", readable(numbers.guided)]
			] }), (0, import_jsx_runtime.jsx)("p", {
				className: "small",
				children: numbers.beyondPlain < ROUNDING ? `The two predictions differ by only ${percent(numbers.difference / numbers.uncond)} of their size; guidance multiplies that difference by ${readable(scale)}.` : `The recorded ε differs from this formula by ${percent(numbers.beyondPlain)}: another patch changes guidance in this run.`
			})] }) : (0, import_jsx_runtime.jsx)(NoArrays, {
				run,
				error,
				what: "both sides of the guidance"
			})]
		});
	}
	function Noise({ side }) {
		return (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [(0, import_jsx_runtime.jsx)("i", { children: "ε" }), (0, import_jsx_runtime.jsx)("sub", { children: side })] });
	}
	function Numbers({ rows }) {
		return (0, import_jsx_runtime.jsx)("dl", {
			className: "numbers",
			children: rows.map(([name, value]) => (0, import_jsx_runtime.jsxs)("div", { children: [(0, import_jsx_runtime.jsx)("dt", {
				className: "soft small",
				children: name
			}), (0, import_jsx_runtime.jsx)("dd", { children: value })] }, name))
		});
	}
	function NoArrays({ run, error, what }) {
		if (error) return (0, import_jsx_runtime.jsx)(Missing, { children: error });
		return run.has.latents ? (0, import_jsx_runtime.jsxs)("p", {
			className: "small soft",
			children: [
				"This run does not hold ",
				what,
				" at this step, or they are still being read."
			]
		}) : (0, import_jsx_runtime.jsx)(Missing, { children: "This run was exported without its latents, so the formula has no numbers here." });
	}
	// node_modules/d3-array/dist/d3-array.mjs
	function ascending(a, b) {
		return a == null || b == null ? NaN : a < b ? -1 : a > b ? 1 : a >= b ? 0 : NaN;
	}
	function descending(a, b) {
		return a == null || b == null ? NaN : b < a ? -1 : b > a ? 1 : b >= a ? 0 : NaN;
	}
	function bisector(f) {
		let compare1, compare2, delta;
		if (f.length !== 2) {
			compare1 = ascending;
			compare2 = (d, x) => ascending(f(d), x);
			delta = (d, x) => f(d) - x;
		} else {
			compare1 = f === ascending || f === descending ? f : zero;
			compare2 = f;
			delta = f;
		}
		function left(a, x, lo = 0, hi = a.length) {
			if (lo < hi) {
				if (compare1(x, x) !== 0) return hi;
				do {
					const mid = lo + hi >>> 1;
					if (compare2(a[mid], x) < 0) lo = mid + 1;
					else hi = mid;
				} while (lo < hi);
			}
			return lo;
		}
		function right(a, x, lo = 0, hi = a.length) {
			if (lo < hi) {
				if (compare1(x, x) !== 0) return hi;
				do {
					const mid = lo + hi >>> 1;
					if (compare2(a[mid], x) <= 0) lo = mid + 1;
					else hi = mid;
				} while (lo < hi);
			}
			return lo;
		}
		function center(a, x, lo = 0, hi = a.length) {
			const i = left(a, x, lo, hi - 1);
			return i > lo && delta(a[i - 1], x) > -delta(a[i], x) ? i - 1 : i;
		}
		return {
			left,
			center,
			right
		};
	}
	function zero() {
		return 0;
	}
	function number(x) {
		return x === null ? NaN : +x;
	}
	var ascendingBisect = bisector(ascending);
	var bisectRight = ascendingBisect.right;
	ascendingBisect.left;
	bisector(number).center;
	Array.prototype.slice;
	var e10 = Math.sqrt(50);
	var e5 = Math.sqrt(10);
	var e2 = Math.sqrt(2);
	function tickSpec(start, stop, count) {
		const step = (stop - start) / Math.max(0, count), power = Math.floor(Math.log10(step)), error = step / Math.pow(10, power), factor = error >= e10 ? 10 : error >= e5 ? 5 : error >= e2 ? 2 : 1;
		let i1, i2, inc;
		if (power < 0) {
			inc = Math.pow(10, -power) / factor;
			i1 = Math.round(start * inc);
			i2 = Math.round(stop * inc);
			if (i1 / inc < start) ++i1;
			if (i2 / inc > stop) --i2;
			inc = -inc;
		} else {
			inc = Math.pow(10, power) * factor;
			i1 = Math.round(start / inc);
			i2 = Math.round(stop / inc);
			if (i1 * inc < start) ++i1;
			if (i2 * inc > stop) --i2;
		}
		if (i2 < i1 && .5 <= count && count < 2) return tickSpec(start, stop, count * 2);
		return [
			i1,
			i2,
			inc
		];
	}
	function ticks(start, stop, count) {
		stop = +stop, start = +start, count = +count;
		if (!(count > 0)) return [];
		if (start === stop) return [start];
		const reverse = stop < start, [i1, i2, inc] = reverse ? tickSpec(stop, start, count) : tickSpec(start, stop, count);
		if (!(i2 >= i1)) return [];
		const n = i2 - i1 + 1, ticks = new Array(n);
		if (reverse) {
			if (inc < 0) for (let i = 0; i < n; ++i) ticks[i] = (i2 - i) / -inc;
			else for (let i = 0; i < n; ++i) ticks[i] = (i2 - i) * inc;
		} else if (inc < 0) for (let i = 0; i < n; ++i) ticks[i] = (i1 + i) / -inc;
		else for (let i = 0; i < n; ++i) ticks[i] = (i1 + i) * inc;
		return ticks;
	}
	function tickIncrement(start, stop, count) {
		stop = +stop, start = +start, count = +count;
		return tickSpec(start, stop, count)[2];
	}
	function tickStep(start, stop, count) {
		stop = +stop, start = +start, count = +count;
		const reverse = stop < start, inc = reverse ? tickIncrement(stop, start, count) : tickIncrement(start, stop, count);
		return (reverse ? -1 : 1) * (inc < 0 ? 1 / -inc : inc);
	}
	// node_modules/d3-format/dist/d3-format.mjs
	function formatDecimal(x) {
		return Math.abs(x = Math.round(x)) >= 1e21 ? x.toLocaleString("en").replace(/,/g, "") : x.toString(10);
	}
	function formatDecimalParts(x, p) {
		if (!isFinite(x) || x === 0) return null;
		var i = (x = p ? x.toExponential(p - 1) : x.toExponential()).indexOf("e"), coefficient = x.slice(0, i);
		return [coefficient.length > 1 ? coefficient[0] + coefficient.slice(2) : coefficient, +x.slice(i + 1)];
	}
	function exponent(x) {
		return x = formatDecimalParts(Math.abs(x)), x ? x[1] : NaN;
	}
	function formatGroup(grouping, thousands) {
		return function(value, width) {
			var i = value.length, t = [], j = 0, g = grouping[0], length = 0;
			while (i > 0 && g > 0) {
				if (length + g + 1 > width) g = Math.max(1, width - length);
				t.push(value.substring(i -= g, i + g));
				if ((length += g + 1) > width) break;
				g = grouping[j = (j + 1) % grouping.length];
			}
			return t.reverse().join(thousands);
		};
	}
	function formatNumerals(numerals) {
		return function(value) {
			return value.replace(/[0-9]/g, function(i) {
				return numerals[+i];
			});
		};
	}
	var re = /^(?:(.)?([<>=^]))?([+\-( ])?([$#])?(0)?(\d+)?(,)?(\.\d+)?(~)?([a-z%])?$/i;
	function formatSpecifier(specifier) {
		if (!(match = re.exec(specifier))) throw new Error("invalid format: " + specifier);
		var match;
		return new FormatSpecifier({
			fill: match[1],
			align: match[2],
			sign: match[3],
			symbol: match[4],
			zero: match[5],
			width: match[6],
			comma: match[7],
			precision: match[8] && match[8].slice(1),
			trim: match[9],
			type: match[10]
		});
	}
	formatSpecifier.prototype = FormatSpecifier.prototype;
	function FormatSpecifier(specifier) {
		this.fill = specifier.fill === void 0 ? " " : specifier.fill + "";
		this.align = specifier.align === void 0 ? ">" : specifier.align + "";
		this.sign = specifier.sign === void 0 ? "-" : specifier.sign + "";
		this.symbol = specifier.symbol === void 0 ? "" : specifier.symbol + "";
		this.zero = !!specifier.zero;
		this.width = specifier.width === void 0 ? void 0 : +specifier.width;
		this.comma = !!specifier.comma;
		this.precision = specifier.precision === void 0 ? void 0 : +specifier.precision;
		this.trim = !!specifier.trim;
		this.type = specifier.type === void 0 ? "" : specifier.type + "";
	}
	FormatSpecifier.prototype.toString = function() {
		return this.fill + this.align + this.sign + this.symbol + (this.zero ? "0" : "") + (this.width === void 0 ? "" : Math.max(1, this.width | 0)) + (this.comma ? "," : "") + (this.precision === void 0 ? "" : "." + Math.max(0, this.precision | 0)) + (this.trim ? "~" : "") + this.type;
	};
	function formatTrim(s) {
		out: for (var n = s.length, i = 1, i0 = -1, i1; i < n; ++i) switch (s[i]) {
			case ".":
				i0 = i1 = i;
				break;
			case "0":
				if (i0 === 0) i0 = i;
				i1 = i;
				break;
			default:
				if (!+s[i]) break out;
				if (i0 > 0) i0 = 0;
		}
		return i0 > 0 ? s.slice(0, i0) + s.slice(i1 + 1) : s;
	}
	var prefixExponent;
	function formatPrefixAuto(x, p) {
		var d = formatDecimalParts(x, p);
		if (!d) return prefixExponent = void 0, x.toPrecision(p);
		var coefficient = d[0], exponent = d[1], i = exponent - (prefixExponent = Math.max(-8, Math.min(8, Math.floor(exponent / 3))) * 3) + 1, n = coefficient.length;
		return i === n ? coefficient : i > n ? coefficient + new Array(i - n + 1).join("0") : i > 0 ? coefficient.slice(0, i) + "." + coefficient.slice(i) : "0." + new Array(1 - i).join("0") + formatDecimalParts(x, Math.max(0, p + i - 1))[0];
	}
	function formatRounded(x, p) {
		var d = formatDecimalParts(x, p);
		if (!d) return x + "";
		var coefficient = d[0], exponent = d[1];
		return exponent < 0 ? "0." + new Array(-exponent).join("0") + coefficient : coefficient.length > exponent + 1 ? coefficient.slice(0, exponent + 1) + "." + coefficient.slice(exponent + 1) : coefficient + new Array(exponent - coefficient.length + 2).join("0");
	}
	var formatTypes = {
		"%": (x, p) => (x * 100).toFixed(p),
		"b": (x) => Math.round(x).toString(2),
		"c": (x) => x + "",
		"d": formatDecimal,
		"e": (x, p) => x.toExponential(p),
		"f": (x, p) => x.toFixed(p),
		"g": (x, p) => x.toPrecision(p),
		"o": (x) => Math.round(x).toString(8),
		"p": (x, p) => formatRounded(x * 100, p),
		"r": formatRounded,
		"s": formatPrefixAuto,
		"X": (x) => Math.round(x).toString(16).toUpperCase(),
		"x": (x) => Math.round(x).toString(16)
	};
	function identity(x) {
		return x;
	}
	var map = Array.prototype.map;
	var prefixes = [
		"y",
		"z",
		"a",
		"f",
		"p",
		"n",
		"µ",
		"m",
		"",
		"k",
		"M",
		"G",
		"T",
		"P",
		"E",
		"Z",
		"Y"
	];
	function formatLocale(locale) {
		var group = locale.grouping === void 0 || locale.thousands === void 0 ? identity : formatGroup(map.call(locale.grouping, Number), locale.thousands + ""), currencyPrefix = locale.currency === void 0 ? "" : locale.currency[0] + "", currencySuffix = locale.currency === void 0 ? "" : locale.currency[1] + "", decimal = locale.decimal === void 0 ? "." : locale.decimal + "", numerals = locale.numerals === void 0 ? identity : formatNumerals(map.call(locale.numerals, String)), percent = locale.percent === void 0 ? "%" : locale.percent + "", minus = locale.minus === void 0 ? "−" : locale.minus + "", nan = locale.nan === void 0 ? "NaN" : locale.nan + "";
		function newFormat(specifier, options) {
			specifier = formatSpecifier(specifier);
			var fill = specifier.fill, align = specifier.align, sign = specifier.sign, symbol = specifier.symbol, zero = specifier.zero, width = specifier.width, comma = specifier.comma, precision = specifier.precision, trim = specifier.trim, type = specifier.type;
			if (type === "n") comma = true, type = "g";
			else if (!formatTypes[type]) precision === void 0 && (precision = 12), trim = true, type = "g";
			if (zero || fill === "0" && align === "=") zero = true, fill = "0", align = "=";
			var prefix = (options && options.prefix !== void 0 ? options.prefix : "") + (symbol === "$" ? currencyPrefix : symbol === "#" && /[boxX]/.test(type) ? "0" + type.toLowerCase() : ""), suffix = (symbol === "$" ? currencySuffix : /[%p]/.test(type) ? percent : "") + (options && options.suffix !== void 0 ? options.suffix : "");
			var formatType = formatTypes[type], maybeSuffix = /[defgprs%]/.test(type);
			precision = precision === void 0 ? 6 : /[gprs]/.test(type) ? Math.max(1, Math.min(21, precision)) : Math.max(0, Math.min(20, precision));
			function format(value) {
				var valuePrefix = prefix, valueSuffix = suffix, i, n, c;
				if (type === "c") {
					valueSuffix = formatType(value) + valueSuffix;
					value = "";
				} else {
					value = +value;
					var valueNegative = value < 0 || 1 / value < 0;
					value = isNaN(value) ? nan : formatType(Math.abs(value), precision);
					if (trim) value = formatTrim(value);
					if (valueNegative && +value === 0 && sign !== "+") valueNegative = false;
					valuePrefix = (valueNegative ? sign === "(" ? sign : minus : sign === "-" || sign === "(" ? "" : sign) + valuePrefix;
					valueSuffix = (type === "s" && !isNaN(value) && prefixExponent !== void 0 ? prefixes[8 + prefixExponent / 3] : "") + valueSuffix + (valueNegative && sign === "(" ? ")" : "");
					if (maybeSuffix) {
						i = -1, n = value.length;
						while (++i < n) if (c = value.charCodeAt(i), 48 > c || c > 57) {
							valueSuffix = (c === 46 ? decimal + value.slice(i + 1) : value.slice(i)) + valueSuffix;
							value = value.slice(0, i);
							break;
						}
					}
				}
				if (comma && !zero) value = group(value, Infinity);
				var length = valuePrefix.length + value.length + valueSuffix.length, padding = length < width ? new Array(width - length + 1).join(fill) : "";
				if (comma && zero) value = group(padding + value, padding.length ? width - valueSuffix.length : Infinity), padding = "";
				switch (align) {
					case "<":
						value = valuePrefix + value + valueSuffix + padding;
						break;
					case "=":
						value = valuePrefix + padding + value + valueSuffix;
						break;
					case "^":
						value = padding.slice(0, length = padding.length >> 1) + valuePrefix + value + valueSuffix + padding.slice(length);
						break;
					default: value = padding + valuePrefix + value + valueSuffix;
				}
				return numerals(value);
			}
			format.toString = function() {
				return specifier + "";
			};
			return format;
		}
		function formatPrefix(specifier, value) {
			var e = Math.max(-8, Math.min(8, Math.floor(exponent(value) / 3))) * 3, k = Math.pow(10, -e), f = newFormat((specifier = formatSpecifier(specifier), specifier.type = "f", specifier), { suffix: prefixes[8 + e / 3] });
			return function(value) {
				return f(k * value);
			};
		}
		return {
			format: newFormat,
			formatPrefix
		};
	}
	var locale;
	var format;
	var formatPrefix;
	defaultLocale({
		thousands: ",",
		grouping: [3],
		currency: ["$", ""]
	});
	function defaultLocale(definition) {
		locale = formatLocale(definition);
		format = locale.format;
		formatPrefix = locale.formatPrefix;
		return locale;
	}
	function precisionFixed(step) {
		return Math.max(0, -exponent(Math.abs(step)));
	}
	function precisionPrefix(step, value) {
		return Math.max(0, Math.max(-8, Math.min(8, Math.floor(exponent(value) / 3))) * 3 - exponent(Math.abs(step)));
	}
	function precisionRound(step, max) {
		step = Math.abs(step), max = Math.abs(max) - step;
		return Math.max(0, exponent(max) - exponent(step)) + 1;
	}
	// node_modules/d3-scale/dist/d3-scale.mjs
	function initRange(domain, range) {
		switch (arguments.length) {
			case 0: break;
			case 1:
				this.range(domain);
				break;
			default: this.range(range).domain(domain);
		}
		return this;
	}
	function constants(x) {
		return function() {
			return x;
		};
	}
	function number$1(x) {
		return +x;
	}
	var unit = [0, 1];
	function identity$1(x) {
		return x;
	}
	function normalize(a, b) {
		return (b -= a = +a) ? function(x) {
			return (x - a) / b;
		} : constants(isNaN(b) ? NaN : .5);
	}
	function clamper(a, b) {
		var t;
		if (a > b) t = a, a = b, b = t;
		return function(x) {
			return Math.max(a, Math.min(b, x));
		};
	}
	function bimap(domain, range, interpolate) {
		var d0 = domain[0], d1 = domain[1], r0 = range[0], r1 = range[1];
		if (d1 < d0) d0 = normalize(d1, d0), r0 = interpolate(r1, r0);
		else d0 = normalize(d0, d1), r0 = interpolate(r0, r1);
		return function(x) {
			return r0(d0(x));
		};
	}
	function polymap(domain, range, interpolate) {
		var j = Math.min(domain.length, range.length) - 1, d = new Array(j), r = new Array(j), i = -1;
		if (domain[j] < domain[0]) {
			domain = domain.slice().reverse();
			range = range.slice().reverse();
		}
		while (++i < j) {
			d[i] = normalize(domain[i], domain[i + 1]);
			r[i] = interpolate(range[i], range[i + 1]);
		}
		return function(x) {
			var i = bisectRight(domain, x, 1, j) - 1;
			return r[i](d[i](x));
		};
	}
	function copy$1(source, target) {
		return target.domain(source.domain()).range(source.range()).interpolate(source.interpolate()).clamp(source.clamp()).unknown(source.unknown());
	}
	function transformer$2() {
		var domain = unit, range = unit, interpolate$1 = value, transform, untransform, unknown, clamp = identity$1, piecewise, output, input;
		function rescale() {
			var n = Math.min(domain.length, range.length);
			if (clamp !== identity$1) clamp = clamper(domain[0], domain[n - 1]);
			piecewise = n > 2 ? polymap : bimap;
			output = input = null;
			return scale;
		}
		function scale(x) {
			return x == null || isNaN(x = +x) ? unknown : (output || (output = piecewise(domain.map(transform), range, interpolate$1)))(transform(clamp(x)));
		}
		scale.invert = function(y) {
			return clamp(untransform((input || (input = piecewise(range, domain.map(transform), number$2)))(y)));
		};
		scale.domain = function(_) {
			return arguments.length ? (domain = Array.from(_, number$1), rescale()) : domain.slice();
		};
		scale.range = function(_) {
			return arguments.length ? (range = Array.from(_), rescale()) : range.slice();
		};
		scale.rangeRound = function(_) {
			return range = Array.from(_), interpolate$1 = round, rescale();
		};
		scale.clamp = function(_) {
			return arguments.length ? (clamp = _ ? true : identity$1, rescale()) : clamp !== identity$1;
		};
		scale.interpolate = function(_) {
			return arguments.length ? (interpolate$1 = _, rescale()) : interpolate$1;
		};
		scale.unknown = function(_) {
			return arguments.length ? (unknown = _, scale) : unknown;
		};
		return function(t, u) {
			transform = t, untransform = u;
			return rescale();
		};
	}
	function continuous() {
		return transformer$2()(identity$1, identity$1);
	}
	function tickFormat(start, stop, count, specifier) {
		var step = tickStep(start, stop, count), precision;
		specifier = formatSpecifier(specifier == null ? ",f" : specifier);
		switch (specifier.type) {
			case "s":
				var value = Math.max(Math.abs(start), Math.abs(stop));
				if (specifier.precision == null && !isNaN(precision = precisionPrefix(step, value))) specifier.precision = precision;
				return formatPrefix(specifier, value);
			case "":
			case "e":
			case "g":
			case "p":
			case "r":
				if (specifier.precision == null && !isNaN(precision = precisionRound(step, Math.max(Math.abs(start), Math.abs(stop))))) specifier.precision = precision - (specifier.type === "e");
				break;
			case "f":
			case "%": if (specifier.precision == null && !isNaN(precision = precisionFixed(step))) specifier.precision = precision - (specifier.type === "%") * 2;
		}
		return format(specifier);
	}
	function linearish(scale) {
		var domain = scale.domain;
		scale.ticks = function(count) {
			var d = domain();
			return ticks(d[0], d[d.length - 1], count == null ? 10 : count);
		};
		scale.tickFormat = function(count, specifier) {
			var d = domain();
			return tickFormat(d[0], d[d.length - 1], count == null ? 10 : count, specifier);
		};
		scale.nice = function(count) {
			if (count == null) count = 10;
			var d = domain();
			var i0 = 0;
			var i1 = d.length - 1;
			var start = d[i0];
			var stop = d[i1];
			var prestep;
			var step;
			var maxIter = 10;
			if (stop < start) {
				step = start, start = stop, stop = step;
				step = i0, i0 = i1, i1 = step;
			}
			while (maxIter-- > 0) {
				step = tickIncrement(start, stop, count);
				if (step === prestep) {
					d[i0] = start;
					d[i1] = stop;
					return domain(d);
				} else if (step > 0) {
					start = Math.floor(start / step) * step;
					stop = Math.ceil(stop / step) * step;
				} else if (step < 0) {
					start = Math.ceil(start * step) / step;
					stop = Math.floor(stop * step) / step;
				} else break;
				prestep = step;
			}
			return scale;
		};
		return scale;
	}
	function linear() {
		var scale = continuous();
		scale.copy = function() {
			return copy$1(scale, linear());
		};
		initRange.apply(scale, arguments);
		return linearish(scale);
	}
	function nice(domain, interval) {
		domain = domain.slice();
		var i0 = 0, i1 = domain.length - 1, x0 = domain[i0], x1 = domain[i1], t;
		if (x1 < x0) {
			t = i0, i0 = i1, i1 = t;
			t = x0, x0 = x1, x1 = t;
		}
		domain[i0] = interval.floor(x0);
		domain[i1] = interval.ceil(x1);
		return domain;
	}
	function transformLog(x) {
		return Math.log(x);
	}
	function transformExp(x) {
		return Math.exp(x);
	}
	function transformLogn(x) {
		return -Math.log(-x);
	}
	function transformExpn(x) {
		return -Math.exp(-x);
	}
	function pow10(x) {
		return isFinite(x) ? +("1e" + x) : x < 0 ? 0 : x;
	}
	function powp(base) {
		return base === 10 ? pow10 : base === Math.E ? Math.exp : (x) => Math.pow(base, x);
	}
	function logp(base) {
		return base === Math.E ? Math.log : base === 10 && Math.log10 || base === 2 && Math.log2 || (base = Math.log(base), (x) => Math.log(x) / base);
	}
	function reflect(f) {
		return (x, k) => -f(-x, k);
	}
	function loggish(transform) {
		const scale = transform(transformLog, transformExp);
		const domain = scale.domain;
		let base = 10;
		let logs;
		let pows;
		function rescale() {
			logs = logp(base), pows = powp(base);
			if (domain()[0] < 0) {
				logs = reflect(logs), pows = reflect(pows);
				transform(transformLogn, transformExpn);
			} else transform(transformLog, transformExp);
			return scale;
		}
		scale.base = function(_) {
			return arguments.length ? (base = +_, rescale()) : base;
		};
		scale.domain = function(_) {
			return arguments.length ? (domain(_), rescale()) : domain();
		};
		scale.ticks = (count) => {
			const d = domain();
			let u = d[0];
			let v = d[d.length - 1];
			const r = v < u;
			if (r) [u, v] = [v, u];
			let i = logs(u);
			let j = logs(v);
			let k;
			let t;
			const n = count == null ? 10 : +count;
			let z = [];
			if (!(base % 1) && j - i < n) {
				i = Math.floor(i), j = Math.ceil(j);
				if (u > 0) for (; i <= j; ++i) for (k = 1; k < base; ++k) {
					t = i < 0 ? k / pows(-i) : k * pows(i);
					if (t < u) continue;
					if (t > v) break;
					z.push(t);
				}
				else for (; i <= j; ++i) for (k = base - 1; k >= 1; --k) {
					t = i > 0 ? k / pows(-i) : k * pows(i);
					if (t < u) continue;
					if (t > v) break;
					z.push(t);
				}
				if (z.length * 2 < n) z = ticks(u, v, n);
			} else z = ticks(i, j, Math.min(j - i, n)).map(pows);
			return r ? z.reverse() : z;
		};
		scale.tickFormat = (count, specifier) => {
			if (count == null) count = 10;
			if (specifier == null) specifier = base === 10 ? "s" : ",";
			if (typeof specifier !== "function") {
				if (!(base % 1) && (specifier = formatSpecifier(specifier)).precision == null) specifier.trim = true;
				specifier = format(specifier);
			}
			if (count === Infinity) return specifier;
			const k = Math.max(1, base * count / scale.ticks().length);
			return (d) => {
				let i = d / pows(Math.round(logs(d)));
				if (i * base < base - .5) i *= base;
				return i <= k ? specifier(d) : "";
			};
		};
		scale.nice = () => {
			return domain(nice(domain(), {
				floor: (x) => pows(Math.floor(logs(x))),
				ceil: (x) => pows(Math.ceil(logs(x)))
			}));
		};
		return scale;
	}
	function log() {
		const scale = loggish(transformer$2()).domain([1, 10]);
		scale.copy = () => copy$1(scale, log()).base(scale.base());
		initRange.apply(scale, arguments);
		return scale;
	}
	// node_modules/d3-path/dist/d3-path.mjs
	var pi$1 = Math.PI;
	var tau$1 = 2 * pi$1;
	var epsilon$1 = 1e-6;
	var tauEpsilon = tau$1 - epsilon$1;
	function append(strings) {
		this._ += strings[0];
		for (let i = 1, n = strings.length; i < n; ++i) this._ += arguments[i] + strings[i];
	}
	function appendRound(digits) {
		let d = Math.floor(digits);
		if (!(d >= 0)) throw new Error(`invalid digits: ${digits}`);
		if (d > 15) return append;
		const k = 10 ** d;
		return function(strings) {
			this._ += strings[0];
			for (let i = 1, n = strings.length; i < n; ++i) this._ += Math.round(arguments[i] * k) / k + strings[i];
		};
	}
	function equal(x0, y0, x1, y1) {
		return x0 === x1 && y0 === y1;
	}
	function equalRound(digits) {
		const d = Math.floor(digits);
		if (!(d <= 15)) return equal;
		const k = 10 ** d;
		const r = function(value) {
			return Math.round(value * k);
		};
		return function(x0, y0, x1, y1) {
			return r(x0) === r(x1) && r(y0) === r(y1);
		};
	}
	var Path = class {
		constructor(digits) {
			this._x0 = this._y0 = this._x1 = this._y1 = null;
			this._ = "";
			this._append = digits == null ? append : appendRound(digits);
			this._equal = digits == null ? equal : equalRound(digits);
		}
		moveTo(x, y) {
			this._append`M${this._x0 = this._x1 = +x},${this._y0 = this._y1 = +y}`;
		}
		closePath() {
			if (this._x1 !== null) {
				this._x1 = this._x0, this._y1 = this._y0;
				this._append`Z`;
			}
		}
		lineTo(x, y) {
			this._append`L${this._x1 = +x},${this._y1 = +y}`;
		}
		quadraticCurveTo(x1, y1, x, y) {
			this._append`Q${+x1},${+y1},${this._x1 = +x},${this._y1 = +y}`;
		}
		bezierCurveTo(x1, y1, x2, y2, x, y) {
			this._append`C${+x1},${+y1},${+x2},${+y2},${this._x1 = +x},${this._y1 = +y}`;
		}
		arcTo(x1, y1, x2, y2, r) {
			x1 = +x1, y1 = +y1, x2 = +x2, y2 = +y2, r = +r;
			if (r < 0) throw new Error(`negative radius: ${r}`);
			let x0 = this._x1, y0 = this._y1, x21 = x2 - x1, y21 = y2 - y1, x01 = x0 - x1, y01 = y0 - y1, l01_2 = x01 * x01 + y01 * y01;
			if (this._x1 === null) this._append`M${this._x1 = x1},${this._y1 = y1}`;
			else if (!(l01_2 > epsilon$1));
			else if (!(Math.abs(y01 * x21 - y21 * x01) > epsilon$1) || !r) this._append`L${this._x1 = x1},${this._y1 = y1}`;
			else {
				let x20 = x2 - x0, y20 = y2 - y0, l21_2 = x21 * x21 + y21 * y21, l20_2 = x20 * x20 + y20 * y20, l21 = Math.sqrt(l21_2), l01 = Math.sqrt(l01_2), l = r * Math.tan((pi$1 - Math.acos((l21_2 + l01_2 - l20_2) / (2 * l21 * l01))) / 2), t01 = l / l01, t21 = l / l21;
				if (Math.abs(t01 - 1) > epsilon$1) this._append`L${x1 + t01 * x01},${y1 + t01 * y01}`;
				this._append`A${r},${r},0,0,${+(y01 * x20 > x01 * y20)},${this._x1 = x1 + t21 * x21},${this._y1 = y1 + t21 * y21}`;
			}
		}
		arc(x, y, r, a0, a1, ccw) {
			x = +x, y = +y, r = +r, ccw = !!ccw;
			if (r < 0) throw new Error(`negative radius: ${r}`);
			let dx = r * Math.cos(a0), dy = r * Math.sin(a0), x0 = x + dx, y0 = y + dy, cw = 1 ^ ccw, da = ccw ? a0 - a1 : a1 - a0;
			if (this._x1 === null) this._append`M${x0},${y0}`;
			else if (Math.abs(this._x1 - x0) > epsilon$1 || Math.abs(this._y1 - y0) > epsilon$1) this._append`L${x0},${y0}`;
			if (!r) return;
			if (da < 0) da = da % tau$1 + tau$1;
			if (da > tauEpsilon) this._append`A${r},${r},0,1,${cw},${x - dx},${y - dy}A${r},${r},0,1,${cw},${this._x1 = x0},${this._y1 = y0}`;
			else if (da > epsilon$1) {
				const x1 = x + r * Math.cos(a1);
				const y1 = y + r * Math.sin(a1);
				if (da >= pi$1 && this._equal(x0, y0, x1, y1)) {
					da /= 2;
					let a00 = a0 + da;
					this._append`A${r},${r},0,${+(da >= pi$1)},${cw},${x + r * Math.cos(a00)},${y + r * Math.sin(a00)}`;
				}
				this._append`A${r},${r},0,${+(da >= pi$1)},${cw},${this._x1 = x1},${this._y1 = y1}`;
			}
		}
		rect(x, y, w, h) {
			this._append`M${this._x0 = this._x1 = +x},${this._y0 = this._y1 = +y}h${w = +w}v${+h}h${-w}Z`;
		}
		toString() {
			return this._;
		}
	};
	function path() {
		return new Path();
	}
	path.prototype = Path.prototype;
	// node_modules/d3-shape/dist/d3-shape.mjs
	function constant(x) {
		return function constant() {
			return x;
		};
	}
	var cos = Math.cos;
	var sin = Math.sin;
	var sqrt = Math.sqrt;
	var epsilon = 1e-12;
	var pi = Math.PI;
	pi / 2;
	var tau = 2 * pi;
	function withPath(shape) {
		let digits = 3;
		shape.digits = function(_) {
			if (!arguments.length) return digits;
			if (_ == null) digits = null;
			else {
				const d = Math.floor(_);
				if (!(d >= 0)) throw new RangeError(`invalid digits: ${_}`);
				digits = d;
			}
			return shape;
		};
		return () => new Path(digits);
	}
	Array.prototype.slice;
	function array(x) {
		return typeof x === "object" && "length" in x ? x : Array.from(x);
	}
	function Linear(context) {
		this._context = context;
	}
	Linear.prototype = {
		areaStart: function() {
			this._line = 0;
		},
		areaEnd: function() {
			this._line = NaN;
		},
		lineStart: function() {
			this._point = 0;
		},
		lineEnd: function() {
			if (this._line || this._line !== 0 && this._point === 1) this._context.closePath();
			this._line = 1 - this._line;
		},
		point: function(x, y) {
			x = +x, y = +y;
			switch (this._point) {
				case 0:
					this._point = 1;
					this._line ? this._context.lineTo(x, y) : this._context.moveTo(x, y);
					break;
				case 1: this._point = 2;
				default: this._context.lineTo(x, y);
			}
		}
	};
	function curveLinear(context) {
		return new Linear(context);
	}
	function x(p) {
		return p[0];
	}
	function y(p) {
		return p[1];
	}
	function line(x$1, y$1) {
		var defined = constant(true), context = null, curve = curveLinear, output = null, path = withPath(line);
		x$1 = typeof x$1 === "function" ? x$1 : x$1 === void 0 ? x : constant(x$1);
		y$1 = typeof y$1 === "function" ? y$1 : y$1 === void 0 ? y : constant(y$1);
		function line(data) {
			var i, n = (data = array(data)).length, d, defined0 = false, buffer;
			if (context == null) output = curve(buffer = path());
			for (i = 0; i <= n; ++i) {
				if (!(i < n && defined(d = data[i], i, data)) === defined0) {
					if (defined0 = !defined0) output.lineStart();
					else output.lineEnd();
				}
				if (defined0) output.point(+x$1(d, i, data), +y$1(d, i, data));
			}
			if (buffer) return output = null, buffer + "" || null;
		}
		line.x = function(_) {
			return arguments.length ? (x$1 = typeof _ === "function" ? _ : constant(+_), line) : x$1;
		};
		line.y = function(_) {
			return arguments.length ? (y$1 = typeof _ === "function" ? _ : constant(+_), line) : y$1;
		};
		line.defined = function(_) {
			return arguments.length ? (defined = typeof _ === "function" ? _ : constant(!!_), line) : defined;
		};
		line.curve = function(_) {
			return arguments.length ? (curve = _, context != null && (output = curve(context)), line) : curve;
		};
		line.context = function(_) {
			return arguments.length ? (_ == null ? context = output = null : output = curve(context = _), line) : context;
		};
		return line;
	}
	curveRadial(curveLinear);
	function Radial(curve) {
		this._curve = curve;
	}
	Radial.prototype = {
		areaStart: function() {
			this._curve.areaStart();
		},
		areaEnd: function() {
			this._curve.areaEnd();
		},
		lineStart: function() {
			this._curve.lineStart();
		},
		lineEnd: function() {
			this._curve.lineEnd();
		},
		point: function(a, r) {
			this._curve.point(r * Math.sin(a), r * -Math.cos(a));
		}
	};
	function curveRadial(curve) {
		function radial(context) {
			return new Radial(curve(context));
		}
		radial._curve = curve;
		return radial;
	}
	sqrt(3);
	sqrt(1 / 3) * 2;
	var kr = sin(pi / 10) / sin(7 * pi / 10);
	sin(tau / 10) * kr;
	-cos(tau / 10) * kr;
	sqrt(3);
	sqrt(3);
	sqrt(3) / 2;
	(1 / sqrt(12) / 2 + 1) * 3;
	function noop() {}
	function point$3(that, x, y) {
		that._context.bezierCurveTo((2 * that._x0 + that._x1) / 3, (2 * that._y0 + that._y1) / 3, (that._x0 + 2 * that._x1) / 3, (that._y0 + 2 * that._y1) / 3, (that._x0 + 4 * that._x1 + x) / 6, (that._y0 + 4 * that._y1 + y) / 6);
	}
	function Basis(context) {
		this._context = context;
	}
	Basis.prototype = {
		areaStart: function() {
			this._line = 0;
		},
		areaEnd: function() {
			this._line = NaN;
		},
		lineStart: function() {
			this._x0 = this._x1 = this._y0 = this._y1 = NaN;
			this._point = 0;
		},
		lineEnd: function() {
			switch (this._point) {
				case 3: point$3(this, this._x1, this._y1);
				case 2: this._context.lineTo(this._x1, this._y1);
			}
			if (this._line || this._line !== 0 && this._point === 1) this._context.closePath();
			this._line = 1 - this._line;
		},
		point: function(x, y) {
			x = +x, y = +y;
			switch (this._point) {
				case 0:
					this._point = 1;
					this._line ? this._context.lineTo(x, y) : this._context.moveTo(x, y);
					break;
				case 1:
					this._point = 2;
					break;
				case 2:
					this._point = 3;
					this._context.lineTo((5 * this._x0 + this._x1) / 6, (5 * this._y0 + this._y1) / 6);
				default: point$3(this, x, y);
			}
			this._x0 = this._x1, this._x1 = x;
			this._y0 = this._y1, this._y1 = y;
		}
	};
	function BasisClosed(context) {
		this._context = context;
	}
	BasisClosed.prototype = {
		areaStart: noop,
		areaEnd: noop,
		lineStart: function() {
			this._x0 = this._x1 = this._x2 = this._x3 = this._x4 = this._y0 = this._y1 = this._y2 = this._y3 = this._y4 = NaN;
			this._point = 0;
		},
		lineEnd: function() {
			switch (this._point) {
				case 1:
					this._context.moveTo(this._x2, this._y2);
					this._context.closePath();
					break;
				case 2:
					this._context.moveTo((this._x2 + 2 * this._x3) / 3, (this._y2 + 2 * this._y3) / 3);
					this._context.lineTo((this._x3 + 2 * this._x2) / 3, (this._y3 + 2 * this._y2) / 3);
					this._context.closePath();
					break;
				case 3:
					this.point(this._x2, this._y2);
					this.point(this._x3, this._y3);
					this.point(this._x4, this._y4);
			}
		},
		point: function(x, y) {
			x = +x, y = +y;
			switch (this._point) {
				case 0:
					this._point = 1;
					this._x2 = x, this._y2 = y;
					break;
				case 1:
					this._point = 2;
					this._x3 = x, this._y3 = y;
					break;
				case 2:
					this._point = 3;
					this._x4 = x, this._y4 = y;
					this._context.moveTo((this._x0 + 4 * this._x1 + x) / 6, (this._y0 + 4 * this._y1 + y) / 6);
					break;
				default: point$3(this, x, y);
			}
			this._x0 = this._x1, this._x1 = x;
			this._y0 = this._y1, this._y1 = y;
		}
	};
	function BasisOpen(context) {
		this._context = context;
	}
	BasisOpen.prototype = {
		areaStart: function() {
			this._line = 0;
		},
		areaEnd: function() {
			this._line = NaN;
		},
		lineStart: function() {
			this._x0 = this._x1 = this._y0 = this._y1 = NaN;
			this._point = 0;
		},
		lineEnd: function() {
			if (this._line || this._line !== 0 && this._point === 3) this._context.closePath();
			this._line = 1 - this._line;
		},
		point: function(x, y) {
			x = +x, y = +y;
			switch (this._point) {
				case 0:
					this._point = 1;
					break;
				case 1:
					this._point = 2;
					break;
				case 2:
					this._point = 3;
					var x0 = (this._x0 + 4 * this._x1 + x) / 6, y0 = (this._y0 + 4 * this._y1 + y) / 6;
					this._line ? this._context.lineTo(x0, y0) : this._context.moveTo(x0, y0);
					break;
				case 3: this._point = 4;
				default: point$3(this, x, y);
			}
			this._x0 = this._x1, this._x1 = x;
			this._y0 = this._y1, this._y1 = y;
		}
	};
	function Bundle(context, beta) {
		this._basis = new Basis(context);
		this._beta = beta;
	}
	Bundle.prototype = {
		lineStart: function() {
			this._x = [];
			this._y = [];
			this._basis.lineStart();
		},
		lineEnd: function() {
			var x = this._x, y = this._y, j = x.length - 1;
			if (j > 0) {
				var x0 = x[0], y0 = y[0], dx = x[j] - x0, dy = y[j] - y0, i = -1, t;
				while (++i <= j) {
					t = i / j;
					this._basis.point(this._beta * x[i] + (1 - this._beta) * (x0 + t * dx), this._beta * y[i] + (1 - this._beta) * (y0 + t * dy));
				}
			}
			this._x = this._y = null;
			this._basis.lineEnd();
		},
		point: function(x, y) {
			this._x.push(+x);
			this._y.push(+y);
		}
	};
	(function custom(beta) {
		function bundle(context) {
			return beta === 1 ? new Basis(context) : new Bundle(context, beta);
		}
		bundle.beta = function(beta) {
			return custom(+beta);
		};
		return bundle;
	})(.85);
	function point$2(that, x, y) {
		that._context.bezierCurveTo(that._x1 + that._k * (that._x2 - that._x0), that._y1 + that._k * (that._y2 - that._y0), that._x2 + that._k * (that._x1 - x), that._y2 + that._k * (that._y1 - y), that._x2, that._y2);
	}
	function Cardinal(context, tension) {
		this._context = context;
		this._k = (1 - tension) / 6;
	}
	Cardinal.prototype = {
		areaStart: function() {
			this._line = 0;
		},
		areaEnd: function() {
			this._line = NaN;
		},
		lineStart: function() {
			this._x0 = this._x1 = this._x2 = this._y0 = this._y1 = this._y2 = NaN;
			this._point = 0;
		},
		lineEnd: function() {
			switch (this._point) {
				case 2:
					this._context.lineTo(this._x2, this._y2);
					break;
				case 3: point$2(this, this._x1, this._y1);
			}
			if (this._line || this._line !== 0 && this._point === 1) this._context.closePath();
			this._line = 1 - this._line;
		},
		point: function(x, y) {
			x = +x, y = +y;
			switch (this._point) {
				case 0:
					this._point = 1;
					this._line ? this._context.lineTo(x, y) : this._context.moveTo(x, y);
					break;
				case 1:
					this._point = 2;
					this._x1 = x, this._y1 = y;
					break;
				case 2: this._point = 3;
				default: point$2(this, x, y);
			}
			this._x0 = this._x1, this._x1 = this._x2, this._x2 = x;
			this._y0 = this._y1, this._y1 = this._y2, this._y2 = y;
		}
	};
	(function custom(tension) {
		function cardinal(context) {
			return new Cardinal(context, tension);
		}
		cardinal.tension = function(tension) {
			return custom(+tension);
		};
		return cardinal;
	})(0);
	function CardinalClosed(context, tension) {
		this._context = context;
		this._k = (1 - tension) / 6;
	}
	CardinalClosed.prototype = {
		areaStart: noop,
		areaEnd: noop,
		lineStart: function() {
			this._x0 = this._x1 = this._x2 = this._x3 = this._x4 = this._x5 = this._y0 = this._y1 = this._y2 = this._y3 = this._y4 = this._y5 = NaN;
			this._point = 0;
		},
		lineEnd: function() {
			switch (this._point) {
				case 1:
					this._context.moveTo(this._x3, this._y3);
					this._context.closePath();
					break;
				case 2:
					this._context.lineTo(this._x3, this._y3);
					this._context.closePath();
					break;
				case 3:
					this.point(this._x3, this._y3);
					this.point(this._x4, this._y4);
					this.point(this._x5, this._y5);
			}
		},
		point: function(x, y) {
			x = +x, y = +y;
			switch (this._point) {
				case 0:
					this._point = 1;
					this._x3 = x, this._y3 = y;
					break;
				case 1:
					this._point = 2;
					this._context.moveTo(this._x4 = x, this._y4 = y);
					break;
				case 2:
					this._point = 3;
					this._x5 = x, this._y5 = y;
					break;
				default: point$2(this, x, y);
			}
			this._x0 = this._x1, this._x1 = this._x2, this._x2 = x;
			this._y0 = this._y1, this._y1 = this._y2, this._y2 = y;
		}
	};
	(function custom(tension) {
		function cardinal(context) {
			return new CardinalClosed(context, tension);
		}
		cardinal.tension = function(tension) {
			return custom(+tension);
		};
		return cardinal;
	})(0);
	function CardinalOpen(context, tension) {
		this._context = context;
		this._k = (1 - tension) / 6;
	}
	CardinalOpen.prototype = {
		areaStart: function() {
			this._line = 0;
		},
		areaEnd: function() {
			this._line = NaN;
		},
		lineStart: function() {
			this._x0 = this._x1 = this._x2 = this._y0 = this._y1 = this._y2 = NaN;
			this._point = 0;
		},
		lineEnd: function() {
			if (this._line || this._line !== 0 && this._point === 3) this._context.closePath();
			this._line = 1 - this._line;
		},
		point: function(x, y) {
			x = +x, y = +y;
			switch (this._point) {
				case 0:
					this._point = 1;
					break;
				case 1:
					this._point = 2;
					break;
				case 2:
					this._point = 3;
					this._line ? this._context.lineTo(this._x2, this._y2) : this._context.moveTo(this._x2, this._y2);
					break;
				case 3: this._point = 4;
				default: point$2(this, x, y);
			}
			this._x0 = this._x1, this._x1 = this._x2, this._x2 = x;
			this._y0 = this._y1, this._y1 = this._y2, this._y2 = y;
		}
	};
	(function custom(tension) {
		function cardinal(context) {
			return new CardinalOpen(context, tension);
		}
		cardinal.tension = function(tension) {
			return custom(+tension);
		};
		return cardinal;
	})(0);
	function point$1(that, x, y) {
		var x1 = that._x1, y1 = that._y1, x2 = that._x2, y2 = that._y2;
		if (that._l01_a > epsilon) {
			var a = 2 * that._l01_2a + 3 * that._l01_a * that._l12_a + that._l12_2a, n = 3 * that._l01_a * (that._l01_a + that._l12_a);
			x1 = (x1 * a - that._x0 * that._l12_2a + that._x2 * that._l01_2a) / n;
			y1 = (y1 * a - that._y0 * that._l12_2a + that._y2 * that._l01_2a) / n;
		}
		if (that._l23_a > epsilon) {
			var b = 2 * that._l23_2a + 3 * that._l23_a * that._l12_a + that._l12_2a, m = 3 * that._l23_a * (that._l23_a + that._l12_a);
			x2 = (x2 * b + that._x1 * that._l23_2a - x * that._l12_2a) / m;
			y2 = (y2 * b + that._y1 * that._l23_2a - y * that._l12_2a) / m;
		}
		that._context.bezierCurveTo(x1, y1, x2, y2, that._x2, that._y2);
	}
	function CatmullRom(context, alpha) {
		this._context = context;
		this._alpha = alpha;
	}
	CatmullRom.prototype = {
		areaStart: function() {
			this._line = 0;
		},
		areaEnd: function() {
			this._line = NaN;
		},
		lineStart: function() {
			this._x0 = this._x1 = this._x2 = this._y0 = this._y1 = this._y2 = NaN;
			this._l01_a = this._l12_a = this._l23_a = this._l01_2a = this._l12_2a = this._l23_2a = this._point = 0;
		},
		lineEnd: function() {
			switch (this._point) {
				case 2:
					this._context.lineTo(this._x2, this._y2);
					break;
				case 3: this.point(this._x2, this._y2);
			}
			if (this._line || this._line !== 0 && this._point === 1) this._context.closePath();
			this._line = 1 - this._line;
		},
		point: function(x, y) {
			x = +x, y = +y;
			if (this._point) {
				var x23 = this._x2 - x, y23 = this._y2 - y;
				this._l23_a = Math.sqrt(this._l23_2a = Math.pow(x23 * x23 + y23 * y23, this._alpha));
			}
			switch (this._point) {
				case 0:
					this._point = 1;
					this._line ? this._context.lineTo(x, y) : this._context.moveTo(x, y);
					break;
				case 1:
					this._point = 2;
					break;
				case 2: this._point = 3;
				default: point$1(this, x, y);
			}
			this._l01_a = this._l12_a, this._l12_a = this._l23_a;
			this._l01_2a = this._l12_2a, this._l12_2a = this._l23_2a;
			this._x0 = this._x1, this._x1 = this._x2, this._x2 = x;
			this._y0 = this._y1, this._y1 = this._y2, this._y2 = y;
		}
	};
	(function custom(alpha) {
		function catmullRom(context) {
			return alpha ? new CatmullRom(context, alpha) : new Cardinal(context, 0);
		}
		catmullRom.alpha = function(alpha) {
			return custom(+alpha);
		};
		return catmullRom;
	})(.5);
	function CatmullRomClosed(context, alpha) {
		this._context = context;
		this._alpha = alpha;
	}
	CatmullRomClosed.prototype = {
		areaStart: noop,
		areaEnd: noop,
		lineStart: function() {
			this._x0 = this._x1 = this._x2 = this._x3 = this._x4 = this._x5 = this._y0 = this._y1 = this._y2 = this._y3 = this._y4 = this._y5 = NaN;
			this._l01_a = this._l12_a = this._l23_a = this._l01_2a = this._l12_2a = this._l23_2a = this._point = 0;
		},
		lineEnd: function() {
			switch (this._point) {
				case 1:
					this._context.moveTo(this._x3, this._y3);
					this._context.closePath();
					break;
				case 2:
					this._context.lineTo(this._x3, this._y3);
					this._context.closePath();
					break;
				case 3:
					this.point(this._x3, this._y3);
					this.point(this._x4, this._y4);
					this.point(this._x5, this._y5);
			}
		},
		point: function(x, y) {
			x = +x, y = +y;
			if (this._point) {
				var x23 = this._x2 - x, y23 = this._y2 - y;
				this._l23_a = Math.sqrt(this._l23_2a = Math.pow(x23 * x23 + y23 * y23, this._alpha));
			}
			switch (this._point) {
				case 0:
					this._point = 1;
					this._x3 = x, this._y3 = y;
					break;
				case 1:
					this._point = 2;
					this._context.moveTo(this._x4 = x, this._y4 = y);
					break;
				case 2:
					this._point = 3;
					this._x5 = x, this._y5 = y;
					break;
				default: point$1(this, x, y);
			}
			this._l01_a = this._l12_a, this._l12_a = this._l23_a;
			this._l01_2a = this._l12_2a, this._l12_2a = this._l23_2a;
			this._x0 = this._x1, this._x1 = this._x2, this._x2 = x;
			this._y0 = this._y1, this._y1 = this._y2, this._y2 = y;
		}
	};
	(function custom(alpha) {
		function catmullRom(context) {
			return alpha ? new CatmullRomClosed(context, alpha) : new CardinalClosed(context, 0);
		}
		catmullRom.alpha = function(alpha) {
			return custom(+alpha);
		};
		return catmullRom;
	})(.5);
	function CatmullRomOpen(context, alpha) {
		this._context = context;
		this._alpha = alpha;
	}
	CatmullRomOpen.prototype = {
		areaStart: function() {
			this._line = 0;
		},
		areaEnd: function() {
			this._line = NaN;
		},
		lineStart: function() {
			this._x0 = this._x1 = this._x2 = this._y0 = this._y1 = this._y2 = NaN;
			this._l01_a = this._l12_a = this._l23_a = this._l01_2a = this._l12_2a = this._l23_2a = this._point = 0;
		},
		lineEnd: function() {
			if (this._line || this._line !== 0 && this._point === 3) this._context.closePath();
			this._line = 1 - this._line;
		},
		point: function(x, y) {
			x = +x, y = +y;
			if (this._point) {
				var x23 = this._x2 - x, y23 = this._y2 - y;
				this._l23_a = Math.sqrt(this._l23_2a = Math.pow(x23 * x23 + y23 * y23, this._alpha));
			}
			switch (this._point) {
				case 0:
					this._point = 1;
					break;
				case 1:
					this._point = 2;
					break;
				case 2:
					this._point = 3;
					this._line ? this._context.lineTo(this._x2, this._y2) : this._context.moveTo(this._x2, this._y2);
					break;
				case 3: this._point = 4;
				default: point$1(this, x, y);
			}
			this._l01_a = this._l12_a, this._l12_a = this._l23_a;
			this._l01_2a = this._l12_2a, this._l12_2a = this._l23_2a;
			this._x0 = this._x1, this._x1 = this._x2, this._x2 = x;
			this._y0 = this._y1, this._y1 = this._y2, this._y2 = y;
		}
	};
	(function custom(alpha) {
		function catmullRom(context) {
			return alpha ? new CatmullRomOpen(context, alpha) : new CardinalOpen(context, 0);
		}
		catmullRom.alpha = function(alpha) {
			return custom(+alpha);
		};
		return catmullRom;
	})(.5);
	function LinearClosed(context) {
		this._context = context;
	}
	LinearClosed.prototype = {
		areaStart: noop,
		areaEnd: noop,
		lineStart: function() {
			this._point = 0;
		},
		lineEnd: function() {
			if (this._point) this._context.closePath();
		},
		point: function(x, y) {
			x = +x, y = +y;
			if (this._point) this._context.lineTo(x, y);
			else this._point = 1, this._context.moveTo(x, y);
		}
	};
	function sign(x) {
		return x < 0 ? -1 : 1;
	}
	function slope3(that, x2, y2) {
		var h0 = that._x1 - that._x0, h1 = x2 - that._x1, s0 = (that._y1 - that._y0) / (h0 || h1 < 0 && -0), s1 = (y2 - that._y1) / (h1 || h0 < 0 && -0), p = (s0 * h1 + s1 * h0) / (h0 + h1);
		return (sign(s0) + sign(s1)) * Math.min(Math.abs(s0), Math.abs(s1), .5 * Math.abs(p)) || 0;
	}
	function slope2(that, t) {
		var h = that._x1 - that._x0;
		return h ? (3 * (that._y1 - that._y0) / h - t) / 2 : t;
	}
	function point(that, t0, t1) {
		var x0 = that._x0, y0 = that._y0, x1 = that._x1, y1 = that._y1, dx = (x1 - x0) / 3;
		that._context.bezierCurveTo(x0 + dx, y0 + dx * t0, x1 - dx, y1 - dx * t1, x1, y1);
	}
	function MonotoneX(context) {
		this._context = context;
	}
	MonotoneX.prototype = {
		areaStart: function() {
			this._line = 0;
		},
		areaEnd: function() {
			this._line = NaN;
		},
		lineStart: function() {
			this._x0 = this._x1 = this._y0 = this._y1 = this._t0 = NaN;
			this._point = 0;
		},
		lineEnd: function() {
			switch (this._point) {
				case 2:
					this._context.lineTo(this._x1, this._y1);
					break;
				case 3: point(this, this._t0, slope2(this, this._t0));
			}
			if (this._line || this._line !== 0 && this._point === 1) this._context.closePath();
			this._line = 1 - this._line;
		},
		point: function(x, y) {
			var t1 = NaN;
			x = +x, y = +y;
			if (x === this._x1 && y === this._y1) return;
			switch (this._point) {
				case 0:
					this._point = 1;
					this._line ? this._context.lineTo(x, y) : this._context.moveTo(x, y);
					break;
				case 1:
					this._point = 2;
					break;
				case 2:
					this._point = 3;
					point(this, slope2(this, t1 = slope3(this, x, y)), t1);
					break;
				default: point(this, this._t0, t1 = slope3(this, x, y));
			}
			this._x0 = this._x1, this._x1 = x;
			this._y0 = this._y1, this._y1 = y;
			this._t0 = t1;
		}
	};
	function MonotoneY(context) {
		this._context = new ReflectContext(context);
	}
	(MonotoneY.prototype = Object.create(MonotoneX.prototype)).point = function(x, y) {
		MonotoneX.prototype.point.call(this, y, x);
	};
	function ReflectContext(context) {
		this._context = context;
	}
	ReflectContext.prototype = {
		moveTo: function(x, y) {
			this._context.moveTo(y, x);
		},
		closePath: function() {
			this._context.closePath();
		},
		lineTo: function(x, y) {
			this._context.lineTo(y, x);
		},
		bezierCurveTo: function(x1, y1, x2, y2, x, y) {
			this._context.bezierCurveTo(y1, x1, y2, x2, y, x);
		}
	};
	function Natural(context) {
		this._context = context;
	}
	Natural.prototype = {
		areaStart: function() {
			this._line = 0;
		},
		areaEnd: function() {
			this._line = NaN;
		},
		lineStart: function() {
			this._x = [];
			this._y = [];
		},
		lineEnd: function() {
			var x = this._x, y = this._y, n = x.length;
			if (n) {
				this._line ? this._context.lineTo(x[0], y[0]) : this._context.moveTo(x[0], y[0]);
				if (n === 2) this._context.lineTo(x[1], y[1]);
				else {
					var px = controlPoints(x), py = controlPoints(y);
					for (var i0 = 0, i1 = 1; i1 < n; ++i0, ++i1) this._context.bezierCurveTo(px[0][i0], py[0][i0], px[1][i0], py[1][i0], x[i1], y[i1]);
				}
			}
			if (this._line || this._line !== 0 && n === 1) this._context.closePath();
			this._line = 1 - this._line;
			this._x = this._y = null;
		},
		point: function(x, y) {
			this._x.push(+x);
			this._y.push(+y);
		}
	};
	function controlPoints(x) {
		var i, n = x.length - 1, m, a = new Array(n), b = new Array(n), r = new Array(n);
		a[0] = 0, b[0] = 2, r[0] = x[0] + 2 * x[1];
		for (i = 1; i < n - 1; ++i) a[i] = 1, b[i] = 4, r[i] = 4 * x[i] + 2 * x[i + 1];
		a[n - 1] = 2, b[n - 1] = 7, r[n - 1] = 8 * x[n - 1] + x[n];
		for (i = 1; i < n; ++i) m = a[i] / b[i - 1], b[i] -= m, r[i] -= m * r[i - 1];
		a[n - 1] = r[n - 1] / b[n - 1];
		for (i = n - 2; i >= 0; --i) a[i] = (r[i] - a[i + 1]) / b[i];
		b[n - 1] = (x[n] + a[n - 1]) / 2;
		for (i = 0; i < n - 1; ++i) b[i] = 2 * x[i + 1] - a[i + 1];
		return [a, b];
	}
	function Step(context, t) {
		this._context = context;
		this._t = t;
	}
	Step.prototype = {
		areaStart: function() {
			this._line = 0;
		},
		areaEnd: function() {
			this._line = NaN;
		},
		lineStart: function() {
			this._x = this._y = NaN;
			this._point = 0;
		},
		lineEnd: function() {
			if (0 < this._t && this._t < 1 && this._point === 2) this._context.lineTo(this._x, this._y);
			if (this._line || this._line !== 0 && this._point === 1) this._context.closePath();
			if (this._line >= 0) this._t = 1 - this._t, this._line = 1 - this._line;
		},
		point: function(x, y) {
			x = +x, y = +y;
			switch (this._point) {
				case 0:
					this._point = 1;
					this._line ? this._context.lineTo(x, y) : this._context.moveTo(x, y);
					break;
				case 1: this._point = 2;
				default: if (this._t <= 0) {
					this._context.lineTo(this._x, y);
					this._context.lineTo(x, y);
				} else {
					var x1 = this._x * (1 - this._t) + x * this._t;
					this._context.lineTo(x1, this._y);
					this._context.lineTo(x1, y);
				}
			}
			this._x = x, this._y = y;
		}
	};
	// src/charts/useSize.ts
	function useWidth(initial) {
		const element = (0, import_react.useRef)(null);
		const [width, setWidth] = (0, import_react.useState)(initial);
		(0, import_react.useLayoutEffect)(() => {
			const target = element.current;
			if (!target) return;
			const measure = () => {
				setWidth(Math.max(40, Math.floor(target.getBoundingClientRect().width)));
			};
			const observer = new ResizeObserver(measure);
			observer.observe(target);
			measure();
			return () => {
				observer.disconnect();
			};
		}, []);
		return [element, width];
	}
	// src/charts/LinePlot.tsx
	var STEP_AXIS = {
		get name() {
			return text("step");
		},
		falling: false
	};
	var SIGMA_AXIS = {
		get name() {
			return text("σ (noise level)");
		},
		falling: true
	};
	var MARGIN$2 = {
		top: 10,
		right: 14,
		bottom: 30,
		left: 46
	};
	function LinePlot({ label, lines, axis, cursor, onPick, height = 190, unit, svgRef, fromZero }) {
		const [frame, width] = useWidth(360);
		const [hover, setHover] = (0, import_react.useState)(null);
		const dragging = (0, import_react.useRef)(false);
		const scales = (0, import_react.useMemo)(() => scalesOf$1(lines, axis, width, height, fromZero ?? false), [
			lines,
			axis,
			width,
			height,
			fromZero
		]);
		if (!scales) return (0, import_jsx_runtime.jsx)("p", {
			className: "soft small",
			children: text("Nothing was measured.")
		});
		const { x } = scales;
		const nearest = (event) => {
			const pixel = event.clientX - event.currentTarget.getBoundingClientRect().left;
			return (lines[0]?.at ?? []).reduce((best, at) => best === null || Math.abs(x(at) - pixel) < Math.abs(x(best) - pixel) ? at : best, null);
		};
		const point = (event) => {
			const at = nearest(event);
			setHover(at);
			if (dragging.current && at !== null) onPick?.(at);
		};
		const shown = hover ?? cursor;
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "plot",
			ref: frame,
			children: [(0, import_jsx_runtime.jsxs)("svg", {
				ref: svgRef,
				role: "img",
				"aria-label": label,
				viewBox: `0 0 ${String(width)} ${String(height)}`,
				width,
				height,
				onPointerMove: point,
				onPointerLeave: () => {
					setHover(null);
					dragging.current = false;
				},
				onPointerDown: (event) => {
					dragging.current = true;
					event.currentTarget.setPointerCapture(event.pointerId);
					point(event);
				},
				onPointerUp: () => {
					dragging.current = false;
				},
				children: [
					(0, import_jsx_runtime.jsx)(Curves, {
						lines,
						axis,
						scales,
						width,
						height,
						unit: unit ?? ""
					}),
					cursor !== null && (0, import_jsx_runtime.jsx)(Rule, {
						x: x(cursor),
						height,
						kind: "cursor"
					}),
					hover !== null && hover !== cursor && (0, import_jsx_runtime.jsx)(Rule, {
						x: x(hover),
						height,
						kind: "hover"
					}),
					shown !== null && (0, import_jsx_runtime.jsx)(Dots, {
						lines,
						at: shown,
						scales
					})
				]
			}), (0, import_jsx_runtime.jsx)(Readout, {
				lines,
				at: shown,
				axis
			})]
		});
	}
	function scalesOf$1(lines, axis, width, height, zero) {
		const across = extent(lines.flatMap((l) => l.at.filter((v) => !axis.falling || v > 0)));
		const up = extent(lines.flatMap((l) => l.values));
		if (!across || !up) return null;
		const range = [MARGIN$2.left, width - MARGIN$2.right];
		const x = (axis.falling ? log() : linear()).domain(axis.falling ? [across[1], across[0]] : across);
		x.range(across[0] === across[1] ? [(range[0] ?? 0) + 20, (range[0] ?? 0) + 20] : range);
		const room = up[1] > up[0] ? (up[1] - up[0]) * .06 : Math.abs(up[1]) * .1 || 1;
		const y = linear([height - MARGIN$2.bottom, MARGIN$2.top]).domain([zero ? Math.min(0, up[0]) : up[0] - room, up[1] + room]);
		return {
			x: (v) => axis.falling && !(v > 0) ? width - MARGIN$2.right : x(v),
			y,
			xTicks: axis.falling ? decades(x.domain()) : x.ticks(6).filter(Number.isInteger),
			yTicks: y.ticks(4)
		};
	}
	function decades(domain) {
		const [high = 1, low = 1] = domain;
		const powers = Array.from({ length: 12 }, (_, i) => 10 ** (i - 6));
		const all = powers.flatMap((p) => [
			p,
			2 * p,
			5 * p
		]).filter((t) => t >= low && t <= high);
		return all.length > 7 ? all.filter((t) => powers.includes(t)) : all;
	}
	var Curves = (0, import_react.memo)(function Curves(props) {
		const { lines, axis, scales, width, height, unit } = props;
		const { x, y, xTicks, yTicks } = scales;
		return (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [
			yTicks.map((tick) => (0, import_jsx_runtime.jsxs)("g", { children: [(0, import_jsx_runtime.jsx)("line", {
				className: "grid",
				x1: MARGIN$2.left,
				x2: width - MARGIN$2.right,
				y1: y(tick),
				y2: y(tick)
			}), (0, import_jsx_runtime.jsx)("text", {
				className: "tick",
				x: MARGIN$2.left - 6,
				y: y(tick) + 4,
				textAnchor: "end",
				children: mark(tick)
			})] }, tick)),
			xTicks.map((tick) => (0, import_jsx_runtime.jsx)("text", {
				className: "tick",
				x: x(tick),
				y: height - MARGIN$2.bottom + 16,
				textAnchor: "middle",
				children: mark(tick)
			}, tick)),
			(0, import_jsx_runtime.jsx)("text", {
				className: "tick",
				x: width - MARGIN$2.right,
				y: height - 2,
				textAnchor: "end",
				children: axis.name
			}),
			unit && (0, import_jsx_runtime.jsx)("text", {
				className: "tick",
				x: 2,
				y: height - 2,
				children: unit
			}),
			lines.map((l) => (0, import_jsx_runtime.jsx)(Curve, {
				line: l,
				scales
			}, l.name))
		] });
	});
	function Curve({ line: line$1, scales }) {
		const { values, at } = line$1;
		const measured = (i) => typeof values[i] === "number";
		const path = line().defined(measured).x((i) => scales.x(at[i] ?? 0)).y((i) => scales.y(values[i] ?? 0))([...values.keys()]);
		const alone = [...values.keys()].filter((i) => measured(i) && !measured(i - 1) && !measured(i + 1));
		return (0, import_jsx_runtime.jsxs)("g", { children: [(0, import_jsx_runtime.jsx)("path", {
			className: "curve",
			d: path ?? "",
			stroke: line$1.colour,
			strokeDasharray: line$1.dashed ? "5 3" : void 0
		}), alone.map((i) => (0, import_jsx_runtime.jsx)("circle", {
			r: 2.5,
			cx: scales.x(at[i] ?? 0),
			cy: scales.y(values[i] ?? 0),
			fill: line$1.colour
		}, i))] });
	}
	function Rule({ x, height, kind }) {
		return (0, import_jsx_runtime.jsx)("line", {
			className: `rule ${kind}`,
			x1: x,
			x2: x,
			y1: MARGIN$2.top,
			y2: height - MARGIN$2.bottom
		});
	}
	function Dots({ lines, at, scales }) {
		return lines.map((line) => {
			const value = valueAt(line, at);
			return value === null ? null : (0, import_jsx_runtime.jsx)("circle", {
				className: "dot",
				r: 3.5,
				cx: scales.x(at),
				cy: scales.y(value),
				fill: line.colour
			}, line.name);
		});
	}
	function Readout({ lines, at, axis }) {
		return (0, import_jsx_runtime.jsxs)("ul", {
			className: "readout small",
			children: [at !== null && (0, import_jsx_runtime.jsxs)("li", {
				className: "soft",
				children: [
					axis.falling ? "σ" : axis.name,
					" ",
					mark(at)
				]
			}), lines.map((line) => (0, import_jsx_runtime.jsxs)("li", { children: [
				(0, import_jsx_runtime.jsx)("span", {
					className: line.dashed ? "key dashed" : "key",
					style: { borderColor: line.colour }
				}),
				line.name,
				" ",
				(0, import_jsx_runtime.jsx)("b", { children: at === null ? "" : readable(valueAt(line, at)) })
			] }, line.name))]
		});
	}
	function valueAt(line, at) {
		let best = -1;
		line.at.forEach((place, i) => {
			if (best < 0 || Math.abs(place - at) < Math.abs((line.at[best] ?? 0) - at)) best = i;
		});
		return line.values[best] ?? null;
	}
	// src/state/axis.ts
	function useStepAxis() {
		const primary = useSeen((s) => s.primary);
		const compared = useSeen((s) => s.compared);
		const align = useSeen((s) => s.align);
		return (0, import_react.useMemo)(() => {
			const bySigma = align === "sigma" && primary?.sigmas != null && compared?.sigmas != null;
			const places = new WeakMap();
			return {
				axis: bySigma ? SIGMA_AXIS : STEP_AXIS,
				at: (run) => {
					const known = places.get(run);
					if (known) return known;
					const steps = Array.from({ length: run.steps }, (_, i) => i + 1);
					const made = bySigma && run.sigmas ? run.sigmas.slice(0, run.steps) : steps;
					places.set(run, made);
					return made;
				}
			};
		}, [
			primary,
			compared,
			align
		]);
	}
	// src/panels/NormCurves.tsx
	function NormCurves({ run }) {
		const app = useAppStore();
		const step = useSeen((s) => s.step);
		const { axis, at } = useStepAxis();
		const lines = (0, import_react.useMemo)(() => {
			const of = (key, name, colour) => {
				const values = run.metrics.series.get(key);
				return values ? [{
					name,
					colour,
					values,
					at: at(run)
				}] : [];
			};
			return [...of("latent_l2_norm", "‖x‖ size of the latent", "var(--run-a)"), ...of("predicted_noise_l2_norm", "‖ε‖ size of the predicted noise", "var(--soft)")];
		}, [run, at]);
		if (lines.length === 0) return null;
		return (0, import_jsx_runtime.jsx)(LinePlot, {
			label: "Size of the latent and of the predicted noise by step",
			lines,
			axis,
			cursor: at(run)[step] ?? null,
			height: 130,
			fromZero: true,
			onPick: (place) => {
				goTo(app, at(run).indexOf(place));
			}
		});
	}
	// src/state/channels.ts
	var CHANNELS = [
		{
			key: "latent_l2_norm",
			title: "Size of the latent",
			unit: "‖x‖₂",
			definition: "Euclidean norm of the latent after the step, in sigma-scaled space.",
			reading: "Falls as noise is taken away; what remains at the end is the picture."
		},
		{
			key: "predicted_noise_l2_norm",
			title: "Size of the predicted noise",
			unit: "‖ε‖₂",
			definition: "Euclidean norm of the noise predicted after guidance, ε = (x − x̂₀)/σ.",
			reading: "True noise has about √(number of latent values); guidance makes it larger."
		},
		{
			key: "predicted_noise_text_l2_norm",
			title: "Size of the noise predicted with the prompt",
			unit: "‖ε_text‖₂",
			definition: "Euclidean norm of the noise predicted with the prompt alone, before guidance.",
			reading: "Beside the next one: what each side of the guidance says by itself."
		},
		{
			key: "predicted_noise_uncond_l2_norm",
			title: "Size of the noise predicted with the negative prompt",
			unit: "‖ε_uncond‖₂",
			definition: "Euclidean norm of the noise predicted with the negative prompt alone, before guidance.",
			reading: "Nearly equal to the one before: guidance lives on a small difference."
		},
		{
			key: "guidance_l2_norm",
			title: "How far the prompt pulls",
			unit: "‖ε_text − ε_uncond‖₂",
			definition: "Norm of the difference between the noise predicted with the prompt and with the negative prompt.",
			reading: "Large where the two prompts disagree. It is multiplied by the guidance scale."
		},
		{
			key: "guidance_cosine",
			title: "Agreement of the two predictions",
			unit: "cos",
			definition: "Cosine of the noise predicted with the prompt and with the negative prompt.",
			reading: "1: the prompt changes nothing but size. It falls where the prompt decides."
		},
		{
			key: "x0_change_l2",
			title: "Change of the predicted picture",
			unit: "‖Δx̂₀‖₂",
			definition: "Norm of the change of the predicted clean latent since the previous step.",
			reading: "High while the picture is still being decided, low while details settle."
		},
		{
			key: "cosine_similarity_to_previous",
			title: "Likeness to the previous step",
			unit: "cos",
			definition: "Cosine of the latents after this and after the previous step.",
			reading: "Near 1: the step turned the latent little."
		},
		{
			key: "attention_kl_divergence",
			title: "Shift of attention between words",
			unit: "KL divergence, nats",
			definition: "KL divergence of this step’s mean token activations from the previous step’s.",
			reading: "A peak says that attention moved from some words to others at this step."
		}
	];
	var TOKEN_ENTROPY = {
		key: "cross_attention_entropy",
		title: "Token entropy: over how many words",
		unit: "nats",
		definition: "−Σ p ln p over tokens, mean over image positions and layers.",
		reading: "Low: places attend to one word. High: to many at once."
	};
	var SPATIAL_ENTROPY = {
		key: "cross_attention_spatial_entropy",
		title: "Spatial entropy: over how much of the picture",
		unit: "nats",
		definition: "−Σ p ln p over image positions, of each token’s map scaled to sum 1; mean over tokens.",
		reading: "Low: words have their places. High: they are spread over the picture."
	};
	var SELF_ENTROPY = {
		key: "self_attention_entropy",
		title: "Self-attention entropy",
		unit: "nats",
		definition: "−Σ p ln p over key positions, mean over image positions and layers.",
		reading: "Low: a place looks at few others. High: at the whole picture."
	};
	var SPECTRUM = {
		key: "latent_spectrum",
		title: "Spectrum of the latent",
		unit: "power",
		definition: "Power of the latent after the step by octave of spatial frequency.",
		reading: "Coarse octaves settle first; white noise has the same power in all."
	};
	// src/panels/LayerMatrix.tsx
	function LayerMatrix({ run, values, title }) {
		const app = useAppStore();
		const step = useSeen((s) => s.step);
		const chosen = useSeen((s) => s.layer);
		const colourMap = useSeen((s) => s.colourMap);
		const { rows, cells, domain } = (0, import_react.useMemo)(() => {
			const found = [...values].map(([id, series]) => ({
				id,
				series,
				layer: run.layers.find((l) => l.id === id)
			}));
			const all = Float32Array.from(found.flatMap(({ series }) => series.map((v) => v ?? NaN)));
			return {
				rows: found,
				cells: all,
				domain: extent(all) ?? [0, 1]
			};
		}, [run, values]);
		const nameOf = (row) => {
			const found = rows[row];
			return found?.layer ? layerName(found.layer) : found?.id ?? "";
		};
		return (0, import_jsx_runtime.jsx)(Matrix, {
			label: `${title} by layer and step`,
			rows: rows.map(({ id, layer }, i) => ({
				key: id,
				label: nameOf(i),
				selected: id === chosen,
				...layer?.type === "cross" && { onSelect: () => {
					setLayer(app, id);
				} }
			})),
			columns: run.steps,
			values: cells,
			domain,
			table: colourTable(colourMap),
			column: step,
			rowHeight: 14,
			columnName: (column) => `step ${String(column + 1)}; from ${readable(domain[0])} to ${readable(domain[1])}`,
			onPick: (_, column) => {
				goTo(app, column);
			},
			describe: (row, column) => `${nameOf(row)}, step ${String(column + 1)}: ${readable(cells[row * run.steps + column])}`
		});
	}
	// src/charts/download.ts
	function save(name, content) {
		const address = URL.createObjectURL(content);
		const link = document.createElement("a");
		link.href = address;
		link.download = name;
		link.click();
		setTimeout(() => {
			URL.revokeObjectURL(address);
		}, 1e4);
	}
	function csv(header, rows) {
		const field = (value) => {
			const text = value === null || typeof value === "number" && !Number.isFinite(value) ? "" : String(value);
			return /[",\r\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
		};
		const lines = [header, ...rows].map((row) => row.map(field).join(","));
		return new Blob([lines.join("\r\n") + "\r\n"], { type: "text/csv" });
	}
	var DRAWN = [
		"fill",
		"stroke",
		"stroke-width",
		"stroke-dasharray",
		"opacity",
		"font-family",
		"font-size"
	];
	function svg(drawing) {
		const copy = drawing.cloneNode(true);
		const originals = drawing.querySelectorAll("*");
		copy.querySelectorAll("*").forEach((element, i) => {
			const original = originals[i];
			if (!original) return;
			const style = getComputedStyle(original);
			for (const name of DRAWN) element.setAttribute(name, style.getPropertyValue(name));
			element.removeAttribute("class");
		});
		const { width, height } = drawing.getBoundingClientRect();
		copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
		copy.setAttribute("width", String(width));
		copy.setAttribute("height", String(height));
		copy.style.background = getComputedStyle(document.body).getPropertyValue("--panel");
		return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
	}
	async function png(drawing) {
		const address = URL.createObjectURL(svg(drawing));
		try {
			const picture = new Image();
			picture.src = address;
			await picture.decode();
			const canvas = document.createElement("canvas");
			canvas.width = 2 * picture.naturalWidth;
			canvas.height = 2 * picture.naturalHeight;
			canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
			return await canvasPng(canvas);
		} finally {
			URL.revokeObjectURL(address);
		}
	}
	function canvasPng(canvas) {
		return new Promise((resolve, reject) => {
			canvas.toBlob((blob) => {
				if (blob) resolve(blob);
				else reject(new Error("The browser could not write a PNG of this drawing."));
			}, "image/png");
		});
	}
	// src/panels/Downloads.tsx
	function Downloads({ name, drawing, table }) {
		const draw = (write) => () => {
			if (drawing?.current) write(drawing.current);
		};
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "row downloads",
			role: "group",
			"aria-label": `Download ${name}`,
			children: [(0, import_jsx_runtime.jsx)("button", {
				className: "plain small",
				onClick: () => {
					save(`${name}.csv`, table());
				},
				children: "CSV"
			}), drawing && (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [(0, import_jsx_runtime.jsx)("button", {
				className: "plain small",
				onClick: draw((drawn) => {
					save(`${name}.svg`, svg(drawn));
				}),
				children: "SVG"
			}), (0, import_jsx_runtime.jsx)("button", {
				className: "plain small",
				onClick: draw(async (drawn) => {
					save(`${name}.png`, await png(drawn));
				}),
				children: "PNG"
			})] })]
		});
	}
	// src/panels/MetricPlot.tsx
	function MetricPlot({ channel, curves, note }) {
		const app = useAppStore();
		const step = useSeen((s) => s.step);
		const primary = useSeen((s) => s.primary);
		const { axis, at } = useStepAxis();
		const drawing = (0, import_react.useRef)(null);
		const lines = (0, import_react.useMemo)(() => curves.map((curve) => ({
			...curve,
			at: at(curve.run)
		})), [curves, at]);
		const places = primary ? at(primary) : [];
		return (0, import_jsx_runtime.jsxs)("section", {
			className: "panel metric",
			id: channel.key,
			"aria-label": channel.title,
			children: [
				(0, import_jsx_runtime.jsxs)("header", {
					className: "row spread",
					children: [(0, import_jsx_runtime.jsx)("h3", { children: channel.title }), (0, import_jsx_runtime.jsx)(Downloads, {
						name: channel.key,
						drawing,
						table: () => tableOf$1(curves)
					})]
				}),
				(0, import_jsx_runtime.jsx)(LinePlot, {
					label: channel.title,
					lines,
					axis,
					cursor: places[step] ?? null,
					unit: channel.unit,
					svgRef: drawing,
					onPick: (place) => {
						goTo(app, places.indexOf(place));
					}
				}),
				note,
				(0, import_jsx_runtime.jsxs)("p", {
					className: "small soft",
					children: [
						(0, import_jsx_runtime.jsx)("b", { children: "What it is." }),
						" ",
						channel.definition,
						" ",
						(0, import_jsx_runtime.jsx)("b", { children: "How to read it." }),
						" ",
						channel.reading
					]
				})
			]
		});
	}
	function tableOf$1(curves) {
		const steps = Math.max(0, ...curves.map((c) => c.values.length));
		const sigmas = curves[0]?.run.sigmas;
		const rows = Array.from({ length: steps }, (_, i) => [
			i,
			sigmas?.[i] ?? null,
			...curves.map((c) => c.values[i] ?? null)
		]);
		return csv([
			"step",
			"sigma",
			...curves.map((c) => c.name)
		], rows);
	}
	// src/panels/Sight.tsx
	var MARGIN$1 = "160px";
	function Sight({ className, children }) {
		const element = (0, import_react.useRef)(null);
		const [inSight, setInSight] = (0, import_react.useState)(false);
		(0, import_react.useEffect)(() => {
			if (!element.current) return;
			const observer = new IntersectionObserver((entries) => {
				setInSight(entries.some((entry) => entry.isIntersecting));
			}, { rootMargin: MARGIN$1 });
			observer.observe(element.current);
			return () => {
				observer.disconnect();
			};
		}, []);
		return (0, import_jsx_runtime.jsx)("div", {
			className,
			ref: element,
			children: (0, import_jsx_runtime.jsx)(InSight, {
				value: inSight,
				children
			})
		});
	}
	// src/charts/BarPlot.tsx
	var ROW = 22;
	var NAMES = 110;
	var VALUES = 54;
	function BarPlot({ label, bars, svgRef }) {
		const [frame, width] = useWidth(360);
		const x = linear([0, Math.max(1e-12, ...bars.map((b) => b.value))], [0, Math.max(10, width - NAMES - VALUES)]);
		const height = bars.length * ROW;
		return (0, import_jsx_runtime.jsx)("div", {
			className: "bars",
			ref: frame,
			children: (0, import_jsx_runtime.jsx)("svg", {
				ref: svgRef,
				role: "group",
				"aria-label": label,
				width,
				height,
				viewBox: `0 0 ${String(width)} ${String(height)}`,
				children: bars.map((bar, i) => (0, import_jsx_runtime.jsxs)("g", {
					className: bar.selected ? "bar selected" : "bar",
					role: "button",
					tabIndex: 0,
					"aria-pressed": bar.selected,
					onClick: bar.onSelect,
					onKeyDown: (event) => {
						if (event.key !== "Enter" && event.key !== " ") return;
						event.preventDefault();
						bar.onSelect();
					},
					children: [
						(0, import_jsx_runtime.jsx)("rect", {
							className: "hit",
							x: 0,
							y: i * ROW,
							width,
							height: ROW
						}),
						(0, import_jsx_runtime.jsx)("text", {
							className: "bar-name",
							x: 102,
							y: i * ROW + 15,
							textAnchor: "end",
							children: bar.name.length > 15 ? `${bar.name.slice(0, 14)}…` : bar.name
						}),
						(0, import_jsx_runtime.jsx)("rect", {
							x: NAMES,
							y: i * ROW + 4,
							width: Math.max(1, x(bar.value)),
							height: 14,
							rx: 2,
							fill: bar.colour
						}),
						(0, import_jsx_runtime.jsx)("text", {
							className: "tick",
							x: NAMES + x(bar.value) + 6,
							y: i * ROW + 15,
							children: bar.shown
						})
					]
				}, bar.key))
			})
		});
	}
	// src/panels/TokenDominance.tsx
	function TokenDominance({ run }) {
		const app = useAppStore();
		const selected = useSeen((s) => s.terms);
		const showSpecial = useSeen((s) => s.showSpecial);
		const drawing = (0, import_react.useRef)(null);
		const scores = run.metrics.dominance;
		const condition = run.conditions[0];
		if (!scores || !condition) return null;
		const score = (term) => term.tokens.reduce((sum, token) => sum + (scores[token] ?? 0), 0);
		const ranked = termsOf(condition).filter((t) => showSpecial || t.kind === "word").map((term) => ({
			term,
			score: score(term)
		})).sort((a, b) => b.score - a.score);
		return (0, import_jsx_runtime.jsxs)("section", {
			className: "panel metric",
			id: "token_dominance",
			"aria-label": "Token dominance",
			children: [
				(0, import_jsx_runtime.jsxs)("header", {
					className: "row spread",
					children: [(0, import_jsx_runtime.jsx)("h3", { children: "Token dominance: how much attention each word gets" }), (0, import_jsx_runtime.jsx)(Downloads, {
						name: "token_dominance",
						drawing,
						table: () => csv([
							"word",
							"tokens",
							"score"
						], ranked.map(({ term, score: s }) => [
							term.text,
							term.tokens.join(" "),
							s
						]))
					})]
				}),
				(0, import_jsx_runtime.jsx)(BarPlot, {
					label: "Token dominance by word",
					svgRef: drawing,
					bars: ranked.map(({ term, score: share }) => ({
						key: String(term.index),
						name: term.kind === "word" ? term.text : `⟨${term.text}⟩`,
						value: share,
						shown: percent(share),
						colour: term.kind === "word" ? wordColour(term.index) : "var(--line-strong)",
						selected: selected.some((t) => sameTerm(t, term)),
						onSelect: () => {
							selectTerm(app, term);
						}
					}))
				}),
				(0, import_jsx_runtime.jsxs)("p", {
					className: "small soft",
					children: [
						(0, import_jsx_runtime.jsx)("b", { children: "What it is." }),
						" Sum over a word’s tokens of the mean over measured steps of mean token activation.",
						" ",
						(0, import_jsx_runtime.jsx)("b", { children: "How to read it." }),
						" How much attention a word gets, not how much it changes the picture: “a” and “of” often rank high."
					]
				})
			]
		});
	}
	// src/panels/Metrics.tsx
	function Metrics({ run }) {
		const compared = useSeen((s) => s.compared);
		const plots = (0, import_react.useMemo)(() => plotsOf(run, compared), [run, compared]);
		if (plots.length === 0) return (0, import_jsx_runtime.jsx)(Missing, { children: "This run has no metrics.json that can be read." });
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "metrics",
			children: [plots.map(({ channel, curves, layers }) => (0, import_jsx_runtime.jsx)(Sight, { children: (0, import_jsx_runtime.jsx)(MetricPlot, {
				channel,
				curves,
				note: layers && (0, import_jsx_runtime.jsx)(LayerMatrix, {
					run,
					values: layers,
					title: channel.title
				})
			}) }, channel.key)), (0, import_jsx_runtime.jsx)(TokenDominance, { run })]
		});
	}
	var MOST_CURVES = 8;
	function plotsOf(run, compared) {
		const runs = compared ? [run, compared] : [run];
		const both = (channel, of) => ({
			channel,
			curves: runs.flatMap((r, i) => {
				const values = of(r.metrics);
				return values ? [{
					run: r,
					name: r.name,
					colour: i === 0 ? "var(--run-a)" : "var(--run-b)",
					values
				}] : [];
			})
		});
		return [
			...CHANNELS.map((channel) => both(channel, (m) => m.series.get(channel.key))),
			entropy(TOKEN_ENTROPY, (m) => m.crossEntropy),
			entropy(SPATIAL_ENTROPY, (m) => m.spatialEntropy),
			entropy(SELF_ENTROPY, (m) => m.selfEntropy),
			spectrum(run)
		].filter((plot) => plot.curves.some((c) => c.values.some((v) => v !== null)));
		function entropy(channel, of) {
			const means = both(channel, (m) => of(m)?.mean);
			if (compared) return means;
			const byLayer = of(run.metrics)?.layers;
			if (!byLayer || byLayer.size > MOST_CURVES) return {
				...means,
				...byLayer && { layers: byLayer }
			};
			const table = colourTable("viridis");
			const single = [...byLayer].map(([id, values], i) => {
				const layer = run.layers.find((l) => l.id === id);
				const colour = cssColour(table, .1 + .8 * i / Math.max(1, byLayer.size - 1));
				return {
					run,
					name: layer ? layerName(layer) : id,
					colour,
					values,
					dashed: true
				};
			});
			return {
				channel,
				curves: [...means.curves.map((c) => ({
					...c,
					name: "mean"
				})), ...single]
			};
		}
	}
	function spectrum(run) {
		const octaves = Math.max(0, ...(run.metrics.spectrum ?? []).map((s) => s?.length ?? 0));
		return {
			channel: SPECTRUM,
			curves: Array.from({ length: octaves }, (_, octave) => {
				const low = 2 ** (octave - octaves - 1);
				return {
					run,
					name: `${String(1 / low)} to ${String(1 / low / 2)} cells`,
					colour: wordColour(octave),
					values: run.metrics.spectrum?.map((s) => s?.[octave] ?? null) ?? []
				};
			})
		};
	}
	// src/panels/Picture.tsx
	function Picture({ run, step }) {
		const app = useAppStore();
		const wipe = useSeen((s) => s.wipe);
		const noisy = useImage(run, "latent", step);
		const clean = useImage(run, "x0", step);
		const [hasNoisy, hasClean] = [run.has.images[step] === true, run.has.x0Images[step] === true];
		const left = (0, import_jsx_runtime.jsx)(BitmapCanvas, {
			bitmap: noisy.value,
			label: text("Latent after step {step}, decoded", { step: step + 1 })
		});
		const right = (0, import_jsx_runtime.jsx)(BitmapCanvas, {
			bitmap: clean.value,
			label: text("Prediction of the clean image at step {step}, decoded", { step: step + 1 })
		});
		const error = noisy.error ?? clean.error;
		return (0, import_jsx_runtime.jsxs)("figure", {
			className: "picture",
			children: [hasNoisy && hasClean ? (0, import_jsx_runtime.jsx)(WipeFrame, {
				run,
				label: text("Divider between the latent and the predicted clean image"),
				left,
				right,
				names: [text("x after the step"), text("x̂₀ predicted")],
				share: wipe,
				onShare: (share) => {
					show(app, { wipe: share });
				}
			}) : (0, import_jsx_runtime.jsxs)("div", {
				className: "frame",
				style: aspect(run),
				children: [
					hasNoisy && left,
					hasClean && right,
					!hasNoisy && !hasClean && (0, import_jsx_runtime.jsx)(Missing, { children: text("No image of this step is listed.") })
				]
			}), error && (0, import_jsx_runtime.jsx)(Missing, { children: text("The image can’t be read: {reason}", { reason: error }) })]
		});
	}
	// src/panels/PredictedNoise.tsx
	var ARRAYS = [
		[
			"guided",
			"ε after guidance",
			(l) => l.predictedNoise
		],
		[
			"text",
			"ε with the prompt",
			(l) => l.predictedNoiseText
		],
		[
			"uncond",
			"ε with the negative prompt",
			(l) => l.predictedNoiseUncond
		],
		[
			"latent",
			"x after the step",
			(l) => l.latents
		],
		[
			"x0",
			"x̂₀ predicted",
			(l) => l.x0
		]
	];
	function PredictedNoise({ run, step }) {
		const { value: latents, error } = useLatents(run);
		const [chosen, setChosen] = (0, import_react.useState)("guided");
		const available = latents ? ARRAYS.filter(([, , of]) => of(latents) !== null) : [];
		const entry = available.find(([key]) => key === chosen) ?? available[0];
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "noise",
			children: [
				(0, import_jsx_runtime.jsx)(GuidanceMapView, {
					run,
					step
				}),
				error && (0, import_jsx_runtime.jsx)(Missing, { children: error }),
				!run.has.latents && (0, import_jsx_runtime.jsx)(Missing, { children: "This run was exported without its latents." }),
				latents && entry && (0, import_jsx_runtime.jsxs)("div", {
					className: "channels-block",
					children: [(0, import_jsx_runtime.jsx)("div", {
						className: "row small",
						role: "group",
						"aria-label": "Array",
						children: available.map(([key, name]) => (0, import_jsx_runtime.jsx)("button", {
							"aria-pressed": key === entry[0],
							onClick: () => {
								setChosen(key);
							},
							children: name
						}, key))
					}), (0, import_jsx_runtime.jsx)(Channels, {
						run,
						array: entry[2](latents),
						step,
						name: entry[1]
					})]
				})
			]
		});
	}
	function Channels({ run, array, step, name }) {
		const heats = (0, import_react.useMemo)(() => {
			const values = at(array, step);
			const [, count = 0, rows = 0, columns = 0] = array?.shape ?? [];
			if (!values || count === 0) return null;
			const range = extent(values);
			const limit = range ? Math.max(-range[0], range[1], 1e-6) : 1;
			const size = rows * columns;
			return {
				limit,
				channels: Array.from({ length: count }, (_, c) => ({
					values: values.subarray(c * size, (c + 1) * size),
					grid: [rows, columns],
					domain: [-limit, limit],
					table: differenceTable()
				}))
			};
		}, [array, step]);
		if (!heats) return null;
		return (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [(0, import_jsx_runtime.jsx)("div", {
			className: "channels",
			children: heats.channels.map((heat, c) => (0, import_jsx_runtime.jsxs)("figure", { children: [(0, import_jsx_runtime.jsx)("div", {
				className: "frame",
				style: aspect(run),
				children: (0, import_jsx_runtime.jsx)(HeatCanvas, {
					heat,
					label: `${name}, channel ${String(c)}`
				})
			}), (0, import_jsx_runtime.jsxs)("figcaption", {
				className: "small soft",
				children: ["channel ", c]
			})] }, c))
		}), (0, import_jsx_runtime.jsx)(Legend, {
			table: differenceTable(),
			domain: [-heats.limit, heats.limit],
			caption: `${name}, latent values; this step’s own scale`
		})] });
	}
	function GuidanceMapView({ run, step }) {
		const map = useGuidanceMap(run, step);
		const colourMap = useSeen((s) => s.colourMap);
		const smooth = useSeen((s) => s.smooth);
		const values = map.value?.values;
		const grid = map.value?.grid;
		const domain = (0, import_react.useMemo)(() => [0, values && extent(values)?.[1] || 1], [values]);
		const table = colourTable(colourMap);
		const heat = (0, import_react.useMemo)(() => values && grid ? {
			values,
			grid,
			domain,
			table
		} : void 0, [
			values,
			grid,
			domain,
			table
		]);
		if (!run.has.guidanceMaps) return null;
		return (0, import_jsx_runtime.jsxs)("figure", {
			className: "guidance-map",
			children: [
				(0, import_jsx_runtime.jsx)("div", {
					className: "frame",
					style: aspect(run),
					children: map.value === null ? (0, import_jsx_runtime.jsx)(Missing, { children: "This step did not evaluate both prompts." }) : (0, import_jsx_runtime.jsx)(HeatCanvas, {
						heat,
						smooth,
						label: `Where the prompt changes the predicted noise at step ${String(step + 1)}`
					})
				}),
				(0, import_jsx_runtime.jsxs)("figcaption", {
					className: "small",
					children: [
						(0, import_jsx_runtime.jsx)("b", { children: "Where the prompt decides:" }),
						" ",
						(0, import_jsx_runtime.jsxs)("span", {
							className: "soft",
							children: ["|ε text − ε uncond| by place, up to ", readable(domain[1])]
						})
					]
				}),
				map.error && (0, import_jsx_runtime.jsx)(Missing, { children: map.error }),
				(0, import_jsx_runtime.jsx)(Legend, {
					table,
					domain,
					caption: "norm over latent channels; this step’s own scale"
				})
			]
		});
	}
	// src/panels/Provenance.tsx
	function Provenance({ run }) {
		const compared = useSeen((s) => s.compared);
		return (0, import_jsx_runtime.jsx)("div", {
			className: "provenance",
			children: (compared ? [run, compared] : [run]).map((r) => (0, import_jsx_runtime.jsx)(ProvenanceOf, { run: r }, r.key))
		});
	}
	function ProvenanceOf({ run }) {
		const id = `provenance-${run.key}`;
		return (0, import_jsx_runtime.jsxs)(Panel, {
			id,
			title: run.name,
			tools: (0, import_jsx_runtime.jsx)(Workflow, { run }),
			children: [
				(0, import_jsx_runtime.jsx)(NotRecordedList, { run }),
				(0, import_jsx_runtime.jsx)(Check, { run }),
				(0, import_jsx_runtime.jsxs)("details", { children: [(0, import_jsx_runtime.jsx)("summary", { children: "How it was made" }), (0, import_jsx_runtime.jsx)(Facts, {
					facts: run.generator,
					skip: ["workflow", "prompt_graph"]
				})] }),
				(0, import_jsx_runtime.jsxs)("details", { children: [(0, import_jsx_runtime.jsx)("summary", { children: "Prompts and tokens" }), run.conditions.map((c) => (0, import_jsx_runtime.jsx)(Facts, {
					facts: {
						...c,
						words: c.words.map((w) => w.text)
					},
					skip: []
				}, c.id))] }),
				(0, import_jsx_runtime.jsxs)("details", { children: [(0, import_jsx_runtime.jsxs)("summary", { children: [
					"Layers (",
					run.layers.length,
					")"
				] }), (0, import_jsx_runtime.jsxs)("table", {
					className: "small",
					children: [(0, import_jsx_runtime.jsx)("thead", { children: (0, import_jsx_runtime.jsxs)("tr", { children: [
						(0, import_jsx_runtime.jsx)("th", { children: "id" }),
						(0, import_jsx_runtime.jsx)("th", { children: "place" }),
						(0, import_jsx_runtime.jsx)("th", { children: "kind" }),
						(0, import_jsx_runtime.jsx)("th", { children: "grid" }),
						(0, import_jsx_runtime.jsx)("th", { children: "heads" }),
						(0, import_jsx_runtime.jsx)("th", { children: "module" })
					] }) }), (0, import_jsx_runtime.jsx)("tbody", { children: run.layers.map((l) => (0, import_jsx_runtime.jsxs)("tr", { children: [
						(0, import_jsx_runtime.jsx)("td", { children: l.id }),
						(0, import_jsx_runtime.jsx)("td", { children: layerName(l) }),
						(0, import_jsx_runtime.jsx)("td", { children: l.type }),
						(0, import_jsx_runtime.jsx)("td", { children: gridName(l.grid) }),
						(0, import_jsx_runtime.jsx)("td", { children: l.heads ?? "–" }),
						(0, import_jsx_runtime.jsx)("td", { children: (0, import_jsx_runtime.jsx)("code", { children: l.name }) })
					] }, l.id)) })]
				})] }),
				(0, import_jsx_runtime.jsxs)("details", { children: [(0, import_jsx_runtime.jsx)("summary", { children: "All of metadata.json" }), (0, import_jsx_runtime.jsx)("pre", {
					className: "small",
					tabIndex: 0,
					role: "region",
					"aria-label": `metadata.json of ${run.name}`,
					children: JSON.stringify(run.metadata, shortLists, 1)
				})] })
			]
		});
	}
	function shortLists(key, value) {
		if (key === "workflow" || key === "prompt_graph") return "(see Workflow)";
		if (!Array.isArray(value) || value.length <= 24) return value;
		return [...value.slice(0, 3), `… ${String(value.length - 3)} more`];
	}
	function Facts({ facts, skip }) {
		return (0, import_jsx_runtime.jsx)("dl", {
			className: "facts small",
			children: Object.entries(facts).map(([key, value]) => skip.includes(key) ? null : (0, import_jsx_runtime.jsxs)("div", { children: [(0, import_jsx_runtime.jsx)("dt", {
				className: "soft",
				children: key
			}), (0, import_jsx_runtime.jsx)("dd", { children: typeof value === "string" ? value || "–" : JSON.stringify(value) })] }, key))
		});
	}
	function NotRecordedList({ run }) {
		if (run.notRecorded.length === 0) return (0, import_jsx_runtime.jsx)("p", {
			className: "small soft",
			children: "Everything that was asked for was recorded."
		});
		return (0, import_jsx_runtime.jsxs)("section", {
			className: "small",
			"aria-label": `Not recorded in ${run.name}`,
			children: [(0, import_jsx_runtime.jsx)("h4", { children: "Not recorded" }), (0, import_jsx_runtime.jsx)("ul", {
				className: "reasons",
				children: run.notRecorded.map((n, i) => (0, import_jsx_runtime.jsxs)("li", { children: [
					(0, import_jsx_runtime.jsx)("b", { children: n.what }),
					" ",
					(0, import_jsx_runtime.jsxs)("span", {
						className: "soft",
						children: [
							"(",
							n.where,
							")"
						]
					}),
					": ",
					n.reason
				] }, i))
			})]
		});
	}
	function Workflow({ run }) {
		const [copied, setCopied] = (0, import_react.useState)(false);
		const workflow = run.generator.workflow ?? run.generator.prompt_graph;
		if (!workflow) return (0, import_jsx_runtime.jsx)("span", {
			className: "small soft",
			children: "no workflow in this run"
		});
		const text = JSON.stringify(workflow, null, 2);
		return (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [(0, import_jsx_runtime.jsx)("button", {
			className: "small",
			onClick: () => {
				navigator.clipboard.writeText(text).then(() => {
					setCopied(true);
				});
			},
			children: copied ? "Copied" : "Copy workflow"
		}), (0, import_jsx_runtime.jsx)("button", {
			className: "small",
			onClick: () => {
				save(`${run.name}.workflow.json`, new Blob([text], { type: "application/json" }));
			},
			children: "Download workflow"
		})] });
	}
	function Check({ run }) {
		const [state, setState] = (0, import_react.useState)(null);
		const problems = Array.isArray(state) ? state : run.problems;
		const running = state !== null && "done" in state ? state : null;
		return (0, import_jsx_runtime.jsxs)("section", {
			className: "small",
			"aria-label": `Check of ${run.name}`,
			children: [(0, import_jsx_runtime.jsxs)("div", {
				className: "row",
				children: [
					(0, import_jsx_runtime.jsx)("h4", { children: problems.length === 0 ? "No problem found" : `Problems (${String(problems.length)})` }),
					(0, import_jsx_runtime.jsx)("button", {
						className: "small",
						disabled: running !== null,
						onClick: () => {
							run.check((done, total) => {
								setState({
									done,
									total
								});
							}).then(setState);
						},
						children: running ? `${String(running.done)} of ${String(running.total)} files` : "Check every file"
					}),
					Array.isArray(state) && (0, import_jsx_runtime.jsx)("span", {
						className: "soft",
						children: "every file was checked"
					})
				]
			}), (0, import_jsx_runtime.jsx)(ProblemList, { problems })]
		});
	}
	var SHOWN$1 = 40;
	function ProblemList({ problems }) {
		if (problems.length === 0) return null;
		return (0, import_jsx_runtime.jsxs)("ul", {
			className: "problems small",
			children: [problems.slice(0, SHOWN$1).map((p, i) => (0, import_jsx_runtime.jsxs)("li", {
				className: p.severity,
				children: [
					(0, import_jsx_runtime.jsx)("code", { children: p.place }),
					": ",
					p.message,
					" ",
					(0, import_jsx_runtime.jsxs)("span", {
						className: "soft",
						children: [
							"(",
							p.rule,
							")"
						]
					})
				]
			}, i)), problems.length > SHOWN$1 && (0, import_jsx_runtime.jsxs)("li", {
				className: "soft",
				children: [
					"and ",
					problems.length - SHOWN$1,
					" more"
				]
			})]
		});
	}
	// src/state/places.ts
	function cellAt(place, grid) {
		const within = (share, count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
		return [within(place.y, grid[0]), within(place.x, grid[1])];
	}
	// src/panels/RankedWords.tsx
	var SHOWN = 8;
	function RankedWords({ run, step }) {
		const hover = useSeen((s) => s.hover);
		const locked = useSeen((s) => s.locked);
		const place = locked ?? hover;
		const conditions = run.conditions.filter((c) => c.tokens.length > 0);
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "ranked",
			children: [(0, import_jsx_runtime.jsx)("p", {
				className: "small soft",
				children: place ? aboutPlace(place, locked !== null) : text("The whole picture, on average. Move over it to ask a place.")
			}), (0, import_jsx_runtime.jsx)("div", {
				className: "ranked-columns",
				children: conditions.map((condition) => (0, import_jsx_runtime.jsx)(RankedOf, {
					run,
					step,
					condition
				}, condition.id))
			})]
		});
	}
	function aboutPlace(place, kept) {
		const at = {
			x: percent(place.x),
			y: percent(place.y)
		};
		return kept ? text("Kept place: {x} from the left, {y} from the top. Click or Esc lets go.", at) : text("Under the pointer: {x} from the left, {y} from the top. Click keeps it.", at);
	}
	function rank(map, groups, place) {
		if (place) return rankAt(map, groups, ...cellAt(place, map.entry.grid));
		return [...termMeans(map, groups)].map((share, index) => ({
			index,
			share
		})).sort((a, b) => b.share - a.share);
	}
	function RankedOf({ run, step, condition }) {
		const app = useAppStore();
		const layer = useSeen((s) => s.layer);
		const head = useSeen((s) => s.head);
		const showSpecial = useSeen((s) => s.showSpecial);
		const selected = useSeen((s) => s.terms);
		const place = useSeen((s) => s.locked ?? s.hover);
		const map = useMap(run, layer, step, condition.id, head);
		if (!map.listed) return condition.id === "c0" ? (0, import_jsx_runtime.jsx)(Missing, { children: text("No map of the prompt at this step and layer.") }) : null;
		const terms = termsOf(condition);
		const groups = terms.map((t) => t.tokens);
		const ranked = map.value ? rank(map.value, groups, place) : [];
		const rows = ranked.filter((r) => showSpecial || terms[r.index]?.kind === "word");
		const special = ranked.reduce((sum, r) => sum + (terms[r.index]?.kind === "word" ? 0 : r.share), 0);
		return (0, import_jsx_runtime.jsxs)("section", {
			"aria-label": text("Ranked words of the {prompt}", { prompt: conditionName(condition).toLowerCase() }),
			children: [
				(0, import_jsx_runtime.jsx)("h4", {
					className: "small",
					children: conditionName(condition)
				}),
				(0, import_jsx_runtime.jsx)("ol", {
					className: "ranks",
					children: rows.slice(0, SHOWN).map(({ index, share }) => {
						const term = terms[index];
						if (!term) return null;
						return (0, import_jsx_runtime.jsx)("li", { children: (0, import_jsx_runtime.jsxs)("button", {
							className: "plain",
							"aria-pressed": selected.some((t) => sameTerm(t, term)),
							onClick: () => {
								selectTerm(app, term);
							},
							children: [
								(0, import_jsx_runtime.jsx)("span", {
									className: "share",
									style: {
										width: `${String(100 * Math.min(1, share))}%`,
										background: term.kind === "word" ? wordColour(index) : "var(--line-strong)"
									}
								}),
								(0, import_jsx_runtime.jsx)("span", {
									className: "word",
									children: term.kind === "word" ? term.text : `⟨${term.text}⟩`
								}),
								(0, import_jsx_runtime.jsx)("span", {
									className: "value",
									children: percent(share)
								})
							]
						}) }, index);
					})
				}),
				ranked.length > 0 && !showSpecial && (0, import_jsx_runtime.jsx)("p", {
					className: "small soft",
					children: text("{share} go to start, end and padding.", { share: percent(special) })
				})
			]
		});
	}
	// src/panels/SelfAttention.tsx
	var MIDDLE = {
		x: .5,
		y: .5
	};
	function SelfAttention({ run, step }) {
		const layers = layersOf(run, "self");
		const crossLayer = useSeen((s) => s.layer);
		const [own, setOwn] = (0, import_react.useState)(null);
		const layer = layers.find((l) => l.id === own) ?? selfLayerNear(run, crossLayer);
		const place = useSeen((s) => s.locked ?? s.hover) ?? MIDDLE;
		const opacity = useSeen((s) => s.opacity);
		const smooth = useSeen((s) => s.smooth);
		const colourMap = useSeen((s) => s.colourMap);
		const image = useImage(run, run.has.x0Images[step] ? "x0" : "latent", step);
		const map = useMap(run, layer?.id ?? null, step);
		const grid = map.value?.entry.grid;
		const cell = grid ? cellAt(place, grid) : null;
		const query = cell && grid ? cell[0] * grid[1] + cell[1] : null;
		const row = (0, import_react.useMemo)(() => {
			if (!map.value || query === null || !grid) return void 0;
			const keys = grid[0] * grid[1];
			return map.value.values.subarray(query * keys, (query + 1) * keys);
		}, [
			map.value,
			query,
			grid
		]);
		const table = colourTable(colourMap);
		const domain = (0, import_react.useMemo)(() => [0, row && extent(row)?.[1] || 1], [row]);
		const heat = (0, import_react.useMemo)(() => row && grid ? {
			values: row,
			grid,
			domain,
			table
		} : void 0, [
			row,
			grid,
			domain,
			table
		]);
		if (layers.length === 0) return (0, import_jsx_runtime.jsx)(Missing, { children: "No self-attention was recorded." });
		return (0, import_jsx_runtime.jsxs)("figure", {
			className: "overlay-figure",
			children: [
				(0, import_jsx_runtime.jsxs)(PlaceFrame, {
					run,
					children: [(0, import_jsx_runtime.jsx)(BitmapCanvas, {
						bitmap: image.value,
						label: `Image at step ${String(step + 1)}`
					}), map.listed && (0, import_jsx_runtime.jsx)(HeatCanvas, {
						className: "over",
						heat,
						smooth,
						opacity,
						label: "Where the marked place looks"
					})]
				}),
				map.listed ? (0, import_jsx_runtime.jsx)(Legend, {
					table,
					domain,
					caption: "share of the marked cell’s attention; this row alone"
				}) : (0, import_jsx_runtime.jsx)(Missing, { children: whyMissing(run, layer?.id ?? null, step) }),
				map.error && (0, import_jsx_runtime.jsx)(Missing, { children: map.error }),
				(0, import_jsx_runtime.jsxs)("label", {
					className: "small row",
					children: ["Layer", (0, import_jsx_runtime.jsx)("select", {
						value: layer?.id ?? "",
						onChange: (event) => {
							setOwn(event.target.value);
						},
						children: layers.map((l) => (0, import_jsx_runtime.jsxs)("option", {
							value: l.id,
							children: [
								layerName(l),
								" (",
								gridName(run.mapEntry(l.id, step)?.grid ?? l.grid),
								" cells)"
							]
						}, l.id))
					})]
				})
			]
		});
	}
	// src/panels/SpecialMass.tsx
	var KINDS = [
		[
			"word",
			"words",
			wordColour(0)
		],
		[
			"start",
			"start",
			"#7a7a7a"
		],
		[
			"end",
			"end",
			wordColour(2)
		],
		[
			"padding",
			"padding",
			wordColour(5)
		]
	];
	function SpecialMass({ run }) {
		const app = useAppStore();
		const layer = useSeen((s) => s.layer);
		const step = useSeen((s) => s.step);
		const { condition } = useSelectedTerms(run);
		const summary = useLayerSummary(run, layer, condition);
		const lines = (0, import_react.useMemo)(() => {
			if (!summary || !condition) return [];
			const terms = termsOf(condition);
			const at = Array.from({ length: run.steps }, (_, i) => i + 1);
			return KINDS.flatMap(([kind, name, colour]) => {
				const members = terms.filter((t) => t.kind === kind);
				if (members.length === 0) return [];
				return [{
					name,
					colour,
					values: summary.means.map((means) => means && members.reduce((sum, t) => sum + (means[t.index] ?? 0), 0)),
					at
				}];
			});
		}, [
			summary,
			condition,
			run.steps
		]);
		if (!summary || summary.total === 0) return (0, import_jsx_runtime.jsx)(Missing, { children: "No maps of this layer were recorded for this prompt." });
		return (0, import_jsx_runtime.jsx)(LinePlot, {
			label: "Share of attention of words, start, end and padding by step",
			lines,
			axis: STEP_AXIS,
			cursor: step + 1,
			onPick: (at) => {
				goTo(app, at - 1);
			},
			height: 150,
			fromZero: true
		});
	}
	// src/state/trajectory.ts
	var same = (step) => step;
	function useTrajectory(run, compared) {
		const mine = useLatents(compared ? run : null);
		const theirs = useLatents(compared);
		const alignment = useAlignment();
		const [computed, setComputed] = (0, import_react.useState)(null);
		const a = mine.value?.latents ?? null;
		const b = theirs.value?.latents ?? null;
		(0, import_react.useEffect)(() => {
			if (!a || !b || !fits(a, b)) return;
			let wanted = true;
			perform("sharedPca", [a, b], [mine.value?.x0 ?? null, theirs.value?.x0 ?? null]).then((pca) => {
				if (wanted) setComputed({
					a,
					b,
					pca
				});
			}, (error) => {
				if (wanted) setComputed({
					a,
					b,
					pca: null,
					error: error instanceof Error ? error.message : String(error)
				});
			});
			return () => {
				wanted = false;
			};
		}, [
			a,
			b,
			mine.value,
			theirs.value
		]);
		const current = computed?.a === a && computed?.b === b ? computed : null;
		const shared = current?.pca ?? null;
		const error = mine.error ?? theirs.error ?? current?.error ?? null;
		return (0, import_react.useMemo)(() => {
			const path = (of, kind, points, primary) => ({
				run: of,
				kind,
				primary,
				points,
				name: `${kind === "x0" ? "x̂₀" : "x"}${compared ? ` of ${of.name}` : ""}`,
				colour: primary ? "var(--run-a)" : "var(--run-b)",
				dashed: kind === "x0",
				stepAt: primary ? same : (step) => alignment[step] ?? step
			});
			if (shared && compared) return {
				paths: [run, compared].flatMap((of, i) => [path(of, "latent", shared.points[i] ?? [], i === 0), ...shared.others[i] ? [path(of, "x0", shared.others[i], i === 0)] : []]),
				explained: shared.explained,
				why: ""
			};
			const stored = run.pca;
			if (!stored) return {
				paths: [],
				explained: [null, null],
				why: ""
			};
			const paths = [path(run, "latent", stored.points, true)];
			if (stored.x0Points) paths.push(path(run, "x0", stored.x0Points, true));
			return {
				paths,
				explained: stored.explained,
				why: compared ? whyAlone(run, compared, a, b, error) : ""
			};
		}, [
			run,
			compared,
			shared,
			alignment,
			a,
			b,
			error
		]);
	}
	function fits(a, b) {
		return a.shape.slice(1).join() === b.shape.slice(1).join();
	}
	function whyAlone(run, compared, a, b, error) {
		const alone = "Only this run’s own path is shown: ";
		const without = [run, compared].find((r) => !r.has.latents);
		if (without) return `${alone}${without.name} does not hold its latents, so there is no common basis.`;
		if (error) return `${alone}${error}`;
		if (!a || !b) return "Reading both runs’ latents, to draw them in one basis …";
		if (!fits(a, b)) return `${alone}the other run’s latents have another size, so there is no common basis.`;
		return "Computing a common basis …";
	}
	// src/panels/Trajectory.tsx
	var MARGIN = 24;
	function Trajectory({ run }) {
		const drawing = (0, import_react.useRef)(null);
		const step = useSeen((s) => s.step);
		const { paths, explained, why } = useTrajectory(run, useSeen((s) => s.compared));
		const [frame, width] = useWidth(420);
		const [hover, setHover] = (0, import_react.useState)(null);
		const height = Math.round(Math.min(420, width * .72));
		const scales = (0, import_react.useMemo)(() => scalesOf(paths, width, height), [
			paths,
			width,
			height
		]);
		if (!scales) return (0, import_jsx_runtime.jsx)(Missing, { children: why || "This run has no latent_pca.json that can be read." });
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "trajectory",
			ref: frame,
			children: [
				(0, import_jsx_runtime.jsxs)("svg", {
					ref: drawing,
					role: "img",
					"aria-label": "Path of the latent, two principal components",
					width,
					height,
					children: [(0, import_jsx_runtime.jsx)(Paths, {
						paths,
						scales,
						onHover: setHover
					}), paths.map((path) => {
						const point = path.points[path.stepAt(step)];
						return point && (0, import_jsx_runtime.jsx)("circle", {
							className: "dot current",
							r: 7,
							cx: scales.x(point[0]),
							cy: scales.y(point[1]),
							fill: path.colour
						}, path.name);
					})]
				}),
				(0, import_jsx_runtime.jsxs)("ul", {
					className: "readout small",
					children: [paths.map((path) => (0, import_jsx_runtime.jsxs)("li", { children: [
						(0, import_jsx_runtime.jsx)("span", {
							className: path.dashed ? "key dashed" : "key",
							style: { borderColor: path.colour }
						}),
						" ",
						path.name
					] }, path.name)), (0, import_jsx_runtime.jsxs)("li", {
						className: "soft",
						children: [
							"across ",
							percent(explained[0]),
							", up ",
							percent(explained[1]),
							" of the variance; each direction has its own scale"
						]
					})]
				}),
				why && (0, import_jsx_runtime.jsx)("p", {
					className: "small soft",
					children: why
				}),
				(0, import_jsx_runtime.jsx)(Downloads, {
					name: "latent_pca",
					drawing,
					table: () => tableOf(paths)
				}),
				hover && (0, import_jsx_runtime.jsx)(HoverImage, {
					path: hover.path,
					step: hover.step
				})
			]
		});
	}
	function tableOf(paths) {
		return csv([
			"path",
			"step",
			"x",
			"y"
		], paths.flatMap((path) => path.points.map((p, step) => [
			path.name,
			step,
			p?.[0] ?? null,
			p?.[1] ?? null
		])));
	}
	function scalesOf(paths, width, height) {
		const points = paths.flatMap((path) => path.points.filter((p) => p !== null));
		const across = extent(points.map((p) => p[0]));
		const up = extent(points.map((p) => p[1]));
		if (!across || !up) return null;
		const widen = ([low, high]) => high > low ? [low, high] : [low - 1, high + 1];
		return {
			x: linear(widen(across), [MARGIN, width - MARGIN]),
			y: linear(widen(up), [height - MARGIN, MARGIN])
		};
	}
	var Paths = (0, import_react.memo)(function Paths(props) {
		const app = useAppStore();
		const { paths, scales, onHover } = props;
		return paths.map((path) => (0, import_jsx_runtime.jsxs)("g", { children: [(0, import_jsx_runtime.jsx)("polyline", {
			className: "curve",
			stroke: path.colour,
			strokeDasharray: path.dashed ? "5 3" : void 0,
			points: path.points.flatMap((p) => p ? [`${String(scales.x(p[0]))},${String(scales.y(p[1]))}`] : []).join(" ")
		}), path.points.map((p, i) => p && (0, import_jsx_runtime.jsx)("circle", {
			className: "point",
			r: 4,
			cx: scales.x(p[0]),
			cy: scales.y(p[1]),
			fill: path.colour,
			onPointerEnter: () => {
				onHover({
					path,
					step: i
				});
			},
			onPointerLeave: () => {
				onHover(null);
			},
			onClick: () => {
				if (path.primary) goTo(app, i);
			},
			children: (0, import_jsx_runtime.jsx)("title", { children: `${path.name}, step ${String(i + 1)}` })
		}, i))] }, path.name));
	});
	function HoverImage({ path, step }) {
		const image = useImage(path.run, path.kind, step);
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "hover-image",
			children: [(0, import_jsx_runtime.jsx)(BitmapCanvas, {
				bitmap: image.value,
				label: ""
			}), (0, import_jsx_runtime.jsxs)("span", {
				className: "small",
				children: ["step ", step + 1]
			})]
		});
	}
	// src/panels/WordCurves.tsx
	var MOST = 5;
	function WordCurves({ run }) {
		const app = useAppStore();
		const layer = useSeen((s) => s.layer);
		const step = useSeen((s) => s.step);
		const { condition, terms } = useSelectedTerms(run);
		const summary = useLayerSummary(run, layer, condition);
		const lines = (0, import_react.useMemo)(() => {
			if (!summary || !condition) return [];
			const total = (index) => summary.means.reduce((sum, means) => sum + (means?.[index] ?? 0), 0);
			const ranked = termsOf(condition).filter((t) => t.kind === "word").sort((a, b) => total(b.index) - total(a.index)).slice(0, MOST);
			const at = Array.from({ length: run.steps }, (_, i) => i + 1);
			return (terms.length ? terms : ranked).map((term) => ({
				name: term.text,
				colour: term.kind === "word" ? wordColour(term.index) : "var(--line-strong)",
				values: summary.means.map((means) => means?.[term.index] ?? null),
				at
			}));
		}, [
			summary,
			condition,
			terms,
			run.steps
		]);
		if (!summary || summary.total === 0) return (0, import_jsx_runtime.jsx)(Missing, { children: "No maps of this layer were recorded for this prompt." });
		return (0, import_jsx_runtime.jsx)(LinePlot, {
			label: "Mean attention of the selected words by step",
			lines,
			axis: STEP_AXIS,
			cursor: step + 1,
			unit: "share",
			height: 150,
			fromZero: true,
			onPick: (at) => {
				goTo(app, at - 1);
			}
		});
	}
	// src/panels/WordStepMatrix.tsx
	function WordStepMatrix({ run }) {
		const app = useAppStore();
		const layer = useSeen((s) => s.layer);
		const step = useSeen((s) => s.step);
		const colourMap = useSeen((s) => s.colourMap);
		const scale = useSeen((s) => s.scale);
		const selected = useSeen((s) => s.terms);
		const { condition } = useSelectedTerms(run);
		const summary = useLayerSummary(run, layer, condition);
		const terms = useListedTerms(condition);
		const { values, domain } = (0, import_react.useMemo)(() => {
			const cells = new Float32Array(terms.length * run.steps).fill(NaN);
			terms.forEach((term, row) => {
				const line = summary?.means.map((means) => means?.[term.index] ?? NaN) ?? [];
				const largest = scale === "normalised" ? (extent(line)?.[1] ?? 1) || 1 : 1;
				line.forEach((value, column) => {
					cells[row * run.steps + column] = value / largest;
				});
			});
			return {
				values: cells,
				domain: [0, (extent(cells)?.[1] ?? 1) || 1]
			};
		}, [
			terms,
			run.steps,
			summary,
			scale
		]);
		if (!summary || summary.total === 0) return (0, import_jsx_runtime.jsx)(Missing, { children: "No maps of this layer were recorded for this prompt." });
		return (0, import_jsx_runtime.jsx)(Matrix, {
			label: "Mean attention of each word by step",
			rows: terms.map((term) => ({
				key: String(term.index),
				label: (0, import_jsx_runtime.jsx)(WordLabel, {
					text: term.text,
					kind: term.kind,
					index: term.index
				}),
				selected: selected.some((t) => sameTerm(t, term)),
				onSelect: () => {
					selectTerm(app, term);
				}
			})),
			columns: run.steps,
			values,
			domain,
			table: colourTable(colourMap),
			column: step,
			columnName: (column) => `step ${String(column + 1)}; brightest = ${scale === "normalised" ? "each word’s own largest mean" : percent(domain[1])}`,
			onPick: (row, column) => {
				goTo(app, column);
				const term = terms[row];
				if (term) show(app, { terms: [term] });
			},
			describe: (row, column) => {
				const term = terms[row];
				const value = term ? summary.means[column]?.[term.index] : void 0;
				return `${term?.text ?? ""}, step ${String(column + 1)}: ${percent(value)} of the attention, mean over the picture`;
			}
		});
	}
	function WordLabel({ text, kind, index }) {
		return (0, import_jsx_runtime.jsxs)("span", {
			className: "word-label",
			children: [(0, import_jsx_runtime.jsx)("span", {
				className: "dot",
				style: { background: kind === "word" ? wordColour(index) : "var(--line-strong)" }
			}), kind === "word" ? text : `⟨${text}⟩`]
		});
	}
	// src/panels/Heads.tsx
	function Heads({ run, step }) {
		const layer = useSeen((s) => s.layer);
		const { terms } = useSelectedTerms(run);
		const heads = layer ? run.headsOf(layer) : [];
		if (heads.length === 0) {
			const with_ = run.layers.filter((l) => l.type === "cross" && run.headsOf(l.id).length > 0).map((l) => l.name);
			return (0, import_jsx_runtime.jsxs)(Missing, { children: [
				"Single heads of this layer were not recorded.",
				" ",
				with_.length > 0 ? `They were of ${with_.join(", ")}.` : "Set “heads” to “each” in Capture Settings to record them."
			] });
		}
		if (terms.length === 0) return (0, import_jsx_runtime.jsx)(Missing, { children: "Choose a word to see it head by head." });
		return (0, import_jsx_runtime.jsx)("div", {
			className: "heads",
			children: [null, ...heads].map((head) => (0, import_jsx_runtime.jsx)(Head, {
				run,
				step,
				head
			}, head ?? "mean"))
		});
	}
	function Head({ run, step, head }) {
		const app = useAppStore();
		const layer = useSeen((s) => s.layer);
		const chosen = useSeen((s) => s.head);
		const colourMap = useSeen((s) => s.colourMap);
		const smooth = useSeen((s) => s.smooth);
		const { condition, terms } = useSelectedTerms(run);
		const map = useMap(run, layer, step, condition?.id, head);
		const values = (0, import_react.useMemo)(() => map.value ? termMap(map.value, terms.flatMap((t) => t.tokens)) : void 0, [map.value, terms]);
		const scale = useMapScale(run, layer, condition, values);
		const grid = map.value?.entry.grid;
		const heat = (0, import_react.useMemo)(() => values && grid ? {
			values,
			grid,
			domain: scale.domain,
			table: colourTable(colourMap)
		} : void 0, [
			values,
			grid,
			scale.domain,
			colourMap
		]);
		const name = head === null ? "mean" : `head ${String(head)}`;
		return (0, import_jsx_runtime.jsxs)("button", {
			className: "head",
			"aria-pressed": chosen === head,
			onClick: () => {
				show(app, { head });
			},
			children: [(0, import_jsx_runtime.jsx)("span", {
				className: "frame",
				style: aspect(run),
				children: map.listed ? (0, import_jsx_runtime.jsx)(HeatCanvas, {
					heat,
					smooth,
					label: `${name} at step ${String(step + 1)}`
				}) : "–"
			}), (0, import_jsx_runtime.jsx)("span", {
				className: "small",
				children: name
			})]
		});
	}
	// src/panels/LayerWordGrid.tsx
	var SETTLED_MS = 150;
	function LayerWordGrid({ run, step }) {
		const app = useAppStore();
		const layer = useSeen((s) => s.layer);
		const colourMap = useSeen((s) => s.colourMap);
		const selected = useSeen((s) => s.terms);
		const { condition } = useSelectedTerms(run);
		const layers = (0, import_react.useMemo)(() => layersOf(run, "cross"), [run]);
		const terms = useListedTerms(condition);
		const [grid, setGrid] = (0, import_react.useState)(null);
		(0, import_react.useEffect)(() => {
			if (!condition) return;
			let wanted = true;
			const all = termsOf(condition).map((t) => t.tokens);
			const read = async () => {
				const means = await Promise.all(layers.map(async (l) => {
					const entry = run.mapEntry(l.id, step, condition.id);
					if (!entry) return null;
					const map = await run.map(entry).catch(() => null);
					return map && termMeans(map, all);
				}));
				if (wanted) setGrid({
					step,
					means
				});
			};
			const timer = setTimeout(() => void read(), SETTLED_MS);
			return () => {
				wanted = false;
				clearTimeout(timer);
			};
		}, [
			run,
			step,
			layers,
			condition
		]);
		const values = (0, import_react.useMemo)(() => {
			const cells = new Float32Array(terms.length * layers.length).fill(NaN);
			terms.forEach((term, row) => {
				layers.forEach((_, column) => {
					cells[row * layers.length + column] = grid?.means[column]?.[term.index] ?? NaN;
				});
			});
			return cells;
		}, [
			terms,
			layers,
			grid
		]);
		if (layers.length === 0) return (0, import_jsx_runtime.jsx)(Missing, { children: "No cross-attention was recorded." });
		const largest = (extent(values)?.[1] ?? 1) || 1;
		const chosen = layers.findIndex((l) => l.id === layer);
		const nameOf = (column) => {
			const l = layers[column];
			return l ? layerName(l) : "";
		};
		return (0, import_jsx_runtime.jsx)(Matrix, {
			label: `Mean attention of each word by layer at step ${String(step + 1)}`,
			rows: terms.map((term) => ({
				key: String(term.index),
				label: (0, import_jsx_runtime.jsx)(WordLabel, {
					text: term.text,
					kind: term.kind,
					index: term.index
				}),
				selected: selected.some((t) => sameTerm(t, term)),
				onSelect: () => {
					show(app, { terms: [term] });
				}
			})),
			columns: layers.length,
			values,
			domain: [0, largest],
			table: colourTable(colourMap),
			column: chosen < 0 ? null : chosen,
			columnName: (column) => `${nameOf(column)}; layers from the first to the last; brightest = ${percent(largest)}`,
			onPick: (row, column) => {
				const l = layers[column];
				const term = terms[row];
				if (l) setLayer(app, l.id);
				if (term) show(app, { terms: [term] });
			},
			describe: (row, column) => {
				const value = values[row * layers.length + column];
				return `${terms[row]?.text ?? ""}, ${nameOf(column)}: ${percent(value)} of the attention, mean over the picture`;
			}
		});
	}
	// src/story/useScrub.ts
	function trackLength(steps) {
		return Math.max(320, Math.min(2e3, steps * 26));
	}
	function useScrub(steps) {
		const app = useAppStore();
		const track = (0, import_react.useRef)(null);
		const stage = (0, import_react.useRef)(null);
		(0, import_react.useEffect)(() => {
			const position = () => {
				if (!track.current || !stage.current) return null;
				const outer = track.current.getBoundingClientRect();
				const inner = stage.current.getBoundingClientRect();
				const room = outer.height - inner.height;
				if (room < 100 || getComputedStyle(stage.current).position !== "sticky") return null;
				return {
					passed: inner.top - outer.top,
					room
				};
			};
			let own = -1;
			let arrived = NaN;
			const scrolled = () => {
				const jumping = Math.abs(window.scrollY - arrived) < 1;
				arrived = NaN;
				if (jumping) return;
				const at = position();
				if (!at || at.passed <= 0 || at.passed >= at.room) return;
				const step = Math.min(steps - 1, Math.floor(at.passed / at.room * steps));
				if (step === own) return;
				own = step;
				goTo(app, step, "scroll");
			};
			const jumped = () => {
				const at = position();
				if (!at || !track.current) return;
				const middle = track.current.getBoundingClientRect();
				if (!(middle.top < window.innerHeight / 2 && middle.bottom > window.innerHeight / 2)) return;
				own = app.getState().step;
				const wanted = (own + .5) / steps * at.room;
				window.scrollBy({
					top: wanted - at.passed,
					behavior: "instant"
				});
				arrived = window.scrollY;
			};
			const pin = () => {
				if (!stage.current) return;
				const header = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--header"));
				const top = Math.min(header, window.innerHeight - stage.current.offsetHeight);
				stage.current.style.setProperty("--pinned-at", `${top}px`);
			};
			const resized = new ResizeObserver(pin);
			if (stage.current) resized.observe(stage.current);
			window.addEventListener("resize", pin);
			window.addEventListener("scroll", scrolled, { passive: true });
			const unsubscribe = app.subscribe((now, before) => {
				if (now.jump !== before.jump) jumped();
			});
			return () => {
				resized.disconnect();
				window.removeEventListener("resize", pin);
				window.removeEventListener("scroll", scrolled);
				unsubscribe();
			};
		}, [app, steps]);
		return {
			track,
			stage
		};
	}
	// src/story/Chapter.tsx
	function Chapter({ id, title, steps, prose, children }) {
		const { track, stage } = useScrub(steps);
		return (0, import_jsx_runtime.jsx)("section", {
			id,
			ref: track,
			className: steps > 0 ? "chapter scrub" : "chapter",
			"aria-labelledby": `${id}-heading`,
			style: steps > 0 ? { "--track": `${String(trackLength(steps))}px` } : void 0,
			children: (0, import_jsx_runtime.jsxs)("div", {
				className: "stage",
				ref: stage,
				children: [(0, import_jsx_runtime.jsxs)("div", {
					className: "prose",
					children: [(0, import_jsx_runtime.jsx)("h2", {
						id: `${id}-heading`,
						children: title
					}), prose]
				}), (0, import_jsx_runtime.jsx)(Sight, {
					className: "figures",
					children: (0, import_jsx_runtime.jsx)(Figures, { children })
				})]
			})
		});
	}
	function Figures({ children }) {
		return children(useSeen((s) => s.step));
	}
	// src/story/Story.tsx
	function Story({ run }) {
		const compared = useApp((s) => s.compared);
		const alignment = useAlignment();
		const prompt = run.conditions[0]?.text ?? "";
		return (0, import_jsx_runtime.jsxs)("article", {
			className: "story",
			children: [
				(0, import_jsx_runtime.jsx)(Chapter, {
					id: "noise-to-picture",
					title: "From noise to picture",
					steps: run.steps,
					prose: (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [
						(0, import_jsx_runtime.jsxs)("p", {
							className: "prompt",
							children: [
								"“",
								prompt,
								"”"
							]
						}),
						(0, import_jsx_runtime.jsxs)("p", { children: [
							"A diffusion model begins with pure noise. ",
							run.steps,
							" times it is asked:",
							" ",
							(0, import_jsx_runtime.jsx)("em", { children: "which part of this is noise?" }),
							" Each time a little of it is taken away."
						] }),
						(0, import_jsx_runtime.jsxs)("p", { children: [
							"At the left of the divider is the noisy latent ",
							(0, import_jsx_runtime.jsx)("i", { children: "x" }),
							", at the right what the model believes the finished picture to be, ",
							(0, import_jsx_runtime.jsx)("i", { children: "x̂₀" }),
							". Large shapes are decided early, details late."
						] }),
						(0, import_jsx_runtime.jsx)("p", {
							className: "hint small soft",
							children: "Scroll, drag the slider, or press Space."
						})
					] }),
					children: (step) => (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [
						(0, import_jsx_runtime.jsxs)("div", {
							className: compared ? "pair" : "single",
							children: [(0, import_jsx_runtime.jsx)(RunPicture, {
								run,
								step,
								side: "a"
							}), compared && (0, import_jsx_runtime.jsx)(RunPicture, {
								run: compared,
								step: alignment[step] ?? step,
								side: "b"
							})]
						}),
						(0, import_jsx_runtime.jsx)(FilmStrip, {
							run,
							kind: "latent"
						}),
						(0, import_jsx_runtime.jsx)(FilmStrip, {
							run,
							kind: "x0"
						}),
						(0, import_jsx_runtime.jsx)(NormCurves, { run })
					] })
				}),
				(0, import_jsx_runtime.jsx)(Chapter, {
					id: "two-formulas",
					title: "Two formulas",
					steps: run.steps,
					prose: (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [
						(0, import_jsx_runtime.jsxs)("p", { children: [(0, import_jsx_runtime.jsx)("b", { children: "The reverse step." }), " The model predicts the noise ε. The sampler walks against it, from noise level σ down to the next one."] }),
						(0, import_jsx_runtime.jsxs)("p", { children: [
							(0, import_jsx_runtime.jsx)("b", { children: "Guidance." }),
							" The model is asked twice, with the prompt and with the negative prompt. The difference is what the prompt changes, and it is multiplied by the guidance scale ",
							(0, import_jsx_runtime.jsx)("i", { children: "s" }),
							"."
						] }),
						(0, import_jsx_runtime.jsx)("p", {
							className: "small soft",
							children: "All numbers are of this run, at this step: ‖·‖ is the Euclidean norm of the latent."
						})
					] }),
					children: (step) => (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [(0, import_jsx_runtime.jsxs)("div", {
						className: "formulas",
						children: [(0, import_jsx_runtime.jsx)(Panel, {
							id: "reverse-step",
							title: "The reverse step",
							children: (0, import_jsx_runtime.jsx)(ReverseFormula, {
								run,
								step
							})
						}), (0, import_jsx_runtime.jsx)(Panel, {
							id: "guidance",
							title: "Guidance",
							children: (0, import_jsx_runtime.jsx)(GuidanceFormula, {
								run,
								step
							})
						})]
					}), (0, import_jsx_runtime.jsx)(Panel, {
						id: "predicted-noise",
						title: "Predicted noise and latent",
						children: (0, import_jsx_runtime.jsx)(PredictedNoise, {
							run,
							step
						})
					})] })
				}),
				(0, import_jsx_runtime.jsx)(Chapter, {
					id: "attention",
					title: "Where words act",
					steps: run.steps,
					prose: (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [
						(0, import_jsx_runtime.jsxs)("p", { children: [
							"In its cross-attention layers each place of the picture asks the prompt for information.",
							" ",
							(0, import_jsx_runtime.jsx)("b", { children: "Attention" }),
							" is how that question is shared out between the words: at each place the shares of all tokens sum to 1."
						] }),
						(0, import_jsx_runtime.jsx)("p", { children: "Choose a word at the left, or move over the picture to see which words a place listens to. A click keeps the place." }),
						(0, import_jsx_runtime.jsx)("p", {
							className: "small soft",
							children: "Attention shows where information is taken from. It does not prove that a word caused what is drawn there."
						})
					] }),
					children: (step) => (0, import_jsx_runtime.jsx)(import_jsx_runtime.Fragment, { children: (0, import_jsx_runtime.jsxs)("div", {
						className: "attention-grid",
						children: [(0, import_jsx_runtime.jsx)(Panel, {
							id: "attention-overlay",
							title: "Attention on the picture",
							children: (0, import_jsx_runtime.jsx)(AttentionOverlay, {
								run,
								step
							})
						}), (0, import_jsx_runtime.jsxs)("div", {
							className: "stack",
							children: [(0, import_jsx_runtime.jsx)(Panel, {
								id: "ranked-words",
								title: "Words of a place",
								children: (0, import_jsx_runtime.jsx)(RankedWords, {
									run,
									step
								})
							}), (0, import_jsx_runtime.jsx)(Panel, {
								id: "word-step",
								title: "When does each word act?",
								children: (0, import_jsx_runtime.jsx)(WordStepMatrix, { run })
							})]
						})]
					}) })
				}),
				(0, import_jsx_runtime.jsx)(Chapter, {
					id: "more-attention",
					title: "Layers, places, and the rest",
					steps: 0,
					prose: (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [
						(0, import_jsx_runtime.jsx)("p", { children: "Not all layers listen to the same words: those in the middle see the picture as a whole, the decoder’s point at things." }),
						(0, import_jsx_runtime.jsxs)("p", { children: [
							"In ",
							(0, import_jsx_runtime.jsx)("b", { children: "self-attention" }),
							" the picture looks at itself: a place takes from other places what it needs to agree with them."
						] }),
						(0, import_jsx_runtime.jsx)("p", { children: "Much attention goes to tokens that are no words. Leaving that out would make the words look larger than they are." })
					] }),
					children: (step) => (0, import_jsx_runtime.jsx)(import_jsx_runtime.Fragment, { children: (0, import_jsx_runtime.jsxs)("div", {
						className: "attention-grid",
						children: [(0, import_jsx_runtime.jsx)(Panel, {
							id: "self-attention",
							title: "Where does this place look?",
							children: (0, import_jsx_runtime.jsx)(SelfAttention, {
								run,
								step
							})
						}), (0, import_jsx_runtime.jsxs)("div", {
							className: "stack",
							children: [
								(0, import_jsx_runtime.jsx)(Panel, {
									id: "layer-word",
									title: "Which layer listens to which word?",
									children: (0, import_jsx_runtime.jsx)(LayerWordGrid, {
										run,
										step
									})
								}),
								(0, import_jsx_runtime.jsx)(Panel, {
									id: "heads",
									title: "Head by head",
									children: (0, import_jsx_runtime.jsx)(Heads, {
										run,
										step
									})
								}),
								(0, import_jsx_runtime.jsx)(Panel, {
									id: "word-curves",
									title: "The words step by step",
									children: (0, import_jsx_runtime.jsx)(WordCurves, { run })
								}),
								(0, import_jsx_runtime.jsx)(Panel, {
									id: "special-mass",
									title: "Words against start, end and padding",
									children: (0, import_jsx_runtime.jsx)(SpecialMass, { run })
								})
							]
						})]
					}) })
				}),
				(0, import_jsx_runtime.jsx)(Chapter, {
					id: "trajectory",
					title: "The way through latent space",
					steps: run.steps,
					prose: (0, import_jsx_runtime.jsxs)(import_jsx_runtime.Fragment, { children: [
						(0, import_jsx_runtime.jsx)("p", { children: "A latent has thousands of numbers. Seen along the two directions in which it moves most, denoising is a path: far at first, then in small steps into the picture." }),
						(0, import_jsx_runtime.jsx)("p", { children: "The dashed path is x̂₀, the model’s guess at the end of the way. It turns where the model changes its mind." }),
						(0, import_jsx_runtime.jsx)("p", {
							className: "small soft",
							children: "Two directions keep only the stated part of the variance; paths that cross here may be far apart."
						})
					] }),
					children: () => (0, import_jsx_runtime.jsx)(Panel, {
						id: "trajectory-panel",
						title: "Principal components of the latent",
						children: (0, import_jsx_runtime.jsx)(Trajectory, { run })
					})
				}),
				(0, import_jsx_runtime.jsx)(Chapter, {
					id: "comparison",
					title: "Two runs side by side",
					steps: 0,
					prose: (0, import_jsx_runtime.jsx)("p", { children: "Change one thing, a word, a LoRA, a seed, and the same noise levels show where the two runs part. Pictures, attention and prompts are compared at steps that belong together." }),
					children: (step) => (0, import_jsx_runtime.jsx)(Comparison, {
						run,
						step
					})
				}),
				(0, import_jsx_runtime.jsx)(Chapter, {
					id: "metrics",
					title: "Every number",
					steps: 0,
					prose: (0, import_jsx_runtime.jsx)("p", { children: "All channels of metrics.json. A click on a curve goes to that step; CSV holds the numbers as they are." }),
					children: () => (0, import_jsx_runtime.jsx)(Metrics, { run })
				}),
				(0, import_jsx_runtime.jsx)(Chapter, {
					id: "provenance",
					title: "Where this comes from",
					steps: 0,
					prose: (0, import_jsx_runtime.jsx)("p", { children: "How the run was made, what was not recorded and why, and the workflow to make it again." }),
					children: () => (0, import_jsx_runtime.jsx)(Provenance, { run })
				})
			]
		});
	}
	function RunPicture({ run, step, side }) {
		return (0, import_jsx_runtime.jsxs)("div", {
			className: `run-picture ${side}`,
			children: [(0, import_jsx_runtime.jsx)(Picture, {
				run,
				step
			}), (0, import_jsx_runtime.jsxs)("p", {
				className: "small soft",
				children: [
					run.name,
					" · step ",
					step + 1,
					" of ",
					run.steps
				]
			})]
		});
	}
	// src/workbench/Split.tsx
	var LEAST = .12;
	var KEY_STEP = .02;
	function Split({ direction, label, shares: initial, children }) {
		const [shares, setShares] = (0, import_react.useState)(initial);
		const frame = (0, import_react.useRef)(null);
		const move = (bar, by) => {
			setShares((now) => {
				const both = (now[bar] ?? 0) + (now[bar + 1] ?? 0);
				const first = Math.max(LEAST, Math.min(both - LEAST, (now[bar] ?? 0) + by));
				return now.map((share, i) => i === bar ? first : i === bar + 1 ? both - first : share);
			});
		};
		const drag = (bar) => (event) => {
			const box = frame.current?.getBoundingClientRect();
			if (!box || !(event.buttons & 1)) return;
			move(bar, direction === "row" ? event.movementX / box.width : event.movementY / box.height);
		};
		const press = (bar) => (event) => {
			const step = {
				ArrowLeft: -1,
				ArrowUp: -1,
				ArrowRight: 1,
				ArrowDown: 1
			}[event.key];
			if (step === void 0) return;
			event.preventDefault();
			move(bar, step * KEY_STEP);
		};
		const tracks = shares.map((share) => `minmax(0, ${String(share)}fr)`).join(" 6px ");
		return (0, import_jsx_runtime.jsx)("div", {
			ref: frame,
			className: "split",
			style: direction === "row" ? { gridTemplateColumns: tracks } : { gridTemplateRows: tracks },
			children: children.flatMap((part, i) => [i > 0 && (0, import_jsx_runtime.jsx)("div", {
				className: "splitter",
				role: "separator",
				tabIndex: 0,
				"aria-label": `${label}, ${String(i)}`,
				"aria-orientation": direction === "row" ? "vertical" : "horizontal",
				"aria-valuenow": Math.round(100 * (shares[i - 1] ?? 0)),
				onPointerDown: (event) => {
					event.currentTarget.setPointerCapture(event.pointerId);
				},
				onPointerMove: drag(i - 1),
				onKeyDown: press(i - 1)
			}, `bar ${String(i)}`), (0, import_jsx_runtime.jsx)("div", {
				className: "split-part",
				children: part
			}, `part ${String(i)}`)])
		});
	}
	// src/workbench/Workbench.tsx
	var PICTURE = [
		{
			key: "picture",
			name: "Denoising",
			body: (run, step) => (0, import_jsx_runtime.jsx)(Denoising, {
				run,
				step
			})
		},
		{
			key: "noise",
			name: "Predicted noise",
			body: (run, step) => (0, import_jsx_runtime.jsx)(PredictedNoise, {
				run,
				step
			})
		},
		{
			key: "self",
			name: "Self-attention",
			body: (run, step) => (0, import_jsx_runtime.jsx)(SelfAttention, {
				run,
				step
			})
		}
	];
	var ATTENTION = [{
		key: "overlay",
		name: "Attention",
		body: (run, step) => (0, import_jsx_runtime.jsx)(AttentionOverlay, {
			run,
			step
		})
	}, {
		key: "heads",
		name: "Heads",
		body: (run, step) => (0, import_jsx_runtime.jsx)(Heads, {
			run,
			step
		})
	}];
	var WORDS = [
		{
			key: "ranked",
			name: "Words of a place",
			body: (run, step) => (0, import_jsx_runtime.jsx)(RankedWords, {
				run,
				step
			})
		},
		{
			key: "steps",
			name: "Word × step",
			body: (run) => (0, import_jsx_runtime.jsx)(WordStepMatrix, { run })
		},
		{
			key: "curves",
			name: "Curves",
			body: (run) => (0, import_jsx_runtime.jsx)(WordCurves, { run })
		},
		{
			key: "layers",
			name: "Layer × word",
			body: (run, step) => (0, import_jsx_runtime.jsx)(LayerWordGrid, {
				run,
				step
			})
		},
		{
			key: "special",
			name: "Start, end, padding",
			body: (run) => (0, import_jsx_runtime.jsx)(SpecialMass, { run })
		}
	];
	var NUMBERS = [
		{
			key: "metrics",
			name: "Metrics",
			body: (run) => (0, import_jsx_runtime.jsx)(Metrics, { run })
		},
		{
			key: "formulas",
			name: "Formulas",
			body: (run, step) => (0, import_jsx_runtime.jsx)(BothFormulas, {
				run,
				step
			})
		},
		{
			key: "comparison",
			name: "Comparison",
			body: (run, step) => (0, import_jsx_runtime.jsx)(Comparison, {
				run,
				step
			})
		},
		{
			key: "provenance",
			name: "Provenance",
			body: (run) => (0, import_jsx_runtime.jsx)(Provenance, { run })
		}
	];
	var PATH = [{
		key: "trajectory",
		name: "Trajectory",
		body: (run) => (0, import_jsx_runtime.jsx)(Trajectory, { run })
	}];
	function Workbench({ run }) {
		const step = useApp((s) => s.step);
		const tabs = (id, list) => (0, import_jsx_runtime.jsx)(Tabs, {
			id,
			tabs: list,
			run,
			step
		});
		return (0, import_jsx_runtime.jsxs)(Split, {
			direction: "column",
			label: "Height of the upper panels",
			shares: [.58, .42],
			children: [(0, import_jsx_runtime.jsxs)(Split, {
				direction: "row",
				label: "Widths of the upper panels",
				shares: [
					.34,
					.34,
					.32
				],
				children: [
					tabs("pictures", PICTURE),
					tabs("maps", ATTENTION),
					tabs("words", WORDS)
				]
			}), (0, import_jsx_runtime.jsxs)(Split, {
				direction: "row",
				label: "Widths of the lower panels",
				shares: [.66, .34],
				children: [tabs("numbers", NUMBERS), tabs("path", PATH)]
			})]
		});
	}
	function Tabs({ id, tabs, run, step }) {
		const [chosen, setChosen] = (0, import_react.useState)(tabs[0]?.key);
		const tab = tabs.find((t) => t.key === chosen);
		return (0, import_jsx_runtime.jsxs)("section", {
			className: "pane",
			"aria-label": tab?.name,
			children: [(0, import_jsx_runtime.jsx)("div", {
				className: "tabs",
				role: "tablist",
				"aria-label": id,
				children: tabs.map((t) => (0, import_jsx_runtime.jsx)("button", {
					role: "tab",
					id: `tab-${t.key}`,
					"aria-selected": t.key === chosen,
					"aria-controls": `pane-${id}`,
					onClick: () => {
						setChosen(t.key);
					},
					children: t.name
				}, t.key))
			}), (0, import_jsx_runtime.jsx)("div", {
				className: "pane-body",
				tabIndex: 0,
				role: "tabpanel",
				id: `pane-${id}`,
				"aria-labelledby": `tab-${chosen ?? ""}`,
				children: tab?.body(run, step)
			})]
		});
	}
	function Denoising({ run, step }) {
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "stack",
			children: [
				(0, import_jsx_runtime.jsx)(Picture, {
					run,
					step
				}),
				(0, import_jsx_runtime.jsx)(FilmStrip, {
					run,
					kind: "latent"
				}),
				(0, import_jsx_runtime.jsx)(FilmStrip, {
					run,
					kind: "x0"
				}),
				(0, import_jsx_runtime.jsx)(NormCurves, { run })
			]
		});
	}
	function BothFormulas({ run, step }) {
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "formulas",
			children: [(0, import_jsx_runtime.jsx)(ReverseFormula, {
				run,
				step
			}), (0, import_jsx_runtime.jsx)(GuidanceFormula, {
				run,
				step
			})]
		});
	}
	// src/dataset/sources/listed.ts
	function runsAmong(files, within) {
		const ends = `/${METADATA}`;
		const folders = [...files.keys()].filter((path) => `/${path}`.endsWith(ends)).map((path) => path.slice(0, -METADATA.length));
		return folders.filter((folder) => !folders.some((other) => other !== folder && folder.startsWith(other))).sort().map((folder) => sourceIn(folder, files, folder.split("/").at(-2) ?? within));
	}
	function sourceIn(folder, files, name) {
		return {
			name,
			read: async (path) => {
				const file = files.get(folder + path);
				if (!file) throw new ReadError("missing", path, `${name} has no such file`);
				return file.read();
			},
			list: () => {
				const own = [...files].filter(([path]) => path.startsWith(folder));
				return Promise.all(own.map(async ([path, file]) => ({
					path: path.slice(folder.length),
					bytes: await file.bytes()
				})));
			}
		};
	}
	// src/dataset/sources/zip.ts
	async function zipSources(archive, name = nameOf(archive)) {
		const entries = await listEntries(archive, name);
		const runs = runsAmong(new Map(entries.map((entry) => [entry.name, listedFile$1(archive, entry)])), name);
		if (runs.length > 0) return runs;
		throw new ReadError("missing", name, "the archive holds no metadata.json; is it of a run?");
	}
	function nameOf(archive) {
		return archive instanceof File ? archive.name.replace(/\.zip$/i, "") : "archive";
	}
	async function listEntries(archive, name) {
		const directory = locateDirectory(await slice(archive, archive.size - TAIL, archive.size, name), archive.size, name);
		return readDirectory(await slice(archive, directory.at, directory.at + directory.bytes, name), directory.shift, name);
	}
	function listedFile$1(archive, entry) {
		const read = async () => {
			const nameEnd = entry.at + 30 + 4 * entry.name.length;
			const start = dataStart(await slice(archive, entry.at, nameEnd, entry.name), entry);
			return (await perform("unpack", await slice(archive, start, start + entry.packed, entry.name), entry)).buffer;
		};
		return {
			bytes: () => Promise.resolve(entry.size),
			read
		};
	}
	async function slice(archive, start, end, path) {
		try {
			return new Uint8Array(await archive.slice(Math.max(0, start), end).arrayBuffer());
		} catch {
			throw new ReadError("unreachable", path, `the archive can't be read; was it moved or changed since it was chosen?`);
		}
	}
	// src/dataset/sources/embedded.ts
	function embeddedNames() {
		return Object.keys(globalThis.diffulizerRuns ?? {});
	}
	async function embeddedSource(name) {
		const runs = globalThis.diffulizerRuns ?? {};
		const text = Object.hasOwn(runs, name) ? runs[name] : void 0;
		if (text === void 0) throw new ReadError("missing", name, "the page brings no run of this name along");
		const [source] = await zipSources(new Blob([decodeBase64(text, name)]), name);
		if (!source) throw new ReadError("missing", name, "it holds no run");
		return {
			...source,
			name
		};
	}
	async function scriptSource(name, address) {
		if (!embeddedNames().includes(name)) await loadScript(name, address);
		return embeddedSource(name);
	}
	function loadScript(name, address) {
		return new Promise((resolve, reject) => {
			const script = document.createElement("script");
			script.src = address;
			script.addEventListener("load", () => resolve());
			script.addEventListener("error", () => reject(new ReadError("missing", name, `${address} can't be loaded`)));
			document.head.append(script);
		});
	}
	function decodeBase64(text, name) {
		try {
			return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
		} catch {
			throw new ReadError("damaged", name, "its data are no base64");
		}
	}
	// src/dataset/sources/dropped.ts
	var MOST_FILES = 2e5;
	async function itemsOf(items) {
		const dropped = [...items].filter((item) => item.kind === "file").map((item) => item.getAsFileSystemHandle?.() ?? Promise.resolve(item.webkitGetAsEntry()));
		return (await Promise.all(dropped).catch((error) => {
			throw ReadError.from(error, "unreachable", "what was dropped");
		})).filter((item) => item !== null);
	}
	async function collect(item, path, files) {
		if (files.size >= MOST_FILES) throw new ReadError("too-large", path, `there are more than ${MOST_FILES} files; drop a run's folder`);
		if (!isFolder(item)) {
			files.set(path, listedFile(() => openFile(item), path));
			return;
		}
		const children = await childrenOf(item).catch(() => {
			throw new ReadError("unreachable", path, "the folder can't be read");
		});
		for (const child of children) await collect(child, `${path}/${child.name}`, files);
	}
	function listedFile(open, path) {
		const read = async (part) => {
			try {
				return await part(await open());
			} catch {
				throw new ReadError("unreachable", path, `the file can't be read; was it moved or changed since it was chosen?`);
			}
		};
		return {
			bytes: () => read((file) => file.size),
			read: () => read((file) => file.arrayBuffer())
		};
	}
	function openFile(item) {
		if ("kind" in item) return item.getFile();
		return new Promise((resolve, reject) => item.file(resolve, reject));
	}
	function isFolder(item) {
		return "kind" in item ? item.kind === "directory" : item.isDirectory;
	}
	async function childrenOf(folder) {
		const children = [];
		if ("kind" in folder) {
			for await (const child of folder.values()) children.push(child);
			return children;
		}
		const reader = folder.createReader();
		for (;;) {
			const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
			if (some.length === 0) return children;
			children.push(...some);
		}
	}
	// src/dataset/sources/folder.ts
	async function droppedSources(items) {
		const dropped = await itemsOf(items);
		const isArchive = (item) => !isFolder(item) && isZip(item.name);
		const files = new Map();
		for (const item of dropped) if (!isArchive(item)) await collect(item, item.name, files);
		const archives = await Promise.all(dropped.filter(isArchive).map(openArchive));
		return [...runsAmong(files, "run"), ...await zipped(archives)];
	}
	async function pickedSources(picked) {
		const all = [...picked];
		const archives = all.filter((file) => isZip(file.name) && !file.webkitRelativePath);
		const files = new Map();
		for (const file of all.filter((file) => !archives.includes(file))) {
			const path = file.webkitRelativePath || file.name;
			const open = () => Promise.resolve(file);
			files.set(path, listedFile(open, path));
		}
		return [...runsAmong(files, "run"), ...await zipped(archives)];
	}
	async function openArchive(item) {
		try {
			return await openFile(item);
		} catch (error) {
			throw ReadError.from(error, "unreachable", item.name);
		}
	}
	async function zipped(archives) {
		return (await Promise.all(archives.map((file) => zipSources(file)))).flat();
	}
	function isZip(name) {
		return name.toLowerCase().endsWith(".zip");
	}
	// src/dataset/sources/http.ts
	function httpSource(address, page = document.baseURI) {
		const folder = folderOf(address, page);
		return {
			name: decodeURIComponent(folder.pathname.split("/").filter(Boolean).at(-1) ?? folder.host),
			read: (path) => download(addressOf(folder, path), path),
			list: () => Promise.resolve(null)
		};
	}
	function folderOf(address, page) {
		if (!URL.canParse(address, page)) throw new ReadError("unsafe", address, "it is no address of a run");
		const folder = new URL(address, page);
		if (folder.pathname.endsWith(`/metadata.json`)) folder.pathname = folder.pathname.slice(0, -METADATA.length);
		return folder;
	}
	async function download(address, path) {
		try {
			const response = await fetch(address);
			if ((response.headers.get("content-type")?.startsWith("text/html") ?? false) || response.status === 404 || response.status === 410) throw new ReadError("missing", path, `there is no such file at ${address.href}`);
			if (!response.ok) throw new ReadError("unreachable", path, `the server answers ${response.status}`);
			return await response.arrayBuffer();
		} catch (error) {
			if (error instanceof ReadError) throw error;
			const advice = address.protocol === "file:" ? "choose the run's folder instead" : "is the server running?";
			throw new ReadError("unreachable", path, `${address.href} can't be read; ${advice}`);
		}
	}
	// src/app/sources.ts
	var PRESETS = ["photo", "cartoon"];
	var RED_CIRCLE = [1, 2].map((index) => ({
		condition: "c0",
		index
	}));
	async function openPresets(app, view = {}) {
		const local = location.protocol === "file:";
		await open(app, "the examples", () => Promise.all(PRESETS.map((name) => local ? scriptSource(name, `presets/${name}.js`) : httpSource(`datasets/presets/${name}/`))), {
			terms: RED_CIRCLE,
			...view
		});
	}
	async function openAddresses(app, addresses, view = {}) {
		await open(app, addresses.join(", "), () => addresses.map((address) => httpSource(address)), view);
	}
	async function openEmbedded(app, names, view = {}) {
		await open(app, names.join(", "), () => Promise.all(names.map(embeddedSource)), view);
	}
	async function openFiles(app, files) {
		await open(app, "what was chosen", () => pickedSources(files));
	}
	async function openDrop(app, dropped) {
		await open(app, "what was dropped", () => droppedSources(dropped.items));
	}
	async function open(app, what, find, view = {}) {
		show(app, { opening: what });
		try {
			const sources = await find();
			if (sources.length === 0) throw new ReadError("missing", what, "there is no metadata.json in it; choose the folder of a run");
			await openAll(app, sources, view);
		} catch (error) {
			const { path, reason } = ReadError.from(error, "unreachable", what);
			show(app, {
				opening: null,
				notices: [{
					name: what,
					problems: [{
						rule: "unreadable",
						place: path,
						message: reason,
						severity: "error"
					}],
					failed: true
				}]
			});
		}
	}
	// src/app/DropZone.tsx
	function DropZone() {
		const app = useAppStore();
		const [over, setOver] = (0, import_react.useState)(false);
		(0, import_react.useEffect)(() => {
			const files = (event) => event.dataTransfer?.types.includes("Files") ?? false;
			const drag = (event) => {
				if (!files(event)) return;
				event.preventDefault();
				setOver(true);
			};
			const leave = (event) => {
				if (event.relatedTarget === null) setOver(false);
			};
			const drop = (event) => {
				setOver(false);
				if (!event.dataTransfer || !files(event)) return;
				event.preventDefault();
				openDrop(app, event.dataTransfer);
			};
			window.addEventListener("dragover", drag);
			window.addEventListener("dragleave", leave);
			window.addEventListener("drop", drop);
			return () => {
				window.removeEventListener("dragover", drag);
				window.removeEventListener("dragleave", leave);
				window.removeEventListener("drop", drop);
			};
		}, [app]);
		return over ? (0, import_jsx_runtime.jsx)("div", {
			className: "drop-zone",
			children: "Drop a run’s folder or zip to open it"
		}) : null;
	}
	// src/app/OpenMenu.tsx
	function OpenMenu() {
		const app = useAppStore();
		const [open, setOpen] = (0, import_react.useState)(false);
		const menu = (0, import_react.useRef)(null);
		const folder = (0, import_react.useRef)(null);
		const zip = (0, import_react.useRef)(null);
		(0, import_react.useEffect)(() => {
			if (!open) return;
			const close = (event) => {
				if (event instanceof KeyboardEvent ? event.key === "Escape" : !menu.current?.contains(event.target)) setOpen(false);
			};
			window.addEventListener("pointerdown", close);
			window.addEventListener("keydown", close);
			return () => {
				window.removeEventListener("pointerdown", close);
				window.removeEventListener("keydown", close);
			};
		}, [open]);
		const picked = (input) => {
			setOpen(false);
			if (input.files) openFiles(app, [...input.files]);
			input.value = "";
		};
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "menu",
			ref: menu,
			children: [
				(0, import_jsx_runtime.jsx)("button", {
					className: "primary",
					"aria-expanded": open,
					"aria-haspopup": "dialog",
					onClick: () => {
						setOpen(!open);
					},
					children: "Open a run"
				}),
				(0, import_jsx_runtime.jsx)("input", {
					ref: folder,
					type: "file",
					hidden: true,
					"aria-label": "Folder of a run",
					webkitdirectory: "",
					onChange: (e) => {
						picked(e.target);
					}
				}),
				(0, import_jsx_runtime.jsx)("input", {
					ref: zip,
					type: "file",
					hidden: true,
					multiple: true,
					accept: ".zip",
					"aria-label": "Zip of a run",
					onChange: (e) => {
						picked(e.target);
					}
				}),
				open && (0, import_jsx_runtime.jsxs)("div", {
					className: "menu-body",
					role: "dialog",
					"aria-label": "Open a run",
					children: [
						(0, import_jsx_runtime.jsx)("button", {
							onClick: () => folder.current?.click(),
							children: "A folder …"
						}),
						(0, import_jsx_runtime.jsx)("button", {
							onClick: () => zip.current?.click(),
							children: "A zip …"
						}),
						(0, import_jsx_runtime.jsxs)("form", {
							className: "row",
							onSubmit: (event) => {
								event.preventDefault();
								const address = new FormData(event.currentTarget).get("address");
								setOpen(false);
								if (typeof address === "string" && address.trim()) openAddresses(app, [address.trim()]);
							},
							children: [(0, import_jsx_runtime.jsx)("input", {
								name: "address",
								type: "text",
								placeholder: "Address of a run’s folder",
								"aria-label": "Address of a run’s folder"
							}), (0, import_jsx_runtime.jsx)("button", {
								type: "submit",
								children: "Open"
							})]
						}),
						(0, import_jsx_runtime.jsx)("button", {
							onClick: () => {
								setOpen(false);
								openPresets(app);
							},
							children: "The two examples"
						}),
						(0, import_jsx_runtime.jsx)("p", {
							className: "small soft",
							children: "Or drop a folder or a zip anywhere on this page. Nothing is sent anywhere."
						})
					]
				})
			]
		});
	}
	// src/app/Header.tsx
	function Header() {
		const app = useAppStore();
		const primary = useApp((s) => s.primary);
		const runs = useApp((s) => s.runs);
		return (0, import_jsx_runtime.jsxs)("header", {
			className: "header",
			children: [
				(0, import_jsx_runtime.jsxs)("h1", {
					className: "hidden-visually",
					children: ["Diffulizer", primary ? `: ${primary.name}` : ""]
				}),
				(0, import_jsx_runtime.jsxs)("a", {
					className: "brand",
					href: "#step=0",
					"aria-label": "Diffulizer, to the beginning",
					children: [(0, import_jsx_runtime.jsx)(Mark, {}), (0, import_jsx_runtime.jsx)("span", { children: "Diffulizer" })]
				}),
				primary && (0, import_jsx_runtime.jsx)(RunPickers, {
					primary,
					runs
				}),
				(0, import_jsx_runtime.jsxs)("div", {
					className: "row header-tools",
					children: [
						primary && (0, import_jsx_runtime.jsx)(ViewSwitch, {}),
						(0, import_jsx_runtime.jsx)(OpenMenu, {}),
						(0, import_jsx_runtime.jsx)(ThemeSwitch, {}),
						(0, import_jsx_runtime.jsx)("button", {
							"aria-label": "Keyboard and help",
							title: "Keyboard and help (?)",
							onClick: () => {
								show(app, { helpOpen: true });
							},
							children: "?"
						})
					]
				})
			]
		});
	}
	function Mark() {
		const dots = Array.from({ length: 25 }, (_, i) => [i % 5, Math.floor(i / 5)]);
		return (0, import_jsx_runtime.jsx)("svg", {
			viewBox: "0 0 20 20",
			width: "22",
			height: "22",
			"aria-hidden": true,
			children: dots.map(([x, y]) => {
				const far = Math.hypot(x - 2, y - 2) / 2.83;
				const noise = (x * 7 + y * 13) % 5 / 5;
				return (0, import_jsx_runtime.jsx)("circle", {
					cx: 2 + 4 * x,
					cy: 2 + 4 * y,
					r: 1.9 - 1.3 * Math.min(1, far * .8 + noise * .4),
					fill: "var(--accent)"
				}, `${String(x)} ${String(y)}`);
			})
		});
	}
	function RunPickers({ primary, runs }) {
		const app = useAppStore();
		const compared = useApp((s) => s.compared);
		const byKey = (key) => runs.find((r) => r.key === key) ?? null;
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "row pickers",
			children: [(0, import_jsx_runtime.jsxs)("label", {
				className: "picker a",
				children: [(0, import_jsx_runtime.jsx)("span", {
					className: "hidden-visually",
					children: "Run"
				}), (0, import_jsx_runtime.jsx)("select", {
					"aria-label": "Run",
					value: primary.key,
					onChange: (event) => {
						const run = byKey(event.target.value);
						if (run) showRun(app, run, run === compared ? primary : compared);
					},
					children: runs.map((r) => (0, import_jsx_runtime.jsx)("option", {
						value: r.key,
						children: r.name
					}, r.key))
				})]
			}), (0, import_jsx_runtime.jsxs)("label", {
				className: "picker b",
				children: [(0, import_jsx_runtime.jsx)("span", {
					className: "soft small",
					children: "beside"
				}), (0, import_jsx_runtime.jsxs)("select", {
					"aria-label": "Compare with",
					value: compared?.key ?? "",
					onChange: (event) => {
						show(app, { compared: byKey(event.target.value) });
					},
					children: [(0, import_jsx_runtime.jsx)("option", {
						value: "",
						children: "nothing"
					}), runs.map((r) => (0, import_jsx_runtime.jsx)("option", {
						value: r.key,
						disabled: r === primary,
						children: r.name
					}, r.key))]
				})]
			})]
		});
	}
	var VIEWS = [["story", "Story"], ["workbench", "Workbench"]];
	function ViewSwitch() {
		const app = useAppStore();
		const view = useApp((s) => s.view);
		return (0, import_jsx_runtime.jsx)("div", {
			className: "segmented",
			role: "group",
			"aria-label": "View",
			children: VIEWS.map(([key, name]) => (0, import_jsx_runtime.jsx)("button", {
				"aria-pressed": view === key,
				onClick: () => {
					show(app, { view: key });
				},
				children: name
			}, key))
		});
	}
	var NEXT = {
		system: "light",
		light: "dark",
		dark: "system"
	};
	var SIGN = {
		system: "◐",
		light: "☀",
		dark: "☾"
	};
	function ThemeSwitch() {
		const app = useAppStore();
		const theme = useApp((s) => s.theme);
		return (0, import_jsx_runtime.jsx)("button", {
			"aria-label": `Colours: ${theme}`,
			title: `Colours: ${theme === "system" ? "as the system says" : theme}`,
			onClick: () => {
				chooseTheme(app, NEXT[theme]);
			},
			children: SIGN[theme]
		});
	}
	// src/app/Help.tsx
	function Help() {
		const app = useAppStore();
		const open = useApp((s) => s.helpOpen);
		const dialog = (0, import_react.useRef)(null);
		(0, import_react.useEffect)(() => {
			if (open) dialog.current?.showModal();
			else dialog.current?.close();
		}, [open]);
		return (0, import_jsx_runtime.jsxs)("dialog", {
			ref: dialog,
			className: "help",
			"aria-labelledby": "help-title",
			onClose: () => {
				show(app, { helpOpen: false });
			},
			onClick: (event) => {
				if (event.target === dialog.current) show(app, { helpOpen: false });
			},
			children: [
				(0, import_jsx_runtime.jsxs)("header", {
					className: "row spread",
					children: [(0, import_jsx_runtime.jsx)("h2", {
						id: "help-title",
						children: "Keyboard"
					}), (0, import_jsx_runtime.jsx)("button", {
						onClick: () => {
							show(app, { helpOpen: false });
						},
						children: "Close"
					})]
				}),
				(0, import_jsx_runtime.jsx)("dl", {
					className: "keys",
					children: KEYS.map((key) => (0, import_jsx_runtime.jsxs)("div", { children: [(0, import_jsx_runtime.jsx)("dt", { children: (0, import_jsx_runtime.jsx)("kbd", { children: key.label }) }), (0, import_jsx_runtime.jsx)("dd", { children: key.does })] }, key.label))
				}),
				(0, import_jsx_runtime.jsx)("h2", { children: "How to read it" }),
				(0, import_jsx_runtime.jsxs)("ul", {
					className: "reading",
					children: [
						(0, import_jsx_runtime.jsx)("li", { children: "Attention says which words a place of the picture takes information from. It does not prove that a word caused what is drawn there." }),
						(0, import_jsx_runtime.jsx)("li", { children: "The start token often takes most of the attention. It is shown with T; shares of words are of all tokens, so they do not sum to 1." }),
						(0, import_jsx_runtime.jsx)("li", { children: "On the shared scale, brightness can be compared between words and steps of a layer. With each map alone it can’t, and noise looks like signal." }),
						(0, import_jsx_runtime.jsx)("li", { children: "A map has only as many cells as its grid; smoothing draws between them and adds nothing." })
					]
				})
			]
		});
	}
	// src/app/Notices.tsx
	function Notices() {
		const app = useAppStore();
		const notices = useApp((s) => s.notices);
		if (notices.length === 0) return null;
		return (0, import_jsx_runtime.jsxs)("div", {
			className: "notices",
			role: "alert",
			children: [notices.map((notice) => (0, import_jsx_runtime.jsxs)("details", {
				open: notice.failed,
				children: [(0, import_jsx_runtime.jsxs)("summary", { children: [
					(0, import_jsx_runtime.jsx)("b", { children: notice.name }),
					" ",
					notice.failed ? "can’t be opened." : `is not quite right (${String(notice.problems.length)}); what can be shown is shown.`
				] }), (0, import_jsx_runtime.jsx)(ProblemList, { problems: notice.problems })]
			}, notice.name)), (0, import_jsx_runtime.jsx)("button", {
				className: "small",
				onClick: () => {
					show(app, { notices: [] });
				},
				children: "Close"
			})]
		});
	}
	// src/app/App.tsx
	function App() {
		useTheme();
		usePlayback();
		usePrefetch();
		useAddress();
		const app = useAppStore();
		(0, import_react.useEffect)(() => listenToKeys(app), [app]);
		const run = useApp((s) => s.primary);
		const view = useApp((s) => s.view);
		const opening = useApp((s) => s.opening);
		return (0, import_jsx_runtime.jsxs)("div", {
			className: `app view-${view}`,
			children: [
				(0, import_jsx_runtime.jsx)(Header, {}),
				(0, import_jsx_runtime.jsx)(Notices, {}),
				run ? (0, import_jsx_runtime.jsxs)("div", {
					className: "body",
					children: [(0, import_jsx_runtime.jsx)(Rail, {}), (0, import_jsx_runtime.jsx)("main", { children: view === "story" ? (0, import_jsx_runtime.jsx)(Story, { run }, run.key) : (0, import_jsx_runtime.jsx)(Workbench, { run }) })]
				}) : (0, import_jsx_runtime.jsx)("main", {
					className: "empty",
					children: opening ? (0, import_jsx_runtime.jsxs)("p", { children: [
						"Opening ",
						opening,
						" …"
					] }) : (0, import_jsx_runtime.jsx)("p", { children: "Open a run, or drop its folder or zip here." })
				}),
				(0, import_jsx_runtime.jsx)(Help, {}),
				(0, import_jsx_runtime.jsx)(DropZone, {})
			]
		});
	}
	// src/app/start.ts
	async function openAtStart(app) {
		show(app, { theme: rememberedTheme() });
		const view = readHash(location.hash);
		const query = new URLSearchParams(location.search);
		const addresses = [...query.getAll("run"), ...query.getAll("compare")];
		const held = globalThis.diffulizerOpen;
		if (held) await openEmbedded(app, [held.run, ...held.compare ? [held.compare] : []], view);
		else if (addresses.length) await openAddresses(app, addresses, view);
		else await openPresets(app, view);
	}
	// src/main.tsx
	var app = createApp();
	var root = document.getElementById("root");
	if (root) (0, import_client.createRoot)(root).render((0, import_jsx_runtime.jsx)(AppContext, {
		value: app,
		children: (0, import_jsx_runtime.jsx)(App, {})
	}));
	openAtStart(app);
})();

//# sourceMappingURL=viewer.js.map