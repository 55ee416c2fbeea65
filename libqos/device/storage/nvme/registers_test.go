package nvme_test

import (
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// TestStrings checks that all ones print every field, and only reserved bits and
// numbers in hexadecimal.
func TestStrings(t *testing.T) {
	for _, tc := range []struct {
		value fmt.Stringer
		want  string
	}{
		{^nvme.Capabilities(0), "MQES=65535 TO=255 DSTRD=15 MPSMIN=15 MPSMAX=15 " +
			"CQR|AMS_WRR|AMS_VENDOR|NSSRS|CSS_NVM|CSS_IO|CSS_ADMIN_ONLY|BPS|PMRS|CMBS|0xfc00c7c000f80000"},
		{^nvme.Status(0), "RDY|CFS|SHST_OCCURRING|SHST_COMPLETE|NSSRO|PP|0xffffffc0"},
		{^nvme.BufferSize(0), "SQS|CQS|LISTS|RDS|WDS|0xffffffe0"},
		{^nvme.PMRStatus(0), "NRDY|CBAI|0xffffeeff"},
		{nvme.Version14, "1.4.0"},
		{^nvme.Field(0), "status code 0xff of type 7|M|DNR"},
	} {
		if got := tc.value.String(); got != tc.want {
			t.Errorf("%T.String() = %q, want %q", tc.value, got, tc.want)
		}
	}
}

func TestCapabilities(t *testing.T) {
	c := nvme.Capabilities(0x00f2_0002_0f00_07ff)
	if c.MaxEntries() != 2048 || c.Timeout() != 7500*time.Millisecond || c.Stride() != 16 || c.MinPage() != 16<<10 || c.MaxPage() != 128<<20 {
		t.Errorf("%v: %d entries, %v, stride %d, pages of %d to %d", c, c.MaxEntries(), c.Timeout(), c.Stride(), c.MinPage(), c.MaxPage())
	}
	if got := uint64(c.TailDoorbell(3)); got != 0x1000+2*3*16 {
		t.Errorf("TailDoorbell(3) = %#x", got)
	}
	if got := uint64(c.HeadDoorbell(3)); got != 0x1000+7*16 {
		t.Errorf("HeadDoorbell(3) = %#x", got)
	}
	if got := nvme.PageSize(64 << 10); got != 4<<7 {
		t.Errorf("PageSize(64 KiB) = %#x", uint32(got))
	}
	if got := nvme.BufferSize(0x0000221d).Bytes(); got != 2<<20 {
		t.Errorf("2 units of 1 MiB are %d bytes", got)
	}
	if got := nvme.PMRCapabilities(0x01000898).BAR(); got != 4 {
		t.Errorf("BAR() = %d, want 4", got)
	}
}

// TestCommands compares commands with their layout in a queue.
func TestCommands(t *testing.T) {
	for _, tc := range []struct {
		name string
		cmd  nvme.Command
		want string // dwords 0 and 1, DPTR, dwords 10 to 13
	}{
		{"read", nvme.Read(1, 0x0123456789abcdef, 8), "02000000 01000000 00000000000000000000000000000000 efcdab89 67452301 07000000 00000000"},
		{"write", nvme.Write(7, 1, 65536), "01000000 07000000 00000000000000000000000000000000 01000000 00000000 ffff0000 00000000"},
		{"flush", nvme.Flush(nvme.AllNamespaces), "00000000 ffffffff 00000000000000000000000000000000 00000000 00000000 00000000 00000000"},
		{"create CQ", nvme.CreateCQ{ID: 3, Entries: 16, Address: 0x11223344556677, Interrupts: true, Vector: 9}.Command(),
			"05000000 00000000 77665544332211000000000000000000 03000f00 03000900 00000000 00000000"},
		{"create SQ", nvme.CreateSQ{ID: 3, Entries: 65536, Address: 0x1000, CQ: 4}.Command(),
			"01000000 00000000 00100000000000000000000000000000 0300ffff 01000400 00000000 00000000"},
		{"delete SQ", nvme.DeleteQueue(nvme.AdminDeleteSQ, 5), "00000000 00000000 00000000000000000000000000000000 05000000 00000000 00000000 00000000"},
		{"abort", nvme.Abort(2, 0x77), "08000000 00000000 00000000000000000000000000000000 02007700 00000000 00000000 00000000"},
		{"identify", nvme.Identify(nvme.CNSDescriptors, 6), "06000000 06000000 00000000000000000000000000000000 03000000 00000000 00000000 00000000"},
		{"log page", nvme.GetLogPage(nvme.LogHealth, 1, 1<<18+4, 0x1_0000_0008), "02000000 01000000 00000000000000000000000000000000 02000000 01000000 08000000 01000000"},
		{"get feature", nvme.GetFeatures(nvme.FeatureQueues, nvme.SelectSupported, 5), "0a000000 00000000 00000000000000000000000000000000 07030000 05000000 00000000 00000000"},
		{"set feature", nvme.SetFeatures(nvme.FeatureVector, 0x10002), "09000000 00000000 00000000000000000000000000000000 09000000 02000100 00000000 00000000"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, c := newFake(t)
			enable(t, c)
			var got string
			f.answer = func(p []byte) (uint32, nvme.Code) {
				copy(p[2:4], []byte{0, 0}) // the queue assigns the identifier
				part := func(from, to int) string { return hex.EncodeToString(p[from:to]) }
				got = part(0, 4) + " " + part(4, 8) + " " + part(24, 40) + " " + part(40, 44) + " " + part(44, 48) + " " + part(48, 52) + " " + part(52, 56)
				return 0, nvme.InvalidOpcode // refuse the command
			}
			if _, err := c.Admin.Do(t.Context(), tc.cmd); err == nil {
				t.Error("Do(): no error for a refused command")
			}
			if got != tc.want {
				t.Errorf("command is\n%s, want\n%s", got, tc.want)
			}
		})
	}
}
