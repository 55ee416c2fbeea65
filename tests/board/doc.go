// Package board holds the tables of boards, which are written from the boards' manuals,
// against what QEMU says of the same board: its memory map ("info mtree") and the wires
// between its objects. A wrong line in either is a failure. Each path ends in
//
//	… → board-tests/parts
package board
