package graph_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

// remote is a chardev that a helper serves.
var remote = graph.Backend{
	Kind: graph.Chardev, Type: "socket", File: 512, Props: []graph.Prop{{Name: "path", Value: graph.Socket()}},
	Helper: &graph.Helper{Program: "qemu-storage-daemon", Options: []graph.Option{
		{Flag: "--blockdev", Props: []graph.Prop{graph.P("driver", "file"), {Name: "filename", Value: graph.File()}}},
		{Flag: "--export", Type: "vhost-user-blk", ID: "export", Props: []graph.Prop{{Name: "addr.path", Value: graph.Socket()}}},
	}},
}

// withRAM returns the path on a machine with RAM of 128 MiB, of another size if not 0.
func withRAM(t *testing.T, size int64, edge []graph.EdgeOption, test []graph.TestOption) graph.Path {
	t.Helper()
	g := graph.New()
	var ram []graph.EdgeOption
	if size != 0 {
		ram = append(ram, graph.RAM(size))
	}
	graph.AddMachine(g, pc, onPC, ram...)
	graph.Contains(g, pc, host, hostOf)
	graph.ProducesItself(g, host, pciBus)
	graph.Consumes(g, e1000e, pciBus, newNIC, edge...)
	graph.Test(g, "e1000e-tests/tx", e1000e, nop, test...)
	if err := g.Validate(); err != nil {
		t.Fatal(err)
	}
	p, err := g.Lookup(path)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestHelper has a helper: its command line, and a QEMU that comes without it.
func TestHelper(t *testing.T) {
	p := withRAM(t, 0, nil, []graph.TestOption{graph.Define(line, remote)})
	cmd, err := p.CommandLine()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(cmd.Args(), " "), "-M pc -chardev socket,id=line0,path=line0.sock -device e1000e,id=e1000e"; got != want {
		t.Errorf("QEMU's arguments:\n%s, want\n%s", got, want)
	}
	use, _ := cmd.Backend(line)
	want := []string{"--blockdev", "driver=file,filename=line0.img", "--export", "vhost-user-blk,id=export,addr.path=line0.sock"}
	if diff := cmp.Diff(want, use.HelperArgs); diff != "" {
		t.Errorf("the helper's arguments mismatch (-want +got):\n%s", diff)
	}
	if use.Descriptor != 0 {
		t.Errorf("QEMU inherits descriptor %d for a socket with a name", use.Descriptor)
	}

	q := &graph.Inventory{Arch: "x86_64", Machines: []string{"pc"}, Devices: []string{"e1000e"}}
	for _, programs := range [][]string{nil, {"qemu-storage-daemon"}} { // nobody looked; it is there
		q.Programs = programs
		if err := p.Available(q); err != nil {
			t.Errorf("with programs %q: %v", programs, err)
		}
	}
	q.Programs = []string{}
	var u *graph.Unavailable
	if err := p.Available(q); !errors.As(err, &u) || u.Cause != graph.NoProgram || u.Node != "e1000e-tests/tx" || u.Lacks != "qemu-storage-daemon" {
		t.Errorf("without the program: %v", err)
	}
}

// TestHelperErrors has backends that cannot be.
func TestHelperErrors(t *testing.T) {
	both, noSocket, noListener := remote, remote, pair
	both.Channel = graph.TestListens
	noSocket.Helper = nil
	noListener.Serve = func(context.Context, io.Closer) (io.Closer, error) { return nil, nil }
	for _, tc := range []struct {
		name string
		b    graph.Backend
		want string
	}{
		{"a helper and a channel", both, `backend "line" has both a helper and a channel`},
		{"no socket", noSocket, `backend "line" has no socket for its property "path"`},
		{"a server of a socket pair", noListener, `backend "line" has a server, but the test does not listen`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := graph.New()
			register(g, nil, []graph.TestOption{graph.Define(line, tc.b)})
			if err := g.Validate(); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

// TestSharedRAM has a test and a driver that choose the machine's RAM.
func TestSharedRAM(t *testing.T) {
	shared := func(b string) string {
		return "-M pc,memory-backend=ram0 -object " + b + " -device e1000e,id=e1000e"
	}
	for _, tc := range []struct {
		name string
		edge []graph.EdgeOption
		test []graph.TestOption
		want string
	}{
		{"none", nil, nil, "-M pc -device e1000e,id=e1000e"},
		{"a driver's", []graph.EdgeOption{graph.SharedRAM(graph.RAMMemfd)}, nil, shared("memory-backend-memfd,id=ram0,size=134217728,share=on")},
		{
			"a test's comes before a driver's", []graph.EdgeOption{graph.SharedRAM(graph.RAMMemfd)}, []graph.TestOption{graph.SharedRAM(graph.RAMFile)},
			shared("memory-backend-file,id=ram0,size=134217728,share=on,mem-path=."),
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cmd, err := withRAM(t, 128<<20, tc.edge, tc.test).CommandLine()
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(cmd.Args(), " "); got != tc.want {
				t.Errorf("arguments:\n%s, want\n%s", got, tc.want)
			}
		})
	}
	var u *graph.Unavailable
	p := withRAM(t, 0, nil, []graph.TestOption{graph.SharedRAM(graph.RAMShm)})
	if err := p.Missing(); !errors.As(err, &u) || u.Node != "e1000e-tests/tx" || !strings.Contains(u.Reason, "memory-backend-shm, which x86_64/pc cannot have") {
		t.Errorf("on a machine whose RAM cannot be replaced: %v", err)
	}
}
