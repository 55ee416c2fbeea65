package graph_test

import (
	"context"
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
	netdev = graph.Need{Name: "net", Prop: "netdev", Default: hub}
)

func onPC(context.Context, *graph.Env) (*machine, error)         { return &machine{}, nil }
func hostOf(context.Context, *machine, *graph.Env) (*bus, error) { return &bus{}, nil }
func newNIC(context.Context, *bus, *graph.Env) (*nic, error)     { return &nic{}, nil }
func sameBus(b *bus) *bus                                        { return b }
func nop(*graph.T, *nic)                                         {}
func register(g *graph.Graph, edge []graph.EdgeOption, test []graph.TestOption) {
	graph.AddMachine(g, pc, onPC, graph.Props(graph.P("acpi", "off")), graph.Before(graph.Option{Flag: "-cpu", Type: "max"}))
	graph.Contains(g, pc, host, hostOf)
	graph.Produces(g, host, pciBus, sameBus, graph.Plug(graph.P("addr", "04.0")))
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
			name: "a default backend stands before the device that names it",
			edge: []graph.EdgeOption{graph.Needs(netdev)},
			want: "-cpu max -M pc,acpi=off -netdev hubport,id=net0,hubid=0 -device e1000e,id=e1000e,addr=04.0,netdev=net0",
		},
		{
			name: "a test puts its own backend in place",
			edge: []graph.EdgeOption{graph.Needs(netdev)},
			test: []graph.TestOption{graph.Provide("net", socket)},
			want: "-cpu max -M pc,acpi=off -netdev socket,id=net0,fd=5 -device e1000e,id=e1000e,addr=04.0,netdev=net0",
		},
		{
			name: "a test defines a backend and a device of its own",
			test: []graph.TestOption{
				graph.Define("disk", image),
				graph.After(graph.Option{Flag: "-device", Type: "scsi-hd", ID: "hd", Props: []graph.Prop{
					{Name: "bus", Value: graph.DeviceID(".0")}, {Name: "drive", Value: graph.Ref("disk")},
				}}),
			},
			want: "-cpu max -M pc,acpi=off -blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=disk0.img" +
				" -device e1000e,id=e1000e,addr=04.0 -device scsi-hd,id=hd,bus=e1000e.0,drive=disk0",
		},
		{
			name: "a test sets properties of the path's device",
			edge: []graph.EdgeOption{graph.Needs(netdev)},
			test: []graph.TestOption{graph.Define("disk", image), graph.DeviceProps(graph.P("mq", "on"), graph.Prop{Name: "drive", Value: graph.Ref("disk")})},
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
			name: "a need that nobody provides",
			edge: []graph.EdgeOption{graph.Needs(graph.Need{Name: "net", Prop: "netdev"})},
			err:  `e1000e needs a backend "net", and neither it nor e1000e-tests/tx provides one`,
		},
		{
			name: "a backend that nothing needs",
			test: []graph.TestOption{graph.Provide("net", hub)},
			err:  `e1000e-tests/tx provides a backend "net" that nothing on the path needs`,
		},
		{
			name: "a netdev without its -netdev cannot be built",
			edge: []graph.EdgeOption{graph.Props(graph.P("netdev", "hs0"))},
			err:  "-device e1000e: netdev=hs0 refers to an id that nothing defines",
		},
		{
			name: "a reference to a backend that nothing defines",
			test: []graph.TestOption{graph.After(graph.Option{Flag: "-device", Type: "sd-card", Props: []graph.Prop{{Name: "drive", Value: graph.Ref("disk")}}})},
			err:  `-device sd-card: property "drive" refers to a backend "disk" that nothing defines`,
		},
		{
			name: "an id given twice",
			test: []graph.TestOption{graph.After(graph.Option{Flag: "-device", Type: "edu", ID: "e1000e"})},
			err:  `the id "e1000e" is given twice`,
		},
		{
			name: "a descriptor without a channel",
			edge: []graph.EdgeOption{graph.Needs(graph.Need{Name: "net", Prop: "netdev", Default: graph.Backend{
				Kind: graph.Netdev, Type: "socket", Props: []graph.Prop{{Name: "fd", Value: graph.FD()}},
			}})},
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

// TestDevicePropsWithoutDevice has a test set properties of a device that its path
// does not plug in.
func TestDevicePropsWithoutDevice(t *testing.T) {
	g := graph.New()
	register(g, nil, nil)
	graph.Test(g, "pci-bus-tests/nop", pciBus, func(*graph.T, *bus) {}, graph.DeviceProps(graph.P("mq", "on")))
	p, err := g.Lookup("x86_64/pc/host/pci-bus/pci-bus-tests/nop")
	if err != nil {
		t.Fatal(err)
	}
	const want = "pci-bus-tests/nop has properties for a device, and its path plugs none in"
	if _, err := p.CommandLine(); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("CommandLine: error %v, want one with %q", err, want)
	}
}

// TestCommandLineNodes checks that each option says which node gave it.
func TestCommandLineNodes(t *testing.T) {
	g := graph.New()
	register(g, []graph.EdgeOption{graph.Needs(netdev)}, []graph.TestOption{
		graph.Provide("net", socket), graph.Define("disk", image),
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
