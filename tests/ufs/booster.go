package ufs

import "github.com/qgraph/qgraph/graph"

// booster describes the WriteBooster of the device, which is optional (UFS, section
// 13.4.18 "WriteBooster").
type booster struct {
	there     bool   // its flags are writable
	available uint32 // initial bAvailableWBBufferSize
	life      uint32 // initial bWBBufferLifeTimeEst
}

var writeBooster = graph.ByVersion[booster]{
	Value:   booster{there: true, available: 10, life: 1},
	Earlier: []graph.Earlier[booster]{{Until: "11.1", Why: "QEMU's device had no WriteBooster"}},
}
