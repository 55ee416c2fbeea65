package nvme

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/block"
	"github.com/qgraph/qgraph/libqos/nvme"
)

// Sizes in bytes.
const (
	driveSize = 4 << 20
	blockSize = 512
	cmbSize   = 2 << 20
	pmrSize   = 4 << 20
)

// pmr is the name of the backend of the Persistent Memory Region.
var pmr = graph.NewHandle("pmr")

// Register adds the tests.
func Register(g *graph.Graph) {
	drive := graph.Provide(block.Drive, block.File(driveSize))
	graph.Test(g, "nvme-tests/reg-read", nvme.Driver, regRead, drive)
	graph.Test(g, "nvme-tests/oob-cmb-access", nvme.Driver, memoryBuffer, drive,
		graph.DeviceProps(graph.P("cmb_size_mb", "2")))
	graph.Test(g, "nvme-tests/pmr-test-access", nvme.Driver, persistentMemory, drive,
		graph.Define(pmr, pmrFile()), graph.DeviceProps(graph.Prop{Name: "pmrdev", Value: graph.Ref(pmr)}))
}

// pmrFile is guest memory that is kept in a file.
func pmrFile() graph.Backend {
	return graph.Backend{
		Kind: graph.Object,
		Type: "memory-backend-file",
		Props: []graph.Prop{
			{Name: "mem-path", Value: graph.File()},
			{Name: "size", Value: graph.Int(pmrSize)},
			graph.P("share", "on"),
		},
		File: pmrSize,
	}
}

// regRead is given a controller that nobody has touched since power on.
func regRead(t *run.T, d *nvme.Device) {
	powerOn(t, d)
	readOnly(t, d)
	halves(t, d)
	interruptMask(t, d)
	enabling(t, d)
	refusesToStart(t, d)
	controllerReset(t, d)
	shutdown(t, d)

	identity(t, d)
	features(t, d)
	adminErrors(t, d)
	asyncEvents(t, d)

	queueErrors(t, d)
	wrapAround(t, d)
	fullCompletionQueue(t, d)
	sharedCompletionQueue(t, d)
	vectors(t, d)
	interruptPin(t, d)

	drive := openDrive(t)
	transfers(t, d, drive)
	blockErrors(t, d, drive)
	otherCommands(t, d, drive)
	health(t, d)
}

// openDrive returns the file behind the namespace.
func openDrive(t *run.T) *block.Image {
	t.Helper()
	drive, err := block.OpenImage(t.Env, block.Drive, blockSize)
	t.Must(err)
	return drive
}
