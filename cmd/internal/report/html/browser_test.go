package html

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hamari/correlate/report"
)

// tab is a page in a real browser, which notes what the page must not do.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string
	messages []string
}

// browser is the Chromium of the machine, or "".
var browser = sync.OnceValue(func() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
})

// start starts the browser, once for all tests.
var start = sync.OnceValues(func() (context.Context, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser()), chromedp.NoSandbox)
	ctx, stopProcess := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(ctx)
	stop = func() { stopBrowser(); stopProcess() }
	return ctx, chromedp.Do(ctx)
})

var stop = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	stop()
	os.Exit(code)
}

// open shows a report in a tab of its own, at the given width. The fragment is that of the address.
func open(t *testing.T, r *report.Report, width int64, fragment string) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes a while")
	}
	if browser() == "" {
		t.Skip("no Chromium on this machine: apt-get install chromium")
	}
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, []byte(rendered(t, r)), 0o600); err != nil {
		t.Fatal(err)
	}
	b := &tab{t: t}
	started, err := start()
	if err != nil {
		t.Fatal(err)
	}
	ctx, closeTab := chromedp.NewContext(started, chromedp.WithListener(b.note))
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	b.ctx = ctx
	b.do(enable(network.Enable, network.EnableParams{}), enable(log.Enable, cdp.Empty{}), enable(runtime.Enable, cdp.Empty{}),
		chromedp.EmulateViewport(width, 900), chromedp.Navigate("file://"+path+fragment), chromedp.WaitReady(chromedp.CSS("footer")))
	return b
}

// enable switches the events of a domain on.
func enable[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// note keeps requests, errors and whatever is said on the console.
func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		b.messages = append(b.messages, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.messages = append(b.messages, "console."+string(e.Type))
	case *log.EventEntryAdded:
		b.messages = append(b.messages, e.Entry.Text)
	}
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// ask evaluates an expression, waits for its value if that is a promise, and returns it as text.
func (b *tab) ask(expression string) string {
	b.t.Helper()
	answer, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(async () => String(await (`+expression+`)))()`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return answer
}

// place evaluates an expression that gives numbers.
func (b *tab) numbers(expression string) []float64 {
	b.t.Helper()
	answer, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]float64](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return answer
}

// expect waits until an expression has the wanted value: the page draws when the browser has time.
func (b *tab) expect(expression, want string) {
	b.t.Helper()
	got := ""
	for range 400 { // at most some twelve seconds, since the machine may have much else to do
		if got = b.ask(expression); got == want {
			return
		}
		time.Sleep(30 * time.Millisecond)
	}
	b.t.Errorf("%s\n gives %q, want %q", expression, got, want)
}

// quiet holds that the page asked for nothing but itself, and that nothing went wrong in it.
func (b *tab) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.requests) != 1 || !strings.HasPrefix(b.requests[0], "file://") {
		b.t.Errorf("requests: %q, want the page alone", b.requests)
	}
	if len(b.messages) > 0 {
		b.t.Errorf("the browser says: %q", b.messages)
	}
}

// press sends keys to the timeline.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS("#stage")), chromedp.KeyEvent(keys))
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// mouse does something with the left button at a place in the window.
func (b *tab) mouse(x, y float64, types ...input.DispatchMouseEventType) {
	b.t.Helper()
	for _, typ := range types {
		b.do(chromedp.MouseEvent(typ, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	}
}

// lane brings the timeline into view and returns the height of its first lane.
func (b *tab) lane() float64 {
	b.t.Helper()
	return b.numbers(`(() => { const stage = document.querySelector("#stage"); stage.scrollIntoView({block: "center"}); return [stage.getBoundingClientRect().top + 60]; })()`)[0]
}

// center brings an element into view and returns the middle of it.
func (b *tab) center(selector string) (x, y float64) {
	b.t.Helper()
	at := b.numbers(`(() => { const e = document.querySelector("` + selector + `"); e.scrollIntoView({block: "center"}); const box = e.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()`)
	return at[0], at[1]
}

// What tests ask of a page.
const (
	marksDrawn = `[...document.querySelectorAll("#stage path.mark")].reduce((n, p) => n + p.getAttribute("d").split("M").length - 1, 0)`
	anchorOf   = `location.hash.split("?")[0]`
	stateOf    = `new URLSearchParams(location.hash.split("?")[1])`
	lengthOf   = `(() => { const q = ` + stateOf + `; return q.get("to") - q.get("from"); })()`
	fromOf     = stateOf + `.get("from")`
	record     = `document.querySelector("#record").textContent`
	shownText  = `document.querySelector("#shown").textContent`
)

func TestPageOpens(t *testing.T) {
	b := open(t, sample(), 1200, "")
	b.press("0") // the whole time
	b.expect(`document.querySelectorAll("#stage svg").length`, "1")
	b.expect(`document.querySelector("#stage .gap title")?.textContent`, "2026-03-04 11:20:00 to 2026-03-04 11:30:00: missing file")
	b.expect(`document.querySelectorAll("#stage .interval").length`, "3") // of its source, its volume and its instance
	b.expect(`document.querySelectorAll("#stage .band").length`, "1")
	b.expect(`document.querySelector("#filter").hidden`, "false")
	b.expect(`document.documentElement.scrollWidth <= innerWidth`, "true")
	b.quiet()
}

func TestPageFitsATelephone(t *testing.T) {
	b := open(t, sample(), 375, "")
	b.expect(`document.querySelectorAll("#stage svg").length`, "1")
	b.expect(`document.documentElement.scrollWidth`, "375")
	b.expect(`getComputedStyle(document.querySelector(".evidence .what")).display`, "block")
	b.quiet()
}

// TestPrinted holds that what is closed on a screen is open on paper.
func TestPrinted(t *testing.T) {
	b := open(t, sample(), 1000, "")
	const shown = `document.querySelector("details.lack pre").checkVisibility({contentVisibilityAuto: true})`
	b.expect(shown, "false")
	b.do(enable(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	b.expect(shown, "true")
	b.quiet()
}

func TestFilter(t *testing.T) {
	b := open(t, sample(), 1200, "")
	b.press("0")
	b.expect(marksDrawn, "11") // two calls and what is explained in three lanes, one call in two
	b.do(chromedp.SendKeys(chromedp.CSS(`[name=q]`), "reboot"))
	b.expect(shownText, "1 of 5 records pass the filter")
	b.expect(marksDrawn, "2") // its source and its instance
	b.expect(stateOf+`.get("q")`, "reboot")
	b.click(`#filter [type=reset]`)
	b.expect(`document.querySelector("#shown").hidden`, "true")
	b.expect(stateOf+`.get("q")`, "null")
	choose := func(name, value string) {
		b.ask(`(() => { const e = document.querySelector("[name=` + name + `]"); e.value = "` + value + `"; e.dispatchEvent(new Event("input", {bubbles: true})); })()`)
	}
	choose("finding", "1")
	b.expect(shownText, "4 of 5 records pass the filter")
	b.expect(`document.querySelector("#m0").hidden`, "true")
	b.expect(`document.querySelector("#f1e1").hidden`, "false") // a finding keeps its evidence
	choose("source", "1")
	b.expect(shownText, "2 of 5 records pass the filter")
	choose("finding", "")
	choose("source", "")
	b.expect(`document.querySelector("[name=entity] option:nth-child(2)").textContent`, "instance i-0bbbbbbbbbbbbbbbb")
	choose("entity", b.ask(`document.querySelector("[name=entity] option:nth-child(3)").value`))
	b.expect(shownText, "4 of 5 records pass the filter") // not the one that names no volume
	b.quiet()
}

func TestZoomPanAndState(t *testing.T) {
	const from = "1772622000000" // 11:00 to 12:00
	b := open(t, sample(), 1200, "#timeline?from="+from+"&to=1772625600000&q=volume")
	b.expect(`document.querySelector("[name=q]").value`, "volume")
	b.press("+")
	b.expect(lengthOf, "1800000")
	b.press(kb.ArrowRight)
	b.expect(fromOf, "1772623260000") // a quarter of an hour by the zoom, and a fifth of what is shown
	b.press("-")
	b.expect(lengthOf, "3600000")

	y := b.lane()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseWheel, X: 700, Y: y, DeltaX: 0.01, DeltaY: -120})
		return err
	}))
	b.expect(lengthOf+` < 3000000`, "true")

	length, start := b.ask(lengthOf), b.ask(fromOf)
	y = b.lane()
	b.mouse(800, y, input.DispatchMouseEventTypeMousePressed)
	b.mouse(700, y, input.DispatchMouseEventTypeMouseMoved)
	b.mouse(600, y, input.DispatchMouseEventTypeMouseMoved, input.DispatchMouseEventTypeMouseReleased)
	b.expect(fromOf+` > `+start, "true")
	b.expect(`Math.abs(`+lengthOf+` - `+length+`) <= 1`, "true")

	fragment := b.ask(`location.hash`)
	b.do(chromedp.Reload(), chromedp.WaitReady(chromedp.CSS("footer")))
	b.expect(`document.querySelector("[name=q]").value`, "volume")
	time.Sleep(300 * time.Millisecond) // what the page would write into the address, it has written by now
	b.expect(`location.hash`, fragment)
}

// TestOddAddresses holds that an address that somebody wrote by hand does no harm.
func TestOddAddresses(t *testing.T) {
	for _, fragment := range []string{"#%E0%A4%A?from=x&to=%", "#nowhere?from=5&to=1&finding=99&entity=-1", "#f1e2?from=-1e99&to=1e99"} {
		b := open(t, sample(), 1200, fragment)
		b.expect(`document.querySelectorAll("#stage svg").length`, "1")
		b.press("f0+-np")
		b.expect(`document.querySelectorAll("#stage svg").length`, "1")
		b.quiet()
	}
}

func TestShowOnTheTimeline(t *testing.T) {
	b := open(t, sample(), 1200, "")
	b.expect(`location.hash`, "") // what is shown at first needs no words
	b.press("0")
	b.expect(lengthOf, "7344000") // all, and a hundredth on both sides
	b.click("[data-locate]")
	b.expect(`location.hash`, "#timeline")
	b.expect(`document.activeElement.id`, "timeline")
}

func TestRecordsAndJumps(t *testing.T) {
	b := open(t, sample(), 1200, "")
	b.press("n")
	b.expect(record+`.includes("ModifyVolume")`, "true")
	b.press("n")
	b.expect(record+`.includes("2026-03-04 12:05:00 UTC, cloudtrail, error, finding 1")`, "true")
	b.expect(record+`.includes("abcdef.json.gz, record 9")`, "true") // and not "file 1"
	b.press(kb.Enter)
	b.expect(`document.activeElement.id`, "f1e2")
	b.expect(anchorOf, "#f1e2")
	b.click("#f1e2 summary")
	b.expect(`document.querySelector("#f1e2 details").open`, "true")
	b.expect(`document.querySelector("#f1e2 pre").textContent`, "{\n  \"eventName\": \"AttachVolume\",\n  \"errorCode\": \"VolumeInUse\"\n}")
	b.click(`.contents a[href="#sources"]`)
	b.expect(anchorOf, "#sources")
	b.ask(`history.back()`)
	b.expect(anchorOf, "#f1e2")
	b.expect(`document.querySelector("tr.target")?.id`, "f1e2")
	b.quiet()
}

func TestPointer(t *testing.T) {
	b := open(t, sample(), 1200, "#timeline?from=1772624400000&to=1772628000000") // 11:40 to 12:40
	b.expect(`document.querySelectorAll("#stage path.error").length`, "3")
	x, y := b.center("#stage path.error")
	b.mouse(x, y, input.DispatchMouseEventTypeMouseMoved)
	b.expect(record+`.includes("AttachVolume")`, "true")
	x, y = b.center("#stage path.error")
	b.mouse(x, y, input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased)
	b.expect(`document.activeElement.id`, "f1e2")

	x, y = b.center(".chart > svg")
	b.mouse(x+1, y, input.DispatchMouseEventTypeMouseMoved)
	b.expect(`document.querySelector(".readout").textContent.startsWith("2026-03-04 12:00:00: 204 operations/s")`, "true")
	b.quiet()
}

func TestCopy(t *testing.T) {
	b := open(t, sample(), 1200, "")
	b.ask(`Object.defineProperty(navigator, "clipboard", {value: {writeText: async (text) => { window.copied = text; }}})`)
	b.click(".remedies .copy")
	b.expect(`document.querySelector(".remedies .copy").textContent`, "Copied")
	b.expect(`window.copied`, "aws ec2 modify-volume --volume-id vol-0aaaaaaaaaaaaaaaa --iops 6000\n")
}

// TestHostileValues opens pages whose every text tries to break out, and holds that nothing ran and nothing was asked for.
func TestHostileValues(t *testing.T) {
	for name, text := range map[string]string{
		"tags":       `<script>document.title = "owned"</script><img src=x onerror="document.title = 'owned'">`,
		"quotes":     `"'><svg onload="document.title='owned'"><style>body{background:url(http://example.com)}</style>`,
		"address":    `javascript:document.title='owned'`,
		"characters": "\u202e\u2066\x1b]0;owned\a\u0000</script><!--",
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, hostile(text), 1200, "")
			b.expect(`document.querySelectorAll("#stage svg").length`, "1")
			b.press("n")
			b.expect(record+`.includes("owned")`, "true")
			b.expect(`document.title === "owned"`, "false")
			b.expect(`document.querySelectorAll("script, style, img, iframe, [onerror], [onload]").length`, "2") // the page's own
			b.expect(`[...document.querySelectorAll("a")].filter((a) => (a.getAttribute("href") || "").startsWith("javascript")).length`, "0")
			b.expect(`/[\u202a-\u202e\u2066-\u2069\u001b\u0007]/.test(document.body.textContent)`, "false")
			b.quiet()
		})
	}
}

func TestPolicyForbidsScripts(t *testing.T) {
	b := open(t, sample(), 1200, "")
	b.ask(`(() => { const s = document.createElement("script"); s.textContent = "document.title = 'owned'"; document.body.append(s); })()`)
	b.expect(`document.title`, "case.zip - Hamari")
	b.expect(`fetch("http://127.0.0.1:9/").then(() => "sent", () => "refused")`, "refused")
	b.mu.Lock()
	defer b.mu.Unlock()
	if !strings.Contains(strings.Join(b.messages, "\n"), "script-src") || !strings.Contains(strings.Join(b.messages, "\n"), "default-src") {
		t.Errorf("the browser names no policy: %q", b.messages)
	}
}

// TestManyMarks holds the bounds of a page with 5,000 marks: what is drawn of them, and the time for it.
func TestManyMarks(t *testing.T) {
	b := open(t, crowded(5000), 1200, "")
	b.press("0")
	b.expect(`document.querySelectorAll("#stage svg").length`, "1")
	b.expect(`document.querySelectorAll("#stage *").length < 1000`, "true")
	took := b.ask(`(async () => {
		const stage = document.querySelector("#stage");
		let slowest = 0;
		for (let i = 0; i < 20; i++) {
			const before = performance.now();
			stage.dispatchEvent(new KeyboardEvent("keydown", {key: i % 2 ? "+" : "ArrowRight", bubbles: true}));
			await new Promise(requestAnimationFrame);
			await new Promise((done) => setTimeout(done));
			slowest = Math.max(slowest, performance.now() - before);
		}
		return Math.round(slowest);
	})()`)
	t.Logf("the slowest of 20 steps took %s ms", took)
	if ms, err := strconv.Atoi(took); err != nil || ms > 3000 { // a tenth of it where the machine has nothing else to do
		t.Errorf("a step takes %s ms", took)
	}
	b.quiet()
}
