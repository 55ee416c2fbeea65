package identity

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// withProcessors returns a QMP server with a processor and two models, one of which QEMU
// does not expand.
func withProcessors(t *testing.T) *qtestfake.QMP {
	t.Helper()
	q := qtestfake.NewQMP()
	on := func(command, answer string) {
		q.On(command, func(json.RawMessage) (string, error) { return answer, nil })
	}
	on("query-cpus-fast", `[{"qom-path": "/machine/unattached/device[0]", "cpu-index": 0}, {"qom-path": "/machine/unattached/device[1]", "cpu-index": 1}]`)
	on("qom-list", `[{"name": "type", "type": "string"}, {"name": "feature-words", "type": "X86CPUFeatureWordInfo"}]`)
	on("query-cpu-definitions", `[{"name": "tiny", "typename": "tiny-x86_64-cpu"}, {"name": "host", "typename": "host-x86_64-cpu"}]`)
	q.On("qom-get", func(args json.RawMessage) (string, error) {
		var a struct{ Path, Property string }
		switch err := json.Unmarshal(args, &a); {
		case err != nil:
			return "", err
		case a.Path != "/machine/unattached/device[0]":
			return "", errors.New("no such object")
		case a.Property == "type":
			return `"tiny-x86_64-cpu"`, nil
		}
		return `[{"cpuid-register": "ECX", "cpuid-input-eax": 7, "cpuid-input-ecx": 1, "features": 0},` +
			`{"cpuid-register": "EBX", "cpuid-input-eax": 7, "cpuid-input-ecx": 0, "features": 513},` +
			`{"cpuid-register": "EDX", "cpuid-input-eax": 2147483649, "features": 4026531840}]`, nil
	})
	q.On("query-cpu-model-expansion", func(args json.RawMessage) (string, error) {
		var a struct {
			Type  string
			Model struct{ Name string }
		}
		if err := json.Unmarshal(args, &a); err != nil || a.Type != "full" {
			return "", errors.Join(err, errors.New("a full expansion was not asked for"))
		}
		if a.Model.Name != "tiny" {
			return "", errors.New("not supported here")
		}
		return `{"model": {"name": "tiny", "props": {"family": 15, "xlevel": 2147483656, "sse4_1": true, "sse4-1": true, "avx": false,` +
			`"vendor": "GenuineIntel", "model-id": "", "stepping": 0, "apic-id": 3, "x-migrate": true, "hv-time": true, "check": true}}}`, nil
	})
	return q
}

func TestProcessors(t *testing.T) {
	p := newPage()
	if err := p.processors(t.Context(), withProcessors(t).Start(t)); err != nil {
		t.Fatal(err)
	}
	r := NewRecord("11.1.2")
	r.add("x86_64/pc-i440fx-11.1", Processors, p)
	want := map[string]string{
		"x86_64/pc-i440fx-11.1/processors/type":                 "tiny-x86_64-cpu",
		"x86_64/pc-i440fx-11.1/processors/cpuid/00000007.0/ebx": "0x00000201",
		"x86_64/pc-i440fx-11.1/processors/cpuid/80000001/edx":   "0xf0000000",
		"x86_64/pc-i440fx-11.1/tiny-x86_64-cpu/family":          "15",
		"x86_64/pc-i440fx-11.1/tiny-x86_64-cpu/xlevel":          "0x80000008",
		"x86_64/pc-i440fx-11.1/tiny-x86_64-cpu/vendor":          "GenuineIntel",
		"x86_64/pc-i440fx-11.1/tiny-x86_64-cpu/feature/sse4-1":  "on",
	}
	if diff := cmp.Diff(want, r.Fields); diff != "" {
		t.Errorf("fields mismatch (-want +got):\n%s", diff)
	}
}

// TestProcessorsRefused has an emulator that knows its processor's type alone, as most do.
func TestProcessorsRefused(t *testing.T) {
	q := withProcessors(t)
	for _, command := range []string{"query-cpu-definitions", "query-cpu-model-expansion"} {
		q.On(command, func(json.RawMessage) (string, error) { return "", errors.New("not in this emulator") })
	}
	q.On("qom-list", func(json.RawMessage) (string, error) { return `[{"name": "type", "type": "string"}]`, nil })
	p := newPage()
	if err := p.processors(t.Context(), q.Start(t)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"type": "tiny-x86_64-cpu"}, p.fields); diff != "" || len(p.others) > 0 {
		t.Errorf("%d models; fields mismatch (-want +got):\n%s", len(p.others), diff)
	}
}
