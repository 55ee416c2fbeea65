package transcript

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// channelEnd is the program of a stand-in for the test's end of a channel.
//
//go:embed channel.py
var channelEnd string

// Programs of stand-ins.
const (
	standInProgram = "standin"
	channelProgram = "channel"
)

// socketOfQEMU is what follows the name of the test's datagram socket in that of QEMU's.
const socketOfQEMU = ".qemu"

// Passed reports whether the test has sent or received anything through the channel of the
// backend with that id.
func Passed(entries []Entry, id string) bool {
	return slices.ContainsFunc(entries, func(e Entry) bool {
		return e.Mark == Served && (strings.HasPrefix(e.Text, id+" sends ") || strings.HasPrefix(e.Text, id+" receives "))
	})
}

// announcement is a received frame with which QEMU tells the network where a migrated machine is:
// a Reverse ARP one (RFC 903), after two addresses. They come in QEMU's own time.
var announcement = regexp.MustCompile(`^receives [0-9a-f]{24}8035`)

// announces reports whether something that passed through a channel is an announcement.
func announces(what string) bool { return announcement.MatchString(what) }

// Channelled reports whether the script has stand-ins for ends of channels.
func (s *Script) Channelled() bool {
	return slices.ContainsFunc(s.Servers, func(server Server) bool { return server.Program == channelProgram })
}

// NewChannel returns the stand-in for the test's end of a socket pair, and the option that has
// QEMU connect to it in place of the option with the descriptor. It is false if QEMU can have no
// such backend.
func NewChannel(o graph.Option, channel graph.ChannelType, second bool) (s Server, connected graph.Option, ok bool) {
	socket := o.ID + ".channel"
	connected = graph.Option{Flag: o.Flag, Type: o.Type, ID: o.ID}
	record := "bytes"
	switch kind := graph.BackendKind(o.Flag); {
	case kind == graph.Netdev && channel == graph.Datagram:
		record = "frames"
		connected.Props = []graph.Prop{
			graph.P("local.type", "unix"), graph.P("local.path", socket+socketOfQEMU), graph.P("remote.type", "unix"), graph.P("remote.path", socket),
		}
	case kind == graph.Chardev && channel == graph.Stream:
		connected.Props = []graph.Prop{graph.P("path", socket)}
	default:
		return s, connected, false
	}
	return Server{Program: channelProgram, Key: serverKey(o.ID, second), Socket: socket, Second: second, Record: []string{record}}, connected, true
}
