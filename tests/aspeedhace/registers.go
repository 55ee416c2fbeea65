package aspeedhace

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/aspeedhace"
)

// digestUnit is the alignment of the digest's address.
const digestUnit = 8

// addresses checks which bits the registers of addresses have: those of the chip's RAM above their alignment
// (hace_aspeed.h; struct aspeed_hash_ctx in hash_aspeed_priv.h).
func addresses(t *run.T, e *aspeedhace.Engine) {
	rows := []struct {
		name string
		reg.Reg[uint32]
		bits uint32
	}{
		{"ASPEED_HACE_HASH_SRC", aspeedhace.Source, e.Address},
		{"ASPEED_HACE_HASH_DIGEST_BUFF", aspeedhace.Digest, e.Address &^ (digestUnit - 1)},
		{"ASPEED_HACE_HASH_KEY_BUFF", aspeedhace.Key, e.Address &^ (e.KeyUnit - 1)},
		{"ASPEED_HACE_HASH_DATA_LEN", aspeedhace.Length, aspeedhace.LengthBits},
	}
	t.Step("after a reset", func() {
		reg.ExpectT(t, e.Regs, "ASPEED_HACE_STS", aspeedhace.Status, 0)
		reg.ExpectT(t, e.Regs, "ASPEED_HACE_HASH_CMD", aspeedhace.HashCommand, 0)
		for _, r := range rows {
			reg.ExpectT(t, e.Regs, r.name, r.Reg, 0)
		}
	})
	t.Step("bits", func() {
		for _, r := range rows {
			for _, v := range []uint32{0xffff_ffff, 0x5555_5555, 0xaaaa_aaaa, 0xcafe_babe} {
				r.WriteT(t, e.Regs, v)
				reg.ExpectT(t, e.Regs, r.name, r.Reg, v&r.bits)
			}
		}
	})
	t.Step("apart", func() {
		for n, r := range rows {
			r.WriteT(t, e.Regs, uint32(n+1)<<8)
		}
		for n, r := range rows {
			reg.ExpectT(t, e.Regs, r.name, r.Reg, uint32(n+1)<<8&r.bits)
		}
	})
	for _, busy := range []aspeedhace.State{aspeedhace.HashBusy, aspeedhace.CryptoBusy} {
		t.Step("idle, "+busy.String()+" written", func() {
			aspeedhace.Status.WriteT(t, e.Regs, busy)
			reg.ExpectT(t, e.Regs, "ASPEED_HACE_STS of idle engines", aspeedhace.Status, 0)
		})
	}
	t.Step("reset", func() {
		for _, r := range rows {
			r.WriteT(t, e.Regs, r.bits)
		}
		t.Must(t.QEMU().SystemReset(t.Context()))
		for _, r := range rows {
			reg.ExpectT(t, e.Regs, r.name+" after a reset", r.Reg, 0)
		}
	})
}
