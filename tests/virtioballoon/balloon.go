package virtioballoon

import (
	"bytes"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioballoon"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// balloon is a started device, with memory for it.
type balloon struct {
	*run.T
	*virtio.Device
	inflate, deflate, statistics *virtio.Queue
	memory                       uint64 // address of the pages
	lists                        uint64 // address of what the queues refer to, listSpace bytes for each use
}

// pages is the number of pages in a request.
const pages = 3

// listSize is the size of a list of pages, and listSpace that of memory for any list, in bytes.
const (
	listSize  = 4 * pages
	listSpace = 128
)

// content is what the pages hold before they are given to the device.
const content = 0xa5

// fill allocates memory for requests, and fills the pages.
func (b *balloon) fill(requests, lists uint64) {
	b.Helper()
	m := b.Machine()
	var err error
	b.memory, err = m.Alloc.Alloc(requests*pages*virtioballoon.PageSize, virtioballoon.PageSize)
	b.Must(err)
	b.lists, err = m.Alloc.Alloc(lists*listSpace, 8)
	b.Must(err)
	b.Must(m.Memset(b.Context(), b.memory, requests*pages*virtioballoon.PageSize, content))
}

// close resets the device and frees its memory.
func (b *balloon) close() {
	b.Helper()
	b.Must(b.Device.Close(b.Context()))
	b.Must(b.Machine().Alloc.Free(b.memory))
	b.Must(b.Machine().Alloc.Free(b.lists))
}

// page returns the address of the first page of a request.
func (b *balloon) page(request uint64) uint64 { return b.memory + request*pages*virtioballoon.PageSize }

// add adds the pages of a request to a queue, with the list at an index, and returns
// the chain's head.
func (b *balloon) add(q *virtio.Queue, request, list uint64) uint16 {
	b.Helper()
	p := make([]byte, listSize)
	for i := range pages {
		b.Order().PutUint32(p[4*i:], uint32(b.page(request)/virtioballoon.PageSize)+uint32(i))
	}
	return b.addList(q, list, p)
}

func (b *balloon) addList(q *virtio.Queue, list uint64, p []byte) uint16 {
	b.Helper()
	addr := b.lists + list*listSpace
	head, err := q.Add(virtio.Readable(addr, uint32(len(p))))
	b.Must(err)
	q.Stage(addr, p)
	return head
}

// finish hands the added chain to the device, and waits until it is used.
func (b *balloon) finish(q *virtio.Queue, head uint16) {
	b.Helper()
	_, err := q.Finish(b.Context(), head)
	b.Must(err)
}

// Tags of statistics (virtio 1.3, section 5.5.6.4 "Memory Statistics Tags").
const (
	freeMemory  = 4 // VIRTIO_BALLOON_S_MEMFREE
	totalMemory = 5 // VIRTIO_BALLOON_S_MEMTOT
	unknownTag  = 0x7ff0
)

// statistic is an entry of a buffer with statistics.
type statistic struct {
	tag   uint16
	value uint64
}

// gives gives the device a buffer with statistics, the higher tags first: one that the
// specification does not have, the total memory, and the free memory (section 5.5.6.3.2 "Device
// Requirements: Memory Statistics").
func (b *balloon) gives(free, list uint64) {
	b.Helper()
	b.give([]statistic{{unknownTag, 42}, {totalMemory, 2 * free}, {freeMemory, free}}, list)
}

// give gives the device a buffer with those statistics, or an empty one.
func (b *balloon) give(all []statistic, list uint64) {
	b.Helper()
	var p []byte
	for _, s := range all {
		entry := make([]byte, 10) // struct virtio_balloon_stat: tag, val
		b.Order().PutUint16(entry, s.tag)
		b.Order().PutUint64(entry[2:], s.value)
		p = append(p, entry...)
	}
	b.addList(b.statistics, list, p)
	b.Must(b.statistics.Kick(b.Context()))
}

// ask has the device ask for statistics each time so many seconds have passed; 0 ends that.
func (b *balloon) ask(seconds int64) {
	b.Helper()
	b.Must(b.object().SetInt(b.Context(), "guest-stats-polling-interval", seconds))
}

func (b *balloon) object() qom.Object { return qom.Plugged(b.QEMU().QMP(), b.Hardware().Name) }

// reported compares the statistics that the host has.
func (b *balloon) reported(free uint64) {
	b.Helper()
	got := b.hostStatistics()
	for name, want := range map[string]uint64{"stat-free-memory": free, "stat-total-memory": 2 * free} {
		if got[name] != want {
			b.Errorf("%v: the host has %s of %d, want %d", b.Device, name, got[name], want)
		}
	}
}

// hostStatistics returns the statistics that the host has.
func (b *balloon) hostStatistics() map[string]uint64 {
	b.Helper()
	type place struct {
		Path     string `json:"path"`
		Property string `json:"property"`
	}
	type statistics struct {
		Stats map[string]uint64 `json:"stats"`
	}
	got, err := qmp.Execute[statistics](b.Context(), b.QEMU().QMP(), "qom-get", place{b.object().Path(), "guest-stats"})
	b.Must(err)
	return got.Stats
}

// want has the host want a number of pages.
func (b *balloon) want(n uint64) {
	b.Helper()
	type arguments struct {
		Value uint64 `json:"value"` // bytes that the guest keeps
	}
	_, err := qmp.Execute[qmp.Empty](b.Context(), b.QEMU().QMP(), "balloon", arguments{b.size() - n*virtioballoon.PageSize})
	b.Must(err)
	b.Must(b.WaitConfigChange(b.Context()))
}

// size returns the size of the machine's memory, in bytes.
func (b *balloon) size() uint64 {
	b.Helper()
	type summary struct {
		Base uint64 `json:"base-memory"`
	}
	s, err := qmp.Execute[summary](b.Context(), b.QEMU().QMP(), "query-memory-size-summary", qmp.NoArgs{})
	b.Must(err)
	return s.Base
}

// numbers compares the numbers of pages in configuration space, and the size that the
// host computes from the second.
func (b *balloon) numbers(when string, wanted, given uint32) {
	b.Helper()
	space := virtioballoon.Space(b.Device)
	if got := virtioballoon.ConfigNumPages.ReadT(b, space); got != wanted {
		b.Errorf("%v: num_pages %s = %d, want %d", b.Device, when, got, wanted)
	}
	if got := virtioballoon.ConfigActual.ReadT(b, space); got != given {
		b.Errorf("%v: actual %s = %d, want %d", b.Device, when, got, given)
	}
	b.hostHas(when, given)
}

// hostHas compares the size that the host computes from actual.
func (b *balloon) hostHas(when string, given uint32) {
	b.Helper()
	if got, want := b.hostSize(), b.size()-uint64(given)*virtioballoon.PageSize; got != want {
		b.Errorf("%v: the host has %d bytes %s, want %d", b.Device, got, when, want)
	}
}

// hostSize returns the size that the guest's memory has without the balloon, for the host, in
// bytes.
func (b *balloon) hostSize() uint64 {
	b.Helper()
	type info struct {
		Actual uint64 `json:"actual"`
	}
	got, err := qmp.Execute[info](b.Context(), b.QEMU().QMP(), "query-balloon", qmp.NoArgs{})
	b.Must(err)
	return got.Actual
}

// kept checks that the pages of a request are as they were.
func (b *balloon) kept(request uint64) {
	b.Helper()
	got := make([]byte, pages*virtioballoon.PageSize)
	b.Must(b.Machine().ReadMemory(b.Context(), b.page(request), got))
	if !bytes.Equal(got, bytes.Repeat([]byte{content}, len(got))) {
		b.Errorf("%v: pages outside of the balloon have changed", b.Device)
	}
}

// asked waits until the device asks for statistics: it uses the buffer that it has.
func (b *balloon) asked() {
	b.Helper()
	b.Must(b.Machine().Pass(b.Context(), time.Second))
	_, err := b.statistics.Wait(b.Context())
	b.Must(err)
}
