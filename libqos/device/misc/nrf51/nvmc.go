package nrf51

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// NVMCDriver is the node of the controller of the non-volatile memory.
var NVMCDriver = graph.NewDriver[*NVMC]("nrf51_soc.nvm")

// NVMCKind is the kind of a board's part.
var NVMCKind = board.NewKind(NVMCDriver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*NVMC, error) {
	return &NVMC{board.At(m, p)}, nil
})

// NVMC is the controller of the non-volatile memory.
type NVMC struct{ board.Device }

// The registers (chapter 6, table "Register Overview"; chapter 7, "FICR").
const (
	Ready     reg.Reg[uint32] = 0x400 // READY, read-only
	WriteMode reg.Reg[uint32] = 0x504 // CONFIG
	ErasePage reg.Reg[uint32] = 0x508 // ERASEPAGE: the address of the page
	EraseAll  reg.Reg[uint32] = 0x50c // ERASEALL: 1 starts
	EraseUICR reg.Reg[uint32] = 0x514 // ERASEUICR: 1 starts
)

// Values of CONFIG.
const (
	ReadOnly     = 0 // REN
	WriteEnable  = 1 // WEN
	EraseEnable  = 2 // EEN
	WrittenValue = 1 // of a register that starts an erase
)

// Addresses and sizes (chapter 4 "Memory", and chapters 7 and 8).
const (
	Flash        = 0
	FlashSize    = 256 << 10
	PageSize     = 1 << 10
	FICR         = 0x1000_0000
	CodePageSize = FICR + 0x10 // CODEPAGESIZE, in bytes
	CodeSize     = FICR + 0x14 // CODESIZE, in pages
	UICR         = 0x1000_1000
	UICRCustomer = UICR + 0x80 // the first of the words that are for customers
	Erased       = 0xffff_ffff
)
