package throttlesuite

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// limits are the arguments of block_set_io_throttle that are numbers, by their names.
// What is absent is 0: no limit.
type limits map[string]int64

// mandatory are the limits that block_set_io_throttle must have.
var mandatory = [...]string{"bps", "bps_rd", "bps_wr", "iops", "iops_rd", "iops_wr"}

// blockInfo is a part of query-block's BlockInfo.
type blockInfo struct {
	Device   string         `json:"qdev"`
	Inserted map[string]any `json:"inserted"`
}

// inserted returns QEMU's description of a drive, and the device that has it.
func inserted(t *run.T, drive string) blockInfo {
	t.Helper()
	all, err := qmp.Execute[[]blockInfo](t.Context(), t.QEMU().QMP(), "query-block", qmp.NoArgs{})
	t.Must(err)
	for _, info := range all {
		if info.Inserted["node-name"] == drive {
			return info
		}
	}
	t.Fatalf("query-block: no device has drive %s", drive)
	return blockInfo{}
}

// throttle limits the requests to a drive. group, if not "", is the group that the drive
// moves to.
func throttle(t *run.T, drive, group string, l limits) {
	t.Helper()
	arguments := map[string]any{"id": inserted(t, drive).Device}
	for _, name := range mandatory {
		arguments[name] = 0
	}
	for name, value := range l {
		arguments[name] = value
	}
	if group != "" {
		arguments["group"] = group
	}
	_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "block_set_io_throttle", arguments)
	t.Must(err)
	reports(t, drive, l)
}

// reports checks that QEMU reports the limits of a drive as they were set.
func reports(t *run.T, drive string, want limits) {
	t.Helper()
	info := inserted(t, drive).Inserted
	for name, value := range want {
		if got, ok := info[name].(float64); !ok || int64(got) != value {
			t.Errorf("query-block: %s of %s = %v, want %d", name, drive, info[name], value)
		}
	}
}

// nodeName returns the name of a backend's block node.
func nodeName(t *run.T, key graph.BackendKey) string {
	t.Helper()
	use, err := t.Env.Backend(key)
	t.Must(err)
	return use.ID
}
