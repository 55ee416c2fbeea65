package vhostuser_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

func TestReplies(t *testing.T) {
	_, session, f := start(t, device())
	if got, want := number(f.ask(vhostuser.GetFeatures, nil)), uint64(all()|vhostuser.FeatureProtocol); got != want {
		t.Errorf("GET_FEATURES = %#x, want %#x", got, want)
	}
	f.begin(plain, extensions())
	area := func(offset, size uint32) []byte { return payload(offset, size, uint32(0), make([]byte, size)) }
	f.send(vhostuser.SetStatus, payload(uint64(0xf)))
	f.send(vhostuser.SetConfig, payload(uint32(3), uint32(2), uint32(0), []byte("FI")))
	for _, tc := range []struct {
		request       vhostuser.Request
		payload, want []byte
	}{
		{vhostuser.GetProtocolFeatures, nil, payload(uint64(extensions()))},
		{vhostuser.GetQueueNum, nil, payload(uint64(2))},
		{vhostuser.GetMaxMemSlots, nil, payload(uint64(7))},
		{vhostuser.GetStatus, nil, payload(uint64(0xf))},
		{vhostuser.GetConfig, area(0, 13), payload(uint32(0), uint32(13), uint32(0), []byte("conFIguration"))},
		{vhostuser.GetConfig, area(11, 2), payload(uint32(11), uint32(2), uint32(0), []byte("on"))},
		{vhostuser.GetConfig, area(12, 2), nil},
		{vhostuser.GetVringBase, payload(uint32(1), uint32(0)), payload(uint32(1), uint32(0))},
	} {
		if got := f.ask(tc.request, tc.payload); !bytes.Equal(got, tc.want) {
			t.Errorf("%v % x = % x, want % x", tc.request, tc.payload, got, tc.want)
		}
	}
	f.send(vhostuser.NetSetMTU, payload(uint64(9000)))
	f.send(vhostuser.SendRARP, payload(uint64(0x665544332211)))
	state, err := session.Wait(t.Context(), "RARP", func(s vhostuser.State) bool { return s.Count(vhostuser.SendRARP) == 1 })
	if err != nil {
		t.Fatal(err)
	}
	if !state.Owned || state.Features != plain || state.Protocol != extensions() || state.Status != 0xf ||
		state.Number(vhostuser.NetSetMTU) != 9000 || state.Number(vhostuser.SendRARP) != 0x665544332211 {
		t.Errorf("state %+v", state)
	}
	want := []vhostuser.Region{{Guest: guestBase, Size: memorySize, User: userBase, Offset: fileOffset}}
	if diff := cmp.Diff(want, state.Regions); diff != "" {
		t.Errorf("regions mismatch (-want +got):\n%s", diff)
	}
}

func TestReset(t *testing.T) {
	_, session, f := start(t, device())
	f.begin(plain, extensions())
	q := f.queue(1, 8)
	q.enable(1)
	q.put(0, buffer{room: 1})
	q.publish(0)
	q.notify()
	c, err := session.Queue(1).Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.send(vhostuser.ResetOwner, nil)
	if s := session.State().Queues[1]; s.Enabled || !s.Started {
		t.Errorf("after RESET_OWNER: %+v, want a queue that is started and disabled", s)
	}
	f.send(vhostuser.ResetDevice, nil)
	if s := session.State(); s.Queues[1].Started || s.Features != 0 || s.Status != 0 {
		t.Errorf("after RESET_DEVICE: %+v, want features 0 and no started queue", s)
	}
	if err := c.Use(); !errors.Is(err, vhostuser.ErrStopped) {
		t.Errorf("Use after RESET_DEVICE = %v, want %v", err, vhostuser.ErrStopped)
	}
}

// TestDeviceState carries a device's state from the back end, and another one to it.
func TestDeviceState(t *testing.T) {
	const save, load = 0, 1
	d := device()
	d.Protocol |= vhostuser.DeviceState
	server, session, f := start(t, d)
	f.begin(plain, extensions()|vhostuser.DeviceState)
	server.SetState([]byte("saved"))
	pipe := func() (r, w *os.File) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		return r, w
	}
	move := func(direction uint32, theirs *os.File) {
		t.Helper()
		f.raw(payload(uint32(vhostuser.SetDeviceStateFD), uint32(1), uint32(8), direction, uint32(0)), theirs)
		theirs.Close()
		if got := number(f.reply(vhostuser.SetDeviceStateFD)); got != 1<<8 {
			t.Errorf("reply to SET_DEVICE_STATE_FD = %#x, want %#x", got, 1<<8)
		}
	}
	check := func() {
		t.Helper()
		if got := number(f.ask(vhostuser.CheckDeviceState, nil)); got != 0 {
			t.Errorf("reply to CHECK_DEVICE_STATE = %d, want 0", got)
		}
	}
	ours, theirs := pipe()
	move(save, theirs)
	got, err := io.ReadAll(ours)
	if err != nil || string(got) != "saved" {
		t.Errorf("state %q, %v, want %q", got, err, "saved")
	}
	check()
	theirs, ours = pipe()
	move(load, theirs)
	if _, err := ours.WriteString("loaded"); err != nil {
		t.Fatal(err)
	}
	ours.Close()
	check()
	if got := session.State().Loaded; string(got) != "loaded" {
		t.Errorf("the back end has the state %q, want %q", got, "loaded")
	}
}

func TestDirtyLog(t *testing.T) {
	_, session, f := start(t, device())
	f.begin(plain, extensions())
	q := f.queue(0, 8)
	q.enable(1)
	log := memfd(t, 4096+64)
	f.acked = false
	f.raw(payload(uint32(vhostuser.SetLogBase), uint32(1), uint32(16), uint64(64), uint64(4096)), log)
	if p := f.reply(vhostuser.SetLogBase); len(p) != 0 {
		t.Errorf("the reply to SET_LOG_BASE has %d bytes, want none", len(p))
	}
	dirty := func() (pages []int) {
		b := make([]byte, 64)
		if _, err := log.ReadAt(b, 4096); err != nil {
			t.Fatal(err)
		}
		for page := range 8 * len(b) {
			if b[page/8]>>(page%8)&1 != 0 {
				pages = append(pages, page)
			}
		}
		return pages
	}
	request := func() {
		q.next = 0x2ffe // the reply begins in the page of the question and ends in the next but one
		q.put(0, buffer{bytes: []byte("ab")}, buffer{room: 4100})
		q.publish(0)
		q.notify()
		q.interrupted()
	}
	request()
	if pages := dirty(); pages != nil {
		t.Errorf("without LOG_ALL: pages %v are dirty", pages)
	}
	f.acked = true
	f.send(vhostuser.SetFeatures, payload(uint64(plain|vhostuser.FeatureLogAll)))
	request()
	if diff := cmp.Diff([]int{0x103}, dirty()); diff != "" {
		t.Errorf("dirty pages mismatch (-want +got):\n%s", diff)
	}
	const usedLog = 0x1c0 << 12 // elsewhere than the ring
	q.addr(1, usedLog)
	request()
	if diff := cmp.Diff([]int{0x103, 0x1c0}, dirty()); diff != "" {
		t.Errorf("dirty pages mismatch (-want +got):\n%s", diff)
	}
	if s := session.State(); s.LogSize != 64 || !s.Queues[0].Logged {
		t.Errorf("state %+v, want a log of 64 bytes", s)
	}
	// Beyond the log.
	q.addr(1, 64*8<<12)
	request0 := func() { q.publish(0); q.notify() }
	request0()
	f.expectEnd()
	if err := session.WaitDone(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := session.Err(); err == nil || !strings.Contains(err.Error(), "the log of 64 bytes does not reach the guest address 0x200023") {
		t.Errorf("error %v", err)
	}
}

// TestInflight ends a back end with chains in flight. The next one gets them first,
// in their order.
func TestInflight(t *testing.T) {
	server, session, f := start(t, device())
	f.begin(plain, extensions())
	area := f.askInflight(2, 8)
	f.send(vhostuser.SetInflightFD, area.payload, area.file)
	q := f.queue(1, 8)
	q.enable(1)
	for i := range uint16(5) {
		q.put(i, buffer{bytes: []byte{byte('a' + i)}})
	}
	q.publish(3, 1, 4, 0)
	q.notify()
	var chains []*vhostuser.Chain
	for range 4 {
		c, err := session.Queue(1).Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		chains = append(chains, c)
	}
	if err := chains[1].Use(); err != nil { // chain 1
		t.Fatal(err)
	}
	session.Close()
	if session.Err() != nil {
		t.Fatal(session.Err())
	}
	q.publish(2)
	session, f.acked = f.connect(server), false
	f.begin(plain, extensions())
	f.send(vhostuser.SetInflightFD, area.payload, area.file)
	q.configure(1)
	q.enable(1)
	q.notify()
	var got string
	for range 4 {
		c, err := session.Queue(1).Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b, err := c.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		got += string(b)
		if err := c.Use(); err != nil {
			t.Fatal(err)
		}
	}
	if got != "deac" {
		t.Errorf("chains after the restart: %q, want deac", got)
	}
	if q.usedIdx() != 5 {
		t.Errorf("idx of the used ring = %d, want 5", q.usedIdx())
	}
	if base := f.ask(vhostuser.GetVringBase, payload(q.index, uint32(0))); !bytes.Equal(base, payload(q.index, uint32(5))) {
		t.Errorf("GET_VRING_BASE = % x, want 5", base)
	}
}

// TestInflightLastBatch restarts a back end that ended after it had used a chain and
// before it had noted that.
func TestInflightLastBatch(t *testing.T) {
	server, session, f := start(t, device())
	f.begin(plain, extensions())
	area := f.askInflight(2, 8)
	f.send(vhostuser.SetInflightFD, area.payload, area.file)
	q := f.queue(1, 8)
	q.enable(1)
	q.put(0, buffer{bytes: []byte("a")})
	q.put(1, buffer{bytes: []byte("b")})
	q.publish(0, 1)
	q.notify()
	for range 2 {
		if _, err := session.Queue(1).Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	session.Close()
	// The used ring has chain 0; last_batch_head is it, used_idx is old.
	region := int64(16 + 16*8)
	if _, err := area.file.WriteAt(payload(uint16(0)), region+12); err != nil {
		t.Fatal(err)
	}
	f.memory[q.used+2] = 1
	session, f.acked = f.connect(server), false
	f.begin(plain, extensions())
	f.send(vhostuser.SetInflightFD, area.payload, area.file)
	q.configure(1)
	q.enable(1)
	q.notify()
	c, err := session.Queue(1).Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if b, err := c.Bytes(); err != nil || string(b) != "b" {
		t.Errorf("chain after the restart: %q, %v, want b", b, err)
	}
}

type inflightMemory struct {
	payload []byte
	file    *os.File
}

// askInflight sends GET_INFLIGHT_FD.
func (f *frontEnd) askInflight(queues, size uint16) inflightMemory {
	f.t.Helper()
	f.raw(payload(uint32(vhostuser.GetInflightFD), uint32(1), uint32(24), uint64(0), uint64(0), queues, size, uint32(0)))
	f.deadline()
	b, oob := make([]byte, 12+24), make([]byte, 64)
	n, oobn, _, _, err := f.conn.ReadMsgUnix(b, oob)
	if err != nil || n != len(b) {
		f.t.Fatalf("reply to GET_INFLIGHT_FD: %d bytes, %v", n, err)
	}
	messages, err := unix.ParseSocketControlMessage(oob[:oobn])
	if err != nil || len(messages) != 1 {
		f.t.Fatalf("reply to GET_INFLIGHT_FD: %d control messages, %v", len(messages), err)
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(fds) != 1 {
		f.t.Fatalf("reply to GET_INFLIGHT_FD: descriptors %v, %v", fds, err)
	}
	file := os.NewFile(uintptr(fds[0]), "in flight")
	f.t.Cleanup(func() { file.Close() })
	want := payload(uint64(int(queues)*(16+16*int(size))), uint64(0), queues, size, uint32(0))
	if !bytes.Equal(b[12:], want) {
		f.t.Errorf("reply to GET_INFLIGHT_FD = % x, want % x", b[12:], want)
	}
	return inflightMemory{b[12:], file}
}

func TestMemorySlots(t *testing.T) {
	_, session, f := start(t, device())
	f.begin(plain, extensions())
	q := f.queue(0, 8)
	q.enable(1)
	more := memfd(t, 0x2000)
	second := payload(uint64(guestBase+memorySize), uint64(0x1000), uint64(0x1000), uint64(0x1000))
	slot := payload(uint64(0), second)
	f.send(vhostuser.AddMemReg, slot, more)
	if n := len(session.State().Regions); n != 2 {
		t.Fatalf("%d regions, want 2", n)
	}
	// A buffer that extends over both regions.
	copy(f.memory[memorySize-2:], "ab")
	if _, err := more.WriteAt([]byte("cd"), 0x1000); err != nil {
		t.Fatal(err)
	}
	q.descriptor(q.desc, 0, guestBase+memorySize-2, 4, 1, 1)
	q.descriptor(q.desc, 1, uint64(guestBase+q.next), 4, 2, 0)
	q.publish(0)
	q.notify()
	q.interrupted()
	if got := string(f.memory[q.next:][:4]); got != "dcba" {
		t.Errorf("written %q, want dcba", got)
	}
	f.send(vhostuser.RemMemReg, slot)
	if n := len(session.State().Regions); n != 1 {
		t.Fatalf("%d regions, want 1", n)
	}
	// Another table: the ring is found in it.
	copied := memfd(t, memorySize)
	if _, err := copied.WriteAt(f.memory, 0); err != nil {
		t.Fatal(err)
	}
	f.send(vhostuser.SetMemTable, payload(uint32(1), uint32(0), uint64(guestBase), uint64(memorySize), uint64(userBase), uint64(0)), copied)
	whole, err := unix.Mmap(int(copied.Fd()), 0, memorySize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Munmap(whole)
	f.memory, q.seen = whole, 1
	q.put(2, buffer{bytes: []byte("z")}, buffer{room: 1})
	q.publish(2)
	q.notify()
	q.interrupted()
	if head, _ := q.take(); head != 2 {
		t.Errorf("used chain %d, want 2", head)
	}
}

func TestConfigChanged(t *testing.T) {
	server, session, f := start(t, device())
	f.begin(plain, extensions())
	if err := session.ConfigChanged(t.Context()); err == nil {
		t.Error("ConfigChanged without a channel succeeded")
	}
	ours, theirs := pair(t)
	file, err := theirs.File()
	if err != nil {
		t.Fatal(err)
	}
	f.send(vhostuser.SetBackendReqFD, nil, file)
	file.Close()
	theirs.Close()
	for _, tc := range []struct {
		reply []byte
		want  string
	}{
		{payload(uint32(2), uint32(5), uint32(8), uint64(0)), ""},
		{payload(uint32(2), uint32(5), uint32(8), uint64(3)), "the front end refuses: 3"},
		{payload(uint32(1), uint32(5), uint32(8), uint64(0)), "reply to message 1 with flags 0x5 and 8 bytes"},
	} {
		if err := server.SetConfig(0, []byte("C")); err != nil {
			t.Fatal(err)
		}
		answered := make(chan error, 1)
		go func() {
			b := make([]byte, 12)
			n, err := ours.Read(b)
			if err == nil && !bytes.Equal(b, payload(uint32(2), uint32(1|8), uint32(0))) {
				err = fmt.Errorf("read % x", b[:n])
			}
			_, writeErr := ours.Write(tc.reply)
			answered <- errors.Join(err, writeErr)
		}()
		err := session.ConfigChanged(t.Context())
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("ConfigChanged = %v, want %q", err, tc.want)
		}
		if err := <-answered; err != nil {
			t.Error(err)
		}
	}
	if got := string(server.Config()); got != "Configuration" {
		t.Errorf("configuration %q", got)
	}
}

func TestHooks(t *testing.T) {
	_, session, f := start(t, vhostuser.Device{
		Features: all(), Protocol: extensions(), Config: []byte("configuration"), Queues: []vhostuser.Handler{nil},
		Hook: vhostuser.Hooks(
			vhostuser.Answer(vhostuser.GetFeatures, 0x1234),
			vhostuser.Payload(vhostuser.GetConfig, func(b []byte) []byte { return b[:len(b)-1] }),
			vhostuser.Misname(vhostuser.GetQueueNum, vhostuser.GetStatus),
			vhostuser.Missize(vhostuser.GetMaxMemSlots, 5),
			vhostuser.Refuse(vhostuser.SetStatus),
			vhostuser.Silent(vhostuser.ResetDevice),
			vhostuser.In(1, vhostuser.Drop(vhostuser.GetStatus)),
			vhostuser.In(0, vhostuser.Drop(vhostuser.SetOwner)),
		),
	})
	if got := number(f.ask(vhostuser.GetFeatures, nil)); got != 0x1234 {
		t.Errorf("GET_FEATURES = %#x, want 0x1234", got)
	}
	f.send(vhostuser.SetProtocolFeatures, payload(uint64(extensions())))
	if got := f.ask(vhostuser.GetConfig, payload(uint32(0), uint32(2), uint32(0), uint16(0))); len(got) != 13 {
		t.Errorf("GET_CONFIG of two bytes has %d, want one less than 14", len(got))
	}
	f.raw(payload(uint32(vhostuser.GetQueueNum), uint32(1), uint32(0)))
	if got := f.reply(vhostuser.GetStatus); number(got) != 1 {
		t.Errorf("reply % x", got)
	}
	f.raw(payload(uint32(vhostuser.GetMaxMemSlots), uint32(1), uint32(0)))
	if _, size := f.header(); size != 5 {
		t.Errorf("size %d, want 5", size)
	}
	if _, err := f.conn.Read(make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	f.raw(payload(uint32(vhostuser.SetStatus), uint32(1|8), uint32(8), uint64(1)))
	if got := f.reply(vhostuser.SetStatus); number(got) != 1 {
		t.Errorf("reply to SET_STATUS % x, want a refusal", got)
	}
	f.raw(payload(uint32(vhostuser.ResetDevice), uint32(1|8), uint32(0)))
	f.ask(vhostuser.GetStatus, nil) // of the first connection: not dropped; the next reply is this one's
	f.raw(payload(uint32(vhostuser.SetOwner), uint32(1), uint32(0)))
	f.expectEnd()
	if err := session.WaitDone(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := session.Err(); err != nil {
		t.Errorf("error of a connection that a hook dropped: %v", err)
	}
	if _, err := session.Wait(t.Context(), "nothing", func(vhostuser.State) bool { return false }); !errors.Is(err, vhostuser.ErrGone) {
		t.Errorf("Wait after the end = %v, want %v", err, vhostuser.ErrGone)
	}
}

func TestHold(t *testing.T) {
	release := make(chan struct{})
	d := device()
	d.Hook = vhostuser.Hold(t.Context(), vhostuser.GetFeatures, release)
	_, _, f := start(t, d)
	f.raw(payload(uint32(vhostuser.GetFeatures), uint32(1), uint32(0)))
	if err := f.conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := f.conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("Read while the reply is held = %v", err)
	}
	close(release)
	f.reply(vhostuser.GetFeatures)
}

// TestMessageErrors sends messages that the documentation does not allow.
func TestMessageErrors(t *testing.T) {
	ask := func(r vhostuser.Request, p []byte) []byte {
		return payload(uint32(r), uint32(1), uint32(len(p)), p)
	}
	state := func(r vhostuser.Request, index, num uint32) []byte { return ask(r, payload(index, num)) }
	u64 := func(r vhostuser.Request, v uint64) []byte { return ask(r, payload(v)) }
	table := func(n uint32, regions ...[]byte) []byte {
		return ask(vhostuser.SetMemTable, payload(n, uint32(0), bytes.Join(regions, nil)))
	}
	for _, tc := range []struct {
		name    string
		message []byte
		files   int
		want    string
	}{
		{"number", payload(uint32(99), uint32(1), uint32(0)), 0, "message 99: flags 0x1, 0 bytes: no such message"},
		{"message 0", payload(uint32(0), uint32(1), uint32(0)), 0, "message 0: flags 0x1, 0 bytes: no such message"},
		{"version", payload(uint32(vhostuser.GetFeatures), uint32(2), uint32(0)), 0, "GET_FEATURES: version 2, want 1"},
		{"reply", payload(uint32(vhostuser.GetFeatures), uint32(5), uint32(0)), 0, "GET_FEATURES: flags 0x5, want a request"},
		{"size", payload(uint32(vhostuser.SetFeatures), uint32(1), uint32(7)), 0, "SET_FEATURES: 7 bytes, want 8"},
		{"least size", payload(uint32(vhostuser.GetConfig), uint32(1), uint32(11)), 0, "GET_CONFIG: 11 bytes, want 12 or more"},
		{"huge", payload(uint32(vhostuser.SetMemTable), uint32(1), uint32(1<<31)), 0, "SET_MEM_TABLE: 2147483648 bytes, want at most 4096"},
		{"descriptors", u64(vhostuser.SetFeatures, 0), 1, "SET_FEATURES: 1 descriptors, want at most 0"},
		{"many descriptors", table(0), 9, "got more than 8"},
		{"features", u64(vhostuser.SetFeatures, 1), 0, "SET_FEATURES: features 0x1, which were not offered"},
		{"protocol features", u64(vhostuser.SetProtocolFeatures, 1<<17), 0, "SET_PROTOCOL_FEATURES: protocol features XEN_MMAP, which were not offered"},
		{"inband alone", u64(vhostuser.SetProtocolFeatures, 1<<14), 0, "SET_PROTOCOL_FEATURES: INBAND_NOTIFICATIONS without REPLY_ACK|BACKEND_REQ"},
		{"regions", table(9), 0, "SET_MEM_TABLE: 9 regions, want at most 8"},
		{"short table", table(2, region()), 0, "SET_MEM_TABLE: 40 bytes, want 72 for 2 regions"},
		{"regions without files", table(1, region()), 0, "SET_MEM_TABLE: 1 regions with 0 descriptors"},
		{"overlap", table(2, region(), region()), 2, "SET_MEM_TABLE: region 0x100000-0x110000 overlaps region 0x100000-0x110000"},
		{"behind the file", table(1, payload(uint64(0), uint64(memorySize), uint64(0), uint64(fileOffset+1))), 1,
			"SET_MEM_TABLE: region 0x0-0x10000: 0x10000 bytes at offset 0x1801 of a file of 0x11800"},
		{"offset overflow", table(1, payload(uint64(0), uint64(2), uint64(0), ^uint64(0))), 1, "SET_MEM_TABLE: region 0x0-0x2: 0x2 bytes at offset 0xffffffffffffffff"},
		{"address overflow", table(1, payload(^uint64(0), uint64(2), uint64(0), uint64(0))), 1, "beyond the last address"},
		{"no region", ask(vhostuser.RemMemReg, payload(uint64(0), region()[:24], uint64(1))), 0, ""},
		{"another region", ask(vhostuser.RemMemReg, payload(uint64(0), uint64(1), uint64(2), uint64(3), uint64(4))), 0, "REM_MEM_REG: no region 0x1-0x3 at 0x3"},
		{"queue", state(vhostuser.SetVringNum, 2, 8), 0, "SET_VRING_NUM: queue 2, want one below 2"},
		{"ring size", state(vhostuser.SetVringNum, 0, 0), 0, "SET_VRING_NUM: queue 0: 0 descriptors, want 1 to 32768"},
		{"enable", state(vhostuser.SetVringEnable, 0, 2), 0, "SET_VRING_ENABLE: queue 0: 2, want 0 or 1"},
		{"endian", state(vhostuser.SetVringEndian, 0, 2), 0, "SET_VRING_ENDIAN: queue 0: 2, want 0 or 1"},
		{"address flags", ask(vhostuser.SetVringAddr, payload(uint32(0), uint32(2), uint64(0), uint64(0), uint64(0), uint64(0))), 0, "SET_VRING_ADDR: queue 0: flags 0x2"},
		{"kick of another queue", u64(vhostuser.SetVringKick, 7), 1, "SET_VRING_KICK: queue 7, want one below 2"},
		{"kick without a descriptor", u64(vhostuser.SetVringKick, 0), 0, "SET_VRING_KICK: queue 0: payload 0x0 with 0 descriptors"},
		{"call with one too much", u64(vhostuser.SetVringCall, 1<<8), 1, "SET_VRING_CALL: queue 0: payload 0x100 with 1 descriptors"},
		{"kick payload", u64(vhostuser.SetVringKick, 1<<9), 1, "SET_VRING_KICK: payload 0x200"},
		{"kick that is no event", u64(vhostuser.SetVringKick, 0), 1, "start queue 0: without SET_VRING_NUM"},
		{"inband kick before the ring", state(vhostuser.VringKick, 0, 0), 0, "VRING_KICK: INBAND_NOTIFICATIONS was not negotiated"},
		{"log without a file", ask(vhostuser.SetLogBase, payload(uint64(1), uint64(0))), 0, "SET_LOG_BASE: 0 descriptors, want one"},
		{"log behind the file", ask(vhostuser.SetLogBase, payload(uint64(memorySize), uint64(memorySize))), 1, "SET_LOG_BASE: 0x10000 bytes at offset 0x10000 of a file"},
		{"channel that is no socket", ask(vhostuser.SetBackendReqFD, nil), 1, "SET_BACKEND_REQ_FD: "},
		{"configuration", ask(vhostuser.GetConfig, payload(uint32(0), uint32(4), uint32(0))), 0, "GET_CONFIG: 4 bytes at offset 0 with 0 bytes of data"},
		{"much configuration", ask(vhostuser.GetConfig, payload(uint32(250), uint32(7), uint32(0), make([]byte, 7))), 0, "none behind 256"},
		{"configuration flags", ask(vhostuser.SetConfig, payload(uint32(0), uint32(1), uint32(2), byte(0))), 0, "SET_CONFIG: flags 0x2"},
		{"configuration behind its end", ask(vhostuser.SetConfig, payload(uint32(13), uint32(1), uint32(0), byte(0))), 0, "SET_CONFIG: 1 bytes at offset 13 of a configuration space of 13"},
		{"in-flight queues", ask(vhostuser.GetInflightFD, payload(uint64(0), uint64(0), uint16(3), uint16(8))), 0, "GET_INFLIGHT_FD: 3 queues of 8 descriptors, want up to 2"},
		{"in-flight size", ask(vhostuser.SetInflightFD, payload(uint64(8), uint64(0), uint16(2), uint16(8))), 1, "SET_INFLIGHT_FD: 8 bytes, want 288 for 2 queues"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, session, f := start(t, device())
			f.begin(plain, extensions()&^(vhostuser.ReplyAck|vhostuser.InbandNotifications))
			var files []*os.File
			for range tc.files {
				files = append(files, f.file)
			}
			f.raw(tc.message, files...)
			if tc.want == "" {
				f.ask(vhostuser.GetStatus, nil)
				return
			}
			f.expectEnd()
			if err := session.WaitDone(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := session.Err(); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

// TestOrder sends messages before those that they need.
func TestOrder(t *testing.T) {
	for _, tc := range []struct {
		name   string
		device func(*vhostuser.Device)
		send   func(f *frontEnd)
		want   string
	}{
		{"protocol features that were not offered", func(d *vhostuser.Device) { d.Protocol = 0 }, func(f *frontEnd) {
			f.raw(payload(uint32(vhostuser.GetProtocolFeatures), uint32(1), uint32(0)))
		}, "GET_PROTOCOL_FEATURES: PROTOCOL_FEATURES was not offered"},
		{"configuration without CONFIG", nil, func(f *frontEnd) {
			f.raw(payload(uint32(vhostuser.GetConfig), uint32(1), uint32(12), make([]byte, 12)))
		}, "GET_CONFIG: CONFIG was not negotiated"},
		{"enable without PROTOCOL_FEATURES", nil, func(f *frontEnd) {
			f.send(vhostuser.SetVringEnable, payload(uint32(0), uint32(1)))
		}, "SET_VRING_ENABLE: queue 0: PROTOCOL_FEATURES was not negotiated"},
		{"kick before the size", nil, func(f *frontEnd) {
			kick := eventfd(f.t)
			f.send(vhostuser.SetVringKick, payload(uint64(0)), kick)
			(&vring{f: f, kick: kick}).notify()
		}, "start queue 0: without SET_VRING_NUM"},
		{"kick before the addresses", nil, func(f *frontEnd) {
			kick := eventfd(f.t)
			f.send(vhostuser.SetVringNum, payload(uint32(0), uint32(8)))
			f.send(vhostuser.SetVringKick, payload(uint64(0)), kick)
			(&vring{f: f, kick: kick}).notify()
		}, "start queue 0: without SET_VRING_ADDR"},
		{"kick before the memory", nil, func(f *frontEnd) { f.queue(0, 8).notify() }, "start queue 0: invalid ring: descriptor table: no region"},
		{"kick that ends", nil, func(f *frontEnd) {
			r, w, err := os.Pipe()
			if err != nil {
				f.t.Fatal(err)
			}
			f.send(vhostuser.SetVringKick, payload(uint64(0)), r)
			r.Close()
			w.Close()
		}, "kick of queue 0: EOF"},
		{"end within a header", nil, func(f *frontEnd) {
			f.raw([]byte{1, 0, 0})
			f.conn.Close()
		}, "the header of a message: unexpected EOF"},
		{"end within a payload", nil, func(f *frontEnd) {
			f.raw(payload(uint32(vhostuser.SetFeatures), uint32(1), uint32(8), uint32(0)))
			f.conn.Close()
		}, "SET_FEATURES: payload of 8 bytes: unexpected EOF"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := device()
			if tc.device != nil {
				tc.device(&d)
			}
			_, session, f := start(t, d)
			tc.send(f)
			if err := session.WaitDone(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := session.Err(); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

// TestRefusal sends a message that cannot be obeyed and asks for a reply.
func TestRefusal(t *testing.T) {
	_, session, f := start(t, device())
	f.begin(plain, extensions())
	f.raw(payload(uint32(vhostuser.SetVringNum), uint32(1|8), uint32(8), uint32(0), uint32(0)))
	if got := number(f.reply(vhostuser.SetVringNum)); got == 0 {
		t.Error("the reply is 0, want a refusal")
	}
	f.expectEnd()
	var message *vhostuser.MessageError
	if err := session.Err(); !errors.As(err, &message) || message.Request != vhostuser.SetVringNum {
		t.Errorf("error %v, want one of SET_VRING_NUM", err)
	}
}

// TestInband kicks by a message.
func TestInband(t *testing.T) {
	_, session, f := start(t, device())
	f.begin(plain, extensions())
	q := f.queue(0, 8)
	q.enable(1)
	q.put(0, buffer{bytes: []byte("ab")}, buffer{room: 2})
	q.publish(0)
	f.send(vhostuser.VringKick, payload(uint32(0), uint32(0)))
	wait(t, session, 0, 1)
}

// TestPolling has no event descriptors at all.
func TestPolling(t *testing.T) {
	_, session, f := start(t, device())
	f.begin(plain, extensions())
	q := f.queue(0, 8)
	f.send(vhostuser.SetVringKick, payload(uint64(1<<8)))
	f.send(vhostuser.SetVringCall, payload(uint64(1<<8)))
	q.enable(1)
	q.put(0, buffer{bytes: []byte("ab")}, buffer{room: 2})
	q.publish(0)
	wait(t, session, 0, 1)
	if s := session.State().Queues[0]; s.HasKick || s.HasCall || s.Calls != 0 {
		t.Errorf("state %+v, want no descriptors", s)
	}
}

// TestServer connects by a socket's name, is denied, and connects again.
func TestServer(t *testing.T) {
	name := filepath.Join(t.TempDir(), "s")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: name, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	synced := 0
	server, err := vhostuser.New(device())
	if err != nil {
		t.Fatal(err)
	}
	server.SyncWith(func(context.Context) error { synced++; return nil })
	server.Deny(1)
	server.Listen(l)
	dial := func() *net.UnixConn {
		conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: name, Net: "unix"})
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	f := &frontEnd{t: t, conn: dial()}
	f.expectEnd()
	if err := server.WaitDenied(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	f.conn = dial()
	f.ask(vhostuser.GetFeatures, nil)
	session, err := server.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.conn.Close()
	if err := session.WaitDone(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	if _, err := server.Session(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Session without a connection = %v, want %v", err, context.DeadlineExceeded)
	}
	if synced != 4 {
		t.Errorf("%d waits were synchronised, want 4", synced)
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("the socket's name is left: %v", err)
	}
}

func TestNewErrors(t *testing.T) {
	for _, d := range []vhostuser.Device{{Protocol: vhostuser.PageFault}, {Config: make([]byte, 257)}} {
		if _, err := vhostuser.New(d); err == nil {
			t.Errorf("New(%+v) succeeded", d)
		}
	}
}
