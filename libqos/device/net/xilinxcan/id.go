package xilinxcan

// ID is the identifier of a message, as the first word of a buffer has it (UG1085, table
// 20-3 "CAN Message Format"; AM012, TxBuff_ID_Msg_n).
type ID uint32

// Bits of an identifier.
//
//qgraph:bits
const (
	RemoteExtended ID = 1 << 0  // "RTR": a remote frame with 29 bits
	IsExtended     ID = 1 << 19 // "IDE": 29 bits
	Remote         ID = 1 << 20 // "SRRRTR", "SRR_RTR_RRS": a remote frame with 11 bits; 1 for any frame with 29
)

// Standard returns an identifier of 11 bits.
func Standard(id uint32) ID { return ID(id << 21) }

// Extended returns an identifier of 29 bits.
func Extended(id uint32) ID { return ID(id>>18<<21|id&(1<<18-1)<<1) | IsExtended | Remote }
