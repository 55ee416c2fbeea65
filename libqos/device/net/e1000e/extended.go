package e1000e

import "github.com/qgraph/qgraph/libqos/device/net/intelnic"

// ExtendedRX is the extended receive descriptor format, enabled by RFCTL.EXSTEN
// (82574 datasheet, section 7.1 "Receive Functionality", "Extended Rx
// Descriptor").
type ExtendedRX struct{ intelnic.WriteBackRX }
