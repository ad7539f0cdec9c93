package web_test

import "github.com/chromedp/chromedp"

// enlarged holds that with letters of twice the size nothing of a page has to be scrolled to
// the side, but tables in their own box, and no words are cut off or lie over others'.
func (w *browser) enlarged(name string) {
	w.t.Helper()
	do(w, chromedp.Evaluate[chromedp.Void](`(document.documentElement.style.fontSize = "200%", dispatchEvent(new Event("resize")))`))
	w.fits(name+" in letters of twice the size", w.width)
	for _, words := range do(w, chromedp.Evaluate[[]string](`[...document.querySelectorAll("body *")].filter((e) => {
		if (!e.checkVisibility() || e.closest(".nhsuk-u-visually-hidden, .nhsuk-scroll, .nhsuk-table--responsive thead, .nhsuk-skip-link, svg") || !e.innerText?.trim()) return false;
		const style = getComputedStyle(e), box = e.getBoundingClientRect();
		const cut = /hidden|clip/.test(style.overflow) && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
		return cut || box.right > innerWidth + 1 || box.left < -1;
	}).map((e) => e.outerHTML.slice(0, 200))`)) {
		w.t.Errorf("%s: in letters of twice the size this is cut off: %s", name, words)
	}
}

// targets holds that whatever is pressed is 24 pixels wide and high, or has as much room
// around it (WCAG 2.2, 2.5.8). Links within a sentence are as high as its line.
func (w *browser) targets(name string) {
	w.t.Helper()
	for _, small := range do(w, chromedp.Evaluate[[]string](`(() => {
		const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".nhsuk-skip-link"));
		const box = new Map(all.map((e) => [e, e.getBoundingClientRect()]));
		const small = (e) => box.get(e).width < 24 || box.get(e).height < 24;
		const within = (e) => e.localName === "a" && getComputedStyle(e).display === "inline" && e.parentElement.innerText.trim() !== e.innerText.trim();
		return all.filter((e) => {
			if (!small(e) || within(e)) return false;
			const b = box.get(e), x = b.x + b.width / 2, y = b.y + b.height / 2;
			return all.some((o) => {
				if (o === e) return false;
				const c = box.get(o);
				const far = Math.hypot(Math.max(c.left - x, 0, x - c.right), Math.max(c.top - y, 0, y - c.bottom));
				return far < 12 || small(o) && Math.hypot(c.x + c.width / 2 - x, c.y + c.height / 2 - y) < 24;
			});
		}).map((e) => Math.round(box.get(e).width) + "×" + Math.round(box.get(e).height) + " " + e.outerHTML.slice(0, 160));
	})()`)) {
		w.t.Errorf("%s: what is pressed is too small: %s", name, small)
	}
}
