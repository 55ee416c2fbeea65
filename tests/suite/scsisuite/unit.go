package scsisuite

import (
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// Ready checks that a logical unit reports a power-on or reset once, to the first
// command that is not INQUIRY, REPORT LUNS or REQUEST SENSE (SAM-5, section 5.14 "Unit
// attention conditions"), and is ready then.
func Ready(t *run.T, u scsi.Target) {
	t.Helper()
	ctx := t.Context()
	_, err := scsi.Identify(ctx, u)
	t.Must(err)
	r, err := u.Execute(ctx, scsi.TestUnitReady(), nil)
	t.Must(err)
	if r.Status != scsi.CheckCondition || r.Sense.Key() != scsi.UnitAttention || r.Sense.Additional() != scsi.PowerOnReset {
		t.Errorf("TEST UNIT READY after power-on: %v, want %v: %v", r.Err(), scsi.UnitAttention, scsi.PowerOnReset)
	}
	for range 3 {
		_, err := scsi.Do(ctx, u, scsi.TestUnitReady(), nil)
		t.Must(err)
	}
}

// NoSense checks that REQUEST SENSE returns valid sense data without an error.
func NoSense(t *run.T, u scsi.Target) {
	t.Helper()
	p, err := scsi.Do(t.Context(), u, scsi.RequestSense(20), nil)
	t.Must(err)
	if s := scsi.Sense(p); !s.Valid() || s.Key() != scsi.NoSense || s.Additional() != scsi.NoAdditional {
		t.Errorf("REQUEST SENSE: % x (%v: %v), want valid sense data of %v", p, s.Key(), s.Additional(), scsi.NoSense)
	}
}

// Medium checks that READ CAPACITY returns the size of an image.
func Medium(t *run.T, u scsi.Target, drive *block.Image) {
	t.Helper()
	want := scsi.Medium{Blocks: drive.Blocks(), BlockSize: drive.BlockSize()}
	ten, err := scsi.Capacity(t.Context(), u)
	t.Must(err)
	sixteen, err := scsi.Capacity16(t.Context(), u)
	t.Must(err)
	if ten != want || sixteen != want {
		t.Errorf("READ CAPACITY (10): %+v, (16): %+v, want %+v", ten, sixteen, want)
	}
}

// refused does a command that must end with CHECK CONDITION, ILLEGAL REQUEST and that
// additional sense code, with nothing transferred.
func refused(t *run.T, u scsi.Target, what string, cmd scsi.Command, want scsi.Additional) {
	t.Helper()
	r, err := u.Execute(t.Context(), cmd, make([]byte, cmd.Length))
	t.Must(err)
	if !errors.Is(r.Err(), want) || r.Status != scsi.CheckCondition || r.Sense.Key() != scsi.IllegalRequest {
		t.Errorf("%s: %v, want %v: %v", what, r.Err(), scsi.IllegalRequest, want)
	}
	if r.Residual != cmd.Length || len(r.In) != 0 {
		t.Errorf("%s: residual %d of %d bytes, received %d bytes", what, r.Residual, cmd.Length, len(r.In))
	}
}

// Refusals checks that invalid commands are refused, and leave the medium unchanged.
func Refusals(t *run.T, u scsi.Target, drive *block.Image) {
	t.Helper()
	last, size := uint32(drive.Blocks()-1), drive.BlockSize()
	for _, row := range []struct {
		name string
		cmd  scsi.Command
		want scsi.Additional
	}{
		{"an unknown operation code", scsi.Command{CDB: []byte{0xff, 0, 0, 0, 0, 0}}, scsi.InvalidOperationCode},
		{"READ (10) behind the end", scsi.Read10(last+1, 1, size), scsi.LBAOutOfRange},
		{"READ (10) over the end", scsi.Read10(last, 2, size), scsi.LBAOutOfRange},
		{"READ (10) at the greatest block", scsi.Read10(0xffffffff, 1, size), scsi.LBAOutOfRange},
		{"READ (16) behind the end", scsi.Read16(uint64(last)+1, 1, size), scsi.LBAOutOfRange},
		{"READ (16) at the greatest block", scsi.Read16(1<<64-1, 2, size), scsi.LBAOutOfRange},
		{"WRITE (10) behind the end", scsi.Write10(last+1, 1, size), scsi.LBAOutOfRange},
		{"WRITE (10) over the end", scsi.Write10(last, 2, size), scsi.LBAOutOfRange},
		{"WRITE (16) over the end", scsi.Write16(uint64(last), 3, size), scsi.LBAOutOfRange},
		{"INQUIRY of an unknown page", scsi.InquiryPage(0x7f, 64), scsi.InvalidFieldInCDB},
	} {
		refused(t, u, row.name, row.cmd, row.want)
	}
	if err := drive.Check(); err != nil {
		t.Errorf("after refused commands: %v", err)
	}
	_, err := scsi.Do(t.Context(), u, scsi.TestUnitReady(), nil)
	t.Must(err)
}
