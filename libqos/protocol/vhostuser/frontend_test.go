package vhostuser_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// Where the front end of the tests has its memory.
const (
	memorySize = 0x10000
	guestBase  = 0x100000
	userBase   = 0x7f1234560000
	fileOffset = 0x1800 // of the memory in its file, not at a page
)

// frontEnd is a front end that says what a test wants.
type frontEnd struct {
	t      *testing.T
	conn   *net.UnixConn
	file   *os.File
	memory []byte
	acked  bool // REPLY_ACK is negotiated
}

// pair returns the two ends of a connection.
func pair(t *testing.T) (a, b *net.UnixConn) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	var ends [2]*net.UnixConn
	for i, fd := range fds {
		f := os.NewFile(uintptr(fd), "end")
		conn, err := net.FileConn(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		ends[i] = conn.(*net.UnixConn)
	}
	return ends[0], ends[1]
}

// start returns a server for the device and a front end that is connected to it.
func start(t *testing.T, d vhostuser.Device) (*vhostuser.Server, *vhostuser.Session, *frontEnd) {
	t.Helper()
	server, err := vhostuser.New(d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	file := memfd(t, fileOffset+memorySize)
	whole, err := unix.Mmap(int(file.Fd()), 0, fileOffset+memorySize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	f := &frontEnd{t: t, file: file, memory: whole[fileOffset:]}
	t.Cleanup(func() { unix.Munmap(whole) })
	return server, f.connect(server), f
}

// connect gives the front end a new connection to the server.
func (f *frontEnd) connect(server *vhostuser.Server) *vhostuser.Session {
	f.t.Helper()
	ours, theirs := pair(f.t)
	f.conn = ours
	server.Connect(theirs)
	session, err := server.Session(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return session
}

func memfd(t *testing.T, size int64) *os.File {
	t.Helper()
	fd, err := unix.MemfdCreate("test", unix.MFD_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), "memory")
	t.Cleanup(func() { f.Close() })
	if err := f.Truncate(size); err != nil {
		t.Fatal(err)
	}
	return f
}

func eventfd(t *testing.T) *os.File {
	t.Helper()
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), "event")
	t.Cleanup(func() { f.Close() })
	return f
}

// payload puts numbers together.
func payload(values ...any) []byte {
	var b []byte
	for _, v := range values {
		b, _ = binary.Append(b, binary.NativeEndian, v)
	}
	return b
}

// raw sends bytes as they are.
func (f *frontEnd) raw(b []byte, files ...*os.File) {
	f.t.Helper()
	var fds []int
	for _, file := range files {
		conn, err := file.SyscallConn()
		if err != nil {
			f.t.Fatal(err)
		}
		if err := conn.Control(func(fd uintptr) { fds = append(fds, int(fd)) }); err != nil {
			f.t.Fatal(err)
		}
	}
	var oob []byte
	if len(fds) > 0 {
		oob = unix.UnixRights(fds...)
	}
	if _, _, err := f.conn.WriteMsgUnix(b, oob, nil); err != nil {
		f.t.Fatal(err)
	}
}

// send sends a message that has no reply of its own. With REPLY_ACK it waits for the
// back end's, which must be zero.
func (f *frontEnd) send(r vhostuser.Request, p []byte, files ...*os.File) {
	f.t.Helper()
	flags := uint32(1)
	if f.acked {
		flags |= 8
	}
	f.raw(payload(uint32(r), flags, uint32(len(p)), p), files...)
	if !f.acked {
		return
	}
	if got := f.reply(r); !bytes.Equal(got, payload(uint64(0))) {
		f.t.Fatalf("the reply to %v is % x, want 0", r, got)
	}
}

// ask sends a message and returns the payload of its reply.
func (f *frontEnd) ask(r vhostuser.Request, p []byte) []byte {
	f.t.Helper()
	f.raw(payload(uint32(r), uint32(1), uint32(len(p)), p))
	return f.reply(r)
}

// reply reads the reply to a message.
func (f *frontEnd) reply(r vhostuser.Request) []byte {
	f.t.Helper()
	request, size := f.header()
	if request != uint32(r) {
		f.t.Fatalf("got a reply to message %d, want one to %v", request, r)
	}
	p := make([]byte, size)
	if _, err := io.ReadFull(f.conn, p); err != nil {
		f.t.Fatal(err)
	}
	return p
}

func (f *frontEnd) header() (request, size uint32) {
	f.t.Helper()
	f.deadline()
	head := make([]byte, 12)
	if _, err := io.ReadFull(f.conn, head); err != nil {
		f.t.Fatal(err)
	}
	if flags := binary.NativeEndian.Uint32(head[4:]); flags != 1|4 {
		f.t.Errorf("flags of a reply = %#x, want 0x5", flags)
	}
	return binary.NativeEndian.Uint32(head), binary.NativeEndian.Uint32(head[8:])
}

func (f *frontEnd) deadline() {
	if err := f.conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		f.t.Fatal(err)
	}
}

// expectEnd waits until the back end has closed the connection.
func (f *frontEnd) expectEnd() {
	f.t.Helper()
	f.deadline()
	if n, err := f.conn.Read(make([]byte, 1)); n != 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		f.t.Fatalf("got %d bytes and %v, want the end of the connection", n, err)
	}
}

// number returns the number in a payload.
func number(p []byte) uint64 {
	if len(p) != 8 {
		return ^uint64(0)
	}
	return binary.NativeEndian.Uint64(p)
}

// region returns the description of the front end's memory.
func region() []byte {
	return payload(uint64(guestBase), uint64(memorySize), uint64(userBase), uint64(fileOffset))
}

// begin negotiates features and shares the memory.
func (f *frontEnd) begin(features vhostuser.Features, protocol vhostuser.ProtocolFeatures) {
	f.t.Helper()
	f.ask(vhostuser.GetFeatures, nil)
	if protocol != 0 {
		f.ask(vhostuser.GetProtocolFeatures, nil)
		f.send(vhostuser.SetProtocolFeatures, payload(uint64(protocol)))
		f.acked = protocol&vhostuser.ReplyAck != 0
	}
	f.send(vhostuser.SetOwner, nil)
	f.send(vhostuser.SetFeatures, payload(uint64(features)))
	f.send(vhostuser.SetMemTable, payload(uint32(1), uint32(0), region()), f.file)
}

// vring is a queue of the front end: where it lies in memory, and its events.
type vring struct {
	f          *frontEnd
	index      uint32
	size       uint16
	desc       int // offsets in memory
	avail      int
	used       int
	kick, call *os.File
	idx        uint16 // of the available ring
	seen       uint16 // of the used ring
	next       int    // a free place for buffers
}

// queue sets up a queue, which takes 0x4000 bytes of memory, without starting it.
func (f *frontEnd) queue(index uint32, size uint16) *vring {
	f.t.Helper()
	base := 0x4000 * int(index)
	q := &vring{
		f: f, index: index, size: size, desc: base, avail: base + 0x1000, used: base + 0x1800,
		kick: eventfd(f.t), call: eventfd(f.t), next: base + 0x2000,
	}
	q.configure(0)
	return q
}

// configure tells the back end about the queue.
func (q *vring) configure(base uint32) {
	q.f.t.Helper()
	q.f.send(vhostuser.SetVringNum, payload(q.index, uint32(q.size)))
	q.f.send(vhostuser.SetVringBase, payload(q.index, base))
	q.addr(0, 0)
	q.f.send(vhostuser.SetVringKick, payload(uint64(q.index)), q.kick)
	q.f.send(vhostuser.SetVringCall, payload(uint64(q.index)), q.call)
}

func (q *vring) addr(flags uint32, log uint64) {
	q.f.t.Helper()
	q.f.send(vhostuser.SetVringAddr, payload(q.index, flags, uint64(userBase+q.desc), uint64(userBase+q.used), uint64(userBase+q.avail), log))
}

func (q *vring) enable(on uint32) {
	q.f.t.Helper()
	q.f.send(vhostuser.SetVringEnable, payload(q.index, on))
}

// buffer is one of a chain: bytes for the device, or room for its own.
type buffer struct {
	bytes []byte
	room  int
}

// put writes a chain to the descriptors from head on, and returns where the buffers
// are.
func (q *vring) put(head uint16, buffers ...buffer) (at []int) {
	for i, b := range buffers {
		flags := uint16(0)
		if i+1 < len(buffers) {
			flags |= 1
		}
		size := len(b.bytes)
		if b.room > 0 {
			flags |= 2
			size = b.room
		}
		copy(q.f.memory[q.next:], b.bytes)
		q.descriptor(q.desc, head+uint16(i), uint64(guestBase+q.next), uint32(size), flags, head+uint16(i)+1)
		at = append(at, q.next)
		q.next += size
	}
	return at
}

// descriptor writes a descriptor of a table.
func (q *vring) descriptor(table int, i uint16, addr uint64, size uint32, flags, next uint16) {
	b := q.f.memory[table+16*int(i):]
	binary.LittleEndian.PutUint64(b, addr)
	binary.LittleEndian.PutUint32(b[8:], size)
	binary.LittleEndian.PutUint16(b[12:], flags)
	binary.LittleEndian.PutUint16(b[14:], next)
}

// publish makes a chain available.
func (q *vring) publish(heads ...uint16) {
	for _, head := range heads {
		binary.LittleEndian.PutUint16(q.f.memory[q.avail+4+2*int(q.idx%q.size):], head)
		q.idx++
	}
	binary.LittleEndian.PutUint16(q.f.memory[q.avail+2:], q.idx)
}

// notify kicks the queue.
func (q *vring) notify() {
	q.f.t.Helper()
	if _, err := q.kick.Write(payload(uint64(1))); err != nil {
		q.f.t.Fatal(err)
	}
}

// interrupted waits for the call of the queue.
func (q *vring) interrupted() {
	q.f.t.Helper()
	if err := q.call.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		q.f.t.Fatal(err)
	}
	if _, err := q.call.Read(make([]byte, 8)); err != nil {
		q.f.t.Fatalf("no call: %v", err)
	}
}

// quiet checks that the queue was not called.
func (q *vring) quiet() {
	q.f.t.Helper()
	conn, err := q.call.SyscallConn()
	if err != nil {
		q.f.t.Fatal(err)
	}
	err = conn.Control(func(fd uintptr) {
		if _, err := unix.Read(int(fd), make([]byte, 8)); err != unix.EAGAIN {
			q.f.t.Errorf("called (%v), want no call", err)
		}
	})
	if err != nil {
		q.f.t.Fatal(err)
	}
}

func (q *vring) usedIdx() uint16 { return binary.LittleEndian.Uint16(q.f.memory[q.used+2:]) }

// used returns the next entry of the used ring, which must be there.
func (q *vring) take() (head, size uint32) {
	q.f.t.Helper()
	if q.usedIdx() == q.seen {
		q.f.t.Fatalf("idx of the used ring is still %d", q.seen)
	}
	b := q.f.memory[q.used+4+8*int(q.seen%q.size):]
	q.seen++
	return binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
}
