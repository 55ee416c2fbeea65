package virtioballoon

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioballoon"
)

// freePages reports free pages, and gives hints about others while the machine's state is saved
// (sections 5.5.6.5 "Free Page Hinting" to 5.5.6.7 "Free Page Reporting"). It finds a device
// that changes a page which keeps its value, that takes a hint for another round than its own,
// or that does not say when hints are wanted.
func freePages(t *run.T, f *virtiopci.Function) {
	hw := f.Virtio()
	t.Step("reports", func() {
		for _, poison := range []uint32{0, 0xaaaaaaaa} {
			reports(t, hw, poison)
		}
	})
	t.Step("hints", func() { hints(t, hw) })
}

// reports reports pages that hold poison_val, and which must do so afterwards (section 5.5.6.7.2
// "Device Requirements: Free Page Reporting").
func reports(t *run.T, hw *virtio.Hardware, poison uint32) {
	t.Helper()
	dev, err := hw.Open(t.Context(), hw.ModernT(t))
	t.Must(err)
	features := virtio.FeaturesOf(virtioballoon.FeaturePageReporting, virtioballoon.FeaturePagePoison,
		virtioballoon.FeatureStatsVQ, virtioballoon.FeatureFreePageHint)
	t.Must(dev.Negotiate(t.Context(), features))
	dev.NeedT(t, features)
	virtioballoon.ConfigPoison.WriteT(t, dev.Config(), poison)
	queue, err := dev.Queue(t.Context(), virtioballoon.ReportingQueue)
	t.Must(err)
	t.Must(dev.Start(t.Context()))
	if got := virtioballoon.ConfigPoison.ReadT(t, dev.Config()); got != poison {
		t.Errorf("%v: poison_val = %#x after a write of %#x", dev, got, poison)
	}
	const size = 4 * hostPage
	m := dev.Machine()
	addr, err := m.Alloc.Alloc(3*size, hostPage)
	t.Must(err)
	t.Must(m.Memset(t.Context(), addr, 3*size, content))
	want := bytes.Repeat(binary.LittleEndian.AppendUint32(nil, poison), size/4)
	t.Must(m.WriteMemory(t.Context(), addr+size, want))
	head, err := queue.Add(virtio.Writable(addr+size, hostPage), virtio.Writable(addr+size+hostPage, size-hostPage))
	t.Must(err)
	_, err = queue.Finish(t.Context(), head)
	t.Must(err)
	got := make([]byte, 3*size)
	t.Must(m.ReadMemory(t.Context(), addr, got))
	if !bytes.Equal(got[size:2*size], want) {
		t.Errorf("%v: reported pages do not hold poison_val, %#x", dev, poison)
	}
	beside := bytes.Repeat([]byte{content}, size)
	if !bytes.Equal(got[:size], beside) || !bytes.Equal(got[2*size:], beside) {
		t.Errorf("%v: pages beside the reported ones have changed", dev)
	}
	t.Must(dev.Close(t.Context()))
	t.Must(m.Alloc.Free(addr))
}

// hostPage is a multiple of the size of a page of any host, in bytes.
const hostPage = 64 << 10

// held is where a saved state goes: nowhere before it is released, so that QEMU waits.
type held struct {
	bytes.Buffer
	release chan struct{}
}

func (h *held) Write(p []byte) (int, error) {
	<-h.release
	return h.Buffer.Write(p)
}

// Pages of hints.
const (
	foreign = iota // comes with the command of another round
	hinted         // comes with the right one
	hintPages
)

// text returns the beginning of one of these pages.
func text(page int) []byte { return bytes.Repeat([]byte(fmt.Sprintf("free page %d ", page)), 64) }

// hints gives hints while the machine's state is saved: QEMU asks for them then. A page that comes
// with the command of another round is in the state (section 5.5.6.5.2 "Device Requirements:
// Free Page Hinting").
func hints(t *run.T, hw *virtio.Hardware) {
	t.Helper()
	features := virtio.FeaturesOf(virtioballoon.FeatureFreePageHint, virtioballoon.FeatureStatsVQ)
	dev, queues, err := hw.Start(t.Context(), hw.ModernT(t), features, virtioballoon.HintQueue)
	t.Must(err)
	dev.NeedT(t, features)
	command := func(when string, want func(uint32) bool) (id uint32) {
		t.Helper()
		if id = virtioballoon.ConfigHintCommand.ReadT(t, dev.Config()); !want(id) {
			t.Errorf("%v: free_page_hint_cmd_id = %#x %s", dev, id, when)
		}
		return id
	}
	is := func(want uint32) func(uint32) bool { return func(got uint32) bool { return got == want } }
	command("before a migration, want STOP", is(virtioballoon.HintStop))
	m := dev.Machine()
	addr, err := m.Alloc.Alloc(saved+hintPages*hostPage, hostPage)
	t.Must(err)
	t.Must(m.Memset(t.Context(), addr, saved, content))
	page := func(i int) uint64 { return addr + saved + uint64(i)*hostPage }
	for i := range hintPages {
		t.Must(m.WriteMemory(t.Context(), page(i), text(i)))
	}

	to := &held{release: make(chan struct{})}
	done := make(chan error, 1)
	go func() { done <- t.QEMU().Save(t.Context(), to) }()
	released := sync.OnceFunc(func() { close(to.release) })
	defer released()
	t.Must(dev.WaitConfigChange(t.Context()))
	id := command("in a migration, want a command", func(id uint32) bool { return id > virtioballoon.HintDone })
	words, err := m.Alloc.Alloc(16, 4)
	t.Must(err)
	submit := func(b virtio.Buffer) {
		t.Helper()
		_, err := queues[0].Submit(t.Context(), b)
		t.Must(err)
	}
	for i, v := range []uint32{foreign: id + 1, hinted: id, hintPages: virtioballoon.HintStop} {
		at := words + 4*uint64(i)
		t.Must(m.WriteMemory(t.Context(), at, binary.LittleEndian.AppendUint32(nil, v)))
		submit(virtio.Readable(at, 4))
		if i < hintPages {
			submit(virtio.Writable(page(i), hostPage))
		}
	}
	t.Must(queues[0].AwaitUsed(t.Context(), 2*hintPages+1))
	released()
	t.Must(<-done)
	if !bytes.Contains(to.Bytes(), text(foreign)) {
		t.Errorf("%v: the state lacks a page that came with command %#x, and the device had asked with %#x", dev, id+1, id)
	}
	command("after the migration, want DONE", is(virtioballoon.HintDone))
	t.Must(dev.Close(t.Context()))
	t.Must(m.Alloc.Free(words))
	t.Must(m.Alloc.Free(addr))
}

// saved is more than QEMU saves before it waits that the state is taken, in bytes: the pages of hints
// are not saved before the hints are there.
const saved = 2 << 20
