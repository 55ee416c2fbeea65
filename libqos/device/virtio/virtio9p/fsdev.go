package virtio9p

import "github.com/qgraph/qgraph/graph"

// FSDev is the backend that a device needs: its property "fsdev" names one, by
// default [Synth].
var FSDev = graph.NewNeed("fsdev", "fsdev", Synth())

// SynthFiles is required by a test of the files of [Synth].
var SynthFiles = graph.NewQtestAbility("the files of the synth file system")

// Synth is a backend whose files are not on the host. Under the qtest accelerator QEMU
// provides files for tests (see [SynthOpen] and the constants after it): [SynthFiles].
func Synth(props ...graph.Prop) graph.Backend {
	return graph.Backend{Kind: graph.FSDev, Type: "synth", Props: props}
}

// SecurityModel selects how the local backend stores the guest's owners, modes
// and special files (QEMU 11.1, qemu(1), "-fsdev").
type SecurityModel string

// The security models.
const (
	MappedXAttr SecurityModel = "mapped-xattr" // in extended attributes of the host's files
	MappedFile  SecurityModel = "mapped-file"  // in hidden files next to them
	PassThrough SecurityModel = "passthrough"  // in the host's files themselves
	None        SecurityModel = "none"         // as passthrough, but ignores failures
)

// Local is a backend that serves a folder of the host. The path is relative to
// QEMU's working directory.
func Local(folder string, model SecurityModel, props ...graph.Prop) graph.Backend {
	return graph.Backend{
		Kind: graph.FSDev, Type: "local",
		Props: append([]graph.Prop{graph.P("path", folder), graph.P("security_model", string(model))}, props...),
	}
}

// MaxXAttr limits the number of extended attributes open at a time; 0 means no
// limit (QEMU 11.1, qemu(1), "-fsdev").
func MaxXAttr(n int64) graph.Prop { return graph.Prop{Name: "max_xattr", Value: graph.Int(n)} }
