package sdcard

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// The blocks that the tests write and erase.
const (
	written = 64
	several = 3
	erased  = 4 // of the prepared ones
	guarded = 0 // the block whose group is protected
)

// blocks reads, writes, erases and protects blocks.
func blocks(t *run.T, p sd.Port) {
	t.Step("card of 4 MiB", func() {
		c := insert(t, p, standard)
		c.transfers()
		t.Step("part of a block", c.part)
		t.Step("across blocks", c.misaligned)
		t.Step("beyond the end", c.beyond)
		t.Step("erase", c.erase)
		t.Step("erase out of sequence", c.eraseSequence)
		t.Step("write protection", c.protection)
		t.Step("password", c.password)
		c.remove()
	})
	t.Step("card of 4 GiB", func() {
		c := insert(t, p, high)
		c.transfers()
		t.Step("beyond the end", c.beyond)
		t.Step("erase", c.erase)
		c.remove()
	})
}

// transfers reads blocks at both ends, and writes others.
func (c *inserted) transfers() {
	for _, n := range []int{1, several} {
		c.Step(fmt.Sprintf("transfers of %d", n), func() {
			c.reads(1, n)
			c.reads(c.Blocks()-uint64(n), n)
			to := uint64(written + n)
			c.Must(c.WriteBlocks(c.Context(), to, c.image.Data(to, n)))
			c.reads(to-1, n+2)
			to = c.Blocks() - written - uint64(n)
			c.Must(c.WriteBlocks(c.Context(), to, c.image.Data(to, n)))
			c.reads(to, n)
		})
	}
}

// reads reads blocks and compares them.
func (c *inserted) reads(block uint64, n int) {
	c.Helper()
	p := make([]byte, n*sd.BlockSize)
	c.Must(c.ReadBlocks(c.Context(), block, p))
	c.Must(c.image.Compare(block, p))
}

// part reads parts of a block (section 4.3.3 "Data Read").
func (c *inserted) part() {
	const size = 64
	c.expect(sd.SetBlockLen(size), at(sd.Transferring, 0))
	defer c.expect(sd.SetBlockLen(sd.BlockSize), at(sd.Transferring, 0))
	want := c.image.Want(2, 1)
	for _, from := range []int{0, size, sd.BlockSize - size} {
		p := make([]byte, size)
		_, err := c.host.Read(c.Context(), sd.ReadSingleBlock(c.Address(2)+uint32(from)), p, size)
		c.Must(err)
		if !bytes.Equal(p, want[from:from+size]) {
			c.Errorf("%d bytes at %d of a block = %x, want %x", size, from, p, want[from:from+size])
		}
	}
}

// misaligned reads a block that is of two of the card's, which the CSD allows or not (section 4.3.3 "Data Read").
func (c *inserted) misaligned() {
	cmd := sd.ReadSingleBlock(c.Address(1) + sd.BlockSize/2)
	if !c.CSD.Misaligned() {
		c.refused(cmd, sd.AddressError)
		return
	}
	p := make([]byte, sd.BlockSize)
	_, err := c.host.Read(c.Context(), cmd, p, len(p))
	c.Must(err)
	if want := c.image.Want(1, 2)[sd.BlockSize/2:][:sd.BlockSize]; !bytes.Equal(p, want) {
		c.Errorf("a block across the boundary of two = %x…, want %x…", p[:8], want[:8])
	}
}

// beyond has the card read and write the first block that it does not have (section 4.10.1 "Card Status", OUT_OF_RANGE).
func (c *inserted) beyond() {
	c.refused(sd.ReadSingleBlock(c.Address(c.Blocks())), sd.OutOfRange)
	c.refused(sd.WriteBlock(c.Address(c.Blocks())), sd.OutOfRange)
}

// refused sends a command whose response has an error, and after which no data move.
func (c *inserted) refused(cmd sd.Command, want sd.Status) {
	c.Helper()
	c.expect(cmd, at(sd.Transferring, want))
	c.expect(sd.SendStatus(c.RCA), at(sd.Transferring, 0))
}

// erase erases blocks, and no others (section 4.3.5 "Erase").
func (c *inserted) erase() {
	const n = 2
	scr, err := c.SCR(c.Context())
	c.Must(err)
	c.expect(sd.EraseStart(c.Address(erased)), at(sd.Transferring, 0))
	c.expect(sd.EraseEnd(c.Address(erased+n-1)), at(sd.Transferring, 0))
	c.expect(sd.Erase(), at(sd.Transferring, 0))
	c.Must(c.host.Wait(c.Context(), "the end of an erasure", c.idle))
	var fill byte
	if scr.ErasedToOnes() {
		fill = 0xff
	}
	p := make([]byte, n*sd.BlockSize)
	c.Must(c.ReadBlocks(c.Context(), erased, p))
	if want := bytes.Repeat([]byte{fill}, len(p)); !bytes.Equal(p, want) {
		c.Errorf("%d erased blocks = %x…, want %x…", n, p[:8], want[:8])
	}
	c.Must(c.WriteBlocks(c.Context(), erased, c.image.Data(erased, n)))
	c.reads(erased-1, n+2)
}

// eraseSequence gives the commands of an erasure in another order (section 4.10.1 "Card Status", ERASE_SEQ_ERROR and
// ERASE_RESET).
func (c *inserted) eraseSequence() {
	c.Step("no blocks", func() { c.refused(sd.Erase(), sd.EraseSeqError) })
	c.Step("no first block", func() { c.refused(sd.EraseEnd(c.Address(erased)), sd.EraseSeqError) })
	c.Step("another command", func() {
		c.expect(sd.EraseStart(c.Address(erased)), at(sd.Transferring, 0))
		c.expect(sd.EraseEnd(c.Address(erased)), at(sd.Transferring, 0))
		c.expect(sd.SetBlockLen(sd.BlockSize), at(sd.Transferring, sd.EraseReset))
		c.refused(sd.Erase(), sd.EraseSeqError)
	})
	c.Must(c.WriteBlocks(c.Context(), erased, c.image.Data(erased, 1)))
	c.reads(erased-1, several)
}

// protection protects a group of blocks (section 4.3.6 "Write Protect Management").
func (c *inserted) protection() {
	group := c.CSD.ProtectionGroup()
	if group == 0 {
		c.Skip("the card has no groups that can be protected")
	}
	c.Logf("a group has %d bytes", group)
	c.guards(0)
	c.expect(sd.SetWriteProt(c.Address(guarded)), at(sd.Transferring, 0))
	c.Step("groups", func() { c.guards(1) })
	// The card tells of the violation in the response to the command, or in the next one.
	r, err := c.host.Write(c.Context(), sd.WriteBlock(c.Address(guarded)), make([]byte, sd.BlockSize), sd.BlockSize)
	c.Must(err)
	if got := sd.Status(r.Short) | c.status(sd.SendStatus(c.RCA)); got.Failure() != sd.WPViolation {
		c.Errorf("card status of writing a block of a protected group = %v, want %v", got, sd.WPViolation)
	}
	c.Step("content", func() { c.reads(guarded, 1) })
	c.expect(sd.ClrWriteProt(c.Address(guarded)), at(sd.Transferring, 0))
	c.guards(0)
	c.Must(c.WriteBlocks(c.Context(), guarded, c.image.Data(guarded, 1)))
	c.reads(guarded, 1)
}

// guards checks which groups are protected.
func (c *inserted) guards(want uint32) {
	c.Helper()
	var p [4]byte
	_, err := c.host.Read(c.Context(), sd.SendWriteProt(0), p[:], len(p))
	c.Must(err)
	if got := binary.BigEndian.Uint32(p[:]); got != want {
		c.Errorf("protected groups = %#x, want %#x", got, want)
	}
}

// The modes of CMD42 (section 4.3.7 "Card Lock/Unlock Operation").
const (
	setPassword   = 1 << 0
	clearPassword = 1 << 1
	lock          = 1 << 2
)

// password locks the card with a password, and unlocks it.
func (c *inserted) password() {
	secret, wrong := []byte("fourteen bytes"), []byte("fourteen lines")
	c.locks(setPassword, secret, 0)
	c.locks(lock, wrong, sd.LockUnlockFailed)
	c.locks(lock, secret, sd.CardIsLocked)
	c.silent(sd.ReadSingleBlock(c.Address(0)))
	c.expect(sd.SendStatus(c.RCA), at(sd.Transferring, sd.IllegalCommand|sd.CardIsLocked))
	c.locks(0, wrong, sd.LockUnlockFailed|sd.CardIsLocked)
	c.locks(0, secret, 0)
	c.locks(clearPassword, secret, 0)
	c.expect(sd.SetBlockLen(sd.BlockSize), at(sd.Transferring, 0))
	c.reads(0, 1)
}

// locks gives the card a password and what it is for, and checks its status after that.
func (c *inserted) locks(mode byte, password []byte, want sd.Status) {
	c.Helper()
	p := append([]byte{mode, byte(len(password))}, password...)
	c.status(sd.SetBlockLen(uint32(len(p))))
	_, err := c.host.Write(c.Context(), sd.LockUnlock(), p, len(p))
	c.Must(err)
	c.expect(sd.SendStatus(c.RCA), at(sd.Transferring, want))
}
