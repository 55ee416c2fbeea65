package aml

// Op is an opcode; those behind the prefix 0x5b have that in their upper byte.
type Op uint16

// extended is the first byte of an opcode of two.
const extended = 0x5b

// The opcodes that this package or its users name (section 20.3 "AML Byte Stream Byte
// Values").
const (
	Zero        Op = 0x00
	One         Op = 0x01
	Alias       Op = 0x06
	Name        Op = 0x08
	Byte        Op = 0x0a
	Word        Op = 0x0b
	DWord       Op = 0x0c
	String      Op = 0x0d
	QWord       Op = 0x0e
	Scope       Op = 0x10
	Buffer      Op = 0x11
	Package     Op = 0x12
	VarPackage  Op = 0x13
	Method      Op = 0x14
	External    Op = 0x15
	Local0      Op = 0x60
	Arg6        Op = 0x6e
	CreateDWord Op = 0x8a
	CreateWord  Op = 0x8b
	CreateByte  Op = 0x8c
	CreateBit   Op = 0x8d
	CreateQWord Op = 0x8f
	If          Op = 0xa0
	Else        Op = 0xa1
	While       Op = 0xa2
	Return      Op = 0xa4
	Ones        Op = 0xff
	Mutex       Op = 0x5b01
	Event       Op = 0x5b02
	CreateField Op = 0x5b13
	OpRegion    Op = 0x5b80
	Field       Op = 0x5b81
	Device      Op = 0x5b82
	Processor   Op = 0x5b83
	PowerRes    Op = 0x5b84
	ThermalZone Op = 0x5b85
	IndexField  Op = 0x5b86
	BankField   Op = 0x5b87
	DataRegion  Op = 0x5b88

	// Call is no opcode: a name where a value is wanted. It is a method, and its terms are the
	// arguments, or another object.
	Call Op = 0xffff
)

// form has the operands of an opcode, a letter each:
//
//	l  the length of all that follows (PkgLength)
//	n  a name
//	t  a term with a value
//	s  a place: a name, a local variable, or a term that refers to one; it may be the null name
//	b w d q  a number of 1, 2, 4, 8 bytes
//	z  text that ends with NUL
//	L  terms up to the end of the length
//	F  fields up to the end of the length
//	B  bytes up to the end of the length
//	P  elements of a package, likewise
type form string

// forms are those of each opcode (section 20.2 "AML Grammar Definition").
func forms() map[Op]form {
	f := map[Op]form{
		Zero: "", One: "", Alias: "nn", Name: "nt", Byte: "b", Word: "w", DWord: "d", String: "z", QWord: "q",
		Scope: "lnL", Buffer: "ltB", Package: "lbP", VarPackage: "ltP", Method: "lnbL", External: "nbb",
		0x70: "ts", 0x71: "s", 0x75: "s", 0x76: "s", 0x78: "ttss", 0x80: "ts", 0x81: "ts", 0x82: "ts", 0x83: "t",
		0x86: "st", 0x87: "s", 0x89: "tbtbtt", CreateDWord: "ttn", CreateWord: "ttn", CreateByte: "ttn",
		CreateBit: "ttn", 0x8e: "s", CreateQWord: "ttn", 0x92: "t", 0x96: "ts", 0x97: "ts", 0x98: "ts", 0x99: "ts",
		0x9c: "tts", 0x9d: "ts", 0x9e: "ttts", 0x9f: "", If: "ltL", Else: "lL", While: "ltL", 0xa3: "", Return: "t",
		0xa5: "", 0xcc: "", Ones: "",
		Mutex: "nb", Event: "n", 0x5b12: "ss", CreateField: "tttn", 0x5b1f: "tttttt", 0x5b20: "ns", 0x5b21: "t",
		0x5b22: "t", 0x5b23: "sw", 0x5b24: "s", 0x5b25: "st", 0x5b26: "s", 0x5b27: "s", 0x5b28: "ts", 0x5b29: "ts",
		0x5b30: "", 0x5b31: "", 0x5b32: "bdt", 0x5b33: "", OpRegion: "nbtt", Field: "lnbF", Device: "lnL",
		Processor: "lnbdbL", PowerRes: "lnbwL", ThermalZone: "lnL", IndexField: "lnnbF", BankField: "lnntbF",
		DataRegion: "nttt",
	}
	for op := Local0; op <= Arg6; op++ {
		f[op] = ""
	}
	for _, op := range []Op{0x72, 0x73, 0x74, 0x77, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x84, 0x85, 0x88} {
		f[op] = "tts" // two operands and the place of the result
	}
	for _, op := range []Op{0x90, 0x91, 0x93, 0x94, 0x95} {
		f[op] = "tt" // comparisons
	}
	return f
}
