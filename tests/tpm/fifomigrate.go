package tpm

import (
	"testing"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// migrateFIFO moves the machine in the middle of a response, in a locality that has been seized and for which another waits. It
// finds a device that loses its place in the FIFO, the command's state or that of a locality, or what is enabled.
func migrateFIFO(t *run.T, f *tpm.FIFO, second run.Instance[*tpm.FIFO]) {
	m := attach(t)
	const locality, seized, enabled = 2, 1, tpm.GlobalInterrupt | tpm.DataInterrupt | tpm.LowLevel
	t.Must(f.Request(t.Context(), seized))
	tpm.Access.WriteT(t, f.At(locality), tpm.Seize)
	tpm.Access.WriteT(t, f.At(0), tpm.RequestUse)
	command, response, part := message(getRandom, 12, 1), message(0, 40, 2), 17
	t.Must(f.Ready(t.Context(), locality))
	t.Must(f.Write(t.Context(), locality, command))
	tpm.Status.WriteT(t, f.At(locality), tpm.Go)
	taken(t, m, locality, command)
	t.Must(m.Respond(response))
	got, err := f.Read(t.Context(), locality, part)
	t.Must(err)
	hold := []func(testing.TB, string){reg.HoldsT(t, f.At(locality), "TPM_STS", tpm.Status)}
	if f.InMemory() {
		tpm.InterruptEnable.WriteT(t, f.At(locality), enabled)
		hold = append(hold, reg.HoldsT(t, f.At(locality), "TPM_INT_STATUS", tpm.InterruptStatus))
	}
	for l := range tpm.Localities {
		hold = append(hold, reg.HoldsT(t, f.At(l), "TPM_ACCESS", tpm.Access))
	}

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	for _, holds := range hold {
		holds(t, "after the migration")
	}
	if f.InMemory() {
		reg.ExpectT(t, f.At(locality), "TPM_INT_ENABLE after the migration", tpm.InterruptEnable, enabled)
	}
	rest, err := f.Read(t.Context(), locality, len(response)-part)
	t.Must(err)
	same.Bytes(t, "the response", append(got, rest...), response)
	tpm.Status.WriteT(t, f.At(locality), tpm.ResponseRetry)
	again, err := f.ReceiveIn(t.Context(), locality)
	t.Must(err)
	same.Bytes(t, "the response once more", again, response)
	t.Must(f.Ready(t.Context(), locality))
	t.Must(f.Relinquish(t.Context(), locality))
	expectAll(t, f, "relinquished after the migration", map[int]tpm.AccessBits{0: free | tpm.ActiveLocality, seized: free | tpm.BeenSeized})
	inLocality(t, f, attach(t), 0)
}
