package results_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/run/results"
)

const ms = time.Millisecond

// end returns a result of path a/b.
func end(class results.Class, d time.Duration) *results.Result {
	return &results.Result{Path: "a/b", Class: class, Duration: d}
}

func TestCompareChanges(t *testing.T) {
	const ratio = 1.5
	passed, test, crash := end(results.Passed, 100*ms), end(results.TestFailed, 100*ms), end(results.QEMUCrashed, 100*ms)
	skipped, unavailable, interrupted := end(results.Skipped, 0), end(results.Unavailable, 0), end(results.Interrupted, 0)
	slow := end(results.Passed, 200*ms)
	known, other := end(results.Known, 100*ms), end(results.Known, 100*ms)
	known.Deviations, other.Deviations = []results.Deviation{{Name: "a"}}, []results.Deviation{{Name: "a"}, {Name: "b"}}
	for _, tc := range []struct {
		name string
		a, b *results.Result
		more [][]time.Duration
		want results.Change
	}{
		{"both passed", passed, passed, nil, ""},
		{"both failed", test, test, nil, ""},
		{"newly failing", passed, crash, nil, results.NewlyFailing},
		{"newly failing after not running", unavailable, crash, nil, results.NewlyFailing},
		{"newly failing and new", nil, test, nil, results.NewlyFailing},
		{"newly known", passed, end(results.Known, 100*ms), nil, ""},
		{"mended and known no longer", end(results.Known, 100*ms), passed, nil, ""},
		{"newly failing, known before", end(results.Known, 100*ms), test, nil, results.NewlyFailing},
		{"newly passing as known", test, end(results.Known, 100*ms), nil, results.NewlyPassing},
		{"fails otherwise", test, crash, nil, results.FailsOtherwise},
		{"newly passing", crash, passed, nil, results.NewlyPassing},
		{"both known", known, known, nil, ""},
		{"newly known", passed, known, nil, results.NewlyKnown},
		{"newly known, another", known, other, nil, results.NewlyKnown},
		{"mended", known, passed, nil, results.Mended},
		{"mended, one of two", other, known, nil, results.Mended},
		{"newly failing after known", known, test, nil, results.NewlyFailing},
		{"known after a failure", test, known, nil, results.NewlyPassing},
		{"known appeared", unavailable, known, nil, results.Appeared},
		{"known newly unavailable", known, unavailable, nil, results.NewlyUnavailable},
		{"known, slower", known, &results.Result{Path: "a/b", Class: results.Known, Deviations: known.Deviations, Duration: 200 * ms}, nil, results.Slower},
		{"appeared", unavailable, passed, nil, results.Appeared},
		{"appeared as a path", nil, passed, nil, results.Appeared},
		{"gone", passed, nil, nil, results.Gone},
		{"a failure gone", test, nil, nil, results.Gone},
		{"newly unavailable", passed, unavailable, nil, results.NewlyUnavailable},
		{"newly unavailable by the test's will", passed, skipped, nil, results.NewlyUnavailable},
		{"a failure newly unavailable", test, unavailable, nil, results.NewlyUnavailable},
		{"never ran", skipped, unavailable, nil, ""},
		{"interrupted", passed, interrupted, nil, ""},
		{"slower", passed, slow, nil, results.Slower},
		{"slower, but within the variation of a start", end(results.Passed, 10*ms), end(results.Passed, 55*ms), nil, ""},
		{"slower, but not by the ratio", end(results.Passed, 1000*ms), end(results.Passed, 1490*ms), nil, ""},
		{"faster", slow, passed, nil, ""},
		{"a failure's time says nothing", end(results.TestFailed, 0), end(results.TestFailed, time.Hour), nil, ""},
		{"slower, confirmed", passed, slow, [][]time.Duration{{110 * ms, 90 * ms}, {190 * ms, 210 * ms}}, results.Slower},
		{"slower once", passed, slow, [][]time.Duration{{110 * ms, 90 * ms}, {100 * ms, 105 * ms}}, ""},
		{"slower mostly, as fast at best", passed, slow, [][]time.Duration{{110 * ms, 90 * ms}, {190 * ms, 99 * ms}}, ""},
		{"slower half of the time", passed, slow, [][]time.Duration{{100 * ms, 100 * ms, 100 * ms}, {300 * ms, 105 * ms, 104 * ms}}, ""},
		{"slower now and then on both sides", passed, slow, [][]time.Duration{{210 * ms, 205 * ms}, {190 * ms, 210 * ms}}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sides := []results.Side{{Name: "old"}, {Name: "new"}}
			for i, r := range []*results.Result{tc.a, tc.b} {
				if r != nil {
					sides[i].Results = []results.Result{*r}
				}
			}
			c := results.Compare(sides, ratio, results.Times{"a/b": tc.more})
			var got results.Change
			if len(c.Differences) > 0 {
				got = c.Differences[0].Worst()
			}
			if got != tc.want {
				t.Errorf("change %q, want %q", got, tc.want)
			}
			n := c.Same + c.NeverRan + c.Unknown
			for _, count := range c.Counts {
				n += count
			}
			if n != 1 {
				t.Errorf("the path is counted %d times in %v", n, c)
			}
		})
	}
}

// three returns runs on three sides with a difference of each kind.
func three() []results.Side {
	p := func(path string, class results.Class, d time.Duration, message string) results.Result {
		return results.Result{Path: "x86_64/pc/" + path, Class: class, Duration: d, Messages: []string{message}, Reason: message}
	}
	deviates := func(path, name string) results.Result {
		r := p(path, results.Known, ms, "")
		r.Messages, r.Deviations = nil, []results.Deviation{{Name: name, Does: "It forgets."}}
		r.Reason = results.Reason(r.Deviations)
		return r
	}
	return []results.Side{
		{Name: "/old/qemu-system-x86_64", Results: []results.Result{
			p("same", results.Passed, 100*ms, ""), p("z-breaks", results.Passed, 100*ms, ""), p("breaks", results.Passed, 100*ms, ""), p("mended", results.TimedOut, 60*time.Second, "no interrupt"),
			p("slow", results.Passed, 100*ms, ""), p("goes", results.Passed, 100*ms, ""), p("worse", results.TestFailed, ms, "5, want 4"),
			p("goes-too", results.Passed, 100*ms, ""), p("vanishes", results.Passed, 100*ms, ""),
			p("none", results.Unavailable, 0, "no device"), deviates("known", "a"), deviates("mended-too", "a"), p("deviates", results.Passed, ms, ""),
			p("comes-too", results.Unavailable, 0, "no device"),
		}},
		{Name: "/new/qemu-system-x86_64", Results: []results.Result{
			p("same", results.Passed, 90*ms, ""), p("z-breaks", results.Passed, 100*ms, ""), p("breaks", results.QEMUExited, 100*ms, "exit code 1\nmore"), p("mended", results.Passed, ms, ""),
			p("slow", results.Passed, 610*ms, ""), p("goes", results.Unavailable, 0, "x86_64 has no device \"goes\""), p("worse", results.QEMUCrashed, ms, "SIGSEGV"),
			p("goes-too", results.Unavailable, 0, "x86_64 has no device \"goes\""),
			p("comes", results.Passed, ms, ""), p("none", results.Unavailable, 0, "no device"),
			deviates("known", "a"), p("mended-too", results.Passed, ms, ""), deviates("deviates", "b"), p("comes-too", results.Passed, ms, ""),
		}},
		{Name: "/newest/qemu-system-x86_64", Results: []results.Result{
			p("same", results.Passed, 90*ms, ""), p("z-breaks", results.TestFailed, 100*ms, "z"), p("breaks", results.Passed, 100*ms, ""), p("mended", results.Passed, ms, ""),
			p("slow", results.Passed, 110*ms, ""), p("goes", results.Passed, ms, ""), p("worse", results.TestFailed, ms, "5, want 4"),
			p("goes-too", results.Passed, ms, ""), p("vanishes", results.Passed, ms, ""),
			p("none", results.Interrupted, 0, ""), deviates("known", "a"), deviates("mended-too", "a"), p("deviates", results.Passed, ms, ""),
		}},
	}
}

func TestCompareTable(t *testing.T) {
	for name, sides := range map[string][]results.Side{"two": three()[:2], "three": three(), "alike": {three()[0], three()[0]}} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			c := results.Compare(sides, 2, nil)
			if err := c.WriteTable(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, "compare-"+name+".txt", b.String())
			b.Reset()
			if err := c.WriteMarkdown(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, "compare-"+name+".md", b.String())
		})
	}
	full := errors.New("no space left on device")
	for name, write := range map[string]func(*results.Comparison, io.Writer) error{
		"table": (*results.Comparison).WriteTable, "Markdown": (*results.Comparison).WriteMarkdown,
	} {
		if err := write(results.Compare(three(), 2, nil), failing{full}); !errors.Is(err, full) {
			t.Errorf("%s to a full disk: %v", name, err)
		}
	}
}

// TestCompareKnown has a deviation on all sides and two on one side each.
func TestCompareKnown(t *testing.T) {
	known := func(path string, names ...string) results.Result {
		r := results.Result{Path: path, Class: results.Known}
		for _, name := range names {
			r.Deviations = append(r.Deviations, results.Deviation{Name: name, Does: "It is " + name + "."})
		}
		return r
	}
	c := results.Compare([]results.Side{
		{Name: "old", Results: []results.Result{known("a/b", "late", "weak"), known("a/c", "late")}},
		{Name: "new", Results: []results.Result{known("a/b", "late"), known("a/c", "early")}},
	}, 2, nil)
	want := []string{
		"known deviation early: It is early. Paths: A 0, B 1",
		"known deviation weak: It is weak. Paths: A 1, B 0",
		"known deviations on all sides: 1",
		"paths: 0 alike, 0 newly failing, 1 newly known, 1 mended",
	}
	if diff := cmp.Diff(want, c.Summary()); diff != "" {
		t.Errorf("Summary() mismatch (-want +got):\n%s", diff)
	}
}

func TestCompareJSON(t *testing.T) {
	text, err := json.MarshalIndent(results.Compare(three()[:2], 2, nil), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "compare.json", string(text)+"\n")
	// Equal results have their lists too, for a script that counts them.
	text, err = json.Marshal(results.Compare([]results.Side{{Name: "a"}, {Name: "b"}}, 2, nil))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"sides":["a","b"],"counts":{},"by_side":[{},{}],"same":0,"same_known":0,"never_ran":0,"unknown":0,"differences":[]}`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("JSON mismatch (-want +got):\n%s", diff)
	}
}
