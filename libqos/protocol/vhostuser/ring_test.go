package vhostuser_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// all returns the features of the tests' devices.
func all() vhostuser.Features {
	return vhostuser.FeatureVersion1 | vhostuser.FeatureIndirectDesc | vhostuser.FeatureEventIdx | vhostuser.FeatureLogAll | vhostuser.FeatureRingPacked
}

// extensions returns the protocol features of the tests' devices.
func extensions() vhostuser.ProtocolFeatures {
	return vhostuser.MQ | vhostuser.LogShmFD | vhostuser.RARP | vhostuser.ReplyAck | vhostuser.NetMTU | vhostuser.BackendReq |
		vhostuser.CrossEndian | vhostuser.Config | vhostuser.InflightShmFD | vhostuser.CanResetDevice |
		vhostuser.InbandNotifications | vhostuser.ConfigureMemSlots | vhostuser.HasStatus
}

// reverse answers each chain with its bytes in reverse.
func reverse(c *vhostuser.Chain) error {
	b, err := c.Bytes()
	if err != nil {
		return err
	}
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	if err := c.Write(b); err != nil {
		return err
	}
	return c.Use()
}

// device has a queue with a handler and one without.
func device() vhostuser.Device {
	return vhostuser.Device{
		Features: all(), Protocol: extensions(), Config: []byte("configuration"),
		Queues: []vhostuser.Handler{reverse, nil}, MemSlots: 7,
	}
}

const plain = vhostuser.FeatureProtocol | vhostuser.FeatureVersion1

// wait waits until the queue has used n chains.
func wait(t *testing.T, s *vhostuser.Session, queue, n int) {
	t.Helper()
	if _, err := s.Wait(t.Context(), "used chains", func(s vhostuser.State) bool { return s.Queues[queue].Used >= n }); err != nil {
		t.Fatal(err)
	}
}

func TestSplitRing(t *testing.T) {
	_, session, f := start(t, device())
	f.begin(plain|vhostuser.FeatureIndirectDesc, extensions())
	q := f.queue(0, 4)
	q.enable(1)
	for round := range 5 { // more than the ring has entries
		at := q.put(0, buffer{bytes: []byte("abc")}, buffer{bytes: []byte("defg")}, buffer{room: 2}, buffer{room: 9})
		q.publish(0)
		q.notify()
		q.interrupted()
		if head, size := q.take(); head != 0 || size != 7 {
			t.Errorf("round %d: used chain %d with %d bytes, want 0 with 7", round, head, size)
		}
		got := string(f.memory[at[2]:][:2]) + string(f.memory[at[3]:][:5])
		if got != "gfedcba" {
			t.Errorf("round %d: written %q, want %q", round, got, "gfedcba")
		}
	}
	// The same through a table.
	table := q.next
	q.next += 0x100
	addr := q.next
	copy(f.memory[addr:], "xyz")
	q.descriptor(table, 0, uint64(guestBase+addr), 3, 1, 2)
	q.descriptor(table, 2, uint64(guestBase+addr+16), 3, 2, 0)
	q.descriptor(q.desc, 3, uint64(guestBase+table), 48, 4, 0)
	q.publish(3)
	q.notify()
	q.interrupted()
	if head, size := q.take(); head != 3 || size != 3 || string(f.memory[addr+16:][:3]) != "zyx" {
		t.Errorf("used chain %d with %d bytes, %q, want 3 with 3, %q", head, size, f.memory[addr+16:][:3], "zyx")
	}
	if state := session.State().Queues[0]; state.Taken != 6 || state.Used != 6 || state.Calls != 6 || state.Kicks < 1 {
		t.Errorf("state %+v, want 6 chains and calls", state)
	}
}

func TestNextChain(t *testing.T) {
	_, session, f := start(t, device())
	f.begin(plain, extensions())
	q := f.queue(1, 8)
	at := q.put(0, buffer{bytes: []byte("in")}, buffer{room: 4})
	q.put(2, buffer{room: 4})
	q.publish(0, 2)
	q.notify()
	if _, err := session.Wait(t.Context(), "a kick", func(s vhostuser.State) bool { return s.Queues[1].Started }); err != nil {
		t.Fatal(err)
	}
	if state := session.State().Queues[1]; state.Taken != 0 || state.Enabled {
		t.Errorf("disabled queue: state %+v, want no chain taken", state)
	}
	q.enable(1)
	var chains []*vhostuser.Chain
	for range 2 {
		c, err := session.Queue(1).Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		chains = append(chains, c)
	}
	if b, err := chains[0].Bytes(); err != nil || string(b) != "in" || chains[0].Room() != 4 {
		t.Errorf("chain has %q, %v and room for %d, want %q and 4", b, err, chains[0].Room(), "in")
	}
	if err := chains[0].Write([]byte("12345")); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("Write of 5 bytes = %v, want %v", err, io.ErrShortWrite)
	}
	for _, part := range []string{"1", "234"} {
		if err := chains[0].Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []*vhostuser.Chain{chains[1], chains[0]} { // out of order
		if err := c.Use(); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range [][2]uint32{{2, 0}, {0, 4}} {
		if head, size := q.take(); head != want[0] || size != want[1] {
			t.Errorf("used chain %d with %d bytes, want %v", head, size, want)
		}
	}
	if got := string(f.memory[at[1]:][:4]); got != "1234" {
		t.Errorf("written %q, want 1234", got)
	}
	if err := chains[0].Use(); !errors.Is(err, vhostuser.ErrStopped) {
		t.Errorf("second Use = %v, want %v", err, vhostuser.ErrStopped)
	}
	if _, err := session.Queue(0).Next(t.Context()); err == nil {
		t.Error("Next of a queue with a handler succeeded")
	}
}

func TestDisabledQueueHasNoEffect(t *testing.T) {
	_, session, f := start(t, device())
	f.begin(plain, extensions())
	q := f.queue(0, 8)
	at := q.put(0, buffer{bytes: []byte("ab")}, buffer{room: 2})
	q.publish(0)
	q.notify()
	wait(t, session, 0, 1)
	if _, size := q.take(); size != 0 || f.memory[at[1]] != 0 {
		t.Errorf("%d bytes used, %q, want none", size, f.memory[at[1]:][:2])
	}
}

func TestInterruptSuppression(t *testing.T) {
	for _, tc := range []struct {
		name     string
		features vhostuser.Features
		set      func(q *vring)
		called   bool
	}{
		{"wanted", 0, func(*vring) {}, true},
		{"not wanted", 0, func(q *vring) { q.f.memory[q.avail] = 1 }, false},
		{"EVENT_IDX, this one", vhostuser.FeatureEventIdx, func(*vring) {}, true},
		{"EVENT_IDX, a later one", vhostuser.FeatureEventIdx, func(q *vring) { q.f.memory[q.avail+4+2*8] = 1 }, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, session, f := start(t, device())
			f.begin(plain|tc.features, extensions())
			q := f.queue(0, 8)
			q.enable(1)
			tc.set(q)
			q.put(0, buffer{bytes: []byte("a")}, buffer{room: 1})
			q.publish(0)
			q.notify()
			wait(t, session, 0, 1)
			if tc.called {
				q.interrupted()
			} else {
				q.quiet()
			}
			if tc.features == 0 {
				return
			}
			// The back end wants to hear of the next chain.
			if _, err := session.Wait(t.Context(), "avail_event", func(vhostuser.State) bool {
				return binary.LittleEndian.Uint16(f.memory[q.used+4+8*8:]) == 1
			}); err != nil {
				t.Error(err)
			}
		})
	}
}

// packedDescriptor writes a descriptor of a packed ring.
func (q *vring) packedDescriptor(i int, addr uint64, size uint32, id, flags uint16) {
	q.descriptor(q.desc, uint16(i), addr, size, 0, 0)
	binary.LittleEndian.PutUint16(q.f.memory[q.desc+16*i+12:], id)
	binary.LittleEndian.PutUint16(q.f.memory[q.desc+16*i+14:], flags)
}

func TestPackedRing(t *testing.T) {
	const (
		next, write, indirect = 1, 2, 4
		avail, used           = 1 << 7, 1 << 15
		start0                = 1<<15 | 1<<31 // both wrap counters are set, both indices 0
	)
	_, session, f := start(t, device())
	f.begin(plain|vhostuser.FeatureRingPacked|vhostuser.FeatureIndirectDesc, extensions())
	q := f.queue(0, 3)
	f.send(vhostuser.SetVringBase, payload(q.index, uint32(start0)))
	q.enable(1)
	data := uint64(guestBase + q.next)
	place, wrap := 0, true
	for round := range 4 {
		copy(f.memory[q.next:], "abcd\x00\x00\x00\x00")
		mark := func(wrap bool) uint16 {
			if wrap {
				return avail
			}
			return used
		}
		first, firstWrap := place, wrap
		step := func() {
			if place++; place == 3 {
				place, wrap = 0, !wrap
			}
		}
		head := mark(wrap)
		step()
		q.packedDescriptor(place, data+4, 4, uint16(70+round), mark(wrap)|write)
		step()
		q.packedDescriptor(first, data, 4, 99, head|next) // last: it makes the chain available
		q.notify()
		q.interrupted()
		b := f.memory[q.desc+16*first:]
		wantFlags := uint16(write)
		if firstWrap {
			wantFlags |= avail | used
		}
		if size, id, flags := binary.LittleEndian.Uint32(b[8:]), binary.LittleEndian.Uint16(b[12:]), binary.LittleEndian.Uint16(b[14:]); size != 4 || id != uint16(70+round) || flags != wantFlags {
			t.Errorf("round %d: used descriptor at %d: %d bytes, id %d, flags %#x, want 4, %d, %#x", round, first, size, id, flags, 70+round, wantFlags)
		}
		if got := string(f.memory[q.next+4:][:4]); got != "dcba" {
			t.Errorf("round %d: written %q, want dcba", round, got)
		}
	}
	// An indirect table: its entries in their order, whatever their next. The driver
	// wants no interrupt.
	f.memory[q.avail+2] = 1
	table := q.next + 0x100
	q.descriptor(table, 0, data, 2, 0, 0)
	q.descriptor(table, 1, data+8, 2, 0, 0)
	binary.LittleEndian.PutUint16(f.memory[table+16+14:], write)
	flags := uint16(avail | indirect)
	if !wrap {
		flags = used | indirect
	}
	q.packedDescriptor(place, uint64(guestBase+table), 32, 5, flags)
	q.notify()
	wait(t, session, 0, 5)
	q.quiet()
	if got := string(f.memory[q.next+8:][:2]); got != "ba" {
		t.Errorf("written %q, want ba", got)
	}
	// 9 descriptors of 3 were used: both indices are 0 after three turns.
	if got, want := f.ask(vhostuser.GetVringBase, payload(q.index, uint32(0))), payload(q.index, uint32(0)); !bytes.Equal(got, want) {
		t.Errorf("GET_VRING_BASE = % x, want % x", got, want)
	}
}

// TestVringBase stops a queue with chains in the back end's hands, and starts it
// again: it gets those chains a second time.
func TestVringBase(t *testing.T) {
	_, session, f := start(t, device())
	f.begin(plain, extensions())
	q := f.queue(1, 8)
	q.enable(1)
	for i := range uint16(4) {
		q.put(i, buffer{bytes: []byte{byte('a' + i)}})
	}
	q.publish(0, 1, 2, 3)
	q.notify()
	var chains []*vhostuser.Chain
	for range 4 {
		c, err := session.Queue(1).Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		chains = append(chains, c)
	}
	if err := chains[0].Use(); err != nil {
		t.Fatal(err)
	}
	if got, want := f.ask(vhostuser.GetVringBase, payload(q.index, uint32(0))), payload(q.index, uint32(1)); !bytes.Equal(got, want) {
		t.Fatalf("GET_VRING_BASE = % x, want % x", got, want)
	}
	if _, err := chains[1].Bytes(); !errors.Is(err, vhostuser.ErrStopped) {
		t.Errorf("Bytes of a chain of a stopped queue = %v, want %v", err, vhostuser.ErrStopped)
	}
	q.configure(1)
	q.notify()
	for i := range 3 {
		c, err := session.Queue(1).Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if b, err := c.Bytes(); err != nil || string(b) != string(rune('b'+i)) {
			t.Errorf("chain %d has %q, %v", i, b, err)
		}
		chains[i] = c
	}
	// What is not used is not at the end of the ring: no index tells that.
	if err := chains[2].Use(); err != nil {
		t.Fatal(err)
	}
	f.raw(payload(uint32(vhostuser.GetVringBase), uint32(1), uint32(8), q.index, uint32(0)))
	f.expectEnd()
	if err := session.WaitDone(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := session.Err(); err == nil || !strings.Contains(err.Error(), "GET_VRING_BASE: queue 1: 2 chains are not used") {
		t.Errorf("error %v", err)
	}
}

func TestRingErrors(t *testing.T) {
	for _, tc := range []struct {
		name  string
		spoil func(q *vring)
		want  string
	}{
		{"head outside the table", func(q *vring) { q.publish(8) }, "chain 8: descriptor 8 of 8"},
		{"next outside the table", func(q *vring) { q.descriptor(q.desc, 0, guestBase, 1, 1, 9); q.publish(0) }, "chain 0: descriptor 9 of 8"},
		{"loop", func(q *vring) { q.descriptor(q.desc, 0, guestBase, 1, 1, 0); q.publish(0) }, "chain 0: more than 8 descriptors"},
		{"readable behind writable", func(q *vring) {
			q.put(0, buffer{room: 1}, buffer{bytes: []byte("a")})
			q.publish(0)
		}, "a device-readable buffer follows a device-writable one"},
		{"idx ahead", func(q *vring) { q.idx = 8; q.publish(0) }, "idx of the available ring went from 0 to 9 with 8 descriptors"},
		{"buffer outside memory", func(q *vring) { q.descriptor(q.desc, 0, guestBase+memorySize-1, 2, 0, 0); q.publish(0) }, "no region has the guest address 0x110000"},
		{"indirect without the feature", func(q *vring) { q.descriptor(q.desc, 0, guestBase, 16, 4, 0); q.publish(0) }, "an indirect descriptor without INDIRECT_DESC"},
		{"descriptor table outside memory", func(q *vring) { q.desc = memorySize - 16; q.addr(0, 0) }, "start queue 0: invalid ring: descriptor table: no region has 128 bytes"},
		{"used ring outside memory", func(q *vring) { q.used = memorySize - 4; q.addr(0, 0) }, "used ring: no region has 70 bytes"},
		{"misaligned table", func(q *vring) { q.desc += 8; q.addr(0, 0) }, "want multiples of 16, 2 and 4"},
		{"size not a power of two", func(q *vring) { q.f.send(vhostuser.SetVringNum, payload(q.index, uint32(6))) }, "a split ring of 6 descriptors"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server, session, f := start(t, device())
			f.begin(plain, extensions())
			q := f.queue(0, 8)
			q.enable(1)
			tc.spoil(q)
			q.notify()
			f.expectEnd()
			if err := session.WaitDone(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, err := range []error{session.Err(), server.Close()} {
				if !errors.Is(err, vhostuser.ErrRing) || !strings.Contains(err.Error(), tc.want) {
					t.Errorf("error %v, want %q", err, tc.want)
				}
			}
		})
	}
}
