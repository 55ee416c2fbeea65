// Package field checks data structures that a device describes itself with: each field has its
// value, and what is between them is zero.
//
//	field.ExpectT(t, "capacity", data, []field.Field{
//		field.Big("RETURNED LOGICAL BLOCK ADDRESS", 0, uint64(last)),
//		field.Big("BLOCK LENGTH", 8, uint32(512)),
//	})
package field
