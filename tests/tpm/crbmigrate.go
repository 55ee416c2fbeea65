package tpm

import (
	"testing"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// migrateCRB moves the machine after the first chunk of a response. It finds a device that loses the locality, the state of the
// TPM, or its place in the response.
func migrateCRB(t *run.T, c *tpm.CRB, second run.Instance[*tpm.CRB]) {
	m := attach(t)
	command, response := message(getRandom, 12, 1), message(0, swtpm.BufferSize, 2)
	t.Must(c.Open(t.Context()))
	t.Must(c.Send(t.Context(), command))
	taken(t, m, 0, command)
	t.Must(m.Respond(response))
	t.Must(c.Machine().Await(t.Context(), "the response", finished(c)))
	first, err := c.Buffer(t.Context(), tpm.CRBBufferSize)
	t.Must(err)
	hold := []func(testing.TB, string){
		reg.HoldsT(t, c.Regs, "TPM_LOC_STATE", tpm.LocState), reg.HoldsT(t, c.Regs, "TPM_LOC_STS", tpm.LocStatus),
		reg.HoldsT(t, c.Regs, "TPM_CRB_CTRL_STS", tpm.CRBStatus), reg.HoldsT(t, c.Regs, "TPM_CRB_INTF_ID", tpm.CRBID),
	}

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	for _, holds := range hold {
		holds(t, "after the migration")
	}
	t.Must(c.Next(t.Context()))
	rest, err := c.Buffer(t.Context(), len(response)-len(first))
	t.Must(err)
	same.Bytes(t, "the response", append(first, rest...), response)
	executes(t, c, attach(t), message(getRandom, 12, 3), message(0, 12, 4))
}
