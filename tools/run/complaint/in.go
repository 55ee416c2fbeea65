package complaint

import "github.com/qgraph/qgraph/tools/run/results"

// In returns the complaints in what a QEMU without a path has written.
func In(output string) []results.Complaint {
	log := &Log{index: map[string]int{}}
	r := log.QEMU("")
	r.Output([]byte(output))
	r.Close()
	return log.All()
}
