package virtionet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// orders adds a mirror at places of a list of two redirectors, r0 before r1. The one that is on takes the frame, so the mirror
// sees it if it comes first.
func (f *filtered) orders(seen, one, two line) {
	f.add("r0", "filter-redirector", qmp.Args{"outdev": one.id})
	f.add("r1", "filter-redirector", qmp.Args{"outdev": two.id})
	for _, place := range []struct {
		name   string
		args   qmp.Args
		before int // number of redirectors before the mirror
	}{
		{"default", qmp.Args{}, 2},
		{"tail", qmp.Args{"position": "tail"}, 2},
		{"head", qmp.Args{"position": "head"}, 0},
		{"behind the first", qmp.Args{"position": "id=r0"}, 1},
		{"behind the last", qmp.Args{"position": "id=r1", "insert": "behind"}, 2},
		{"before the first", qmp.Args{"position": "id=r0", "insert": "before"}, 0},
		{"before the last", qmp.Args{"position": "id=r1", "insert": "before"}, 1},
	} {
		f.Step(place.name, func() {
			args := qmp.Args{"outdev": seen.id}
			maps.Copy(args, place.args)
			f.add("m", "filter-mirror", args)
			f.turn("r1", "off")
			f.meets(seen, one, place.before > 0)
			f.turn("r1", "on")
			f.turn("r0", "off")
			f.meets(seen, two, place.before > 1)
			f.turn("r0", "on")
			f.remove("m")
		})
	}
	f.remove("r0", "r1")
}

// meets sends a frame each way. Those to the device meet the list's head first, those from it its tail. The redirector to line
// taken is first for the one or the other.
func (f *filtered) meets(seen, taken line, redirectorFirst bool) {
	f.Helper()
	frame := f.incoming()
	f.carries(taken, false, frame)
	if !redirectorFirst {
		f.carries(seen, false, frame)
	}
	frame = f.outgoing()
	f.carries(taken, false, frame)
	if redirectorFirst {
		f.carries(seen, false, frame)
	}
}

// unchanged adds the filters that are for other uses: without these they change nothing (QEMU 11.1, docs/system/replay.rst,
// "Network devices").
func (f *filtered) unchanged() {
	for _, kind := range []string{"filter-replay", "filter-rewriter"} {
		f.Step(kind, func() {
			f.add("f", kind, qmp.Args{})
			frames(f.rig)
			f.remove("f")
			f.passes(false)
		})
	}
}

// dumps records frames in a file in the format of libpcap (pcap-savefile(5), libpcap 1.10), with at most maxlen bytes of each.
func (f *filtered) dumps() {
	const maxlen = 100
	file := filepath.Join(f.Env.Dir, "frames.pcap")
	f.add("d", "filter-dump", qmp.Args{"file": file, "maxlen": maxlen})
	f.seed = maxlen/2 - 2 // some of the frames are longer
	var all [][]byte
	for n := range 4 {
		all = append(all, f.passes(n%2 == 1))
	}
	f.turn("d", "off")
	f.passes(true)
	f.remove("d")
	got, err := os.ReadFile(file)
	f.Must(err)
	const header, record, times = 24, 16, 8
	var want []byte
	for _, v := range []uint32{0xa1b2c3d4, 4<<16 | 2, 0, 0, maxlen, 1 /* Ethernet */} {
		want = binary.NativeEndian.AppendUint32(want, v)
	}
	at := header
	for _, frame := range all {
		size := min(len(frame), maxlen)
		if len(got) < at+record+size {
			f.Fatalf("a file of %d bytes, want %d frames in it", len(got), len(all))
		}
		if us := binary.NativeEndian.Uint32(got[at+times/2:]); us >= 1e6 {
			f.Errorf("microseconds of a time = %d, want less than a million", us)
		}
		want = append(want, got[at:at+times]...)
		want = binary.NativeEndian.AppendUint32(want, uint32(size))
		want = binary.NativeEndian.AppendUint32(want, uint32(len(frame)))
		want = append(want, frame[:size]...)
		at = len(want)
	}
	f.compare("recorded", want, got)
}

// objects returns the names of the user's objects.
func (f *filtered) objects() []string {
	f.Helper()
	names, err := qom.At(f.QEMU().QMP(), "/objects").Children(f.Context())
	f.Must(err)
	return names
}

// expectObjects checks which of these objects there are.
func (f *filtered) expectObjects(there bool, ids ...string) {
	f.Helper()
	all := f.objects()
	for _, id := range ids {
		if got := slices.Contains(all, id); got != there {
			f.Errorf("/objects has %s: %v, want %v", id, got, there)
		}
	}
}

// addRemove adds buffers to the link and removes them, twice.
func (f *filtered) addRemove(ids ...string) {
	for range 2 {
		for _, id := range ids {
			f.add(id, "filter-buffer", qmp.Args{"interval": 1000})
		}
		f.expectObjects(true, ids...)
		f.remove(ids...)
		f.expectObjects(false, ids...)
		f.passes(false)
		f.passes(true)
	}
}

// removeBackend removes a backend, which takes its filters along.
func (f *filtered) removeBackend(ids ...string) {
	const spare = "spare"
	for range 2 {
		f.Must(f.try("netdev_add", qmp.Args{"type": "hubport", "id": spare, "hubid": hubOfDevice}))
		for _, id := range ids {
			f.add(id, "filter-buffer", qmp.Args{"interval": 1000, "netdev": spare})
		}
		f.expectObjects(true, ids...)
		f.Must(f.try("netdev_del", qmp.Args{"id": spare}))
		f.expectObjects(false, ids...)
		f.passes(false)
		f.passes(true)
	}
}

// refuses gives options that are wrong. Nothing is left of a filter that is refused.
func (f *filtered) refuses(l line) {
	f.add("other", "filter-mirror", qmp.Args{"outdev": l.id})
	for _, wrong := range []struct {
		name, kind string
		args       qmp.Args
	}{
		{"no such backend", "filter-rewriter", qmp.Args{"netdev": "none"}},
		{"no such queue", "filter-rewriter", qmp.Args{"queue": "none"}},
		{"no such status", "filter-rewriter", qmp.Args{"status": "none"}},
		{"no such position", "filter-rewriter", qmp.Args{"position": "none"}},
		{"position at no filter", "filter-rewriter", qmp.Args{"position": "id=none"}},
		{"no such insert", "filter-rewriter", qmp.Args{"position": "id=other", "insert": "none"}},
		{"buffer without an interval", "filter-buffer", qmp.Args{}},
		{"buffer with interval 0", "filter-buffer", qmp.Args{"interval": 0}},
		{"mirror without a line", "filter-mirror", qmp.Args{}},
		{"mirror to no line", "filter-mirror", qmp.Args{"outdev": "none"}},
		{"mirror to the line of another", "filter-mirror", qmp.Args{"outdev": l.id}},
		{"redirector without lines", "filter-redirector", qmp.Args{}},
		{"redirector from no line", "filter-redirector", qmp.Args{"indev": "none"}},
		{"redirector to no line", "filter-redirector", qmp.Args{"outdev": "none"}},
		{"redirector from the line of another", "filter-redirector", qmp.Args{"indev": l.id}},
		{"dump without a file", "filter-dump", qmp.Args{}},
	} {
		f.Step(wrong.name, func() {
			if err := f.try("object-add", f.filter("wrong", wrong.kind, wrong.args)); err == nil {
				f.Errorf("object-add %s %v succeeds, want an error", wrong.kind, wrong.args)
			}
			f.expectObjects(false, "wrong")
			f.carries(l, false, f.passes(false), f.passes(true))
		})
	}
	f.remove("other")
}

// keepsLine removes a character device, which is refused while a filter has it.
func (f *filtered) keepsLine() {
	const id = "own-line"
	f.Must(f.try("chardev-add", qmp.Args{"id": id, "backend": qmp.Args{"type": "null", "data": qmp.Args{}}}))
	f.add("m", "filter-mirror", qmp.Args{"outdev": id})
	f.passes(false)
	if err := f.try("chardev-remove", qmp.Args{"id": id}); err == nil || !strings.Contains(err.Error(), "busy") {
		f.Errorf("chardev-remove of the line of a filter: %v, want it busy", err)
	}
	f.passes(false)
	f.remove("m")
	f.Must(f.try("chardev-remove", qmp.Args{"id": id}))
	f.passes(true)
}

// outlives has frames pass a mirror whose line has no other end any more.
func (f *filtered) outlives() {
	const id = "brief-line"
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	f.Must(err)
	near, far := os.NewFile(uintptr(ends[0]), id), os.NewFile(uintptr(ends[1]), id)
	_, err = qmp.ExecuteWithFiles[qmp.Empty](f.Context(), f.QEMU().QMP(), "getfd", qmp.Args{"fdname": id}, near)
	f.Must(errors.Join(err, near.Close()))
	peer, err := chardev.NewPeer(id, far)
	f.Must(errors.Join(err, far.Close()))
	f.Must(f.try("chardev-add", qmp.Args{"id": id, "backend": qmp.Args{
		"type": "socket", "data": qmp.Args{"server": false, "addr": qmp.Args{"type": "fd", "data": qmp.Args{"str": id}}},
	}}))
	f.add("m", "filter-mirror", qmp.Args{"outdev": id})
	f.carries(line{peer, id}, false, f.passes(false))
	f.Must(peer.Close())
	for range 2 {
		f.passes(false)
		f.passes(true)
	}
	f.remove("m")
	f.Must(f.try("chardev-remove", qmp.Args{"id": id}))
	f.passes(false)
}

// refusesDumps has a filter record frames in a folder that is not there, and nothing of each frame. QEMU's own
// input and output stay open.
func (f *filtered) refusesDumps() {
	before := f.streams()
	for _, args := range []qmp.Args{
		{"file": filepath.Join(f.Env.Dir, "none", "frames.pcap")},
		{"file": filepath.Join(f.Env.Dir, "none.pcap"), "maxlen": 0},
	} {
		if err := f.try("object-add", f.filter("wrong", "filter-dump", args)); err == nil {
			f.Errorf("object-add filter-dump %v succeeds, want an error", args)
		}
		f.expectObjects(false, "wrong")
		f.passes(false)
		f.passes(true)
	}
	f.Step("descriptors", func() {
		after := f.streams()
		for fd, file := range before {
			if after[fd] != file {
				f.Errorf("descriptor %d of QEMU is %q, want %q as before", fd, after[fd], file)
			}
		}
	})
}

// streams returns the files of QEMU's standard input, output and errors (proc_pid_fd(5)), "" for one that is closed.
func (f *filtered) streams() (files [3]string) {
	f.Helper()
	for fd := range files {
		file, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", f.QEMU().PID(), fd))
		if !errors.Is(err, fs.ErrNotExist) {
			f.Must(err)
		}
		files[fd] = file
	}
	return files
}

// closedInput is the deviation of a filter-dump that is refused.
func closedInput() graph.Deviation {
	return graph.Deviates("filter-dump-refused-input", graph.Deviation{
		In:     []graph.Place{{Step: "refused dumps / descriptors"}},
		Does:   "A filter-dump that is refused because of its file or its maxlen closes QEMU's standard input. A monitor there reads no further command.",
		Says:   "A command that fails has an error for its answer, and the next command is carried out.",
		Clause: graph.NewClause(`QEMU 11.1, docs/interop/qmp-spec.rst, "Protocol Specification"`),
	})
}
