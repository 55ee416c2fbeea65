package spinor

import (
	"encoding/hex"
	"slices"
)

// Features are the commands and properties in which models differ.
type Features uint32

// The features of a model.
const (
	Sectors          Features = 1 << iota // SectorErase erases 4 KiB
	HalfBlocks                            // BlockErase32 erases 32 KiB
	Whole                                 // ChipErase erases the chip
	DualOutput                            // FastReadDualOutput
	QuadOutput                            // FastReadQuadOutput
	WideMode                              // Enter4Byte, Exit4Byte
	WideCommands                          // ReadData4, PageProgram4, BlockErase4
	UpperAddress                          // ReadExtendedAddress, WriteExtendedAddress
	SoftReset                             // EnableReset, Reset
	Sleep                                 // PowerDown, ReleasePowerDown
	Parameters                            // ReadSFDP: QEMU has the tables of this model
	SecondQuad                            // QE is bit 1 of the second byte of WriteStatus, read by ReadSecondStatus
	FirstQuad                             // QE is bit 6 of the status register
	StatusLock                            // SRWD and the pin WP# together keep the status register
	ByteProgram                           // PageProgram programs a single byte
	Rewrites                              // an EEPROM, whose bytes are erased as they are programmed
	ShortAddress                          // addresses have 2 bytes
	ProtectedAtStart                      // the bits of Protect are set after power-up
)

// QuadStatus is QE in the status register of models with [FirstQuad].
const QuadStatus Status = 1 << 6

// QuadSecond is QE in the second status register of models with [SecondQuad].
const QuadSecond = 1 << 1

// Model is a model of chip, by its data sheet.
type Model struct {
	Name     string   // QEMU's
	Sheet    string   // its data sheet, and that of its family
	ID       []byte   // the answer to ReadIdentification as far as the data sheet fixes it; none for a chip without the command
	Size     int64    // in bytes
	Block    int64    // in bytes, erased by BlockErase; 0 for a chip without the command
	Page     int      // in bytes
	Protect  Status   // the bits that protect all blocks together; 0 for a chip without them, or of another scheme
	Features Features // all of its features
}

// Has reports whether the model has all of these features.
func (m *Model) Has(f Features) bool { return m.Features&f == f }

// family is a group of models with one scheme of commands.
type family struct {
	sheet    string
	page     int
	features Features
	models   []row
}

// row is a model of a family.
type row struct {
	name    string
	id      string // in hex
	size    int64  // in KiB
	block   int64  // in KiB
	protect Status
	more    Features // beside those of the family
}

// Models returns all models, in the order of their makers.
func Models() []*Model {
	var all []*Model
	for _, f := range families {
		for _, r := range f.models {
			id, err := hex.DecodeString(r.id)
			if err != nil {
				panic(err) // a misspelt row of the table
			}
			all = append(all, &Model{
				Name: r.name, Sheet: f.sheet, ID: id, Size: r.size << 10, Block: r.block << 10, Page: f.page, Protect: r.protect,
				Features: f.features | r.more,
			})
		}
	}
	return all
}

// Named returns the model with QEMU's name, nil if there is none.
func Named(name string) *Model {
	all := Models()
	if i := slices.IndexFunc(all, func(m *Model) bool { return m.Name == name }); i >= 0 {
		return all[i]
	}
	return nil
}
