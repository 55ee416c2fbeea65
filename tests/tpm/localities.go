package tpm

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// free is TPM_ACCESS of a locality that nobody uses.
const free = tpm.AccessValid | tpm.NotEstablished

// users is the number of localities that software uses; the last is for hardware that launches an operating system.
const users = tpm.Localities - 1

// localities checks TPM_ACCESS: how a locality is requested, seized and relinquished (PTP 1.04, "Access
// Register").
func localities(t *run.T, f *tpm.FIFO) {
	m := attach(t)
	t.Cleanup(func() { relinquishAll(t, f) })
	t.Step("test_check_localities", func() {
		for l := range tpm.Localities {
			expectAccess(t, f, "nobody uses it", l, free)
			reg.ExpectT(t, f.At(l), "TPM_DID_VID", tpm.Identity, identity)
			reg.ExpectT(t, f.At(l), "TPM_RID", tpm.Revision, revision)
		}
	})
	t.Step("test_check_access_reg", func() {
		for l := range users {
			tpm.Access.WriteT(t, f.At(l), tpm.RequestUse)
			expectAll(t, f, "in use", map[int]tpm.AccessBits{l: free | tpm.ActiveLocality})
			t.Must(f.Relinquish(t.Context(), l))
			expectAll(t, f, "relinquished", nil)
		}
	})
	t.Step("test_check_access_reg_seize", func() { seizes(t, f) })
	t.Step("test_check_access_reg_release", func() { releases(t, f) })
	t.Step("withdrawn request", func() {
		defer relinquishAll(t, f)
		t.Must(f.Request(t.Context(), 1))
		tpm.Access.WriteT(t, f.At(0), tpm.RequestUse)
		expectAccess(t, f, "another waits", 1, free|tpm.ActiveLocality|tpm.PendingRequest)
		t.Must(f.Relinquish(t.Context(), 0))
		expectAll(t, f, "nobody waits any more", map[int]tpm.AccessBits{1: free | tpm.ActiveLocality})
	})
	t.Step("several bits", func() {
		defer relinquishAll(t, f)
		t.Must(f.Request(t.Context(), 1))
		tpm.Access.WriteT(t, f.At(0), tpm.AccessValid|tpm.NotEstablished|tpm.PendingRequest)
		expectAll(t, f, "read-only bits written", map[int]tpm.AccessBits{1: free | tpm.ActiveLocality})
	})
	t.Step("registers of others", func() { others(t, f) })
	t.Step("locality of a command", func() {
		for l := range users {
			t.Must(f.Request(t.Context(), l))
			inLocality(t, f, m, l)
			t.Must(f.Ready(t.Context(), l)) // drops the response
			t.Must(f.Relinquish(t.Context(), l))
		}
	})
	t.Step("command after a response of another locality", func() {
		afterAnother(t, f, m, func() { inLocality(t, f, m, 0) })
	})
	t.Step("command after a part of one of another locality", func() {
		afterAnother(t, f, m, func() {
			t.Must(f.Ready(t.Context(), 0))
			t.Must(f.Write(t.Context(), 0, message(getRandom, 12, 1)[:8]))
		})
	})
	t.Step("established", func() { established(t, f, m) })
	t.Step("locality that resets established", func() { resetsEstablished(t, f, m) })
}

// expectAccess checks TPM_ACCESS of a locality.
func expectAccess(t *run.T, f *tpm.FIFO, when string, locality int, want tpm.AccessBits) {
	t.Helper()
	if got := tpm.Access.ReadT(t, f.At(locality)); got != want {
		t.Errorf("%s: TPM_ACCESS of locality %d = %v, want %v", when, locality, got, want)
	}
}

// expectAll checks TPM_ACCESS of all localities; those that are not named are free.
func expectAll(t *run.T, f *tpm.FIFO, when string, want map[int]tpm.AccessBits) {
	t.Helper()
	for l := range tpm.Localities {
		w, ok := want[l]
		if !ok {
			w = free
		}
		expectAccess(t, f, when, l, w)
	}
}

// relinquishAll has no locality be active or waiting.
func relinquishAll(t *run.T, f *tpm.FIFO) {
	t.Helper()
	for l := range users {
		tpm.Access.WriteT(t, f.At(l), tpm.BeenSeized)
		t.Must(f.Relinquish(t.Context(), l))
	}
	expectAll(t, f, "all relinquished", nil)
}

// seizes checks that a locality can seize the TPM from a lower one, and from no other.
func seizes(t *run.T, f *tpm.FIFO) {
	defer relinquishAll(t, f)
	t.Must(f.Request(t.Context(), 0))
	for l := 1; l < users; l++ {
		tpm.Access.WriteT(t, f.At(l), tpm.Seize)
		expectAll(t, f, "seized", map[int]tpm.AccessBits{l - 1: free | tpm.BeenSeized, l: free | tpm.ActiveLocality})
		for lower := range l {
			tpm.Access.WriteT(t, f.At(lower), tpm.Seize)
		}
		expectAll(t, f, "seized by a lower one", map[int]tpm.AccessBits{l - 1: free | tpm.BeenSeized, l: free | tpm.ActiveLocality})
		tpm.Access.WriteT(t, f.At(l), tpm.Seize)
		expectAll(t, f, "seized by itself", map[int]tpm.AccessBits{l - 1: free | tpm.BeenSeized, l: free | tpm.ActiveLocality})
		tpm.Access.WriteT(t, f.At(l-1), tpm.BeenSeized)
		expectAll(t, f, "beenSeized cleared", map[int]tpm.AccessBits{l: free | tpm.ActiveLocality})
	}
}

// releases checks that of several localities that wait the highest gets the TPM next.
func releases(t *run.T, f *tpm.FIFO) {
	defer relinquishAll(t, f)
	const first = 1
	t.Must(f.Request(t.Context(), first))
	tpm.Access.WriteT(t, f.At(0), tpm.RequestUse)
	want := map[int]tpm.AccessBits{0: free | tpm.RequestUse, first: free | tpm.ActiveLocality | tpm.PendingRequest}
	for l := range tpm.Localities {
		if l > first {
			want[l] = free | tpm.PendingRequest
		}
	}
	expectAll(t, f, "one waits", want)
	for l := 2; l < users; l++ {
		tpm.Access.WriteT(t, f.At(l), tpm.RequestUse)
	}
	for l := range tpm.Localities {
		want[l] = free | tpm.PendingRequest | tpm.RequestUse
	}
	want[first], want[users] = free|tpm.ActiveLocality|tpm.PendingRequest, free|tpm.PendingRequest
	expectAll(t, f, "all wait", want)
	t.Must(f.Relinquish(t.Context(), first))
	for l := users - 1; l > first; l-- {
		expectAccess(t, f, "the highest that waits", l, free|tpm.ActiveLocality|tpm.PendingRequest)
		t.Must(f.Relinquish(t.Context(), l))
	}
	expectAll(t, f, "only one was left", map[int]tpm.AccessBits{0: free | tpm.ActiveLocality})
}

// others checks that status and data belong to the active locality (PTP 1.04, "Locality Usage per Register").
func others(t *run.T, f *tpm.FIFO) {
	defer relinquishAll(t, f)
	t.Must(f.Request(t.Context(), 2))
	t.Must(f.Ready(t.Context(), 2))
	for _, l := range []int{0, 1, 3} {
		reg.ExpectBitsT(t, f.At(l), "TPM_STS of another locality", tpm.Status, phase|tpm.StatusValid, phase|tpm.StatusValid)
		tpm.DataFIFO.WriteT(t, f.At(l), 0x80)
	}
	reg.ExpectBitsT(t, f.At(2), "TPM_STS after others have written data", tpm.Status, tpm.CommandReady|tpm.Expect, tpm.CommandReady)
	tpm.DataFIFO.WriteT(t, f.At(2), 0x80)
	tpm.Status.WriteT(t, f.At(0), tpm.CommandReady)
	reg.ExpectBitsT(t, f.At(2), "TPM_STS after another has written commandReady", tpm.Status, tpm.CommandReady|tpm.Expect, tpm.Expect)
	t.Must(f.Ready(t.Context(), 2))
}

// inLocality passes a command in a locality.
func inLocality(t *run.T, f *tpm.FIFO, m *swtpm.Module, locality int) {
	t.Helper()
	command, response := message(getRandom, 11, byte(locality)), message(0, 11, byte(16*locality))
	t.Must(f.Ready(t.Context(), locality))
	t.Must(f.Write(t.Context(), locality, command))
	tpm.Status.WriteT(t, f.At(locality), tpm.Go)
	taken(t, m, uint8(locality), command)
	t.Must(m.Respond(response))
	got, err := f.ReceiveIn(t.Context(), locality)
	t.Must(err)
	same.Bytes(t, "the response", got, response)
}

// afterAnother checks the first command in locality 1 after locality 0 has had the TPM.
func afterAnother(t *run.T, f *tpm.FIFO, m *swtpm.Module, before func()) {
	defer relinquishAll(t, f)
	t.Must(t.QEMU().SystemReset(t.Context())) // locality 1 is idle
	t.Must(f.Request(t.Context(), 0))
	before()
	t.Must(f.Relinquish(t.Context(), 0))
	t.Must(f.Request(t.Context(), 1))
	t.Must(f.Ready(t.Context(), 1))
	command, last := message(getRandom, 11, 1), 10
	t.Must(f.Write(t.Context(), 1, command[:last]))
	reg.ExpectBitsT(t, f.At(1), "TPM_STS before the last byte", tpm.Status, phase, tpm.Expect)
	t.Must(f.Write(t.Context(), 1, command[last:]))
	reg.ExpectBitsT(t, f.At(1), "TPM_STS after the last byte", tpm.Status, phase, 0)
	t.Must(f.Ready(t.Context(), 1))
	inLocality(t, f, m, 1)
}

// established checks that the TPM tells of a dynamic launch, until locality 3 resets that. QEMU asks the module when the
// register is read first, and after a reset of the flag.
func established(t *run.T, f *tpm.FIFO, m *swtpm.Module) {
	defer relinquishAll(t, f)
	resets := func(locality int) bool {
		before := len(m.Requests(swtpm.ResetEstablished))
		t.Must(f.Request(t.Context(), locality))
		tpm.Status.WriteT(t, f.At(locality), tpm.ResetEstablishment)
		t.Must(t.QEMU().Sync(t.Context()))
		t.Must(f.Relinquish(t.Context(), locality))
		return len(m.Requests(swtpm.ResetEstablished)) > before
	}
	const allowed = 3
	if !resets(allowed) {
		t.Errorf("locality %d does not reset the flag", allowed)
	}
	m.Establish(true)
	for l := range tpm.Localities {
		expectAccess(t, f, "established", l, tpm.AccessValid)
	}
	for l := range allowed {
		if resets(l) {
			t.Errorf("locality %d resets the flag, want locality %d only", l, allowed)
		}
	}
	expectAccess(t, f, "established", 0, tpm.AccessValid)
	if !resets(allowed) {
		t.Errorf("locality %d does not reset the flag", allowed)
	}
	expectAccess(t, f, "no longer established", 0, free)
}

// resetsEstablished checks the locality that the module is told of.
func resetsEstablished(t *run.T, f *tpm.FIFO, m *swtpm.Module) {
	defer relinquishAll(t, f)
	const locality = 3
	t.Must(f.Request(t.Context(), 0))
	inLocality(t, f, m, 0)
	t.Must(f.Ready(t.Context(), 0))
	t.Must(f.Relinquish(t.Context(), 0))
	t.Must(f.Request(t.Context(), locality))
	tpm.Status.WriteT(t, f.At(locality), tpm.ResetEstablishment)
	t.Must(t.QEMU().Sync(t.Context()))
	requests := m.Requests(swtpm.ResetEstablished)
	if len(requests) == 0 {
		t.Fatal("the module got no request to reset the flag")
	}
	if got := requests[len(requests)-1].Payload[0]; got != locality {
		t.Errorf("the module is told to reset the flag by locality %d, want %d", got, locality)
	}
}
