//go:build qemu

package qemutest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// BenchmarkWrites measures a run of register writes each waited for and all of them posted, and reports the latter's share.
func BenchmarkWrites(b *testing.B) {
	const run = 1000
	q := pc(b)
	ctx := b.Context()
	var single, posted time.Duration
	for b.Loop() {
		start := time.Now()
		for i := range uint64(run) {
			if err := errors.Join(q.Write(ctx, qtest.Width32, ram, i), q.Sync(ctx)); err != nil {
				b.Fatal(err)
			}
		}
		single += time.Since(start)
		start = time.Now()
		for i := range uint64(run) {
			if err := q.Write(ctx, qtest.Width32, ram, i); err != nil {
				b.Fatal(err)
			}
		}
		if err := q.Sync(ctx); err != nil {
			b.Fatal(err)
		}
		posted += time.Since(start)
	}
	report(b, single, posted, run)
}

func report(b *testing.B, single, posted time.Duration, run int) {
	writes := float64(run * b.N)
	b.ReportMetric(float64(single.Nanoseconds())/writes, "ns/write")
	b.ReportMetric(float64(posted.Nanoseconds())/writes, "ns/posted-write")
	share := float64(posted) / float64(single)
	b.ReportMetric(share, "posted/single")
	if share >= 0.5 {
		b.Errorf("a posted write costs %.2f of a single one, want less than half", share)
	}
}

func BenchmarkBlocks(b *testing.B) {
	q := pc(b)
	ctx := b.Context()
	block := make([]byte, 16<<20)
	tests := []struct {
		name string
		call func(ctx context.Context, addr uint64, p []byte) error
	}{
		{"write base64", q.WriteMemory},
		{"write hex", q.WriteMemoryHex},
		{"read base64", q.ReadMemory},
		{"read hex", q.ReadMemoryHex},
	}
	for _, tc := range tests {
		b.Run(tc.name, func(b *testing.B) {
			b.SetBytes(int64(len(block)))
			for b.Loop() {
				if err := tc.call(ctx, ram, block); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkStartToExit measures Start, handshake and Stop against the same QEMU run bare, which finds the command to quit
// on its standard input, turn by turn, and reports how many times as long it takes.
func BenchmarkStartToExit(b *testing.B) {
	var ours, bare time.Duration
	for b.Loop() {
		start := time.Now()
		q, err := qtest.Start(b.Context(), config("-machine", "pc"))
		if err != nil {
			b.Fatal(err)
		}
		if err := q.Stop(b.Context()); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)
		start = time.Now()
		cmd := exec.Command(os.Getenv(qemuVariable), "-machine", "pc", "-accel", "qtest", "-display", "none", "-qmp", "stdio")
		cmd.Stdin = strings.NewReader(`{"execute": "qmp_capabilities"} {"execute": "quit"}`)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		bare += time.Since(start)
	}
	b.ReportMetric(float64(ours.Milliseconds())/float64(b.N), "ms/start-to-exit")
	b.ReportMetric(float64(bare.Milliseconds())/float64(b.N), "ms/bare")
	b.ReportMetric(float64(ours)/float64(bare), "ours/bare")
}
