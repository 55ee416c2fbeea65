package transcript_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// space is a register space with accesses that go to a transcript, as they
// would over QEMU.
type space struct{ w *transcript.Writer }

func (s space) Load(ctx context.Context, w qtest.Width, _ uint64) (uint64, error) {
	s.w.QtestSent(ctx, time.Now(), []byte("readl 0x1000"))
	s.w.QtestReceived(time.Now(), []byte("OK 0x00010000"))
	return 0, nil
}

func (s space) Store(ctx context.Context, _ qtest.Width, _, _ uint64) error {
	s.w.QtestSent(ctx, time.Now(), []byte("writew 0x1000 0x8001"))
	s.w.QtestReceived(time.Now(), []byte("OK"))
	return nil
}

// TestNotes checks the notes on accesses to registers.
func TestNotes(t *testing.T) {
	name := filepath.Join(t.TempDir(), transcript.Name)
	w, err := transcript.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	s := space{w}
	sdhci.PresentState.ReadT(t, s)
	sdhci.TransferMode.WriteT(t, s, 0)
	reg.Reg[sdhci.Mode](0x123).WriteT(t, s, 0) // a register without a name
	reg.Reg[uint32](0x123).ReadT(t, s)         // and without a type
	w.QtestSent(t.Context(), time.Now(), []byte("b64read 0x0 0x1"))
	w.QtestReceived(time.Now(), []byte("OK AA=="))
	w.Output(time.Now(), []byte("two\nlines\n"))
	w.Note("a\nremark")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(text)) {
		_, line, _ = strings.Cut(strings.TrimSuffix(line, "\n"), " ") // without its time
		got = append(got, line)
	}
	want := []string{
		"> readl 0x1000\t; sdhci PresentState", "< OK 0x00010000\t; CARD_INSERTED",
		"> writew 0x1000 0x8001\t; sdhci TransferMode = DMA_ENABLE|0x8000", "< OK",
		"> writew 0x1000 0x8001\t; sdhci Mode at 0x123 = DMA_ENABLE|0x8000", "< OK",
		"> readl 0x1000", "< OK 0x00010000",
		"> b64read 0x0 0x1", "< OK AA==",
		"| two", "| lines", `* a\nremark`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("transcript mismatch (-want +got):\n%s", diff)
	}
}

// several sends many reads before it takes the first reply.
type several struct{ w *transcript.Writer }

func (s several) Load(ctx context.Context, _ qtest.Width, _ uint64) (uint64, error) {
	s.w.QtestSent(ctx, time.Now(), []byte("readl 0x1000"))
	return 0, nil
}

func (s several) Store(context.Context, qtest.Width, uint64, uint64) error {
	return errors.New("nothing is written here")
}

// TestNotesInOrder checks that a reply is taken for that to the oldest command.
func TestNotesInOrder(t *testing.T) {
	w, err := transcript.Create(filepath.Join(t.TempDir(), transcript.Name))
	if err != nil {
		t.Fatal(err)
	}
	s := several{w}
	sdhci.PresentState.ReadT(t, s)
	reg.Reg[uint32](0x123).ReadT(t, s)
	reg.Reg[sdhci.Mode](0x123).ReadT(t, s)
	for range 3 {
		w.QtestReceived(time.Now(), []byte("OK 0x00010000"))
	}
	want := []string{"CARD_INSERTED", "", ""} // numbers have no note
	var got []string
	for line := range strings.Lines(w.Tail()) {
		if _, reply, ok := strings.Cut(line, " < OK 0x00010000"); ok {
			_, note, _ := strings.Cut(strings.TrimSuffix(reply, "\n"), "; ")
			got = append(got, note)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notes mismatch (-want +got):\n%s", diff)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

// TestFullDisk checks that only the file is lost if it cannot be written.
func TestFullDisk(t *testing.T) {
	w, err := transcript.Create("/dev/full")
	if err != nil {
		t.Fatal(err)
	}
	w.QtestSent(t.Context(), time.Now(), []byte("readl 0x1"))
	w.QtestSent(t.Context(), time.Now(), []byte("readl 0x2"))
	if tail := w.Tail(); !strings.Contains(tail, "readl 0x1") || !strings.Contains(tail, "readl 0x2") {
		t.Errorf("the tail lacks a message:\n%s", tail)
	}
	if err := w.Close(); !errors.Is(err, unix.ENOSPC) {
		t.Errorf("Close() = %v, want ENOSPC", err)
	}
}
