package i2c

import "github.com/qgraph/qgraph/graph"

// busTests is the group of the tests of a bus by itself.
const busTests = "i2c-bus-tests"

// FewChips is the option of the edge by which a further controller produces its bus. By default
// run the tests of the bus and one test of each of three chips: a sensor with registers of 8 and 16
// bits, a clock whose registers are read in one transfer, a PMBus device with blocks. A chip does
// the same behind every controller, so its other tests run by default on arm/imx25-pdk and arm/sx1
// only.
func FewChips() graph.EdgeOption {
	return graph.SlowBut(busTests, "tmp105-tests/tx-rx", "ds1338-tests/tx-rx", "adm1272-tests/test_tx_rx")
}

// FurtherBoard is the option of a board with a controller that another board has, too. By default
// only the tests of the bus run, which find a wrong address; the tests of the controller and of the
// chips run on request.
func FurtherBoard() graph.EdgeOption { return graph.SlowBut(busTests) }
