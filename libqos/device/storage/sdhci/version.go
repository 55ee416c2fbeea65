package sdhci

import "fmt"

// Version is the Host Controller Version register (section 2.2.34).
type Version uint16

// Spec is a version of the specification.
type Spec uint8

// The versions of the specification.
const (
	Spec100 Spec = iota // 1.00
	Spec200             // 2.00
	Spec300             // 3.00
)

// String returns the version's number.
func (s Spec) String() string {
	if s > Spec300 {
		return fmt.Sprintf("version %d", uint8(s))
	}
	return fmt.Sprintf("%d.00", s+1)
}

// Spec returns the version of the specification that the controller follows.
func (v Version) Spec() Spec { return Spec(v) }

// Vendor returns the vendor's own version number.
func (v Version) Vendor() uint8 { return uint8(v >> 8) }

// String returns both versions.
func (v Version) String() string {
	return fmt.Sprintf("specification %v, vendor version %#x", v.Spec(), v.Vendor())
}
