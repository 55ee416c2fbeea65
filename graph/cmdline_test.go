package graph_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

type (
	machine struct{}
	bus     struct{}
	nic     struct{}
)

var (
	pc     = graph.NewMachine[*machine]("x86_64/pc")
	host   = graph.NewDriver[*bus]("host")
	pciBus = graph.NewInterface[*bus]("pci-bus")
	e1000e = graph.NewDriver[*nic]("e1000e")
	hub    = graph.Backend{Kind: graph.Netdev, Type: "hubport", Props: []graph.Prop{{Name: "hubid", Value: graph.Int(0)}}}
	socket = graph.Backend{Kind: graph.Netdev, Type: "socket", Channel: graph.Stream, Props: []graph.Prop{{Name: "fd", Value: graph.FD()}}}
	image  = graph.Backend{Kind: graph.Blockdev, Type: "raw", File: 512, Props: []graph.Prop{
		graph.P("file.driver", "file"), {Name: "file.filename", Value: graph.File()},
	}}
	netdev = graph.NewNeed("net", "netdev", hub)
	disk   = graph.NewHandle("disk")
)

// line is a chardev, pair one with a channel, and server a netdev on it.
var (
	line   = graph.NewHandle("line")
	pair   = graph.Backend{Kind: graph.Chardev, Type: "socket", Channel: graph.Stream, Props: []graph.Prop{{Name: "fd", Value: graph.FD()}}}
	server = graph.Backend{Kind: graph.Netdev, Type: "vhost-user", Props: []graph.Prop{{Name: "chardev", Value: graph.Ref(line)}}}
)

// referring returns the backend with a reference to another.
func referring(b graph.Backend, to graph.BackendKey) graph.Backend {
	b.Props = append(slices.Clip(b.Props), graph.Prop{Name: "chardev", Value: graph.Ref(to)})
	return b
}

// env and tester stand in for those of package run.
type (
	env    struct{ cmd *graph.CommandLine }
	tester struct{ env *env }
)

func (e *env) CommandLine() *graph.CommandLine   { return e.cmd }
func (t *tester) Environment() graph.Environment { return t.env }

func onPC(context.Context, *env) (*machine, error)   { return &machine{}, nil }
func hostOf(context.Context, *machine) (*bus, error) { return &bus{}, nil }
func newNIC(context.Context, *bus) (*nic, error)     { return &nic{}, nil }
func nop(*tester, *nic)                              {}

// halt keeps the processors of the machine idle.
var halt = graph.Halt{Options: []graph.Option{{Flag: "-bios", Type: "halt.bin"}}, File: "halt.bin", Content: []byte("hlt")}

func register(g *graph.Graph, edge []graph.EdgeOption, test []graph.TestOption) {
	graph.AddMachine(g, pc, onPC, halt, graph.Props(graph.P("acpi", "off")), graph.Before(graph.Option{Flag: "-cpu", Type: "max"}))
	graph.Contains(g, pc, host, hostOf)
	graph.ProducesItself(g, host, pciBus, graph.Plug(graph.P("addr", "04.0")))
	graph.Consumes(g, e1000e, pciBus, newNIC, edge...)
	graph.Test(g, "e1000e-tests/tx", e1000e, nop, test...)
}

const path = "x86_64/pc/host/pci-bus/e1000e/e1000e-tests/tx"

func TestCommandLine(t *testing.T) {
	tests := []struct {
		name string
		edge []graph.EdgeOption
		test []graph.TestOption
		path string
		want string // arguments, one blank between two
		err  string // part of the error instead
	}{
		{
			name: "a bus says how a device is plugged in",
			want: "-cpu max -M pc,acpi=off -device e1000e,id=e1000e,addr=04.0",
		},
		{
			name: "a default backend comes before the device that names it",
			edge: []graph.EdgeOption{graph.Needs(netdev)},
			want: "-cpu max -M pc,acpi=off -netdev hubport,id=net0,hubid=0 -device e1000e,id=e1000e,addr=04.0,netdev=net0",
		},
		{
			name: "a test puts its own backend in place",
			edge: []graph.EdgeOption{graph.Needs(netdev)},
			test: []graph.TestOption{graph.Provide(netdev, socket)},
			want: "-cpu max -M pc,acpi=off -netdev socket,id=net0,fd=5 -device e1000e,id=e1000e,addr=04.0,netdev=net0",
		},
		{
			name: "a test defines a backend and a device of its own",
			test: []graph.TestOption{
				graph.Define(disk, image),
				graph.After(graph.Option{Flag: "-device", Type: "scsi-hd", ID: "hd", Props: []graph.Prop{
					{Name: "bus", Value: graph.DeviceID(".0")}, {Name: "drive", Value: graph.Ref(disk)},
				}}),
			},
			want: "-cpu max -M pc,acpi=off -blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=disk0.img" +
				" -device e1000e,id=e1000e,addr=04.0 -device scsi-hd,id=hd,bus=e1000e.0,drive=disk0",
		},
		{
			name: "a reference after a text, that stands alone",
			test: []graph.TestOption{
				graph.Define(line, graph.Backend{Kind: graph.Chardev, Type: "null"}),
				graph.After(graph.Option{Flag: "-serial", Props: []graph.Prop{{Value: graph.RefAfter("chardev:", line)}}}),
			},
			want: "-cpu max -M pc,acpi=off -chardev null,id=line0 -device e1000e,id=e1000e,addr=04.0 -serial chardev:line0",
		},
		{
			name: "a test sets properties of the path's device",
			edge: []graph.EdgeOption{graph.Needs(netdev)},
			test: []graph.TestOption{graph.Define(disk, image), graph.DeviceProps(graph.P("mq", "on"), graph.Prop{Name: "drive", Value: graph.Ref(disk)})},
			want: "-cpu max -M pc,acpi=off -netdev hubport,id=net0,hubid=0 -blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=disk0.img" +
				" -device e1000e,id=e1000e,addr=04.0,netdev=net0,mq=on,drive=disk0",
		},
		{
			name: "options around the device, and a comma in a value",
			edge: []graph.EdgeOption{
				graph.Before(graph.Option{Flag: "-smp", Type: "2"}),
				graph.Props(graph.P("serial", "a,b")),
				graph.After(graph.Option{Flag: "-snapshot"}),
			},
			want: "-cpu max -M pc,acpi=off -smp 2 -device e1000e,id=e1000e,addr=04.0,serial=a,,b -snapshot",
		},
		{
			name: "a named edge",
			edge: []graph.EdgeOption{graph.Named("second-nic")},
			path: "x86_64/pc/host/pci-bus/second-nic/e1000e-tests/tx",
			want: "-cpu max -M pc,acpi=off -device e1000e,id=second-nic,addr=04.0",
		},
		{
			name: "a backend comes after the one that it refers to",
			edge: []graph.EdgeOption{graph.Needs(netdev)},
			test: []graph.TestOption{graph.Provide(netdev, server), graph.Define(disk, image), graph.Define(line, pair)},
			want: "-cpu max -M pc,acpi=off -chardev socket,id=line0,fd=5 -netdev vhost-user,id=net0,chardev=line0" +
				" -blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=disk0.img -device e1000e,id=e1000e,addr=04.0,netdev=net0",
		},
		{
			name: "channels are numbered in the order in which they are written",
			test: []graph.TestOption{graph.Define(disk, referring(socket, line)), graph.Define(line, pair)},
			want: "-cpu max -M pc,acpi=off -chardev socket,id=line0,fd=5 -netdev socket,id=disk0,fd=6,chardev=line0 -device e1000e,id=e1000e,addr=04.0",
		},
		{
			name: "backends that refer to each other",
			test: []graph.TestOption{graph.Define(disk, referring(hub, line)), graph.Define(line, referring(pair, disk))},
			err:  "backends refer to each other in a circle: disk → line → disk",
		},
		{
			name: "a backend that refers to itself",
			test: []graph.TestOption{graph.Define(disk, referring(hub, disk))},
			err:  "backends refer to each other in a circle: disk → disk",
		},
		{
			name: "a driver brings a backend, and a machine's option refers to one",
			edge: []graph.EdgeOption{
				graph.Define(line, pair),
				graph.After(graph.Option{Flag: "-device", Type: "serial", Props: []graph.Prop{{Name: "chardev", Value: graph.Ref(line)}}}),
			},
			test: []graph.TestOption{graph.Define(disk, image)},
			want: "-cpu max -M pc,acpi=off -chardev socket,id=line0,fd=5 -blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=disk0.img" +
				" -device e1000e,id=e1000e,addr=04.0 -device serial,chardev=line0",
		},
		{
			name: "two backends of one name",
			edge: []graph.EdgeOption{graph.Define(disk, image)},
			test: []graph.TestOption{graph.Define(disk, image)},
			err:  `two backends named "disk"`,
		},
		{
			name: "a need without a backend",
			edge: []graph.EdgeOption{graph.Needs(graph.NewNeed("net", "netdev", graph.Backend{}))},
			err:  `e1000e needs a backend "net", but neither it nor e1000e-tests/tx provides one`,
		},
		{
			name: "a backend that nothing needs",
			test: []graph.TestOption{graph.Provide(netdev, hub)},
			err:  `e1000e-tests/tx provides a backend "net" that nothing on the path needs`,
		},
		{
			name: "a netdev without its -netdev cannot be built",
			edge: []graph.EdgeOption{graph.Props(graph.P("netdev", "hs0"))},
			err:  "-device e1000e: netdev=hs0 refers to an id that nothing defines",
		},
		{
			name: "a reference to a backend that nothing defines",
			test: []graph.TestOption{graph.After(graph.Option{Flag: "-device", Type: "sd-card", Props: []graph.Prop{{Name: "drive", Value: graph.Ref(disk)}}})},
			err:  `-device sd-card: property "drive" refers to a backend "disk" that nothing defines`,
		},
		{
			name: "an id given twice",
			test: []graph.TestOption{graph.After(graph.Option{Flag: "-device", Type: "edu", ID: "e1000e"})},
			err:  `the id "e1000e" is given twice`,
		},
		{
			name: "a descriptor without a channel",
			edge: []graph.EdgeOption{graph.Needs(graph.NewNeed("net", "netdev", graph.Backend{
				Kind: graph.Netdev, Type: "socket", Props: []graph.Prop{{Name: "fd", Value: graph.FD()}},
			}))},
			err: `backend "net" has no channel for its property "fd"`,
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			g := graph.New()
			register(g, tc.edge, tc.test)
			name := path
			if tc.path != "" {
				name = tc.path
			}
			p, err := g.Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			cmd, err := p.CommandLine()
			if tc.err != "" {
				if err == nil || !strings.Contains(err.Error(), tc.err) {
					t.Errorf("CommandLine: error %v, want one with %q", err, tc.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, strings.Join(cmd.Args(), " ")); diff != "" {
				t.Errorf("arguments mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPlugDeviceID plugs a device into a bus of another. The bus has the id of
// that device, also if the path calls it by another name.
func TestPlugDeviceID(t *testing.T) {
	g := graph.New()
	register(g, []graph.EdgeOption{graph.Named("first")}, nil)
	slot := graph.NewInterface[*nic]("slot")
	module := graph.NewDriver[*nic]("module")
	graph.ProducesItself(g, e1000e, slot, graph.Plug(graph.Prop{Name: "bus", Value: graph.DeviceID(".0")}))
	graph.Consumes(g, module, slot, func(_ context.Context, n *nic) (*nic, error) { return n, nil })
	graph.Test(g, "module-tests/nop", module, nop)
	p, err := g.Lookup("x86_64/pc/host/pci-bus/first/slot/module/module-tests/nop")
	if err != nil {
		t.Fatal(err)
	}
	cmd, err := p.CommandLine()
	if err != nil {
		t.Fatal(err)
	}
	const want = "-cpu max -M pc,acpi=off -device e1000e,id=first,addr=04.0 -device module,id=module,bus=first.0"
	if diff := cmp.Diff(want, strings.Join(cmd.Args(), " ")); diff != "" {
		t.Errorf("arguments mismatch (-want +got):\n%s", diff)
	}
}

// TestDevicePropsWithoutDevice has a test set properties of a device that its path
// does not plug in.
func TestDevicePropsWithoutDevice(t *testing.T) {
	g := graph.New()
	register(g, nil, nil)
	graph.Test(g, "pci-bus-tests/nop", pciBus, func(*tester, *bus) {}, graph.DeviceProps(graph.P("mq", "on")))
	p, err := g.Lookup("x86_64/pc/host/pci-bus/pci-bus-tests/nop")
	if err != nil {
		t.Fatal(err)
	}
	const want = "pci-bus-tests/nop has properties for a device, but its path plugs none in"
	if _, err := p.CommandLine(); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("CommandLine: error %v, want one with %q", err, want)
	}
}

// TestCommandLineNodes checks that each option names the node that added it.
func TestCommandLineNodes(t *testing.T) {
	g := graph.New()
	register(g, []graph.EdgeOption{graph.Needs(netdev)}, []graph.TestOption{
		graph.Provide(netdev, socket), graph.Define(disk, image),
	})
	p, err := g.Lookup(path)
	if err != nil {
		t.Fatal(err)
	}
	cmd, err := p.CommandLine()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range cmd.Options {
		got = append(got, o.Flag+" from "+o.Node)
	}
	want := []string{
		"-cpu from x86_64/pc", "-M from x86_64/pc",
		"-netdev from e1000e-tests/tx", "-blockdev from e1000e-tests/tx", "-device from e1000e",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("nodes mismatch (-want +got):\n%s", diff)
	}
}

// A machine may define a backend and refer to it.
func TestCommandLineMachineBackend(t *testing.T) {
	g := graph.New()
	graph.AddMachine(g, pc, onPC, graph.Define(disk, image), graph.Props(graph.Prop{Name: "pflash0", Value: graph.Ref(disk)}))
	graph.Contains(g, pc, host, hostOf)
	graph.Test(g, "host-tests/nop", host, func(*tester, *bus) {})
	p, err := g.Lookup("x86_64/pc/host/host-tests/nop")
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.CommandLine()
	if err != nil {
		t.Fatal(err)
	}
	const want = "-M pc,pflash0=disk0 -blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=disk0.img"
	if got := strings.Join(c.Args(), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
