//go:build qemu

package runner_test

import (
	"os"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/runner"
)

// BenchmarkTranscript runs a path of 500 accesses to a register with and without a
// transcript, in turn, and reports the ratio of their times.
func BenchmarkTranscript(b *testing.B) {
	p, bundle := serialPath(b, func(t *run.T, q *qtest.QEMU) {
		for range 250 {
			scratch.WriteT(t, com1{q}, 0x5a)
			scratch.ReadT(t, com1{q})
		}
	})
	run := func(outputs string) time.Duration {
		r := runner.Run(&tb{ctx: b.Context()}, runner.Options{Path: p, Bundle: bundle, Scratch: b.TempDir(), Outputs: outputs})
		if r.Failed() {
			b.Fatal(r.Messages)
		}
		return r.Duration
	}
	var with, without time.Duration
	outputs := b.TempDir()
	for b.Loop() {
		without += run("")
		with += run(outputs)
	}
	if _, err := os.Stat(outputs + "/transcript.txt"); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(with)/float64(without), "with/without")
	b.ReportMetric(float64(with.Milliseconds())/float64(b.N), "ms/path")
}
