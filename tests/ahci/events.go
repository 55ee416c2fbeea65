package ahci

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ahci"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// interrupts checks the events of commands, and that the line follows PxIE, IS and GHC.IE (section
// 10.7 "Interrupts").
func interrupts(r *rig) {
	line, err := r.PCI.INTx(r.Context())
	r.Must(err)
	buffer := r.buffer(2 * ata.SectorSize)
	defer r.free(buffer)
	region := ahci.Region{Addr: buffer + 32, Size: ata.SectorSize}
	processed := region
	processed.Interrupt = true
	const disk uint32 = 1 << ahci.DiskPort
	r.port(ahci.DiskPort, func(p *ahci.Port) {
		clear := func() {
			r.Helper()
			ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
			ahci.Interrupts.WriteT(r, r.Regs, ^uint32(0))
		}
		for _, s := range []struct {
			name   string
			t      ata.Task
			region []ahci.Region
			want   ahci.Event
		}{
			{"command without data", ata.Task{Command: ata.CheckPowerMode}, nil, ahci.RegisterFIS},
			{"DMA", ata.At(ata.ReadDMA, 0, 1), []ahci.Region{region}, ahci.RegisterFIS},
			{"PIO", ata.At(ata.ReadSectors, 0, 1), []ahci.Region{region}, ahci.PIOSetup},
			{"region with an interrupt", ata.At(ata.ReadDMA, 0, 1), []ahci.Region{processed}, ahci.Processed},
		} {
			r.Step(s.name, func() {
				clear()
				ahci.GlobalHost.WriteT(r, r.Regs, ahci.AHCIEnable|ahci.InterruptEnable)
				ahci.PortEnable.WriteT(r, p.Regs, ^s.want&0xfdc0_00ff)
				r.does(s.name, p, s.t, ahci.ToMemory, s.region...)
				reg.ExpectBitsT(r, p.Regs, "events", ahci.PortInterrupts, s.want, s.want)
				ahci.PortInterrupts.WriteT(r, p.Regs, ^s.want)
				reg.ExpectBitsT(r, p.Regs, "events, after the others are cleared", ahci.PortInterrupts, s.want, s.want)
				ahci.Interrupts.WriteT(r, r.Regs, ^uint32(0))
				line.ExpectT(r, "while its event is masked", false)
				ahci.PortEnable.WriteT(r, p.Regs, s.want)
				line.ExpectT(r, "while its event is not masked", true)
				reg.ExpectBitsT(r, r.Regs, "IS", ahci.Interrupts, disk, disk)
				ahci.GlobalHost.WriteT(r, r.Regs, ahci.AHCIEnable)
				line.ExpectT(r, "without GHC.IE", false)
				ahci.GlobalHost.WriteT(r, r.Regs, ahci.AHCIEnable|ahci.InterruptEnable)
				line.ExpectT(r, "with GHC.IE", true)
				ahci.PortInterrupts.WriteT(r, p.Regs, s.want)
				r.Step("IS stays", func() {
					reg.ExpectBitsT(r, r.Regs, "IS, after PxIS is cleared", ahci.Interrupts, disk, disk)
				})
				ahci.Interrupts.WriteT(r, r.Regs, disk)
				reg.ExpectBitsT(r, r.Regs, "IS, after it is cleared, too", ahci.Interrupts, disk, 0)
				line.ExpectT(r, "after both are cleared", false)
			})
		}
		ahci.PortEnable.WriteT(r, p.Regs, 0)
	})
}

// message checks that an event is signalled by a message, once, and not by the line.
func message(r *rig) {
	ctx := r.Context()
	line, err := r.PCI.INTx(ctx)
	r.Must(err)
	msi, err := r.PCI.MSI(ctx)
	r.Must(err)
	r.Must(msi.Configure(ctx, 0))
	r.Must(msi.Enable(ctx))
	r.port(ahci.DiskPort, func(p *ahci.Port) {
		ahci.GlobalHost.WriteT(r, r.Regs, ahci.AHCIEnable|ahci.InterruptEnable)
		for range 2 {
			ahci.PortEnable.WriteT(r, p.Regs, ahci.RegisterFIS)
			r.does("a command", p, ata.Task{Command: ata.CheckPowerMode}, 0)
			r.Must(msi.Wait(ctx, 0))
			if line.Raised() {
				r.Errorf("the line is raised, want a message alone")
			}
			ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
			ahci.Interrupts.WriteT(r, r.Regs, ^uint32(0))
			ahci.PortEnable.WriteT(r, p.Regs, 0)
			r.does("a command whose event is masked", p, ata.Task{Command: ata.CheckPowerMode}, 0)
			if came, err := msi.Fired(ctx, 0); err != nil || came {
				r.Errorf("a message while the event is masked: %t, %v, want none", came, err)
			}
			ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
		}
	})
	r.Must(msi.Disable(ctx))
}

// failures checks commands that the disk refuses: the event, the task file, the command that stays
// issued, and that the port works when its list has been started again (section 6.2.2.1
// "Non-Queued Error Recovery").
func failures(r *rig) {
	const outside = ata.NotFound | ata.Aborted
	const size = 2 * ata.SectorSize
	buffer := r.buffer(size + 64)
	defer r.free(buffer)
	region := ahci.Region{Addr: buffer + 32, Size: size}
	r.port(ahci.DiskPort, func(p *ahci.Port) {
		for _, s := range []struct {
			name string
			t    ata.Task
			want ata.Failure
		}{
			{"unknown command", ata.Task{Command: 0x0f}, ata.Aborted},
			{"read behind the last sector", ata.AtExt(ata.ReadDMAExt, diskSectors, 1), outside},
			{"read over the last sector", ata.At(ata.ReadDMA, diskSectors-1, 2), outside},
			{"packet to a disk", ata.Task{Command: ata.Packet}, ata.Aborted},
		} {
			r.Step(s.name, func() {
				ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
				r.Must(p.Forget(r.Context(), untouched))
				got, err := p.Do(r.Context(), s.t, ahci.ToMemory, region)
				r.Must(err)
				r.last(s.name, p, got)
				if got.Status&(ata.Failed|ata.Busy) != ata.Failed || got.Errors&s.want == 0 {
					r.Errorf("%s: %v, want FAILED and %v", s.name, got, s.want)
				}
				reg.ExpectBitsT(r, p.Regs, "events", ahci.PortInterrupts, ahci.TaskFileError, ahci.TaskFileError)
				r.memory("memory", region.Addr, filled(size))
				r.Step("command stays issued", func() {
					reg.ExpectBitsT(r, p.Regs, "PxCI", ahci.PortIssue, 1, 1)
				})
				r.Must(p.Halt(r.Context()))
				reg.ExpectT(r, p.Regs, "PxCI of a port whose list does not run", ahci.PortIssue, 0)
				ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
				r.Must(p.Run(r.Context()))
				r.does("a command after the error", p, ata.Task{Command: ata.CheckPowerMode}, 0)
			})
		}
	})
}

func filled(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = untouched
	}
	return p
}

// resets checks the reset of the adapter and of a device by its link (section 10.4).
func resets(r *rig) {
	r.Step("adapter", func() {
		p, err := r.Start(r.Context(), ahci.DiskPort)
		r.Must(err)
		ahci.PortEnable.WriteT(r, p.Regs, ahci.RegisterFIS)
		ahci.GlobalHost.WriteT(r, r.Regs, ahci.AHCIEnable|ahci.InterruptEnable)
		r.does("a command", p, ata.Task{Command: ata.CheckPowerMode}, 0)
		r.Must(r.Reset(r.Context()))
		reg.ExpectT(r, r.Regs, "GHC after a reset", ahci.GlobalHost, ahci.AHCIEnable)
		reg.ExpectT(r, r.Regs, "IS after a reset", ahci.Interrupts, 0)
		reg.ExpectBitsT(r, p.Regs, "PxCMD after a reset", ahci.PortCommand, ahci.Start|ahci.ListRuns, 0)
		reg.ExpectT(r, p.Regs, "PxIE after a reset", ahci.PortEnable, 0)
		reg.ExpectT(r, p.Regs, "PxCI after a reset", ahci.PortIssue, 0)
		r.Must(p.Stop(r.Context()))
	})
	r.Step("link", func() {
		r.port(ahci.DiskPort, func(p *ahci.Port) {
			r.does("a command", p, ata.Task{Command: ata.CheckPowerMode}, 0)
			r.Must(p.Halt(r.Context()))
			r.Must(p.Forget(r.Context(), untouched))
			r.Must(p.ResetLink(r.Context(), func() {
				r.Step("status meanwhile", func() {
					if got := ahci.PortStatus.ReadT(r, p.Regs) & ahci.Detection; got == ahci.Established {
						r.Errorf("PxSSTS.DET is %d while PxSCTL.DET resets the link, want no established link", got)
					}
				})
			}))
			reg.ExpectT(r, p.Regs, "PxSIG after a reset of the link", ahci.PortSignature, ahci.DiskSignature)
			reg.ExpectBitsT(r, p.Regs, "PxTFD after a reset of the link", ahci.PortTaskFile, 0x89, 0)
			reg.ExpectT(r, p.Regs, "PxSCTL after a reset of the link", ahci.PortSATAControl, 0)
			r.signature("a reset of the link", p, ahci.DiskSignature)
			r.Must(p.Run(r.Context()))
			r.does("a command after a reset of the link", p, ata.Task{Command: ata.CheckPowerMode}, 0)
		})
	})
	r.Step("commands of a port that does not run", func() {
		r.port(ahci.DiskPort, func(p *ahci.Port) {
			r.Must(p.Halt(r.Context()))
			r.Must(p.Prepare(r.Context(), 0, ata.Task{Command: ata.CheckPowerMode}, 0, nil))
			ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
			r.Must(p.Issue(r.Context(), 1))
			reg.ExpectBitsT(r, p.Regs, "events", ahci.PortInterrupts, ahci.RegisterFIS, 0)
			r.Must(p.Run(r.Context()))
		})
	})
}

// disc checks packets of the CD drive by DMA: its capacity, blocks of the disc, and a packet that it
// refuses.
func disc(r *rig) {
	const (
		block, count = 4, 3
		size         = count * ata.DiscBlock
		blocks       = ata.DiscSize / ata.DiscBlock
		packetSize   = 12
	)
	want := r.disc.Data(block, count)
	r.Must(r.disc.Fill())
	buffer := r.buffer(size + 64)
	defer r.free(buffer)
	r.port(ahci.DiscPort, func(p *ahci.Port) {
		ahci.PortCommand.WriteT(r, p.Regs, ahci.PortCommand.ReadT(r, p.Regs)|ahci.IsATAPI)
		r.ready(p)
		capacity := ahci.Region{Addr: buffer + 32, Size: 8}
		packet := func(what string, c scsi.Command, region ahci.Region) ahci.Result {
			r.Helper()
			ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
			reg.ExpectT(r, p.Regs, what+": PxIS, cleared", ahci.PortInterrupts, 0)
			r.Must(p.Forget(r.Context(), untouched))
			got, err := p.DoPacket(r.Context(), c, ahci.ToMemory, region)
			r.Must(err)
			f := r.last(what, p, got, ahci.AtPIOSetup)
			f.setup(packetSize, 0)
			event := ahci.RegisterFIS
			if got.Status&ata.Failed != 0 {
				event = ahci.TaskFileError
			}
			reg.ExpectBitsT(r, p.Regs, what+": PxIS", ahci.PortInterrupts, event, event)
			const done = uint16(ata.IsCommand | ata.ToHost)
			if got.Count&0xff != done {
				r.Errorf("%s: interrupt reason %#x, want %#x", what, got.Count, done)
			}
			return got
		}
		got := packet("READ CAPACITY", scsi.ReadCapacity10(), capacity)
		if got.Status&ata.Failed != 0 || got.Bytes != 8 {
			r.Errorf("READ CAPACITY: %v, %d bytes, want no failure and 8", got, got.Bytes)
		}
		r.memory("READ CAPACITY", capacity.Addr, []byte{0, 0, 0, blocks - 1, 0, 0, ata.DiscBlock >> 8, 0})
		r.Must(r.Machine.Memset(r.Context(), buffer, size+64, untouched))
		data := ahci.Region{Addr: buffer + 32, Size: size}
		got = packet("READ (10)", scsi.Read10(block, count, ata.DiscBlock), data)
		if got.Status&ata.Failed != 0 || got.Bytes != size {
			r.Errorf("READ (10): %v, %d bytes, want no failure and %d", got, got.Bytes, size)
		}
		r.memory("READ (10)", data.Addr, want)
		got = packet("READ (10) behind the last block", scsi.Read10(blocks, 1, ata.DiscBlock), data)
		const keyShift = 4
		if key := scsi.Key(got.Errors >> keyShift); got.Status&ata.Failed == 0 || key != scsi.IllegalRequest {
			r.Errorf("READ (10) behind the last block: %v, want %v", got, scsi.IllegalRequest)
		}
	})
}

// ready takes the unit attentions that follow the start of a CD drive.
func (r *rig) ready(p *ahci.Port) {
	r.Helper()
	const attempts = 3
	for range attempts {
		got, err := p.DoPacket(r.Context(), scsi.TestUnitReady(), 0)
		r.Must(err)
		if got.Status&ata.Failed == 0 {
			return
		}
		r.Must(p.Halt(r.Context()))
		ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
		r.Must(p.Run(r.Context()))
		const size = 18
		sense := r.buffer(64)
		_, err = p.DoPacket(r.Context(), scsi.RequestSense(size), ahci.ToMemory, ahci.Region{Addr: sense, Size: size})
		r.Must(err)
		r.free(sense)
	}
	r.Fatalf("the CD drive is not ready after %d attempts", attempts)
}
