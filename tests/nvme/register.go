package nvme

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
	"github.com/qgraph/qgraph/tests/suite/throttlesuite"
)

// Sizes in bytes.
const (
	driveSize = 4 << 20
	blockSize = 512
	cmbSize   = 2 << 20
	pmrSize   = 1 << 20
)

// pmr is the name of the backend of the Persistent Memory Region.
var pmr = graph.NewHandle("pmr")

// Register adds the tests.
func Register(g *graph.Graph) {
	drive := graph.Provide(block.Drive, block.File(driveSize))
	known := graph.Known(deviations()...)
	graph.Test(g, "nvme-tests/reg-read", nvme.Driver, regRead, drive, badWrites(), known)
	graph.Test(g, "nvme-tests/admin", nvme.Driver, admin, drive, badDoorbells(), known)
	graph.Test(g, "nvme-tests/queues", nvme.Driver, ioQueues, drive, known)
	graph.Test(g, "nvme-tests/interrupts", nvme.Driver, interruptKinds, drive)
	graph.Pair(g, "nvme-tests/migrate", nvme.Driver, migrate, drive, graph.Since("11.1", "migration of an NVMe controller"))
	graph.Test(g, "nvme-tests/throttling", nvme.Driver, throttling, throttlesuite.Drives(),
		graph.Requires(graph.SteppedClock), graph.Known(throttlesuite.Deviations()...))
	graph.Test(g, "nvme-tests/transfers", nvme.Driver, blocks, drive, graph.AskHighRAM(), known)
	graph.Test(g, "nvme-tests/oob-cmb-access", nvme.Driver, memoryBuffer, drive, badWrites(),
		graph.DeviceProps(graph.P("cmb_size_mb", "2")), known)
	graph.Test(g, "nvme-tests/pmr-test-access", nvme.Driver, persistentMemory, drive, badWrites(),
		graph.Define(pmr, pmrFile()), graph.DeviceProps(graph.Prop{Name: "pmrdev", Value: graph.Ref(pmr)}), known)
}

// pmrFile is guest memory kept in a file.
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

// regRead runs on a controller that was not touched since power-on.
func regRead(t *run.T, d *nvme.Device) {
	t.Step("values after power on", func() { powerOn(t, d) })
	t.Step("read-only registers", func() { readOnly(t, d) })
	t.Step("halves of registers", func() { halves(t, d) })
	t.Step("interrupt mask", func() { interruptMask(t, d) })
	t.Step("enabling", func() { enabling(t, d) })
	t.Step("settings it does not start with", func() { refusesToStart(t, d) })
	t.Step("controller reset", func() { controllerReset(t, d) })
	t.Step("shutdown", func() { shutdown(t, d) })
}

// admin uses the admin command set.
func admin(t *run.T, d *nvme.Device) {
	t.Step("identify", func() { identity(t, d) })
	t.Step("values of features", func() { featureValues(t, d) })
	t.Step("features", func() { features(t, d) })
	t.Step("errors", func() { adminErrors(t, d) })
	t.Step("log pages", func() { health(t, d) })
	t.Step("temperature", func() { temperatureEvents(t, d) })
	t.Step("retained event", func() { retainedEvent(t, d) })
	t.Step("parts of log pages", func() { logParts(t, d) })
	t.Step("firmware log", func() { firmwareLog(t, d) })
	t.Step("effects log", func() { effectsLog(t, d) })
	t.Step("asynchronous events", func() { asyncEvents(t, d) }) // may leave a request behind
}

// ioQueues makes I/O queues and uses them in other ways than for transfers.
func ioQueues(t *run.T, d *nvme.Device) {
	t.Step("errors", func() { queueErrors(t, d) })
	t.Step("deletion of an absent completion queue", func() { absentQueue(t, d) })
	t.Step("wrap around", func() { wrapAround(t, d) })
	t.Step("full completion queue", func() { fullCompletionQueue(t, d) })
	t.Step("shared completion queue", func() { sharedCompletionQueue(t, d) })
}

// interruptKinds has queues interrupt by every means that the controller has.
func interruptKinds(t *run.T, d *nvme.Device) {
	t.Step("MSI-X vectors", func() { vectors(t, d) })
	t.Step("interrupt pin", func() { interruptPin(t, d) })
}

// blocks uses the NVM command set.
func blocks(t *run.T, d *nvme.Device) {
	drive := openDrive(t)
	t.Step("transfers", func() { transfers(t, d, drive) })
	t.Step("errors", func() { blockErrors(t, d, drive) })
	t.Step("other commands", func() { otherCommands(t, d, drive) })
	t.Step("scatter gather lists", func() { scatterLists(t, d, drive) })
	d.Machine.StepAbove(t, func() { above(t, d, drive) })
}

// openDrive returns the file behind the namespace.
func openDrive(t *run.T) *block.Image {
	t.Helper()
	drive, err := block.OpenImage(t.Env, block.Drive, blockSize)
	t.Must(err)
	return drive
}

// badWrites declares what QEMU logs of writes to read-only registers.
func badWrites() graph.TestOption {
	return graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "^pci_nvme_ub_mmiowr_.* in nvme_write_bar: ", Why: "The test writes to read-only and reserved registers.",
	})
}

// badDoorbells declares what QEMU logs of invalid doorbells.
func badDoorbells() graph.TestOption {
	return graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "^pci_nvme_ub_db_wr_invalid_.* in nvme_process_db: ",
		Why: "The test rings doorbells of queues that do not exist, and with values beyond a queue's size.",
	})
}
